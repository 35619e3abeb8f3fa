"""A family looks at its request: by number and secret code, or by the pass that a browser keeps for a day."""

from __future__ import annotations

import hmac
import json
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import Database

from navigator.data import Certificate, Child, Municipality, Organization, Program, Request, RequestMove
from navigator.data.sealed import SealBroken, ring
from navigator.rules.states import FAMILY, REASONS, STATES, Move, moves_from
from navigator.services.groups import GroupView, groups_of
from navigator.services.problems import storing
from navigator.services.requests.places import position
from navigator.services.requests.records import Guardian, Moment

PASS_HOURS, PASS_MOST = 24, 6
CODE_LENGTH = 26
#: Signs that people write for those of a code: Cyrillic letters that look alike, digits that are letters.
_LOOKS = str.maketrans("АВЕКМНОРСТУХ018", "ABEKMHOPCTYXOIB")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a history; ``at`` is local time."""

    at: datetime
    event: str
    actor: str
    label: str
    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as its family sees it."""

    number: str
    kind: str
    state: str
    label: str
    version: int
    child: str  # first name and initial
    sent_at: datetime
    program: int | None
    program_name: str
    group: GroupView | None
    organization: str
    organization_phone: str
    municipality: str
    municipality_slug: str
    center_phone: str
    position: int
    decide_by: date | None
    answer_by: date | None
    reason: str
    words: str
    certificate: str
    companion: str
    leave_asked: bool
    erase_asked: bool
    moves: tuple[Move, ...]
    history: tuple[Line, ...]

    @property
    def is_erased(self) -> bool:
        return not self.child

    def may(self, event: str) -> bool:
        """Whether the family may make this move now."""
        return any(one.event == event for one in self.moves)


def read_number(text: str) -> str:
    """«26-00042» of any spelling; empty when it is none."""
    digits = re.sub(r"\D", "", text[:40])
    return f"{digits[:2]}-{digits[2:]}" if 7 <= len(digits) <= 9 else ""


def read_code(text: str) -> str:
    """A secret code as people type it: any case, spaces, hyphens, Cyrillic look-alikes."""
    return re.sub(r"[^A-Z2-7]", "", text[:200].upper().translate(_LOOKS))


def show_code(code: str) -> str:
    """«ABCD-EFGH-…»: a code in groups of four."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def is_code_of(number: str, code: str) -> bool:
    """Whether a code opens a request; takes the same time for a number that is not there."""
    kept = Request.select(Request.code_hash).where(Request.number == number).scalar() or ""
    given = ring().digest("code", code if len(code) == CODE_LENGTH else "")
    return hmac.compare_digest(str(kept).encode(), given.encode()) and bool(kept)


# ---------------------------------------------------------------- the pass


def add_pass(kept: str, number: str, code: str, moment: Moment) -> str:
    """The text of a cookie that opens a request for a day, beside those that it opened already."""
    open_ = {**read_pass(kept, moment)}
    open_.pop(number, None)
    recent = [*open_.items(), (number, code)][-PASS_MOST:]
    until = moment.utc + timedelta(hours=PASS_HOURS)
    return ring().seal(json.dumps({"until": until.isoformat(), "open": recent}), "cookie.pass")


def read_pass(kept: str, moment: Moment) -> dict[str, str]:
    """Numbers and codes of a cookie; empty when it is old, broken or not ours."""
    try:
        found = json.loads(ring().open(kept[:4000], "cookie.pass") or "{}")
    except (SealBroken, ValueError):
        return {}
    if not found or datetime.fromisoformat(found["until"]) < moment.utc:
        return {}
    return dict(found["open"])


# ---------------------------------------------------------------- the view


def request_view(database: Database, number: str, moment: Moment) -> RequestView | None:
    """Everything that the family of a request may see; the caller has checked its code."""
    with storing(database):
        request: Request | None = Request.get_or_none(Request.number == number)
        return _view(request, moment) if request is not None else None


def _view(request: Request, moment: Moment) -> RequestView:
    home: Municipality = request.municipality
    zone = home.timezone
    organization: Organization | None = request.organization
    moves = list(RequestMove.select().where(RequestMove.request == request.id).order_by(RequestMove.id))
    return RequestView(
        number=request.number,
        kind=request.kind,
        state=request.state,
        label=STATES[request.kind][request.state],
        version=request.version,
        child=_short(request.child),
        sent_at=_local(request.created_at, zone),
        program=request.program_id,
        program_name=_program_name(request),
        group=_group(request, moment.day(zone)),
        organization=organization.public_name if organization else "",
        organization_phone=organization.phone if organization else "",
        municipality=home.name,
        municipality_slug=home.slug,
        center_phone=home.center_phone or home.hotline,
        position=position(request),
        decide_by=request.decide_by if request.state == "new" else None,
        answer_by=request.answer_by if request.state == "offered" else None,
        reason=REASONS.get(request.reason, ""),
        words=moves[-1].words if moves and moves[-1].actor != FAMILY else "",
        certificate=_certificate(request),
        companion=_companion(request),
        leave_asked=request.leave_asked_at is not None and request.state == "enrolled",
        erase_asked=request.erase_asked_at is not None,
        moves=moves_from(request.kind, request.state, FAMILY),
        history=tuple(_line(request.kind, one, zone) for one in moves),
    )


def _local(at: datetime, zone: str) -> datetime:
    return Moment(at).local(zone)


def _short(child: Child | None) -> str:
    return f"{child.first_name} {str(child.last_name)[:1]}." if child is not None else ""


def _program_name(request: Request) -> str:
    return str(Program.select(Program.name).where(Program.id == request.program_id).scalar() or "")


def _group(request: Request, today: date) -> GroupView | None:
    if request.program_id is None:
        return None
    groups = groups_of([request.program_id], today).get(request.program_id, [])
    return next((one for one in groups if one.id == request.group_id), None)


def _certificate(request: Request) -> str:
    """The number of the certificate that a request brought."""
    if request.kind != "certificate" or request.state != "approved" or request.child_id is None:
        return ""
    row = Certificate.get_or_none(Certificate.child == request.child_id, Certificate.holder_key.is_null(False))
    return str(row.number) if row is not None else ""


def _companion(request: Request) -> str:
    """The number of the request that was sent in one go with this one."""
    if request.together_id is not None:
        return str(Request.get_by_id(request.together_id).number)
    return str(Request.select(Request.number).where(Request.together == request.id).scalar() or "")


def _line(kind: str, move: RequestMove, zone: str) -> Line:
    words = move.words if move.actor != FAMILY else ""
    return Line(
        _local(move.at, zone), move.event, move.actor, STATES[kind][move.after], REASONS.get(move.reason, ""), words
    )


def guardian_of(database: Database, number: str) -> tuple[Guardian, int | None] | None:
    """Who sent a request, and for which group: «ещё один ребёнок» goes on without retyping."""
    with storing(database):
        row: Any = Request.get_or_none(Request.number == number)
        if row is None:
            return None
        return Guardian(row.guardian_name, row.guardian_phone, row.guardian_email), row.group_id
