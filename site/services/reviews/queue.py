"""What the desk of reviews shows to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import Database

from navigator.data import Account, Municipality, Organization, Program, Review, ReviewMove
from navigator.rules.access import Territory
from navigator.rules.reviews import MARKS, REFUSALS, Finding, find_personal
from navigator.rules.states import ORGANIZATION
from navigator.services.problems import storing
from navigator.services.requests.records import Moment
from navigator.services.reviews.writing import names_of
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine

PAGE = 30
VIEWS = {"new": "На проверке", "published": "Опубликованы", "refused": "Отклонены"}
#: What may be decided of a review and of its answer: event → what it is about, the state before, the state after.
DECISIONS = {
    "publish": ("state", "new", "published"),
    "refuse": ("state", "new", "refused"),
    "hide": ("state", "published", "refused"),
    "publish_reply": ("reply_state", "new", "published"),
    "refuse_reply": ("reply_state", "new", "refused"),
}


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review on the desk; the family is not named."""

    id: int
    version: int
    program: int
    program_name: str
    organization: str
    municipality: str
    state: str
    marks: tuple[tuple[str, int], ...]
    text: str
    month: date
    reason: str
    findings: tuple[Finding, ...]
    reply: str
    reply_state: str
    reply_reason: str
    reply_findings: tuple[Finding, ...]
    events: tuple[str, ...]
    may_reply: bool
    can_undo: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """A page of reviews."""

    view: str
    rows: tuple[ReviewRow, ...]
    total: int
    counts: dict[str, int]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Line:
    """One decision; local time."""

    at: datetime
    who: str
    event: str
    reason: str


def _mine(territory: Territory) -> Any:
    """Published reviews of its own programs for an organization; all of its place for the others."""
    if territory.role == ORGANIZATION:
        return (Program.organization == territory.organization) & (Review.state == "published")
    if territory.is_everything:
        return Review.id > 0
    return Organization.municipality == territory.municipality


def all_of(territory: Territory) -> Any:
    """Reviews of a territory whose municipality takes reviews."""
    return (
        Review.select(Review, Program, Organization, Municipality)
        .join(Program)
        .join(Organization)
        .join(Municipality)
        .where(_mine(territory), Municipality.reviews_on)
    )


def _view(view: str) -> Any:
    return (Review.state == "new") | (Review.reply_state == "new") if view == "new" else Review.state == view


def has_desk(territory: Territory) -> bool:
    """Whether the desk of reviews says anything to a territory: its families may review, or have reviewed."""
    if territory.role == ORGANIZATION:
        return bool(all_of(territory).exists())
    if territory.is_everything:
        return Municipality.select().where(Municipality.reviews_on).exists()
    return Municipality.select().where(Municipality.id == territory.municipality, Municipality.reviews_on).exists()


def review_desk(database: Database, member: Member, view: str, page: int, moment: Moment) -> Desk:
    """A page of reviews of a territory, those that wait longest first."""
    with storing(database):
        counts = {key: all_of(member.territory).where(_view(key)).count() for key in VIEWS}
        total = counts[view]
        pages = max(1, -(-total // PAGE))
        at = page if 1 <= page <= pages else 1
        order = (Review.changed_at, Review.id) if view == "new" else (Review.changed_at.desc(), Review.id.desc())
        rows = list(all_of(member.territory).where(_view(view)).order_by(*order).paginate(at, PAGE))
        return Desk(view, tuple(_row(one, member, moment) for one in rows), total, counts, at, pages)


def one_review(database: Database, member: Member, number: int, moment: Moment) -> tuple[ReviewRow, tuple[Line, ...]]:
    """One review with its history.

    :raises NotMine: it lies outside the territory, or is not there.
    """
    with storing(database):
        review = all_of(member.territory).where(Review.id == number).first()
        if review is None:
            raise NotMine(str(number))
        zone = review.program.organization.municipality.timezone
        moves = ReviewMove.select().where(ReviewMove.review == number).order_by(ReviewMove.id.desc())
        history = tuple(
            Line(Moment(one.at).local(zone), _who(one.account), one.event, REFUSALS.get(one.reason, ""))
            for one in moves
        )
        return _row(review, member, moment), history


def _who(account: int | None) -> str:
    row = Account.get_or_none(Account.id == account) if account else None
    return str(row.name or row.email) if row else ""


def _row(one: Review, member: Member, moment: Moment) -> ReviewRow:
    program: Program = one.program
    organization: Organization = program.organization
    decides = bool(member.territory.actor) and member.territory.role != ORGANIZATION
    names = known_names(one) if decides else ()
    is_owner = member.territory.role == ORGANIZATION
    return ReviewRow(
        id=one.id,
        version=one.version,
        program=program.id,
        program_name=program.name,
        organization=organization.public_name,
        municipality=organization.municipality.name,
        state=one.state,
        marks=tuple((words, getattr(one, key)) for key, words in MARKS.items()),
        text=one.text or one.draft,
        month=one.month,
        reason=REFUSALS.get(one.reason, ""),
        findings=find_personal(one.draft, names) if decides and one.state == "new" else (),
        reply=one.reply or one.reply_draft,
        reply_state=one.reply_state,
        reply_reason=REFUSALS.get(one.reply_reason, ""),
        reply_findings=find_personal(one.reply_draft, names) if decides and one.reply_state == "new" else (),
        events=_events(one) if decides else (),
        may_reply=is_owner and one.state == "published" and one.reply_state in {"", "refused"},
        can_undo=decides and undoable(one, member, moment) is not None,
    )


def _events(one: Review) -> tuple[str, ...]:
    return tuple(event for event, (what, before, _) in DECISIONS.items() if getattr(one, what) == before)


def known_names(one: Review) -> tuple[str, ...]:
    """Names that must not be in the public text."""
    request = one.request
    return names_of(request) if request is not None else ()


def undoable(review: Review, member: Member, moment: Moment) -> ReviewMove | None:
    """The last decision, if it is the member's own, of this day, and nothing followed from it."""
    last: ReviewMove | None = (
        ReviewMove.select().where(ReviewMove.review == review.id).order_by(ReviewMove.id.desc()).first()
    )
    if last is None or last.event not in DECISIONS or last.account != member.account:
        return None
    zone = review.program.organization.municipality.timezone
    stands = getattr(review, DECISIONS[last.event][0]) == last.after
    return last if stands and Moment(last.at).day(zone) == moment.day(zone) else None
