"""Nominals: set for all or for nobody, queued for by date and time, taken back by freezing, closing and return."""

from __future__ import annotations

from datetime import date
from typing import Any

import asking
import paying
import pytest
from asking import named
from paying import asked, at, contract, funded, go, numbers, payable, payer
from peewee import Database

from navigator.data import (
    Balance,
    Certificate,
    FundingPeriod,
    Municipality,
)
from navigator.data.database import write
from navigator.rules.access import Territory
from navigator.services.financing.checking import wrong_money
from navigator.services.financing.listing import certificates
from navigator.services.financing.monthly import run_calendar
from navigator.services.financing.nominals import ask_nominal, return_to_account, set_nominal
from navigator.services.financing.queue import place_in_queue
from navigator.services.financing.wallets import agree
from navigator.services.problems import Problem
from navigator.services.requests.certificates import change_certificate
from navigator.services.requests.records import MoveRefused
from navigator.services.staff.accounts import Member
from navigator.services.staff.journal import note
from navigator.services.staff.journal_pages import who_saw_child

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


def test_the_queue_for_a_nominal_is_by_date_and_time(database: Database) -> None:
    to = payable()
    group = payer(SEPTEMBER, limit_count=1)
    funded(database, group, SEPTEMBER, 1)
    second, third = (paying.certificate(named(one), SEPTEMBER, one) for one in (2, 3))
    number = asked(database, to, second, 2, at(2025, 9, 10, 10))
    asked(database, to, third, 3, at(2025, 9, 10, 11))
    assert (place_in_queue(second.id)[0], place_in_queue(third.id)[0]) == (1, 2)
    with pytest.raises(MoveRefused, match="место в очереди 1"):
        go(database, number, "confirm", SEPTEMBER, start=START)
    with write(database):
        return_to_account(Certificate.get(Certificate.id == 1), SEPTEMBER, date(2025, 9, 10))
    assert run_calendar(database, at(2025, 9, 11))["issued"] == 1
    assert (place_in_queue(second.id)[0], place_in_queue(third.id)[0]) == (0, 1)
    assert numbers(second) == (5_000_00, 0, 0)


def test_a_nominal_changes_for_all_or_for_nobody(database: Database) -> None:
    one, _number = enrolled(database)
    group, period = one.group, FundingPeriod.select().order_by(FundingPeriod.date_from).first()
    day = date(2025, 9, 20)
    for amount, limits, words in (
        (4_700_00, {}, "остаток меньше этой разницы"),
        (-1, {}, "от 0 до"),
        (10**9, {}, "от 0 до"),
        (6_000_00, {"limit_sum": 5_500_00}, "Лимит средств"),
        (6_000_00, {"limit_count": -1}, "отрицательным"),
    ):
        with pytest.raises(Problem, match=words), write(database):
            set_nominal(group, period, amount, SEPTEMBER, day, **limits)
    assert numbers(one) == (252_74, 4_043_94, 703_32)
    with write(database):
        set_nominal(group, period, 6_000_00, SEPTEMBER, day, limit_sum=6_000_00)
    assert numbers(one) == (1_252_74, 4_043_94, 703_32)
    with write(database):
        set_nominal(group, period, 4_747_26, SEPTEMBER, day)
    assert numbers(one) == (0, 4_043_94, 703_32)
    with pytest.raises(Problem, match="уже закончился"), write(database):
        set_nominal(group, period, 1_00, at(2026, 1, 1), date(2026, 1, 1))


def test_freezing_keeps_what_was_spent(database: Database) -> None:
    one, number = enrolled(database)
    with pytest.raises(MoveRefused, match="занимается"):
        change_certificate(Certificate.get(), "freeze", "municipal_center", SEPTEMBER)
    go(database, number, "expel", at(2025, 9, 20))
    with write(database):
        change_certificate(Certificate.get(), "freeze", "municipal_center", at(2025, 9, 21))
    row = Balance.select().where(Balance.certificate == one.id).order_by(Balance.id).get()
    assert (row.nominal, row.balance, row.spent, row.frozen_balance) == (703_32, 0, 703_32, 4_296_68)
    with pytest.raises(MoveRefused, match="со следующего периода"), write(database):
        change_certificate(Certificate.get(), "thaw", "municipal_center", at(2025, 12, 31))
    assert Certificate.get().status == "frozen"
    run_calendar(database, at(2026, 1, 1))
    with write(database):
        change_certificate(Certificate.get(), "thaw", "municipal_center", at(2026, 1, 1))
    assert (numbers(one), numbers(one, date(2026, 1, 1))) == ((0, 0, 703_32), (5_000_00, 0, 0))


def test_closing_ends_the_contracts_with_the_month(database: Database) -> None:
    one, _number = enrolled(database)
    with write(database):
        change_certificate(Certificate.get(), "close", "municipal_center", at(2025, 10, 7), "moved")
    assert (contract().state, contract().ended_on) == ("ended", date(2025, 10, 31))
    assert numbers(one) == (0, 0, 2_051_30)


def test_back_to_account_and_a_nominal_again_count_what_was_spent(database: Database) -> None:
    one, number = enrolled(database)
    with pytest.raises(MoveRefused, match="идут занятия"), write(database):
        return_to_account(Certificate.get(), SEPTEMBER, START)
    go(database, number, "expel", at(2025, 9, 20))
    with write(database):
        assert return_to_account(Certificate.get(), at(2025, 9, 21), date(2025, 9, 21)) == 4_296_68 + 5_000_00
    assert (numbers(one), Certificate.get().type) == ((0, 0, 703_32), "accounting")
    with write(database):
        ask_nominal(database, Certificate.get(), Balance.get().group, at(2025, 9, 22), date(2025, 9, 22))
    assert numbers(one) == (4_296_68, 0, 703_32)


@pytest.mark.parametrize("view", ["all", "queue"])
def test_the_list_reads_the_same_number_of_times_however_long_it_is(
    database: Database, monkeypatch: pytest.MonkeyPatch, view: str
) -> None:
    payable()
    group = payer(SEPTEMBER, limit_count=1)
    taken = [paying.certificate(named(number), SEPTEMBER, number) for number in range(1, 13)]
    said: list[str] = []
    execute = database.execute_sql
    counts = []
    for part in (taken[:4], taken[4:]):
        with write(database):
            for one in part:
                ask_nominal(database, one, group, SEPTEMBER, date(2025, 9, 10))
        with monkeypatch.context() as patch:
            patch.setattr(database, "execute_sql", lambda *args, **rest: said.append(args[0]) or execute(*args, **rest))
            found = certificates(Territory("regional_center"), view, "", 1, SEPTEMBER)
        counts.append(len(said))
        said.clear()
    assert sorted(row.turn for row in found.rows if row.turn) == list(range(1, 12))
    assert counts[0] == counts[1] <= 12


def test_a_larger_addition_than_the_family_agreed_to_is_asked_again(database: Database) -> None:
    to = payable()
    one = funded(database, payer(SEPTEMBER), SEPTEMBER)
    number = asked(database, to, one, 1, SEPTEMBER)
    go(database, number, "confirm", SEPTEMBER, start=START)
    agree(database, number, SEPTEMBER)
    with pytest.raises(MoveRefused, match="ещё не согласилась"):
        go(database, number, "enroll", SEPTEMBER, start=date(2025, 9, 1), agreed=False)
    assert (contract().family_sum, numbers(one)) == (652_74, (252_74, 4_747_26, 0))
    go(database, number, "enroll", SEPTEMBER, start=date(2025, 9, 20), agreed=False)
    assert contract().state == "active" and contract().family_sum < 652_74


def test_who_read_a_certificate_is_told_with_its_child_on_both_databases(database: Database) -> None:
    one, number = enrolled(database)
    home = Municipality.get(Municipality.slug == "rayon").id

    def member(role: str, **place: int) -> Member:
        return Member(1, "a@example.org", "", role, "", "", Territory(role, 1, **place), 1, False)

    with write(database):
        for subject, detail in (
            (f"certificate {one.id}", ""),
            (f"contract {contract().id}", ""),
            ("certificate 99", ""),
        ):
            note(database, 1, "read", SEPTEMBER, subject=subject, detail=detail)
        note(database, 1, "list", SEPTEMBER, detail=f"certificate 98 certificate {one.id} certificate 99")
        note(database, 1, "list", SEPTEMBER, detail=f"certificate {one.id}0")
    for role, place, seen in (
        ("regional_center", {}, ["who_saw", "list", "read", "read"]),
        ("municipal_center", {"municipality": home}, ["who_saw", "who_saw", "list", "read", "read"]),
    ):
        found = who_saw_child(database, member(role, **place), number, SEPTEMBER, "Europe/Moscow")
        assert [line.action for line in found] == seen
