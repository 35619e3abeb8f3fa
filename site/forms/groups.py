"""The form of a group: a week in seven lines, prices, places, people and rooms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from navigator.forms.programs import (
    Boxes,
    Choice,
    age_text,
    number_text,
    parts,
    read_age,
    read_hours,
    read_name,
    value_of,
)
from navigator.forms.typed import Carried, Tick, Typed, TypedForm
from navigator.rules.ages import AgeRange
from navigator.rules.dates import format_date, parse_date
from navigator.rules.financing.amounts import read_amount
from navigator.rules.money import LARGEST, format_plain
from navigator.rules.persons import TypedProblem
from navigator.rules.schedule import Slot, format_schedule, parse_schedule, parse_times
from navigator.rules.schedule_words import time_text
from navigator.rules.vocabulary import FUNDING_SOURCES, GROUP_KINDS, LEVELS, WEEKDAY_FULL, WEEKDAYS
from navigator.rules.years import academic_year

MOST_PLACES = 5000
#: Sources with a price, and the one without.
PRICED = ("certificate", "paid", "private")
_NUMERIC = {"inputmode": "numeric"}
#: Whatever year a date without a year belongs to, it is read the same.
_ANY_DAY = date(2003, 9, 1)
_MONEY = {"inputmode": "decimal"}
#: What people write after a price, though the field says it already.
_PER = re.compile(r"\s*(?:/|в|за)\s*(?:мес\w*|год|весь срок|срок|курс)\.?$")

Times = tuple[tuple[int, int | None], ...]


def read_times(text: str) -> Times:
    """«16:30–18:00», several between commas.

    :raises TypedProblem: words that are no times.
    """
    times, left = parse_times(text)
    if left or not times:
        raise TypedProblem(f"«{(left or text)[:40]}» прочитать не удалось. Напишите время, например 16:30–18:00")
    return times


def read_day(text: str) -> date:
    """A date in any usual form.

    :raises TypedProblem: it is none.
    """
    found = parse_date(text)
    if found is None:
        raise TypedProblem(f"Дату «{text[:20]}» прочитать не удалось. Напишите, например, 01.09.2026")
    return found


def read_whole(text: str) -> int:
    """A number of places.

    :raises TypedProblem: it is none, or beyond belief.
    """
    plain = text.replace("\u00a0", "").replace(" ", "")
    if not (plain.isascii() and plain.isdigit() and int(plain[:9]) <= MOST_PLACES):
        raise TypedProblem("Напишите целое число мест, например 12")
    return int(plain)


def read_price(text: str) -> int:
    """Roubles → kopecks: «1 200», «1200,50 руб./мес», «бесплатно».

    :raises TypedProblem: no sum, or one that would have to be guessed.
    """
    plain = _PER.sub("", text.strip().lower())
    if plain == "бесплатно":
        return 0
    try:
        return read_amount(plain, most=LARGEST)
    except TypedProblem:
        raise TypedProblem("Напишите сумму в рублях, например 1200 или 1200,50") from None


def _day(number: int) -> Typed:
    return Typed(WEEKDAY_FULL[number], read_times, html={"autocomplete": "off"})


class GroupEditForm(TypedForm):
    """One group."""

    mark = Carried()
    free_shown = Carried()
    held_shown = Carried()
    name = Typed("Название группы", read_name, missing="Назовите группу, например «1 группа»")
    year_label = Typed("Год обучения", str, hint="Например, 1-й год обучения")
    level = Choice("Уровень", choices=[("", "Не указан"), *LEVELS.items()])
    kind = Choice("Занятия", choices=list(GROUP_KINDS.items()))
    age = Typed("Возраст", read_age, hint="Если тот же, что у программы, оставьте пустым")
    mon, tue, wed, thu, fri, sat, sun = (_day(number) for number in range(7))
    schedule = Typed(
        "Или словами, сколько угодно дней сразу",
        str,
        hint="«пн, ср 16:30–18:00; сб 10–11:30», «по чётным неделям», даты",
    )
    schedule_note = Typed("Примечание к расписанию", str)
    venue = Choice("Место занятий", choices=[])
    venue_name = Typed("Новое место: название или кабинет", str)
    venue_address = Typed("Его адрес", str)
    teachers = Boxes("Педагоги", choices=[])
    new_teachers = Typed("Ещё педагоги", parts, hint="Фамилия, имя и отчество; нескольких через запятую")
    pay_budget = Tick("Бесплатно (бюджет)")
    pay_certificate = Tick("По сертификату")
    pay_paid = Tick("Платно")
    pay_private = Tick("Платно (частная организация)")
    month_certificate = Typed("По сертификату, ₽ в месяц", read_price, html=_MONEY)
    price_certificate = Typed("По сертификату, ₽ за весь срок", read_price, html=_MONEY)
    month_paid = Typed("Платно, ₽ в месяц", read_price, html=_MONEY)
    price_paid = Typed("Платно, ₽ за весь срок", read_price, html=_MONEY)
    month_private = Typed("Частная организация, ₽ в месяц", read_price, html=_MONEY)
    price_private = Typed("Частная организация, ₽ за весь срок", read_price, html=_MONEY)
    places = Typed("Мест в группе", read_whole, html=_NUMERIC)
    free = Typed("Свободно мест сейчас", read_whole, html=_NUMERIC)
    date_start = Typed("Занятия с", read_day)
    date_end = Typed("Занятия по", read_day)
    apply_from = Typed("Приём заявок с", read_day)
    apply_to = Typed("Приём заявок по", read_day)
    locked = Tick("Приём заявок закрыт")
    hours_week = Typed("Часов в неделю", read_hours, html=_MONEY)

    def offer(self, venues: Mapping[int, str], teachers: Mapping[int, str]) -> None:
        """Name the rooms and the people of the organization."""
        self.venue.choices = [("", "Не указано"), *((str(number), name) for number, name in venues.items())]
        self.teachers.choices = [(str(number), name) for number, name in teachers.items()]

    def validate(self, extra_validators: Any = None) -> bool:
        """Dates in order, no more free places than places, a price only where one pays."""
        good = super().validate(extra_validators)
        for first, last in (("date_start", "date_end"), ("apply_from", "apply_to")):
            start, end = value_of(self, first), value_of(self, last)
            if start and end and start > end:
                self.refuse(last, "Конец раньше начала: проверьте даты")
        if self.places.value != "" and self.free.value != "" and self.free.value > self.places.value:
            self.refuse("free", "Свободных мест больше, чем мест в группе")
        left = self._words(value_of(self, "date_start") or _ANY_DAY)[1]
        if left:
            self.refuse("schedule", f"Не понято «{left[:80]}»: исправьте или перенесите в примечание к расписанию")
        for source in PRICED:
            if not self[f"pay_{source}"].data and (self[f"month_{source}"].data or self[f"price_{source}"].data):
                self[f"pay_{source}"].data = True  # who names a price means it
        return good and not self.problems()

    def slots(self, today: date) -> tuple[list[Slot], str]:
        """Lessons of the grid and of the words, and the note beside them."""
        found = {
            Slot(number, start, end)
            for number, day in enumerate(WEEKDAYS)
            for start, end in (value_of(self, day) or ())
        }
        typed, _ = self._words(self.date_start.value or today)
        return sorted(found | set(typed), key=repr), (self.schedule_note.data or "").strip()

    def _words(self, day: date) -> tuple[list[Slot], str]:
        text = self.schedule.data or ""
        return parse_schedule(text, academic_year(day)) if text.strip() else ([], "")

    def values(self, today: date) -> dict[str, Any]:
        """Columns and what belongs to a group, once the form is valid."""
        ages: AgeRange | None = self.age.value or None
        slots, note = self.slots(today)
        funding: list[list[Any]] = [["budget", None, None]] if self.pay_budget.data else []
        for source in PRICED:
            if self[f"pay_{source}"].data:
                price, month = (_or_none(value_of(self, f"{name}_{source}")) for name in ("price", "month"))
                funding.append([source, price, month])
        found = {name: value_of(self, name) or None for name in ("date_start", "date_end", "apply_from", "apply_to")}
        return found | {
            "name": self.name.value,
            "year_label": (self.year_label.data or "").strip(),
            "level": self.level.data or "",
            "kind": self.kind.data,
            "age_from": ages.start if ages else None,
            "age_to": ages.end if ages else None,
            "places": _or_none(self.places.value),
            "locked": bool(self.locked.data),
            "hours_week": self.hours_week.value or None,
            "slots": slots,
            "schedule_note": note,
            "funding": sorted(funding),
            "venue": int(self.venue.data) if self.venue.data else None,
            "teachers": [int(one) for one in self.teachers.data or ()],
        }

    @property
    def free_now(self) -> int | None:
        """Free places as typed."""
        return None if self.free.value == "" else int(self.free.value)

    @staticmethod
    def shown(values: Mapping[str, Any], mark: str, free: int | None, held: int) -> dict[str, Any]:
        """What the fields show of stored values."""
        plain = ("name", "year_label", "level", "kind", "schedule_note", "locked")
        found: dict[str, Any] = {name: values[name] for name in plain}
        days = ("date_start", "date_end", "apply_from", "apply_to")
        found |= {name: format_date(values[name]) if values[name] else "" for name in days}
        rest = []
        for slot in sorted(values["slots"], key=lambda one: (one.start or 0, one.end or 0)):
            if slot.weekday is None or slot.start is None or slot.parity:
                rest.append(slot)
                continue
            day, text = WEEKDAYS[slot.weekday], time_text(slot.start, slot.end)
            found[day] = f"{found[day]}, {text}" if day in found else text
        for source, price, month in values["funding"]:
            found[f"pay_{source}"] = True
            found |= {f"price_{source}": _money(price), f"month_{source}": _money(month)}
        shown_free = "" if free is None else str(free)
        return found | {
            "mark": mark,
            "free": shown_free,
            "free_shown": shown_free,
            "held_shown": str(held),
            "places": "" if values["places"] is None else str(values["places"]),
            "age": age_text(values["age_from"], values["age_to"]),
            "hours_week": number_text(values["hours_week"]),
            "schedule": format_schedule(rest),
            "venue": str(values["venue"] or ""),
            "teachers": [str(one) for one in values["teachers"]],
        }


def _or_none(value: Any) -> Any:
    return None if value == "" else value


def _money(kopecks: int | None) -> str:
    return "" if kopecks is None else format_plain(kopecks)


SOURCES = {source: FUNDING_SOURCES[source] for source in ("budget", *PRICED)}
