"""The alphabetical index: А–Я over the names of programs."""

from __future__ import annotations

from dataclasses import dataclass

from navigator.data import Organization, Program
from navigator.data.rows import tuples
from navigator.search.arrays import HIDDEN


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One line of the alphabetical index."""

    id: int
    name: str
    organization: str


#: Letters in addresses: names of files that old servers and sticks accept.
LATIN = {
    "а": "a",
    "б": "b",
    "в": "v",
    "г": "g",
    "д": "d",
    "е": "e",
    "ж": "zh",
    "з": "z",
    "и": "i",
    "й": "j",
    "к": "k",
    "л": "l",
    "м": "m",
    "н": "n",
    "о": "o",
    "п": "p",
    "р": "r",
    "с": "s",
    "т": "t",
    "у": "u",
    "ф": "f",
    "х": "h",
    "ц": "c",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "hard",
    "ы": "y",
    "ь": "soft",
    "э": "eh",
    "ю": "yu",
    "я": "ya",
}
CYRILLIC = {latin: letter for letter, latin in LATIN.items()}


def letter_slug(letter: str) -> str:
    """Address of a letter: «ж» → zh, «9» → 9, Latin «a» → en-a, no letter → other."""
    if letter == "#":
        return "other"
    if letter in LATIN:
        return LATIN[letter]
    return (
        letter
        if letter.isdecimal() and letter.isascii()
        else f"en-{letter}"
        if letter.isascii()
        else f"u{ord(letter):x}"
    )


def letter_of(slug: str) -> str:
    """The letter that an address or a person means: zh, «ж» and «Ж» → «ж»."""
    folded = slug.casefold()
    if folded == "other":
        return "#"
    if folded in CYRILLIC:
        return CYRILLIC[folded]
    if folded.startswith("en-"):
        return folded[3:]
    return first_letter(folded)


def first_letter(name: str) -> str:
    """Letter under which a name stands: its first letter or digit, ё under е, «#» when there is none."""
    for char in name.casefold():
        if char.isalnum():
            return "е" if char == "ё" else char
    return "#"


def letter_index() -> tuple[tuple[str, str], ...]:
    """Letters that some published program begins with, in order: letter and its address."""
    return tuple((letter, letter_slug(letter)) for letter in sorted({first_letter(row.name) for row in _rows()}))


def programs_of_letter(letter: str) -> tuple[LetterRow, ...]:
    """Programs under a letter, by name."""
    asked = letter_of(letter)
    return tuple(row for row in _rows() if first_letter(row.name) == asked)


def _rows() -> list[LetterRow]:
    query = (
        Program.select(Program.id, Program.name, Organization.public_name)
        .join(Organization)
        .where(Program.state == "published", Organization.status.not_in(HIDDEN))
        .order_by(Program.name_key, Program.id)
    )
    return [LetterRow(number, name, organization) for number, name, organization in tuples(query)]
