"""Days, hours and prices in a typed line."""

from __future__ import annotations

from collections.abc import Iterator
from re import Match

from navigator.rules.vocabulary import DAY_PART_STARTS, DAY_PARTS, WEEKDAYS, day_part
from navigator.search.reading.lexicon import lexicon, whole

_HOUR = r"(\d{1,2})(?:[:.](\d\d))?"
_CLOCK = r"(?:\s*(?:час(?:ов|а)?|ч\.?)(?!\w))?"
_AFTER = whole(rf"(?:после|с|не\s+раньше|не\s+ранее|начиная\s+с|от)\s+{_HOUR}{_CLOCK}(?:\s+вечера)?")
_BEFORE = whole(rf"(?:до|не\s+позже|не\s+позднее)\s+{_HOUR}{_CLOCK}")
_AT = whole(r"(?:в|к|на)\s+(?:(\d{1,2})[:.](\d\d)|(\d{1,2})\s*(?:час(?:ов|а)?|ч\.?)(?!\w))")
_SUM = r"(\d{1,3}(?:[ \u00a0]?\d{3})*|\d+)\s*(тыс\w*\.?|т\.?\s?р\.?|к)?"
_MONEY = r"(?:руб\w*\.?|р\.?(?!\w)|₽|рублей)(?:\s*(?:в|за)\s+месяц)?"
_UP_TO = whole(
    rf"(?:до|не\s+дороже|не\s+больше|не\s+более|максимум|в\s+пределах|дешевле|за|стоимостью\s+до|ценой\s+до)\s+{_SUM}\s*(?:{_MONEY})?(?:\s*(?:в|за)\s+месяц)?"
)
_PRICE = whole(rf"{_SUM}\s*{_MONEY}")
#: Smaller numbers without a currency are no prices.
LEAST_PRICE, MOST_PRICE = 100, 1_000_000


def days_in(text: str) -> Iterator[tuple[Match[str], tuple[str, ...]]]:
    """Ranges of days first («со вторника по пятницу»), then what is not wanted, then each day by itself."""
    one = "|".join(f"(?:{pattern})" for pattern in lexicon().days.values())
    ranges = whole(rf"(?:с|со|от)?\s*({one})\s*(?:-|–|—|по|до)\s*({one})")
    for match in ranges.finditer(text):
        start, end = _day(match[1]), _day(match[2])
        yield match, tuple(WEEKDAYS[(start + step) % 7] for step in range((end - start) % 7 + 1))
    for match in whole(rf"кроме\s+({one})").finditer(text):
        yield match, tuple(day for number, day in enumerate(WEEKDAYS) if number != _day(match[1]))
    for code, pattern in lexicon().days.items():
        for match in whole(rf"(?:(?:по|в|во|на|каждый|каждую|каждое|и|или)\s+)?(?:{pattern})\.?").finditer(text):
            yield match, (code,)


def _day(text: str) -> int:
    return next(number for number, code in enumerate(WEEKDAYS) if whole(lexicon().days[code]).fullmatch(text))


def hours_in(text: str) -> Iterator[tuple[Match[str], tuple[str, ...]]]:
    """Parts of the day that an hour means: «после 17» is the evening, «до 12» the morning, «в 16:00» its part."""
    parts = tuple(DAY_PARTS)
    for match in _AFTER.finditer(text):
        if 8 <= int(match[1]) <= 22:
            first = parts.index(day_part(int(match[1]) * 60))
            yield match, parts[first:] if first else ()
    for match in _BEFORE.finditer(text):
        hour = int(match[1])
        if 9 <= hour <= 22:
            yield match, tuple(part for part in parts if DAY_PART_STARTS[part] < hour * 60) if hour <= 17 else ()
    for match in _AT.finditer(text):
        hour = int(match[1] or match[3])
        if 7 <= hour <= 22:
            yield match, (day_part(hour * 60),)


def prices_in(text: str) -> Iterator[tuple[Match[str], int]]:
    """The most that a month may cost, roubles."""
    for pattern in (_UP_TO, _PRICE):
        for match in pattern.finditer(text):
            number = int("".join(char for char in match[1] if char.isdigit()))
            roubles = number * 1000 if match[2] else number
            said = any(sign in match[0] for sign in ("р", "₽"))
            if LEAST_PRICE <= roubles <= MOST_PRICE and (said or roubles >= LEAST_PRICE * 3):
                yield match, roubles
