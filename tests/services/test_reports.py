"""Reports agree with a slow, obvious recount over random histories, on both databases and for past days."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import asking
import make
import pytest
from peewee import Database

from navigator.data import (
    Certificate,
    Child,
    Direction,
    Group,
    Municipality,
    Organization,
    Program,
    ReportPlan,
    Request,
    RequestMove,
)
from navigator.data.sealed import ring
from navigator.exchange.report_files import Report, Table
from navigator.rules.access import Territory
from navigator.rules.states import CENTER, ENROLLMENT_STATES, ORGANIZATION, REGION
from navigator.services.reports import figures as months
from navigator.services.reports.listed import REPORTS
from navigator.services.reports.money import Money
from navigator.services.reports.scope import Scope

TODAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, 9)
ZONES = ("Asia/Chita", "Europe/Moscow")
PATHS = (
    ("new",),
    ("new", "confirmed"),
    ("new", "confirmed", "enrolled"),
    ("new", "confirmed", "enrolled", "expelled"),
    ("new", "confirmed", "enrolled", "confirmed", "enrolled"),
    ("waitlist", "offered", "new", "rejected"),
    ("new", "rejected", "new"),
    ("new", "cancelled"),
    ("new", "confirmed", "enrolled", "completed"),
)
EVENTS = {"confirmed": "confirm", "enrolled": "enroll", "rejected": "reject", "expelled": "expel"}


@pytest.fixture(autouse=True)
def keys() -> None:
    asking.keys()


@pytest.fixture
def district(database: Database) -> Database:
    """Two municipalities in two time zones, four organizations, twelve programs of all directions but one."""
    with database.atomic():
        _fill()
    return database


def _fill() -> None:
    for at, (slug, name) in enumerate(make.DIRECTIONS.items()):
        Direction.create(slug=slug, name=name, position=at)
    for at, (name, zone) in enumerate(zip(("Северный район", "Южный район"), ZONES, strict=True)):
        home = make.municipality(name, timezone=zone, is_shown=True, population_5_17=100 + at)
        for number in range(2):
            village = make.settlement(f"{('с.', 'г.')[number]} Место{at}{number}", home)
            owner = make.organization(f"Дом {at}{number}", municipality=home, settlement=village, address="ул. Мира, 1")
            for slug in ("art", "sport", "tech"):
                program = make.program(f"{slug} {at}{number}", organization=owner, direction=slug, age="5–18 лет")
                make.group(program, places=20, free_places=8, stated_free=8, date_start=date(2026, 9, 1))


def born(random: Random) -> date:
    return date(random.randint(2006, 2023), random.randint(1, 12), random.randint(1, 28))


def invent(seed: int, requests: int = 120) -> dict[int, date]:
    """Random children with random histories; the birth dates of the children."""
    with Request._meta.database.atomic():
        return _invent(Random(seed), seed, requests)


def _invent(random: Random, seed: int, requests: int) -> dict[int, date]:
    programs = list(Program.select(Program, Organization).join(Organization))
    births = {}
    for number in range(requests // 2):
        day = born(random)
        child = Child.create(
            last_name=f"Фамилия{number}",
            first_name="Имя",
            patronymic=random.choice(("Иванович", "Ивановна", "", "Кызы")),
            birth_date=day.isoformat(),
            municipality=random.choice(programs).organization.municipality,
            person_hash=f"{seed}-{number}",
            names_hash="",
            birth_hash="",
        )
        births[child.id] = day
        if random.random() < 0.5:
            closed = random.random() < 0.3
            Certificate.create(
                number="0000000000",
                number_hash=f"{seed}-{number}",
                child=child,
                municipality=child.municipality,
                issued_on=TODAY - timedelta(days=random.randrange(100)),
                valid_until=date(2040, 1, 1),
                status="closed" if closed else "active",
                changed_at=datetime(2026, 11, 23) - timedelta(days=random.randrange(60)),
            )
    for number in range(requests):
        write_request(random, random.choice(programs), random.choice(list(births)), f"{seed}-{number}")
    return births


def write_request(random: Random, program: Program, child: int, key: str) -> None:
    path = random.choice(PATHS)
    at = datetime(2026, 9, 1) + timedelta(minutes=random.randrange(60 * 24 * 60))
    request = Request.create(
        number=f"26-{key}"[-12:],
        kind="enrollment",
        state=path[-1],
        child=None if random.random() < 0.05 else child,
        municipality=program.organization.municipality,
        organization=program.organization,
        program=program,
        group=Group.get(Group.program == program).id,
        special_needs="1" if random.random() < 0.2 else "",
        idempotency_hash=ring().digest(key),
        answers_hash="",
        decide_by=TODAY + timedelta(days=random.randrange(-10, 10)),
        created_at=at,
    )
    before = ""
    for state in path:
        if at > NOW:
            break
        event = "send" if not before else "undo" if before in ("enrolled", "rejected") else EVENTS.get(state, "cancel")
        RequestMove.create(request=request, at=at, actor="system", event=event, before=before, after=state)
        before, at = state, at + timedelta(hours=random.randrange(1, 500))
    Request.update(state=before).where(Request.id == request.id).execute()


# ---------------------------------------------------------------- the slow recount


def state_then(request: Request, day: date) -> str:
    """State of a request at the end of a day where it is, read move by move."""
    zone, state = ZoneInfo(request.municipality.timezone), ""
    for move in RequestMove.select().where(RequestMove.request == request.id).order_by(RequestMove.at, RequestMove.id):
        if move.at.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).date() <= day:
            state = move.after
    return state


def years(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def recount(births: dict[int, date], day: date) -> dict[str, Any]:
    """What the reports must say, counted in loops."""
    found: dict[str, Any] = defaultdict(lambda: defaultdict(list))
    found["states"] = defaultdict(Counter)
    for request in Request.select():
        state = state_then(request, day)
        if not state:
            continue
        home = request.municipality.name
        found["states"][home][state] += 1
        if state != "enrolled":
            continue
        who = request.child_id or f"erased {request.id}"
        found["direction"][request.program.direction.name].append(who)
        if request.child_id and 5 <= years(births[request.child_id], day) <= 17:
            for place in (home, "Всего"):
                found["inside"][place].append((who, request.program_id))
            found["age"][str(years(births[request.child_id], day))].append(who)
    return found


def line(table: Table, first: str) -> dict[str, Any]:
    """A row of a table by the titles of its columns."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    row = next(one for one in rows if one[0] == first)
    return dict(zip([column.title for column in table.columns], row, strict=True))


def scope(day: date = TODAY, role: str = REGION, **values: Any) -> Scope:
    return Scope(Territory(role, **values), day, TODAY)


def made(name: str, of: Scope | None = None) -> Report:
    return REPORTS[name].make(of or scope())


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
    monkeypatch.setattr("navigator.services.reports.certificates.money_of", lambda _scope: sums)
    Municipality.update(funding_mode="money").where(Municipality.id == north.id).execute()
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
