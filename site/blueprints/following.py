"""Following a request: confirmation, number and code, history, cancelling, where a child is counted."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from navigator.blueprints.passes import code_for, keep_pass
from navigator.blueprints.requests import enrollment_page
from navigator.forms.requests import CountedForm, FollowForm, LostCodeForm
from navigator.services.financing.wallets import agree, wallet_of
from navigator.services.limits import CODE, CODES, COUNTED, count, is_over
from navigator.services.problems import StoreFailed
from navigator.services.requests.calendar import request_calendar
from navigator.services.requests.checking import place_of
from navigator.services.requests.codes import replace_code
from navigator.services.requests.counting import counted
from navigator.services.requests.erasing import erase
from navigator.services.requests.following import RequestView, guardian_of, is_code_of, request_view, show_code
from navigator.services.requests.moving import move, told
from navigator.services.requests.records import MoveRefused
from navigator.services.reviews.writing import review_of
from navigator.web import house, private

bp = Blueprint("following", __name__)
WRONG = "Заявки с таким номером и кодом нет. Проверьте каждый знак: код из 26 букв и цифр"
TOO_OFTEN = "Слишком много попыток. Подождите десять минут и попробуйте ещё раз"
#: Moves that a family may make on its page.
EVENTS = ("accept", "cancel", "leave", "erase", "agree")


@bp.get("/requests/")
def follow() -> Answer:
    """Ask for number and code."""
    return _ask(FollowForm(number=request.args.get("number", "")[:20] or None))


@bp.post("/requests/")
def open_request() -> Answer:
    """Open a request by number and code; the answer to a wrong pair says nothing of either."""
    form = FollowForm(request.form)
    if not form.validate():
        return _ask(form, 422)
    number, address, now = form.number.value, request.remote_addr or "", house().now().utc
    database = house().database
    if is_over(database, CODE, f"{number} {address}", now) or is_over(database, CODES, address, now):
        form.refuse("code", TOO_OFTEN)
        return _ask(form, 429)
    if not is_code_of(number, form.code.value):
        count(database, CODE, f"{number} {address}", now)
        count(database, CODES, address, now)
        form.refuse("code", WRONG)
        return _ask(form, 422)
    return keep_pass(redirect(url_for("following.see", number=number), 303), number, form.code.value)


def _ask(form: FollowForm, status: int = 200) -> Response:
    form.code.data = form.code.data if status == 422 else ""
    return private(make_response(render_template("requests/follow.html", form=form), status))


def _to_form(number: str) -> Answer:
    """Without a pass the page of a request is the form that asks for its code."""
    return _ask(FollowForm(number=number))


@bp.get("/requests/code/")
def ask_code() -> Answer:
    """Ask for a new code."""
    return private(make_response(render_template("requests/code.html", form=LostCodeForm(), sent=False)))


@bp.post("/requests/code/")
def send_code() -> Answer:
    """Send a new code to the address of the request; the answer is the same for a wrong address."""
    form = LostCodeForm(request.form)
    if not form.validate():
        return private(make_response(render_template("requests/code.html", form=form, sent=False), 422))
    now, address = house().now(), request.remote_addr or ""
    for limit, whom in ((CODE, f"{form.number.value} {address}"), (CODES, address)):
        if not count(house().database, limit, whom, now.utc):
            form.refuse("number", TOO_OFTEN)
            return private(make_response(render_template("requests/code.html", form=form, sent=False), 429))
    replace_code(house().database, form.number.value, form.guardian_email.value, now, house().policy)
    return private(make_response(render_template("requests/code.html", form=form, sent=True)))


@bp.get("/requests/<number>/done/")
def done(number: str) -> Answer:
    """The confirmation: number, code, what happens next."""
    code = code_for(number)
    view = request_view(house().database, number, house().now()) if code else None
    if view is None:
        return _to_form(number)
    return private(make_response(render_template("requests/done.html", view=view, code=show_code(code))))


@bp.get("/requests/<number>/")
def see(number: str) -> Answer:
    """Every state with date and reason, the place in the queue, what the family may do."""
    code = code_for(number)
    if not code:
        return _to_form(number)
    view = request_view(house().database, number, house().now())
    if view is None:
        return _to_form(number)
    if view.state == "offered" and view.answer_by is None:
        told(house().database, number, house().now(), house().policy)
        view = request_view(house().database, number, house().now())
        assert view is not None, "a request does not vanish while it is read"  # noqa: S101  # for the reader of types
    return _page(view)


def _page(view: RequestView, status: int = 200, trouble: str = "", asked: str = "") -> Response:
    review = review_of(house().database, view.number)
    wallet = wallet_of(view.number, house().now()) if view.child else None
    page = render_template(
        "requests/request.html", view=view, trouble=trouble, asked=asked, review=review, wallet=wallet
    )
    return private(make_response(page, status))


@bp.post("/requests/<number>/")
def act(number: str) -> Answer:
    """Cancel, agree to an offered place, ask to leave, forget: asked once more, then done."""
    if not code_for(number):
        abort(404)
    database, moment = house().database, house().now()
    event = request.form.get("event", "")
    view = request_view(database, number, moment)
    if view is None or event not in EVENTS:
        abort(404)
    if event not in {"accept", "agree"} and request.form.get("sure") != "1":
        return _page(view, asked=event)
    version = request.form.get("version", "")
    try:
        if event == "erase":
            erase(database, number, moment, house().policy)
        elif event == "agree":
            agree(database, number, moment)
        else:
            seen = int(version) if version.isascii() and version.isdigit() else None
            move(database, number, event, "family", moment, house().policy, version=seen)
    except MoveRefused as problem:
        return _page(request_view(database, number, moment) or view, 409, str(problem))
    except StoreFailed:
        return _page(view, 503, "Сервис временно недоступен, ничего не изменилось. Попробуйте через минуту")
    return redirect(url_for("following.see", number=number), 303)


@bp.get("/requests/<number>/again/")
def again(number: str) -> Answer:
    """The form of the same group for another child: the guardian is filled in already."""
    known = guardian_of(house().database, number) if code_for(number) else None
    place = place_of(known[1], house().now()) if known and known[1] is not None else None
    if known is None or place is None:
        return _to_form(number)
    return enrollment_page(place, known[0])


@bp.get("/requests/<number>/calendar.ics")
def calendar(number: str) -> Answer:
    """Days to remember, for the calendar of a phone; no names of people."""
    view = request_view(house().database, number, house().now()) if code_for(number) else None
    if view is None:
        abort(404)
    response = Response(request_calendar(view, house().now()), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{view.number}.ics"'
    return private(response)


@bp.get("/enrollments/check/")
def ask_counted() -> Answer:
    """Ask for the child and the number that proves who asks."""
    return private(make_response(render_template("requests/counted.html", form=CountedForm(), found=None)))


@bp.post("/enrollments/check/")
def tell_counted() -> Answer:
    """Where the child is counted as enrolled; one answer to all who have not proved it."""
    form = CountedForm(request.form)
    form.read_dates(house().today())
    if not form.validate():
        return private(make_response(render_template("requests/counted.html", form=form, found=None), 422))
    if not count(house().database, COUNTED, request.remote_addr or "", house().now().utc):
        form.refuse("child_last_name", "Слишком много вопросов с этого адреса. Попробуйте через час")
        return private(make_response(render_template("requests/counted.html", form=form, found=None), 429))
    found = counted(house().database, form.identity(form.child_snils.value), form.certificate_number.value)
    return private(make_response(render_template("requests/counted.html", form=form, found=found)))
