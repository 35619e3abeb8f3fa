"""The budget of certificates at the desk: periods, nominals, limits, agreements, and where the money goes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from navigator.blueprints.staff.certificates import FAILED, whole
from navigator.blueprints.staff.door import desk, may_move, member
from navigator.forms.filters import clean
from navigator.forms.money import read_count, read_day, read_limit, read_weekly
from navigator.rules.financing.amounts import read_amount
from navigator.rules.persons import TypedProblem
from navigator.services.financing.budget import Budget, budget, counting_for
from navigator.services.financing.changing import Change, change
from navigator.services.financing.picture import picture_of
from navigator.services.problems import Problem, StoreFailed
from navigator.services.staff.desk import NotMine
from navigator.web import house, private

bp = Blueprint("staff_budget", __name__, url_prefix="/staff")
LARGEST_LIMIT = 10**13


@bp.get("/certificates/budget/")
@desk
def show() -> Answer:
    """One municipality in one period: groups and nominals, what is booked, spent, free and expected."""
    return _page()


def _page(status: int = 200, trouble: str = "") -> Response:
    try:
        found: Budget = budget(
            member(),
            request.values.get("municipality", "")[:80],
            whole(request.values.get("period", "")),
            house().now(),
        )
    except NotMine:
        abort(404)
    page = render_template(
        "staff/budget.html",
        view=found,
        picture=picture_of(found),
        counting=counting_for(member().territory),
        trouble=trouble,
        typed=request.form,
    )
    return private(make_response(page, status))


@bp.post("/certificates/budget/")
@desk
def change_one() -> Answer:
    """Change a period, a group, a nominal, a limit, an agreement or the rules."""
    may_move()
    form, slug = request.form, request.form.get("municipality", "")[:80]
    try:
        change(house().database, member(), slug, _change(form), house().now())
    except NotMine:
        abort(404)
    except (Problem, TypedProblem) as problem:
        return _page(422, str(problem))
    except StoreFailed:
        return _page(503, FAILED)
    return redirect(url_for("staff_budget.show", municipality=slug, period=form.get("period", "")[:10] or None), 303)


def _change(form: Any) -> Change:
    """What the form says.

    :raises TypedProblem: a sum, a date or a number that cannot be read.
    """
    event = form.get("event", "")
    amount = form.get("amount", "").strip()[:40]
    most = LARGEST_LIMIT if event == "set_limit" else 10**8
    numbers: tuple[tuple[str, int | None], ...] = ()
    if event == "set_rules":  # what a form does not ask, as that of money does not ask for hours, stays as it is
        hours, counts = ("weekly_hours", "extra_hours", "max_load"), ("idle_days", "refused_days", "price_percent")
        numbers = (
            *((name, read_weekly(form[name])) for name in hours if name in form),
            *((name, read_count(form[name])) for name in counts if name in form),
        )
    return Change(
        event=event,
        period=whole(form.get("period", "")),
        group=whole(form.get("group", "")),
        name=clean(form.get("name", "")),
        type=form.get("type", ""),
        amount=read_amount(amount, most=most) if amount else None,
        limit_count=read_count(form.get("limit_count", "")) or 0,
        limit_sum=read_limit(form.get("limit_sum", "")),
        act=clean(form.get("act", "")),
        direction=form.get("direction", "")[:20],
        organization=whole(form.get("organization", "")),
        signed_on=read_day(form.get("signed_on", "")),
        valid_until=read_day(form.get("valid_until", "")),
        numbers=numbers,
        max_load_mode=form.get("max_load_mode", ""),
        opened=form.get("opened") == "1",
        after=whole(form.get("after", "")),
        agreement=whole(form.get("agreement", "")),
    )
