"""Words of a schedule: days, times and weeks, found one after another in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from navigator.rules.dates import MONTH_PATTERN, month_number, parse_date
from navigator.rules.years import FIRST_MONTH

#: A lesson named by whole hours («10–12») is not believed to last longer, minutes: then it is a clock, 15-20 = 15:20.
LONGEST_BY_HOURS = 180


@dataclass(frozen=True, slots=True)
class Token:
    """``kind`` is days, time, parity, stop or words; ``fresh`` says that a mark or new line stood before it."""

    kind: str
    text: str
    days: tuple[int | date, ...] = ()
    start: int = 0
    end: int | None = None
    parity: str = ""
    fresh: bool = False


_DAYS = (
    r"понедельник\w*|пон|пнд|пн|monday|mon",
    r"вторник\w*|втор|втр|вт|tuesday|tue",
    r"сред[аыуе]\w*|срд|ср|wednesday|wed",
    r"четверг\w*|четв|чтв|чт|thursday|thu",
    r"пятниц\w*|пят|птн|пт|friday|fri",
    r"суббот\w*|суб|сбт|сб|saturday|sat",
    r"воскресень\w*|воскр|вскр|вск|вс|sunday|sun",
)
_DAY = "(?:" + "|".join(_DAYS) + r")(?!\w)\.?"
_DAY_PATTERNS = tuple(re.compile(rf"(?:{names})\.?$") for names in _DAYS)
_DASH = r"\s*[-‐‑‒–—―−]\s*"
_NO_UNIT = r"(?!\s*(?:лет|год|чел|реб|руб|₽|акад|раз|нед|каб|кл|групп|%|мин))"
_CLOCK = (
    rf"(?:\d{{1,2}}\s?[:.]\s?\d{{2}}(?::00)?(?!\d)|\d{{1,2}}-\d{{2}}(?!\d){_NO_UNIT}"
    r"|\d{1,2}\s*ч(?:ас\w*|\.)?(?:\s*\d{2}\s*м(?:ин\w*|\.)?)?(?![\w/])"
    rf"|\d{{1,2}}(?![\d:.]\d|\d){_NO_UNIT})"
)
_PATTERNS = (
    ("space", r"\s+"),
    (
        "date",
        rf"\d{{1,2}}\.\d{{1,2}}\.\d{{4}}(?!\d)|\d{{1,2}}\s+{MONTH_PATTERN}[а-я]*\.?(?:\s+\d{{4}}(?:\s*г(?:\.|ода)?)?)?(?!\w)",
    ),
    (
        "range",
        rf"(?:(?:с|со|from)\s+)?(?P<first>{_CLOCK})(?:{_DASH}|\s*\.\.\.?\s*|\s+(?:до|по|to)\s+)(?P<last>{_CLOCK})",
    ),
    ("clock", rf"(?:(?P<lead>в|с|к|at|from)\s+)?(?P<one>{_CLOCK})"),
    ("chain", rf"{_DAY}(?:{_DASH}{_DAY}){{2,}}"),
    ("span", rf"(?:со?\s+)?(?P<d1>{_DAY})(?:{_DASH}|\s+по\s+)(?P<d2>{_DAY})"),
    ("day", _DAY),
    ("all", r"ежедневно|каждый день|все дни(?: недели)?|без выходных|daily"),
    ("work", r"(?:по\s+)?(?:будн(?:и|ям|ие|их|ий)\w*|рабочи[емх]\w*)(?:\s+дн(?:и|ям|ей|и))?(?!\w)"),
    ("rest", r"(?:по\s+)?(?:выходн\w*|вых)(?:\s+дн(?:и|ям|ей))?(?!\w)\.?"),
    ("parity", r"\(?\s*(?:по\s+|в\s+)?(?P<odd>не)?ч[её]т(?:н\w*|\.)?(?:\s*нед(?:ел\w*|\.)?)?(?!\w)\s*\)?"),
    ("stop", r"[;\n]"),
    ("mark", r"[,:|/()\[\]•*·.\-–—+]+"),
    ("noise", r"(?:по|и|в|во|с|со|кажд\w+|занятия|занятие|расписание|время|дни|день|недели|and|on)(?!\w)"),
    ("words", r"\w+|\S"),
)
_SCAN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS), re.IGNORECASE)


def time_text(start: int, end: int | None) -> str:
    """«16:30–18:00» or «16:30» of minutes since midnight."""
    first = f"{start // 60:02}:{start % 60:02}"
    return first if end is None else f"{first}–{end // 60:02}:{end % 60:02}"


@lru_cache(maxsize=2048)  # the hours of a timetable repeat from row to row
def tokens(text: str, year: int | None) -> tuple[Token, ...]:
    """Cut a text into days, times, weeks and other words, from left to right."""
    return tuple(_cut(text, year))


def _cut(text: str, year: int | None) -> Iterator[Token]:
    fresh, left_at, left_to = True, -1, -1
    at = 0
    while at < len(text):
        if text[at] == "\n":
            at, fresh = at + 1, True
            continue
        found = _SCAN.match(text, at)
        if found is None:  # pragma: no cover - the last pattern takes any sign
            break
        token = _token(found, year, fresh)
        kind = found.lastgroup
        if token is None and kind in {"words", "date", "range", "clock"}:
            left_at = at if left_at < 0 else left_at
            left_to = found.end()
        elif token is not None:
            if left_at >= 0:
                yield Token("words", " ".join(text[left_at:left_to].split()))
                left_at = -1
            yield token
        fresh = kind == "stop" or (fresh and kind in {"space", "mark"}) or (kind == "mark" and "," in found[0])
        at = found.end()
    if left_at >= 0:
        yield Token("words", " ".join(text[left_at:left_to].split()))


def _token(found: re.Match[str], year: int | None, fresh: bool) -> Token | None:
    kind, text = str(_kind(found)), found[0]
    if kind == "range":
        times = _range(found["first"], found["last"], bool(re.match(r"[сcf]", text, re.IGNORECASE)))
        return Token("time", text, start=times[0], end=times[1], fresh=fresh) if times else None
    if kind == "clock":
        start = _clock(found["one"], bare=bool(found["lead"]))
        return None if start is None else Token("time", text, start=start, fresh=fresh)
    if kind == "date":
        day = _date(text, year)
        return None if day is None else Token("days", text, (day,), fresh=fresh)
    if kind == "parity":
        return Token("parity", text, parity="odd" if found["odd"] else "even", fresh=fresh)
    if kind == "stop":
        return Token("stop", text)
    days = _days(found, kind)
    return Token("days", text, days, fresh=fresh) if days else None


def _kind(found: re.Match[str]) -> str:
    return next(name for name, _ in _PATTERNS if found[name] is not None)


def _days(found: re.Match[str], kind: str) -> tuple[int, ...]:
    if kind == "span":
        first, last = _weekday(found["d1"]), _weekday(found["d2"])
        return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))
    if kind == "chain":
        return tuple(_weekday(day) for day in re.split(_DASH, found[0]))
    if kind == "day":
        return (_weekday(found[0]),)
    return {"all": tuple(range(7)), "work": tuple(range(5)), "rest": (5, 6)}.get(kind, ())


def _weekday(word: str) -> int:
    low = word.lower()
    return next(number for number, pattern in enumerate(_DAY_PATTERNS) if pattern.match(low))


def _range(first: str, last: str, worded: bool) -> tuple[int, int | None] | None:
    start, end = _clock(first, bare=True), _clock(last, bare=True)
    if first.isdigit() and last.isdigit() and not worded and start is not None:
        minute = int(last)
        by_hours = end is not None and 0 < end - start <= LONGEST_BY_HOURS
        if not by_hours:
            return (start + minute, None) if len(last) == 2 and minute < 60 else None
    if start is None or end is None or end <= start:
        return None
    return start, end


def _clock(text: str, *, bare: bool) -> int | None:
    """Minutes since midnight of «16:30», «16.30», «16-30», «16 ч 30 мин»; a bare hour only where one is expected."""
    digits = re.findall(r"\d+", text)
    if len(digits) == 1 and not bare and "ч" not in text.lower():
        return None
    hour, minute = int(digits[0]), int(digits[1]) if len(digits) > 1 else 0
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def _date(text: str, year: int | None) -> date | None:
    stated = parse_date(re.sub(r"\s*г(?:\.|ода)?$", "", text.strip().lower()))
    if stated is not None or year is None:
        return stated
    found = re.match(rf"(\d{{1,2}})\s+({MONTH_PATTERN})", text.lower())
    month = month_number(found[2]) if found else None
    if found is None or month is None or re.search(r"\d{4}", text):
        return None
    return parse_date(f"{found[1]}.{month}.{year if month >= FIRST_MONTH else year + 1}")
