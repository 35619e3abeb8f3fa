"""Tables of a report as files: CSV for a spreadsheet, XLSX with every table on a sheet, JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from navigator.exchange.records import FileProblem
from navigator.exchange.tables import neutralize
from navigator.rules.dates import format_date

FORMATS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
Value = str | int | float | date | None
#: Widths of columns of a sheet, in signs.
_NARROWEST, _WIDEST = 9, 48
_NO_SHEET_SIGNS = str.maketrans("", "", "[]:*?/\\'")
_LONGEST_SHEET_NAME = 31
_LONGEST_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``kind`` is text, number, percent, decimal, money (kopecks) or day."""

    title: str
    kind: str = "number"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a report. ``total`` is its last row; ``links`` name a request or a program for each row."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...] | None = None
    notes: tuple[str, ...] = ()
    empty: str = "Здесь пусто."
    links: tuple[str | int, ...] = ()
    links_to: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """Bars or a line over labels; None is a gap."""

    title: str
    kind: str
    labels: tuple[str, ...]
    values: tuple[float | None, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report of one day and place; ``notes`` say what its figures are not."""

    name: str
    title: str
    place: str
    day: date
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    plots: tuple[Plot, ...] = ()


def report_bytes(report: Report, form: str, table: int = 0) -> bytes:
    """A report as a file of a form of :data:`FORMATS`; a CSV holds one table, the first one by default."""
    if form == "xlsx":
        return _xlsx(report)
    if form == "json":
        return json.dumps(_plain(report), ensure_ascii=False, indent=1).encode() + b"\n"
    return _csv(report.tables[table]).encode("utf-8-sig")


def write_report_file(path: Path, report: Report) -> None:
    """Write a report by the suffix of a file's name.

    :raises FileProblem: the suffix is none of the known ones, or the place cannot be written.
    """
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise FileProblem(f"{path}: назовите файл с окончанием {', '.join(f'.{one}' for one in FORMATS)}")
    try:
        path.write_bytes(report_bytes(report, form))
    except OSError as problem:
        raise FileProblem(f"Не удалось записать {path}: {problem.strerror or problem}") from None


def _lines(table: Table) -> list[tuple[Value, ...]]:
    return [*table.rows, *([table.total] if table.total is not None else [])]


def _csv(table: Table) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([neutralize(column.title) for column in table.columns])
    for line in _lines(table):
        writer.writerow([_text(value, column.kind) for value, column in zip(line, table.columns, strict=True)])
    return out.getvalue()


def _text(value: Value, kind: str) -> str:
    """A cell as a Russian spreadsheet reads it: decimals with a comma, days as ДД.ММ.ГГГГ, no formulas."""
    match value:
        case None:
            return ""
        case date():
            return format_date(value)
        case str():
            return neutralize(value)
        case int() if kind == "money":
            return f"{value / 100:.2f}".replace(".", ",")
        case float():
            return f"{value:g}".replace(".", ",")
    return str(value)


def _plain(report: Report) -> dict[str, Any]:
    return {
        "report": report.name,
        "title": report.title,
        "place": report.place,
        "date": report.day.isoformat(),
        "notes": list(report.notes),
        "tables": [
            {
                "caption": table.caption,
                "columns": [{"title": one.title, "kind": one.kind} for one in table.columns],
                "rows": [[one.isoformat() if isinstance(one, date) else one for one in row] for row in table.rows],
                "total": list(table.total) if table.total is not None else None,
                "notes": list(table.notes),
            }
            for table in report.tables
        ],
    }


def _xlsx(report: Report) -> bytes:
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    try:
        book = xlsxwriter.Workbook(out, options)
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "sum": book.add_format({"bold": True, "top": 1}),
            "day": book.add_format({"num_format": "dd.mm.yyyy"}),
            "percent": book.add_format({"num_format": "0.0"}),
            "money": book.add_format({"num_format": "#,##0.00"}),
        }
        taken: set[str] = set()
        for table in report.tables:
            _sheet(book.add_worksheet(_sheet_name(table.caption, taken)), report, table, formats)
        book.close()
    except XlsxWriterException as problem:
        raise FileProblem(f"Отчёт не помещается в XLSX: {problem}") from None
    return out.getvalue()


def _sheet_name(caption: str, taken: set[str]) -> str:
    name = caption.translate(_NO_SHEET_SIGNS)[:_LONGEST_SHEET_NAME].strip() or "Таблица"
    while name.casefold() in taken:
        name = f"{name[: _LONGEST_SHEET_NAME - 3]} {len(taken) + 1}"
    taken.add(name.casefold())
    return name


def _sheet(sheet: Any, report: Report, table: Table, formats: dict[str, Any]) -> None:
    """Title, place and date above; the header stays in view and is repeated on each printed page."""
    above = (f"{report.title}: {table.caption}", f"{report.place}, данные на {format_date(report.day)}")
    sheet.write_string(0, 0, above[0], formats["title"])
    sheet.write_string(1, 0, above[1])
    head = len(above) + 1
    sheet.freeze_panes(head + 1, 1)
    sheet.repeat_rows(head)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    for at, column in enumerate(table.columns):
        longest = max((len(_text(line[at], column.kind)) for line in _lines(table)), default=0)
        sheet.set_column(at, at, min(_WIDEST, max(_NARROWEST, longest + 2, max(map(len, column.title.split())) + 2)))
        sheet.write_string(head, at, column.title, formats["head"])
    row = head
    for row, line in enumerate(table.rows, start=head + 1):
        _row(sheet, row, line, table.columns, formats, None)
    if table.total is not None:
        row += 1
        _row(sheet, row, table.total, table.columns, formats, formats["sum"])
    for at, note in enumerate((*table.notes, *report.notes), start=row + 2):
        sheet.write_string(at, 0, note[:_LONGEST_CELL])


def _row(sheet: Any, row: int, line: Sequence[Value], columns: Sequence[Column], formats: Any, plain: Any) -> None:
    for at, (value, column) in enumerate(zip(line, columns, strict=True)):
        match value:
            case None | "":
                continue
            case date():
                sheet.write_datetime(row, at, value, formats["day"])
            case int() | float() if column.kind == "money":
                sheet.write_number(row, at, value / 100, formats["money"])
            case int() | float():
                sheet.write_number(row, at, value, plain or formats.get(column.kind))
            case _:
                sheet.write_string(row, at, value[:_LONGEST_CELL], plain)
