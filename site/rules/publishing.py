"""States of programs, the moves between them, and which changes a centre looks at first.

Two tables: a program on its way to families, and a change of a published one. The service checks a move against the
tables, the desk draws its buttons from them. Source of the states: the exchange format of Госуслуги.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from navigator.rules.states import CENTER, ORGANIZATION, REGION, Move

#: State of a program without a change that waits.
NO_PROPOSAL = ""
PROPOSAL_STATES = {"waiting": "Изменения на проверке", "returned": "Изменения ждут правки"}

_CENTERS = (CENTER, REGION)
_STAFF = (ORGANIZATION, CENTER, REGION)


@dataclass(frozen=True, slots=True)
class Step:
    """A move with the places where it exists: ``moderated`` is None where it exists everywhere."""

    move: Move
    moderated: bool | None = None


PROGRAM_STEPS = (
    Step(Move("submit", "Отправить на проверку", ("draft", "needs_fix"), "moderation", (ORGANIZATION,)), True),
    Step(Move("recall", "Вернуть в черновики", ("moderation",), "draft", (ORGANIZATION,)), True),
    Step(Move("publish", "Опубликовать", ("draft", "needs_fix", "moderation"), "published", _CENTERS), True),
    Step(Move("publish", "Опубликовать", ("draft", "needs_fix", "moderation"), "published", _STAFF), False),
    Step(
        Move("return", "Вернуть с замечаниями", ("moderation",), "needs_fix", _CENTERS, needs=("remarks",)),
        True,
    ),
    Step(
        Move("withdraw", "Снять с публикации", ("published",), "needs_fix", _CENTERS, needs=("remarks",)),
        True,
    ),
    Step(Move("archive", "В архив", ("draft", "needs_fix", "moderation", "published"), "archived", _STAFF)),
    Step(Move("restore", "Вернуть из архива", ("archived",), "draft", _STAFF)),
)
PROPOSAL_STEPS = (
    Step(Move("approve", "Одобрить изменения", ("waiting", "returned"), NO_PROPOSAL, _CENTERS)),
    Step(Move("return_changes", "Вернуть изменения с замечаниями", ("waiting",), "returned", _CENTERS, ("remarks",))),
    Step(Move("drop_changes", "Отозвать изменения", ("waiting", "returned"), NO_PROPOSAL, (ORGANIZATION,))),
)

#: Columns whose change in a published program waits for the centre: direction, age, hours, price.
GUARDED_PROGRAM = ("direction", "activities", "age_from", "age_to", "hours_week", "hours_total")
GUARDED_GROUP = ("age_from", "age_to", "hours_week", "funding", "status")
REGISTER_ROLES = (REGION,)


def steps_from(state: str, proposal: str, actor: str, *, moderated: bool) -> tuple[Move, ...]:
    """Moves that an actor may make of a program and of its waiting changes, in the order of their buttons."""
    return tuple(
        step.move
        for steps, now in ((PROPOSAL_STEPS, proposal), (PROGRAM_STEPS, state))
        for step in steps
        if now and now in step.move.sources and actor in step.move.actors and step.moderated in {None, moderated}
    )


def find_step(event: str, state: str, proposal: str, actor: str, *, moderated: bool) -> Move | None:
    """The move of an event, or None when the tables have none."""
    return next((one for one in steps_from(state, proposal, actor, moderated=moderated) if one.event == event), None)


def may_edit(state: str, actor: str) -> bool:
    """Whether the card of a program may be changed: not while it is checked by others, not in the archive."""
    if state == "archived" or not actor:
        return False
    return actor in _CENTERS or state != "moderation"


def waits_for_word(state: str, actor: str, *, moderated: bool) -> bool:
    """Whether guarded changes of a program wait: it is published, and an organization made them."""
    return moderated and state == "published" and actor == ORGANIZATION


def split_changes(changes: Mapping[str, Any], guarded: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Changes that are made at once, and those that wait for the centre."""
    now = {key: value for key, value in changes.items() if key not in guarded}
    later = {key: value for key, value in changes.items() if key in guarded}
    if "direction" not in later and "activities" in later:  # activities alone change nothing that is promised
        now["activities"] = later.pop("activities")
    return now, later


def state_from_file(before: str, said: str | None) -> str:
    """State that a program takes after an organization's file where a centre looks at programs first.

    :param before: its state, empty for a new one.
    :param said: what the file says, if it does.
    """
    if said == "archived" or (before == "archived" and said is None):
        return "archived"
    if before in {"published", "moderation"}:
        return before
    if said == "draft" or (before and said is None):
        return "draft" if said == "draft" else before
    return "moderation"
