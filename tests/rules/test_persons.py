"""People as they are typed, and when two records may be one person."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from navigator.rules.persons import (
    TypedProblem,
    fold_person,
    read_name,
)

TODAY = date(2026, 7, 1)

NAMES = {
    "Иванова": "Иванова",
    "  Иванова\t": "Иванова",
    "ИВАНОВА": "Иванова",
    "иванова": "Иванова",
    "ИВАНОВА-ПЕТРОВА": "Иванова-Петрова",
    "иванова – петрова": "Иванова-Петрова",
    "Иванова\u2011Петрова": "Иванова-Петрова",
    "-Иванова-": "Иванова",
    "Анна  Мария": "Анна Мария",
    "Ивaнoв": "Иванов",  # Latin a, o
    "ИBAНOB": "Иванов",  # Latin B, A, O, B
    "Ивaнοв": "Иванов",  # Latin a, Greek ο
    "Ивανов": "Ивανов",  # Greek ν has no counterpart
    "Iлля": "Ілля",
    "Дмитрiй": "Дмитрій",
    "Алëна": "Алёна",
    "Але\u0308на": "Алёна",
    "Ив\u00adан\u200bов\ufeff": "Иванов",
    "\u202eИванов": "Иванов",
    "Ива\x00нов": "Иванов",
    "МАМЕД ОГЛЫ": "Мамед оглы",
    "Мамед-оглы": "Мамед-оглы",
    "МАМЕД-ОГЛЫ": "Мамед-оглы",
    "сабина кызы": "Сабина кызы",
    "САБИНА KЫЗЫ": "Сабина кызы",  # Latin K
    "ОГЛЫ": "Оглы",
    "ФОН БИСМАРК": "фон Бисмарк",
    "ФОН-ВИЗИН": "Фон-Визин",
    "ДЕ САД": "де Сад",
    "АХМЕД ИБН САИД": "Ахмед ибн Саид",
    "О’КОННОР": "О'Коннор",
    "o'коннор": "О'Коннор",
    "ЛУК`ЯНОВ": "Лук'янов",
    "и.о.": "И.О.",
    "Анна-мария": "Анна-мария",  # mixed case is left
    "МакДональд": "МакДональд",
    "SMITH": "Smith",
    "Coxa": "Coxa",  # a word wholly Latin stays Latin
    "Иванwа": "Иванwа",  # what has no counterpart is left as typed
    "Łukasz": "Łukasz",
    "Nguyễn": "Nguyễn",
    "李明": "李明",
    "ანა": "ანა",
    "A" + "b" * 59: "A" + "b" * 59,
}
NO_LETTERS = ["", " ", "-", "—", "'", ". .", "\u200b", "\x00", "\u3164", "1", "123", "???", "🙂"]
NO_NAMES = [
    "Иванова1",
    "Иванова٣",
    "anna@example.ru",
    "evil.com",
    "http://evil.com",
    "t.me/anna",
    "сайт.рф",
    "<b>Анна</b>",
    "Анна; Мария",
    "=Анна",
    "+Анна",
    "Анна_Мария",
    "Анна/Мария",
    "Анна🙂",
    "Генрих Ⅷ",
    "Анна \u0301",
    "А\u0316\u0317\u0318\u0319нна",
    "А\u20ddнна",
    "Анна\ud800",
    '"Анна"',
]
LONG_NAMES = ["A" + "b" * 60, "Анна " * 13, "А" * 100_000, "Анна" + " " * 2000]


@pytest.mark.parametrize("text", NAMES)
def test_names(text: str) -> None:
    assert read_name(text, "фамилию") == NAMES[text]


@pytest.mark.parametrize(
    ("texts", "advice"),
    [
        (NO_LETTERS, "Напишите отчество буквами, например Сергеевна"),
        (NO_NAMES, "Оставьте в поле только отчество: буквы, пробел, дефис, апостроф и точку после сокращения"),
        (LONG_NAMES, "Сократите отчество до 60 знаков"),
    ],
)
def test_texts_that_are_no_names(texts: list[str], advice: str) -> None:
    for text in texts:
        with pytest.raises(TypedProblem) as caught:
            read_name(text, "отчество")
        assert (text, str(caught.value)) == (text, advice)


typed_names = st.one_of(
    st.text(max_size=20),
    st.text("абвёйіАБВЁ aceopxACEOPX'’.-–\u0301\u0308ıßŉǆΣςµİ", max_size=12),
    st.from_regex(r"\A[А-Яа-яёЁ]{1,9}([ -][А-Яа-яёЁ]{1,9})?\Z"),
)


@given(typed_names)
@example("ıван")
@example("ıĸ")
@example("ŉа")
@example("ß")
@example("µихаил")
def test_a_name_read_is_read_again_as_it_is(text: str) -> None:
    with suppress(TypedProblem):
        name = read_name(text, "имя")
        assert read_name(name, "имя") == name
        assert 1 <= len(name) <= 60
        assert name == name.strip(" -")
        assert all(unicodedata.category(sign)[0] in "LM" or sign in " -.'" for sign in name)
        assert fold_person(name, "", "") == fold_person(text, "", "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ёлкина", "ЕЛКИНА"),
        ("Ёлкина", "Е\u0308лкина"),
        ("Ива\u0301нова", "Иванова"),
        ("Иванова-Петрова", "иванова петрова"),
        ("О'Коннор", "ОКоннор"),
        ("Лук’янов", "Лукянов"),
        ("Coxa", "Соха"),  # wholly Latin look-alikes
        ("Tom", "Том"),
        ("BEPA", "Вера"),
        ("Ивaнoв", "Иванов"),
        ("А. Б.", "аб"),
        ("Ｓmith", "smith"),
    ],
)
def test_spellings_of_one_person_meet(one: str, other: str) -> None:
    assert fold_person(one, one, "") == fold_person(other, other, "")


@pytest.mark.parametrize(("one", "other"), [("Иванов", "Иванова"), ("Smith", "Смит"), ("Краи", "Край"), ("", "А")])
def test_other_names_do_not_meet(one: str, other: str) -> None:
    assert fold_person(one, "", "") != fold_person(other, "", "")


def test_parts_of_a_key_stay_apart() -> None:
    assert fold_person("Ким", "Анна-Мария", "") == "ким|аннамария|"
    assert fold_person("Smith", "Вeра", "|Тo|м|") == "smith|вера|том"


@given(typed_names, typed_names, typed_names)
def test_a_key_folds_to_itself(last: str, first: str, patronymic: str) -> None:
    key = fold_person(last, first, patronymic)
    assert key.count("|") == 2
    assert fold_person(*key.split("|")) == key
