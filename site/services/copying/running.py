"""Writing a copy from another process: the worker after changes, a desk on request."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from peewee import Database

from navigator.search.arrays import read_stamp
from navigator.services.problems import Problem
from navigator.services.progress import Progress
from navigator.services.serving import Chore
from navigator.settings import Settings

_PROGRESS = re.compile(r"\D*: (\d+) из (\d+)")


def write_copy(options: Sequence[str], tell: Progress | None = None) -> str:
    """Run ``navigator export`` in a process of its own and wait for it.

    :param options: as on the command line, for instance ``("--municipality", "…", "--zip")``.
    :param tell: told how many pages are written and how many there are, every few seconds.
    :returns: what the command said. :raises Problem: with its words when it did nothing.
    """
    command = (sys.executable, "-m", "navigator", "export", *options)
    with subprocess.Popen(  # noqa: S603  # our own command, no shell
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        said = ""
        for line in running.stderr or ():
            found = _PROGRESS.match(line)
            if found and tell:
                tell(int(found[1]), int(found[2]))
            elif not found:
                said = line.strip()
        done = running.stdout.read().strip() if running.stdout else ""
    if running.returncode:
        raise Problem(said.removeprefix("Ошибка: ") or "Копия не записана, прежняя цела.")
    return done


def copy_chores(
    settings: Settings, database: Database, write: Callable[[Sequence[str]], object] = write_copy
) -> list[Chore]:
    """What the worker does for the copy: nothing where no minutes are set."""
    if not settings.export_minutes:
        return []
    written: list[tuple[tuple[int, int], date]] = []

    def refresh() -> None:
        state = (read_stamp(database), datetime.now(ZoneInfo(settings.timezone)).date())
        if written[-1:] != [state]:
            write(shlex.split(settings.export_options))
            written[:] = [state]

    return [Chore("Статическая копия", settings.export_minutes * 60.0, refresh)]
