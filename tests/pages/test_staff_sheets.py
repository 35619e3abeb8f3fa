"""A spreadsheet of programs in the browser: columns, a rehearsal, loading, a report; nothing of others is touched."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from flask import Flask
from pages.checking import CheckingClient, Page
from pages.working import browser, hire

from navigator.data import ColumnMapping, Group, JournalLine, Municipality, Organization, Program, StaffSheet
from navigator.services.imports import import_programs
from navigator.services.requests.records import Moment
from navigator.services.staff import sheets
from navigator.services.staff.journal import broken_line

SHEET = (
    "Кружок;Возраст;Группа;Мест\nЛепка из глины;7–10 лет;1;15\nЛепка из глины;11–14 лет;2;12\n;;;\nТанец;с 6 лет;1;\n"
)
STRANGE = "Чем занимаемся;Кому можно;Сколько влезет\nЛепка из глины;7–10 лет;15\n"


@pytest.fixture
def owner(open_group: int) -> Organization:
    """An organization of a district."""
    found: Organization = Group.get_by_id(open_group).program.organization
    return found


@pytest.fixture
def org(forms_app: Flask, owner: Organization) -> CheckingClient:
    """A browser of the organization."""
    hire(forms_app, "org@example.org", "organization", organization=str(owner.id))
    return browser(forms_app, "org@example.org")


def send(client: CheckingClient, data: str | bytes, name: str = "программы.csv", **form: str) -> Any:
    body = data.encode("cp1251") if isinstance(data, str) else data
    if len(body) > 400_000:  # a larger one the test client would put into a file that it never closes
        head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        whole = head + body + b"\r\n--x--\r\n"
        return client.post("/staff/import/", data=whole, content_type="multipart/form-data; boundary=x")
    return client.post("/staff/import/", data={"file": (BytesIO(body), name), **form})


def columns(page: Page) -> dict[str, str]:
    """Titles of columns with what they were taken for."""
    labels = {one.get("for"): page.words(one) for one in page.all("label")}
    return {labels[one.get("id")]: one.get("data-column") for one in page.with_attribute("data-column")}


def counts(page: Page) -> tuple[str, ...]:
    found = page.with_attribute("data-report")[0]
    return tuple(found.get(f"data-{name}") for name in ("report", "created", "updated", "unchanged", "skipped"))


def of(owner: Organization) -> list[str]:
    names = ("Лепка из глины", "Танец")
    return [one.name for one in Program.select().where(Program.organization == owner, Program.name.in_(names))]


def test_a_sheet_goes_in_step_by_step_and_once(forms_app: Flask, org: CheckingClient, owner: Organization) -> None:
    others = Program.select().where(Program.organization != owner).count()
    path = send(org, SHEET).headers["Location"]
    page = org.look(path)
    assert columns(page) == {"Кружок": "name", "Возраст": "age", "Группа": "group", "Мест": "places"}
    assert page.with_attribute("data-preview")[0].get("data-preview") == "3"
    assert "7–10 лет" in page.words()
    answer = org.post(path, data={})
    assert answer.headers["Location"] == f"{path}check/"
    assert counts(org.look(f"{path}check/")) == ("rehearsal", "2", "0", "0", "0")
    assert of(owner) == []
    first, second = org.post(f"{path}check/"), org.post(f"{path}check/")
    assert first.headers["Location"] == second.headers["Location"] == f"{path}report/"
    assert counts(org.look(f"{path}report/")) == ("done", "2", "0", "0", "0")
    assert (of(owner), Program.select().where(Program.organization != owner).count()) == (
        ["Лепка из глины", "Танец"],
        others,
    )
    report = org.get(f"{path}report.csv")
    assert report.headers["Cache-Control"] == "no-store"
    assert "2;создано;Лепка из глины;1" in report.data.decode("utf-8-sig")
    lines = [(one.action, one.subject, one.detail) for one in JournalLine.select() if one.action == "import"]
    assert lines == [("import", f"organization {owner.id}", "programs 2/0/0 groups 3/0/0 skipped 0")]
    assert broken_line() == 0
    assert StaffSheet.get().body == ""
    again = send(org, SHEET).headers["Location"]
    assert counts(org.look(f"{again}check/")) == ("rehearsal", "0", "0", "2", "0")
    assert org.page.all("form", data_form="load") == []


def test_columns_are_named_by_hand_and_remembered(org: CheckingClient, owner: Organization) -> None:
    path = send(org, STRANGE).headers["Location"]
    page = org.look(path)
    assert "name" not in columns(page).values()
    assert org.post(path, data={"column-0": "", "column-1": "", "column-2": ""}).status_code == 422
    assert org.post(path, data={"column-0": "name", "column-1": "name", "column-2": ""}).status_code == 422
    assert "#column-1" in {one.get("href") for one in org.page.all("a")}
    said = {"column-0": "name", "column-1": "age", "column-2": "places"}
    assert org.post(path, data=said).status_code == 303
    org.post(f"{path}check/")
    program = Program.get(Program.organization == owner, Program.name == "Лепка из глины")
    assert (program.age_from, program.groups.get().places) == (84, 15)
    assert ColumnMapping.select().count() == 1
    later = send(org, STRANGE.replace("15", "16")).headers["Location"]
    assert list(columns(org.look(later)).values()) == ["name", "age", "places"]
    assert counts(org.look(f"{later}check/")) == ("rehearsal", "0", "1", "0", "0")


def test_a_column_can_be_left_out(org: CheckingClient, owner: Organization) -> None:
    path = send(org, SHEET).headers["Location"]
    org.post(path, data={"column-3": ""})
    org.post(f"{path}check/")
    groups = Group.select().join(Program).where(Program.organization == owner, Program.name == "Лепка из глины")
    assert [one.places for one in groups] == [None, None]


def workbook() -> bytes:
    packed = BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    for name, word in (("Осень", "Хор"), ("Весна", "Танец")):
        sheet = book.add_worksheet(name)
        for at, row in enumerate((("Кружок", "Мест"), (word, 12))):
            sheet.write_row(at, 0, row)
    book.close()
    return packed.getvalue()


def test_a_sheet_of_a_workbook_is_chosen(org: CheckingClient, owner: Organization) -> None:
    path = send(org, workbook(), "книга.xlsx").headers["Location"]
    page = org.look(path)
    assert ([page.words(one) for one in page.all("option")][:2], "Хор" in page.words()) == (["Осень", "Весна"], True)
    assert org.post(path, data={"open": "1", "sheet": "Весна"}).status_code == 303
    assert columns(org.look(path)) == {"Кружок": "name", "Мест": "places"}
    org.post(path, data={"column-0": "name", "column-1": "places"})
    org.post(f"{path}check/")
    assert of(owner) == ["Танец"]
    lost = send(org, workbook(), "книга.xlsx").headers["Location"]
    org.post(lost, data={"open": "1", "sheet": "Лето"})
    assert "Есть листы" in org.look(lost).words()
    assert org.post(lost, data={}).status_code == 422


def test_rows_of_another_organization_are_skipped(org: CheckingClient, owner: Organization) -> None:
    other = Organization.get(Organization.id != owner.id)
    before = Organization.select().count(), Program.select().where(Program.organization == other).count()
    text = f"Кружок;Организация\nЛепка из глины;{owner.public_name}\nТанец;{other.public_name}\nХор;Новая школа\n"
    path = send(org, text.encode()).headers["Location"]
    assert counts(org.look(f"{path}check/")) == ("rehearsal", "1", "0", "0", "2")
    org.post(f"{path}check/")
    assert "другая организация" in org.look(f"{path}report/").words()
    assert (Organization.select().count(), Program.select().where(Program.organization == other).count()) == before
    assert of(owner) == ["Лепка из глины"]


def test_a_centre_chooses_an_organization_of_its_district(forms_app: Flask, owner: Organization) -> None:
    place = owner.municipality
    secret = hire(forms_app, "moc@example.org", "municipal_center", municipality=place.slug)
    moc = browser(forms_app, "moc@example.org", secret)
    offered = {one.get("value") for one in moc.look("/staff/import/").all("option")} - {""}
    assert offered == {str(one.id) for one in Organization.select().where(Organization.municipality == place)}
    assert send(moc, SHEET).status_code == 422
    elsewhere = Organization.get(
        Organization.municipality.in_(Municipality.select().where(Municipality.id != place.id))
    )
    assert send(moc, SHEET, organization=str(elsewhere.id)).status_code == 404
    path = send(moc, SHEET, organization=str(owner.id)).headers["Location"]
    moc.post(f"{path}check/")
    assert of(owner) == ["Лепка из глины", "Танец"]


def test_a_file_is_its_senders_alone_and_for_a_day(forms_app: Flask, org: CheckingClient, owner: Organization) -> None:
    path = send(org, SHEET).headers["Location"]
    hire(forms_app, "other@example.org", "organization", organization=str(owner.id))
    other = browser(forms_app, "other@example.org")
    for step in ("", "check/", "report/", "report.csv"):
        assert other.get(f"{path}{step}").status_code == 404
    for step in ("", "check/"):
        assert other.post(f"{path}{step}").status_code == 404
    first = send(org, SHEET).headers["Location"]  # a second file of the same member takes the place of the first
    assert org.get(path).status_code == 404
    sealed = StaffSheet.select(StaffSheet.body, StaffSheet.name).tuples().get()
    assert "Лепка" not in "".join(map(str, sealed)) and not list(Path(forms_app.instance_path).rglob("*программы*"))
    house = forms_app.extensions["navigator"]
    later = Moment(house.now().utc + sheets.KEPT * 2)
    assert org.get(first).status_code == 200
    assert sheets.drop_old_sheets(house.database, later) == 1
    assert org.get(first).status_code == 404


def bomb() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 30_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "words", "status"),
    [
        (b"", "пусто.csv", "Файл пуст", 422),
        (b"%PDF-1.7 ...", "отчёт.pdf", "PDF", 422),
        (b"PK\x03\x04 broken", "книга.xlsx", "повреждён", 422),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "книга.xls", "", 422),
        (bomb(), "книга.xlsx", "неправдоподобно", 422),
        (b"<html><table></table></html>", "книга.xls", "веб-страница", 422),
        (b"one\ntwo\n", "список.csv", "не видно таблицы", 422),
        (b"\0" * 5000, "нули.bin", "пуст", 422),
        (b"x" * (10 * 1024 * 1024 + 5000), "много.csv", "больше 10 МБ", 413),
    ],
)
def test_wrong_files_are_named_and_nothing_is_lost(
    org: CheckingClient, owner: Organization, data: bytes, name: str, words: str, status: int
) -> None:
    before = Program.select().count()
    assert send(org, data, name).status_code == status
    assert words in org.page.words(org.page.all("*", id="error-summary")[0])
    assert (Program.select().count(), StaffSheet.select().count()) == (before, 0)


def test_no_file_at_all(org: CheckingClient) -> None:
    assert org.post("/staff/import/", data={}).status_code == 422
    assert "Выберите файл" in org.page.words()


def test_strange_headers_and_cells_are_only_words(org: CheckingClient) -> None:
    org.typed = True
    text = "Кружок;<script>alert(1)</script>;Кружок;=1+1\n=cmd|' /C calc'!A0;\u202e;x;\n<b>Лепка</b>;;;\n"
    path = send(org, text.encode()).headers["Location"]
    org.look(path)
    org.look(f"{path}check/")
    org.post(f"{path}check/")
    org.look(f"{path}report/")
    assert "<script>alert" not in org.page.text
    assert "'=cmd" in org.get(f"{path}report.csv").data.decode("utf-8-sig")
    assert org.post(path, data={"column-0": "no such"}).status_code == 303  # loaded already


def test_the_state_after_an_import_can_be_ruled(forms_app: Flask, org: CheckingClient, owner: Organization) -> None:
    house = forms_app.extensions["navigator"]
    path = send(org, SHEET).headers["Location"]
    sheet = sheets.sheet_of(_member(org), path.split("/")[-2], house.now())
    from navigator.services.staff.loading import read

    asked: list[tuple[str, str | None]] = []

    def rule(before: str, said: str | None) -> str:
        asked.append((before, said))
        return "draft"

    report = import_programs(
        house.database,
        read(sheet),
        organization=str(owner.id),
        own=owner.id,
        state_after_import=rule,
        today=house.today(),
    )
    assert (report.programs.created, asked) == (2, [("", None), ("", None)])
    assert {one.state for one in Program.select().where(Program.organization == owner, Program.name == "Танец")} == {
        "draft"
    }


def _member(client: CheckingClient) -> Any:
    from navigator.services.staff.signing import member_of

    token = client.get_cookie("staff", path="/staff/")
    assert token is not None
    return member_of(token.value, client.application.extensions["navigator"].now())


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "programs", "groups"), [("moscow-direction.xlsx", 140, 241), ("zddt-courses-2025-02.json", 36, 78)]
)
def test_real_files_go_in(
    org: CheckingClient, owner: Organization, shared_data: Path, name: str, programs: int, groups: int
) -> None:
    path = send(org, (shared_data / name).read_bytes(), name).headers["Location"]
    org.typed = True
    page = org.look(path)
    for at, (_, key) in enumerate(columns(page).items()):
        if key == "organization":
            org.post(path, data={f"column-{at}": ""})
    found = org.look(f"{path}check/")
    assert counts(found)[:2] == ("rehearsal", str(programs)), found.words()[-600:]
    assert f"будет создано {groups}" in found.words()
