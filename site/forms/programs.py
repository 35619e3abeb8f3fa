"""The form of a program's card."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import SelectField, SelectMultipleField
from wtforms.validators import StopValidation

from navigator.forms.typed import Carried, Tick, Typed, TypedForm, printable
from navigator.rules.ages import AgeRange, age_range, format_age, parse_age
from navigator.rules.persons import TypedProblem
from navigator.rules.vocabulary import HEALTH_CATEGORIES, LEVELS, PROGRAM_KINDS, PROJECTS, STUDY_FORMS

LONGEST_TEXT = 8000
_SITE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?")
#: Nobody teaches more hours than that: a slip of the finger.
MOST_HOURS = 5000


class Text(Typed):
    """Several lines of text, kept with their line ends."""

    is_long = True

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the text line by line."""
        if valuelist:
            lines = valuelist[0][:LONGEST_TEXT].replace("\r\n", "\n").split("\n")
            self.data = "\n".join(
                "".join(printable(line[start : start + 1000]) for start in range(0, len(line), 1000)) for line in lines
            )


class Boxes(SelectMultipleField):
    """Ticks of which any number may be set; unknown values do not count."""

    def __init__(self, label: str, *, choices: Iterable[tuple[str, str]], **options: Any) -> None:
        """Describe the boxes; pairs are kept as they are, whatever kind of choice WTForms asks for."""
        super().__init__(label, **options)
        self.choices = list(choices)

    def pre_validate(self, form: Any) -> None:
        """Leave out what is no choice."""
        known = _known(self)
        self.data = [value for value in self.data or [] if value in known]


class Choice(SelectField):
    """One of a list; anything else is refused."""

    def __init__(self, label: str, *, choices: Iterable[tuple[str, str]], **options: Any) -> None:
        """Describe the list; pairs are kept as they are, whatever kind of choice WTForms asks for."""
        super().__init__(label, **options)
        self.choices = list(choices)

    def pre_validate(self, form: Any) -> None:
        """Ask for a known value."""
        if self.data not in _known(self):
            raise StopValidation(f"«{self.label.text}»: выберите из списка")


def _known(field: Any) -> set[str]:
    return {str(choice[0]) for choice in field.choices or ()}


def value_of(form: Any, name: str) -> Any:
    """What the rule of a typed field made of it; empty when nothing was typed."""
    return form[name].value


def read_site(text: str) -> str:
    """The address of a site that a page may link to.

    :raises TypedProblem: it is none.
    """
    plain = text.strip()
    if plain.casefold().startswith(("http://", "https://")) and "." in plain and " " not in plain:
        return plain
    if _SITE.fullmatch(plain):
        return f"http://{plain}"
    raise TypedProblem(f"«{plain[:40]}» – не адрес сайта. Напишите, например, school.example.ru")


def read_age(text: str) -> AgeRange:
    """«7–12 лет», «с 6 лет».

    :raises TypedProblem: no age is named.
    """
    found = parse_age(text)
    if found is None:
        raise TypedProblem("Возраст прочитать не удалось. Напишите, например, «7–12 лет» или «с 6 лет»")
    return found


def read_hours(text: str) -> float:
    """«4», «1,5 ч».

    :raises TypedProblem: no number of hours.
    """
    plain = text.lower().removesuffix(".").removesuffix("час").removesuffix("ч").strip().replace(",", ".")
    try:
        found = float(plain)
    except ValueError:
        raise TypedProblem("Напишите число часов, например 4 или 1,5") from None
    if not 0 < found <= MOST_HOURS:
        raise TypedProblem("Число часов должно быть больше нуля и похоже на правду")
    return found


def read_name(text: str) -> str:
    """A name in one line.

    :raises TypedProblem: it is too long to be one.
    """
    name = " ".join(text.split())
    if len(name) > 300:
        raise TypedProblem("Название длиннее 300 знаков: перенесите подробности в описание")
    return name


def parts(text: str) -> list[str]:
    """Words between commas, semicolons and line ends, each once."""
    found = (" ".join(part.split()) for part in text.replace(";", ",").replace("\n", ",").split(","))
    return list(dict.fromkeys(part for part in found if part))


def whole_parts(text: str) -> list[str]:
    """Names between semicolons and line ends, each once; «Фото, видео и медиа» is one."""
    found = (" ".join(part.split()) for part in text.replace("\n", ";").split(";"))
    return list(dict.fromkeys(part for part in found if part))


def number_text(value: float | None) -> str:
    """«1,5» of 1.5; empty for None."""
    return "" if value is None else f"{value:g}".replace(".", ",")


def age_text(start: int | None, end: int | None) -> str:
    """«7–12 лет»; empty when nobody said."""
    found = age_range(start, end)
    return format_age(found) if found else ""


def _pairs(labels: Mapping[str, str], empty: str = "") -> list[tuple[str, str]]:
    return [*([("", empty)] if empty else []), *labels.items()]


class ProgramForm(TypedForm):
    """The card of a program."""

    PARTS = (
        ("Главное", ("name", "annotation", "direction", "activities", "kind", "levels", "age", "study_form")),
        ("Время и нагрузка", ("uses_distance", "hours_week", "hours_total", "duration")),
        ("Подробно", ("goals", "content", "results", "equipment", "what_to_bring", "document")),
        ("Кому и как", ("health", "medical_certificate", "entry_test", "project", "keywords", "contacts", "site")),
    )
    mark = Carried()
    organization = Choice("Организация", choices=[])
    name = Typed("Название", read_name, missing="Напишите название программы")
    annotation = Text("Кратко о программе", str, hint="Два-три предложения для семьи")
    direction = Choice("Направленность", choices=[])
    activities = Typed("Виды деятельности", whole_parts, hint="Через точку с запятой; первый – главный")
    kind = Choice("Вид программы", choices=_pairs(PROGRAM_KINDS))
    levels = Boxes("Уровень", choices=_pairs(LEVELS))
    age = Typed("Возраст", read_age, hint="Например, 7–12 лет или с 6 лет")
    study_form = Choice("Форма обучения", choices=_pairs(STUDY_FORMS))
    uses_distance = Tick("Можно заниматься дистанционно")
    hours_week = Typed("Часов в неделю", read_hours, html={"inputmode": "decimal"})
    hours_total = Typed("Часов всего", read_hours, html={"inputmode": "decimal"})
    duration = Typed("Срок обучения", str, hint="Например, 2 года")
    goals = Text("Цели", str)
    content = Text("Содержание", str)
    results = Text("Результаты", str)
    equipment = Text("Материальная база", str)
    what_to_bring = Text("Что взять с собой", str)
    document = Typed("Документ по окончании", str)
    health = Boxes("Для детей с ОВЗ", choices=_pairs(HEALTH_CATEGORIES))
    medical_certificate = Tick("Нужна справка о здоровье")
    entry_test = Tick("Есть вступительные испытания")
    project = Choice("Проект", choices=_pairs(PROJECTS, "Нет проекта"))
    keywords = Typed("Ключевые слова", parts, hint="Через запятую: по ним программу найдут")
    contacts = Text("Контакты", str, hint="Телефон и почта, которые увидят семьи")
    site = Typed("Сайт", read_site, hint="Например, school.example.ru")

    def offer(self, directions: Iterable[tuple[str, str]], organizations: Iterable[tuple[int, str]] = ()) -> None:
        """Name the directions, and for a new program of a centre the organizations."""
        self.direction.choices = [("", "Выберите направленность"), *directions]
        self.organization.choices = [("", "Выберите организацию"), *((str(one), name) for one, name in organizations)]

    def values(self) -> dict[str, Any]:
        """Columns of the card, once the form is valid."""
        ages: AgeRange | None = self.age.value or None
        texts = ("annotation", "duration", "goals", "content", "results", "equipment", "what_to_bring")
        found: dict[str, Any] = {name: (self[name].data or "").strip() for name in (*texts, "document", "contacts")}
        found["site"] = self.site.value or ""
        found |= {name: self[name].data or "" for name in ("kind", "study_form", "project")}
        found |= {name: bool(self[name].data) for name in ("uses_distance", "medical_certificate", "entry_test")}
        found |= {name: tuple(sorted(self[name].data or ())) for name in ("levels", "health")}
        found |= {name: value_of(self, name) or None for name in ("hours_week", "hours_total")}
        return found | {
            "name": self.name.value,
            "direction": self.direction.data or None,
            "activities": self.activities.value or [],
            "keywords": tuple(sorted({one.replace(",", ";") for one in self.keywords.value or ()})),
            "age_from": ages.start if ages else None,
            "age_to": ages.end if ages else None,
        }

    @staticmethod
    def shown(values: Mapping[str, Any], mark: str) -> dict[str, Any]:
        """What the fields show of stored values."""
        found = {key: value for key, value in values.items() if key not in {"age_from", "age_to"}}
        found |= {"activities": "; ".join(values["activities"]), "keywords": ", ".join(values["keywords"])}
        found |= {name: number_text(values[name]) for name in ("hours_week", "hours_total")}
        found |= {name: list(values[name]) for name in ("levels", "health")}
        return found | {
            "mark": mark,
            "direction": values["direction"] or "",
            "age": age_text(values["age_from"], values["age_to"]),
        }
