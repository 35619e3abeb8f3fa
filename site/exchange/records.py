"""What a file of programs carries, after its cells are read and before anything is stored.

A ``values`` dictionary holds only what the file really said: a missing key leaves the stored value alone, a key with
None or an empty value clears it. Keys are field names of the models in ``navigator.data``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from navigator.rules.schedule import Slot


@dataclass(slots=True)
class Funding:
    """A source of financing; kopecks, None = not stated. ``source`` is a key of ``vocabulary.FUNDING_SOURCES``."""

    source: str
    price: int | None = None
    price_month: int | None = None
    price_hour: int | None = None


@dataclass(slots=True)
class Place:
    """Where lessons happen, as the file says it; any part may be empty."""

    name: str = ""
    address: str = ""
    settlement: str = ""  # «с. Бохто»
    latitude: float | None = None
    longitude: float | None = None


@dataclass(slots=True)
class GroupRecord:
    """One group. ``slots``, ``funding`` and ``teachers`` are None when the file has no such column."""

    values: dict[str, Any]  # external_id, name, level, age_from, age_to, places, free_places, vacancy, date_start, …
    slots: list[Slot] | None = None
    funding: list[Funding] | None = None
    teachers: list[str] | None = None
    venue: Place | None = None
    row: int = 0  # row of the file, 1 = first line
    module: str | None = None


@dataclass(slots=True)
class ProgramRecord:
    """One program with its groups in file order."""

    values: dict[str, Any]  # external_id, name, annotation, kind, study_form, age_from, age_to, health, keywords, …
    groups: list[GroupRecord] = field(default_factory=list)
    organization: str | None = None  # name or external id, None = the option decides
    direction: str | None = None  # slug of one of the six directions
    activities: list[str] | None = None  # names as in the file, or slugs
    row: int = 0
    municipality: str | None = None  # name, slug or OKTMO as in the file


@dataclass(slots=True)
class OrganizationRecord:
    """One organization; ``values`` are fields of ``data.Organization``."""

    values: dict[str, Any]
    municipality: str | None = None  # name, slug or OKTMO as in the file
    settlement: str | None = None
    venues: list[Place] | None = None
    row: int = 0


@dataclass(frozen=True, slots=True)
class RowNote:
    """What a reader has to say of one row: skipped (``is_error``) or read with a remark."""

    row: int
    text: str  # Russian, says what is wrong and what to do
    is_error: bool = True
    column: str = ""


@dataclass(slots=True)
class Reading:
    """What came out of one file."""

    programs: list[ProgramRecord] = field(default_factory=list)
    organizations: list[OrganizationRecord] = field(default_factory=list)
    notes: list[RowNote] = field(default_factory=list)
    rows: int = 0  # rows of data seen
    columns: dict[str, str] = field(default_factory=dict)  # our column → header in the file
    extra_columns: list[str] = field(default_factory=list)  # headers that were not understood


class FileProblem(ValueError):  # said to people as it is, not a failure of the program
    """The file as a whole cannot be read; the message is one clear line that says what to do."""
