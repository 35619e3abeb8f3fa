"""Ages in a typed line: «5 лет», «7-летнему», «пятилетка», «1,5 года», «от 7 до 10», «5 класс», «первоклассник»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import Match

from navigator.search.reading.lexicon import lexicon, whole

OLDEST = 17
#: Numerals as they stand before «лет», in compounds («пятилетний») and alone.
_WORDS = {
    1: "один|одного|одному|годовал",
    2: "дв(?:а|ух|ум|е)",
    3: "тр(?:и|ех|ем)",
    4: "четыр(?:е|ех|ем)",
    5: "пят(?:ь|и)",
    6: "шест(?:ь|и)",
    7: "сем(?:ь|и)",
    8: "вос(?:емь|ьми)",
    9: "девят(?:ь|и)",
    10: "десят(?:ь|и)",
    11: "одиннадцат(?:ь|и)",
    12: "двенадцат(?:ь|и)",
    13: "тринадцат(?:ь|и)",
    14: "четырнадцат(?:ь|и)",
    15: "пятнадцат(?:ь|и)",
    16: "шестнадцат(?:ь|и)",
    17: "семнадцат(?:ь|и)",
}
_CLASSES = (*("перв", "втор", "трет", "четв[её]рт", "пят", "шест", "седьм", "восьм", "девят", "десят", "одиннадцат"),)
_NUMERAL = "|".join(_WORDS[year] for year in sorted(_WORDS, reverse=True))
#: A number of years: digits, «1,5», a numeral; an ending as in «7-ми» may follow.
_N = rf"(\d{{1,2}}(?:[.,]\d)?|полтора|полутора|{_NUMERAL})(?:\s?-?\s?(?:ти|ми|х|и|м|го))?"
_YEARS = r"(?:лет|года?|годик\w*|годов|годиков|л\.?|г\.?)(?!\w)(?!\s+обучени)"
_AGED = r"(?:летн\w+|летк\w*|летк?|летие|годовал\w+|годовасик\w*)"
_TO = r"\s*(?:-|–|—|до|по)\s*"
_SEX = (
    r"(?:сын\w*|доч\w+|мальчик\w*|девочк\w*|девушк\w*|реб[её]н\w+|внук\w*|внучк\w*|пацан\w*|дет(?:и|ям|ей)|школьник\w*)"
)

_RANGE = whole(rf"(?:от\s+|с\s+)?{_N}{_TO}{_N}\s*-?\s*(?:{_YEARS}|{_AGED})")
_RANGE_OF_AGE = whole(rf"возраст\w*\s*:?\s*(?:от\s+|с\s+)?{_N}{_TO}{_N}")
_CLASS_RANGE = whole(r"(?:с\s+|со\s+)?(\d{1,2})(?:-?(?:го|й))?\s*(?:-|–|до|по)\s*(\d{1,2})(?:-?(?:й|го))?\s*класс\w*")
_CLASS = whole(r"(?:в\s+|во\s+|из\s+)?(\d{1,2})\s*-?\s*(?:й|м|го|му|ый|ом)?\s*-?\s*класс\w*")
_CLASS_WORD = whole(rf"(?:в\s+|во\s+)?({'|'.join(_CLASSES)})\w*\s*-?\s*класс\w*|({'|'.join(_CLASSES)})[ои]?класс\w+")
_UNDER = whole(rf"(?:до|младше|меньше|не\s+старше)\s+{_N}\s*(?:{_YEARS}|-?\s*{_AGED})")
_OVER = whole(rf"(?:старше|больше|от)\s+{_N}\s*(?:{_YEARS})")
_PLAIN = whole(rf"(?:с\s+|на\s+|в\s+|для\s+)?{_N}\s*(?:{_YEARS}|-?\s*{_AGED})")
_AFTER = whole(r"(?:лет|возраст\w*|исполнилось|исполнится)\s*:?\s*(\d{1,2})(?![\d:.,])")
_BESIDE = whole(rf"{_SEX}\s*,?\s*(\d{{1,2}})(?![\d:.,-])(?!\s*(?:руб|час|класс|тыс|р\b|%))")
_PLUS = re.compile(r"(?<![\w-])(\d{1,2})\+(?!\w)")
_COMPOUND = whole(rf"({_NUMERAL})\s?-?(?:летн\w+|летк\w*|летие|летка)")


def _years(text: str) -> int | None:
    """Full years that a number or a numeral says; None beyond childhood."""
    if text in {"полтора", "полутора"}:
        return 1
    if text[0].isdigit():
        found = int(re.split(r"[.,]", text)[0])
    else:
        found = next((year for year, words in _WORDS.items() if re.fullmatch(words, text)), OLDEST + 1)
    return found if found <= OLDEST else None


def _between(low: int | None, high: int | None) -> tuple[int, ...]:
    if low is None or high is None or low > high:
        return ()
    return tuple(range(low, high + 1))


def _class_age(text: str) -> int | None:
    """Age in which children begin a class: the first at seven."""
    number = int(text) if text.isdigit() else next(n for n, stem in enumerate(_CLASSES, 1) if re.match(stem, text))
    return number + 6 if 1 <= number <= 11 else None


def ages_in(text: str) -> Iterator[tuple[Match[str], tuple[int, ...]]]:
    """Each place of a line that says an age, with the full years that it means; wider readings come first."""
    for match in (*_RANGE.finditer(text), *_RANGE_OF_AGE.finditer(text)):
        yield match, _between(_years(match[1]), _years(match[2]))
    for match in _CLASS_RANGE.finditer(text):
        yield match, _between(_class_age(match[1]), _class_age(match[2]))
    for match in _CLASS.finditer(text):
        year = _class_age(match[1])
        yield match, () if year is None else (year,)
    for match in _CLASS_WORD.finditer(text):
        year = _class_age(match[1] or match[2])
        yield match, () if year is None else (year,)
    for match in _UNDER.finditer(text):
        year = _years(match[1])
        yield match, () if not year else tuple(range(max(1, year - 3), year))
    for match in _OVER.finditer(text):
        year = _years(match[1])
        yield match, () if year is None else tuple(range(year, min(OLDEST, year + 3) + 1))
    for pattern in (_COMPOUND, _PLAIN, _AFTER, _PLUS, _BESIDE):
        for match in pattern.finditer(text):
            year = _years(match[1])
            yield match, () if year is None else (year,)
    for years, pattern in lexicon().ages:
        for match in pattern.finditer(text):
            yield match, years
