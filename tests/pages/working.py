"""Members of staff in tests: accounts, signing in, second factors."""

from __future__ import annotations

from typing import Any

import pyotp
from flask import Flask
from pages.checking import CheckingClient, checking_client
from pages.sending import done, hidden, send

from navigator.data import Account
from navigator.services.staff.accounts import add_account, choose_password
from navigator.services.staff.signing import set_up

PASSWORD = "крепкий орешек у реки"  # noqa: S105  # of accounts that tests make


def hire(app: Flask, email: str, role: str, **place: str) -> str:
    """Make an account with a password, and with a second factor where the role must have one.

    :returns: the secret of the second factor, empty without one.
    """
    house = app.extensions["navigator"]
    token = add_account(house.database, email, role, house.now(), **place)
    assert choose_password(house.database, token, PASSWORD, house.now())
    if role == "organization":
        return ""
    secret = pyotp.random_base32()
    account = Account.get(Account.email == email)
    assert set_up(house.database, _member(account), secret, code(app, secret), house.now())
    Account.update(totp_step=0).where(Account.id == account.id).execute()
    return secret


def _member(account: Account) -> Any:
    class Known:
        account_id = account.id

    known = Known()
    known.account = account.id  # type: ignore[attr-defined]  # all that is asked of it
    return known


def code(app: Flask, secret: str) -> str:
    """The code of a second factor at the moment of the application."""
    return pyotp.TOTP(secret).at(app.extensions["navigator"].now().local("UTC"))


def browser(app: Flask, email: str, secret: str = "") -> CheckingClient:
    """A browser in which a member is signed in."""
    client = checking_client(app)
    form = hidden(client.look("/staff/sign-in/"))
    answer = client.post(
        "/staff/sign-in/",
        data={**form, "email": email, "password": PASSWORD, "totp": code(app, secret) if secret else ""},
    )
    assert answer.status_code == 303, client.page.words()
    return client


def asked(app: Flask, group: int, first: str = "Пётр", **values: str) -> str:
    """A family asks for a place of a group; the number of its request."""
    client = checking_client(app)
    return done(client, send(client, f"/groups/{group}/enroll/", child_first_name=first, **values))[0]


def enroll(**values: str) -> dict[str, str]:
    """What a form of the desk says to enroll."""
    return {
        "event": "enroll",
        "order_number": "12-о",
        "order_date": "23.11.2026",
        "start_date": "1.12.2026",
        "funding": "budget",
        **values,
    }
