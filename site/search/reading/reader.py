"""From a typed line to constraints and words.

What is in quotes is never read. A constraint that a filter of the address states already is not read either: what was
chosen by hand wins. The words that a constraint took need not match as text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from re import Match

from navigator.rules.vocabulary import HEALTH_CATEGORIES
from navigator.search.reading.ages import ages_in
from navigator.search.reading.hours import days_in, hours_in, prices_in
from navigator.search.reading.lexicon import lexicon
from navigator.search.reading.places import Places

#: Longer lines are cut: nobody says more at once.
LONGEST = 200
_QUOTED = re.compile(r"«[^»]*»|\"[^\"]*\"|“[^”]*”|„[^“]*“")
_CYRILLIC = re.compile("[а-я]")
_WORD = re.compile(r"[^\W_]+(?:[-+#][^\W_]*)*")


@dataclass(frozen=True, slots=True)
class Understood:
    """A constraint read out of a line: where it stood, the key of its filter and the values."""

    key: str
    values: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A line as it was read; ``words`` is what is left to be found as text."""

    text: str = ""
    understood: tuple[Understood, ...] = ()
    words: str = ""

    def without(self, one: Understood) -> str:
        """The line without the words of a constraint."""
        return " ".join(f"{self.text[: one.start]} {self.text[one.end :]}".split()).strip(" ,.;–-")


@dataclass(slots=True)
class _Line:
    """A line in the making: what was read is blanked out, letter for letter."""

    flat: str
    found: list[Understood] = field(default_factory=list)

    def take(self, match: Match[str], key: str, values: Iterable[str]) -> None:
        start, end = match.span()
        if "\x00" in self.flat[start:end] or start == end:
            return
        self.flat = f"{self.flat[:start]}{chr(0) * (end - start)}{self.flat[end:]}"
        chosen = tuple(values)
        if key and chosen:
            self.found.append(Understood(key, chosen, start, end))


def flat(text: str) -> str:
    """Lower case with «е» for «ё», as long as the text itself."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text).replace("ё", "е")


def read(text: str, places: Places, stated: Collection[str] = ()) -> Reading:
    """Read a line.

    :param stated: keys that the address states already; what says the same in the line is taken, but means nothing.
    """
    typed = " ".join(text.split())[:LONGEST]
    line = _Line(_QUOTED.sub(lambda found: "\x01" * len(found[0]), flat(typed)))
    for key, match, values in _constraints(line, places):
        line.take(match, "" if key in stated else key, values)
    return Reading(typed, tuple(sorted(line.found, key=lambda one: one.start)), _left(typed, line.flat))


def _constraints(line: _Line, places: Places) -> Iterator[tuple[str, Match[str], tuple[str, ...]]]:
    """Every reading of what is still open, one part after the other; each part sees what the former ones left."""
    for match, years in list(ages_in(line.flat)):
        yield "age", match, tuple(map(str, years))
    for match, roubles in list(prices_in(line.flat)):
        yield "max_price", match, (str(roubles),)
    for rule in lexicon().rules:
        if rule.key == "day":
            for match in list(rule.pattern.finditer(line.flat)):
                yield "day", match, rule.values
    for match, days in list(days_in(line.flat)):
        yield "day", match, days
    for match, parts in list(hours_in(line.flat)):
        yield "time", match, parts
    for match, key, values in list(places.found_in(line.flat)):
        yield key, match, values
    for rule in lexicon().rules:
        if rule.key != "day":
            values = tuple(HEALTH_CATEGORIES) if rule.values == ("*",) else rule.values
            for match in list(rule.pattern.finditer(line.flat)):
                yield rule.key, match, values


def _left(typed: str, line: str) -> str:
    """The words that no constraint took, without those that say nothing; quoted ones stay as they are."""
    fillers = lexicon().fillers
    kept = []
    for match in re.finditer("[^\\s\x00\x01]+|\x01+", line):
        piece = typed[match.start() : match.end()]
        if match[0][0] == "\x01":
            kept.append(piece.strip('«»"“”„'))
            continue
        words = _WORD.findall(match[0])
        if words and not all(word in fillers for word in words):
            kept.append(piece.strip(",;!?()") if _CYRILLIC.search(match[0]) else piece)
    return " ".join(kept)
