"""Machines, strangers and guessers: refused kindly, limited, told nothing."""

from __future__ import annotations

import base64
import json
import re
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner
from pages.checking import CheckingClient, checking_client
from pages.sending import FAMILY, done, hidden, send

from navigator.data import Letter, Request

#: Each so many of the naughty strings; all of them in the long proof.
EACH = [7, pytest.param(1, marks=pytest.mark.slow)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"website": "http://spam"}, "Не заполняйте"),
        ({"token": ""}, "не целиком"),
        ({"token": "form.abc.def"}, "не целиком"),
    ],
)
def test_machines_are_told_apart(family: CheckingClient, open_group: int, change: dict[str, str], words: str) -> None:
    path = f"/groups/{open_group}/enroll/"
    family.post(path, data={**hidden(family.look(path)), **FAMILY})
    answer = family.post(path, data={**hidden(family.page), **change})
    assert answer.status_code == 422
    assert words in family.page.words(family.page.all("div", id="error-summary")[0])
    kept = hidden(family.page)
    assert (kept["child_last_name"], Request.select().count()) == ("Иванов", 0)
    assert family.post(path, data=kept).status_code == 303  # a person goes on


def test_a_form_has_its_time(forms_app: Flask, family: CheckingClient, open_group: int, monkeypatch: Any) -> None:
    path = f"/groups/{open_group}/enroll/"
    forms_app.extensions["navigator"].settings = replace(forms_app.extensions["navigator"].settings, form_seconds=2)
    family.post(path, data={**hidden(family.look(path)), **FAMILY})
    final = hidden(family.page)
    assert family.post(path, data=final).status_code == 422
    assert "слишком быстро" in family.page.words()
    now = int(time.time())
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: now + 8 * 24 * 3600)
    assert family.post(path, data=final).status_code == 422
    assert "открыта давно" in family.page.words()
    fresh = hidden(family.page)
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: now + 8 * 24 * 3600 + 5)
    assert family.post(path, data=fresh).status_code == 303


def test_one_address_is_limited_and_a_school_is_not(forms_app: Flask, family: CheckingClient, open_group: int) -> None:
    house = forms_app.extensions["navigator"]
    house.__dict__.pop("policy", None)
    house.settings = replace(house.settings, rate_requests=30)
    path = f"/groups/{open_group}/enroll/"
    names = [f"Имя{one}{other}" for one in "абвгдеж" for other in "абвгд"]
    for number in range(30):
        answer = send(
            family,
            path,
            child_first_name=names[number],
            guardian_phone=f"8 912 345-67-{number + 10}",
            guardian_email=f"mama{number}@example.org",
        )
        assert answer.status_code == 303, number
    answer = send(family, path, child_first_name="Лишний", guardian_phone="8 912 345-68-00", guardian_email="")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "600")
    assert hidden(family.page)["child_first_name"] == "Лишний"
    assert Request.select().count() == 30


def test_one_phone_is_limited(family: CheckingClient, open_group: int, monkeypatch: Any) -> None:
    monkeypatch.setattr("navigator.blueprints.sending.CONTACT", replace(_contact(), most=2))
    path = f"/groups/{open_group}/enroll/"
    for name in ("Анна", "Вера"):
        assert send(family, path, child_first_name=name, guardian_email="").status_code == 303
    assert send(family, path, child_first_name="Зоя", guardian_email="").status_code == 429
    assert send(family, path, child_first_name="Зоя", guardian_phone="", guardian_email="papa@x.ru").status_code == 303


def _contact() -> Any:
    from navigator.services.limits import CONTACT

    return CONTACT


def test_a_code_may_be_tried_ten_times(family: CheckingClient, open_group: int) -> None:
    number, code = done(family, send(family, f"/groups/{open_group}/enroll/"))
    guesser = family.application.test_client()
    codes = [f"{'A' * 22}{base64.b32encode(bytes([0, at, 7])).decode()[:4]}" for at in range(100)]
    statuses = [guesser.post("/requests/", data={"number": number, "code": one}).status_code for one in codes]
    assert statuses == [422] * 10 + [429] * 90
    assert guesser.post("/requests/", data={"number": number, "code": code}).status_code == 429
    elsewhere = guesser.post(
        "/requests/", data={"number": number, "code": code}, environ_base={"REMOTE_ADDR": "10.1.1.1"}
    )
    assert elsewhere.status_code == 303  # the family is not locked out by a guesser


def test_a_lost_code_is_replaced_by_mail_alone(family: CheckingClient, open_group: int) -> None:
    number, code = done(family, send(family, f"/groups/{open_group}/enroll/"))
    guesser = checking_client(family.application)
    pages = []
    for one, email in ((number, "papa@example.org"), ("26-99999", "mama@example.org"), (number, "MAMA@example.org")):
        assert guesser.post("/requests/code/", data={"number": one, "guardian_email": email}).status_code == 200
        pages.append(guesser.page.text)
    assert len(set(pages)) == 1
    letter = Letter.select().where(Letter.kind == "code").get()
    fresh = re.search(r"[A-Z2-7]{4}(?:-[A-Z2-7]{2,4}){6}", letter.body)
    assert fresh is not None
    assert guesser.post("/requests/", data={"number": number, "code": code}).status_code == 422
    assert guesser.post("/requests/", data={"number": number, "code": fresh[0]}).status_code == 303
    assert family.look(f"/requests/{number}/").all("form")[0].get("data-form") == "follow-request"


def test_an_unknown_number_and_a_wrong_code_look_the_same(family: CheckingClient, open_group: int) -> None:
    number, _ = done(family, send(family, f"/groups/{open_group}/enroll/"))
    guesser = checking_client(family.application)
    pages = []
    for one in (number, "26-99999"):
        guesser.post("/requests/", data={"number": one, "code": "A" * 26})
        pages.append(guesser.page.text.replace(one, "NUMBER"))
    assert pages[0] == pages[1]


def test_requests_of_others_are_not_there(family: CheckingClient, open_group: int) -> None:
    path = f"/groups/{open_group}/enroll/"
    mine, _ = done(family, send(family, path))
    stranger = checking_client(family.application)
    theirs, _ = done(stranger, send(stranger, path, child_first_name="Мария"))
    for event in ("cancel", "erase", "accept"):
        assert family.post(f"/requests/{theirs}/", data={"event": event, "sure": "1"}).status_code == 404
    assert family.get(f"/requests/{theirs}/calendar.ics").status_code == 404
    for page in (f"/requests/{theirs}/", f"/requests/{theirs}/done/", f"/requests/{theirs}/again/"):
        assert "Мария" not in family.look(page).words()
    assert family.post(f"/requests/{mine}/", data={"event": "confirm", "sure": "1"}).status_code == 404
    assert {one.state for one in Request.select()} == {"new"}


def _naughty(shared_data: Path) -> list[str]:
    found: list[str] = json.loads((shared_data / "blns.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.realdata
@pytest.mark.parametrize("each", EACH)
def test_naughty_strings_break_no_field(family: CheckingClient, open_group: int, shared_data: Path, each: int) -> None:
    family.typed = True
    path = f"/groups/{open_group}/enroll/"
    base = {**hidden(family.look(path)), **FAMILY, "create_certificate": "1", "municipality": "egorlykskiy-rayon"}
    names = [*base, "child_patronymic", "certificate_number", "child_snils", "step"]
    names.remove("consent")
    rough = FlaskClient(family.application)
    for at, text in enumerate(_naughty(shared_data)[::each]):
        name = names[at % len(names)]
        answer = rough.post(path, data={**base, "step": "check", name: text})
        assert answer.status_code in {200, 422}, (name, text)
        assert family.post(path, data={**dict.fromkeys(names, text), "consent": "1"}).status_code == 422, text
    assert Request.select().count() == 0


@pytest.mark.realdata
@pytest.mark.parametrize("each", EACH)
def test_naughty_strings_open_no_request(family: CheckingClient, shared_data: Path, each: int) -> None:
    family.typed = True
    for text in _naughty(shared_data)[::each]:
        assert family.post("/requests/", data={"number": text, "code": text}).status_code == 422
        assert family.post("/enrollments/check/", data={**FAMILY, "child_last_name": text}).status_code == 422


def test_asking_where_a_child_is_counted_is_limited(family: CheckingClient) -> None:
    data = {**FAMILY, "child_snils": "112-233-445 95"}
    statuses = [family.post("/enrollments/check/", data=data).status_code for _ in range(22)]
    assert statuses == [200] * 20 + [429] * 2


def test_old_cookies_open_nothing(forms_app: Flask, family: CheckingClient, open_group: int) -> None:
    number, _ = done(family, send(family, f"/groups/{open_group}/enroll/"))
    house = forms_app.extensions["navigator"]
    late = replace(house.now(), utc=house.now().utc + timedelta(hours=25))
    house.instant = lambda: late
    assert family.look(f"/requests/{number}/").all("form")[0].get("data-form") == "follow-request"
