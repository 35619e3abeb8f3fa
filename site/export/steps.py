"""One export, step by step: what there is, what changed, printing it, the switch."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from navigator.assets import STATIC
from navigator.export.addresses import other_pages
from navigator.export.entries import SMALL, Entry
from navigator.export.finding import Finding
from navigator.export.inserts import Inserts
from navigator.export.lists import Lists
from navigator.export.look import Look
from navigator.export.manifest import (
    FOLDER,
    ROOT,
    Manifest,
    ManifestBrokenError,
    Written,
    digest,
    parts_of,
    read_manifest,
)
from navigator.export.memory import Memory, Page, keep, remember
from navigator.export.planned import Batch, Planned
from navigator.export.tree import Twin, put_in_place, stamps_aside
from navigator.export.writing import PACKED, AppMaker, Crew, Job, pack
from navigator.services.copying.digests import code_digest, digest_of, read_digests
from navigator.services.copying.meanings import read_tables
from navigator.services.public_copy import CopyFacts

#: Files of a copy that lie in its top folder as they are.
PLAIN = ("sw.js", "get-copy.php.txt", "get-copy.sh", "get-copy.ps1")
#: Gives the facts of the copy, and may wait for them.
FactsGiver = Callable[[], CopyFacts]
#: Told how many pages are written and how many there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class FreezeReport:
    """What there is: files, bytes of them, where; how many files were written or removed now."""

    files: int
    size: int
    destination: Path
    changed: int


@dataclass(frozen=True)
class Wishes:
    """How a copy is wanted.

    :ivar home: folder of the installation where what an export remembers is kept.
    :ivar full: print every page again, whatever is remembered.
    :ivar packed: put ``.br`` and ``.gz`` beside files, for servers that can send them.
    """

    home: Path
    jobs: int = 1
    full: bool = False
    packed: bool = False
    look: Look = field(default_factory=Look)


class Export:
    """One export, step by step."""

    def __init__(
        self,
        make_app: AppMaker,
        facts: FactsGiver,
        destination: Path,
        home: Path,
        wishes: Wishes,
        progress: Progress | None,
    ) -> None:
        self.destination, self.home, self.wishes = destination, home, wishes
        self._give, self.progress = facts, progress
        self.done, self.total = 0, 0
        self.make_app = make_app
        self.pages: dict[str, Page] = {}
        self.entries: dict[int, Entry] = {}
        self.batches: dict[str, tuple[str, list[str]]] = {}

    def run(self) -> FreezeReport:
        """Print what changed, then switch."""
        twin = Twin(self.destination, self.home)
        near = self.home.stat().st_dev == self.destination.parent.stat().st_dev
        self.fresh = (self.home if near else self.destination.parent) / f".{self.destination.name}-fresh"
        shutil.rmtree(self.fresh, ignore_errors=True)  # of an export that was cut off
        self.fresh.mkdir()
        try:
            self._plan()
            self._print()
            return self._switch(twin, near)
        finally:
            shutil.rmtree(self.fresh, ignore_errors=True)

    # ------------------------------------------------------------ what there is

    def _plan(self) -> None:
        """See what there is and what of it is still good."""
        with stamps_aside(self.destination) as looking:
            before = Memory() if self.wishes.full else remember(self.home / "memory")
            code = code_digest()
            read_tables()
            self.facts = self._give()
            self._compare(before, code, looking)

    def _compare(self, before: Memory, code: str, looking: Callable[[], dict[str, tuple[int, int]]]) -> None:
        self.app = self.make_app()
        house = self.app.extensions["navigator"]
        self.today = house.today()
        self.digests = read_digests(house.database)
        self.small = len(self.digests.programs) <= SMALL
        wishes, settings = self.wishes, house.settings
        shared = (settings.live_url, settings.region_name, house.is_demo, self.facts.phone, self.facts.stale_days)
        look = (wishes.look.colour, wishes.look.logo_name)
        self.site = digest_of(code, *shared, *look, self.small, wishes.packed, self.today.isoformat())
        there = looking()
        ours = set(before.pages) or self._named()
        self.before = before
        self.good = {name: page for name, page in before.pages.items() if there.get(name) == (page.size, page.time)}
        packed = {name + ending for name in ours for ending in PACKED}
        self.foreign = sorted(there.keys() - ours - packed - {ROOT} - _manifest_files(there))
        self.removed = [name for name in before.foreign if name not in there]
        self.there = there

    def _named(self) -> set[str]:
        """Files that the manifest of the former copy names."""
        try:
            return set(read_manifest(self.destination).files)
        except ManifestBrokenError:
            return set()

    # ------------------------------------------------------------ printing

    def _print(self) -> None:
        job = Job(self.make_app, self.facts, self.wishes.look, self.fresh, self.today, self.small, self.wishes.packed)
        crew = Crew(job, self.wishes.jobs, self.app)
        self.room = crew.alone.room
        try:
            self._programs(crew)
            with self.room.app.app_context():
                self._lists(crew)
                self._finding()
                self._plain()
        finally:
            crew.close()

    def _programs(self, crew: Crew) -> None:
        asked = []
        start, end = self.room.path("catalog.program", {"program_id": 0}).split("0")
        first, last = self.room.path("printing.paper", {"group_id": 0}).split("0")
        for number, rows in sorted(self.digests.programs.items()):
            entry, sign = self.before.entries.get(number), f"{rows}{self.site}"
            names = [f"{start}{number}{end}", *(f"{first}{group}{last}" for group in (entry.papers if entry else ()))]
            pages = {name: page for name in names if (page := self.good.get(name))}
            if entry and entry.digest == sign and len(pages) == len(names):
                self.pages.update(pages)
                self.entries[number] = entry
            else:
                asked.append((number, sign, {name: page.digest for name, page in pages.items()}))
        self.total = len(asked)
        for entry, files in crew.run("programs", asked, self._tell):
            self.entries[entry.id] = entry
            for file in files:
                self._put(file, entry.digest)

    def _lists(self, crew: Crew) -> None:
        old, new = self._replaced()
        lists = self.lists = Lists(self.entries.values(), [*old, *new], self.digests, self.site, self.today)
        asked: list[tuple[Planned, str, str]] = []
        house = self.room.app.extensions["navigator"]
        kept = {page.key: name for name, page in self.good.items() if page.key}
        inserts = Inserts(lists, self.digests, self.site)
        others = Batch.of(lambda: other_pages(house, self.wishes.look))
        for batch in [*lists.batches(), *inserts.batches(house), others]:
            names = self._stay(batch)
            if names is None:
                names = []
                for planned in batch.plan():
                    name = kept.get(planned.key) or self.room.path(planned.endpoint, planned.values)
                    names.append(name)
                    page = self.good.get(name)
                    if page and planned.key and page.key == planned.key:
                        self.pages[name] = page
                    else:
                        asked.append((planned.prepared(), name, page.digest if page else ""))
            if batch.name:
                self.batches[batch.name] = (batch.sign, names)
        self.total += len(asked)
        for key, file in crew.run("lists", asked, self._tell):
            self._put(file, key)

    def _stay(self, batch: Batch) -> list[str] | None:
        """Take over the pages of a batch in which nothing changed; None where some are to be planned."""
        sign, names = self.before.batches.get(batch.name, ("", []))
        if batch.is_dirty or batch.sign != sign or not self.good.keys() >= set(names):
            return None
        self.pages.update((name, self.good[name]) for name in names)
        return names

    def _finding(self) -> None:
        lists = self.lists
        labels = {
            "direction": [(row.slug, row.name) for row in lists.directions],
            "municipality": [(row.slug, row.name) for row in lists.municipalities],
            "place": [(slug, name) for slug, (name, _) in lists.place_names.items()],
        }
        old, new = self._replaced()
        self.sizes = Counter(self.before.sizes)
        for rows, step in ((old, -1), (new, 1)):
            for one in rows:
                for pair in filter(None, one.titled.split(" ")):
                    self.sizes[pair.partition(":")[0]] += step
        for word in [word for word, times in self.sizes.items() if not times]:
            del self.sizes[word]
        finding = Finding(self.entries.values(), self.sizes, small=self.small, labels=labels)
        touched = finding.touched(old, new)
        wanted = set()
        for beginning in finding.beginnings:
            name = finding.words_name(beginning)
            if name in self.good and beginning not in touched:
                self.pages[name] = self.good[name]
            else:
                wanted.add(beginning)
        changed = {one.id for one in (*old, *new)}
        for name, touched_now, make in finding.blocks(changed):
            if name in self.good and not touched_now:
                self.pages[name] = self.good[name]
            else:
                self._save(name, make())
        for name, body in [*finding.files(), *finding.words(wanted)]:
            self._save(name, body)

    def _replaced(self) -> tuple[list[Entry], list[Entry]]:
        """Programs as they were and as they are, of those whose words changed."""
        before, now = self.before.entries, self.entries
        changed = [number for number in before.keys() | now.keys() if before.get(number) is not now.get(number)]
        return (
            [before[number] for number in changed if number in before],
            [now[number] for number in changed if number in now],
        )

    def _plain(self) -> None:
        for name in PLAIN:
            self._save(name, (STATIC / "copy" / name).read_bytes())

    def _save(self, name: str, body: bytes) -> None:
        sign = digest(body)
        page = self.good.get(name)
        if page is None or page.digest != sign:
            path = self.fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
            if self.wishes.packed:
                pack(path)
        self._put(Written(name, sign, len(body)), "")

    def _put(self, file: Written, key: str) -> None:
        page = self.good.get(file.name)
        same = page is not None and page.digest == file.digest
        self.pages[file.name] = Page(key, file.digest, file.size, page.time if same and page else 0)

    def _tell(self, done: int) -> None:
        self.done += done
        if self.progress:
            self.progress(self.done, max(self.total, self.done))

    # ------------------------------------------------------------ the switch

    def _switch(self, twin: Twin, near: bool) -> FreezeReport:
        files = {name: page.digest for name, page in self.pages.items()}
        date = self.facts.data_date.isoformat() if self.facts.data_date else ""
        parts = parts_of(Manifest(files, date, self.facts.title))
        for name, body in parts.items():
            known = self.destination / name
            if name == ROOT or not known.is_file():
                (self.fresh / name).parent.mkdir(exist_ok=True)
                (self.fresh / name).write_bytes(body)
        wanted = self._wanted(parts)
        gone = [name for name in self.there if name not in wanted]
        changed = {name: page for name, page in self.pages.items() if not page.time}
        for name, page in changed.items():
            self.pages[name] = page._replace(time=(self.fresh / name).stat().st_mtime_ns)
        keeping = Memory(self.entries, self.pages, self.foreign, dict(self.sizes), self.batches)
        if near and twin.is_sound() and self.before.pages:
            for name in self.foreign:
                _link(self.destination / name, self.fresh / name)
            twin.publish(self.fresh, [*gone, *self.removed])
        else:
            kept = {name: self.destination / name for name in self.there if name in wanted}
            put_in_place(self.fresh, self.destination, kept)
            if not near or not twin.make():
                twin.forget()
        keep(self.home / "memory", keeping, self.before)
        size = sum(page.size for page in self.pages.values())
        return FreezeReport(len(self.pages) + len(parts), size, self.destination, len(changed) + len(gone))

    def _wanted(self, parts: Iterable[str]) -> set[str]:
        found = {*self.pages, *parts, *self.foreign}
        if self.wishes.packed:
            found |= {name + ending for name in self.pages for ending in PACKED}
        return found


def _manifest_files(there: Iterable[str]) -> set[str]:
    return {name for name in there if name.startswith(f"{FOLDER}/") and name.endswith(".json")}


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    os.link(source, target, follow_symlinks=False)
