"""A look into a file before it is read: which columns it has, what stands in them, what they were taken for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from navigator.exchange import cells
from navigator.exchange.column_titles import PROGRAM_TITLES
from navigator.exchange.columns import Matcher, check_mapping, fold_header
from navigator.exchange.header import SEARCHED_ROWS, Header, find_header
from navigator.exchange.programs import NAME, choose_sheet
from navigator.exchange.programs_json import looks_like_json, read_json
from navigator.exchange.records import FileProblem, Reading
from navigator.exchange.tables import Table, read_bytes, read_table

#: Columns that a page of choice can bear, and samples of each.
MOST_COLUMNS, SAMPLES, LONGEST_SAMPLE = 120, 3, 60


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file; ``key`` is our column, empty when it is not read."""

    title: str
    key: str
    samples: tuple[str, ...]


@dataclass(slots=True)
class Peek:
    """What a file looks like; ``columns`` is empty for a nested JSON, which names its fields itself."""

    columns: list[Column] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    sheet: str = ""

    @property
    def headers(self) -> list[str]:
        """Folded headers, sorted: the same for files of one form."""
        return sorted({fold_header(column.title) for column in self.columns})


def peek_programs(
    path: Path, *, sheet: str | None = None, mapping: Mapping[str, str] | None = None, ignored: Collection[str] = ()
) -> Peek:
    """Columns of a file of programs with what they are taken for.

    A file without a recognizable header shows its first wide row as one, so that people can name the columns.
    :raises FileProblem: it is no table at all.
    """
    matcher = Matcher(PROGRAM_TITLES, check_mapping(dict(mapping or {}), PROGRAM_TITLES))
    data = read_bytes(path)
    if looks_like_json(data):
        found = read_json(data)
        if isinstance(found, Reading):
            return Peek()
        table = found
    else:
        table = read_table(path, sheet)
    try:
        if table.kind == "json" or looks_like_json(data):
            header = find_header(table, matcher, "name", NAME)
        else:
            table, header = choose_sheet(path, table, matcher, given=sheet is not None)
    except FileProblem:
        header = _widest(table)
    header.leave_out(ignored)
    return Peek(_columns(table, header), table.sheets, table.sheet)


def _widest(table: Table) -> Header:
    """The first of the rows with the most words: what a header without known words looks like.

    :raises FileProblem: no row has two words.
    """
    best: Header | None = None
    for at, row in enumerate(table.rows[:SEARCHED_ROWS]):
        texts = [cells.line(cell)[:200] if isinstance(cell, str) else "" for cell in row[:MOST_COLUMNS]]
        if best is None or sum(map(bool, texts)) > sum(map(bool, best.texts)):
            best = Header(at, texts=texts)
    if best is None or sum(map(bool, best.texts)) < 2:
        raise FileProblem("В файле не видно таблицы: нет строки с названиями столбцов. Проверьте, тот ли файл выбран")
    return best


def _columns(table: Table, header: Header) -> list[Column]:
    keys = {at: key for key, at in header.columns.items()}
    found: dict[str, Column] = {}
    for at, title in enumerate(header.texts[:MOST_COLUMNS]):
        if not title or (title in found and at not in keys):
            continue
        samples: list[str] = []
        for row in table.rows[header.last_row + 1 : header.last_row + 200]:
            text = cells.line(row[at]) if at < len(row) else ""
            if text and text[:LONGEST_SAMPLE] not in samples:
                samples.append(text[:LONGEST_SAMPLE])
            if len(samples) == SAMPLES:
                break
        found[title] = Column(title, keys.get(at, ""), tuple(samples))
    return list(found.values())
