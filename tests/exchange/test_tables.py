"""Files of any dialect become the same rows; wrong files are refused with one clear line."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date, time
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from navigator.exchange.records import FileProblem
from navigator.exchange.sniff import decode, read_rows
from navigator.exchange.tables import read_table
from navigator.exchange.writers import write_table

ROWS = [["Название", "Возраст"], ["Шахматы; «Ладья»", "7–12 лет"], ["Лёгкая атлетика", "С 10 лет"]]


def text_of(rows: list[list[str]], delimiter: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    file = tmp_path / "таблица.csv"
    file.write_bytes(text_of(ROWS, delimiter).encode(encoding))
    table = read_table(file)
    assert (table.rows, table.delimiter) == (ROWS, delimiter)


@pytest.mark.parametrize("encoding", ["koi8-r", "cp866"])
def test_old_russian_encodings(encoding: str) -> None:
    words = "Название кружка;Возраст детей\r\nЮные натуралисты родного края;семь лет\r\n"
    assert decode(words.encode(encoding)) == (words, encoding)


@pytest.mark.realdata
def test_csv_spectrum(shared_data: Path) -> None:
    cases = sorted((shared_data / "csv-spectrum" / "csvs").glob("*.csv"))
    assert len(cases) == 11
    for case in cases:
        header, *rows = read_table(case).rows
        found = [dict(zip(header, row, strict=True)) for row in rows]
        assert found == json.loads((shared_data / "csv-spectrum" / "json" / f"{case.stem}.json").read_text()), case.name


def test_a_quote_that_is_never_closed_does_not_swallow_the_rest() -> None:
    lines = ["name;age", *(f"Кружок {number};{'9' if number != 3 else chr(34) + 'x'}" for number in range(100))]
    rows, _delimiter = read_rows("\n".join(lines))
    assert (len(rows), rows[4], rows[100]) == (101, ["Кружок 3", '"x'], ["Кружок 99", "9"])


def test_the_line_sep_of_excel_is_obeyed() -> None:
    assert read_rows("sep=;\r\na,b;c\r\n1,5;2\r\n") == ([[], ["a,b", "c"], ["1,5", "2"]], ";")


def make_xlsx(path: Path, rows: list[list[object]]) -> Path:
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    sheet = book.add_worksheet("Лист")
    day, clock = book.add_format({"num_format": "dd.mm.yyyy"}), book.add_format({"num_format": "hh:mm"})
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell, day)
            elif isinstance(cell, time):
                sheet.write_datetime(number, column, cell, clock)
            elif cell != "":
                sheet.write(number, column, cell)
    book.close()
    return path


def test_workbook_is_told_by_content_and_keeps_types(tmp_path: Path) -> None:
    rows: list[list[object]] = [["a", "b", "c"], ["=1+1", 10.5, date(2022, 10, 9)], ["", True, time(16, 30)]]
    file = make_xlsx(tmp_path / "list.csv", rows)
    table = read_table(file)
    assert (table.rows, table.kind, table.sheet) == (rows, "xlsx", "Лист")


def test_vertical_merges_are_filled_down(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "m.xlsx"))
    sheet = book.add_worksheet()
    sheet.merge_range("A1:A3", "Имя")
    sheet.write("B2", 1)
    sheet.merge_range("A4:B4", "Раздел")
    book.close()
    assert read_table(tmp_path / "m.xlsx").rows == [["Имя", ""], ["Имя", 1.0], ["Имя", ""], ["Раздел", ""]]


def test_unknown_sheet_names_the_sheets(tmp_path: Path) -> None:
    file = make_xlsx(tmp_path / "a.xlsx", [["a"]])
    with pytest.raises(FileProblem, match=r"^В файле нет листа «Б»\. Есть листы: «Лист»$"):
        read_table(file, "Б")


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


WRONG = {
    "empty": (b"", "Файл пуст"),
    "mark only": (b"\xef\xbb\xbf\r\n", "Файл пуст"),
    "pdf": (b"%PDF-1.7\n...", "Это не таблица, а PDF"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0", "картинка PNG"),
    "html": (b"\xef\xbb\xbf<!DOCTYPE html><table><tr><td>1</td></tr></table>", "веб-страница"),
    "xml": (b"<?xml version='1.0'?><Workbook/>", "веб-страница или XML"),
    "binary": (b"abc\0\x01\x02\x03" * 20, "двоичные данные"),
    "broken zip": (b"PK\x03\x04 nothing", "архив таблицы не открывается"),
    "broken xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "повреждён"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_files_are_refused_in_one_line(tmp_path: Path, case: str) -> None:
    data, words = WRONG[case]
    file = tmp_path / "file.xlsx"
    file.write_bytes(data)
    with pytest.raises(FileProblem, match=words) as caught:
        read_table(file)
    assert "\n" not in str(caught.value)


def test_archives_that_are_no_tables(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "bomb.xlsx", {"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b" " * 30_000_000})
    word = zipped(tmp_path / "word.xlsx", {"word/document.xml": b"<a/>"})
    outside = zipped(tmp_path / "outside.xlsx", {"../../xl/a.xml": b"<a/>"})
    many = zipped(tmp_path / "many.xlsx", {f"xl/{number}": b"" for number in range(2001)})
    plain = zipped(tmp_path / "plain.zip", {"a.csv": b"a;b"})
    pairs = [(bomb, "неправдоподобно"), (word, "Word"), (outside, "имена"), (many, "2001 частей"), (plain, "архив")]
    for file, words in pairs:
        with pytest.raises(FileProblem, match=words):
            read_table(file)


def test_a_cell_in_the_last_corner_of_the_sheet_kills_nobody(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "far.xlsx"))
    sheet = book.add_worksheet()
    sheet.write(0, 0, "название")
    sheet.write(1_048_575, 16_383, 1)
    book.close()
    with pytest.raises(FileProblem, match=r"слишком велик|больше 200000 строк"):
        read_table(tmp_path / "far.xlsx")


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="Нет такого файла"):
        read_table(tmp_path / "no.csv")
    with pytest.raises(FileProblem, match="это папка"):
        read_table(tmp_path)


texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(texts, min_size=2, max_size=2), min_size=1, max_size=4))
def test_csv_that_we_write_is_read_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    file = tmp_path_factory.mktemp("csv") / "a.csv"
    assert write_table(file, ["a", "b"], rows) == len(rows)
    assert read_table(file).rows == [["a", "b"], *rows]


def test_formulas_are_neutralized(tmp_path: Path) -> None:
    values = ["=1+1", "+7 900", "-5", "@x", "'a", "'=a", "'", "обычное"]
    write_table(tmp_path / "a.csv", ["a"], [[value] for value in values])
    lines = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    assert lines[1:4] == ["'=1+1", "'+7 900", "'-5"]
    assert [row[0] for row in read_table(tmp_path / "a.csv").rows[1:]] == values
    write_table(tmp_path / "a.xlsx", ["a"], [[value] for value in values])
    assert [row[0] for row in read_table(tmp_path / "a.xlsx").rows[1:]] == values


def test_a_text_too_long_for_xlsx_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="Запишите таблицу как CSV"):
        write_table(tmp_path / "a.xlsx", ["a"], [["я" * 40_000]])


def test_open_document_sheets(tmp_path: Path) -> None:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in ("Название", "Возраст")
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2" '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Лист1"><table:table-row>{cells}</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        b'<manifest:file-entry manifest:full-path="/" manifest:media-type="' + kind + b'"/></manifest:manifest>'
    )
    members = {"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": manifest}
    table = read_table(zipped(tmp_path / "list.ods", members))
    assert (table.rows, table.kind, table.sheets) == ([["Название", "Возраст"]], "ods", ["Лист1"])
