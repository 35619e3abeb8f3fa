"""The desk of copies: whose it is, the form, what each state shows, the archive."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pages.checking import CheckingClient, checking_client
from pages.publishing import ELSEWHERE, HOME
from pages.sending import hidden
from pages.working import browser, hire
from peewee import DatabaseError
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from navigator.blueprints.staff import copy
from navigator.data import CatalogCopy, JournalLine, Municipality, Organization
from navigator.services.copying.places import desk_folder

PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>'
SITE = "https://navigator.example"


@pytest.fixture
def centre(forms_app: Flask) -> CheckingClient:
    """A browser of the centre of one district."""
    secret = hire(forms_app, "moc@example.org", "municipal_center", municipality=HOME)
    return browser(forms_app, "moc@example.org", secret)


def district(slug: str = HOME) -> str:
    return f"municipality:{Municipality.get(Municipality.slug == slug).id}"


def order(client: CheckingClient, **typed: Any) -> Any:
    values = {"scope": district(), "title": "", "colour": "#0a5c5c", "live_url": SITE, **typed}
    return client.post("/staff/copy/", data=values)


def archived(app: Flask, number: int, name: str = f"navigator-{HOME}") -> Path:
    """The order as a worker would leave it, with its archive."""
    house = app.extensions["navigator"]
    path = desk_folder(house.settings) / f"{name}.zip"
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("index.html", "Кружки")
    now = house.now().utc
    values = {"state": "written", "written_at": now, "files": 1, "size": path.stat().st_size, "node": "node-2"}
    CatalogCopy.update(**values).where(CatalogCopy.id == number).execute()
    return path


def state_of(client: CheckingClient) -> str:
    found = client.look("/staff/copy/").with_attribute("data-copy")
    return found[0].get("data-state") if found else ""


# ---------------------------------------------------------------- whose


def test_each_address_for_every_role(forms_app: Flask, centre: CheckingClient) -> None:
    assert order(centre).status_code == 303
    number = CatalogCopy.get().id
    archived(forms_app, number)
    path, file = f"/staff/copy/{number}/", f"/staff/copy/{number}/navigator-{HOME}-2026-11-23.zip"
    organization = Organization.get(Organization.municipality == Municipality.get(Municipality.slug == HOME)).id
    for at, (role, place, listed, mine) in enumerate(
        (
            ("organization", {"organization": str(organization)}, 404, 404),
            ("municipal_center", {"municipality": ELSEWHERE}, 200, 404),
            ("observer", {"municipality": HOME}, 404, 404),
            ("observer", {}, 404, 404),
            ("regional_center", {}, 200, 200),
        )
    ):
        email = f"p{at}@example.org"
        client = browser(forms_app, email, hire(forms_app, email, role, **place))
        assert client.get("/staff/copy/").status_code == listed, role
        assert ("Копия каталога" in client.look("/staff/").words()) == (listed == 200)
        for body in ({"scope": "nonsense"}, {"scope": district(), "live_url": SITE}):
            sent = client.post("/staff/copy/", data=body).status_code
            mine_too = mine == 200 and "live_url" in body
            assert sent == (303 if mine_too else 422 if listed == 200 else 404), (role, body)
        archived(forms_app, number)
        with client.get(file) as answer:
            assert answer.status_code == mine, role
        assert client.post(path, data={"event": "nonsense"}).status_code == (422 if mine == 200 else 404), role
        if mine != 200:
            for event in ("again", "stop", "remove"):
                assert client.post(path, data={"event": event}).status_code == 404, (role, event)
    assert CatalogCopy.get().state == "written"
    stranger = checking_client(forms_app)
    assert (stranger.get("/staff/copy/").status_code, stranger.get(file).status_code) == (303, 303)
    assert (stranger.post("/staff/copy/").status_code, stranger.post(path).status_code) == (401, 401)


def test_a_centre_chooses_among_its_own(centre: CheckingClient, forms_app: Flask) -> None:
    values = [one.get("value") for one in centre.look("/staff/copy/").all("option")]
    homes = Organization.select().where(Organization.municipality == district().split(":")[1])
    assert values[0] == district()
    assert {one for one in values if one.startswith("organization:")} <= {f"organization:{one.id}" for one in homes}
    for scope in ("region", district(ELSEWHERE), ""):
        assert order(centre, scope=scope).status_code == 422
    assert CatalogCopy.select().count() == 0


# ---------------------------------------------------------------- the form


WRONG: tuple[tuple[str, Any], ...] = (
    ("title", "а" * 61),
    ("colour", "#ffff00"),
    ("colour", "зелёный"),
    ("live_url", ""),
    ("live_url", "javascript:alert(1)"),
    ("live_url", "https://"),
    ("live_url", "https://a b.example"),
    ("live_url", "https://user@a.example"),
    ("live_url", "https://a.example:x"),
    ("live_url", "https://a.example/?q=1"),
    ("live_url", "https://a.example/" + "а" * 200),
    ("logo", b"MZ"),
    ("logo", PICTURE + b" " * 60_000),
)


def test_what_cannot_be_used_is_told_beside_what_was_typed(centre: CheckingClient) -> None:
    for field, typed in WRONG:
        wrong = {field: (BytesIO(typed), "логотип.png") if field == "logo" else typed}
        assert order(centre, **{"title": "Наш каталог", **wrong}).status_code == 422, typed
        page = centre.page
        assert page.all("title")[0].text.startswith("Ошибка: ")
        summary = page.all("div", id="error-summary")[0]
        assert [one.get("href") for one in summary.iter() if one.get("href")] == [f"#{field}"]
        shown = page.all("input", id=field)[0]
        assert shown.get("aria-invalid") == "true"
        if field != "logo":
            assert shown.get("value") == typed
        if field != "title":
            assert page.all("input", id="title")[0].get("value") == "Наш каталог"
        assert page.all("option", selected="")[0].get("value") == district()
    assert CatalogCopy.select().count() == 0


@pytest.mark.parametrize(("most", "status", "title"), [(copy.MOST_BYTES, 422, "Наш каталог"), (2**23, 413, "")])
def test_a_photograph_by_mistake_is_told_of(
    centre: CheckingClient, monkeypatch: pytest.MonkeyPatch, most: int, status: int, title: str
) -> None:
    monkeypatch.setattr(copy, "MOST_BYTES", most)
    photograph = FileStorage(BytesIO(b"\xff\xd8\xff" + bytes(11 * 2**20)), "фото.jpg")
    values = {"scope": district(), "title": "Наш каталог", "colour": "#0a5c5c", "live_url": SITE, "logo": photograph}
    boundary, body = encode_multipart(values)
    sent = centre.post("/staff/copy/", data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert sent.status_code == status
    assert "60 КБ" in centre.page.words(centre.page.all("div", id="error-summary")[0])
    assert (centre.page.all("input", id="title")[0].get("value") or "") == title


def test_the_look_is_remembered_and_a_second_time_is_one_press(forms_app: Flask, centre: CheckingClient) -> None:
    assert centre.look("/staff/copy/").all("input", id="live_url")[0].get("value") == "http://localhost"
    sent = order(centre, title=" Кружки ", colour="#7A1F2B", live_url="n.example/", logo=(BytesIO(PICTURE), "л.svg"))
    assert (sent.status_code, sent.headers["Location"]) == (303, "/staff/copy/")
    row = CatalogCopy.get()
    assert (row.title, row.colour, row.live_url, bytes(row.logo)) == ("Кружки", "#7a1f2b", "https://n.example", PICTURE)
    archived(forms_app, row.id)
    page = centre.look(f"/staff/copy/?scope={district()}")
    values = {one.get("name"): one.get("value") for one in page.all("input")}
    assert (values["title"], values["colour"], values["live_url"]) == ("Кружки", "#7a1f2b", "https://n.example")
    assert centre.post(f"/staff/copy/{row.id}/", data={"event": "again"}).status_code == 303
    again = CatalogCopy.get()
    assert (again.state, again.title, bytes(again.logo)) == ("queued", "Кружки", PICTURE)
    order(centre, title="", drop_logo="1")
    again = CatalogCopy.get()
    assert (again.title, again.colour, again.logo) == ("", "", None)
    assert [one.action for one in JournalLine.select().where(JournalLine.subject == f"copy:{row.id}")] == [
        "copy_write",
        "copy_write",
    ]
    words = centre.look("/staff/journal/").words()
    assert f"копия каталога заказана: копия № {row.id}" in words


def test_a_running_copy_is_not_changed_and_nothing_typed_is_lost(forms_app: Flask, centre: CheckingClient) -> None:
    order(centre)
    CatalogCopy.update(state="running", beat_at=forms_app.extensions["navigator"].now().utc).execute()
    assert order(centre, title="Другое название").status_code == 409
    assert centre.page.all("input", id="title")[0].get("value") == "Другое название"
    assert CatalogCopy.get().title == ""


def test_a_database_that_is_away_loses_nothing_typed(
    forms_app: Flask, centre: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(CatalogCopy, "create", broken)
    assert order(centre, title="Наш каталог").status_code == 503
    assert centre.page.all("input", id="title")[0].get("value") == "Наш каталог"


# ---------------------------------------------------------------- states


def test_the_part_asks_for_itself_only_while_something_is_under_way(forms_app: Flask, centre: CheckingClient) -> None:
    house = forms_app.extensions["navigator"]
    assert centre.look("/staff/copy/").with_attribute("hx-trigger") == []
    order(centre)
    number = CatalogCopy.get().id
    whole = centre.look("/staff/copy/")
    poll = whole.with_attribute("hx-trigger")[0]
    assert (poll.get("href"), poll.get("hx-get"), poll.get("hx-target")) == ("/staff/copy/", "/staff/copy/", "#copies")
    part = centre.look("/staff/copy/", headers={"HX-Request": "true"})
    assert part.is_fragment
    assert part.words() in whole.words()
    CatalogCopy.update(state="running", beat_at=house.now().utc, done=120, total=1400).execute()
    page = centre.look("/staff/copy/")
    assert "Пишется: 120 из 1400 страниц" in page.words()
    assert [(one.get("value"), one.get("max")) for one in page.all("progress")] == [("120", "1400")]
    CatalogCopy.update(beat_at=house.now().utc - timedelta(seconds=61)).execute()
    assert state_of(centre) == "silent"
    assert centre.page.with_attribute("hx-trigger") != []
    CatalogCopy.update(state="failed", problem="на диске <нет> места").execute()
    words = centre.look("/staff/copy/", headers={"HX-Request": "true"}).words()
    assert "Не получилось: на диске <нет> места." in words
    assert centre.page.with_attribute("hx-trigger") == []
    archived(forms_app, number)
    page = centre.look("/staff/copy/")
    assert page.with_attribute("hx-trigger") == []
    assert page.all("section", id="copies")[0].get("data-said").endswith(": готова. ")


def test_an_order_is_stopped_and_a_copy_removed(forms_app: Flask, centre: CheckingClient) -> None:
    order(centre)
    number = CatalogCopy.get().id
    path = f"/staff/copy/{number}/"
    archived(forms_app, number)
    for event, state in (("again", "queued"), ("again", "queued"), ("stop", "written"), ("stop", "written")):
        assert centre.post(path, data={"event": event}).status_code == 303
        assert state_of(centre) == state
    assert centre.post(path, data={"event": "remove"}).status_code == 303
    assert (state_of(centre), centre.post(path, data={"event": "again"}).status_code) == ("", 404)
    assert hidden(centre.look("/staff/copy/")) == {}


def test_the_archive_is_taken_home_or_said_to_lie_elsewhere(forms_app: Flask, centre: CheckingClient) -> None:
    order(centre)
    number = CatalogCopy.get().id
    file = f"/staff/copy/{number}/navigator-{HOME}-2026-11-23.zip"
    assert centre.get(file).status_code == 404
    path = archived(forms_app, number)
    link = next(one for one in centre.look("/staff/copy/").all("a") if (one.get("href") or "").endswith(".zip"))
    assert link.get("href") == file
    with centre.get(file) as answer:
        kept = (answer.status_code, answer.mimetype, answer.headers["Cache-Control"])
        assert kept == (200, "application/zip", "no-store")
        assert answer.headers["Content-Disposition"] == f"attachment; filename=navigator-{HOME}-2026-11-23.zip"
        assert zipfile.ZipFile(BytesIO(answer.data)).namelist() == ["index.html"]
    for other in ("navigator-x", f"navigator-{HOME}-2026-11-22", "..%2f..%2fnavigator"):
        assert centre.get(f"/staff/copy/{number}/{other}.zip").status_code == 404
    path.unlink()
    assert "на сервере «node-2»" in centre.look("/staff/copy/").words()
    assert centre.get(file).status_code == 404
    assert "на сервере «node-2»" in centre.page.words(centre.page.all("div", id="error-summary")[0])
