"""Reading a typed line: what becomes a filter, and what is left to be found as words."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest
from search.reading_ages import AGES, NO_AGES
from search.reading_names import GAZETTEER

from navigator.rules.vocabulary import HEALTH_CATEGORIES
from navigator.search.reading.read import read

TODAY = date(2026, 11, 23)
_DAYS = {
    "mon": "понедельник понедельникам понедельника пн",
    "tue": "вторник вторникам вторника вт",
    "wed": "среду средам ср",
    "thu": "четверг четвергам четверга чт",
    "fri": "пятницу пятницам пятницы пт",
    "sat": "субботу субботам субботы сб",
    "sun": "воскресенье воскресеньям воскресенья вс",
}
DAYS = [
    *((f"по {word}", day) for day, words in _DAYS.items() for word in words.split()),
    *((f"рисование в {word}", day) for day, words in _DAYS.items() for word in words.split()[:1]),
    ("со вторника по пятницу", "tue wed thu fri"),
    ("с понедельника до среды", "mon tue wed"),
    ("пн-ср", "mon tue wed"),
    ("сб–вс", "sat sun"),
    ("пт-пн", "mon fri sat sun"),
    ("пн, ср", "mon wed"),
    ("пн и чт", "mon thu"),
    ("по понедельникам и средам", "mon wed"),
    ("по будням", "mon tue wed thu fri"),
    ("в будние дни", "mon tue wed thu fri"),
    ("в рабочие дни", "mon tue wed thu fri"),
    ("в выходные", "sat sun"),
    ("по выходным дням", "sat sun"),
    ("кроме воскресенья", "mon tue wed thu fri sat"),
    ("кроме выходных", "mon tue wed thu fri"),
    ("только не по будням", "sat sun"),
    ("кроме субботы и воскресенья", "mon tue wed thu fri"),
    ("субботняя", "sat"),
]
TIMES = [
    ("утром", "morning"),
    ("по утрам", "morning"),
    ("с утра", "morning"),
    ("до обеда", "morning"),
    ("днём", "afternoon"),
    ("после школы", "afternoon evening"),
    ("после обеда", "afternoon evening"),
    ("после садика", "evening"),
    ("вечером", "evening"),
    ("по вечерам", "evening"),
    ("вечернее время", "evening"),
    ("после 17", "evening"),
    ("после 18:00", "evening"),
    ("после 17 часов", "evening"),
    ("после 5 вечера", "evening"),
    ("после 16:30", "afternoon evening"),
    ("после 12", "afternoon evening"),
    ("до 12:00", "morning"),
    ("до 12 часов", "morning"),
    ("с 15 до 18 часов", "afternoon evening"),
    ("с 9:00 до 11:00", "morning"),
    ("в 18:00", "evening"),
    ("в 10 утра", "morning"),
    ("во вторую смену", "morning"),
    ("1 смена", "afternoon evening"),
]
OTHERS = [
    ("бесплатно", {"payment": ("free",)}),
    ("бесплатный кружок", {"payment": ("free",)}),
    ("на бюджете", {"payment": ("free",)}),
    ("по сертификату", {"payment": ("certificate",)}),
    ("оплата сертификатом", {"payment": ("certificate",)}),
    ("пфдо", {"payment": ("certificate",)}),
    ("платно", {"payment": ("paid",)}),
    ("платные секции", {"payment": ("paid",)}),
    ("до 2000 рублей", {"max_price": ("2000",)}),
    ("до 2000", {"max_price": ("2000",)}),
    ("2к в месяц", {"max_price": ("2000",)}),
    ("1,5 тыс. руб.", {"max_price": ("1500",)}),
    ("около тысячи в месяц", {"max_price": ("1000",)}),
    ("уровень базовый", {"level": ("basic",)}),
    ("набор ещё идёт", {"open": ("1",)}),
    ("соцсертификат", {"payment": ("certificate",)}),
    ("по соц-сертификату", {"payment": ("certificate",)}),
    ("бюджет 2000", {"max_price": ("2000",)}),
    ("до 2500 мес", {"max_price": ("2500",)}),
    ("бюджетные места", {"payment": ("free",)}),
    ("есош 7", {"organization": ("2",)}),
    ("до 2 000 р.", {"max_price": ("2000",)}),
    ("до 2 тыс", {"max_price": ("2000",)}),
    ("до 1,5 тыс. руб.", {"max_price": ("1500",)}),
    ("до двух тысяч", {"max_price": ("2000",)}),
    ("не дороже 1500 рублей в месяц", {"max_price": ("1500",)}),
    ("за 500 ₽", {"max_price": ("500",)}),
    ("дистанционно", {"distance": ("1",)}),
    ("онлайн", {"distance": ("1",)}),
    ("удалённо", {"distance": ("1",)}),
    ("дистанционное обучение", {"distance": ("1",)}),
    ("с ОВЗ", {"health": tuple(HEALTH_CATEGORIES)}),
    ("ребёнок-инвалид", {"health": tuple(HEALTH_CATEGORIES)}),
    ("адаптированная программа", {"health": tuple(HEALTH_CATEGORIES)}),
    ("с аутизмом", {"health": ("autism",)}),
    ("ЗПР", {"health": ("mental_delay",)}),
    ("ДЦП", {"health": ("musculoskeletal",)}),
    ("для начинающих", {"level": ("initial",)}),
    ("с нуля", {"level": ("initial",)}),
    ("новичок", {"level": ("initial",)}),
    ("базовый уровень", {"level": ("basic",)}),
    ("продвинутый уровень", {"level": ("advanced",)}),
    ("есть места", {"open": ("1",)}),
    ("со свободными местами", {"open": ("1",)}),
    ("где открыт набор", {"open": ("1",)}),
    ("на следующий год", {"year": ("next",)}),
    ("с. Новый Акатуй", {"place": ("akatuy",)}),
    ("в Новом Акатуе", {"place": ("akatuy",)}),
    ("из села Новый Акатуй", {"place": ("akatuy",)}),
    ("новый акатуй", {"place": ("akatuy",)}),
    ("станица Егорлыкская", {"place": ("egorlyk",)}),
    ("ст-ца Егорлыкская", {"place": ("egorlyk",)}),
    ("в Егорлыкской", {"place": ("egorlyk",)}),
    ("Егорлык", {"place": ("egorlyk",)}),
    ("в Егорлыкском районе", {"municipality": ("egor",)}),
    ("Егорлыкский р-н", {"municipality": ("egor",)}),
    ("в Егорлыкском", {"municipality": ("egor",)}),
    ("Александровский Завод", {"place": ("zavod",)}),
    ("в Александровском Заводе", {"place": ("zavod",)}),
    ("Александрово-Заводский район", {"municipality": ("azav",)}),
    ("п. Новый", {"place": ("novyy",)}),
    ("в посёлке Новом", {"place": ("novyy",)}),
    ("в Новом", {"place": ("novyy",)}),
    ("хутор Мирный", {"place": ("mirnyy",)}),
    ("х.Роговский", {"place": ("rogovskiy",)}),
    ("в хуторе Роговском", {"place": ("rogovskiy",)}),
    ("в Онон-Борзе", {"place": ("borzya",)}),
    ("Бохто", {"place": ("bohto",)}),
    ("в Чите", {"municipality": ("chita",)}),
    ("ДШИ", {"organization": ("1",)}),
    ("в детской школе искусств", {"organization": ("1",)}),
    ("школа № 7", {"organization": ("2",)}),
    ("в 7-й школе", {"organization": ("2",)}),
    ("детский сад «Ягодка»", {}),
    ("в детском саду Ягодка", {"organization": ("3",)}),
    ("ЦВР", {"organization": ("4",)}),
    ("центр внешкольной работы", {"organization": ("4",)}),
    ("студия Искра", {"organization": ("5",)}),
    ("в бохтинской школе", {"organization": ("6",)}),
]
WORDS_STAY = [
    "мир музыки",
    "новый год",
    "искра",
    "советская улица",
    "вечер бальных танцев",
    "3D-печать",
    "лепка",
    "«бесплатно по субботам»",
    "мальчик",
    "девочки",
]


def values(text: str) -> dict[str, tuple[str, ...]]:
    return read(text, GAZETTEER, TODAY).values


@pytest.mark.parametrize(("text", "ages"), AGES)
def test_ages(text: str, ages: str) -> None:
    assert values(text) == {"age": tuple(ages.split())}


@pytest.mark.parametrize("text", NO_AGES)
def test_numbers_that_are_no_ages(text: str) -> None:
    assert "age" not in values(text)


@pytest.mark.parametrize(("text", "days"), DAYS)
def test_days(text: str, days: str) -> None:
    assert set(values(text)["day"]) == set(days.split())


@pytest.mark.parametrize(("text", "parts"), TIMES)
def test_times(text: str, parts: str) -> None:
    assert values(text) == {"time": tuple(parts.split())}


@pytest.mark.parametrize(("text", "expected"), OTHERS)
def test_payment_places_and_the_rest(text: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize("text", WORDS_STAY)
def test_words_that_are_no_constraints(text: str) -> None:
    reading = read(text, GAZETTEER, TODAY)
    assert (reading.found, reading.rest.split()) == ((), text.lower().split())


@pytest.mark.parametrize(
    "said",
    [
        "подешевле",
        "2 раза в неделю",
        "многодетная семья",
        "с сентября",
        "до 2500 мес",
        "бюджетные места",
        "соц сертификат",
        "2026-2027",
        "на 2026/27 учебный год",
    ],
)
def test_what_is_said_beside_leaves_the_thing_alone(said: str) -> None:
    assert read(f"лепка {said}", GAZETTEER, TODAY).rest.split() == ["лепка"]


def test_a_message_of_a_parent() -> None:
    reading = read("сын, 12 лет, любит танцевать и программировать, свободен со вторника по пятницу", GAZETTEER, TODAY)
    assert reading.values == {"age": ("12",), "day": ("tue", "wed", "thu", "fri")}
    assert "танцевать и программировать" in reading.rest
    assert "12" not in reading.rest


def test_a_removed_value_leaves_the_others_of_its_piece() -> None:
    reading = read("Рисование 7 лет, пн-ср", GAZETTEER, TODAY)
    assert reading.without("age", "7") == ("Рисование, пн-ср", {})
    assert reading.without("day", "tue") == ("Рисование 7 лет", {"day": ("mon", "wed")})


@pytest.mark.realdata
def test_nonsense_is_read_quickly(shared_data: Path) -> None:
    odd = [*json.loads((shared_data / "blns.json").read_text()), "5 " * 5000, "1-" * 5000, "пн" * 5000, "с " * 5000]
    started = time.perf_counter()
    for text in odd:
        read(text[:200], GAZETTEER, TODAY)
    assert time.perf_counter() - started < 20  # a pattern that goes astray takes minutes
