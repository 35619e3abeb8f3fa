"""The data of reading: patterns and words, read once from files beside the code."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from re import Pattern

FOLDER = Path(__file__).parent.parent / "lexicon"


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and the values of a key that it stands for."""

    key: str
    values: tuple[str, ...]
    pattern: Pattern[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that the file of patterns says."""

    days: dict[str, str]  # code → pattern of one day
    rules: tuple[Rule, ...]
    ages: tuple[tuple[tuple[int, ...], Pattern[str]], ...]
    fillers: frozenset[str]


def whole(pattern: str) -> Pattern[str]:
    """A pattern that matches whole words only; hyphenated words count as one."""
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w])")


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The patterns, compiled."""
    data = tomllib.loads((FOLDER / "reading.toml").read_text(encoding="utf-8"))
    rules = [Rule("day", tuple(values.split()), whole(pattern)) for values, pattern in data["days"].items()]
    # «не платно» before «платно», «очно-заочная» before «заочная»: longer patterns first inside a key.
    for key in ("payment", "open", "distance", "health", "level", "year", "form", "time"):
        parts = sorted(data[key].items(), key=lambda one: -len(one[1]) if key != "form" else len(one[0]))
        rules += [Rule(key, tuple(values.split()), whole(pattern)) for values, pattern in parts]
    ages = tuple(
        (tuple(int(year) for year in years.split()), whole(pattern)) for years, pattern in data["ages"].items()
    )
    return Lexicon(data["day"], tuple(rules), ages, frozenset(data["fillers"]["words"].split()))
