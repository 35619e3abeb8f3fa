"""Rows → a table that people open and :mod:`tables` reads back without loss."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from navigator.exchange.records import FileProblem
from navigator.exchange.tables import neutralize
from navigator.rules.dates import format_date

#: A spreadsheet cuts longer texts off.
LONGEST_XLSX_TEXT = 32_767
_WIDEST = 60

Value = str | int | float | bool | date | None


def write_table(path: Path | str, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
    """Write CSV (UTF-8 with a mark, «;») or, when the name ends so, XLSX.

    Text that looks like a formula is kept from running: by an apostrophe in CSV, as plain text in XLSX.

    :returns: number of rows written below the header.
    :raises FileProblem: the place cannot be written, or a text does not fit into a cell of XLSX.
    """
    path = Path(path)
    try:
        if path.suffix.lower() == ".xlsx":
            return _write_xlsx(path, header, rows)
        return _write_csv(path, header, rows)
    except (OSError, XlsxWriterException) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else ""
        raise FileProblem(f"Не удалось записать {path}: {reason or problem}") from None


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([neutralize(_text(value)) if isinstance(value, str) else _text(value) for value in row])
            count += 1
    return count


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def _write_xlsx(path: Path, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
    book = xlsxwriter.Workbook(
        str(path),
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    try:
        sheet = book.add_worksheet("Таблица")
        bold, day = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(header):
            sheet.set_column(column, column, min(_WIDEST, len(title) + 4))
            sheet.write_string(0, column, title, bold)
        count = 0
        for count, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(count, column, value, day)
                elif isinstance(value, (int, float)) and not isinstance(value, bool):
                    sheet.write_number(count, column, value)
                elif value is not None and value != "":
                    sheet.write_string(count, column, _fitting(_text(value), count, header[column]))
    finally:
        book.close()
    return count


def _fitting(text: str, row: int, title: str) -> str:
    if len(text) > LONGEST_XLSX_TEXT:
        raise FileProblem(
            f"Строка {row + 1}, «{title}»: текст длиннее {LONGEST_XLSX_TEXT} знаков не помещается в ячейку XLSX. "
            "Запишите таблицу как CSV"
        )
    return text
