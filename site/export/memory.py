"""What an export remembers for the next one: of what each page was made, and what lies in the copy.

Entries of programs lie on shelves, files of some hundreds each: a change of one program writes one shelf, not all.
"""

from __future__ import annotations

import marshal
import secrets
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from navigator.export.entries import Entry

_FORMAT = (3, sys.version_info[:2])
#: Entries are shelved by their ids, so many ids to a shelf.
_SHELF = 512
_SHELVES = "shelves"


class Page(NamedTuple):
    """A file of the copy: key of what it was made of, SHA-256, bytes, and its time on the disk in nanoseconds."""

    key: str
    digest: str
    size: int
    time: int


@dataclass
class Memory:
    """The last export into one folder; ``sizes`` says in how many programs each word is.

    ``batches`` holds the sign of each batch of pages and their names, ``shelves`` the file of entries by their ids.
    """

    entries: dict[int, Entry] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    foreign: list[str] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    batches: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    shelves: dict[int, str] = field(default_factory=dict)


def remember(path: Path) -> Memory:
    """What was kept, or nothing when there is none that can be read."""
    try:
        kept: dict[str, Any] = _load(path)
        if kept["format"] != _FORMAT:
            return Memory()
        folder = path.with_name(_SHELVES)
        return Memory(
            {row[0]: Entry._make(row) for name in kept["shelves"].values() for row in _load(folder / name)},
            {name: Page._make(row) for name, row in kept["pages"].items()},
            kept["foreign"],
            kept["sizes"],
            kept["batches"],
            kept["shelves"],
        )
    except (OSError, EOFError, ValueError, TypeError, KeyError):
        return Memory()


def keep(path: Path, memory: Memory, before: Memory) -> None:
    """Keep what the next export will ask for, all of it or nothing.

    :param before: what the last export kept; entries that it holds too are not written again.
    """
    folder = path.with_name(_SHELVES)
    folder.mkdir(exist_ok=True)
    memory.shelves = dict(_shelve(folder, memory.entries, before))
    kept = {
        "format": _FORMAT,
        "shelves": memory.shelves,
        "pages": {name: tuple(one) for name, one in memory.pages.items()},
        "foreign": memory.foreign,
        "sizes": memory.sizes,
        "batches": memory.batches,
    }
    fresh = path.with_suffix(".new")
    fresh.write_bytes(marshal.dumps(kept))
    fresh.replace(path)
    named = set(memory.shelves.values())
    for old in folder.iterdir():
        if old.name not in named:
            old.unlink()


def _shelve(folder: Path, entries: Mapping[int, Entry], before: Memory) -> Iterator[tuple[int, str]]:
    """Put entries on shelves: number and file of each, a new file where one of its entries is another one now."""
    old, new = _by_shelf(before.entries), _by_shelf(entries)
    for number, rows in new.items():
        name = before.shelves.get(number)
        former = old.get(number, ())
        if name is None or len(rows) != len(former) or any(map(_differ, rows, former)):
            name = f"{number}-{secrets.token_hex(6)}"
            (folder / name).write_bytes(marshal.dumps([tuple(one) for one in rows]))
        yield number, name


def _by_shelf(entries: Mapping[int, Entry]) -> dict[int, list[Entry]]:
    found: dict[int, list[Entry]] = defaultdict(list)
    for number in sorted(entries):
        found[number // _SHELF].append(entries[number])
    return found


def _differ(one: Entry, other: Entry) -> bool:
    return one is not other


def _load(path: Path) -> Any:
    return marshal.loads(path.read_bytes())  # noqa: S302  # our own file, beside the secrets
