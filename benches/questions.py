"""What families ask: the same questions each time."""

from __future__ import annotations

from random import Random

import region_words

from navigator.search.filters import Filters

ACTIVITIES = tuple(name for _, names in region_words.DIRECTIONS.values() for name in names)


def filters(number: int, seed: int = 1) -> list[Filters]:
    """Filters without words: nothing, one, or several together."""
    return [_filters(Random(seed * 1_000_003 + one)) for one in range(number)]


def questions(number: int, seed: int = 1) -> list[Filters]:
    """Words, beginnings of words and rare words, with filters."""
    found = []
    for one in filters(number, seed):
        random = Random(f"{seed} {len(found)}")
        found.append(Filters(**{key: getattr(one, key) for key in Filters.__slots__ if key != "q"}, q=_words(random)))
    return found


def _filters(random: Random) -> Filters:
    return Filters(
        direction=random.choice(((), (), ("art",), ("tech", "sport"))),
        age=random.choice(((), (), (random.randint(5, 17),))),
        day=random.choice(((), (), ("sat",), ("mon", "wed"))),
        time=random.choice(((), (), (), ("evening",))),
        payment=random.choice(((), (), ("free",), ("certificate",))),
        max_price=random.choice((None, None, None, 2_000)),
        open=random.random() < 0.3,
        sort=random.choice(("relevance", "relevance", "relevance", "price", "start", "name")),
        page=random.choice((1, 1, 1, 2)),
    )


def _words(random: Random) -> str:
    activity = random.choice(ACTIVITIES)
    common = random.choice(region_words.VOCABULARY[:100])
    kind = random.random()
    if kind < 0.35:
        return activity
    if kind < 0.5:
        return activity[: random.randint(3, 6)]
    if kind < 0.75:
        return f"{common} {activity}"
    if kind < 0.9:
        return f"{common} {random.choice(region_words.NAMES)} {activity[:4]}"
    return common
