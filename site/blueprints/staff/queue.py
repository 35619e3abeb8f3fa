"""The queue of staff and one request of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from navigator.blueprints.staff.door import desk, may_move, member
from navigator.forms.filters import clean
from navigator.rules.dates import parse_date
from navigator.rules.states import REASONS, find_move
from navigator.rules.vocabulary import FUNDING_SOURCES
from navigator.services.financing.printing import contracts_of, counts_money
from navigator.services.problems import StoreFailed
from navigator.services.requests.following import show_code
from navigator.services.requests.moving import STALE
from navigator.services.requests.records import Missing, MoveRefused, Order
from navigator.services.staff.acting import (
    AS_GROUP,
    act,
    act_on_many,
    add_note,
    colleagues,
    look_at_list,
    print_code,
    say_told,
    take_on,
)
from navigator.services.staff.desk import Details, NotMine, details
from navigator.services.staff.history import UNDONE
from navigator.services.staff.queue import GROUPS, VIEWS, QueueFilters, heads, queue, row_of
from navigator.services.staff.targets import targets
from navigator.web import house, page_or_fragment, private, wants_fragment

bp = Blueprint("staff_queue", __name__, url_prefix="/staff")
FAILED = "Сервис временно недоступен, ничего не изменилось. Попробуйте через минуту"
#: An order or a start farther from today than this is a slip of the hand.
FARTHEST = timedelta(days=2 * 366)
#: Moves of many requests at once, in the order of their buttons.
BULK = ("confirm", "enroll", "reject", "approve", "refuse")
#: The same in the view of those who attend.
BULK_ENROLLED = ("transfer", "renew", "complete", "expel")


@bp.get("/")
@desk
def queue_page() -> Answer:
    """What waits for me, or another view."""
    return _queue(_filters(request.args))


def _queue(
    filters: QueueFilters, *, status: int = 200, trouble: str = "", done: Any = (), left: Any = frozenset()
) -> Response:
    found = queue(member().territory, filters, house().now(), house().today())
    look_at_list(house().database, member(), [row.number for row in found.rows], house().now())
    bulk = _bulk(found.rows, filters.view)
    answer = page_or_fragment(
        "staff/queue.html",
        "staff/_queue.html",
        found=found,
        filters=found.filters,
        views=VIEWS,
        groups=GROUPS,
        bulk=bulk,
        enroll_new=_enroll_new(bulk),
        targets=targets(found.rows if filters.view == "enrolled" else (), house().today()),
        reasons=REASONS,
        reasons_of=_reasons_of,
        sources=FUNDING_SOURCES,
        colleagues=colleagues(member()),
        trouble=trouble,
        done=done,
        can_undo=bool(member().territory.actor) and request.form.get("event") in UNDONE,
        typed=request.form if trouble or left else {},
        ticked=left,
        today=house().today(),
    )
    answer.status_code = status
    return private(answer)


def _bulk(rows: Any, view: str) -> list[Any]:
    """Moves that some of the rows allow, once each."""
    found = {move.event: move for row in rows for move in row.moves}
    return [found[event] for event in (BULK_ENROLLED if view == "enrolled" else BULK) if event in found]


def _enroll_new(bulk: list[Any]) -> bool:
    """Whether all that waits is new: who may confirm it may enroll it with the same press."""
    events = {move.event for move in bulk}
    may = find_move("enrollment", "enroll", "confirmed", member().territory.actor) is not None
    return may and "confirm" in events and "enroll" not in events


def _reasons_of(moves: Any) -> list[str]:
    """Reasons that any of the moves takes, once each."""
    return list(dict.fromkeys(key for move in moves for key in move.reasons))


def _filters(arguments: Any) -> QueueFilters:
    view, kind, q = arguments.get("view", ""), arguments.get("kind", ""), clean(arguments.get("q", ""))
    view = view if view in VIEWS else "waiting"
    return QueueFilters(
        view="all" if q and view != "enrolled" else view,  # who is looked for by name may be anywhere
        q=q,
        program=_whole(arguments.get("program", "")),
        kind=kind if kind in {"enrollment", "certificate"} else "",
        assigned=arguments.get("assigned") == "1",
        page=_whole(arguments.get("page", "")) or 1,
    )


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@bp.post("/")
@desk
def many() -> Answer:
    """Make one move of the ticked requests."""
    may_move()
    filters, event = _filters(request.form), request.form.get("event", "")
    chosen = [_chosen(text) for text in request.form.getlist("request")[:500]]
    asked = {number for number, _ in chosen}
    if event not in (*BULK, *BULK_ENROLLED, "undo", "assign"):
        abort(404)
    if not chosen:
        return _queue(filters, status=422, trouble="Отметьте заявки, с которыми это сделать")
    try:
        order = _order(event)
    except ValueError as problem:
        return _queue(filters, status=422, trouble=str(problem), left=asked)
    try:
        done = act_on_many(house().database, member(), chosen, event, order, house().now(), house().policy)
    except StoreFailed:
        return _queue(filters, status=503, trouble=FAILED, left=asked)
    refused = {one.trouble for one in done if one.trouble}
    left = {one.number for one in done if one.trouble and one.trouble != STALE}
    if len(left) == len(done) and len(refused) == 1:
        return _queue(filters, status=422, trouble=refused.pop(), left=left)  # the same for all: said once
    return _queue(filters, done=done, left=left)


def _chosen(text: str) -> tuple[str, int | None]:
    """«26-00042:3»: a number with the version that the page showed."""
    number, _, version = text.partition(":")
    return number[:20], _whole(version)


def _order(event: str) -> Order:
    """What the form says of a move.

    :raises ValueError: a date that is none; the message says which.
    """
    form = request.form
    days = {}
    for name, words in (("order_date", "Дату приказа"), ("start_date", "Дату начала")):
        typed = form.get(name, "").strip()
        days[name] = parse_date(typed) if typed else None
        if typed and days[name] is None:
            raise ValueError(f"{words} «{clean(typed)[:20]}» прочитать не удалось. Напишите, например, 01.09.2026")
        if (day := days[name]) is not None and abs(day - house().today()) > FARTHEST:
            raise ValueError(f"{words} «{clean(typed)[:20]}» проверьте: год далеко от нынешнего")
    return Order(
        reason=form.get("reason", "") if form.get("reason", "") in REASONS else "",
        words=form.get("words", "").strip()[:1000],
        number=clean(form.get("order_number", ""))[:40],
        day=days["order_date"],
        start=days["start_date"],
        funding=form.get("funding", "") if form.get("funding", "") in {*FUNDING_SOURCES, AS_GROUP} else "",
        group=_whole(form.get("next_group" if event == "renew" else "group", "")),
        agreed=form.get("agreed") == "1",
    )


# ---------------------------------------------------------------- one request


@bp.get("/requests/<number>/")
@desk
def request_page(number: str) -> Answer:
    """One request with everything to decide by."""
    return _page(number)


def _page(number: str, status: int = 200, trouble: str = "", code: str = "") -> Response:
    try:
        found: Details = details(house().database, member(), number, house().now())
    except NotMine:
        abort(404)
    page = render_template(
        "staff/request.html",
        view=found,
        trouble=trouble,
        code=code,
        reasons=REASONS,
        sources=FUNDING_SOURCES,
        colleagues=colleagues(member()),
        today=house().today(),
        typed=request.form,
        contracts=contracts_of(number, member()),
        counts=counts_money(number, house().now()),
    )
    return private(make_response(page, status))


@bp.post("/requests/<number>/")
@desk
def act_on_one(number: str) -> Answer:
    """One move, a note, a call, a new code."""
    may_move()
    event, database, moment = request.form.get("event", ""), house().database, house().now()
    trouble, status = "", 200
    try:
        if event == "note":
            add_note(database, member(), number, request.form.get("words", ""), moment)
        elif event == "assign":
            take_on(database, member(), number, moment)
        elif event == "told":
            say_told(database, member(), number, moment, house().policy)
        elif event == "code":
            return _page(number, code=show_code(print_code(database, member(), number, moment, house().policy)))
        else:
            seen = _whole(request.values.get("version", ""))
            act(database, member(), number, event, _order(event), moment, house().policy, version=seen)
    except NotMine:
        abort(404)
    except MoveRefused as problem:
        trouble, status = str(problem), 422 if isinstance(problem, Missing) else 409
    except ValueError as problem:
        trouble, status = str(problem), 422
    except StoreFailed:
        trouble, status = FAILED, 503
    from_queue = "view" in request.args
    if from_queue and wants_fragment():
        return _row(number, event, trouble, status)
    if trouble:
        return _page(number, status, trouble)
    to = _filters(request.args).view if from_queue else ""
    return redirect(
        url_for("staff_queue.queue_page", view=to) if to else url_for("staff_queue.request_page", number=number), 303
    )


def _row(number: str, event: str, trouble: str, status: int) -> Response:
    """One line of the queue after its button was pressed, with the counts above it."""
    territory, filters, today = member().territory, _filters(request.args), house().today()
    row = row_of(territory, number, today, house().now())
    if row is None:
        abort(404)
    total, counts = heads(territory, filters, today)
    page = render_template(
        "staff/_queue_after.html",
        row=row,
        again=True,
        ticked=(),
        can_undo=event in UNDONE,
        trouble=trouble,
        bulk=bool(row.moves),
        filters=filters,
        views=VIEWS,
        total=total,
        counts=counts,
    )
    return private(make_response(page, status))
