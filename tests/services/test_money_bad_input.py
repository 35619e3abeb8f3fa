"""Bad input about money: a clear refusal, and nothing moved."""

from __future__ import annotations

from datetime import date
from typing import Any

import asking
import pytest
from paying import asked, at, contract, funded, go, numbers, payable, payer
from peewee import Database

from navigator.data import (
    Balance,
    Contract,
    FundingPeriod,
    GroupFunding,
    LedgerLine,
    Municipality,
    Program,
    ProgramModule,
)
from navigator.data.database import write
from navigator.rules.financing.amounts import read_amount
from navigator.rules.financing.periods import Span, span_of
from navigator.rules.persons import TypedProblem
from navigator.services.financing.checking import wrong_money
from navigator.services.financing.monthly import run_calendar
from navigator.services.financing.nominals import set_nominal
from navigator.services.financing.periods import add_period
from navigator.services.problems import Problem
from navigator.services.requests.records import MoveRefused

SEPTEMBER, START = at(2025, 9, 10), date(2025, 9, 15)


@pytest.fixture(autouse=True)
def keys() -> None:
    asking.keys()


def picture() -> list[Any]:
    """Everything that a refusal must leave alone."""
    return [
        *Balance.select(Balance.nominal, Balance.balance, Balance.reserved, Balance.spent)
        .order_by(Balance.id)
        .tuples(),
        *FundingPeriod.select(FundingPeriod.date_from, FundingPeriod.date_to).order_by(FundingPeriod.id).tuples(),
        LedgerLine.select().count(),
        Contract.select().count(),
    ]


@pytest.mark.parametrize(
    ("typed", "kopecks"),
    [
        ("6900", 6_900_00),
        ("6 900", 6_900_00),
        ("6\u00a0900,5", 6_900_50),
        ("6\u202f900.50 ₽", 6_900_50),
        ("6900 руб. 50 коп.", 6_900_50),
        ("1 000 000", 10**8),
        ("0", 0),
    ],
)
def test_sums_with_spaces_and_commas_are_read(typed: str, kopecks: int) -> None:
    assert read_amount(typed) == kopecks


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "-1", "много", "1 000 001", "9" * 40, "1e9", "nan", "٥", "6,900", "6,9,0", "--5", "=1+1"),
        *("5 00", "12 34", "6 9 0 0", "1234 567", "1 200 50"),
    ],
)
def test_what_is_no_sum_is_refused_by_name(typed: str) -> None:
    with pytest.raises(TypedProblem, match="не сумма"):
        read_amount(typed)


def test_a_correction_may_be_negative() -> None:
    assert [read_amount(typed, signed=True) for typed in ("-10,50", "− 10,50", "10.5")] == [-10_50, -10_50, 10_50]


def test_periods_that_share_a_day_are_refused(database: Database) -> None:
    payable()
    payer(SEPTEMBER)
    home, before = Municipality.get(Municipality.slug == "rayon"), picture()
    for span in (
        span_of("calendar", date(2025, 5, 1)),
        span_of("academic", date(2025, 10, 1)),
        Span("calendar", 2027, date(2026, 12, 31), date(2027, 12, 30)),
    ):
        with pytest.raises(Problem, match="пересекается с уже заведённым"), write(database):
            add_period(home, span)
    assert picture() == before


def test_absurd_nominals_move_nothing(database: Database) -> None:
    payable()
    group = payer(SEPTEMBER)
    one, before = funded(database, group, SEPTEMBER), picture()
    period = FundingPeriod.select().order_by(FundingPeriod.date_from).first()
    for amount in (-1, -5_000_00, 10**8 + 1, 10**15):
        with pytest.raises(Problem, match="от 0 до 1 000 000"), write(database):
            set_nominal(group, period, amount, SEPTEMBER, date(2025, 9, 10))
    assert (picture(), numbers(one)) == (before, (5_000_00, 0, 0))


def test_a_contract_across_the_end_of_a_period_is_cut_and_says_so(database: Database) -> None:
    to = payable()
    one = funded(database, payer(SEPTEMBER, 20_000_00), SEPTEMBER)
    number = asked(database, to, one, 1, SEPTEMBER)
    go(database, number, "confirm", SEPTEMBER, start=START)
    made = contract()
    assert (made.starts, made.ends, made.is_cut, made.months) == (START, date(2025, 12, 31), True, 4)
    assert FundingPeriod.get_by_id(made.balance.period_id).date_to == made.ends
    go(database, number, "cancel", SEPTEMBER, "family")
    before = picture()
    again = asked(database, to, one, 1, SEPTEMBER)
    for start, words in ((date(2025, 8, 31), "в датах группы"), (date(2026, 6, 1), "в датах группы")):
        with pytest.raises(MoveRefused, match=words):
            go(database, again, "confirm", SEPTEMBER, start=start)
    assert picture() == before and wrong_money() == []


def test_a_price_that_changed_after_the_contract_moves_none_of_it(database: Database) -> None:
    to = payable()
    one = funded(database, payer(SEPTEMBER), SEPTEMBER)
    number = asked(database, to, one, 1, SEPTEMBER)
    go(database, number, "confirm", SEPTEMBER, start=START)
    terms = (contract().price, contract().certificate_sum, contract().family_sum)
    GroupFunding.update(price=99_000_00).execute()
    Program.update(normative_price=1).execute()
    ProgramModule.update(price=1, normative_price=1).execute()
    go(database, number, "enroll", at(2025, 9, 15), start=START)
    run_calendar(database, at(2025, 10, 1))
    made = contract()
    assert (made.price, made.certificate_sum, made.family_sum) == terms
    assert numbers(one) == (252_74, 2_695_96, 2_051_30)
    assert Contract.select().count() == 1 and wrong_money() == []
