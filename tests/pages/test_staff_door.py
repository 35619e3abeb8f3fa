"""The door of the desk: who gets in, what a wrong guess says, where a session ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask
from pages.checking import CheckingClient, checking_client
from pages.sending import hidden
from pages.working import PASSWORD, browser, code, hire

from navigator.data import Account, RecoveryCode
from navigator.rules.persons import TypedProblem
from navigator.services.problems import Problem
from navigator.services.staff.accounts import add_account, check_password, choose_password, reset_account


def enter(client: CheckingClient, email: str, password: str = PASSWORD, totp: str = "", **rest: str) -> Any:
    return client.post("/staff/sign-in/", data={"email": email, "password": password, "totp": totp, **rest})


def test_a_wrong_guess_says_nothing(forms_app: Flask) -> None:
    secret = hire(forms_app, "moc@example.org", "municipal_center", municipality="egorlykskiy-rayon")
    client, pages = checking_client(forms_app), []
    for email, password, totp in (
        ("nobody@example.org", PASSWORD, ""),
        ("moc@example.org", "wrong", code(forms_app, secret)),
        ("moc@example.org", PASSWORD, ""),
        ("moc@example.org", PASSWORD, "000000"),
    ):
        assert enter(client, email, password, totp).status_code == 422
        pages.append(client.page.words(client.page.all("div", id="error-summary")[0]))
    assert len(set(pages)) == 1
    assert enter(client, "MOC@example.org", totp=code(forms_app, secret)).status_code == 303


def test_a_code_of_the_second_factor_is_taken_once(forms_app: Flask) -> None:
    secret = hire(forms_app, "moc@example.org", "municipal_center", municipality="egorlykskiy-rayon")
    client = checking_client(forms_app)
    once = code(forms_app, secret)
    assert enter(client, "moc@example.org", totp=once).status_code == 303
    assert enter(checking_client(forms_app), "moc@example.org", totp=once).status_code == 422


def test_roles_above_an_organization_set_up_a_second_factor_first(forms_app: Flask) -> None:
    house = forms_app.extensions["navigator"]
    token = add_account(house.database, "rmc@example.org", "regional_center", house.now())
    assert choose_password(house.database, token, PASSWORD, house.now())
    client = checking_client(forms_app)
    assert enter(client, "rmc@example.org").status_code == 303
    assert client.get("/staff/").headers["Location"] == "/staff/second-factor/"
    page = client.look("/staff/second-factor/")
    secret = page.all("span", **{"class": "code"})[0].text
    assert client.post("/staff/second-factor/", data={**hidden(page), "totp": "000000"}).status_code == 422
    again = client.page
    assert again.all("span", **{"class": "code"})[0].text == secret
    good = pyotp.TOTP(secret).at(house.now().local("UTC"))
    assert client.post("/staff/second-factor/", data={**hidden(again), "totp": good}).status_code == 200
    codes = [one.text for one in client.page.all("li", **{"class": "code"})]
    assert (len(codes), RecoveryCode.select().count()) == (8, 8)
    stored = house.database.execute_sql("SELECT totp_secret FROM account").fetchall()
    assert secret not in repr(stored)
    other = checking_client(forms_app)
    assert enter(other, "rmc@example.org", totp=codes[0].upper()).status_code == 303
    assert enter(checking_client(forms_app), "rmc@example.org", totp=codes[0]).status_code == 422


def test_guessing_is_limited_by_account_and_by_address(forms_app: Flask) -> None:
    hire(forms_app, "org@example.org", "organization", organization="1")
    client = checking_client(forms_app)
    statuses = [enter(client, "org@example.org", f"wrong {at}").status_code for at in range(12)]
    assert statuses == [422] * 10 + [429] * 2
    assert enter(client, "org@example.org").status_code == 429
    late = forms_app.extensions["navigator"]
    later = replace(late.now(), utc=late.now().utc + timedelta(minutes=11))
    late.instant = lambda: later
    assert enter(client, "org@example.org").status_code == 303


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("/staff/sessions/", "/staff/sessions/"),
        ("https://evil.example/staff/", "/staff/"),
        ("//evil.example/staff/", "/staff/"),
        ("/staff/\\evil.example", "/staff/"),
        ("/staff//evil.example", "/staff/"),
        ("javascript:alert(1)", "/staff/"),
        ("/programs/", "/staff/"),
        ("", "/staff/"),
    ],
)
def test_next_never_leaves_the_desk(forms_app: Flask, address: str, leads: str) -> None:
    hire(forms_app, "org@example.org", "organization", organization="1")
    answer = enter(checking_client(forms_app), "org@example.org", next=address)
    assert answer.headers["Location"] == leads


def test_a_session_ends_from_the_list(forms_app: Flask) -> None:
    hire(forms_app, "org@example.org", "organization", organization="1")
    mine, other = browser(forms_app, "org@example.org"), browser(forms_app, "org@example.org")
    page = mine.look("/staff/sessions/")
    lines = {one.get("data-session"): page.words(one) for one in page.with_attribute("data-session")}
    theirs = [number for number, words in lines.items() if "Это здесь" not in words]
    assert (len(lines), len(theirs)) == (2, 1)
    assert mine.post("/staff/sessions/", data={"session": theirs[0]}).status_code == 303
    assert (mine.get("/staff/").status_code, other.get("/staff/").status_code) == (200, 303)
    for forged in (theirs[0], "999", "x"):
        assert mine.post("/staff/sessions/", data={"session": forged}).status_code == 404


def test_signing_out_ends_the_session_on_the_server(forms_app: Flask) -> None:
    hire(forms_app, "org@example.org", "organization", organization="1")
    client = browser(forms_app, "org@example.org")
    kept = client.get_cookie("staff", path="/staff/")
    assert kept is not None
    client.post("/staff/sign-out/")
    client.set_cookie("staff", kept.value, path="/staff/")
    assert client.get("/staff/").status_code == 303


@pytest.mark.parametrize("hours", [2.1, 12.1])
def test_a_session_grows_old(forms_app: Flask, hours: float) -> None:
    hire(forms_app, "org@example.org", "organization", organization="1")
    client, house = browser(forms_app, "org@example.org"), forms_app.extensions["navigator"]
    assert client.get("/staff/").status_code == 200
    late = replace(house.now(), utc=house.now().utc + timedelta(hours=hours))
    house.instant = lambda: late
    assert client.get("/staff/").status_code == 303


def test_what_was_typed_outlives_a_session(forms_app: Flask) -> None:
    hire(forms_app, "org@example.org", "organization", organization="1")
    client = checking_client(forms_app)
    answer = client.post("/staff/requests/26-00001/", data={"event": "note", "words": "Позвонить маме"})
    assert answer.status_code == 401
    fields = {"email": "org@example.org", "password": PASSWORD, "totp": "", "next": hidden(client.page)["next"]}
    carried = [("carried_name", "event"), ("carried_value", "note"), ("carried_name", "words")]
    data: dict[str, Any] = {**fields}
    for name, value in [*carried, ("carried_value", "Позвонить маме")]:
        data.setdefault(name, []).append(value)
    assert client.post("/staff/sign-in/", data=data).status_code == 200
    form = client.page.all("form", data_form="carried")[0]
    assert form.get("action") == "/staff/requests/26-00001/"
    assert hidden(client.page) == {"event": "note", "words": "Позвонить маме"}


def test_a_link_opens_once(forms_app: Flask) -> None:
    house = forms_app.extensions["navigator"]
    token = add_account(house.database, "org@example.org", "organization", house.now(), organization="1")
    client = checking_client(forms_app)
    path = f"/staff/invitation/{token}/"
    client.look(path)
    for weak in ("короткий", "1234567890", "org@example.org", ""):
        assert client.post(path, data={"password": weak}).status_code == 422, weak
    assert client.post(path, data={"password": PASSWORD}).status_code == 303
    assert client.get(path).status_code == 404
    assert client.post(path, data={"password": PASSWORD}).status_code == 404
    assert enter(client, "org@example.org").status_code == 303
    fresh = reset_account(house.database, "org@example.org", house.now())
    assert client.get("/staff/").status_code == 303  # signed out
    assert enter(client, "org@example.org").status_code == 422
    client.look(f"/staff/invitation/{fresh}/")


@pytest.mark.parametrize(
    ("email", "role", "place", "words"),
    [
        ("org@example.org", "organization", {}, "--organization"),
        ("moc@example.org", "municipal_center", {}, "--municipality"),
        ("org@example.org", "organization", {"organization": "999"}, "найдено 0"),
        ("moc@example.org", "municipal_center", {"municipality": "atlantis"}, "atlantis"),
        ("nonsense", "observer", {}, "почты"),
        ("a@example.org", "king", {}, "king"),
    ],
)
def test_accounts_that_cannot_be(forms_app: Flask, email: str, role: str, place: dict[str, str], words: str) -> None:
    house = forms_app.extensions["navigator"]
    with pytest.raises(Problem, match=words):
        add_account(house.database, email, role, house.now(), **place)
    assert Account.select().count() == 0


def test_passwords_are_judged_by_length_and_a_list() -> None:
    for weak in ("123456789", "qwertyuiop", "ЙЦУКЕНГШЩЗ", "x" * 201):
        with pytest.raises(TypedProblem):
            check_password(weak, "org@example.org")
    check_password("aaaa bbbb cccc", "org@example.org")
