"""The desk of pages: roles, editors in conflict, forms that keep what was typed, files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pages.checking import CheckingClient, checking_client
from pages.conftest import TODAY
from pages.publishing import ELSEWHERE, HOME, made, save
from pages.sending import hidden
from pages.working import browser, hire
from peewee import DatabaseError

from navigator.data import ContentPage, Municipality, PageFile


@pytest.fixture
def centre(forms_app: Flask) -> CheckingClient:
    """A browser of the centre of one district."""
    secret = hire(forms_app, "moc@example.org", "municipal_center", municipality=HOME)
    return browser(forms_app, "moc@example.org", secret)


# ---------------------------------------------------------------- editors


def test_the_desk_of_pages_for_every_role(forms_app: Flask, centre: CheckingClient) -> None:
    mine = made(save(centre)).id
    region = ContentPage.create(kind="faq", slug="region", title="Для всех", body="## А?\n\nБ", state="draft").id
    people = (
        ("organization", {"organization": "1"}, ()),
        ("municipal_center", {"municipality": ELSEWHERE}, ()),
        ("regional_center", {}, (mine, region)),
        ("observer", {}, ()),
    )
    for at, (role, place, may) in enumerate(people):
        email = f"p{at}@example.org"
        client = browser(forms_app, email, hire(forms_app, email, role, **place))
        listed = 200 if role[-6:] == "center" else 404
        assert (client.get("/staff/pages/").status_code, client.get("/staff/pages/new/").status_code) == (listed,) * 2
        assert client.post("/staff/pages/", data={"event": "nonsense"}).status_code == 404
        for number in (mine, region):
            status = 200 if number in may else 404
            assert client.get(f"/staff/pages/{number}/").status_code == status, (role, number)
            saved = client.post(f"/staff/pages/{number}/", data={"event": "save"}).status_code
            assert saved == (422 if number in may else 404), (role, number)
            sent = client.post(f"/staff/pages/{number}/files/", data={"event": "add"}).status_code
            assert sent == (422 if number in may else 404), (role, number)
        assert ("Страницы" in client.look("/staff/").words()) == (role[-6:] == "center")
    assert centre.get(f"/staff/pages/{region}/").status_code == 404
    assert save(centre, place=ELSEWHERE).status_code == 422
    assert save(centre, place="").status_code == 404
    stranger = checking_client(forms_app)
    for path in ("/staff/pages/", f"/staff/pages/{mine}/", f"/staff/pages/{mine}/files/"):
        assert stranger.post(path).status_code == 401
    assert ContentPage.get_by_id(mine).version == 1


def test_two_editors_are_told_and_nothing_typed_is_lost(forms_app: Flask, centre: CheckingClient) -> None:
    page = made(save(centre))
    other = browser(forms_app, "rmc@example.org", hire(forms_app, "rmc@example.org", "regional_center"))
    path = f"/staff/pages/{page.id}/"
    form = hidden(centre.look(path))
    assert (
        save(other, "save", path, body="Текст второго", version=hidden(other.look(path))["version"]).status_code == 303
    )
    assert save(centre, "save", path, body="Текст первого", version=form["version"]).status_code == 409
    assert centre.page.all("textarea", id="body")[0].text.strip() == "Текст первого"
    assert centre.page.words(centre.page.all("pre")[0]) == "Текст второго"
    assert ContentPage.get_by_id(page.id).body == "Текст второго"
    again = hidden(centre.page)["version"]
    assert save(centre, "save", path, body="Текст первого", version=again).status_code == 303
    assert ContentPage.get_by_id(page.id).body == "Текст первого"


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "а" * 201},
        {"body": ""},
        {"body": "а" * 12_001},
        {"published_on": "вчера"},
        {"position": "-1"},
        {"kind": "advert"},
        {"place": "atlantis"},
        {"event": "explode"},
    ],
)
def test_a_wrong_form_is_shown_again_with_what_was_typed(centre: CheckingClient, wrong: dict[str, str]) -> None:
    before = ContentPage.select().count()
    assert save(centre, **{"body": "Мой текст\nв две строки", **wrong}).status_code == 422
    assert centre.page.all("div", id="error-summary") != []
    if "body" not in wrong:
        assert centre.page.all("textarea", id="body")[0].text.strip() == "Мой текст\nв две строки"
    assert ContentPage.select().count() == before


def test_a_preview_stores_nothing_and_addresses_stay(centre: CheckingClient) -> None:
    before = ContentPage.select().count()
    assert save(centre, "preview").status_code == 200
    assert "утром" in centre.page.words(centre.page.all("section", id="preview")[0])
    assert ContentPage.select().count() == before
    first, second = made(save(centre)), made(save(centre))
    assert (first.slug, second.slug) == ("kanikuly-v-kruzhkah", "kanikuly-v-kruzhkah-2")
    assert first.published_on == TODAY
    made(save(centre, "save", f"/staff/pages/{first.id}/", title="Иначе", version="1"))
    assert ContentPage.get_by_id(first.id).slug == "kanikuly-v-kruzhkah"


# ---------------------------------------------------------------- files


def archive(*names: str) -> bytes:
    made_of = io.BytesIO()
    with zipfile.ZipFile(made_of, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name in names:
            zipped.writestr(name, "<x/>")
    return made_of.getvalue()


def upload(client: CheckingClient, page: int, name: str, content: bytes) -> int:
    """Send a file as a browser does; the client of werkzeug leaves its own large files open."""
    file = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    event = 'Content-Disposition: form-data; name="event"'
    body = f"--cut\r\n{event}\r\n\r\nadd\r\n--cut\r\n{file}\r\n\r\n".encode() + content + b"\r\n--cut--\r\n"
    path = f"/staff/pages/{page}/files/"
    return int(client.post(path, data=body, content_type="multipart/form-data; boundary=cut").status_code)


PDF, PNG = b"%PDF-1.4\n%%EOF", b"\x89PNG\r\n\x1a\n" + b"0" * 500


def test_files_are_known_by_their_content_and_served_safely(forms_app: Flask, centre: CheckingClient) -> None:
    page, public = made(save(centre, kind="document", title="Порядок")), checking_client(forms_app)
    good = {
        "Порядок приёма.doc": (PDF, "poryadok-priema.pdf", "application/pdf", "attachment"),
        "../../etc/схема.exe": (PNG, "shema.png", "image/png", "inline"),
        "a.docx": (archive("[Content_Types].xml", "word/document.xml"), "a.docx", None, "attachment"),
        "б;л <а>.xlsx": (archive("[Content_Types].xml", "xl/workbook.xml"), "b-l-a.xlsx", None, "attachment"),
        "фото.jpg": (b"\xff\xd8\xff\xe0" + b"1" * 99, "foto.jpg", "image/jpeg", "inline"),
    }
    for typed, (content, name, media, how) in good.items():
        assert upload(centre, page.id, typed, content) == 303, typed
        row = PageFile.select().order_by(PageFile.id.desc()).first()
        answer = public.get(f"/files/{row.id}/{name}")
        assert (answer.status_code, answer.data) == (200, content), typed
        assert media is None or answer.mimetype == media
        assert answer.headers["Content-Disposition"] == f'{how}; filename="{name}"'
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        again = public.get(f"/files/{row.id}/{name}", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert public.get(f"/files/{row.id}/other.pdf").status_code == 404
    linked = [one.get("href") for one in public.look(f"/pages/{page.slug}/").all("a")]
    assert len([one for one in linked if one.startswith("/files/")]) == len(good)
    bad = {
        "page.pdf": b"<html><script>alert(1)</script>",
        "picture.png": b"GIF89a",
        "macros.docx": archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        "archive.docx": archive("readme.txt"),
        "broken.xlsx": b"PK\x03\x04 broken",
        "svg.png": b"<svg onload=alert(1)>",
        "empty.pdf": b"",
        "large.pdf": PDF + b"0" * 10_000_000,
    }
    for typed, content in bad.items():
        assert upload(centre, page.id, typed, content) in {422}, typed
    assert PageFile.select().count() == len(good)
    assert upload(centre, page.id, "huge.pdf", PDF + b"0" * 11_000_000) == 413
    first = PageFile.get()
    assert (
        centre.post(f"/staff/pages/{page.id}/files/", data={"event": "remove", "file": str(first.id)}).status_code
        == 303
    )
    assert public.get(f"/files/{first.id}/{first.name}").status_code == 404
    ContentPage.update(state="draft").where(ContentPage.id == page.id).execute()
    left = PageFile.get()
    assert public.get(f"/files/{left.id}/{left.name}").status_code == 404


def test_a_file_of_another_page_is_not_removed(forms_app: Flask, centre: CheckingClient) -> None:
    mine = made(save(centre))
    theirs = ContentPage.create(kind="news", slug="x", title="x", municipality=Municipality.get(slug=ELSEWHERE))
    row = PageFile.create(page=theirs, name="a.pdf", title="a", kind="pdf", size=1, digest="0", content=b"1")
    data = {"event": "remove", "file": str(row.id)}
    assert centre.post(f"/staff/pages/{mine.id}/files/", data=data).status_code == 303
    assert centre.post(f"/staff/pages/{theirs.id}/files/", data=data).status_code == 404
    assert PageFile.select().count() == 1


def test_demo_pages_hold_invented_contacts_only() -> None:
    import re

    folder = Path(__file__).parents[2] / "site" / "data" / "demo" / "content"
    text = "\n".join(path.read_text() for path in folder.glob("*.toml"))
    assert all(re.search(r"00-\d\d$", one) for one in re.findall(r"\+7[\d\s-]+\d", text))
    assert all(one.endswith(".example") for one in re.findall(r"@([\w.-]+\w)", text))
    assert "http" not in text


def test_when_the_database_fails_nothing_typed_is_lost(
    forms_app: Flask, centre: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ContentPage.select().count()

    def full(*_: Any, **__: Any) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(ContentPage, "create", full)
    assert save(centre, body="Долго писали").status_code == 503
    assert centre.page.all("textarea", id="body")[0].text.strip() == "Долго писали"
    monkeypatch.setattr("navigator.services.reviews.rating.note", full)
    assert centre.post("/staff/pages/", data={"event": "reviews_off"}).status_code == 503
    monkeypatch.undo()
    assert Municipality.get(slug=HOME).reviews_on
    assert ContentPage.select().count() == before
