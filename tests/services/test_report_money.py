"""Money in reports: report 5 by type and group, contracts beside children, on any day; nothing where nobody counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import asking
import paying
import pytest
from paying import asked, at, contract, funded, go, payable, payer
from peewee import Database
from reporting import line

from navigator.data import Balance, CertificateGroup, Contract, Direction, FundingPeriod, Municipality, Organization
from navigator.data.database import write
from navigator.exchange.report_files import Report, report_bytes
from navigator.rules.access import Territory
from navigator.rules.states import CENTER, ORGANIZATION, REGION
from navigator.services.financing.monthly import run_calendar
from navigator.services.financing.nominals import ask_nominal, return_to_account, set_nominal
from navigator.services.reports.listed import REPORTS, reports_for
from navigator.services.reports.scope import Scope

SEPTEMBER, START, TODAY = at(2025, 9, 10), date(2025, 9, 15), date(2025, 11, 5)


@pytest.fixture(autouse=True)
def district(database: Database) -> None:
    """Two children attend since September, one waits for a nominal, one is of another group."""
    asking.keys()
    Direction.get_or_create(slug="art", defaults={"name": "Художественная"})
    to = payable()
    group = payer(SEPTEMBER, limit_count=2)
    Municipality.update(is_shown=True, timezone="Europe/Moscow").execute()
    for ordinal in (1, 2):
        one = funded(database, group, SEPTEMBER, ordinal)
        number = asked(database, to, one, ordinal, SEPTEMBER)
        go(database, number, "confirm", SEPTEMBER, start=START)
        if ordinal == 1:
            go(database, number, "enroll", at(2025, 9, 15), start=START)
        else:
            go(database, number, "enroll", at(2025, 10, 2), start=date(2025, 10, 2))
    waits = paying.certificate(asking.named(3), SEPTEMBER, 3)
    with write(database):
        assert ask_nominal(database, waits, group, at(2025, 10, 20), date(2025, 10, 20)) == "waiting"
    run_calendar(database, at(2025, 10, 1))
    run_calendar(database, at(2025, 11, 1))


def made(name: str, territory: Territory | None = None, day: date = TODAY, **more: Any) -> Report:
    return REPORTS[name].make(Scope(territory or Territory(REGION), day, TODAY, **more))


def home() -> Municipality:
    found: Municipality = Municipality.get(Municipality.slug == "rayon")
    return found


def test_report_5_has_groups_with_limits_money_and_queue() -> None:
    table = made("certificates").tables[-1]
    [row] = table.rows
    got = dict(zip((one.title for one in table.columns), row, strict=True))
    balances = list(Balance.select().where(Balance.period == 1))
    booked, spent = sum(one.reserved for one in balances), sum(one.spent for one in balances)
    assert (got["Выдано"], got["Лимит, штук"], got["Очередь"]) == (2, 2, 1)
    assert (got["Сумма номиналов, ₽"], got["Резерв, ₽"], got["Списано, ₽"]) == (10_000_00, booked, spent)
    assert got["Остаток, ₽"] == 10_000_00 - booked - spent and spent > 3_399_28
    kinds = made("certificates").tables[0]
    by_kind = [dict(zip((one.title for one in kinds.columns), row, strict=True)) for row in kinds.rows]
    assert [(one["Вид сертификата"], one["Списано, ₽"]) for one in by_kind] == [("Учёта", None), ("Социальный", spent)]
    assert f"{spent // 100},{spent % 100:02}" in report_bytes(made("certificates"), "csv").decode("utf-8-sig")


def test_contracts_stand_beside_children() -> None:
    balances = list(Balance.select().where(Balance.period == 1))
    for name in ("coverage", "directions", "organizations"):
        table = made(name).tables[0]
        titles = [one.title for one in table.columns]
        last = dict(zip(titles, table.total or table.rows[0], strict=True))
        assert last["Договоров"] == 2, name
        assert last["Резерв, ₽"] == sum(one.reserved for one in balances), name
        assert last["Списано, ₽"] == sum(one.spent for one in balances), name
        assert name == "organizations" or last["Детей с договором"] == 2


def test_the_bill_of_a_month_has_every_contract_and_adds_up() -> None:
    own = Organization.get(Organization.municipality == home())
    for territory in (Territory(REGION), Territory(ORGANIZATION, organization=own.id)):
        bills = [made("payments", territory, date(2025, month, 28)) for month in (9, 10)]
        september, october = (one.tables[0] for one in bills)
        assert [row[1] for row in september.rows] == [703_32]
        assert [row[1] for row in october.rows] == [1_347_98, contract().certificate_first]
        assert october.total is not None and october.total[1] == 1_347_98 + contract().certificate_first
        [bill] = bills[1].tables[1].rows
        assert bill == (own.public_name, home().name, 2, october.total[1])
        assert {type(row[5]) for row in october.rows} == {type(row[6]) for row in october.rows} == {date}
    assert made("payments", day=date(2025, 8, 31)).tables[0].rows == ()
    spent = sum(one.spent for one in Balance.select().where(Balance.period == 1))
    assert spent == 703_32 + october.total[1] + sum(row[1] for row in made("payments").tables[0].rows)
    first = made("payments").tables[0]
    assert "Фамилия" not in str(first) and "Иванов" not in str(first)


def test_a_past_day_is_recomputed_from_the_ledger() -> None:
    def day(when: date) -> tuple[Any, ...]:
        table = made("directions", day=when).tables[0]
        got = dict(zip((one.title for one in table.columns), table.total or (), strict=True))
        money = made("certificates", day=when).tables[-1]
        group = dict(zip((one.title for one in money.columns), money.rows[0], strict=True))
        assert (got["Резерв, ₽"], got["Списано, ₽"]) == (group["Резерв, ₽"], group["Списано, ₽"])
        assert group["Остаток, ₽"] + group["Резерв, ₽"] + group["Списано, ₽"] == group["Сумма номиналов, ₽"]
        return got["Договоров"], got["Списано, ₽"], group["Выдано"], group["Очередь"]

    assert day(date(2025, 9, 12)) == (0, 0, 2, 0)
    assert day(date(2025, 9, 15)) == (1, 703_32, 2, 0)
    assert day(date(2025, 10, 1)) == (1, 703_32 + 1_347_98, 2, 0)
    assert day(date(2025, 10, 20))[0::2] == (2, 2)
    assert day(date(2025, 10, 20))[3] == 1
    yesterday, today = day(date(2025, 11, 4)), day(TODAY)
    assert yesterday == today  # the same figures from the ledger and from what stands


def test_what_was_taken_back_is_not_held_then(database: Database) -> None:
    group = CertificateGroup.create(municipality=home(), name="Одарённые", type="funded", position=1)
    period = FundingPeriod.get(FundingPeriod.year == 2025)
    with write(database):
        set_nominal(group, period, 1_000_00, SEPTEMBER, date(2025, 9, 10))
    one = paying.certificate(asking.named(4), SEPTEMBER, 4)
    with write(database):
        ask_nominal(database, one, group, at(2025, 10, 1), date(2025, 10, 1))
        return_to_account(one, at(2025, 10, 9), date(2025, 10, 9))

    def issued(when: date) -> list[Any]:
        table = made("certificates", day=when).tables[-1]
        at_ = [column.title for column in table.columns].index("Выдано")
        return [row[at_] for row in table.rows]

    assert [issued(date(2025, 10, day)) for day in (1, 8, 9)] == [[2, 1], [2, 1], [2, 0]]
    assert issued(TODAY) == [2, 0]


def test_each_sees_its_own_and_no_more(database: Database) -> None:
    other = Municipality.create(
        slug="other", oktmo="2", name="Чужой район", region="Область", is_shown=True, funding_mode="money"
    )
    far = Organization.create(municipality=other, full_name="Дом", public_name="Дом", name_key="дом")
    own = Organization.get(Organization.municipality == home())
    centre, stranger = Territory(CENTER, municipality=home().id), Territory(CENTER, municipality=other.id)
    for territory, contracts in (
        (centre, 2),
        (stranger, 0),
        (Territory(ORGANIZATION, organization=own.id), 2),
        (Territory(ORGANIZATION, organization=far.id), 0),
    ):
        table = made("coverage", territory).tables[0]
        at_ = [column.title for column in table.columns].index("Договоров")
        assert [row[at_] for row in table.rows] == [contracts], territory
    assert made("certificates", stranger).tables[-1].caption == "Заявки на сертификат"
    assert made("certificates", centre).tables[-1].rows[0][0] == home().name
    assert "₽" not in str(made("certificates", Territory(ORGANIZATION, organization=own.id)))
    both = made("coverage").tables[0]
    assert line(both, "Чужой район")["Договоров"] == 0 and line(both, "Всего")["Договоров"] == 2


@pytest.mark.parametrize("mode", ["none", "hours", "later"])
def test_where_money_is_not_counted_there_is_no_trace_of_it(mode: str) -> None:
    if mode == "later":
        Municipality.update(funding_from=date(2026, 1, 1)).execute()
    else:
        Municipality.update(funding_mode=mode).execute()
    for name in ("certificates", "coverage", "directions", "organizations"):
        report = made(name)
        titles = [one.title for table in report.tables for one in table.columns]
        assert not [one for one in titles if "₽" in one or "оговор" in one], name
        assert not [note for note in report.notes if "оговор" in note], name
    if mode != "hours":
        assert "payments" not in reports_for(Territory(REGION), TODAY)
        assert "payments" not in reports_for(Territory(CENTER, municipality=home().id), TODAY)
    Contract.update(balance=None).execute()
    assert "payments" not in reports_for(Territory(ORGANIZATION, organization=Organization.get().id), TODAY)
