"""Synonyms of a copy: only those that its programs have, and where a change of a program changes them."""

from __future__ import annotations

from navigator.search.text import stem
from navigator.services.copying.meanings import asking_for, meanings, noise

PAINTING = stem("живопись")


def answers(line: str) -> tuple[set[str], set[str]]:
    near, _, far = line.partition("=")[2].partition(";")
    return set(near.split(",")) - {""}, set(far.split(",")) - {""}


def test_only_words_of_the_copy_answer() -> None:
    near, far = answers(*meanings({"рисован": 3, PAINTING: 1, "шахмат": 2}, small=True)["рисован"])
    assert (near, far) == (set(), {PAINTING})
    near, far = answers(meanings({"шахматн": 1, "шашк": 1}, small=True)["шахмат"][0])
    assert (near, far) == ({"шахматн"}, set())


def test_a_term_of_two_words_is_named_when_both_are_there() -> None:
    said = {PAINTING: 1, "изобразительн": 1}
    assert all("+" not in line.partition("=")[2] for line in meanings(said, small=True)["рисован"])
    both = meanings({**said, "искусств": 1}, small=True)["рисован"]
    assert any("изобразительн+искусств" in line.partition("=")[2] for line in both)


def test_a_large_copy_names_few_others_and_only_for_rare_words() -> None:
    sizes = {"рисован": 5, PAINTING: 9, "акварел": 9, "гуаш": 9, "художник": 9, "рисунк": 9}
    assert sum(map(len, answers(*meanings(sizes, small=False)["рисован"]))) == 3
    assert sum(map(len, answers(*meanings(sizes, small=True)["рисован"]))) == 5
    assert "рисован" not in meanings({**sizes, "рисован": 24}, small=False)


def test_a_word_that_comes_or_goes_touches_those_that_ask_for_it() -> None:
    assert {"рисован", "рисова"} <= asking_for([PAINTING])
    assert asking_for(["никакое"]) == set()


def test_words_of_asking_say_nothing() -> None:
    assert {"ищ", "кружк"} <= noise()
