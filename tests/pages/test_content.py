"""Pages of centres: nothing in Markdown can harm, days and drafts are kept, editors do not overwrite each other."""

from __future__ import annotations

from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from pages.checking import CheckingClient, Page, checking_client
from pages.conftest import TODAY
from pages.publishing import ELSEWHERE, HOME, made, save
from pages.sending import hidden
from pages.working import browser, hire

from navigator.data import ContentPage, JournalLine, Program
from navigator.rules.pages import LONGEST_BODY
from navigator.services.content.rendering import excerpt, render

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


def test_the_longest_page_stays_light(forms_app: Flask, centre: CheckingClient) -> None:
    rows = Program.select(Program.annotation).where(Program.annotation != "").order_by(Program.id)
    words = "\n\n".join(one.annotation for one in rows)[:LONGEST_BODY]
    page = made(save(centre, kind="instruction", body=words, title="Длинная"))
    answer = checking_client(forms_app).get(f"/pages/{page.slug}/", headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert len(answer.data) + len(str(answer.headers)) <= 10_000


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
