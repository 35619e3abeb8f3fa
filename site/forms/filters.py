"""Reading the filters of the catalog from an address: bad values become notices, never errors."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Protocol

from navigator.rules import vocabulary
from navigator.search.filters import ADULT, PLAIN, Filters

MAX_QUERY = 200
MAX_AGE = 17
MAX_VALUES = 60
MAX_PRICE = 1_000_000  # roubles a month

_FIXED: dict[str, Iterable[str]] = {
    "day": vocabulary.WEEKDAYS,
    "time": vocabulary.DAY_PARTS,
    "form": vocabulary.STUDY_FORMS,
    "level": vocabulary.LEVELS,
    "payment": vocabulary.PAYMENTS,
    "health": vocabulary.HEALTH_CATEGORIES,
    "year": vocabulary.YEARS,
    "project": vocabulary.PROJECTS,
    "mark": vocabulary.MARKS,
}
_YES = ("1", "on", "true")
_NO = ("0", "off", "false")
_NAMED = ("direction", "activity", "municipality", "place")

#: What a person calls each key, for notices.
NAMES = {
    "direction": "направленность",
    "activity": "вид деятельности",
    "age": "возраст",
    "municipality": "муниципалитет",
    "place": "населённый пункт",
    "street": "улица",
    "organization": "организация",
    "day": "день недели",
    "time": "время",
    "form": "форма обучения",
    "level": "уровень",
    "payment": "оплата",
    "max_price": "цена в месяц",
    "health": "особенности здоровья",
    "year": "учебный год",
    "project": "проект",
    "mark": "отметка",
    "open": "открытый набор",
    "distance": "дистанционно",
    "sort": "порядок",
    "page": "страница",
}


class Arguments(Protocol):
    """The part of werkzeug's MultiDict that is read here."""

    def getlist(self, key: str) -> list[str]: ...


def clean(text: str) -> str:
    """Typed text without control and unassigned characters and extra spaces, at most 200 characters."""
    seen = (" " if unicodedata.category(char).startswith("C") else char for char in text[: 5 * MAX_QUERY])
    return " ".join("".join(seen).split())[:MAX_QUERY]


def read_filters(arguments: Arguments, known: Mapping[str, Collection[str]]) -> tuple[Filters, list[str]]:
    """Read the filters of ``/programs/``.

    :param arguments: repeated keys of the address; unknown keys are ignored.
    :param known: values that exist for direction, activity, municipality, place, street and organization.
    :returns: the filters and notices in Russian for each value that was not understood.
    """
    notices: list[str] = []
    values: dict[str, Any] = {"q": clean(" ".join(arguments.getlist("q")[:5]))}

    def many(key: str, read: Callable[[str], Any]) -> None:
        found: list[Any] = []
        for text in arguments.getlist(key)[:MAX_VALUES]:
            typed = clean(text)
            if not typed:
                continue
            value = read(typed)
            if value is None:
                notices.append(_notice(key, typed))
            elif value not in found:
                found.append(value)
        values[key] = tuple(found)

    for key, allowed in _FIXED.items():
        many(key, _one_of(allowed))
    for key in _NAMED:
        many(key, _one_of(known.get(key, ())))
    streets = known.get("street", ())
    many("street", lambda text: text if text in streets else None)  # read when one is asked for
    many("age", lambda text: _whole(text, 0, ADULT))
    organizations = frozenset(known.get("organization", ()))
    many("organization", lambda text: int(text) if text in organizations else None)
    for key in ("distance", "open"):
        typed = [text for text in map(clean, arguments.getlist(key)[:MAX_VALUES]) if text]
        values[key] = any(text in _YES for text in typed)
        notices += [_notice(key, text) for text in typed if text not in _YES and text not in _NO]
    values["max_price"] = _single(
        arguments, "max_price", notices, lambda text: _whole(text.replace(" ", ""), 0, MAX_PRICE)
    )
    values["words"] = PLAIN if PLAIN in arguments.getlist("words")[:5] else ""
    values["sort"] = (
        _single(arguments, "sort", notices, lambda text: text if text in vocabulary.SORTS else None) or "relevance"
    )
    values["page"] = _single(arguments, "page", notices, lambda text: _whole(text, 1, 100_000)) or 1
    return Filters(**values), notices


def _one_of(allowed: Iterable[str]) -> Callable[[str], str | None]:
    values = frozenset(allowed)
    return lambda text: text if text in values else None


def _single(arguments: Arguments, key: str, notices: list[str], read: Callable[[str], Any]) -> Any:
    typed = next((text for text in map(clean, arguments.getlist(key)) if text), "")
    if not typed:
        return None
    value = read(typed)
    if value is None:
        notices.append(_notice(key, typed))
    return value


def _whole(text: str, low: int, high: int) -> int | None:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        return None
    return int(text) if low <= int(text) <= high else None


def _notice(key: str, typed: str) -> str:
    shown = typed if len(typed) <= 40 else typed[:39] + "…"
    advice = {
        "age": f"Напишите число от 0 до {MAX_AGE}.",
        "max_price": "Напишите число рублей, например 2000.",
        "page": "Показана первая страница.",
        "sort": "Показан обычный порядок.",
    }.get(key, "Этот отбор не применён.")
    return f"Не удалось прочитать: {NAMES[key]} «{shown}». {advice}"
