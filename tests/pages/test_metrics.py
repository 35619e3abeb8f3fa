"""Figures for those who watch: for this machine or a token, without a name or a number."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pages.working import asked

LINE = re.compile(r'^(# (HELP|TYPE) .+|[a-z_]+(\{[a-z]+="[a-z_]+"(,[a-z]+="[a-z_]+")*\})? [-+.e0-9]+)$')


def test_figures_of_requests_and_letters(forms_app: Flask, open_group: int) -> None:
    numbers = [asked(forms_app, open_group, f"Имя{one}") for one in "аб"]
    answer = FlaskClient(forms_app).get("/metrics")
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    assert [line for line in answer.text.splitlines() if not LINE.match(line)] == []
    assert 'navigator_requests{kind="enrollment",state="new"} 2' in answer.text.splitlines()
    assert "navigator_letters_waiting 2" in answer.text.splitlines()
    assert "navigator_ready 1" in answer.text.splitlines()
    assert not any(number in answer.text for number in numbers)


@pytest.mark.parametrize(
    ("token", "address", "headers", "status"),
    [
        ("", "127.0.0.1", {}, 200),
        ("", "::1", {}, 200),
        ("", "203.0.113.7", {}, 404),
        ("", "127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}, 404),
        ("t" * 16, "203.0.113.7", {"Authorization": f"Bearer {'t' * 16}"}, 200),
        ("t" * 16, "203.0.113.7", {"Authorization": "Bearer other"}, 404),
        ("", "203.0.113.7", {"Authorization": "Bearer "}, 404),
        ("", "unix:", {}, 404),
    ],
)
def test_who_may_watch(forms_app: Flask, token: str, address: str, headers: dict[str, str], status: int) -> None:
    house = forms_app.extensions["navigator"]
    house.settings = replace(house.settings, metrics_token=token)
    answer = FlaskClient(forms_app).get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == status
