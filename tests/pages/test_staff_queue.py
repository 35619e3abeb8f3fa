"""The desk: territories, the queue, moves of one and of many, the journal."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from pages.checking import CheckingClient, checking_client
from pages.sending import FAMILY, done, hidden, send
from pages.working import browser, hire
from peewee import DatabaseError

from navigator.data import Group, JournalLine, Letter, Municipality, Organization, Program, Request, RequestMove
from navigator.services.staff.journal import broken_line, who_saw

ROUTES = re.compile(r"^(\S+) (/staff/\S*) (\S+)$", re.M)


@pytest.fixture
def owner(open_group: int) -> tuple[int, str]:
    """The organization of the open group and the slug of its municipality."""
    organization = Group.get_by_id(open_group).program.organization
    return organization.id, organization.municipality.slug


@pytest.fixture
def org(forms_app: Flask, owner: tuple[int, str]) -> CheckingClient:
    """A browser of the organization."""
    hire(forms_app, "org@example.org", "organization", organization=str(owner[0]))
    return browser(forms_app, "org@example.org")


def asked(app: Flask, group: int, first: str = "Пётр", **values: str) -> str:
    client = checking_client(app)
    return done(client, send(client, f"/groups/{group}/enroll/", child_first_name=first, **values))[0]


def enroll(**values: str) -> dict[str, str]:
    return {
        "event": "enroll",
        "order_number": "12-о",
        "order_date": "23.11.2026",
        "start_date": "1.12.2026",
        "funding": "budget",
        **values,
    }


# ---------------------------------------------------------------- territories


def test_every_address_of_the_desk_for_every_role(forms_app: Flask, open_group: int, owner: tuple[int, str]) -> None:
    """Each route × role × own or other request, from the written table of readers."""
    from pathlib import Path

    written = ROUTES.findall((Path(__file__).parents[1] / "house" / "routes.txt").read_text())
    rules = {rule.rule for rule in forms_app.url_map.iter_rules() if rule.rule.startswith("/staff/")}
    assert {rule for _, rule, _ in written} == rules
    number = asked(forms_app, open_group)
    other_org = Organization.get(Organization.id != owner[0]).id
    elsewhere = Municipality.get((Municipality.slug != owner[1]) & Municipality.is_shown).slug
    people: dict[tuple[str, bool], CheckingClient] = {}
    for role, mine, place in (
        ("organization", True, {"organization": str(owner[0])}),
        ("organization", False, {"organization": str(other_org)}),
        ("municipal_center", True, {"municipality": owner[1]}),
        ("municipal_center", False, {"municipality": elsewhere}),
        ("regional_center", True, {}),
        ("observer", True, {"municipality": owner[1]}),
        ("observer", False, {"municipality": elsewhere}),
    ):
        email = f"{role}-{mine}@example.org".lower()
        people[role, mine] = browser(forms_app, email, hire(forms_app, email, role, **place))
    stranger = checking_client(forms_app)
    for methods, rule, readers in written:
        if "<token>" in rule or "sign-in" in rule or "sign-out" in rule or "<int:" in rule:
            continue  # what has an id of its own has a matrix of its own
        path = rule.replace("<number>", number)
        for method in methods.split(","):
            assert stranger.open(path, method=method).status_code in {303, 401}, rule
            for (role, mine), client in people.items():
                status = client.open(path, method=method, data={"event": "note", "words": ""}).status_code
                allowed = role in readers.split(",") and (mine or "<number>" not in rule)
                refused = {404} if method == "GET" or "<number>" in rule or role == "observer" else {404, 422}
                if not allowed:
                    assert status in refused, (method, rule, role, mine, status)
                else:
                    assert status in {200, 303, 404 if method == "POST" else 200, 422}, (
                        method,
                        rule,
                        role,
                        mine,
                        status,
                    )


def test_the_queue_shows_ones_own_territory(forms_app: Flask, open_group: int, owner: tuple[int, str]) -> None:
    number = asked(forms_app, open_group)
    other_org = Organization.get(Organization.id != owner[0]).id
    hire(forms_app, "other@example.org", "organization", organization=str(other_org))
    hire(forms_app, "org@example.org", "organization", organization=str(owner[0]))
    mine, other = browser(forms_app, "org@example.org"), browser(forms_app, "other@example.org")
    seen = [one.get("data-request") for one in mine.look("/staff/").with_attribute("data-request")]
    assert seen == [number]
    assert other.look("/staff/?view=all").with_attribute("data-request") == []
    for q in (number, "Иванов Пётр", "8 912 345-67-89"):
        found = mine.look(f"/staff/?view=all&q={q}").with_attribute("data-request")
        assert [one.get("data-request") for one in found] == [number], q
        assert other.look(f"/staff/?view=all&q={q}").with_attribute("data-request") == []


def test_an_observer_moves_nothing(forms_app: Flask, open_group: int, owner: tuple[int, str]) -> None:
    number = asked(forms_app, open_group)
    secret = hire(forms_app, "eye@example.org", "observer", municipality=owner[1])
    eye = browser(forms_app, "eye@example.org", secret)
    assert eye.look(f"/staff/requests/{number}/").all("form", data_form="request-actions") == []
    for event in ("confirm", "reject", "note", "code", "assign", "undo"):
        assert eye.post(f"/staff/requests/{number}/", data={"event": event}).status_code == 404
    assert eye.post("/staff/", data={"event": "confirm", "request": number}).status_code == 404
    assert Request.get().state == "new"


# ---------------------------------------------------------------- one request


def test_a_request_is_decided_on_its_page(forms_app: Flask, org: CheckingClient, open_group: int) -> None:
    number = asked(forms_app, open_group)
    path = f"/staff/requests/{number}/"
    page = org.look(path)
    assert "Иванов Пётр" in page.words(page.all("h1")[0])
    assert org.post(path, data={"event": "confirm", "version": "1"}).status_code == 303
    assert org.post(path, data=enroll(order_number="", version="2")).status_code == 422
    assert "номер приказа" in org.page.words()
    assert org.page.all("input", id="start_date")[0].get("value") == "1.12.2026"  # nothing typed is lost
    assert org.post(path, data=enroll(version="2", order_date="31.31.2026")).status_code == 422
    assert org.post(path, data=enroll(version="2")).status_code == 303
    request = Request.get()
    assert (request.state, request.order_number, str(request.start_date)) == ("enrolled", "12-о", "2026-12-01")
    moves = [(one.event, one.account is not None) for one in RequestMove.select().order_by(RequestMove.id)]
    assert moves == [("send", False), ("confirm", True), ("enroll", True)]


def test_new_to_enrolled_in_one_step(forms_app: Flask, org: CheckingClient, open_group: int) -> None:
    number = asked(forms_app, open_group)
    before = Group.get_by_id(open_group).free_places
    assert org.post(f"/staff/requests/{number}/", data=enroll(version="1")).status_code == 303
    assert (Request.get().state, Group.get_by_id(open_group).free_places) == ("enrolled", before - 1)
    assert [one.event for one in RequestMove.select().order_by(RequestMove.id)] == ["send", "confirm", "enroll"]


def test_the_second_of_two_is_told_and_overwrites_nothing(
    forms_app: Flask, org: CheckingClient, open_group: int
) -> None:
    number = asked(forms_app, open_group)
    path = f"/staff/requests/{number}/"
    stale = hidden(org.look(path))
    other = browser(forms_app, "org@example.org")
    other.post(path, data={"event": "confirm", **stale})
    answer = org.post(path, data={"event": "reject", "reason": "age", **stale})
    assert answer.status_code == 409
    assert "только что изменили" in org.page.words()
    assert Request.get().state == "confirmed"


def test_notes_calls_and_codes(forms_app: Flask, org: CheckingClient, open_group: int) -> None:
    number = asked(forms_app, open_group)
    path = f"/staff/requests/{number}/"
    org.post(path, data={"event": "note", "words": "Мама просит <b>вторник</b>"})
    assert "Мама просит <b>вторник</b>" in org.look(path).words()
    org.post(path, data={"event": "code"})
    code = org.page.all("b", **{"class": "big code"})[0].text
    family = checking_client(forms_app)
    assert family.post("/requests/", data={"number": number, "code": code}).status_code == 303
    assert Letter.select().where(Letter.kind == "code").count() == 1


def test_look_alikes_are_marked(forms_app: Flask, org: CheckingClient, open_group: int) -> None:
    first = asked(forms_app, open_group)
    second = asked(forms_app, open_group, child_last_name="Иваноф")
    page = org.look(f"/staff/requests/{second}/")
    assert page.with_attribute("data-alike")[0].get("data-alike") == "1"
    assert [page.words(one) for one in page.all("mark")] == ["в"]
    assert f"/staff/requests/{first}/" in page.text


# ---------------------------------------------------------------- many


def test_one_order_over_thirty_requests_and_back(forms_app: Flask, org: CheckingClient, open_group: int) -> None:
    Group.update(free_places=29, stated_free=29).where(Group.id == open_group).execute()
    names = [f"Имя{one}{other}" for one in "абвгде" for other in "абвгд"]
    for at, name in enumerate(names):
        asked(forms_app, open_group, name, guardian_phone=f"8 912 345-67-{at + 10}", guardian_email="")
    page = org.look("/staff/")
    ticked = [one.get("value") for one in page.all("input", name="request")]
    assert len(ticked) == 30
    answer = org.post("/staff/", data={**enroll(), "request": ticked})
    assert answer.status_code == 200
    assert org.page.with_attribute("data-done")[0].get("data-done") == "29"
    assert "Мест нет" in org.page.words()
    assert Request.select().where(Request.state == "enrolled", Request.order_number == "12-о").count() == 29
    undo = [one.get("value") for one in org.page.all("input", name="request", type="hidden")]
    org.post("/staff/", data={"event": "undo", "request": undo})
    assert Request.select().where(Request.state == "confirmed", Request.order_number == "").count() == 29
    org.post("/staff/", data={"event": "undo", "request": undo})
    assert Request.select().where(Request.state == "confirmed").count() == 29  # an undo is not undone


def test_a_rejection_is_taken_back(forms_app: Flask, org: CheckingClient, open_group: int) -> None:
    number = asked(forms_app, open_group)
    path = f"/staff/requests/{number}/"
    assert org.post(path, data={"event": "reject", "reason": "age", "version": "1"}).status_code == 303
    assert org.post(path, data={"event": "undo"}).status_code == 303
    request = Request.get()
    assert (request.state, request.reason, request.closed_at, request.living_key is not None) == ("new", "", None, True)
    org.post(path, data={"event": "reject", "reason": "age"})
    again = asked(forms_app, open_group)
    assert again != number
    assert org.post(path, data={"event": "undo"}).status_code == 409
    assert "другую заявку" in org.page.words()


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"event": "confirm"}, 422),
        ({"event": "fly", "request": "26-00001"}, 404),
        ({"event": "confirm", "request": ["26-99999", "nonsense:x", ":", "26-00001:99"]}, 200),
        ({"event": "enroll", "request": "26-00001", "order_date": "когда-нибудь"}, 422),
    ],
)
def test_forged_lists_change_nothing(
    forms_app: Flask, org: CheckingClient, open_group: int, data: dict[str, Any], status: int
) -> None:
    asked(forms_app, open_group)
    assert org.post("/staff/", data=data).status_code == status
    assert Request.get().state == "new"


# ---------------------------------------------------------------- the journal


def test_reading_is_written_down_and_the_journal_cannot_be_changed(
    forms_app: Flask, org: CheckingClient, open_group: int
) -> None:
    number = asked(forms_app, open_group)
    org.look("/staff/")
    org.look(f"/staff/requests/{number}/")
    org.post(f"/staff/requests/{number}/", data={"event": "confirm"})
    lines = [(one.action, one.subject) for one in JournalLine.select().order_by(JournalLine.id)]
    assert lines[-3:] == [("list", ""), ("read", number), ("confirm", number)]
    assert [(email, action) for _, email, action in who_saw(Request.get().child_id)][:3] == [
        *(("org@example.org", "confirm"), ("org@example.org", "read"), ("org@example.org", "list"))
    ]
    assert broken_line() == 0
    for change in (JournalLine.update(action="nothing"), JournalLine.delete()):
        with pytest.raises(DatabaseError, match="appended only"):
            change.execute()
    assert not [one for one in JournalLine.select() if "Иванов" in one.detail or FAMILY["guardian_name"] in one.detail]


def test_the_queue_asks_a_constant_number_of_questions(
    forms_app: Flask, org: CheckingClient, open_group: int, monkeypatch: Any
) -> None:
    asked(forms_app, open_group)
    database, counted = forms_app.extensions["navigator"].database, []
    execute = database.execute_sql
    monkeypatch.setattr(
        database, "execute_sql", lambda *args, **rest: counted.append(args[0]) or execute(*args, **rest)
    )
    org.look("/staff/")
    one = len(counted)
    for name in ("Анна", "Вера"):
        asked(forms_app, open_group, name)
    counted.clear()
    org.look("/staff/")
    assert len(counted) == one <= 16
    assert Program.select().count() > 0
