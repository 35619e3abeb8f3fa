"""Which column fills which field of a program or group, and with which reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from navigator.exchange import cell_lists, cells, choices
from navigator.exchange.cells import Reader


@dataclass(frozen=True, slots=True)
class Field:
    """``name`` is the field of the model; ``blank`` is what an empty cell means, ``KEEP`` that it says nothing."""

    name: str
    read: Reader
    blank: Any = ""


#: An empty cell that leaves the stored value alone.
KEEP = object()

PROGRAM_FIELDS: dict[str, Field] = {
    "short_name": Field("short_name", cells.line),
    "annotation": Field("annotation", cells.long_text),
    "goals": Field("goals", cells.long_text),
    "content": Field("content", cells.long_text),
    "results": Field("results", cells.long_text),
    "equipment": Field("equipment", cells.long_text),
    "kind": Field("kind", cell_lists.one_of("PROGRAM_KINDS", choices.KINDS, "general"), "general"),
    "network": Field("network", cells.yes_no, False),
    "partners": Field("partners", cells.line),
    "duration": Field("duration", cells.filled_line),
    "hours_total": Field("hours_total", cells.number, None),
    "program_levels": Field("levels", cell_lists.many_of(choices.LEVELS), ()),
    "health": Field("health", cell_lists.many_of(choices.HEALTH), ()),
    "medical_certificate": Field("medical_certificate", cells.yes_no, False),
    "entry_test": Field("entry_test", cells.yes_no, False),
    "registry": Field("registries", cell_lists.many_of(choices.REGISTRIES), ()),
    "project": Field("project", cell_lists.one_of("PROJECTS", (*choices.PROJECTS, ("^нет", ""))), ""),
    "marks": Field("marks", cell_lists.keyword_list, ()),
    "document": Field("document", cells.filled_line),
    "keywords": Field("keywords", cell_lists.keyword_list, ()),
    "what_to_bring": Field("what_to_bring", cells.long_text),
    "contacts": Field("contacts", cells.long_text),
    "site": Field("site", cells.web_address),
    "payment_note": Field("payment_note", cells.long_text),
    "normative_price": Field("normative_price", cells.kopecks, None),
    "state": Field("state", cell_lists.one_of("PROGRAM_STATES", choices.STATES), KEEP),
    "apply_how": Field("apply_how", cell_lists.one_of("APPLY_WAYS", choices.APPLY_WAYS)),
    "apply_url": Field("apply_url", cells.web_address),
}

_LEVELS = (("разноуровн|не примен|^нет$", ""), *choices.LEVELS)
GROUP_FIELDS: dict[str, Field] = {
    "group_external_id": Field("external_id", cells.code_text, None),
    "group": Field("name", cells.line),
    "year_label": Field("year_label", cells.line),
    "level": Field("level", cell_lists.one_of("LEVELS", _LEVELS)),
    "group_kind": Field("kind", cell_lists.one_of("GROUP_KINDS", choices.GROUP_KINDS, "group"), "group"),
    "hours_week": Field("hours_week", cells.number, None),
    "hours_year": Field("hours_year", cells.number, None),
    "size_min": Field("size_min", cells.count, None),
    "places": Field("places", cells.count, None),
    "locked": Field("locked", cells.yes_no, False),
    "locked_next_year": Field("locked_next_year", cells.yes_no, False),
    "start": Field("date_start", cells.day, None),
    "end": Field("date_end", cells.day, None),
    "apply_from": Field("apply_from", cells.day, None),
    "apply_to": Field("apply_to", cells.day, None),
    "next_apply_from": Field("next_apply_from", cells.day, None),
    "next_apply_to": Field("next_apply_to", cells.day, None),
    "status": Field("status", cell_lists.one_of("GROUP_STATUSES", choices.STATUSES, "active"), "active"),
    "group_apply_how": Field("apply_how", cell_lists.one_of("APPLY_WAYS", choices.APPLY_WAYS)),
    "group_apply_url": Field("apply_url", cells.web_address),
}
#: Dates of a group that must follow each other: (first, last, what to call them).
SPANS = (
    ("date_start", "date_end", "дата окончания раньше даты начала"),
    ("apply_from", "apply_to", "запись кончается раньше, чем начинается"),
    ("next_apply_from", "next_apply_to", "запись на следующий год кончается раньше, чем начинается"),
)
