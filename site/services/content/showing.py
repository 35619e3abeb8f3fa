"""What everybody sees of the pages of centres: those that are published, from their day on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import fn

from navigator.data import ContentPage, Municipality, PageFile
from navigator.data.rows import tuples
from navigator.rules.pages import FILE_TYPES, HEADINGS, KINDS
from navigator.services.content.rendering import Rendered, excerpt, render

PAGE, LAST = 10, 3


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file beside a page; size in bytes."""

    id: int
    name: str
    title: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class PageView:
    """One page as everybody reads it."""

    slug: str
    kind: str
    title: str
    text: Rendered
    published_on: date
    place_slug: str
    place: str
    files: tuple[FileLine, ...]

    @property
    def is_news(self) -> bool:
        return self.kind == "news"


@dataclass(frozen=True, slots=True)
class PageLine:
    """A page in a list."""

    slug: str
    kind: str
    title: str
    excerpt: str
    published_on: date
    changed_at: datetime
    place_slug: str
    place: str


@dataclass(frozen=True, slots=True)
class NewsList:
    """A page of news; ``place`` is empty for the news of all."""

    rows: tuple[PageLine, ...]
    place_slug: str
    place: str
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a place has published: the last news, and its other pages under their headings."""

    news: tuple[PageLine, ...]
    has_more_news: bool
    parts: tuple[tuple[str, tuple[PageLine, ...]], ...]


def is_shown(today: date) -> Any:
    """The condition that a page is public on a day."""
    return (ContentPage.state == "published") & (ContentPage.published_on <= today)


def page_view(slug: str, today: date, root: str | None) -> PageView | None:
    """One page, or None where there is none to see.

    :param root: as of :func:`render`.
    """
    row: ContentPage | None = ContentPage.select(ContentPage).where(ContentPage.slug == slug, is_shown(today)).first()
    if row is None or row.published_on is None:
        return None
    home: Municipality | None = row.municipality
    return PageView(
        slug=row.slug,
        kind=row.kind,
        title=row.title,
        text=render(row.body, root, questions=row.kind == "faq"),
        published_on=row.published_on,
        place_slug=home.slug if home else "",
        place=home.name if home else "",
        files=files_of(row.id),
    )


def files_of(page: int) -> tuple[FileLine, ...]:
    """Files of a page in the order in which they came, without their content."""
    columns = (PageFile.id, PageFile.name, PageFile.title, PageFile.kind, PageFile.size)
    rows = tuples(PageFile.select(*columns).where(PageFile.page == page).order_by(PageFile.id))
    return tuple(FileLine(number, name, title, FILE_TYPES[kind][1], size) for number, name, title, kind, size in rows)


def _lines(query: Any, length: int = 200) -> tuple[PageLine, ...]:
    page = ContentPage
    columns = (page.slug, page.kind, page.title, page.body, page.published_on, page.changed_at)
    rows = tuples(query.select(*columns, Municipality.slug, Municipality.name))
    return tuple(
        PageLine(slug, kind, title, excerpt(body, length) if length else "", day, changed, place or "", name or "")
        for slug, kind, title, body, day, changed, place, name in rows
    )


def _shown(today: date) -> Any:
    return ContentPage.select().left_outer_join(Municipality).where(is_shown(today))


def news_list(today: date, place: str = "", page: int = 1) -> NewsList | None:
    """News of all or of one municipality (slug), the latest first; None for a page or a place that is not there."""
    found = _shown(today).where(ContentPage.kind == "news")
    name = ""
    if place:
        name = str(Municipality.select(Municipality.name).where(Municipality.slug == place).scalar() or "")
        found = found.where(Municipality.slug == place)
    total = found.count()
    pages = max(1, -(-total // PAGE))
    if not 1 <= page <= pages or (place and not name):
        return None
    order = (ContentPage.published_on.desc(), ContentPage.id.desc())
    return NewsList(_lines(found.order_by(*order).paginate(page, PAGE)), place, name, page, pages)


def shelf(today: date, place: str = "") -> Shelf:
    """What a municipality (slug) has published, or the region without one."""
    mine = _shown(today).where((Municipality.slug == place) if place else ContentPage.municipality.is_null())
    news = mine.where(ContentPage.kind == "news")
    latest = _lines(news.order_by(ContentPage.published_on.desc(), ContentPage.id.desc()).limit(LAST + 1), 0)
    others = _lines(
        mine.where(ContentPage.kind != "news").order_by(ContentPage.position, ContentPage.title, ContentPage.id), 0
    )
    parts = ((HEADINGS[kind], tuple(one for one in others if one.kind == kind)) for kind in KINDS)
    return Shelf(latest[:LAST], len(latest) > LAST, tuple((heading, rows) for heading, rows in parts if rows))


def has_news(today: date) -> bool:
    """Whether anybody has published news."""
    return bool(_shown(today).where(ContentPage.kind == "news").exists())


def every_page(today: date) -> Sequence[tuple[str, str, date]]:
    """Slug, kind and day of the last change of each page that is shown, by slug."""
    rows = tuples(
        ContentPage.select(ContentPage.slug, ContentPage.kind, ContentPage.changed_at)
        .where(is_shown(today))
        .order_by(ContentPage.slug)
    )
    return [(slug, kind, changed.date()) for slug, kind, changed in rows]


def news_pages(today: date) -> list[tuple[str, int]]:
    """For all news (empty slug) and for each municipality that has some: how many pages they take."""
    rows = tuples(
        _shown(today)
        .where(ContentPage.kind == "news")
        .select(Municipality.slug, fn.COUNT(ContentPage.id))
        .group_by(Municipality.slug)
        .order_by(Municipality.slug)
    )
    everything = sum(number for _, number in rows)
    counts = [("", everything), *((slug, number) for slug, number in rows if slug)]
    return [(slug, -(-number // PAGE)) for slug, number in counts if number]


def public_files(today: date) -> list[tuple[int, str]]:
    """Ids and names of the files of pages that are shown."""
    rows = tuples(
        PageFile.select(PageFile.id, PageFile.name).join(ContentPage).where(is_shown(today)).order_by(PageFile.id)
    )
    return [(number, name) for number, name in rows]
