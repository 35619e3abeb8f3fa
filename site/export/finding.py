"""The data that the search of a copy reads, as scripts: browsers read nothing else from a disk.

``all.js`` says what there is; ``w/`` holds words by their beginnings, each with the programs that have it, ``c/`` what
is shown of programs, ``f/`` one file for each filter, ``b/`` words of descriptions where words hold names and labels only.
Programs are named by their ids, so that one that comes or goes leaves the rest as it is.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from navigator.export.entries import Entry, number
from navigator.services.copying.facts import OPEN
from navigator.services.copying.weights import fleeting, known_forms, plain

#: Programs of one file of cards, and of one file of words of descriptions.
CARDS, BODIES = 8, 64
#: Signs after which words that begin alike are told apart by one more letter, in a large copy.
SHARD = 4_200
#: Programs beyond which only those with the most of a word are named.
MOST = 2_000
_BASE32 = "0123456789abcdefghijklmnopqrstuv"


def word_key(beginning: str) -> str:
    """Name of the file of words with a beginning: plain letters for any alphabet; «$» ends a whole word."""
    return "".join(
        _BASE32[ord(one) - 0x430]
        if "а" <= one <= "я"
        else "_"
        if one == "$"
        else f"w{one}"
        if one.isascii() and one.isalnum()
        else f"z{ord(one):x}z"
        for one in beginning
    )


class Finding:
    """Everything that the search of one copy reads."""

    def __init__(
        self, entries: Iterable[Entry], *, small: bool, labels: Mapping[str, Sequence[tuple[str, str]]]
    ) -> None:
        """Take the programs.

        :param labels: values with their names for ``direction``, ``municipality`` and ``place``.
        """
        self.entries = sorted(entries, key=lambda one: one.id)
        self._small, self._labels = small, labels
        self._sizes: Counter[str] = Counter()
        for one in self.entries:
            self._sizes.update([word.partition(":")[0] for word in one.titled.split(" ") if word])
        self.beginnings = self._cut()

    # ------------------------------------------------------------ words

    def _cut(self) -> list[str]:
        """Beginnings by which words are told apart, each a file."""
        if self._small:
            return sorted({word[0] for word in self._sizes})
        sizes = {word: len(word) + 3 * min(times, MOST) for word, times in self._sizes.items()}
        found: list[str] = []
        for _, words in groupby(sorted(sizes), key=lambda word: word[0]):
            self._split(list(words), 1, sizes, found)
        return sorted(found)

    def _split(self, words: list[str], length: int, sizes: Mapping[str, int], found: list[str]) -> None:
        if len(words) == 1 or sum(sizes[word] for word in words) <= SHARD:
            found.append(words[0][:length])
            return
        for beginning, some in groupby(words, key=lambda word: word[: length + 1]):
            if len(beginning) == length:
                found.append(f"{beginning}$")
                list(some)
            else:
                self._split(list(some), length + 1, sizes, found)

    def words(self, changed: Callable[[str], bool] = lambda _: True) -> Iterator[tuple[str, bytes]]:
        """Files of words.

        :param changed: whether the file of a beginning is wanted.
        """
        places: dict[str, str] = {}
        known = frozenset(self.beginnings)
        for word in self._sizes:
            place = _beginning(word, known)
            if place is not None and changed(place):
                places[word] = place
        postings: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        wanted = places.keys()
        for one in self.entries:
            for pair in one.titled.split(" "):
                word, _, level = pair.partition(":")
                if word in wanted:
                    postings[word][level].append(one.id)
        odd = self._odd(known)
        lines: dict[str, list[str]] = defaultdict(list)
        for word in sorted(postings):
            lines[places[word]].append(f"{word} {_levels(postings[word])}")
        for beginning in self.beginnings:
            if changed(beginning):
                forms = " ".join(odd.get(beginning, ()))
                text = "\n".join([forms, *lines[beginning]])
                yield f"find/w/{word_key(beginning)}.js", _script("w", beginning, text)

    def _odd(self, known: frozenset[str]) -> dict[str, list[str]]:
        """Forms that the script could not read by its rules, in the file where they would be looked for."""
        forms = {form: one for form, one in known_forms().items() if one in self._sizes}
        for one in self.entries:
            for pair in one.odd.split(" ") if one.odd else ():
                form, _, found = pair.partition(":")
                forms[form] = found
        named: dict[str, list[str]] = defaultdict(list)
        for form, found in sorted(forms.items()):
            place = _beginning(plain(form), known)
            if place is not None:
                named[place].append(f"{form}:{found}")
        return named

    # ------------------------------------------------------------ the rest

    def files(self) -> Iterator[tuple[str, bytes]]:
        """All files but those of words."""
        yield "find/all.js", _script("all", "", self._about())
        for number_, some in groupby(self.entries, key=lambda one: one.id // CARDS):
            rows = [[one.id, one.name, one.home, one.facts, one.line.rpartition(" · ")[2]] for one in some]
            yield f"find/c/{number_}.js", _script("c", str(number_), rows)
        if self._small:
            for number_, some in groupby(self.entries, key=lambda one: one.id // BODIES):
                text = "\n".join(f"{one.id} {one.telling}" for one in some if one.telling)
                yield f"find/b/{number_}.js", _script("b", str(number_), text)
        for name, text in self._columns():
            yield f"find/f/{name}.js", _script("f", name, text)

    def _about(self) -> dict[str, object]:
        runs: list[list[int]] = []
        for one in self.entries:
            if runs and runs[-1][0] + runs[-1][1] == one.id:
                runs[-1][1] += 1
            else:
                runs.append([one.id, 1])
        return {
            "small": self._small,
            "runs": runs,
            "words": " ".join(self.beginnings),
            "cards": CARDS,
            "bodies": BODIES,
            "fleeting": fleeting(),
            "direction": [name for _, name in self._labels["direction"]],
            "municipality": [name for _, name in self._labels["municipality"]],
        }

    def _columns(self) -> Iterator[tuple[str, object]]:
        bits = [any(_ways(sign) & OPEN for sign in one.groups) for one in self.entries]
        yield "open", "".join(
            number(sum(1 << place for place, bit in enumerate(bits[start : start + 6]) if bit))
            for start in range(0, len(bits), 6)
        )
        yield "age", ",".join("".join(sign[:4] for sign in one.groups) for one in self.entries)
        yield "lessons", ",".join("".join(sign[4:9] for sign in one.groups) for one in self.entries)
        yield "ways", ",".join("".join(sign[9] for sign in one.groups) for one in self.entries)
        for name, key in (("direction", "direction"), ("municipality", "municipality")):
            places = {slug: place for place, (slug, _) in enumerate(self._labels[key], 1)}
            yield name, "".join(number(places.get(getattr(one, name), 0), 2) for one in self.entries)
        used = {sign[10:] for one in self.entries for sign in one.groups} - {""}
        shown = [(slug, label) for slug, label in self._labels["place"] if slug in used]
        places = {slug: place for place, (slug, _) in enumerate(shown, 1)}
        column = ",".join("".join(number(places.get(sign[10:], 0), 2) for sign in one.groups) for one in self.entries)
        yield "place", [[label for _, label in shown], column]


def _ways(sign: str) -> int:
    return "0123456789abcdef".index(sign[9])


def _beginning(word: str, known: frozenset[str]) -> str | None:
    if f"{word}$" in known:
        return f"{word}$"
    return next((word[:length] for length in range(1, len(word) + 1) if word[:length] in known), None)


def _levels(found: Mapping[str, list[int]]) -> str:
    """Programs of a word by its worth, the most first, at most so many: «n1a,3,4 m2»."""
    left, parts = MOST, []
    for level in sorted(found, key=int, reverse=True):
        ids = found[level][:left]
        left -= len(ids)
        if ids:
            steps = [after - before for before, after in zip([0, *ids], ids, strict=False)]
            parts.append(number(int(level)) + ",".join(map(number, steps)))
    cut = sum(map(len, found.values())) - MOST
    return " ".join(parts) + (f" +{number(cut)}" if cut > 0 else "")


def _script(kind: str, key: str, value: object) -> bytes:
    said = json.dumps([kind, key, value], ensure_ascii=False, separators=(",", ":"))
    return f"FIND({said[1:-1]})\n".encode()

