"""The calculator of families: how many clubs a certificate bears. Nothing of it exists where no money is counted."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template, request

from navigator.forms.money import read_nominal
from navigator.rules.financing.hours import hundredths
from navigator.rules.financing.periods import PERIOD_KINDS
from navigator.services.financing.calculator import Reckoning, reckon_hours, reckon_money
from navigator.services.financing.families import Counting, counting_places, hours_of_place
from navigator.web import house

bp = Blueprint("money", __name__)
#: Rows of the form for clubs.
CLUBS = 4
MOST_HOURS = 40


@bp.get("/certificate/calculator/")
def calculator() -> Response:
    """Ask for a certificate and for clubs, and show what is left after each."""
    places = counting_places(house().now())
    if not places:
        abort(404)
    slug = request.args.get("municipality", "")[:80]
    place = next((one for one in places if one.slug == slug), places[0])
    typed = {name: request.args.get(name, "")[:40] for name in ("nominal", *_names())}
    groups = [
        int(one) for one in request.args.getlist("group")[:CLUBS] if one.isascii() and one.isdigit() and len(one) < 10
    ]
    found, troubles = _reckon(place, typed, groups)
    page = render_template(
        "catalog/calculator.html",
        places=places,
        place=place,
        typed=typed,
        clubs=_names(),
        groups=groups,
        found=found,
        troubles=troubles,
        kinds=PERIOD_KINDS,
    )
    return make_response(page, 422 if troubles else 200)


def _names() -> list[str]:
    return [f"club{number}" for number in range(1, CLUBS + 1)]


def _reckon(
    place: Counting, typed: dict[str, str], groups: list[int]
) -> tuple[Reckoning | None, list[tuple[str, str]]]:
    """The result and what is wrong: name of the field, words."""
    read = _read_hours if place.mode == "hours" else read_nominal
    values, troubles = [], []
    for number, name in enumerate(_names(), start=1):
        value, trouble = read(typed[name])
        if trouble:
            troubles.append((name, trouble))
        elif value is not None:
            values.append((f"Кружок {number}", value))
    nominal, trouble = read_nominal(typed["nominal"]) if place.mode == "money" else (None, "")
    if trouble:
        troubles.insert(0, ("nominal", trouble))
    if troubles or not (values or groups):
        return None, troubles
    if place.mode == "hours":
        return reckon_hours(hours_of_place(place.slug), values, house().today()), troubles
    if nominal is None and place.nominal is None:
        return None, [("nominal", "Напишите, сколько на сертификате")]
    amount = nominal if nominal is not None else place.nominal or 0
    return reckon_money(place.kind, amount, values, groups, house().today()), troubles


def _read_hours(text: str) -> tuple[int | None, str]:
    typed = text.strip().replace(",", ".")
    if not typed:
        return None, ""
    try:
        hours = float(typed)
    except ValueError:
        hours = -1.0
    if not 0 < hours <= MOST_HOURS:
        return None, f"«{text[:20]}» – не часы в неделю. Напишите число, например 2 или 1,5"
    return hundredths(hours), ""
