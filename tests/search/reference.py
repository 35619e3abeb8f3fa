"""What filters mean, told once more in loops over programs and groups: slow, plain and independent of the sets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from search.invented import G, P

from navigator.search.filters import MANY, Filters

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"


def visible(catalog: list[P]) -> list[P]:
    """Programs that the public sees."""
    return [one for one in catalog if one.state == "published" and one.org_status not in ("refused", "blocked")]


def groups(program: P) -> list[G]:
    """Groups that the public sees."""
    return [group for group in program.groups if group.status == "active"]


def ages(program: P, group: G) -> tuple[int | None, int | None]:
    low, high = group.age
    return (program.age[0] if low is None else low, program.age[1] if high is None else high)


def is_adult(program: P) -> bool:
    if program.age[0] is not None:
        return program.age[0] >= 216
    starts = [ages(program, group)[0] for group in groups(program)]
    return bool(starts) and all(start is not None and start >= 216 for start in starts)


def is_open(program: P, group: G, today: date) -> bool:
    low = ages(program, group)[0]
    full = group.free_places == 0 or (group.free_places is None and group.vacancy == "none")
    return (
        not is_adult(program)
        and not (low is not None and low >= 216)
        and not group.locked
        and not full
        and (group.end is None or group.end >= today)
        and (group.apply_from is None or group.apply_from <= today)
        and (group.apply_to is None or group.apply_to >= today)
    )


def is_free(group: G) -> bool:
    return any(source == "budget" or 0 in (price, month) for source, price, month in group.funding)


def price(group: G) -> int | None:
    """Kopecks a month."""
    if is_free(group):
        return 0
    found = []
    for _, term, month in group.funding:
        if month is not None:
            found.append(month)
        elif term is not None and group.start and group.end:
            months = 1
            year, number = group.start.year, group.start.month
            while (year, number) != (group.end.year, group.end.month):
                number += 1
                if number == 13:
                    year, number = year + 1, 1
                months += 1
            found.append((term + months - 1) // months)
    return min(found) if found else None


def years(group: G, today: date) -> set[str]:
    def begun(day: date) -> int:
        return day.year if day >= date(day.year, 9, 1) else day.year - 1

    now = begun(today)
    first = group.start or group.end
    last = group.end or group.start
    if first is None or last is None:
        return {"current"}
    taken = range(begun(first), begun(last) + 1)
    return {name for name, year in (("current", now), ("next", now + 1)) if year in taken}


def lesson_fits(slot: tuple[int | None, date | None, int | None], filters: Filters) -> bool:
    weekday, on_date, start = slot
    name = WEEKDAYS[on_date.weekday() if weekday is None else weekday]
    part = None if start is None else "morning" if start < 720 else "afternoon" if start < 1020 else "evening"
    return (not filters.day or name in filters.day) and (not filters.time or part in filters.time)


def group_fits(program: P, group: G, filters: Filters, today: date, *, any_price: bool = False) -> bool:
    low, high = ages(program, group)
    if filters.age and not (
        low is not None
        and high is not None
        and low < high
        and any(low < age * 12 + 12 and high > age * 12 for age in filters.age)
    ):
        return False
    if (filters.day or filters.time) and not any(lesson_fits(slot, filters) for slot in group.slots):
        return False
    ways = {source for source, _, _ in group.funding}
    payments = {
        "free": is_free(group),
        "certificate": "certificate" in ways,
        "paid": bool(ways & {"paid", "private"}),
    }
    if filters.payment and not any(payments[one] for one in filters.payment):
        return False
    if filters.max_price is not None and not any_price:
        month = price(group)
        if month is None or month > filters.max_price * 100:
            return False
    if filters.open and not is_open(program, group, today):
        return False
    if filters.year and not years(group, today) & set(filters.year):
        return False
    return not filters.place or (group.place or program.org_place) in filters.place


GROUP_KEYS = ("age", "day", "time", "payment", "max_price", "open", "year", "place")


def fitting(program: P, filters: Filters, today: date) -> list[G] | None:
    """Groups that satisfy the filters together; None when the program does not match."""
    levels = {*program.levels, *(group.level for group in groups(program))}
    asked = (
        (filters.direction, {program.direction}),
        (filters.activity, set(program.activities)),
        (filters.municipality, {program.municipality}),
        (filters.organization, {program.organization}),
        (filters.form, {program.form}),
        (filters.level, levels),
        (filters.health, set(program.health)),
        (filters.project, {program.project}),
        (filters.mark, {*program.marks, *(["network"] if program.network else [])}),
    )
    if any(wanted and not has & set(wanted) for wanted, has in asked):
        return None
    if filters.distance and not program.distance:
        return None
    found = [group for group in groups(program) if group_fits(program, group, filters, today)]
    empty = Filters()
    narrowed = any(getattr(filters, key) != getattr(empty, key) for key in GROUP_KEYS)
    return None if narrowed and not found else found


def russian(name: str) -> list[Any]:
    letters = "".join(one if one.isalnum() else " " for one in name.lower()).split()
    return [[(RUSSIAN.index(one) + 1000 if one in RUSSIAN else ord(one)) for one in word] for word in letters]


def ranked(catalog: list[P], filters: Filters, today: date, scores: dict[int, float] | None = None) -> list[P]:
    """Programs that match, in order."""
    found = [(one, fit) for one in visible(catalog) if (fit := fitting(one, filters, today)) is not None]
    if scores is not None:
        found = [(one, fit) for one, fit in found if one.id in scores]

    def key(pair: tuple[P, list[G]]) -> tuple[Any, ...]:
        one, fit = pair
        opened = [group for group in fit if is_open(one, group, today)]
        part = 0 if opened else 2 if is_adult(one) else 1
        shown = opened or fit
        wanted: Any = ()
        if filters.sort == "price":
            prices = [price(group) for group in shown]
            known = [month for month in prices if month is not None]
            wanted = (not known, min(known, default=0))
        elif filters.sort == "start":
            starts = [group.start for group in shown if group.start is not None and group.start >= today]
            wanted = (not starts, min(starts, default=date.max))
        elif filters.sort == "rating":
            wanted = (one.rating is None, -(one.rating or 0))
        elif filters.sort == "relevance" and scores is not None:
            wanted = (-round(scores[one.id], 2),)
        return (part, wanted, russian(one.name), one.id)

    return [one for one, _ in sorted(found, key=key)]


def is_open_now(program: P, filters: Filters, today: date) -> bool:
    return any(is_open(program, group, today) for group in fitting(program, filters, today) or [])


def facet_count(catalog: list[P], filters: Filters, today: date, key: str, value: Any) -> int:
    """Programs that one value would give, all other keys as they are."""
    chosen = replace(filters, **{key: (value,) if key in MANY else True})
    return sum(fitting(one, chosen, today) is not None for one in visible(catalog))


def unknown_price(catalog: list[P], filters: Filters, today: date) -> int:
    """Programs that only an unstated price keeps out."""
    if filters.max_price is None:
        return 0
    free = replace(filters, max_price=None)
    return sum(
        fitting(one, filters, today) is None
        and any(
            price(group) is None and group_fits(one, group, filters, today, any_price=True) for group in groups(one)
        )
        and fitting(one, free, today) is not None
        for one in visible(catalog)
    )
