"""The card of a program and of its groups: values as forms and proposals hold them, and the same in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from navigator.data import (
    Activity,
    Direction,
    Group,
    GroupFunding,
    GroupTeacher,
    Program,
    ProgramActivity,
    ScheduleSlot,
    Teacher,
    Venue,
)
from navigator.data.rows import tuples
from navigator.rules.ages import age_range, format_age
from navigator.rules.dates import format_date
from navigator.rules.money import format_roubles
from navigator.rules.schedule import Slot, format_schedule
from navigator.rules.vocabulary import (
    FUNDING_SOURCES,
    GROUP_KINDS,
    GROUP_STATUSES,
    HEALTH_CATEGORIES,
    LEVELS,
    PROGRAM_KINDS,
    PROJECTS,
    STUDY_FORMS,
)
from navigator.services.programs.territory import proposal_of

#: Fields of a program in the order of the form: name of the field → what people call it.
FIELDS = {
    "name": "Название",
    "annotation": "Кратко о программе",
    "direction": "Направленность",
    "activities": "Виды деятельности",
    "kind": "Вид программы",
    "levels": "Уровень",
    "age": "Возраст",
    "study_form": "Форма обучения",
    "uses_distance": "Можно дистанционно",
    "hours_week": "Часов в неделю",
    "hours_total": "Часов всего",
    "duration": "Срок обучения",
    "goals": "Цели",
    "content": "Содержание",
    "results": "Результаты",
    "equipment": "Материальная база",
    "health": "Для детей с ОВЗ",
    "medical_certificate": "Нужна справка о здоровье",
    "entry_test": "Есть вступительные испытания",
    "project": "Проект",
    "document": "Документ по окончании",
    "keywords": "Ключевые слова",
    "what_to_bring": "Что взять с собой",
    "contacts": "Контакты",
    "site": "Сайт",
}
GROUP_FIELDS = {
    "name": "Название группы",
    "year_label": "Год обучения",
    "level": "Уровень",
    "kind": "Занятия",
    "age": "Возраст",
    "schedule": "Расписание",
    "venue": "Место занятий",
    "teachers": "Педагоги",
    "price": "Оплата",
    "places": "Мест в группе",
    "free": "Свободно мест",
    "dates": "Занятия идут",
    "window": "Приём заявок",
    "locked": "Приём закрыт",
    "hours_week": "Часов в неделю",
    "status": "Состояние",
}
#: Columns of the card that forms change, beside activities.
COLUMNS = (
    *("name", "annotation", "direction", "kind", "levels", "age_from", "age_to", "study_form", "uses_distance"),
    *("hours_week", "hours_total", "duration", "goals", "content", "results", "equipment", "health"),
    *("medical_certificate", "entry_test", "project", "document", "keywords", "what_to_bring", "contacts", "site"),
)
GROUP_COLUMNS = (
    *("name", "year_label", "level", "kind", "age_from", "age_to", "places", "date_start", "date_end"),
    *("apply_from", "apply_to", "locked", "hours_week", "schedule_note", "status"),
)
_LABELS: dict[str, Mapping[str, str]] = {
    "kind": {**PROGRAM_KINDS, **GROUP_KINDS},
    "levels": LEVELS,
    "level": LEVELS,
    "study_form": STUDY_FORMS,
    "health": HEALTH_CATEGORIES,
    "project": PROJECTS,
    "status": GROUP_STATUSES,
}
Values = dict[str, Any]


def field_of(column: str) -> str:
    """The field of a form that a column belongs to."""
    return {
        "age_from": "age",
        "age_to": "age",
        "funding": "price",
        "slots": "schedule",
        "schedule_note": "schedule",
        "date_start": "dates",
        "date_end": "dates",
        "apply_from": "window",
        "apply_to": "window",
    }.get(column, column)


def label_of(key: str, groups: Mapping[int, str]) -> str:
    """«Возраст» or «1 группа: Оплата» for the key of a card."""
    if not key.startswith("group-"):
        return FIELDS.get(key, key)
    _, number, field = key.split("-", 2)
    return f"{groups.get(int(number)) or 'Группа'}: {GROUP_FIELDS.get(field, field)}"


# ---------------------------------------------------------------- values


def program_values(program: Program) -> Values:
    """Columns of a program and names of its activities."""
    values: Values = {name: getattr(program, name) for name in COLUMNS if name != "direction"}
    values["direction"] = program.direction_id
    values["activities"] = [
        name
        for (name,) in tuples(
            ProgramActivity.select(Activity.name)
            .join(Activity)
            .where(ProgramActivity.program == program.id)
            .order_by(ProgramActivity.position)
        )
    ]
    return values


def groups_values(program: Program) -> dict[int, Values]:
    """Columns, lessons, prices, place and teachers of all groups of a program, by id."""
    groups = {row.id: row for row in Group.select().where(Group.program == program.id).order_by(Group.id)}
    found: dict[int, Values] = {}
    for number, row in groups.items():
        found[number] = {name: getattr(row, name) for name in GROUP_COLUMNS} | {
            "free": row.stated_free,  # what is left of them moves with requests: it is no change of the card
            "venue": row.venue_id,
            "slots": [],
            "funding": [],
            "teachers": [],
        }
    ids = list(groups)
    for slot in ScheduleSlot.select().where(ScheduleSlot.group.in_(ids)).order_by(ScheduleSlot.id):
        found[slot.group_id]["slots"].append(slot_of(slot))
    for one in GroupFunding.select().where(GroupFunding.group.in_(ids)).order_by(GroupFunding.id):
        found[one.group_id]["funding"].append([one.source, one.price, one.price_month])
    links = GroupTeacher.select(GroupTeacher.group, GroupTeacher.teacher).where(GroupTeacher.group.in_(ids))
    for group, teacher in tuples(links.order_by(GroupTeacher.position)):
        found[group]["teachers"].append(teacher)
    for values in found.values():
        values["funding"].sort()
    return found


def slot_of(row: ScheduleSlot) -> Slot:
    """A stored lesson as rules see it."""
    return Slot(row.weekday, row.start_minute, row.end_minute, row.on_date, row.parity)


def proposed(program: Program) -> dict[str, Values]:
    """Changes that wait: «program» or id of a group → column → value."""
    row = proposal_of(program)
    return json.loads(row.changes) if row is not None else {}


def whole(program: Program, *, with_proposal: bool = True) -> tuple[Values, dict[int, Values]]:
    """Values of a program and of its groups, with the changes that wait laid over them."""
    values, groups = program_values(program), groups_values(program)
    if with_proposal:
        changes = proposed(program)
        values |= changes.get("program", {})
        for number, own in groups.items():
            own |= changes.get(str(number), {})
    return values, groups


# ---------------------------------------------------------------- words


def card(program: Program, *, with_proposal: bool = True) -> dict[str, str]:
    """The card in words, by key of a field: what versions keep and differences compare.

    Teachers and places are named by number, so that no name of a person is kept here.
    """
    values, groups = whole(program, with_proposal=with_proposal)
    found = {name: words for name in FIELDS if (words := program_words(name, values))}
    for number, own in groups.items():
        found |= {f"group-{number}-{name}": words for name in GROUP_FIELDS if (words := group_words(name, own))}
    return found


def program_words(field: str, values: Values) -> str:
    """A field of a program in words; empty when nothing is stated."""
    if field == "age":
        return _age(values)
    if field == "direction":
        return _direction(values["direction"]) if values["direction"] else ""
    return _plain(field, values[field])


def group_words(field: str, values: Values) -> str:
    """A field of a group in words; empty when nothing is stated."""
    if field == "age":
        return _age(values)
    if field == "schedule":
        return "; ".join(filter(None, (format_schedule(values["slots"]), values["schedule_note"])))
    if field == "price":
        return "; ".join(_funding(*one) for one in values["funding"])
    if field == "dates":
        return _span(values["date_start"], values["date_end"])
    if field == "window":
        return _span(values["apply_from"], values["apply_to"])
    if field == "venue":
        return f"№ {values['venue']}" if values["venue"] else ""
    if field == "teachers":
        return ", ".join(f"№ {number}" for number in values["teachers"])
    return _plain(field, values[field])


def named(text: str, names: Mapping[int, str]) -> str:
    """«№ 12, № 15» with the names that stand behind the numbers now."""
    numbers = [part.strip().removeprefix("№").strip() for part in text.split(",")]
    return ", ".join(names.get(int(one), f"№ {one}") if one.isdigit() else one for one in numbers)


def direction_names() -> list[tuple[str, str]]:
    """The six directions: slug and name."""
    return [
        (slug, name)
        for slug, name in tuples(Direction.select(Direction.slug, Direction.name).order_by(Direction.position))
    ]


def place_names(organization: int) -> dict[int, str]:
    """Venues of an organization by id: name and address."""
    return {
        row.id: ", ".join(filter(None, (row.name, row.address))) or f"№ {row.id}"
        for row in Venue.select().where(Venue.organization == organization).order_by(Venue.name, Venue.address)
    }


def teacher_names(organization: int) -> dict[int, str]:
    """Teachers of an organization by id."""
    rows = Teacher.select(Teacher.id, Teacher.name).where(Teacher.organization == organization)
    return dict(tuples(rows.order_by(Teacher.name)))


def _plain(field: str, value: Any) -> str:
    labels = _LABELS.get(field, {})
    if isinstance(value, bool):
        return "да" if value else ""
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(labels.get(one, one) for one in value)
    return "" if value is None else labels.get(value, str(value))


def _age(values: Values) -> str:
    found = age_range(values["age_from"], values["age_to"])
    return format_age(found) if found else ""


def _direction(slug: str) -> str:
    return str(Direction.select(Direction.name).where(Direction.slug == slug).scalar() or slug)


def _funding(source: str, price: int | None, month: int | None) -> str:
    stated = [f"{format_roubles(month)} в месяц"] if month is not None else []
    stated += [f"{format_roubles(price)} за весь срок"] if price is not None else []
    return f"{FUNDING_SOURCES[source]}{': ' if stated else ''}{', '.join(stated)}"


def _span(start: date | None, end: date | None) -> str:
    if start and end:
        return f"{format_date(start)} – {format_date(end)}"
    return f"с {format_date(start)}" if start else f"по {format_date(end)}" if end else ""
