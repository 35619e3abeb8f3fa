"""Certificates of another system come in with their numbers; the exchange goes out whole, balances apart."""

from __future__ import annotations

import json
import stat
from datetime import date, timedelta
from pathlib import Path

import asking
import paying
import pytest
from asking import named
from paying import at, funded, go, payable, payer
from peewee import Database

from navigator.data import Certificate, Child, Group, Municipality, NominalTurn, Organization, Program
from navigator.exchange.certificates import read_certificates
from navigator.services.financing.checking import wrong_money
from navigator.services.financing.exchange import changes, write_exchange
from navigator.services.financing.exchange_balances import balances
from navigator.services.financing.exchange_records import EPOCH, uuid_of
from navigator.services.financing.importing import import_certificates
from navigator.services.problems import Problem

NOW = at(2025, 9, 10)
FILE = """Реестр сертификатов;;;;;;
№;Номер сертификата;Фамилия;Имя;Отчество;Дата рождения;Тип сертификата;Статус
1;6061000017;Кузнецова;Анна;;05.03.2015;ПФ;Активный
2;0012345678;Орлов;Пётр;Ильич;6.7.2016;Сертификат учета;Активный
3;6061000017;Тёзкин;Иван;;05.03.2015;ПФ;Активный
4;60610;Короткий;Иван;;05.03.2015;ПФ;Активный
5;6061000025;Старый;Иван;;05.03.2000;ПФ;Активный
6;6061000033;Ушедший;Иван;;05.03.2015;ПФ;Закрыт
7;6061000041;Замёрзший;Иван;;05.03.2015;ПФ;Приостановлен
8;6061000058;КУЗНЕЦОВА;АННА;;05.03.2015;ПФ;Активный
9;6061000066;=CMD();Иван;;05.03.2015;ПФ;Активный
10;6061000074;Завтрашний;Иван;;05.03.2035;ПФ;Активный
"""


@pytest.fixture(autouse=True)
def keys() -> None:
    asking.keys()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "certificates.csv"
    path.write_text(FILE, encoding="cp1251")
    return path


def test_numbers_are_kept_and_a_second_time_changes_nothing(database: Database, file: Path) -> None:
    payable()
    payer(NOW, limit_count=1)
    reading = read_certificates(file, date(2025, 9, 10))
    trial = import_certificates(database, reading, NOW, municipality="rayon", dry_run=True)
    assert (trial.totals["certificates"].created, Certificate.select().count(), Child.select().count()) == (3, 0, 0)
    done = import_certificates(database, reading, NOW, municipality="rayon")
    assert (done.totals["certificates"].created, done.exit_code) == (3, 1)
    rows = {str(one.number): (one.type, one.status) for one in Certificate.select()}
    assert rows == {
        "6061000017": ("social", "active"),
        "0012345678": ("accounting", "active"),
        "6061000041": ("accounting", "frozen"),
    }
    said = {row.row: row.notes for row in done.rows if row.what == "skipped"}
    assert sorted(said) == [5, 6, 7, 8, 10, 11, 12]
    assert "уже есть действующий сертификат …0017" in said[10][0]
    assert NominalTurn.select().count() == 0
    again = import_certificates(database, read_certificates(file, date(2025, 9, 10)), NOW, municipality="rayon")
    assert (again.totals["certificates"].unchanged, again.totals["certificates"].created) == (3, 0)
    assert Certificate.select().count() == 3
    assert wrong_money() == []


def test_a_number_of_another_child_is_refused(database: Database, tmp_path: Path) -> None:
    payable()
    one = paying.certificate(named(1), NOW)
    path = tmp_path / "other.csv"
    path.write_text(f"Номер сертификата;ФИО;Дата рождения\n{one.number};Чужой Иван;05.03.2015\n", encoding="utf-8")
    done = import_certificates(database, read_certificates(path, date(2025, 9, 10)), NOW, municipality="rayon")
    assert "у другого ребёнка" in done.rows[0].notes[0]
    with pytest.raises(Problem, match="--municipality"):
        import_certificates(database, read_certificates(path, date(2025, 9, 10)), NOW)


def test_a_bare_number_of_a_day_is_read_and_an_unknown_place_is_not_guessed(database: Database, tmp_path: Path) -> None:
    payable()
    payer(NOW)
    path = tmp_path / "places.csv"
    path.write_text(
        "Номер сертификата;Фамилия;Имя;Дата рождения;Муниципалитет\n"
        "6061000017;Кузнецова;Анна;42068;\n6061000025;Орлов;Пётр;42068;Неведомый район\n6061000033;Сом;Иван;20000;\n",
        encoding="utf-8",
    )
    done = import_certificates(database, read_certificates(path, date(2025, 9, 10)), NOW, municipality="rayon")
    assert [str(one.birth_date) for one in Child.select()] == ["2015-03-05"]
    said = {row.row: row.notes[0] for row in done.rows if row.what == "skipped"}
    assert "«Неведомый район» неизвестен" in said[3] and "дату рождения" in said[4]


def test_the_exchange_has_what_the_clubs_service_expects(database: Database, tmp_path: Path) -> None:
    to = payable()
    one = funded(database, payer(NOW), NOW)
    number = paying.asked(database, to, one, 1, NOW)
    go(database, number, "confirm", NOW, start=date(2025, 9, 15))
    found = write_exchange(database, tmp_path, NOW, "Область")
    assert found == {"programs.json": 1, "groups.json": 1, "schedules.json": 1}
    assert not (tmp_path / "balances.json").exists()
    for name in found:
        for record in json.loads((tmp_path / name).read_text(encoding="utf-8")):
            assert {"uuid", "lastmodifiedTs", "isDeleted", "datasource", "localId"} <= set(record)
            assert record["isDeleted"] is False
    public = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("*.json"))
    assert str(one.number) not in public and "Иванов" not in public and "Фамилия" not in public
    assert write_exchange(database, tmp_path, NOW, "Область", with_balances=True)["balances.json"] == 1
    assert stat.S_IMODE((tmp_path / "balances.json").stat().st_mode) == 0o600
    record = json.loads((tmp_path / "balances.json").read_text(encoding="utf-8"))[0]
    assert record["registries"]["pf"] == {"balance": 252_74, "booked": 4_747_26}
    assert set(record["registries"]) == {"pf", "preprof", "valued", "other"}
    assert record["uuid"] == uuid_of("certificate", one.id)


def test_balances_that_moved_since_come_again(database: Database) -> None:
    to, given = payable(), payer(NOW)
    one, other = (funded(database, given, NOW, born) for born in (1, 2))
    Certificate.update(changed_at=NOW.utc).execute()
    later, then = NOW.utc + timedelta(days=1), at(2025, 9, 12)
    assert balances(later, NOW, "Область").certificates == ()
    number = paying.asked(database, to, other, 2, then)
    go(database, number, "confirm", then, start=date(2025, 9, 15))
    found = balances(later, then, "Область").certificates
    assert [record["localId"] for record in found] == [other.id]
    first = balances(EPOCH, then, "Область", size=1)
    assert [first.certificates[0]["localId"], first.after] == [one.id, one.id]
    assert balances(EPOCH, then, "Область", after=first.after, size=1).after == 0


def test_changes_come_by_pages_and_tell_of_what_vanished(database: Database) -> None:
    groups = [payable() for _ in range(5)]
    after, seen = 0, []
    while True:
        page = changes(NOW.utc.replace(year=2020), "Область", after=after, size=2)
        seen += [one["localId"] for one in page.programs]
        after = page.after
        if not after:
            break
    assert len(seen) == len(set(seen)) == 5
    later = NOW.utc.replace(year=2099)
    assert changes(later, "Область").programs == ()
    Group.update(changed_at=later, status="archived").where(Group.id == groups[0]).execute()
    page = changes(later, "Область")
    assert [(one["localId"], one["isDeleted"]) for one in page.groups] == [(groups[0], True)]
    assert "name" not in page.groups[0] and page.programs[0]["isDeleted"] is False
    Organization.update(status="blocked", changed_at=later).execute()
    page = changes(later, "Область")
    assert {one["isDeleted"] for one in (*page.programs, *page.groups, *page.schedules)} == {True}
    assert len(page.programs) == Program.select().count() == 5


def test_hours_go_out_as_hours(database: Database, tmp_path: Path) -> None:
    to = payable(hours_week=4)
    payer(NOW, mode="money")
    Municipality.update(funding_mode="hours").execute()
    one = paying.certificate(named(1), NOW)
    number = paying.asked(database, to, one, 1, NOW)
    go(database, number, "confirm", NOW, start=date(2025, 9, 15))
    write_exchange(database, tmp_path, NOW, "Область", with_balances=True)
    record = json.loads((tmp_path / "balances.json").read_text(encoding="utf-8"))[0]
    assert (record["unit"], record["registries"]["pf"]) == ("hours", {"balance": 8.0, "booked": 4.0})
    go(database, number, "cancel", NOW, "family")
    assert wrong_money() == []
