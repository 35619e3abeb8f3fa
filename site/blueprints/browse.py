"""Lists under paths, alike live and in the static copy: directions, activities, ages, places, letters."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from navigator.rules.ages import ADULT_YEARS
from navigator.search.filters import Filters
from navigator.services.directory import direction_rows
from navigator.services.letters import letter_index, letter_of, programs_of_letter
from navigator.services.listing import LIST_SIZE, Listing, listing
from navigator.web import house

bp = Blueprint("browse", __name__)


@bp.get("/directions/<slug>/", defaults={"number": 1})
@bp.get("/directions/<slug>/page/<int:number>/")
def direction(slug: str, number: int) -> str:
    """Programs of one direction, with its activities."""
    row = next((one for one in direction_rows() if one.slug == slug), None)
    if row is None:
        abort(404)
    return render_template(
        "catalog/direction.html", direction=row, found=_list(Filters(direction=(slug,), page=number)), number=number
    )


@bp.get("/activities/<slug>/", defaults={"number": 1})
@bp.get("/activities/<slug>/page/<int:number>/")
def activity(slug: str, number: int) -> str:
    """Programs of one activity."""
    return _page("activity", slug, Filters(activity=(_known("activity", slug),), page=number), "browse.activity")


@bp.get("/ages/<int:years>/", defaults={"number": 1})
@bp.get("/ages/<int:years>/page/<int:number>/")
def age(years: int, number: int) -> str:
    """Programs for one age in full years, 0–17."""
    if years >= ADULT_YEARS:
        abort(404)
    return _page("age", str(years), Filters(age=(years,), page=number), "browse.age")


@bp.get("/places/<slug>/", defaults={"number": 1})
@bp.get("/places/<slug>/page/<int:number>/")
def place(slug: str, number: int) -> str:
    """Programs of one village or town: «в моём селе»."""
    return _page("place", slug, Filters(place=(_known("place", slug),), page=number), "browse.place")


@bp.get("/letters/")
def letters() -> str:
    """The alphabet of names."""
    return render_template("catalog/letters.html", letters=letter_index())


@bp.get("/letters/<letter>/")
def letter(letter: str) -> str:
    """Programs whose names begin with a letter, А–Я."""
    rows = programs_of_letter(letter)
    if not rows:
        abort(404)
    return render_template("catalog/letter.html", letter=letter_of(letter).upper(), rows=rows, letters=letter_index())


def _known(key: str, slug: str) -> str:
    if slug not in house().catalog.known()[key]:
        abort(404)
    return slug


def _list(filters: Filters) -> Listing:
    found = listing(house().catalog, filters, house().today(), size=LIST_SIZE)
    if found.filters.page != filters.page:
        abort(404)
    return found


def _page(key: str, value: str, filters: Filters, endpoint: str) -> str:
    found = _list(filters)
    label = next((one.label for one in found.selection.facets[key] if one.value == value), value)
    return render_template(
        "catalog/list.html", found=found, key=key, value=value, label=label, endpoint=endpoint, number=filters.page
    )
