"""Telephones and e-mail addresses as people type them."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navigator.rules.contacts import format_phone, mask_phone, read_email, read_phone
from navigator.rules.persons import TypedProblem

PHONES = {
    "8 (912) 345-67-89": "+79123456789",
    "+7 912 345 67 89": "+79123456789",
    "+7(912)3456789": "+79123456789",
    "+7\u00a0912\u00a0345\u201167\u201189": "+79123456789",
    "９１２３４５６７８９": "+79123456789",
    "9123456789": "+79123456789",
    "79123456789": "+79123456789",
    "8.912.345.67.89": "+79123456789",
    "8–912–345–67–89": "+79123456789",
    "\u202a+7 912 345-67-89\u202c": "+79123456789",
    "+8 912 345 67 89": "+79123456789",
    "8 912 345 67 89 доб. 12": "+79123456789",
    "8 912 345 67 89, добавочный 123": "+79123456789",
    "8 912 345 67 89 (доб 5)": "+79123456789",
    "8 912 345 67 89 вн.12": "+79123456789",
    "8-30240-2-11-22": "+73024021122",
    "(30240) 2-11-22": "+73024021122",
    "8 800 555-35-35": "+78005553535",
    "812 345-67-89": "+78123456789",
    "+7 701 234 56 78": "+77012345678",
    "8 10 375 29 123-45-67": "+375291234567",
    "8 10 7 912 345 67 89": "+79123456789",
    "00 375 29 123 45 67": "+375291234567",
    "+375 29 123-45-67": "+375291234567",
    "+998 90 123 45 67": "+998901234567",
    "+1 202 555 0123": "+12025550123",
    "+86 131 2345 6789": "+8613123456789",
    "+84 91 234 56 78": "+84912345678",
}
NO_PHONES = [
    "",
    "+",
    "нет",
    "2-11-22",
    "8 912 345 67 8",
    "8 912 345 67 890",
    "8-30240-2-11-2",
    "7 912 345 67 8",
    "+7 912 345 67 8",
    "+7 112 345 67 89",
    "+7 8912 345 67 89",
    "375291234567",
    "+375",
    "0012345678",
    "81012345678",
    "+1234567890123456",
    "+0 912 345 67 89",
    "8 912 345 67 89 мама",
    "8 9I2 345 67 89",
    "89123456789, 89123456780",
    "89123456789/89123456780",
    "+7+9123456789",
    "912 345+67 89",
    "9" * 5000,
]


@pytest.mark.parametrize("text", PHONES)
def test_telephones(text: str) -> None:
    assert read_phone(text) == PHONES[text]


@pytest.mark.parametrize("text", NO_PHONES)
def test_texts_that_are_no_telephone(text: str) -> None:
    with pytest.raises(TypedProblem, match=r"^[А-Я].*номер телефона"):
        read_phone(text)


def test_each_slip_has_its_own_advice() -> None:
    advice = {}
    for text in ("мама", "2-11-22", "+375 29"):
        with pytest.raises(TypedProblem) as caught:
            read_phone(text)
        advice[text] = str(caught.value)
    assert advice == {
        "мама": "Напишите один номер телефона цифрами, без букв, например +7 912 345-67-89",
        "2-11-22": "Проверьте номер телефона: с кодом города или оператора в нём десять цифр после +7 или 8",
        "+375 29": "Проверьте номер телефона: после кода страны не хватает цифр или есть лишние",
    }


@given(st.from_regex(r"[349][0-9]{9}", fullmatch=True))
def test_russian_numbers_are_read_in_each_form(ten: str) -> None:
    whole = f"+7{ten}"
    forms = [whole, format_phone(whole), ten, f"8{ten}", f"7{ten}", f"8 ({ten[:5]}) {ten[5]}-{ten[6:8]}-{ten[8:]}"]
    assert {read_phone(form) for form in forms} == {whole}


@given(st.text("+0123456789 ()-.доб#", max_size=24))
def test_telephones_read_are_e164_and_read_again(text: str) -> None:
    with suppress(TypedProblem):
        phone = read_phone(text)
        assert re.fullmatch(r"\+[1-9][0-9]{7,14}", phone)
        assert read_phone(phone) == phone
        assert read_phone(format_phone(phone)) == phone


def test_telephones_are_shown() -> None:
    assert format_phone("+79123456789") == "+7\u00a0912\u00a0345-67-89"
    assert format_phone("+375291234567") == "+375291234567"
    assert mask_phone("+79123456789") == "+7\u00a0···\u00a0··-89"
    assert mask_phone("+375291234567") == "+\u00a0···\u00a0··-67"


MAILS = {
    "ivanova@example.ru": "ivanova@example.ru",
    "  Ivanova.Anna+kids@Mail.RU\n": "Ivanova.Anna+kids@mail.ru",
    "\u200bivanova@example.ru\ufeff": "ivanova@example.ru",
    "школа@почта.РФ": "школа@почта.рф",
    "school-1@почта.рф": "school-1@почта.рф",
    "a@münchen.de": "a@münchen.de",
    "o'brien_1@sub.example.co.uk": "o'brien_1@sub.example.co.uk",
    "a@xn--80a1acny.xn--p1ai": "a@xn--80a1acny.xn--p1ai",
    "a@" + "b" * 63 + ".ru": "a@" + "b" * 63 + ".ru",
}
NO_MAILS = [
    "",
    "@",
    "ivanova",
    "ivanova@",
    "@example.ru",
    "ivanova@example",
    "ivanova@example.",
    "ivanova@.ru",
    "ivanova@example..ru",
    "ivanova@-example.ru",
    "ivanova@example.r",
    "ivanova@127.0.0.1",
    "ivanova@exa_mple.ru",
    "iva nova@example.ru",
    "ivanova@@example.ru",
    "a@b.ru@example.ru",
    ".ivanova@example.ru",
    "iva..nova@example.ru",
    "ivanova@example.ru\r\nBcc: all@example.ru",
    "ivanova\n@example.ru",
    "\x00ivanova@example.ru",
    "ivanova@exam\x00ple.ru",
    "ivanova@example.ru,petrova@example.ru",
    "ivanova@example.ru;",
    "<ivanova@example.ru>",
    "Анна <ivanova@example.ru>",
    '"ivanova"@example.ru',
    "mailto:ivanova@example.ru",
    "ivanova(мама)@example.ru",
    "ivаnova@example.ru",  # a Cyrillic «а»
    "ivanova@mаil.ru",  # another
    "иванова@example.ru",
    "a" * 65 + "@example.ru",
    "a@" + "b" * 64 + ".ru",
    "a@" + ("b" * 62 + ".") * 4 + "ru",
    "a@" + ("ы" * 30 + ".") * 7 + "рф",
    "a" * 10000 + "@example.ru",
]


@pytest.mark.parametrize("text", MAILS)
def test_mails(text: str) -> None:
    assert read_email(text) == MAILS[text]


@pytest.mark.parametrize("text", NO_MAILS)
def test_texts_that_are_no_mail(text: str) -> None:
    with pytest.raises(TypedProblem, match=r"^[А-Я].*адрес почты"):
        read_email(text)


def test_the_longest_mail() -> None:
    domain = ".".join(["b" * 62] * 3)  # 188
    longest = f"{'a' * 60}@{domain}.ru"
    longest = f"{'a' * (60 + 254 - len(longest))}@{domain}.ru"
    assert (len(longest), read_email(longest)) == (254, longest)
    with pytest.raises(TypedProblem, match="254"):
        read_email(f"a{longest}")


@given(st.text() | st.from_regex(r"\A\S{1,9}@\w{1,9}\.\w{2,9}\Z"))
def test_mails_read_are_one_line_and_read_again(text: str) -> None:
    with suppress(TypedProblem):
        mail = read_email(text)
        assert not re.search(r"[\s,:;<>\"\\\x00-\x20\x7f]", mail)
        assert mail.count("@") == 1
        assert read_email(mail) == mail


def test_naughty_strings_are_read_or_refused(shared_data: Path) -> None:
    strings = json.loads((shared_data / "blns.json").read_text("utf-8"))
    refused = 0
    for text in strings:
        for read in (read_phone, read_email):
            try:
                assert read(text)
            except TypedProblem:
                refused += 1
    assert len(strings) > 500
    assert refused > 2 * len(strings) - 10
