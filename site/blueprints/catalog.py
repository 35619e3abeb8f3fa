"""The catalog: home, programs with filters, one program, the shortlist."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request, url_for

from navigator.forms.filters import clean, read_filters
from navigator.forms.money import read_nominal
from navigator.search.filters import Filters
from navigator.services.cards import cards
from navigator.services.content.showing import has_news, shelf
from navigator.services.directory import direction_rows, municipality_rows
from navigator.services.financing.families import counting_places, estimate
from navigator.services.listing import Listing, listing
from navigator.services.program_page import program_view
from navigator.services.requests.preparing import applied_of
from navigator.services.reviews.showing import program_words
from navigator.services.suggest import Suggestion
from navigator.web import house, page_or_fragment

bp = Blueprint("catalog", __name__)
MAX_SAVED = 10


@bp.get("/")
def home() -> str:
    """Search box, directions, districts, the certificate in short."""
    return render_template(
        "catalog/home.html",
        directions=direction_rows(),
        municipalities=municipality_rows(),
        found=_listing(Filters(), []),
        shelf=shelf(house().today()),
        has_news=has_news(house().today()),
    )


@bp.get("/programs/")
def programs() -> Response:
    """The catalog with its filters; htmx gets only the results and the counts."""
    filters, notices = read_filters(request.args, house().catalog.known())
    found = _listing(filters, notices)
    if filters.q and (found.partial or not found.total):
        house().missed.note(filters.q, house().today())
    return page_or_fragment(
        "catalog/programs.html", "catalog/_results.html", push_url=programs_url(found.filters), found=found
    )


@bp.get("/programs/page/<int:number>/")
def programs_page(number: int) -> Response:
    """A page of the unfiltered catalog under a path, for the static copy."""
    found = _listing(Filters(page=number), [])
    if found.filters.page != number:
        abort(404)
    return page_or_fragment("catalog/programs.html", "catalog/_results.html", found=found)


@bp.get("/programs/filters/")
def all_filters() -> str:
    """Every value of every filter on a plain page, with counts for what is chosen."""
    filters, notices = read_filters(request.args, house().catalog.known())
    return render_template("catalog/filters.html", found=_listing(filters, notices))


@bp.get("/suggest")
def suggest() -> Response:
    """What a line that is being typed may become: a fragment with options, or JSON for those who accept it."""
    here = house()
    found = [
        {"kind": one.kind, "label": one.label, "count": one.count, "url": _suggested_url(one)}
        for one in here.catalog.suggest(clean(request.args.get("q", "")), here.today())
    ]
    best = request.accept_mimetypes.best_match(("text/html", "application/json"))
    response = jsonify(found) if best == "application/json" else Response(_options(found), mimetype="text/html")
    response.vary.add("Accept")
    return response


def _options(found: list[dict[str, Any]]) -> str:
    return render_template("catalog/_suggest.html", options=found)


def _suggested_url(one: Suggestion) -> str:
    if one.kind == "program":
        return url_for("catalog.program", program_id=int(one.value))
    if one.kind == "organization":
        return url_for("directory.organization", organization_id=int(one.value))
    values: dict[str, Any] = {one.kind: one.value}
    return url_for("catalog.programs", **values)


@bp.get("/programs/<int:program_id>/")
def program(program_id: int) -> str:
    """One program with its groups."""
    view = program_view(program_id, house().today())
    if view is None:
        abort(404)
    groups = [group.id for group in view.groups]
    typed, trouble = read_nominal(request.args.get("nominal", ""))
    found = estimate(view.municipality_slug, groups, typed, house().today()) if view.funding_mode == "money" else None
    return render_template(
        "catalog/program.html",
        program=view,
        applied=applied_of(groups),
        words=program_words(program_id),
        estimate=found,
        nominal_trouble=trouble,
    )


@bp.get("/saved/")
def saved() -> str:
    """The shortlist side by side: what ``id`` names, at most ten programs."""
    typed = request.args.getlist("id")
    asked = list(dict.fromkeys(int(text) for text in typed if text.isascii() and text.isdigit() and len(text) < 10))
    ids = asked[:MAX_SAVED]
    return render_template(
        "catalog/saved.html",
        cards=cards(ids, house().today()),
        asked=ids,
        left_out=len(asked) - len(ids),
        most=MAX_SAVED,
    )


@bp.get("/certificate/")
def certificate() -> str:
    """What a certificate is and where to get one."""
    return render_template(
        "catalog/certificate.html", municipalities=municipality_rows(), counts=bool(counting_places(house().now()))
    )


def programs_url(filters: Filters) -> str:
    """Canonical address of the catalog with these filters."""
    grouped: dict[str, Any] = {}
    for key, value in filters.pairs():
        grouped.setdefault(key, []).append(value)
    return url_for("catalog.programs", **grouped)


def _listing(filters: Filters, notices: list[str]) -> Listing:
    return listing(house().catalog, filters, house().today(), notices)
