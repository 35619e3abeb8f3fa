"""Pages that centres publish: news, questions and answers, instructions, contacts, documents; feeds for machines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from navigator.exchange.feeds import Entry, atom, sitemap
from navigator.rules.pages import HEADINGS
from navigator.services.content.files import kept_file
from navigator.services.content.showing import PageView, every_page, news_list, page_view
from navigator.services.directory import direction_rows, municipality_rows, organization_rows
from navigator.services.listing import everything
from navigator.web import house

bp = Blueprint("content", __name__)
#: Live only: machines want absolute addresses, which a copy does not know.
machines = Blueprint("feeds", __name__)


def _view(slug: str) -> PageView:
    root = (house().settings.live_url or None) if house().frozen else ""
    view = page_view(slug, house().today(), root)
    if view is None:
        abort(404)
    return view


@bp.get("/pages/<slug>/")
def page(slug: str) -> Answer:
    """One page of a centre."""
    view = _view(slug)
    if view.is_news:
        return redirect(url_for("content.news_item", slug=slug), 301)
    return Response(render_template("content/page.html", view=view, headings=HEADINGS))


@bp.get("/news/<slug>/")
def news_item(slug: str) -> Answer:
    """One piece of news."""
    view = _view(slug)
    if not view.is_news:
        return redirect(url_for("content.page", slug=slug), 301)
    return Response(render_template("content/page.html", view=view, headings=HEADINGS))


@bp.get("/news/", defaults={"number": 1})
@bp.get("/news/page/<int:number>/")
def news(number: int) -> str:
    """News of everybody, the latest first."""
    return _news("", number)


@bp.get("/municipalities/<place>/news/", defaults={"number": 1})
@bp.get("/municipalities/<place>/news/page/<int:number>/")
def place_news(place: str, number: int) -> str:
    """News of one municipality."""
    return _news(place, number)


def _news(place: str, number: int) -> str:
    found = news_list(house().today(), place, number)
    if found is None:
        abort(404)
    return render_template("content/news.html", found=found)


@bp.get("/files/<int:number>/<name>")
def file(number: int, name: str) -> Response:
    """A file of a page: pictures are shown, everything else is downloaded; none may run anything."""
    kept = kept_file(number, name, house().today())
    if kept is None:
        abort(404)
    # A stream, for what is packed already is not compressed again.
    response = Response(iter([kept.content]), mimetype=kept.media_type)
    response.content_length = len(kept.content)
    response.headers["Content-Disposition"] = f'{"inline" if kept.is_picture else "attachment"}; filename="{kept.name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(kept.digest[:32])
    response.make_conditional(request)
    return response


# ---------------------------------------------------------------- for machines


def _root() -> str:
    return house().settings.live_url or request.url_root.rstrip("/")


@machines.get("/feed.atom", defaults={"place": ""})
@machines.get("/municipalities/<place>/feed.atom")
def feed(place: str) -> Response:
    """The last news as Atom."""
    found = news_list(house().today(), place)
    if found is None:
        abort(404)
    home = url_for("content.place_news", place=place) if place else url_for("content.news")
    entries = [
        Entry(
            address=f"{_root()}{url_for('content.news_item', slug=one.slug)}",
            title=one.title,
            summary=one.excerpt,
            published=one.published_on,
            updated=max(one.changed_at, datetime.combine(one.published_on, datetime.min.time())),
        )
        for one in found.rows
    ]
    title = f"{found.place or house().settings.region_name}: новости"
    empty = datetime.combine(house().today(), datetime.min.time())
    body = atom(title, f"{_root()}{request.path}", f"{_root()}{home}", entries, empty)
    return Response(body, mimetype="application/atom+xml")


@machines.get("/sitemap.xml")
def site_map() -> Response:
    """Addresses of all public pages."""
    root = _root()
    return Response(sitemap((f"{root}{path}", day) for path, day in _paths()), mimetype="application/xml")


def _paths() -> Iterator[tuple[str, date | None]]:
    for endpoint in ("catalog.home", "catalog.programs", "catalog.certificate", "browse.letters"):
        yield url_for(endpoint), None
    yield url_for("directory.organizations"), None
    yield url_for("directory.municipalities"), None
    for slug, kind, changed in every_page(house().today()):
        yield url_for("content.news_item" if kind == "news" else "content.page", slug=slug), changed
    for place in municipality_rows():
        yield url_for("directory.municipality", slug=place.slug), None
    for direction in direction_rows():
        yield url_for("browse.direction", slug=direction.slug), None
    for organization in organization_rows():
        yield url_for("directory.organization", organization_id=organization.id), None
    for program in sorted(everything(house().catalog, house().today())):
        yield url_for("catalog.program", program_id=program), None
