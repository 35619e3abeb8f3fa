"""One row of a table of programs → what it says of the program and of the group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from navigator.exchange import cell_lists, cells, choices, funding
from navigator.exchange.cells import CellProblem
from navigator.exchange.column_titles import GROUP_LEVEL, PROGRAM_LEVEL, WEEKDAY_COLUMNS
from navigator.exchange.program_fields import GROUP_FIELDS, KEEP, PROGRAM_FIELDS, SPANS, Field
from navigator.exchange.records import GroupRecord, Place, ProgramRecord, RowNote
from navigator.exchange.tables import Cell
from navigator.rules.ages import ADULT_MONTHS, OLDEST_YEARS, AgeRange, DateOrder, format_age
from navigator.rules.schedule import Slot, slot_order

_PLACE_COLUMNS = ("venue", "address", "settlement", "latitude", "longitude")
Row = Mapping[str, Cell]


@dataclass(slots=True)
class RowReader:
    """Reads rows of one file; what cannot be read becomes a remark in ``notes``."""

    columns: dict[str, int]
    titles: dict[str, str]
    notes: list[RowNote] = field(default_factory=list)
    order: DateOrder | None = None
    ages_in_months: bool = False
    dated_ages: int = 0
    _number: int = 0
    _program_columns: list[tuple[str, int]] = field(default_factory=list)
    _group_columns: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._program_columns = [(key, at) for key, at in self.columns.items() if key in PROGRAM_LEVEL]
        self._group_columns = [(key, at) for key, at in self.columns.items() if key in GROUP_LEVEL]

    def program_cells(self, row: list[Cell]) -> dict[str, Cell]:
        """Cells of the row that speak of the program, by our columns; a missing cell is blank."""
        return {key: row[at] if at < len(row) else "" for key, at in self._program_columns}

    def group_cells(self, row: list[Cell]) -> dict[str, Cell]:
        """The same for the group."""
        return {key: row[at] if at < len(row) else "" for key, at in self._group_columns}

    def note(self, column: str, text: str) -> None:
        """Remark on a cell of the row at hand, which is read without it."""
        title = self.titles.get(column, column)
        self.notes.append(RowNote(self._number, f"Столбец «{title}»: {text}", is_error=False, column=column))

    def _problem(self, column: str, trouble: CellProblem) -> None:
        self.note(column, str(trouble))

    def _fill(self, values: dict[str, Any], row: Row, fields: Mapping[str, Field]) -> None:
        for key, cell in row.items():
            one = fields.get(key)
            if one is None:
                continue
            if cells.is_blank(cell):
                if one.blank is not KEEP:
                    values[one.name] = one.blank
                continue
            try:
                values[one.name] = one.read(cell)
            except CellProblem as trouble:
                self._problem(key, trouble)

    # ------------------------------------------------------------ programs

    def read_program(self, number: int, row: Row, direction: str) -> ProgramRecord:
        """The program of a row, without its groups; name and external id are the caller's."""
        self._number = number
        record = ProgramRecord(values={}, row=number)
        self._fill(record.values, row, PROGRAM_FIELDS)
        self._read_form(record.values, row)
        if "program_age" in row:
            ages = self._ages_of("program_age", row["program_age"])
            record.values["age_from"], record.values["age_to"] = (ages.start, ages.end) if ages else (None, None)
        record.direction = self._direction(row) or direction or None
        if "activity" in row:
            record.activities = list(cell_lists.semicolon_list(row["activity"]))
        for key in ("organization", "municipality"):
            if key in row:
                setattr(record, key, cells.filled_line(row[key]) or None)
        return record

    def _direction(self, row: Row) -> str:
        words = cells.filled_line(row.get("direction", ""))
        slug = choices.direction_slug(words[:200]) if words else ""
        if words and not slug:
            self.note("direction", f"направленность «{words[:60]}» неизвестна, оставлена пустой")
        return slug

    def _read_form(self, values: dict[str, Any], row: Row) -> None:
        remote = False
        if "form" in row:
            words = cells.text(row["form"])[:200]
            code = choices.choice(words, "STUDY_FORMS", choices.FORMS) if words else "full_time"
            remote = bool(choices.code_of(words, (("дистан|онлайн|\\bдот\\b", "yes"),)))
            if code:
                values["study_form"] = code
            elif not remote:
                self.note("form", f"форма обучения «{words[:40]}» не из списка")
        if "distance" in row and not cells.is_blank(row["distance"]):
            try:
                values["uses_distance"] = cells.distance(row["distance"])
            except CellProblem as trouble:
                self._problem("distance", trouble)
        elif remote or "distance" in row:
            values["uses_distance"] = remote

    # ------------------------------------------------------------ groups

    def read_group(self, number: int, row: Row) -> tuple[GroupRecord, str]:
        """The group of a row, and the words about payment that belong to its program."""
        self._number = number
        record = GroupRecord(values={}, row=number)
        values = record.values
        self._fill(values, row, GROUP_FIELDS)
        self._read_ages(values, row)
        self._read_places(values, row)
        for first, last, trouble in SPANS:
            start, end = values.get(first), values.get(last)
            if isinstance(start, date) and isinstance(end, date) and end < start:
                values[last] = None
                self.note({"date_end": "end"}.get(last, last), trouble)
        record.slots, left = self._slots(row)
        if left or "schedule_note" in row or record.slots is not None:
            stated = cells.long_text(row.get("schedule_note", ""))
            values["schedule_note"] = "; ".join(part for part in (stated, left) if part)
        record.funding, note = funding.read_funding(row, self._problem)
        if "teacher" in row:
            record.teachers = cell_lists.people(row["teacher"])
        if "module" in row:
            record.module = cells.filled_line(row["module"]) or None
        record.venue = self._venue(row)
        return record, note

    def _read_places(self, values: dict[str, Any], row: Row) -> None:
        if "free_places" in row:
            try:
                values["free_places"], values["vacancy"] = cells.vacancies(row["free_places"])
            except CellProblem as trouble:
                self._problem("free_places", trouble)
        if "vacancy" in row:
            words = cells.text(row["vacancy"])
            values["vacancy"] = cells.vacancy_words(words)
        if "recruitment" in row and "locked" not in row:
            words = cells.text(row["recruitment"]).lower()
            if "закрыт" in words or words in choices.NO:
                values["locked"] = True
            elif "открыт" in words or words in choices.YES:
                values["locked"] = False

    def _slots(self, row: Row) -> tuple[list[Slot] | None, str]:
        slots: set[Slot] = set()
        left: list[str] = []
        seen = False
        if "schedule" in row:
            seen = True
            found, words = cells.schedule(row["schedule"])
            slots.update(found)
            left.append(words)
        for weekday, key in enumerate(WEEKDAY_COLUMNS):
            if key not in row:
                continue
            seen = True
            if not cells.is_blank(row[key]):
                found, words = cells.weekday_slots(weekday, row[key])
                slots.update(found)
                left.append(f"{self.titles[key]}: {words}" if words else "")
        words = "; ".join(part for part in left if part)
        return (sorted(slots, key=slot_order), words) if seen else (None, "")

    def _venue(self, row: Row) -> Place | None:
        if all(cells.is_blank(row.get(key, "")) for key in _PLACE_COLUMNS):
            return None
        place = Place(
            name=cells.filled_line(row.get("venue", "")),
            address=cells.filled_line(row.get("address", "")),
            settlement=cells.filled_line(row.get("settlement", "")),
        )
        for key, read in (("latitude", cells.latitude), ("longitude", cells.longitude)):
            try:
                setattr(place, key, read(row.get(key, "")))
            except CellProblem as trouble:
                self._problem(key, trouble)
        if place.latitude is None or place.longitude is None:
            place.latitude = place.longitude = None
        return None if place == Place() else place

    # ------------------------------------------------------------ ages

    def _read_ages(self, values: dict[str, Any], row: Row) -> None:
        if not {"age", "age_from", "age_to"} & row.keys():
            return
        found = None
        if not cells.is_blank(row.get("age", "")):
            found = self._ages_of("age", row["age"])
            if found is None:
                return
        else:
            first, last = self._bound("age_from", row), self._bound("age_to", row)
            if first or last:
                start = first.start if first else 0
                end = last.end if last else ADULT_MONTHS if start < ADULT_MONTHS else OLDEST_YEARS * 12
                if last and end <= start:
                    start, end = last.end - 12, first.start + 12 if first else end
                found = AgeRange(max(0, start), max(end, max(0, start) + 1))
        values["age_from"], values["age_to"] = (found.start, found.end) if found else (None, None)

    def _ages_of(self, key: str, cell: Cell) -> AgeRange | None:
        try:
            found = cells.ages(cell, self.order)
        except CellProblem as trouble:
            self._problem(key, trouble)
            return None
        if isinstance(cell, date) and found:
            self.dated_ages += 1
            if self.dated_ages == 1:
                shown = f"{cells.text(cell)} → {format_age(found)}"
                self.note(key, f"возраст прочитан из даты, в которую его превратила таблица ({shown}), как и ниже")
        return found

    def _bound(self, key: str, row: Row) -> AgeRange | None:
        cell = row.get(key, "")
        if cells.is_blank(cell):
            return None
        if self.ages_in_months:
            try:
                months = cells.count(cell) or 0
            except CellProblem as trouble:
                self._problem(key, trouble)
                return None
            return AgeRange(months, months + (12 if months % 12 == 0 else 1))
        return self._ages_of(key, cell)
