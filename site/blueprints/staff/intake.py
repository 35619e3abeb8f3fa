"""Staff take requests in: one that came on paper, by telephone or from a portal, or a whole list of children."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from navigator.blueprints.passes import code_for, keep_pass
from navigator.blueprints.staff.door import desk, may_move, member
from navigator.exchange.children_list import ListedChild, read_list
from navigator.exchange.records import FileProblem
from navigator.forms.filters import clean
from navigator.forms.intake import IntakeForm, ListForm
from navigator.rules.arrivals import WAIVABLE, waived_by
from navigator.rules.states import STATES, find_move
from navigator.services.intake.groups import choices, place_for
from navigator.services.intake.listing import ListRow, homes, look
from navigator.services.intake.taking import Taken, states_of, take_many, take_one, taken_before
from navigator.services.problems import StoreFailed
from navigator.services.requests.checking import Place
from navigator.services.requests.following import show_code
from navigator.services.requests.records import Refusal
from navigator.services.staff.desk import NotMine, details
from navigator.web import house, private

bp = Blueprint("staff_intake", __name__, url_prefix="/staff")
FAILED = "Сервис временно недоступен, ничего не потеряно. Подождите минуту и отправьте ещё раз"
USED = "Эта форма уже отправлена с другими ответами. Если нужна ещё одна заявка, отправьте её отсюда"
TOO_MUCH = "Вставлено слишком много: список должен быть меньше 4 МБ. Вставьте только строки с детьми"
#: Bytes of a form with a list; longer ones are refused before they are read.
MOST_BYTES = 4 * 1024 * 1024
PASS_PATH = "/staff/requests/"  # noqa: S105  # an address
#: What the columns of a carried row are, in this order.
CELLS = ("name", "born", "home", "guardian", "phone", "email")


def _place(group_id: int) -> Place:
    try:
        return place_for(member(), group_id, house().now())
    except NotMine:
        abort(404)


# ---------------------------------------------------------------- which group


@bp.get("/requests/new/")
@desk
def choose() -> Answer:
    """Choose the group of one request."""
    return _choose("one")


@bp.get("/requests/paste/")
@desk
def choose_for_list() -> Answer:
    """Choose the group of a list."""
    return _choose("many")


def _choose(purpose: str) -> Answer:
    may_move()
    typed = clean(request.args.get("q", ""))[:100]
    found, more = choices(member(), typed, house().today())
    page = render_template("staff/intake/choose.html", purpose=purpose, q=typed, found=found, more=more)
    return private(make_response(page))


# ---------------------------------------------------------------- one request


@bp.get("/groups/<int:group_id>/request/")
@desk
def one(group_id: int) -> Answer:
    """The form of one request."""
    form, place = IntakeForm(source=request.args.get("source", "paper")[:8]), _place(group_id)
    form.read_days(place.today)
    form.child_last_name.html["autofocus"] = "autofocus"
    return _one_page(form, place)


@bp.post("/groups/<int:group_id>/request/")
@desk
def take(group_id: int) -> Answer:
    """Take one request in."""
    place = _place(group_id)
    form = IntakeForm(request.form)
    form.read_days(place.today)
    if not form.validate():
        return _one_page(form, place, 422)
    key = str(form.idempotency_key.data or uuid.uuid4().hex)[:100]
    try:
        outcome = take_one(
            *(house().database, member(), form.answers(group_id), form.entry(), key),
            *(place.municipality.timezone, house().now(), house().policy),
        )
    except StoreFailed:
        return _one_page(form, place, 503, trouble=FAILED)
    if isinstance(outcome, Refusal):
        if outcome.reason == "key_used":
            form.idempotency_key.data = None
            return _one_page(form, place, 409, trouble=USED)
        return _one_page(form, place, 422, refusal=outcome)
    answer = redirect(url_for("staff_intake.taken", number=outcome.number), 303)
    return keep_pass(answer, outcome.number, outcome.code, PASS_PATH)


def _one_page(
    form: IntakeForm, place: Place, status: int = 200, trouble: str = "", refusal: Refusal | None = None
) -> Response:
    form.idempotency_key.data = form.idempotency_key.data or uuid.uuid4().hex
    page = render_template(
        "staff/intake/one.html",
        form=form,
        place=place,
        trouble=trouble,
        refusal=refusal,
        waivable=refusal is not None and refusal.reason in WAIVABLE,
    )
    return private(make_response(page, status))


@bp.get("/requests/<number>/taken/")
@desk
def taken(number: str) -> Answer:
    """The request is in: its number, and the code for the family while this browser has it."""
    may_move()
    try:
        view = details(house().database, member(), number, house().now())
    except NotMine:
        abort(404)
    code = code_for(number)
    return private(
        make_response(render_template("staff/intake/taken.html", view=view, code=show_code(code), plain=code))
    )


# ---------------------------------------------------------------- a list


@bp.get("/groups/<int:group_id>/list/")
@desk
def paste(group_id: int) -> Answer:
    """Where a list is pasted; with a key, what became of a list."""
    place = _place(group_id)
    numbers = taken_before(member(), request.args.get("done", "")[:100]) if request.args.get("done") else []
    if numbers:
        states = states_of(house().database, numbers)
        counts = [(STATES["enrollment"][state], count) for state, count in states.items()]
        page = render_template("staff/intake/listed.html", place=place, numbers=numbers, counts=counts)
        return private(make_response(page))
    return _paste_page(place)


def _paste_page(place: Place, status: int = 200, text: str = "", trouble: str = "") -> Response:
    page = render_template("staff/intake/paste.html", place=place, text=text, trouble=trouble)
    return private(make_response(page, status))


@bp.post("/groups/<int:group_id>/list/")
@desk
def take_list(group_id: int) -> Answer:
    """Show how a list is understood, or take it in."""
    place = _place(group_id)
    request.max_form_memory_size = MOST_BYTES
    try:
        typed = request.form
    except RequestEntityTooLarge:
        drain()
        return _paste_page(place, 413, trouble=TOO_MUCH)
    if "row" not in typed:
        return _first_look(place, typed.get("text", ""))
    form = ListForm(typed)
    form.read_days(place.today)
    key = str(form.idempotency_key.data or "")[:32]
    if "go" in typed and key and taken_before(member(), key):
        return redirect(url_for("staff_intake.paste", group_id=group_id, done=key), 303)
    listed, ticked = _carried(typed)
    rows = look(house().database, member(), place, listed, house().now())
    if "go" not in typed:
        return _look_page(place, form, rows, ticked, opened="edit" in typed)
    valid = form.validate()
    wrong = [row for row in rows if row.place in ticked and row.problems]
    chosen = [row for row in rows if row.place in ticked and row.can_go]
    trouble = "" if chosen or wrong else "Отметьте строки, которые принять"
    if any(row.refusal for row in chosen) and not form.waive_reason.value and valid:
        form.refuse("waive_reason", "Напишите, почему принять детей, для которых условие группы не выполнено")
        valid = False
    if form.enroll.data and not may_enroll(place):
        trouble = "Зачислить сразу можно только в бесплатную группу своей организации"
    if wrong or trouble or not valid:
        return _look_page(place, form, rows, ticked, 422, trouble=trouble, wrong=wrong)
    return _take(place, form, rows, chosen)


def _take(place: Place, form: ListForm, rows: list[ListRow], chosen: list[ListRow]) -> Answer:
    entry, key = form.entry(), str(form.idempotency_key.data or uuid.uuid4().hex)[:32]
    asked = [(row.answers(place.group.id), waived_by(entry.why) if row.refusal else frozenset[str]()) for row in chosen]
    try:
        done: Taken = take_many(
            *(house().database, member(), asked, entry, key),
            *(place.municipality.timezone, house().now(), house().policy),
        )
    except StoreFailed:
        return _look_page(place, form, rows, {row.place for row in chosen}, 503, trouble=FAILED)
    if not done.refused:
        return redirect(url_for("staff_intake.paste", group_id=place.group.id, done=key), 303)
    form.idempotency_key.data = None
    left = [chosen[at] for at in done.refused]
    again = look(house().database, member(), place, [row.listed for row in left], house().now())
    return _look_page(place, form, again, set(), 409, numbers=done.numbers)


def _first_look(place: Place, text: str) -> Answer:
    names = homes()
    try:
        listed = read_list(text, lambda words: len(words) > 3 and names.find(words) is not None)
    except FileProblem as problem:
        return _paste_page(place, 422, text[:200_000], str(problem))
    rows = look(house().database, member(), place, listed, house().now())
    form = ListForm(source="paper")
    form.read_days(place.today)
    return _look_page(place, form, rows, {row.place for row in rows if row.goes or row.problems})


def _look_page(
    place: Place,
    form: ListForm,
    rows: list[ListRow],
    ticked: set[int],
    status: int = 200,
    *,
    trouble: str = "",
    wrong: Any = (),
    opened: bool = False,
    numbers: Any = (),
) -> Response:
    form.idempotency_key.data = form.idempotency_key.data or uuid.uuid4().hex
    page = render_template(
        "staff/intake/look.html",
        place=place,
        form=form,
        rows=rows,
        ticked=ticked,
        trouble=trouble,
        wrong=wrong,
        opened=opened,
        numbers=numbers,
        may_enroll=may_enroll(place),
        cells=CELLS,
    )
    return private(make_response(page, status))


def may_enroll(place: Place) -> bool:
    """Whether a list may be enrolled at once: the table lets this role, and no money is involved."""
    return place.group.is_free and find_move("enrollment", "enroll", "confirmed", member().territory.actor) is not None


def _carried(typed: Any) -> tuple[list[ListedChild], set[int]]:
    """Rows that the page carried, with what was mended in them, and which of them are ticked."""
    listed = []
    for at, text in enumerate(typed.getlist("row")[:1000]):
        line, *cells = [clean(cell)[:200] for cell in text.split("\t")]
        values = dict(zip(CELLS, cells + [""] * len(CELLS), strict=False))
        values |= {name: clean(typed[f"{name}-{at}"])[:200] for name in CELLS if f"{name}-{at}" in typed}
        number = int(line) if line.isascii() and line.isdigit() and len(line) < 7 else at
        name, born, home, guardian, phone, email = (values[cell] for cell in CELLS)
        listed.append(ListedChild(number, name, born, home, guardian, phone, email))
    return listed, {int(one) for one in typed.getlist("take") if one.isascii() and one.isdigit() and len(one) < 5}


def drain() -> None:
    """Read on what came and is not wanted, so that the browser hears the answer instead of a cut line."""
    stream, left = request.environ["wsgi.input"], min(request.content_length or 0, 100 * MOST_BYTES)
    while left > 0:
        piece = stream.read(min(left, 65_536))
        if not piece:
            return
        left -= len(piece)
