"""Streets in addresses: «с. Бохто, ул. Молодёжная, д. 11» → «ул. Молодёжная», house «11»."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

#: Kind as we write it → how people write it before a name or after it, any case form, without the dot.
KINDS = {
    "ул.": r"ул|улиц(?:а|ы|е|у|ей|ею)",
    "пр-т": r"пр-?к?т[аеу]?|просп|проспект(?:а|е|у|ом)?|пр",
    "пер.": r"пер|переул(?:ок|ка|ке|ку|ком)",
    "пл.": r"пл|площад(?:ь|и|ью)",
    "б-р": r"б-р|бульвар(?:а|е|у|ом)?",
    "наб.": r"наб|набережн(?:ая|ой|ую)",
    "ш.": r"ш|шоссе",
    "пр-д": r"пр-д[аеу]?|проезд(?:а|е|у|ом)?",
    "мкр": r"мкрн?|мкр-н[аеу]?|м-н|микрорайон(?:а|е|у|ом)?",
    "кв-л": r"кв-л[аеу]?|квартал(?:а|е|у|ом)?",
    "туп.": r"туп|тупик(?:а|е|у|ом)?",
    "аллея": r"алле(?:я|и|е|ю|ей)",
    "метро": r"метро",
}
ANY_KIND = "|".join(KINDS.values())
_KIND_OF = {kind: re.compile(pattern) for kind, pattern in KINDS.items()}
#: A house number as it is written: 12, 12а, 12/1, 12 корпус is left out.
HOUSE = r"\d{1,4}(?:\s?[а-я](?![а-я]|\s*\d))?(?:\s?/\s?\d{1,4}[а-я]?)?"
_BEFORE = re.compile(rf"(?<![\w-])(?P<kind>{ANY_KIND})(?:\.\s*|\s+)(?P<name>[^\s.].*)$", re.IGNORECASE)
_AFTER = re.compile(
    rf"^(?P<name>.+?(?:ая|яя|ья|ий|ый|ой|ое|ее))\s+(?P<kind>{ANY_KIND})\.?(?P<rest>\s.*)?$", re.IGNORECASE
)
_WITH_HOUSE = re.compile(rf"^(?P<name>.*?[^\W\d_].*?)\s+(?:д\.?|дом|зд\.?|№)?\s*(?P<house>{HOUSE})$", re.IGNORECASE)
_HOUSE_FIRST = re.compile(rf"^\s*(?:д\.?|дом|зд\.?|№)?\s*(?P<house>{HOUSE})(?![\w-])", re.IGNORECASE)
_BARE = re.compile(r"^[А-ЯЁ][а-яё]+(?:\s[А-ЯЁ][а-яё]+)?$")
_BARE_ENDS = ("ая", "ина", "ына", "ова", "ева", "ского", "ого")
_LONGEST = 60


class Street(NamedTuple):
    """A street of an address: kind as in ``KINDS`` (empty when none is written), name as written, house or empty."""

    kind: str
    name: str
    house: str

    @property
    def label(self) -> str:
        return f"{self.kind} {self.name}".strip()


def kind_of(typed: str) -> str:
    """Our word for a kind of street in any form; empty for another word."""
    low = typed.casefold().rstrip(".")
    return next((kind for kind, pattern in _KIND_OF.items() if pattern.fullmatch(low)), "")


def house_key(text: str) -> str:
    """A house number as it is compared: «12 А» → «12а»."""
    return "".join(text.casefold().split())


@lru_cache(maxsize=8192)
def street_in(address: str) -> Street | None:
    """The street that an address names; None when it names none."""
    chunks = [" ".join(one.split()) for one in re.split(r"[,;()]", address[:500])]
    for at, chunk in enumerate(chunks):
        after = chunks[at + 1] if at + 1 < len(chunks) else ""
        if match := _AFTER.search(chunk):
            return _street(match["kind"], match["name"], f"{match['rest'] or ''} {after}")
        if match := _BEFORE.search(chunk):
            return _street(match["kind"], match["name"], after)
    for at, chunk in enumerate(chunks):
        with_house = _WITH_HOUSE.search(chunk)
        name = with_house["name"] if with_house else chunk
        after = chunks[at + 1] if at + 1 < len(chunks) else ""
        if _BARE.search(name) and name.endswith(_BARE_ENDS) and (with_house or _HOUSE_FIRST.search(after)):
            return _street("", chunk, after)
    return None


def _street(kind: str, name: str, after: str) -> Street | None:
    with_house = _WITH_HOUSE.search(name)
    house = with_house or _HOUSE_FIRST.search(after)
    bare = (with_house["name"] if with_house else name).strip(" .")
    if not bare or len(bare) > _LONGEST or not any(char.isalpha() for char in bare):
        return None
    return Street(kind_of(kind), bare[0].upper() + bare[1:], house_key(house["house"]) if house else "")
