"""Signing in and out, choosing a password by a one-time link, the second factor, the list of sessions."""

from __future__ import annotations

import segno
from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from navigator.blueprints.staff.door import close_door, desk, maybe_member, member, open_door, safe_next
from navigator.forms.staff import PasswordForm, SecondFactorForm, SignInForm
from navigator.rules.persons import TypedProblem
from navigator.services.limits import SIGN_IN, SIGN_INS, count, is_over
from navigator.services.staff.accounts import account_of_link, choose_password
from navigator.services.staff.signing import (
    end_session,
    new_secret,
    open_secret,
    seal_secret,
    secret_address,
    sessions_of,
    set_up,
)
from navigator.services.staff.signing import (
    sign_in as try_to_sign_in,
)
from navigator.web import house, private

bp = Blueprint("staff_sign_in", __name__, url_prefix="/staff")
WRONG = "Почта, пароль или код не подошли. Проверьте раскладку и время на телефоне"
TOO_OFTEN = "Слишком много попыток. Подождите десять минут"


@bp.get("/sign-in/")
def sign_in() -> Answer:
    """Ask who it is."""
    if maybe_member() is not None:
        return redirect(safe_next(request.args.get("next", "")), 303)
    return _ask(SignInForm(), safe_next(request.args.get("next", "")))


@bp.post("/sign-in/")
def enter() -> Answer:
    """Check everything; the answer never says which part was wrong."""
    form = SignInForm(request.form)
    back = safe_next(request.form.get("next", ""))
    if not form.validate():
        return _ask(form, back, 422)
    now, address = house().now(), request.remote_addr or ""
    who = (form.email.data or "").strip().lower()[:254]
    if is_over(house().database, SIGN_IN, who, now.utc) or is_over(house().database, SIGN_INS, address, now.utc):
        return _ask(form, back, 429, TOO_OFTEN)
    token = try_to_sign_in(
        house().database,
        who,
        form.password.data or "",
        form.totp.data or "",
        now,
        address=address,
        browser=request.user_agent.string,
    )
    if not token:
        count(house().database, SIGN_IN, who, now.utc)
        count(house().database, SIGN_INS, address, now.utc)
        return _ask(form, back, 422, WRONG)
    carried = _carried_fields()
    if not carried:
        return open_door(redirect(back, 303), token)
    page = make_response(render_template("staff/carried.html", next=back, carried=carried))
    return open_door(private(page), token)


def _carried_fields() -> list[tuple[str, str]]:
    """A form that came while nobody was signed in, as the sign-in page carried it."""
    names, values = request.form.getlist("carried_name"), request.form.getlist("carried_value")
    return list(zip(names, values, strict=False))


def _ask(form: SignInForm, back: str, status: int = 200, trouble: str = "") -> Response:
    page = render_template("staff/sign_in.html", form=form, next=back, carried=_carried_fields(), trouble=trouble)
    return private(make_response(page, status))


@bp.post("/sign-out/")
@desk
def sign_out() -> Answer:
    """End this session."""
    end_session(house().database, member(), member().session, house().now())
    return close_door(redirect(url_for("staff_sign_in.sign_in"), 303))


@bp.get("/invitation/<token>/")
def invitation(token: str) -> Answer:
    """Choose a password by a one-time link."""
    email = account_of_link(token, house().now())
    if not email:
        abort(404)
    return private(make_response(render_template("staff/password.html", form=PasswordForm(), email=email)))


@bp.post("/invitation/<token>/")
def accept_invitation(token: str) -> Answer:
    """Take the password; the link opens nothing any more."""
    form = PasswordForm(request.form)
    email = account_of_link(token, house().now())
    if not email:
        abort(404)
    if form.validate():
        try:
            if choose_password(house().database, token, form.password.data or "", house().now()):
                return redirect(url_for("staff_sign_in.sign_in"), 303)
            abort(404)
        except TypedProblem as problem:
            form.refuse("password", str(problem))
    return private(make_response(render_template("staff/password.html", form=form, email=email), 422))


@bp.get("/second-factor/")
@desk
def second_factor() -> Answer:
    """Show a fresh secret as a QR code and as text."""
    return _second_factor_page(SecondFactorForm(), new_secret())


@bp.post("/second-factor/")
@desk
def set_up_second_factor() -> Answer:
    """Take the second factor into use and show recovery codes once."""
    form = SecondFactorForm(request.form)
    secret = open_secret(request.form.get("secret", ""), member()) or new_secret()
    if form.validate():
        codes = set_up(house().database, member(), secret, form.totp.data or "", house().now())
        if codes:
            return private(make_response(render_template("staff/recovery_codes.html", codes=codes)))
        form.refuse("totp", "Код не подошёл. Проверьте время на телефоне и напишите следующий код")
    return _second_factor_page(form, secret, 422)


def _second_factor_page(form: SecondFactorForm, secret: str, status: int = 200) -> Response:
    picture = segno.make(secret_address(secret, member().email)).svg_inline(scale=5, border=2, omitsize=False)
    page = render_template(
        "staff/second_factor.html",
        form=form,
        secret=secret,
        sealed=seal_secret(secret, member()),
        picture=Markup(picture),  # noqa: S704  # drawn by the library from our own address
    )
    return private(make_response(page, status))


@bp.get("/sessions/")
@desk
def sessions() -> Answer:
    """Where this member is signed in."""
    page = render_template("staff/sessions.html", sessions=sessions_of(member(), house().settings.timezone))
    return private(make_response(page))


@bp.post("/sessions/")
@desk
def end_one() -> Answer:
    """End one session of this member."""
    number = request.form.get("session", "")
    if not number.isascii() or not number.isdigit():
        abort(404)
    if not end_session(house().database, member(), int(number), house().now()):
        abort(404)
    return redirect(url_for("staff_sign_in.sessions"), 303)
