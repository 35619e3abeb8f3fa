"""Places of a catalog in a typed line: settlements, municipalities and organizations, in any case form."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from re import Match, Pattern

from navigator.search.reading.lexicon import whole
from navigator.search.text import STOP_WORDS, fold, stem, typed_words

#: What stands before the name of a settlement, as in lists and as people write.
_KINDS = (
    r"ст-ца|станиц\w+|населенн\w+\s+пункт\w*|поселок|поселк\w+|поселков\w+|деревн\w+|слобод\w+|хутор\w*|город\w*|"
    r"село|селе|села|аул\w*|хут|пгт|пос|дер|рп|ст|с|х|п|д|г"
)
_PREPOSITION = r"(?:в|во|из|на|около|возле|под|рядом\s+с|недалеко\s+от|по|с|село|у)\s+"
_TYPE_OF_NAME = whole(rf"(?:{_KINDS})\.?\s*")
_DISTRICT = r"\s+(?:муниципальн\w+\s+)?(?:район\w*|р-н\w*|р\.|округ\w*|м\.?о\.?|мр)"
_ADJECTIVES = (
    (re.compile(r"(?:ая|яя)$"), "(?:ая|яя|ой|ей|ую|юю|ою)"),
    (re.compile(r"(?:ий|ый|ой)$"), "(?:ий|ый|ой|ого|его|ому|ему|ом|ем|им|ым)"),
    (re.compile(r"(?:ое|ее)$"), "(?:ое|ее|ого|его|ому|ему|ом|ем|им|ым)"),
    (re.compile(r"(?:ые|ие)$"), "(?:ые|ие|ых|их|ым|им|ыми|ими)"),
)
_NOUN_END = re.compile(r"(?:[аяоеёийыуюь])$")
_SHORTEST = 4
#: Organizations that share so many words with others are not told apart by them.
_COMMON = frozenset(
    map(
        stem,
        ("муниципальное", "бюджетное", "казенное", "автономное", "государственное", "учреждение"),
    )
)
_FORMS = frozenset({"мбу", "мбоу", "маоу", "мкоу", "мау", "мбудо"})


Phrases = dict[tuple[str, ...], tuple[str, ...]]


class Places:
    """The names of one catalog, made once for a snapshot."""

    def __init__(self, names: Mapping[str, Mapping[str, str]]) -> None:
        """Take for ``place``, ``municipality`` and ``organization`` the values with their labels."""
        self._settlements = [
            (slug, pattern) for slug, label in names.get("place", {}).items() if (pattern := _settlement(label))
        ]
        self._municipalities = [
            (slug, *patterns) for slug, label in names.get("municipality", {}).items() if (patterns := _district(label))
        ]
        self._phrases, self._short = _organizations(names.get("organization", {}))

    def found_in(self, text: str) -> Iterator[tuple[Match[str], str, tuple[str, ...]]]:
        """Each place of a line: where it stands, the key of its filter, the values; the surest first."""
        for slug, sure, _ in self._municipalities:
            for match in sure.finditer(text):
                yield match, "municipality", (slug,)
        for match, values in self._organizations_in(text):
            yield match, "organization", values
        by_span: dict[tuple[int, int], tuple[Match[str], list[str]]] = {}
        for slug, pattern in self._settlements:
            for match in pattern.finditer(text):
                by_span.setdefault(match.span(), (match, []))[1].append(slug)
        for match, slugs in sorted(by_span.values(), key=lambda one: one[0].start() - one[0].end()):
            yield match, "place", tuple(slugs)
        for slug, _, bare in self._municipalities:
            for match in bare.finditer(text):
                yield match, "municipality", (slug,)

    def _organizations_in(self, text: str) -> Iterator[tuple[Match[str], tuple[str, ...]]]:
        words = list(re.finditer(r"[^\W_]+", text))
        stems = [stem(word[0]) for word in words]
        for length in range(min(8, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                part = tuple(stems[start : start + length])
                values = self._phrases.get(part) if length > 1 else self._short.get(words[start][0])
                if values:
                    begin, end = words[start].start(), words[start + length - 1].end()
                    match = re.compile(re.escape(text[begin:end])).match(text, begin)
                    if match:
                        yield match, values


def _inflected(word: str) -> str:
    """Pattern of a name's word in any case."""
    for ending, forms in _ADJECTIVES:
        if ending.search(word) and len(word) > 5:
            return re.escape(ending.sub("", word)) + forms
    root = _NOUN_END.sub("", word)
    return re.escape(root) + r"\w{0,3}" if len(root) >= _SHORTEST - 1 else re.escape(word)


def _settlement(label: str) -> Pattern[str] | None:
    """Pattern of a settlement: its name with or without its type; short or common names want a preposition."""
    name = _TYPE_OF_NAME.sub(" ", f" {fold(label)} ").strip(" ,.")
    words = re.findall(r"[^\W_]+", name)
    if not words or len("".join(words)) < 3:
        return None
    body = r"[\s-]+".join(_inflected(word) for word in words)
    before = rf"(?:(?:{_PREPOSITION})?(?:{_KINDS})\.?\s*|{_PREPOSITION})"
    is_sure = len(words) > 1 or len(words[0]) >= 7
    return whole(rf"{before}?{body}" if is_sure else rf"{before}{body}")


def _district(label: str) -> tuple[Pattern[str], Pattern[str]] | None:
    """Patterns of a municipality: with the word «район» or «округ», and its bare name."""
    name = re.sub(r"\b(?:муниципальн\w+|городск\w+|район\w*|округ\w*|р-н)\b", " ", fold(label)).strip(" ,.")
    words = re.findall(r"[^\W_]+", name)
    if not words:
        return None
    body = r"[\s-]+".join(_inflected(word) for word in words)
    root = re.sub(r"с?к?(?:ий|ой)$", "", words[-1])
    short = rf"|{_PREPOSITION}{re.escape(root)}к?\w{{0,2}}" if len(words) == 1 and len(root) >= 6 else ""
    return whole(rf"(?:{_PREPOSITION})?{body}{_DISTRICT}"), whole(rf"(?:{_PREPOSITION})?{body}{short}")


def _organizations(
    names: Mapping[str, str],
) -> tuple[dict[tuple[str, ...], tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Names as runs of stems and as their first letters («ДШИ»), each with the organizations it may mean."""
    phrases: dict[tuple[str, ...], list[str]] = defaultdict(list)
    short: dict[str, list[str]] = defaultdict(list)
    for value, label in names.items():
        words = [word for word in _words(label) if word not in STOP_WORDS]
        stems = tuple(stem(word) for word in words if stem(word) not in _COMMON)
        if len(stems) > 1:
            phrases[stems].append(value)
        for acronym in {"".join(word[0] for word in words), *_capitals(label)}:
            if len(acronym) >= 3:
                short[acronym].append(value)
    return (
        {stems: tuple(values) for stems, values in phrases.items()},
        {letters: tuple(values) for letters, values in short.items()},
    )


def _words(label: str) -> list[str]:
    return [part for word in typed_words(label) for part in word.split("-")]


def _capitals(label: str) -> Iterable[str]:
    """Words of a name that are written in capitals: «МБУ ДО ДЮСШ» → дюсш."""
    return (fold(word) for word in re.findall(r"\b[А-ЯЁ]{3,7}\b", label) if fold(word) not in _FORMS)
