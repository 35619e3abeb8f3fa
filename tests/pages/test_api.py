"""The read-only interface: what it says of itself is what it answers, and it agrees with the pages."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pages.checking import CheckingClient


@pytest.fixture
def spec(app: Flask) -> dict[str, Any]:
    answer = FlaskClient(app).get("/api/v1/openapi.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return dict(answer.get_json())


def ask(app: Flask, path: str, status: int = 200) -> Any:
    answer = FlaskClient(app).get(path)
    assert (answer.status_code, answer.mimetype) == (status, "application/json"), path
    return answer.get_json()


def valid(given: Any, schema: dict[str, Any], spec: dict[str, Any]) -> None:
    whole = {**schema, "components": spec["components"]}
    jsonschema.validate(given, whole, format_checker=jsonschema.FormatChecker())


def test_every_address_is_described(app: Flask, spec: dict[str, Any]) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")}
    described = {path.replace("{", "<int:").replace("}", ">") for path in spec["paths"]}
    assert rules == {*described, "/api/v1/openapi.json"}
    jsonschema.Draft202012Validator.check_schema({"components": spec["components"]})


def test_each_answer_is_as_described(app: Flask, spec: dict[str, Any]) -> None:
    first = ask(app, "/api/v1/programs")["items"][0]
    paths = {
        "/api/v1/programs": ["", "?q=робот&age=10&size=100", "?direction=art&day=mon&page=2", "?age=девять&sort=0"],
        "/api/v1/programs/{program_id}": [str(first["id"])],
        "/api/v1/groups": [f"?program={first['id']}&program=x&program=999999", ""],
        "/api/v1/organizations": ["", "?municipality=egorlykskiy-rayon"],
        "/api/v1/organizations/{organization_id}": [str(first["organization_id"])],
        "/api/v1/changes": ["", "?since=2026-11-01", "?since=2099-01-01T00:00:00Z", "?after=999999"],
    }
    assert set(paths) == set(spec["paths"])
    for path, asked in paths.items():
        schema = spec["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        for rest in asked:
            given = ask(app, path.split("{")[0] + rest)
            valid(given, schema, spec)
    for path in ("/api/v1/programs/999999", "/api/v1/organizations/999999"):
        assert ask(app, path, 404) == {"error": "not found"}


def test_changes_tell_of_everything_and_of_what_vanished(app: Flask, spec: dict[str, Any]) -> None:
    programs: dict[str, Any] = {}
    after, schema = 0, {"$ref": "#/components/schemas/Changes"}
    while after is not None:
        page = ask(app, f"/api/v1/changes?after={after}")
        valid(page, schema, spec)
        programs |= {one["localId"]: one for one in page["programs"]}
        assert {one["program"] for one in page["groups"]} <= {one["uuid"] for one in page["programs"]}
        assert [one["group"] for one in page["schedules"]] == [one["uuid"] for one in page["groups"]]
        after = page["after"]
    shown = {one["id"] for n in (1, 2) for one in ask(app, f"/api/v1/programs?size=100&page={n}")["items"]}
    assert {number for number, one in programs.items() if not one["isDeleted"]} == shown
    one = programs[min(shown)]
    deleted = {key: one[key] for key in ("uuid", "lastmodifiedTs", "datasource", "localId")} | {"isDeleted": True}
    record = {"$ref": "#/components/schemas/ProgramRecord"}
    valid(deleted, record, spec)
    for wrong in ({**deleted, "isDeleted": False}, {**one, "isDeleted": True}, {**one, "uuid": 5}, {**one, "more": 1}):
        with pytest.raises(jsonschema.ValidationError):
            valid(wrong, record, spec)
    until = ask(app, "/api/v1/changes")["until"]
    assert until.endswith("Z") and ask(app, "/api/v1/changes?since=2099-01-01T00:00:00Z")["programs"] == []


@pytest.mark.parametrize("query", ["since=вчера", "since=2026-13-01", "after=x", "after=-1", "after=9999999999"])
def test_changes_refuse_what_cannot_be_read(app: Flask, spec: dict[str, Any], query: str) -> None:
    said = ask(app, f"/api/v1/changes?{query}", 400)
    assert "400" in spec["paths"]["/api/v1/changes"]["get"]["responses"]
    valid(said, {"$ref": "#/components/schemas/Error"}, spec)


def test_the_interface_agrees_with_the_pages(app: Flask, client: CheckingClient) -> None:
    for asked in ("", "?q=робот", "?age=10&payment=free", "?open=1&day=sat", "?q=лепка&municipality=egorlykskiy-rayon"):
        page = client.look(f"/programs/{asked}")
        data = ask(app, f"/api/v1/programs{asked}")
        assert data["total"] == page.total, asked
        assert [one["id"] for one in data["items"]] == page.programs, asked
        assert {key: data["facets"]["direction"].get(key) for key in page.facet("direction")} == page.facet("direction")
    everything = [one["id"] for page in (1, 2) for one in ask(app, f"/api/v1/programs?size=100&page={page}")["items"]]
    assert len(set(everything)) == ask(app, "/api/v1/programs")["total"]


def test_nothing_private_is_told(app: Flask) -> None:
    said = json.dumps([ask(app, "/api/v1/programs?size=100"), ask(app, "/api/v1/organizations")], ensure_ascii=False)
    for word in ("held", "password", "guardian", "code_hash", "external_id"):
        assert word not in said
