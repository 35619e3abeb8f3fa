"""The budget of a municipality at the desk: periods, groups with nominals, limits, agreements, figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from navigator.data import (
    CertificateGroup,
    Direction,
    FundingPeriod,
    FundingRules,
    GroupNominal,
    Municipality,
    Organization,
    PayerAgreement,
    PayerLimit,
)
from navigator.data.rows import tuples
from navigator.rules.access import Territory
from navigator.rules.financing.periods import standing
from navigator.rules.states import ORGANIZATION
from navigator.services.financing.figures import GroupFigures, Month, certificates_by_type, forecast, money_figures
from navigator.services.financing.periods import rules_of, span_of_period
from navigator.services.requests.records import Moment
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A period with its standing today."""

    id: int
    label: str
    starts: date
    ends: date
    standing: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class NominalRow:
    """A group in a period; kopecks, None where no nominal is set yet."""

    group: int
    name: str
    type: str
    amount: int | None
    limit_count: int
    limit_sum: int
    count: int
    total: int
    act: str
    is_unused: bool = False  # never held a nominal


@dataclass(frozen=True, slots=True)
class Budget:
    """Everything of one municipality in one period."""

    slug: str
    name: str
    mode: str
    periods: tuple[PeriodRow, ...]
    period: PeriodRow | None
    nominals: tuple[NominalRow, ...]
    figures: tuple[GroupFigures, ...]
    months: tuple[Month, ...]
    types: dict[str, int]
    limits: tuple[tuple[str, str, int, int], ...]  # slug and name of a direction, amount, booked
    directions: tuple[tuple[str, str], ...]
    agreements: tuple[tuple[int, str, str, date, date | None], ...]  # id, organization, number, from, until
    organizations: tuple[tuple[int, str], ...]
    rules: FundingRules
    can_change: bool

    @property
    def nominal_sum(self) -> int:
        return sum(one.nominals for one in self.figures)

    @property
    def spent(self) -> int:
        return sum(one.spent for one in self.figures)

    @property
    def reserved(self) -> int:
        return sum(one.reserved for one in self.figures)

    @property
    def free(self) -> int:
        return sum(one.balance for one in self.figures)

    @property
    def expected(self) -> int:
        """What will be spent by the end of the period when every contract goes on."""
        return self.months[-1].spent if self.months else 0


def place_for(territory: Territory, slug: str) -> Municipality:
    """The municipality that a member asks for, or its only one.

    :raises NotMine: it is not in the territory, or counts nothing.
    """
    if territory.role == ORGANIZATION:
        raise NotMine(slug)
    rows = Municipality.select().where(Municipality.funding_mode.in_(("money", "hours")))
    if not territory.is_everything:
        rows = rows.where(Municipality.id == territory.municipality)
    if slug:
        rows = rows.where(Municipality.slug == slug)
    found: Municipality | None = rows.where(Municipality.is_shown).order_by(Municipality.name).first()
    if found is None:
        raise NotMine(slug)
    return found


def counting_for(territory: Territory) -> list[tuple[str, str]]:
    """Slug and name of municipalities of a territory that count money or hours: where the menu has a budget."""
    if territory.role == ORGANIZATION:
        return []
    rows = Municipality.select(Municipality.slug, Municipality.name).where(
        Municipality.funding_mode.in_(("money", "hours")), Municipality.is_shown
    )
    if not territory.is_everything:
        rows = rows.where(Municipality.id == territory.municipality)
    return list(tuples(rows.order_by(Municipality.name)))


def budget(member: Member, slug: str, period: int | None, moment: Moment) -> Budget:
    """The budget of a municipality in one period, the current one unless another is named.

    :raises NotMine: it is not in the territory.
    """
    place = place_for(member.territory, slug)
    today = moment.day(place.timezone)
    rows = list(FundingPeriod.select().where(FundingPeriod.municipality == place.id).order_by(FundingPeriod.date_from))
    periods = tuple(_period(row, today) for row in rows)
    chosen = next((one for one in periods if one.id == period), None)
    chosen = chosen or next((one for one in periods if one.standing == "current"), periods[0] if periods else None)
    row = next((one for one in rows if chosen is not None and one.id == chosen.id), None)
    return Budget(
        slug=place.slug,
        name=place.name,
        mode=place.funding_mode,
        periods=periods,
        period=chosen,
        nominals=_nominals(place.id, chosen.id) if chosen else (),
        figures=money_figures(chosen.starts, place.id) if chosen else (),
        months=forecast(row, today) if row is not None else (),
        types=certificates_by_type(place.id),
        limits=_limits(chosen.id) if chosen else (),
        directions=tuple(tuples(Direction.select(Direction.slug, Direction.name).order_by(Direction.position))),
        agreements=_agreements(place.id),
        organizations=_organizations(place.id),
        rules=rules_of(place.id),
        can_change=bool(member.territory.actor),
    )


def _period(row: FundingPeriod, today: date) -> PeriodRow:
    span = span_of_period(row)
    return PeriodRow(
        row.id, span.label, row.date_from, row.date_to, standing(row.date_from, row.date_to, today), row.is_open
    )


def _nominals(place: int, period: int) -> tuple[NominalRow, ...]:
    groups = CertificateGroup.select().where(CertificateGroup.municipality == place)
    set_ = {row.group_id: row for row in GroupNominal.select().where(GroupNominal.period == period)}
    used = {group for (group,) in tuples(GroupNominal.select(GroupNominal.group).distinct())}
    found = []
    for one in groups.order_by(CertificateGroup.position, CertificateGroup.id):
        row = set_.get(one.id)
        found.append(
            NominalRow(one.id, one.name, one.type, None, 0, 0, 0, 0, "", one.id not in used)
            if row is None
            else NominalRow(
                *(one.id, one.name, one.type, row.amount, row.limit_count, row.limit_sum, row.count, row.total, row.act)
            )
        )
    return tuple(found)


def _limits(period: int) -> tuple[tuple[str, str, int, int], ...]:
    rows = PayerLimit.select(Direction.slug, Direction.name, PayerLimit.amount, PayerLimit.booked).join(Direction)
    return tuple(tuples(rows.where(PayerLimit.period == period).order_by(Direction.position)))


def _agreements(place: int) -> tuple[tuple[int, str, str, date, date | None], ...]:
    rows = PayerAgreement.select(
        *(PayerAgreement.id, Organization.public_name, PayerAgreement.number),
        *(PayerAgreement.signed_on, PayerAgreement.valid_until),
    ).join(Organization)
    return tuple(tuples(rows.where(PayerAgreement.municipality == place).order_by(Organization.name_key)))


def _organizations(place: int) -> tuple[tuple[int, str], ...]:
    rows = Organization.select(Organization.id, Organization.public_name).where(
        Organization.municipality == place, Organization.status == "active"
    )
    return tuple(tuples(rows.order_by(Organization.name_key)))
