"""The journal of staff: who did what, and who looked at the data of one child."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request

from navigator.blueprints.staff.actions import ACTIONS, THINGS
from navigator.blueprints.staff.door import desk, member
from navigator.forms.filters import clean
from navigator.rules.dates import parse_date
from navigator.services.problems import StoreFailed
from navigator.services.reports.scope import places_of
from navigator.services.requests.following import read_number
from navigator.services.staff.desk import NotMine
from navigator.services.staff.journal_pages import Asked, journal_page, last_check, who_saw_child
from navigator.web import house, private

bp = Blueprint("staff_journal", __name__, url_prefix="/staff/journal")
#: The least and the most of days that a database holds in each.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


@bp.get("/")
@desk
def lines() -> Response:
    """What was done and read in my territory, the newest first."""
    asked, notices = _asked()
    page = render_template(
        "staff/journal.html",
        found=journal_page(member(), asked, _zone()),
        asked=asked,
        notices=notices,
        actions=ACTIONS,
        things=THINGS,
        checked=last_check(_zone()),
        typed=request.args,
    )
    return private(make_response(page))


@bp.get("/<number>/")
@desk
def child(number: str) -> Response:
    """Who looked at the data of the child of a request."""
    try:
        found = who_saw_child(house().database, member(), number, house().now(), _zone())
    except NotMine:
        abort(404)
    except StoreFailed:
        abort(503)
    page = render_template("staff/journal_child.html", number=number, lines=found, actions=ACTIONS, things=THINGS)
    return private(make_response(page))


def _zone() -> str:
    """The clock of the member: that of its municipality, of the region where it has several."""
    places = places_of(member().territory)
    return places[0].timezone if len(places) == 1 else house().settings.timezone


def _asked() -> tuple[Asked, list[str]]:
    """What the address asks; what cannot be read is said and left out."""
    typed, notices = request.args, []
    days: dict[str, date | None] = {}
    for name in ("since", "until"):
        text = typed.get(name, "").strip()
        day = parse_date(text) if text else None
        days[name] = day if day and FIRST_DAY <= day <= LAST_DAY else None
        if text and days[name] is None:
            notices.append(f"Дату «{clean(text)[:20]}» прочитать не удалось. Напишите, например, 01.09.2026")
    number = clean(typed.get("number", ""))
    known = read_number(number) if number else ""
    if number and not known:
        notices.append(f"Номер заявки «{number[:20]}» прочитать не удалось")
    action: Any = typed.get("action", "")
    return Asked(
        person=_whole(typed.get("person", "")),
        action=action if action in ACTIONS else "",
        number=known,
        since=days["since"],
        until=days["until"],
        before=_whole(typed.get("before", "")),
    ), notices


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
