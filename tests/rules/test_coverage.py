"""How reports count: children once, enrollments each; shares of nothing are no number."""

from __future__ import annotations

import pytest

from navigator.rules.coverage import (
    BOY,
    GIRL,
    UNSAID,
    Attendance,
    attendance,
    is_counted,
    is_rural,
    median,
    per_head,
    sex_of,
    share,
    spans,
)


def test_a_child_is_once_and_two_groups_of_one_program_are_one_program() -> None:
    pairs = [("а", 1), ("а", 1), ("б", 1), ("б", 2), ("в", 1), ("в", 2), ("в", 3), ("в", 4)]
    assert attendance(pairs) == Attendance(children=3, services=8, on_one=1, on_two=1, on_more=1)
    assert attendance([]) == Attendance(0, 0, 0, 0, 0)


def test_shares_of_nothing_are_unknown() -> None:
    assert (share(355, 1166), share(0, 10), share(5, 0), share(5, None)) == (30.4, 0.0, None, None)
    assert (per_head(380, 355), per_head(0, 0)) == (1.07, None)
    assert (median([3, 1, 2]), median([1, 2]), median([])) == (2, 1.5, None)


@pytest.mark.parametrize(
    ("patronymic", "sex"),
    [
        ("Ильич", BOY),
        ("Сергеевич", BOY),
        ("Мамед оглы", BOY),
        ("Сергеевна", GIRL),
        ("Ильинична", GIRL),
        ("Никитична", GIRL),
        ("Али Кызы", GIRL),
        ("", UNSAID),
        ("Жан", UNSAID),
    ],
)
def test_a_patronymic_tells_boys_from_girls(patronymic: str, sex: str) -> None:
    assert sex_of(patronymic) == sex


def test_villages_ages_and_spans() -> None:
    found = {name: is_rural(name) for name in ("с. Бохто", "ст. Егорлыкская", "г. Чита", "пгт Агинское", "рп Чара", "")}
    assert list(found.values()) == [True, True, False, False, False, None]
    assert [is_counted(years) for years in (4, 5, 17, 18, None)] == [False, True, True, False, False]
    assert (spans([5, 6, 7, 9, 12, 11]), spans([17]), spans([])) == ("5–7, 9, 11–12", "17", "")
