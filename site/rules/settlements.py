"""Names of settlements: one spelling for «станица Егорлыкская» and «ст-ца Егорлыкская», found in an address."""

from __future__ import annotations

import re
from functools import lru_cache

from navigator.rules.names import fold_name

#: Kind as we write it → how people write it (a pattern without the dot).
_KINDS = {
    "г.": r"г|гор|город",
    "пгт": r"пгт|посёлок городского типа|поселок городского типа",
    "рп": r"рп|р\.\s?п|раб\.?\s?пос[её]лок|рабочий пос[её]лок",
    "п.": r"п|пос|пос[её]лок",
    "с.": r"с|село",
    "ст.": r"ст|ст-ца|станица",
    "х.": r"х|хут|хутор",
    "д.": r"д|дер|деревня",
    "сл.": r"сл|слобода",
    "аул": r"аул",
    "улус": r"улус",
    "ж/д ст.": r"ж/д ст|ж\.\s?д\.\s?ст|железнодорожная станция",
}
_NAME = (
    r"[А-ЯЁ][а-яё]+(?:-(?:на-)?[А-ЯЁа-яё][а-яё]+)*"
    r"(?: (?:[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё]+)*|\d{1,2}(?:-[йяе])?(?![\d/\w])))*"
)
_FOUND = re.compile(
    "|".join(
        rf"(?<![\w.-])(?:{pattern})(?:\.\s*|\s+)(?P<k{number}>{_NAME})"
        for number, pattern in enumerate(_KINDS.values())
    )
)
_STREET_BEFORE = re.compile(r"(?:ул|улица|пер|переулок|пр|просп|проспект|пл|площадь|наб|ш|шоссе)\.?\s*$")


@lru_cache(maxsize=4096)
def settlement_in(address: str) -> str:
    """The settlement that an address names, in our spelling: «станица Егорлыкская, ул. Мира, 1» → «ст. Егорлыкская».

    :returns: empty when none is named; a village wins over the town of a longer address.
    """
    text = " ".join(address.split())[:500]
    found = [
        (kind, match[f"k{number}"].strip())
        for match in _FOUND.finditer(text)
        for number, kind in enumerate(_KINDS)
        if match[f"k{number}"] and not _STREET_BEFORE.search(text[: match.start()])
    ]
    return " ".join(found[-1]) if found else ""


def tidy_settlement(name: str) -> str:
    """Our spelling of a settlement's name: «Станица  Егорлыкская» → «ст. Егорлыкская»; other kinds stay as written."""
    plain = " ".join(name.split())
    return settlement_in(plain[:1].lower() + plain[1:]) or plain


def settlement_key(name: str) -> str:
    """Key under which spellings of a settlement meet."""
    return fold_name(tidy_settlement(name))
