"""Experts' assessments and the marks of a program, written by municipal and regional centres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from peewee import Database

from navigator.data import Municipality, Organization, Program, QualityMark, QualityReview
from navigator.data.database import catalog_changed, for_update, write
from navigator.data.rows import tuples
from navigator.rules.access import Territory
from navigator.rules.names import fold_name
from navigator.rules.states import ORGANIZATION
from navigator.services.problems import storing
from navigator.services.requests.records import Moment, Stale
from navigator.services.reviews.showing import Assessment, assessments_of
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine
from navigator.services.staff.journal import note

PAGE = 50


@dataclass(frozen=True, slots=True)
class ProgramMarks:
    """A program as the page of its marks shows it."""

    id: int
    name: str
    organization: str
    is_published: bool
    best: bool
    gifted: bool
    network: bool
    partners: str
    counts_money: bool
    normative: int | None  # kopecks of a whole term
    assessments: tuple[Assessment, ...] = ()

    @property
    def seen(self) -> str:
        """What tells these marks from any others: a form carries it, so that nobody writes over a colleague."""
        said = repr((self.best, self.gifted, self.network, self.partners, self.normative))
        return sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Typed:
    """An assessment as the form gives it; ``marks`` are criteria with their marks."""

    kind: str
    expert: str
    organization: str
    held_on: date
    scale: int
    conclusion: str
    decision: str
    marks: tuple[tuple[str, int], ...] = field(default=())


def _mine(territory: Territory) -> Any:
    """Programs of a centre's place; nobody else's."""
    if not territory.actor or territory.role == ORGANIZATION:
        return Program.id < 0
    return Program.id > 0 if territory.is_everything else Organization.municipality == territory.municipality


def _programs(territory: Territory) -> Any:
    rows = Program.select(Program, Organization, Municipality).join(Organization).join(Municipality)
    return rows.where(_mine(territory), Program.state != "archived")


def marked_programs(
    database: Database, member: Member, q: str, page: int
) -> tuple[tuple[ProgramMarks, ...], int, int, int]:
    """Programs of a territory whose names or organizations hold all words.

    :returns: a page of rows, how many there are, the page and the number of pages.
    """
    with storing(database):
        found = _programs(member.territory)
        for word in fold_name(q).split():
            found = found.where(Program.name_key.contains(word) | Organization.name_key.contains(word))
        total = found.count()
        pages = max(1, -(-total // PAGE))
        at = page if 1 <= page <= pages else 1
        rows = found.order_by(Organization.name_key, Program.name_key, Program.id).paginate(at, PAGE)
        return tuple(_marks(row) for row in rows), total, at, pages


def program_marks(database: Database, member: Member, program: int) -> ProgramMarks:
    """The marks and assessments of a program.

    :raises NotMine: it lies outside the territory, or is not there.
    """
    with storing(database):
        return _marks(_program(member, program), assessments_of(program, hidden=True))


def _program(member: Member, program: int) -> Program:
    row: Program | None = _programs(member.territory).where(Program.id == program).first()
    if row is None:
        raise NotMine(str(program))
    return row


def _marks(row: Program, assessments: tuple[Assessment, ...] = ()) -> ProgramMarks:
    return ProgramMarks(
        id=row.id,
        name=row.name,
        organization=row.organization.public_name,
        is_published=row.state == "published",
        best="best" in row.marks,
        gifted="gifted" in row.marks,
        network=row.network,
        partners=row.partners,
        counts_money=row.organization.municipality.funding_mode == "money",
        normative=row.normative_price,
        assessments=assessments,
    )


def set_marks(
    database: Database,
    member: Member,
    program: int,
    moment: Moment,
    *,
    best: bool,
    gifted: bool,
    network: bool,
    partners: str,
    normative: int | None = None,
    seen: str = "",
) -> None:
    """Give a program its marks; those of files that mean nothing here stay as they are.

    :param normative: kopecks, what the payer bears of a whole term at most; only where money is counted, contracts
        that were made keep theirs.
    :param seen: what the form was filled over; empty asks nothing.
    :raises NotMine: it lies outside the territory, or is not there.
    :raises Stale: somebody else gave other marks meanwhile.
    """
    with storing(database), write(database):
        for_update(database, Program.select(Program.id).where(Program.id == program)).execute()
        row = _program(member, program)
        if seen and seen != _marks(row).seen:
            raise Stale(
                "Отметки изменил кто-то другой, пока вы их ставили. Ваши ниже; отправьте ещё раз, чтобы заменить"
            )
        given = {code for code, is_given in (("best", best), ("gifted", gifted)) if is_given}
        values: dict[str, Any] = {"normative_price": normative} if _marks(row).counts_money else {}
        values["marks"] = tuple(sorted(given | (set(row.marks) - {"best", "gifted"})))
        values |= {"network": network, "partners": partners if network else "", "changed_at": moment.utc}
        Program.update(**values).where(Program.id == program).execute()
        catalog_changed()
        detail = " ".join(sorted(given | ({"network"} if network else set())))
        note(database, member.account, "program_marks", moment, subject=f"program:{program}", detail=detail)


def assessment(database: Database, member: Member, program: int, number: int) -> tuple[ProgramMarks, Assessment, int]:
    """One assessment of a program for its form, with its version.

    :raises NotMine: it is not there, or not of this territory.
    """
    view = program_marks(database, member, program)
    found = next((one for one in view.assessments if one.id == number), None)
    if found is None:
        raise NotMine(str(number))
    with storing(database):
        return view, found, int(QualityReview.get_by_id(number).version)


def usual_criteria(database: Database, member: Member) -> tuple[tuple[str, ...], int]:
    """Criteria of the latest assessment of this territory and its scale: the next one begins with them."""
    with storing(database):
        row = (
            QualityReview.select(QualityReview)
            .join(Program)
            .join(Organization)
            .where(_mine(member.territory))
            .order_by(QualityReview.id.desc())
            .first()
        )
        if row is None:
            return (), 5
        names = QualityMark.select(QualityMark.name).where(QualityMark.review == row.id).order_by(QualityMark.ordinal)
        return tuple(name for (name,) in tuples(names)), row.scale


def save_assessment(
    database: Database, member: Member, program: int, typed: Typed, moment: Moment, *, number: int = 0, version: int = 0
) -> int:
    """Write an assessment down, a new one or another wording of one; it is public at once.

    :raises NotMine: the program or the assessment is not of this territory.
    :raises Stale: somebody else changed it meanwhile.
    :returns: its id.
    """
    with storing(database), write(database):
        _program(member, program)
        values: dict[str, Any] = {
            "kind": typed.kind,
            "expert": typed.expert,
            "organization": typed.organization,
            "held_on": typed.held_on,
            "scale": typed.scale,
            "conclusion": typed.conclusion,
            "decision": typed.decision,
            "account": member.account,
            "changed_at": moment.utc,
        }
        if number:
            there = (QualityReview.id == number) & (QualityReview.program == program)
            if not QualityReview.select().where(there).exists():
                raise NotMine(str(number))
            changed = QualityReview.update(**values, version=QualityReview.version + 1).where(
                there, QualityReview.version == version
            )
            if not changed.execute():
                raise Stale(
                    "Оценку изменил кто-то другой, пока вы писали. Ваш текст ниже; отправьте ещё раз, чтобы заменить"
                )
            QualityMark.delete().where(QualityMark.review == number).execute()
        else:
            number = QualityReview.create(program=program, **values).id
        _save_criteria(number, typed.marks)
        catalog_changed()
        note(database, member.account, "assessment", moment, subject=f"program:{program}", detail=typed.decision)
        return number


def _save_criteria(number: int, marks: Sequence[tuple[str, int]]) -> None:
    rows = [{"review": number, "ordinal": at, "name": name, "mark": mark} for at, (name, mark) in enumerate(marks, 1)]
    if rows:
        QualityMark.insert_many(rows).execute()


def show_assessment(database: Database, member: Member, program: int, number: int, shown: bool, moment: Moment) -> None:
    """Show an assessment on the program's page, or take it away from there.

    :raises NotMine: it is not there, or not of this territory.
    """
    with storing(database), write(database):
        _program(member, program)
        there = (QualityReview.id == number) & (QualityReview.program == program)
        if not QualityReview.update(is_public=shown).where(there).execute():
            raise NotMine(str(number))
        catalog_changed()
        action = "assessment_show" if shown else "assessment_hide"
        note(database, member.account, action, moment, subject=f"program:{program}")
