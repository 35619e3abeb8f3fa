"""Pages of reports: filters, files, plans, names in the journal."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
from flask import Flask
from pages.checking import CheckingClient
from pages.conftest import TODAY
from pages.test_staff_queue import asked, enroll
from pages.working import browser, hire

from navigator.data import Group, JournalLine, Municipality, Organization, Program, ReportPlan, Request
from navigator.services.reports.listed import REPORTS


@pytest.fixture
def home(open_group: int) -> Municipality:
    """The municipality of the open group."""
    found: Municipality = Group.get_by_id(open_group).program.organization.municipality
    return found


@pytest.fixture
def center(forms_app: Flask, home: Municipality) -> CheckingClient:
    """A browser of the municipal centre."""
    secret = hire(forms_app, "moc@example.org", "municipal_center", municipality=home.slug)
    return browser(forms_app, "moc@example.org", secret)


@pytest.fixture
def region(forms_app: Flask) -> CheckingClient:
    """A browser of the regional centre."""
    return browser(forms_app, "rmc@example.org", hire(forms_app, "rmc@example.org", "regional_center"))


def rows(client: CheckingClient, path: str) -> list[dict[str, str]]:
    """A report as its CSV says it."""
    answer = client.get(path)
    assert answer.status_code == 200 and answer.mimetype == "text/csv"
    assert answer.headers["Cache-Control"] == "no-store"
    text = answer.get_data().decode("utf-8")
    assert text[0] == "\ufeff"
    return list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))


@pytest.mark.parametrize("name", [one for one in REPORTS if one != "payments"])  # nobody pays here
def test_each_report_opens_as_a_page_and_as_files(region: CheckingClient, name: str) -> None:
    page = region.look(f"/staff/reports/{name}/")
    assert page.words(page.all("h1")[0]) == REPORTS[name].title
    for table in page.all("table"):
        heads = [one for one in table.iter() if str(one.tag).endswith("}th")]
        assert heads and {one.get("scope") for one in heads} <= {"col", "row"}
        assert [one for one in table.iter() if str(one.tag).endswith("}caption")]
    assert all(
        one.get("tabindex") == "0" and one.get("aria-labelledby") for one in page.all("div", **{"class": "scroll"})
    )
    lines = rows(region, f"/staff/reports/{name}/?format=csv")
    shown = page.with_attribute("data-table")[0]
    titles = [
        page.words(one).replace("\u00ad", "").replace("\u2060", "") for one in shown.iter() if one.get("scope") == "col"
    ]
    assert list(lines[0]) == titles
    book = region.get(f"/staff/reports/{name}/?format=xlsx")
    assert "attachment" in book.headers["Content-Disposition"]
    with ZipFile(io.BytesIO(book.get_data())) as packed:
        assert packed.testzip() is None
        strings = packed.read("xl/sharedStrings.xml").decode()
    assert f"данные на {TODAY:%d.%m.%Y}" in strings and titles[0] in strings
    told = json.loads(region.get(f"/staff/reports/{name}/?format=json").get_data())
    assert (told["report"], told["date"]) == (name, TODAY.isoformat())


def test_the_list_leads_to_all_of_them(center: CheckingClient) -> None:
    page = center.look("/staff/reports/")
    links = {one.get("href") for one in page.all("a")}
    assert {f"/staff/reports/{name}/" for name in REPORTS} | {"/staff/reports/plan/", "/staff/journal/"} <= links


def test_a_report_counts_what_happened_and_knows_the_day_before(
    forms_app: Flask, region: CheckingClient, open_group: int, home: Municipality
) -> None:
    hire(
        forms_app,
        "org@example.org",
        "organization",
        organization=str(Group.get_by_id(open_group).program.organization_id),
    )
    org = browser(forms_app, "org@example.org")
    for name in ("Анна", "Вера"):
        number = asked(forms_app, open_group, name)
        org.post(f"/staff/requests/{number}/", data=enroll(version="1"))
    path = f"/staff/reports/coverage/?format=csv&municipality={home.slug}"
    [now] = rows(region, path)
    assert (now["Зачислено детей 5–17"], now["Услуг (зачислений)"], now["Муниципалитет"]) == ("2", "2", home.name)
    assert now["Охват, %"] == f"{round(200 / (home.population_5_17 or 1), 1):g}".replace(".", ",")
    [before] = rows(region, f"{path}&date={(TODAY - timedelta(days=1)):%d.%m.%Y}")
    assert before["Зачислено детей 5–17"] == "0"
    owner = Group.get_by_id(open_group).program.organization
    mine = rows(org, "/staff/reports/coverage/?format=csv")
    assert [(one["Организация"], one["Зачислено детей 5–17"]) for one in mine] == [(owner.public_name, "2")]
    assert "Население 5–17" not in mine[0]


def test_an_address_of_another_place_or_day_is_refused_kindly(
    center: CheckingClient, home: Municipality, forms_app: Flask
) -> None:
    other = Municipality.get((Municipality.slug != home.slug) & Municipality.is_shown)
    assert center.get(f"/staff/reports/coverage/?municipality={other.slug}").status_code == 404
    assert center.get("/staff/reports/nothing/").status_code == 404
    assert center.get("/staff/reports/coverage/?format=exe").status_code == 404
    assert center.get("/staff/reports/coverage/?format=csv&table=9").status_code == 404
    for typed in ("когда-нибудь", "2031-01-01", "01.01.0001", "99999999999", "-1", "<b>"):
        page = center.look("/staff/reports/coverage/", query_string={"date": typed})
        assert "показать нельзя" in page.words(), typed
        assert TODAY.strftime("%d.%m.%Y") in page.words(page.all("title")[0])
    assert other.name not in center.look("/staff/reports/organizations/").words()


def test_formulas_do_not_run(forms_app: Flask, region: CheckingClient, open_group: int) -> None:
    owner = Group.get_by_id(open_group).program.organization_id
    bad = '=HYPERLINK("http://evil.example";"x")'
    Organization.update(public_name=bad).where(Organization.id == owner).execute()
    Program.update(name="+7 (000)", annotation="", content="").where(Program.organization == owner).execute()
    found = [one["Организация"] for one in rows(region, "/staff/reports/organizations/?format=csv")]
    assert f"'{bad}" in found and bad not in found
    assert "'+7 (000)" in {one["Программа"] for one in rows(region, "/staff/reports/quality/?format=csv&table=1")}
    with ZipFile(io.BytesIO(region.get("/staff/reports/organizations/?format=xlsx").get_data())) as packed:
        assert not [name for name in packed.namelist() if b"<f>" in packed.read(name)]


def test_names_of_overdue_children_go_to_the_journal(
    forms_app: Flask, center: CheckingClient, region: CheckingClient, open_group: int
) -> None:
    number = asked(forms_app, open_group)
    Request.update(decide_by=TODAY - timedelta(days=3)).execute()
    page = center.look("/staff/reports/requests/")
    assert "Иванов Пётр" in page.words() and "Просрочено: 1 заявка" in page.words()
    line = JournalLine.select().order_by(JournalLine.id.desc()).get()
    assert (line.action, line.subject, line.detail) == ("report", "requests", number)
    elsewhere = Municipality.get((Municipality.id != Request.get().municipality_id) & Municipality.is_shown)
    secret = hire(forms_app, "far@example.org", "municipal_center", municipality=elsewhere.slug)
    far = browser(forms_app, "far@example.org", secret)
    before = JournalLine.select().count()
    assert "Иванов" not in far.look("/staff/reports/requests/").text
    assert number not in far.page.text
    assert JournalLine.select().count() == before


# ---------------------------------------------------------------- plans


def test_a_centre_enters_population_and_plan(center: CheckingClient, home: Municipality) -> None:
    page = center.look("/staff/reports/plan/")
    assert page.all("form", data_form="plan")
    typed = {"municipality": home.slug, "year": "2026"}
    values = {"population": "2 000", "source": "Росстат", "coverage": "80,5", "children": "1500", "certificates": ""}
    answer = center.post("/staff/reports/plan/", data={**typed, **values})
    assert answer.status_code == 303
    row = ReportPlan.get()
    assert (row.population, row.source, row.coverage, row.children, row.certificates) == (
        2000,
        "Росстат",
        80.5,
        1500,
        None,
    )
    shown = center.look(answer.headers["Location"])
    assert "План охвата, %" in shown.words().replace("\u00ad", "") and "Росстат" in shown.words()
    page = center.look("/staff/reports/plan/?year=2026")
    assert [one.get("value") for one in page.all("input", id="coverage")] == ["80,5"]
    center.post("/staff/reports/plan/", data={**typed, **values, "population": "0", "coverage": ""})
    assert [(one.population, one.coverage) for one in ReportPlan.select()] == [(0, None)]
    assert [one.action for one in JournalLine.select().where(JournalLine.action == "plan")] == ["plan", "plan"]


@pytest.mark.parametrize(
    ("field", "typed"), [("population", "много"), ("population", "-5"), ("coverage", "180"), ("children", "1,5")]
)
def test_what_is_no_number_is_said_and_kept(center: CheckingClient, home: Municipality, field: str, typed: str) -> None:
    data = {"municipality": home.slug, "year": "2026", field: typed, "source": "Росстат"}
    assert center.post("/staff/reports/plan/", data=data).status_code == 422
    page = center.page
    assert page.words(page.all("title")[0]).startswith("Ошибка: ")
    summary = page.all("div", id="error-summary")[0]
    assert [one.get("href") for one in summary.iter() if one.get("href")] == [f"#{field}"]
    assert [one.get("value") for one in page.all("input", id=field)] == [typed]
    assert [one.get("value") for one in page.all("input", id="source")] == ["Росстат"]
    assert ReportPlan.select().count() == 0


def test_a_plan_of_another_municipality_is_not_there(
    center: CheckingClient, home: Municipality, forms_app: Flask
) -> None:
    other = Municipality.get((Municipality.slug != home.slug) & Municipality.is_shown)
    assert center.post("/staff/reports/plan/", data={"municipality": other.slug, "year": "2026"}).status_code == 404
    assert center.get(f"/staff/reports/plan/?municipality={other.slug}").status_code == 404
    hire(forms_app, "org@example.org", "organization", organization=str(Organization.select().first().id))
    org = browser(forms_app, "org@example.org")
    assert org.get("/staff/reports/plan/").status_code == 404
    assert "/staff/reports/plan/" not in org.look("/staff/reports/").text


def test_words_without_results_are_noted_once_they_are_written(forms_app: Flask, region: CheckingClient) -> None:
    for _ in range(3):
        region.get("/programs/?q=дельтапланеризм")
    region.get("/programs/?q=Иванов Пётр Сергеевич")
    assert "дельтапланеризм" not in region.look("/staff/reports/requests/").words()
    assert forms_app.extensions["navigator"].missed.flush() == 1
    page = region.look("/staff/reports/requests/")
    assert "дельтапланеризм" in page.words() and "Сергеевич" not in page.words()
