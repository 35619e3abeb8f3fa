"""Files of programs → records: rows are gathered into programs by identity, groups stay in file order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

from navigator.exchange import cell_lists, cells
from navigator.exchange.cells import CellProblem
from navigator.exchange.column_titles import PROGRAM_TITLES
from navigator.exchange.columns import Matcher, check_mapping, fold_header, load_mapping
from navigator.exchange.header import DataRow, Header, data_rows, find_header
from navigator.exchange.program_rows import RowReader
from navigator.exchange.programs_json import looks_like_json, read_json
from navigator.exchange.records import FileProblem, ProgramRecord, Reading, RowNote
from navigator.exchange.tables import Cell, Table, read_bytes, read_table
from navigator.rules.ages import date_order
from navigator.rules.names import fold_name

LONGEST_NAME = 1000
#: Headers of service codes: an id only when each name has one code and no row lacks it.
_WEAK_IDS = frozenset({"код", "код на мосру", "код на mos.ru", "код услуги"})
#: Ages above this in a column of whole numbers are months.
_MONTHS_FROM = 100
Mapped = Mapping[str, str] | Path | str | None
Key = tuple[str, str, str]


def read_programs(
    path: Path | str, *, sheet: str | None = None, mapping: Mapped = None, ignored: Collection[str] = ()
) -> Reading:
    """Read a file of programs: CSV, XLSX, XLS, ODS or JSON.

    A bad row becomes a note with ``is_error`` and the rest is read; a cell that cannot be read is a note and its row
    is read without it.

    :param sheet: name of the sheet of a workbook; without it the first one with a header.
    :param mapping: ``{our column: header}`` or the JSON file that holds it, where headers are not recognized.
    :param ignored: headers whose columns are not read, whatever they are called.
    :raises FileProblem: the file as a whole cannot be read.
    """
    path = Path(path)
    overrides = load_mapping(Path(mapping), PROGRAM_TITLES) if isinstance(mapping, (str, Path)) else dict(mapping or {})
    matcher = Matcher(PROGRAM_TITLES, check_mapping(overrides, PROGRAM_TITLES))
    data = read_bytes(path)
    if looks_like_json(data):
        found = read_json(data)
        return (
            found
            if isinstance(found, Reading)
            else _read(found, find_header(found, matcher, "name", NAME), overrides, ignored)
        )
    table = read_table(path, sheet)
    table, header = choose_sheet(path, table, matcher, given=sheet is not None)
    return _read(table, header, overrides, ignored)


NAME = "Название программы"


def choose_sheet(path: Path, table: Table, matcher: Matcher, *, given: bool) -> tuple[Table, Header]:
    """The sheet at hand, or the first of the others that has a header."""
    try:
        return table, find_header(table, matcher, "name", NAME)
    except FileProblem:
        others = [] if given else [name for name in table.sheets[:20] if name != table.sheet]
        for name in others:
            try:
                other = read_table(path, name)
                return other, find_header(other, matcher, "name", NAME)
            except FileProblem:
                continue
        raise


def _read(table: Table, header: Header, overrides: Mapping[str, str], ignored: Collection[str]) -> Reading:
    header.leave_out(ignored)
    if "name" not in header.columns:
        raise FileProblem(f"Не указано, в каком столбце «{NAME}»")
    missing = [f"«{title}» ({key})" for key, title in overrides.items() if key not in header.columns]
    if missing:
        raise FileProblem(f"В таблице нет столбцов из файла соответствия: {', '.join(missing)}. Проверьте заголовки")
    reading = Reading(columns=dict(header.titles), extra_columns=list(header.extra))
    rows = list(data_rows(table, header, reading.notes))
    reading.rows = len(rows)
    reader = RowReader(header.columns, header.titles, reading.notes)
    _look_at_ages(rows, header, reader)
    _Gathering(table, header, reader, reading).read(rows)
    return reading


def _look_at_ages(rows: list[DataRow], header: Header, reader: RowReader) -> None:
    """What only a whole column tells: the order of dates that were ages, and ages counted in months."""
    dated: list[date] = []
    largest = 0.0
    for key in ("age", "age_from", "age_to"):
        at = header.columns.get(key)
        if at is None:
            continue
        for row in rows:
            cell = row.cells[at] if at < len(row.cells) else ""
            if isinstance(cell, date):
                dated.append(cell)
            elif key != "age":
                words = cells.text(cell)
                largest = max(largest, int(words) if words.isascii() and words.isdecimal() and len(words) < 5 else 0)
    reader.order = date_order(dated) if dated else None
    reader.ages_in_months = largest > _MONTHS_FROM


class _Gathering:
    """Rows → programs."""

    def __init__(self, table: Table, header: Header, reader: RowReader, reading: Reading) -> None:
        self.header, self.reader, self.reading = header, reader, reading
        at = header.columns["name"]
        merged = any(left <= at <= right and bottom > top for top, left, bottom, right in table.merges)
        self.continues = not merged
        self.programs: dict[Key, ProgramRecord] = {}
        self.first_cells: dict[Key, dict[str, Cell]] = {}
        self.last: DataRow | None = None

    def read(self, rows: list[DataRow]) -> None:
        self.ids = self._trusted_ids(rows)
        for row in rows:
            try:
                self._read_row(row)
            except CellProblem as trouble:
                self.reading.notes.append(RowNote(row.number, f"Строка пропущена: {trouble}"))
        self.reading.programs = list(self.programs.values())

    def _read_row(self, row: DataRow) -> None:
        own = self.reader.program_cells(row.cells)
        group = self.reader.group_cells(row.cells)
        has_group = not all(cells.is_blank(cell) for cell in group.values())
        if cells.is_blank(own["name"]) and has_group and self.continues and self.last is not None:
            before = self.reader.program_cells(self.last.cells)
            own = {key: before[key] if cells.is_blank(cell) else cell for key, cell in own.items()}
        else:
            self.last = row
        name = cells.line(own["name"])
        if not name:
            self.last = None
            raise CellProblem("нет названия программы, впишите его")
        if len(name) > LONGEST_NAME:
            raise CellProblem(f"название длиннее {LONGEST_NAME} знаков, сократите его")
        record = self._program(row, own, name)
        if has_group:
            one, note = self.reader.read_group(row.number, group)
            if note and not record.values.get("payment_note"):
                record.values["payment_note"] = note
            record.groups.append(one)

    def _program(self, row: DataRow, own: dict[str, Cell], name: str) -> ProgramRecord:
        key = self._key(own, name)
        record = self.programs.get(key)
        if record is None:
            record = self.reader.read_program(row.number, own, row.direction)
            record.values = {"name": name, **record.values}
            if self.ids is not None:
                record.values["external_id"] = key[1] or None
            self.programs[key], self.first_cells[key] = record, own
        elif own != self.first_cells[key]:
            self._complete(record, row, own, self.first_cells[key])
        return record

    def _complete(self, record: ProgramRecord, row: DataRow, own: dict[str, Cell], first: dict[str, Cell]) -> None:
        """Take from a later row of a program what its first row left blank; say where they differ."""
        fresh = {key: cell for key, cell in own.items() if not cells.is_blank(cell) and cells.is_blank(first[key])}
        if fresh:
            more = self.reader.read_program(row.number, fresh, record.direction or row.direction)
            record.values |= more.values
            record.direction = record.direction or more.direction
            record.activities = more.activities or record.activities
            record.municipality = record.municipality or more.municipality
            first |= fresh
        for key, cell in own.items():
            if (
                key in _IDENTITY
                or cells.is_blank(cell)
                or cell == first[key]
                or cells.text(cell) == cells.text(first[key])
            ):
                continue
            if key == "activity":
                record.activities = list(dict.fromkeys([*(record.activities or []), *cell_lists.semicolon_list(cell)]))
                continue
            title = self.header.titles[key]
            text = f"Столбец «{title}» не такой, как в строке {record.row} той же программы; взято оттуда"
            self.reading.notes.append(RowNote(row.number, text, is_error=False, column=key))

    def _key(self, own: Mapping[str, Cell], name: str) -> Key:
        organization = fold_name(cells.filled_line(own.get("organization", "")))
        folded = fold_name(name)
        if self.ids is not None:
            code = cells.code_text(own["external_id"]) or self.ids.get((organization, folded), "")
            if code:
                return organization, code, ""
        return organization, "", folded

    def _trusted_ids(self, rows: list[DataRow]) -> dict[tuple[str, str], str] | None:
        """Name → its only code, when the code column is an id; None when there is none or it repeats over names."""
        at = self.header.columns.get("external_id")
        if at is None:
            return None
        names: dict[tuple[str, str], str] = {}
        codes: dict[tuple[str, str], set[str]] = {}
        repeats = blank = False
        last_name = ""
        for row in rows:
            own = self.reader.program_cells(row.cells)
            folded = fold_name(cells.line(own["name"])) or last_name
            last_name = folded
            organization = fold_name(cells.filled_line(own.get("organization", "")))
            code = cells.code_text(own["external_id"])
            if code is None:
                blank = True
                continue
            repeats = repeats or names.setdefault((organization, code), folded) != folded
            codes.setdefault((organization, folded), set()).add(code)
        weak = fold_header(self.header.titles["external_id"]) in _WEAK_IDS
        several = any(len(found) > 1 for found in codes.values())
        if repeats or (weak and (blank or several)):
            title = self.header.titles.pop("external_id")
            del self.header.columns["external_id"]
            self.reading.columns.pop("external_id", None)
            self.reading.extra_columns.append(title)
            number = self.header.last_row + 1
            text = (
                f"Столбец «{title}» не годится как код программы: один код стоит у разных названий или есть не у всех"
            )
            self.reading.notes.append(RowNote(number, text, is_error=False, column="external_id"))
            self.reader.__post_init__()
            return None
        return {key: next(iter(found)) for key, found in codes.items() if len(found) == 1}


_IDENTITY = frozenset({"name", "external_id", "organization"})
