"""Programs of a territory: what waits, what is published, what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from peewee import Case, fn

from navigator.data import Group, Municipality, Organization, Program, ProgramProposal, ProgramRemark
from navigator.data.rows import tuples
from navigator.rules.access import Territory
from navigator.rules.ages import AgeRange, age_range
from navigator.rules.names import fold_name
from navigator.rules.publishing import PROPOSAL_STATES
from navigator.rules.states import ORGANIZATION
from navigator.rules.vocabulary import PROGRAM_STATES
from navigator.services.programs.quality import FAULTS, Fault, any_fault, condition, count_columns, faults_of
from navigator.services.programs.territory import mine

PAGE = 50
VIEWS = {
    "waiting": "Ждут проверки",
    "fix": "Нужны правки",
    "draft": "Черновики",
    "published": "Опубликованы",
    "quality": "Качество",
    "archive": "Архив",
    "all": "Все",
}
#: Views that only moderation fills: where there is none nobody hears of them.
OF_MODERATION = ("waiting", "fix")


@dataclass(frozen=True, slots=True)
class ProgramFilters:
    """What is asked of the list."""

    view: str = ""
    q: str = ""
    fault: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class ProgramRow:
    """One line of the list."""

    id: int
    name: str
    organization: str
    state: str
    label: str
    proposal: str
    age: AgeRange | None
    groups: int
    drafts: int
    remarks: int
    refreshed_on: date | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class ProgramList:
    """A page of programs."""

    filters: ProgramFilters
    rows: tuple[ProgramRow, ...]
    total: int
    pages: int
    views: Mapping[str, str]
    counts: Mapping[str, int]
    faults: Mapping[str, int]


def programs_of(territory: Territory, filters: ProgramFilters, today: date) -> ProgramList:
    """A page of programs of a territory; a constant number of queries whatever its size."""
    counts = _counts(territory, today)
    views = _views(territory, counts)
    view = filters.view if filters.view in views else first_view(territory, views, counts)
    fault = filters.fault if filters.fault in FAULTS and view == "quality" else ""
    wanted = [mine(territory), condition(fault, today) if fault else _view(view, today)]
    if filters.q:
        wanted.append(Program.name_key.contains(fold_name(filters.q)))
    total = _joined(Program.select(Program.id)).where(*wanted).count()
    pages = max(1, -(-total // PAGE))
    page = filters.page if 1 <= filters.page <= pages else 1
    rows = _rows(wanted, page)
    faults = faults_of([row[0] for row in rows], today) if view == "quality" else {}
    return ProgramList(
        replace(filters, view=view, fault=fault, page=page),
        tuple(_row(row, faults) for row in rows),
        total,
        pages,
        views,
        counts,
        _fault_counts(territory, today) if view == "quality" else {},
    )


def first_view(territory: Territory, views: Mapping[str, str], counts: Mapping[str, int]) -> str:
    """What a member sees first: what waits for it, if anything does."""
    own = "fix" if territory.role == ORGANIZATION else "waiting"
    return own if own in views and counts[own] else "published" if counts["published"] else "all"


def _views(territory: Territory, counts: Mapping[str, int]) -> dict[str, str]:
    moderated = _is_moderated_somewhere(territory)
    found = {key: label for key, label in VIEWS.items() if moderated or key not in OF_MODERATION or counts[key]}
    if territory.role == ORGANIZATION and "waiting" in found:
        found["waiting"] = "На проверке"
    return found


def _is_moderated_somewhere(territory: Territory) -> bool:
    rows = Municipality.select().where(Municipality.moderation == True)  # noqa: E712  # SQL
    if territory.role == ORGANIZATION:
        own = Organization.select(Organization.municipality).where(Organization.id == territory.organization)
        return bool(rows.where(Municipality.id.in_(own)).exists())
    if not territory.is_everything:
        rows = rows.where(Municipality.id == territory.municipality)
    return bool(rows.exists())


def _view(view: str, today: date) -> Any:
    waits = Program.id.in_(ProgramProposal.select(ProgramProposal.program).where(ProgramProposal.state == "waiting"))
    back = Program.id.in_(ProgramProposal.select(ProgramProposal.program).where(ProgramProposal.state == "returned"))
    return {
        "waiting": (Program.state == "moderation") | waits,
        "fix": (Program.state == "needs_fix") | back,
        "draft": Program.state == "draft",
        "published": Program.state == "published",
        "quality": any_fault(today),
        "archive": Program.state == "archived",
    }.get(view, Program.state != "archived")


def _joined(query: Any) -> Any:
    return query.join(Organization)


def _rows(wanted: Sequence[Any], page: int) -> list[tuple[Any, ...]]:
    def groups(status: str) -> Any:
        return Group.select(fn.COUNT(Group.id)).where(Group.program == Program.id, Group.status == status)

    remarks = ProgramRemark.select(fn.COUNT(ProgramRemark.id)).where(
        ProgramRemark.program == Program.id, ProgramRemark.resolved_at.is_null()
    )
    proposal = ProgramProposal.select(ProgramProposal.state).where(ProgramProposal.program == Program.id)
    query = Program.select(
        *(Program.id, Program.name, Organization.public_name, Program.state, proposal),
        *(Program.age_from, Program.age_to, groups("active"), groups("draft"), remarks, Program.refreshed_on),
    )
    return tuples(_joined(query).where(*wanted).order_by(Program.name_key, Program.id).paginate(page, PAGE))


def _row(row: tuple[Any, ...], faults: Mapping[int, Sequence[Fault]]) -> ProgramRow:
    number, name, organization, state, proposal, age_from, age_to, groups, drafts, remarks, refreshed = row
    label = PROPOSAL_STATES[proposal] if proposal else PROGRAM_STATES[state]
    return ProgramRow(
        id=number,
        name=name,
        organization=organization,
        state=state,
        label=label,
        proposal=proposal or "",
        age=age_range(age_from, age_to),
        groups=groups,
        drafts=drafts,
        remarks=remarks,
        refreshed_on=refreshed,
        faults=tuple(faults.get(number, ())),
    )


def _counts(territory: Territory, today: date) -> dict[str, int]:
    """How many programs each view holds, in one query."""
    sums = [fn.SUM(Case(None, [(_view(view, today), 1)], 0)) for view in VIEWS]
    row = tuples(_joined(Program.select(*sums)).where(mine(territory)))[0]
    return {view: int(number or 0) for view, number in zip(VIEWS, row, strict=True)}


def _fault_counts(territory: Territory, today: date) -> dict[str, int]:
    row = tuples(_joined(Program.select(*count_columns(today))).where(mine(territory)))[0]
    return {kind: int(number or 0) for kind, number in zip(FAULTS, row, strict=True)}
