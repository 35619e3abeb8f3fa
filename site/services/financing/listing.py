"""The register of certificates at the desk: the wall between territories, and the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from navigator.data import (
    Balance,
    Certificate,
    Child,
    FundingPeriod,
    Municipality,
    NominalTurn,
)
from navigator.data.sealed import ring
from navigator.rules.access import Territory
from navigator.rules.persons import fold_person
from navigator.rules.states import CERTIFICATE_STATUSES, ORGANIZATION
from navigator.services.financing.queue import places_in_queue
from navigator.services.financing.register import number_hash
from navigator.services.requests.records import Moment

PAGE = 50
TYPES = {"accounting": "Сертификат учёта", "funded": "С номиналом", "social": "Социальный"}
VIEWS = {"all": "Все", "money": "С номиналом", "accounting": "Учёта", "frozen": "Приостановлены", "queue": "Очередь"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list; kopecks."""

    id: int
    number: str
    child: str
    born: date
    type: str
    status: str
    municipality: str
    balance: int | None
    nominal: int | None
    turn: int
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the list."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int
    counts: dict[str, int]


def mine(territory: Territory) -> Any:
    """The condition that keeps certificates inside a territory; organizations have no register of their own."""
    if territory.is_everything:
        return Certificate.id > 0
    if territory.role == ORGANIZATION:
        return Certificate.id < 0
    return Certificate.municipality == territory.municipality


def certificates(territory: Territory, view: str, q: str, page: int, moment: Moment) -> Found:
    """A page of the register, found by number or by the child's names; the queue by date and time."""
    wanted = [mine(territory), _view(view)]
    if q:
        wanted.append(_search(q))
    total = Certificate.select().where(*wanted).count()
    pages = max(1, -(-total // PAGE))
    page = page if 1 <= page <= pages else 1
    query = (
        Certificate.select(Certificate, Child, Municipality)
        .join(Child)
        .switch(Certificate)
        .join(Municipality)
        .where(*wanted)
    )
    if view == "queue":
        waits = (NominalTurn.certificate == Certificate.id) & (NominalTurn.state == "waiting")
        query = query.join_from(Certificate, NominalTurn, on=waits).order_by(NominalTurn.asked_at, NominalTurn.id)
    else:
        query = query.order_by(Certificate.id.desc())
    counts = {key: Certificate.select().where(mine(territory), _view(key)).count() for key in VIEWS}
    return Found(_rows(list(query.paginate(page, PAGE)), moment), total, page, pages, counts)


def _rows(found: list[Certificate], moment: Moment) -> tuple[Row, ...]:
    """Lines of some certificates: their queue and their purses are read once for all."""
    numbers = [one.id for one in found]
    turns, now = places_in_queue(numbers), {}
    places = {one.municipality_id: moment.day(one.municipality.timezone) for one in found}
    for one in Balance.select(Balance, FundingPeriod).join(FundingPeriod).where(Balance.certificate.in_(numbers)):
        today = places.get(one.period.municipality_id)
        if today is not None and one.period.date_from <= today <= one.period.date_to:
            now[one.certificate_id] = one
    return tuple(_row(one, turns.get(one.id, (0, None)), now.get(one.id)) for one in found)


def _view(view: str) -> Any:
    return {
        "money": (Certificate.type != "accounting") & (Certificate.status == "active"),
        "accounting": (Certificate.type == "accounting") & (Certificate.status == "active"),
        "frozen": Certificate.status == "frozen",
        "queue": Certificate.id.in_(NominalTurn.select(NominalTurn.certificate).where(NominalTurn.state == "waiting")),
    }.get(view, Certificate.id > 0)


def _search(text: str) -> Any:
    digits = "".join(sign for sign in text if sign.isdigit())
    if len(digits) == 10:
        return Certificate.number_hash == number_hash(digits)
    names = [*text.split(), "", "", ""][:3]
    hashes = {ring().digest("names", fold_person(*names)), ring().digest("names", fold_person(names[1], names[0], ""))}
    first_two = fold_person(names[0], names[1], "")
    hashes.add(ring().digest("names", first_two))
    return Certificate.child.in_(Child.select(Child.id).where(Child.names_hash.in_(hashes)))


def _row(one: Certificate, turn: tuple[int, datetime | None], row: Balance | None) -> Row:
    place, child = one.municipality, one.child
    number, asked_at = turn
    return Row(
        one.id,
        str(one.number),
        name_of(child),
        date.fromisoformat(str(child.birth_date)),
        TYPES[one.type],
        CERTIFICATE_STATUSES[one.status],
        place.name,
        row.balance if row is not None else None,
        row.nominal if row is not None else None,
        number,
        Moment(asked_at).local(place.timezone) if asked_at else None,
    )


def name_of(child: Child) -> str:
    """Last name, first name and patronymic."""
    return f"{child.last_name} {child.first_name} {child.patronymic}".strip()
