"""Registers of organizations: odd words for nothing, phones, numbers with leading zeros."""

from __future__ import annotations

from pathlib import Path

import pytest

from navigator.exchange.cells import CellProblem
from navigator.exchange.dump_columns import ORGANIZATION_COLUMNS, organization_row
from navigator.exchange.organizations import phone, read_organizations
from navigator.exchange.records import FileProblem
from navigator.exchange.writers import write_table


@pytest.mark.realdata
def test_the_federal_register(shared_data: Path) -> None:
    reading = read_organizations(shared_data / "dop-edu-orgs-200.cp1251.csv")
    assert (len(reading.organizations), reading.rows) == (200, 200)
    assert [(note.row, note.column, note.is_error) for note in reading.notes] == [
        (54, "site", False),
        (160, "site", False),
    ]
    second = reading.organizations[1].values
    assert (second["inn"], second["ogrn"], second["phone"]) == ("0522020136", "1130522000498", "+7 961 834-00-00")
    assert (second["site"], second["license"]) == ("", "")
    assert sum("известно" in str(one.values).lower() for one in reading.organizations) == 0


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("83955850000", "+7 395 585-00-00"),
        ("8 (863) 702-11-22", "+7 863 702-11-22"),
        ("+7 863 702-11-22", "+7 863 702-11-22"),
        ("9186543210; 8(86370)2-11-22", "+7 918 654-32-10; +7 863 702-11-22"),
        ("8-863-702-11-22 доб. 5", "+7 863 702-11-22 доб. 5"),
        ("2-11-22", "2-11-22"),
        ("8351490000", "8351490000"),
        ("Отсутсвует", ""),
        (89186543210.0, "+7 918 654-32-10"),
    ],
)
def test_phones(written: str, read: str) -> None:
    assert phone(written) == read
    assert phone(read) == read


def test_a_phone_without_digits_is_a_problem() -> None:
    with pytest.raises(CellProblem, match="не телефон"):
        phone("спросить у вахтёра")


def test_rows_and_what_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(
        "Наименование организации;ИНН;Тип;Сайт;Адрес;Эл. почта;Муниципалитет\r\n"
        "МБУ ДО «ДДТ»;561000000;Организация дополнительного образования;ddt.example.org;"
        '"с. Бохто,\r\nул. Мира, 1";нет;Район\r\n'
        "Неизвестно;1;;;;;\r\n"
        "Школа;12;Иная;javascript:alert(1);;a@b.ru;\r\n".encode("cp1251")
    )
    reading = read_organizations(file)
    first, school = reading.organizations
    assert first.values == {
        "full_name": "МБУ ДО «ДДТ»",
        "public_name": "МБУ ДО «ДДТ»",
        "inn": "0561000000",
        "type": "additional",
        "site": "http://ddt.example.org",
        "address": "с. Бохто, ул. Мира, 1",
        "email": "",
    }
    assert (first.municipality, school.municipality, school.values["type"]) == ("Район", None, "none")
    assert [(note.row, note.column, note.is_error) for note in reading.notes] == [
        (3, "inn", False),
        (3, "", True),
        (4, "inn", False),
        (4, "site", False),
    ]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_organizations_are_read_back_equal(tmp_path: Path, ending: str) -> None:
    source = tmp_path / "list.csv"
    source.write_text(
        "external_id;full_name;public_name;phone;inn;type;license;about;municipality;settlement;status;max_children\n"
        "5;МБУ «Дом»;Дом;8 863 702-11-22;0561000000;sport;№ 5 от 01.02.2020;=о нас;Район;с. Бохто;active;120\n"
    )
    once = read_organizations(source).organizations
    full = tmp_path / f"dump.{ending}"
    write_table(full, ORGANIZATION_COLUMNS, map(organization_row, once))
    twice = read_organizations(full).organizations
    write_table(full, ORGANIZATION_COLUMNS, map(organization_row, twice))
    assert read_organizations(full).organizations == twice
    assert once[0].values.items() <= twice[0].values.items()
    assert (twice[0].municipality, twice[0].settlement) == ("Район", "с. Бохто")


def test_cards_of_programs_are_no_organizations(tmp_path: Path) -> None:
    file = tmp_path / "cards.json"
    file.write_text('[{"title": "Хор", "programms": []}]')
    with pytest.raises(FileProblem, match="файл программ"):
        read_organizations(file)
