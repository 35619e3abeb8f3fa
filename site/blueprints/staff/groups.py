"""Groups on the desk: one group, copying a year, rooms and people."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from navigator.blueprints.staff.door import desk, may_move, member
from navigator.blueprints.staff.programs import FAILED, show, status_of, whole
from navigator.forms.filters import clean
from navigator.forms.groups import GroupEditForm
from navigator.services.problems import StoreFailed
from navigator.services.programs.copying import copy_groups, plan, years
from navigator.services.programs.editing import owners
from navigator.services.programs.group_details import NewNames
from navigator.services.programs.groups import FreePlaces, move_group, save_group
from navigator.services.programs.lists import organization_of, remove, rename, teachers_of, venues_of
from navigator.services.programs.pages import GroupForm, group_form
from navigator.services.requests.records import MoveRefused, Stale
from navigator.services.staff.desk import NotMine
from navigator.web import house

bp = Blueprint("staff_groups", __name__, url_prefix="/staff/programs")
MOVES = ("publish_group", "archive_group", "restore_group")


def _stored(program: int, group: int | None) -> GroupForm:
    try:
        return group_form(member(), program, group)
    except NotMine:
        abort(404)


def _page(
    form: GroupEditForm, stored: GroupForm, status: int = 200, trouble: str = "", *, is_stale: bool = False
) -> Response:
    form.offer(stored.venues, stored.teachers)
    if is_stale:
        form.mark.data = stored.mark
        form.held_shown.data = str(stored.held)
        form.free_shown.data = "" if stored.free is None else str(stored.free)
    return show("group", status, form=form, stored=stored, trouble=trouble, is_stale=is_stale)


@bp.get("/<int:program>/groups/new/")
@desk
def new_group(program: int) -> Answer:
    """The form of a new group."""
    may_move()
    return _shown(_stored(program, None))


@bp.get("/<int:program>/groups/<int:group>/")
@desk
def group_page(program: int, group: int) -> Answer:
    """The form of a group."""
    may_move()
    return _shown(_stored(program, group))


def _shown(stored: GroupForm) -> Response:
    return _page(GroupEditForm(data=GroupEditForm.shown(stored.values, stored.mark, stored.free, stored.held)), stored)


@bp.post("/<int:program>/groups/new/")
@desk
def create_group(program: int) -> Answer:
    """Make a group."""
    may_move()
    return _save(program, None)


@bp.post("/<int:program>/groups/<int:group>/")
@desk
def change_group(program: int, group: int) -> Answer:
    """Save a group, publish it, put it away."""
    may_move()
    event = request.form.get("event", "")
    return _move(program, group, event) if event in MOVES else _save(program, group)


def _save(program: int, group: int | None) -> Answer:
    if request.form.get("event") != "save":
        abort(404)
    stored, form = _stored(program, group), GroupEditForm(request.form)
    form.offer(stored.venues, stored.teachers)
    if stored.id and not stored.name:
        form.name.missing = ""  # files have groups without names
    if not form.validate():
        return _page(form, stored, 422)
    names = NewNames(
        clean(form.venue_name.data or ""), clean(form.venue_address.data or ""), tuple(form.new_teachers.value or ())
    )
    free = FreePlaces(form.free_now, whole(form.free_shown.data or ""), whole(form.held_shown.data or "") or 0)
    values, moment = form.values(house().today()), house().now()
    mark = (form.mark.data or "") if group is not None else None
    try:
        _, done = save_group(
            house().database, member(), program, group, mark, values, names, free, moment, house().policy
        )
    except NotMine:
        abort(404)
    except Stale as problem:
        return _page(form, stored, 409, str(problem), is_stale=True)
    except MoveRefused as problem:
        return _page(form, stored, status_of(problem), str(problem))
    except StoreFailed:
        return _page(form, stored, 503, FAILED)
    return _back(program, done or "same")


def _move(program: int, group: int, event: str) -> Answer:
    try:
        mark = request.form.get("mark", "")
        done = move_group(house().database, member(), program, group, event, mark, house().now())
    except NotMine:
        abort(404)
    except MoveRefused as problem:
        stored = _stored(program, group)
        form = GroupEditForm(data=GroupEditForm.shown(stored.values, stored.mark, stored.free, stored.held))
        return _page(form, stored, status_of(problem), str(problem))
    except StoreFailed:
        abort(503)
    return _back(program, done)


def _back(program: int, done: str) -> Answer:
    return redirect(url_for("staff_programs.program_page", program=program, done=done), 303)


# ---------------------------------------------------------------- copying a year


@bp.get("/copy/")
@desk
def copy() -> Answer:
    """Groups that copying would make."""
    may_move()
    return _plan(_year(request.args.get("year", "")), whole(request.args.get("program", "")))


def _year(text: str) -> int:
    offered = years(house().today())
    number = whole(text)
    return number if number in offered else offered[0]


def _check_program(program: int | None) -> None:
    if program is not None:
        _stored(program, None)  # another organization's is as good as not there


def _plan(year: int, program: int | None, status: int = 200, trouble: str = "") -> Response:
    _check_program(program)
    found = plan(member().territory, year, program)
    return show("copy", status, found=found, program=program, years=years(house().today()), trouble=trouble)


@bp.post("/copy/")
@desk
def make_copies() -> Answer:
    """Make the chosen copies."""
    may_move()
    year, program = _year(request.form.get("year", "")), whole(request.form.get("program", ""))
    chosen = {number for text in request.form.getlist("group")[:500] if (number := whole(text)) is not None}
    _check_program(program)
    if not chosen:
        return _plan(year, program, 422, "Отметьте группы, которые нужно скопировать")
    try:
        made = copy_groups(house().database, member(), year, chosen, house().now(), program)
    except StoreFailed:
        return _plan(year, program, 503, FAILED)
    if program is not None:
        return _back(program, "copied" if made else "same")
    return redirect(url_for("staff_programs.programs", view="all", copied=made), 303)


# ---------------------------------------------------------------- rooms and people


@bp.get("/lists/")
@desk
def lists() -> Answer:
    """Rooms and people of an organization."""
    may_move()
    return _lists(whole(request.args.get("organization", "")))


def _lists(organization: int | None, status: int = 200, trouble: str = "") -> Response:
    choice = owners(member().territory)
    if organization is None and not member().territory.organization:
        return show("lists", status, organization=None, choice=choice, venues=(), teachers=(), trouble=trouble)
    try:
        number, name = organization_of(member().territory, organization)
    except NotMine:
        abort(404)
    return show(
        "lists",
        status,
        organization=number,
        name=name,
        choice=choice,
        venues=venues_of(number),
        teachers=teachers_of(number),
        trouble=trouble,
    )


@bp.post("/lists/")
@desk
def change_lists() -> Answer:
    """Rename or take out a room or a teacher."""
    may_move()
    form = request.form
    organization, number = whole(form.get("organization", "")), whole(form.get("id", ""))
    kind, event = form.get("kind", ""), form.get("event", "")
    if organization is None or number is None or event not in {"rename", "remove"}:
        abort(404)
    database, moment = house().database, house().now()
    try:
        if event == "rename":
            name, more = clean(form.get("name", "")), clean(form.get("more", ""))
            rename(database, member(), organization, kind, number, name, more, moment)
        else:
            remove(database, member(), organization, kind, number, moment)
    except NotMine:
        abort(404)
    except MoveRefused as problem:
        return _lists(organization, status_of(problem), str(problem))
    except StoreFailed:
        return _lists(organization, 503, FAILED)
    return redirect(url_for("staff_groups.lists", organization=organization), 303)
