"""Files of organizations → records: lists of districts and extracts of registers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from navigator.exchange import cell_lists, cells, choices
from navigator.exchange.cells import CellProblem
from navigator.exchange.column_titles import ORGANIZATION_TITLES
from navigator.exchange.columns import Matcher, check_mapping, load_mapping
from navigator.exchange.header import data_rows, find_header
from navigator.exchange.programs_json import looks_like_json, read_json
from navigator.exchange.records import FileProblem, OrganizationRecord, Place, Reading, RowNote
from navigator.exchange.tables import Cell, read_bytes, read_table
from navigator.rules.names import fold_name

LONGEST_NAME = 1000
#: What registers write where they know nothing, misspellings included.
_UNKNOWN = frozenset(
    {
        *(
            "неизвестно",
            "не известно",
            "отсутсвует",
            "отсутствует",
            "отсуствует",
            "нет",
            "-",
            "--",
            "—",
            "н/д",
            "нет данных",
        ),
        *("не указано", "не указан", "не указана", "null", "none", "nan", "0"),
    }
)
_EXTENSION = re.compile(r"(?:доб(?:ав\w*)?|вн(?:утр\w*)?|ext)\.?\s*:?\s*(\d{1,5})", re.IGNORECASE)


def known(cell: Cell) -> str:
    """A line, empty when it says that nothing is known; lines of one cell are joined by commas."""
    parts = [" ".join(part.split()) for part in cells.text(cell).split("\n")]
    value = ", ".join(part.rstrip(",;") for part in parts if part)
    return "" if fold_name(value).rstrip(".") in _UNKNOWN else value


def phone(cell: Cell) -> str:
    """Phones as «+7 XXX XXX-XX-XX», several joined by «; »; one that has not eleven digits stays as written.

    :raises CellProblem: when there is no digit in it.
    """
    value = known(cell)
    if not value:
        return ""
    if not any(sign.isdigit() for sign in value):
        raise CellProblem(f"«{value[:40]}» – не телефон")
    parts = [part.strip() for part in re.split(r"[;,/\n]", value) if part.strip()]
    return "; ".join(_one_phone(part) for part in parts)


def _one_phone(value: str) -> str:
    extension = _EXTENSION.search(value)
    body = value[: extension.start()] if extension else value
    digits = "".join(sign for sign in body if sign.isdecimal())
    words = re.sub(r"[\d\s()+.–—-]|тел|ф", "", body.lower())
    if len(digits) == 11 and digits[0] in "78":
        digits = digits[1:]
    elif len(digits) != 10 or digits[0] == "8":
        return value
    if words:
        return value
    shown = f"+7 {digits[:3]} {digits[3:6]}-{digits[6:8]}-{digits[8:]}"
    return f"{shown}, доб. {extension[1]}".replace(", доб", " доб") if extension else shown


def _digits(*lengths: int) -> Callable[[Cell], str]:
    """Reader of an INN or OGRN: leading zeros stay, and come back where a spreadsheet lost one."""

    def read(cell: Cell) -> str:
        value = known(cell).replace(" ", "")
        if not value:
            return ""
        if not (value.isascii() and value.isdecimal()):
            raise CellProblem(f"«{value[:40]}» – не номер из цифр")
        if len(value) + 1 in lengths and len(value) not in lengths:
            value = "0" + value
        if len(value) not in lengths:
            raise CellProblem(f"«{value[:40]}» – {len(value)} цифр, нужно {' или '.join(map(str, lengths))}")
        return value

    return read


def _email(cell: Cell) -> str:
    value = known(cell)
    if value and not re.search(r"[^\s@]+@[^\s@]+\.[^\s@]+", value):
        raise CellProblem(f"«{value[:40]}» – не адрес почты")
    return value


def _words(list_name: str, stems: choices.Stems, default: str) -> Callable[[Cell], str]:
    """Reader of a code; what the register does not know is ``default``."""
    read = cell_lists.one_of(list_name, stems, default)
    return lambda cell: read(known(cell) or "")


#: Column → field of the same name and its reader; a blank cell goes through the reader too.
_FIELDS: dict[str, Callable[[Cell], Any]] = {
    "external_id": lambda cell: known(cell)[:200] or None,
    "full_name": known,
    "short_name": known,
    "public_name": known,
    "type": _words("ORGANIZATION_TYPES", choices.ORGANIZATION_TYPES, "none"),
    "department": _words("DEPARTMENTS", choices.DEPARTMENTS, "none"),
    "ownership": _words("OWNERSHIPS", choices.OWNERSHIPS, "public"),
    "inn": _digits(10, 12),
    "ogrn": _digits(13, 15),
    "legal_address": known,
    "address": known,
    "latitude": cells.latitude,
    "longitude": cells.longitude,
    "phone": phone,
    "email": _email,
    "site": lambda cell: cells.web_address(known(cell)),
    "director": known,
    "contact_person": known,
    "about": cells.long_text,
    "slogan": cells.line,
    "max_children": cells.count,
    "can_use_certificates": cells.yes_no,
    "show_teachers": cells.yes_no,
    "apply_how": cell_lists.one_of("APPLY_WAYS", choices.APPLY_WAYS),
    "apply_url": lambda cell: cells.web_address(known(cell)),
}


def read_organizations(
    path: Path | str, *, sheet: str | None = None, mapping: Mapping[str, str] | Path | str | None = None
) -> Reading:
    """Read a file of organizations: CSV, XLSX, XLS, ODS or a JSON list of flat objects, one row an organization.

    «Неизвестно», «Отсутсвует» and the like are empty. Notes and ``FileProblem`` as in ``programs.read_programs``.
    """
    path = Path(path)
    overrides = (
        load_mapping(Path(mapping), ORGANIZATION_TITLES) if isinstance(mapping, (str, Path)) else dict(mapping or {})
    )
    matcher = Matcher(ORGANIZATION_TITLES, check_mapping(overrides, ORGANIZATION_TITLES))
    data = read_bytes(path)
    if looks_like_json(data):
        table = read_json(data)
        if isinstance(table, Reading):
            raise FileProblem("Это файл программ, а не организаций. Загрузите его командой для программ")
    else:
        table = read_table(path, sheet)
    header = find_header(table, matcher, "full_name", "Полное наименование")
    reading = Reading(columns=dict(header.titles), extra_columns=list(header.extra))
    for row in data_rows(table, header, reading.notes):
        reading.rows += 1
        own = {key: row.cells[at] if at < len(row.cells) else "" for key, at in header.columns.items()}
        record = _read_row(row.number, own, header.titles, reading.notes)
        if record is not None:
            reading.organizations.append(record)
    return reading


def _read_row(
    number: int, own: Mapping[str, Cell], titles: Mapping[str, str], notes: list[RowNote]
) -> OrganizationRecord | None:
    values: dict[str, Any] = {}
    for key, read in _FIELDS.items():
        if key not in own:
            continue
        try:
            values[key] = read(own[key])
        except CellProblem as trouble:
            notes.append(RowNote(number, f"Столбец «{titles[key]}»: {trouble}", is_error=False, column=key))
    name = values.get("full_name") or values.get("short_name") or values.get("public_name")
    if not name or len(name) > LONGEST_NAME:
        notes.append(RowNote(number, "Строка пропущена: нет наименования организации или оно слишком длинное"))
        return None
    values["full_name"] = name
    values["public_name"] = values.get("public_name") or values.get("short_name") or name
    if not cells.is_blank(own.get("status", "")):
        status = choices.choice(cells.text(own["status"]), "ORGANIZATION_STATUSES", choices.ORGANIZATION_STATUSES)
        if status is None:
            notes.append(RowNote(number, "Столбец «Статус»: значение не из списка", is_error=False, column="status"))
        else:
            values["status"] = status
    if "license" in own:
        values["license"] = _license(own)
    record = OrganizationRecord(values, row=number)
    record.municipality = known(own.get("municipality", "")) or None
    record.settlement = known(own.get("settlement", "")) or None
    if "venues" in own:
        record.venues = [Place(address=address) for address in cell_lists.semicolon_list(own["venues"])]
    return record


def _license(own: Mapping[str, Cell]) -> str:
    """«№ 7683, Служба по контролю…, бессрочная» of the columns that registers keep apart."""
    number_ = known(own.get("license", ""))
    if not number_ or "license_by" not in own:
        return number_
    shown = f"№ {number_}" if number_[:1].isdigit() and "№" not in number_ else number_
    term = known(own.get("license_term", ""))
    lasting = term.lower() if term[:1].isalpha() else f"до {term}" if term else ""
    return ", ".join(part for part in (shown, known(own["license_by"]), lasting) if part)
