"""The catalog in memory: filters, counts and order over sets of integers. Never changes once it is made."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from sys import intern

from navigator.rules.vocabulary import DAY_PARTS, WEEKDAYS
from navigator.search.arrays import Loaded, Places, ProgramRow
from navigator.search.bitsets import bits_of, union
from navigator.search.columns import (
    GROUP_KEYS,
    PROGRAM_KEYS,
    Lessons,
    Numbering,
    Prices,
    adult_programs,
    age_sets,
    group_sets,
    program_sets,
    typed_names,
)
from navigator.search.days import Day, Terms
from navigator.search.facets import FACETS, LONG, Labels, count_values
from navigator.search.filters import PAGE_SIZE, FacetValue, Filters, Selection, values_of
from navigator.search.index import programs_digest
from navigator.search.ordering import ByGroup, ByProgram, ByScore, Part, page_of, worst_last
from navigator.search.reading.places import Gazetteer
from navigator.search.streets import StreetSets
from navigator.search.text import sort_key

#: What a score grows by for a group that takes the age for all of a year, and for a stated free place.
FIT_LIFT, FREE_LIFT = 1.06, 1.03


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters as sets: for each key that narrows, the programs or groups that it leaves."""

    programs: dict[str, int]
    groups: dict[str, int]
    text: int | None  # programs that the text query found


class CatalogSnapshot:
    """Everything that filters ask about, as of one generation of the catalog."""

    def __init__(self, loaded: Loaded) -> None:
        numbering = Numbering(loaded)
        self.generation = loaded.generation
        self.stamp = (loaded.generation, loaded.places)
        self.programs_digest = programs_digest((one.id, one.name) for one in loaded.programs)
        self.layers = numbering.layers
        self.labels = Labels(loaded.names)
        self.gazetteer = Gazetteer(typed_names(loaded))
        self._names = {one.id: one.name for one in loaded.programs}
        self._program_of_group = array("I", numbering.program_of_group)
        self._program_ids = array("q", (one.id for one in numbering.programs))
        self._group_ids = array("q", (one.id for one in numbering.groups))
        self._positions = {number: position for position, number in enumerate(self._program_ids)}
        self._adults = adult_programs(numbering)
        self._program_sets = program_sets(numbering, loaded)
        self.streets = StreetSets(self._group_ids, self.layers.groups)
        self._group_sets = group_sets(numbering, self.streets)
        self._fits = age_sets(numbering, whole=True)
        self._take_places([(one.free_places, one.vacancy) for one in numbering.groups])
        self._lessons = Lessons(numbering, loaded.slots)
        self._prices = Prices(numbering, loaded)
        self._columns = {
            "municipality": [one.municipality for one in numbering.programs],
            "organization": list(map(intern, (str(one.organization) for one in numbering.programs))),
            "project": [one.project for one in numbering.programs],
        }
        self._set_orders(numbering.programs)
        self._terms = Terms(numbering, self._adults, self._ranks)
        self._day: Day | None = None
        self._gone = 0

    def without(self, visible: Collection[int]) -> CatalogSnapshot:
        """The same catalog without programs that nobody may see any longer.

        :param visible: ids that may be seen; those that this catalog lacks are not added.
        """
        found = copy(self)
        gone = (at for at, number in enumerate(self._program_ids) if number not in visible)
        found._gone = bits_of(gone, self.layers.programs)
        found._day = None
        return found

    def with_places(self, stamp: tuple[int, int], places: Mapping[int, Places]) -> CatalogSnapshot:
        """The same catalog with other free places.

        :param stamp: of the same generation. :param places: by id of a group; a group that it lacks is as it was.
        """
        found = copy(self)
        found.stamp, found._day = stamp, None
        now = [places.get(number, before) for number, before in zip(self._group_ids, self._places, strict=True)]
        others = {number: after for number, after in enumerate(now) if after != self._places[number]}
        found._terms = self._terms.with_places(others)
        found._take_places(now)
        return found

    def _take_places(self, places: Iterable[Places]) -> None:
        alike: dict[Places, Places] = {}
        self._places = [alike.setdefault(one, one) for one in places]  # few differ: one object for all alike
        self._free = bits_of((number for number, (free, _) in enumerate(self._places) if free), self.layers.groups)

    def _set_orders(self, programs: list[ProgramRow]) -> None:
        keys = [sort_key(one.name) for one in programs]
        by_name = sorted(range(len(programs)), key=lambda number: (keys[number], programs[number].id))
        self._ranks = array("I", bytes(4 * len(programs)))
        for rank, number in enumerate(by_name):
            self._ranks[number] = rank
        self._by_name = ByProgram(by_name)
        self.rated = any(one.rating is not None for one in programs)
        self._by_rating = ByProgram(sorted(by_name, key=lambda number: worst_last(programs[number].rating)))
        months, ranks, owner = self._prices.months, self._ranks, self._program_of_group
        stated = [(months[number], ranks[owner[number]], number) for number in range(len(owner))]
        priced = [number for month, _, number in sorted(one for one in stated if one[0] is not None)]
        self._by_price = self._grouped(priced)

    def _grouped(self, order: list[int]) -> ByGroup:
        return ByGroup(order, self._program_of_group, self.layers, self._by_name)

    @property
    def program_count(self) -> int:
        """Visible programs."""
        return len(self._program_ids)

    @property
    def group_count(self) -> int:
        """Active groups of visible programs."""
        return len(self._group_ids)

    def name_of(self, program: int) -> str:
        """Name of a visible program, else an empty string."""
        at = self._positions.get(program)
        return "" if at is None or self._gone >> at & 1 else self._names[program]

    def on(self, today: date) -> Day:
        """The catalog on a day; the last one asked for is kept."""
        day = self._day
        if day is None or day.today != today:
            day = self._day = Day(today, self._terms)
        return day

    # ------------------------------------------------------------ filters

    def select(
        self,
        filters: Filters,
        today: date,
        hits: Mapping[int, float] | None = None,
        size: int = PAGE_SIZE,
        *,
        facets: bool = True,
        first: Collection[int] = (),
    ) -> Selection:
        """Programs that match, the counts beside each value and one page of ids.

        Unknown values match nothing; a page out of range is the first one.
        :param hits: programs that a text query found with their scores; None when nothing was typed.
        :param size: programs a page.
        :param facets: count the values of the filters too.
        :param first: programs that come before all others where relevance decides: their name is what was typed.
        """
        day = self.on(today)
        scores = None if hits is None else self._scored(hits)
        asked = self._asked(filters, day, scores)
        groups = self._all(asked.groups.values(), self.layers.all_groups)
        programs = self._programs(asked)
        matched = programs & self.layers.programs_of(groups) if asked.groups else programs
        opened = matched & self.layers.programs_of(groups & day.open)
        total = matched.bit_count()
        pages = max(1, -(-total // size))
        page = filters.page if 1 <= filters.page <= pages else 1
        parts = self._parts(matched, opened, groups, day, first if filters.sort == "relevance" else ())
        order = self._order(filters, day, scores, groups)
        shown = page_of(parts, (page - 1) * size, size, order)
        return Selection(
            total=total,
            open_total=opened.bit_count(),
            ids=tuple(self._program_ids[number] for number in shown),
            open_ids=frozenset(self._program_ids[number] for number in shown if opened >> number & 1),
            matched_groups={self._program_ids[number]: self._matched(number, groups) for number in shown},
            page=page,
            pages=pages,
            facets=self._facets(filters, day, asked, matched) if facets else {},
            unknown_price=self._unknown_price(asked, programs & ~matched),
            rated=self.rated,
        )

    def _parts(self, matched: int, opened: int, groups: int, day: Day, first: Collection[int]) -> list[Part]:
        """What stands together: programs named as typed, open ones, closed ones, those for adults."""
        positions = self._positions
        named = bits_of((positions[one] for one in first if one in positions), self.layers.programs) & matched
        found = []
        for some in (named, matched & ~named) if named else (matched,):
            found += [
                Part(some & opened, groups & day.open),
                Part(some & ~opened & ~self._adults, groups),
                Part(some & ~opened & self._adults, groups),
            ]
        return found

    def _asked(self, filters: Filters, day: Day, scores: Mapping[int, float] | None) -> Asked:
        programs, groups = {}, {}
        for key in PROGRAM_KEYS:
            if chosen := values_of(filters, key):
                programs[key] = union(self._program_sets[key].get(value, 0) for value in chosen)
        for key in GROUP_KEYS:
            if chosen := values_of(filters, key):
                sets = self._sets_of(key, day)
                groups[key] = union(sets.get(value, 0) for value in chosen)
        if filters.day or filters.time:
            groups["lesson"] = self._lessons.on(filters.day, filters.time)
        if filters.max_price is not None:
            groups["max_price"] = self._prices.up_to(filters.max_price)
        return Asked(programs, groups, None if scores is None else bits_of(scores, self.layers.programs))

    def _sets_of(self, key: str, day: Day) -> Mapping[str, int]:
        if key == "open":
            return {"1": day.open}
        if key == "year":
            return day.years
        return self._prices.ways if key == "payment" else self._group_sets[key]

    def _scored(self, hits: Mapping[int, float]) -> dict[int, float]:
        positions = self._positions
        return {positions[number]: score for number, score in hits.items() if number in positions}

    @staticmethod
    def _all(sets: Iterable[int], everything: int) -> int:
        for one in sets:
            everything &= one
        return everything

    def _programs(self, asked: Asked, without: str = "") -> int:
        """Programs that satisfy all program filters but one, and the text."""
        kept = (bits for key, bits in asked.programs.items() if key != without)
        return self._all(kept, (self.layers.all_programs if asked.text is None else asked.text) & ~self._gone)

    def _unknown_price(self, asked: Asked, left_out: int) -> int:
        if "max_price" not in asked.groups:
            return 0
        others = (bits for key, bits in asked.groups.items() if key != "max_price")
        groups = self._all(others, self._prices.unknown)
        return (self.layers.programs_of(groups) & left_out).bit_count()

    def _matched(self, program: int, groups: int) -> frozenset[int]:
        numbers = self.layers.numbers_of(program)
        return frozenset(self._group_ids[number] for number in numbers if groups >> number & 1)

    def _order(
        self, filters: Filters, day: Day, scores: Mapping[int, float] | None, groups: int
    ) -> ByProgram | ByGroup | ByScore:
        sort = filters.sort
        if sort == "price":
            return self._by_price
        if sort == "start":
            return self._grouped(day.start_order)
        if sort == "rating":
            return self._by_rating
        if sort != "relevance" or scores is None:
            return self._by_name
        fit = self.layers.programs_of(union(self._fits.get(str(age), 0) for age in filters.age) & groups)
        free = self.layers.programs_of(self._free & groups & day.open)
        return ByScore(scores, self._ranks, ((fit, FIT_LIFT), (free, FREE_LIFT)))

    # ------------------------------------------------------------ facets

    def _facets(self, filters: Filters, day: Day, asked: Asked, matched: int) -> dict[str, tuple[FacetValue, ...]]:
        plain = asked.text is None and not asked.programs and not asked.groups
        if plain and day.unfiltered is not None:
            return day.unfiltered
        programs = self.layers.groups_of(self._programs(asked))
        found = {
            key: self._program_facet(key, filters, asked, matched)
            if key in PROGRAM_KEYS
            else self._group_facet(key, filters, day, asked, programs)
            for key in FACETS
        }
        if plain:
            day.unfiltered = found
        return found

    def _program_facet(self, key: str, filters: Filters, asked: Asked, matched: int) -> tuple[FacetValue, ...]:
        base = matched
        if key in asked.programs:
            base = self._programs(asked, key)
            if asked.groups:
                base &= self.layers.programs_of(self._all(asked.groups.values(), self.layers.all_groups))
        counts = count_values(self._program_sets[key], base, self._columns.get(key))
        return self._named(key, filters, counts)

    def _group_facet(self, key: str, filters: Filters, day: Day, asked: Asked, programs: int) -> tuple[FacetValue, ...]:
        own = "lesson" if key in {"day", "time"} else key
        base = self._all((bits for name, bits in asked.groups.items() if name != own), programs)
        if key == "day":
            sets: Mapping[str, int] = {value: self._lessons.on((value,), filters.time) for value in WEEKDAYS}
        elif key == "time":
            sets = {value: self._lessons.on(filters.day, (value,)) for value in DAY_PARTS}
        else:
            sets = self._sets_of(key, day)
        programs_of = self.layers.programs_of
        return self._named(key, filters, {value: programs_of(base & bits).bit_count() for value, bits in sets.items()})

    def _named(self, key: str, filters: Filters, counts: Mapping[str, int]) -> tuple[FacetValue, ...]:
        chosen = values_of(filters, key)
        if key in LONG:
            return self.labels.long_facet(key, counts, chosen)
        return self.labels.facet(key, lambda value: counts.get(value, 0), chosen)
