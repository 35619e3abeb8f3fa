"""A budget as a picture: plain rectangles and points, drawn by the page as SVG without a script."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from navigator.services.financing.budget import Budget

WIDTH, HEIGHT, BAR = 600, 160, 28


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of the sum of nominals: from the left edge, in units of the picture."""

    key: str
    label: str
    amount: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Column:
    """What is spent by the end of a month, as a column from the bottom."""

    month: date
    amount: int
    is_past: bool
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of one budget; sums in kopecks."""

    bars: tuple[Bar, ...]
    columns: tuple[Column, ...]
    total: int
    expected: int
    returns: int  # what goes back to the budget if every contract goes on and nothing else comes


def picture_of(budget: Budget) -> Picture | None:
    """The picture of a budget, or None while no nominal was issued."""
    total = budget.nominal_sum
    if not total:
        return None
    returned = sum(one.returned for one in budget.figures)
    parts = (
        ("spent", "Списано", budget.spent),
        ("reserved", "Забронировано", budget.reserved),
        ("free", "Свободно", budget.free),
        ("returned", "Возвращено в бюджет", returned),
    )
    bars, x = [], 0.0
    for key, label, amount in parts:
        width = WIDTH * amount / total
        bars.append(Bar(key, label, amount, round(x, 2), round(width, 2)))
        x += width
    return Picture(tuple(bars), _columns(budget, total), total, budget.expected, max(0, total - budget.expected))


def _columns(budget: Budget, total: int) -> tuple[Column, ...]:
    step = WIDTH / max(1, len(budget.months))
    found = []
    for number, one in enumerate(budget.months):
        height = HEIGHT * one.spent / total
        found.append(
            Column(
                *(one.month, one.spent, one.is_past),
                *(round(number * step + 2, 2), round(HEIGHT - height, 2), round(step - 4, 2), round(height, 2)),
            )
        )
    return tuple(found)
