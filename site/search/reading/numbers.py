"""Small numbers as they are typed: digits and words in any case form."""

from __future__ import annotations

_WORDS = {
    1: "один|одного|одному|одна|год",
    2: "два|двух|двум|две",
    3: "три|трех|трем",
    4: "четыре|четырех|четырем",
    5: "пять|пяти",
    6: "шесть|шести",
    7: "семь|семи",
    8: "восемь|восьми",
    9: "девять|девяти",
    10: "десять|десяти",
    11: "одиннадцать|одиннадцати",
    12: "двенадцать|двенадцати",
    13: "тринадцать|тринадцати",
    14: "четырнадцать|четырнадцати",
    15: "пятнадцать|пятнадцати",
    16: "шестнадцать|шестнадцати",
    17: "семнадцать|семнадцати",
}
VALUES = {word: number for number, words in _WORDS.items() for word in words.split("|") if word != "год"}
#: A number of years: digits with an optional half, or a word.
NUMBER = r"(?<![\w.,])(?:\d{1,2}(?:[.,]5)?(?!\d)|" + "|".join(sorted(VALUES, key=len, reverse=True)) + ")"
#: «двух-», «пяти-» at the beginning of a compound: двухлетний, пятиклассник.
COMPOUND = {
    "одно": 1,
    "двух": 2,
    "трех": 3,
    "четырех": 4,
    "пяти": 5,
    "шести": 6,
    "семи": 7,
    "восьми": 8,
    "девяти": 9,
    "десяти": 10,
    "одиннадцати": 11,
    "двенадцати": 12,
    "тринадцати": 13,
    "четырнадцати": 14,
    "пятнадцати": 15,
    "шестнадцати": 16,
    "семнадцати": 17,
}
_ORDINALS = ("перв", "втор", "трет", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят", "одиннадцат")
#: Beginning of an ordinal → number: «в пятом классе».
ORDINALS = {stem: number for number, stem in enumerate(_ORDINALS, 1)}


def number_of(text: str) -> int:
    """Full years of a typed number: «5», «1,5», «пяти»."""
    if text in VALUES:
        return VALUES[text]
    return int(text.replace(",", ".").split(".")[0])
