"""One demo file → records, as if an organization had sent them.

Dates of a file are «MM-DD» of an academic year, so that the demo never grows old; ``updated`` says how old a card is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from navigator.exchange.records import Funding, GroupRecord, OrganizationRecord, Place, ProgramRecord
from navigator.rules.ages import parse_age
from navigator.rules.money import parse_roubles
from navigator.rules.schedule import Slot, parse_schedule
from navigator.rules.years import FIRST_MONTH, academic_year

_DATED = re.compile(r"^(\d\d-\d\d) (\d\d):(\d\d)[–-](\d\d):(\d\d)$")
_SAME = (
    *("external_id", "name", "short_name", "annotation", "kind", "duration", "hours_week", "keywords"),
    *("what_to_bring", "medical_certificate", "entry_test", "health", "project"),
)


def organization_record(file: Mapping[str, Any]) -> OrganizationRecord:
    """The organization of a file with its venues."""
    values = {key: _text(value) for key, value in file["organization"].items() if key != "settlement"}
    values |= {"status": "active", "can_use_certificates": _takes_certificates(file)}
    venues = [_place(venue) for venue in file.get("venue", ())]
    return OrganizationRecord(values, settlement=file["organization"]["settlement"], venues=venues)


def _takes_certificates(file: Mapping[str, Any]) -> bool:
    groups = (group for program in file["program"] for group in program.get("group", ()))
    return any("certificate" in group.get("funding", ()) for group in groups)


def program_record(
    program: Mapping[str, Any], venues: Mapping[str, Mapping[str, Any]], organization: str, today: date
) -> ProgramRecord:
    """One program with its groups.

    :param venues: the file's venues by name.
    :param organization: external id of the organization.
    """
    values = {key: _text(program[key]) for key in _SAME if key in program}
    ages = parse_age(program["age"])
    if ages is None:
        raise ValueError(f"{program['external_id']}: age «{program['age']}»")
    values |= {
        "age_from": ages.start,
        "age_to": ages.end,
        "study_form": program.get("form", "full_time"),
        "uses_distance": program.get("distance", False),
        "levels": program.get("levels", ()),
        "registries": program.get("registries", ()),
    }
    if "updated" in program:
        values["refreshed_on"] = _months_ago(today, int(program["updated"].split()[0]))
    return ProgramRecord(
        values=values,
        groups=[_group(group, program, venues, today) for group in program.get("group", ())],
        organization=organization,
        direction=program["direction"],
        activities=list(program["activities"]),
    )


def _group(
    group: Mapping[str, Any], program: Mapping[str, Any], venues: Mapping[str, Mapping[str, Any]], today: date
) -> GroupRecord:
    year = academic_year(today) + bool(group.get("next_year"))
    levels = program.get("levels", ())
    values: dict[str, Any] = {
        "name": group.get("name", ""),
        "level": group.get("level") or (levels[0] if len(levels) == 1 else ""),
        "places": group.get("places"),
        "free_places": group.get("free_places"),
        "locked": group.get("locked", False),
        "hours_week": program.get("hours_week"),
    }
    for key, name in (
        ("start", "date_start"),
        ("end", "date_end"),
        ("apply_from", "apply_from"),
        ("apply_to", "apply_to"),
    ):
        if key in group:
            values[name] = _day(group[key], year)
    if "apply_from" in values and "date_end" in values and values["apply_from"] > values["date_end"]:
        # «04-15» of a group that begins in September is the spring before it.
        values["apply_from"] = _day(group["apply_from"], year - 1)
    _open_before_close(values, group, year)
    if "age" in group and (ages := parse_age(group["age"])):
        values |= {"age_from": ages.start, "age_to": ages.end}
    return GroupRecord(
        values=values,
        slots=_slots(group, year),
        funding=[_funding(text) for text in group.get("funding", ())],
        teachers=[group["teacher"]] if group.get("teacher") else [],
        venue=_place(venues[group["venue"]]) if group.get("venue") else None,
    )


def _open_before_close(values: dict[str, Any], group: Mapping[str, Any], year: int) -> None:
    """A window may open before the academic year, «08-15», and close inside it."""
    opens, closes = values.get("apply_from"), values.get("apply_to")
    if opens and closes and opens > closes:
        values["apply_from"] = _day(group["apply_from"], year - 1)


def _slots(group: Mapping[str, Any], year: int) -> list[Slot]:
    found, left = parse_schedule(group["schedule"], year) if group.get("schedule") else ([], "")
    if left:
        raise ValueError(f"schedule «{group['schedule']}»: «{left}» is no lesson")
    for text in group.get("dates", ()):
        match = _DATED.match(text)
        if match is None:
            raise ValueError(f"date «{text}»")
        start, end = int(match[2]) * 60 + int(match[3]), int(match[4]) * 60 + int(match[5])
        found.append(Slot(None, start, end, _day(match[1], year)))
    return found


def _funding(text: str) -> Funding:
    """«budget», «certificate», «paid:1200» a month, «paid:9000/term» for the term."""
    source, _, price = text.partition(":")
    if not price:
        return Funding(source)
    kopecks = parse_roubles(price.removesuffix("/term"))
    return Funding(source, price=kopecks) if price.endswith("/term") else Funding(source, price_month=kopecks)


def _place(venue: Mapping[str, Any]) -> Place:
    return Place(
        name=venue["name"],
        address=venue.get("address", ""),
        settlement=venue.get("settlement", ""),
        latitude=venue.get("latitude"),
        longitude=venue.get("longitude"),
    )


def _day(text: str, year: int) -> date:
    """«09-01» of the academic year that began in ``year``."""
    month, day = map(int, text.split("-"))
    return date(year if month >= FIRST_MONTH else year + 1, month, day)


def _months_ago(today: date, months: int) -> date:
    years, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(years, month + 1, min(today.day, 28))


def _text(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value
