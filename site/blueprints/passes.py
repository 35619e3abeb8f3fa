"""The cookie that opens a family's own requests for a day."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from navigator.services.requests.following import PASS_HOURS, add_pass, is_code_of, read_pass
from navigator.web import house

COOKIE = "requests"


def passes() -> dict[str, str]:
    """Numbers and codes that this browser may open now."""
    return read_pass(request.cookies.get(COOKIE, ""), house().now())


def code_for(number: str) -> str:
    """The code of a request that this browser may open; empty when it may not, or the code was replaced."""
    code = passes().get(number, "")
    return code if code and is_code_of(number, code) else ""


def keep_pass(response: Response, number: str, code: str, path: str = "/requests/") -> Response:
    """Let this browser open a request for a day without typing its code again.

    :param path: below which the pass holds; pages of staff have their own.
    """
    response.set_cookie(
        COOKIE,
        add_pass(request.cookies.get(COOKIE, ""), number, code, house().now()),
        max_age=PASS_HOURS * 3600,
        path=path,
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
    )
    return response
