"""Sheets for tests: written by hand in code, told in short when they are read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from navigator.exchange.records import ProgramRecord, Reading

Rows = list[list[Any]]
Read = Callable[..., Reading]


def write_xlsx(file: Path, rows: Rows, merges: tuple[str, ...] = ()) -> None:
    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for merge in merges:
        sheet.merge_range(merge, "")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell, day)
            elif cell != "":
                sheet.write(number, column, cell)
    book.close()


def brief(programs: list[ProgramRecord]) -> list[tuple[str, list[tuple[str, int | None, int | None]]]]:
    return [
        (
            one.values["name"],
            [(g.values.get("name", ""), g.values.get("age_from"), g.values.get("age_to")) for g in one.groups],
        )
        for one in programs
    ]


def errors(reading: Reading) -> list[tuple[int, str]]:
    return [(note.row, note.text) for note in reading.notes if note.is_error]


def remarks(reading: Reading) -> list[tuple[int, str]]:
    return [(note.row, note.column) for note in reading.notes if not note.is_error]
