"""Reports agree with a slow, obvious recount over random histories, on both databases and for past days."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from peewee import Database
from reporting import TODAY, invent, line, made, recount, scope, write_request

from navigator.data import (
    Child,
    Municipality,
    Organization,
    Program,
    Request,
    RequestMove,
)
from navigator.rules.access import Territory
from navigator.rules.states import CENTER, ENROLLMENT_STATES, ORGANIZATION, REGION
from navigator.services.reports import figures as months
from navigator.services.reports.listed import REPORTS
from navigator.services.reports.scope import Scope


@pytest.mark.parametrize("seed", [1, 2])
def test_figures_agree_with_a_recount_on_any_day(district: Database, seed: int) -> None:
    births = invent(seed)
    for day in (TODAY, TODAY - timedelta(days=1), date(2026, 10, 3), date(2026, 9, 5), date(2026, 8, 1)):
        true = recount(births, day)
        table = made("coverage", scope(day)).tables[0]
        for place in ("Северный район", "Южный район", "Всего"):
            pairs = true["inside"][place]
            programs: dict[Any, set[int]] = defaultdict(set)
            for who, program in pairs:
                programs[who].add(program)
            got = line(table, place)
            sizes = Counter(min(3, len(one)) for one in programs.values())
            assert got["Зачислено детей 5–17"] == len(programs), (day, place)
            assert got["Услуг (зачислений)"] == len(pairs)
            assert (got["На 1 программе"], got["На 2"], got["На 3 и более"]) == (sizes[1], sizes[2], sizes[3])
            assert got["Охват, %"] == round(len(programs) * 100 / got["Население 5–17"], 1)
        table = made("directions", scope(day)).tables[0]
        for name in ("Художественная", "Физкультурно-спортивная", "Техническая", "Естественнонаучная"):
            got = line(table, name)
            assert (got["Услуг (зачислений)"], got["Детей"]) == (
                len(true["direction"][name]),
                len(set(true["direction"][name])),
            )
        table = made("ages", scope(day)).tables[0]
        for age in map(str, range(5, 18)):
            got = line(table, age)
            assert (got["Услуг (зачислений)"], got["Детей"]) == (len(true["age"][age]), len(set(true["age"][age])))
        table = made("requests", scope(day)).tables[0]
        for place in ("Северный район", "Южный район"):
            got = line(table, place)
            assert {label: got[label] for label in ENROLLMENT_STATES.values()} == {
                label: true["states"][place][state] for state, label in ENROLLMENT_STATES.items()
            }


def test_children_are_once_and_enrollments_each(district: Database) -> None:
    births = invent(3)
    table = made("directions").tables[0]
    total = line(table, "Всего")
    children = [row[-1] for row in table.rows]
    everybody = {who for found in recount(births, TODAY)["direction"].values() for who in found}
    assert total["Услуг (зачислений)"] == sum(row[-2] for row in table.rows)
    assert total["Детей"] == len(everybody) < sum(children)
    assert "Сумма детей по направленностям не равна итогу" in made("directions").notes[0]


def test_each_role_sees_its_own_territory(district: Database) -> None:
    invent(4)
    home = Municipality.get(Municipality.name == "Северный район")
    owner = Organization.get(Organization.public_name == "Дом 00")
    center, own = scope(role=CENTER, municipality=home.id), scope(role=ORGANIZATION, organization=owner.id)
    for name in REPORTS:
        text = repr(made(name, center).tables)
        assert "Южный" not in text and "Дом 10" not in text and "Место1" not in text, name
        text = repr(made(name, own).tables)
        assert "Дом 01" not in text and "Дом 10" not in text and "art 01" not in text, name
    mine = Request.select().where(Request.organization == owner, Request.state == "enrolled")
    assert line(made("organizations", own).tables[0], "Дом 00")["Обучается"] == mine.count() > 0
    got = line(made("directions", own).tables[0], "Всего")
    assert (got["Услуг (зачислений)"], got["Программ"], got["Мест"]) == (mine.count(), 3, 60)


def test_organizations_answer_late_and_refuse(district: Database) -> None:
    owner = Organization.get(Organization.public_name == "Дом 00")
    random = Random(1)
    program = Program.get(Program.organization == owner)
    child = Child.create(
        last_name="А", first_name="Б", birth_date="2016-01-01", person_hash="", names_hash="", birth_hash=""
    )
    for at, (state, hours) in enumerate((("rejected", 24), ("confirmed", 72), ("rejected", 240), ("new", 0))):
        write_request(random, program, child.id, f"late-{at}")
        row = Request.get(Request.number == f"26-late-{at}")
        sent = datetime(2026, 10, 1)
        Request.update(state=state, created_at=sent, decide_by=date(2026, 11, 20)).where(Request.id == row.id).execute()
        RequestMove.delete().where(RequestMove.request == row.id).execute()
        RequestMove.create(request=row.id, at=sent, actor="family", event="send", after="new")
        if hours:
            event = {"rejected": "reject", "confirmed": "confirm"}[state]
            moved = sent + timedelta(hours=hours)
            RequestMove.create(request=row.id, at=moved, actor=ORGANIZATION, event=event, before="new", after=state)
    got = line(made("organizations").tables[0], "Дом 00")
    assert (got["Новых заявок"], got["Подтверждено"], got["Просрочено"]) == (1, 1, 1)
    assert (got["Срок решения, дней"], got["Отказов"]) == (3.0, 2)
    undone = Request.get(Request.number == "26-late-0")
    RequestMove.create(
        request=undone.id, at=datetime(2026, 10, 3), actor="", event="undo", before="rejected", after="new"
    )
    assert line(made("organizations").tables[0], "Дом 00")["Отказов"] == 1


def test_names_are_for_those_who_may_see_them(district: Database) -> None:
    invent(5)
    late = Request.select().where(Request.state == "new", Request.decide_by < TODAY)
    assert late.count() > 0
    plain = made("requests").tables[1]
    named = made("requests", Scope(Territory(REGION), TODAY, TODAY, named=True)).tables[1]
    assert len(plain.rows) == len(named.rows) == late.count()
    assert "Фамилия" not in repr(plain) and plain.links == ()
    assert "Фамилия" in repr(named.rows)
    assert set(named.links) == {row.number for row in late}


@pytest.fixture
def counted(district: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    said: list[str] = []
    execute = district.execute_sql
    monkeypatch.setattr(district, "execute_sql", lambda *args, **rest: said.append(args[0]) or execute(*args, **rest))
    yield said


def test_a_report_asks_a_constant_number_of_questions(district: Database, counted: list[str]) -> None:
    def asked() -> dict[tuple[str, date], int]:
        found = {}
        for name in REPORTS:
            for day in (TODAY, date(2026, 11, 1)):
                counted.clear()
                made(name, scope(day))
                found[name, day] = len(counted)
        return found

    invent(11, 20)
    months.keep_month(district, date(2026, 10, 5))
    few = asked()
    invent(12, 60)
    assert asked() == few
    assert max(few.values()) <= 16
