"""Tables of a report as files, and bars whose lengths are true."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from navigator.exchange.plots import bars, line
from navigator.exchange.records import FileProblem
from navigator.exchange.report_files import Column, Plot, Report, Table, report_bytes, write_report_file
from navigator.exchange.tables import read_table

COLUMNS = (
    *(Column("Кто", "text"), Column("Сколько"), Column("Доля", "percent")),
    *(Column("День", "day"), Column("Сумма", "money")),
)
ROWS = (
    ("=1+1", 5, 30.4, date(2026, 9, 1), 1_234_56),
    ("@SUM(A1)", 0, None, None, None),
    ("-x;«у»\n2", 12, 100.0, date(2026, 11, 23), 5),
)
TABLE = Table("Таблица: [первая]", COLUMNS, ROWS, ("Всего", 17, None, None, None), notes=("+слово",))
REPORT = Report("name", "Отчёт", "Район", date(2026, 11, 23), (TABLE, TABLE), ("=заметка",))


def test_a_csv_is_what_a_russian_spreadsheet_reads() -> None:
    raw = report_bytes(REPORT, "csv")
    assert raw[:3] == b"\xef\xbb\xbf"
    assert raw.decode("utf-8-sig").split("\r\n") == [
        "Кто;Сколько;Доля;День;Сумма",
        "'=1+1;5;30,4;01.09.2026;1234,56",
        "'@SUM(A1);0;;;",
        '"\'-x;«у»\n2";12;100;23.11.2026;0,05',
        "Всего;17;;;",
        "",
    ]


def test_a_book_has_a_sheet_for_each_table_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    write_report_file(path, REPORT)
    with ZipFile(io.BytesIO(path.read_bytes())) as packed:
        names = packed.namelist()
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
        assert "xl/worksheets/sheet2.xml" in names
    assert "<f>" not in sheet
    assert '<pane xSplit="1" ySplit="4"' in sheet and 'orientation="landscape"' in sheet
    read = read_table(path)
    flat = [str(cell) for row in read.rows for cell in row]
    assert "=1+1" in flat and "Район, данные на 23.11.2026" in flat and "1234.56" in flat


@pytest.mark.parametrize("name", ["report.pdf", "report", "нет такой папки/report.csv"])
def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileProblem, match=r"report"):
        write_report_file(tmp_path / name, REPORT)


def test_bars_are_as_long_as_their_values() -> None:
    drawn = bars(Plot("Дети", "bars", ("<b>", "б", "в"), (10.0, 20.0, None), " %"))
    assert [(label, words) for label, _, words in drawn] == [("<b>", "10 %"), ("б", "20 %"), ("в", "нет данных")]
    widths = [int(width) for _, svg, _ in drawn for width in re.findall(r'<svg[^>]* width="(\d+)"', svg)]
    assert widths == [90, 180, 1]
    for _, svg, _ in drawn:
        assert not re.search(r"style|script|font|href|<text", svg)
        assert 'aria-hidden="true"' in svg


def test_a_line_has_gaps_where_nothing_is_known() -> None:
    svg = line(Plot("Дети", "line", ("а", "б", "в", "г"), (1.0, None, 2.0, 4.0)))
    assert svg.count("<circle") == 3
    assert svg.count('stroke-width="2"') == 1
