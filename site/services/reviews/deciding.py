"""Deciding reviews: centres publish or refuse, organizations answer once; every decision is in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peewee import Database

from navigator.data import Review, ReviewMove
from navigator.data.database import for_update, write
from navigator.rules.reviews import LONGEST, REFUSALS, find_personal
from navigator.rules.states import ORGANIZATION
from navigator.services.problems import storing
from navigator.services.requests.records import Missing, Moment, MoveRefused, Stale
from navigator.services.reviews.queue import DECISIONS, all_of, known_names, undoable
from navigator.services.reviews.rating import count_rating
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine
from navigator.services.staff.journal import note

MOST_AT_ONCE = 200
STALE = "Отзыв изменился, пока вы читали. Прочитайте его ещё раз"


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one review of several; ``trouble`` is empty when it was decided."""

    id: int
    trouble: str


def decide_many(
    database: Database,
    member: Member,
    chosen: Sequence[tuple[int, int | None]],
    event: str,
    reason: str,
    moment: Moment,
) -> list[Decided]:
    """Decide several reviews the same way, each in its own transaction; one that cannot stops no other.

    :param chosen: ids with the versions that the member saw; those of other territories are left out silently.
    """
    done = []
    for number, version in list(dict(chosen).items())[:MOST_AT_ONCE]:
        try:
            decide(database, member, number, event, reason, moment, version=version)
            done.append(Decided(number, ""))
        except MoveRefused as problem:
            done.append(Decided(number, str(problem)))
        except NotMine:
            continue
    return done


def decide(
    database: Database,
    member: Member,
    number: int,
    event: str,
    reason: str,
    moment: Moment,
    *,
    version: int | None = None,
) -> None:
    """Publish, refuse or hide a review or its answer, or take back one's own decision of the same day.

    :raises NotMine: the review is not in the territory, or the role decides nothing.
    :raises MoveRefused: it has another state, a reason is missing, a name is in it, or it was changed meanwhile.
    """
    with storing(database), write(database):
        review = _locked(database, member, number, decides=True)
        if version is not None and review.version != version:
            raise Stale(STALE)
        if event == "undo":
            _undo(review, member, moment)
        else:
            _decide(review, member, event, reason, moment)
        count_rating(review.program_id)
        note(database, member.account, f"review_{event}"[:20], moment, subject=f"review:{number}", detail=reason)


def _locked(database: Database, member: Member, number: int, *, decides: bool) -> Review:
    for_update(database, Review.select(Review.id).where(Review.id == number)).execute()
    review: Review | None = all_of(member.territory).where(Review.id == number).first()
    is_organization = member.territory.role == ORGANIZATION
    if review is None or not member.territory.actor or is_organization == decides:
        raise NotMine(str(number))
    return review


def _decide(review: Review, member: Member, event: str, reason: str, moment: Moment) -> None:
    what, before, after = DECISIONS[event]
    if getattr(review, what) != before:
        raise MoveRefused("Решение уже принято")
    if after == "refused" and reason not in REFUSALS:
        raise Missing("Выберите причину отказа")
    typed = review.draft if what == "state" else review.reply_draft
    if after == "published" and any(one.is_sure for one in find_personal(typed, known_names(review))):
        raise MoveRefused("В тексте имя, телефон или адрес: такой текст не публикуют")
    _store(review, what, after, reason if after == "refused" else "", moment)
    ReviewMove.create(
        review=review.id, at=moment.utc, account=member.account, event=event, before=before, after=after, reason=reason
    )


def _store(review: Review, what: str, state: str, reason: str, moment: Moment) -> None:
    """Set the state of a review or of its answer; the public text stands only while it is published."""
    values: dict[str, Any]
    if what == "state":
        text = (review.draft or review.text) if state == "published" else ""
        kept = review.draft or review.text
        values = {"state": state, "reason": reason, "text": text, "draft": kept}
    else:
        text = (review.reply_draft or review.reply) if state == "published" else ""
        kept = review.reply_draft or review.reply
        values = {"reply_state": state, "reply_reason": reason, "reply": text, "reply_draft": kept}
    Review.update(**values, version=Review.version + 1, changed_at=moment.utc).where(Review.id == review.id).execute()


def _undo(review: Review, member: Member, moment: Moment) -> None:
    last = undoable(review, member, moment)
    if last is None:
        raise MoveRefused("Вернуть можно только своё последнее решение того же дня")
    earlier = (
        ReviewMove.select(ReviewMove.reason)
        .where(ReviewMove.review == review.id, ReviewMove.id < last.id, ReviewMove.after == last.before)
        .order_by(ReviewMove.id.desc())
        .scalar()
    )
    _store(review, DECISIONS[last.event][0], last.before, str(earlier or ""), moment)
    ReviewMove.create(
        review=review.id, at=moment.utc, account=member.account, event="undo", before=last.after, after=last.before
    )


# ---------------------------------------------------------------- answering


def answer_review(database: Database, member: Member, number: int, words: str, moment: Moment) -> None:
    """Keep the answer of an organization to a review of its program; a centre looks at it before it is public.

    :raises NotMine: the review is not of the organization's programs.
    :raises Missing: nothing was written, too much, or a person is named.
    :raises MoveRefused: there is an answer already.
    """
    text = words.strip()
    with storing(database), write(database):
        review = _locked(database, member, number, decides=False)
        if review.reply_state not in {"", "refused"}:
            raise MoveRefused("Ответить на отзыв можно один раз")
        if not text:
            raise Missing("Напишите ответ")
        if len(text) > LONGEST:
            raise Missing(f"Ответ длиннее {LONGEST} знаков, сократите его")
        found = [one for one in find_personal(text, known_names(review)) if one.is_sure]
        if found:
            raise Missing(f"Ответ увидят все: уберите личные данные – «{found[0].words[:40]}»")
        Review.update(
            reply_state="new", reply_draft=text, reply_reason="", version=Review.version + 1, changed_at=moment.utc
        ).where(Review.id == number).execute()
        ReviewMove.create(review=number, at=moment.utc, account=member.account, event="reply", before="", after="new")
        note(database, member.account, "review_reply", moment, subject=f"review:{number}")
