"""Programs on the desk: the list, one program, its card, its history, the switch of moderation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from navigator.blueprints.staff.door import desk, may_move, member
from navigator.forms.filters import clean
from navigator.forms.programs import ProgramForm
from navigator.rules.dates import parse_date
from navigator.rules.publishing import PROGRAM_STEPS, PROPOSAL_STEPS
from navigator.services.problems import StoreFailed
from navigator.services.programs.card import direction_names
from navigator.services.programs.editing import create_program, owners, save_program
from navigator.services.programs.groups import publish_drafts
from navigator.services.programs.listing import ProgramFilters, programs_of
from navigator.services.programs.moderation import Word, act, municipalities_of, switch_moderation
from navigator.services.programs.pages import CardForm, card_form, program_view
from navigator.services.programs.quality import FAULTS
from navigator.services.programs.versions import history_of
from navigator.services.requests.records import Missing, MoveRefused, Stale
from navigator.services.staff.desk import NotMine
from navigator.web import house, private

bp = Blueprint("staff_programs", __name__, url_prefix="/staff/programs")
FAILED = "Сервис временно недоступен, ничего не изменилось. Попробуйте через минуту"
EVENTS = frozenset(
    {
        *(step.move.event for step in (*PROGRAM_STEPS, *PROPOSAL_STEPS)),
        "refresh",
        "include",
        "exclude",
        "publish_groups",
    }
)
#: What a page says once something was done.
DONE = {
    "saved": "Сохранено",
    "propose": "Сохранено. Цену, возраст, часы и направленность семьи увидят после проверки, остальное – уже сейчас",
    "same": "Ничего не изменилось",
    "copied": "Группы скопированы. Семьи увидят их, когда вы опубликуете каждую",
}


def show(template: str, status: int = 200, **context: Any) -> Response:
    """A page of the desk, kept nowhere."""
    return private(make_response(render_template(f"staff/programs/{template}.html", **context), status))


def whole(text: str) -> int | None:
    """A small whole number of an address or a form, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def status_of(problem: MoveRefused) -> int:
    """The status of an answer that refuses a form."""
    return 422 if isinstance(problem, Missing) else 409


@bp.get("/")
@desk
def programs() -> Answer:
    """Programs of my territory."""
    filters = ProgramFilters(
        view=request.args.get("view", ""),
        q=clean(request.args.get("q", ""))[:100],
        fault=request.args.get("fault", ""),
        page=whole(request.args.get("page", "")) or 1,
    )
    found = programs_of(member().territory, filters, house().today())
    switch = municipalities_of(member().territory)
    copied = whole(request.args.get("copied", ""))
    return show("list", found=found, filters=found.filters, fault_names=FAULTS, switch=switch, copied=copied)


# ---------------------------------------------------------------- one program


@bp.get("/<int:program>/")
@desk
def program_page(program: int) -> Answer:
    """One program with everything to decide by."""
    return _program(program)


def _program(number: int, status: int = 200, trouble: str = "") -> Response:
    try:
        view = program_view(house().database, member(), number, house().today())
    except NotMine:
        abort(404)
    done = DONE.get(request.args.get("done", ""), "")
    return show("program", status, view=view, trouble=trouble, typed=request.form, done=done, today=house().today())


@bp.post("/<int:program>/")
@desk
def move_program(program: int) -> Answer:
    """One move of a program, or a decision of a register."""
    may_move()
    event = request.form.get("event", "")
    if event not in EVENTS:
        abort(404)
    remarks = {key.removeprefix("remark-"): words for key, words in request.form.items() if key.startswith("remark-")}
    word = Word(
        remarks=remarks,
        reason=clean(request.form.get("reason", "")),
        day=parse_date(request.form.get("day", "").strip()),
        registry=request.form.get("registry", ""),
    )
    try:
        if event == "publish_groups":
            done = publish_drafts(house().database, member(), program, house().now()) or "same"
            return redirect(url_for("staff_programs.program_page", program=program, done=done), 303)
        act(house().database, member(), program, event, request.form.get("mark", ""), word, house().now())
    except NotMine:
        abort(404)
    except Stale:
        return _program(program, 409, "Программу только что изменили. Посмотрите, что теперь, и решите снова")
    except MoveRefused as problem:
        return _program(program, status_of(problem), str(problem))
    except StoreFailed:
        return _program(program, 503, FAILED)
    return redirect(url_for("staff_programs.program_page", program=program, done="saved"), 303)


@bp.get("/<int:program>/versions/")
@desk
def versions(program: int) -> Answer:
    """What became of a program, field by field."""
    try:
        name, lines, pages, page = history_of(member().territory, program, whole(request.args.get("page", "")) or 1)
    except NotMine:
        abort(404)
    return show("versions", program=program, name=name, lines=lines, pages=pages, page=page)


# ---------------------------------------------------------------- the card


@bp.get("/<int:program>/edit/")
@desk
def edit(program: int) -> Answer:
    """The form of a card."""
    may_move()
    stored = _stored(program)
    return _card(ProgramForm(data=ProgramForm.shown(stored.values, stored.mark)), stored)


def _stored(number: int) -> CardForm:
    try:
        return card_form(member(), number)
    except NotMine:
        abort(404)


def _card(
    form: ProgramForm, stored: CardForm | None, status: int = 200, trouble: str = "", *, is_stale: bool = False
) -> Response:
    if not form.direction.choices:
        form.offer(direction_names(), owners(member().territory))
    if is_stale and stored is not None:
        form.mark.data = stored.mark
    return show("edit", status, form=form, stored=stored, trouble=trouble, is_stale=is_stale)


@bp.post("/<int:program>/edit/")
@desk
def save(program: int) -> Answer:
    """Save a card."""
    may_move()
    form, stored = ProgramForm(request.form), _stored(program)
    form.offer(direction_names(), owners(member().territory))
    form.organization.data = ""
    if not form.validate():
        return _card(form, stored, 422)
    try:
        done = save_program(house().database, member(), program, form.mark.data or "", form.values(), house().now())
    except NotMine:
        abort(404)
    except Stale as problem:
        return _card(form, stored, 409, str(problem), is_stale=True)
    except MoveRefused as problem:
        return _card(form, stored, status_of(problem), str(problem))
    except StoreFailed:
        return _card(form, stored, 503, FAILED)
    return redirect(url_for("staff_programs.program_page", program=program, done=done or "same"), 303)


@bp.get("/new/")
@desk
def blank() -> Answer:
    """The form of a new program."""
    may_move()
    return _card(ProgramForm(data={"kind": "general", "study_form": "full_time", "direction": "", "project": ""}), None)


@bp.post("/new/")
@desk
def create() -> Answer:
    """Make a program as a draft."""
    may_move()
    form = ProgramForm(request.form)
    choice = owners(member().territory)
    form.offer(direction_names(), choice)
    if member().territory.organization:
        form.organization.data = ""
    good = form.validate()
    if not member().territory.organization and not form.organization.data:
        form.refuse("organization", "Выберите организацию")
        good = False
    if not good:
        return _card(form, None, 422)
    owner = whole(form.organization.data or "")
    try:
        number = create_program(house().database, member(), form.values(), house().now(), owner)
    except NotMine:
        abort(404)
    except MoveRefused as problem:
        return _card(form, None, status_of(problem), str(problem))
    except StoreFailed:
        return _card(form, None, 503, FAILED)
    return redirect(url_for("staff_programs.program_page", program=number, done="saved"), 303)


# ---------------------------------------------------------------- the switch


@bp.get("/moderation/")
@desk
def moderation() -> Answer:
    """Which municipalities check programs."""
    places = municipalities_of(member().territory)
    if not places:
        abort(404)
    return show("moderation", places=places, done=request.args.get("done") == "saved")


@bp.post("/moderation/")
@desk
def set_moderation() -> Answer:
    """Turn the check on or off."""
    if not municipalities_of(member().territory):
        abort(404)
    try:
        switch_moderation(house().database, member(), set(request.form.getlist("checked")), house().now())
    except StoreFailed:
        abort(503)
    return redirect(url_for("staff_programs.moderation", done="saved"), 303)
