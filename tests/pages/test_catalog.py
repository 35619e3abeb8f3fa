"""The catalog answers what it is asked, alike as a page and as a fragment."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from pages.checking import CheckingClient, Page

from navigator.search.filters import PAGE_SIZE, Filters
from navigator.web import wants_fragment

HX = {"HX-Request": "true"}


def test_the_first_page_lists_twenty_open_programs_first(client: CheckingClient) -> None:
    page = client.look("/programs/")
    assert len(page.programs) == PAGE_SIZE
    assert page.total >= 190
    states = [client.look(f"/programs/{one}/") for one in page.programs[:3]]
    assert all(any(one.get("data-state") == "open" for one in state.with_attribute("data-group")) for state in states)


def test_pages_divide_the_catalog_without_overlap(client: CheckingClient) -> None:
    total = client.look("/programs/").total
    seen: list[int] = []
    number = 1
    while len(seen) < total:
        found = client.look(f"/programs/?page={number}").programs
        assert found
        seen += found
        number += 1
    assert len(seen) == len(set(seen)) == total


@pytest.mark.parametrize(
    "key", ["age", "direction", "activity", "municipality", "place", "day", "time", "payment", "open", "distance"]
)
def test_each_count_is_what_choosing_the_value_gives(client: CheckingClient, key: str) -> None:
    for before in ("", "payment=free&", "age=9&day=sat&", "q=танец&"):
        counts = client.look(f"/programs/?{before}").facet(key)
        for value, count in list(counts.items())[:6]:
            if (key == "payment" and "payment" in before) or (key == "age" and "age" in before):
                continue
            if key == "day" and "day" in before:
                continue
            assert client.look(f"/programs/?{before}{key}={value}").total == count, (before, key, value)


def test_a_facet_is_counted_without_its_own_choice(client: CheckingClient) -> None:
    free = client.look("/programs/").facet("payment")
    assert client.look("/programs/?payment=paid").facet("payment") == free


def test_the_fragment_is_contained_in_the_page(client: CheckingClient) -> None:
    for query in ("", "?age=7&day=sat&q=рисование", "?q=абракадабра", "?age=abc&page=99"):
        whole = client.look(f"/programs/{query}").words()
        response = client.get(f"/programs/{query}", headers=HX)
        assert response.status_code == 200
        fragment = client.page
        assert fragment.is_fragment
        assert fragment.words(fragment.all("section", id="results")[0]) in whole
        assert fragment.words(fragment.all("div", id="facets")[0]) in whole
        assert "HX-Request" in response.vary


def test_htmx_gets_the_canonical_address(client: CheckingClient) -> None:
    response = client.get("/programs/?q=&age=7&age=7&sort=relevance&utm_source=x&day=", headers=HX)
    assert response.headers["HX-Push-Url"] == "/programs/?age=7"


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_boosted_and_restored_pages_are_whole(client: CheckingClient, header: str) -> None:
    client.get("/programs/", headers={**HX, header: "true"})
    assert not client.page.is_fragment


def test_chips_take_their_value_off_and_lead_back(client: CheckingClient) -> None:
    page = client.look("/programs/?age=7&day=sat&open=1")
    links = {page.words(one): one.get("href") for one in page.all("a") if "×" in page.words(one)}
    assert links == {
        "7 лет ×": "/programs/?day=sat&open=1",
        "Суббота ×": "/programs/?age=7&open=1",
        "Набор открыт ×": "/programs/?age=7&day=sat",
    }


def test_bad_values_are_noticed_and_change_nothing(client: CheckingClient) -> None:
    total = client.look("/programs/").total
    page = client.look("/programs/?age=старый&direction=magic&page=1000&max_price=много")
    assert page.total == total
    notices = [page.words(one) for one in page.all("p") if one.get("class") == "notice"]
    assert notices == [
        "Не удалось прочитать: направленность «magic». Этот отбор не применён.",
        "Не удалось прочитать: возраст «старый». Напишите число от 0 до 17.",
        "Не удалось прочитать: цена в месяц «много». Напишите число рублей, например 2000.",
        "Такой страницы нет, показана первая.",
    ]


def test_programs_without_a_price_are_counted_when_a_price_is_asked(client: CheckingClient) -> None:
    page = client.look("/programs/?max_price=1500")
    assert "цена не указана – они не показаны" in page.words()
    assert 0 < page.total < client.look("/programs/").total


def test_nothing_found_says_so(client: CheckingClient) -> None:
    page = client.look("/programs/?q=абракадабра")
    assert (page.total, page.programs) == (0, [])
    assert "Ничего не нашлось" in page.words()


def test_words_are_found_in_any_form(client: CheckingClient) -> None:
    sets = [
        set(client.look(f"/programs/?q={word}").programs) for word in ("шахматы", "ШАХМАТЫ", "шахматам", "шахматами")
    ]
    assert sets[0]
    assert all(one == sets[0] for one in sets)
    assert set(client.look("/programs/?q=робототехн").programs) >= set(
        client.look("/programs/?q=робототехника").programs
    )


def test_sorting_by_name_and_price(client: CheckingClient) -> None:
    page = client.look("/programs/?sort=name&open=1&payment=paid")
    names = [page.words(one) for one in page.all("h3")]
    assert names == sorted(names, key=lambda name: re.sub(r"\W", "", name.lower().replace("ё", "е")))


def test_all_filters_are_on_one_plain_page(client: CheckingClient) -> None:
    page = client.look("/programs/filters/?age=9&q=танец")
    for key in ("level", "form", "year", "organization", "activity", "place"):
        counts = page.facet(key)
        assert counts, key
        for value, count in list(counts.items())[:3]:
            assert client.look(f"/programs/?age=9&q=танец&{key}={value}").total == count
    assert [one.get("value") for one in page.all("input", name="q")] == ["танец"]


def test_a_program_page_answers_at_once(client: CheckingClient) -> None:
    first = client.look("/programs/").programs[0]
    page = client.look(f"/programs/{first}/")
    said = page.words()
    for heading in ("Кому", "Где", "Когда", "Сколько стоит", "Сертификат", "Что взять", "Группы", "Как записаться"):
        assert heading in said
    groups = page.with_attribute("data-group")
    assert groups
    assert {one.get("data-state") for one in groups} <= {"open", "waitlist", "closed"}
    assert all(one.get("data-free-places").isdigit() or one.get("data-free-places") == "" for one in groups)


def test_every_program_of_the_demo_opens(client: CheckingClient) -> None:
    total, seen = client.look("/programs/").total, []
    for number in range(1, total // PAGE_SIZE + 2):
        seen += client.look(f"/programs/page/{number}/").programs
    assert len(seen) == total
    names = {one: client.look(f"/programs/{one}/").words(client.page.all("h1")[0]) for one in seen}
    assert all(names.values())


def test_the_shortlist_is_shareable_and_forgiving(client: CheckingClient) -> None:
    ids = client.look("/programs/").programs[:3]
    page = client.look("/saved/?" + "&".join(f"id={one}" for one in ids) + "&id=999999&id=abc&id=" + str(ids[0]))
    assert [one.get("href") for one in page.all("thead")[0].iter() if one.tag.endswith("}a")] == [
        f"/programs/{one}/" for one in ids
    ]
    assert "Некоторых программ уже нет" in page.words()
    assert "пока пусто" in client.look("/saved/").words()


def test_path_lists_are_the_filters_under_a_path(client: CheckingClient) -> None:
    for path, query in (
        ("/directions/art/", "direction=art"),
        ("/ages/9/", "age=9"),
        ("/activities/chess/", "activity=chess"),
    ):
        listed, number = [], 1
        while True:
            response = client.get(path if number == 1 else f"{path}page/{number}/")
            if response.status_code == 404:
                break
            listed += client.page.programs
            number += 1
        assert len(listed) == len(set(listed)) == client.look(f"/programs/?{query}").total


@pytest.mark.parametrize(
    "path",
    [
        "/programs/999999/",
        "/organizations/999999/",
        "/directions/magic/",
        "/activities/magic/",
        "/ages/99/",
        "/places/nowhere/",
        "/municipalities/nowhere/",
        "/letters/%00/",
        "/programs/page/999/",
        "/programs/page/0/",
        "/ages/9/page/999/",
        "/assets/other.js",
        "/programs/99999999999999999999/",
    ],
)
def test_what_is_not_there_is_a_page_of_ours(client: CheckingClient, path: str) -> None:
    page = client.look(path, status=404)
    assert page.words(page.all("h1")[0]) == "Страница не найдена"


@pytest.mark.realdata
@pytest.mark.parametrize("each", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_nonsense_in_the_address_never_breaks(client: CheckingClient, shared_data: Path, each: int) -> None:
    client.typed = True
    keys = (*Filters.__dataclass_fields__, "id")
    rough = FlaskClient(client.application)
    naughty = json.loads((shared_data / "blns.json").read_text(encoding="utf-8"))
    for number, text in enumerate(naughty[::each]):
        key = keys[number % len(keys)]
        # One of the pages is parsed and checked, the words of each question in turn; the others must answer.
        assert client.get("/programs/", query_string={("q", key)[number % 2]: text}).status_code == 200, (key, text)
        assert rough.get("/programs/", query_string={(key, "q")[number % 2]: text}).status_code == 200, (key, text)
        assert rough.get("/saved/", query_string={"id": text}).status_code == 200
        assert rough.get(f"/letters/{quote(text[:20], safe='')}/").status_code in {200, 308, 404}


def test_fragment_requests_are_told_from_pages(app) -> None:  # type: ignore[no-untyped-def]  # a fixture
    with app.test_request_context("/", headers=HX):
        assert wants_fragment()
    with app.test_request_context("/"):
        assert not wants_fragment()
    assert isinstance(Page("<p>a</p>", is_fragment=True).words(), str)
