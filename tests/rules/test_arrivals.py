"""Whole names in one line, words of sources, what staff may set aside."""

from __future__ import annotations

import pytest

from navigator.rules.arrivals import read_source, waived_by
from navigator.rules.full_names import split_full_name
from navigator.rules.persons import TypedProblem


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Иванова Мария Петровна", ("Иванова", "Мария", "Петровна")),
        ("ИВАНОВА-БЕЛОВА  МАРИЯ", ("Иванова-Белова", "Мария", "")),
        ("Мария Петровна Иванова", ("Иванова", "Мария", "Петровна")),
        ("Мамедов Али Вагиф оглы", ("Мамедов", "Али", "Вагиф оглы")),
        ("Малышев Ян", ("Малышев", "Ян", "")),
        ("Абрамович Анна Петровна", ("Абрамович", "Анна", "Петровна")),
    ],
)
def test_a_whole_name_is_parted(text: str, parts: tuple[str, str, str]) -> None:
    assert split_full_name(text) == parts


@pytest.mark.parametrize(
    "text", ["", "Иванова", "Иванова М.П.", "Иванова М. П.", "Иванова 7", "а б в г д е", "Я" * 500]
)
def test_what_is_no_whole_name_is_refused(text: str) -> None:
    with pytest.raises(TypedProblem):
        split_full_name(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [("ЕПГУ", "epgu"), ("Региональный портал", "rpgu"), ("на бумаге", "paper"), ("Звонок", "phone"), ("", "")],
)
def test_sources_are_known_by_words(text: str, code: str) -> None:
    assert read_source(text) == code


def test_unknown_sources_are_refused_and_only_a_reason_sets_rules_aside() -> None:
    with pytest.raises(TypedProblem, match="неизвестен"):
        read_source("голубиная почта")
    assert "too_young" not in waived_by("  ")
    assert "too_young" in waived_by("педсовет")
    assert "living" not in waived_by("педсовет")
