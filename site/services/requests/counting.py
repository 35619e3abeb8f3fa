"""Where a child is counted as enrolled: told only to who has the number of its certificate or its SNILS.

Families learn so of enrollments that they know nothing of. A guesser learns nothing: a wrong number, an unknown child
and a child without enrollments give one answer, and only certificates that were issued after a look at papers prove.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peewee import Database

from navigator.data import Certificate, Child, Organization, Program, Request
from navigator.data.rows import tuples
from navigator.rules.persons import Identity
from navigator.rules.states import ENROLLMENT_STATES
from navigator.services.financing.register import number_hash
from navigator.services.problems import storing
from navigator.services.requests.children import person_hash, snils_hash


@dataclass(frozen=True, slots=True)
class Counted:
    """One enrollment of the child."""

    program: str
    organization: str
    phone: str
    state: str
    since: date | None
    order_number: str


def counted(database: Database, child: Identity, certificate_number: str) -> tuple[Counted, ...]:
    """Enrollments of a child, when the number or the SNILS is of its issued certificate; else nothing."""
    with storing(database):
        if not _is_proved(child, certificate_number):
            return ()
        same = Child.select(Child.id).where(Child.person_hash == person_hash(child))
        rows = (
            Request.select(
                *(Program.name, Organization.public_name, Organization.phone),
                *(Request.state, Request.start_date, Request.order_number),
            )
            .join(Program)
            .switch(Request)
            .join(Organization)
            .where(Request.child.in_(same), Request.state.in_(("confirmed", "enrolled")))
            .order_by(Request.id)
        )
        return tuple(
            Counted(name, organization, phone, ENROLLMENT_STATES[state], since, order)
            for name, organization, phone, state, since, order in tuples(rows)
        )


def _is_proved(child: Identity, certificate_number: str) -> bool:
    holders = (
        Certificate.select(Certificate.id)
        .join(Child)
        .where(Child.person_hash == person_hash(child), Certificate.status != "closed")
    )
    if certificate_number:
        return holders.where(Certificate.number_hash == number_hash(certificate_number)).exists()
    return bool(child.snils) and holders.where(Child.snils_hash == snils_hash(child.snils)).exists()
