"""The catalog of a process: follows the database, outlives a damaged index, never builds in pairs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from peewee import Database, OperationalError
from search.invented import TODAY, P, a_catalog, write_catalog

from navigator.data import Group, GroupTeacher, Organization, Program, Teacher
from navigator.data.database import catalog_changed, places_changed, write
from navigator.search.filters import Filters
from navigator.search.index import build_lock
from navigator.search.manifest import current, read_manifest
from navigator.search.words import WordIndex
from navigator.services import catalog as catalog_service
from navigator.services import words as text_search
from navigator.services.catalog import Catalog
from navigator.services.index import index_problem, read_documents, refresh_index


@pytest.fixture
def catalog(sqlite: Database) -> list[P]:
    """A random catalog in the database."""
    found = a_catalog(Random(11), 40)
    write_catalog(sqlite, found)
    return found


@pytest.fixture
def search_dir(tmp_path: Path) -> Path:
    return tmp_path / "search_index"


@pytest.fixture
def opened(sqlite: Database, catalog: list[P], search_dir: Path) -> Iterator[Catalog]:
    refresh_index(sqlite, search_dir)
    found = Catalog(sqlite, search_dir)
    yield found
    found.close()


def rename(number: int, name: str) -> None:
    with write(Program._meta.database):
        Program.update(name=name, name_key=name.lower()).where(Program.id == number).execute()
        catalog_changed()


def ids(catalog: Catalog, text: str) -> set[int]:
    return set(catalog.search(Filters(q=text), TODAY, size=1000).selection.ids)


def everything(catalog: Catalog) -> tuple[int, ...]:
    return catalog.search(Filters(), TODAY, size=1000).selection.ids


def test_a_taken_place_does_not_make_a_process_read_the_catalog(
    opened: Catalog, sqlite: Database, catalog: list[P], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_only = Filters(open=True)
    before = opened.search(open_only, TODAY, size=1000).selection
    monkeypatch.setattr(catalog_service, "read_catalog", None)
    taken = before.ids[0]
    with write(sqlite):
        Group.update(free_places=0, vacancy="none").where(Group.program == taken).execute()
        places_changed()
    after = opened.search(open_only, TODAY, size=1000).selection
    assert set(before.ids) - set(after.ids) == {taken}
    with write(sqlite):
        Group.update(free_places=3, vacancy="some").where(Group.program == taken).execute()
        places_changed()
    assert taken in opened.search(open_only, TODAY, size=1000).selection.ids


def test_an_index_is_built_once_for_a_generation(sqlite: Database, catalog: list[P], search_dir: Path) -> None:
    assert index_problem(search_dir) == f"no search index in {search_dir}"
    told: list[tuple[int, int]] = []
    assert refresh_index(sqlite, search_dir, progress=lambda *pair: told.append(pair)) == "built"
    assert told[-1][0] == told[-1][1] == len(read_documents(sqlite)[1])
    first = current(search_dir)
    assert refresh_index(sqlite, search_dir) == "fresh"
    with write(sqlite):
        catalog_changed()  # a place was taken: no text changed
    assert refresh_index(sqlite, search_dir) == "restamped"
    assert (current(search_dir), read_manifest(search_dir)["generation"]) == (first, 2)
    rename(everything(Catalog(sqlite, search_dir, read_only=True))[0], "Керамика")
    assert refresh_index(sqlite, search_dir) == "built"
    assert refresh_index(sqlite, search_dir, force=True) == "built"
    with build_lock(search_dir):
        assert refresh_index(sqlite, search_dir, force=True) == "busy"
    assert index_problem(search_dir) == ""


def test_only_what_the_public_sees_is_indexed(sqlite: Database, catalog: list[P], search_dir: Path) -> None:
    _, documents = read_documents(sqlite)
    hidden = {"refused", "blocked"}
    assert [one.id for one in documents] == [
        one.id for one in catalog if one.state == "published" and one.org_status not in hidden
    ]


def test_teachers_are_found_only_where_they_are_shown(sqlite: Database, catalog: list[P], search_dir: Path) -> None:
    shown, kept = [
        next(one for one in catalog if one.organization == organization and one.groups and one.state == "published")
        for organization in sorted({one.organization for one in catalog if one.org_status in {"new", "active"}})[:2]
    ]
    for program, name, visible in ((shown, "Аксакалова", True), (kept, "Белоножкина", False)):
        Organization.update(show_teachers=visible).where(Organization.id == program.organization).execute()
        Group.update(status="active").where(Group.id == program.groups[0].id).execute()
        teacher = Teacher.create(organization=program.organization, name=name, name_key=name.lower())
        GroupTeacher.create(group=program.groups[0].id, teacher=teacher)
    refresh_index(sqlite, search_dir)
    index = WordIndex(search_dir)
    assert set(index.search("Аксакалова").scores) == {shown.id}
    assert index.search("Белоножкина").scores == {}


def test_the_same_thread_reads_what_it_wrote(opened: Catalog, catalog: list[P]) -> None:
    number = everything(opened)[0]
    rename(number, "Неслыханное рукоделие")
    assert ids(opened, "неслыханное") == {number}
    Program.update(state="archived").where(Program.id == number).execute()
    assert number in everything(opened)  # nobody said that the catalog changed
    with write(Program._meta.database):
        catalog_changed()
    assert number not in everything(opened)
    assert ids(opened, "неслыханное") == set()


def test_the_index_is_refreshed_in_the_background(opened: Catalog, sqlite: Database, search_dir: Path) -> None:
    number = everything(opened)[0]
    rename(number, "Неслыханное рукоделие")
    assert ids(opened, "рукоделие") == {number}
    opened.close()
    assert read_manifest(search_dir)["generation"] == 2
    assert ids(opened, "рукоделие") == {number}
    assert opened.problem() == ""


def test_an_older_index_serves_a_large_catalog(
    opened: Catalog, search_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_search, "SMALL", 0)
    found = ids(opened, "ель")
    gone = min(found)
    with build_lock(search_dir):  # another process builds
        with write(Program._meta.database):
            Program.update(state="archived").where(Program.id == gone).execute()
            catalog_changed()
        assert ids(opened, "ель") == found - {gone}
        opened.close()


def test_another_database_of_the_same_generation_is_noticed(
    opened: Catalog, sqlite: Database, search_dir: Path
) -> None:
    number = everything(opened)[0]
    Program.update(name="Эврика").where(Program.id == number).execute()
    other = Catalog(sqlite, search_dir)
    assert ids(other, "эврика") == {number}
    other.close()
    assert set(WordIndex(search_dir).search("эврика").scores) == {number}


def test_without_an_index_words_are_found_in_the_database(sqlite: Database, catalog: list[P], search_dir: Path) -> None:
    lone = Catalog(sqlite, search_dir, read_only=True)
    expected = ids(lone, "ель")
    assert expected
    assert lone.problem() == f"no search index in {search_dir}"
    assert not search_dir.exists()
    lively = Catalog(sqlite, search_dir)
    assert ids(lively, "ель") == expected
    lively.close()
    assert (lively.problem(), ids(lively, "ель")) == ("", expected)
    assert WordIndex(search_dir).count == len(everything(lively))


@pytest.mark.parametrize("seed", [0, *(pytest.param(one, marks=pytest.mark.slow) for one in range(1, 10))])
def test_damages_are_never_seen_and_always_healed(
    opened: Catalog, sqlite: Database, search_dir: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_search, "REST", 0.0)
    random = Random(seed)
    expected = {text: ids(opened, text) for text in ("ель", "робот", "школа 1", "3d")}
    for _ in range(10):
        folder = search_dir / current(search_dir)
        path = random.choice([*sorted(folder.iterdir()), search_dir / "CURRENT"])
        if random.random() < 0.3:
            path.unlink()
        else:
            path.write_bytes(random.randbytes(random.randrange(1, 200)))
        fresh = Catalog(sqlite, search_dir)
        for text, found in expected.items():
            assert ids(opened, text) == found
            assert ids(fresh, text) == found
        opened.close()
        fresh.close()
        assert WordIndex(search_dir).count == len(everything(opened))
        assert (opened.problem(), fresh.problem()) == ("", "")


def test_a_disk_that_refuses_leaves_answers(opened: Catalog, search_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = ids(opened, "ель")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("navigator.search.index._seal", full)
    (search_dir / "CURRENT").unlink()
    assert ids(opened, "ель") == expected
    opened.close()
    assert ids(opened, "ель") == expected
    assert len([path for path in search_dir.iterdir() if path.is_dir()]) == 1


def test_the_former_catalog_answers_while_the_database_does_not(
    opened: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = everything(opened)

    def gone(*_: object) -> int:
        raise OperationalError("disk I/O error")

    monkeypatch.setattr("navigator.services.catalog.read_stamp", gone)
    assert everything(opened) == expected
    assert opened.problem() == "the database does not answer: disk I/O error"


def test_known_values(opened: Catalog, catalog: list[P]) -> None:
    known = opened.known()
    assert known["direction"] == {"tech", "art", "sport"}
    assert known["municipality"] == {"m1", "m2"}
    assert known["organization"] == {str(one.organization) for one in catalog if one.org_status in {"new", "active"}}
    assert opened.known() is known


def test_a_new_day_is_counted_anew(opened: Catalog) -> None:
    counts = {
        opened.search(Filters(), TODAY + timedelta(days=days)).selection.open_total for days in (-300, -60, 0, 300)
    }
    assert len(counts) > 1


def test_threads_meet_whole_catalogs_only(opened: Catalog, sqlite: Database) -> None:
    stop = threading.Event()
    wrong: list[Any] = []
    numbers = everything(opened)

    def read() -> None:
        try:
            while not stop.is_set():
                found = opened.search(Filters(q="ель робот жук"), TODAY, size=1000).selection
                listed = opened.search(Filters(), TODAY, size=1000).selection
                if len(listed.ids) != listed.total or len(found.ids) != found.total:
                    wrong.append((listed, found))
        except Exception as error:
            wrong.append(error)
        finally:
            sqlite.close()

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for turn in range(30):
        rename(numbers[turn % len(numbers)], f"Ель {turn}")
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert len(ids(opened, "ель")) >= min(30, len(numbers))
