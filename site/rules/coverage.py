"""How reports count: children once, services each; states of a past day; shares that say nothing without a divisor.

Coverage = children of 5–17 with at least one enrollment on the day ÷ children of 5–17 who live there × 100; beside it
always the number of enrollments and how many of them fall on a child. Source: the field's rule of coverage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

#: Full years of those who are counted.
YOUNGEST, OLDEST = 5, 17
#: «Three and more».
OFTEN = 3
BOY, GIRL, UNSAID = "boy", "girl", ""
_BOYS = ("ич", "оглы", "улы")
_GIRLS = ("вна", "чна", "шна", "кызы", "гызы", "кизи")


@dataclass(frozen=True, slots=True)
class Attendance:
    """Children once, enrollments each, and how many children attend one, two, three or more programs."""

    children: int
    services: int
    on_one: int
    on_two: int
    on_more: int


def attendance(pairs: Iterable[tuple[Hashable, Hashable]]) -> Attendance:
    """Count enrollments.

    :param pairs: child and program of each enrollment; two enrollments of a child in one program are two services of
        one program.
    """
    programs: dict[Hashable, set[Hashable]] = defaultdict(set)
    services = 0
    for child, program in pairs:
        programs[child].add(program)
        services += 1
    sizes = [len(found) for found in programs.values()]
    return Attendance(len(sizes), services, sizes.count(1), sizes.count(2), sum(1 for size in sizes if size >= OFTEN))


def share(part: int, whole: int | None) -> float | None:
    """Percent with one decimal; None where there is nothing to divide by."""
    return round(part * 100 / whole, 1) if whole else None


def per_head(services: int, children: int) -> float | None:
    """Enrollments a child, two decimals; None without children."""
    return round(services / children, 2) if children else None


def is_counted(years: int | None) -> bool:
    """Whether a child of so many full years is one of 5–17; one whose age nobody knows is not."""
    return years is not None and YOUNGEST <= years <= OLDEST


def sex_of(patronymic: str) -> str:
    """Boy or girl by the ending of a patronymic; empty where it does not tell."""
    low = patronymic.strip().casefold()
    if low.endswith(_GIRLS):
        return GIRL
    return BOY if low.endswith(_BOYS) else UNSAID


def is_rural(settlement: str) -> bool | None:
    """Whether a settlement is a village by its short word; None where no settlement is named."""
    if not settlement:
        return None
    return not settlement.casefold().startswith(("г.", "г ", "город ", "пгт", "рп"))


def spans(ages: Iterable[int]) -> str:
    """«5–7, 12, 15–17» of full years; empty for none."""
    found: list[list[int]] = []
    for age in sorted(set(ages)):
        if found and found[-1][1] == age - 1:
            found[-1][1] = age
        else:
            found.append([age, age])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in found)


def median(values: Iterable[float]) -> float | None:
    """The middle of some values, one decimal; None for none."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    middle = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    return round(middle, 1)
