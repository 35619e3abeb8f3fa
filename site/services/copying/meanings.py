"""Synonyms of a copy: which words of its programs answer for which typed ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import lru_cache

from navigator.search.text import stem
from navigator.search.thesaurus import SAME_ROOT, Term, fillers, thesaurus

#: In a large copy a typed word that so many programs have needs no others; else at most so many stand for it.
PLENTY, FEW_OTHERS = 24, 3


@lru_cache(maxsize=1)
def _askers() -> dict[str, tuple[str, ...]]:
    """For each stem of an answer the first stems of the terms that ask for it."""
    found: dict[str, set[str]] = defaultdict(set)
    for asker, related in thesaurus().families():
        for one in (part for term in related for part in term):
            found[one].add(asker[0])
    return {word: tuple(sorted(askers)) for word, askers in found.items()}


def read_tables() -> None:
    """Read the tables of words now, while there is something to wait for anyway."""
    _askers()
    noise()


def asking_for(words: Collection[str]) -> set[str]:
    """First stems of the terms that these words answer for, if the copy has them."""
    known = _askers()
    return {asker for word in words for asker in known.get(word, ())}


def meanings(sizes: Mapping[str, int], *, small: bool) -> dict[str, list[str]]:
    """By first stem what else answers for terms, those of most worth first: «рисован=изо,живопис;рисунк,акварел».

    Terms of several stems are joined by «+»; before «;» stand those of the same root. A term is named when all of its
    stems are in the copy.
    :param sizes: for each word of the copy in how many programs it is.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for asker, related in thesaurus().families():
        if not small and len(asker) == 1 and sizes.get(asker[0], 0) >= PLENTY:
            continue
        there = [(term, worth) for term, worth in related.items() if all(one in sizes for one in term)]
        there.sort(key=lambda one: -one[1])
        if not small:
            there = there[:FEW_OTHERS]
        if there:
            near = ",".join(_said(term) for term, worth in there if worth >= SAME_ROOT)
            far = ",".join(_said(term) for term, worth in there if worth < SAME_ROOT)
            others = f"{near};{far}" if far else near
            found[asker[0]].append(f"{_said(asker)}={others}")
    return dict(found)


def _said(term: Term) -> str:
    return "+".join(term)


@lru_cache(maxsize=1)
def noise() -> frozenset[str]:
    """Stems of words that say nothing of a program."""
    return frozenset(stem(word) for word in fillers())
