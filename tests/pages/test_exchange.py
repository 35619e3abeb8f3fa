"""Balances for other systems: for who knows the token, as described, and never without a line of the journal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient

from navigator.data import JournalLine

PATH = "/api/v1/changes?records=certificates"
KEY = "a-key-of-the-exchange"


@pytest.fixture
def app(money_app: Flask) -> Iterator[Flask]:
    house = money_app.extensions["navigator"]
    house.settings = replace(house.settings, exchange_token=KEY)
    yield money_app


def ask(app: Flask, path: str = PATH, token: str = KEY) -> Any:
    return FlaskClient(app).get(path, headers={"Authorization": f"Bearer {token}"} if token else {})


def test_balances_are_told_page_by_page_and_written_down(app: Flask) -> None:
    spec = ask(app, "/api/v1/openapi.json").get_json()
    schema = {"$ref": "#/components/schemas/Balances", "components": spec["components"]}
    lines, records, after = JournalLine.select().count(), [], 0
    while after is not None:
        answer = ask(app, f"{PATH}&after={after}")
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        page = answer.get_json()
        jsonschema.validate(page, schema, format_checker=jsonschema.FormatChecker())
        records += page["certificates"]
        after = page["after"]
    assert len({one["uuid"] for one in records}) == len(records) > 20
    assert sum(one["registries"]["pf"]["booked"] for one in records) > 0
    assert JournalLine.select().count() > lines
    assert JournalLine.select().order_by(JournalLine.id.desc()).get().action == "exchange"
    assert ask(app, f"{PATH}&since=2099-01-01").get_json()["certificates"] == []


@pytest.mark.parametrize("token", ["", "a-token-of-somebody-else"])
def test_nobody_else_is_told(app: Flask, token: str) -> None:
    answer = ask(app, token=token)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "certificates" not in answer.get_json()
    house = app.extensions["navigator"]
    house.settings = replace(house.settings, exchange_token="")
    assert ask(app, token=token).status_code == 401
    assert ask(app, "/api/v1/changes?records=children").status_code == 400
