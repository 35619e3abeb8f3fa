"""The sets of groups on the streets of a catalog, read when a street is first asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from navigator.rules.streets import Street
from navigator.search.bitsets import bits_of
from navigator.search.reading.streets import StreetNames

#: Sets that are kept; past that they are forgotten together.
MOST = 256


class Streets(Protocol):
    """Where streets of groups are read: from the database."""

    def streets(self) -> Collection[Street]: ...

    def groups_on(self, label: str) -> Collection[int]: ...


class StreetSets(Mapping[str, int]):
    """Street, with or without a house («ул. Ленина, 24») → set of groups that meet there."""

    def __init__(self, group_ids: Sequence[int], size: int) -> None:
        self._group_ids = group_ids
        self._size = size
        self._source: Streets | None = None
        self._names: StreetNames | None = None
        self._sets: dict[str, int] = {}

    def read_from(self, source: Streets) -> None:
        """Say where streets are read; before this there are none."""
        self._source = source

    @property
    def names(self) -> StreetNames:
        """The streets as a typed line may name them."""
        if self._names is None:
            self._names = StreetNames(self._source.streets() if self._source else ())
        return self._names

    def __getitem__(self, label: str) -> int:
        found = self._sets.get(label)
        if found is None:
            wanted = frozenset(self._source.groups_on(label)) if self._source else frozenset[int]()
            numbers = (number for number, one in enumerate(self._group_ids) if one in wanted) if wanted else ()
            if len(self._sets) >= MOST:
                self._sets.clear()
            found = self._sets[label] = bits_of(numbers, self._size)
        return found

    def __contains__(self, label: object) -> bool:
        return isinstance(label, str) and self._source is not None and bool(self._source.groups_on(label))

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(one.label for one in self._source.streets()) if self._source else ())

    def __len__(self) -> int:
        return sum(1 for _ in self)
