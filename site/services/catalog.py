"""The catalog as a process holds it: filters in memory, words in the index, both in step with the database."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

from peewee import Database, PeeweeException

from navigator.search.arrays import load, read_places, read_stamp, read_visible
from navigator.search.asking import telling_words
from navigator.search.catalog import CatalogSnapshot
from navigator.search.filters import PAGE_SIZE, PLAIN, Filters, Selection
from navigator.services.memory import settled
from navigator.services.shelf import Shelf
from navigator.services.streets import CatalogStreets
from navigator.services.suggest import Suggestion, suggestions
from navigator.services.understanding import (
    NEAR_CARDS,
    NEAR_SECTIONS,
    Near,
    Question,
    Understood,
    given_up,
    named_so,
    question,
    question_again,
    refusals,
    relaxed,
)
from navigator.services.words import Found, TextSearch

log = logging.getLogger(__name__)
#: A catalog of at most so many programs is read anew at each change; a larger one rests between readings
#: for this share of the time that its reading took. What was hidden meanwhile is left out at once.
SMALL, REST = 2_000, 0.3
#: In so few answers it is looked whether any is what was asked for, or all only mention it.
FEW = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """A selection; ``partial`` when nothing is quite what was typed and the nearest is shown.

    ``corrected`` is the typed line without its misprints, ``near`` what fits when one condition is another.
    """

    selection: Selection
    partial: bool
    corrected: str = ""
    understood: tuple[Understood, ...] = ()
    near: tuple[Near, ...] = ()


def read_catalog(database: Database) -> CatalogSnapshot:
    """The catalog of the current generation, read in bulk."""
    with settled():
        return CatalogSnapshot(load(database))


class Catalog:
    """Answers filters and words over one database; safe to use from several threads."""

    def __init__(self, database: Database, search_dir: Path, *, read_only: bool = False) -> None:
        """Open nothing yet: the first question reads the catalog.

        :param search_dir: folder of the text index.
        :param read_only: never build the text index, answer without one.
        """
        self._database = database
        self._text = TextSearch(database, Path(search_dir), read_only=read_only)
        self._snapshot: CatalogSnapshot | None = None
        self._known: tuple[CatalogSnapshot | None, Mapping[str, Collection[str]]] = (None, {})
        self._shelf = Shelf()
        self._loading = Lock()
        self._rests_until = 0.0
        self._masked: tuple[CatalogSnapshot, tuple[int, int], CatalogSnapshot] | None = None

    def search(self, filters: Filters, today: date, size: int | None = None) -> Answer:
        """Programs that match the filters and the words, with counts beside each value.

        :param size: programs a page, the usual number by default.
        """
        snapshot = self.snapshot()
        count = size or PAGE_SIZE
        if not filters.q.strip():
            return Answer(snapshot.select(filters, today, None, count), False)
        asked = question(filters, snapshot, today)
        found = self._text.search(asked.text, snapshot, plain=filters.words == PLAIN)
        again = question_again(filters, asked, found.corrected, snapshot, today)
        if again is not asked:
            asked, found = again, replace(self._text.search(again.text, snapshot), corrected=found.corrected)
        hits = found.hits.scores if found.hits else None
        if hits is not None and found.is_empty and asked.pieces:
            hits = None  # the whole line was read
        partial = bool(found.hits and found.hits.partial)
        first = named_so(asked.text, hits or {}, snapshot)
        selection = snapshot.select(asked.filters, today, hits, count, first=first)
        if filters.words == PLAIN:
            return Answer(selection, partial, self._meant(filters, snapshot, today, selection.total))
        # Conditions that were chosen by their counts keep what was counted.
        chosen = not replace(filters, q="", page=1).is_empty
        few = not chosen and asked.understood and 0 < selection.total <= FEW
        sure = found.sure_ones() if hits and few else None
        if sure and not any(number in sure for number in selection.ids):
            # Under these conditions there are only programs that mention it: better what is it, under others.
            near = tuple(self._near(asked.filters, snapshot, today, sure))
            if near:
                selection = snapshot.select(asked.filters, today, sure, count)
            partial = True
        else:
            near = () if selection.total else tuple(self._near(asked.filters, snapshot, today, hits))
            if hits == {}:
                near = tuple(self._wordless(asked, found, snapshot, today))
        understood = (*asked.understood, *refusals(filters, found.refused))
        return Answer(selection, partial, found.corrected, understood, near)

    def _meant(self, filters: Filters, snapshot: CatalogSnapshot, today: date, total: int) -> str:
        """The line without its misprints, if that gives more."""
        found = self._text.search(filters.q, snapshot)
        if not found.corrected or found.hits is None:
            return ""
        more = snapshot.select(filters, today, found.hits.scores, 1, facets=False).total
        return found.corrected if more > total else ""

    @staticmethod
    def _wordless(asked: Question, found: Found, snapshot: CatalogSnapshot, today: date) -> Iterator[Near]:
        """What meets the conditions where the other words are known to nobody."""
        other = replace(asked.filters, q="", page=1)
        if other.is_empty or any(word.topic for word in found.words):
            return
        selection = snapshot.select(other, today, None, NEAR_CARDS, facets=False)
        if selection.total:
            words = telling_words(asked.text)
            yield Near(f"Без {'слова' if len(words) == 1 else 'слов'} «{' '.join(words)}»", other, selection)

    @staticmethod
    def _near(
        filters: Filters, snapshot: CatalogSnapshot, today: date, hits: Mapping[int, float] | None
    ) -> Iterator[Near]:
        """What fits when one condition is given up; the first few conditions that help."""
        left = NEAR_SECTIONS
        for label, other in relaxed(replace(filters, page=1)):
            found = snapshot.select(other, today, hits, NEAR_CARDS, facets=False)
            if found.total and left:
                left -= 1
                yield Near(label, other, found)
        if left == NEAR_SECTIONS:
            for other in given_up(replace(filters, page=1)):
                found = snapshot.select(other, today, hits, NEAR_CARDS, facets=False)
                if found.total:
                    yield Near("Если изменить несколько условий", other, found)
                    return

    def kept(self, today: date) -> dict[int, Any]:
        """What was read of the programs of this catalog on this day, for those who print them."""
        return self._shelf.of(self.snapshot().stamp, today)

    def label(self, key: str, value: str) -> str:
        """What people call a value of a filter."""
        return self.snapshot().labels.values.get(key, {}).get(value, value)

    def suggest(self, text: str, today: date) -> tuple[Suggestion, ...]:
        """What a line that is being typed may become: activities, programs, organizations, places."""
        snapshot = self.snapshot()
        return suggestions(text, snapshot, self._text, today)

    def known(self) -> Mapping[str, Collection[str]]:
        """Values that exist for direction, activity, municipality, place, street and organization."""
        snapshot = self.snapshot()
        made_of, known = self._known
        if made_of is not snapshot:
            known = {key: frozenset(named) for key, named in snapshot.labels.known.items()} | {
                "street": snapshot.streets
            }
            self._known = (snapshot, known)
        return known

    def problem(self) -> str:
        """Why the catalog is not ready, or an empty string. A missing index is asked for at the same time."""
        try:
            snapshot = self.snapshot(must=True)
        except PeeweeException as error:
            return f"the database does not answer: {error}"
        return self._text.problem(snapshot)

    def snapshot(self, *, must: bool = False) -> CatalogSnapshot:
        """The catalog of the current generation, or the last one that could be read.

        While one thread reads a new generation the others are answered from the former one.
        :param must: fail when the database does not answer, even if there is a former catalog.
        """
        kept = self._snapshot
        try:
            if kept is None:
                return self._renewed(None)
            stamp = read_stamp(self._database)
            if stamp == kept.stamp:
                return kept
            found = self._renewed(kept, only_places=stamp[0] == kept.generation)
            return found if found is not kept or found.generation == stamp[0] else self._without_hidden(found, stamp)
        except PeeweeException:
            if kept is None or must:
                raise
            log.exception("the database does not answer, the former catalog is used")
            return kept

    def _renewed(self, kept: CatalogSnapshot | None, *, only_places: bool = False) -> CatalogSnapshot:
        if kept is not None and not only_places and time.monotonic() < self._rests_until:
            return kept
        if not self._loading.acquire(blocking=kept is None):
            return kept or self.snapshot()
        try:
            newest = self._snapshot
            if newest is not None and newest is not kept and read_stamp(self._database) == newest.stamp:
                return newest
            if only_places and newest is not None:
                stamp, places = read_places(self._database)
                if stamp[0] == newest.generation:
                    self._snapshot, self._masked = newest.with_places(stamp, places), None
                    return self._snapshot
            started = time.monotonic()
            made = read_catalog(self._database)
            made.streets.read_from(CatalogStreets(self._database))
            took = time.monotonic() - started
            self._rests_until = time.monotonic() + (REST * took if made.program_count > SMALL else 0)
            self._snapshot, self._masked = made, None
            return made
        finally:
            self._loading.release()

    def _without_hidden(self, kept: CatalogSnapshot, stamp: tuple[int, int]) -> CatalogSnapshot:
        """A former catalog without what was hidden since."""
        masked = self._masked
        if masked is None or masked[0] is not kept or masked[1] != stamp:
            masked = self._masked = (kept, stamp, kept.without(read_visible(self._database)))
        return masked[2]

    def close(self, timeout: float = 30) -> None:
        """Wait for a build of the index that was begun here and close this thread's connection."""
        self._text.close(timeout)
        if not self._database.is_closed():
            self._database.close()
