"""Text search as a process holds it: the index in memory, and what answers while there is none."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread

from peewee import Database

from navigator.search.asking import Asked, Refused, asked_words, without_refused
from navigator.search.catalog import CatalogSnapshot
from navigator.search.finding import Hits
from navigator.search.index import Stamp
from navigator.search.manifest import IndexDamaged, IndexMissing, signature
from navigator.search.overlay import MOST as MOST_CHANGES
from navigator.search.overlay import ChangedIndex, Changes
from navigator.search.plain import PlainSearch
from navigator.search.query import Word
from navigator.search.spelling import Vocabulary
from navigator.search.words import WordIndex
from navigator.services.index import BUSY, read_documents, refresh_index
from navigator.services.memory import settled

log = logging.getLogger(__name__)
#: Seconds between builds begun by one process, so that a failing disk or many changes do not keep it busy.
REST = 5.0
#: Seconds before the index of a large catalog is built anew after a change, and between such builds.
LATER = 30.0
#: In so few programs words are found at once without an index: better than in an index of yesterday.
SMALL = 1000


@dataclass(frozen=True, slots=True)
class Found:
    """Programs for words; no hits = the words narrow nothing. ``is_empty`` when there were no telling words."""

    hits: Hits | None
    corrected: str = ""
    is_empty: bool = False
    words: tuple[Word, ...] = ()
    engine: WordIndex | PlainSearch | None = None
    refused: tuple[Refused, ...] = ()

    def sure_ones(self) -> Mapping[int, float] | None:
        """Programs named or labelled as what was asked for, not only told of so; None when that cannot be said."""
        if self.hits is None or self.hits.partial or self.engine is None or not any(one.topic for one in self.words):
            return None
        sure = self.engine.named_so(self.words, self.hits.scores)
        return {number: score for number, score in self.hits.scores.items() if number in sure}


def _but(refused: tuple[Refused, ...], asked: Asked, engine: WordIndex | PlainSearch) -> Found:
    """What was asked for, or everything, without what is named or labelled as a thing that was refused."""
    hits = engine.find(asked.words) if asked.words else Hits(dict.fromkeys(engine.ids(), 1.0))
    gone = engine.named_so([word for one in refused for word in one.words], hits.scores)
    left = Hits({number: score for number, score in hits.scores.items() if number not in gone}, hits.partial)
    corrected = " ".join((asked.corrected, *(one.said for one in refused))) if asked.corrected else ""
    return Found(left, corrected, words=asked.words, engine=engine, refused=refused)


class TextSearch:
    """Finds programs by words: over the index when there is a sound one, else over the texts of the database."""

    def __init__(self, database: Database, search_dir: Path, *, read_only: bool) -> None:
        self._database = database
        self._directory = search_dir
        self._read_only = read_only
        self._index: WordIndex | None = None
        self._signature: tuple[tuple[str, int, int], ...] | None = None
        self._trouble = ""
        self._plain: tuple[tuple[int, str], PlainSearch] | None = None
        self._overlay: tuple[WordIndex, Stamp, ChangedIndex | None] | None = None
        self._opening, self._comparing = Lock(), Lock()
        self._starting = Lock()
        self._closing = Event()
        self._builder: Thread | None = None
        self._rests_until = 0.0

    def search(self, text: str, snapshot: CatalogSnapshot, *, plain: bool = False) -> Found:
        """Programs for typed words; an older index may name some that the catalog no longer has.

        :param plain: look for the words as they are.
        """
        engine = self._engine(snapshot)
        if plain:
            return Found(engine.search(text))
        text, refused = without_refused(text)
        asked = asked_words(text, engine.vocabulary)
        if refused:
            return _but(refused, asked, engine)
        if asked.words:
            return Found(engine.find(asked.words), asked.corrected, words=asked.words, engine=engine)
        return Found(None if asked.said_nothing else Hits({}), is_empty=True)

    def vocabulary(self, snapshot: CatalogSnapshot) -> Vocabulary:
        """The words of the catalog as they are written."""
        return self._engine(snapshot).vocabulary

    def _engine(self, snapshot: CatalogSnapshot) -> WordIndex | PlainSearch:
        index = self._opened()
        if index is not None and self._is_of(index, snapshot):
            return index
        if index is None or snapshot.program_count <= SMALL:
            self._build_soon()
            return self._without_index(snapshot)
        self._build_soon(after=LATER)
        return self._changed(index, snapshot) or self._without_index(snapshot)

    def _changed(self, index: WordIndex, snapshot: CatalogSnapshot) -> WordIndex | None:
        """The index with what changed since; None where so much did that it is of no use.

        While one thread compares the texts, others are answered by what was known before.
        """
        former = self._overlay
        if former is not None and former[0] is index and self._holds(former[1], snapshot):
            return former[2]
        if not self._comparing.acquire(blocking=False):
            return former[2] if former is not None and former[0] is index else index
        try:
            with settled():
                stamp, documents = read_documents(self._database)
                changes = Changes(index, documents)
                made = ChangedIndex(index, changes, stamp) if len(changes) <= MOST_CHANGES else None
            self._overlay = (index, stamp, made)
            return made
        finally:
            self._comparing.release()

    @staticmethod
    def _holds(stamp: Stamp, snapshot: CatalogSnapshot) -> bool:
        """True when texts of this stamp are those of the snapshot or of a later catalog."""
        now = Stamp(snapshot.generation, snapshot.programs_digest)
        return stamp == now or stamp.generation > now.generation

    def problem(self, snapshot: CatalogSnapshot) -> str:
        """Why the index cannot be used, or an empty string; begins to build it where it is missing or damaged."""
        index = self._opened()
        if self._trouble or index is None or not self._is_of(index, snapshot):
            self._build_soon()
        return "" if index is not None else self._trouble

    def close(self, timeout: float) -> None:
        """Wait for a build that was begun here, at most so many seconds."""
        builder = self._builder
        if builder is not None:
            self._closing.set()
            builder.join(timeout)
            self._closing.clear()

    @staticmethod
    def _is_of(index: WordIndex, snapshot: CatalogSnapshot) -> bool:
        return index.stamp == Stamp(snapshot.generation, snapshot.programs_digest)

    def _opened(self) -> WordIndex | None:
        """The index in memory, opened anew when its files changed; a damaged one is replaced in the background."""
        now = signature(self._directory)
        if now != self._signature and self._opening.acquire(blocking=self._signature is None):
            try:
                if now != self._signature:
                    self._open()
                    self._signature = now
            finally:
                self._opening.release()
        return self._index

    def _open(self) -> None:
        try:
            with settled():
                self._index = WordIndex(self._directory)
            self._plain = self._overlay = None
            self._trouble = ""
        except (IndexMissing, IndexDamaged, OSError) as error:
            # What is in memory was verified when it was opened: it goes on answering.
            self._trouble = str(error)
            log.warning("%s; it is built again", error)
            self._build_soon()

    def _without_index(self, snapshot: CatalogSnapshot) -> PlainSearch:
        key = (snapshot.generation, snapshot.programs_digest)
        with self._comparing:  # others wait for the one that reads the texts: each by itself would take longer
            if self._plain is None or self._plain[0] != key:
                with settled():
                    _, documents = read_documents(self._database)
                    self._plain = (key, PlainSearch(documents))
            return self._plain[1]

    def _build_soon(self, after: float = 0.0) -> None:
        """Build the index in a thread of its own, unless one runs or ran a moment ago.

        :param after: seconds to wait first, for changes come in flocks and what changed is known meanwhile.
        """
        if self._read_only or not self._starting.acquire(blocking=False):
            return
        try:
            running = self._builder is not None and self._builder.is_alive()
            if running or time.monotonic() < self._rests_until:
                return
            self._builder = Thread(target=self._build, args=(after,), name="index-builder", daemon=True)
            self._builder.start()
        finally:
            self._starting.release()

    def _build(self, after: float) -> None:
        self._closing.wait(after)
        started = time.monotonic()
        try:
            done = refresh_index(self._database, self._directory)
            if done != BUSY:
                log.info("text index: %s in %.1f s", done, time.monotonic() - started)
        except Exception:
            log.exception("the text index could not be built")
        finally:
            self._rests_until = time.monotonic() + max(REST, after, time.monotonic() - started)
            if not self._database.is_closed():
                self._database.close()
