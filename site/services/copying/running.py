"""Writing a copy from another process: the worker after changes, a desk on request."""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from peewee import Database

from navigator.search.arrays import read_stamp
from navigator.services.problems import Problem
from navigator.services.progress import Progress
from navigator.services.serving import Chore, Later
from navigator.settings import Settings

_PROGRESS = re.compile(r"\D*: (\d+) из (\d+)")
_WORDS = "Ошибка: "
NOT_WRITTEN = "Копия не записана, прежняя цела."
#: Ends the writing that is under way, so that the former copy stays; called again, by force.
Stop = Callable[[], object]


def write_copy(
    options: Sequence[str], tell: Progress | None = None, begun: Callable[[Stop], object] | None = None
) -> str:
    """Run ``navigator export`` in a process of its own and wait for it.

    :param options: as on the command line, for instance ``("--municipality", "…", "--zip")``.
    :param tell: told how many pages are written and how many there are, every few seconds.
    :param begun: given what stops it, as soon as it has begun.
    :returns: what the command said. :raises Problem: with its words when it did nothing.
    """
    command = (sys.executable, "-m", "navigator", "export", *options)
    with subprocess.Popen(  # noqa: S603  # our own command, no shell
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        if begun:
            begun(_stop(running))
        said = ""
        for line in running.stderr or ():
            found = _PROGRESS.match(line)
            if found and tell:
                tell(int(found[1]), int(found[2]))
            elif not found:
                said = line.strip()
        done = running.stdout.read().strip() if running.stdout else ""
    if running.returncode:
        # Of a break that no command foresees the last line is of a traceback: nothing for people to read.
        raise Problem(said.removeprefix(_WORDS) if said.startswith(_WORDS) else NOT_WRITTEN)
    return done


def _stop(running: subprocess.Popen[str]) -> Stop:
    signals = iter((signal.SIGINT,))
    return lambda: running.send_signal(next(signals, signal.SIGKILL))


def copy_chores(
    settings: Settings,
    database: Database,
    write: Callable[[Sequence[str]], object] = write_copy,
    is_busy: Callable[[], bool] = lambda: False,
) -> list[Chore]:
    """What the worker does for the copy: nothing where no minutes are set.

    :param is_busy: whether another copy is being written by this worker: then this one waits for its end.
    """
    if not settings.export_minutes:
        return []
    written: list[tuple[tuple[int, int], date]] = []

    def refresh() -> None:
        if is_busy():
            raise Later
        state = (read_stamp(database), datetime.now(ZoneInfo(settings.timezone)).date())
        if written[-1:] != [state]:
            write(shlex.split(settings.export_options))
            written[:] = [state]

    return [Chore("Статическая копия", settings.export_minutes * 60.0, refresh)]
