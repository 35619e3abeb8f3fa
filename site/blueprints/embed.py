"""The catalog inside other sites: frames, the script, the page of a webmaster, oEmbed."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from navigator import words
from navigator.blueprints.own_look import embed_script, may_be_framed, own_style, public_url
from navigator.forms.filters import read_filters
from navigator.search.filters import Filters
from navigator.services.cards import Card
from navigator.services.directory import direction_rows, municipality_rows, organization_rows, organization_view
from navigator.services.embedding import (
    FRAME_SIZE,
    KINDS,
    LINE,
    WAYS,
    Frame,
    Insert,
    Line,
    Row,
    Table,
    code_of,
    fits,
    height_of,
    only,
    table_cards,
    title_of,
)
from navigator.services.listing import COVERED_FROM, Listing, listing
from navigator.services.program_page import program_view
from navigator.web import house, prepared

bp = Blueprint("embed", __name__)
FOLDERS = {key: folder for folder, key in KINDS.items()}
#: Pages for people that a list of one filter has: endpoint and the name of its value.
PAGES = {
    "organization": ("directory.organization", "organization_id"),
    "municipality": ("directory.municipality", "slug"),
    "direction": ("browse.direction", "slug"),
    "age": ("browse.age", "years"),
}
#: More organizations than this do not fit a menu: their pages lead here.
MENU = 200
#: An hour: the script's name stays when its text changes.
SCRIPT_AGE = "public, max-age=3600"


@bp.get("/embed/programs/")
def programs() -> str:
    """The list of the whole catalog or of any filters, for a frame."""
    return _prepared() or _frame(_read(request.args))


def _prepared() -> str:
    """The frame of a copy, read beforehand."""
    frame = prepared("frame")
    return render_template("embed/frame.html", frame=frame, style=own_style("embed")) if frame else ""


@bp.get("/embed/<any(organizations,municipalities,directions,ages):kind>/<value>/")
def part(kind: str, value: str) -> str:
    """The list of one organization, municipality, direction or age, for a frame; other filters narrow it."""
    if made := _prepared():
        return made
    asked = MultiDict(request.args)
    asked.setlist(KINDS[kind], [value])
    found = _read(asked)
    if [str(one) for one in getattr(found.filters, KINDS[kind])] != [value]:
        abort(404)
    return _frame(found)


def _read(arguments: MultiDict[str, str]) -> Listing:
    filters, _ = read_filters(arguments, house().catalog.known())
    return listing(house().catalog, Filters(**_kept(filters)), house().today(), size=FRAME_SIZE)


def _kept(filters: Filters) -> dict[str, Any]:
    """What narrows a list: pages and orders do not."""
    return {name: getattr(filters, name) for name in filters.__dataclass_fields__ if name not in ("page", "sort")}


def _frame(found: Listing) -> str:
    may_be_framed()
    lines = tuple(map(_line, found.cards))
    frame = Frame(title_of(found), lines, found.selection.total, _target(found.filters))
    return render_template("embed/frame.html", frame=frame, style=own_style("embed"))


def _line(card: Card) -> Line:
    text = " · ".join(filter(None, (words.age(card.age), words.days(card.groups), words.money(card))))
    if card.for_adults:
        return Line(card.id, card.name, text, "no", "для взрослых")
    if card.state == "open":
        free = card.free_places
        if free is None:
            return Line(card.id, card.name, text, "yes", "набор открыт", ", места уточняйте")
        return Line(card.id, card.name, text, "yes", words.count(free, "место", "места", "мест"))
    if card.state == "waitlist":
        return Line(card.id, card.name, text, "no", "мест нет", ", лист ожидания")
    return Line(card.id, card.name, text, "no", "набор закрыт")


def _target(filters: Filters) -> tuple[str, dict[str, Any]]:
    """The page of the same list for people, as endpoint and values: a template of a copy makes it relative."""
    one = only(filters)
    if one is None:
        return "catalog.programs", {} if house().frozen else _grouped(filters)
    endpoint, name = PAGES[one[0]]
    return endpoint, {name: one[1]}


def _page(filters: Filters) -> str:
    endpoint, values = _target(filters)
    return url_for(endpoint, **values)


def _address(filters: Filters) -> str:
    """Address of the frame of a list."""
    one = only(filters)
    if one is None:
        return url_for("embed.programs", **_grouped(filters))
    return url_for("embed.part", kind=FOLDERS[one[0]], value=one[1])


def _grouped(filters: Filters) -> dict[str, Any]:
    grouped: dict[str, Any] = {}
    for key, value in filters.pairs():
        grouped.setdefault(key, []).append(value)
    return grouped


# ---------------------------------------------------------------- the page of a webmaster


@bp.get("/embed/")
def options() -> str:
    """Where a webmaster chooses a list and copies two lines; in a copy, what lies there and how to place it."""
    rows = organization_rows()
    context: dict[str, Any] = {
        "municipalities": [row for row in municipality_rows() if row.programs],
        "directions": [row for row in direction_rows() if row.programs],
        "organizations": [row for row in rows if row.programs],
        "ages": range(COVERED_FROM, 18),
        "ways": WAYS,
        "menu": MENU,
    }
    if house().frozen:
        place = "https://ВАШ-САЙТ/КАТАЛОГ/"
        insert = Insert(
            f"{place}embed/programs/index.html",
            f"{place}index.html",
            f"{place}embed.js",
            "Кружки и секции",
            height_of(FRAME_SIZE, "wide"),
        )
        codes = [code_of(insert, way) for way in WAYS]
        return render_template("embed/copy.html", place=place, codes=codes, dated=prepared("dated"), **context)
    found = _read(request.args)
    way = request.args.get("how", "") if request.args.get("how", "") in WAYS else "widget"
    width = request.args.get("width", "") if request.args.get("width", "") in LINE else "wide"
    insert = _insert(found, width)
    may_be_framed(shows_frames=True)
    return render_template(
        "embed/options.html",
        found=found,
        way=way,
        width=width,
        insert=insert,
        code=code_of(insert, way),
        frame=_address(found.filters),
        **context,
    )


def _insert(found: Listing, width: str) -> Insert:
    return Insert(
        public_url(_address(found.filters)),
        public_url(_page(found.filters)),
        public_url(url_for("embed.script")),
        title_of(found),
        height_of(found.total, width),
    )


@bp.get("/embed/organizations/<int:organization_id>/table/")
def table(organization_id: int) -> str:
    """Programs of an organization as a plain dated table, for sites that allow no script and no frame."""
    view = prepared("organization") or organization_view(organization_id)
    if view is None:
        abort(404)
    may_be_framed()
    made: Table = prepared("table") or _table(organization_id)
    return render_template("embed/table.html", organization=view, table=made, public_url=public_url, dated=made.dated)


def _table(organization: int) -> Table:
    shown, left_out = table_cards(house().catalog, organization, house().today())
    rows = tuple(
        Row(card.id, card.name, words.age(card.age), words.lessons(card.groups), words.money(card)) for card in shown
    )
    return Table(rows, house().today(), left_out)


@bp.get("/embed.js")
def script() -> Response:
    """The script of other sites, which may ask for it from anywhere."""
    response = Response(embed_script(), mimetype="text/javascript")
    response.headers["Cache-Control"] = SCRIPT_AGE
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


# ---------------------------------------------------------------- oEmbed


@bp.get("/oembed")
def oembed() -> Response:
    """What a page of ours looks like inside another site (oEmbed 1.0, JSON): the frame of its list."""
    if request.args.get("format", "json") != "json":
        abort(501)
    endpoint, values, query = _matched(request.args.get("url", "")[:2000])
    answer: dict[str, Any] = {
        "version": "1.0",
        "provider_name": house().settings.region_name,
        "provider_url": public_url(url_for("catalog.home")),
        "cache_age": 3600,
    }
    if endpoint == "catalog.program":
        view = program_view(values["program_id"], house().today()) or abort(404)
        answer.update(type="link", title=view.name, author_name=view.organization)
    else:
        answer.update(_rich(endpoint, values, query))
    response = jsonify(answer)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _rich(endpoint: str, values: dict[str, Any], query: str) -> dict[str, Any]:
    lists = endpoint in ("catalog.programs", "catalog.home")
    asked: MultiDict[str, str] = MultiDict(parse_qsl(query) if lists else ())
    for key, (page, name) in PAGES.items():
        if page == endpoint:
            asked.add(key, str(values[name]))
    found = _read(asked)
    if not lists and only(found.filters) is None:
        abort(404)
    insert = _insert(found, "wide")
    width = fits(request.args.get("maxwidth", ""), 600, 160)
    height = fits(request.args.get("maxheight", ""), insert.height, 80)
    sized = Insert(insert.frame, insert.page, insert.script, insert.title, height)
    return {
        "type": "rich",
        "title": insert.title,
        "width": width,
        "height": height,
        "html": code_of(sized, "frame").split("\n")[0],
    }


def _matched(address: str) -> tuple[str, dict[str, Any], str]:
    """Endpoint, values and query of an address of ours that can be shown elsewhere; 404 for any other."""
    try:
        parts = urlsplit(address)
        here = {urlsplit(public_url("/")).netloc, request.host}
        if parts.scheme not in ("http", "https") or parts.netloc not in here:
            abort(404)
        endpoint, values = current_app.url_map.bind("here").match(parts.path or "/")
    except (ValueError, HTTPException):
        abort(404)
    if endpoint not in {"catalog.program", "catalog.programs", "catalog.home", *(page for page, _ in PAGES.values())}:
        abort(404)
    return endpoint, dict(values), parts.query
