"""The desk: territories, the queue, moves of one and of many, the journal."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pages.checking import CheckingClient, checking_client
from pages.sending import FAMILY, hidden
from pages.working import asked, browser, enroll, hire
from peewee import DatabaseError

from navigator.data import Child, Group, JournalLine, Letter, Municipality, Organization, Program, Request, RequestMove
from navigator.services.requests.children import count_short_hashes
from navigator.services.staff.desk import marked
from navigator.services.staff.journal import broken_line, who_saw

ROUTES = re.compile(r"^(\S+) (/staff/\S*) (\S+)$", re.M)


def kept(client: CheckingClient, organization: int) -> str:
    """The key of a sheet that a member sent."""
    data = {"organization": str(organization), "file": (BytesIO("Кружок;Группа\nЛепка;1\n".encode()), "a.csv")}
    address: str = client.post("/staff/import/", data=data).headers["Location"]
    return address.split("/")[-2]


# ---------------------------------------------------------------- territories


def test_every_address_of_the_desk_for_every_role(forms_app: Flask, open_group: int, owner: tuple[int, str]) -> None:
    """Each route × role × own or other request, from the written table of readers."""
    from pathlib import Path

    written = ROUTES.findall((Path(__file__).parents[1] / "house" / "routes.txt").read_text())
    rules = {rule.rule for rule in forms_app.url_map.iter_rules() if rule.rule.startswith("/staff/")}
    assert {rule for _, rule, _ in written} == rules
    number, program = asked(forms_app, open_group), str(Group.get_by_id(open_group).program_id)
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
    keys = {who: kept(client, owner[0]) for who, client in people.items() if who[1] and who[0] != "observer"}
    stranger = checking_client(forms_app)
    for methods, rule, readers in written:
        if "<token>" in rule or "sign-in" in rule or "sign-out" in rule:
            continue
        fixed = rule.replace("<number>", number).replace("<name>", "coverage")
        for named in ("<int:group_id>", "<int:group>"):
            fixed = fixed.replace(named, str(open_group))
        fixed = fixed.replace("<int:program>", program)
        if "<int:" in fixed:
            continue  # reviews, marks and pages have a matrix of their own
        bound = "<" in rule.replace("<name>", "")
        for method in methods.split(","):
            assert stranger.open(fixed, method=method).status_code in {303, 401}, rule
            for (role, mine), client in people.items():
                path = fixed.replace("<key>", keys.get((role, mine), keys["organization", True]))
                status = client.open(path, method=method, data={"event": "note", "words": ""}).status_code
                allowed = role in readers.split(",") and (mine or not bound)
                refused = {404} if method == "GET" or bound or role == "observer" else {404, 422}
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


def test_people_are_found_as_they_are_named(forms_app: Flask, org: CheckingClient, open_group: int) -> None:
    """Without a patronymic, the first name first, by the end of a number; also those stored before the hash was."""
    number = asked(forms_app, open_group, child_patronymic="Ильич")
    asked(forms_app, open_group, "Павел", child_patronymic="Ильич")
    short = str(int(number.split("-")[1]))
    asks = ("Иванов Пётр", "петр  иванов", "Пётр Ильич Иванов", "Иванов Пётр Ильич", short, f"{number[:2]}-{short}")
    Child.update(short_hash="").execute()
    assert org.look("/staff/?q=Иванов Пётр").with_attribute("data-request") == []
    assert count_short_hashes(forms_app.extensions["navigator"].database) == Child.select().count()
    for q in asks:
        found = org.look("/staff/", query_string={"q": q}).with_attribute("data-request")
        assert [one.get("data-request") for one in found] == [number], q
    assert org.look("/staff/?q=Иванов Пётр Павлович").with_attribute("data-request") == []


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


def test_the_differing_digit_or_the_missing_letter_is_marked(
    forms_app: Flask, org: CheckingClient, open_group: int
) -> None:
    asked(forms_app, open_group, child_birth_date="14.03.2016")
    other = asked(forms_app, open_group, child_birth_date="15.03.2016")
    for row, snils in zip(Child.select().order_by(Child.id), ("11223344595", "11223344695"), strict=True):
        row.snils = snils
        row.save()
    page = org.look(f"/staff/requests/{other}/")
    assert [page.words(one) for one in page.all("mark")] == ["4", "5"], "14 where this one has 15, then of the SNILS"
    assert "14.03.2016, СНИЛС 112-233-445 95" in page.words(page.with_attribute("data-alike")[0]).replace("\xa0", " ")
    assert marked("Анна", "Ана") == (("Ан", False), ("_", True), ("а", False))


def test_enter_in_a_field_presses_no_button_of_another(forms_app: Flask, org: CheckingClient, open_group: int) -> None:
    """Browsers press the first button of a form for Enter: here it is one that does nothing."""
    number = asked(forms_app, open_group)
    for path, form in (("/staff/", "queue"), (f"/staff/requests/{number}/", "request-actions")):
        text = org.look(path).text.split(f'data-form="{form}"')[1]
        assert text.index("<button disabled hidden>") == text.index("<button"), path


def test_dates_that_are_slips_of_the_hand(forms_app: Flask, org: CheckingClient, open_group: int) -> None:
    number = asked(forms_app, open_group)
    last = Group.get_by_id(open_group).date_end
    after = (last + timedelta(days=1)).strftime("%d.%m.%Y")
    for wrong, words in (
        ({"order_date": "23.11.2062"}, "год далеко от нынешнего"),
        ({"start_date": "01.12.1926"}, "год далеко от нынешнего"),
        ({"start_date": after}, f"Группа занимается до {last:%d.%m.%Y}"),
    ):
        answer = org.post(f"/staff/requests/{number}/", data=enroll(**wrong))
        assert (answer.status_code, words in answer.text) == (422, True), wrong
    assert Request.get(Request.number == number).state == "new"


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
