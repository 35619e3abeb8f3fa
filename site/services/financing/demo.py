"""Money of the demo: prices, periods, nominals, agreements, certificates of invented children and some contracts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from peewee import Database

from navigator.data import (
    Certificate,
    CertificateGroup,
    Child,
    Fact,
    Group,
    GroupFunding,
    GroupNominal,
    Municipality,
    Nominal,
    Organization,
    PayerAgreement,
    Program,
    ProgramModule,
    Request,
)
from navigator.data.database import catalog_changed, write
from navigator.data.rows import tuples
from navigator.rules.ages import age_on
from navigator.rules.financing.periods import span_of
from navigator.rules.persons import Identity
from navigator.services.demo_certificates import certify
from navigator.services.demo_children import CERTIFIED, HOME
from navigator.services.financing.monthly import run_calendar
from navigator.services.financing.nominals import ask_nominal, set_nominal
from navigator.services.financing.periods import add_period
from navigator.services.financing.registry import enter_certificate
from navigator.services.groups import GroupView, groups_of
from navigator.services.problems import Problem
from navigator.services.requests.children import person_hash
from navigator.services.requests.moving import move
from navigator.services.requests.records import EnrollmentAnswers, Guardian, Moment, Order, Policy, Sender, Sent
from navigator.services.requests.submitting import send_enrollment

FACT = "demo-money"
#: Children with certificates a district, and how many of them attend by contract.
CHILDREN, CONTRACTS, WAITING = 24, 12, 3
#: Days since the contracts of the demo began.
SINCE = 50
_LAST = (
    *("Сизых", "Гурулёв", "Дутов", "Мясников", "Пинигин", "Суханов", "Трухин", "Филиппов", "Шестаков", "Якимов"),
    *("Волков", "Гончаров"),
)
_FIRST = (("Анна", "Ильинична"), ("Дарья", "Павловна"), ("Кирилл", "Олегович"), ("Максим", "Андреевич"))
#: Roubles a month of programs without a price, by turns, and the normative cost in percent of it.
_MONTHS, _NORMATIVE = (650, 900, 1200, 750, 1500), 92


def load_demo_money(database: Database, moment: Moment) -> int:
    """Give the demo districts their money, once.

    :returns: how many contracts were made.
    """
    if Fact.select().where(Fact.name == FACT).exists():
        return 0
    made, families = 0, count(1)
    with write(database):
        Fact.insert(name=FACT, value="1").on_conflict_ignore().execute()
    for place in Municipality.select().where(Municipality.is_shown, Municipality.funding_mode == "money"):
        with write(database):
            _prices(place)
            group = _funding(place, moment)
            catalog_changed()
        made += _children(database, place, group, moment, families)
    run_calendar(database, moment)
    return made


def _prices(place: Municipality) -> None:
    """A module with a price for every program that is paid by certificate and names none."""
    rows = tuples(
        Group.select(Group.program, Group.id, Group.date_start, Group.date_end)
        .join(GroupFunding)
        .switch(Group)
        .join(Program)
        .join(Organization)
        .where(
            Organization.municipality == place.id,
            GroupFunding.source == "certificate",
            GroupFunding.price.is_null(),
            Group.module.is_null(),
        )
        .order_by(Group.id)
    )
    monthly = GroupFunding.select(GroupFunding.group, GroupFunding.price_month).where(
        GroupFunding.source == "paid", GroupFunding.price_month.is_null(False)
    )
    paid = dict(tuples(monthly))
    modules: dict[int, ProgramModule] = {}
    for program, group, start, end in rows:
        if start is None or end is None:
            continue
        if program not in modules:
            month = paid.get(group) or _MONTHS[len(modules) % len(_MONTHS)] * 100  # one price for all who pay
            months = max(1, (end.year - start.year) * 12 + end.month - start.month + 1)
            modules[program] = ProgramModule.create(
                program=program,
                ordinal=1,
                name="Первый год",
                months=months,
                price=month * months,
                normative_price=month * months * _NORMATIVE // 100,
            )
        Group.update(module=modules[program].id).where(Group.id == group).execute()


def _funding(place: Municipality, moment: Moment) -> CertificateGroup:
    """Periods, a group of certificates with its nominals, agreements with every organization that takes them."""
    today = moment.day(place.timezone)
    group: CertificateGroup = CertificateGroup.create(
        municipality=place, name="Дети от 5 до 18 лет", type="social", position=0
    )
    span = span_of(place.period_kind, today)
    for one in (span, span.following()):
        period = add_period(place, one)
        row = Nominal.get_or_none(Nominal.municipality == place.id, Nominal.year == one.year)
        if row is not None and row.amount:
            set_nominal(group, period, row.amount, moment, today, limit_sum=row.amount * CHILDREN * 2, act=row.act)
    takers = Organization.select(Organization.id).where(
        Organization.municipality == place.id, Organization.can_use_certificates
    )
    for number, (organization,) in enumerate(tuples(takers.order_by(Organization.id)), start=1):
        PayerAgreement.create(
            municipality=place, organization=organization, number=f"{number}-пф", signed_on=date(today.year - 1, 8, 20)
        )
    return group


@dataclass(frozen=True, slots=True)
class _Family:
    """A child of the demo with who speaks for it."""

    number: int
    child: Identity
    guardian: Guardian


def _children(
    database: Database, place: Municipality, group: CertificateGroup, moment: Moment, families: count[int]
) -> int:
    """Certificates get nominals: some children attend by them, some only hold one, the last ones wait.

    Where the register has children already they are the ones, so that its figures stay what the district reported.
    """
    then = Moment(moment.utc - timedelta(days=SINCE))
    groups, made = _groups(place, then), 0
    known = list(_registered(place, then, families))
    for turn in range(CHILDREN + WAITING):
        if turn == CHILDREN:
            with write(database):
                rows = GroupNominal.select().where(GroupNominal.group == group.id)
                for row in list(rows):
                    GroupNominal.update(limit_count=row.count).where(GroupNominal.id == row.id).execute()
        target = groups[turn % len(groups)] if groups and turn < CONTRACTS else None
        family = _pick(known, target) if known else _invented(next(families), target, moment)
        with write(database):
            certificate = _certificate(family.child, place, then)
            ask_nominal(database, certificate, group, then, then.day(place.timezone))
        if target is not None:
            made += _attends(database, target, family, certificate, then, place)
    if place.slug == HOME:
        with write(database):
            certify(place, CERTIFIED, moment)
    return made


def _registered(place: Municipality, then: Moment, families: count[int]) -> Iterator[_Family]:
    """Children of the register who attend something and held a certificate of account by then."""
    seen: set[int] = set()
    rows = (
        Request.select(Request, Child)
        .join(Child)
        .join(Certificate)
        .where(
            *(Request.municipality == place.id, Request.state == "enrolled", Request.source == "org"),
            *(Certificate.type == "accounting", Certificate.status == "active"),
            Certificate.issued_on <= then.day(place.timezone),
        )
        .order_by(Request.id)
    )
    for row in rows:
        child = row.child
        if child is not None and child.id not in seen:
            seen.add(child.id)
            born = date.fromisoformat(str(child.birth_date))
            who = Identity(str(child.last_name), str(child.first_name), str(child.patronymic), born)
            yield _Family(next(families), who, Guardian(str(row.guardian_name), str(row.guardian_phone), ""))


def _pick(known: list[_Family], group: GroupView | None) -> _Family:
    """Take the first child whose age fits a group, any child without one."""
    age = group.age if group is not None else None
    starts = group.date_start if group is not None else None
    fits = (
        one for one in known if age is None or starts is None or age.start <= age_on(one.child.born, starts) < age.end
    )
    found = next(fits, known[0])
    known.remove(found)
    return found


def _certificate(child: Identity, place: Municipality, then: Moment) -> Certificate:
    """The certificate that a child holds, or a new one."""
    held = Certificate.select().join(Child).where(Child.person_hash == person_hash(child)).first()
    return held if held is not None else enter_certificate(child, place, then)


def _groups(place: Municipality, moment: Moment) -> list[GroupView]:
    """Open groups of a district that are paid by certificate and have places to spare."""
    rows = tuples(
        Group.select(Group.program)
        .join(GroupFunding)
        .switch(Group)
        .join(Program)
        .join(Organization)
        .where(Organization.municipality == place.id, GroupFunding.source == "certificate", Group.free_places > 1)
        .distinct()
    )
    today = moment.day(place.timezone)
    found = [one for (program,) in sorted(rows) for one in groups_of([program], today)[program]]
    return [one for one in found if one.verdict.is_open and one.by_certificate and not one.is_free and one.age]


def _attends(
    database: Database, group: GroupView, family: _Family, certificate: Certificate, moment: Moment, place: Municipality
) -> bool:
    answers = EnrollmentAnswers(
        *(group.id, family.child, family.guardian),
        certificate_number=str(certificate.number),
        municipality=place.slug,
    )
    sent = send_enrollment(database, answers, Sender("", f"demo money {family.number}", "site"), moment, Policy())
    if not isinstance(sent, Sent):
        return False
    today = moment.day(place.timezone)
    order = Order(number=f"{family.number}-пф", day=today, start=today, funding="certificate", agreed=True)
    try:
        move(database, sent.number, "confirm", "organization", moment, Policy(), order)
        if family.number % 4:
            move(database, sent.number, "enroll", "organization", moment, Policy(), order)
    except Problem:
        return False
    return True


def _invented(family: int, group: GroupView | None, moment: Moment) -> _Family:
    years = (group.age.start + min(group.age.end, 17 * 12)) // 24 if group is not None and group.age else 9
    first, patronymic = _FIRST[family % len(_FIRST)]
    last = _LAST[family // len(_FIRST) % len(_LAST)]
    starts = group.date_start if group is not None and group.date_start else moment.utc.date()
    years = max(5, min(17, years))
    born = date(starts.year - years - 1, 1 + family % 12, 1 + family % 27)
    child = Identity(f"{last}а" if family % 4 < 2 and last[-1] in "вн" else last, first, patronymic, born)
    return _Family(family, child, Guardian("Мария", f"+7302401{family % 100:02}{(family * 3) % 100:02}", ""))
