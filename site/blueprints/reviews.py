"""Reviews: the page of all reviews of a program, and the form of a family behind its code."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from navigator.blueprints.passes import code_for
from navigator.forms.requests import FollowForm
from navigator.forms.reviews import ReviewForm
from navigator.rules.reviews import BEST, LONGEST, MARKS, say_findings
from navigator.services.problems import StoreFailed
from navigator.services.requests.records import MoveRefused
from navigator.services.reviews.showing import program_words
from navigator.services.reviews.writing import (
    Written,
    look_for_names,
    review_of,
    withdraw_review,
    write_review,
)
from navigator.web import house, private

bp = Blueprint("reviews", __name__)
#: Live only: the form of a family.
family = Blueprint("review", __name__)
FAILED = "Сервис временно недоступен, отзыв не сохранён. Отправьте ещё раз через минуту"


@bp.get("/programs/<int:program_id>/reviews/", defaults={"number": 1})
@bp.get("/programs/<int:program_id>/reviews/page/<int:number>/")
def of_program(program_id: int, number: int) -> str:
    """All reviews of a program, the latest first."""
    words = program_words(program_id, page=number) if number else None
    if words is None:
        abort(404)
    return render_template("catalog/reviews.html", words=words)


@family.get("/requests/<number>/review/")
def write(number: str) -> Answer:
    """The form with what was written before."""
    written = _open(number)
    if isinstance(written, Response):
        return written
    form = ReviewForm(data={**{key: str(mark) for key, mark in written.marks.items()}, "text": written.text})
    form.version.data = str(written.version)
    return _page(number, written, form)


def _open(number: str) -> Written | Response:
    """What the family of a request may write; without a code the form that asks for it."""
    if not code_for(number):
        return private(make_response(render_template("requests/follow.html", form=FollowForm(number=number))))
    written = review_of(house().database, number)
    if written is None:
        abort(404)
    return written


def _page(number: str, written: Written, form: ReviewForm, status: int = 200, **told: str) -> Response:
    page = render_template(
        "requests/review.html",
        number=number,
        written=written,
        form=form,
        marks=MARKS,
        best=BEST,
        longest=LONGEST,
        trouble=told.get("trouble", ""),
        doubt=told.get("doubt", ""),
        asked=told.get("asked", ""),
    )
    return private(make_response(page, status))


@family.post("/requests/<number>/review/")
def send(number: str) -> Answer:
    """Check the review for names and keep it for the moderator, or delete it."""
    if not code_for(number):
        abort(404)
    written = review_of(house().database, number)
    if written is None:
        abort(404)
    form = ReviewForm(request.form)
    if request.form.get("event") == "withdraw":
        return _withdraw(number, written, form)
    if not form.validate():
        return _page(number, written, form, 422)
    findings = look_for_names(house().database, number, form.text.value)
    sure = [one for one in findings if one.is_sure]
    if sure:
        form.refuse("text", f"Отзыв увидят все: уберите личное ({say_findings(sure)})")
        return _page(number, written, form, 422)
    if findings and not form.no_name.data:
        form.refuse("text", f"Это имя? Если да, уберите его ({say_findings(findings)})")
        return _page(number, written, form, 422, doubt="1")
    version = form.version.data or ""
    try:
        seen = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else -1
        write_review(house().database, number, form.marks(), form.text.value, house().now(), version=seen)
    except MoveRefused as problem:
        fresh = review_of(house().database, number) or written
        form.version.data = str(fresh.version)
        return _page(number, fresh, form, 409, trouble=str(problem))
    except StoreFailed:
        return _page(number, written, form, 503, trouble=FAILED)
    return redirect(url_for("review.write", number=number), 303)


def _withdraw(number: str, written: Written, form: ReviewForm) -> Answer:
    """Delete the review once the family is sure."""
    if request.form.get("sure") != "1":
        return _page(number, written, form, asked="withdraw")
    try:
        withdraw_review(house().database, number)
    except StoreFailed:
        return _page(number, written, form, 503, trouble="Сервис временно недоступен, отзыв на месте")
    return redirect(url_for("following.see", number=number), 303)
