"""What a copy prints: pages, planned in batches of which those that did not change are not even planned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple
from zlib import crc32

from navigator.export.entries import Entry

#: Lines of a page: at least, at most, and about how many between two cuts.
LEAST, MOST, BETWEEN = 8, 40, 14


@dataclass(frozen=True, slots=True)
class Planned:
    """A page: its address, what it is printed from, and a key that changes with anything that it prints.

    Without a template the ordinary view prints it of what the context holds; ``dated`` is the day of its data.
    ``prepare`` makes the context of a page that is to be printed.
    """

    endpoint: str
    values: dict[str, Any]
    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    dated: date | None = None
    prepare: Callable[[], dict[str, Any]] | None = None

    def prepared(self) -> Planned:
        """The same page with its context, ready to be sent to another process."""
        return self if self.prepare is None else replace(self, context=self.prepare(), prepare=None)


class Line(NamedTuple):
    """A program in a list."""

    id: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a list, with the names that templates of live lists use."""

    total: int
    pages: int
    rows: tuple[tuple[int, str, str], ...]

    @property
    def cards(self) -> list[Line]:
        """Lines of the page."""
        return [Line(*row) for row in self.rows]

    @property
    def selection(self) -> Found:
        """What says how many pages there are."""
        return self


@cache
def _ends_a_page(number: int) -> bool:
    return crc32(str(number).encode()) % BETWEEN == 0


def cut(rows: Sequence[Entry]) -> list[list[Entry]]:
    """Pages of a list, cut after programs that their numbers choose.

    A program that comes, goes or moves changes its own page and not, by shifting, all the pages after it.
    """
    pages: list[list[Entry]] = [[]]
    for row in rows:
        pages[-1].append(row)
        if (len(pages[-1]) >= LEAST and _ends_a_page(row.id)) or len(pages[-1]) >= MOST:
            pages.append([])
    if not pages[-1] and len(pages) > 1:
        pages.pop()
    return pages


@dataclass(frozen=True, slots=True)
class Batch:
    """Pages that are made of some programs and of little else.

    While none of its programs changes, ``sign`` tells whether anything else did: with the sign of the last export its
    pages are as they were.

    :ivar name: unlike that of any other batch; empty for pages that are planned at each export.
    :ivar is_dirty: whether a program came, went or changed here.
    """

    name: str
    sign: str
    is_dirty: bool
    plan: Callable[[], Iterable[Planned]]

    @classmethod
    def of(cls, pages: Callable[[], Iterable[Planned]]) -> Batch:
        """Pages that are planned at each export."""
        return cls("", "", True, pages)


class Groups:
    """Programs by something that they have, in the order in which they come."""

    def __init__(
        self, entries: Iterable[Entry], changed: Iterable[Entry], keys: str | Callable[[Entry], Iterable[Any]]
    ) -> None:
        """Take the programs apart.

        :param changed: programs that changed or went, as they were and as they are.
        :param keys: name of an attribute, or a function that gives several values.
        """
        self.rows: dict[Any, list[Entry]] = defaultdict(list)
        if isinstance(keys, str):
            value = attrgetter(keys)
            for one in entries:
                self.rows[value(one)].append(one)
            self._dirty = {value(one) for one in changed}
        else:
            for one in entries:
                for key in keys(one):
                    self.rows[key].append(one)
            self._dirty = {key for one in changed for key in keys(one)}

    def of(self, key: Any) -> list[Entry]:
        """Programs that have a value."""
        return self.rows.get(key, [])

    def is_dirty(self, key: Any) -> bool:
        """Whether a program came to a value, left it, or changed with it."""
        return key in self._dirty
