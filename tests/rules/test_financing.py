"""The worked examples of personified financing, to the kopeck."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from navigator.rules.financing.contracts import (
    ContractProblem,
    Terms,
    calculate,
    end_of_month,
    first_after,
    payments_due,
)
from navigator.rules.financing.hours import BEFORE, HoursRules, HoursVerdict, Load, weigh
from navigator.rules.financing.periods import overlaps, span_of, standing
from navigator.rules.financing.purse import Change, NotEnough, Purse, grant, may_issue, may_resize, release, spend
from navigator.rules.financing.purse import reserve as book

AUTUMN = Terms(
    group_from=date(2025, 9, 1),
    group_to=date(2026, 5, 31),
    price=13_650_00,
    normative=12_000_00,
    starts=date(2025, 9, 15),
    period_from=date(2025, 1, 1),
    period_to=date(2025, 12, 31),
)
SPRING = replace(AUTUMN, starts=date(2026, 1, 1), period_from=date(2026, 1, 1), period_to=date(2026, 12, 31))
ACADEMIC = replace(AUTUMN, period_from=date(2025, 9, 1), period_to=date(2026, 8, 31))


def test_the_autumn_of_a_calendar_year() -> None:
    found = calculate(AUTUMN, 5_000_00)
    assert (found.days, found.months, found.ends, found.is_cut) == (108, 4, date(2025, 12, 31), True)
    assert (found.price, found.normative) == (5_400_00, 4_747_26)
    assert (found.certificate, found.family) == (4_747_26, 652_74)
    assert (found.certificate_first, found.certificate_other) == (703_32, 1_347_98)
    assert (found.family_first, found.family_other) == (96_72, 185_34)
    assert [one.due for one in found.plan()] == [
        *(date(2025, 9, 15), date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1))
    ]


def test_the_spring_of_the_next_year() -> None:
    found = calculate(SPRING, 5_000_00)
    assert (found.days, found.months, found.is_cut) == (151, 5, False)
    assert (found.price, found.normative, found.certificate, found.family) == (
        *(7_550_00, 6_637_37, 5_000_00, 2_550_00),
    )
    assert (found.certificate_first, found.certificate_other) == (1_026_52, 993_37)
    assert (found.family_first, found.family_other) == (523_52, 506_62)


def test_an_academic_year_is_one_contract() -> None:
    found = calculate(ACADEMIC, 6_900_00)
    assert (found.days, found.months, found.ends, found.is_cut) == (259, 9, date(2026, 5, 31), False)
    assert (found.price, found.normative, found.certificate, found.family) == (
        *(12_950_00, 11_384_62, 6_900_00, 6_050_00),
    )
    assert found.certificate_first + 8 * found.certificate_other == 6_900_00
    assert (found.certificate_first, found.certificate_other) == (426_32, 809_21)


def test_the_purse_of_the_example() -> None:
    found = calculate(AUTUMN, 5_000_00)
    purse = Purse().after(grant(5_000_00)).after(book(found.certificate))
    assert purse == Purse(5_000_00, 252_74, 4_747_26, 0)
    purse = purse.after(spend(found.certificate_first))
    assert purse == Purse(5_000_00, 252_74, 4_043_94, 703_32)
    for _ in range(payments_due(found.starts, found.ends, date(2025, 11, 20)) - 1):
        purse = purse.after(spend(found.certificate_other))
    assert purse == Purse(5_000_00, 252_74, 1_347_98, 3_399_28)
    purse = purse.after(release(purse.reserved))
    assert purse == Purse(5_000_00, 1_600_72, 0, 3_399_28)
    assert end_of_month(date(2025, 11, 20)) == date(2025, 11, 30)


def test_nothing_becomes_negative() -> None:
    purse = Purse().after(grant(100))
    for change in (book(101), release(1), spend(1), grant(-101), Change(spent=-1)):
        with pytest.raises(NotEnough):
            purse.after(change)
    assert purse.after(book(40)).after(book(40).reversed()) == purse


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"starts": date(2025, 8, 31)}, "в датах группы"),
        ({"starts": date(2026, 6, 1)}, "в датах группы"),
        ({"starts": date(2026, 1, 1)}, "период финансирования"),
        ({"price": -1}, "отрицательной"),
        ({"group_to": date(2025, 8, 1)}, "конец раньше начала"),
    ],
)
def test_a_contract_that_cannot_be(changed: dict[str, object], words: str) -> None:
    with pytest.raises(ContractProblem, match=words):
        calculate(replace(AUTUMN, **changed), 5_000_00)  # type: ignore[arg-type]  # one field at a time


def test_late_enrollment_pays_each_first_of_a_month_that_passed() -> None:
    starts, ends = date(2025, 9, 15), date(2025, 12, 31)
    assert [payments_due(starts, ends, day) for day in (date(2025, 9, 1), starts, date(2025, 9, 30))] == [1, 1, 1]
    assert payments_due(starts, ends, date(2025, 10, 1)) == 2
    assert payments_due(starts, ends, date(2025, 11, 30)) == 3
    assert payments_due(starts, ends, date(2026, 3, 1)) == 4
    assert payments_due(date(2024, 2, 1), date(2024, 3, 31), date(2024, 2, 29)) == 1
    assert payments_due(date(2024, 2, 29), date(2025, 2, 28), date(2025, 2, 1)) == 13


def test_one_month_is_one_payment() -> None:
    found = calculate(replace(AUTUMN, starts=date(2025, 12, 10)), 99_00)
    assert (found.months, found.certificate_first, found.certificate_other) == (1, 99_00, 0)
    assert found.family_month == found.family_first == found.family
    assert [one.due for one in found.plan()] == [date(2025, 12, 10)]


day = some.dates(date(2023, 1, 1), date(2029, 12, 31))


@given(
    start=day,
    length=some.integers(0, 400),
    late=some.integers(0, 400),
    price=some.integers(0, 10**8),
    normative=some.none() | some.integers(0, 10**8),
    balance=some.integers(0, 10**8),
    kind=some.sampled_from(["calendar", "academic"]),
)
def test_payments_always_add_up(
    start: date, length: int, late: int, price: int, normative: int | None, balance: int, kind: str
) -> None:
    begins = start + timedelta(days=min(late, length))
    period = span_of(kind, begins)
    terms = Terms(start, start + timedelta(days=length), price, normative, begins, period.starts, period.ends)
    found = calculate(terms, balance)
    assert sum(one.certificate for one in found.plan()) == found.certificate <= balance
    assert sum(one.family for one in found.plan()) == found.family
    assert found.certificate + found.family == found.price
    assert min(min(one.certificate, one.family) for one in found.plan()) >= 0
    assert len(found.plan()) == found.months == payments_due(found.starts, found.ends, found.ends)
    assert all(period.starts <= one.due <= found.ends for one in found.plan())
    assert found.is_cut == (found.ends < terms.group_to)


def test_limits_and_nominals() -> None:
    assert may_issue(count=9, total=90, nominal=10, limit_count=10, limit_sum=100)
    assert not may_issue(count=10, total=90, nominal=10, limit_count=10, limit_sum=0)
    assert not may_issue(count=9, total=91, nominal=10, limit_count=10, limit_sum=100)
    assert may_issue(count=10**6, total=10**9, nominal=10, limit_count=0, limit_sum=0)
    assert may_resize(30, 100, 70)
    assert not may_resize(29, 100, 70)


def test_the_hours_of_the_example() -> None:
    rules = HoursRules(limit=12_00, extra=4_00, max_load=11_50)
    load = Load(10_00)
    assert weigh(rules, load, 2_00, is_valued=False) == HoursVerdict(True, False, 2_00)
    assert weigh(rules, load, 1_50, is_valued=False) == HoursVerdict(True, True, 2_00)
    assert weigh(rules, load, 4_00, is_valued=True) == HoursVerdict(True, True, 6_00)
    assert weigh(rules, Load(12_00, 4_00), 1, is_valued=True).fits is False
    before = replace(rules, max_load_mode=BEFORE)
    assert weigh(before, load, 2_00, is_valued=False) == HoursVerdict(True, True, 2_00)


def test_periods_turn_with_their_year() -> None:
    school, year = span_of("academic", date(2026, 8, 31)), span_of("calendar", date(2026, 12, 31))
    assert (school.starts, school.ends, school.label) == (date(2025, 9, 1), date(2026, 8, 31), "2025/26 учебный год")
    assert (school.following().starts, year.following().label) == (date(2026, 9, 1), "2027 год")
    assert [standing(year.starts, year.ends, one) for one in (date(2025, 12, 31), date(2026, 1, 1), date(2027, 1, 1))]
    assert standing(year.starts, year.ends, date(2027, 1, 1)) == "past"
    assert overlaps((date(2026, 1, 1), date(2026, 12, 31)), (date(2026, 12, 31), date(2027, 1, 1)))
    assert not overlaps((date(2026, 1, 1), date(2026, 12, 31)), (date(2027, 1, 1), date(2027, 12, 31)))
    assert first_after(date(2025, 12, 31)) == date(2026, 1, 1)
