"""The manifest of an index: which folder is in use, and that its files are what was written.

Whoosh files hold pickles and no checksums. So the folder of an index belongs to its owner alone, a manifest holds the
digest of each file, and what is searched is the copy in memory that was verified.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

#: Grows when the same texts would be indexed in another way; older indexes are built anew.
FORMAT = 4
CURRENT, MANIFEST = "CURRENT", "manifest.json"


class IndexMissing(LookupError):  # named by what it means to the reader, not as an error
    """There is no index in this folder yet."""


class IndexDamaged(RuntimeError):  # named by what it means to the reader, not as an error
    """The index cannot be trusted; the message says why."""


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest of a folder with a digest of its own, at once."""
    text = json.dumps(manifest, indent=1, sort_keys=True)
    replace(folder / MANIFEST, f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}\n")


def replace(path: Path, text: str) -> None:
    """Write a file so that a break leaves the old one or the new one, whole."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    fresh.write_text(text, encoding="utf-8")
    sync(fresh)
    fresh.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Force a file or folder to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def current(directory: Path) -> str:
    """Name of the folder in use; empty when there is none."""
    with suppress(OSError, UnicodeDecodeError):
        name = (directory / CURRENT).read_text(encoding="utf-8").strip()
        if name.startswith("g") and name.replace("-", "").isalnum() and name.isascii():
            return name
    return ""


def read_manifest(directory: Path) -> dict[str, Any]:
    """Manifest of the index in use, after checking that it is whole and of our format.

    :raises IndexMissing: when there is no index. :raises IndexDamaged: when it cannot be trusted.
    """
    if not (directory / CURRENT).exists():
        raise IndexMissing(f"no search index in {directory}")
    name = current(directory)
    folder = directory / name
    if not name or not folder.is_dir():
        raise IndexDamaged(f"{directory / CURRENT} names no index")
    owner = folder.stat()
    if owner.st_uid not in {os.geteuid(), 0} or owner.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise IndexDamaged(f"others could have written {folder}")
    try:
        digest, text = (folder / MANIFEST).read_text(encoding="utf-8").split("\n", 1)
        manifest = json.loads(text) if hashlib.sha256(text[:-1].encode()).hexdigest() == digest else None
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"{folder / MANIFEST}: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise IndexDamaged(f"{folder / MANIFEST} is damaged or of another format")
    return manifest


def signature(directory: Path) -> tuple[tuple[str, int, int], ...]:
    """Sizes and times of the files in use: differs when anything was rebuilt, damaged or removed; microseconds."""
    name = current(directory)
    found = []
    with suppress(OSError):
        for folder in (directory / name, directory):
            for entry in os.scandir(folder):
                if entry.is_file() and (folder != directory or entry.name == CURRENT):
                    status = entry.stat()
                    found.append((entry.name, status.st_size, status.st_mtime_ns))
    return tuple(sorted(found))


def read_verified(directory: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Manifest and files of the index in use, each of the size and digest that the manifest states.

    :raises IndexMissing: when there is no index. :raises IndexDamaged: when a file is not what was written.
    """
    manifest = read_manifest(directory)
    folder = directory / current(directory)
    files = {}
    for name, stated in manifest["files"].items():
        try:
            content = (folder / name).read_bytes()
        except OSError as error:
            raise IndexDamaged(f"{folder / name}: {error}") from error
        if len(content) != stated["size"] or hashlib.sha256(content).hexdigest() != stated["sha256"]:
            raise IndexDamaged(f"{folder / name} is not the file that was written")
        files[name] = content
    return manifest, files
