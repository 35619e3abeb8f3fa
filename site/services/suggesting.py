"""What a family may mean while it still types: activities, programs, organizations and places of the catalog."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from navigator.data import Organization, Program
from navigator.data.rows import tuples
from navigator.search.arrays import HIDDEN
from navigator.search.repair import to_russian_keys
from navigator.search.text import fold, typed_words
from navigator.services.catalog import Catalog

MOST, SHORTEST = 8, 2
#: Kinds in the order in which they are listed, and how many of each.
KINDS = {"activity": 3, "program": 4, "organization": 2, "place": 2, "municipality": 1}
NAMES = {
    "activity": "вид деятельности",
    "program": "программа",
    "organization": "организация",
    "place": "населённый пункт",
    "municipality": "район",
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line: its kind, what it is called, and the value of its filter or the id of the program."""

    kind: str
    label: str
    value: str


class Suggester:
    """Names of one catalog by the words they hold."""

    def __init__(self, catalog: Catalog) -> None:
        known = catalog.snapshot().named()
        self._entries = [
            Suggestion(kind, label, value)
            for kind in ("activity", "organization", "place", "municipality")
            for value, label in known.get(kind, {}).items()
        ]
        rows = tuples(
            Program.select(Program.id, Program.name)
            .join(Organization)
            .where(Program.state == "published", Organization.status.not_in(HIDDEN))
            .order_by(Program.name_key, Program.id)
        )
        self._entries += [Suggestion("program", name, str(number)) for number, name in rows]
        self._words = [_words(one.label) for one in self._entries]
        self._sorted = sorted((word, number) for number, words in enumerate(self._words) for word in set(words))

    def find(self, text: str) -> list[Suggestion]:
        """At most eight names each of whose words begin as typed; those that begin with it themselves first."""
        for typed in (text, to_russian_keys(text)):
            words = _words(typed[:80])
            if sum(map(len, words)) >= SHORTEST and (found := self._begun(words)):
                return found
        return []

    def _begun(self, words: list[str]) -> list[Suggestion]:
        last = max(words, key=len)
        at = bisect_left(self._sorted, (last, -1))
        numbers: dict[int, None] = {}
        while at < len(self._sorted) and self._sorted[at][0].startswith(last):
            numbers[self._sorted[at][1]] = None
            at += 1
        fits = [
            number
            for number in numbers
            if all(any(own.startswith(word) for own in self._words[number]) for word in words)
        ]
        fits.sort(key=lambda one: (not self._words[one][0].startswith(words[0]), len(self._entries[one].label)))
        found: list[Suggestion] = []
        for kind, most in KINDS.items():
            seen: set[str] = set()
            for number in fits:
                one = self._entries[number]
                if one.kind == kind and fold(one.label) not in seen and len(seen) < most:
                    seen.add(fold(one.label))
                    found.append(one)
        return found[:MOST]


def _words(text: str) -> list[str]:
    return [part for word in typed_words(fold(text)) for part in word.split("-")]


_made: list[tuple[object, Suggester]] = []


def suggest(catalog: Catalog, text: str) -> list[Suggestion]:
    """Suggestions of the catalog as it is now."""
    snapshot = catalog.snapshot()
    if not _made or _made[0][0] is not snapshot:
        _made[:] = [(snapshot, Suggester(catalog))]
    return _made[0][1].find(text)
