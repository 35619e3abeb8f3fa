"""Text search over the index: the set that Whoosh itself finds, titles first, never an error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from whoosh.filedb.filestore import FileStorage
from whoosh.query import And, Or, Term

from navigator.search.index import FIELDS, IndexDocument, Stamp, build
from navigator.search.manifest import current
from navigator.search.plain import PlainSearch
from navigator.search.query import read_query
from navigator.search.words import WordIndex

_TEXT = """
рисование лепка танцы шахматы робототехника хор хореография футбол английский IT-куб 3D-моделирование гитара ёлочка
музей краеведение плавание театр кукла сказка ребёнок студия кружок мастерская природа город C++ лего
"""
WORDS = _TEXT.split()


def invented(random: Random, number: int) -> list[IndexDocument]:
    def text(most: int) -> str:
        return " ".join(random.choices(WORDS, weights=range(len(WORDS), 0, -1), k=random.randint(0, most)))

    return [IndexDocument(id=100 + 3 * one, title=text(3), tags=text(4), body=text(25)) for one in range(number)]


@pytest.fixture
def documents() -> list[IndexDocument]:
    return invented(Random(4), 400)


@pytest.fixture
def index(tmp_path: Path, documents: list[IndexDocument]) -> WordIndex:
    build(tmp_path, documents, Stamp(1, "x"))
    return WordIndex(tmp_path)


@pytest.fixture
def whoosh(tmp_path: Path, index: WordIndex) -> Iterator[object]:
    with FileStorage(str(tmp_path / current(tmp_path))).open_index().searcher() as searcher:
        yield searcher


def queries(random: Random, number: int) -> Iterator[str]:
    for _ in range(number):
        words = random.sample(WORDS, random.choice((1, 1, 2, 3)))
        if random.random() < 0.4:
            words[-1] = words[-1][: random.randint(1, len(words[-1]))]
        yield " ".join(words)


def test_the_set_is_the_one_that_whoosh_finds(index: WordIndex, whoosh: object) -> None:
    seen = 0
    for text in queries(Random(8), 300):
        words = read_query(text)
        query = And([Or([Term(field, one) for field in FIELDS for one in index.stems_of(word)]) for word in words])
        expected = {hit["facts"][0] for hit in whoosh.search(query, limit=None)}
        hits = index.search(text)
        seen += bool(expected)
        if expected:
            assert (set(hits.scores), hits.partial) == (expected, False), text
        else:
            assert hits.partial or not hits.scores, text
    assert seen > 200


def test_search_without_an_index_finds_the_same(index: WordIndex, documents: list[IndexDocument]) -> None:
    plain = PlainSearch(documents)
    for text in queries(Random(9), 300):
        assert (set(plain.search(text).scores), plain.search(text).partial) == (
            set(index.search(text).scores),
            index.search(text).partial,
        ), text


def test_a_word_in_a_title_comes_above_tags_and_tags_above_texts(tmp_path: Path) -> None:
    noise = [IndexDocument(one, "студия", "дети", "занятия природа " * 20) for one in range(10, 60)]
    long_title = "лепка и ещё много самых разных слов в очень длинном названии программы для детей"
    told = "лепка " * 60
    build(
        tmp_path,
        [
            *noise,
            IndexDocument(1, "студия", "", told),
            IndexDocument(2, "студия", "лепка", ""),
            IndexDocument(3, long_title, "", ""),
        ],
        Stamp(1, "x"),
    )
    scores = WordIndex(tmp_path).search("лепка").scores
    assert sorted(scores, key=scores.__getitem__, reverse=True) == [3, 2, 1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("танец", {1}),
        ("ТАНЦЫ", {1}),
        ("танцы ребят", {1}),
        ("тан", {1}),
        ("т", set()),
        ("елочка", {2}),
        ("Ёлочка", {2}),
        ("it-куб", {3}),
        ("itкуб", {3}),
        ("куб", {3}),
        ("с++", {3}),
        ("3д", {4}),
        ("для", set()),
        ("", set()),
        ("…", set()),
    ],
)
def test_queries_of_people(tmp_path: Path, query: str, found: set[int]) -> None:
    build(
        tmp_path,
        [
            IndexDocument(1, "Танцы для ребят", "", ""),
            IndexDocument(2, "Ёлочка", "", ""),
            IndexDocument(3, "IT-куб: C++", "", ""),
            IndexDocument(4, "3D", "", ""),
        ],
        Stamp(1, "x"),
    )
    hits = WordIndex(tmp_path).search(query)
    assert (set(hits.scores), hits.partial) == (found, False)


def test_programs_with_most_words_are_a_partial_answer(tmp_path: Path) -> None:
    build(
        tmp_path,
        [
            IndexDocument(1, "рисование лепка", "", ""),
            IndexDocument(2, "рисование", "", ""),
            IndexDocument(3, "хор", "", ""),
        ],
        Stamp(1, "x"),
    )
    index = WordIndex(tmp_path)
    hits = index.search("рисование лепка акварель")
    assert (set(hits.scores), hits.partial) == ({1}, True)
    few = index.search("рисование квантовая хромодинамика сегодня")
    assert (few.scores, few.partial) == ({}, False)


@pytest.mark.realdata
def test_nonsense_never_fails(index: WordIndex, documents: list[IndexDocument], shared_data: Path) -> None:
    plain = PlainSearch(documents)
    for text in json.loads((shared_data / "blns.json").read_text()):
        assert set(index.search(text).scores) == set(plain.search(text).scores), text


def test_postings_in_memory_stay_within_their_bound(index: WordIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("navigator.search.words.CACHE_BYTES", 8_000)
    before = {text: index.search(text) for text in WORDS}
    assert index._kept_bytes <= 8_000
    assert {text: index.search(text) for text in WORDS} == before
