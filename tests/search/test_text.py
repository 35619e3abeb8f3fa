"""Words: folding, splitting, stems, the Russian alphabet."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
import snowballstemmer

from navigator.search.query import MAX_WORDS, Word, read_query
from navigator.search.text import STOP_WORDS, fold, sort_key, stem, tokenise


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ёлка", ["елка"]),
        ("ре\u0301чка", ["речка"]),  # a stress mark
        ("и\u0306од", ["йод"]),  # й of two signs
        ("жур\u00adна\u00adлис\u00adти\u00adка", ["журналистика"]),
        ("IT‑куб", ["it", "куб", "itкуб"]),
        ("3D и 3д-моделирование", ["3d", "3d", "моделирование", "3dмоделирование"]),
        ("C++, С++ и C#", ["c++", "c++", "c#"]),
        ("Танцы\u00a0для детей", ["танцы", "детей"]),
        ("snake_case", ["snake", "case"]),
        ("---", []),
        ("", []),
    ],
)
def test_words_of_a_text(text: str, words: list[str]) -> None:
    assert tokenise(text) == words


@pytest.mark.parametrize(
    "forms",
    [
        "танец танцы танцев танцам танца",
        "кружок кружки кружков кружка",
        "рисунок рисунки рисунков",
        "сказка сказки сказок",
        "игрушка игрушки игрушек",
        "девочка девочки девочек",
        "выставка выставок",
        "конёк коньки коньков",
        "огонёк огоньки",
        "боец бойцы бойцов",
        "юнармеец юнармейцы юнармейцев",
        "палец пальцы пальцев",
        "певец певцы",
        "музей музея музеи",
        "хоккей хоккея",
        "песня песни песен",
        "дети детей детям детьми",
        "каратэ карате",
        "шахматы шахмат шахматам",
        "день дня дни дней",
    ],
)
def test_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem(fold(form)) for form in forms.split()}) == 1


def test_other_alphabets_stay() -> None:
    assert [stem(word) for word in ("lego", "scratch", "c++", "3d", "2024")] == ["lego", "scratch", "c++", "3d", "2024"]


@pytest.mark.realdata
def test_stems_are_those_of_snowball_but_for_fleeting_vowels(shared_data: Path) -> None:
    plain = snowballstemmer.stemmer("russian")
    words = sorted({word for path in (shared_data / "snowball-ru").iterdir() for word in tokenise(path.read_text())})
    changed = [word for word in words if stem(word) != plain.stemWord(word)]
    assert len(words) > 20_000
    assert len(changed) < len(words) * 0.06


def test_russian_order() -> None:
    names = ["Яхта", "«Ёлка»", "Ель", "Жук", "English", "3D", "еж", "ёж", "Едва"]
    assert sorted(names, key=sort_key) == ["3D", "English", "Едва", "еж", "Ель", "ёж", "«Ёлка»", "Жук", "Яхта"]


def test_a_query_is_words_and_a_beginning() -> None:
    assert read_query("Рисование и лепка") == (Word(("рисован",)), Word(("лепк",), "лепка"))
    assert read_query("IT-куб") == (Word(("it", "itкуб")), Word(("куб", "itкуб"), "куб"))
    assert read_query("хор хор") == (Word(("хор",), "хор"),)
    assert read_query("танцы для") == (Word(("танц",), "танцы"),)
    assert read_query("на") == (Word(("на",), "на"),)
    assert read_query("я") == (Word(("я",)),)
    assert read_query(" !? ") == ()


def test_long_queries_are_cut() -> None:
    random = Random(1)
    words = ["".join(random.choices("бвгджзклмн", k=5)) for _ in range(30)]
    assert len(read_query(" ".join(words))) == MAX_WORDS
    assert read_query("б" * 10_000) == ()
    assert len(STOP_WORDS) > 40
