"""Who of the staff may see and do what: roles, and the territory that each account works in."""

from __future__ import annotations

from dataclasses import dataclass

from navigator.rules.states import CENTER, ORGANIZATION, REGION

OBSERVER = "observer"
ROLES = {
    ORGANIZATION: "Организация",
    CENTER: "Муниципальный центр",
    REGION: "Региональный центр",
    OBSERVER: "Наблюдатель",
}
#: Roles that must have a second factor: they see more than one organization.
SECOND_FACTOR = frozenset({CENTER, REGION, OBSERVER})
SHORTEST_PASSWORD = 10


@dataclass(frozen=True, slots=True)
class Territory:
    """What an account works in; ids, None where the role has no such bound.

    An observer of a municipality sees it, one without sees everything; neither moves anything.
    """

    role: str
    account: int = 0
    organization: int | None = None
    municipality: int | None = None

    @property
    def actor(self) -> str:
        """The actor of the table of moves; an observer is none."""
        return "" if self.role == OBSERVER else self.role

    @property
    def is_everything(self) -> bool:
        return self.role == REGION or (self.role == OBSERVER and self.municipality is None)


def place_needed(role: str) -> str:
    """``organization`` or ``municipality`` where an account of the role must name one, else empty."""
    return {ORGANIZATION: "organization", CENTER: "municipality"}.get(role, "")
