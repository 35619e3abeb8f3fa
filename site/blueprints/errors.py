"""What people see when something is not there or does not work."""

from __future__ import annotations

from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from navigator.forms.typed import printable

TITLES = {
    400: "Запрос не понят",
    403: "Форма отправлена не с этого сайта",
    404: "Страница не найдена",
    405: "Так открыть нельзя",
    413: "Слишком большой файл",
    414: "Слишком длинный адрес",
    429: "Слишком много запросов",
    500: "Что-то сломалось у нас",
    503: "Сервис временно недоступен",
}


def teach(app: Flask) -> None:
    """Answer errors with a page of our own."""

    @app.errorhandler(HTTPException)
    def explain(error: HTTPException) -> Response:
        code = error.code or 500
        if code < 400:
            raise error
        return page(code)


def _kept(code: int) -> list[tuple[str, str]]:
    """What a form brought that could not be looked at, to be sent again; never a password."""
    if code < 500 or request.method != "POST":
        return []
    return [(name, printable(value)) for name, value in request.form.items(multi=True) if name != "password"]


def page(code: int) -> Response:
    """The page of one error."""
    response = make_response(
        render_template("errors/error.html", code=code, heading=TITLES.get(code, "Ошибка"), kept=_kept(code)), code
    )
    response.headers["Cache-Control"] = "no-store"
    if code == 503:
        response.headers["Retry-After"] = "30"
    return response
