"""What reports add to the counts: months that were kept, plans, money, what cards lack, what nobody offers."""

from __future__ import annotations

from datetime import date, datetime

import make
import pytest
from peewee import Database
from reporting import invent, line, made, scope

from navigator.data import (
    Child,
    Group,
    Municipality,
    Organization,
    Program,
    ReportPlan,
    Request,
)
from navigator.services.reports import figures as months
from navigator.services.reports.money import Money

# ---------------------------------------------------------------- months, plans, population


def test_a_past_day_reads_the_figures_that_were_kept_and_says_so(district: Database) -> None:
    invent(6)
    assert months.keep_month(district, date(2026, 10, 5)) == 2
    assert months.keep_month(district, date(2026, 10, 20)) == 0
    before = Child.select().where(Child.municipality == Municipality.get(Municipality.name == "Южный район")).count()
    Child.update(municipality=Municipality.get(Municipality.name == "Северный район")).execute()
    Group.update(places=50).execute()
    now = made("coverage")
    assert line(now.tables[0], "Южный район")["Детей зарегистрировано"] == 0
    past = made("coverage", scope(date(2026, 11, 1)))
    assert line(past.tables[0], "Южный район")["Детей зарегистрировано"] == before
    assert any("снимку от 05.10.2026" in note for note in past.notes)
    assert not any("снимк" in note for note in now.notes)
    assert line(made("directions", scope(date(2026, 11, 1))).tables[0], "Художественная")["Мест"] == 80
    earlier = made("coverage", scope(date(2026, 10, 4)))
    assert "Детей зарегистрировано" not in line(earlier.tables[0], "Южный район")
    assert any("Снимков до этого дня нет" in note for note in earlier.notes)
    assert made("certificates", scope(date(2026, 10, 4))).tables[0].rows == ()
    assert line(made("quality", scope(date(2026, 11, 1))).tables[0], "Всего")["Программ"] == 12


def test_the_line_over_months_comes_from_kept_figures(district: Database) -> None:
    invent(7)
    for month in (9, 10, 11):
        months.keep_month(district, date(2026, month, 1))
    plot = made("coverage").plots[-1]
    assert (plot.kind, plot.labels) == ("line", ("сен 26", "окт 26", "ноя 26"))


def test_without_population_there_is_no_percent(district: Database) -> None:
    invent(8)
    south = Municipality.get(Municipality.name == "Южный район")
    Municipality.update(population_5_17=None).where(Municipality.id == south.id).execute()
    report = made("coverage")
    assert line(report.tables[0], "Южный район")["Охват, %"] is None
    assert line(report.tables[0], "Всего")["Охват, %"] is None  # a sum without a part of it would lie
    assert any("Нет данных о населении: Южный район" in note for note in report.notes)
    ReportPlan.create(municipality=south, year=2026, population=200, source="Росстат, 2026", coverage=80, children=150)
    report = made("coverage")
    got = line(report.tables[0], "Южный район")
    assert (got["Население 5–17"], got["План охвата, %"], got["План, детей"]) == (200, 80, 150)
    assert got["Охват, %"] == round(got["Зачислено детей 5–17"] / 2, 1)
    assert any("Росстат, 2026" in note for note in report.notes)
    ReportPlan.update(year=2025).execute()
    assert "План, детей" not in line(made("coverage").tables[0], "Всего")  # nobody planned this year


def test_money_stands_only_where_it_is_counted(district: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    invent(9)
    north, south = Municipality.select().where(Municipality.is_shown).order_by(Municipality.name)
    titles = [column.title for column in made("certificates").tables[0].columns]
    assert not [title for title in titles if "₽" in title]
    sums = {(home.id, "accounting"): Money(500_00, 100_00, 50_00, 350_00) for home in (north, south)}
    del sums[south.id, "accounting"]
    monkeypatch.setattr("navigator.services.reports.certificates.money_of", lambda _lines: sums)
    table = made("certificates").tables[0]
    assert line(table, "Северный район")["Остаток, ₽"] == 350_00
    assert line(table, "Южный район")["Остаток, ₽"] is None


# ---------------------------------------------------------------- quality and demand


def test_each_flaw_is_found_once(district: Database) -> None:
    Program.update(annotation="Есть", changed_at=datetime(2026, 11, 1)).execute()
    assert line(made("quality").tables[0], "Всего")["Без замечаний"] == 12
    one, two, three, four, *_ = Program.select().order_by(Program.id)
    Group.update(age_to=12 * 30).where(Group.program == one).execute()
    Program.update(annotation="").where(Program.id == two.id).execute()
    Program.update(changed_at=datetime(2026, 5, 1)).where(Program.id == three.id).execute()
    Program.update(refreshed_on=date(2026, 11, 1)).where(Program.id == three.id).execute()  # vouched for since
    Program.update(refreshed_on=date(2026, 5, 22)).where(Program.id == four.id).execute()
    make.group(one, schedule="", funding=(), date_start=date(2026, 9, 1), name="2 группа")
    Group.update(locked=True).where(Group.program == four).execute()
    Organization.update(address="").where(Organization.id == two.organization_id).execute()
    total = line(made("quality").tables[0], "Всего")
    mine = Program.select().where(Program.organization == two.organization_id).count()
    assert total == {
        "Организация": "Всего",
        "Муниципалитет": None,
        "Программ": 12,
        "Нет цены": 1,
        "Нет расписания": 1,
        "Нет адреса": mine,
        "Нет описания": 1,
        "Набор закрыт": 1,
        "Не обновлялась больше полугода": 1,
        "Возраст группы вне возраста программы": 1,
        "Без замечаний": 12 - mine - 1,
    }


def test_demand_says_what_no_village_offers(district: Database) -> None:
    invent(10)
    tables = {table.caption.split(":")[0]: table for table in made("requests").tables}
    table = tables["Чего не хватает в сёлах"]
    got = line(table, "с. Место00, Северный район")
    assert (got["Художественная"], got["Естественнонаучная"]) == ("–", "все")
    Group.update(age_from=7 * 12, age_to=10 * 12).where(
        Group.program == Program.get(Program.name == "art 00")
    ).execute()
    table = made("requests").tables[-1]
    assert line(table, "с. Место00, Северный район")["Художественная"] == "5–6, 10–17"
    art = line(tables["Спрос по направленностям"], "Художественная")
    sent = Request.select().join(Program).where(Program.direction == "art").count()
    assert (list(art.values())[1], art["Мест"], art["Заявок на место"]) == (sent, 80, round(sent / 80, 2))
    waits = Request.select().where(Request.state == "waitlist").count()
    assert sum(row[2] for row in tables["Листы ожидания"].rows) == waits
