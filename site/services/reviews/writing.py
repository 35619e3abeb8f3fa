"""A family reviews the program where its child learns or learned: once for each request, until it is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import Database

from navigator.data import Child, Municipality, Organization, Program, Request, RequestMove, Review
from navigator.data.database import for_update, write
from navigator.rules.reviews import MARKS, REFUSALS, STUDIED, WEIGHTS, Finding, find_personal
from navigator.services.problems import storing
from navigator.services.requests.records import Moment, MoveRefused
from navigator.services.reviews.rating import count_rating


@dataclass(frozen=True, slots=True)
class Written:
    """A family's review as it stands; ``state`` is empty before it is written."""

    program: int
    program_name: str
    state: str
    marks: Mapping[str, int]
    text: str
    reason: str
    version: int
    reply: str

    @property
    def may_write(self) -> bool:
        return self.state != "published"


def review_of(database: Database, number: str) -> Written | None:
    """What a family may write or has written; None where it may not. The caller has checked its code."""
    with storing(database):
        request = _reviewer(number)
        if request is None:
            return None
        return _written(request, Review.get_or_none(Review.request == request.id))


def _reviewer(number: str) -> Request | None:
    """The request, if its child was enrolled and the municipality of the program takes reviews."""
    found: Request | None = (
        Request.select(Request)
        .join(Program)
        .join(Organization)
        .join(Municipality)
        .where(
            Request.number == number,
            Request.kind == "enrollment",
            Request.state.in_(STUDIED),
            Request.child.is_null(False),
            Municipality.reviews_on,
        )
        .first()
    )
    return found


def _written(request: Request, review: Review | None) -> Written:
    program = int(request.program_id or 0)
    name = str(Program.select(Program.name).where(Program.id == program).scalar())
    if review is None:
        return Written(program, name, "", {}, "", "", 0, "")
    return Written(
        program,
        name,
        review.state,
        {key: getattr(review, key) for key in MARKS},
        review.draft or review.text,
        REFUSALS.get(review.reason, "") if review.state == "refused" else "",
        review.version,
        review.reply if review.reply_state == "published" else "",
    )


def names_of(request: Request) -> tuple[str, ...]:
    """Names of the child and of the guardian of a request."""
    child: Child | None = request.child
    mine = (child.last_name, child.first_name, child.patronymic) if child is not None else ()
    return tuple(str(one) for one in (*mine, request.guardian_name) if one)


def look_for_names(database: Database, number: str, text: str) -> tuple[Finding, ...]:
    """What of a text would tell who wrote it."""
    with storing(database):
        request = Request.get_or_none(Request.number == number)
        return find_personal(text, names_of(request)) if request is not None else ()


def write_review(
    database: Database, number: str, marks: Mapping[str, int], text: str, moment: Moment, *, version: int = 0
) -> None:
    """Store a review for the moderator, or change one that waits or was refused.

    :param marks: 1–5 for each key of :data:`MARKS`.
    :param version: what the family saw, so that two open pages do not overwrite each other.
    :raises MoveRefused: it may not be written, is published already, or was changed in another tab.
    """
    with storing(database), write(database):
        request = _reviewer(number)
        if request is None:
            raise MoveRefused("Отзыв пишет семья, чей ребёнок зачислен")
        for_update(database, Request.select(Request.id).where(Request.id == request.id)).execute()
        review: Review | None = Review.get_or_none(Review.request == request.id)
        if review is not None and review.state == "published":
            raise MoveRefused("Отзыв уже опубликован, изменить его нельзя")
        if (review.version if review is not None else 0) != version:
            raise MoveRefused("Отзыв изменился в другой вкладке. Посмотрите, что в нём теперь, и отправьте ещё раз")
        today = moment.day(request.municipality.timezone)
        values: dict[str, Any] = {
            **{key: marks[key] for key in MARKS},
            "state": "new",
            "draft": text,
            "text": "",
            "reason": "",
            "weight": WEIGHTS[request.state],
            "since": _since(request),
            "month": today.replace(day=1),
            "version": version + 1,
            "changed_at": moment.utc,
        }
        if review is None:
            Review.create(program=request.program_id, request=request.id, created_at=moment.utc, **values)
        else:
            # Through the row, for sealed values are bound to their column.
            Review.update(**values).where(Review.id == review.id).execute()


def _since(request: Request) -> date | None:
    """The first day of the month from which the child learns."""
    start = request.start_date
    if start is None:
        move = RequestMove.select(RequestMove.at).where(
            RequestMove.request == request.id, RequestMove.event == "enroll"
        )
        enrolled = move.order_by(RequestMove.id).scalar()
        start = enrolled.date() if enrolled else None
    return start.replace(day=1) if start else None


def withdraw_review(database: Database, number: str) -> bool:
    """Delete the review of a request, published or not, with its answer."""
    with storing(database), write(database):
        review: Review | None = (
            Review.select(Review)
            .join(Request, on=(Review.request == Request.id))
            .where(Request.number == number)
            .first()
        )
        if review is None:
            return False
        Review.delete().where(Review.id == review.id).execute()
        count_rating(review.program_id)
        return True


def forget_review(request: int) -> None:
    """What was not published goes with its family; what is public names nobody and stays without its request."""
    Review.delete().where(Review.request == request, Review.state != "published").execute()
    Review.update(request=None, draft="").where(Review.request == request).execute()
