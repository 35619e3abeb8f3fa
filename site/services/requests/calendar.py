"""Days of a request for the calendar of a phone (iCalendar, RFC 5545); nobody is named."""

from __future__ import annotations

from datetime import timedelta

from icalendar import Calendar, Event

from navigator.rules.names import quoted
from navigator.services.requests.following import RequestView
from navigator.services.requests.records import Moment


def request_calendar(view: RequestView, moment: Moment) -> bytes:
    """The day of the decision or of the answer, and the first day of lessons."""
    calendar = Calendar()
    calendar.add("prodid", "-//Navigator//RU")
    calendar.add("version", "2.0")
    about = quoted(view.program_name) if view.program_name else "сертификат"
    today = moment.utc.date()
    days = (
        (view.decide_by, "decision", f"Решение по заявке {view.number}: {about}"),
        (view.answer_by, "answer", f"Ответить на предложение места по заявке {view.number}: {about}"),
        (view.group.date_start if view.group else None, "start", f"Начало занятий: {about}"),
    )
    for day, kind, summary in days:
        if day is None or day < today:
            continue
        event = Event()
        event.add("uid", f"{view.number}-{kind}@navigator")
        event.add("dtstamp", moment.utc)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", summary)
        if kind == "start" and view.group is not None and view.group.address:
            event.add("location", view.group.address)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
