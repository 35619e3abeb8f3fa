"""Real files give the counts that are known of them; what is dumped is read back; nothing crashes."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from navigator.exchange.dump_columns import PROGRAM_COLUMNS, program_rows
from navigator.exchange.funding import format_funding, parse_funding
from navigator.exchange.programs import read_programs
from navigator.exchange.records import FileProblem, Funding, GroupRecord, Place, ProgramRecord
from navigator.exchange.writers import write_table
from navigator.rules.schedule import Slot


@pytest.mark.realdata
def test_the_spreadsheet_of_a_palace(shared_data: Path) -> None:
    reading = read_programs(shared_data / "moscow-direction.xlsx")
    groups = [group for program in reading.programs for group in program.groups]
    assert (len(reading.programs), len(groups), reading.rows) == (140, 241, 241)
    assert sum(group.values["age_from"] >= 216 for group in groups) == 8
    assert sum(group.values["age_to"] <= 60 for group in groups) == 2
    assert [note.is_error for note in reading.notes] == [False]
    assert reading.extra_columns == ["Код на мосру"]
    assert Counter(group.values["level"] for group in groups) == {"initial": 92, "basic": 83, "advanced": 66}
    assert Counter(group.values["vacancy"] for group in groups) == {"none": 162, "some": 79}
    assert Counter(str(group.funding) for group in groups) == {
        str([Funding("budget", 0)]): 195,
        str([Funding("paid")]): 46,
    }


@pytest.mark.realdata
def test_the_nested_cards_of_a_centre(shared_data: Path) -> None:
    reading = read_programs(shared_data / "zddt-courses-2025-02.json")
    groups = [group for program in reading.programs for group in program.groups]
    assert (len(reading.programs), len(groups), reading.notes) == (36, 78, [])
    assert Counter(group.values["vacancy"] for group in groups) == {"": 60, "none": 17, "some": 1}
    assert {group.values["schedule_note"] for group in groups} == {""}
    assert all("locked" not in group.values for group in groups)
    first = groups[0]
    assert first.slots == [Slot(0, 990, 1060), Slot(3, 990, 1060)]
    assert (first.values["age_from"], first.values["age_to"]) == (60, 72)
    assert first.values["year_label"] == "1-й год обучения"


@pytest.mark.realdata
def test_naughty_strings_in_every_cell_never_crash(shared_data: Path, tmp_path: Path) -> None:
    strings = json.loads((shared_data / "blns.json").read_text("utf-8"))
    file = tmp_path / "naughty.csv"
    header = [*PROGRAM_COLUMNS, "age_from", "free", "payment", "price_month", "certificate", "monday", "recruitment"]
    write_table(file, header, [[text] * len(header) for text in strings])
    reading = read_programs(file)
    assert reading.rows > 400
    for program in reading.programs:
        json.dumps(program.values, default=str).encode()
        assert "\0" not in program.values["name"]
    rows = tmp_path / "naughty.json"
    rows.write_text(json.dumps([dict.fromkeys(header, text) for text in strings]), "utf-8")
    assert read_programs(rows).rows == len([text for text in strings if text.strip()])


def record(**values: Any) -> ProgramRecord:
    return ProgramRecord(values=values)


FULL = ProgramRecord(
    values={
        "external_id": "00017",
        "name": "Изостудия «Радуга»; +основы",
        "short_name": "Радуга",
        "annotation": "=Первый абзац\n\n«Второй»; с точкой",
        "goals": "",
        "content": "",
        "results": "",
        "equipment": "",
        "kind": "preprof",
        "study_form": "mixed",
        "uses_distance": True,
        "levels": ("advanced", "basic"),
        "network": False,
        "partners": "",
        "age_from": 84,
        "age_to": 216,
        "duration": "2 года",
        "hours_total": 144.5,
        "health": ("deaf", "speech"),
        "medical_certificate": True,
        "entry_test": False,
        "registries": ("valued", "certified"),
        "project": "growth_point",
        "marks": ("best",),
        "document": "Свидетельство",
        "keywords": ("а;б",),
        "what_to_bring": "",
        "contacts": "+7 900 000-00-00",
        "site": "https://example.org/a;b",
        "payment_note": "",
        "normative_price": 1200050,
        "state": "published",
        "apply_how": "phone",
        "apply_url": "",
    },
    organization="МБУ ДО «Дом; творчества»",
    municipality="Егорлыкский район",
    direction="art",
    activities=["Живопись, графика", "Лепка"],
)
GROUP = GroupRecord(
    values={
        "external_id": "9",
        "name": "1",
        "year_label": "1-й год",
        "level": "advanced",
        "kind": "individual",
        "age_from": 63,
        "age_to": 71,
        "size_min": 5,
        "places": 15,
        "free_places": 0,
        "vacancy": "none",
        "date_start": date(2026, 9, 1),
        "date_end": date(2027, 5, 31),
        "apply_from": None,
        "apply_to": None,
        "locked": True,
        "locked_next_year": False,
        "next_apply_from": None,
        "next_apply_to": None,
        "hours_week": 4.5,
        "hours_year": 162,
        "schedule_note": "первое занятие – знакомство",
        "status": "archived",
        "apply_how": "",
        "apply_url": "",
    },
    slots=[Slot(0, 990, 1080), Slot(5, 600), Slot(None, 600, 720, date(2026, 11, 3))],
    funding=[Funding("budget", 0), Funding("paid", 900000, 120000, 15050), Funding("certificate")],
    teachers=["Иванова Анна Петровна", "Пётр I"],
    venue=Place("Корпус 2", "ул. Мира, 1", "с. Бохто", 51.123456789012, 117.5),
    module="Модуль 1",
)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_dumped_is_read_back_equal(tmp_path: Path, ending: str) -> None:
    bare = GroupRecord(
        values=dict.fromkeys(GROUP.values)
        | {"name": "", "level": "", "kind": "group", "year_label": ""}
        | {"vacancy": "", "locked": False, "locked_next_year": False, "schedule_note": "", "status": "active"}
        | {"apply_how": "", "apply_url": ""},
        slots=[],
        funding=[],
        teachers=[],
    )
    FULL.groups = [GROUP, bare]
    alone = ProgramRecord(
        values=FULL.values | {"external_id": None, "name": "Хор", "age_from": None, "age_to": None},
        organization="Школа",
        activities=[],
    )
    file = tmp_path / f"dump.{ending}"
    assert write_table(file, PROGRAM_COLUMNS, program_rows([FULL, alone])) == 3
    reading = read_programs(file)
    for program in reading.programs:
        program.row = 0
        for group in program.groups:
            group.row = 0
    assert reading.programs == [FULL, alone]
    assert (reading.notes, reading.extra_columns) == ([], [])


sums = st.none() | st.integers(0, 10**9)
sources = st.sampled_from(["none", "budget", "certificate", "paid", "private"])


@given(st.lists(st.builds(Funding, sources, sums, sums, sums), unique_by=lambda one: one.source))
def test_funding_is_read_back(funding: list[Funding]) -> None:
    assert parse_funding(format_funding(funding)) == funding


def test_flat_json_is_read_like_a_table(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    rows = [
        {"name": "Хор", "age": "7-9", "places": 12, "keywords": ["пение", "сцена"], "medical_certificate": False},
        {"name": None, "age": "7"},
        {"name": "Хор", "group": "2", "age": 8},
    ]
    file.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    reading = read_programs(file)
    assert [len(program.groups) for program in reading.programs] == [3]
    assert reading.programs[0].values == {
        "name": "Хор",
        "medical_certificate": False,
        "keywords": ("пение", "сцена"),
    }
    assert [group.row for group in reading.programs[0].groups] == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[{"a": 1', "JSON повреждён: строка 1"),
        ('[{"x": ' + "[" * 100_000, "слишком глубок"),
        ('{"a": 1}', "заголовков"),
    ],
)
def test_json_that_is_no_file_of_programs(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "bad.json"
    file.write_text(text)
    with pytest.raises(FileProblem, match=words):
        read_programs(file)


cell = st.one_of(st.text(max_size=12), st.integers(-5, 500).map(str), st.sampled_from(["7-9", "пн 10:00", "да", "=1"]))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(cell, min_size=6, max_size=6), min_size=1, max_size=6))
def test_any_text_in_any_cell_gives_a_reading(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    file = tmp_path_factory.mktemp("any") / "a.csv"
    write_table(file, ["name", "age", "schedule", "places", "price_month", "start"], rows)
    reading = read_programs(file)
    groups = sum(len(program.groups) for program in reading.programs)
    assert groups + sum(note.is_error for note in reading.notes) <= reading.rows
