"""Telephones and e-mail addresses as people type them."""

from __future__ import annotations

import re
import unicodedata

from navigator.rules.persons import TypedProblem, tidy_typed

NBSP = "\u00a0"
EMAIL_LENGTH = 254
_LONGEST_TYPED = 1000

_EXTENSION = re.compile(r"[ ,;(]*(?:доб|внутр|вн|ext|#)[а-яa-z]*[.: №]*\d{1,6} ?\)?$", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d ().\-]*")
#: Ten digits after +7. No code begins with the numbers ruled out: there a digit is missing after the leading 8 or 7.
_NATIONAL = re.compile(r"(?!89|830|7[389])[346789]\d{9}")
#: «8~10» and «00» are dialled before the code of a country.
_ABROAD = re.compile(r"(?:\+|(?:810|00)(?=\d{10}))([1-69]\d{7,14}|8[124-8]\d{6,13})")

_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_LABEL = re.compile(r"[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?")
_LATIN_AND_CYRILLIC = re.compile("[a-z].*[\u0400-\u04ff]|[\u0400-\u04ff].*[a-z]", re.IGNORECASE)


def read_phone(text: str) -> str:
    """A telephone in E.164: «8 (912) 345-67-89» → ``+79123456789``; an extension («доб. 12») is left out.

    A number without «+» is Russian (or Kazakh), with or without the leading 8 or 7; «8 10» and «00» stand for «+».

    :raises TypedProblem: letters, several numbers, or no such number.
    """
    if len(text) > _LONGEST_TYPED:
        raise TypedProblem("Напишите один номер телефона, например +7 912 345-67-89")
    typed = _EXTENSION.sub("", tidy_typed(text))
    if not _PHONE.fullmatch(typed):
        raise TypedProblem("Напишите один номер телефона цифрами, без букв, например +7 912 345-67-89")
    dialled = re.sub(r"[ ().\-]", "", typed)
    national = _NATIONAL.fullmatch(_after_code(dialled))
    if national:
        return f"+7{national[0]}"
    abroad = _ABROAD.fullmatch(dialled)
    if abroad:
        return f"+{abroad[1]}"
    if dialled.startswith("+") and not dialled.startswith(("+7", "+8")):
        raise TypedProblem("Проверьте номер телефона: после кода страны не хватает цифр или есть лишние")
    raise TypedProblem("Проверьте номер телефона: с кодом города или оператора в нём десять цифр после +7 или 8")


def _after_code(dialled: str) -> str:
    """What follows +7, 8 or 7 in a Russian number; +8 is a usual slip, but only where no country answers it."""
    if dialled.startswith(("+7", "+89", "+83")):
        return dialled[2:]
    if len(dialled) > 12 and dialled.startswith(("8107", "007")):
        return dialled[dialled.index("7") + 1 :]
    return dialled[1:] if len(dialled) == 11 and dialled[0] in "78" else dialled


def format_phone(e164: str) -> str:
    """«+7 912 345-67-89» with non-breaking spaces; a number of another country stays as it is."""
    if not (e164.startswith("+7") and len(e164) == 12):
        return e164
    return NBSP.join(("+7", e164[2:5], f"{e164[5:8]}-{e164[8:10]}-{e164[10:]}"))


def mask_phone(e164: str) -> str:
    """«+7 ··· ··-89»: enough for its owner to know it; of other countries not even the code is shown."""
    code = "+7" if e164.startswith("+7") else "+"
    return NBSP.join((code, "···", f"··-{e164[-2:]}"))


def read_email(text: str) -> str:
    """One e-mail address; the domain becomes small letters, the part before @ keeps its case.

    A domain may be Cyrillic («почта.рф»), and only then the part before @ too.

    :returns: at most 254 bytes as it is sent, without spaces, quotes, commas, colons, brackets and line ends.
    :raises TypedProblem: anything else.
    """
    seen = "".join(sign for sign in text[: _LONGEST_TYPED + 1].strip() if unicodedata.category(sign) != "Cf").strip()
    local, at, domain = unicodedata.normalize("NFC", seen).rpartition("@")
    domain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", domain).lower())
    labels = domain.split(".")
    if not at or not _LOCAL.fullmatch(local) or len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)):
        raise TypedProblem("Напишите один адрес почты без пробелов, например ivanova@example.ru")
    if any(map(_LATIN_AND_CYRILLIC.search, (local, *labels))) or (domain.isascii() and not local.isascii()):
        raise TypedProblem("Наберите адрес почты заново латинскими буквами: среди них есть похожие, но другие")
    if len(text) > _LONGEST_TYPED or len(local.encode()) > 64 or _sent_length(local, domain) > EMAIL_LENGTH:
        raise TypedProblem(f"Проверьте адрес почты: он длиннее {EMAIL_LENGTH} знаков")
    if len(labels[-1]) < 2 or labels[-1].isdigit():
        raise TypedProblem("Допишите адрес почты: он кончается именем сайта с точкой, например example.ru")
    return f"{local}@{domain}"


def _sent_length(local: str, domain: str) -> int:
    try:
        return len(local.encode()) + 1 + len(domain.encode("idna"))
    except UnicodeError:
        return EMAIL_LENGTH + 1
