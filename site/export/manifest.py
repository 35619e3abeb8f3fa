"""What a copy consists of: a small root that names a part for each folder by its SHA-256; parts name the files.

One changed page changes its part and the root: whoever has a former copy reads the root, the parts that changed and
the files that changed.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

ROOT, FOLDER = "manifest.json", "manifest"
#: Pages of programs and organizations stand in a part by so many ids.
TOGETHER = 40
#: Programs of one file of cards, and of one file of words of descriptions: each belongs to one part whole.
CARDS, BODIES = 4, 40
ALIGNED = {"c": CARDS, "b": BODIES}
#: Folders with many names, in so many parts; small folders with parts of their own.
SPREAD = {"activities": 6, "places": 8, "letters": 4}
WHOLE = {"ages", "directions", "municipalities"}
_HASH = re.compile(r"[0-9a-f]{64}")
#: Names that old Windows servers, FTP and sticks take: a plain path, never out of its folder.
_NAME = re.compile(r"(?:[a-z0-9_-][a-z0-9._-]{0,120}/){0,6}[A-Za-z0-9_-][A-Za-z0-9._-]{0,120}")


class ManifestBrokenError(ValueError):
    """A manifest that cannot be used; the message says what is wrong."""


class Written(NamedTuple):
    """A file: its name inside the copy, SHA-256 and bytes."""

    name: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Names of files and SHA-256 of each; ``data_date`` as in the copy."""

    files: dict[str, str]
    data_date: str = ""
    title: str = ""


def digest(body: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return sha256(body).hexdigest()


def part_of(name: str) -> str:
    """The part that names a file; nothing for the root.

    Programs stand by their ids with what the search shows of them, folders with many names in a few parts of about
    the same size, small folders whole.
    """
    first, *rest = name.split("/")
    if not rest:
        return ""
    stem = rest[0].partition(".")[0]
    if first == "programs" and stem.isdecimal():
        return f"programs/{int(stem) // TOGETHER}"
    if first == "find":
        if rest[0] in ALIGNED:
            return f"programs/{int(rest[1].partition('.')[0]) * ALIGNED[rest[0]] // TOGETHER}"
        short = len(rest[-1]) <= len("x.js")
        return "find" if rest[0] != "w" else "find/w" if short else f"find/w/{rest[1][0]}"
    if first == "embed":  # a change of a name is in many of these and in nothing beside them
        number = rest[1] if len(rest) > 2 and rest[0] == "organizations" else ""
        return f"embed/{int(number) // TOGETHER}" if number.isdecimal() else first
    if stem.isdecimal() and len(rest) > 1:
        return f"{first}/{int(stem) // TOGETHER}"
    if first in SPREAD:
        return f"{first}/{crc32(rest[0].encode()) % SPREAD[first]}"
    return first if first in WHOLE else "rest"


def parts_of(manifest: Manifest) -> dict[str, bytes]:
    """The root and the parts as files: name → content."""
    grouped: dict[str, dict[str, str]] = defaultdict(dict)
    for name in sorted(manifest.files):
        grouped[part_of(name)][name] = manifest.files[name]
    found, named = {}, {}
    for part, files in sorted(grouped.items()):
        if part:
            body = _text(files)
            named[part] = digest(body)
            found[f"{FOLDER}/{named[part]}.json"] = body
    root = {"format": 2, "title": manifest.title, "data_date": manifest.data_date, "files": grouped.get("", {})}
    found[ROOT] = _text({**root, "parts": named})
    return found


def _text(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=0, separators=(",", ":")) + "\n").encode()


def read_root(body: bytes) -> tuple[Manifest, dict[str, str]]:
    """The root of a manifest: the files that it names itself, and its parts with their SHA-256.

    :raises ManifestBrokenError: on anything that is no manifest of ours.
    """
    value = _object(body)
    files, parts = value.get("files"), value.get("parts", {})
    if not isinstance(files, dict):
        raise ManifestBrokenError("manifest.json не похож на список файлов копии.")
    if not isinstance(parts, dict) or any(not _is_hash(sign) for sign in parts.values()):
        raise ManifestBrokenError("manifest.json: части названы неправильно.")
    date, title = value.get("data_date") or "", value.get("title") or ""
    return Manifest(checked(files), str(date)[:40], str(title)[:200]), {str(k): v for k, v in parts.items()}


def read_part(body: bytes, sign: str) -> dict[str, str]:
    """The files that a part names.

    :raises ManifestBrokenError: when it is not the part that the root names, or names files outside the copy.
    """
    if digest(body) != sign:
        raise ManifestBrokenError(f"часть {sign[:12]}… не та, что названа в manifest.json.")
    return checked(_object(body))


def checked(files: Mapping[str, object]) -> dict[str, str]:
    """Names and digests, each of its form.

    :raises ManifestBrokenError: on a name that leads out of the copy, or a digest that is none.
    """
    for name, sign in files.items():
        if not _NAME.fullmatch(name) or name.lower() == ROOT or not _is_hash(sign):
            raise ManifestBrokenError(f"manifest.json называет недопустимый файл: {name[:80]}.")
    return {name: str(sign) for name, sign in files.items()}


def read_manifest(folder: Path) -> Manifest:
    """All files that the manifest of a folder names.

    :raises ManifestBrokenError: when the root or a part is missing or broken.
    """
    try:
        root, parts = read_root((folder / ROOT).read_bytes())
        files = dict(root.files)
        for sign in parts.values():
            files.update(read_part((folder / FOLDER / f"{sign}.json").read_bytes(), sign))
    except OSError as problem:
        raise ManifestBrokenError(f"{problem.filename}: {problem.strerror}.") from problem
    return Manifest(files, root.data_date, root.title)


def read_manifest_file(path: Path) -> Manifest:
    """A manifest that somebody kept: the root with its parts beside it, in the folder ``manifest``."""
    return read_manifest(path if path.is_dir() else path.parent)


def _object(body: bytes) -> dict[str, object]:
    try:
        value = json.loads(body)
    except ValueError as problem:
        raise ManifestBrokenError("manifest.json испорчен: это не JSON.") from problem
    if not isinstance(value, dict):
        raise ManifestBrokenError("manifest.json испорчен: в нём нет списка файлов.")
    return value


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None
