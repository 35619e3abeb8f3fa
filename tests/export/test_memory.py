"""What an export remembers: a change writes little of it, and what is damaged is not believed."""

from __future__ import annotations

from pathlib import Path

import pytest
from export.exporting import Place, digests

from navigator.export import memory, planned


@pytest.fixture(autouse=True)
def _small_shelves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_SHELF", 8)


def shelves(place: Place) -> dict[str, int]:
    """Names and times of the files that hold entries of programs."""
    return {path.name: path.stat().st_mtime_ns for path in (place.home / "copies").glob("*/shelves/*")}


def test_a_change_writes_one_shelf(place: Place, tmp_path: Path) -> None:
    place.export(tmp_path / "copy")
    before = shelves(place)
    assert len(before) > 4
    place.change("UPDATE program SET annotation = 'Лепим динозавров' WHERE id = 5")
    place.export(tmp_path / "copy")
    after = shelves(place)
    assert (len(after), len(after.keys() & before.keys())) == (len(before), len(before) - 1)
    assert all(after[name] == before[name] for name in after.keys() & before.keys())


@pytest.mark.parametrize("damage", [b"", b"\0" * 4_096, None], ids=["empty", "zeros", "gone"])
def test_a_damaged_shelf_is_not_believed(place: Place, tmp_path: Path, damage: bytes | None) -> None:
    out = tmp_path / "copy"
    place.export(out)
    whole = digests(out)
    shelf = next((place.home / "copies").glob("*/shelves/*"))
    if damage is None:
        shelf.unlink()
    else:
        shelf.write_bytes(damage)
    place.export(out)
    assert digests(out) == whole
    assert place.export(out).changed == 0


def test_a_list_in_which_nothing_changed_is_not_even_planned(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "copy"
    place.export(out)
    cuts = []
    cut = planned.cut
    monkeypatch.setattr("navigator.export.lists.cut", lambda rows: cuts.append(len(rows)) or cut(rows))
    place.change("UPDATE program SET annotation = 'Лепим динозавров' WHERE id = 5")
    place.export(out)
    few = len(cuts)
    place.export(out, full=True)
    assert 0 < few < (len(cuts) - few) / 5
