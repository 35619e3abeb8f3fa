"""Whether a group takes requests today, and what to say when it does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from navigator.rules.ages import ADULT_MONTHS


@dataclass(frozen=True, slots=True)
class Admission:
    """What decides whether a group is open.

    ``free_places`` is None when nobody said; ``vacancy`` is a key of ``vocabulary.VACANCIES``.
    """

    published: bool
    active: bool
    locked: bool
    apply_from: date | None
    apply_to: date | None
    date_start: date | None
    date_end: date | None
    free_places: int | None
    vacancy: str
    age_from: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """``state`` is open, waitlist or closed; ``reason`` is a key for the words on the page."""

    state: str
    reason: str

    @property
    def is_open(self) -> bool:
        return self.state == "open"


#: What a group says that takes requests.
OPEN = Verdict("open", "open")


def admission(group: Admission, today: date) -> Verdict:
    """Say whether a group is open today.

    A group is open when published, active, not locked, inside its window or without one, and not stated full.
    A full group whose window is open keeps a waiting list. Adults' groups never take requests.
    """
    if not group.published or not group.active:
        return Verdict("closed", "inactive")
    if group.age_from is not None and group.age_from >= ADULT_MONTHS:
        return Verdict("closed", "adults")
    if group.locked:
        return Verdict("closed", "locked")
    if group.date_end is not None and group.date_end < today:
        return Verdict("closed", "ended")
    if group.apply_from is not None and today < group.apply_from:
        return Verdict("closed", "not_yet")
    if group.apply_to is not None and today > group.apply_to:
        return Verdict("closed", "window_over")
    if group.free_places == 0 or (group.free_places is None and group.vacancy == "none"):
        return Verdict("waitlist", "full")
    if group.date_start is None and group.apply_from is None and group.apply_to is None:
        return Verdict("open", "dates_unclear")
    return Verdict("open", "places_unclear" if group.free_places is None and group.vacancy != "some" else "open")
