"""What is printed: requests on paper, codes, calendars, leaflets, booklets."""

from __future__ import annotations

import io
import re
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import segno
from click.testing import CliRunner
from flask import Flask
from icalendar import Calendar
from live import environment, fetch
from pages.checking import NS, CheckingClient, Page, checking_client
from pypdf import PdfReader

from navigator.app import create_app
from navigator.cli import main
from navigator.data import Group, Program, ScheduleSlot
from navigator.exchange import pdf
from navigator.rules.schedule import Slot
from navigator.services.booklet import shortened
from navigator.services.program_calendar import _first
from navigator.settings import Settings

HERE = "http://localhost"
TODAY = date(2026, 11, 23)
needs_pdf = pytest.mark.skipif(
    not pdf.can_make_pdf(), reason="WeasyPrint finds no Pango (apt-get install libpango-1.0-0 libpangoft2-1.0-0)"
)
MUNICIPALITY = "/municipalities/egorlykskiy-rayon"


@pytest.fixture
def own_app(demo_home: Path, tmp_path: Path) -> Flask:
    """The demo in a folder of its own, so that a test may change it and find its files."""
    home = tmp_path / "home"
    shutil.copytree(demo_home, home)
    return create_app(Settings.from_env({}, root=home), day=TODAY)


def open_groups(client: CheckingClient) -> list[int]:
    page = client.look("/programs/20/")
    return [int(one.get("data-group")) for one in page.all("section", data_state="open")]


# ---------------------------------------------------------------- paper


def test_a_request_on_paper_is_a_link_away_from_its_group(client: CheckingClient) -> None:
    group = open_groups(client)[0]
    links = [one.get("href") for one in client.page.all("a") if client.page.words(one) == "Заявка на бумаге"]
    assert f"/groups/{group}/paper/" in links
    program = client.page.words(client.page.all("h1")[0])
    page = client.look(f"/groups/{group}/paper/")
    for words in (program, "+7 302", "Дата рождения", "Номер сертификата", "Подпись", "отдельный лист"):
        assert words in page.words()
    assert "даю согласие" not in page.words()  # consent is a document of its own
    code = segno.make(f"{HERE}/groups/{group}/enroll/", error="l", micro=False).png_data_uri(scale=1, border=4)
    assert page.all("img")[0].get("src") == code
    assert not page.all("input")


def test_a_group_that_is_asked_for_elsewhere_has_no_code(own_app: Flask) -> None:
    client = checking_client(own_app)
    group = open_groups(client)[0]
    with own_app.app_context():
        Group.update(apply_how="phone").where(Group.id == group).execute()
    assert not client.look(f"/groups/{group}/paper/").all("img")
    with own_app.app_context():
        Group.update(apply_how="link", apply_url="https://other.example").where(Group.id == group).execute()
    assert f"/groups/{group}/paper/" not in client.get("/programs/20/").text


def test_consents_are_two_sheets_of_their_own(client: CheckingClient) -> None:
    page = client.look(f"{MUNICIPALITY}/consent/")
    first, second = (page.words(one) for one in page.all("section"))
    assert "даю согласие на обработку персональных данных" in first
    assert "нужны особые условия" in second
    assert all("Егорлыкского района" in one and one.endswith("Дата Подпись") for one in (first, second))


def test_papers_that_are_not_there(client: CheckingClient) -> None:
    for path in ("/groups/9999/paper/", "/municipalities/none/consent/", "/programs/9999/leaflet/",
                 "/programs/9999/qr.svg", "/programs/9999/calendar.ics", "/programs/20/calendar.ics?group=1",
                 "/municipalities/none/booklet/", "/organizations/9999/booklet.pdf",
                 "/municipalities/azovskiy-rayon/booklet/"):  # fmt: skip
        assert client.get(path).status_code == 404, path


def test_papers_are_light(demo_port: int) -> None:
    for path in ("/groups/40/paper/", f"{MUNICIPALITY}/consent/", "/programs/20/leaflet/", "/programs/20/poster/"):
        answer = fetch(demo_port, path, {"Accept-Encoding": "gzip, deflate, br"})
        assert (answer.status, answer.wire <= 5_000) == (200, True), path


# ---------------------------------------------------------------- codes and calendars


def test_the_code_of_a_program_is_its_public_address(client: CheckingClient, demo_home: Path) -> None:
    answer = client.get("/programs/20/qr.svg")
    assert answer.mimetype == "image/svg+xml"
    drawn = re.search(r' d="([^"]+)"', segno.make(f"{HERE}/programs/20/", error="m").svg_inline(border=4))
    assert drawn is not None
    assert drawn[1] in answer.text
    named = create_app(replace(Settings.from_env({}, root=demo_home), live_url="https://navigator.example"))
    assert drawn[1] not in named.test_client().get("/programs/20/qr.svg").text


def test_lessons_in_a_calendar(own_app: Flask) -> None:
    client = checking_client(own_app)
    group = open_groups(client)[0]
    with own_app.app_context():
        ScheduleSlot.delete().where(ScheduleSlot.group == group).execute()
        ScheduleSlot.create(group=group, weekday=0, start_minute=870, end_minute=960)
        ScheduleSlot.create(group=group, weekday=2, start_minute=600, end_minute=None, parity="even")
        ScheduleSlot.create(group=group, weekday=None, on_date=date(2027, 1, 4), start_minute=720, end_minute=780)
        Group.update(date_start=date(2026, 9, 1), date_end=date(2027, 5, 25)).where(Group.id == group).execute()
    answer = client.get(f"/programs/20/calendar.ics?group={group}")
    assert answer.mimetype == "text/calendar"
    weekly, second, once = Calendar.from_ical(answer.data).walk("VEVENT")
    zone = ZoneInfo("Asia/Chita")
    assert weekly.start.isoformat() == "2026-09-07T14:30:00+09:00"
    assert (weekly.start.tzinfo.key, weekly.end - weekly.start) == (zone.key, timedelta(minutes=90))
    assert weekly["rrule"]["FREQ"] == ["WEEKLY"]
    assert weekly["rrule"]["UNTIL"][0].astimezone(zone).date() == date(2027, 5, 25)
    assert (second.start.date().isocalendar().week % 2, second["rrule"]["INTERVAL"]) == (0, [2])
    assert once.start.date() == date(2027, 1, 4)
    assert "rrule" not in once
    assert answer.data == client.get(f"/programs/20/calendar.ics?group={group}").data
    with own_app.app_context():
        Group.update(date_end=date(2026, 11, 1)).where(Group.id == group).execute()
        ScheduleSlot.delete().where(ScheduleSlot.weekday.is_null()).execute()
    assert not Calendar.from_ical(client.get(f"/programs/20/calendar.ics?group={group}").data).walk("VEVENT")


def test_odd_and_even_weeks() -> None:
    monday = date(2026, 11, 23)  # week 48
    assert _first(Slot(0, 600, 660, None, "even"), monday) == monday
    assert _first(Slot(0, 600, 660, None, "odd"), monday) == date(2026, 11, 30)
    assert _first(Slot(6, 600, 660), monday) == date(2026, 11, 29)


# ---------------------------------------------------------------- leaflets and booklets


@pytest.mark.parametrize(("path", "size"), [("leaflet/", "a4"), ("leaflet/?size=a5", "a5"), ("poster/", "a4"),
                                            ("leaflet/?size=huge", "a4")])  # fmt: skip
def test_leaflets_and_posters(client: CheckingClient, path: str, size: str) -> None:
    name = client.look("/programs/20/").words(client.page.all("h1")[0])
    page = client.look(f"/programs/20/{path}")
    assert page.words(page.all("h1")[0]) == name
    assert page.all("html")[0].get("class") == size
    assert page.text.count("<svg ") == 1
    assert "+7 302 400-00-21" in page.words()


def test_a_booklet_has_every_program_once_and_finds_it_again(client: CheckingClient) -> None:
    total = client.look("/programs/?municipality=egorlykskiy-rayon").total
    page = client.look(f"{MUNICIPALITY}/booklet/")
    entries = [one.get("id") for one in page.all("article")]
    assert entries == [f"p{number}" for number in range(1, total + 1)]
    ids = {one.get("id") for one in page.with_attribute("id")}
    links = [one.get("href") for one in page.all("a") if one.get("href").startswith("#")]
    assert {link[1:] for link in links} <= ids
    chapters = page.all("section", **{"class": "chapter"})
    assert [f"#{one.get('id')}" for one in chapters] == links[1 : len(chapters) + 1]
    assert not re.search(r"свободн\w+ мест\w* \d|\d+ свободн", page.words())


def test_the_indexes_of_a_booklet(client: CheckingClient) -> None:
    page = client.look("/organizations/13/booklet/")
    ages, days = page.all("section", id="ages")[0], page.all("section", id="days")[0]
    stages = [page.words(one) for one in ages.iter(f"{NS}h3")]
    assert stages == ["5–6 лет", "7–9 лет", "10–12 лет", "13–15 лет", "16–17 лет"]
    ten = set(client.look("/programs/?organization=13&age=10").programs)
    names = dict(Program.select(Program.id, Program.name).where(Program.id.in_(ten)).tuples())
    listed = page.words(list(ages.iter(f"{NS}ul"))[2])
    assert all(" ".join(name.split()) in listed for name in names.values())
    for day in days.iter(f"{NS}ul"):
        starts = [page.words(one).split("–")[0] for one in day.iter(f"{NS}b")]
        minutes = [int(one.split(":")[0]) * 60 + int(one.split(":")[1]) for one in starts if ":" in one]
        assert minutes == sorted(minutes)


def test_a_text_is_cut_at_a_sentence_or_a_word() -> None:
    assert shortened("Коротко.") == "Коротко."
    assert shortened("Первое предложение. Второе предложение длиннее.", 30) == "Первое предложение."
    assert shortened("Одно очень длинное предложение, и конца ему нет", 32) == "Одно очень длинное предложение…"


@needs_pdf
@pytest.mark.slow
def test_a_pdf_has_pages_contents_and_its_fonts(own_app: Flask) -> None:
    client = checking_client(own_app)
    answer = client.get("/organizations/1/booklet.pdf")
    assert answer.mimetype == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.data))
    texts = [page.extract_text() for page in reader.pages]
    assert "Кружки и секции" in texts[0]
    contents = dict(re.findall(r"^(.+?)[ .\u00a0]+(\d+)$", texts[1], re.M))
    assert "Кружки по возрасту" in texts[int(contents["Кружки по возрасту"]) - 1]
    assert "Робототехника «Шестерёнка»" in texts[int(contents["Александрово-Заводская школа"]) - 1]
    fonts = {name for page in reader.pages for name in page["/Resources"].get("/Font", {})}
    assert fonts
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert "Roboto" in described["/FontName"]
            assert "/FontFile2" in described
    kept = list((own_app.extensions["navigator"].settings.instance_dir / "booklets").iterdir())
    assert len(kept) == 1
    kept[0].write_bytes(b"%PDF kept")
    assert client.get("/organizations/1/booklet.pdf").data == b"%PDF kept"
    with own_app.app_context():
        Program.update(name="Новое имя").where(Program.id == 1).execute()
    assert len(client.get("/organizations/1/booklet.pdf").data) > 10_000
    assert not kept[0].exists()


@needs_pdf
def test_nothing_outside_is_fetched_for_a_pdf(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text>x</text></svg>")
    without = pdf.pdf_of("<html lang=ru><title>t</title><p>Слово")
    planted = pdf.pdf_of(f"<html lang=ru><title>t</title><p>Слово<img src='{secret.as_uri()}' alt=''>")
    assert abs(len(without) - len(planted)) < 200
    assert pdf.pdf_of("<html lang=ru><title>t</title><p>Слово") == without


@needs_pdf
def test_without_weasyprint_the_page_remains(
    client: CheckingClient, monkeypatch: pytest.MonkeyPatch, demo_home: Path, tmp_path: Path
) -> None:
    assert "booklet.pdf" in client.get(f"{MUNICIPALITY}/").text
    monkeypatch.setattr(pdf, "_installed", lambda: False)
    page = client.look(f"{MUNICIPALITY}/")
    links = [one.get("href") for one in page.all("a") if "booklet" in one.get("href")]
    assert links == [f"{MUNICIPALITY}/booklet/"]
    assert "booklet.pdf" not in client.get(links[0]).text
    assert client.get(f"{MUNICIPALITY}/booklet.pdf").status_code == 404
    env = {**environment(tmp_path), "NAVIGATOR_INSTANCE_DIR": str(demo_home / "instance")}
    done = CliRunner().invoke(main, ["booklet", "--organization", "1", "--out", str(tmp_path / "b.pdf")], env=env)
    assert (done.exit_code, done.output.count("\n")) == (2, 1)
    assert "pip install 'navigator[pdf]'" in done.output
    assert not (tmp_path / "b.pdf").exists()


def test_the_command_writes_the_booklet_that_the_site_shows(demo_home: Path, tmp_path: Path) -> None:
    env = {**environment(tmp_path), "NAVIGATOR_INSTANCE_DIR": str(demo_home / "instance")}

    def run(*options: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["booklet", *options], env=env)
        return done.exit_code, done.output

    out = tmp_path / "b.html"
    assert run("--organization", "1", "--out", str(out))[0] == 0
    page = Page(out.read_text())
    assert len(page.all("article")) == 8
    assert "localhost" not in page.text  # without NAVIGATOR_LIVE_URL no address is made up
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.html"]
    for options in (("--out", str(out)), ("--organization", "999", "--out", str(out)),
                    ("--organization", "1", "--out", str(tmp_path / "b.doc")),
                    ("--municipality", "nowhere", "--out", str(out)),
                    ("--organization", "1", "--out", str(tmp_path / "none" / "b.html"))):  # fmt: skip
        code, said = run(*options)
        assert (code, said.count("\n")) == (2, 1), said


@needs_pdf
def test_a_pdf_by_the_command(demo_home: Path, tmp_path: Path) -> None:
    env = {**environment(tmp_path), "NAVIGATOR_INSTANCE_DIR": str(demo_home / "instance")}
    out = tmp_path / "b.pdf"
    done = CliRunner().invoke(main, ["booklet", "--organization", "1", "--out", str(out), "--size", "a4"], env=env)
    assert done.exit_code == 0, done.output
    box = PdfReader(out).pages[3].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)
