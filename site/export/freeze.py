"""Writing the static copy: only what changed, beside the former copy, switched to at the end."""

from __future__ import annotations

import errno
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from navigator.export.manifest import ROOT
from navigator.export.steps import Export, FactsGiver, FreezeReport, Progress, Wishes
from navigator.export.tree import ExportRefusedError
from navigator.export.writing import AppMaker, ExportStoppedError
from navigator.services.copying.places import memory_of

#: Files that a folder of copies may hold before the first one.
KEPT = ("README.md",)
_TROUBLE = {errno.ENOSPC: "на диске нет места", errno.EDQUOT: "на диске нет места", errno.EIO: "диск не отвечает"}
_TROUBLE |= dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), "сюда нельзя писать")


def freeze_catalog(
    make_app: AppMaker, facts: FactsGiver, destination: Path, wishes: Wishes, progress: Progress | None = None
) -> FreezeReport:
    """Bring the copy up to date and switch to it when it is whole.

    A break at any moment leaves the former copy as it was.
    :param facts: called once the former copy has been looked at; the application works from then on.
    :raises ExportRefusedError: when the destination holds files that are not a copy of ours, or cannot be written.
    """
    destination = destination.absolute()
    check_destination(destination)
    home = memory_of(wishes.home, destination)
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        home.mkdir(parents=True, exist_ok=True)
        with _alone(home / "lock"):
            return Export(make_app, facts, destination, home, wishes, progress).run()
    except ExportStoppedError as problem:
        raise ExportRefusedError(str(problem)) from problem
    except OSError as problem:
        said = _TROUBLE.get(problem.errno or 0, problem.strerror or str(problem))
        where = problem.filename or destination
        raise ExportRefusedError(f"Копия не записана: {where}: {said}. Прежняя цела.") from problem


def check_destination(destination: Path) -> None:
    """Refuse a folder with files of somebody else.

    :raises ExportRefusedError: naming the folder.
    """
    if destination.is_dir():
        others = [path.name for path in destination.iterdir() if path.name not in KEPT]
        if others and ROOT not in others:
            raise ExportRefusedError(
                f"{destination}: здесь чужие файлы ({others[0]} …). Назовите пустую папку: --out ПАПКА."
            )
    elif destination.exists():
        raise ExportRefusedError(f"{destination}: это файл. Назовите папку: --out ПАПКА.")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise ExportStoppedError("Эту копию уже пишет другой процесс. Подождите, пока он закончит.") from problem
        yield
