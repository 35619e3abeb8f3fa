"""Records → rows of a file that ``read_programs`` and ``read_organizations`` read back to equal records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from navigator.exchange.choices import labels_text
from navigator.exchange.column_titles import GROUP_LEVEL, ORGANIZATION_TITLES, PROGRAM_LEVEL, WEEKDAY_COLUMNS
from navigator.exchange.funding import format_funding
from navigator.exchange.program_fields import GROUP_FIELDS, PROGRAM_FIELDS
from navigator.exchange.records import GroupRecord, OrganizationRecord, Place, ProgramRecord
from navigator.exchange.writers import Value
from navigator.rules import vocabulary
from navigator.rules.ages import AgeRange, format_age
from navigator.rules.money import format_plain
from navigator.rules.schedule import format_schedule

_READ_ONLY = frozenset({*WEEKDAY_COLUMNS, "free", "payment", "price", "price_month", "price_hour", "certificate"})
_READ_ONLY |= {"age_from", "age_to", "recruitment"}
#: Columns of ``dump programs`` and ``dump groups``: one row a group, a program without groups has one row.
PROGRAM_COLUMNS: tuple[str, ...] = tuple(key for key in (*PROGRAM_LEVEL, *GROUP_LEVEL) if key not in _READ_ONLY)
ORGANIZATION_COLUMNS: tuple[str, ...] = tuple(
    key for key in ORGANIZATION_TITLES if key not in {"license_by", "license_term"}
)

_LABELS = {
    "kind": vocabulary.PROGRAM_KINDS,
    "program_levels": vocabulary.LEVELS,
    "health": vocabulary.HEALTH_CATEGORIES,
    "registry": vocabulary.REGISTRIES,
    "project": vocabulary.PROJECTS,
    "state": vocabulary.PROGRAM_STATES,
    "apply_how": vocabulary.APPLY_WAYS,
    "group_apply_how": vocabulary.APPLY_WAYS,
    "level": vocabulary.LEVELS,
    "group_kind": vocabulary.GROUP_KINDS,
    "status": vocabulary.GROUP_STATUSES,
}
_ORGANIZATION_LABELS = {
    "type": vocabulary.ORGANIZATION_TYPES,
    "department": vocabulary.DEPARTMENTS,
    "ownership": vocabulary.OWNERSHIPS,
    "apply_how": vocabulary.APPLY_WAYS,
    "status": vocabulary.ORGANIZATION_STATUSES,
}
_VACANCY_WORDS = {"some": "есть", "none": "нет", "": ""}


def program_rows(programs: Iterable[ProgramRecord]) -> Iterator[list[Value]]:
    """Rows of :data:`PROGRAM_COLUMNS`."""
    for program in programs:
        if not program.groups:
            yield program_row(program, None)
        for group in program.groups:
            yield program_row(program, group)


def program_row(program: ProgramRecord, group: GroupRecord | None) -> list[Value]:
    """One row of :data:`PROGRAM_COLUMNS`: the program and one of its groups."""
    row = _program_cells(program)
    if group is not None:
        row |= _group_cells(group)
    return [row.get(key) for key in PROGRAM_COLUMNS]


def _program_cells(program: ProgramRecord) -> dict[str, Value]:
    values = program.values
    row: dict[str, Value] = {
        "external_id": values.get("external_id"),
        "organization": program.organization,
        "municipality": program.municipality,
        "name": values.get("name"),
        "direction": program.direction,
        "activity": "; ".join(program.activities or ()),
        "form": vocabulary.STUDY_FORMS.get(values.get("study_form") or ""),
        "distance": values.get("uses_distance"),
        "program_age": _age(values),
    }
    for key, one in PROGRAM_FIELDS.items():
        row[key] = _value(key, values.get(one.name))
    return row


def _group_cells(group: GroupRecord) -> dict[str, Value]:
    values, place = group.values, group.venue or Place()
    row: dict[str, Value] = {
        "age": _age(values),
        "schedule": format_schedule(group.slots or ()),
        "schedule_note": values.get("schedule_note"),
        "free_places": values.get("free_places"),
        "vacancy": _VACANCY_WORDS.get(values.get("vacancy") or ""),
        "funding": format_funding(group.funding or ()),
        "teacher": "; ".join(group.teachers or ()),
        "module": group.module,
        "venue": place.name,
        "address": place.address,
        "settlement": place.settlement,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }
    for key, one in GROUP_FIELDS.items():
        row[key] = _value(key, values.get(one.name))
    row["status"] = row["status"] or vocabulary.GROUP_STATUSES["active"]  # a group is never a row of blanks
    return row


def _age(values: dict[str, Any]) -> str:
    start, end = values.get("age_from"), values.get("age_to")
    return format_age(AgeRange(start, end)) if start is not None and end is not None else ""


def _value(key: str, value: Any) -> Value:
    if key == "normative_price":
        return None if value is None else format_plain(value)
    if key in {"keywords", "marks"}:
        joined = ", ".join(value or ())
        return f"{joined}," if ";" in joined and "," not in joined else joined
    labels = _LABELS.get(key)
    if labels is not None:
        return labels_text([value] if isinstance(value, str) else value or (), labels)
    return value  # type: ignore[no-any-return]  # a plain field of a record: text, number, date or yes and no


def organization_row(record: OrganizationRecord) -> list[Value]:
    """One row of :data:`ORGANIZATION_COLUMNS`."""
    row: dict[str, Value] = {key: record.values.get(key) for key in ORGANIZATION_COLUMNS}
    for key, labels in _ORGANIZATION_LABELS.items():
        row[key] = labels.get(record.values.get(key) or "", "")
    row["municipality"], row["settlement"] = record.municipality, record.settlement
    row["venues"] = "; ".join(place.address for place in record.venues or ())
    return [row[key] for key in ORGANIZATION_COLUMNS]
