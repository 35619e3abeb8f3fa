"""Only what changed is written again, and the result is byte by byte that of a full export."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from random import Random

import pytest
from export.exporting import Place, changed, digests

from navigator.services.public_copy import Scope

#: Changes that people make; each is one statement with the id of a program.
CHANGES = (
    "UPDATE program SET annotation = annotation || ' Космос и вулканы' WHERE id = ?",
    "UPDATE program SET name = 'Юные капитаны', changed_at = '2026-11-22 10:00:00' WHERE id = ?",
    "UPDATE program SET age_from = 60, age_to = 96 WHERE id = ?",
    "UPDATE program SET state = 'archived' WHERE id = ?",
    "UPDATE study_group SET free_places = 0 WHERE program_id = ?",
    "UPDATE study_group SET status = 'archived' WHERE program_id = ?",
    "UPDATE OR REPLACE group_funding SET source = 'paid', price_month = 123400"
    " WHERE group_id IN (SELECT id FROM study_group WHERE program_id = ?)",
    "UPDATE organization SET phone = '+78635912345', public_name = 'Новый дом' WHERE id ="
    " (SELECT organization_id FROM program WHERE id = ?)",
    "UPDATE organization SET status = 'blocked' WHERE id = (SELECT organization_id FROM program WHERE id = ?)",
    "UPDATE municipality SET center_phone = '+78635900000' WHERE id = (SELECT o.municipality_id FROM program p"
    " JOIN organization o ON o.id = p.organization_id WHERE p.id = ?)",
    "UPDATE activity SET name = name || ' и другое' WHERE id ="
    " (SELECT activity_id FROM program_activity WHERE program_id = ? LIMIT 1)",
    "DELETE FROM program_activity WHERE program_id = ?",
    "UPDATE settlement SET name = name || ' Новый' WHERE municipality_id = (SELECT o.municipality_id FROM program p"
    " JOIN organization o ON o.id = p.organization_id WHERE p.id = ?)",
    "UPDATE program SET organization_id = (SELECT max(id) FROM organization WHERE status = 'active') WHERE id = ?",
    "DELETE FROM schedule_slot WHERE group_id IN (SELECT id FROM study_group WHERE program_id = ?)",
)


def test_any_change_gives_the_bytes_of_a_full_export(place: Place, tmp_path: Path) -> None:
    check_changes(place, tmp_path, together=7)


def test_a_venue_in_another_municipality_is_followed(place: Place, tmp_path: Path) -> None:
    ((mine, home),) = place.ask(
        "SELECT id, municipality_id FROM organization WHERE id = (SELECT organization_id FROM program WHERE id = 5)"
    )
    ((far,),) = place.ask("SELECT min(id) FROM settlement WHERE municipality_id <> ?", home)
    place.change("UPDATE venue SET settlement_id = ? WHERE organization_id = ?", far, mine)
    place.export(tmp_path / "copy")
    place.change("UPDATE settlement SET name = name || ' Новая' WHERE id = ?", far)
    place.export(tmp_path / "copy")
    place.export(tmp_path / "whole", full=True)
    assert digests(tmp_path / "copy") == digests(tmp_path / "whole")


@pytest.mark.slow
def test_each_change_gives_the_bytes_of_a_full_export(district: Place, tmp_path: Path) -> None:
    check_changes(district, tmp_path, together=1)


def check_changes(place: Place, tmp_path: Path, together: int) -> None:
    """Make all changes, exporting after so many of them, and compare with a full export."""
    random, out = Random(20261123), tmp_path / "copy"
    place.export(out)
    ids = [row[0] for row in place.ask("SELECT id FROM program WHERE state = 'published'")]
    for number, statement in enumerate(CHANGES, 1):
        place.change(statement, random.choice(ids))
        if number % together == 0 or number == len(CHANGES):
            place.export(out)
    place.export(tmp_path / "whole", full=True)
    assert digests(out) == digests(tmp_path / "whole")
    place.export(out, day=date(2027, 6, 20))  # groups have ended meanwhile
    place.export(tmp_path / "full", day=date(2027, 6, 20), full=True)
    assert digests(out) == digests(tmp_path / "full")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1))
def test_many_changes_in_any_order(district: Place, tmp_path: Path, seed: int) -> None:
    place, random, out = district, Random(seed), tmp_path / "copy"
    place.export(out)
    ids = [row[0] for row in place.ask("SELECT id FROM program WHERE state = 'published'")]
    for turn in range(8):
        for _ in range(random.randint(1, 4)):
            place.change(random.choice(CHANGES), random.choice(ids))
        place.export(out)
        place.export(tmp_path / f"full{turn}", full=True)
        assert digests(out) == digests(tmp_path / f"full{turn}")


def test_nothing_changed_means_nothing_is_written(place: Place, tmp_path: Path) -> None:
    out = tmp_path / "copy"
    place.export(out)
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*.html")}
    assert place.export(out).changed == 0
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.html")} == times


def is_copied_elsewhere(out: Path, name: str) -> bool:
    """Whether a file is a list for other sites, a sheet of paper, or a part of the manifest of nothing else.

    Those say again what stands on the pages of the catalog, each by its own filter; they are counted apart.
    """
    if name.startswith("manifest/"):
        return all(is_copied_elsewhere(out, one) for one in json.loads((out / name).read_text()))
    return name.startswith(("embed/", "groups/"))


def cost(place: Place, out: Path, statement: str, *values: object) -> tuple[int, int, int, int]:
    """Files and bytes of a change; then those of lists for other sites and of sheets of paper."""
    before = digests(out)
    place.change(statement, *values)
    place.export(out)
    names = changed(before, digests(out))
    assert names
    again = {name for name in names if is_copied_elsewhere(out, name)}
    own = names - again
    sizes = {name: (out / name).stat().st_size for name in names}
    return len(own), sum(map(sizes.__getitem__, own)), len(again), sum(map(sizes.__getitem__, again))


@pytest.mark.slow
def test_a_change_costs_little(district: Place, tmp_path: Path) -> None:
    place, out = district, tmp_path / "copy"
    place.export(out)
    day = "2026-11-23 12:00:00"
    opened = "UPDATE study_group SET free_places = coalesce(free_places, 3) + 1, changed_at = ? WHERE program_id = 20"
    for statement, files, size, others, weight in (
        ("UPDATE program SET annotation = 'Лепим динозавров.', changed_at = ? WHERE id = 20", 5, 20_000, 0, 0),
        ("UPDATE program SET name = name || ' плюс', changed_at = ? WHERE id = 20", 15, 60_000, 15, 55_000),
        (
            "UPDATE program SET age_from = 84, age_to = 132, changed_at = ? WHERE id = 20",
            *(15, 60_000, 15, 55_000),
        ),
        (opened, 15, 60_000, 15, 55_000),
        (opened, 5, 20_000, 3, 15_000),  # one place more of an open group is on its own page
    ):
        found = cost(place, out, statement, day)
        assert all(one <= most for one, most in zip(found, (files, size, others, weight), strict=True)), found


def test_nothing_of_what_was_hidden_remains(place: Place, tmp_path: Path) -> None:
    out = tmp_path / "copy"
    place.change("UPDATE program SET name = 'Тайнозвон', annotation = 'Тайнозвонить' WHERE id IN (5, 6)")
    place.change("UPDATE program SET organization_id = 2 WHERE id = 6")
    place.change("UPDATE organization SET about = 'Тайнозвонят' WHERE id = 2")
    place.export(out)
    assert (out / "programs" / "5" / "index.html").is_file()
    place.change("UPDATE program SET state = 'archived' WHERE id = 5")
    place.change("UPDATE organization SET status = 'blocked' WHERE id = 2")
    place.export(out)
    told = [path for path in out.rglob("*") if path.is_file() and "айнозвон" in path.read_text(errors="ignore")]
    assert told == []
    kept = [path for path in (place.home / "copies").rglob("*.html") if "айнозвон" in path.read_text()]
    assert kept == []


def test_files_of_others_stay_and_edited_pages_are_healed(place: Place, tmp_path: Path) -> None:
    out = tmp_path / "copy"
    place.export(out)
    whole = digests(out)
    (out / "photo.jpg").write_bytes(b"mine")
    (out / "index.html").write_text("spoiled")
    (out / "programs" / "3" / "index.html").unlink()
    place.export(out)
    assert (out / "photo.jpg").read_bytes() == b"mine"
    assert {name: sign for name, sign in digests(out).items() if name != "photo.jpg"} == whole
    (out / "photo.jpg").unlink()
    place.change("UPDATE program SET annotation = 'Иначе' WHERE id = 3")
    place.export(out)
    place.export(out)
    assert not (out / "photo.jpg").exists()


def test_packed_files_lie_beside_and_go_with_theirs(place: Place, tmp_path: Path) -> None:
    out = tmp_path / "copy"
    mine = Scope(organization=1)
    place.export(out, scope=mine, packed=True)
    pages = list(out.rglob("*.html"))
    assert all(path.with_name(path.name + ending).is_file() for path in pages for ending in (".br", ".gz"))
    gone = next(path for path in sorted(out.glob("programs/*")) if path.name.isdigit())
    place.change("UPDATE program SET state = 'archived' WHERE id = ?", int(gone.name))
    place.export(out, scope=mine, packed=True)
    assert not gone.exists()
    place.export(out, scope=mine)
    assert list(out.rglob("*.br")) == []
