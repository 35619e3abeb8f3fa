"""Moves of many requests at once, lines of the queue that change in their place, and taking back."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from pages.checking import CheckingClient
from pages.working import asked, browser, enroll, hire

from navigator.data import Group, Request


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


def test_new_requests_are_enrolled_by_one_press(forms_app: Flask, org: CheckingClient, open_group: int) -> None:
    for name in ("Анна", "Белла"):
        asked(forms_app, open_group, name)
    page = org.look("/staff/")
    bar = [one.get("value") for one in page.all("button", name="event") if not one.get("formaction")]
    assert [one for one in bar if one in ("confirm", "reject", "enroll")] == ["confirm", "reject", "enroll"]
    ticked = [one.get("value") for one in page.all("input", name="request")]
    assert org.post("/staff/", data={**enroll(order_number=""), "request": ticked}).status_code == 422
    assert {one.state for one in Request.select()} == {"new"}
    payments = [one.get("value") for one in page.all("option") if one.get("value") in ("as_group", "budget")]
    assert payments == ["as_group", "budget"]  # the first is what nobody chose
    assert org.post("/staff/", data={**enroll(funding="as_group"), "request": ticked}).status_code == 200
    enrolled_ = [(one.state, one.order_number, one.funding) for one in Request.select()]
    assert enrolled_ == [("enrolled", "12-о", "budget")] * 2


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


def enrolled(app: Flask, org: CheckingClient, group: int, names: str) -> list[str]:
    numbers = [asked(app, group, f"Имя{one}", guardian_phone=f"8 912 345-6{at}-00") for at, one in enumerate(names)]
    for number in numbers:
        assert org.post(f"/staff/requests/{number}/", data=enroll()).status_code == 303
    return numbers


def test_many_are_transferred_and_renewed_at_once(forms_app: Flask, org: CheckingClient, open_group: int) -> None:
    numbers = enrolled(forms_app, org, open_group, "аб")
    now = Group.get_by_id(open_group)
    made = {"program": now.program_id, "free_places": 2, "stated_free": 2, "age_from": 60, "age_to": 216}
    other = Group.create(name="Вторая", date_start=now.date_start, **made).id
    following = Group.create(name="Будущая", date_start="2027-09-01", date_end="2028-05-31", **made).id
    page = org.look("/staff/?view=enrolled")
    options = [one.get("value") for one in page.all("option")]
    assert str(other) in options
    assert str(following) in options
    assert org.post("/staff/", data={"view": "enrolled", "event": "transfer", "request": numbers}).status_code == 422
    assert "Укажите группу" in org.page.words()
    chosen = {"view": "enrolled", "request": numbers, "group": str(other), "next_group": str(following)}
    org.post("/staff/", data={**chosen, "event": "transfer"})
    assert org.page.with_attribute("data-done")[0].get("data-done") == "2"
    assert {one.group_id for one in Request.select()} == {other}
    undo = [one.get("value") for one in org.page.all("input", name="request", type="hidden")]
    org.post("/staff/", data={"view": "enrolled", "event": "undo", "request": undo})
    assert {one.group_id for one in Request.select()} == {open_group}
    org.post("/staff/", data={**chosen, "event": "renew"})
    renewed = list(Request.select().where(Request.parent.is_null(False)))
    assert [(one.state, one.group_id) for one in renewed] == [("confirmed", following)] * 2
    assert Group.get_by_id(following).free_places == 0


def test_two_members_share_the_queue(forms_app: Flask, org: CheckingClient, owner: Any, open_group: int) -> None:
    numbers = [asked(forms_app, open_group, f"Имя{one}") for one in "аб"]
    assert "Взять себе" not in org.look("/staff/").text
    hire(forms_app, "second@example.org", "organization", organization=str(owner[0]))
    second = browser(forms_app, "second@example.org")
    second.post("/staff/", data={"event": "assign", "request": numbers})
    second.post("/staff/", data={"event": "assign", "request": numbers[:1]})  # stays taken
    taken = {one.assignee for one in Request.select()}
    assert len(taken) == 1
    assert "second@example.org" in org.look(f"/staff/requests/{numbers[0]}/").words()
    assert second.look("/staff/?assigned=1").with_attribute("data-request") != []
    assert org.look("/staff/?assigned=1").with_attribute("data-request") == []


def test_a_line_of_the_queue_is_decided_in_its_place(forms_app: Flask, org: CheckingClient, open_group: int) -> None:
    number = asked(forms_app, open_group)
    page = org.look("/staff/")
    button = page.all("button", value="confirm")[0]
    assert button.get("formaction") == f"/staff/requests/{number}/?view=waiting&version=1"
    asks = {"HX-Request": "true"}
    answer = org.post(button.get("formaction"), data={"event": "confirm"}, headers=asks)
    assert answer.status_code == 200
    assert 'data-state="confirmed"' in answer.text
    assert '<div id="queue-head" hx-swap-oob="true">' in answer.text
    assert "<html" not in answer.text
    stale = org.post(button.get("formaction"), data={"event": "confirm"}, headers=asks)
    assert stale.status_code == 409
    assert "только что изменили" in stale.text
    back = org.post(f"/staff/requests/{number}/?view=waiting", data={"event": "undo"}, headers=asks)
    assert 'data-state="new"' in back.text
    plain = org.post(f"/staff/requests/{number}/?view=waiting", data={"event": "confirm"})
    assert (plain.status_code, plain.headers["Location"]) == (303, "/staff/?view=waiting")


def test_the_changed_part_of_the_queue_is_part_of_its_page(
    forms_app: Flask, org: CheckingClient, open_group: int
) -> None:
    asked(forms_app, open_group)
    part = org.get("/staff/", headers={"HX-Request": "true"})
    assert part.headers["Cache-Control"] == "no-store"
    assert part.text.strip() in org.get("/staff/").text


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


def test_a_slip_in_the_order_keeps_ticks_and_typed_words(
    forms_app: Flask, org: CheckingClient, open_group: int
) -> None:
    numbers = [asked(forms_app, open_group, first) for first in ("Анна", "Вера", "Ева")]
    org.post("/staff/", data={"event": "confirm", "request": numbers, "view": "waiting"})
    stored = {one.number: one.version for one in Request.select()}
    ticks = [f"{number}:{stored[number]}" for number in numbers[:2]]
    for slip, words in (
        ({"order_date": "31.02.2026"}, "прочитать не удалось"),
        ({"order_number": ""}, "Укажите номер"),
    ):
        form = enroll(order_number="77-о") | slip
        answer = org.post("/staff/", data={**form, "request": ticks, "view": "waiting"})
        assert (answer.status_code, org.page.text.count(words)) == (422, 1), slip
        boxes = [one for one in org.page.all("input") if one.get("name") == "request"]
        assert {one.get("value") for one in boxes if one.get("checked") is not None} == set(ticks), slip
        shown = {one.get("name"): one.get("value") for one in org.page.all("input")}
        assert (shown["order_number"], shown["start_date"]) == (form["order_number"], "1.12.2026")
    assert {one.state for one in Request.select()} == {"confirmed"}
    done = org.post("/staff/", data={**enroll(), "request": [f"{numbers[0]}:0", ticks[1]], "view": "waiting"})
    assert (done.status_code, org.page.with_attribute("data-done")[0].get("data-done")) == (200, "1")
    boxes = [one for one in org.page.all("input") if one.get("name") == "request"]
    assert [one for one in boxes if one.get("checked") is not None] == [], (
        "what somebody else changed is to be read first"
    )
