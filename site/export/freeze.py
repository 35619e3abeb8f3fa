"""Writing the static copy with Frozen-Flask and switching to it at the end."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_frozen import Freezer, MissingURLGeneratorWarning

from navigator.export.addresses import Address, addresses
from navigator.services.public_copy import CopyFacts

MANIFEST = "manifest.json"
KEPT = ("README.md",)
#: Makes the application that is frozen, over a database of public facts.
AppMaker = Callable[[], Flask]
#: Told how many pages are written and how many there are.
Progress = Callable[[int, int], None]


class ExportRefusedError(RuntimeError):
    """The copy cannot be written there; the message says what to do."""


@dataclass(frozen=True, slots=True)
class FreezeReport:
    """What was written: files, bytes of them, and where."""

    files: int
    size: int
    destination: Path


def freeze_catalog(
    make_app: AppMaker, facts: CopyFacts, destination: Path, *, jobs: int = 1, progress: Progress | None = None
) -> FreezeReport:
    """Write the copy beside its destination and switch to it when it is whole.

    A break at any moment leaves the former copy as it was.
    :raises ExportRefusedError: when the destination holds files that are not a copy of ours.
    """
    destination = destination.absolute()
    check_destination(destination)
    destination.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{destination.name}-", dir=destination.parent))
    try:
        _write(make_app, facts, fresh, jobs, progress)
        for name in KEPT:
            if (destination / name).is_file():
                shutil.copy2(destination / name, fresh / name)
        files = _manifest(fresh, facts)
        fresh.chmod(0o755)
        _switch(fresh, destination)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return FreezeReport(len(files), sum(size for _, size in files.values()), destination)


def check_destination(destination: Path) -> None:
    """Refuse a folder with files of somebody else.

    :raises ExportRefusedError: naming the folder.
    """
    if destination.is_dir():
        others = [path.name for path in destination.iterdir() if path.name not in KEPT]
        if others and MANIFEST not in others:
            raise ExportRefusedError(
                f"{destination}: здесь чужие файлы ({others[0]} …). Назовите пустую папку: --out ПАПКА."
            )
    elif destination.exists():
        raise ExportRefusedError(f"{destination}: это файл. Назовите папку: --out ПАПКА.")


def _write(make_app: AppMaker, facts: CopyFacts, target: Path, jobs: int, progress: Progress | None) -> None:
    total = len(addresses(make_app()))
    if jobs <= 1:
        for done, _ in enumerate(_freeze(make_app, facts, target, 0, 1), 1):
            if progress:
                progress(done, total)
        return
    context = multiprocessing.get_context("spawn")
    counter = context.Value("i", 0)
    workers = [
        context.Process(target=_freeze_part, args=(make_app, facts, target, part, jobs, counter))
        for part in range(jobs)
    ]
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        workers[0].join(0.2)
        if progress:
            progress(counter.value, total)
        for worker in workers:
            worker.join(0.05)
    if any(worker.exitcode for worker in workers):
        raise ExportRefusedError("Копия не записана: один из процессов остановился. Прежняя копия цела.")
    if progress:
        progress(total, total)


def _freeze_part(make_app: AppMaker, facts: CopyFacts, target: Path, part: int, parts: int, counter) -> None:  # type: ignore[no-untyped-def]  # a shared counter of multiprocessing has no public type
    for _ in _freeze(make_app, facts, target, part, parts):
        with counter.get_lock():
            counter.value += 1


def _freeze(make_app: AppMaker, facts: CopyFacts, target: Path, part: int, parts: int) -> Iterator[str]:
    app = make_app()
    app.jinja_env.globals["copy"] = facts
    app.config.update(
        FREEZER_DESTINATION=str(target),
        FREEZER_RELATIVE_URLS=True,
        FREEZER_REMOVE_EXTRA_FILES=False,
        FREEZER_REDIRECT_POLICY="error",
    )
    freezer = Freezer(app, with_static_files=False, with_no_argument_rules=False, log_url_for=False)
    wanted = addresses(app)[part::parts]

    def listed() -> Iterator[Address]:
        yield from wanted

    freezer.register_generator(listed)
    with warnings.catch_warnings():
        # The live-only addresses (filters, shortlist) have no file on purpose: the list is an allow-list.
        warnings.simplefilter("ignore", MissingURLGeneratorWarning)
        for page in freezer.freeze_yield():
            yield page.url


def _manifest(folder: Path, facts: CopyFacts) -> dict[str, tuple[str, int]]:
    files = {
        path.relative_to(folder).as_posix(): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in KEPT
    }
    text = {
        "data_date": facts.data_date.isoformat() if facts.data_date else None,
        "files": {name: digest for name, (digest, _) in files.items()},
    }
    (folder / MANIFEST).write_text(json.dumps(text, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    return files


def _switch(fresh: Path, destination: Path) -> None:
    """Put the new folder in the place of the old one; both are whole at every moment."""
    old = destination.with_name(f".{destination.name}-old-{os.getpid()}")
    if destination.exists():
        destination.replace(old)
    fresh.replace(destination)
    shutil.rmtree(old, ignore_errors=True)
