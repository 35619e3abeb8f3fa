"""Everything that one program's page answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from navigator.data import Activity, Program, ProgramActivity, ProgramModule
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
    program: Program | None = (
        Program.select(Program).where(Program.id == program_id, Program.state == "published").first()
    )
    if program is None or program.organization.status in HIDDEN:
        return None
    organization, municipality = program.organization, program.organization.municipality
    groups = groups_of([program.id], today, with_teachers=True).get(program.id, [])
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
        activities=_activities(program.id),
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
        nominals=nominals_of(municipality, today),
        modules=_modules(program.id),
        groups=tuple(_open_first(groups)),
    )


def _open_first(groups: Sequence[GroupView]) -> list[GroupView]:
    order = {"open": 0, "waitlist": 1, "closed": 2}
    return sorted(groups, key=lambda group: order[group.verdict.state])


def _activities(program_id: int) -> tuple[tuple[str, str], ...]:
    rows = (
        ProgramActivity.select(Activity.slug, Activity.name)
        .join(Activity)
        .where(ProgramActivity.program == program_id)
        .order_by(ProgramActivity.position)
    )
    return tuple((slug, name) for slug, name in tuples(rows))


def _modules(program_id: int) -> tuple[Module, ...]:
    rows = ProgramModule.select().where(ProgramModule.program == program_id).order_by(ProgramModule.ordinal)
    return tuple(Module(row.ordinal, row.name, row.months, row.hours_group, row.price) for row in rows)
