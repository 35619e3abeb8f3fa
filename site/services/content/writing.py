"""Centres write their pages: drafts, a day of publication, an archive; two editors do not overwrite each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import Database

from navigator.data import Account, ContentPage, Municipality
from navigator.data.database import for_update, write
from navigator.data.rows import tuples
from navigator.rules.access import Territory
from navigator.rules.names import slugify
from navigator.rules.pages import EVENTS, KINDS, LONGEST_SLUG, STATES
from navigator.rules.states import ORGANIZATION
from navigator.services.content.showing import FileLine, files_of
from navigator.services.problems import storing
from navigator.services.requests.records import Moment, Stale
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine
from navigator.services.staff.journal import note

PAGE = 50
STALE = "Пока вы правили, страницу изменил кто-то другой. Ваш текст – в форме, его текст – под ней"


@dataclass(frozen=True, slots=True)
class PageText:
    """A page as its form gives it; ``place`` is the slug of a municipality, empty for the region."""

    kind: str
    place: str
    title: str
    body: str
    published_on: date | None
    position: int


@dataclass(frozen=True, slots=True)
class PageDraft:
    """A page as its editors see it."""

    id: int
    slug: str
    state: str
    version: int
    text: PageText
    place_name: str
    changed_at: datetime
    changed_by: str
    files: tuple[FileLine, ...]

    def is_coming(self, today: date) -> bool:
        """Published, but its day has not come."""
        return self.state == "published" and self.text.published_on is not None and self.text.published_on > today


@dataclass(frozen=True, slots=True)
class PageList:
    """A page of pages on the desk."""

    rows: tuple[PageDraft, ...]
    total: int
    page: int
    pages: int


def _mine(territory: Territory) -> Any:
    """Pages of a centre's place; nobody else's."""
    if not territory.actor or territory.role == ORGANIZATION:
        return ContentPage.id < 0
    return ContentPage.id > 0 if territory.is_everything else ContentPage.municipality == territory.municipality


def places_of(territory: Territory) -> list[tuple[str, str]]:
    """Slug and name of the places that a centre may write for; the region is the empty one."""
    shown = Municipality.select(Municipality.slug, Municipality.name).order_by(Municipality.name)
    if territory.is_everything:
        return [("", "Весь регион"), *((slug, name) for slug, name in tuples(shown.where(Municipality.is_shown)))]
    return [(slug, name) for slug, name in tuples(shown.where(Municipality.id == territory.municipality))]


def page_list(database: Database, member: Member, *, kind: str = "", state: str = "", page: int = 1) -> PageList:
    """Pages of a territory, the last changed first."""
    with storing(database):
        wanted = [_mine(member.territory)]
        wanted += [ContentPage.kind == kind] if kind in KINDS else []
        wanted += [ContentPage.state == state] if state in STATES else [ContentPage.state != "archived"]
        found = ContentPage.select().where(*wanted)
        total = found.count()
        pages = max(1, -(-total // PAGE))
        at = page if 1 <= page <= pages else 1
        rows = found.order_by(ContentPage.changed_at.desc(), ContentPage.id.desc()).paginate(at, PAGE)
        return PageList(tuple(_draft(row, member) for row in rows), total, at, pages)


def page_draft(database: Database, member: Member, number: int) -> PageDraft:
    """One page for its form.

    :raises NotMine: it lies outside the territory, or is not there.
    """
    with storing(database):
        row: ContentPage | None = ContentPage.get_or_none(ContentPage.id == number, _mine(member.territory))
        if row is None:
            raise NotMine(str(number))
        return _draft(row, member, with_files=True)


def _draft(row: ContentPage, member: Member, *, with_files: bool = False) -> PageDraft:
    home: Municipality | None = row.municipality
    account = Account.get_or_none(Account.id == row.account) if row.account else None
    zone = home.timezone if home else "Europe/Moscow"
    return PageDraft(
        id=row.id,
        slug=row.slug,
        state=row.state,
        version=row.version,
        text=PageText(row.kind, home.slug if home else "", row.title, row.body, row.published_on, row.position),
        place_name=home.name if home else "Весь регион",
        changed_at=Moment(row.changed_at).local(zone),
        changed_by=str(account.name or account.email) if account else "",
        files=files_of(row.id) if with_files else (),
    )


def save_page(
    database: Database,
    member: Member,
    text: PageText,
    event: str,
    moment: Moment,
    today: date,
    *,
    number: int = 0,
    version: int = 0,
) -> int:
    """Store a new page or another wording of one, and publish, withdraw or archive it in the same step.

    A page that is published without a day is published today.
    :raises NotMine: the page or the place is not of this territory.
    :raises Stale: somebody else changed it since; nothing is stored.
    :returns: its id.
    """
    with storing(database), write(database):
        home = _place(member.territory, text.place)
        state = EVENTS[event]
        values: dict[str, Any] = {"municipality": home, "title": text.title, "body": text.body}
        values |= {"position": text.position, "account": member.account, "changed_at": moment.utc}
        values |= {"published_on": text.published_on, "kind": text.kind}
        if number:
            row = locked_page(database, member, number)
            if row.version != version:
                raise Stale(STALE)
            state = state or row.state
            values |= {"state": state, "version": row.version + 1}
        else:
            state = state or "draft"
            values |= {"state": state, "slug": _slug(text), "created_at": moment.utc}
        if state == "published" and text.published_on is None:
            values["published_on"] = today
        if number:
            ContentPage.update(**values).where(ContentPage.id == number).execute()
        else:
            number = int(ContentPage.create(**values).id)
        note(database, member.account, f"page_{event}", moment, subject=f"page:{number}", detail=state)
        return number


def locked_page(database: Database, member: Member, number: int) -> ContentPage:
    """A page of the territory that nobody else changes until the transaction ends.

    :raises NotMine: it is none.
    """
    query = ContentPage.select().where(ContentPage.id == number, _mine(member.territory))
    row: ContentPage | None = for_update(database, query).first()
    if row is None:
        raise NotMine(str(number))
    return row


def _place(territory: Territory, slug: str) -> int | None:
    if slug not in {one for one, _ in places_of(territory)} or not territory.actor or territory.role == ORGANIZATION:
        raise NotMine(slug)
    return int(Municipality.get(Municipality.slug == slug).id) if slug else None


def _slug(text: PageText) -> str:
    """An address that no page has yet; it stays when the title changes."""
    base = slugify(text.title, LONGEST_SLUG) or text.kind
    taken = {slug for (slug,) in tuples(ContentPage.select(ContentPage.slug).where(ContentPage.slug.startswith(base)))}
    names = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)
