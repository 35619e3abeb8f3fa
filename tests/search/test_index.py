"""The index on disk: whole at every moment, for its owner only, never trusted when damaged."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from navigator.search.index import IndexDocument, Stamp, build, build_lock, restamp
from navigator.search.manifest import (
    CURRENT,
    MANIFEST,
    IndexDamaged,
    IndexMissing,
    current,
    read_manifest,
    read_verified,
    signature,
)
from navigator.search.words import WordIndex

DOCUMENTS = [IndexDocument(number, f"Лепка {number}", "глина", "описание " * number) for number in range(1, 30)]


def test_no_index_is_missing(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        WordIndex(tmp_path / "nowhere")


def test_what_was_written_is_read(tmp_path: Path) -> None:
    folder = build(tmp_path, DOCUMENTS, Stamp(7, "abc"))
    index = WordIndex(tmp_path)
    assert (index.stamp, index.count) == (Stamp(7, "abc"), 29)
    assert set(index.search("глина").scores) == set(range(1, 30))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert set(read_manifest(tmp_path)["files"]) == {path.name for path in folder.iterdir()} - {MANIFEST}


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    build(tmp_path, DOCUMENTS, Stamp(1, ""), lambda done, total: told.append((done, total)))
    assert told == [(29, 29)]


def test_an_empty_catalog_has_an_index(tmp_path: Path) -> None:
    build(tmp_path, [], Stamp(1, ""))
    assert WordIndex(tmp_path).search("лепка").scores == {}


def test_the_one_in_use_and_the_one_before_are_kept(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("stays")
    (tmp_path / "g0-left-by-a-break").mkdir()
    names = [build(tmp_path, DOCUMENTS, Stamp(number, "")).name for number in range(1, 5)]
    assert current(tmp_path) == names[3]
    assert {path.name for path in tmp_path.iterdir()} == {"README.md", CURRENT, names[2], names[3]}


@pytest.mark.parametrize("moment", ["write", "seal", "switch"])
def test_a_break_leaves_the_old_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    build(tmp_path, DOCUMENTS[:5], Stamp(1, ""))
    before = signature(tmp_path)

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"navigator.search.index._{moment}", broken)
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, DOCUMENTS, Stamp(2, ""))
    assert signature(tmp_path) == before
    assert WordIndex(tmp_path).count == 5
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1


def test_an_opened_index_outlives_its_files(tmp_path: Path) -> None:
    build(tmp_path, DOCUMENTS, Stamp(1, ""))
    index = WordIndex(tmp_path)
    for path in (tmp_path / current(tmp_path)).iterdir():
        path.write_bytes(b"\0" * 10)
    assert len(index.search("лепка глина").scores) == 29


def test_a_later_generation_of_equal_texts(tmp_path: Path) -> None:
    build(tmp_path, DOCUMENTS, Stamp(1, "abc"))
    before = signature(tmp_path)
    restamp(tmp_path, Stamp(9, "abc"))
    assert signature(tmp_path) != before
    assert WordIndex(tmp_path).stamp == Stamp(9, "abc")


def test_one_builder_at_a_time(tmp_path: Path) -> None:
    with build_lock(tmp_path) as first, build_lock(tmp_path) as second:
        assert (first, second) == (True, False)
    with build_lock(tmp_path) as third:
        assert third is True


@pytest.mark.parametrize("mode", [0o720, 0o702])
def test_what_others_could_have_written_is_not_read(tmp_path: Path, mode: int) -> None:
    build(tmp_path, DOCUMENTS, Stamp(1, "")).chmod(mode)
    with pytest.raises(IndexDamaged, match="others could have written"):
        read_verified(tmp_path)


def damages(folder: Path, random: Random, number: int) -> Iterator[str]:
    """Damage one file in some way; the caller looks, then the file is put right."""
    files = [*sorted((folder / current(folder)).iterdir()), folder / CURRENT]
    for _ in range(number):
        path = random.choice(files)
        content = path.read_bytes()
        kind = random.choice(("flip", "cut", "grow", "empty", "remove", "zeros", "noise"))
        place = random.randrange(len(content))
        if kind == "remove":
            path.unlink()
        else:
            path.write_bytes(
                {
                    "flip": content[:place]
                    + bytes([content[place] ^ (1 << random.randrange(8))])
                    + content[place + 1 :],
                    "cut": content[:place],
                    "grow": content + b"x",
                    "empty": b"",
                    "zeros": bytes(len(content)),
                    "noise": random.randbytes(len(content)),
                }[kind]
            )
        yield f"{path.name} {kind} {place}"
        path.write_bytes(content)


@pytest.mark.parametrize("seed", range(4))
def test_no_damage_goes_unseen(tmp_path: Path, seed: int) -> None:
    build(tmp_path, DOCUMENTS, Stamp(1, "abc"))
    whole = WordIndex(tmp_path).search("лепка")
    seen = 0
    for damage in damages(tmp_path, Random(seed), 250):
        try:
            index = WordIndex(tmp_path)
        except (IndexDamaged, IndexMissing):
            seen += 1
        else:  # a sign of the last line's end, which nobody reads
            assert index.search("лепка") == whole, damage
    assert seen > 225
    assert WordIndex(tmp_path).search("лепка") == whole
