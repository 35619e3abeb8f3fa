"""Requests that arrived elsewhere: one file, the same queue, nothing twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import asking
import pytest
from peewee import Database

from navigator.data import Child, Group, JournalLine, Organization, OutsideNumber, Program, Request, RequestMove
from navigator.exchange.records import FileProblem
from navigator.exchange.requests import read_requests
from navigator.services.import_report import ImportReport
from navigator.services.intake.importing import import_requests
from navigator.services.requests.erasing import forget
from navigator.services.staff.journal import broken_line

HEADER = "Номер заявления;ФИО ребёнка;Дата рождения;ФИО родителя;Телефон;Почта;Программа;Группа;Дата подачи;Статус"


@pytest.fixture(autouse=True)
def keys() -> None:
    asking.keys()


def made(name: str = "Младшая", **values: Any) -> int:
    """A group of «Лепка» that a file may name."""
    number = asking.group(program_name="Лепка", name=name, name_key=name.lower(), **values)
    Program.update(name_key="лепка").execute()
    return number


@pytest.fixture
def group(database: Database) -> int:
    return made()


def load(database: Database, folder: Path, *rows: str, header: str = HEADER, **options: Any) -> ImportReport:
    path = folder / "requests.csv"
    path.write_text("\n".join((header, *rows)), encoding="cp1251")
    return import_requests(
        database, read_requests(path), moment=asking.NOW, policy=asking.POLICY, **{"source": "epgu", **options}
    )


def told(report: ImportReport) -> list[tuple[str, tuple[str, ...]]]:
    return [(row.what, row.notes) for row in report.rows]


ONE = (
    "123-45;ИВАНОВ ПЁТР СЕРГЕЕВИЧ;05.03.2017 0:00;Иванова Анна;8 912 345-67-89;mama@example.org;"
    "Лепка;Младшая;20.11.2026;Новая"
)
TWO = "123-46;Белова Вера;2017-05-01;;;;лепка;;21.11.2026;"


def test_the_same_file_twice_changes_nothing(database: Database, tmp_path: Path, group: int) -> None:
    first = load(database, tmp_path, ONE, TWO)
    assert (first.exit_code, told(first)) == (0, [("created", ()), ("created", ())])
    taken = Request.select().order_by(Request.id)
    rows = [(one.state, one.source, str(one.created_at)[:10], one.group_id) for one in taken]
    assert rows == [("new", "epgu", "2026-11-20", group), ("new", "epgu", "2026-11-21", group)]
    lines, moves = JournalLine.select().count(), RequestMove.select().count()
    again = load(database, tmp_path, ONE, TWO)
    assert (again.exit_code, told(again)) == (0, [("unchanged", ()), ("unchanged", ())])
    assert (Request.select().count(), Child.select().count(), OutsideNumber.select().count()) == (2, 2, 2)
    assert (JournalLine.select().count(), RequestMove.select().count()) == (lines, moves)
    assert broken_line() == 0


def test_the_report_names_no_child(database: Database, tmp_path: Path, group: int) -> None:
    report = load(database, tmp_path, ONE, TWO, "7;Стародубцев;1;;;;Лепка;;;")
    assert report.exit_code == 1
    assert not [row for row in report.rows if "иванов" in repr(row).lower() or "стародубцев" in repr(row).lower()]


def test_a_birth_date_as_a_bare_number_is_read_and_told(database: Database, tmp_path: Path, group: int) -> None:
    report = load(database, tmp_path, ONE.replace("05.03.2017 0:00", "42799"))
    assert report.rows[0].what == "created" and "стояла числом" in report.rows[0].notes[0]
    assert str(Child.get().birth_date) == "2017-03-05"


def test_a_rehearsal_tells_and_stores_nothing(database: Database, tmp_path: Path, group: int) -> None:
    report = load(database, tmp_path, ONE, ONE, TWO, dry_run=True)
    assert [row.what for row in report.rows] == ["created", "unchanged", "created"]
    assert (Request.select().count(), Child.select().count(), JournalLine.select().count()) == (0, 0, 0)


def test_without_a_number_a_request_is_known_by_child_and_group(database: Database, tmp_path: Path, group: int) -> None:
    header = "Фамилия;Имя;Отчество;Дата рождения;Программа;Источник"
    row = "Иванов;Пётр;Сергеевич;05.03.2017;Лепка;на бумаге"
    assert told(load(database, tmp_path, row, row, header=header)) == [("created", ()), ("unchanged", ())]
    assert Request.get().source == "paper"
    assert told(load(database, tmp_path, ONE)) == [("updated", ())]  # the number joins what is there
    assert told(load(database, tmp_path, ONE)) == [("unchanged", ())]
    assert (Request.select().count(), OutsideNumber.get().number) == (1, "123-45")


def test_states_go_on_and_never_back(database: Database, tmp_path: Path, group: int) -> None:
    load(database, tmp_path, ONE)
    header = f"{HEADER};Номер приказа;Дата приказа"
    enrolled = ONE.replace("Новая", "Зачислен")
    short = load(database, tmp_path, f"{enrolled};;", header=header)
    assert short.rows[0].what == "updated"
    assert "номер приказа" in short.rows[0].notes[0]
    assert Request.get().state == "confirmed"
    assert load(database, tmp_path, f"{enrolled};7-о;22.11.2026", header=header).rows[0].what == "updated"
    request = Request.get()
    assert (request.state, request.order_number, request.order_date) == ("enrolled", "7-о", date(2026, 11, 22))
    back = load(database, tmp_path, ONE.replace("Новая", "Отклонена"))
    assert told(back) == [("unchanged", ("в системе заявка в состоянии «Обучается»",))]


def test_places_are_the_same_for_all(database: Database, tmp_path: Path) -> None:
    made(free=1)
    rows = [f"{at};{one} Анна;05.03.2017;;;;Лепка;;;подтверждена" for at, one in enumerate(("Белова", "Серова"), 1)]
    report = load(database, tmp_path, *rows)
    assert [one.state for one in Request.select().order_by(Request.id)] == ["confirmed", "waitlist"]
    assert report.rows[1].notes == ("в системе заявка в состоянии «Ожидание»",)
    assert Group.get().free_places == 0


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ONE.replace("Младшая", ""), "групп несколько: «Младшая», «Старшая»"),
        (ONE.replace("Младшая", "Средняя"), "группы «Средняя» нет, есть: «Младшая», «Старшая»"),
        (ONE.replace(";Лепка;", ";Лепко;"), "программы «Лепко» нет, похожие: «Лепка»"),
        (ONE.replace("05.03.2017", "05.03.2023"), "младше"),
        (ONE.replace("05.03.2017", "31.02.2017"), "такой даты нет"),
        (ONE.replace("05.03.2017 0:00", ""), "нет даты рождения"),
        (ONE.replace("ПЁТР СЕРГЕЕВИЧ", "П.С."), "по инициалам"),
        (ONE.replace("8 912 345-67-89", "12"), "номер телефона"),
        (ONE.replace("Новая", "Загадочная"), "состояние «Загадочная» неизвестно"),
        (ONE.replace("20.11.2026", "давно"), "дату «давно»"),
    ],
)
def test_rows_that_cannot_be_taken_say_why(sqlite: Database, tmp_path: Path, row: str, words: str) -> None:
    made()
    made("Старшая", program=Program.get())
    report = load(sqlite, tmp_path, row, ONE.replace("123-45", "9"))
    assert report.rows[0].what == "skipped"
    assert words in report.rows[0].notes[0]
    assert (report.rows[1].what, report.exit_code) == ("created", 1)


def test_equal_programs_of_two_organizations_need_its_name(sqlite: Database, tmp_path: Path) -> None:
    made()
    mine = Program.get()
    other = Organization.create(
        municipality=mine.organization.municipality, full_name="Школа", public_name="Школа", name_key="школа"
    )
    Organization.update(status="active").execute()
    twin = Program.create(organization=other, name="Лепка", name_key="лепка", age_from=84, age_to=144)
    made("1", program=twin)
    assert "программ «лепка» несколько: «Дом творчества», «Школа»" in load(sqlite, tmp_path, TWO).rows[0].notes[0]
    assert load(sqlite, tmp_path, TWO, organization="Школа").rows[0].what == "created"
    assert Request.get().organization_id == other.id


def test_who_asked_in_time_elsewhere_is_not_late(sqlite: Database, tmp_path: Path) -> None:
    made(apply_to=date(2026, 11, 20))
    assert load(sqlite, tmp_path, TWO).rows[0].notes == ("запись в группу закончилась до подачи",)
    assert load(sqlite, tmp_path, TWO.replace("21.11", "20.11")).rows[0].what == "created"


def test_erasing_forgets_the_outside_number(sqlite: Database, tmp_path: Path) -> None:
    made()
    load(sqlite, tmp_path, TWO)
    forget(Request.get(), asking.NOW.utc)
    assert OutsideNumber.select().count() == 0


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("ФИО ребёнка;Программа", "Дата рождения"),
        ("Дата рождения;Программа", "именем ребёнка"),
        ("ФИО ребёнка;Дата рождения", "Программа"),
    ],
)
def test_a_file_without_what_is_wanted_is_refused(tmp_path: Path, header: str, words: str) -> None:
    path = tmp_path / "requests.csv"
    path.write_text(f"{header}\nа;б\n", encoding="utf-8")
    with pytest.raises(FileProblem, match=words):
        read_requests(path)
