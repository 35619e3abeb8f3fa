"""Streets of the catalog in a typed line: «на Садовой», «ул. Гагарина», «проспект Мира 5»."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from navigator.rules.streets import ANY_KIND, HOUSE, Street, house_key, kind_of
from navigator.search.reading.found import Line
from navigator.search.reading.places import place_key
from navigator.search.text import fold

_WORD = re.compile(r"[а-яa-z0-9]+(?:-[а-я]{1,3}(?![а-я]))?")
_GAP = re.compile(r"[\s.«»\"-]*")
_AT = r"(?<![а-я])(?:на|по|возле|около|рядом\s+с|недалеко\s+от|напротив|у|с|во?|из|от|до)"
_LEAD = re.compile(rf"{_AT}\s+$")
_KIND_WORD = rf"(?<![а-я\d-])(?:{ANY_KIND})(?![а-я-])"
_KIND = re.compile(rf"(?<![а-я\d-])(?P<kind>{ANY_KIND})(?:\.\s*|\s+|(?=[,;!?)])|$)(?:им\.?\s+|имени\s+)?")
#: Before a bare name: of a street one says «на», of a village «в».
_NEAR = re.compile(r"(?<![а-я])(?:на|по|возле|около|рядом\s+с|недалеко\s+от|напротив)\s+")
_INITIAL = re.compile(r"(?:[а-я](?:\.\s*|\s+)){1,2}(?=[а-я]{3})")
_UNITS = r"(?!\s*-?\s*(?:\d|[:.]\d|лет|год|г\.?\s*р|класс|кл(?![а-я])|руб|р(?![а-я])|₽|тыс|раз|км|мес|час|ч(?![а-я])|%|мин|утра|дня|вечера|\+))"
_HOUSE = re.compile(rf"\s*,?\s*(?P<word>(?:д\.?|дом[аеу]?|№)\s*)?(?P<house>{HOUSE})(?![\w:.+-]\S){_UNITS}")
#: What may follow «на Садовой»: the end, a little word, a noun that is no «площадке» of it.
_END = re.compile(
    r"\s*(?:$|[,.;!?)]|\d|(?:для|на|и|или|в|во|по|с|со|от|до|за|не|есть|где)(?![а-я])"
    r"|(?:бесплатно|дет|ребен|кружк|секци|студи|занят)[а-я]*|[а-я]+(?:[а-джзк-нп-я]|[нт]ие|ой|ей)(?![а-я]))"
)
_ANY_NAME = re.compile(r"(?P<number>\d{1,3}\s+(?:лет\s+)?)?(?:[а-я]\.\s*){0,2}(?P<word>[а-я]+(?:-[а-я]+)*)")
_PERSON = re.compile(r"(?<![а-я])(?:им\.?|имени|памяти)\s+$")
#: What is said of the open air, not of a street.
_OUTSIDE = frozenset(["зимой", "весной", "летом", "осенью"])
_PERSONS = re.compile(r"(?:[^аяь]я|[^яа]а|ого)$")
_SURE = frozenset(("пр-т", "пер.", "б-р", "мкр", "метро"))
_NAMELIKE = ("ова", "ева", "ина", "ына", "ская", "ской", "цкой", "ого", "его", "ой", "ая", "ей", "яя", "ых", "их")


_MAYBE = re.compile(rf"{_KIND_WORD}|{_NEAR.pattern}|[а-я]{{3}}[\s,]+{HOUSE}(?!\s?(?:лет|год|класс|руб))")


def may_name_a_street(text: str) -> bool:
    """True when a folded line may name a street at all."""
    return bool(_MAYBE.search(text))


@dataclass(frozen=True, slots=True)
class _Name:
    label: str
    kind: str
    words: tuple[str, ...]  # as written, folded
    houses: frozenset[str]


class StreetNames:
    """Streets of one catalog, ready to be found in a line."""

    def __init__(self, streets: Iterable[Street]) -> None:
        houses: dict[tuple[str, str], set[str]] = defaultdict(set)
        spelled: dict[tuple[str, str], str] = {}
        for one in streets:
            key = (one.kind, fold(one.name))
            spelled.setdefault(key, one.label)
            houses[key].update((one.house,) if one.house else ())
        self._names: dict[str, list[tuple[tuple[str, ...], _Name]]] = defaultdict(list)
        for (kind, folded), label in spelled.items():
            words = tuple(_WORD.findall(folded))
            name = _Name(label, kind, words, frozenset(houses[kind, folded]))
            for own in _ways(words):
                self._names[place_key(own[0])].append((own, name))
        for found in self._names.values():
            found.sort(key=lambda one: -len(one[0]))

    def read(self, line: Line) -> None:
        """Take streets out of the line: those with «ул.» first, then bare names after «на» or before a house.

        A catalog whose addresses name no streets cannot say that there is nothing on one.
        """
        if not self._names:
            return
        for match in line.matches(_KIND):
            self._take_marked(line, match)
        for match in line.matches(_NEAR):
            self._take_bare(line, match.start(), match.end())
        for match in line.matches(_WORD):
            if not match[0].isdigit():
                self._take_housed(line, match.start())

    def _take_marked(self, line: Line, match: re.Match[str]) -> None:
        start = match.start() - len(_before(line.text[: match.start()]))
        kind = kind_of(match["kind"])
        fitting, end = self._at(line.text, match.end())
        if fitting:
            fitting = [one for one in fitting if one.kind == kind] or fitting
            _settle(line, start, end, fitting)
            return
        behind = self._behind(line.text, match.start())
        if behind:
            place, fitting = behind
            fitting = [one for one in fitting if one.kind == kind] or fitting
            _settle(line, place - len(_before(line.text[:place])), match.start() + len(match["kind"]), fitting)
            return
        word = _ANY_NAME.match(line.text, match.end())
        if word and _is_unknown(kind, match["kind"], word["word"]):
            house = _HOUSE.match(line.text, word.end())
            last = house.end() if house else word.end()
            name = f"{word['number'] or ''}{word['word'].capitalize()}"
            line.take(start, last, "street", (f"{kind} {' '.join(name.split())}",))

    def _take_bare(self, line: Line, start: int, at: int) -> None:
        fitting, end = self._at(line.text, at)
        typed = _told(line.text[at:end])
        fitting = [one for one in fitting if _is_in_place(one.words, typed)]
        if fitting and (typed == fitting[0].words[-len(typed) :] or _END.match(line.text, end)):
            _settle(line, start, end, fitting)

    def _take_housed(self, line: Line, at: int) -> None:
        """«Ленина 24»: the name as it is written and a house that stands there."""
        if at and line.text[at - 1].isalpha():
            return
        fitting, end = self._at(line.text, at)
        house = _HOUSE.match(line.text, end)
        if not house or _PERSON.search(line.text[:at]):
            return
        typed = _told(line.text[at:end])
        number = house_key(house["house"])
        fitting = [one for one in fitting if one.words[-len(typed) :] == typed and number in one.houses]
        if fitting:
            _settle(line, at, end, fitting)

    def _at(self, text: str, at: int) -> tuple[list[_Name], int]:
        """Streets whose name is typed here, of the longest such names, and where it ends."""
        at = _GAP.match(text, at).end()  # type: ignore[union-attr]  # matches nothing too
        initial = _INITIAL.match(text, at)
        for start in (at, initial.end() if initial else at):
            typed: list[str] = []
            ends: list[int] = []
            position = start
            while len(typed) < 5 and (word := _WORD.match(text, position)):
                typed.append(place_key(word[0]))
                ends.append(word.end())
                position = _GAP.match(text, word.end()).end()  # type: ignore[union-attr]  # matches nothing too
            if not typed:
                continue
            fitting = [
                (own, name)
                for own, name in self._names.get(typed[0], ())
                if [place_key(word) for word in own] == typed[: len(own)]
            ]
            if fitting:
                longest = len(fitting[0][0])
                return [name for own, name in fitting if len(own) == longest], ends[longest - 1]
        return [], at

    def _behind(self, text: str, end: int) -> tuple[int, list[_Name]] | None:
        """A name that stands before its kind: «на Ленинском проспекте»."""
        words = list(_WORD.finditer(text, max(0, end - 60), end))[-3:]
        for match in words:
            fitting, last = self._at(text, match.start())
            if fitting and last >= end - 1 and not text[last:end].strip():
                return match.start(), fitting
        return None


def _ways(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """How a name is typed: whole, and the surname alone of «Карла Маркса»."""
    if not words:
        return []
    found = [words]
    if len(words) > 1 and all(_PERSONS.search(one) for one in words[-2:]):
        found.append(words[-1:])
    return found


def _told(text: str) -> tuple[str, ...]:
    """Typed words without initials."""
    return tuple(word for word in _WORD.findall(text) if len(word) > 1)


def _before(text: str) -> str:
    match = _LEAD.search(text)
    return match[0] if match else ""


def _settle(line: Line, start: int, end: int, fitting: list[_Name]) -> None:
    """Take the piece; the house too where one stands there."""
    house = _HOUSE.match(line.text, end)
    number = house_key(house["house"]) if house else ""
    there = [one for one in fitting if number in one.houses]
    if house and there:
        line.take(start, house.end(), "street", tuple(f"{one.label}, {number}" for one in there))
    else:
        last = house.end() if house and house["word"] else end
        line.take(start, last, "street", tuple(one.label for one in fitting))


def _is_in_place(words: tuple[str, ...], typed: tuple[str, ...]) -> bool:
    """True when a name stands as after «на»: «Ленина» as it is, «Садовая» as «Садовой»."""
    for own, one in zip(words[-len(typed) :], typed, strict=True):
        if own.endswith(("ая", "яя", "ья")):
            if not one.endswith(("ой", "ей", "ою", "ею", "ую", "юю", "ью")):
                return False
        elif own.endswith(("ий", "ый", "ое", "ее")):
            if not one.endswith(("ом", "ем")):
                return False
        elif own != one:
            return False
    return True


def _is_unknown(kind: str, typed: str, word: str) -> bool:
    """True when a word after «ул.» is surely a name, though no street of the catalog."""
    if len(word) < 4 or word.isdigit() or word in _OUTSIDE:
        return False
    if kind in _SURE and typed not in {"пр", "пер"}:
        return True
    return kind == "ул." and (typed == "ул" or word.endswith(_NAMELIKE))
