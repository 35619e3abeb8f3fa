"""Bringing a copy over a thin line: only files that changed, each checked, the switch at the end."""

from __future__ import annotations

import gzip
import http.client
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from navigator.export.manifest import FOLDER, ROOT, ManifestBrokenError, digest, read_manifest, read_part, read_root
from navigator.export.tree import put_in_place, walk

#: Seconds for one answer; how often a file is asked for; the largest file and the most files that are believed.
PATIENCE, TRIES, LARGEST, MOST = 30, 4, 8_000_000, 400_000
#: Told how many files are there and how many are wanted.
Progress = Callable[[int, int], None]


class PullFailedError(RuntimeError):
    """The copy was not updated and is as it was; the message says what to do."""


@dataclass(frozen=True, slots=True)
class PullReport:
    """Files and bytes that were fetched, files that were removed."""

    fetched: int
    size: int
    removed: int


def pull_copy(url: str, folder: Path, progress: Progress | None = None, *, pause: float = 1.0) -> PullReport:
    """Bring a folder to the state of a copy at an address.

    What was fetched before a break is kept beside and not fetched again. Files of others in the folder stay.
    :param pause: seconds before asking again, twice as long each time.
    :raises PullFailedError: when the line or the other side fails. :raises ManifestBrokenError: when what it says of
        itself is wrong. In both cases the folder is as it was.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise PullFailedError(f"«{url}»: напишите адрес копии целиком, http://… или https://…")
    folder = folder.absolute()
    mine = _own(folder)
    source = _Source(url.removesuffix(ROOT).rstrip("/") + "/", pause)
    kept = folder.with_name(f".{folder.name}-pull")
    kept.mkdir(parents=True, exist_ok=True)
    root_body = source.get(ROOT)
    root, parts = read_root(root_body)
    files = dict(root.files)
    for sign in parts.values():
        name = f"{FOLDER}/{sign}.json"
        body = _known(folder / name, sign) or _known(kept / name, sign) or source.checked(name, sign)
        _save(kept / name, body)
        files.update(read_part(body, sign))
    if len(files) > MOST:
        raise ManifestBrokenError("manifest.json называет слишком много файлов: это не копия каталога.")
    wanted = [name for name, sign in sorted(files.items()) if mine.get(name) != sign]
    for done, name in enumerate(wanted, 1):
        if _known(kept / name, files[name]) is None:
            _save(kept / name, source.checked(name, files[name]))
        if progress:
            progress(done, len(wanted))
    fetched = {*wanted, *(f"{FOLDER}/{sign}.json" for sign in parts.values()), ROOT}
    gone = sorted(mine.keys() - files.keys())
    if not wanted and not gone and folder.is_dir() and _known(folder / ROOT, digest(root_body)):
        shutil.rmtree(kept)
        return PullReport(0, 0, 0)
    _save(kept / ROOT, root_body)
    _switch(kept, folder, fetched, gone)
    return PullReport(source.files, source.size, len(gone))


def _switch(kept: Path, folder: Path, fetched: set[str], gone: list[str]) -> None:
    """Put what was fetched and what stays in the place of the folder."""
    for name in list(walk(kept)):
        if name not in fetched:  # for an older state of the copy, or all of that state where a switch was cut off
            (kept / name).unlink()
    stays = {}
    if folder.is_dir():
        dropped = {*gone, *(name for name in walk(folder) if name.startswith(f"{FOLDER}/") and name not in fetched)}
        stays = {name: folder / name for name in walk(folder) if name not in dropped}
    put_in_place(kept, folder, stays)
    shutil.rmtree(kept, ignore_errors=True)


def _own(folder: Path) -> dict[str, str]:
    """Files of a folder that are as its manifest says."""
    if not folder.exists():
        return {}
    if not folder.is_dir():
        raise PullFailedError(f"{folder}: это файл. Назовите папку.")
    if not (folder / ROOT).is_file():
        if any(folder.iterdir()):
            raise PullFailedError(f"{folder}: здесь чужие файлы, а копии нет. Назовите пустую папку.")
        return {}
    try:
        listed = read_manifest(folder).files
    except ManifestBrokenError:
        return {}
    return {name: sign for name, sign in listed.items() if _known(folder / name, sign) is not None}


def _known(path: Path, sign: str) -> bytes | None:
    """A file, if it is there and is the right one."""
    try:
        body = path.read_bytes()
    except OSError:
        return None
    return body if digest(body) == sign else None


def _save(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.part")
    fresh.write_bytes(body)
    fresh.replace(path)


class _Source:
    """A copy on a web server; one connection is asked for all files."""

    def __init__(self, base: str, pause: float) -> None:
        self._base, self._pause = base, pause
        self.files, self.size = 0, 0

    def checked(self, name: str, sign: str) -> bytes:
        """A file that is as the manifest says."""
        body = self.get(name)
        if digest(body) != sign:
            raise ManifestBrokenError(
                f"{self._base}{name}: файл не тот, что назван в manifest.json. Копия не тронута, попробуйте позже."
            )
        self.files += 1
        return body

    def get(self, name: str) -> bytes:
        """A file, asked for again when the line fails."""
        for turn in range(TRIES):
            if turn:
                time.sleep(self._pause * 2 ** (turn - 1))
            try:
                return self._asked(name)
            except urllib.error.HTTPError as problem:
                if problem.code < 500:
                    raise PullFailedError(
                        f"{self._base}{name}: ответ {problem.code}. Проверьте адрес копии."
                    ) from problem
                said = str(problem.code)
            except (OSError, http.client.HTTPException, EOFError) as problem:
                said = str(getattr(problem, "reason", problem)) or type(problem).__name__
        raise PullFailedError(
            f"{self._base}: нет связи ({said}). Скачанное сохранено, копия не тронута: повторите ту же команду."
        )

    def _asked(self, name: str) -> bytes:
        request = urllib.request.Request(self._base + name, headers={"Accept-Encoding": "gzip"})  # noqa: S310  # http and https only, checked
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310  # the same
            body: bytes = answer.read(LARGEST + 1)
            length = answer.headers.get("Content-Length")
            if len(body) > LARGEST:
                raise ManifestBrokenError(f"{self._base}{name}: файл слишком велик для копии.")
            if length is not None and int(length) != len(body):
                raise http.client.IncompleteRead(body)
            self.size += len(body)
            packed = answer.headers.get("Content-Encoding") == "gzip"
        return gzip.decompress(body) if packed else body
