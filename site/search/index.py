"""The Whoosh index on disk: written aside and switched to at once."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
import warnings
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from navigator.search.manifest import (
    CURRENT,
    FORMAT,
    IndexDamaged,
    current,
    read_manifest,
    replace,
    sync,
    write_manifest,
)
from navigator.search.text import stem, tokenise

with warnings.catch_warnings():
    # Whoosh 2.7.4 is frozen; its regular expressions are written the old way.
    warnings.simplefilter("ignore")
    from whoosh.codec import default_codec
    from whoosh.fields import STORED, FieldType, Schema
    from whoosh.filedb.filestore import FileStorage, RamStorage
    from whoosh.formats import Existence

FORMS, LOCK = "forms.txt", "LOCK"
FIELDS = ("title", "tags", "body")
MEMORY_MB = 256
#: Told how many documents are written and how many there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """What of a program is searched: its name, what it is labelled with, and everything else."""

    id: int
    title: str
    tags: str
    body: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an index was made from: the generation of the catalog and a digest of its programs."""

    generation: int
    programs: str


class Stems(FieldType):  # type: ignore[misc]  # Whoosh ships no types
    """Field of a program as counts of stems; the weight of a posting is how often the stem occurs."""

    def __init__(self) -> None:
        self.format = Existence()
        self.analyzer = None
        self.scorable = False  # lengths are stored with the ids
        self.stored = False

    def index(self, value: Mapping[str, int], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for word, times in value.items():
            yield word.encode(), times, float(times), b""


class _Inverted:
    """Postings by term while an index is written.

    Documents come in order, so nothing has to be sorted but the terms. Whoosh's own pool keeps a tuple for each
    posting, sorts all of them and, past its limit, writes and merges them.
    """

    def __init__(self) -> None:
        self.fieldnames: set[str] = set()
        self._terms: dict[tuple[str, bytes], tuple[array[int], array[float]]] = {}

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        field, term, number, weight, _ = item
        found = self._terms.get((field, term))
        if found is None:
            self.fieldnames.add(field)
            found = self._terms[field, term] = (array("I"), array("f"))
        found[0].append(number)
        found[1].append(weight)

    def iter_postings(self) -> Iterator[tuple[str, bytes, int, float, bytes]]:
        for field, term in sorted(self._terms):
            numbers, weights = self._terms.pop((field, term))
            for number, weight in zip(numbers, weights, strict=True):
                yield field, term, number, weight, b""

    def cleanup(self) -> None:
        self._terms.clear()


def programs_digest(names: Iterable[tuple[int, str]]) -> str:
    """Digest of ids and names of programs: tells an index of another database with the same generation."""
    digest = hashlib.blake2b(digest_size=12)
    for number, name in sorted(names):
        digest.update(f"{number}\0{name}\n".encode())
    return digest.hexdigest()


def text_mark(document: IndexDocument) -> int:
    """Number of 63 bits that differs when any text of a program does."""
    text = f"{document.title}\0{document.tags}\0{document.body}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little") >> 1


def texts_digest(documents: Iterable[IndexDocument]) -> str:
    """Digest of everything that is indexed: an index of equal texts need not be built again."""
    digest = hashlib.blake2b(digest_size=16)
    for one in documents:
        digest.update(f"{one.id}\0{one.title}\0{one.tags}\0{one.body}\n".encode())
    return digest.hexdigest()


# ---------------------------------------------------------------- writing


@contextmanager
def build_lock(directory: Path) -> Iterator[bool]:
    """Hold the lock of builders; gives False at once when another process builds."""
    directory.mkdir(parents=True, exist_ok=True)
    handle = os.open(directory / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def build(directory: Path, documents: Iterable[IndexDocument], stamp: Stamp, progress: Progress | None = None) -> Path:
    """Write a new index beside the old one and switch to it; a break at any moment leaves the old one.

    Call it under :func:`build_lock`.
    :returns: the folder of the new index.
    """
    directory.mkdir(parents=True, exist_ok=True)
    listed = list(documents)
    former = current(directory)
    folder = directory / f"g{stamp.generation}-{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700)
    try:
        _write(folder, listed, progress)
        _seal(folder, stamp, texts_digest(listed), len(listed))
        _switch(directory, folder.name)
    except BaseException:
        if current(directory) != folder.name:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    _sweep(directory, {folder.name, former})
    return folder


def restamp(directory: Path, stamp: Stamp) -> None:
    """Say that the index in use holds the texts of a later generation too, without building it again."""
    folder = directory / current(directory)
    manifest = read_manifest(directory)
    write_manifest(folder, {**manifest, "generation": stamp.generation, "programs": stamp.programs})


def _write(folder: Path, documents: list[IndexDocument], progress: Progress | None) -> None:
    storage = FileStorage(str(folder))
    whoosh_index = storage.create_index(Schema(facts=STORED, **{name: Stems() for name in FIELDS}))
    codec = default_codec()
    codec.length_stats = False  # else Whoosh looks for a file of lengths once for each posting
    writer = whoosh_index.writer(limitmb=MEMORY_MB, codec=codec)
    writer.pool = _Inverted()
    named: Counter[str] = Counter()
    told: Counter[str] = Counter()
    try:
        for done, one in enumerate(documents, 1):
            title, tags, body = tokenise(one.title), tokenise(one.tags), tokenise(one.body)
            named.update({*title, *tags})
            told.update(set(body))
            facts = (one.id, len(title), len(tags), len(body), text_mark(one))
            writer.add_document(facts=facts, title=_stems(title), tags=_stems(tags), body=_stems(body))
            if progress and (done % 100 == 0 or done == len(documents)):
                progress(done, len(documents))
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    storage.close()
    (folder / FORMS).write_text(_forms(named, told, len(documents)), encoding="utf-8")


def _stems(words: list[str]) -> Counter[str]:
    return Counter(map(stem, words))


def _forms(named: Counter[str], told: Counter[str], documents: int) -> str:
    """Words as written: all of titles and tags and the frequent ones of texts, with the number of programs."""
    least = 1 + documents // 4000
    counts = {word: times for word, times in told.items() if times >= least}
    for word, times in named.items():
        counts[word] = max(times, counts.get(word, 0))
    return "".join(f"{word}\t{counts[word]}\t{named[word]}\n" for word in sorted(counts))


def _seal(folder: Path, stamp: Stamp, texts: str, count: int) -> None:
    """Force the files to disk and write their manifest."""
    files = {}
    for lock in folder.glob("*_WRITELOCK"):
        lock.unlink()
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        files[path.name] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        sync(path)
    write_manifest(
        folder,
        {
            "format": FORMAT,
            "generation": stamp.generation,
            "programs": stamp.programs,
            "texts": texts,
            "count": count,
            "files": files,
        },
    )


def _switch(directory: Path, name: str) -> None:
    replace(directory / CURRENT, f"{name}\n")


def _sweep(directory: Path, kept: set[str]) -> None:
    """Remove older indexes and what a break left behind."""
    for path in directory.iterdir():
        if path.is_dir() and path.name.startswith("g") and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.startswith(f".{CURRENT}."):
            path.unlink(missing_ok=True)


def open_reader(files: Mapping[str, bytes]) -> Any:
    """Whoosh's reader over verified files, in memory.

    :raises IndexDamaged: when Whoosh cannot read them.
    """
    storage = RamStorage()
    storage.files.update({name: content for name, content in files.items() if name != FORMS})
    try:
        return storage.open_index().reader()
    except Exception as error:
        raise IndexDamaged(f"Whoosh cannot read the index: {error!r}") from error
