"""Which letters and which delimiter a text table uses."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter

from navigator.exchange.records import FileProblem

DELIMITERS = (";", ",", "\t", "|")
#: How much of a text decides the delimiter, characters.
SAMPLE = 100_000
#: The longest cell that is read, characters.
LONGEST_CELL = 1_000_000
#: A cell of more lines than this, in a text with an odd number of quotes, is a quote that nobody closed.
MOST_LINES_IN_CELL = 40

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ONE_BYTE = ("cp1251", "koi8-r", "cp866")
#: Letters that are frequent in Russian; a wrong reading shows capitals, rare letters or signs instead.
_FREQUENT = frozenset("оеаинтсрвлкмдпу")
_SEP_LINE = re.compile(r"^sep=(.)\r?\n", re.IGNORECASE)


def decode(data: bytes) -> tuple[str, str]:
    """Bytes → text and the name of its encoding: UTF-8 and UTF-16 with or without a mark, CP1251, KOI8-R, CP866.

    :raises FileProblem: when the bytes are no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding
    if wide := _wide(data):
        return data.decode(wide, errors="replace"), wide
    if b"\0" in data[:4096]:
        raise FileProblem("Это не таблица: в файле двоичные данные. Сохраните таблицу как XLSX или CSV и повторите")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        mended = data.decode("utf-8", errors="replace")
    strange = mended.count("\ufffd")
    if strange * 50 < sum(sign > "\x7f" for sign in mended):
        return mended, "utf-8"
    encoding = max(_ONE_BYTE, key=lambda name: _russian(data[:SAMPLE].decode(name, errors="replace")))
    return data.decode(encoding, errors="replace"), encoding


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: every second byte of the beginning is zero or the page of Cyrillic letters."""
    sample = data[:4000]
    if len(sample) < 4:
        return ""
    pages = frozenset((0, 4))
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        high, low = sample[offset::2], sample[1 - offset :: 2]
        many = sum(byte in pages for byte in high) > 0.9 * len(high)
        if many and sum(byte in pages for byte in low) < 0.3 * len(low):
            return name
    return ""


def _russian(text: str) -> int:
    signs = Counter(text)
    score = sum(signs[letter] for letter in _FREQUENT)
    return score - sum(count for sign, count in signs.items() if "\u2500" <= sign <= "\u25ff" or sign == "\ufffd")


def find_delimiter(text: str) -> str:
    """The delimiter whose rows are most alike in width; a comma when every row has one cell."""
    sample = text[:SAMPLE]
    return max(DELIMITERS, key=lambda mark: (_evenness(sample, mark), mark == ","))


def _evenness(sample: str, delimiter: str) -> float:
    widths = Counter[int]()
    rows = 0
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in row):
                rows += 1
                widths[len(row)] += 1
    except csv.Error:
        pass  # the sample may end inside a cell: what was counted until then decides
    widths.pop(1, None)
    if not widths:
        return 0.0
    width, count = widths.most_common(1)[0]
    return float((count / rows) ** 2 * (width - 1) ** 0.5)


def read_rows(text: str) -> tuple[list[list[str]], str]:
    """Text → rows as written, blank lines as empty rows, and the delimiter.

    Line breaks inside quotes belong to the cell. A quote that is never closed does not swallow the rest of the file.
    """
    if told := _SEP_LINE.match(text):
        text = text[told.end() - 1 :]  # the line stays, empty, so that row numbers are those of the file
        delimiter = told[1]
    else:
        delimiter = find_delimiter(text)
    rows = _parse(text, delimiter, csv.QUOTE_MINIMAL)
    if text.count('"') % 2 and any(cell.count("\n") > MOST_LINES_IN_CELL for row in rows for cell in row):
        rows = _parse(text, delimiter, csv.QUOTE_NONE)
    return rows, delimiter


def _parse(text: str, delimiter: str, quoting: int) -> list[list[str]]:
    before = csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]  # typeshed wants a literal
    try:
        return list(reader)
    except csv.Error:
        if quoting == csv.QUOTE_NONE:
            raise FileProblem(
                f"Строка {reader.line_num}: ячейка длиннее миллиона знаков. Проверьте кавычки в файле"
            ) from None
        return _parse(text, delimiter, csv.QUOTE_NONE)
    finally:
        csv.field_size_limit(before)
