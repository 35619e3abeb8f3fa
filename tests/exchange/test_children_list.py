"""A pasted list of children: what stands in a line is told by its looks, whatever the order."""

from __future__ import annotations

import pytest

from navigator.exchange.children_list import MOST_LINES, ListedChild, read_list
from navigator.exchange.records import FileProblem


def is_home(words: str) -> bool:
    return "район" in words.lower()


def one(text: str) -> tuple[str, ...]:
    found = read_list(text, is_home)
    assert len(found) == 1
    child = found[0]
    return child.name, child.born, child.home, child.guardian, child.phone, child.email


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Иванова Мария Петровна 12.03.2015", ("Иванова Мария Петровна", "12.03.2015", "", "", "", "")),
        ("12.03.2015 Иванова Мария", ("Иванова Мария", "12.03.2015", "", "", "", "")),
        ("1\tИванов\tПётр\tИванович\t5.3.16", ("Иванов Пётр Иванович", "5.3.16", "", "", "", "")),
        ("17. Иванов Пётр; 2016-03-05; 8(86370)21-2-12", ("Иванов Пётр", "2016-03-05", "", "", "8(86370)21-2-12", "")),
        (
            "Иванов Пётр   5 марта 2016 г.р.   +7 912 345-67-89",
            ("Иванов Пётр", "5 марта 2016 г.р.", "", "", "+7 912 345-67-89", ""),
        ),
        (
            "Иванов Пётр\tЕгорлыкский район\t05032016\tПетрова Анна\tm@x.ru",
            ("Иванов Пётр", "05032016", "Егорлыкский район", "Петрова Анна", "", "m@x.ru"),
        ),
        ("Иванов Пётр 05.03.2016 8 912 345-67-89", ("Иванов Пётр", "05.03.2016", "", "", "8 912 345-67-89", "")),
        ("12 марта 2015 Иванова Мария", ("Иванова Мария", "12 марта 2015", "", "", "", "")),
        ("1\tИванов Пётр\t42434\t5А", ("Иванов Пётр", "42434", "", "", "", "")),
        ("Иванов Пётр\t12345\t35000", ("Иванов Пётр", "", "", "", "", "")),
        ("Иванов Пётр 05.03.2016 5А", ("Иванов Пётр", "05.03.2016", "", "", "", "")),
        ("«Иванов Пётр», 05.03.2016, тел. 89123456789", ("Иванов Пётр", "05.03.2016", "", "", "89123456789", "")),
        ("Иванов Пётр 05.03.2016 112-233-445 95", ("Иванов Пётр", "05.03.2016", "", "", "", "")),
        ("Иванов 12.03.2016", ("Иванов", "12.03.2016", "", "", "", "")),
        ("просто слова", ("просто слова", "", "", "", "", "")),
    ],
)  # fmt: skip
def test_a_line_is_read_by_its_looks(line: str, expected: tuple[str, ...]) -> None:
    assert one(line) == expected


@pytest.mark.parametrize(
    "header",
    ["ФИО ребёнка\tДата рождения\tФИО родителя\tТелефон", "№\tРебёнок\tДР\tМать\tКонтактный телефон"],
)
def test_a_header_decides_where_it_stands(header: str) -> None:
    cells = ["Иванов Пётр", "05.03.2016", "Иванова Анна Петровна", "89123456789"]
    line = "\t".join(["1", *cells] if header.startswith("№") else cells)
    assert one(f"{header}\n{line}") == ("Иванов Пётр", "05.03.2016", "", "Иванова Анна Петровна", "89123456789", "")


def test_three_columns_of_a_name_and_empty_lines() -> None:
    text = "Имя;Фамилия;Дата рождения\n\nПётр;Иванов;05.03.2016\n;;\n"
    assert read_list(text, is_home) == [ListedChild(3, "Иванов Пётр", "05.03.2016")]


@pytest.mark.parametrize("text", ["", " \n;;;\n\t", "Я" * 200_001, "Иванов Пётр 05.03.2016\n" * (MOST_LINES + 2)])
def test_nothing_or_too_much_is_refused(text: str) -> None:
    with pytest.raises(FileProblem):
        read_list(text, is_home)
