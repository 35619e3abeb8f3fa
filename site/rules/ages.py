"""Ages: stored as half-open ranges of months, read and shown in years.

The last year named is included: «10–15 лет» is [120, 192), «5 лет» is [60, 72). An end with a part of a year or in
months includes that month: «6–11 мес.» is [6, 12). «с 6 лет» lasts up to 18, and «с 18 лет» to the oldest age.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from navigator.rules.dates import MONTH_PATTERN, month_number

#: Children of 5–17 are the coverage of the mission; 18 and later are adults.
ADULT_YEARS = 18
ADULT_MONTHS = ADULT_YEARS * 12
#: The oldest age that a range is cut to, years.
OLDEST_YEARS = 100
_OLDEST = OLDEST_YEARS * 12


@dataclass(frozen=True, slots=True)
class AgeRange:
    """Half-open range of ages in months: «10–15 лет» is [120, 192)."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"an age range needs 0 <= start < end, not [{self.start}, {self.end})")

    def overlaps_year(self, years: int) -> bool:
        """True when some month of the given full year of age lies inside."""
        return self.start < years * 12 + 12 and self.end > years * 12

    @property
    def for_adults(self) -> bool:
        """True when nobody under 18 fits."""
        return self.start >= ADULT_MONTHS


def age_range(start: int | None, end: int | None) -> AgeRange | None:
    """A range of stored months, or None when a bound is missing or they do not make a range."""
    return AgeRange(start, end) if start is not None and end is not None and 0 <= start < end else None


def is_for_adults(program: AgeRange | None, groups: Iterable[AgeRange | None]) -> bool:
    """True when a program is for people of 18 and older: by its own age, else by the ages of all its groups."""
    if program is not None:
        return program.for_adults
    stated = list(groups)
    return bool(stated) and all(one is not None and one.for_adults for one in stated)


def age_on(born: date, day: date) -> int:
    """Full months of age on a day.

    :returns: months, negative when born later than the day.
    """
    months = (day.year - born.year) * 12 + day.month - born.month
    return months - 1 if day.day < born.day else months


# ---------------------------------------------------------------- reading

_DASHES = re.compile("\\s*[-‐‑‒–—―−⁃…÷~]+\\s*")
_SPACES = re.compile(r"\s+")
_LISTS = re.compile(r"\d{1,2}(?:,\d{1,2}){2,}")
_ORDINALS = re.compile(r"(?<=\d)\s?-?(?:ти|ми|х|тилетн\w*|и\s?летн\w*|летн\w*|го|и)(?!\w)")
_NOT_AGES = re.compile(
    r"\d+(?:\s*-\s*\d+)?\s*-?\s*(?:ые|ых|ый|ой|й|ом|м|е|я)?\s*(?:кл(?:асс\w*|\.)?(?!\w)|курс\w*|чел\w*|час\w*|групп\w*)"
    r"|\d+\s*-?\s*(?:ый|ой|й)\s+год\w*(?:\s+обучения)?|\d+\s+год\w*\s+обучения"
)
_WORDS = (
    (re.compile(r"полутора|полтора"), "1.5"),
    (re.compile(r"полугода|полгода"), "6 мес"),
    (re.compile(r"(?:от|с)\s+рождения|новорожд\w*"), "от 0"),
)
_DATE_TEXT = re.compile(
    rf"^(?:(?P<day>\d{{1,2}})[.\s/-]*(?P<month>{MONTH_PATTERN})[а-яa-z]*\.?|(?P<month2>{MONTH_PATTERN})[а-яa-z]*[.\s/-]*(?P<day2>\d{{1,2}}))$"
)
_ISO_DATE = re.compile(r"^(\d{4})-(\d\d)-(\d\d)(?:[ t]00:00(?::00(?:\.0+)?)?)?$")
_POINT_DATE = re.compile(r"^(\d{1,2})[./](\d{1,2})[./](\d{4})(?: 0?0:00(?::00)?)?$")
_NUMBER = r"(?<![\d.,])\d{{1,3}}(?:[.,](?:0|00|5|50|25|75)(?!\d))?(?![\d])"
_UNIT = r"(?:мес(?:яц\w*|\.)?|м\.|лет(?!\w)|год\w{{0,2}}|г\.|л\.|years?|y\.?o\.?|months?)"
_POINT = rf"(?P<{{0}}n>{_NUMBER})\s*(?P<{{0}}u>{_UNIT})?(?:\s*(?:и\s*)?(?P<{{0}}m>\d{{{{1,2}}}})\s*мес\w*\.?)?"


def _point(name: str) -> str:
    return _POINT.format(name)


_OLDER = r"(?:\s*\+|\s*(?:и|или)\s+(?:старше|более|больше|выше|далее)|\s*(?:и\s+)?старше)"
_AGES = re.compile(
    rf"(?:(?:от|со?|из)\s*)?{_point('a')}\s*(?:-|до|по)\s*{_point('b')}"
    rf"|(?:(?:от|со?|старше|не младше|не моложе|более)\s*){_point('c')}(?:{_OLDER})?|{_point('d')}{_OLDER}"
    rf"|(?:до|младше|не старше|моложе|по)\s*{_point('e')}"
    rf"|{_point('f')}"
)


@dataclass(frozen=True, slots=True)
class _Age:
    """An age as named: months, and whether it names a whole year (then its twelve months are meant)."""

    months: int
    whole: bool

    @property
    def after(self) -> int:
        """First month after it."""
        return self.months + (12 if self.whole else 1)


def parse_age(text: str | float) -> AgeRange | None:
    """Read ages: «От 10 до 15», «7–12 лет», «5 лет», «с 6 лет», «до 10 лет», «1,5–3 года», «10-17», 10.0.

    Several ranges give the range that holds them all; swapped bounds are put right. Texts that a spreadsheet made of
    a range («10.дек», «2022-10-09 00:00:00») are read as :func:`age_from_date` reads dates.

    :returns: None when no age is named.
    """
    if isinstance(text, bool):
        return None
    if isinstance(text, (int, float)):
        text = f"{text:g}"
    return _parse_text(text) if len(text) <= 300 else None


@lru_cache(maxsize=4096)
def _parse_text(text: str) -> AgeRange | None:
    low = _SPACES.sub(" ", text).strip().lower().replace("ё", "е")
    if found := _from_date_text(low):
        return found
    low = _tidy(low)
    found_ranges = [found for match in _AGES.finditer(low) if (found := _read(match, low))]
    if not found_ranges:
        return None
    return AgeRange(min(one.start for one in found_ranges), max(one.end for one in found_ranges))


def _tidy(low: str) -> str:
    for pattern, meaning in _WORDS:
        low = pattern.sub(meaning, low)
    low = _DASHES.sub("-", low)
    low = _ORDINALS.sub(" ", low)
    low = _NOT_AGES.sub(" ", low)
    low = _LISTS.sub(lambda match: match[0].replace(",", " , "), low)
    return _SPACES.sub(" ", low.replace("/", "-")).strip()


def _read(match: re.Match[str], low: str) -> AgeRange | None:
    first, last = _named(match, "a", match["bu"]), _named(match, "b", "")
    if first and last:
        if first.months > last.months:
            first, last = last, first
        return _range(first.months, last.after)
    since = _named(match, "c", "") or _named(match, "d", "")
    if since:
        return _range(since.months, ADULT_MONTHS if since.months < ADULT_MONTHS else _OLDEST)
    upto = _named(match, "e", "")
    if upto:
        return _range(0, upto.after)
    single = _named(match, "f", "")
    if single is None or not (match["fu"] or _bare(match, low)):
        return None
    if single.whole or match["fm"] or _is_months(match["fu"] or ""):
        return _range(single.months, single.after)
    return _range(single.months, single.months - single.months % 12 + 12)


def _bare(match: re.Match[str], low: str) -> bool:
    """A number without a unit is an age where the text holds only such numbers, «лет» and the word «возраст»."""
    return not re.sub(r"возраст\w*|дет\w*|для|лет|год\w*|[\d\s.,:;()-]|(?<!\w)и(?!\w)", "", low)


def _named(match: re.Match[str], name: str, unit: str | None) -> _Age | None:
    if match[f"{name}n"] is None:
        return None
    number = float(match[f"{name}n"].replace(",", "."))
    own = match[f"{name}u"] or unit or ""
    if _is_months(own):
        return _Age(round(number), False) if number <= _OLDEST else None
    if number >= OLDEST_YEARS:
        return None
    more = int(match[f"{name}m"] or 0)
    months = round(number * 12) + more
    return _Age(months, months % 12 == 0 and match[f"{name}m"] is None)


def _is_months(unit: str) -> bool:
    return unit.startswith(("мес", "м.", "mon"))


def _range(start: int, end: int) -> AgeRange | None:
    end = min(end, _OLDEST)
    return AgeRange(start, end) if 0 <= start < end else None


# ---------------------------------------------------------------- ages that a spreadsheet turned into dates


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How a file's dates were made of ages: which part of the date was typed first, and the year nobody typed.

    ``first`` is day or month; ``year`` is the year that the spreadsheet added, None when that is not known.
    """

    first: str = "day"
    year: int | None = None


def date_order(values: Iterable[date]) -> DateOrder:
    """Find the order that makes most ranges grow: «9-10» became 9 October in Russian and September 10 in English."""
    days = [value for value in values if value.day != 1]
    votes = Counter("day" if value.day < value.month else "month" for value in days if value.day != value.month)
    years = Counter(value.year for value in days).most_common(1)
    return DateOrder("month" if votes["month"] > votes["day"] else "day", years[0][0] if years else None)


def age_from_date(value: date | datetime, order: DateOrder | None = None) -> AgeRange | None:
    """Read a range that a spreadsheet took for a date: 9 October → «9–10», 1 October 2017 → «10–17».

    :param order: what :func:`date_order` found for the column; without it the growing range is taken.
    """
    order = order or DateOrder()
    short = value.year % 100
    other_year = order.year is not None and value.year != order.year
    if value.day == 1 and short > value.month and (other_year or short <= 18) and 2000 <= value.year < 2100:
        return _years(value.month, short)
    if order.first == "month":
        return _years(value.month, value.day)
    return _years(value.day, value.month)


def _years(first: int, last: int) -> AgeRange:
    low, high = sorted((first, last))
    return AgeRange(low * 12, high * 12 + 12)


def _from_date_text(low: str) -> AgeRange | None:
    if found := _DATE_TEXT.match(low):
        month = month_number(found["month"] or found["month2"])
        day = int(found["day"] or found["day2"])
        return _years(day, month) if month and 0 < day < OLDEST_YEARS - 1 else None
    if found := _ISO_DATE.match(low):
        parts = int(found[1]), int(found[2]), int(found[3])
    elif found := _POINT_DATE.match(low):
        parts = int(found[3]), int(found[2]), int(found[1])
    else:
        return None
    try:
        return age_from_date(date(*parts))
    except ValueError:
        return None


# ---------------------------------------------------------------- writing


def format_age(ages: AgeRange) -> str:
    """«7–10 лет», «5 лет», «с 6 лет», «до 10 лет», «1,5–3 года»: :func:`parse_age` reads the same range back."""
    start, end = ages.start, min(ages.end, _OLDEST)
    first = _Age(start, start % 12 == 0)
    if start == 0:
        last = _Age(end - 12, True) if end % 12 == 0 and end >= 24 else _Age(end - 1, False)
        return f"до {_text(last, genitive=True)}"
    if (end == ADULT_MONTHS and start < ADULT_MONTHS - 12) or (end == _OLDEST and start >= ADULT_MONTHS):
        return f"с {_text(first, genitive=True)}"
    if start >= 12 and start % 6 == 0 and end == start - start % 12 + 12:
        return _text(first)
    last = _Age(end - 12, True) if end % 12 == 0 and end - 12 > start else _Age(end - 1, False)
    if last.months == start:
        return _text(last, exact=True)
    if start >= 12 and start % 6 == 0 and last.whole:
        return f"{_years_text(start)}–{_text(last)}"
    if last.months < 12:
        return f"{start}–{last.months} мес."
    return f"{_text(first)} – {_text(last)}"


def _years_text(months: int) -> str:
    years, rest = divmod(months, 12)
    return f"{years},5" if rest == 6 else str(years)


def _text(age: _Age, *, genitive: bool = False, exact: bool = False) -> str:
    """An age by itself: «5 лет», «1,5 года», «6 мес.», «5 лет 3 мес.»; after «с» and «до» in the genitive.

    ``exact`` names the month where «1,5 года» would mean the rest of the year.
    """
    years, rest = divmod(age.months, 12)
    if years == 0:
        return f"{rest} мес."
    if rest == 6 and not exact:
        return f"{_years_text(age.months)} {'лет' if genitive and years > 1 else 'года'}"
    word = _year_word(years)
    if genitive:
        word = "года" if word == "год" else "лет"
    return f"{years} {word}" if age.whole else f"{years} {word} {rest} мес."


def _year_word(years: int) -> str:
    if years % 10 == 1 and years % 100 != 11:
        return "год"
    return "года" if 2 <= years % 10 <= 4 and not 12 <= years % 100 <= 14 else "лет"
