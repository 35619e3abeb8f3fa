"""Sums and dates that people type into the pages of money."""

from __future__ import annotations

from navigator.rules.financing.amounts import read_amount
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
