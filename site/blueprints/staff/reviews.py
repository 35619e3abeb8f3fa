"""The desk of reviews: read, publish, refuse, answer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from navigator.blueprints.staff.door import desk, may_move, maybe_member, member
from navigator.forms.areas import printable_lines
from navigator.rules.reviews import LONGEST, REFUSALS, STATES
from navigator.services.problems import StoreFailed
from navigator.services.requests.records import Missing, MoveRefused
from navigator.services.reviews.deciding import answer_review, decide, decide_many
from navigator.services.reviews.queue import DECISIONS, VIEWS, has_desk, one_review, review_desk
from navigator.services.staff.desk import NotMine
from navigator.web import house, private

bp = Blueprint("staff_reviews", __name__, url_prefix="/staff/reviews")
FAILED = "Сервис временно недоступен, ничего не изменилось. Попробуйте через минуту"
EVENTS = {
    "publish": "Опубликовать",
    "refuse": "Отклонить",
    "hide": "Снять с публикации",
    "publish_reply": "Опубликовать ответ",
    "refuse_reply": "Отклонить ответ",
    "undo": "Вернуть как было",
}
#: Lines of a review's history.
SAID = {
    "publish": "отзыв опубликован",
    "refuse": "отзыв отклонён",
    "hide": "отзыв снят с публикации",
    "publish_reply": "ответ опубликован",
    "refuse_reply": "ответ отклонён",
    "reply": "организация ответила",
    "undo": "решение отменено",
}


@bp.app_template_global("desk_reviews")
def desk_reviews() -> bool:
    """Whether the menu of the desk names reviews."""
    who = maybe_member()
    return who is not None and has_desk(who.territory)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@bp.get("/")
@desk
def reviews() -> Answer:
    """Reviews that wait, or another view."""
    return _desk(request.args)


def _desk(arguments: Any, *, status: int = 200, trouble: str = "", done: Any = None) -> Response:
    asked = arguments.get("view", "")
    view = asked if asked in VIEWS else "published" if member().role == "organization" else "new"
    page = _whole(arguments.get("page", "")) or 1
    found = review_desk(house().database, member(), view, page, house().now())
    events = [event for event in EVENTS if any(event in row.events for row in found.rows)]
    text = render_template(
        "staff/reviews/queue.html",
        found=found,
        views=VIEWS,
        labels=EVENTS,
        events=events,
        reasons=REFUSALS,
        states=STATES,
        trouble=trouble,
        done=done,
    )
    return private(make_response(text, status))


@bp.post("/")
@desk
def decide_ticked() -> Answer:
    """Decide the ticked reviews the same way."""
    _may_decide()
    event, reason = request.form.get("event", ""), request.form.get("reason", "")
    if event not in EVENTS:
        abort(404)
    chosen = [_chosen(text) for text in request.form.getlist("review")[:500]]
    known = [(number, version) for number, version in chosen if number is not None]
    if not known:
        return _desk(request.form, status=422, trouble="Отметьте отзывы, с которыми это сделать")
    if event != "undo" and DECISIONS[event][2] == "refused" and reason not in REFUSALS:
        return _desk(request.form, status=422, trouble="Выберите причину отказа")
    try:
        done = decide_many(house().database, member(), known, event, reason, house().now())
    except StoreFailed:
        return _desk(request.form, status=503, trouble=FAILED)
    return _desk(request.form, done=done)


def _may_decide() -> None:
    may_move()
    if member().role == "organization":
        abort(404)


def _chosen(text: str) -> tuple[int | None, int | None]:
    """«12:3»: an id with the version that the page showed."""
    number, _, version = text.partition(":")
    return _whole(number), _whole(version)


@bp.get("/<int:review_id>/")
@desk
def review(review_id: int) -> Answer:
    """One review with its history."""
    return _one(review_id)


def _one(number: int, status: int = 200, trouble: str = "") -> Response:
    try:
        row, history = one_review(house().database, member(), number, house().now())
    except NotMine:
        abort(404)
    text = render_template(
        "staff/reviews/review.html",
        row=row,
        history=history,
        labels=EVENTS,
        said=SAID,
        reasons=REFUSALS,
        states=STATES,
        trouble=trouble,
        words=printable_lines(request.form.get("words", ""), 5 * LONGEST),
        longest=LONGEST,
    )
    return private(make_response(text, status))


@bp.post("/<int:review_id>/")
@desk
def act(review_id: int) -> Answer:
    """Decide one review, or answer it."""
    may_move()
    event, database, moment = request.form.get("event", ""), house().database, house().now()
    try:
        if event == "reply":
            answer_review(database, member(), review_id, printable_lines(request.form.get("words", ""), 20_000), moment)
        elif event in EVENTS:
            seen = _whole(request.form.get("version", ""))
            decide(database, member(), review_id, event, request.form.get("reason", ""), moment, version=seen)
        else:
            return _one(review_id, 422, "Выберите, что сделать с отзывом")
    except NotMine:
        abort(404)
    except MoveRefused as problem:
        return _one(review_id, 422 if isinstance(problem, Missing) else 409, str(problem))
    except StoreFailed:
        return _one(review_id, 503, FAILED)
    return redirect(url_for("staff_reviews.review", review_id=review_id), 303)
