"""A file on disk → rows of cells, whatever program saved it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from navigator.exchange.records import FileProblem
from navigator.exchange.sniff import decode, read_rows
from navigator.exchange.zipguard import check_zip

Cell = str | int | float | bool | date | datetime | time
MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_ROWS = 200_000
MAX_CELLS = 3_000_000
#: Seconds that a spreadsheet may take to open.
OPEN_SECONDS = 120

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HOW = "Сохраните таблицу как XLSX или CSV и повторите"
#: First bytes of files that are no tables → what to call them.
_STRANGERS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "картинка PNG"),
    (b"\xff\xd8\xff", "картинка JPEG"),
    (b"GIF8", "картинка GIF"),
    (b"BM", "картинка BMP"),
    (b"RIFF", "картинка или звук"),
    (b"Rar!", "архив RAR"),
    (b"7z\xbc\xaf", "архив 7-Zip"),
    (b"\x1f\x8b", "архив GZIP"),
    (b"{\\rtf", "документ RTF"),
    (b"SQLite format 3", "база данных"),
    (b"\x7fELF", "программа"),
    (b"MZ", "программа"),
)


@dataclass(slots=True)
class Table:
    """Rows of one sheet, the first row of the file first; a blank cell is an empty text.

    ``merges`` are (first row, first column, last row, last column), from 0. ``offset`` is added to row numbers that
    people are told: JSON has no line of headers.
    """

    rows: list[list[Cell]]
    sheets: list[str] = field(default_factory=list)
    sheet: str = ""
    kind: str = "csv"
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    encoding: str = ""
    delimiter: str = ""
    offset: int = 0


def read_bytes(path: Path) -> bytes:
    """Bytes of a file of a bearable size.

    :raises FileProblem: missing, a folder, unreadable, empty or larger than ``MAX_FILE_BYTES``.
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise FileProblem(f"{path} – это папка. Назовите файл таблицы")
        if size > MAX_FILE_BYTES:
            raise FileProblem(f"Файл больше {MAX_FILE_BYTES // 1024 // 1024} МБ. Разделите таблицу на части")
        data = path.read_bytes()
    except FileNotFoundError:
        raise FileProblem(f"Нет такого файла: {path}. Проверьте имя и папку") from None
    except PermissionError:
        raise FileProblem(f"Файл {path} нельзя прочитать: нет прав. Дайте право на чтение и повторите") from None
    except OSError as problem:
        raise FileProblem(f"Файл {path} не читается: {problem.strerror or problem}") from None
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise FileProblem("Файл пуст. Проверьте, тот ли файл выбран")
    return data


def read_table(path: Path | str, sheet: str | None = None) -> Table:
    """Read CSV, TSV, XLSX, XLSB, XLS or ODS; what it is is told by its content, not by its name.

    Cells of a vertical merge all hold its value. Cells of text tables are as written, except that an apostrophe that
    neutralized a formula is taken off.

    :param sheet: name of the sheet of a workbook; without it the first visible sheet that is not empty.
    :raises FileProblem: no table, too large, damaged, closed by a password.
    """
    path = Path(path)
    data = read_bytes(path)
    if data.startswith(b"PK"):
        kind = _workbook_kind(check_zip(path))
        return _read_workbook(path, sheet, kind)
    if data.startswith(_OLE):
        return _read_workbook(path, sheet, "xls")
    _refuse_strangers(data)
    return _read_text(data)


def _refuse_strangers(data: bytes) -> None:
    for start, name in _STRANGERS:
        if data.startswith(start) and not (len(start) < 3 and data[:200].isascii() and b"\0" not in data[:200]):
            raise FileProblem(f"Это не таблица, а {name}. {_HOW}")
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype", b"<html", b"<table", b"<head", b"<body", b"<?xml", b"<meta", b"<style")):
        raise FileProblem(f"Это не таблица, а веб-страница или XML (хотя имя может говорить иное). {_HOW}")


def _workbook_kind(members: list[str]) -> str:
    names = set(members)
    if any(name.startswith("xl/") for name in names):
        return "xlsb" if "xl/workbook.bin" in names else "xlsx"
    if any(name.startswith("word/") for name in names):
        raise FileProblem(f"Это документ Word, а не таблица. Перенесите таблицу в Excel. {_HOW}")
    if any(name.startswith("ppt/") for name in names):
        raise FileProblem(f"Это презентация, а не таблица. {_HOW}")
    if "content.xml" in names:
        return "ods"
    raise FileProblem("Это архив, а не таблица. Распакуйте его и загрузите таблицу из него")


def _read_text(data: bytes) -> Table:
    text, encoding = decode(data)
    rows, delimiter = read_rows(text)
    if len(rows) > MAX_ROWS:
        raise FileProblem(f"В файле больше {MAX_ROWS} строк. Разделите таблицу на части")
    if sum(map(len, rows)) > MAX_CELLS:
        raise FileProblem(f"В файле больше {MAX_CELLS} ячеек. Разделите таблицу на части")
    cells: list[list[Cell]] = [[_bare(cell) for cell in row] for row in rows]
    return Table(cells, encoding=encoding, delimiter=delimiter)


def _bare(cell: str) -> str:
    """Take off the apostrophe that :mod:`writers` puts before text that looks like a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA_SIGNS else cell


_FORMULA_SIGNS = frozenset("=+-@\t\r'")


def neutralize(text: str) -> str:
    """Text that a spreadsheet may not run as a formula; :func:`read_table` takes the apostrophe off again."""
    return f"'{text}" if text[:1] in _FORMULA_SIGNS else text


def _read_workbook(path: Path, sheet: str | None, kind: str) -> Table:
    reader = Path(__file__).with_name("workbook.py")
    command = [sys.executable, "-P", str(reader), str(path), sheet or "", str(MAX_ROWS), str(MAX_CELLS)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=OPEN_SECONDS, check=False)  # noqa: S603  # our own reader, no shell
        answer: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {"error": "died"}
    except subprocess.TimeoutExpired:
        answer = {"error": "died"}
    if "error" in answer:
        raise FileProblem(_workbook_problem(answer, sheet or ""))
    rows = [[_cell(value) for value in row] for row in answer["rows"]]
    merges = [(top, left, min(bottom, len(rows) - 1), right) for (top, left), (bottom, right) in answer["merges"]]
    _fill_down(rows, merges)
    return Table(rows, answer["sheets"], answer["sheet"], kind, merges)


def _workbook_problem(answer: dict[str, Any], sheet: str) -> str:
    sheets = ", ".join(f"«{name}»" for name in answer.get("sheets", ())[:20])
    return {
        "password": "Файл закрыт паролем. Снимите пароль, сохраните таблицу и повторите",
        "no_sheet": f"В файле нет листа «{sheet}». Есть листы: {sheets}",
        "empty": "В файле нет ни одной заполненной ячейки. Проверьте, тот ли файл выбран",
        "too_large": f"На листе больше {MAX_ROWS} строк или {MAX_CELLS} ячеек. "
        "Удалите пустые строки и столбцы за таблицей или разделите её на части",
        "died": "Файл не удалось открыть: он слишком велик или повреждён. Скопируйте таблицу в новый файл и повторите",
    }.get(answer["error"], f"Файл повреждён или это не таблица Excel, XLS или ODS. {_HOW}")


def _cell(value: Any) -> Cell:
    if isinstance(value, dict):
        if "t" in value:
            minutes = value["t"] % (24 * 60)
            return time(minutes // 60, minutes % 60)
        moment = datetime.fromisoformat(value["d"])
        return moment.date() if moment.time() == time() else moment
    return "" if value is None else value


def _fill_down(rows: list[list[Cell]], merges: list[tuple[int, int, int, int]]) -> None:
    for top, left, bottom, _right in merges:
        if bottom <= top or top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and row[left] == "":
                row[left] = rows[top][left]
