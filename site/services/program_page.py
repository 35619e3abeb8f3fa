"""Everything that one program's page answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from navigator.data import (
    Activity,
    Direction,
    Municipality,
    Organization,
    Program,
    ProgramActivity,
    ProgramModule,
)
from navigator.data.rows import tuples
from navigator.rules.ages import AgeRange, age_range, is_for_adults
from navigator.rules.vocabulary import LEVELS
from navigator.search.arrays import HIDDEN
from navigator.services.cards import is_stale, state_of
from navigator.services.directory import Centre, Nominal, centre_of, nominals_of
from navigator.services.groups import GroupView, groups_of


@dataclass(frozen=True, slots=True)
class Module:
    """Year or part of a program; price in kopecks."""

    ordinal: int
    name: str
    months: int | None
    hours: float | None
    price: int | None


@dataclass(frozen=True, slots=True)
class ProgramView:
    """A published program with its groups, its organization and its municipality."""

    id: int
    name: str
    annotation: str
    sections: tuple[tuple[str, str], ...]  # heading key → text
    direction_slug: str
    direction: str
    activities: tuple[tuple[str, str], ...]  # slug, name
    kind: str
    study_form: str
    uses_distance: bool
    network: bool
    partners: str
    levels: tuple[str, ...]
    age: AgeRange | None
    for_adults: bool
    duration: str
    hours_week: float | None
    health: tuple[str, ...]
    medical_certificate: bool
    entry_test: bool
    registries: tuple[str, ...]
    project: str
    marks: tuple[str, ...]
    document: str
    keywords: tuple[str, ...]
    what_to_bring: str
    contacts: str
    site: str
    payment_note: str
    is_stale: bool
    refreshed_on: date | None
    state: str
    apply_how: str
    apply_url: str
    organization_id: int
    organization: str
    organization_phone: str
    organization_email: str
    organization_site: str
    organization_address: str
    municipality_slug: str
    municipality: str
    municipality_in: str
    funding_mode: str
    centre: Centre
    nominals: tuple[Nominal, ...]
    modules: tuple[Module, ...]
    groups: tuple[GroupView, ...]

    @property
    def is_payment_known(self) -> bool:
        """False when nobody said how any of the groups is paid for."""
        return any(group.prices for group in self.groups)

    @property
    def is_free(self) -> bool:
        return any(group.is_free for group in self.groups)

    @property
    def nominal(self) -> Nominal | None:
        """The nominal in force today, if the municipality stated one."""
        return next((one for one in self.nominals if one.is_current), None)

    @property
    def by_certificate(self) -> bool:
        return any(group.by_certificate for group in self.groups)


def program_view(program_id: int, today: date) -> ProgramView | None:
    """One published program of an organization that is not blocked, or None."""
    return program_views([program_id], today).get(program_id)


def program_views(ids: Sequence[int], today: date) -> dict[int, ProgramView]:
    """Published programs of organizations that are not blocked, read together; others are left out."""
    programs = list(Program.select().where(Program.id.in_(list(ids)), Program.state == "published"))
    homes = _homes({program.organization_id for program in programs})
    nominals: dict[int, tuple[Nominal, ...]] = {}
    for one in homes.values():
        if one.municipality_id not in nominals:
            nominals[one.municipality_id] = nominals_of(one.municipality, today)
    directions = {one.slug: one for one in Direction.select()} if programs else {}
    groups = groups_of([program.id for program in programs], today, with_teachers=True)
    activities, modules = _activities(ids), _modules(ids)
    found = {}
    for program in programs:
        home = homes.get(program.organization_id)
        if home is None:
            continue
        program.organization = home
        program.direction = directions.get(program.direction_id or "")
        found[program.id] = _view(
            program,
            groups.get(program.id, []),
            activities.get(program.id, ()),
            modules.get(program.id, ()),
            nominals[home.municipality_id],
            today,
        )
    return found


def _homes(ids: Iterable[int]) -> dict[int, Organization]:
    """Organizations that the public sees with their municipalities, by id."""
    rows = (
        Organization.select(Organization, Municipality)
        .join(Municipality)
        .where(Organization.id.in_(list(ids)), Organization.status.not_in(HIDDEN))
    )
    return {row.id: row for row in rows}


def _view(
    program: Program,
    groups: list[GroupView],
    activities: tuple[tuple[str, str], ...],
    modules: tuple[Module, ...],
    nominals: tuple[Nominal, ...],
    today: date,
) -> ProgramView:
    organization, municipality = program.organization, program.organization.municipality
    age = age_range(program.age_from, program.age_to)
    adults = is_for_adults(age, (group.age for group in groups))
    return ProgramView(
        id=program.id,
        name=program.name,
        annotation=program.annotation,
        sections=tuple(
            (key, getattr(program, key))
            for key in ("goals", "content", "results", "equipment")
            if getattr(program, key)
        ),
        direction_slug=program.direction_id or "",
        direction=program.direction.name if program.direction else "",
        activities=activities,
        kind=program.kind,
        study_form=program.study_form,
        uses_distance=program.uses_distance,
        network=program.network,
        partners=program.partners,
        levels=tuple(level for level in LEVELS if level in program.levels),
        age=age,
        for_adults=adults,
        duration=program.duration,
        hours_week=program.hours_week,
        health=program.health,
        medical_certificate=program.medical_certificate,
        entry_test=program.entry_test,
        registries=program.registries,
        project=program.project,
        marks=program.marks,
        document=program.document,
        keywords=program.keywords,
        what_to_bring=program.what_to_bring,
        contacts=program.contacts,
        site=program.site,
        payment_note=program.payment_note,
        is_stale=is_stale(program.refreshed_on, today),
        refreshed_on=program.refreshed_on,
        state="closed" if adults else state_of(groups),
        apply_how=program.apply_how or organization.apply_how or municipality.apply_how,
        apply_url=program.apply_url or organization.apply_url,
        organization_id=organization.id,
        organization=organization.public_name,
        organization_phone=organization.phone,
        organization_email=organization.email,
        organization_site=organization.site,
        organization_address=organization.address,
        municipality_slug=municipality.slug,
        municipality=municipality.name,
        municipality_in=municipality.name_in or municipality.name,
        funding_mode=municipality.funding_mode,
        centre=centre_of(municipality),
        nominals=nominals,
        modules=modules,
        groups=tuple(_open_first(groups)),
    )


def _open_first(groups: Sequence[GroupView]) -> list[GroupView]:
    order = {"open": 0, "waitlist": 1, "closed": 2}
    return sorted(groups, key=lambda group: order[group.verdict.state])


def _activities(ids: Sequence[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    rows = (
        ProgramActivity.select(ProgramActivity.program, Activity.slug, Activity.name)
        .join(Activity)
        .where(ProgramActivity.program.in_(list(ids)))
        .order_by(ProgramActivity.program, ProgramActivity.position)
    )
    found: dict[int, tuple[tuple[str, str], ...]] = defaultdict(tuple)
    for program, slug, name in tuples(rows):
        found[program] += ((slug, name),)
    return found


def _modules(ids: Sequence[int]) -> dict[int, tuple[Module, ...]]:
    columns = ("program", "ordinal", "name", "months", "hours_group", "price")
    rows = (
        ProgramModule.select(*(getattr(ProgramModule, name) for name in columns))
        .where(ProgramModule.program.in_(list(ids)))
        .order_by(ProgramModule.program, ProgramModule.ordinal)
    )
    found: dict[int, tuple[Module, ...]] = defaultdict(tuple)
    for program, *values in tuples(rows):
        found[program] += (Module(*values),)
    return found
