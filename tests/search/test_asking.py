"""Words of a query as the catalog has them: misprints, layout, synonyms; and how surely they are answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from peewee import Database

from navigator.search.asking import asked_words, without_refused
from navigator.search.filters import Filters
from navigator.search.finding import Hits
from navigator.search.index import IndexDocument, Stamp, build
from navigator.search.plain import PlainSearch
from navigator.search.spelling import distance, other_layout, transliterations
from navigator.search.thesaurus import fillers, thesaurus
from navigator.search.words import WordIndex
from navigator.services.catalog import Catalog
from navigator.services.demo import load_demo
from navigator.services.index import refresh_index
from navigator.services.reference import load_reference

NAMES = (
    "Шахматы «Белая ладья»",
    "Рисование «Кисточка»",
    "Робототехника «Шестерёнка»",
    "Футбол",
    "Танцы народные",
    "Гончарный круг и керамика",
    "Лёгкая атлетика",
    "Настольный теннис",
    "Программирование на Scratch",
    "Гитара",
    "Хор «Ручеёк»",
    "Английский язык",
)
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> tuple[WordIndex, PlainSearch]:
    folder = Path(tmp_path_factory.mktemp("asking"))
    documents = [IndexDocument(at, name, "", "занятия для детей, погода") for at, name in enumerate(NAMES)]
    build(folder, documents, Stamp(1, "x"))
    return WordIndex(folder), PlainSearch(documents)


def found(engines: tuple[WordIndex, PlainSearch], text: str) -> Hits:
    index, plain = engines
    by_index = index.find(asked_words(text, index.vocabulary).words)
    by_texts = plain.find(asked_words(text, plain.vocabulary).words)
    assert (set(by_index.scores), by_index.partial) == (set(by_texts.scores), by_texts.partial)
    return by_index


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("шахмоты", 0),
        ("шахматист", 0),
        ("if[vfns", 0),
        ("shahmaty", 0),
        ("рисавать", 1),
        ("ИЗО", 1),
        ("художник", 1),
        ("hj,jnjnt[ybrf", 2),
        ("робото техника", 2),
        ("роботы", 2),
        ("кщищеы", 2),
        ("фудбол", 3),
        ("aen,jk", 3),
        ("танци", 4),
        ("хочу танцевать", 4),
        ("лепка", 5),
        ("кирамика", 5),
        ("легкаяатлетика", 6),
        ("футболдлядетей", 3),
        ("футболдля девочек", 3),
        ("плясать", 4),
        ("нарисовать кота", 1),
        ("потанцевать", 4),
        ("risovanie dlya detey", 1),
        ("керамист", 5),
        ("гиперактивный мальчик, хочет на футзал", 3),
        ("легкоатлет", 6),
        ("пинг-понг", 7),
        ("скретч", 8),
        ("кодинг", 8),
        ("гетара", 9),
        ("gitara", 9),
        ("петь", 10),
        ("инглиш", 11),
        ("кружок шахмат для мальчика", 0),
    ],
)
def test_what_was_meant_comes_first(engines: tuple[WordIndex, PlainSearch], text: str, name: int) -> None:
    hits = found(engines, text)
    assert max(hits.scores, key=hits.scores.__getitem__) == name
    assert not hits.partial


BOTH = IndexDocument(len(NAMES), "Танцы и шахматы", "", "")


@pytest.fixture(scope="module")
def with_both(tmp_path_factory: pytest.TempPathFactory) -> tuple[WordIndex, PlainSearch]:
    """The same with a program that is two things at once."""
    folder = Path(tmp_path_factory.mktemp("both"))
    documents = [*(IndexDocument(at, name, "", "занятия для детей") for at, name in enumerate(NAMES)), BOTH]
    build(folder, documents, Stamp(1, "x"))
    return WordIndex(folder), PlainSearch(documents)


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("танцы или шахматы", {0, 4}),
        ("Танцы/шахматы", {0, 4}),
        ("танцы + шахматы", {0, 4}),
        ("танци, шахмоты", {0, 4}),
        ("танцы, шахматы или хор", {0, 4, 10}),
        ("любит танцевать и играть в шахматы", {0, 4}),
        ("танцы или народные шахматы", {4}),  # other words hold for all that is listed
        ("танцы шахматы", set()),
        ("танцы с шахматами", set()),
    ],
)
def test_of_things_that_are_listed_one_is_enough(
    with_both: tuple[WordIndex, PlainSearch], text: str, others: set[int]
) -> None:
    hits = found(with_both, text)
    assert set(hits.scores) == others | ({BOTH.id} if "народные" not in text else set())
    assert not hits.partial
    if BOTH.id in hits.scores:
        assert max(hits.scores, key=hits.scores.__getitem__) == BOTH.id


@pytest.mark.parametrize(
    "text", ["дайвинг", "кёрлинг", "абракадабра", "китайский язык", "стрельба из лука", "ывапролдж"]
)
def test_nothing_is_found_where_nothing_fits(engines: tuple[WordIndex, PlainSearch], text: str) -> None:
    assert found(engines, text).scores == {}


def test_a_word_of_descriptions_only_is_no_sure_answer(engines: tuple[WordIndex, PlainSearch]) -> None:
    assert found(engines, "погода").partial


@pytest.mark.parametrize(
    ("text", "left", "said"),
    [
        ("музыка без скрипки", "музыка", ["без скрипки"]),
        ("Танцы, только не балет", "танцы,", ["только не балет"]),
        ("спорт кроме футбола и хоккея", "спорт", ["кроме футбола и хоккея"]),
        ("не футбол и танцы", "и танцы", ["не футбол"]),
        ("спорт без бокса и опыта", "спорт и опыта", ["без бокса"]),
        ("не спорт", "", ["не спорт"]),
        ("сын не любит спорт, любит музыку", "сын , любит музыку", ["не любит спорт"]),
        ("дочь не хочет на танцы", "дочь", ["не хочет на танцы"]),
        ("не нравится рисовать", "", ["не нравится рисовать"]),
        ("не хочет сидеть дома", "не хочет сидеть дома", []),
        ("ребенок не говорит", "ребенок не говорит", []),
        ("танцы без опыта", "танцы без опыта", []),
        ("химия без скуки", "химия без скуки", []),
        ("не умеет плавать", "не умеет плавать", []),
        ("театр «не кукол»", "театр «не кукол»", []),
    ],
)
def test_what_is_refused_is_no_wish(text: str, left: str, said: list[str]) -> None:
    rest, refused = without_refused(text)
    assert (" ".join(rest.split()), [one.said for one in refused]) == (left, said)


@pytest.mark.parametrize("read_only", [True, False])
def test_what_is_refused_is_left_out_and_can_be_taken_back(sqlite: Database, tmp_path: Path, read_only: bool) -> None:
    load_reference(sqlite)
    load_demo(sqlite, TODAY)
    if not read_only:
        refresh_index(sqlite, tmp_path)
    catalog = Catalog(sqlite, tmp_path, read_only=read_only)
    music = set(catalog.search(Filters(q="музыка"), TODAY, 500).selection.ids)
    answer = catalog.search(Filters(q="Музыка без скрипки"), TODAY, 500)
    gone = music - set(answer.selection.ids)
    assert gone
    assert gone <= set(catalog.search(Filters(q="скрипка"), TODAY, 500).selection.ids)
    ballet = set(catalog.search(Filters(q="танцы не балет"), TODAY, 500).selection.ids)
    assert len(ballet) > 5
    assert [(one.key, one.value, one.rest.q) for one in answer.understood] == [("without", "без скрипки", "Музыка")]
    everything = catalog.search(Filters(), TODAY).selection.total
    sport = catalog.search(Filters(q="не спорт"), TODAY).selection.total
    assert 0 < sport < everything
    assert catalog.search(Filters(q="не спорт", words="plain"), TODAY).understood == ()


def test_two_wishes_that_no_program_has_together_give_both(engines: tuple[WordIndex, PlainSearch]) -> None:
    hits = found(engines, "любит танцевать и программировать")
    assert {4, 8} <= set(hits.scores)
    assert not hits.partial


def test_words_that_say_nothing_narrow_nothing(engines: tuple[WordIndex, PlainSearch]) -> None:
    asked = asked_words("ищу кружок для ребёнка", engines[0].vocabulary)
    assert (asked.words, asked.said_nothing) == ((), True)


def test_layouts_and_latin_letters() -> None:
    assert other_layout("hj,jn") == "робот"
    assert other_layout("ызщке") == "sport"
    assert other_layout("123") == ""
    assert "шахматы" in transliterations("shahmaty")
    assert "английский" in transliterations("anglijskij")
    latin = "detey detei malyshey sportivnye detskoye khudozhestvennaya hudojestvennaya krujok shestviye russkii"
    meant = "детей детей малышей спортивные детское художественная художественная кружок шествие русский"
    for one, other in zip(latin.split(), meant.split(), strict=True):
        assert other in transliterations(one)[:4], one


def test_misprints_of_neighbours_and_sounds_are_nearer() -> None:
    assert distance("шахмоты", "шахматы") < distance("шахмкты", "шахматы") < 1.01
    assert distance("шахматы", "шахматы") == 0
    assert distance("шахамты", "шахматы") < 1


def test_the_lists_are_read() -> None:
    assert len(thesaurus().words) > 600
    assert "кружок" in fillers()
    assert not {"шахматы", "танцы", "рисование"} & fillers()


def test_filters_that_were_read_and_those_of_the_address(sqlite: Database, tmp_path: Path) -> None:
    catalog = Catalog(sqlite, tmp_path, read_only=True)
    answer = catalog.search(Filters(q="танцы 7 лет", age=(9,)), TODAY)
    assert [(one.key, one.value) for one in answer.understood] == []
    answer = catalog.search(Filters(q="танцы 7 лет"), TODAY)
    assert [(one.key, one.value, one.rest.q) for one in answer.understood] == [("age", "7", "танцы")]
    assert catalog.search(Filters(q="танцы 7 лет", words="plain"), TODAY).understood == ()


@pytest.mark.parametrize("line", ["ребёнку девять лет, хочет на гитару", "где есть места на танцы 5 лет"])
def test_a_click_beside_a_line_finds_what_was_counted(sqlite: Database, tmp_path: Path, line: str) -> None:
    load_reference(sqlite)
    load_demo(sqlite, TODAY)
    catalog = Catalog(sqlite, tmp_path, read_only=True)
    facets = catalog.search(Filters(q=line), TODAY).selection.facets
    for key in ("direction", "activity", "municipality", "organization", "level", "payment"):
        for value in facets[key]:
            clicked = replace(Filters(q=line), **{key: (value.value,)})
            assert (value.value, catalog.search(clicked, TODAY).selection.total) == (value.value, value.count)
