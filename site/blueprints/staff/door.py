"""The door of the desk: who is signed in, and what a page of the desk needs of the member."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, cast
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, make_response, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response as Answer

from navigator.forms.staff import SignInForm
from navigator.services.staff.accounts import Member
from navigator.services.staff.signing import SESSION_HOURS, member_of
from navigator.web import house, private

COOKIE = "staff"
P = ParamSpec("P")
#: What a member may do before the second factor is set up.
_BEFORE_SECOND_FACTOR = (
    *("staff_sign_in.second_factor", "staff_sign_in.set_up_second_factor", "staff_sign_in.sign_out"),
)


class _User(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """What Flask-Login knows of a member."""

    def __init__(self, member: Member) -> None:
        self.id = member.account
        self.member = member


def teach(app: Flask) -> None:
    """Let Flask-Login ask our sessions who signs a request; it keeps no session of its own."""
    manager = LoginManager()
    manager.session_protection = None
    manager.init_app(app, add_context_processor=False)

    @app.context_processor
    def who() -> dict[str, Any]:
        return {"member": maybe_member()} if (request.blueprint or "").startswith("staff_") else {}

    @manager.request_loader  # type: ignore[untyped-decorator]  # Flask-Login ships no types
    def load(_request: Any) -> _User | None:
        member = member_of(_request.cookies.get(COOKIE, ""), house().now())
        return _User(member) if member is not None else None


def member() -> Member:
    """The member who is signed in."""
    return cast(Member, current_user.member)


def maybe_member() -> Member | None:
    """The member who is signed in, if any."""
    return cast("Member | None", getattr(current_user, "member", None))


def desk(view: Callable[P, Any]) -> Callable[P, Any]:
    """A page for signed-in members whose second factor is set up; kept nowhere."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        who = maybe_member()
        if who is None:
            return _to_sign_in()
        if who.needs_second_factor and request.endpoint not in _BEFORE_SECOND_FACTOR:
            return redirect(url_for("staff_sign_in.second_factor"))
        g.member = who
        return view(*args, **kwargs)

    guarded.is_desk = True  # type: ignore[attr-defined]  # a test asks whether each page of the desk is guarded
    return guarded


def _to_sign_in() -> Answer:
    """Ask to sign in and come back; a form that came meanwhile is carried through."""
    if request.method != "GET":
        return _carried()
    back = url_for("staff_sign_in.sign_in", next=request.full_path.rstrip("?"))
    if request.headers.get("HX-Request") == "true":
        answer = Response(status=204)
        answer.headers["HX-Redirect"] = back
        return answer
    return redirect(back, 303)


def _carried() -> Answer:
    """The sign-in page with what was typed: once signed in, it may be sent with one click."""
    fields = [(name, value) for name, value in request.form.items(multi=True)]
    page = render_template("staff/sign_in.html", form=SignInForm(), next=request.path, carried=fields, trouble="")
    return private(make_response(page, 401))


def safe_next(address: str) -> str:
    """An address to go to after signing in: a path of the desk, nothing else."""
    plain = address.strip()
    parts = urlsplit(plain)
    if parts.scheme or parts.netloc or not plain.startswith("/staff/") or "\\" in plain or "//" in plain:
        return "/staff/"
    return plain


def open_door(answer: Answer, token: str) -> Answer:
    """Keep a session's token in the browser."""
    answer.set_cookie(
        COOKIE,
        token,
        max_age=SESSION_HOURS * 3600,
        path="/staff/",
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
    )
    return answer


def close_door(answer: Answer) -> Answer:
    """Forget the token."""
    answer.delete_cookie(COOKIE, path="/staff/")
    return answer


def may_move() -> None:
    """Only roles that move requests get past; others are told that there is no such page."""
    if not member().territory.actor:
        abort(404)
