"""Days of the week and parts of the day in a typed line."""

from __future__ import annotations

import re

from navigator.rules.vocabulary import WEEKDAYS
from navigator.search.reading.found import Line

_DAYS = (
    r"понедельник\w*|пон\.?|пнд|пн",
    r"вторник\w*|вт|втр",
    r"сред(?:а|у|ы|ам|ами)|ср",
    r"четверг\w*|чт|чтв",
    r"пятниц\w*|пт|птн",
    r"суббот\w*|субот\w*|сб|субб",
    r"воскресень\w*|воскресн\w*|вс|вск|воскр",
)
_DAY = "(?:" + "|".join(f"(?:{one})" for one in _DAYS) + r")(?![а-я])\.?"
_AT = r"(?:(?<![а-я])(?:по|в|во|на|с|со|от|или|только|каждый|каждую|каждое|свободн\w+|можем|может|могу|удобн\w+)\s+)*"
_RANGE = re.compile(rf"{_AT}(?<![а-я])({_DAY})\s*(?:-|по|до)\s*({_DAY})")
_EXCEPT = re.compile(
    rf"(?<![а-я])(?:кроме|только не|но не|не)\s+(?:(?:по|в|во)\s+)?({_DAY}(?:\s*(?:,|и|или)\s*(?:(?:по|в|во)\s+)?{_DAY})*)"
)
_ONE = re.compile(rf"{_AT}(?<![а-я])({_DAY})")
_NOT = r"(?<![а-я])(?:(?:только\s+|но\s+)?не\s+(?:в|по)\s+|кроме\s+)"
_WORK_DAYS = r"(?:будн\w+(?:\s+дн\w+)?|рабочи[ех]\s+дн\w+|рабочим\s+дн\w+)"
_FREE_DAYS = r"(?:выходн\w+(?:\s+дн\w+)?|уик-?энд\w*|викенд\w*)"
_KINDS = (
    (re.compile(rf"{_NOT}{_FREE_DAYS}"), WEEKDAYS[:5]),
    (re.compile(rf"{_NOT}{_WORK_DAYS}"), WEEKDAYS[5:]),
    (re.compile(rf"{_AT}(?<![а-я]){_WORK_DAYS}"), WEEKDAYS[:5]),
    (re.compile(rf"{_AT}(?<![а-я]){_FREE_DAYS}"), WEEKDAYS[5:]),
)
_EVERY = re.compile(r"(?<![а-я])(?:ежедневн\w*|кажд\w+\s+день|в любой день|любы[ех]\s+дн\w+)")
_NUMBER = re.compile("|".join(f"(?P<d{number}>{one})" for number, one in enumerate(_DAYS)))

PARTS = ("morning", "afternoon", "evening")
_BEGINS = {"morning": 0, "afternoon": 12, "evening": 17}
_ENDS = {"morning": 12, "afternoon": 17, "evening": 24}
_HOUR = r"(\d{1,2})(?:\s?[:.-]\s?(\d\d)(?!\d))?(?:\s*(?:-?(?:ти|и|х)(?![а-я])))?(?:\s*(часов|часа|час|ч\.?(?![а-я])))?(?:\s*(утра|дня|вечера))?(?![\d\w])"
_NO_YEARS = r"(?!\s*(?:лет|год|класс|руб|р\b|₽|тыс|мес|раз|мин|чел))"
_BETWEEN = re.compile(rf"(?<![а-я])(?:с|от|между)\s+{_HOUR}\s*(?:до|-|и)\s*{_HOUR}{_NO_YEARS}")
_AFTER = re.compile(
    rf"(?<![а-я])(?:(?:начиная\s+)?(после|позже|позднее|не раньше|с|от)|(до|раньше|не позже|не позднее)|(в|к|на))\s+{_HOUR}{_NO_YEARS}"
)
_WORDS = (
    (
        r"(?:во|на)\s+втор(?:ую|ой)\s+смен\w+|(?:учится|учимся|ходит)\s+(?:в|во)\s+2\s*-?\w*\s+смен\w+|2-?(?:я|ю|ой)?\s+смен\w+",
        ("morning",),
    ),
    (r"(?:в|на)\s+перв(?:ую|ой)\s+смен\w+|1-?(?:я|ю|ой)?\s+смен\w+", ("afternoon", "evening")),
    (
        r"после\s+(?:школ\w+|урок\w+|занятий\s+в\s+школе|обед\w*|продленк\w+)|во\s+второй\s+половине\s+дня",
        ("afternoon", "evening"),
    ),
    (r"после\s+(?:сад\w*|детск\w+\s+сад\w*|работ\w+)", ("evening",)),
    (r"до\s+(?:обед\w*|полудня|школы)|в\s+первой\s+половине\s+дня", ("morning",)),
    (r"(?:с\s+)?(?:утр(?:ом|а|ам|о|ечком)|утренн\w+)|по\s+утрам", ("morning",)),
    (r"днем(?!\s+рожд)|дневн(?:ое|ая|ые|ую|ых)(?:\s+врем\w+)?", ("afternoon",)),
    (
        r"по\s+вечерам|вечером|вечерн(?:ее|яя|ие|юю|их|ей)(?:\s+врем\w+)?|вечерком|ближе\s+к\s+вечеру|под\s+вечер",
        ("evening",),
    ),
)
_NAMED = tuple((re.compile(rf"(?<![а-я])(?:{pattern})(?![а-я])"), parts) for pattern, parts in _WORDS)


def read_moments(line: Line) -> None:
    """Take days and parts of the day out of the line."""
    _read_days(line)
    _read_hours(line)
    for pattern, parts in _NAMED:
        for match in line.matches(pattern):
            line.take(*match.span(), "time", parts)


def _read_days(line: Line) -> None:
    for match in line.matches(_RANGE):
        first, last = _number(match[1]), _number(match[2])
        span = range(first, last + 1) if first <= last else (*range(first, 7), *range(last + 1))
        line.take(*match.span(), "day", tuple(WEEKDAYS[one] for one in span))
    for match in line.matches(_EXCEPT):
        but = {_number(one[0]) for one in re.finditer(rf"(?<![а-я]){_DAY}", match[1])}
        line.take(*match.span(), "day", tuple(day for number, day in enumerate(WEEKDAYS) if number not in but))
    for pattern, days in _KINDS:
        for match in line.matches(pattern):
            line.take(*match.span(), "day", tuple(days))
    for match in line.matches(_EVERY):
        line.take(*match.span())
    for match in line.matches(_ONE):
        line.take(*match.span(), "day", (WEEKDAYS[_number(match[1])],))


def _number(text: str) -> int:
    match = _NUMBER.match(text)
    assert match is not None and match.lastgroup is not None  # noqa: S101  # the pattern is made of the same days
    return int(match.lastgroup[1:])


def _read_hours(line: Line) -> None:
    for match in line.matches(_BETWEEN):
        first, last = _hour(match[1], match[4] or match[8]), _hour(match[5], match[8])
        stated = any(match[one] for one in (2, 3, 4, 6, 7, 8))
        if first < last <= 24 and (stated or first >= 8):
            parts = tuple(one for one in PARTS if _ENDS[one] > first and _BEGINS[one] < last)
            line.take(*match.span(), "time", parts)
    for match in line.matches(_AFTER):
        hour = _hour(match[4], match[7])
        stated = bool(match[5] or match[6] or match[7])
        if not 0 < hour < 24 or not (stated or (hour >= 10 and match[1] not in (None, "с", "от"))):
            continue
        if match[1]:
            parts = tuple(one for one in PARTS if _ENDS[one] > hour)
        elif match[2]:
            parts = tuple(one for one in PARTS if _BEGINS[one] < hour)
        else:
            parts = tuple(one for one in PARTS if _BEGINS[one] <= hour < _ENDS[one])
        line.take(*match.span(), "time", parts)


def _hour(text: str, part: str | None) -> int:
    hour = int(text)
    return hour + 12 if hour < 12 and part in {"дня", "вечера"} else hour
