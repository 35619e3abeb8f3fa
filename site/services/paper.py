"""Which groups take requests on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from navigator.data import Municipality, Organization, Program
from navigator.data.rows import tuples
from navigator.rules.ages import age_range, is_for_adults
from navigator.services.groups import GroupView, groups_of

#: Programs that are read at once.
CHUNK = 400


def takes_paper(group: GroupView, how: str, *, for_adults: bool) -> bool:
    """True where a filled sheet is of use: the group is not closed, is for children, and asks nobody to another site.

    :param how: of the program, where the group does not say its own.
    """
    return group.verdict.state != "closed" and not for_adults and (group.apply_how or how) != "link"


def groups_on_paper(program_ids: Sequence[int], today: date) -> Iterator[int]:
    """Ids of the groups of programs that take requests on paper, in the order of the programs."""
    for start in range(0, len(program_ids), CHUNK):
        ids = list(program_ids[start : start + CHUNK])
        groups = groups_of(ids, today)
        how = _how(ids)
        for number in ids:
            ways, low, high = how[number]
            mine = groups.get(number, [])
            adults = is_for_adults(age_range(low, high), (group.age for group in mine))
            yield from (group.id for group in mine if takes_paper(group, ways, for_adults=adults))


def _how(ids: list[int]) -> dict[int, tuple[str, int | None, int | None]]:
    """How each program is applied for, and its ages in months."""
    rows = (
        Program.select(
            Program.id,
            Program.apply_how,
            Organization.apply_how,
            Municipality.apply_how,
            Program.age_from,
            Program.age_to,
        )
        .join(Organization)
        .join(Municipality)
        .where(Program.id.in_(ids))
    )
    return {number: (own or its or place, low, high) for number, own, its, place, low, high in tuples(rows)}
