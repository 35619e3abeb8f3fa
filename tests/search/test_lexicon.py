"""The files of synonyms: whoever adds a word is told of a slip."""

from __future__ import annotations

import tomllib
from collections import Counter
from typing import Any

import pytest

from navigator.search.kin import LEXICON, kin_of, stems_of
from navigator.search.text import STOP_WORDS, fold, stem, typed_words


@pytest.fixture(scope="module")
def synonyms() -> dict[str, Any]:
    return tomllib.loads((LEXICON / "synonyms.toml").read_text(encoding="utf-8"))


def test_groups_are_whole(synonyms: dict[str, Any]) -> None:
    groups = [group["words"] for group in synonyms["same"]]
    assert [words for words in groups if len(words) < 2] == []
    # A group without a single word is never entered: phrases are only found.
    assert [words for words in groups if all(len(stems_of(word)) > 1 for word in words)] == []
    repeated = [word for word, times in Counter(stems_of(w) for words in groups for w in words).items() if times > 1]
    assert repeated == []


def test_wide_words_are_single_and_no_kind_of_themselves(synonyms: dict[str, Any]) -> None:
    for group in synonyms["includes"]:
        wide = [stems_of(word) for word in group.get("words") or [group["word"]]]
        kinds = [stems_of(word) for word in group["kinds"]]
        assert all(len(one) == 1 for one in wide), group
        assert len(set(wide)) == len(wide) and len(set(kinds)) == len(kinds), group
        assert not set(wide) & set(kinds), group


def test_words_are_folded_and_indexed(synonyms: dict[str, Any]) -> None:
    members = [word for group in synonyms["same"] for word in group["words"]]
    for group in synonyms["includes"]:
        members += [*(group.get("words") or [group["word"]]), *group["kinds"]]
    latin = tomllib.loads((LEXICON / "latin.toml").read_text(encoding="utf-8"))["words"]
    members += [*latin, *latin.values()]
    assert [word for word in members if word != fold(word)] == []
    # A stop word is never indexed: a phrase with one would find nothing.
    assert [word for word in members if set(typed_words(word)) & STOP_WORDS] == []


@pytest.mark.parametrize(
    ("typed", "finds"),
    [("рисовать", "изо"), ("конструктор", "лего"), ("самбо", "самбист"), ("борьба", "самбо"), ("manga", "манга")],
)
def test_what_parents_type_finds_what_programs_say(typed: str, finds: str) -> None:
    others = {stems for stems, _worth in kin_of(stem(typed))}
    assert stems_of(finds) in others


def test_narrow_words_do_not_find_wide_ones() -> None:
    assert stems_of("борьба") not in dict(kin_of(stem("самбо")))
    assert stems_of("танец") not in dict(kin_of(stem("музыка")))
