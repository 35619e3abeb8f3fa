"""Writing the pages of a copy, in one process or in several."""

from __future__ import annotations

import gc
import gzip
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import brotli
from flask import Flask

from navigator.export.entries import Entry, entry_of
from navigator.export.look import Look
from navigator.export.manifest import Written
from navigator.export.planned import Planned
from navigator.export.room import Room
from navigator.services.copying.facts import ProgramFacts, read_facts
from navigator.services.directory import organization_views
from navigator.services.paper import sheets_of
from navigator.services.public_copy import CopyFacts
from navigator.services.reviews.showing import SILENT, ProgramWords, program_words, programs_with_words

#: Makes the application that is frozen, over a database of public facts.
AppMaker = Callable[[], Flask]
#: Programs and lists that a process takes at a time; fewer pages than ``ALONE`` are not worth starting processes.
CHUNK, ALONE = 250, 400
#: Pages that show an organization: those of many are read together.
OF_ORGANIZATIONS = ("directory.organization", "embed.table")
#: An export holds many rows that stay: looking for garbage among them often costs a quarter of its time.
RARELY = (200_000, 50, 1_000)
PACKED: dict[str, Callable[[bytes], bytes]] = {
    ".br": lambda body: bytes(brotli.compress(body, quality=11)),
    ".gz": lambda body: gzip.compress(body, 9, mtime=0),
}


class ExportStoppedError(RuntimeError):
    """The copy could not be written; the former one is whole."""


@dataclass(frozen=True)
class Job:
    """What each process is told once: how to make the application, and where to write."""

    make_app: AppMaker
    facts: CopyFacts
    look: Look
    folder: Path
    today: date
    small: bool
    packed: bool


class Writer:
    """Prints pages of programs and of lists into a folder."""

    def __init__(self, job: Job, app: Flask | None = None) -> None:
        """Take an application, or make one."""
        self.job = job
        app = app or job.make_app()
        self.database = app.extensions["navigator"].database
        self.room = Room(app, job.facts, job.look)
        with app.app_context():
            self._said = programs_with_words()

    def programs(self, asked: Sequence[tuple[int, str, dict[str, str]]]) -> list[tuple[Entry, list[Written]]]:
        """Pages of programs with the sheets of their groups.

        :param asked: for each program its id, its digest and those of its files that are there, by name.
        """
        with self.room.app.app_context():
            facts = read_facts(self.database, [one[0] for one in asked], self.job.today)
            told = [one.view.id for one in facts if one.view.id in self._said]
            words = {number: program_words(number) or SILENT for number in told}
        digests = {one[0]: one[1] for one in asked}
        known = {name: sign for one in asked for name, sign in one[2].items()}
        planned = (page for one in facts for page in _pages_of(one, words.get(one.view.id, SILENT)))
        written: dict[int, list[Written]] = {one.view.id: [] for one in facts}
        for page, file in self._written(planned, known):
            written[page.context["program"].id].append(file)
        return [(entry_of(one, digests[one.view.id], small=self.job.small), written[one.view.id]) for one in facts]

    def lists(self, asked: Sequence[tuple[Planned, str, str]]) -> list[tuple[str, Written]]:
        """Pages of lists, each with its key.

        :param asked: for each page what was planned, the name of its file and the digest of that file if it is there.
        """
        known = {name: sign for _, name, sign in asked}
        homes = {one.values["organization_id"] for one, _, _ in asked if one.endpoint in OF_ORGANIZATIONS}
        with self.room.app.app_context():
            views = organization_views(homes)
        planned = (
            replace(one, context={**one.context, "organization": views[one.values["organization_id"]]})
            if one.endpoint in OF_ORGANIZATIONS
            else one
            for one, _, _ in asked
        )
        return [(page.key, file) for page, file in self._written(planned, known)]

    def _written(self, planned: Iterable[Planned], known: dict[str, str]) -> list[tuple[Planned, Written]]:
        done = list(self.room.write(planned, self.job.folder, known))
        if self.job.packed:
            for _, file in done:
                pack(self.job.folder / file.name)
        return done


def _pages_of(one: ProgramFacts, words: ProgramWords) -> Iterator[Planned]:
    context = {"program": one.view, "applied": {}, "words": words, "estimate": None, "nominal_trouble": ""}
    values = {"program_id": one.view.id}
    yield Planned("catalog.program", values, "catalog/program.html", context, dated=one.changed)
    for sheet in sheets_of(one.view):
        yield Planned("printing.paper", {"group_id": sheet.group.id}, context={"sheet": sheet, "program": one.view})


def pack(path: Path) -> None:
    """Put packed copies of a file beside it, for servers that can send them."""
    if path.is_file():
        body = path.read_bytes()
        for ending, packed in PACKED.items():
            path.with_name(path.name + ending).write_bytes(packed(body))


class Crew:
    """One process or several that print pages."""

    def __init__(self, job: Job, jobs: int, app: Flask) -> None:
        self.alone = Writer(job, app)
        self._job, self._jobs = job, jobs
        self._pool: ProcessPoolExecutor | None = None

    def run(self, kind: str, asked: Sequence[Any], tell: Callable[[int], None]) -> Iterator[Any]:
        """Do all that is asked, in its order.

        :param kind: ``programs`` or ``lists``.
        :raises ExportStoppedError: when a process ends before its time.
        """
        parts = [asked[place : place + CHUNK] for place in range(0, len(asked), CHUNK)]
        if self._jobs <= 1 or len(asked) < ALONE:
            results: Iterable[Any] = (getattr(self.alone, kind)(part) for part in parts)
        else:
            if self._pool is None:
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(self._jobs, context, _start, (self._job,))
            results = self._pool.map(_work, [(kind, part) for part in parts])
        try:
            for part, done in zip(parts, results, strict=True):
                tell(len(part))
                yield from done
        except BrokenProcessPool as problem:
            raise ExportStoppedError(
                "Копия не записана: один из процессов остановился. Прежняя копия цела."
            ) from problem

    def close(self) -> None:
        """Let the processes go."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


_WRITERS: list[Writer] = []


def _start(job: Job) -> None:
    gc.set_threshold(*RARELY)
    _WRITERS[:] = [Writer(job)]


def _work(asked: tuple[str, Any]) -> Any:
    kind, part = asked
    return getattr(_WRITERS[0], kind)(part)
