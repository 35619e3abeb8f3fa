"""Archives of a copy: the whole of it, or what changed since a former one, for carrying by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

from navigator.export.manifest import FOLDER, ROOT, Manifest, parts_of, read_manifest
from navigator.export.tree import walk

#: The oldest time that archives know: so that equal copies give equal archives.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
#: List of files to remove, inside an archive of changes.
REMOVED = "removed.txt"


def zip_copy(folder: Path) -> Path:
    """One archive of a copy beside it, the same bytes for the same copy."""
    target = folder.with_name(f"{folder.name}.zip")
    return _zip(target, folder, sorted(walk(folder)))


def zip_changes(folder: Path, former: Manifest) -> Path:
    """An archive of what changed since a former copy: unpack it over that one and remove what ``removed.txt`` names."""
    now = read_manifest(folder)
    changed = sorted(name for name, sign in now.files.items() if former.files.get(name) != sign)
    there = parts_of(former)
    parts = [name for one in sorted((folder / FOLDER).iterdir()) if (name := f"{FOLDER}/{one.name}") not in there]
    gone = sorted(former.files.keys() - now.files.keys())
    target = folder.with_name(f"{folder.name}-delta.zip")
    return _zip(target, folder, [*changed, *parts, ROOT], {REMOVED: "".join(f"{name}\n" for name in gone)})


def _zip(target: Path, folder: Path, names: Iterable[str], more: dict[str, str] | None = None) -> Path:
    fresh = target.with_name(f".{target.name}.new")
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in names:
            archive.writestr(_entry(name), (folder / name).read_bytes())
        for name, text in (more or {}).items():
            archive.writestr(_entry(name), text)
    fresh.replace(target)
    return target


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
