"""Sums and dates that people type into the pages of money."""

from __future__ import annotations

from datetime import date

from navigator.rules.dates import parse_date
from navigator.rules.financing.amounts import read_amount
from navigator.rules.financing.hours import hundredths
from navigator.rules.persons import TypedProblem


def read_nominal(text: str) -> tuple[int | None, str]:
    """A sum of a GET form: kopecks, or None and what is wrong with it; nothing typed is neither."""
    typed = text.strip()[:40]
    if not typed:
        return None, ""
    try:
        return read_amount(typed), ""
    except TypedProblem as problem:
        return None, str(problem)


def read_count(text: str) -> int | None:
    """A whole number of a form; None when nothing was typed.

    :raises TypedProblem: it is none, or beyond belief.
    """
    typed = "".join(text.split())[:20]
    if not typed:
        return None
    if not typed.isascii() or not typed.isdigit() or len(typed) > 7:
        raise TypedProblem(f"«{text.strip()[:20]}» – не целое число")
    return int(typed)


def read_limit(text: str) -> int:
    """A limit in roubles; 0 when nothing was typed."""
    return read_amount(text[:40], most=10**13) if text.strip() else 0


def read_weekly(text: str) -> int | None:
    """Hours a week in hundredths; None when nothing was typed.

    :raises TypedProblem: no number of hours.
    """
    typed = text.strip().replace(",", ".")[:10]
    if not typed:
        return None
    try:
        hours = float(typed)
    except ValueError:
        hours = -1.0
    if not 0 <= hours <= 100:
        raise TypedProblem(f"«{text.strip()[:20]}» – не часы в неделю. Напишите число, например 12 или 11,5")
    return hundredths(hours)


def read_day(text: str) -> date | None:
    """A date of a form; None when nothing was typed.

    :raises TypedProblem: it is none.
    """
    typed = text.strip()[:40]
    if not typed:
        return None
    found = parse_date(typed)
    if found is None:
        raise TypedProblem(f"Дату «{typed[:20]}» прочитать не удалось. Напишите, например, 01.09.2026")
    return found
