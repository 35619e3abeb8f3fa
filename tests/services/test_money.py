"""Money follows the child: the worked examples through real moves of requests, and every refusal that moves nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import asking
import paying
import pytest
from asking import named
from paying import asked, at, contract, funded, go, numbers, payable, payer
from peewee import Database, IntegrityError, PeeweeException

from navigator.data import (
    Balance,
    Certificate,
    Contract,
    FundingPeriod,
    Group,
    GroupFunding,
    LedgerLine,
    Municipality,
    NominalTurn,
    PayerAgreement,
    PayerLimit,
)
from navigator.data.database import write
from navigator.services.financing.checking import wrong_money
from navigator.services.financing.monthly import run_calendar
from navigator.services.requests.records import MoveRefused

SEPTEMBER = at(2025, 9, 10)
START = date(2025, 9, 15)


@pytest.fixture(autouse=True)
def keys() -> None:
    asking.keys()


@pytest.fixture(autouse=True)
def sound(database: Database) -> Any:
    """After every test everything adds up."""
    yield
    assert wrong_money() == []


def enrolled(database: Database, **terms: Any) -> tuple[Certificate, str]:
    """The child of the example, enrolled on 15 September 2025 by a certificate of 5,000 roubles."""
    to = payable(**terms)
    one = funded(database, payer(SEPTEMBER), SEPTEMBER)
    number = asked(database, to, one, 1, SEPTEMBER)
    go(database, number, "confirm", SEPTEMBER, start=START)
    go(database, number, "enroll", at(2025, 9, 15), start=START)
    return one, number


def test_the_example_to_the_kopeck(database: Database) -> None:
    to = payable()
    one = funded(database, payer(SEPTEMBER), SEPTEMBER)
    assert numbers(one) == (5_000_00, 0, 0)
    number = asked(database, to, one, 1, SEPTEMBER)
    assert numbers(one) == (5_000_00, 0, 0)
    go(database, number, "confirm", SEPTEMBER, start=START)
    assert numbers(one) == (252_74, 4_747_26, 0)
    with pytest.raises(MoveRefused, match="не согласилась на доплату: 185,34"):
        go(database, number, "enroll", at(2025, 9, 20), start=START, agreed=False)
    go(database, number, "enroll", at(2025, 9, 20), start=START)
    assert numbers(one) == (252_74, 4_043_94, 703_32)
    assert run_calendar(database, at(2025, 9, 30)) == {}
    assert run_calendar(database, at(2025, 10, 1))["payments"] == 1
    assert run_calendar(database, at(2025, 10, 31)) == {}
    assert run_calendar(database, at(2025, 11, 3))["payments"] == 1
    assert numbers(one) == (252_74, 1_347_98, 3_399_28)
    go(database, number, "expel", at(2025, 11, 20))
    assert numbers(one) == (1_600_72, 0, 3_399_28)
    assert (contract().state, contract().ended_on) == ("ended", date(2025, 11, 30))
    assert [line.kind for line in LedgerLine.select().where(LedgerLine.contract.is_null(False))] == [
        *("reserve", "payment", "payment", "payment", "release")
    ]
    assert run_calendar(database, at(2025, 12, 31)) == {}


def test_the_next_year_is_another_contract(database: Database) -> None:
    one, number = enrolled(database)
    done = run_calendar(database, at(2026, 1, 2))
    assert (done["payments"], done["ended"], done["settled"], done["continued"]) == (3, 1, 1, 1)
    assert numbers(one) == (0, 0, 4_747_26)  # 252,74 went back to the budget
    spring = contract()
    assert (spring.starts, spring.certificate_sum, spring.family_sum) == (date(2026, 1, 1), 5_000_00, 2_550_00)
    assert (spring.certificate_first, spring.certificate_other, spring.family_other) == (1_026_52, 993_37, 506_62)
    assert (spring.state, numbers(one, date(2026, 5, 1))) == ("reserved", (0, 5_000_00, 0))
    assert run_calendar(database, at(2026, 1, 3)) == {}
    lapsed = LedgerLine.get(LedgerLine.kind == "lapse")
    assert (lapsed.nominal, lapsed.free) == (-252_74, -252_74)
    assert go(database, number, "expel", at(2026, 1, 20)) == "expelled"
    assert numbers(one, date(2026, 5, 1)) == (5_000_00, 0, 0)


def test_late_enrollment_pays_every_month_that_began(database: Database) -> None:
    to = payable()
    one = funded(database, payer(SEPTEMBER), SEPTEMBER)
    number = asked(database, to, one, 1, SEPTEMBER)
    go(database, number, "confirm", SEPTEMBER, start=START)
    go(database, number, "enroll", at(2025, 12, 1), start=START)
    assert numbers(one) == (252_74, 0, 4_747_26)
    assert contract().next_due is None


def test_academic_year_is_one_contract(database: Database) -> None:
    to = payable()
    one = funded(database, payer(SEPTEMBER, 6_900_00, kind="academic"), SEPTEMBER)
    number = asked(database, to, one, 1, SEPTEMBER)
    go(database, number, "confirm", SEPTEMBER, start=START)
    go(database, number, "enroll", at(2025, 9, 15), start=START)
    assert numbers(one) == (0, 6_473_68, 426_32)
    done = run_calendar(database, at(2026, 8, 31))
    assert (done["payments"], done["ended"], numbers(one)) == (8, 1, (0, 0, 6_900_00))
    assert run_calendar(database, at(2026, 9, 1))["settled"] == 1


def test_rejection_cancelling_and_undo_give_everything_back(database: Database) -> None:
    to = payable()
    one = funded(database, payer(SEPTEMBER), SEPTEMBER)
    number = asked(database, to, one, 1, SEPTEMBER)
    go(database, number, "confirm", SEPTEMBER, start=START)
    go(database, number, "reject", SEPTEMBER, reason="documents")
    assert (numbers(one), contract().state) == ((5_000_00, 0, 0), "released")
    again = asked(database, to, one, 1, SEPTEMBER)
    go(database, again, "confirm", SEPTEMBER, start=START)
    assert numbers(one) == (252_74, 4_747_26, 0)
    go(database, again, "cancel", SEPTEMBER, "family")
    assert numbers(one) == (5_000_00, 0, 0)


def test_a_start_on_another_day_makes_the_contract_anew(database: Database) -> None:
    to = payable()
    one = funded(database, payer(SEPTEMBER), SEPTEMBER)
    number = asked(database, to, one, 1, SEPTEMBER)
    go(database, number, "confirm", SEPTEMBER)
    assert contract().starts == date(2025, 9, 10)
    go(database, number, "enroll", at(2025, 9, 15), start=START)
    assert [row.state for row in Contract.select().order_by(Contract.id)] == ["released", "active"]
    assert numbers(one) == (252_74, 4_043_94, 703_32)


def test_another_way_of_paying_frees_the_certificate(database: Database) -> None:
    to = payable()
    GroupFunding.create(group=to, source="paid", price_month=1_500_00)
    one = funded(database, payer(SEPTEMBER), SEPTEMBER)
    number = asked(database, to, one, 1, SEPTEMBER)
    go(database, number, "confirm", SEPTEMBER, start=START)
    go(database, number, "enroll", at(2025, 9, 15), start=START, funding="paid")
    assert numbers(one) == (5_000_00, 0, 0)


def test_a_free_place_stays_free(database: Database) -> None:
    to = payable()
    GroupFunding.create(group=to, source="budget")
    one = funded(database, payer(SEPTEMBER), SEPTEMBER)
    number = asked(database, to, one, 1, SEPTEMBER)
    go(database, number, "confirm", SEPTEMBER)
    go(database, number, "enroll", SEPTEMBER, funding="budget")
    assert (numbers(one), Contract.select().count()) == ((5_000_00, 0, 0), 0)


@pytest.mark.parametrize("mode", ["none", "later"])
def test_where_money_is_not_counted_nothing_of_it_happens(database: Database, mode: str) -> None:
    to = payable()
    if mode == "later":
        Municipality.update(funding_mode="money", funding_from=date(2026, 1, 1)).execute()
    one = paying.certificate(named(1), SEPTEMBER)
    number = asked(database, to, one, 1, SEPTEMBER)
    go(database, number, "confirm", SEPTEMBER)
    go(database, number, "enroll", SEPTEMBER)
    assert (Contract.select().count(), LedgerLine.select().count(), NominalTurn.select().count()) == (0, 0, 0)


def test_a_changed_price_changes_no_contract(database: Database) -> None:
    one, _number = enrolled(database)
    GroupFunding.update(price=99_000_00).execute()
    assert run_calendar(database, at(2025, 10, 1))["payments"] == 1
    assert numbers(one) == (252_74, 2_695_96, 2_051_30)


def test_what_money_refuses_moves_nothing(database: Database) -> None:
    to = payable()
    one = funded(database, payer(SEPTEMBER), SEPTEMBER)
    number = asked(database, to, one, 1, SEPTEMBER)
    agreement = PayerAgreement.get()
    for change, back, words in (
        (
            PayerAgreement.update(valid_until=date(2025, 1, 1)),
            PayerAgreement.update(valid_until=None),
            "Нет соглашения",
        ),
        (FundingPeriod.update(is_open=False), FundingPeriod.update(is_open=True), "не открыт"),
        (GroupFunding.update(price=None), GroupFunding.update(price=13_650_00), "Цена программы не указана"),
        (Group.update(date_end=None), Group.update(date_end=date(2026, 5, 31)), "не указаны даты"),
        (Certificate.update(valid_until=START), Certificate.update(valid_until=date(2035, 3, 5)), "не действует"),
    ):
        change.execute()
        with pytest.raises(MoveRefused, match=words):
            go(database, number, "confirm", SEPTEMBER, start=START)
        back.execute()
    with pytest.raises(MoveRefused, match="в датах группы"):
        go(database, number, "confirm", SEPTEMBER, start=date(2025, 8, 31))
    assert (numbers(one), asking.row(number).state, agreement.id) == ((5_000_00, 0, 0), "new", agreement.id)
    assert Contract.select().count() == 0


def test_the_limit_of_a_direction(database: Database) -> None:
    to = payable()
    group = payer(SEPTEMBER)
    first, second = (funded(database, group, SEPTEMBER, ordinal) for ordinal in (1, 2))
    PayerLimit.create(period=FundingPeriod.get(), direction="art", amount=5_000_00)
    one, other = (asked(database, to, row, at_, SEPTEMBER) for at_, row in ((1, first), (2, second)))
    go(database, one, "confirm", SEPTEMBER, start=START)
    with pytest.raises(MoveRefused, match="Лимит муниципалитета по этой направленности"):
        go(database, other, "confirm", SEPTEMBER, start=START)
    assert (PayerLimit.get().booked, numbers(second)) == (4_747_26, (5_000_00, 0, 0))
    go(database, one, "cancel", SEPTEMBER, "family")
    assert PayerLimit.get().booked == 0
    go(database, other, "confirm", SEPTEMBER, start=START)


def test_an_empty_certificate_pays_nothing(database: Database) -> None:
    first, second = payable(), payable()
    one = funded(database, payer(SEPTEMBER, 4_747_26), SEPTEMBER)
    numbers_ = [asked(database, to, one, 1, SEPTEMBER) for to in (first, second)]
    go(database, numbers_[0], "confirm", SEPTEMBER, start=START)
    with pytest.raises(MoveRefused, match="не осталось средств"):
        go(database, numbers_[1], "confirm", SEPTEMBER, start=START)


# ---------------------------------------------------------------- the database is the second wall


def test_the_ledger_is_appended_only(database: Database) -> None:
    enrolled(database)
    for query in (LedgerLine.update(free=1), LedgerLine.delete()):
        with pytest.raises(PeeweeException), write(database):
            query.execute()


def test_the_database_refuses_what_does_not_add_up(database: Database) -> None:
    enrolled(database)
    for change in (
        {"balance": -1, "nominal": Balance.nominal - Balance.balance - 1},
        {"balance": Balance.balance + 1},
        {"spent": Balance.spent + 1},
    ):
        with pytest.raises(IntegrityError), write(database):
            Balance.update(change).where(Balance.id == 1).execute()
    with pytest.raises(IntegrityError), write(database):
        Contract.update(certificate_other=1).execute()


def test_a_balance_behind_the_ledgers_back_is_found(database: Database) -> None:
    enrolled(database)
    Balance.update(balance=Balance.balance + 1, nominal=Balance.nominal + 1).where(Balance.id == 1).execute()
    assert len(wrong_money()) == 2  # the balance, and the sum of its group
    Balance.update(balance=Balance.balance - 1, nominal=Balance.nominal - 1).where(Balance.id == 1).execute()
