"""The clock over money: year ends, 29 February, 1 September, 18th birthdays; warnings; hours; other settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import asking
import paying
import pytest
from asking import answers, named, sender
from paying import POLICY, asked, at, contract, funded, go, numbers, payable, payer
from peewee import Database

from navigator.data import (
    Balance,
    Certificate,
    Contract,
    FundingPeriod,
    FundingRules,
    Group,
    GroupFunding,
    HoursLoad,
    LedgerLine,
    Letter,
    Municipality,
    Program,
    Request,
)
from navigator.data.database import write
from navigator.rules.access import Territory
from navigator.services.financing.checking import wrong_money
from navigator.services.financing.figures import forecast, money_figures
from navigator.services.financing.monthly import run_calendar
from navigator.services.financing.nominals import set_nominal
from navigator.services.financing.wallets import agree, wallet_of
from navigator.services.financing.warning import warn_families
from navigator.services.requests.duties import run_duties
from navigator.services.requests.records import MoveRefused, Refusal
from navigator.services.requests.submitting import send_enrollment
from navigator.services.staff.accounts import Member
from navigator.services.staff.acting import AS_GROUP, act, act_on_many

START = date(2025, 9, 15)
SEPTEMBER = at(2025, 9, 10)


@pytest.fixture(autouse=True)
def keys() -> None:
    asking.keys()


@pytest.fixture(autouse=True)
def sound(database: Database) -> Any:
    """After every test everything adds up."""
    yield
    assert wrong_money() == []


def attending(
    database: Database, amount: int = 5_000_00, kind: str = "calendar", **terms: Any
) -> tuple[Certificate, str]:
    to = payable(**terms)
    one = funded(database, payer(SEPTEMBER, amount, kind=kind), SEPTEMBER)
    number = asked(database, to, one, 1, SEPTEMBER)
    go(database, number, "confirm", SEPTEMBER, start=START)
    go(database, number, "enroll", at(2025, 9, 15), start=START)
    return one, number


def test_three_years_day_by_day(database: Database) -> None:
    """Nominals for every year are set, the worker runs each day: each month once, each rest back once."""
    to = payable(date_end=date(2028, 5, 31), price=40_950_00, normative=40_950_00)
    group = payer(SEPTEMBER, 20_000_00)
    one = funded(database, group, SEPTEMBER)
    number = asked(database, to, one, 1, SEPTEMBER)
    go(database, number, "confirm", SEPTEMBER, start=START)
    go(database, number, "enroll", at(2025, 9, 15), start=START)
    home = Municipality.get()
    for day in range(0, 1000, 12):
        now = paying.Moment(at(2025, 9, 16).utc + timedelta(days=day))
        run_calendar(database, now)
        for period in FundingPeriod.select().where(FundingPeriod.date_to >= now.utc.date()):
            if not Balance.select().where(Balance.period == period.id).exists():
                with write(database):
                    set_nominal(group, period, 20_000_00, now, now.day(home.timezone))
        run_calendar(database, now)
        run_duties(database, now, POLICY)
        assert run_calendar(database, now) == {}
    assert [(row.starts, row.ends, row.reserved, row.state) for row in Contract.select().order_by(Contract.starts)] == [
        (START, date(2025, 12, 31), 0, "ended"),
        (date(2026, 1, 1), date(2026, 12, 31), 0, "ended"),
        (date(2027, 1, 1), date(2027, 12, 31), 0, "ended"),
        (date(2028, 1, 1), date(2028, 5, 31), 0, "ended"),
    ]
    assert all(row.spent == row.certificate_sum for row in Contract.select())
    assert asking.row(number).state == "completed"
    payments = LedgerLine.select().where(LedgerLine.kind == "payment").count()
    assert payments == 4 + 12 + 12 + 5
    lapses = list(LedgerLine.select().where(LedgerLine.kind == "lapse"))
    assert len(lapses) == 3 and all(line.free < 0 for line in lapses)


def test_a_leap_february(database: Database) -> None:
    leap = at(2028, 1, 10)
    to = payable(date_start=date(2028, 2, 29), date_end=date(2028, 4, 30))
    one = funded(database, payer(leap, 20_000_00), leap)
    number = asked(database, to, one, 1, leap)
    go(database, number, "confirm", leap, start=date(2028, 2, 29))
    assert (contract().months, contract().starts) == (3, date(2028, 2, 29))
    go(database, number, "enroll", at(2028, 2, 29), start=date(2028, 2, 29))
    assert run_calendar(database, at(2028, 2, 29)) == {}
    assert run_calendar(database, at(2028, 3, 1))["payments"] == 1
    go(database, number, "expel", at(2028, 3, 15))
    assert contract().ended_on == date(2028, 3, 31)


def test_the_payer_lives_in_its_own_time_zone(database: Database) -> None:
    Municipality.update(timezone="Asia/Chita").execute()
    _one, _number = attending(database)
    Municipality.update(timezone="Asia/Chita").execute()
    assert run_calendar(database, paying.Moment(at(2025, 9, 30, 14).utc)) == {}
    assert run_calendar(database, paying.Moment(at(2025, 9, 30, 15).utc))["payments"] == 1  # midnight in Chita


def test_at_eighteen_the_certificate_and_its_contract_end(database: Database) -> None:
    one, _number = attending(database)
    Certificate.update(valid_until=date(2025, 10, 20)).execute()
    assert run_duties(database, at(2025, 10, 19), POLICY)["came_of_age"] == 0
    run_calendar(database, at(2025, 10, 19))
    assert run_duties(database, at(2025, 10, 20), POLICY)["came_of_age"] == 1
    assert (Certificate.get().status, contract().state, contract().ended_on) == ("closed", "ended", date(2025, 10, 31))
    assert numbers(one) == (0, 0, 2_051_30)


def test_first_of_september_settles_a_school_year(database: Database) -> None:
    one, _number = attending(database, 20_000_00, "academic")
    assert run_calendar(database, at(2026, 8, 31))["settled"] == 0
    assert money_figures(date(2026, 8, 31))[0].returned == 0
    assert run_calendar(database, at(2026, 9, 1))["settled"] == 1
    past, current = money_figures(date(2026, 8, 31))[0], money_figures(date(2026, 9, 1))[0]
    assert (past.nominals, past.spent, past.returned, past.balance) == (20_000_00, 11_384_62, 8_615_38, 0)
    assert (current.nominals, current.balance, current.returned) == (20_000_00, 20_000_00, 0)
    assert numbers(one, date(2026, 9, 1)) == (20_000_00, 0, 0)


def test_families_are_told_once_two_weeks_before(database: Database) -> None:
    attending(database)
    assert warn_families(database, at(2025, 12, 16), POLICY) == 0
    assert warn_families(database, at(2025, 12, 17), POLICY) == 1
    assert warn_families(database, at(2025, 12, 18), POLICY) == 0
    letter = Letter.get(Letter.kind == "rest")
    assert "252,74" in letter.body and "31.12.2025" in letter.body and "Фамилия" not in letter.body
    assert money_figures(date(2025, 12, 20))[0].warned == 1


def test_the_forecast_adds_up(database: Database) -> None:
    attending(database)
    period = FundingPeriod.get(FundingPeriod.year == 2025)
    months = forecast(period, date(2025, 10, 5))
    assert len(months) == 12
    assert [one.spent for one in months][-5:] == [0, 703_32, 2_051_30, 3_399_28, 4_747_26]
    run_calendar(database, at(2025, 11, 1))
    assert forecast(period, date(2025, 11, 1))[-1].spent == 4_747_26


def test_idle_certificates_go_back_and_the_queue_moves_up(database: Database) -> None:
    payable()
    group = payer(SEPTEMBER, limit_count=1)
    one = funded(database, group, SEPTEMBER)
    FundingRules.create(municipality=Municipality.get(), idle_days=30, refused_days=10)
    assert run_calendar(database, at(2025, 10, 10)) == {}
    assert run_calendar(database, at(2025, 10, 12))["account"] == 1
    assert (Certificate.get().type, numbers(one)) == ("accounting", (0, 0, 0))


# ---------------------------------------------------------------- settings and undo


def test_money_may_be_booked_with_the_request(database: Database) -> None:
    to = payable()
    one = funded(database, payer(SEPTEMBER), SEPTEMBER)
    policy = replace(POLICY, reserve_on="new")
    filled = answers(to, named(1), certificate_number=str(one.number), municipality="rayon")
    sent = send_enrollment(database, filled, sender(), SEPTEMBER, policy)
    assert not isinstance(sent, Refusal)
    assert numbers(one)[1] > 0
    booked = numbers(one)
    paying.move(database, sent.number, "confirm", "organization", SEPTEMBER, policy)
    assert numbers(one) == booked
    other = payable()
    Balance.update(balance=0, nominal=Balance.reserved).execute()
    again = send_enrollment(database, replace(filled, group=other), sender(), SEPTEMBER, policy)
    assert isinstance(again, Refusal) and again.reason == "certificate_small"
    Balance.update(balance=booked[0], nominal=Balance.reserved + booked[0]).where(Balance.reserved > 0).execute()
    Balance.update(balance=5_000_00, nominal=5_000_00).where(Balance.reserved == 0).execute()


def member() -> Member:
    organization = Group.select().order_by(Group.id).first().program.organization_id
    territory = Territory("organization", 7, organization=organization)
    return Member(7, "o@example.org", "О", "organization", "О", "", territory, 1, False)


def test_an_undo_of_the_day_takes_money_back(database: Database) -> None:
    to = payable()
    one = funded(database, payer(SEPTEMBER), SEPTEMBER)
    number = asked(database, to, one, 1, SEPTEMBER)
    order = paying.Order(number="1", day=START, start=START, funding="certificate", agreed=True)
    for _ in range(3):
        act(database, member(), number, "confirm", order, at(2025, 12, 1), POLICY)
        assert numbers(one) == (252_74, 4_747_26, 0)
        act(database, member(), number, "enroll", order, at(2025, 12, 1), POLICY)
        assert numbers(one) == (252_74, 0, 4_747_26)
        act(database, member(), number, "undo", order, at(2025, 12, 1), POLICY)
        assert numbers(one) == (252_74, 4_747_26, 0)
        act(database, member(), number, "reject", replace(order, reason="documents"), at(2025, 12, 1), POLICY)
        assert numbers(one) == (5_000_00, 0, 0)
        act(database, member(), number, "undo", order, at(2025, 12, 1), POLICY)
        booked = numbers(one)
        assert booked[0] + booked[1] == 5_000_00
        act(database, member(), number, "reject", replace(order, reason="documents"), at(2025, 12, 1), POLICY)
        number = asked(database, payable(), one, 1, SEPTEMBER)


def test_a_new_request_is_enrolled_at_once_by_another_payment_than_an_empty_certificate(database: Database) -> None:
    to = payable()
    GroupFunding.create(group=to, source="paid", price=13_650_00)
    one = funded(database, payer(SEPTEMBER), SEPTEMBER)
    go(database, asked(database, payable(), one, 1, SEPTEMBER), "confirm", SEPTEMBER, start=date(2025, 9, 1))
    Balance.update(nominal=Balance.reserved, balance=0).execute()
    number = asked(database, to, one, 1, SEPTEMBER)
    order = paying.Order(number="1", day=START, start=START, funding="paid")
    assert act(database, member(), number, "enroll", order, SEPTEMBER, POLICY) == "enrolled"
    assert Contract.select().count() == 1
    Balance.update(nominal=5_000_00, balance=5_000_00 - Balance.reserved).execute()


def test_one_order_over_many_leaves_each_its_own_payment(database: Database) -> None:
    by_certificate, both, free = payable(), payable(), payable()
    GroupFunding.create(group=both, source="paid", price=13_650_00)
    GroupFunding.create(group=free, source="budget", price=None)
    one = funded(database, payer(SEPTEMBER, 50_000_00), SEPTEMBER)
    numbers_ = [asked(database, to, one, 1, SEPTEMBER) for to in (by_certificate, both, free)]
    for number in numbers_:
        go(database, number, "confirm", SEPTEMBER, start=START)
    plain = send_enrollment(database, answers(both, named(2), municipality="rayon"), sender(), SEPTEMBER, POLICY)
    order = paying.Order(number="1", day=START, start=START, funding=AS_GROUP, agreed=True)
    chosen = [(number, None) for number in [*numbers_, plain.number]]  # type: ignore[union-attr]  # it was sent
    assert [row.trouble for row in act_on_many(database, member(), chosen, "enroll", order, SEPTEMBER, POLICY)] == [
        ""
    ] * 4
    paid = [row.funding for row in Request.select().order_by(Request.id)]
    assert paid == ["certificate", "certificate", "budget", "paid"]
    assert [row.state for row in Contract.select()] == ["active", "active"]


def test_the_family_agrees_by_its_code_and_the_new_contract_begins(database: Database) -> None:
    one, number = attending(database)
    run_calendar(database, at(2026, 1, 2))
    wallet = wallet_of(number, at(2026, 1, 2))
    assert wallet is not None
    assert [(row.state, row.needs_word) for row in wallet.contracts] == [("ended", False), ("reserved", True)]
    agree(database, number, at(2026, 2, 3))
    assert numbers(one, date(2026, 2, 3)) == (0, 2_980_11, 2_019_89)
    with pytest.raises(MoveRefused):
        agree(database, number, at(2026, 2, 3))


# ---------------------------------------------------------------- hours


def test_hours_are_carried_and_freed_the_same_day(database: Database) -> None:
    dance, robots, choir = (payable(hours_week=hours) for hours in (4, 6, 2))
    valued = payable(hours_week=4, registries=("valued",))
    more = payable(hours_week=1)
    payer(SEPTEMBER, mode="money")
    home = Municipality.get()
    Municipality.update(funding_mode="hours").execute()
    FundingRules.create(municipality=home, weekly_hours=1200, extra_hours=400, max_load=1150)
    one = paying.certificate(named(1), SEPTEMBER)
    taken = {}
    for to in (dance, robots, choir, valued):
        taken[to] = asked(database, to, one, 1, SEPTEMBER)
        go(database, taken[to], "confirm", SEPTEMBER, start=START)
    assert [row.is_social for row in Contract.select().order_by(Contract.id)] == [True, True, False, True]
    load = HoursLoad.get()
    assert (load.used, load.valued) == (1200, 400)
    filled = answers(more, named(1), certificate_number=str(one.number), municipality="rayon")
    refused = send_enrollment(database, filled, sender(), SEPTEMBER, POLICY)
    assert isinstance(refused, Refusal) and refused.reason == "certificate_small"
    go(database, taken[dance], "enroll", SEPTEMBER, start=START)
    go(database, taken[dance], "expel", at(2025, 10, 3))
    assert HoursLoad.get().used == 800
    number = asked(database, more, one, 1, at(2025, 10, 3))
    go(database, number, "confirm", at(2025, 10, 3), start=date(2025, 10, 3))
    assert (HoursLoad.get().used, LedgerLine.select().count()) == (
        900,
        LedgerLine.select().where(LedgerLine.kind == "issue").count(),
    )
    wallet = wallet_of(number, at(2025, 10, 3))
    assert wallet is not None and (wallet.mode, wallet.hours_used, wallet.hours_left) == ("hours", 13.0, 3.0)
    assert Program.select().count() == 5 and Request.select().count() == 5
