"""What an export remembers for the next one: of what each page was made, and what lies in the copy."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from navigator.export.entries import Entry

_FORMAT = 1


class Page(NamedTuple):
    """A file of the copy: key of what it was made of, SHA-256, bytes, and its time on the disk in nanoseconds."""

    key: str
    digest: str
    size: int
    time: int


@dataclass
class Memory:
    """The last export into one folder; ``site`` is a digest of everything that all pages share."""

    site: str = ""
    entries: dict[int, Entry] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    foreign: list[str] = field(default_factory=list)


def remember(path: Path) -> Memory:
    """What was kept, or nothing when there is none that can be read."""
    try:
        kept: dict[str, Any] = json.loads(path.read_bytes())
        if kept["format"] != _FORMAT:
            return Memory()
        return Memory(
            kept["site"],
            {row[0]: Entry(*row) for row in kept["entries"]},
            {name: Page(*row) for name, row in kept["pages"].items()},
            kept["foreign"],
        )
    except (OSError, ValueError, TypeError, KeyError):
        return Memory()


def keep(path: Path, memory: Memory) -> None:
    """Keep what the next export will ask for, all of it or nothing."""
    text = json.dumps(
        {
            "format": _FORMAT,
            "site": memory.site,
            "entries": list(memory.entries.values()),
            "pages": memory.pages,
            "foreign": memory.foreign,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)
