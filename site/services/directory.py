"""Lists and pages of organizations, municipalities, directions and places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN, fn

from navigator.data import Activity, Direction, Municipality, Organization, Program, ProgramActivity, Settlement, Venue
from navigator.data import Nominal as NominalRow
from navigator.data.rows import tuples
from navigator.rules.years import academic_year
from navigator.search.arrays import HIDDEN


@dataclass(frozen=True, slots=True)
class Centre:
    """The municipal centre (МОЦ) of a municipality and the other published contacts."""

    name: str
    head: str
    phone: str
    email: str
    address: str
    site: str
    act: str
    hotline: str
    navigator_url: str


@dataclass(frozen=True, slots=True)
class Nominal:
    """Nominal of a certificate: kopecks or weekly hours for one year, with the act."""

    year: int
    label: str
    amount: int | None
    hours: float | None
    act: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """One line of a list of organizations."""

    id: int
    name: str
    type: str
    settlement: str
    municipality: str
    programs: int


@dataclass(frozen=True, slots=True)
class OrganizationView:
    """A page of an organization."""

    id: int
    name: str
    full_name: str
    type: str
    department: str
    address: str
    settlement: str
    phone: str
    email: str
    site: str
    director: str
    license: str
    about: str
    slogan: str
    by_certificate: bool
    municipality_slug: str
    municipality: str
    venues: tuple[tuple[str, str], ...]  # name, address


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    """One line of the list of municipalities."""

    slug: str
    name: str
    region: str
    organizations: int
    programs: int


@dataclass(frozen=True, slots=True)
class MunicipalityView:
    """A page of a municipality."""

    slug: str
    name: str
    name_in: str
    region: str
    oktmo: str
    info_text: str
    centre: Centre
    funding_mode: str
    funding_from: date | None
    funding_started: bool
    certificate_rules: str
    nominals: tuple[Nominal, ...]
    operator_name: str
    operator_address: str
    organizations: tuple[OrganizationRow, ...]
    settlements: tuple[tuple[str, str], ...]  # slug, name


@dataclass(frozen=True, slots=True)
class DirectionRow:
    """A direction with its published programs and the activities that have some."""

    slug: str
    name: str
    programs: int
    activities: tuple[tuple[str, str, int], ...]  # slug, name, programs


def centre_of(municipality: Municipality) -> Centre:
    """Published contacts of a municipality's centre."""
    return Centre(
        name=municipality.center_name,
        head=municipality.center_head,
        phone=municipality.center_phone,
        email=municipality.center_email,
        address=municipality.center_address,
        site=municipality.center_site,
        act=municipality.center_act,
        hotline=municipality.hotline,
        navigator_url=municipality.navigator_url,
    )


def nominals_of(municipality: Municipality, today: date) -> tuple[Nominal, ...]:
    """Nominals by year, the latest first; the one in force today is marked."""
    academic = municipality.period_kind == "academic"
    now = academic_year(today) if academic else today.year
    rows = NominalRow.select().where(NominalRow.municipality == municipality).order_by(NominalRow.year.desc())
    return tuple(
        Nominal(
            year=row.year,
            label=f"{row.year}/{(row.year + 1) % 100:02d} учебный год" if academic else f"{row.year} год",
            amount=row.amount,
            hours=row.hours,
            act=row.act,
            is_current=row.year == now,
        )
        for row in rows
    )


def organization_rows(municipality: str | None = None) -> tuple[OrganizationRow, ...]:
    """Organizations that the public sees, by municipality and name; ``municipality`` is a slug."""
    query = (
        Organization.select(
            Organization.id,
            Organization.public_name,
            Organization.type,
            Settlement.name,
            Municipality.name,
            fn.COUNT(Program.id),
        )
        .join(Municipality)
        .switch(Organization)
        .left_outer_join(Settlement)
        .switch(Organization)
        .join(Program, JOIN.LEFT_OUTER, on=((Program.organization == Organization.id) & (Program.state == "published")))
        .where(Organization.status.not_in(HIDDEN))
        .group_by(Organization.id, Organization.public_name, Organization.type, Settlement.name, Municipality.name)
        .order_by(Municipality.name, Organization.name_key)
    )
    if municipality is not None:
        query = query.where(Municipality.slug == municipality)
    return tuple(
        OrganizationRow(number, name, kind, settlement or "", where, programs)
        for number, name, kind, settlement, where, programs in tuples(query)
    )


def organization_view(organization_id: int) -> OrganizationView | None:
    """One organization that the public sees, or None."""
    return organization_views([organization_id]).get(organization_id)


def organization_views(ids: Collection[int]) -> dict[int, OrganizationView]:
    """Organizations that the public sees, by id, read together; others are left out."""
    rows = (
        Organization.select(Organization, Municipality.slug, Municipality.name, Settlement.name)
        .join(Municipality)
        .switch(Organization)
        .left_outer_join(Settlement)
        .where(Organization.id.in_(list(ids)), Organization.status.not_in(HIDDEN))
    )
    venues: dict[int, list[tuple[str, str]]] = defaultdict(list)
    places = Venue.select(Venue.organization, Venue.name, Venue.address).where(Venue.organization.in_(list(ids)))
    for number, name, address in tuples(places.order_by(Venue.id)):
        if name or address:
            venues[number].append((name, address))
    return {
        row.id: OrganizationView(
            id=row.id,
            name=row.public_name,
            full_name=row.full_name,
            type=row.type,
            department=row.department,
            address=row.address,
            settlement=row.settlement.name if row.settlement else "",
            phone=row.phone,
            email=row.email,
            site=row.site,
            director=row.director,
            license=row.license,
            about=row.about,
            slogan=row.slogan,
            by_certificate=row.can_use_certificates,
            municipality_slug=row.municipality.slug,
            municipality=row.municipality.name,
            venues=tuple(venues[row.id]),
        )
        for row in rows
    }


def municipality_rows() -> tuple[MunicipalityRow, ...]:
    """Municipalities that take part in the catalog, by region and name."""
    rows = (
        Municipality.select(
            Municipality.slug,
            Municipality.name,
            Municipality.region,
            fn.COUNT(fn.DISTINCT(Organization.id)),
            fn.COUNT(fn.DISTINCT(Program.id)),
        )
        .join(
            Organization,
            JOIN.LEFT_OUTER,
            on=((Organization.municipality == Municipality.id) & Organization.status.not_in(HIDDEN)),
        )
        .join(Program, JOIN.LEFT_OUTER, on=((Program.organization == Organization.id) & (Program.state == "published")))
        .group_by(Municipality.id, Municipality.slug, Municipality.name, Municipality.region, Municipality.is_shown)
        .having((fn.COUNT(Organization.id) > 0) | Municipality.is_shown)
        .order_by(Municipality.region, Municipality.name)
    )
    return tuple(MunicipalityRow(*row) for row in tuples(rows))


def municipality_view(slug: str, today: date) -> MunicipalityView | None:
    """One municipality by slug or OKTMO, or None."""
    row: Municipality | None = Municipality.get_or_none((Municipality.slug == slug) | (Municipality.oktmo == slug))
    if row is None:
        return None
    places = Settlement.select(Settlement.slug, Settlement.name).where(Settlement.municipality == row)
    return MunicipalityView(
        slug=row.slug,
        name=row.name,
        name_in=row.name_in or row.name,
        region=row.region,
        oktmo=row.oktmo,
        info_text=row.info_text,
        centre=centre_of(row),
        funding_mode=row.funding_mode,
        funding_from=row.funding_from,
        funding_started=row.funding_mode != "none" and (row.funding_from is None or row.funding_from <= today),
        certificate_rules=row.certificate_rules,
        nominals=nominals_of(row, today),
        operator_name=row.operator_name,
        operator_address=row.operator_address,
        organizations=organization_rows(row.slug),
        settlements=tuple((slug, name) for slug, name in tuples(places.order_by(Settlement.name_key))),
    )


def direction_rows() -> tuple[DirectionRow, ...]:
    """The six directions in their usual order, with activities that have published programs."""
    counts = dict(
        tuples(_published(Program.select(Program.direction, fn.COUNT(Program.id))).group_by(Program.direction))
    )
    activities: dict[str, list[tuple[str, str, int]]] = {}
    rows = (
        _published(
            Program.select(Activity.direction, Activity.slug, Activity.name, fn.COUNT(fn.DISTINCT(Program.id)))
            .join(ProgramActivity)
            .join(Activity)
            .switch(Program)
        )
        .group_by(Activity.direction, Activity.slug, Activity.name, Activity.position)
        .order_by(Activity.position, Activity.name)
    )
    for direction, slug, name, number in tuples(rows):
        activities.setdefault(direction, []).append((slug, name, number))
    return tuple(
        DirectionRow(row.slug, row.name, counts.get(row.slug, 0), tuple(activities.get(row.slug, ())))
        for row in Direction.select().order_by(Direction.position)
    )


def place_names() -> dict[str, tuple[str, str]]:
    """Settlements by slug: name and the slug of the municipality."""
    rows = Settlement.select(Settlement.slug, Settlement.name, Municipality.slug).join(Municipality)
    return {slug: (name, municipality) for slug, name, municipality in tuples(rows.order_by(Settlement.slug))}


def _published(query: Any) -> Any:
    return query.join(Organization).where(Program.state == "published", Organization.status.not_in(HIDDEN))
