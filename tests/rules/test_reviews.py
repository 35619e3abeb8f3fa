"""What a public review must not hold, and how marks become a rating."""

from __future__ import annotations

import pytest

from navigator.rules.reviews import find_personal, mean_mark, say_findings, smoothed

FAMILY = ("Соколова", "Мария", "Петровна", "Анна Львовна")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Мария стала усидчивее", "Мария"),
        ("Марии нравится", "Марии"),
        ("нашей МАРИЕЙ довольны", "МАРИЕЙ"),
        ("Отец Соколовой", "Соколовой"),
        ("семья Соколовых", "Соколовых"),
        ("брат-соколов", "соколов"),
        ("Марию Петровну хвалят", "Марию"),
        ("бабушка Анны", "Анны"),
        ("Mapия", "Mapия"),  # three Latin letters
        ("М\u0430\u0301рия", "Мария"),  # with a stress mark
        ("Ма\u200bрия", "Мария"),  # with a space that nobody sees
    ],
)
def test_names_of_the_family_in_any_form_are_refused(text: str, found: str) -> None:
    findings = find_personal(text, FAMILY)
    assert found in {one.words for one in findings if one.is_sure and one.kind == "name"}


@pytest.mark.parametrize("word", ["Маше", "Машенька", "маруся", "Машина"])
def test_short_and_tender_names_are_asked_about(word: str) -> None:
    assert [(one.words, one.is_sure) for one in find_personal(f"Нравится: {word}", FAMILY)] == [(word, False)]


@pytest.mark.parametrize(
    "text",
    [
        "Педагог Ольга Ивановна объясняет спокойно",
        "Занимаемся с 01.09.2026, по 2 раза в неделю, 2026-2027 год, 5–6 лет, 1500 рублей",
        "Аннотация верная, марафон и марка не при чём, соколиная охота в песне",
        "Занятия в 16:30–18:00, кабинет 12-34",
    ],
)
def test_plain_words_and_numbers_pass(text: str) -> None:
    assert find_personal(text, FAMILY) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Звоните +7 (912) 345-67-89", "phone"),
        ("89123456789", "phone"),
        ("8 912 345 67 89", "phone"),
        ("тел. 2-14-33", "phone"),
        ("mama@example.org", "email"),
        ("пишите @sokolova_m", "email"),
        ("https://evil.example/a", "link"),
        ("t.me/sokolova", "link"),
        ("сайт кружки.рф", "link"),
    ],
)
def test_ways_to_reach_the_family_are_refused(text: str, kind: str) -> None:
    findings = find_personal(text, FAMILY)
    assert [(one.kind, one.is_sure) for one in findings] == [(kind, True)]
    assert "«" in say_findings(findings)


@pytest.mark.parametrize(
    ("name", "same", "other"),
    [
        ("Лев", "Льву", "лето"),
        ("Павел", "Павлу", "пава"),
        ("Пётр", "Петром", "метро"),
        ("Юлия", "Юлией", "июль"),
        ("Лия", "Лии", "ли"),
        ("Ева", "Еве", "евро"),
        ("Игорь", "Игоря", "игра"),
        ("Достоевский", "Достоевскому", "достоинство"),
        ("Наталья", "Натальи", "наталкивает"),
    ],
)
def test_case_forms_are_told_from_other_words(name: str, same: str, other: str) -> None:
    assert [one.is_sure for one in find_personal(same, [name])] == [True]
    assert find_personal(other, [name]) == ()


def test_short_words_in_small_letters_are_asked_about_not_refused() -> None:
    assert [one.is_sure for one in find_personal("левой рукой", ["Лев"])] == [False]
    assert [one.is_sure for one in find_personal("Левой", ["Лев"])] == [True]


def test_one_five_does_not_beat_thirty_of_4_8() -> None:
    one, many, none = smoothed([(1, 5.0)]), smoothed([(1, 4.8)] * 30), smoothed([])
    assert one is not None
    assert many is not None
    assert none is None
    assert 4 < one < many < 4.8


def test_those_who_finished_weigh_two() -> None:
    assert mean_mark([(2, 5), (1, 2)]) == 4
    assert mean_mark([]) is None
