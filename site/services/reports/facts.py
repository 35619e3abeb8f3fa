"""What reports count from: requests as they stood at the end of a day, and the children of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from peewee import JOIN

from navigator.data import Certificate, Child, Group, Organization, Program, Request, RequestMove, Settlement, Venue
from navigator.data.rows import tuples
from navigator.rules.ages import age_on
from navigator.rules.coverage import is_counted, is_rural, sex_of
from navigator.services.reports.scope import Scope


@dataclass(frozen=True, slots=True)
class Person:
    """What is counted of a child: full years on the day, boy or girl where the patronymic tells."""

    years: int | None
    sex: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A request with the state that it had at the end of the day."""

    id: int
    kind: str
    state: str
    child: int | None
    municipality: int
    organization: int | None
    program: int | None
    direction: str | None
    special: bool
    rural: bool | None

    @property
    def who(self) -> int | str:
        """The child; where its data were erased, somebody of its own."""
        return self.child if self.child is not None else f"request {self.id}"


#: Who is nobody: a child whose data were erased.
NOBODY = Person(None, "")


def facts(scope: Scope, *kinds: str) -> list[Fact]:
    """Requests of a scope as they stood; those that were sent later are left out."""
    at_home = Settlement.alias()
    rows = (
        Request.select(
            *(Request.id, Request.kind, Request.state, Request.child, Request.municipality, Request.organization),
            *(Request.program, Program.direction, Request.special_needs != "", Settlement.name, at_home.name),
        )
        .join(Program, JOIN.LEFT_OUTER)
        .switch(Request)
        .join(Organization, JOIN.LEFT_OUTER)
        .join(at_home, JOIN.LEFT_OUTER, on=(Organization.settlement == at_home.id))
        .switch(Request)
        .join(Group, JOIN.LEFT_OUTER)
        .join(Venue, JOIN.LEFT_OUTER)
        .join(Settlement, JOIN.LEFT_OUTER)
        .where(scope.requests(), Request.kind.in_(kinds or ("enrollment",)))
    )
    stood = states(scope) if scope.is_past else None
    found = []
    for row in tuples(rows):
        then = row[2] if stood is None else stood.get(row[0])
        if then is not None:
            village = is_rural(row[9] or row[10] or "")
            found.append(Fact(row[0], row[1], then, row[3], row[4], row[5], row[6], row[7], bool(row[8]), village))
    return found


def states(scope: Scope) -> dict[int, str]:
    """State of each request of a scope at the end of the day: what its last move until then led to."""
    rows = (
        RequestMove.select(RequestMove.request, RequestMove.after)
        .join(Request)
        .where(scope.requests(), scope.until(RequestMove.at))
        .order_by(RequestMove.at, RequestMove.id)
    )
    return dict(tuples(rows))


def enrolled(found: Iterable[Fact]) -> list[Fact]:
    """Those whose child attended."""
    return [one for one in found if one.kind == "enrollment" and one.state == "enrolled"]


def people(scope: Scope) -> dict[int, Person]:
    """Age on the day and sex of the children of a scope's requests."""
    theirs = Request.select(Request.child).where(scope.requests(), Request.child.is_null(False))
    rows = Child.select(Child.id, Child.birth_date, Child.patronymic).where(Child.id.in_(theirs))
    return {
        number: Person(age_on(date.fromisoformat(born), scope.day) // 12, sex_of(patronymic))
        for number, born, patronymic in tuples(rows)
    }


def counted(found: Iterable[Fact], known: dict[int, Person]) -> list[Fact]:
    """Those whose child was of 5–17 on the day: the only ones that coverage counts."""
    return [one for one in found if one.child in known and is_counted(known[one.child].years)]


def holders(scope: Scope) -> set[int]:
    """Children of a scope's requests who held a certificate at the end of the day."""
    theirs = Request.select(Request.child).where(scope.requests(), Request.child.is_null(False))
    alive = Certificate.status != "closed"
    if scope.is_past:
        alive |= Certificate.changed_at >= scope.end("UTC")
    rows = Certificate.select(Certificate.child).where(
        Certificate.child.in_(theirs), Certificate.issued_on <= scope.day, alive
    )
    return {child for (child,) in tuples(rows)}
