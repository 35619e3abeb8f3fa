"""A disk that forgets: what a process wrote, as strace saw it, replayed up to the moment when the power went.

Of every file only what was written before its last fsync is sure to be there; of what came later any sector may have
reached the disk or not. The shared memory beside a database (``-shm``) is not kept: SQLite makes it anew.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
CALLS = "pwrite64,write,fsync,fdatasync,ftruncate,unlink"
_CALL = re.compile(r"^(?:\d+ +)?(\w+)\((?:(\d+)<([^>]*)>)?(?:, )?(.*)\) += (-?\d+)")


def strace() -> str | None:
    """Path of a strace that works here, or None."""
    found = shutil.which("strace")
    if found is None:
        return None
    tried = subprocess.run([found, "-o", "/dev/null", "true"], capture_output=True, timeout=20)
    return found if tried.returncode == 0 else None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a process did: ``write``, ``cut``, ``sync`` or ``remove`` of a file, or ``say`` something."""

    what: str
    name: str = ""  # of the file
    data: bytes = b""
    at: int = 0  # offset or length


def read_trace(trace: Path, names: Sequence[str]) -> Iterator[Event]:
    """Events of some files and of the standard output, in order."""
    with trace.open() as lines:
        for line in lines:
            found = _CALL.match(line)
            if found is None or found[5].startswith("-"):
                continue
            call, descriptor, path, rest = found[1], found[2], _plain(found[3] or ""), found[4]
            if call == "unlink":
                path, rest = _plain(rest.strip('"')), ""
            name = Path(path.decode(errors="replace")).name
            if call == "write" and descriptor == "1":
                yield Event("say", data=_plain(rest.split('"')[1]))
            elif name in names:
                yield _event(call, name, rest)


def _event(call: str, name: str, rest: str) -> Event:
    if call == "pwrite64":
        _, text, numbers = rest.split('"')
        data, (length, at) = _plain(text), map(int, numbers.strip(", ").split(", "))
        assert len(data) == length, "strace cut a write short: -s is too small"
        return Event("write", name, data, at)
    if call == "ftruncate":
        return Event("cut", name, at=int(rest))
    if call in {"fsync", "fdatasync"}:
        return Event("sync", name)
    assert call == "unlink", f"{call} of {name} is not replayed"
    return Event("remove", name)


def _plain(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


@dataclass
class Disk:
    """Files by name: what is sure, and what was done since the last fsync of each."""

    sure: dict[str, bytearray]
    open: dict[str, list[Event]] = field(default_factory=dict)

    def do(self, event: Event) -> None:
        if event.what == "sync":
            for one in self.open.pop(event.name, []):
                _apply(self.sure, one, None)
        elif event.what == "remove":
            self.open.pop(event.name, None)
            self.sure.pop(event.name, None)
        else:
            self.open.setdefault(event.name, []).append(event)

    def after_power_loss(self, chance: random.Random | None = None) -> dict[str, bytearray]:
        """Files as they may be found.

        :param chance: decides of every sector written since the last fsync; without it none reached the disk.
        """
        found = {name: bytearray(content) for name, content in self.sure.items()}
        if chance is not None:
            for events in self.open.values():
                for one in events:
                    _apply(found, one, chance)
        return found


def _apply(files: dict[str, bytearray], event: Event, chance: random.Random | None) -> None:
    content = files.setdefault(event.name, bytearray())
    if event.what == "cut":
        if chance is None or chance.random() < 0.5:
            content[:] = content[: event.at].ljust(event.at, b"\0")
        return
    for start in range(0, len(event.data), SECTOR):
        if chance is None or chance.random() < 0.5:
            piece, at = event.data[start : start + SECTOR], event.at + start
            content.extend(bytes(max(0, at + len(piece) - len(content))))
            content[at : at + len(piece)] = piece
