"""The sets of programs and groups behind each value of each filter, made once from rows."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from navigator.rules.ages import ADULT_MONTHS
from navigator.rules.money import price_a_month
from navigator.rules.vocabulary import DAY_PARTS, MARKS, PAYMENTS, WEEKDAYS, day_part
from navigator.search.arrays import GroupRow, Loaded, ProgramRow
from navigator.search.bitsets import Layers, bits_of, union
from navigator.search.filters import ADULT

#: Ages that can be asked for, full years.
AGES = range(18)
#: Filters that a program answers as a whole, and filters that one group must satisfy together.
PROGRAM_KEYS = (
    "direction",
    "activity",
    "municipality",
    "organization",
    "form",
    "level",
    "health",
    "project",
    "mark",
    "distance",
)
GROUP_KEYS = ("age", "payment", "place", "street", "open", "year")

Sets = dict[str, int]


class Numbering:
    """Programs by descending count of groups, groups in layers."""

    def __init__(self, loaded: Loaded) -> None:
        grouped: dict[int, list[GroupRow]] = defaultdict(list)
        for group in loaded.groups:
            grouped[group.program].append(group)
        self.programs = sorted(loaded.programs, key=lambda one: (-len(grouped.get(one.id, ())), one.id))
        lists = [grouped.get(one.id, []) for one in self.programs]
        self.layers = Layers([len(one) for one in lists])
        self.groups: list[GroupRow] = []
        self.program_of_group: list[int] = []
        for layer in range(len(self.layers.offsets)):
            for position, groups in enumerate(lists):
                if len(groups) <= layer:
                    break
                self.groups.append(groups[layer])
                self.program_of_group.append(position)


def ages_of(group: GroupRow, program: ProgramRow) -> tuple[int | None, int | None]:
    """Ages of a group in months, each bound from the program where the group states none."""
    return (
        program.age_from if group.age_from is None else group.age_from,
        program.age_to if group.age_to is None else group.age_to,
    )


class SparseSets(Mapping[str, int]):
    """Value → set of programs, for a filter with many values of few programs each: sets are made when asked for."""

    def __init__(self, column: Iterable[str], size: int) -> None:
        self._size = size
        self._numbers: dict[str, array[int]] = {}
        for number, value in enumerate(column):
            self._numbers.setdefault(value, array("I")).append(number)

    def __getitem__(self, value: str) -> int:
        return bits_of(self._numbers[value], self._size)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


def _sets(values: Iterable[tuple[int, Iterable[str]]], size: int) -> Sets:
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, codes in values:
        for code in codes:
            numbers[code].append(number)
    return {code: bits_of(found, size) for code, found in numbers.items() if code}


def program_sets(numbering: Numbering, loaded: Loaded) -> dict[str, Mapping[str, int]]:
    """For each program filter: value → set of programs."""
    programs, size = numbering.programs, numbering.layers.programs
    levels: list[set[str]] = [set(one.levels) for one in programs]
    for group, position in zip(numbering.groups, numbering.program_of_group, strict=True):
        levels[position].add(group.level)

    def of(values: Iterable[Iterable[str]]) -> Sets:
        return _sets(enumerate(values), size)

    return {
        "direction": of([one.direction] for one in programs),
        "activity": of(loaded.activities.get(one.id, ()) for one in programs),
        "municipality": of([one.municipality] for one in programs),
        "organization": SparseSets((str(one.organization) for one in programs), size),
        "form": of([one.form] for one in programs),
        "level": of(levels),
        "health": of(one.health for one in programs),
        "project": of([one.project] for one in programs),
        "mark": of(set(one.marks) & MARKS.keys() for one in programs),
        "distance": {"1": bits_of((number for number, one in enumerate(programs) if one.distance), size)},
    }


def adult_programs(numbering: Numbering) -> int:
    """Set of programs for adults: they say so, or all their groups do where they say nothing."""
    children: set[int] = set()
    adults: set[int] = set()
    for group, position in zip(numbering.groups, numbering.program_of_group, strict=True):
        start, _ = ages_of(group, numbering.programs[position])
        (adults if start is not None and start >= ADULT_MONTHS else children).add(position)
    found = (
        number
        for number, one in enumerate(numbering.programs)
        if (number in adults and number not in children if one.age_from is None else one.age_from >= ADULT_MONTHS)
    )
    return bits_of(found, numbering.layers.programs)


def _ages(numbering: Numbering) -> Iterator[tuple[int | None, int | None]]:
    for group, position in zip(numbering.groups, numbering.program_of_group, strict=True):
        yield ages_of(group, numbering.programs[position])


def _is_grown(start: int | None, end: int | None) -> bool:
    """True for a group that takes people of 19 years: «14–18 лет» is for children."""
    return (start or 0) >= ADULT_MONTHS or (end or 0) > ADULT_MONTHS + 12


def age_sets(numbering: Numbering, *, whole: bool = False) -> Sets:
    """Full year of age → set of groups; a group without both bounds fits no asked age of a child.

    :param whole: only groups that take the age from the first month of the year to the last.
    """
    by_range: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, (start, end) in enumerate(_ages(numbering)):
        if start is not None and end is not None and start < end:
            by_range[start, end].append(number)
    size = numbering.layers.groups
    ranges = {ages: bits_of(numbers, size) for ages, numbers in by_range.items()}
    grown = (number for number, (start, end) in enumerate(_ages(numbering)) if _is_grown(start, end))
    return {str(ADULT): bits_of(grown, size)} | {
        str(age): union(
            bits
            for (start, end), bits in ranges.items()
            if (start <= age * 12 and end >= age * 12 + 12 if whole else start < age * 12 + 12 and end > age * 12)
        )
        for age in AGES
    }


def group_sets(numbering: Numbering, streets: Mapping[str, int]) -> dict[str, Mapping[str, int]]:
    """Sets behind filters of groups that do not depend on the day."""
    return {"age": age_sets(numbering), "place": place_sets(numbering), "street": streets}


def place_sets(numbering: Numbering) -> Sets:
    """Settlement → set of groups: that of the venue, else of the organization."""
    return _sets(
        (
            (number, [group.place or numbering.programs[position].place])
            for number, (group, position) in enumerate(zip(numbering.groups, numbering.program_of_group, strict=True))
        ),
        numbering.layers.groups,
    )


class Lessons:
    """Sets of groups by day and part of the day of one lesson."""

    def __init__(self, numbering: Numbering, slots: Mapping[int, list[tuple[int, int | None]]]) -> None:
        numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, group in enumerate(numbering.groups):
            for weekday, start in set(slots.get(group.id, ())):
                numbers[WEEKDAYS[weekday], "" if start is None else day_part(start)].append(number)
        size = numbering.layers.groups
        self._sets = {key: bits_of(found, size) for key, found in numbers.items()}

    def on(self, days: Iterable[str], parts: Iterable[str]) -> int:
        """Groups with a lesson on one of the days in one of the parts of the day; nothing named = any."""
        wanted_days = tuple(days) or WEEKDAYS
        wanted_parts = tuple(parts) or ("", *DAY_PARTS)
        return union(self._sets.get((day, part), 0) for day in wanted_days for part in wanted_parts)


class Prices:
    """Sets of groups by what they cost."""

    def __init__(self, numbering: Numbering, loaded: Loaded) -> None:
        size = numbering.layers.groups
        paid: dict[int, list[int]] = defaultdict(list)
        unknown: list[int] = []
        ways: dict[str, list[int]] = {code: [] for code in PAYMENTS}
        #: Price a month of each group in kopecks, None = not stated.
        self.months: list[int | None] = []
        for number, group in enumerate(numbering.groups):
            funding = loaded.funding.get(group.id, [])
            price = month_price(group, funding)
            self.months.append(price)
            (unknown if price is None else paid[price]).append(number)
            sources = {source for source, _, _ in funding}
            if price == 0:
                ways["free"].append(number)
            if "certificate" in sources:
                ways["certificate"].append(number)
            if sources & {"paid", "private"}:
                ways["paid"].append(number)
        self.ways: Sets = {code: bits_of(numbers, size) for code, numbers in ways.items()}
        self.unknown = bits_of(unknown, size)
        self._stated = sorted(paid)
        self._sets = [bits_of(paid[price], size) for price in self._stated]

    def up_to(self, roubles: int) -> int:
        """Groups with a stated price a month not above so many roubles."""
        return union(self._sets[: bisect_right(self._stated, roubles * 100)])


def typed_names(loaded: Loaded) -> dict[str, dict[str, str]]:
    """Names that a typed line may hold: all places, organizations that have programs."""
    shown = {str(one.organization) for one in loaded.programs}
    names = loaded.names
    return {
        "municipality": names["municipality"],
        "place": names["place"],
        "organization": {value: name for value, name in names["organization"].items() if value in shown},
    }


def month_price(group: GroupRow, funding: list[tuple[str, int | None, int | None]]) -> int | None:
    """Smallest price a month of a group in kopecks: 0 = free, None = nobody stated one."""
    best: int | None = None
    for source, term, month in funding:
        price = price_a_month(term, month, group.date_start, group.date_end)
        if source == "budget" or price == 0 or term == 0:
            return 0
        if price is not None and (best is None or price < best):
            best = price
    return best
