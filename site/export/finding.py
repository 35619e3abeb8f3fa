"""The data that the search of a copy reads, as scripts: browsers read nothing else from a disk.

``all.js`` says what there is; ``w/`` holds words by their beginnings, each with the programs that have it, ``c/`` what
is shown of programs, ``f/`` one file for each filter, ``b/`` words of descriptions where ``w/`` holds only names and
labels.
Programs are named by their ids, so that one that comes or goes leaves the rest as it is.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from navigator.export.entries import STATES, Entry, number
from navigator.export.manifest import BODIES, CARDS
from navigator.search.text import STOP_WORDS
from navigator.services.copying.facts import OPEN
from navigator.services.copying.meanings import asking_for, meanings, noise
from navigator.services.copying.weights import DULL, FINE, SCALE, fleeting, known_forms, plain, two_alphabets

#: Signs after which words that begin alike are told apart by one more letter, in a large copy.
SHARD = 6_000
#: With at most so many files of words to be made, programs are first looked through for their beginnings.
FEW = 12
#: Programs that a common word of a large copy names in their order.
BEST = 24
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
        self,
        entries: Iterable[Entry],
        sizes: Mapping[str, int],
        *,
        small: bool,
        labels: Mapping[str, Sequence[tuple[str, str]]],
    ) -> None:
        """Take the programs.

        :param sizes: for each word in how many programs it is.
        :param labels: values with their names for ``direction``, ``municipality`` and ``place``.
        """
        self.entries = sorted(entries, key=lambda one: one.id)
        self._small, self._labels = small, labels
        self._sizes = sizes
        self._meanings = meanings(sizes, small=small)
        self.beginnings = self._cut()
        self._known = frozenset(self.beginnings)
        self._by_id = {one.id: one for one in self.entries}

    # ------------------------------------------------------------ words

    def _cut(self) -> list[str]:
        """Beginnings by which words are told apart, each a file."""
        if self._small:
            return sorted({word[0] for word in (*self._sizes, *self._meanings)})
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

    def words_name(self, beginning: str) -> str:
        """Name of the file of a beginning."""
        return f"find/w/{word_key(beginning)}.js"

    def touched(self, before: Iterable[Entry], after: Iterable[Entry]) -> set[str]:
        """Beginnings whose files say something else once these programs are replaced by those."""
        old, new = ({one.id: one for one in rows} for rows in (before, after))
        words = {
            pair.partition(":")[0]
            for number in old.keys() | new.keys()
            for pair in _said_otherwise(old.get(number), new.get(number))
        }
        words |= asking_for(self._came_or_went(before, after))
        words |= {plain(form) for form in words}
        words |= {plain(form) for form, one in known_forms().items() if one in words}
        return {place for word in words if word and (place := _beginning(word, self._known)) is not None}

    def _came_or_went(self, before: Iterable[Entry], after: Iterable[Entry]) -> set[str]:
        """Words that the copy has now and had not, or the other way round."""
        old, new = (Counter(word for one in rows for word in _words_of(one)) for rows in (before, after))
        came = {word for word, times in new.items() if word not in old and self._sizes.get(word) == times}
        return came | {word for word in old if word not in self._sizes}

    def words(self, wanted: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Files of words with these beginnings."""
        if not wanted:
            return
        begun = tuple(one.rstrip("$") for one in wanted)
        places = {
            word: place
            for word in self._sizes
            if word.startswith(begun) and (place := _beginning(word, self._known)) in wanted
        }
        postings: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        few = len(wanted) <= FEW
        seen = re.compile("|".join(rf"(?:^| ){re.escape(one.rstrip('$'))}" for one in wanted) or "(?!)").search
        for one in self.entries:
            if few and not seen(one.titled):
                continue
            for pair in one.titled.split(" "):
                word, _, level = pair.partition(":")
                if word in places:
                    postings[word][level].append(one.id)
        odd, said = self._odd(), self._said()
        lines: dict[str, list[str]] = defaultdict(list)
        for word, place in sorted(places.items()):
            found = postings[word]
            worth = _levels(found, 1) if self._small else f"{self._best(found)}{_levels(found, FINE // SCALE)}"
            lines[place or ""].append(f"{word} {worth}")
        for beginning in self.beginnings:
            if beginning in wanted:
                text = "\n".join([" ".join(odd.get(beginning, ())), " ".join(said[beginning]), *lines[beginning]])
                yield self.words_name(beginning), _script("w", beginning, text)

    def _best(self, found: Mapping[str, list[int]]) -> str:
        """The open programs of a common word in the order of the server: «*1a,2b », or nothing."""
        if sum(map(len, found.values())) <= BEST:
            return ""
        best: list[int] = []
        for level in sorted(found, key=int, reverse=True):
            if len(best) >= BEST:
                break
            opened = [number for number in found[level] if self._by_id[number].is_open]
            best += sorted(opened, key=lambda number: (self._by_id[number].sort, number))
        return f"*{','.join(map(number, best[:BEST]))} " if best else ""

    def _odd(self) -> dict[str, list[str]]:
        """Forms that the script could not read by its rules, in the file where they would be looked for."""
        forms = {form: one for form, one in known_forms().items() if one in self._sizes}
        for one in self.entries:
            for pair in one.odd.split(" ") if one.odd else ():
                form, _, found = pair.partition(":")
                forms[form] = found
        named: dict[str, list[str]] = defaultdict(list)
        for form, found in sorted(forms.items()):
            place = _beginning(plain(form), self._known)
            if place is not None:
                named[place].append(f"{form}:{found}")
        return named

    def _said(self) -> dict[str, list[str]]:
        """Synonyms of terms and, with «!», stems that say nothing, in the file where they would be looked for."""
        named: dict[str, list[str]] = defaultdict(list)
        for word, lines in sorted(self._meanings.items()):
            named[_beginning(word, self._known) or ""] += sorted(lines)
        for word in sorted(noise()):
            named[_beginning(word, self._known) or ""].append(f"!{word}")
        return named

    # ------------------------------------------------------------ the rest

    def blocks(self, changed: Collection[int]) -> Iterator[tuple[str, bool, Callable[[], bytes]]]:
        """Files of a few programs each: name, whether one of its programs changed or went, what makes the file."""
        cards, bodies = ({number // size for number in changed} for size in (CARDS, BODIES))
        for key, rows in groupby(self.entries, key=lambda one: one.id // CARDS):
            some = list(rows)
            yield f"find/c/{key}.js", key in cards, partial(_cards, str(key), some)
        for key, rows in groupby(self.entries, key=lambda one: one.id // BODIES) if self._small else ():
            some = list(rows)
            yield f"find/b/{key}.js", key in bodies, partial(_bodies, str(key), some)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The other files, but for those of words."""
        yield "find/all.js", _script("all", "", self._about())
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
            "stop": " ".join(sorted(STOP_WORDS)),
            "two": two_alphabets(),
            "dull": " ".join(DULL) if self._small else "",
            "direction": [name for _, name in self._labels["direction"]],
            "municipality": [name for _, name in self._labels["municipality"]],
        }

    def _columns(self) -> Iterator[tuple[str, object]]:
        bits = [any(_ways(sign) & OPEN for sign in one.groups) for one in self.entries]
        yield (
            "open",
            "".join(
                number(sum(1 << place for place, bit in enumerate(bits[start : start + 6]) if bit))
                for start in range(0, len(bits), 6)
            ),
        )
        yield "age", ",".join("".join(sign[:4] for sign in one.groups) for one in self.entries)
        yield "lessons", ",".join("".join(sign[4:9] for sign in one.groups) for one in self.entries)
        yield "ways", ",".join("".join(sign[9] for sign in one.groups) for one in self.entries)
        for name, key in (("direction", "direction"), ("municipality", "municipality")):
            places = {slug: place for place, (slug, _) in enumerate(self._labels[key], 1)}
            yield name, "".join(number(places.get(getattr(one, name), 0), 2) for one in self.entries)
        if self._small:
            order = sorted(range(len(self.entries)), key=lambda at: (self.entries[at].sort, self.entries[at].id))
            ranks = dict(zip(order, range(len(order)), strict=True))
            yield "rank", "".join(number(ranks[at], 2) for at in range(len(order)))
        used = {sign[10:] for one in self.entries for sign in one.groups} - {""}
        shown = [(slug, label) for slug, label in self._labels["place"] if slug in used]
        places = {slug: place for place, (slug, _) in enumerate(shown, 1)}
        column = ",".join("".join(number(places.get(sign[10:], 0), 2) for sign in one.groups) for one in self.entries)
        yield "place", [[label for _, label in shown], column]


def _said_otherwise(old: Entry | None, new: Entry | None) -> set[str]:
    """Words with their worth that a program has now and had not, or the other way round; all that it ever had when
    its place among others changed."""
    had, has = (set(f"{one.titled} {one.odd}".split(" ")) if one else set() for one in (old, new))
    stays = old and new and (old.sort, old.is_open) == (new.sort, new.is_open)
    return had ^ has if stays else had | has


def _words_of(one: Entry) -> list[str]:
    return [pair.partition(":")[0] for pair in one.titled.split(" ") if pair]


def _cards(key: str, rows: Sequence[Entry]) -> bytes:
    shown = [[one.id, one.name, one.home, one.facts, STATES[one.state]] for one in rows]
    return _script("c", key, shown)


def _bodies(key: str, rows: Sequence[Entry]) -> bytes:
    return _script("b", key, "\n".join(f"{one.id} {one.telling}" for one in rows if one.telling))


def _ways(sign: str) -> int:
    return "0123456789abcdef".index(sign[9])


def _beginning(word: str, known: frozenset[str]) -> str | None:
    if f"{word}$" in known:
        return f"{word}$"
    return next((word[:length] for length in range(1, len(word) + 1) if word[:length] in known), None)


def _levels(found: Mapping[str, list[int]], step: int) -> str:
    """Programs of a word by its worth, the most first, at most so many: «n1a,3,4 m2»."""
    levels: dict[int, list[int]] = defaultdict(list)
    for level, numbers in found.items():
        levels[max(1, int(level) // step)] += numbers
    left, parts = MOST, []
    for worth in sorted(levels, reverse=True):
        ids = sorted(levels[worth])[:left]
        left -= len(ids)
        if ids:
            steps = [after - before for before, after in zip([0, *ids], ids, strict=False)]
            parts.append(number(worth) + ",".join(map(number, steps)))
    cut = sum(map(len, found.values())) - MOST
    return " ".join(parts) + (f" +{number(cut)}" if cut > 0 else "")


def _script(kind: str, key: str, value: object) -> bytes:
    said = json.dumps([kind, key, value], ensure_ascii=False, separators=(",", ":"))
    return f"FIND({said[1:-1]})\n".encode()
