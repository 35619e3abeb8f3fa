"""Sheets as strangers send them, each as CSV and as XLSX."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from exchange.sheets import Read, Rows, brief, errors, remarks, write_xlsx

from navigator.exchange.programs import read_programs
from navigator.exchange.records import FileProblem, Funding
from navigator.rules.schedule import Slot


def test_help_text_above_the_header_and_a_row_of_numbers_below(read: Read) -> None:
    rows: Rows = [
        ["Приложение № 2", "", "", ""],
        ["Сведения о программах дополнительного образования, возраст детей и группы", "", "", ""],
        ["", "", "", ""],
        ["№ п/п", "Наименование программы", "Возраст", "Кол-во мест"],
        [1, 2, 3, 4],
        [1, "Шахматы", "7-10", 12],
    ]
    reading = read(rows)
    assert brief(reading.programs) == [("Шахматы", [("", 84, 132)])]
    assert (reading.programs[0].row, reading.rows, reading.extra_columns) == (6, 1, ["№ п/п"])
    assert reading.programs[0].groups[0].values["places"] == 12


def test_sections_name_the_direction_and_totals_are_left_out(read: Read) -> None:
    rows: Rows = [
        ["Название объединения", "Группа", "Возраст"],
        ["Художественная направленность", "", ""],
        ["Хор", "1", "7-10"],
        ["Итого по направленности: 1", "", ""],
        ["Техническая направленность", "", ""],
        ["Робототехника", "1", "10-14"],
        ["Итого", "", 2],
        ["Всего программ: 2", "", ""],
    ]
    reading = read(rows)
    assert [(one.values["name"], one.direction) for one in reading.programs] == [
        ("Хор", "art"),
        ("Робототехника", "tech"),
    ]
    assert (reading.rows, errors(reading)) == (2, [])


def test_blank_tail_and_extra_columns(read: Read) -> None:
    rows: Rows = [["Программа", "Возраст", "Куратор", ""], ["Хор", "7 лет", "Иванова", ""]]
    rows += [["", "", "", ""], ["  ", "", "", ""]] * 50
    reading = read(rows)
    assert (brief(reading.programs), reading.rows) == ([("Хор", [("", 84, 96)])], 1)
    assert (reading.columns, reading.extra_columns) == ({"name": "Программа", "age": "Возраст"}, ["Куратор"])


def test_two_rows_of_headers(read: Read) -> None:
    rows: Rows = [
        ["Название программы", "Возраст", "", "Расписание", ""],
        ["", "от", "до", "Пн", "Ср"],
        ["Самбо", 7, 12, "16:30 – 18:00", "+"],
    ]
    reading = read(rows)
    assert brief(reading.programs) == [("Самбо", [("", 84, 156)])]
    assert reading.programs[0].groups[0].slots == [Slot(0, 990, 1080), Slot(2)]


def test_weekday_columns_with_several_times(read: Read) -> None:
    rows: Rows = [
        ["Кружок", "Понедельник", "Вторник", "Суббота", "Воскресенье"],
        ["Хор", "16.30-17.15, 17.25-18.10", "", "с 10 до 12", "по договорённости"],
    ]
    group = read(rows).programs[0].groups[0]
    assert group.slots == [Slot(0, 990, 1035), Slot(0, 1045, 1090), Slot(5, 600, 720)]
    assert group.values["schedule_note"] == "Воскресенье: по договорённости"


@pytest.mark.parametrize(
    ("cells", "ages"),
    [
        ([date(2022, 10, 9), date(2022, 7, 5)], [(108, 132), (60, 96)]),  # Russian: 9.10 and 5.7
        ([date(2022, 9, 10), date(2022, 7, 15)], [(108, 132), (84, 192)]),  # English: 9/10 and 7/15
        ([date(2017, 10, 1), date(2022, 7, 5)], [(120, 216), (60, 96)]),  # 10-17 is October 2017
        (["10.дек", "сен.10"], [(120, 156), (108, 132)]),
    ],
)
def test_ages_that_became_dates(read: Read, cells: list[Any], ages: list[tuple[int, int]]) -> None:
    reading = read([["Кружок", "Возраст"], ["Хор", cells[0]], ["Лепка", cells[1]]])
    assert brief(reading.programs) == [("Хор", [("", *ages[0])]), ("Лепка", [("", *ages[1])])]
    assert errors(reading) == []


def test_ages_in_months_as_one_catalog_writes_them(read: Read) -> None:
    rows: Rows = [["название", "возраст мин", "возраст макс"], ["Хор", 132, 192], ["Ясли", 18, 36]]
    assert brief(read(rows).programs) == [("Хор", [("", 132, 204)]), ("Ясли", [("", 18, 48)])]


def test_english_columns(read: Read) -> None:
    rows: Rows = [
        ["external_id", "name", "direction", "age_from", "age_to", "monday", "price_month", "free_places", "form"],
        ["00017", "Choir", "art", 7, 10, "16:30-18:00", 1200.5, "3", "Очная с применением дистанционных технологий"],
    ]
    program = read(rows).programs[0]
    assert program.values == {
        "name": "Choir",
        "external_id": "00017",
        "study_form": "full_time",
        "uses_distance": True,
    }
    assert program.groups[0].funding == [Funding("paid", None, 120050)]
    assert (program.groups[0].values["free_places"], program.groups[0].values["vacancy"]) == (3, "some")
    assert program.groups[0].slots == [Slot(0, 990, 1080)]


def test_bad_cells_are_remarks_and_the_row_stays(read: Read) -> None:
    rows: Rows = [
        ["Название", "Направленность", "Возраст", "Количество мест", "Дата начала", "Дата окончания", "Широта"],
        ["Хор", "Магическая", "для всех", -5, "31.02.2026", "", "север"],
        ["Самбо", "спортивная", "7-9", "15 мест", "01.09.2026", "01.06.2026", ""],
    ]
    reading = read(rows)
    assert errors(reading) == []
    assert remarks(reading) == [(2, "direction"), (2, "places"), (2, "start"), (2, "age"), (2, "latitude"), (3, "end")]
    assert [one.direction for one in reading.programs] == [None, "sport"]
    assert reading.programs[0].groups[0].values == {"date_end": None}
    assert reading.programs[1].groups[0].values == {
        "places": 15,
        "date_start": date(2026, 9, 1),
        "date_end": None,
        "age_from": 84,
        "age_to": 120,
    }


def test_rows_without_a_name_continue_the_program_or_are_skipped(read: Read) -> None:
    rows: Rows = [
        ["Организация", "Направленность", "Программа", "Группа", "Расписание"],
        ["", "", "", "нулевая", "пн 10:00"],
        ["ДДТ", "техническая", "Робототехника", "1", "пн 15:00"],
        ["", "", "", "2", "вт 15:00"],
        ["ДДТ", "", "", "", ""],
        ["ДДТ", "художественная", "Хор", "1", "ср 15:00"],
    ]
    reading = read(rows)
    assert [(one.values["name"], [g.values["name"] for g in one.groups]) for one in reading.programs] == [
        ("Робототехника", ["1", "2"]),
        ("Хор", ["1"]),
    ]
    skipped = "Строка пропущена: нет названия программы, впишите его"
    assert errors(reading) == [(2, skipped), (5, skipped)]


def test_repeated_headers_and_spellings_of_one_name(read: Read) -> None:
    head = ["Название", "Группа", "Возраст"]
    rows: Rows = [head, ["Изостудия «Тёплый дом»", "1", "7"], head, ['ИЗОСТУДИЯ  "Теплый дом"', "2", "8"]]
    reading = read(rows)
    assert [(one.values["name"], len(one.groups)) for one in reading.programs] == [("Изостудия «Тёплый дом»", 2)]


def test_a_code_that_repeats_over_names_is_no_id(read: Read) -> None:
    rows: Rows = [["ID", "Название", "Группа"], [7, "Хор", "1"], [7, "Лепка", "1"], [8, "Хор", "2"]]
    reading = read(rows)
    assert [(one.values, len(one.groups)) for one in reading.programs] == [({"name": "Хор"}, 2), ({"name": "Лепка"}, 1)]
    assert (remarks(reading), reading.extra_columns) == ([(1, "external_id")], ["ID"])


def test_ids_make_two_programs_of_one_name(read: Read) -> None:
    rows: Rows = [["ID", "Название", "Группа"], [7, "Хор", "1"], [8, "Хор", "1"], [7, "Хор", "2"]]
    assert [(one.values["external_id"], len(one.groups)) for one in read(rows).programs] == [("7", 2), ("8", 1)]


def test_misspelt_headers_and_latin_letters_in_them(read: Read) -> None:
    rows: Rows = [["Hазвание пpограммы", "Направленость", "Возраст обучающихся (лет)", "Сроk реализации"]]
    rows += [["Хор", "художественная", "7-9", "1 год"]]
    reading = read(rows)
    assert list(reading.columns) == ["name", "direction", "age", "duration"]


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Стоимость, руб./мес.", "price_month"),
        ("Стоимость обучения в месяц", "price_month"),
        ("Стоимость обучения (руб.)", "price"),
        ("Цена за одно занятие", "price_hour"),
        ("Ф.И.О. педагога", "teacher"),
        ("Возраст детей, лет", "age"),
    ],
)
def test_a_price_says_of_what_and_short_forms(read: Read, title: str, key: str) -> None:
    assert read([["Название", title], ["Хор", "10"]]).columns == {"name": "Название", key: title}


def test_a_mapping_names_headers_that_nobody_could_guess(read: Read) -> None:
    rows: Rows = [["Что", "Кому", "Название"], ["Хор", "7-9", "Корпус 1"]]
    reading = read(rows, mapping={"name": "что", "age": "Кому", "venue": "Название"})
    assert brief(reading.programs) == [("Хор", [("", 84, 120)])]
    assert reading.programs[0].groups[0].venue is not None
    with pytest.raises(FileProblem, match=r"нет столбцов из файла соответствия: «Где» \(address\)"):
        read(rows, mapping={"name": "Что", "address": "Где"})
    with pytest.raises(FileProblem, match="неизвестные столбцы: nonsense"):
        read(rows, mapping={"nonsense": "Что"})


def test_a_file_without_a_header_or_a_name_is_refused(read: Read) -> None:
    with pytest.raises(FileProblem, match="не найдена строка заголовков"):
        read([["раз", "два"], ["три", "четыре"]])
    with pytest.raises(FileProblem, match="В строке 1 нет столбца «Название программы»"):
        read([["Возраст", "Расписание"], ["7", "пн 10:00"]])


def test_payment_in_many_words(read: Read) -> None:
    rows: Rows = [["Название", "Оплата", "Стоимость в месяц", "Сертификат"]]
    rows += [["а", "бесплатно", "", ""], ["б", "платно", "1 200 р.", ""], ["в", "", "", "да"]]
    rows += [["г", "на платной основе - 4 500,0 руб. в месяц", "", "нет"], ["д", "", "0", ""], ["е", "нет", "", ""]]
    found = [one.groups[0].funding if one.groups else None for one in read(rows).programs]
    assert found == [
        [Funding("budget", 0)],
        [Funding("paid", None, 120000)],
        [Funding("certificate")],
        [Funding("paid", None, 450000)],
        [Funding("budget", 0)],
        [Funding("budget", 0)],
    ]


def test_a_price_column_with_words(read: Read) -> None:
    words = ["1 500,00 руб./мес.", "беспл.", "по ПФ", "9000", "300 руб. за занятие", "0", "", "спросите"]
    rows: Rows = [["Название", "Группа", "Стоимость"]]
    rows += [[f"Хор {number}", "1", one] for number, one in enumerate(words)]
    reading = read(rows)
    assert [one.groups[0].funding for one in reading.programs] == [
        [Funding("paid", None, 150_000)],
        [Funding("budget", 0)],
        [Funding("certificate")],
        [Funding("paid", 900_000)],
        [Funding("paid", None, None, 30_000)],
        [Funding("budget", 0)],
        [],
        [],
    ]
    assert remarks(reading) == [(9, "price")]


def test_merged_names_and_wide_titles(tmp_path: Path) -> None:
    rows: Rows = [
        ["Отчёт отдела", "", "", ""],
        ["Направленность", "Название", "Группа", "Возраст"],
        ["Отдел спорта и туризма", "", "", ""],
        ["Спортивная", "Самбо", "1", "7-9"],
        ["", "", "2", "10-12"],
        ["Художественная", "Хор", "1", "7-9"],
        ["", "", "2", "7-9"],
    ]
    file = tmp_path / "merged.xlsx"
    write_xlsx(file, rows, ("A1:D1", "A3:D3", "A4:A5", "B4:B5"))
    reading = read_programs(file)
    assert [(one.values["name"], one.direction, len(one.groups)) for one in reading.programs] == [
        ("Самбо", "sport", 2),
        ("Хор", "art", 1),
    ]
    assert errors(reading) == [(7, "Строка пропущена: нет названия программы, впишите его")]
    assert remarks(reading) == [(3, "")]


def test_the_table_is_on_the_second_sheet(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "two.xlsx"))
    book.add_worksheet("Пояснения").write(0, 0, "Заполните второй лист")
    sheet = book.add_worksheet("Данные")
    sheet.write_row(0, 0, ["Название", "Возраст"])
    sheet.write_row(1, 0, ["Хор", "7"])
    book.close()
    assert brief(read_programs(tmp_path / "two.xlsx").programs) == [("Хор", [("", 84, 96)])]
    with pytest.raises(FileProblem, match="не найдена строка заголовков"):
        read_programs(tmp_path / "two.xlsx", sheet="Пояснения")


def test_utf16_with_tabs_and_lines_inside_cells(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_bytes(
        'Название\tОписание\tРасписание\r\n"Хор\r\nдетский"\t"Поём\r\nвместе"\t"Пн 15:00\nСр 16:00"\r\n'.encode(
            "utf-16"
        )
    )
    program = read_programs(file).programs[0]
    assert program.values == {"name": "Хор детский", "annotation": "Поём\nвместе"}
    assert program.groups[0].slots == [Slot(0, 900), Slot(2, 960)]
