"""Lessons of a program for the calendar of a phone (iCalendar, RFC 5545)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from navigator.data import Program
from navigator.rules.schedule import Slot
from navigator.rules.years import academic_year
from navigator.services.groups import GroupView
from navigator.services.program_page import ProgramView

#: A lesson whose end nobody stated.
LESSON = timedelta(minutes=45)


def program_calendar(program: ProgramView, today: date, group: int | None = None) -> bytes:
    """Lessons of the groups of a program that go on, each week until they end, or until June where nobody said.

    :param group: only this group.
    """
    zone = ZoneInfo(Program.get_by_id(program.id).organization.municipality.timezone)
    calendar = Calendar()
    calendar.add("prodid", "-//Navigator//RU")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", program.name)
    stamp = datetime.combine(program.refreshed_on or today, time(), UTC)
    for one in program.groups:
        if group is not None and one.id != group:
            continue
        for number, slot in enumerate(one.slots):
            event = _event(program, one, slot, today, zone)
            if event is not None:
                event.add("uid", f"group-{one.id}-{number}@navigator")
                event.add("dtstamp", stamp)
                calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(program: ProgramView, group: GroupView, slot: Slot, today: date, zone: ZoneInfo) -> Event | None:
    start, end = _term(group, today)
    first = slot.on_date if slot.on_date is not None else _first(slot, start)
    if first is None or first > end or end < today:
        return None
    event = Event()
    if slot.start is None:
        event.add("dtstart", first)
        event.add("dtend", first + timedelta(days=1))
    else:
        begins = datetime.combine(first, time(slot.start // 60, slot.start % 60), zone)
        lasts = timedelta(minutes=slot.end - slot.start) if slot.end is not None else LESSON
        event.add("dtstart", begins)
        event.add("dtend", begins + lasts)
    if slot.on_date is None:
        last = datetime.combine(end, time(23, 59), zone).astimezone(UTC)
        weeks = {"interval": 2} if slot.parity else {}
        event.add("rrule", {"freq": "weekly", **weeks, "until": last if slot.start is not None else end})
    event.add("summary", f"{program.name}, {group.name}" if group.name else program.name)
    place = ", ".join(part for part in (group.venue_name, group.address) if part)
    event.add("location", place or program.organization_address or program.organization)
    event.add("description", f"{program.organization}. {program.organization_phone}".strip())
    return event


def _term(group: GroupView, today: date) -> tuple[date, date]:
    """First and last day of lessons; where nobody said, from today and until the end of May."""
    start = group.date_start or today
    return start, group.date_end or date(academic_year(max(start, today)) + 1, 5, 31)


def _first(slot: Slot, start: date) -> date | None:
    """The first day of a weekly lesson; odd and even are the numbers of weeks in the year."""
    if slot.weekday is None:
        return None
    day = start + timedelta(days=(slot.weekday - start.weekday()) % 7)
    if slot.parity and (day.isocalendar().week % 2 == 1) != (slot.parity == "odd"):
        day += timedelta(days=7)
    return day
