"""Which stored program and group a record of a file is.

A program is organization + external id, else organization + folded name. A changed name is accepted only where no other
reading is possible; in doubt a program is created and the report says what it looks like.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from navigator.rules.names import RENAME_RATIO, fold_name, may_be_renamed
from navigator.rules.schedule import Slot

#: Comparisons of names that one import may spend on «похоже на».
MOST_COMPARISONS = 50_000


@dataclass(frozen=True, slots=True)
class GroupTraits:
    """What tells one group of a program from another. ``slots`` and ages are None when nobody said.

    A file without a column of names or levels has None there and says nothing of them.
    """

    id: int  # stored id, or the place in the file
    external_id: str | None
    name_key: str | None
    level: str | None
    ordinal: int
    ages: tuple[int | None, int | None] = (None, None)
    slots: tuple[Slot, ...] | None = None

    @property
    def key(self) -> tuple[str, str, int]:
        return self.name_key or "", self.level or "", self.ordinal


@dataclass(frozen=True, slots=True)
class ProgramTraits:
    """What tells one program of an organization from another."""

    id: int  # stored id, or the place in the file
    external_id: str | None
    name: str
    direction: str | None
    activity: int | None
    groups: tuple[GroupTraits, ...]
    archived: bool = False

    @property
    def key(self) -> str:
        return fold_name(self.name)


@dataclass(frozen=True, slots=True)
class Match:
    """``stored`` is the id of the stored program, None when it is new; ``refused`` says why it cannot be told."""

    stored: int | None = None
    renamed_from: str = ""
    looks_like: str = ""
    refused: str = ""


@dataclass(slots=True)
class Budget:
    """Comparisons left."""

    left: int = MOST_COMPARISONS


def match_programs(
    incoming: Sequence[ProgramTraits], stored: Sequence[ProgramTraits], places: frozenset[str], budget: Budget
) -> dict[int, Match]:
    """Find the stored program of each incoming one, all of one organization.

    :param places: names of settlements and districts; names that differ in them are different programs.
    :returns: by id of the incoming program.
    """
    found = _by_external_id(incoming, stored)
    taken = {match.stored for match in found.values()}
    _by_name(incoming, stored, found, taken)
    left = [one for one in incoming if one.id not in found]
    rest = [one for one in stored if one.id not in taken and not one.archived]
    _by_likeness(left, rest, places, found, budget)
    return found


def _by_external_id(incoming: Sequence[ProgramTraits], stored: Sequence[ProgramTraits]) -> dict[int, Match]:
    ids = {one.external_id: one.id for one in stored if one.external_id}
    return {one.id: Match(ids[one.external_id]) for one in incoming if one.external_id and one.external_id in ids}


def _by_name(
    incoming: Sequence[ProgramTraits],
    stored: Sequence[ProgramTraits],
    found: dict[int, Match],
    taken: set[int | None],
) -> None:
    names: dict[str, list[ProgramTraits]] = defaultdict(list)
    for one in stored:
        names[one.key].append(one)
    for one in incoming:
        if one.id in found:
            continue
        same = [
            other
            for other in names.get(one.key, ())
            if other.id not in taken and not (one.external_id and other.external_id)
        ]
        if len(same) > 1:
            same = [other for other in same if not other.archived] or same
        if len(same) > 1:
            text = f"в базе {len(same)} программы «{one.name}»: добавьте столбец external_id, чтобы их различить"
            found[one.id] = Match(refused=text)
        elif same:
            found[one.id] = Match(same[0].id)
            taken.add(same[0].id)


def _by_likeness(
    left: list[ProgramTraits],
    rest: list[ProgramTraits],
    places: frozenset[str],
    found: dict[int, Match],
    budget: Budget,
) -> None:
    kinds = Counter((one.direction, one.activity) for one in left)
    candidates: dict[tuple[str | None, int | None], list[ProgramTraits]] = defaultdict(list)
    for one in rest:
        candidates[one.direction, one.activity].append(one)
    renamed = set()
    for one in left:
        kind = one.direction, one.activity
        same = candidates[kind]
        if kinds[kind] == 1 and len(same) == 1 and _is_renamed(same[0], one, places):
            found[one.id] = Match(same[0].id, renamed_from=same[0].name)
            renamed.add(same[0].id)
    rest = [one for one in rest if one.id not in renamed]
    for one in left:
        if one.id not in found:
            found[one.id] = Match(looks_like=_closest(one, rest, budget))


def _is_renamed(old: ProgramTraits, new: ProgramTraits, places: frozenset[str]) -> bool:
    if old.external_id and new.external_id:
        return False
    return groups_agree(old.groups, new.groups) and may_be_renamed(old.name, new.name, places)


def groups_agree(old: Sequence[GroupTraits], new: Sequence[GroupTraits]) -> bool:
    """True when two programs have the same groups by key, and what both say of ages and lessons is the same.

    Groups without names say nothing by their keys: then lessons must be stated on both sides.
    """
    stored = {group.key: group for group in old}
    if not new or stored.keys() != {group.key for group in new}:
        return False
    return all(_agrees(stored[group.key], group) for group in new)


def _agrees(old: GroupTraits, new: GroupTraits) -> bool:
    if None not in old.ages and None not in new.ages and old.ages != new.ages:
        return False
    if old.slots and new.slots:
        return old.slots == new.slots
    return bool(old.name_key)


def _closest(one: ProgramTraits, others: Sequence[ProgramTraits], budget: Budget) -> str:
    """Name of the stored program that a new one looks like; empty when none does."""
    if not others:
        return ""
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(one.key)
    best, ratio = "", RENAME_RATIO
    for other in others:
        if budget.left <= 0:
            break
        budget.left -= 1
        matcher.set_seq1(other.key)
        if matcher.real_quick_ratio() >= ratio and matcher.quick_ratio() >= ratio and matcher.ratio() >= ratio:
            best, ratio = other.name, matcher.ratio()
    return best


# ---------------------------------------------------------------- groups


def number_groups(keys: Iterable[tuple[str | None, str | None]]) -> list[int]:
    """Ordinals among equal (name key, level), in file order: the second of two equal groups is 1."""
    seen: Counter[tuple[str | None, str | None]] = Counter()
    ordinals = []
    for key in keys:
        ordinals.append(seen[key])
        seen[key] += 1
    return ordinals


def match_groups(incoming: Sequence[GroupTraits], stored: Sequence[GroupTraits]) -> dict[int, int]:
    """Find the stored group of each incoming one of a program: by external id, else by name, level and ordinal.

    :returns: id of the stored group by id of the incoming one; new groups are missing.
    """
    ids = {group.external_id: group.id for group in stored if group.external_id}
    found = {group.id: ids[group.external_id] for group in incoming if group.external_id and group.external_id in ids}
    taken = set(found.values())
    for group in incoming:
        if group.id in found:
            continue
        same = [other for other in stored if other.id not in taken and _may_be(group, other)]
        exact = [other for other in same if other.ordinal == group.ordinal]
        if group.level is None and not exact:
            exact = same[:1]
        if group.name_key is None and (len(same) > 1 or len(incoming) > 1) and (exact and exact[0].name_key):
            continue  # a file without names cannot tell several named groups apart
        if exact:
            found[group.id] = exact[0].id
            taken.add(exact[0].id)
    return found


def _may_be(group: GroupTraits, other: GroupTraits) -> bool:
    if group.external_id and other.external_id:
        return False
    return (group.name_key is None or group.name_key == other.name_key) and (
        group.level is None or group.level == other.level
    )
