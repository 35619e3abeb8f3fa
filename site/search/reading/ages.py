"""Ages in a typed line: years, months, school classes, years of birth."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from navigator.search.filters import ADULT
from navigator.search.reading.found import Line
from navigator.search.reading.numbers import COMPOUND, NUMBER, ORDINALS, number_of

LAST = 17
_N = NUMBER
#: «5-ти», «7х».
_TAIL = r"(?:\s*-?\s*(?:ти|х|и|мь|й|го|ми)(?![а-я]))?"
_YEARS = (
    r"(?:лет(?![а-я])|год(?:а|у|ик|ика|иков|ов|иками)?(?![а-я])|л\.?(?![а-я])|годик\w*|годк(?:а|ов)(?![а-я])|годоч\w+)"
)
#: «3 года обучения» is no age.
_NO_AGE = r"(?!\s*(?:обуч|занима|подряд|назад|стаж|опыт))"
_UNIT = rf"{_TAIL}\s*-?\s*(?:{_YEARS}|летн\w+|летк\w+|летк[аиеу]|годовал\w+){_NO_AGE}"
_WHO = (
    r"(?:ему|ей|мне|им|нам|обоим|сын\w*|доч\w+|ребен\w+|мальчик\w*|девоч\w+|внук\w*|внуч\w+|возраст\w*|подрост\w+|брат\w*|сестр\w+"
    r"|исполни\w+|племянни\w+|малыш\w*|пацан\w*|девчон\w+|мальчиш\w+|старш(?:ему|ей)|младш(?:ему|ей))"
)
_LEAD = r"(?:(?<![а-я])(?:в возрасте|возраст\w*|для|около|примерно|уже|скоро|почти|от|с|со|на|в)\s+)*"
_NOT_A_CLOCK = r"(?!\s*(?:\d|[:.]\d|час|ч\b|руб|₽|р\b|тыс|раз|км|мес|класс|-?й\s+класс|%|минут))"

#: «4, 7 и 11», «5,7,10»: several children.
_SEVERAL = r"((?:\d{1,2}(?:\s*,\s*|\s+и\s+|\s+или\s+)){%s}\d{1,2})(?!\d)"
_LIST = re.compile(rf"{_LEAD}(?<![\w.,]){_SEVERAL % '2,'}{_UNIT}")
_CHILDREN = re.compile(
    rf"(?<![а-я])(?:{_WHO}|дет(?:и|ей|ям|ьми)(?![а-я]))(?P<gap>\s*[,:-]?\s*){_SEVERAL % '1,'}(?![\w+]){_NOT_A_CLOCK}"
)
_WHOSE_RANGE = re.compile(rf"(?<![а-я]){_WHO}(?P<gap>\s*[,:-]?\s*)({_N})\s*-\s*({_N})(?![\w+]){_NOT_A_CLOCK}")
_BORN_IN = re.compile(
    rf"(?<![а-я])(?:(?:родил\w+|рожд\w+)(?P<born>\s+(?:в\s+)?)|{_WHO}(?P<gap>\s*,?\s*))(20[0-3]\d)(?!\d)(?:\s*(?:года?|году|г)(?![а-я])\.?)?"
)
_BORN = re.compile(r"(?<!\d)(20[0-3]\d)(?:-?го)?\s*(?:г\.?\s*р\.?(?![а-я])|год\w*\s+рожд\w*|г\.\s*рожд\w*)")
_YEARS_AND_MONTHS = re.compile(rf"{_LEAD}({_N})\s*{_YEARS}\s*(?:и\s*)?\d{{1,2}}\s*мес\w*")
_MONTHS = re.compile(rf"{_LEAD}(?<![\d.,])(\d{{1,2}})\s*-?\s*(?:мес\w*)")
_HALF = re.compile(
    rf"{_LEAD}(?:(полтор[аы])\s*(?:год\w*|годик\w*)|(полгода|полугодовал\w+)|({_N})\s+с\s+половиной\s*(?:год\w*|лет)?)"
)
_RANGE = re.compile(
    rf"{_LEAD}({_N}){_TAIL}\s*(?:{_YEARS}\s*)?(?:-|до|по|\.\.+)\s*({_N}){_TAIL}\s*-?\s*(?:{_YEARS}|летн\w+){_NO_AGE}"
)
_BARE_RANGE = re.compile(rf"(?<![а-я])от\s+({_N})\s*(?:до|-)\s*({_N}){_NOT_A_CLOCK}")
_PAIR = re.compile(rf"{_LEAD}({_N})\s*(?:{_YEARS}\s*)?(?:и|,|или)\s*({_N}){_UNIT}")
_BELOW = re.compile(rf"(?<![а-я])(?:до|младше|меньше)\s+({_N}){_UNIT}")
_ABOVE = re.compile(rf"(?<![а-я])(?:старше|больше|после)\s+({_N}){_UNIT}")
_ONE = re.compile(rf"{_LEAD}({_N}){_UNIT}")
_TURNED = re.compile(rf"(?<![а-я])лет\s+({_N})(?:\s*-\s*({_N}))?(?![а-я])")
_WHOSE = re.compile(
    rf"(?<![а-я]){_WHO}(?P<gap>\s*[,:-]?\s*(?:(?:по|скоро|почти|уже|исполни\w+)\s+)?)({_N})(?![\w+]){_NOT_A_CLOCK}"
)
_PLUS = re.compile(r"(?<![\w.,])(\d{1,2})\s?\+(?![\w+])")
_WORDS = re.compile(rf"{_LEAD}(?<![а-я])({'|'.join(sorted(COMPOUND, key=len, reverse=True))})лет\w+")
_YEAR_OLD = re.compile(rf"{_LEAD}(?<![а-я])({'|'.join(sorted(COMPOUND, key=len, reverse=True))})?годовал\w+")
_ONE_YEAR = re.compile(r"(?<![а-я])годик(?![а-я])")
_NURSERY = r"(?:\s+(?:в\s+)?(?:детск\w+\s+)?(?:сад|садик)\w{0,2}(?![а-я]))"
#: Groups of a kindergarten: the stem, and the age.
_NURSERY_GROUPS = tuple(
    (
        re.compile(
            rf"(?<![а-я])(?:{name}\w+\s+групп\w{{1,2}}{_NURSERY}|(?:детск\w+\s+)?(?:сад|садик)\w{{0,2}},?\s+(?:в\s+)?{name}\w+\s+групп\w{{1,2}})"
        ),
        age,
    )
    for name, age in (("младш", 3), ("средн", 4), ("старш", 5), ("подготовительн", 6))
)
#: Words that name an age by themselves.
_NAMED = (
    (re.compile(r"(?<![а-я])(?:для\s+)?(?:детей\s+|ребенка\s+)?дошколь?н(?:ик\w*|ого возраста)"), range(3, 7)),
    (re.compile(r"(?<![а-я])(?:для\s+)?(?:подрост\w+|тинейджер\w*|тинэйджер\w*)"), range(12, 18)),
    (
        re.compile(r"(?<![а-я])(?:для\s+)?старшекласс\w+|(?<![а-я])старши[ехм]\w*\s+(?:школьник\w*|класс\w*)"),
        range(15, 18),
    ),
    (
        re.compile(
            r"(?<![а-я])(?:для\s+)?(?:младшекласс\w+|младш(?:ий|его|ему|и[ехм]\w*)\s+(?:школьник\w*|класс\w*)|начальн\w+\s+(?:школ\w+|класс\w*))"
        ),
        range(7, 11),
    ),
)
#: Who asks for grown-ups; «для детей и взрослых», «для мам с малышами» are for children too.
_GROWN = re.compile(
    r"(?<![а-я])(?:(?:для|группа|группы)\s+(?:мам(?![а-я])|мамочек|пап(?![а-я])|родител\w+|бабуш\w+|дедуш\w+"
    r"|женщин|мужчин|тех,? кому за \d\d)|(?:для\s+)?(?:взросл\w+(?:\s+групп\w*)?|студент\w*|пенсионер\w*|пожилых|пожилым|пенсионного\s+возраста)"
    r"|(?:старше|от|с|после)\s+18(?:\s*-?\s*ти)?\s+лет|18\s?\+)(?![а-я])"
)
_WITH_CHILDREN = re.compile(
    r"(?<![а-я])(?:дет|ребен|реб|малыш|сын|доч|внук|внуч|школьник|подрост|мальчик|девоч|семь)[а-я]*"
)
_GROWN_YEARS = re.compile(
    rf"{_LEAD}(?<![\w.,-])(1[89]|[2-9]\d)\s*-?\s*(?:ти\s+)?(?:лет|год[а]?)(?![а-я]){_NO_AGE}(?=\s*(?:$|[,.;!?)]))"
)
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
_SIZE = rf"(?:(?<![\w.,])\d{{1,2}}(?:\s*-?\s*(?:й|го|му|м|ый|ого|ом|ому|ым|ий|ю|ой))?(?![\wа-я])|(?<![а-я])(?:{_ORDINAL})[а-я]{{1,3}})"
_IN = r"(?:(?<![а-я])(?:в|из|для|ученик\w*|учени[цк]\w*|с|со|учащ\w+|перешл?\w*|пойдет|идет|ходит|учится)\s+)*"
_FORM = r"(?:класс\w*|кл\.?(?![а-я]))"
_CLASSES = re.compile(rf"{_IN}({_SIZE})\s*(?:-|по|до)\s*({_SIZE})\s*{_FORM}")
_CLASS = re.compile(rf"{_IN}({_SIZE})\s*[«\"']?(?:[а-д][»\"']?\s+)?{_FORM}")
_LETTERED = re.compile(rf"{_IN}(?<![\w.,])(\d{{1,2}})\s*[«\"']?[а-д][»\"']?\s+{_FORM}")
_PUPIL = re.compile(
    rf"(?<![а-я])(?:для\s+)?({'|'.join([*sorted(COMPOUND, key=len, reverse=True), 'перво', 'второ', 'треть', 'третье', 'четверо'])})кла(?:сс?|ш)\w+"
)
_PUPIL_DIGITS = re.compile(r"(?<![\w.,])(\d{1,2})\s*-?\s*кла(?:сс?|ш)\w+")
_EARLY = {"перво": 1, "второ": 2, "треть": 3, "третье": 3, "четверо": 4}


def read_ages(line: Line, today: date) -> None:
    """Take every age out of the line as full years from 0 to 17; 18 stands for grown-ups."""
    _read_classes(line)
    for match in line.matches(_BORN):
        _take(line, match, [today.year - int(match[1])])
    for match in line.matches(_BORN_IN):
        start = match.start("born") if match["born"] is not None else match.start("gap")
        _take(line, match, [today.year - int(match[3])], start)
    for match in line.matches(_YEARS_AND_MONTHS):
        _take(line, match, [number_of(match[1])])
    for match in line.matches(_MONTHS):
        _take(line, match, [int(match[1]) // 12])
    for match in line.matches(_HALF):
        _take(line, match, [1 if match[1] else 0 if match[2] else number_of(match[3])])
    for pattern in (_RANGE, _BARE_RANGE):
        for match in line.matches(pattern):
            _take(line, match, range(number_of(match[1]), number_of(match[2]) + 1))
    for match in line.matches(_LIST):
        _take(line, match, map(int, re.findall(r"\d+", match[1])))
    for match in line.matches(_PAIR):
        _take(line, match, [number_of(match[1]), number_of(match[2])])
    for match in line.matches(_BELOW):
        _take(line, match, range(number_of(match[1])))
    for match in line.matches(_ABOVE):
        _take(line, match, range(number_of(match[1]), LAST + 1))
    _read_single(line)
    _read_grown(line)


def _read_grown(line: Line) -> None:
    """Grown-ups are asked for where no child is."""
    if _has_age(line) or _WITH_CHILDREN.search(line.text):
        return
    for pattern in (_GROWN, _GROWN_YEARS):
        for match in line.matches(pattern):
            line.take(*match.span(), "age", (str(ADULT),))


def _read_single(line: Line) -> None:
    for match in line.matches(_ONE):
        _take(line, match, [number_of(match[1])])
    for match in line.matches(_WORDS):
        _take(line, match, [COMPOUND[match[1]]])
    for match in line.matches(_YEAR_OLD):
        _take(line, match, [COMPOUND[match[1]] if match[1] else 1])
    for match in line.matches(_TURNED):
        _take(line, match, range(number_of(match[1]), number_of(match[2] or match[1]) + 1))
    if not _has_age(line):
        _read_whose(line)
    for match in line.matches(_PLUS):
        _take(line, match, [int(match[1])])
    _read_named(line)


def _read_whose(line: Line) -> None:
    """Ages told by whose they are, without «лет»."""
    for match in line.matches(_CHILDREN):
        _take(line, match, map(int, re.findall(r"\d+", match[2])), match.start("gap"))
    for match in line.matches(_WHOSE_RANGE):
        _take(line, match, range(number_of(match[2]), number_of(match[3]) + 1), match.start("gap"))
    for match in line.matches(_WHOSE):
        _take(line, match, [number_of(match[2])], match.start("gap"))


def _read_named(line: Line) -> None:
    if not _has_age(line):
        for match in line.matches(_ONE_YEAR):
            _take(line, match, [1])
    for nursery, age in _NURSERY_GROUPS:
        for match in line.matches(nursery):
            _take(line, match, [age])
    for pattern, ages in _NAMED:
        for match in line.matches(pattern):
            if _has_age(line):
                line.take(*match.span())  # «подросток 13 лет»: the number says it
            else:
                _take(line, match, ages)


def _read_classes(line: Line) -> None:
    for match in line.matches(_CLASSES):
        first, last = _class(match[1]), _class(match[2])
        _take(line, match, range(first + 6, last + 7), valid=0 < first <= last <= 11)
    for match in line.matches(_LETTERED):
        _take(line, match, [int(match[1]) + 6], valid=0 < int(match[1]) <= 11)
    for match in line.matches(_CLASS):
        _take(line, match, [_class(match[1]) + 6], valid=0 < _class(match[1]) <= 11)
    for match in line.matches(_PUPIL):
        _take(line, match, [(_EARLY.get(match[1]) or COMPOUND[match[1]]) + 6])
    for match in line.matches(_PUPIL_DIGITS):
        _take(line, match, [int(match[1]) + 6], valid=0 < int(match[1]) <= 11)


def _class(text: str) -> int:
    digits = "".join(char for char in text if char.isdigit())
    if digits:
        return int(digits)
    return next(
        number for stem, number in sorted(ORDINALS.items(), key=lambda one: -len(one[0])) if text.startswith(stem)
    )


def _has_age(line: Line) -> bool:
    return any(one.key == "age" for one in line.found)


def _take(
    line: Line, match: re.Match[str], ages: Iterable[int], start: int | None = None, *, valid: bool = True
) -> None:
    years = [age for age in ages if 0 <= age <= LAST]
    if valid and years:
        line.take(match.start() if start is None else start, match.end(), "age", tuple(map(str, years)))
