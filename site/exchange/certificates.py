"""Files of certificates that another system issued: numbers, children, types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from navigator.exchange import cells
from navigator.exchange.cells import CellProblem
from navigator.exchange.columns import Matcher, check_mapping, load_mapping
from navigator.exchange.header import DataRow, data_rows, find_header
from navigator.exchange.programs_json import looks_like_json, read_json
from navigator.exchange.records import FileProblem, Reading, RowNote
from navigator.exchange.tables import Cell, read_bytes, read_table
from navigator.rules.dates import parse_date, serial_birth_date
from navigator.rules.persons import (
    Identity,
    TypedProblem,
    read_birth_date,
    read_certificate_number,
    read_name,
    read_snils,
)

#: Columns of a file of certificates.
CERTIFICATE_TITLES: dict[str, tuple[str, ...]] = {
    "number": ("номер сертификата", "сертификат", "№ сертификата", "номер", "certificate", "certificate number"),
    "child": ("фио", "фио ребенка", "ребенок", "фио обучающегося", "фамилия имя отчество"),
    "last_name": ("фамилия", "фамилия ребенка", "last name"),
    "first_name": ("имя", "имя ребенка", "first name"),
    "patronymic": ("отчество", "отчество ребенка"),
    "birth_date": ("дата рождения", "дата рождения ребенка", "др", "birth date", "born"),
    "snils": ("снилс", "снилс ребенка"),
    "municipality": ("муниципалитет", "муниципальное образование", "район", "муниципальный район", "октмо"),
    "type": ("тип сертификата", "тип", "вид сертификата"),
    "status": ("статус", "статус сертификата", "состояние"),
    "issued_on": ("дата выдачи", "выдан", "дата создания"),
}
_FUNDED = ("пф", "персониф", "номинал", "funded", "социал", "social")
_CLOSED = ("закрыт", "прекращ", "аннулир", "closed", "архив")
_FROZEN = ("заморож", "приостан", "frozen")


@dataclass(slots=True)
class CertificateRecord:
    """One certificate of a file; ``wants_nominal`` when it was funded or social there."""

    number: str
    child: Identity
    municipality: str = ""
    wants_nominal: bool = False
    status: str = "active"
    issued_on: date | None = None
    row: int = 0


@dataclass(slots=True)
class CertificateReading(Reading):
    """What came out of a file of certificates."""

    certificates: list[CertificateRecord] = field(default_factory=list)


def read_certificates(
    path: Path | str,
    today: date,
    *,
    sheet: str | None = None,
    mapping: Mapping[str, str] | Path | str | None = None,
) -> CertificateReading:
    """Read a file of certificates: CSV, XLSX, XLS, ODS or a JSON list of flat objects, one row a certificate.

    :raises FileProblem: the file as a whole cannot be read.
    """
    path = Path(path)
    overrides = (
        load_mapping(Path(mapping), CERTIFICATE_TITLES) if isinstance(mapping, (str, Path)) else dict(mapping or {})
    )
    matcher = Matcher(CERTIFICATE_TITLES, check_mapping(overrides, CERTIFICATE_TITLES))
    data = read_bytes(path)
    table = read_json(data) if looks_like_json(data) else read_table(path, sheet)
    if isinstance(table, Reading):
        raise FileProblem("Это файл программ, а не сертификатов. Загрузите его командой для программ")
    header = find_header(table, matcher, "number", "Номер сертификата")
    reading = CertificateReading(columns=dict(header.titles), extra_columns=list(header.extra))
    seen: dict[str, int] = {}
    for row in data_rows(table, header, reading.notes):
        reading.rows += 1
        own = {key: row.cells[at] if at < len(row.cells) else "" for key, at in header.columns.items()}
        try:
            record = _record(row, own, today)
        except (TypedProblem, CellProblem) as trouble:
            reading.notes.append(RowNote(row.number, f"Строка пропущена: {trouble}"))
            continue
        if record.number in seen:
            words = f"Строка пропущена: такой номер уже стоит в строке {seen[record.number]}"
            reading.notes.append(RowNote(row.number, words))
            continue
        seen[record.number] = row.number
        reading.certificates.append(record)
    return reading


def _record(row: DataRow, own: Mapping[str, Cell], today: date) -> CertificateRecord:
    words = cells.folded(cells.text(own.get("type", "")))
    status = cells.folded(cells.text(own.get("status", "")))
    return CertificateRecord(
        number=read_certificate_number(_number(own["number"])),
        child=_child(own, today),
        municipality=cells.line(own.get("municipality", "")),
        wants_nominal=any(words.startswith(one) or f" {one}" in words for one in _FUNDED) and "учет" not in words,
        status=_status(status),
        issued_on=_day(own.get("issued_on", "")),
        row=row.number,
    )


def _number(cell: Cell) -> str:
    """Ten digits, with the zero that a spreadsheet took away."""
    digits = cells.code_text(cell) or ""
    plain = "".join(digits.split()).replace("-", "")
    return plain.zfill(10) if plain.isascii() and plain.isdigit() and len(plain) == 9 else digits


def _child(own: Mapping[str, Cell], today: date) -> Identity:
    names = [cells.line(own.get(key, "")) for key in ("last_name", "first_name", "patronymic")]
    if not names[0] and (whole := cells.line(own.get("child", "")).split(maxsplit=2)):
        names = [*whole, "", ""][:3]
    if not names[0] or not names[1]:
        raise TypedProblem("нет фамилии или имени ребёнка")
    born = own.get("birth_date", "")
    said = cells.text(born)
    day = born if isinstance(born, date) else parse_date(said) or serial_birth_date(said, today)
    day = day or read_birth_date(said, today)
    if not date(1990, 1, 1) <= day <= today:
        raise TypedProblem("дата рождения не подходит: она в будущем или слишком давно")
    snils = cells.line(own.get("snils", ""))
    return Identity(
        read_name(names[0], "фамилию"),
        read_name(names[1], "имя"),
        read_name(names[2], "отчество") if names[2] else "",
        day,
        read_snils(snils) if snils else "",
    )


def _day(cell: Cell) -> date | None:
    return None if cells.is_blank(cell) else cells.day(cell)


def _status(words: str) -> str:
    if any(one in words for one in _CLOSED):
        return "closed"
    return "frozen" if any(one in words for one in _FROZEN) else "active"
