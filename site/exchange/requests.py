"""Files of requests that arrived elsewhere → records: lists of Госуслуги, of a regional portal, of paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from navigator.exchange import cells
from navigator.exchange.children_list import TITLES
from navigator.exchange.columns import Matcher, check_mapping, load_mapping
from navigator.exchange.header import data_rows, find_header
from navigator.exchange.programs_json import looks_like_json, read_json
from navigator.exchange.records import FileProblem, Reading, RowNote
from navigator.exchange.tables import Cell, read_bytes, read_table
from navigator.rules.dates import format_date

#: Our columns → what people call them.
REQUEST_TITLES: dict[str, tuple[str, ...]] = {
    **{key: titles for key, titles in TITLES.items() if key != "home"},
    "program": (
        *("программа", "название программы", "наименование программы", "кружок", "наименование кружка", "program"),
        *("детское объединение", "объединение", "наименование услуги", "секция", "образовательная программа"),
    ),
    "group": ("группа", "название группы", "наименование группы", "номер группы", "group"),
    "organization": (
        *("организация", "наименование организации", "название организации", "учреждение", "organization"),
        *("образовательная организация", "наименование учреждения", "поставщик услуг"),
    ),
    "number": (
        *("номер заявления", "номер заявки", "id заявки", "id заявления", "внешний номер", "outside number"),
        *("идентификатор заявки", "идентификатор заявления", "номер на портале", "external id"),
    ),
    "submitted": (
        *("дата подачи", "дата подачи заявления", "дата подачи заявки", "дата заявления", "дата заявки", "submitted"),
        *("дата и время подачи", "подано", "дата создания", "дата регистрации"),
    ),
    "source": ("источник", "источник заявки", "канал", "способ подачи", "откуда", "source"),
    "certificate": ("номер сертификата", "сертификат", "сертификат доп образования", "certificate number"),
    "state": ("статус", "статус заявки", "статус заявления", "состояние", "состояние заявки", "state"),
    "order_number": ("номер приказа", "№ приказа", "приказ о зачислении", "приказ"),
    "order_date": ("дата приказа", "дата приказа о зачислении"),
    "start_date": ("дата начала занятий", "начало занятий", "дата зачисления"),
}
LONGEST = 300


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One row; texts as the file has them, dates as «05.03.2016»."""

    row: int
    values: Mapping[str, str]

    def text(self, key: str) -> str:
        """The text of one of our columns, empty when the file has none."""
        return self.values.get(key, "")

    @property
    def child(self) -> str:
        """The child's whole name, from one column or three."""
        parts = (self.text("last"), self.text("first"), self.text("patronymic"))
        return self.text("name") or " ".join(filter(None, parts))


@dataclass(slots=True)
class RequestReading:
    """What came out of one file."""

    records: list[RequestRecord] = field(default_factory=list)
    notes: list[RowNote] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    extra_columns: list[str] = field(default_factory=list)


def read_requests(
    path: Path | str, *, sheet: str | None = None, mapping: Mapping[str, str] | Path | str | None = None
) -> RequestReading:
    """Read a file of requests: CSV, XLSX, XLS, ODS or a JSON list of flat objects, one row a request.

    :raises FileProblem: the file as a whole cannot be read, or names no child or no program.
    """
    path = Path(path)
    overrides = load_mapping(Path(mapping), REQUEST_TITLES) if isinstance(mapping, (str, Path)) else dict(mapping or {})
    matcher = Matcher(REQUEST_TITLES, check_mapping(overrides, REQUEST_TITLES))
    data = read_bytes(path)
    if looks_like_json(data):
        table = read_json(data)
        if isinstance(table, Reading):
            raise FileProblem("Это файл программ, а не заявок. Загрузите его: navigator import programs")
    else:
        table = read_table(path, sheet)
    header = find_header(table, matcher, "born", "Дата рождения")
    if not {"name"} <= set(header.columns) and not {"last", "first"} <= set(header.columns):
        raise FileProblem("В файле нет столбца с именем ребёнка: «ФИО ребёнка» или «Фамилия» и «Имя»")
    if "program" not in header.columns:
        raise FileProblem("В файле нет столбца «Программа». Переименуйте столбец или дайте файл соответствия")
    reading = RequestReading(columns=dict(header.titles), extra_columns=list(header.extra))
    for row in data_rows(table, header, reading.notes):
        values = {key: _text(row.cells[at]) for key, at in header.columns.items() if at < len(row.cells)}
        reading.records.append(RequestRecord(row.number, values))
    return reading


def _text(cell: Cell) -> str:
    if isinstance(cell, (date, datetime)):
        return format_date(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cells.filled_line(cell)[:LONGEST]
