"""What changed since the index was built is found at once: an overlay answers as a new index would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from peewee import Database
from search.invented import TODAY, a_catalog, write_catalog

from navigator.data import Program
from navigator.data.database import catalog_changed, write
from navigator.search.asking import asked_words
from navigator.search.filters import Filters
from navigator.search.index import build_lock
from navigator.search.overlay import ChangedIndex, Changes
from navigator.search.words import WordIndex
from navigator.services import words as text_search
from navigator.services.catalog import Catalog
from navigator.services.index import read_documents, refresh_index

WORDS = [
    "ель",
    "робот",
    "жук",
    "керамика",
    "шахматы",
    "танцы",
    "лошадь",
    "скрипка",
    "театр",
    "космос",
    "лепка",
    "эврика",
]
ASKED = (*WORDS, "робот ель", "танцы и шахматы", "кос", "шахмоты", "hj,jn", "skripka", "лошадиный театр", "ничего")


@pytest.fixture
def changing(sqlite: Database, tmp_path: Path) -> Iterator[tuple[Random, Path]]:
    """A catalog whose index is made; nobody builds another one."""
    random = Random(5)
    write_catalog(sqlite, a_catalog(random, 60))
    refresh_index(sqlite, tmp_path / "index")
    with build_lock(tmp_path / "index"):
        yield random, tmp_path / "index"


def change(random: Random) -> None:
    """One edit of those that staff make: a name, a text, hiding, showing."""
    number = random.choice([one.id for one in Program.select(Program.id)])
    values = random.choice(
        (
            {"name": " ".join(random.sample(WORDS, 2))},
            {"annotation": " ".join(random.sample(WORDS, 3))},
            {"keywords": f'["{random.choice(WORDS)}"]'},
            {"state": "archived"},
            {"state": "published"},
        )
    )
    with write(Program._meta.database):
        Program.update(values).where(Program.id == number).execute()
        catalog_changed()


def test_an_overlay_answers_as_a_new_index(sqlite: Database, changing: tuple[Random, Path], tmp_path: Path) -> None:
    random, directory = changing
    base = WordIndex(directory)
    for turn in range(6):
        for _ in range(5):
            change(random)
        stamp, documents = read_documents(sqlite)
        laid = ChangedIndex(base, Changes(base, documents), stamp)
        refresh_index(sqlite, tmp_path / f"new{turn}")
        built = WordIndex(tmp_path / f"new{turn}")
        assert (laid.stamp, laid.count) == (built.stamp, built.count)
        for text in ASKED:
            ours, theirs = laid.search(text), built.search(text)
            assert (ours.scores.keys(), ours.partial) == (theirs.scores.keys(), theirs.partial), text
            for number, score in ours.scores.items():
                assert score == pytest.approx(theirs.scores[number], rel=0.05), text
            words = asked_words(text, built.vocabulary).words
            assert asked_words(text, laid.vocabulary).words == words, text
            assert laid.find(words).scores.keys() == built.find(words).scores.keys(), text


def test_a_large_catalog_finds_a_change_while_the_index_is_old(
    sqlite: Database, changing: tuple[Random, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_search, "SMALL", 0)
    monkeypatch.setattr(text_search.TextSearch, "_without_index", lambda *_: pytest.fail("the index is not used"))
    workers = [Catalog(sqlite, changing[1]) for _ in range(2)]

    def found(text: str) -> list[set[int]]:
        return [set(one.search(Filters(q=text), TODAY, size=1000).selection.ids) for one in workers]

    number = workers[0].search(Filters(), TODAY).selection.ids[0]
    former = workers[0].snapshot().name_of(number)
    assert all(number in one for one in found(former))
    with write(sqlite):
        Program.update(name="Неслыханное рукоделие").where(Program.id == number).execute()
        catalog_changed()
    assert found("неслыханное") == [{number}] * 2
    assert all(number not in one for one in found(former))
    assert found("нислыханное") == [{number}] * 2  # its words are known to the repair of misprints too
    with write(sqlite):
        Program.update(state="archived").where(Program.id == number).execute()
        catalog_changed()
    assert found("неслыханное") == [set()] * 2
    for one in workers:
        one.close()


def test_too_many_changes_are_left_to_a_new_index(
    sqlite: Database, changing: tuple[Random, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_search, "SMALL", 0)
    monkeypatch.setattr(text_search, "MOST_CHANGES", 3)
    catalog = Catalog(sqlite, changing[1])
    number = catalog.search(Filters(), TODAY).selection.ids[0]
    with write(sqlite):
        Program.update(keywords='["эврика"]').execute()
        Program.update(name="Неслыханное").where(Program.id == number).execute()
        catalog_changed()
    assert set(catalog.search(Filters(q="неслыханное"), TODAY).selection.ids) == {number}
    catalog.close()


def test_what_is_hidden_vanishes_while_the_catalog_rests(
    sqlite: Database, changing: tuple[Random, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = Catalog(sqlite, changing[1], read_only=True)
    before = catalog.search(Filters(), TODAY, size=1000).selection
    monkeypatch.setattr(catalog, "_rests_until", float("inf"))
    hidden = before.ids[::3]
    with write(sqlite):
        Program.update(state="archived").where(Program.id.in_(hidden)).execute()
        catalog_changed()
    rested = catalog.search(Filters(), TODAY, size=1000).selection
    assert rested.ids == tuple(one for one in before.ids if one not in hidden)
    assert {catalog.snapshot().name_of(one) for one in hidden} == {""}
    fresh = Catalog(sqlite, changing[1], read_only=True)
    for filters in (Filters(), Filters(age=(10,), day=("sat",)), Filters(direction=("art",), sort="price")):
        ours, theirs = catalog.search(filters, TODAY).selection, fresh.search(filters, TODAY).selection
        assert ours == replace(theirs, rated=ours.rated)
