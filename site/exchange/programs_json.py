"""JSON of programs: our own flat rows, and nested cards as sites of organizations publish them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from navigator.exchange import cells, choices
from navigator.exchange.cells import CellProblem
from navigator.exchange.column_titles import WEEKDAY_COLUMNS
from navigator.exchange.funding import read_funding
from navigator.exchange.records import FileProblem, GroupRecord, ProgramRecord, Reading, RowNote
from navigator.exchange.sniff import decode
from navigator.exchange.tables import MAX_CELLS, MAX_ROWS, Cell, Table
from navigator.rules.names import fold_name
from navigator.rules.schedule import Slot, slot_order

#: Names under which a card keeps its programs.
_PROGRAMS = ("programms", "programs", "programmes")
_KNOWN_GROUP = frozenset(
    {"id", "groupName", "extraGroupName", "year", "age", "vacantPlaces", "signInButtonAllowed", "schedule"}
)


def looks_like_json(data: bytes) -> bool:
    """True when a file begins as a JSON list or object does."""
    head = data[:4000].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
    if head[:1] == b"{":
        return b'"' in head[:200]
    return head[:1] == b"[" and head[1:200].lstrip(b"\0 \t\r\n")[:1] in {b"{", b"]", b"["}


def read_json(data: bytes) -> Reading | Table:
    """Read JSON: cards with programs give a finished reading, flat row objects a table to read like any other.

    :raises FileProblem: broken JSON, or neither of the two shapes.
    """
    text, _encoding = decode(data)
    try:
        value = json.loads(text)
    except json.JSONDecodeError as problem:
        raise FileProblem(
            f"JSON повреждён: строка {problem.lineno}, знак {problem.colno}. Выгрузите файл заново"
        ) from None
    except (RecursionError, ValueError):
        raise FileProblem("JSON слишком глубок или в нём негодные числа. Выгрузите файл заново") from None
    if isinstance(value, dict):
        lists = [one for one in value.values() if isinstance(one, list)]
        value = (
            value.get("programs")
            if isinstance(value.get("programs"), list)
            else lists[0]
            if len(lists) == 1
            else [value]
        )
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
        raise FileProblem("В JSON нужен список объектов: программ с группами или строк с нашими столбцами")
    if len(value) > MAX_ROWS:
        raise FileProblem(f"В файле больше {MAX_ROWS} записей. Разделите его на части")
    if any(name in card for card in value for name in _PROGRAMS):
        return _read_cards(value)
    return _table(value)


# ---------------------------------------------------------------- flat rows


def _table(objects: list[dict[str, Any]]) -> Table:
    keys = list(dict.fromkeys(key for one in objects for key in one))
    if len(keys) * len(objects) > MAX_CELLS:
        raise FileProblem(f"В файле больше {MAX_CELLS} ячеек. Разделите его на части")
    rows: list[list[Cell]] = [list(keys)]
    rows += [[_cell(one.get(key)) for key in keys] for one in objects]
    return Table(rows, kind="json", offset=-1)


def _cell(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, list) and all(isinstance(one, (str, int, float)) for one in value):
        return "; ".join(str(one) for one in value)
    return json.dumps(value, ensure_ascii=False)


# ---------------------------------------------------------------- nested cards


def _read_cards(cards: list[dict[str, Any]]) -> Reading:
    reading = Reading(
        columns={"name": "programmName", "group": "groupName", "age": "age", "free_places": "vacantPlaces"}
    )
    programs: dict[str, ProgramRecord] = {}
    extra: dict[str, None] = {}
    for number, card in enumerate(cards, start=1):
        found: list[object] = next((card[name] for name in _PROGRAMS if isinstance(card.get(name), list)), [])
        for one in found:
            if isinstance(one, dict):
                _read_program(number, card, one, programs, reading)
                extra |= dict.fromkeys(
                    key for group in _objects(one.get("groups")) for key in group if key not in _KNOWN_GROUP
                )
            else:
                reading.notes.append(RowNote(number, "Программа в карточке – не объект, пропущена"))
    reading.programs = list(programs.values())
    reading.extra_columns = list(extra)
    return reading


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _words(value: object) -> str:
    """Text of a JSON value: paragraphs of a list on lines of their own."""
    if isinstance(value, list):
        return "\n".join(filter(None, (_words(one) for one in value)))
    return cells.text(value) if isinstance(value, (str, int, float)) else ""


def _read_program(
    number: int, card: Mapping[str, Any], one: Mapping[str, Any], programs: dict[str, ProgramRecord], reading: Reading
) -> None:
    name = " ".join((_words(one.get("programmName")) or _words(one.get("name")) or _words(card.get("title"))).split())
    groups = _objects(one.get("groups"))
    reading.rows += max(1, len(groups))
    if not name or len(name) > 1000:
        reading.notes.append(RowNote(number, "В карточке программа без названия или с негодным названием, пропущена"))
        return
    record = programs.get(fold_name(name))
    if record is None:
        record = programs[fold_name(name)] = ProgramRecord(values={"name": name}, row=number)
        _read_card(record, card, one, reading)
    price = _words(one.get("price"))
    for group in groups:
        record.groups.append(_read_group(number, group, price, reading))


def _read_card(record: ProgramRecord, card: Mapping[str, Any], one: Mapping[str, Any], reading: Reading) -> None:
    values = record.values
    if "description" in one:
        values["annotation"] = _words(one["description"])[: cells.LONGEST_TEXT]
    if "duration" in one:
        values["duration"] = " ".join(_words(one["duration"]).split())
    if "price" in one:
        values["payment_note"] = " ".join(_words(one["price"]).split())
    if "signInButton" in one:
        try:
            values["apply_url"] = cells.web_address(_words(one["signInButton"]))
        except CellProblem as trouble:
            reading.notes.append(RowNote(record.row, f"signInButton: {trouble}", is_error=False, column="apply_url"))
    category = _words(one.get("category")) or _words(card.get("category"))
    if category:
        record.direction = choices.direction_slug(category[:200]) or None
        if record.direction is None:
            text = f"Направленность «{category[:60]}» неизвестна, оставлена пустой"
            reading.notes.append(RowNote(record.row, text, is_error=False, column="direction"))


def _read_group(number: int, group: Mapping[str, Any], price: str, reading: Reading) -> GroupRecord:
    def problem(column: str, trouble: CellProblem) -> None:
        reading.notes.append(
            RowNote(number, f"Группа «{_words(group.get('groupName'))[:40]}»: {trouble}", False, column)
        )

    names = [" ".join(_words(group.get(key)).split()) for key in ("groupName", "extraGroupName")]
    values: dict[str, Any] = {"name": ". ".join(part for part in names if part)}
    if "year" in group:
        values["year_label"] = " ".join(_words(group["year"]).split())
    if "age" in group:
        try:
            ages = cells.ages(_words(group["age"]))
            values["age_from"], values["age_to"] = (ages.start, ages.end) if ages else (None, None)
        except CellProblem as trouble:
            problem("age", trouble)
    values["free_places"], values["vacancy"] = _vacancy(group.get("vacantPlaces"))
    record = GroupRecord(values=values, row=number)
    schedule = group.get("schedule")
    if isinstance(schedule, dict):
        record.slots, values["schedule_note"] = _slots(schedule)
    elif isinstance(schedule, str):
        record.slots, values["schedule_note"] = cells.schedule(schedule)
    record.funding, _note = read_funding({"payment": price}, problem) if price else (None, "")
    return record


def _vacancy(value: object) -> tuple[int | None, str]:
    """Words of the card; silence and what is not understood mean that nobody said."""
    if isinstance(value, bool):
        return None, "some" if value else "none"
    if isinstance(value, (int, float)) and value >= 0:
        return int(value), "some" if value else "none"
    return None, cells.vacancy_words(value) if isinstance(value, str) else ""


def _slots(schedule: Mapping[str, Any]) -> tuple[list[Slot], str]:
    slots: set[Slot] = set()
    left = []
    for weekday, key in enumerate(WEEKDAY_COLUMNS):
        found, words = cells.weekday_slots(weekday, _words(schedule.get(key)))
        slots.update(found)
        if words:
            left.append(words)
    return sorted(slots, key=slot_order), "; ".join(left)
