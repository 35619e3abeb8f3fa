"""Names: when two spellings are one name, when a name was changed, and names in addresses."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

#: How alike two folded names must be (difflib ratio) to be one name that somebody changed.
RENAME_RATIO = 0.65
#: The same for the part of a name in quotes, where both have one.
QUOTED_RATIO = 0.6
SLUG_LENGTH = 80

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_QUOTES = re.compile("[\"'«»„“”‘’‚‛‹›`´″′＂＇]")
_DASHES = re.compile(" ?[-‐‑‒–—―−⁃] ?")
_SPACES = re.compile(r"\s+")
_QUOTED = re.compile('["«„“]([^"«»„“”]{2,})["»“”]')
_DIGITS = re.compile(r"\d+(?:[.,]\d+)?")
_ROMAN = re.compile(r"\b(?:i{1,3}|iv|vi{0,3}|ix|x)\b")
_WORDS = re.compile(r"[^\W_]+")
#: Beginnings of words that tell one step of teaching from another → the step.
_LEVEL_WORDS = {
    "стартов": "initial",
    "ознакомит": "initial",
    "вводн": "initial",
    "начальн": "initial",
    "начинающ": "initial",
    "базов": "basic",
    "основн": "basic",
    "продвинут": "advanced",
    "углубл": "advanced",
    "мастер": "master",
    "профи": "master",
    "pro": "master",
    "перв": "1",
    "втор": "2",
    "трет": "3",
    "четверт": "4",
    "пят": "5",
    "малыш": "small",
    "дошкол": "small",
    "младш": "small",
    "юниор": "junior",
    "средн": "middle",
    "старш": "senior",
    "подготовит": "prep",
    "взросл": "adult",
    "мини": "mini",
    "спутник": "sputnik",
    "индивидуал": "individual",
}
#: Words that begin like a level word and are none.
_NOT_LEVELS = re.compile(
    r"^(?:мастерск|мастериц|пятниц|первоцвет|второклас|программ|проект|прогул|проф[оес]|прост|проб|пром)"
)

_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "h",
            "c",
            "ch",
            "sh",
            "sch",
            "",
            "y",
            "",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)


@lru_cache(maxsize=16384)
def fold_name(text: str) -> str:
    """Key under which spellings of one name meet: case, ё/е, quotes, dashes and spaces do not count.

    A text of nothing but quotes folds to itself, so that only an empty text gives an empty key.
    """
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold().replace("ё", "е")
    folded = _DASHES.sub("-", _SPACES.sub(" ", _QUOTES.sub("", folded)))
    return folded.strip() or _SPACES.sub(" ", text).strip()


def slugify(text: str, length: int = SLUG_LENGTH) -> str:
    """Russian text → ASCII for an address: «с. Новый Акатуй» → ``s-novyy-akatuy``.

    :returns: at most ``length`` characters of a–z, 0–9 and single hyphens; empty when nothing of it can be written so.
    """
    low = unicodedata.normalize("NFKC", text).lower()
    latin = "".join(_LATIN.get(sign, sign) for sign in low)
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    plain = re.sub(r"['\"`]", "", plain)
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(slug) <= length:
        return slug
    cut = slug[: length + 1].rfind("-")
    return slug[: cut if cut > length // 2 else length].strip("-")


@dataclass(frozen=True, slots=True)
class Signals:
    """What makes a name another program and not another spelling."""

    digits: tuple[str, ...]
    levels: frozenset[str]


def identity_signals(name: str) -> Signals:
    """Numbers (also Roman) in order, and words of level, step and age in a name."""
    folded = fold_name(name)
    digits = [*_DIGITS.findall(folded), *_ROMAN.findall(folded)]
    levels = set()
    for word in _WORDS.findall(folded):
        if _NOT_LEVELS.match(word):
            continue
        levels |= {step for beginning, step in _LEVEL_WORDS.items() if _begins(word, beginning)}
    return Signals(tuple(digits), frozenset(levels))


def _begins(word: str, beginning: str) -> bool:
    return word == beginning if len(beginning) <= 3 else word.startswith(beginning)


def places_in(name: str, places: frozenset[str]) -> frozenset[str]:
    """Which of the given place names a name mentions, in any case of grammar («в Куркино», «на Бабушкинской»)."""
    folded = f" {fold_name(name)}"
    found = set()
    for place in places:
        key = fold_name(place)
        stem = key[:-2] if len(key) > 5 else key
        if stem and re.search(rf"(?<!\w){re.escape(stem)}\w{{0,4}}(?!\w)", folded):
            found.add(key)
    return frozenset(found)


def may_be_renamed(old: str, new: str, places: frozenset[str] = frozenset()) -> bool:
    """True when ``new`` may be ``old`` under a changed name: alike enough, with the same numbers, levels and places.

    :param places: names of settlements and districts that would make it another program.
    """
    first, second = fold_name(old), fold_name(new)
    if first == second:
        return True
    if identity_signals(old) != identity_signals(new) or places_in(old, places) != places_in(new, places):
        return False
    if SequenceMatcher(None, first, second, autojunk=False).ratio() < RENAME_RATIO:
        return False
    quoted_old, quoted_new = _QUOTED.search(old), _QUOTED.search(new)
    if quoted_old and quoted_new:
        pair = fold_name(quoted_old[1]), fold_name(quoted_new[1])
        return SequenceMatcher(None, *pair, autojunk=False).ratio() >= QUOTED_RATIO
    return True


def quoted(name: str) -> str:
    """«Название»: a name in quotes, unless it brings its own."""
    return name if "«" in name or '"' in name else f"«{name}»"


def plural(n: int, one: str, few: str, many: str) -> str:
    """Russian form of a noun after a whole number: 1 место, 2 места, 5 мест, 11 мест, 21 место."""
    tens, units = abs(n) % 100, abs(n) % 10
    if units == 1 and tens != 11:
        return one
    return few if 2 <= units <= 4 and not 12 <= tens <= 14 else many
