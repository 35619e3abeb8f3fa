"""Reference lists: complete, repeatable, and what staff changed stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from peewee import Database

from navigator.data import Activity, Direction, Municipality
from navigator.exchange.records import FileProblem
from navigator.services.municipalities import Municipalities
from navigator.services.problems import Problem
from navigator.services.reference import Loaded, load_reference


def test_lists_load_once(database: Database) -> None:
    assert load_reference(database) == Loaded(activities=77, municipalities=90)
    assert load_reference(database) == Loaded(activities=0, municipalities=0)
    assert [row.slug for row in Direction.select().order_by(Direction.position)] == [
        *("tech", "science", "sport", "art", "tourism", "social"),
    ]
    assert Municipality.select().where(Municipality.region == "Забайкальский край").count() == 35


def test_both_districts_of_the_demo_have_their_codes_and_zones(database: Database) -> None:
    load_reference(database)
    rows = Municipality.select().where(Municipality.oktmo.in_(["76604000", "60615000"])).order_by(Municipality.oktmo)
    assert [(row.slug, row.name, row.name_in, row.full_name, row.timezone) for row in rows] == [
        (
            "egorlykskiy-rayon",
            "Егорлыкский район",
            "в Егорлыкском районе",
            "Егорлыкский муниципальный район",
            "Europe/Moscow",
        ),
        (
            "aleksandrovo-zavodskiy-rayon",
            "Александрово-Заводский район",
            "в Александрово-Заводском районе",
            "Александрово-Заводский муниципальный район",
            "Asia/Chita",
        ),
    ]


def test_what_staff_changed_stays(database: Database) -> None:
    load_reference(database)
    Municipality.update(name="Егорлыкский округ", center_phone="+7 863 700-00-12", name_in="").where(
        Municipality.oktmo == "60615000"
    ).execute()
    Activity.update(name="Пение").where(Activity.slug == "vocals").execute()
    load_reference(database)
    row = Municipality.get(Municipality.oktmo == "60615000")
    assert (row.name, row.center_phone, row.name_in) == (
        "Егорлыкский округ",
        "+7 863 700-00-12",
        "в Егорлыкском районе",
    )
    assert Activity.get(Activity.slug == "vocals").name == "Пение"


def test_another_region_comes_from_a_table(database: Database, tmp_path: Path) -> None:
    table = tmp_path / "murmansk.csv"
    table.write_text("region;oktmo;name\nМурманская область;47605000;Кольский район\n", encoding="utf-8")
    assert load_reference(database, table).municipalities == 91
    row = Municipality.get(Municipality.oktmo == "47605000")
    assert (row.slug, row.full_name) == ("kolskiy-rayon", "Кольский муниципальный район")
    assert load_reference(database, table).municipalities == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("region;name\nX;Y\n", "нет столбцов oktmo"),
        ("region;oktmo;name\nX;123;Y\n", "строка 2: ОКТМО «123» – нужно 8 цифр"),
        ("region;oktmo;name;timezone\nX;12345678;Y;Mars\n", "«Mars» – не часовой пояс"),
    ],
)
def test_a_bad_table_loads_nothing(sqlite: Database, tmp_path: Path, text: str, words: str) -> None:
    table = tmp_path / "bad.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(FileProblem, match=words):
        load_reference(sqlite, table)
    assert (Municipality.select().count(), Direction.select().count()) == (0, 0)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("egorlykskiy-rayon", "egorlykskiy-rayon"),
        ("60615000", "egorlykskiy-rayon"),
        ("606150009", "egorlykskiy-rayon"),
        ("60615000051", "egorlykskiy-rayon"),
        ("Егорлыкский район", "egorlykskiy-rayon"),
        ("Егорлыкский муниципальный район", "egorlykskiy-rayon"),
        ("ЕГОРЛЫКСКИЙ МУНИЦИПАЛЬНЫЙ ОКРУГ", "egorlykskiy-rayon"),
        ("Тунгиро-Олекминский р-н", "tungiro-olekminskiy-rayon"),
        ("город Чита", "chita"),
        ("г.Чита", "chita"),
        ("Городской округ «Город Чита»", "chita"),
        ("Петровск-Забайкальский район", "petrovsk-zabaykalskiy-rayon"),
        ("г. Петровск-Забайкальский", "petrovsk-zabaykalskiy"),
        ("ЗАТО п. Горный", "gornyy"),
        ("Кольский район", None),
        ("", None),
    ],
)
def test_a_municipality_is_found_by_what_people_write(sqlite: Database, text: str, slug: str | None) -> None:
    load_reference(sqlite)
    found = Municipalities().find(text)
    assert (found.slug if found else None) == slug


def test_an_unknown_municipality_is_told_with_close_ones(sqlite: Database) -> None:
    load_reference(sqlite)
    with pytest.raises(Problem, match=r"не найден\. Похожие: egorlykskiy-rayon"):
        Municipalities().require("Егорлыцкий район")


def test_before_init_the_message_says_what_to_do(sqlite: Database) -> None:
    with pytest.raises(Problem, match="navigator init"):
        Municipalities().require("egorlykskiy-rayon")
