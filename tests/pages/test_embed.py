"""The catalog inside other sites: who may frame what, the code to copy, the table, oEmbed."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from live import fetch
from pages.checking import CheckingClient, checking_client

from navigator.app import create_app
from navigator.blueprints import embed
from navigator.settings import Settings, SettingsError

HERE = "http://localhost"


@pytest.fixture
def choosy(demo_home: Path) -> Iterator[Flask]:
    """A site that lets two others frame it, and has a name of its own."""
    settings = replace(
        Settings.from_env({"NAVIGATOR_EMBED_ALLOWED": "https://school.example, https://*.edu.example"}, root=demo_home),
        live_url="https://navigator.example",
    )
    opened = create_app(settings)
    yield opened
    opened.extensions["navigator"].catalog.close()


def ancestors(client: CheckingClient, path: str) -> str:
    policy = client.get(path).headers["Content-Security-Policy"]
    return policy.rpartition("frame-ancestors ")[2]


@pytest.mark.parametrize("path", ["/embed/", "/embed/programs/", "/embed/ages/10/", "/embed/organizations/13/table/"])
def test_lists_may_be_framed_by_anybody(client: CheckingClient, path: str) -> None:
    assert ancestors(client, path) == "*"


@pytest.mark.parametrize(
    "path", ["/", "/programs/", "/programs/1/", "/organizations/13/", "/requests/", "/staff/sign-in/"]
)
def test_nothing_else_may_be_framed(client: CheckingClient, path: str) -> None:
    client.get("/embed/programs/")  # what one page allows is not left for the next
    assert ancestors(client, path) == "'none'"


def test_a_site_may_say_who_frames_it(choosy: Flask) -> None:
    client = checking_client(choosy)
    assert ancestors(client, "/embed/programs/") == "'self' https://school.example https://*.edu.example"
    assert ancestors(client, "/programs/") == "'none'"


@pytest.mark.parametrize("value", ["school.example", "https://a;script-src *", "* https://a.example", "javascript:1"])
def test_a_bad_list_of_sites_stops_the_start(value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="NAVIGATOR_EMBED_ALLOWED"):
        Settings.from_env({"NAVIGATOR_EMBED_ALLOWED": value}, root=tmp_path)


def test_a_frame_lists_ten_programs_and_leads_to_the_rest(client: CheckingClient) -> None:
    page = client.look("/embed/organizations/13/")
    assert len(page.programs) == 10
    assert page.words(page.all("h1")[0]) == "Кружки и секции: Центр внешкольной работы"
    more = next(one for one in page.all("a") if page.words(one).startswith("Ещё "))
    assert more.get("href") == "/organizations/13/"
    assert page.words(more) == "Ещё 20 программ"


def test_a_frame_is_narrowed_like_the_catalog(client: CheckingClient) -> None:
    whole = client.look("/programs/?organization=13&age=10&direction=art")
    page = client.look("/embed/organizations/13/?age=10&direction=art&page=3&sort=price")
    assert page.programs == whole.programs
    assert 0 < len(page.programs) < 10
    assert page.all("a")[-1].get("href") == "/programs/?direction=art&age=10&organization=13"


@pytest.mark.parametrize(
    "path",
    ["/embed/organizations/9999/", "/embed/organizations/x/", "/embed/directions/none/", "/embed/ages/70/",
     "/embed/ages/010/", "/embed/others/1/", "/embed/organizations/9999/table/"],
)  # fmt: skip
def test_lists_that_are_not_there(client: CheckingClient, path: str) -> None:
    client.look(path, 404)


def code(client: CheckingClient, query: str) -> str:
    page = client.look(f"/embed/?{query}")
    return "".join(page.all("textarea")[0].itertext()).strip()


def test_two_lines_to_copy(client: CheckingClient) -> None:
    assert code(client, "organization=13&how=widget") == (
        f'<div data-navigator="{HERE}/embed/organizations/13/" data-height="950" style="min-height:950px!important">'
        f'<a href="{HERE}/organizations/13/">Кружки и секции: Центр внешкольной работы</a></div>\n'
        f'<script async src="{HERE}/embed.js"></script>'
    )
    for how, opening in (("frame", "<iframe data-navigator src="), ("element", "<navigator-programs src=")):
        lines = code(client, f"direction=art&age=10&how={how}").split("\n")
        assert lines[0].startswith(f'{opening}"{HERE}/embed/programs/?direction=art&amp;age=10"')
        assert lines[1] == f'<script async src="{HERE}/embed.js"></script>'
    assert code(client, "age=10&how=link") == f'<a href="{HERE}/ages/10/">Кружки и секции: 10 лет</a>'


def test_what_cannot_be_read_is_left_out(client: CheckingClient) -> None:
    assert code(client, "organization=x&age=-1&how=magic&width=9") == code(client, "")
    assert code(client, "q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").count("<script") == 1


def test_many_organizations_are_chosen_on_their_own_pages(
    client: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = code(client, "organization=13&age=10")
    monkeypatch.setattr(embed, "MENU", 3)
    assert code(client, "organization=13&age=10") == usual
    assert not client.page.all("select", name="organization")
    assert [one.get("value") for one in client.page.all("input", name="organization")] == ["13"]
    link = next(one for one in client.look("/organizations/13/").all("a") if "?organization=13" in one.get("href"))
    assert client.page.words(link) == "Поставить на свой сайт"


def test_the_code_names_the_public_address(choosy: Flask) -> None:
    assert code(checking_client(choosy), "age=7").count('"https://navigator.example/') == 3


def test_a_table_of_ones_own_programs(client: CheckingClient) -> None:
    page = client.look("/embed/organizations/13/table/")
    source = "".join(page.all("textarea")[0].itertext())
    rows = re.findall(r"<tr><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td></tr>", source)
    assert len(rows) == 30
    assert "кружки и секции на 23\xa0ноября\xa02026\xa0года" in source
    assert f'<a href="{HERE}/programs/' in rows[0][0]
    assert not re.search(r"<(script|style|iframe)|style=|class=|on\w+=", source)
    names = [html.unescape(re.sub("<.*?>", "", row[0])) for row in rows]
    assert names == [page.words(row.find("{http://www.w3.org/1999/xhtml}td")) for row in page.all("tr")[1:]]


def test_pages_for_webmasters_are_light(demo_port: int) -> None:
    for path in ("/embed/", "/embed/?organization=13&age=10", "/embed/organizations/13/table/", "/embed/ages/10/"):
        answer = fetch(demo_port, path, {"Accept-Encoding": "gzip, deflate, br"})
        assert (answer.status, answer.wire <= 10_000) == (200, True), path


@pytest.mark.parametrize("path", ["/organizations/13/", "/directions/art/", "/ages/10/", "/programs/1/",
                                  "/municipalities/egorlykskiy-rayon/"])  # fmt: skip
def test_a_page_says_how_it_is_shown_elsewhere(client: CheckingClient, path: str) -> None:
    links = client.look(path).all("link", type="application/json+oembed")
    assert len(links) == 1
    answer = client.get(links[0].get("href").removeprefix(HERE)).get_json()
    assert (answer["version"], answer["provider_name"]) == ("1.0", "Навигатор")
    if path == "/programs/1/":
        assert (answer["type"], "html" in answer) == ("link", False)
        assert answer["title"] == client.page.words(client.look(path).all("h1")[0])
    else:
        assert answer["type"] == "rich"
        assert f'src="{HERE}/embed{path}"' in answer["html"]
        assert "\n" not in answer["html"]


def test_oembed_keeps_within_what_it_is_given(client: CheckingClient) -> None:
    url = "/oembed?url=http://localhost/programs/%3Fage%3D10%26direction%3Dart"
    full = json.loads(client.get(url).data)
    small = json.loads(client.get(f"{url}&maxwidth=300&maxheight=400").data)
    assert (full["width"], small["width"], small["height"]) == (600, 300, 400)
    assert full["height"] > 400
    assert "height:400px" in small["html"]
    assert "direction=art&amp;age=10" in full["html"]
    assert client.get(url).headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 404), ("url=http://evil.example/programs/", 404), ("url=http://localhost/staff/", 404),
     ("url=http://localhost/organizations/9999/", 404), ("url=http://localhost/programs/9999/", 404),
     ("url=http://localhost/directions/none/", 404), ("url=http://[", 404), ("url=javascript:1", 404),
     ("url=http://localhost/programs/&format=xml", 501)],
)  # fmt: skip
def test_oembed_of_nothing_of_ours(client: CheckingClient, query: str, status: int) -> None:
    assert client.get(f"/oembed?{query}").status_code == status
