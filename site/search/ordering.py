"""The order of results: open programs, then closed ones, adults' last; inside each what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, islice

from navigator.search.bitsets import Layers, flags, members


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the results that stands together: its programs and those of their groups that count."""

    programs: int
    groups: int


def page_of(parts: Iterable[Part], start: int, size: int, order: _Order) -> list[int]:
    """Numbers of the programs from ``start`` on, at most ``size``."""
    found: list[int] = []
    for part in parts:
        count = part.programs.bit_count()
        if start >= count:
            start -= count
            continue
        found.extend(islice(order.programs(part), start, start + size - len(found)))
        start = 0
        if len(found) >= size:
            break
    return found


class _Order:
    """A way to walk the programs of a part."""

    def programs(self, part: Part) -> Iterator[int]:
        """Numbers of programs, each once, in order."""
        raise NotImplementedError


class ByProgram(_Order):
    """By something that a program has as a whole."""

    def __init__(self, order: Sequence[int]) -> None:
        self._order = order

    def programs(self, part: Part) -> Iterator[int]:
        inside = flags(part.programs, len(self._order))
        return compress(self._order, map(inside.__getitem__, self._order))


class ByGroup(_Order):
    """By the best of the groups that count; programs that have none in the order come after, by name."""

    def __init__(self, order: Sequence[int], program_of_group: Sequence[int], layers: Layers, names: ByProgram) -> None:
        self._order, self._program_of_group = order, program_of_group
        self._layers, self._names = layers, names

    def programs(self, part: Part) -> Iterator[int]:
        inside = flags(part.groups & self._layers.groups_of(part.programs), self._layers.groups)
        seen: set[int] = set()
        for number in compress(self._order, map(inside.__getitem__, self._order)):
            program = self._program_of_group[number]
            if program not in seen:
                seen.add(program)
                yield program
        yield from (number for number in self._names.programs(part) if number not in seen)


class ByScore(_Order):
    """By the score of the text, best first; names where scores are equal to two digits."""

    def __init__(
        self, scores: Mapping[int, float], name_ranks: Sequence[int], lifts: Iterable[tuple[int, float]] = ()
    ) -> None:
        """Take scores and, as lifts, sets of programs whose scores grow so many times."""
        self._scores, self._ranks = scores, name_ranks
        self._lifts = [(flags(bits, len(name_ranks)), times) for bits, times in lifts if bits]

    def programs(self, part: Part) -> Iterator[int]:
        scores, ranks = self._scores, self._ranks
        numbers = members(part.programs)
        rated = [scores.get(number, 0.0) for number in numbers]
        for inside, times in self._lifts:
            rated = [score * times if inside[number] else score for number, score in zip(numbers, rated, strict=True)]
        found = [(-round(score, 2), ranks[number], number) for number, score in zip(numbers, rated, strict=True)]
        return (number for _, _, number in sorted(found))


def worst_last(rating: float | None) -> tuple[bool, float]:
    """Key of a rating: the best first, then none at all."""
    return rating is None, -(rating or 0.0)
