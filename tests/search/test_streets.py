"""Streets: in addresses, in a typed line, and as a filter that keeps its counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import make
import pytest
from peewee import Database
from search.reading_names import GAZETTEER

from navigator.data import Venue
from navigator.data.database import catalog_changed
from navigator.rules.streets import Street, street_in
from navigator.search.filters import Filters
from navigator.search.reading.read import read
from navigator.search.reading.streets import StreetNames
from navigator.services.catalog import Catalog

TODAY = date(2026, 11, 23)
ADDRESSES = {
    "346720, Ростовская обл., Егорлыкский р-н, ст. Егорлыкская, ул. Ленина, д. 24": ("ул.", "Ленина", "24"),
    "с. Бохто ул. Молодёжная, 11а": ("ул.", "Молодёжная", "11а"),
    "Ленинский проспект, 30 к 2": ("пр-т", "Ленинский", "30"),
    "пр. Мира, 5": ("пр-т", "Мира", "5"),
    "пер. Гагарина, 7": ("пер.", "Гагарина", "7"),
    "г. Чита, ул. Гагарина 9/1": ("ул.", "Гагарина", "9/1"),
    "ул.Карла Маркса,12": ("ул.", "Карла Маркса", "12"),
    "ул. 50 лет Октября, 3": ("ул.", "50 лет Октября", "3"),
    "ул. Большая Садовая, 1": ("ул.", "Большая Садовая", "1"),
    "мкр. Северный, 10": ("мкр", "Северный", "10"),
    "ул. Садовая, 8": ("ул.", "Садовая", "8"),
    "ул. Пятницкая, 2": ("ул.", "Пятницкая", "2"),
    "г. Донецк, Кирова 5": ("", "Кирова", "5"),
}
NO_STREETS = ["каб. 12", "с. Бохто", "п. Ильинский", "", "5", ", , ул.", "ул. 5"]
NAMES = StreetNames(map(street_in, ADDRESSES))  # type: ignore[arg-type]  # each of them names a street
TYPED = {
    "рисование на Ленина": ("рисование", "ул. Ленина"),
    "рисование на ленина 24": ("рисование", "ул. Ленина, 24"),
    "рисование ленина 24": ("рисование", "ул. Ленина, 24"),
    "лепка ул. Гагарина": ("лепка", "ул. Гагарина"),
    "лепка пер Гагарина": ("лепка", "пер. Гагарина"),
    "лепка на Гагарина": ("лепка", "пер. Гагарина|ул. Гагарина"),
    "на Садовой": ("", "ул. Садовая"),
    "на большой садовой танцы": ("танцы", "ул. Большая Садовая"),
    "танцы на улице Садовой, 8": ("танцы", "ул. Садовая, 8"),
    "танцы на садовой улице": ("танцы", "ул. Садовая"),
    "проспект Мира 5": ("", "пр-т Мира, 5"),
    "танцы на проспекте мира, д. 5": ("танцы", "пр-т Мира, 5"),
    "бокс на Ленинском проспекте": ("бокс", "пр-т Ленинский"),
    "шахматы около Маркса": ("шахматы", "ул. Карла Маркса"),
    "шахматы К. Маркса, 12": ("шахматы", "ул. Карла Маркса, 12"),
    "шахматы на ул. К. Маркса": ("шахматы", "ул. Карла Маркса"),
    "ул 50 лет октября бокс": ("бокс", "ул. 50 лет Октября"),
    "пение на Пятницкой": ("пение", "ул. Пятницкая"),
    "мкр северный плавание": ("плавание", "мкр Северный"),
    "лепка на улице Пушкина": ("лепка", "ул. Пушкина"),
    "лепка ул. 8 марта": ("лепка", "ул. 8 Марта"),
    "лепка на кирова": ("лепка", "Кирова"),
}
WORDS = [
    *("рисование Ленина", "мир танца", "рисование на песке", "занятия на улице зимой", "уличный театр"),
    *("школа имени Гагарина 7", "садовая мастерская", "игра на ленинской площадке", "«на Ленина»", "на улице"),
    *("мирный атом", "северный", "молодёжная студия", "мира 93", "садовод на садовом участке", "ул 5", "пер"),
]


@pytest.mark.parametrize(("address", "street"), ADDRESSES.items())
def test_an_address_names_its_street(address: str, street: tuple[str, str, str]) -> None:
    assert street_in(address) == Street(*street)


@pytest.mark.parametrize("address", NO_STREETS)
def test_an_address_may_name_no_street(address: str) -> None:
    assert street_in(address) is None


@pytest.mark.parametrize(("text", "meant"), TYPED.items())
def test_a_street_is_read_in_any_form(text: str, meant: tuple[str, str]) -> None:
    reading = read(text, GAZETTEER, TODAY, lambda: NAMES)
    assert " ".join(reading.rest.replace(",", " ").split()) == meant[0]
    assert sorted(reading.values["street"]) == meant[1].split("|")
    assert reading.values.keys() == {"street"}


@pytest.mark.parametrize("text", WORDS)
def test_a_word_like_a_street_stays_a_word(text: str) -> None:
    assert "street" not in read(text, GAZETTEER, TODAY, lambda: NAMES).values


def test_a_catalog_without_streets_reads_none() -> None:
    assert read("лепка на улице Пушкина, 5", GAZETTEER, TODAY, lambda: StreetNames([])).values == {}


def test_an_age_after_a_street_is_no_house() -> None:
    values = read("рисование на Ленина 7 лет по средам", GAZETTEER, TODAY, lambda: NAMES).values
    assert values == {"street": ("ул. Ленина",), "age": ("7",), "day": ("wed",)}


@pytest.fixture
def catalog(database: Database, tmp_path: Path) -> Catalog:
    """Three programs: in a venue, in another of the same organization, and at the organization's own address."""
    house = make.organization(address="ул. Мира, 1")
    for number, address in enumerate(("ул. Ленина, 24", "ул. Ленина, 30", "каб. 5", None), 1):
        venue = None if address is None else Venue.create(organization=house, address=address)
        program = make.program(f"Лепка {number}", organization=house)
        make.group(program, venue=venue, age_from=60, age_to=120 if number > 1 else 84)
    return Catalog(database, tmp_path / "index", read_only=True)


def named(catalog: Catalog, filters: Filters) -> list[str]:
    answer = catalog.search(filters, TODAY)
    return sorted(catalog.snapshot().name_of(one)[-1] for one in answer.selection.ids)


def test_a_street_leaves_the_groups_that_meet_there(catalog: Catalog) -> None:
    assert named(catalog, Filters(street=("ул. Ленина",))) == ["1", "2"]
    assert named(catalog, Filters(street=("ул. Ленина, 30",))) == ["2"]
    assert named(catalog, Filters(street=("ул. Мира",))) == ["3", "4"]
    assert named(catalog, Filters(street=("ул. Мира", "ул. Ленина, 24"))) == ["1", "3", "4"]
    assert named(catalog, Filters(q="лепка на Ленина 8 лет")) == ["2"]
    ages = {
        one.value: one.count for one in catalog.search(Filters(street=("ул. Ленина",)), TODAY).selection.facets["age"]
    }
    assert (ages["6"], ages["8"]) == (2, 1)
    assert "ул. Ленина" in catalog.known()["street"]
    assert "ул. Пушкина" not in catalog.known()["street"]


def test_where_nothing_is_on_a_street_others_are_shown_as_such(catalog: Catalog) -> None:
    answer = catalog.search(Filters(q="лепка на улице Пушкина"), TODAY)
    assert (answer.selection.total, [(one.label, one.selection.total) for one in answer.near]) == (
        0,
        [("По другому адресу", 4)],
    )


def test_a_moved_venue_is_found_where_it_is_now(catalog: Catalog) -> None:
    assert named(catalog, Filters(street=("ул. Ленина, 30",))) == ["2"]
    Venue.update(address="ул. Садовая, 3").where(Venue.address == "ул. Ленина, 30").execute()
    catalog_changed()
    assert named(catalog, Filters(q="на Садовой")) == ["2"]
    assert named(catalog, Filters(street=("ул. Ленина",))) == ["1"]
