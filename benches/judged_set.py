"""The judged queries: reading them, and what each way of searching makes of them."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent / "judged"
#: Programs that are looked at.
TOP = 5
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Query:
    """One judged query; no patterns = nothing fits. ``where`` are constraints that an answer must meet."""

    kind: str
    text: str
    patterns: tuple[str, ...]
    where: Mapping[str, tuple[str, ...]]

    @property
    def is_held_out(self) -> bool:
        """Half of the queries by their hash: never looked at while rules are made."""
        return hashlib.sha256(self.text.encode()).digest()[0] % 2 == 1


@dataclass(frozen=True, slots=True)
class Paper:
    """A program as it is judged: what it is about, as folded text, and whether it meets constraints."""

    id: int
    about: str
    meets: Callable[[Mapping[str, tuple[str, ...]]], bool]


@dataclass(frozen=True, slots=True)
class Marks:
    """Means over queries."""

    queries: int
    success1: float
    success5: float
    reciprocal: float
    recall5: float

    def __str__(self) -> str:
        return (
            f"{self.queries:3} queries  s@1 {self.success1:6.1%}  s@5 {self.success5:6.1%}  "
            f"MRR {self.reciprocal:.3f}  recall@5 {self.recall5:6.1%}"
        )


def read_queries() -> list[Query]:
    """The judged queries in the order of the file."""
    topics = tomllib.loads((HERE / "topics.toml").read_text(encoding="utf-8"))
    found = []
    for line in (HERE / "queries.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        kind, rest = line.split(";", 1)
        match = re.fullmatch(r"(.+);([a-z,–]+)(?:;(.*=.*))?", rest)
        assert match, line
        text, about, where = match[1], match[2], match[3] or ""
        stated = dict(one.split("=", 1) for one in re.split(r"\s(?=[a-z_]+=)", where) if one)
        patterns = () if about == "–" else tuple(topics[one] for one in about.split(","))
        found.append(Query(kind, text, patterns, {key: tuple(value.split(",")) for key, value in stated.items()}))
    return found


def relevant(query: Query, papers: Sequence[Paper]) -> frozenset[int]:
    """Programs that answer a query."""
    patterns = [re.compile(one) for one in query.patterns]
    return frozenset(
        one.id for one in papers if any(pattern.search(one.about) for pattern in patterns) and one.meets(query.where)
    )


def marks(answers: Sequence[tuple[frozenset[int], Sequence[int]]]) -> Marks:
    """Marks of answers given as relevant programs and found ones in order."""
    count = max(1, len(answers))
    ranks = [next((at for at, one in enumerate(found, 1) if one in right), 0) for right, found in answers]
    recalls = [len(right & set(found[:TOP])) / min(TOP, len(right)) for right, found in answers]
    return Marks(
        queries=len(answers),
        success1=sum(rank == 1 for rank in ranks) / count,
        success5=sum(0 < rank <= TOP for rank in ranks) / count,
        reciprocal=sum(1 / rank for rank in ranks if rank) / count,
        recall5=sum(recalls) / count,
    )
