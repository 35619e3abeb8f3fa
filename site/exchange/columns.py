"""Names of columns: ours, and what people call them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

from navigator.exchange.column_titles import IGNORED, WEEKDAY_COLUMNS
from navigator.exchange.records import FileProblem
from navigator.exchange.sniff import decode
from navigator.rules.names import fold_name

#: How sure a match is.
EXACT, WITHOUT_BRACKETS, PART, ALIKE = 4, 3, 2, 1
#: How alike a misspelt header must be (difflib ratio), and from which length.
ALIKE_RATIO = 0.88
ALIKE_LENGTH = 7
#: Likeness is slow: so many texts of a file are tried, which is more than any header has.
MOST_LIKENED = 600
LONGEST_HEADER = 200

_BRACKETS = re.compile(r"\s*[(\[].*?[)\]]\s*")
_MARKS = re.compile(r"[*:;.!?,]+")
_SLASH = re.compile(r"\s*/\s*")
#: A header that names a price and one of these words means another column.
_REFINED = (
    ("price", re.compile(r"мес|month"), "price_month"),
    ("price", re.compile(r"заняти|час|lesson"), "price_hour"),
)
_LOOK_ALIKE = str.maketrans("aceopxykmthb", "асеорхукмтнв")


def fold_header(text: str) -> str:
    """Key of a header: folded, underscores as spaces, marks dropped, Latin look-alikes in Russian words put right."""
    folded = _SLASH.sub("/", _MARKS.sub(" ", fold_name(text).replace("_", " "))).replace("ф и о", "фио")
    words = [
        word.translate(_LOOK_ALIKE) if re.search("[а-я]", word) and re.search("[a-z]", word) else word
        for word in folded.split()
    ]
    return " ".join(words)


@dataclass(frozen=True, slots=True)
class Match:
    """A header understood: our column and how sure that is."""

    key: str
    score: int


class Matcher:
    """Finds our column of a header by its known titles, then by part of it, then by likeness."""

    def __init__(self, titles: Mapping[str, tuple[str, ...]], overrides: Mapping[str, str] | None = None) -> None:
        self.keys = frozenset(titles)
        self._exact: dict[str, str] = {}
        for key, names in titles.items():
            for name in (key, *names):
                self._exact.setdefault(fold_header(name), key)
        self._longest = max(map(len, self._exact))
        self._likened = 0
        self._overrides = {fold_header(header): key for key, header in (overrides or {}).items()}
        self._overridden = frozenset(overrides or {})
        self._found = lru_cache(maxsize=2048)(self._find)

    def find(self, header: str) -> Match | None:
        """Our column of a header, None when it is not understood."""
        return self._found(header) if 0 < len(header) <= LONGEST_HEADER else None

    def _find(self, header: str) -> Match | None:
        folded = fold_header(header)
        if folded in self._overrides:
            return Match(self._overrides[folded], EXACT + 1)
        found = self._guess(folded)
        for key, words, better in _REFINED:
            if found is not None and found.key == key and better in self.keys and words.search(folded):
                found = Match(better, found.score)
        return None if found is None or found.key in self._overridden else found

    def _guess(self, folded: str) -> Match | None:
        if not folded or folded in IGNORED:
            return None
        if key := self._exact.get(folded):
            return Match(key, EXACT)
        bare = _BRACKETS.sub(" ", folded).strip()
        if bare in IGNORED:
            return None
        if key := self._exact.get(bare):
            return Match(key, WITHOUT_BRACKETS)
        parts = [
            title
            for title in self._exact
            if len(title) >= 6 and len(bare) <= 2.5 * len(title)
            if bare.startswith(f"{title} ") or bare.endswith(f" {title}")
        ]
        if parts:
            return Match(self._exact[max(parts, key=len)], PART)
        return self._alike(bare)

    def _alike(self, bare: str) -> Match | None:
        if not ALIKE_LENGTH <= len(bare) <= self._longest + 3 or self._likened >= MOST_LIKENED:
            return None
        self._likened += 1
        best, ratio = "", ALIKE_RATIO
        matcher = SequenceMatcher(None, "", bare, autojunk=False)
        for title in self._exact:
            if abs(len(title) - len(bare)) > 3:
                continue
            matcher.set_seq1(title)
            if matcher.quick_ratio() >= ratio and (likeness := matcher.ratio()) >= ratio:
                best, ratio = title, likeness
        return Match(self._exact[best], ALIKE) if best else None


def load_mapping(path: Path, titles: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Read a mapping file: JSON ``{our column: header in the table}``.

    :raises FileProblem: no such file, no JSON object of texts, or an unknown column of ours.
    """
    try:
        text, _encoding = decode(path.read_bytes())
        mapping = json.loads(text)
    except OSError as problem:
        raise FileProblem(f"Файл соответствия {path} не читается: {problem.strerror or problem}") from None
    except (ValueError, RecursionError):
        raise FileProblem(f'Файл соответствия {path} – не JSON. Пример: {{"name": "Кружок"}}') from None
    return check_mapping(mapping, titles)


def check_mapping(mapping: object, titles: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The mapping itself, when it is an object of texts and names only columns of ours.

    :raises FileProblem: otherwise.
    """
    if not isinstance(mapping, dict) or not all(isinstance(one, str) for pair in mapping.items() for one in pair):
        raise FileProblem('В файле соответствия нужен один объект: {"наш столбец": "заголовок в таблице"}')
    unknown = sorted(set(mapping) - set(titles))
    if unknown:
        raise FileProblem(
            f"В файле соответствия неизвестные столбцы: {', '.join(unknown)}. Возможны: {', '.join(titles)}"
        )
    return dict(mapping)


__all__ = ["WEEKDAY_COLUMNS", "Match", "Matcher", "check_mapping", "fold_header", "load_mapping"]
