"""Moves of a program: sent to the centre, returned with remarks, published, put away; decisions of registers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import Database

from navigator.data import Group, Municipality, Program, ProgramProposal, ProgramRemark, Request
from navigator.data.database import write
from navigator.rules.access import Territory
from navigator.rules.publishing import REGISTER_ROLES, find_step
from navigator.rules.states import LIVING, ORGANIZATION
from navigator.rules.vocabulary import REGISTRIES
from navigator.services.problems import storing
from navigator.services.programs.card import FIELDS, GROUP_FIELDS, proposed
from navigator.services.programs.editing import WAITING, check_name, resolve, subject_of, touch, write_columns
from navigator.services.programs.groups import write_group
from navigator.services.programs.territory import check_mark, is_moderated, locate, locked, proposal_of
from navigator.services.programs.versions import keep, registry_words, remember
from navigator.services.requests.records import Missing, Moment, MoveRefused
from navigator.services.staff.accounts import Member
from navigator.services.staff.journal import note

LONGEST_REMARK = 500


@dataclass(frozen=True, slots=True)
class Word:
    """What a member says with a move: remarks by field, a reason, a date."""

    remarks: Mapping[str, str]
    reason: str = ""
    day: date | None = None
    registry: str = ""


def act(
    database: Database, member: Member, number: int, event: str, mark: str | None, word: Word, moment: Moment
) -> None:
    """Make one move of a program.

    :raises NotMine: the program is not in the territory.
    :raises MoveRefused: the tables do not have the move, something is missing, or somebody else moved meanwhile.
    """
    with storing(database), write(database):
        program = locked(database, member.territory, number)
        check_mark(program, mark)
        if event in {"include", "exclude"}:
            _register(database, member, program, event, word, moment)
        elif event == "refresh":
            _refresh(database, member, program, moment)
        else:
            _step(database, member, program, event, word, moment)


def _step(database: Database, member: Member, program: Program, event: str, word: Word, moment: Moment) -> None:
    proposal = proposal_of(program)
    waiting = proposal.state if proposal is not None else ""
    actor, moderated = member.territory.actor, is_moderated(program)
    move = find_step(event, program.state, waiting, actor, moderated=moderated)
    if move is None:
        raise MoveRefused("С этой программой так сделать нельзя: её состояние изменилось")
    remarks = _remarks(program, word.remarks)
    if "remarks" in move.needs and not remarks:
        raise Missing("Напишите хотя бы одно замечание: организация увидит его рядом с полем")
    _check(program, event)
    remember(program, moment)
    if event in {"approve", "return_changes", "drop_changes"}:
        _settle(database, program, event, moment)
    else:
        _move(database, program, event, move.target, moment)
    if event in {"publish", "approve", "archive", "drop_changes"}:
        resolve(program.id, None, moment)
    for field, words in remarks.items():
        resolve(program.id, [field], moment)  # a newer word on a field stands in for the older
        ProgramRemark.create(program=program.id, field=field, words=words, at=moment.utc, account=member.account)
    keep(program, member.account, event, moment, words=word.reason[:LONGEST_REMARK])
    note(database, member.account, event, moment, subject=subject_of(program.id), detail=program.state)


def _move(database: Database, program: Program, event: str, target: str, moment: Moment) -> None:
    """Change the state; what waited for a word beside it is settled with it."""
    columns: dict[str, Any] = {"state": target}
    if event == "publish":
        columns["refreshed_on"] = moment.day(program.organization.municipality.timezone)
    if event in {"withdraw", "archive"}:  # nobody sees the old values any more: the newer ones are the card
        _apply(database, program, moment)
    touch(program, moment, **columns)


def _settle(database: Database, program: Program, event: str, moment: Moment) -> None:
    if event == "approve":
        _apply(database, program, moment)
    elif event == "drop_changes":
        ProgramProposal.delete().where(ProgramProposal.program == program.id).execute()
    else:
        ProgramProposal.update(state="returned", at=moment.utc).where(ProgramProposal.program == program.id).execute()
    touch(program, moment)


def _apply(database: Database, program: Program, moment: Moment) -> None:
    """Write the changes that waited."""
    for part, changes in proposed(program).items():
        if part == "program":
            write_columns(database, program, changes, moment)
            continue
        row = Group.get_or_none(Group.id == int(part), Group.program == program.id)
        if row is not None:
            write_group(database, row, changes)
            Group.update(version=Group.version + 1, changed_at=moment.utc.replace(microsecond=0)).where(
                Group.id == row.id
            ).execute()
    ProgramProposal.delete().where(ProgramProposal.program == program.id).execute()


def _check(program: Program, event: str) -> None:
    """Whether nothing stands in the way of a move."""
    if event in {"submit", "publish"}:
        lacks = [
            words
            for words, there in (("направленность", program.direction_id), ("возраст", program.age_to))
            if not there
        ]
        if not Group.select().where(Group.program == program.id, Group.status != "archived").exists():
            lacks.append("хотя бы одну группу")
        if lacks:
            raise Missing(f"Сначала укажите: {', '.join(lacks)}")
    if event == "restore":
        check_name(program.organization, program.name, program.id)
    if event in {"archive", "withdraw"}:
        waiting = Request.select().where(Request.program == program.id, Request.state.in_(list(LIVING))).count()
        if waiting and event == "archive":
            raise MoveRefused(f"По программе есть живые заявки: {waiting}. Сначала решите их или переведите детей")


def _remarks(program: Program, typed: Mapping[str, str]) -> dict[str, str]:
    groups = {str(row.id) for row in Group.select(Group.id).where(Group.program == program.id)}
    found = {}
    for key, words in typed.items():
        parts = key.split("-", 2)
        is_field = key in FIELDS or (
            len(parts) == 3 and parts[0] == "group" and parts[1] in groups and parts[2] in GROUP_FIELDS
        )
        if is_field and words.strip():
            found[key] = words.strip()[:LONGEST_REMARK]
    return found


def remarks_of(program: Program) -> dict[str, str]:
    """Remarks that are not resolved yet, by field."""
    rows = ProgramRemark.select().where(ProgramRemark.program == program.id, ProgramRemark.resolved_at.is_null())
    return {row.field: row.words for row in rows.order_by(ProgramRemark.id)}


# ---------------------------------------------------------------- registers, vouching


def _register(database: Database, member: Member, program: Program, event: str, word: Word, moment: Moment) -> None:
    if member.territory.role not in REGISTER_ROLES:
        raise MoveRefused("О реестрах решает региональный центр")
    if word.registry not in REGISTRIES:
        raise Missing("Выберите реестр из списка")
    if not word.reason.strip():
        raise Missing("Напишите основание: номер приказа или решения")
    if word.day is None:
        raise Missing("Укажите дату решения")
    has = word.registry in program.registries
    if has == (event == "include"):
        raise MoveRefused("Программа уже в этом реестре" if has else "Программы нет в этом реестре")
    remember(program, moment)
    registries = {*program.registries, word.registry} if event == "include" else {*program.registries} - {word.registry}
    touch(program, moment, registries=tuple(sorted(registries)))
    words = registry_words(word.registry, word.reason.strip()[:LONGEST_REMARK])
    keep(program, member.account, event, moment, words=words, decided_on=word.day)
    note(database, member.account, f"register_{event}", moment, subject=subject_of(program.id), detail=word.registry)


def _refresh(database: Database, member: Member, program: Program, moment: Moment) -> None:
    """Somebody vouches for the card as it stands."""
    if not member.territory.actor or program.state != "published":
        raise MoveRefused("Подтвердить можно только опубликованную программу")
    remember(program, moment)
    touch(program, moment, refreshed_on=moment.day(program.organization.municipality.timezone))
    keep(program, member.account, "refresh", moment)
    note(database, member.account, "program_refresh", moment, subject=subject_of(program.id))


# ---------------------------------------------------------------- the switch of a municipality


def municipalities_of(territory: Territory) -> list[Municipality]:
    """Municipalities whose switch a member may turn: the centre's own, all that take part for the region."""
    if territory.role == ORGANIZATION or not territory.actor:
        return []
    rows = Municipality.select().where(Municipality.is_shown).order_by(Municipality.name)
    if not territory.is_everything:
        rows = rows.where(Municipality.id == territory.municipality)
    return list(rows)


def switch_moderation(database: Database, member: Member, checked: set[str], moment: Moment) -> None:
    """Say which municipalities of a territory check programs.

    :param checked: slugs of those that do; the others of the territory publish at once. Changes that waited there
        are made, since nobody looks at them any more.
    """
    with storing(database), write(database):
        for one in municipalities_of(member.territory):
            wanted = one.slug in checked
            if bool(one.moderation) == wanted:
                continue
            Municipality.update(moderation=wanted).where(Municipality.id == one.id).execute()
            note(
                database, member.account, "moderation", moment, subject=one.slug[:40], detail="on" if wanted else "off"
            )
            if not wanted:
                _release(database, member, one, moment)


def _release(database: Database, member: Member, municipality: Municipality, moment: Moment) -> None:
    rows = list(ProgramProposal.select().where(ProgramProposal.state.in_([WAITING, "returned"])))
    for row in rows:
        program = locate(Territory("regional_center"), row.program_id)
        if program.organization.municipality_id == municipality.id:
            remember(program, moment)
            _apply(database, program, moment)
            touch(program, moment)
            keep(program, member.account, "approve", moment, words="Проверка программ выключена")
