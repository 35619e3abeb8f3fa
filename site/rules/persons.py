"""People as they are typed: names, SNILS, certificate numbers, birth dates, and when two records may be one person."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from navigator.rules.dates import MONTHS, MONTHS_OF, format_date, month_number

NAME_LENGTH = 60
OLDEST_YEAR = 1900
#: Longer texts are refused unread: nobody types so much into one field.
_LONGEST_TYPED = 1000
#: Numbers up to this one were given out before SNILS had control digits.
_LAST_WITHOUT_CONTROL = 1_001_998

_EXAMPLES = {"фамилию": "Иванова", "имя": "Анна", "отчество": "Сергеевна"}
#: Parts of names that stay lower beside other parts.
_PARTICLES = {"оглы", "оглу", "кызы", "кизи", "гызы", "уулу", "ибн", "бинт", "фон", "де", "дер", "дю", "von", "de"}
#: Letters and marks that show nothing: fillers, joiners, selectors of variants.
_HIDDEN = re.compile("[\u034f\u115f\u1160\u180b-\u180f\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_APOSTROPHES = dict.fromkeys(map(ord, "’‘‛`´′‵＇｀ʹʻʼʽʾʿˈ՚׳᾽᾿"), "'") | {ord("ŉ"): "'n"}
_SPACES = re.compile(r"\s+")

#: Latin and Greek letters, small, and the Cyrillic ones that look like them, small or capital.
_STRANGERS, _COUNTERPARTS = "aceopxykmtbhiıjαβγεηικλμοπρτυφχ", "асеорхукмтвнііјавгеніклмопртуфх"
_ALIKE = str.maketrans(_STRANGERS, _COUNTERPARTS) | str.maketrans(_STRANGERS.upper(), _COUNTERPARTS.upper())
_CYRILLIC = re.compile("[\u0400-\u052f\u1c80-\u1c8a\ua640-\ua69f]")
_STRESS = re.compile("(?<=[аиоуыэюяіє])[\u0300\u0301]+|(?<=е)[\u0300\u0301\u0308]+")
_WORD = re.compile(r"[^ .\-]+")
_HYPHEN = re.compile(" ?-[ -]*")
#: What a name is made of: letters (L) with up to three marks (M) and what stands between them (-).
_NAME_SHAPE = re.compile("(?:LM{0,3}|-)*")
_ADDRESS = re.compile(r"\.[^\W\d_]{2}")
_GROUPED = re.compile(r"(?:№ ?)?(\d[\d .\-]*)")

_SEP, _GAP = " ?[.,/ -] ?", "[ .,/-]*"
_YEAR_WORD = re.compile(r"[ ,]*(?:года?|г)?\.?(?: ?(?:р|рождения)\.?)?$")
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_SEP}(\d\d?){_SEP}(\d\d?)|((?:19|20)\d\d)(0\d|1[0-2])(\d\d)")
_DAY_FIRST = re.compile(rf"(\d\d?){_SEP}(\d\d?){_SEP}(\d{{4}}|\d\d)|(\d\d)(\d\d)(\d{{4}})")
_WITH_WORD = re.compile(rf"(\d\d?)(?:-?го)?{_GAP}([а-я]{{3,8}}|[a-z]{{3,9}}){_GAP}(\d{{4}}|\d\d)")


class TypedProblem(ValueError):
    """What a person typed cannot be taken; the message is one Russian sentence that says what to do."""


def tidy_typed(text: str) -> str:
    """A typed line in NFC without invisible characters, with plain spaces, dashes «-», apostrophes «'», digits 0–9."""
    seen = _HIDDEN.sub("", _SPACES.sub(" ", text))
    seen = "".join(sign for sign in seen if unicodedata.category(sign) not in ("Cc", "Cf"))
    plain = "".join(map(_plain_sign, unicodedata.normalize("NFC", seen))).translate(_APOSTROPHES)
    return _SPACES.sub(" ", plain).strip()


def _plain_sign(sign: str) -> str:
    if sign.isascii():
        return sign
    if sign in "\u2212\u2043\u02d7\u2796" or unicodedata.category(sign) == "Pd":
        return "-"
    return str(unicodedata.decimal(sign, sign))


def read_name(text: str, what: str) -> str:
    """One part of a person's name: «ИВАНОВА – ПЕТРОВА» → «Иванова-Петрова».

    Latin and Greek look-alikes in a Cyrillic word become Cyrillic; a name all in capitals or all in small letters is
    cased anew, any other is left as typed. Reading what was read changes nothing.

    :param what: Russian accusative for the message: «фамилию», «имя», «отчество».
    :returns: 1–60 characters: letters of any script with their marks, hyphen, apostrophe, dot, space.
    :raises TypedProblem: no letters, other characters, something like an address of a site, or too long.
    """
    typed = tidy_typed(text[:_LONGEST_TYPED])
    name = re.sub(r"\.{2,}", ".", _HYPHEN.sub("-", typed)).lstrip(" -.").rstrip(" -")
    # Twice: a new capital can be a look-alike where its small letter was none (the micro sign «µ» → «Μ»).
    name = unicodedata.normalize("NFC", _WORD.sub(_to_cyrillic, _recase(_WORD.sub(_to_cyrillic, name))))
    shape = "".join(map(_kind, name))
    if "L" not in shape:
        raise TypedProblem(f"Напишите {what} буквами, например {_EXAMPLES.get(what, 'Иванова')}")
    if not _NAME_SHAPE.fullmatch(shape) or _ADDRESS.search(name):
        raise TypedProblem(f"Оставьте в поле только {what}: буквы, пробел, дефис, апостроф и точку после сокращения")
    if len(name) > NAME_LENGTH or len(text) > _LONGEST_TYPED:
        raise TypedProblem(f"Сократите {what} до {NAME_LENGTH} знаков")
    return name


def _kind(sign: str) -> str:
    """L, M or another first letter of the Unicode category; marks that enclose a letter (Me) do not belong to it."""
    return "-" if sign in " -.'" else unicodedata.category(sign).replace("Me", "x")[0]


def _to_cyrillic(word: re.Match[str]) -> str:
    """The word itself when it is of another script or has letters without counterparts."""
    cyrillic = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word[0]).translate(_ALIKE))
    pure = _CYRILLIC.search(word[0]) and all(_CYRILLIC.match(sign) for sign in cyrillic if sign.isalpha())
    return cyrillic if pure else word[0]


def _recase(name: str) -> str:
    if name not in (name.upper(), name.lower()):
        return name
    several = len(_WORD.findall(name)) > 1

    def cased(word: re.Match[str]) -> str:
        low = word[0].lower()
        begins_compound = name[word.end() : word.end() + 1] == "-" and name[: word.start()][-1:] != "-"
        if low in _PARTICLES and several and not begins_compound:
            return low
        head, mark, tail = low.partition("'")
        if mark and len(head) <= 1:  # О'Коннор, but Лук'янов
            return head.title() + mark + tail[:1].title() + tail[1:]
        return low[:1].title() + low[1:]

    return _WORD.sub(cased, name)


def fold_person(last: str, first: str, patronymic: str) -> str:
    """Key under which spellings of one person meet: «last|first|patronymic» in small letters and nothing else.

    Case, ё/е, stress marks, hyphens, spaces, apostrophes, dots and look-alike letters of other scripts do not count.
    """
    return "|".join(map(_fold_part, (last, first, patronymic)))


def _fold_part(text: str) -> str:
    bare = _HIDDEN.sub("", text).translate(_APOSTROPHES)
    low = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", bare).casefold().replace("ı", "i"))
    kept = "".join(sign for sign in low if unicodedata.category(sign)[0] in "LMN")
    if _CYRILLIC.search(kept) or all(ord(sign) in _ALIKE for sign in kept if sign.isalpha()):
        kept = kept.translate(_ALIKE)
    return unicodedata.normalize("NFC", _STRESS.sub("", kept))


def _grouped_digits(text: str) -> str:
    """The digits of a number in any grouping; empty when there is something else in the text."""
    found = _GROUPED.fullmatch(tidy_typed(text)) if len(text) <= _LONGEST_TYPED else None
    return re.sub(r"[ .\-]", "", found[1]) if found else ""


def read_snils(text: str) -> str:
    """Number of a pension insurance account in any usual form: «112-233-445 95» → ``11223344595``.

    :returns: 11 digits. Numbers up to 001-001-998 carry no control digits, so their last two are not checked.
    :raises TypedProblem: not eleven digits, zeros, or control digits that do not fit.
    """
    digits = _grouped_digits(text)
    if len(digits) != 11:
        raise TypedProblem("Напишите СНИЛС одиннадцатью цифрами, например 112-233-445 95")
    number = int(digits[:9])
    if number == 0:
        raise TypedProblem("Перепишите СНИЛС из документа: номера из одних нулей не бывает")
    if number > _LAST_WITHOUT_CONTROL:
        control = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 0, -1), strict=False)) % 101 % 100
        if control != int(digits[9:]):
            raise TypedProblem("Сверьте СНИЛС с документом: одна или несколько цифр в нём не те")
    return digits


def format_snils(digits: str) -> str:
    """Eleven digits as documents show them: «112-233-445 95»."""
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"


def luhn_digit(digits: str) -> str:
    """The control digit to put after ``digits`` by the rule of Luhn (ISO/IEC 7812-1).

    :raises ValueError: something other than digits 0–9, or nothing.
    """
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"digits expected, not {digits!r}")
    doubled = sum(sum(divmod(int(digit) * 2, 10)) for digit in digits[::-2])
    return str(-(doubled + sum(map(int, digits[-2::-2]))) % 10)


def read_certificate_number(text: str) -> str:
    """Number of a certificate in any grouping, as ten digits; the control digit is not checked.

    :raises TypedProblem: not ten digits.
    """
    digits = _grouped_digits(text)
    if len(digits) != 10:
        raise TypedProblem("Напишите десять цифр номера сертификата: он стоит в письме о выдаче сертификата")
    return digits


def make_certificate_number(region: int, place: int, ordinal: int) -> str:
    """Ten digits RR PP NNNNN K: region, place, ordinal and the control digit of Luhn over the nine.

    :raises ValueError: a part is negative or has more digits than its room.
    """
    for name, part, room in (("region", region, 2), ("place", place, 2), ("ordinal", ordinal, 5)):
        if not 0 <= part < 10**room:
            raise ValueError(f"{name} {part} does not fit into {room} digits")
    nine = f"{region:02}{place:02}{ordinal:05}"
    return nine + luhn_digit(nine)


def read_birth_date(text: str, today: date) -> date:
    """A birth date as people type it: 05.03.2015, 5/3/15, 2015-03-05, 05032015, «5 марта 2015 г.».

    The day stands before the month unless the year comes first. A two-digit year is the latest that is not after
    this year.

    :raises TypedProblem: no such form, no such day, later than ``today`` or before 1900.
    """
    typed = tidy_typed(text).lower() if len(text) <= _LONGEST_TYPED else ""
    parts = _date_parts(_YEAR_WORD.sub("", re.sub('[«»"]', "", typed)))
    if parts is None:
        raise TypedProblem("Напишите дату рождения числами через точку, например 05.03.2015")
    day, month, digits = parts
    year = int(digits) if len(digits) == 4 else today.year - (today.year - int(digits)) % 100
    if year < OLDEST_YEAR:
        raise TypedProblem(f"Проверьте год рождения: он не может быть раньше {OLDEST_YEAR}")
    try:
        born = date(year, month, day)
    except ValueError:
        raise TypedProblem("Проверьте день и месяц рождения: такой даты нет в календаре") from None
    if born > today:
        raise TypedProblem("Проверьте дату рождения: этот день ещё не наступил")
    return born


def _date_parts(low: str) -> tuple[int, int, str] | None:
    """Day, month and the digits of the year; None when the form is not known."""
    if found := _YEAR_FIRST.fullmatch(low) or _DAY_FIRST.fullmatch(low):
        first, month, last = filter(None, found.groups())
        return (int(first), int(month), last) if found.re is _DAY_FIRST else (int(last), int(month), first)
    found = _WITH_WORD.fullmatch(low)
    if found is None or not (found[2].isascii() or any(name.startswith(found[2]) for name in (*MONTHS, *MONTHS_OF))):
        return None
    number = month_number(found[2])
    return None if number is None else (int(found[1]), number, found[3])


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one person from another; ``snils`` is 11 digits or empty, ``patronymic`` may be empty."""

    last: str
    first: str
    patronymic: str
    born: date
    snils: str = ""


def differences(one: Identity, other: Identity) -> tuple[str, ...] | None:
    """Fields in which two look-alikes differ, of last, first, patronymic, born, snils; None when they are not alike.

    Alike are equal names with equal birth dates; else a slip in one place (one edit of the name, one digit of the
    date, day and month swapped, no patronymic on one side) while the rest does not contradict; else SNILS equal to a
    digit, names within two edits and dates within one digit. A SNILS that only one side has contradicts nothing, yet
    is named among the differences.
    """
    names = fold_person(one.last, one.first, one.patronymic).split("|")
    others = fold_person(other.last, other.first, other.patronymic).split("|")
    if not _are_alike(names, others, one, other):
        return None
    fields = ("last", "first", "patronymic", "born", "snils")
    pairs = zip(fields, [*names, one.born, one.snils], [*others, other.born, other.snils], strict=True)
    return tuple(field for field, left, right in pairs if left != right)


def _are_alike(names: list[str], others: list[str], one: Identity, other: Identity) -> bool:
    edits = next((edits for edits in range(3) if _within("|".join(names), "|".join(others), edits)), 3)
    day, day_other = format_date(one.born), format_date(other.born)
    wrong_digits = _unequal_signs(day, day_other)
    if edits == wrong_digits == 0:
        return True
    both_numbers = bool(one.snils and other.snils)
    if one.snils == other.snils or not both_numbers:
        swapped = day_other == day[3:6] + day[:3] + day[6:]
        if edits == 0 and (wrong_digits == 1 or swapped):
            return True
        unsaid = names[:2] == others[:2] and not (names[2] and others[2])
        if wrong_digits == 0 and (unsaid or edits == 1):
            return True
    return both_numbers and _unequal_signs(one.snils, other.snils) <= 1 and wrong_digits <= 1 and edits <= 2


def _unequal_signs(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other))


def _within(one: str, other: str, edits: int) -> bool:
    """True when so many insertions, deletions, replacements and swaps of neighbours make one text the other."""
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    one, other = one[start:], other[start:]
    if not (one and other and edits):
        return len(one or other) <= edits
    swapped = len(one) > 1 and one[:2] == other[1::-1]
    return (
        _within(one[1:], other[1:], edits - 1)
        or _within(one[1:], other, edits - 1)
        or _within(one, other[1:], edits - 1)
        or (swapped and _within(one[2:], other[2:], edits - 1))
    )
