"""The worker takes orders of copies one by one, writes each in a process beside itself and says how far it is."""

from __future__ import annotations

import logging
import secrets
import socket
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from peewee import Database

from navigator.data import CatalogCopy, Municipality
from navigator.data.database import for_update, write
from navigator.data.rows import tuples
from navigator.services.copying.copies import SILENT
from navigator.services.copying.places import desk_folder, folder_name, sweep
from navigator.services.copying.running import NOT_WRITTEN, Stop, write_copy
from navigator.services.problems import Problem
from navigator.services.progress import Progress
from navigator.services.requests.policy import now
from navigator.services.requests.records import Moment
from navigator.services.serving import Chore
from navigator.settings import Settings

log = logging.getLogger(__name__)
#: Seconds between two looks at the orders, and for files that nobody keeps.
LOOK_EVERY, SWEEP_EVERY = 1.0, 60.0
#: How often an order is begun before it is given up: what kills its writer each time must not go on for ever.
MOST_ATTEMPTS = 3
#: Seconds that a writer which was told to stop may take; a server waits ten for its worker.
STOPPING = 4.0
GIVEN_UP = "запись прервалась три раза подряд. Скажите администратору сервера"
BROKEN = "сбой на сервере. Нажмите «Записать ещё раз», а если повторится, скажите администратору"
Writer = Callable[[Sequence[str], Progress, Callable[[Stop], object]], object]


class _Job:
    """One copy that is being written in a thread; the thread leaves the database to the worker."""

    def __init__(self, order: CatalogCopy, options: Sequence[str], target: Path, writer: Writer) -> None:
        self.order, self.target = int(order.id), target
        self.account: int | None = order.account_id
        self.done = self.total = 0
        self.problem = ""
        self._stop: Stop | None = None
        self._stopped_at = 0.0
        self._logo = bytes(order.logo) if order.logo else b""
        self._thread = threading.Thread(target=self._run, args=(list(options), writer), daemon=True)
        self._thread.start()

    def _run(self, options: list[str], writer: Writer) -> None:
        try:
            with _on_disk(self._logo) as logo:
                writer([*options, *logo], self._tell, self._begun)
        except Problem as problem:
            self.problem = _told(str(problem))
        except Exception as problem:  # whatever it was, the order has an end and the worker goes on
            log.error("a copy of the desk is not written: %s", type(problem).__name__)
            self.problem = BROKEN

    def _tell(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def _begun(self, stop: Stop) -> None:
        self._stop = stop
        if self.is_stopped:
            stop()

    @property
    def is_over(self) -> bool:
        return not self._thread.is_alive()

    @property
    def is_stopped(self) -> bool:
        return self._stopped_at > 0

    def stop(self) -> None:
        """Tell the writer to stop, and again after a while; the copy stays as it was."""
        now = time.monotonic()
        if self.is_over or (self.is_stopped and now < self._stopped_at + STOPPING):
            return
        self._stopped_at = now
        if self._stop is not None:
            self._stop()

    def end(self) -> None:
        """Stop the writer and wait for its end."""
        for _ in range(2):
            self.stop()
            self._thread.join(STOPPING)


@dataclass(frozen=True, slots=True)
class _Written:
    """What lies in an archive."""

    files: int
    size: int


class CopyQueue:
    """Orders of this installation, seen from one worker: it writes one at a time."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Callable[[], Moment] = now,
        writer: Writer = write_copy,
    ) -> None:
        self._settings, self._database, self._clock, self._writer = settings, database, clock, writer
        self._name = secrets.token_hex(16)
        self._job: _Job | None = None

    def chores(self) -> list[Chore]:
        """What the worker does again and again."""
        return [
            Chore("Копии по заказу", LOOK_EVERY, self.look),
            Chore("Удалённые копии", SWEEP_EVERY, self.sweep),
        ]

    def is_busy(self) -> bool:
        """Whether a copy is being written now."""
        return self._job is not None

    def look(self) -> None:
        """Say how far the copy is that is being written, or take the next order."""
        if self._job is not None:
            self._follow(self._job)
        if self._job is None:
            self._take()

    def sweep(self) -> int:
        """Delete the files of this machine whose orders were removed."""
        if self._job is not None:
            return 0
        rows = CatalogCopy.select(CatalogCopy.organization, Municipality.slug).left_outer_join(
            Municipality, on=(CatalogCopy.municipality == Municipality.id)
        )
        return sweep(self._settings, {folder_name(slug, organization) for organization, slug in tuples(rows)})

    def stop(self) -> None:
        """Stop what is being written and give its order back: the next worker takes it at once."""
        job, self._job = self._job, None
        if job is None:
            return
        job.end()
        self._mine(job, state="queued", runner="", beat_at=None, attempts=0)

    # ------------------------------------------------------------ taking

    def _take(self) -> None:
        moment = self._clock()
        waiting = (CatalogCopy.state == "queued") | (
            (CatalogCopy.state == "running")
            & (CatalogCopy.beat_at.is_null() | (CatalogCopy.beat_at < moment.utc - SILENT))
        )
        if not CatalogCopy.select(CatalogCopy.id).where(waiting).exists():
            return
        with write(self._database):
            query = CatalogCopy.select().where(waiting).order_by(CatalogCopy.asked_at, CatalogCopy.id)
            order: CatalogCopy | None = for_update(self._database, query).first()
            if order is None:
                return
            same = CatalogCopy.id == order.id
            if order.attempts >= MOST_ATTEMPTS:
                CatalogCopy.update(state="failed", problem=GIVEN_UP).where(same).execute()
                return
            begun: dict[str, Any] = {"state": "running", "runner": self._name, "beat_at": moment.utc}
            begun |= {"attempts": CatalogCopy.attempts + 1, "done": 0, "total": 0}
            CatalogCopy.update(**begun).where(same).execute()
        target = desk_folder(self._settings) / folder_name(_slug(order), order.organization_id)
        self._job = _Job(order, _options(order, target), target, self._writer)

    # ------------------------------------------------------------ following

    def _follow(self, job: _Job) -> None:
        if job.is_over:
            self._job = None
            if not job.is_stopped:
                self._end(job)
        elif not self._mine(job, beat_at=self._clock().utc, done=job.done, total=job.total):
            job.stop()  # the order was taken back or removed

    def _end(self, job: _Job) -> None:
        written = None if job.problem else _archived(job.target)
        if written is None:
            self._mine(job, state="failed", runner="", problem=job.problem or BROKEN)
            return
        self._mine(
            job,
            state="written",
            runner="",
            problem="",
            written_at=self._moment(),
            writer=job.account,
            files=written.files,
            size=written.size,
            node=socket.gethostname(),
        )

    def _moment(self) -> datetime:
        return self._clock().utc.replace(microsecond=0)

    def _mine(self, job: _Job, **values: Any) -> bool:
        """Change the order of a job, if it is this worker's still."""
        mine = (CatalogCopy.id == job.order) & (CatalogCopy.runner == self._name) & (CatalogCopy.state == "running")
        with write(self._database):
            return bool(CatalogCopy.update(**values).where(mine).execute())


@contextmanager
def _on_disk(logo: bytes) -> Iterator[list[str]]:
    """The option of a logo as long as its file is there; none without one."""
    if not logo:
        yield []
        return
    with tempfile.TemporaryDirectory(prefix="navigator-") as folder:
        path = Path(folder) / "logo"
        path.write_bytes(logo)
        yield [f"--logo={path}"]


def _told(words: str) -> str:
    """What a command said, without what the page says itself."""
    if words == NOT_WRITTEN:
        return BROKEN
    return words.removeprefix("Копия не записана: ").removesuffix(" Прежняя цела.")


def _slug(order: CatalogCopy) -> str | None:
    home: Municipality | None = order.municipality
    return str(home.slug) if home is not None else None


def _options(order: CatalogCopy, target: Path) -> list[str]:
    """The options of ``navigator export`` for an order; one word each, whatever was typed."""
    slug = _slug(order)
    scope = f"--municipality={slug}" if slug else ""
    scope = f"--organization={order.organization_id}" if order.organization_id is not None else scope
    look = {"title": order.title, "colour": order.colour, "live-url": order.live_url}
    said = [f"--{name}={value}" for name, value in look.items() if value]
    return [f"--out={target}", "--zip", *([scope] if scope else []), *said]


def _archived(target: Path) -> _Written | None:
    """What lies in the archive beside a copy; None where there is none to be read."""
    path = target.with_name(f"{target.name}.zip")
    try:
        with zipfile.ZipFile(path) as archive:
            return _Written(len(archive.namelist()), path.stat().st_size)
    except (OSError, zipfile.BadZipFile) as problem:
        log.error("the archive of a copy cannot be read: %s", type(problem).__name__)
        return None
