"""What the results page says of a typed line: chips, corrections, the nearest; and suggestions."""

from __future__ import annotations

import json
import re
import time
from urllib.parse import quote

import brotli
import pytest
from pages.checking import CheckingClient

from navigator.assets import SCRIPTS, STATIC, minify_script


def understood(text: str) -> set[tuple[str, str]]:
    return set(re.findall(r'data-understood="([^"]+)" data-value="([^"]+)"', text))


def page(client: CheckingClient, query: str, more: str = "") -> str:
    answer = client.get(f"/programs/?q={quote(query)}{more}")
    assert answer.status_code == 200
    return answer.text


def test_each_constraint_is_a_chip_with_a_link_that_removes_it(client: CheckingClient) -> None:
    text = page(client, "рисование 7 лет по субботам бесплатно")
    assert understood(text) == {("age", "7"), ("day", "sat"), ("payment", "free")}
    link = re.search(r'data-understood="age" data-value="7" href="([^"]+)"', text)
    assert link
    left = client.get(link[1].replace("&amp;", "&")).text
    assert understood(left) == {("day", "sat"), ("payment", "free")}


def test_a_filter_of_the_address_wins_over_the_line(client: CheckingClient) -> None:
    text = page(client, "рисование 7 лет", "&age=10")
    assert understood(text) == set()
    assert 'name="age" data-facet="age"' in text


def test_plain_words_are_one_click_away(client: CheckingClient) -> None:
    text = page(client, "рисование 7 лет", "&words=plain")
    assert understood(text) == set()
    assert "Понимать запрос" in text


def test_a_misprint_is_said(client: CheckingClient) -> None:
    text = page(client, "шахмоты")
    assert "data-suggestion" in text
    assert "«шахматы»" in text
    assert int(re.search(r'data-total="(\d+)"', text)[1]) > 2  # type: ignore[index]  # the page has results
    assert "Возможно, вы имели в виду" in page(client, "шахмоты", "&words=plain")
    assert "Возможно, вы имели в виду" not in page(client, "шахматы", "&words=plain")


def test_when_nothing_fits_the_nearest_is_shown_as_such(client: CheckingClient) -> None:
    text = page(client, "рисование 17 лет в воскресенье утром")
    assert 'data-total="0"' in text
    before, _, after = text.partition("data-suggestion")
    assert "data-program" not in before.partition('id="results"')[2]
    assert "data-program" in after
    text = page(client, "дайвинг")
    assert 'data-total="0"' in text
    assert "data-program" not in text


def test_suggestions(client: CheckingClient) -> None:
    found = client.get(f"/suggest?q={quote('ша')}", headers={"Accept": "application/json"})
    assert found.mimetype == "application/json"
    kinds = {one["kind"] for one in json.loads(found.text)}
    assert {"activity", "program"} <= kinds
    assert all(client.get(one["url"]).status_code == 200 for one in json.loads(found.text))
    assert json.loads(client.get("/suggest?q=a", headers={"Accept": "application/json"}).text) == []
    fragment = client.get(f"/suggest?q={quote('if[')}", headers={"HX-Request": "true"}).text
    assert 'role="listbox"' in fragment
    assert "Шахматы" in fragment


def test_our_script_stays_small() -> None:
    ours = minify_script((STATIC / SCRIPTS[1]).read_bytes())
    assert len(brotli.compress(ours, quality=11)) <= 1_500


ODD = (
    "a" * 10_000,
    "б" * 10_000,
    "\x00\x01\x1f\x7f",
    '* ? " AND ~',
    "(((((",
    "[a-z]+.*$",
    "<script>alert(1)</script>",
    "'; DROP TABLE program; --",
    "{{ 7 * 7 }}",
    "%s%n%x",
    "\u202etest\u202c",
    "\ufeff\u200b",
    "title:шахматы OR body:*",
    "1" * 500,
    "5 " * 3_000,
    "👾🙇💁🙅",
)


@pytest.mark.parametrize("query", ODD)
def test_odd_queries_are_answered_quickly_and_escaped(client: CheckingClient, query: str) -> None:
    started = time.perf_counter()
    text = page(client, query)
    assert time.perf_counter() - started < 5
    assert "<script>alert" not in text
    assert "49" not in re.findall(r'value="([^"]*)" aria-label="Что ищете"', text)
    assert client.get(f"/suggest?q={quote(query)}", headers={"HX-Request": "true"}).status_code == 200


def test_a_street_of_the_line_is_a_chip_and_one_of_the_address_stays_in_the_form(client: CheckingClient) -> None:
    text = page(client, "танцы на ул. Мира")
    assert understood(text) == {("street", "ул. Мира")}
    link = re.search(r'data-understood="street" data-value="ул. Мира" href="([^"]+)"', text)
    assert link
    assert understood(client.get(link[1].replace("&amp;", "&")).text) == set()
    text = client.get(f"/programs/?street={quote('ул. Мира, 92')}").text
    assert '<input type="hidden" name="street" value="ул. Мира, 92">' in text
    assert 0 < int(re.search(r'data-total="(\d+)"', text)[1]) < 50  # type: ignore[index]  # the page has results
    assert "Не удалось прочитать: улица" in client.get(f"/programs/?street={quote('ул. Пушкина')}").text


def shown_near(text: str) -> list[str]:
    return re.findall(r"<div data-suggestion>\s*<h2>([^<:]+):", text)


@pytest.mark.parametrize(
    ("query", "chips"),
    [
        ("hbcjdfybt 7 ktn", {("age", "7")}),
        ("risovanie dlya detey 6 let besplatno", {("age", "6"), ("payment", "free")}),
        ("рисование в суботу", {("day", "sat")}),
        ("очно, ежедневно", set()),
    ],
)
def test_what_was_typed_otherwise_is_read_again(
    client: CheckingClient, query: str, chips: set[tuple[str, str]]
) -> None:
    text = page(client, query)
    assert understood(text) == chips
    assert 'data-total="0"' not in text


def test_what_is_for_grown_ups_is_not_what_is_for_children(client: CheckingClient) -> None:
    text = page(client, "рисование для пенсионеров")
    assert understood(text) == {("age", "18")}
    assert 'aria-label="Убрать: для взрослых"' in text
    assert 'data-total="0"' in text
    assert shown_near(text) == ["Для детей и подростков"]
    assert 'data-total="0"' not in page(client, "танцы для взрослых")


def test_conditions_are_answered_without_a_word_that_nobody_knows(client: CheckingClient) -> None:
    text = page(client, "абракадабристика для девочки 7 лет")
    assert 'data-total="0"' in text
    assert shown_near(text) == ["Без слова «абракадабристика»"]
    assert shown_near(page(client, "кёрлинг 7 лет")) == []  # a thing that one can learn, but not here
    assert shown_near(page(client, "абракадабристика")) == []


@pytest.mark.parametrize(
    "query",
    [
        "рисование для пенсионеров",
        "танцы на улице Пушкина",
        "рисование 17 лет в воскресенье утром",
        "hbcjdfybt 17 ktn в воскресенье утром",
        "слабослышащий 10 лет, рисование",
        "качалка 15 лет",
        "ДЮСШ бокс",
    ],
)
def test_what_is_near_is_where_its_link_leads(client: CheckingClient, query: str) -> None:
    links = re.findall(r'<div data-suggestion>\s*<h2>[^<]+<a href="([^"]+)"[^>]*>(\d+)', page(client, query))
    assert links
    for address, count in links:
        there = client.get(address.replace("&amp;", "&")).text
        assert f'data-total="{count}"' in there, address


def test_what_only_mentions_the_wish_leads_to_what_is_it(client: CheckingClient) -> None:
    text = page(client, "в воскресенье театр")
    link = re.search(r'<h2>В другой день: <a href="([^"]+)"[^>]*>(\d+)', text)
    assert link
    there = client.get(link[1].replace("&amp;", "&")).text
    assert int(re.search(r'data-total="(\d+)"', there)[1]) >= int(link[2]) > 0  # type: ignore[index]  # it has results
