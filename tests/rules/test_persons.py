"""People as they are typed, and when two records may be one person."""

from __future__ import annotations

import csv
import json
import unicodedata
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from navigator.rules.dates import MONTHS_OF, format_date
from navigator.rules.persons import (
    Identity,
    TypedProblem,
    differences,
    fold_person,
    format_snils,
    luhn_digit,
    make_certificate_number,
    read_birth_date,
    read_certificate_number,
    read_name,
    read_snils,
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


def test_snils_of_the_table(shared_data: Path) -> None:
    with (shared_data / "snils-vectors.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 25
    advice = {
        "bad_format": "Напишите СНИЛС одиннадцатью цифрами, например 112-233-445 95",
        "bad_checksum": "Сверьте СНИЛС с документом: одна или несколько цифр в нём не те",
        "refuse": "Перепишите СНИЛС из документа: номера из одних нулей не бывает",
    }
    for row in rows:
        try:
            read = read_snils(row["value"])
        except TypedProblem as problem:
            assert (row["value"], str(problem)) == (row["value"], advice.get(row["computed"]))
        else:
            assert (row["value"], row["computed"]) in ((row["value"], "ok"), (row["value"], "exempt"))
            assert read == "".join(filter(str.isdigit, row["value"]))


@pytest.mark.parametrize(
    "text",
    [
        "112-233-445 95",
        "11223344595",
        "112 233 445 95",
        "112-233-445-95",
        "112–233—445\u00a095",
        "  112\u2011233\u2011445\u200995\n",
        "１１２－２３３－４４５　９５",
        "112\u200b23344595",
        "112.233.445.95",
    ],
)
def test_forms_of_snils(text: str) -> None:
    assert read_snils(text) == "11223344595"


@pytest.mark.parametrize("text", ["000-000-000 00", "00000000077", "112-233-445 9５0", "11223344595 x", "¹1223344595"])
def test_texts_that_are_no_snils(text: str) -> None:
    with pytest.raises(TypedProblem, match="СНИЛС"):
        read_snils(text)


@given(st.integers(1_001_999, 999_999_999), st.integers(0, 99))
def test_one_control_number_fits(number: int, wrong: int) -> None:
    rest = sum(int(digit) * (9 - at) for at, digit in enumerate(f"{number:09}"))
    while rest > 101:  # the rule as the law words it
        rest %= 101
    right = 0 if rest in (100, 101) else rest
    snils = f"{number:09}{right:02}"
    assert read_snils(format_snils(snils)) == snils
    if wrong != right:
        with pytest.raises(TypedProblem, match="Сверьте"):
            read_snils(f"{number:09}{wrong:02}")


def test_snils_is_shown() -> None:
    assert format_snils("11223344595") == "112-233-445 95"


@pytest.mark.parametrize(("digits", "control"), [("7992739871", "3"), ("37828224631000", "5"), ("0", "0"), ("1", "8")])
def test_the_digit_of_luhn(digits: str, control: str) -> None:
    assert luhn_digit(digits) == control


@pytest.mark.parametrize("text", ["", "12a", "١٢", "²", "-1"])
def test_the_digit_of_luhn_needs_digits(text: str) -> None:
    with pytest.raises(ValueError, match="digits expected"):
        luhn_digit(text)


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99999), st.integers(0, 9), st.integers(1, 9))
def test_numbers_of_certificates(region: int, place: int, ordinal: int, at: int, slip: int) -> None:
    number = make_certificate_number(region, place, ordinal)
    assert (int(number[:2]), int(number[2:4]), int(number[4:9])) == (region, place, ordinal)
    assert read_certificate_number(f"№ {number[:2]} {number[2:4]}–{number[4:9]} {number[9]}") == number
    wrong = number[:at] + str((int(number[at]) + slip) % 10) + number[at + 1 :]
    assert luhn_digit(wrong[:9]) != wrong[9]  # each slip in one digit shows


def test_a_number_of_a_certificate() -> None:
    assert make_certificate_number(75, 3, 42) == "7503000429"


@pytest.mark.parametrize("parts", [(100, 0, 0), (0, 100, 0), (0, 0, 100000), (-1, 0, 0), (0, -1, 0), (0, 0, -1)])
def test_parts_that_do_not_fit(parts: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        make_certificate_number(*parts)


@pytest.mark.parametrize("text", ["", "123456789", "12345678901", "12345б7890", "1234567890 и", "+1234567890"])
def test_texts_that_are_no_number_of_a_certificate(text: str) -> None:
    with pytest.raises(TypedProblem, match=r"десять цифр .* в письме о выдаче сертификата"):
        read_certificate_number(text)


BIRTHS = [
    "05.03.2015",
    "5.3.15",
    "5/3/2015",
    "5-3-2015",
    "5–3–2015",
    "5,3,2015",
    "5 3 2015",
    "05 03 15",
    " 05 . 03 . 2015 ",
    "2015-03-05",
    "2015.3.5",
    "2015/03/05",
    "05032015",
    "20150305",
    "5 марта 2015 г.",
    "5 марта 2015г.",
    "5 МАРТА 2015 года",
    "5 марта 2015 года рождения",
    "05.03.2015 г.р.",
    "«05» марта 2015 г.",
    "5-го марта 2015",
    "5 мар 2015",
    "5 мар. 15",
    "5марта2015",
    "05-мар-2015",
    "5 March 2015",
    "０５.０３.２０１５",
    "05.03.\u200b2015\u00a0г.",
]
OTHER_BIRTHS = {
    "01.02.03": date(2003, 2, 1),
    "3.4.99": date(1999, 4, 3),
    "3.4.26": date(2026, 4, 3),
    "3.4.27": date(1927, 4, 3),
    "3.4.00": date(2000, 4, 3),
    "29.02.2024": date(2024, 2, 29),
    "01.01.1900": date(1900, 1, 1),
    "01.07.2026": TODAY,
    "20122010": date(2010, 12, 20),
    "20101220": date(2010, 12, 20),
    "1 мая 2010": date(2010, 5, 1),
    "1 сент. 2010": date(2010, 9, 1),
}
NO_FORM = ["", "вчера", "5.3", "5 марта", "март 2015", "2015", "050315", "5.3.015", "5.3.20155", "5.3.2015 10:00"]
NO_FORM += ["5 марципан 2015", "5 мая мая 2015", "45000", "-5.3.2015", "5.3.2015 или 6.3.2015", "5 " * 3000, "½.3.2015"]
NO_FORM += [",5.3.2015", "г.", "5.3.2015 год год"]
NO_DAY = ["31.02.2015", "29.02.2023", "03.25.2015", "2015-25-03", "0.3.2015", "05.00.2015", "32 марта 2015"]


@pytest.mark.parametrize("text", BIRTHS)
def test_forms_of_a_birth_date(text: str) -> None:
    assert read_birth_date(text, TODAY) == date(2015, 3, 5)


@pytest.mark.parametrize("text", OTHER_BIRTHS)
def test_birth_dates(text: str) -> None:
    assert read_birth_date(text, TODAY) == OTHER_BIRTHS[text]


@pytest.mark.parametrize(
    ("texts", "advice"),
    [
        (NO_FORM, "Напишите дату рождения числами через точку, например 05.03.2015"),
        (NO_DAY, "Проверьте день и месяц рождения: такой даты нет в календаре"),
        (["02.07.2026", "2.7.26", "5 марта 2051 г."], "Проверьте дату рождения: этот день ещё не наступил"),
        (["31.12.1899", "05.03.0015", "00000000"], "Проверьте год рождения: он не может быть раньше 1900"),
    ],
)
def test_texts_that_are_no_birth_date(texts: list[str], advice: str) -> None:
    for text in texts:
        with pytest.raises(TypedProblem) as caught:
            read_birth_date(text, TODAY)
        assert (text, str(caught.value)) == (text, advice)


@given(st.dates(date(1900, 1, 1), TODAY))
def test_a_birth_date_is_read_in_each_form(born: date) -> None:
    forms = [format_date(born), born.isoformat(), f"{born:%d%m%Y}", f"{born:%Y%m%d}"]
    forms += [f"{born.day}/{born.month}/{born.year}", f"{born.day} {MONTHS_OF[born.month - 1]} {born.year} г."]
    assert {read_birth_date(form, TODAY) for form in forms} == {born}


@given(st.text() | st.text("0123456789 .-/гмаяр", max_size=14))
def test_a_birth_date_lies_in_the_past(text: str) -> None:
    with suppress(TypedProblem):
        assert date(1900, 1, 1) <= read_birth_date(text, TODAY) <= TODAY


def test_naughty_strings_are_read_or_refused(shared_data: Path) -> None:
    strings = json.loads((shared_data / "blns.json").read_text("utf-8"))
    names, numbers = [], []
    for text in strings:
        fold_person(text, text, text)
        with suppress(TypedProblem):
            names.append(read_name(text, "имя"))
        with suppress(TypedProblem):
            numbers.append(read_snils(text))
        with suppress(TypedProblem):
            numbers.append(read_certificate_number(text))
        with suppress(TypedProblem):
            numbers.append(str(read_birth_date(text, TODAY)))
    assert len(strings) > 500
    assert numbers == ["0123456789"]  # ten digits are a number of a certificate
    assert "Null" in names
    assert [name for name in names if any(sign in name for sign in '<>@/:;="$%&\\0123456789')] == []


ANNA = Identity("Иванова", "Анна", "Сергеевна", date(2015, 3, 5))
SNILS, OTHER_SNILS = "11223344595", "08765430300"


def anna(**changes: str | date) -> Identity:
    """Anna with something else in her."""
    fields = {"last": ANNA.last, "first": ANNA.first, "patronymic": ANNA.patronymic, "born": ANNA.born}
    return Identity(**{**fields, **changes})  # type: ignore[arg-type]  # the names of fields are checked when called


@pytest.mark.parametrize(
    ("one", "other", "fields"),
    [
        (ANNA, ANNA, ()),
        (ANNA, anna(last="ИВАНОВА", first="Aннa"), ()),
        (ANNA, anna(snils=SNILS), ("snils",)),
        (anna(snils=OTHER_SNILS), anna(snils=SNILS), ("snils",)),
        (anna(snils=SNILS), anna(snils=SNILS), ()),
        # the name within one edit
        (ANNA, anna(last="Ивонова"), ("last",)),
        (ANNA, anna(last="Иваннова"), ("last",)),
        (ANNA, anna(last="Ианова"), ("last",)),
        (ANNA, anna(last="Иавнова"), ("last",)),
        (ANNA, anna(first="Инна"), ("first",)),
        (ANNA, anna(patronymic="Сергевна", snils=SNILS), ("patronymic", "snils")),
        (ANNA, anna(last="Ивоновна"), None),
        (ANNA, anna(last="Ивонова", first="Инна"), None),
        (anna(snils=OTHER_SNILS), anna(first="Инна", snils=SNILS), None),  # twins
        # the date
        (ANNA, anna(born=date(2015, 3, 6)), ("born",)),
        (ANNA, anna(born=date(2005, 3, 5)), ("born",)),
        (ANNA, anna(born=date(2015, 5, 3)), ("born",)),
        (anna(born=date(2015, 10, 12)), anna(born=date(2015, 12, 10)), ("born",)),
        (anna(snils=SNILS), anna(born=date(2015, 5, 3), snils=SNILS), ("born",)),
        (ANNA, anna(born=date(2015, 3, 16)), None),  # namesakes
        (ANNA, anna(born=date(2016, 5, 3)), None),
        (ANNA, anna(born=date(2015, 3, 6), last="Ивонова"), None),
        (anna(snils=SNILS), anna(born=date(2015, 3, 6), snils=OTHER_SNILS), None),
        # no patronymic
        (ANNA, anna(patronymic=""), ("patronymic",)),
        (ANNA, anna(patronymic="", snils=SNILS), ("patronymic", "snils")),
        (anna(snils=SNILS), anna(patronymic="", snils=OTHER_SNILS), None),
        (ANNA, anna(patronymic="", first="Инна"), None),
        (ANNA, anna(patronymic="", born=date(2015, 3, 6)), None),
        (ANNA, anna(patronymic="Ивановна"), None),
        # one SNILS
        (anna(snils=SNILS), anna(last="Ивоновна", snils=SNILS), ("last",)),
        (anna(snils=SNILS), anna(last="Ивонова", first="Инна", snils=SNILS), ("last", "first")),
        (
            anna(snils=SNILS),
            anna(last="Ивонова", born=date(2015, 3, 6), snils="11223344596"),
            ("last", "born", "snils"),
        ),
        (anna(snils=SNILS), anna(last="Ивонова", born=date(2015, 3, 6), snils="11223344606"), None),
        (anna(snils=SNILS), anna(last="Ывоновна", snils=SNILS), None),
        (anna(snils=SNILS), anna(last="Ивонова", born=date(2015, 3, 16), snils=SNILS), None),
        (anna(snils=SNILS), anna(born=date(2015, 4, 16), snils=SNILS), None),
    ],
)
def test_look_alikes(one: Identity, other: Identity, fields: tuple[str, ...] | None) -> None:
    assert differences(one, other) == fields
    assert differences(other, one) == fields


short = st.text("абв", max_size=4)
near_days = st.integers(-40, 40).map(lambda days: ANNA.born + timedelta(days=days))
identities = st.builds(
    Identity, short, short, short, near_days, st.sampled_from(["", SNILS, "11223344596", OTHER_SNILS])
)


@given(identities, identities)
def test_look_alikes_are_mutual(one: Identity, other: Identity) -> None:
    fields = differences(one, other)
    assert differences(other, one) == fields
    assert (fields == ()) == (one == other)
    assert differences(one, one) == ()


def distance(one: str, other: str) -> int:
    """Insertions, deletions, replacements and swaps of neighbours between two texts, by the whole table."""
    rows = [[at + column if not at * column else 0 for column in range(len(other) + 1)] for at in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            replaced = rows[i - 1][j - 1] + (one[i - 1] != other[j - 1])
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, replaced)
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


words = st.text("абв", min_size=1, max_size=7)


@given(words, words)
def test_edits_of_a_name_are_counted(one: str, other: str) -> None:
    edits = distance(one, other)
    assert (differences(anna(last=one), anna(last=other)) is not None) == (edits <= 1)
    with_snils = differences(anna(last=one, snils=SNILS), anna(last=other, snils=SNILS))
    assert (with_snils is not None) == (edits <= 2)
