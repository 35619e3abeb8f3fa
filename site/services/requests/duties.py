"""What time does to requests: answers that did not come, courses that ended, reminders. Run by the worker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from peewee import Database

from navigator.data import Certificate, Group, Letter, Municipality, Organization, Request
from navigator.data.database import write
from navigator.data.rows import tuples
from navigator.rules.states import SYSTEM
from navigator.rules.working_days import working_days_left
from navigator.services.holidays import is_day_off
from navigator.services.limits import Limit, count, forget_old
from navigator.services.problems import StoreFailed
from navigator.services.requests.certificates import change_certificate
from navigator.services.requests.mailing import write_letter
from navigator.services.requests.moving import move, promote
from navigator.services.requests.places import lock_group
from navigator.services.requests.records import Moment, MoveRefused, Order, Policy

#: A confirmed request whose group began so many days ago will not be enrolled any more.
LATE_DAYS = 60
#: One digest an organization and day.
DIGEST = Limit("digest", 1, 24 * 3600)
#: Local hour after which digests and reminders go out.
MORNING = 8


def run_duties(database: Database, moment: Moment, policy: Policy) -> Counter[str]:
    """Do everything that is due now; safe to repeat and to run on several nodes.

    :returns: how often each thing was done, by name.
    """
    done: Counter[str] = Counter()
    for event, reason, numbers in (
        ("lapse", "no_answer", _unanswered(moment)),
        ("complete", "", _ended(moment)),
        ("reject", "group_ended", _over(moment)),
        ("reject", "expired", _late(moment)),
    ):
        done[reason or event] += _move_all(database, numbers, event, reason, moment, policy)
    done["offer"] += _offer_places(database, moment, policy)
    done["came_of_age"] += _close_certificates(database, moment)
    done["remind"] += _remind(database, moment, policy)
    done["digest"] += _digests(database, moment, policy)
    with write(database):
        forget_old(moment.utc)
    return +done


def _move_all(
    database: Database, numbers: Iterable[str], event: str, reason: str, moment: Moment, policy: Policy
) -> int:
    moved = 0
    for number in numbers:
        try:
            move(database, number, event, SYSTEM, moment, policy, Order(reason=reason))
            moved += 1
        except (MoveRefused, StoreFailed):  # somebody was faster, or the next round will do it
            continue
    return moved


def _dated(*conditions: Any) -> list[tuple[Any, ...]]:
    """Number, time zone, end and start of the group, answer day of requests."""
    rows = (
        Request.select(Request.number, Municipality.timezone, Group.date_end, Group.date_start, Request.answer_by)
        .join(Municipality)
        .switch(Request)
        .join(Group)
        .where(*conditions)
        .order_by(Request.id)
    )
    return tuples(rows)


def _unanswered(moment: Moment) -> list[str]:
    rows = _dated(Request.state == "offered", Request.answer_by.is_null(False))
    return [number for number, zone, _, _, until in rows if until < moment.day(zone)]


def _ended(moment: Moment) -> list[str]:
    rows = _dated(Request.state == "enrolled", Group.date_end.is_null(False))
    return [number for number, zone, end, _, _ in rows if end < moment.day(zone)]


def _over(moment: Moment) -> list[str]:
    """Requests that still wait for a group whose lessons are over."""
    rows = _dated(Request.state.in_(("new", "waitlist", "offered", "confirmed")), Group.date_end.is_null(False))
    return [number for number, zone, end, _, _ in rows if end < moment.day(zone)]


def _late(moment: Moment) -> list[str]:
    rows = _dated(Request.state == "confirmed", Group.date_start.is_null(False), _quiet_for(moment))
    return [
        number
        for number, zone, end, start, _ in rows
        if start + timedelta(days=LATE_DAYS) < moment.day(zone) and not (end and end < moment.day(zone))
    ]


def _quiet_for(moment: Moment) -> Any:
    return Request.changed_at < moment.utc - timedelta(days=LATE_DAYS)


def _offer_places(database: Database, moment: Moment, policy: Policy) -> int:
    """Offer places that came by a file or by hand to those who wait."""
    groups = tuples(
        Request.select(Request.group).join(Group).where(Request.state == "waitlist", Group.free_places > 0).distinct()
    )
    offered = 0
    for (group,) in groups:
        with write(database):
            lock_group(database, group)
            offered += promote(database, group, moment, policy)
    return offered


def _close_certificates(database: Database, moment: Moment) -> int:
    """Close certificates of those who are 18 today."""
    rows = (
        Certificate.select(Certificate, Municipality)
        .join(Municipality)
        .where(Certificate.status != "closed", Certificate.valid_until <= moment.utc.date() + timedelta(days=1))
    )
    closed = 0
    for one in list(rows):
        if one.valid_until <= moment.day(one.municipality.timezone):
            with write(database):
                change_certificate(one, "close", SYSTEM, moment, "came_of_age")
            closed += 1
    return closed


def _remind(database: Database, moment: Moment, policy: Policy) -> int:
    """Tell families that their time to answer ends on the next working day."""
    waiting = (
        Request.select(Request, Municipality)
        .join(Municipality)
        .where(Request.state == "offered", Request.answer_by.is_null(False), Request.reminded_at.is_null())
    )
    reminded = 0
    for request in list(waiting):
        today = moment.day(request.municipality.timezone)
        until = request.answer_by
        if until is None or not 0 <= working_days_left(today, until, is_day_off) <= 1:
            continue
        with write(database):
            fresh = Request.update(reminded_at=moment.utc).where(
                Request.id == request.id, Request.state == "offered", Request.reminded_at.is_null()
            )
            if fresh.execute():
                reminded += write_letter(request, "remind", moment, policy)
    return reminded


def _digests(database: Database, moment: Moment, policy: Policy) -> int:
    """Tell organizations once a working morning what waits for them: numbers of requests, no names."""
    rows = (
        Request.select(Organization.id, Organization.email, Municipality.timezone, Request.decide_by)
        .join(Organization)
        .join(Municipality)
        .where(Request.state == "new", Organization.email != "")
    )
    waiting: dict[tuple[int, str, str], list[date]] = {}
    for organization, email, zone, until in tuples(rows):
        waiting.setdefault((organization, email, zone), []).append(until)
    written = 0
    for (organization, email, zone), days in waiting.items():
        today = moment.day(zone)
        if is_day_off(today) or moment.hour(zone) < MORNING:
            continue
        if not count(database, DIGEST, f"{organization} {today}", moment.utc):
            continue
        with write(database):
            _write_digest(email, days, today, moment, policy)
        written += 1
    return written


def _write_digest(email: str, days: list[date], today: date, moment: Moment, policy: Policy) -> None:
    overdue = sum(1 for day in days if day is not None and day < today)
    late = f", из них просрочено: {overdue}" if overdue else ""
    Letter.create(
        kind="digest",
        recipient=email,
        subject=f"Новых заявок: {len(days)}{late}",
        body=f"Здравствуйте!\n\nЖдут решения заявок: {len(days)}{late}.\n"
        f"Открыть: {policy.live_url or 'на сайте'}/staff/\n",
        created_at=moment.utc,
        due_at=moment.utc,
    )
