"""The wall between territories for programs, and the mark by which two members notice each other."""

from __future__ import annotations

from typing import Any

from peewee import Database

from navigator.data import Group, Municipality, Organization, Program, ProgramProposal
from navigator.data.database import for_update
from navigator.rules.access import Territory
from navigator.rules.publishing import may_edit
from navigator.rules.states import ORGANIZATION
from navigator.services.requests.records import MoveRefused, Stale
from navigator.services.staff.desk import NotMine

STALE = "Пока страница была открыта, здесь сохранили другое. Ваши ответы ниже не пропали: сверьте их и сохраните снова"


def mine(territory: Territory) -> Any:
    """The condition that keeps a query of programs, joined with their organizations, inside a territory."""
    if territory.is_everything:
        return Program.id > 0
    if territory.role == ORGANIZATION:
        return Program.organization == territory.organization
    return Organization.municipality == territory.municipality


def locate(territory: Territory, number: int) -> Program:
    """A program of a territory with its organization and municipality.

    :raises NotMine: it is elsewhere, which is as good as not there.
    """
    found: Program | None = (
        Program.select(Program, Organization, Municipality)
        .join(Organization)
        .join(Municipality)
        .where(Program.id == number, mine(territory))
        .first()
    )
    if found is None:
        raise NotMine(str(number))
    return found


def locked(database: Database, territory: Territory, number: int) -> Program:
    """The same inside a transaction, with nobody else at it until the end."""
    for_update(database, Program.select(Program.id).where(Program.id == number)).tuples().first()
    return locate(territory, number)


def locate_group(program: Program, number: int) -> Group:
    """A group of a program.

    :raises NotMine: the program has no such group.
    """
    found: Group | None = Group.get_or_none(Group.id == number, Group.program == program.id)
    if found is None:
        raise NotMine(str(number))
    return found


def is_moderated(program: Program) -> bool:
    """Whether the centre of the program's municipality looks at programs before families do."""
    return bool(program.organization.municipality.moderation)


def mark_of(row: Program | Group) -> str:
    """What a form carries to tell whether the row changed meanwhile, by staff or by an import."""
    return f"{row.version}-{row.changed_at:%Y%m%d%H%M%S}"


def check_mark(row: Program | Group, mark: str | None) -> None:
    """Refuse to overwrite what somebody else saved meanwhile.

    :raises Stale: the row is not the one that the form showed.
    """
    if mark is not None and mark != mark_of(row):
        raise Stale(STALE)


def check_editable(program: Program, territory: Territory) -> None:
    """Refuse to change a card that is being checked or lies in the archive.

    :raises MoveRefused: says why.
    """
    if not may_edit(program.state, territory.actor):
        why = "в архиве" if program.state == "archived" else "на проверке: сначала верните её в черновики"
        raise MoveRefused(f"Программа {why}")


def proposal_of(program: Program) -> ProgramProposal | None:
    """Changes of a program that wait for the centre, if any."""
    found: ProgramProposal | None = ProgramProposal.get_or_none(ProgramProposal.program == program.id)
    return found
