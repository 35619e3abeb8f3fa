"""Sheets and lists in a browser: page objects of the desk, by mouse, by keyboard, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import connect

import pytest
from browser.conftest import open_page
from browser.looking import arrived, faults
from browser.staff import ORGANIZATION, sign_in
from live import copied, serving
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
SHEET = "Чем занимаемся;Кому можно;Сколько влезет\nЛепка из снега;7–10 лет;15\nТанец с саблями;с 6 лет;12\n"
#: A group with room for many lists.
ROOMY = """UPDATE study_group SET places = 500, stated_free = NULL, free_places = 500 - held
WHERE name = 'Отряд ст. Егорлыкской'"""
LETTERS = "абвгдежзик"


@pytest.fixture(scope="module")
def own_port(demo_env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server over a copy of the demo, so that what is loaded here is seen nowhere else."""
    home = Path(tmp_path_factory.mktemp("sheets"))
    env = copied(demo_env, home)
    with connect(Path(env["NAVIGATOR_INSTANCE_DIR"]) / "navigator.db") as database:
        database.execute(ROOMY)
    with serving(env, home / "server.log") as port:
        yield port


@pytest.fixture(params=[pytest.param(True, id="script"), pytest.param(False, id="plain", marks=pytest.mark.slow)])
def desk(request: pytest.FixtureRequest, browser: Browser, own_port: int, demo_env: dict[str, str]) -> Iterator[Page]:
    """A signed-in page, with and without JavaScript."""
    for page in open_page(browser, own_port, width=1280, java_script_enabled=request.param):
        sign_in(page, demo_env, ORGANIZATION)
        yield page


def room(page: Page, name: str) -> None:
    """Go to a room of the desk that is not among the first."""
    page.locator(".rooms summary").click()
    page.get_by_role("link", name=name, exact=True).click()


@dataclass
class ImportPages:
    """The steps of loading a sheet."""

    page: Page

    def send(self, name: str, body: str) -> None:
        room(self.page, "Загрузить таблицу")
        file = {"name": name, "mimeType": "text/csv", "buffer": body.encode("cp1251")}
        self.page.set_input_files("#file", [file])  # type: ignore[list-item]  # a plain dict is what the manual shows
        self.page.get_by_role("button", name="Дальше").click()

    def name(self, header: str, label: str) -> None:
        self.page.get_by_label(header, exact=True).select_option(label=label)

    def taken_for(self, header: str) -> str:
        return str(self.page.get_by_label(header, exact=True).input_value())

    def check(self) -> None:
        self.page.get_by_role("button", name="Дальше: что изменится").click()

    def load(self) -> None:
        self.page.get_by_role("button", name="Загрузить").click()


@dataclass
class ListPages:
    """The steps of pasting a list into a group."""

    page: Page

    def open(self, program: str, group: str) -> None:
        room(self.page, "Внести заявку")
        self.page.get_by_role("link", name="Вставить сразу список").click()
        self.page.fill("#q", program)
        self.page.keyboard.press("Enter")
        self.page.get_by_role("link", name=group).first.click()

    def paste(self, text: str) -> None:
        self.page.get_by_label("Список", exact=True).fill(text)
        self.page.get_by_role("button", name="Посмотреть").click()

    def states(self) -> list[str]:
        rows = arrived(self.page).locator("[data-row]")
        return [str(rows.nth(at).get_attribute("data-state")) for at in range(rows.count())]

    def take(self) -> None:
        self.page.get_by_role("button", name="Принять отмеченных").click()


@dataclass
class QueuePages:
    """Many requests at once."""

    page: Page

    def waiting_for(self, program: str) -> None:
        """What waits of one program."""
        self.page.goto("/staff/")
        name = self.page.locator("#program option", has_text=re.compile(program, re.IGNORECASE)).first.inner_text()
        self.page.select_option("#program", label=name)
        self.page.locator("main [role=search] button").click()
        expect(self.page.locator("#queue [name=program]")).not_to_have_value("")

    def newest(self, many: int) -> list[str]:
        """Numbers of the latest requests of the queue."""
        found = self.page.locator("#queue [data-request]").evaluate_all("all => all.map(one => one.dataset.request)")
        return sorted(found)[-many:]

    def all_of(self, numbers: list[str], button: str, **typed: str) -> None:
        """Tick them, say what the order says, press a button."""
        for number in numbers:
            self.page.locator(f'[data-request="{number}"] [name=request]').check()
        for field, text in typed.items():
            self.page.locator(f"#{field}").fill(text)
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self.page.locator("[data-bulk]").get_by_role("button", name=button, exact=True).click()
        expect(self.page.locator("[data-done]")).to_have_attribute("data-done", str(len(numbers)))


def test_a_sheet_is_loaded_and_its_columns_are_remembered(desk: Page, request: pytest.FixtureRequest) -> None:
    steps, mark = ImportPages(desk), request.node.callspec.id
    body = SHEET.replace("Чем занимаемся", f"Чем занимаемся {mark}").replace("Лепка", f"Лепка {mark}")
    body = body.replace("Танец", f"Танец {mark}")
    steps.send("программы.csv", body)
    expect(desk.locator("[data-trouble]")).to_be_visible()
    steps.check()
    expect(desk.locator("#error-summary")).to_contain_text("название программы")
    steps.name(f"Чем занимаемся {mark}", "Название программы")
    steps.name("Кому можно", "Возраст")
    steps.name("Сколько влезет", "Мест")
    desk.get_by_role("button", name="Показать строки заново").click()
    expect(desk.locator("[data-preview]")).to_contain_text("Танец")
    steps.check()
    expect(desk.locator("[data-report]")).to_have_attribute("data-created", "2")
    steps.load()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Загружено")
    desk.go_back()
    desk.reload()
    expect(desk.locator("[data-report]")).to_have_attribute("data-report", "done")
    steps.send("ещё.csv", body.replace("15", "16"))
    assert steps.taken_for("Кому можно") == "age"
    steps.check()
    expect(desk.locator("[data-report]")).to_have_attribute("data-updated", "1")


def test_thirty_rows_are_pasted_mended_and_taken(desk: Page, request: pytest.FixtureRequest) -> None:
    steps, mark = ListPages(desk), {"script": "а", "plain": "б"}[request.node.callspec.id]
    steps.open("волонтёрский", "Отряд ст. Егорлыкской")
    names = [f"Номоконов{mark}{a}{b} Пётр\t{at + 10}.03.2013" for at, a in enumerate(LETTERS) for b in LETTERS[:3]]
    steps.paste("\n".join([*names[:28], f"Одинокая{mark}\t12.03.2013", f"Номоконов{mark}ав Пётр\t41.03.2013"]))
    assert steps.states() == ["ready"] * 28 + ["problem"] * 2
    steps.take()
    expect(desk.locator("#error-summary")).to_contain_text("такой даты нет")
    desk.locator("#error-summary a").first.click()
    desk.locator("#name-28").fill(f"Одинокая{mark} Вера")
    desk.locator("#born-29").fill("14.03.2013")
    desk.get_by_label("Согласия законных представителей").check()
    steps.take()
    expect(desk.locator("[data-taken]")).to_have_attribute("data-taken", "30")
    desk.reload()
    expect(desk.locator("[data-taken]")).to_have_attribute("data-taken", "30")
    many = QueuePages(desk)
    many.waiting_for("волонтёрский")
    numbers = many.newest(30)
    many.all_of(numbers, "Подтвердить")
    many.all_of(numbers, "Зачислить", order_number=f"15-{mark}", order_date="01.12.2026")
    desk.goto(f"/staff/requests/{numbers[17]}/")
    expect(desk.locator("[data-state]").first).to_have_attribute("data-state", "enrolled")
    expect(desk.locator("main")).to_contain_text(f"№ 15-{mark}")


@pytest.mark.parametrize("desk", [True], ids=["script"], indirect=True)
def test_a_paper_is_typed_in_by_keyboard_alone(desk: Page) -> None:
    desk.goto("/staff/requests/new/")
    desk.keyboard.type("волонтёрский")
    desk.keyboard.press("Enter")
    desk.locator("[data-choice]").first.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#child_last_name")).to_be_focused()
    for typed in ("Клавишная", "Анна", "", "01.02.2012", "Ольга", "89120001122", "", ""):
        desk.keyboard.type(typed)
        desk.keyboard.press("Tab")
    for _ in range(3):  # special needs, source, day
        desk.keyboard.press("Tab")
    desk.keyboard.type("20.11.2026")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-request-code]")).to_have_attribute("data-state", "new")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("принята")


@pytest.mark.slow
def test_each_state_is_accessible_and_fits(browser: Browser, own_port: int, demo_env: dict[str, str]) -> None:
    wrong: list[str] = []
    for page in open_page(browser, own_port, width=1280):

        def look(state: str, page: Page = page) -> None:
            wrong.extend(faults(page, state))

        sign_in(page, demo_env, ORGANIZATION)
        lists, files = ListPages(page), ImportPages(page)
        lists.open("волонтёрский", "Отряд ст. Егорлыкской")
        look("paste")
        lists.paste("")
        look("paste: error")
        lists.paste("Ракитина Вера 01.02.2012\nРакитина\t1.1.2012\nМалышев Ян 1.2.2024\nРакитина Вера 1.2.2012")
        look("list")
        page.get_by_role("button", name="Исправить любые строки").click()
        look("list: open")
        lists.take()
        look("list: error")
        page.goto("/staff/requests/new/?q=нетакого")
        look("choose: nothing")
        page.goto("/staff/requests/new/")
        look("choose")
        page.locator("[data-choice]").first.click()
        look("one")
        page.get_by_role("button", name="Принять заявку").click()
        look("one: error")
        room(page, "Загрузить таблицу")
        look("upload")
        page.get_by_role("button", name="Дальше").click()
        look("upload: error")
        files.send("a.csv", SHEET)
        look("columns")
        files.check()
        look("columns: error")
        files.name("Чем занимаемся", "Название программы")
        files.check()
        look("check")
        files.load()
        look("report")
    assert wrong == []
