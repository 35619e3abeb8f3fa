"""What an export remembers for the next one: of what each page was made, and what lies in the copy."""

from __future__ import annotations

import marshal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from navigator.export.entries import Entry

_FORMAT = (2, sys.version_info[:2])


class Page(NamedTuple):
    """A file of the copy: key of what it was made of, SHA-256, bytes, and its time on the disk in nanoseconds."""

    key: str
    digest: str
    size: int
    time: int


@dataclass
class Memory:
    """The last export into one folder; ``sizes`` says in how many programs each word is."""

    entries: dict[int, Entry] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    foreign: list[str] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)


def remember(path: Path) -> Memory:
    """What was kept, or nothing when there is none that can be read."""
    try:
        kept: dict[str, Any] = marshal.loads(path.read_bytes())  # noqa: S302  # our own file, beside the secrets
        if kept["format"] != _FORMAT:
            return Memory()
        return Memory(
            {row[0]: Entry._make(row) for row in kept["entries"]},
            {name: Page._make(row) for name, row in kept["pages"].items()},
            kept["foreign"],
            kept["sizes"],
        )
    except (OSError, EOFError, ValueError, TypeError, KeyError):
        return Memory()


def keep(path: Path, memory: Memory) -> None:
    """Keep what the next export will ask for, all of it or nothing."""
    kept = {
        "format": _FORMAT,
        "entries": [tuple(one) for one in memory.entries.values()],
        "pages": {name: tuple(one) for name, one in memory.pages.items()},
        "foreign": memory.foreign,
        "sizes": memory.sizes,
    }
    fresh = path.with_suffix(".new")
    fresh.write_bytes(marshal.dumps(kept))
    fresh.replace(path)
