"""Cards of the results: what fits on two lines about a program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from navigator.data import Direction, Municipality, Organization, Program, Settlement
from navigator.data.rows import dicts
from navigator.rules.ages import AgeRange, age_range, is_for_adults
from navigator.search.arrays import HIDDEN
from navigator.services.groups import GroupView, groups_of

#: A card that nobody vouched for in so long is marked as stale.
STALE_AFTER = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Card:
    """One program of a list; ``groups`` are the ones that fit the filters, or all of them."""

    id: int
    name: str
    direction: str
    organization_id: int
    organization: str
    settlement: str
    municipality: str
    age: AgeRange | None
    for_adults: bool
    is_stale: bool
    state: str  # open, waitlist or closed
    uses_distance: bool
    marks: tuple[str, ...]  # best, gifted, network
    groups: tuple[GroupView, ...]
    groups_total: int

    @property
    def by_certificate(self) -> bool:
        return any(group.by_certificate for group in self.groups)

    @property
    def month_price(self) -> int | None:
        """Smallest price a month over the groups, kopecks; 0 = free, None = not stated."""
        stated = [group.month_price for group in self.groups if group.month_price is not None]
        return min(stated) if stated else None

    @property
    def free_places(self) -> int | None:
        """Free places of the open groups; None when some group does not say."""
        return free_places(self.groups)


def free_places(groups: Iterable[GroupView]) -> int | None:
    """Free places of the open groups together; None when some open group does not say, or none is open."""
    counted = [group.free_places for group in groups if group.verdict.is_open]
    known = [places for places in counted if places is not None]
    return sum(known) if counted and len(known) == len(counted) else None


def is_stale(refreshed_on: date | None, today: date) -> bool:
    """True when nobody vouched for a card in the last half-year."""
    return refreshed_on is not None and today - refreshed_on > STALE_AFTER


def state_of(groups: Sequence[GroupView]) -> str:
    """State of a program: the best state of its groups."""
    states = {group.verdict.state for group in groups}
    return "open" if "open" in states else "waitlist" if "waitlist" in states else "closed"


def cards(
    ids: Sequence[int],
    today: date,
    matched: Mapping[int, frozenset[int]] | None = None,
    kept: dict[int, Any] | None = None,
) -> list[Card]:
    """Cards of programs, in the order of ``ids``; unknown ids are left out.

    :param matched: for each program the groups that satisfy the filters together; others are not shown on its card.
    :param kept: what was read before of this catalog on this day; what is read now is put there.
    """
    known: dict[int, Any] = {} if kept is None else kept
    missing = [number for number in ids if number not in known]
    if missing:
        read = groups_of(missing, today)
        known.update({row["id"]: (row, read.get(row["id"], [])) for row in card_rows(missing)})
    return [
        _card(row, groups, (matched or {}).get(number), today)
        for number, (row, groups) in ((number, known[number]) for number in ids if number in known)
    ]


def card_rows(ids: Sequence[int]) -> list[dict[str, Any]]:
    """What cards show of programs themselves, in any order; unknown ids are left out."""
    return dicts(
        Program.select(
            Program.id,
            Program.name,
            Program.age_from,
            Program.age_to,
            Program.refreshed_on,
            Program.uses_distance,
            Program.marks,
            Program.network,
            Direction.name.alias("direction_name"),
            Organization.id.alias("organization_id"),
            Organization.public_name,
            Settlement.name.alias("settlement"),
            Municipality.name.alias("municipality"),
        )
        .join(Organization)
        .join(Municipality)
        .switch(Organization)
        .left_outer_join(Settlement)
        .switch(Program)
        .left_outer_join(Direction)
        .where(Program.id.in_(list(ids)), Program.state == "published", Organization.status.not_in(HIDDEN))
    )


def _card(row: dict[str, Any], groups: list[GroupView], fitting: frozenset[int] | None, today: date) -> Card:
    shown = [group for group in groups if not fitting or group.id in fitting] or groups
    shown = [group for group in shown if group.verdict.is_open] or shown
    age = age_range(row["age_from"], row["age_to"])
    adults = is_for_adults(age, (group.age for group in groups))
    settlements = {group.settlement for group in shown if group.settlement}
    return Card(
        id=row["id"],
        name=str(row["name"]),
        direction=str(row["direction_name"] or ""),
        organization_id=row["organization_id"],
        organization=str(row["public_name"]),
        settlement=settlements.pop() if len(settlements) == 1 else str(row["settlement"] or ""),
        municipality=str(row["municipality"]),
        age=age,
        for_adults=adults,
        is_stale=is_stale(row["refreshed_on"], today),
        state="closed" if adults else state_of(shown),
        uses_distance=bool(row["uses_distance"]),
        marks=(*row["marks"], *(("network",) if row["network"] else ())),
        groups=tuple(shown),
        groups_total=len(groups),
    )
