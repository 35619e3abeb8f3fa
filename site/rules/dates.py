"""Dates as people and spreadsheets write them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

#: Names of months, nominative and genitive; the first three letters are enough to tell them apart, except «май».
MONTHS = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)
MONTHS_OF = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
_STEMS = {"янв": 1, "фев": 2, "мар": 3, "апр": 4, "май": 5, "мая": 5, "маю": 5, "июн": 6, "июл": 7, "авг": 8}
_STEMS |= {"сен": 9, "окт": 10, "ноя": 11, "дек": 12}
_STEMS |= {"jan": 1, "feb": 2, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11}
_STEMS |= {"dec": 12}
_ENGLISH_MARCH = re.compile(r"^mar")
#: A month by its first letters, for larger patterns; read it with :func:`month_number`.
MONTH_PATTERN = (
    r"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)

_NUMERIC = re.compile(r"^(\d{1,2})[./\-](\d{1,2})[./\-](\d{4}|\d{2})(?:\s*г(?:\.|ода?)?)?(?:[ T,]+\d{1,2}:\d{2}.*)?$")
_ISO = re.compile(r"^(\d{4})[./\-](\d{1,2})[./\-](\d{1,2})(?:[ T]+\d{1,2}:\d{2}.*)?$")
_WORDS = re.compile(rf"^(\d{{1,2}})[\s.\-]+({MONTH_PATTERN})[а-яa-z]*[\s.,\-]+(\d{{4}}|\d{{2}})(?:\s*г(?:\.|ода?)?)?$")
_MONTH_YEAR = re.compile(rf"^(?:с\s+)?({MONTH_PATTERN})[а-яa-z]*[\s.,\-]+(\d{{4}})(?:\s*г(?:\.|ода?)?)?$")
_SPACES = re.compile(r"\s+")
#: Day 0 of the serial numbers of spreadsheets, and the numbers that can be days of 1950–2100.
_SERIAL_ZERO = date(1899, 12, 30)
_SERIAL_FIRST, _SERIAL_LAST = 18264, 73415
_YEARS = range(1900, 2101)
#: Such a number alone, as text; and the days of a life that a list of children may name.
_BARE_SERIAL = re.compile(r"^(\d{5})(?:[.,]0+)?$")
_GROWN_UP_DAYS = 25 * 366


def month_number(word: str) -> int | None:
    """Number of a month by its name or first letters, Russian or English, any case: «сентября» → 9."""
    low = word.lower()
    return 3 if _ENGLISH_MARCH.match(low) else _STEMS.get(low[:3])


def parse_date(value: str | float | date | datetime | None) -> date | None:
    """Read a date: 01.09.2025, 2025-09-01, «1 сентября 2025 г.», «сентябрь 2025» (its first day), a spreadsheet's cell.

    Numbers are days since 30.12.1899, as spreadsheets keep them. A two-digit year belongs to 2000–2069 or 1970–1999.

    :returns: None when it is no date of the years 1900–2100.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value if value.year in _YEARS else None
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return _SERIAL_ZERO + timedelta(days=int(value)) if _SERIAL_FIRST <= value <= _SERIAL_LAST else None
    return _parse_text(value) if len(value) <= 60 else None


def serial_birth_date(text: str, today: date) -> date | None:
    """A birth date that a spreadsheet left as its bare number: «41345» is 12.03.2013.

    :returns: None when it is no such number, or names no day of the last 25 years.
    """
    found = _BARE_SERIAL.match(text.strip())
    day = parse_date(int(found[1])) if found is not None else None
    return day if day is not None and 0 <= (today - day).days <= _GROWN_UP_DAYS else None


def format_date(day: date) -> str:
    """«01.09.2025», the form of exchange files."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


@lru_cache(maxsize=4096)
def _parse_text(text: str) -> date | None:
    low = _SPACES.sub(" ", text).strip().lower()
    if found := _ISO.match(low):
        return _make(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.match(low):
        return _make(_full_year(found[3]), int(found[2]), int(found[1]))
    if found := _WORDS.match(low):
        return _make(_full_year(found[3]), month_number(found[2]), int(found[1]))
    if found := _MONTH_YEAR.match(low):
        return _make(int(found[2]), month_number(found[1]), 1)
    return None


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return 2000 + year if year < 70 else 1900 + year


def _make(year: int, month: int | None, day: int) -> date | None:
    if month is None or year not in _YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
