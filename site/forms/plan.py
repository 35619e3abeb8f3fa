"""The form of a plan: what a municipality is to reach in a year."""

from __future__ import annotations

from navigator.forms.typed import Typed, TypedForm
from navigator.rules.persons import TypedProblem

_MOST = 10_000_000
_NUMBERS = {"inputmode": "numeric", "autocomplete": "off", "class": "short"}


def whole(text: str) -> int:
    """«5 100» → 5100.

    :raises TypedProblem: it is no whole number of people.
    """
    plain = "".join(text.split())
    if not plain.isascii() or not plain.isdigit() or int(plain) > _MOST:
        raise TypedProblem("Напишите целое число, например 1166")
    return int(plain)


def percent(text: str) -> float:
    """«80,5 %» → 80.5.

    :raises TypedProblem: it is no share from 0 to 100.
    """
    plain = "".join(text.split()).removesuffix("%").replace(",", ".")
    try:
        value = float(plain) if plain.isascii() and plain.replace(".", "", 1).isdigit() else -1.0
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise TypedProblem("Напишите процент от 0 до 100, например 80,5")
    return round(value, 1)


class PlanForm(TypedForm):
    """Every field may stay empty: what nobody planned is not shown beside the fact."""

    population = Typed("Детей 5–17 лет живёт в муниципалитете", whole, html=_NUMBERS)
    source = Typed("Откуда это число", str, hint="Например: Росстат, на 1 января 2026", html={"maxlength": "200"})
    coverage = Typed("План охвата, %", percent, html={**_NUMBERS, "inputmode": "decimal"})
    children = Typed("План: зачислить детей", whole, html=_NUMBERS)
    certificates = Typed("План: действующих сертификатов", whole, html=_NUMBERS)
