"""Marks of programs and experts' assessments, written by centres."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from navigator.blueprints.staff.door import desk, may_move, maybe_member, member
from navigator.forms.filters import clean
from navigator.forms.reviews import ROWS, AssessmentForm, MarksForm
from navigator.rules.money import format_plain
from navigator.rules.states import ORGANIZATION
from navigator.services.problems import StoreFailed
from navigator.services.requests.records import Stale
from navigator.services.reviews.experts import (
    ProgramMarks,
    assessment,
    marked_programs,
    program_marks,
    save_assessment,
    set_marks,
    show_assessment,
    usual_criteria,
)
from navigator.services.staff.desk import NotMine
from navigator.web import house, private

bp = Blueprint("staff_marks", __name__, url_prefix="/staff")
FAILED = "Сервис временно недоступен, ничего не изменилось. Попробуйте через минуту"
EMPTY = 3


@bp.app_template_global("desk_of_centre")
def desk_of_centre() -> bool:
    """Whether the menu of the desk names what centres write."""
    who = maybe_member()
    return who is not None and bool(who.territory.actor) and who.role != ORGANIZATION


def only_centres() -> None:
    """Others are told that there is no such page."""
    may_move()
    if member().role == ORGANIZATION:
        abort(404)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@bp.get("/marks/")
@desk
def programs() -> Answer:
    """Programs of the place, to find one by name."""
    only_centres()
    q = clean(request.args.get("q", ""))
    rows, total, page, pages = marked_programs(house().database, member(), q, _whole(request.args.get("page", "")) or 1)
    text = render_template("staff/reviews/programs.html", rows=rows, total=total, page=page, pages=pages, q=q)
    return private(make_response(text))


@bp.get("/programs/<int:program_id>/marks/")
@desk
def marks(program_id: int) -> Answer:
    """The marks of a program and its assessments."""
    only_centres()
    view = _program(program_id)
    form = MarksForm(
        data={
            "best": view.best,
            "gifted": view.gifted,
            "network": view.network,
            "partners": view.partners,
            "normative": "" if view.normative is None else format_plain(view.normative).replace(".", ","),
            "seen": view.seen,
        }
    )
    return _marks_page(view, form)


def _program(number: int) -> ProgramMarks:
    try:
        return program_marks(house().database, member(), number)
    except NotMine:
        abort(404)


def _marks_page(view: ProgramMarks, form: MarksForm, status: int = 200, trouble: str = "") -> Response:
    text = render_template("staff/reviews/marks.html", view=view, form=form, trouble=trouble)
    return private(make_response(text, status))


@bp.post("/programs/<int:program_id>/marks/")
@desk
def save_marks(program_id: int) -> Answer:
    """Give marks, or show and hide an assessment."""
    only_centres()
    view, form, event = _program(program_id), MarksForm(request.form), request.form.get("event", "")
    try:
        if event in {"show", "hide"}:
            number = _whole(request.form.get("assessment", ""))
            show_assessment(house().database, member(), program_id, number, event == "show", house().now())
        elif event != "save" or not form.validate():
            return _marks_page(view, form, 422, "" if form.problems() else "Форма пришла не целиком. Отправьте ещё раз")
        else:
            set_marks(
                house().database,
                member(),
                program_id,
                house().now(),
                best=form.best.data,
                gifted=form.gifted.data,
                network=form.network.data,
                partners=form.partners.value,
                normative=_normative(view, form),
                seen=form.seen.data or "",
            )
    except NotMine:
        abort(404)
    except Stale as problem:
        form.seen.data = _program(program_id).seen
        return _marks_page(view, form, 409, str(problem))
    except StoreFailed:
        return _marks_page(view, form, 503, FAILED)
    return redirect(url_for("staff_marks.marks", program_id=program_id), 303)


def _normative(view: ProgramMarks, form: MarksForm) -> int | None:
    """What the form says of the normative cost; a form without the field leaves it as it is."""
    if form.normative.name not in request.form:
        return view.normative
    return form.normative.value if form.normative.value != "" else None


# ---------------------------------------------------------------- assessments


@bp.get("/programs/<int:program_id>/assessments/new/")
@desk
def new_assessment(program_id: int) -> Answer:
    """A blank assessment with the criteria of the last one."""
    only_centres()
    view = _program(program_id)
    criteria, scale = usual_criteria(house().database, member())
    form = AssessmentForm(data={"scale": str(scale), "held_on": house().today().strftime("%d.%m.%Y")})
    return _form(view, form, [(name, "") for name in criteria])


@bp.get("/programs/<int:program_id>/assessments/<int:assessment_id>/")
@desk
def edit_assessment(program_id: int, assessment_id: int) -> Answer:
    """An assessment to correct."""
    only_centres()
    try:
        view, found, version = assessment(house().database, member(), program_id, assessment_id)
    except NotMine:
        abort(404)
    form = AssessmentForm(
        data={
            "kind": found.kind,
            "expert": found.expert,
            "organization": found.organization,
            "held_on": found.held_on.strftime("%d.%m.%Y"),
            "scale": str(found.scale),
            "conclusion": found.conclusion,
            "decision": found.decision,
            "version": str(version),
        }
    )
    return _form(view, form, [(name, str(mark)) for name, mark in found.marks])


def _form(
    view: ProgramMarks, form: AssessmentForm, criteria: list[tuple[str, str]], status: int = 200, trouble: str = ""
) -> Response:
    filled = [row for row in criteria if any(row)]
    rows = [*filled, *[("", "")] * EMPTY][: max(ROWS, len(filled))]
    text = render_template("staff/reviews/assessment.html", view=view, form=form, rows=rows, trouble=trouble)
    return private(make_response(text, status))


@bp.post("/programs/<int:program_id>/assessments/new/")
@desk
def create_assessment(program_id: int) -> Answer:
    """Write a new assessment down."""
    return _save(program_id, 0)


@bp.post("/programs/<int:program_id>/assessments/<int:assessment_id>/")
@desk
def save_changes(program_id: int, assessment_id: int) -> Answer:
    """Write another wording of an assessment down."""
    return _save(program_id, assessment_id)


def _save(program_id: int, number: int) -> Answer:
    only_centres()
    view, form = _program(program_id), AssessmentForm(request.form)
    form.validate()
    rows = form.read_criteria(request.form.getlist("criterion"), request.form.getlist("mark"))
    if form.problems():
        return _form(view, form, rows, 422)
    try:
        version = _whole(form.version.data or "")
        save_assessment(
            house().database, member(), program_id, form.assessed(), house().now(), number=number, version=version
        )
    except NotMine:
        abort(404)
    except Stale as problem:
        _, _, newest = assessment(house().database, member(), program_id, number)
        form.version.data = str(newest)
        return _form(view, form, rows, 409, str(problem))
    except StoreFailed:
        return _form(view, form, rows, 503, FAILED)
    return redirect(url_for("staff_marks.marks", program_id=program_id), 303)
