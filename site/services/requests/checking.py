"""Looking before a request is stored: the group, the child's age, other requests, the certificate."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from navigator.data import Group, Municipality, Organization, Program, Request
from navigator.data.sealed import ring
from navigator.rules.admission import OPEN
from navigator.rules.ages import age_on
from navigator.rules.eligibility import eligibility, may_hold_certificate
from navigator.rules.persons import Identity
from navigator.search.arrays import HIDDEN
from navigator.services.financing.families import is_too_small
from navigator.services.groups import GroupView, groups_of
from navigator.services.requests.certificates import certificate_facts, living_certificate
from navigator.services.requests.children import find_child, person_hash, snils_hash
from navigator.services.requests.records import EnrollmentAnswers, Moment, Refusal


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request goes: a group of a published program; ``how`` is here, phone or link."""

    group: GroupView
    program: int
    program_name: str
    direction: str
    entry_test: bool
    organization: int
    organization_name: str
    organization_phone: str
    organization_address: str
    municipality: Municipality
    how: str
    url: str
    today: date

    @property
    def is_full(self) -> bool:
        return self.group.verdict.state == "waitlist"

    @property
    def only_by_certificate(self) -> bool:
        """True when no other way of paying is stated."""
        return bool(self.group.prices) and all(price.source == "certificate" for price in self.group.prices)

    @property
    def starts(self) -> date | None:
        return self.group.date_start


def place_of(group: int, moment: Moment) -> Place | None:
    """A group of a published program with what a request needs to know, or None when there is none."""
    row = Group.select(Group.program).where(Group.id == group, Group.status == "active").tuples().first()
    program: Program | None = (
        Program.get_or_none(Program.id == row[0], Program.state == "published") if row is not None else None
    )
    if program is None or program.organization.status in HIDDEN:
        return None
    organization: Organization = program.organization
    home: Municipality = organization.municipality
    today = moment.day(home.timezone)
    view = next((one for one in groups_of([program.id], today)[program.id] if one.id == group), None)
    if view is None:
        return None
    return Place(
        group=view,
        program=program.id,
        program_name=program.name,
        direction=program.direction_id or "",
        entry_test=program.entry_test,
        organization=organization.id,
        organization_name=organization.public_name,
        organization_phone=organization.phone,
        organization_address=organization.address,
        municipality=home,
        how=view.apply_how or program.apply_how or organization.apply_how or home.apply_how,
        url=view.apply_url or program.apply_url or organization.apply_url,
        today=today,
    )


def living_key(program: int, child: Identity) -> str:
    """What makes a second living request of one child for one program impossible."""
    return ring().digest("living", str(program), person_hash(child))


def check_enrollment(
    place: Place, answers: EnrollmentAnswers, moment: Moment, waived: Collection[str] = ()
) -> Refusal | None:
    """Why a request may not be sent now, or None. Asked before the last page and again inside the transaction.

    :param waived: refusals that staff set aside.
    """
    if place.how != "here" and "elsewhere" not in waived:
        return Refusal("elsewhere")
    verdict = place.group.verdict
    certificate = certificate_facts(answers.certificate_number, answers.child, later=answers.certificate_later)
    if certificate.known and is_too_small(place.group.id, answers.certificate_number, moment):
        certificate = replace(certificate, small=True)
    said = eligibility(
        verdict=OPEN if verdict.reason in waived else verdict,
        age=None if "too_young" in waived else place.group.age,
        starts=place.starts,
        born=answers.child.born,
        today=place.today,
        has_living=Request.select().where(Request.living_key == living_key(place.program, answers.child)).exists(),
        only_by_certificate=place.only_by_certificate and "certificate_needed" not in waived,
        certificate=certificate,
        with_certificate_request=answers.create_certificate,
    )
    if not said.reason:
        return None
    return Refusal(said.reason, said.age, said.on_day, place.group.apply_from, place.group.apply_to)


def revived_key(request: Request, child: Identity) -> str:
    """The living key of a request that lives again."""
    if request.program_id is not None:
        return living_key(request.program_id, child)
    return certificate_key(child, request.municipality.region)


def certificate_key(child: Identity, region: str) -> str:
    """What makes a second living request for a certificate of one child impossible: SNILS, else names and birth."""
    return ring().digest("asks", snils_hash(child.snils) or person_hash(child), region)


def check_certificate(child: Identity, home: Municipality, moment: Moment) -> Refusal | None:
    """Why a certificate may not be asked for: the age, or the child has one or has asked already."""
    if home.certificate_how != "here":
        return Refusal("elsewhere")
    today = moment.day(home.timezone)
    age = may_hold_certificate(child.born, today)
    if age:
        return Refusal(f"certificate_{age}", age_on(child.born, today), today)
    if Request.select().where(Request.living_key == certificate_key(child, home.region)).exists():
        return Refusal("certificate_asked")
    known = find_child(child)
    if known is None:
        return None
    if living_certificate(known.id, home.region) is not None:
        return Refusal("certificate_held")
    asked = Request.select().where(
        Request.child == known.id,
        Request.kind == "certificate",
        Request.living_key.is_null(False),
        Request.municipality.in_(Municipality.select(Municipality.id).where(Municipality.region == home.region)),
    )
    return Refusal("certificate_asked") if asked.exists() else None
