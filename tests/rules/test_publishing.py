"""Moves of programs, guarded changes, differences, clashes, a year later."""

from __future__ import annotations

from datetime import date

import pytest

from navigator.rules.clashes import Lesson, find_clashes
from navigator.rules.copying import next_years_name, same_day_next_year, same_weekday_next_year
from navigator.rules.differences import compare, marked
from navigator.rules.publishing import (
    GUARDED_PROGRAM,
    PROGRAM_STEPS,
    PROPOSAL_STATES,
    PROPOSAL_STEPS,
    may_edit,
    split_changes,
    steps_from,
    waits_for_word,
)
from navigator.rules.schedule import Slot, parse_schedule
from navigator.rules.vocabulary import PROGRAM_STATES


def events(state: str, actor: str, *, proposal: str = "", moderated: bool = True) -> list[str]:
    return [move.event for move in steps_from(state, proposal, actor, moderated=moderated)]


def test_the_tables_name_known_states_only() -> None:
    for steps, states in ((PROGRAM_STEPS, PROGRAM_STATES), (PROPOSAL_STEPS, {**PROPOSAL_STATES, "": ""})):
        for step in steps:
            assert {*step.move.sources, step.move.target} <= set(states), step


@pytest.mark.parametrize(
    ("state", "actor", "moderated", "expected"),
    [
        ("draft", "organization", True, ["submit", "archive"]),
        ("draft", "organization", False, ["publish", "archive"]),
        ("moderation", "organization", True, ["recall", "archive"]),
        ("moderation", "organization", False, ["publish", "archive"]),
        ("moderation", "municipal_center", True, ["publish", "return", "archive"]),
        ("needs_fix", "organization", True, ["submit", "archive"]),
        ("published", "organization", True, ["archive"]),
        ("published", "regional_center", True, ["withdraw", "archive"]),
        ("published", "regional_center", False, ["archive"]),
        ("archived", "organization", True, ["restore"]),
        ("published", "", True, []),
    ],
)
def test_who_may_move(state: str, actor: str, moderated: bool, expected: list[str]) -> None:
    assert events(state, actor, moderated=moderated) == expected


def test_changes_that_wait_have_moves_of_their_own() -> None:
    assert events("published", "organization", proposal="waiting") == ["drop_changes", "archive"]
    assert events("published", "municipal_center", proposal="waiting")[:2] == ["approve", "return_changes"]
    assert events("published", "municipal_center", proposal="returned")[0] == "approve"


def test_what_waits_and_what_does_not() -> None:
    now, later = split_changes({"name": "А", "age_from": 60, "hours_week": 4}, GUARDED_PROGRAM)
    assert (now, later) == ({"name": "А"}, {"age_from": 60, "hours_week": 4})
    assert split_changes({"activities": ["Хор"]}, GUARDED_PROGRAM) == ({"activities": ["Хор"]}, {})
    both = {"activities": ["Хор"], "direction": "art"}
    assert split_changes(both, GUARDED_PROGRAM) == ({}, both)
    assert waits_for_word("published", "organization", moderated=True)
    assert not waits_for_word("draft", "organization", moderated=True)
    assert not waits_for_word("published", "organization", moderated=False)
    assert not waits_for_word("published", "municipal_center", moderated=True)
    assert not may_edit("moderation", "organization")
    assert not may_edit("archived", "municipal_center")
    assert may_edit("moderation", "municipal_center")


def test_differences_are_words() -> None:
    assert marked("Поём хором в школе", "Поём дуэтом в школе") == (
        *(("Поём ", ""), ("хором", "del"), ("дуэтом", "ins"), (" в школе", "")),
    )
    assert marked("", "новое") == (("новое", "ins"),)
    changed = compare({"name": "А", "age": "7 лет", "gone": "x"}, {"name": "А", "age": "8 лет"})
    assert [(one.key, one.before, one.after) for one in changed] == [("age", "7 лет", "8 лет"), ("gone", "x", "")]


def lesson(group: int, text: str, **values: object) -> Lesson:
    return Lesson(group, parse_schedule(text, 2026)[0][0], **{"venue": 1, **values})  # type: ignore[arg-type]  # of a test


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (lesson(1, "пн 16:00–17:00"), lesson(2, "пн 16:30–17:30"), True),
        (lesson(1, "пн 16:00–17:00"), lesson(2, "пн 17:00–18:00"), False),
        (lesson(1, "пн 16:00–17:00"), lesson(2, "вт 16:00–17:00"), False),
        (lesson(1, "пн 16:00–17:00"), lesson(1, "пн 16:30–17:30"), False),
        (lesson(1, "пн 16:00–17:00"), lesson(2, "пн 16:30–17:30", venue=2), False),
        (lesson(1, "пн 16:00"), lesson(2, "пн 16:30–17:30"), True),
        (lesson(1, "пн 16:00"), lesson(2, "пн 16:45–17:30"), False),
        (
            lesson(1, "пн 16:00–17:00", until=date(2026, 12, 31)),
            lesson(2, "пн 16:00–17:00", since=date(2027, 1, 1)),
            False,
        ),
        (lesson(1, "пн 16:00–17:00 по чётным"), lesson(2, "пн 16:00–17:00 по нечётным"), False),
        (lesson(1, "пн 16:00–17:00"), lesson(2, "23 ноября 2026 16:30–17:30"), True),
        (lesson(1, "вт 16:00–17:00"), lesson(2, "23 ноября 2026 16:30–17:30"), False),
    ],
)
def test_clashes_of_rooms(one: Lesson, other: Lesson, clash: bool) -> None:
    assert bool(find_clashes([one, other])) is clash
    assert bool(find_clashes([other, one])) is clash


def test_clashes_of_teachers() -> None:
    one = lesson(1, "пн 16:00–17:00", venue=1, teachers=frozenset({7}))
    other = lesson(2, "пн 16:00–17:00", venue=2, teachers=frozenset({7, 8}))
    assert [(found.kind, found.what) for found in find_clashes([one, other], 2)] == [("teacher", 7)]
    assert find_clashes([one, other], 3) == []
    assert find_clashes([Lesson(1, Slot(0), 1), Lesson(2, Slot(0), 1)]) == []


def test_a_year_later() -> None:
    assert same_day_next_year(date(2026, 9, 1)) == date(2027, 9, 1)
    assert same_day_next_year(date(2028, 2, 29)) == date(2029, 2, 28)
    assert same_day_next_year(None) is None
    assert same_weekday_next_year(date(2026, 11, 23)).weekday() == 0
    assert next_years_name("Набор 2026/2027") == "Набор 2027/2028"
    assert next_years_name("Набор 2026-27") == "Набор 2027-28"
    assert next_years_name("Группа 2") == "Группа 2"
