"""The journal on a page: territories, filters, pages, and who saw a child."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pages.checking import CheckingClient
from pages.conftest import TODAY
from pages.test_staff_queue import asked
from pages.working import browser, hire

import navigator.services
from navigator.blueprints.staff.actions import ACTIONS, THINGS
from navigator.blueprints.staff.reviews import EVENTS as REVIEW_EVENTS
from navigator.data import Account, Group, JournalLine, Organization, Request
from navigator.rules.pages import EVENTS as PAGE_EVENTS
from navigator.rules.publishing import PROGRAM_STEPS, PROPOSAL_STEPS
from navigator.rules.states import CERTIFICATE_MOVES, ENROLLMENT_MOVES
from navigator.services.financing.acting import VERBS
from navigator.services.staff.journal import broken_line, note
from navigator.services.staff.journal_pages import PAGE, write_checked

SERVICES = Path(navigator.services.__file__).parent


@pytest.fixture
def owner(open_group: int) -> Organization:
    found: Organization = Group.get_by_id(open_group).program.organization
    return found


@pytest.fixture
def people(forms_app: Flask, owner: Organization) -> dict[str, CheckingClient]:
    """Browsers of the owner of the open group, another organization, both centres and the region."""
    far = Organization.get(Organization.municipality != owner.municipality)
    hire(forms_app, "org@example.org", "organization", organization=str(owner.id))
    hire(forms_app, "far@example.org", "organization", organization=str(far.id))
    secrets = {
        "moc": hire(forms_app, "moc@example.org", "municipal_center", municipality=owner.municipality.slug),
        "away": hire(forms_app, "away@example.org", "municipal_center", municipality=far.municipality.slug),
        "rmc": hire(forms_app, "rmc@example.org", "regional_center"),
    }
    names = ("org", "far", *secrets)
    return {name: browser(forms_app, f"{name}@example.org", secrets.get(name, "")) for name in names}


def lines(client: CheckingClient, query: str = "") -> list[tuple[str, str]]:
    """Actions with the numbers that lines name."""
    page = client.look(f"/staff/journal/{query}")
    found = []
    for one in page.with_attribute("data-line"):
        links = [link for link in one.iter() if link.get("href", "").startswith("/staff/requests/")]
        found.append((one.get("data-action"), page.words(links[0]) if links else ""))
    return found


def test_each_sees_the_lines_of_its_territory(
    forms_app: Flask, people: dict[str, CheckingClient], open_group: int
) -> None:
    number = asked(forms_app, open_group)
    people["org"].look(f"/staff/requests/{number}/")
    people["moc"].look(f"/staff/requests/{number}/")
    people["rmc"].look(f"/staff/requests/{number}/")
    assert lines(people["org"]) == [("read", number)]
    assert lines(people["moc"]) == [("read", number)] * 3
    assert lines(people["rmc"]) == [("read", number)] * 3
    assert lines(people["far"]) == lines(people["away"]) == []
    words = people["org"].look("/staff/journal/").words()
    assert "чтение заявки" in words and "Иванов" not in words


def test_filters_and_pages(forms_app: Flask, people: dict[str, CheckingClient], open_group: int) -> None:
    number = asked(forms_app, open_group)
    house = forms_app.extensions["navigator"]
    org = Account.get(Account.email == "org@example.org")
    people["moc"].look("/staff/?view=all")
    people["org"].post(f"/staff/requests/{number}/", data={"event": "confirm"})
    for at in range(PAGE + 5):
        with house.database.atomic():
            note(house.database, org.id, "read", house.now(), subject=f"26-9{at:04}")
    rmc = people["rmc"]
    assert len(lines(rmc)) == PAGE
    older = next(one.get("href") for one in rmc.page.all("a") if "before=" in one.get("href"))
    assert lines(rmc, older.removeprefix("/staff/journal/")) == [
        ("read", f"26-9{at:04}") for at in range(4, -1, -1)
    ] + [
        ("confirm", number),
        ("list", ""),
    ]
    assert lines(rmc, "?action=confirm") == [("confirm", number)]
    assert lines(rmc, f"?number={number}") == [("confirm", number), ("list", "")]
    assert len(lines(rmc, f"?person={org.id}")) == PAGE
    assert lines(rmc, f"?person={org.id}&action=list") == []
    assert lines(rmc, f"?until={TODAY.replace(day=1)}") == []
    assert len(lines(rmc, f"?since={TODAY}&until={TODAY}")) == PAGE
    page = rmc.look("/staff/journal/?since=вчера&number=абв&person=x&before=y&action=fly")
    assert "прочитать не удалось" in page.words()
    assert len(page.with_attribute("data-line")) == PAGE


def test_who_saw_this_child_and_that_somebody_asked(
    forms_app: Flask, people: dict[str, CheckingClient], open_group: int, monkeypatch: Any
) -> None:
    first, other = asked(forms_app, open_group), asked(forms_app, open_group, "Анна")
    people["org"].look(f"/staff/requests/{first}/")
    people["moc"].look("/staff/?view=all")
    people["moc"].look(f"/staff/requests/{other}/")
    Request.update(child=None).where(Request.number == other).execute()
    moc = people["moc"]
    page = moc.look(f"/staff/journal/{first}/")
    told = [one.get("data-action") for one in page.with_attribute("data-action")]
    assert told == ["who_saw", "list", "read"]
    assert JournalLine.select().where(JournalLine.action == "who_saw", JournalLine.subject == first).count() == 1
    page = moc.look(f"/staff/journal/{other}/")  # its child was erased: the request alone
    assert [one.get("data-action") for one in page.with_attribute("data-action")] == ["who_saw", "read", "list"]
    own = people["org"].look(f"/staff/journal/{first}/")
    assert [one.get("data-action") for one in own.with_attribute("data-action")] == ["who_saw", "read"]
    for name in ("far", "away"):
        assert people[name].get(f"/staff/journal/{first}/").status_code == 404
    assert f"/staff/journal/{first}/" in moc.look(f"/staff/requests/{first}/").text
    asked_for: list[str] = []
    execute = forms_app.extensions["navigator"].database.execute_sql
    monkeypatch.setattr(
        forms_app.extensions["navigator"].database,
        "execute_sql",
        lambda sql, *rest, **more: asked_for.append(sql) or execute(sql, *rest, **more),
    )
    moc.look(f"/staff/journal/{first}/")
    reading = [sql for sql in asked_for if "journal_line" in sql and "LEFT OUTER JOIN" in sql]
    assert len(reading) == 1
    assert broken_line() == 0


def test_a_number_inside_a_longer_one_is_another(
    forms_app: Flask, people: dict[str, CheckingClient], open_group: int
) -> None:
    number = asked(forms_app, open_group)
    house = forms_app.extensions["navigator"]
    with house.database.atomic():
        note(house.database, None, "list", house.now(), detail=f"{number}1 2{number}")
    page = people["rmc"].look(f"/staff/journal/{number}/")
    assert [one.get("data-action") for one in page.with_attribute("data-action")] == ["who_saw"]
    assert lines(people["rmc"], f"?number={number}") == [("who_saw", number)]


def test_the_last_check_of_the_chain_is_told(
    forms_app: Flask, people: dict[str, CheckingClient], open_group: int
) -> None:
    house = forms_app.extensions["navigator"]
    assert "Цепочка проверена" not in people["rmc"].look("/staff/journal/").words()
    number = asked(forms_app, open_group)
    people["rmc"].look(f"/staff/requests/{number}/")
    write_checked(house.database, house.now())
    write_checked(house.database, house.now())
    assert "Цепочка проверена 23" in people["rmc"].look("/staff/journal/").words()
    people["rmc"].look(f"/staff/requests/{number}/")
    assert "с тех пор 1 строка" in people["rmc"].look("/staff/journal/").words()


def test_the_journal_asks_a_constant_number_of_questions(
    forms_app: Flask, people: dict[str, CheckingClient], open_group: int, monkeypatch: Any
) -> None:
    database, said = forms_app.extensions["navigator"].database, []
    number = asked(forms_app, open_group)
    people["moc"].look(f"/staff/requests/{number}/")
    execute = database.execute_sql
    monkeypatch.setattr(database, "execute_sql", lambda *args, **rest: said.append(args[0]) or execute(*args, **rest))
    people["moc"].look("/staff/journal/")
    few = len(said)
    for name in ("Анна", "Вера"):
        people["moc"].look(f"/staff/requests/{asked(forms_app, open_group, name)}/")
    said.clear()
    people["moc"].look("/staff/journal/")
    assert len(said) == few <= 10


def test_everything_that_is_written_down_has_its_words() -> None:
    moves = {one.event for one in (*ENROLLMENT_MOVES, *CERTIFICATE_MOVES)}
    sources = "".join(path.read_text() for path in SERVICES.rglob("*.py"))
    steps = {one.move.event for one in (*PROGRAM_STEPS, *PROPOSAL_STEPS)}
    written = moves | steps | set(VERBS) | {f"page_{one}" for one in PAGE_EVENTS}
    written |= {f"review_{one}" for one in REVIEW_EVENTS} | set(re.findall(r'note\([^"()]*"([a-z_ ]+)"', sources))
    assert written - ACTIONS.keys() == set()
    assert set(re.findall(r'subject=f"([a-z]+)[ :]\{', sources)) <= THINGS.keys() | {"place"}
