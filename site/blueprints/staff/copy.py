"""The static copy at the desk: ordering one, seeing how far it is, taking its archive home."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, Response, abort, redirect, request, send_file, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from navigator.blueprints.staff.door import desk, member
from navigator.blueprints.staff.intake import drain
from navigator.blueprints.staff.marks import only_centres
from navigator.forms.copies import OWN_COLOUR, CopyForm
from navigator.rules.look import LOGO_BYTES, LOGO_WORDS
from navigator.rules.names import quoted
from navigator.services.copying.copies import MOST, Choice, CopyLine, choices_of, copies_of, copy_of
from navigator.services.copying.orders import order_again, order_copy, remove_copy, stop_copy
from navigator.services.problems import StoreFailed
from navigator.services.requests.records import MoveRefused
from navigator.services.staff.desk import NotMine
from navigator.web import house, page_or_fragment, private, wants_fragment

bp = Blueprint("staff_copy", __name__, url_prefix="/staff/copy")
FAILED = "Сервис временно недоступен, ничего не изменилось. Попробуйте через минуту"
TOO_LARGE = f"Файл логотипа слишком большой. Нужен {LOGO_WORDS}"
#: Bytes of a form: a photograph by mistake is told about beside its field, with all that was typed.
MOST_BYTES = 40 * 1024 * 1024
VERBS = {"again": order_again, "stop": stop_copy, "remove": remove_copy}


@bp.get("/")
@desk
def copies() -> Answer:
    """Copies of the place, and the form of another one or of one to change; while one is written, its part alone."""
    only_centres()
    found = _copies()
    asked = request.args.get("scope", "")
    former = next((one for one in found if one.scope == asked), None)
    return _page(_blank(former), found, former=former)


def _blank(former: CopyLine | None = None) -> CopyForm:
    """The form as it is offered: with the look of a copy that was ordered before."""
    here = house().settings.live_url or request.host_url.rstrip("/")
    if former is None:
        return CopyForm(data={"colour": OWN_COLOUR, "live_url": here})
    own = {"scope": former.scope, "title": former.title}
    return CopyForm(data={**own, "colour": former.colour or OWN_COLOUR, "live_url": former.live_url or here})


def _copies() -> list[CopyLine]:
    return copies_of(house().database, member(), house().now(), house().settings)


def _page(
    form: CopyForm,
    found: list[CopyLine],
    status: int = 200,
    *,
    trouble: str = "",
    former: CopyLine | None = None,
) -> Response:
    choices = [] if wants_fragment() else choices_of(member().territory)
    form.offer(choices, house().settings.region_name)
    answer = page_or_fragment(
        "staff/copy/page.html",
        "staff/copy/_copies.html",
        copies=found,
        form=form,
        trouble=trouble,
        former=former,
        choices=[one for one in choices if not one.place],
        homes=_by_place(choices),
        logo_words=LOGO_WORDS,
        most=MOST,
    )
    answer.status_code = status
    return private(answer)


def _by_place(choices: list[Choice]) -> list[tuple[str, list[Choice]]]:
    """Organizations by their municipality."""
    homes = [one for one in choices if one.place]
    return [(place, list(ones)) for place, ones in groupby(homes, key=lambda one: one.place)]


@bp.post("/")
@desk
def order() -> Answer:
    """Order a copy."""
    only_centres()
    request.max_content_length = MOST_BYTES
    try:
        sent, typed = request.files.get("logo"), request.form
    except RequestEntityTooLarge:
        drain()
        return _page(_blank(), _copies(), 413, trouble=TOO_LARGE)
    form = CopyForm(typed)
    form.offer(choices_of(member().territory), house().settings.region_name)
    picture = sent.read(LOGO_BYTES + 1) if sent is not None else b""
    found = _copies()
    former = next((one for one in found if one.scope == form.scope.data), None)
    if not form.check(picture):
        return _page(form, found, 422, former=former)
    try:
        order_copy(house().database, member(), form.scope.value, form.look(picture), house().now())
    except NotMine:
        abort(404)
    except MoveRefused as problem:
        return _page(form, found, 409, trouble=str(problem), former=former)
    except StoreFailed:
        return _page(form, found, 503, trouble=FAILED, former=former)
    return redirect(url_for("staff_copy.copies"), 303)


@bp.post("/<int:copy_id>/")
@desk
def act(copy_id: int) -> Answer:
    """Order a copy again as it was, stop writing it, remove it."""
    only_centres()
    verb = VERBS.get(request.form.get("event", ""))
    try:
        copy_of(house().database, member(), copy_id, house().now(), house().settings)
        if verb is None:
            return _page(_blank(), _copies(), 422, trouble="Форма пришла не целиком. Нажмите кнопку ещё раз")
        verb(house().database, member(), copy_id, house().now())
    except NotMine:
        abort(404)
    except StoreFailed:
        abort(503)
    return redirect(url_for("staff_copy.copies"), 303)


@bp.get("/<int:copy_id>/<name>.zip")
@desk
def archive(copy_id: int, name: str) -> Answer:
    """The archive of a copy; the page says so where it lies on another machine."""
    only_centres()
    try:
        one = copy_of(house().database, member(), copy_id, house().now(), house().settings)
    except NotMine:
        abort(404)
    if not one.archive or name != one.archive.removesuffix(".zip"):
        abort(404)
    if not one.is_here:
        elsewhere = f"Архив лежит на сервере {quoted(one.node)}, а этот его не видит. Запишите копию заново"
        return _page(_blank(), _copies(), 404, trouble=elsewhere)
    return private(send_file(one.path, "application/zip", as_attachment=True, download_name=one.archive))
