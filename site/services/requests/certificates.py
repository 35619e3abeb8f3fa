"""The register of certificates: what a number says, and issuing one."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from navigator.data import Certificate, Child, Municipality, Request
from navigator.rules.eligibility import CertificateFacts, may_hold_certificate
from navigator.rules.persons import Identity, make_certificate_number
from navigator.rules.states import CERTIFICATE_STATUSES, REGISTER_MOVES
from navigator.services.financing.register import holder_key, number_hash
from navigator.services.financing.status import follow_status
from navigator.services.requests.children import person_hash
from navigator.services.requests.records import Moment, MoveRefused

#: Numbers that are tried before giving up; one in a hundred thousand is taken at most.
TRIES = 50


def certificate_facts(number: str, child: Identity, *, later: bool) -> CertificateFacts:
    """What the register says of a typed number; one of another child is as good as unknown.

    :param later: the family asks to send the request all the same.
    """
    if not number:
        return CertificateFacts()
    row = (
        Certificate.select(Certificate, Child)
        .join(Child)
        .where(
            Certificate.number_hash == number_hash(number),
            Child.person_hash == person_hash(child),
            Certificate.status != "closed",
        )
        .first()
    )
    return CertificateFacts(
        given=True, known=row is not None, frozen=row is not None and row.status == "frozen", checked_later=later
    )


def living_certificate(child: int, region: str) -> Certificate | None:
    """The certificate that a child holds in a region, if any."""
    return Certificate.get_or_none(Certificate.holder_key == holder_key(child, region))


def issue(request: Request, moment: Moment) -> Certificate:
    """Enter a certificate of account for the child of a request; call inside a transaction.

    :raises MoveRefused: the child has one already, or is too young or too old today.
    """
    place: Municipality = request.municipality
    child: Child | None = request.child
    if child is None:
        raise MoveRefused("Данные ребёнка удалены: сертификат выдать нельзя")
    if living_certificate(child.id, place.region) is not None:
        raise MoveRefused("У ребёнка уже есть действующий сертификат в этом регионе")
    born, today = date.fromisoformat(str(child.birth_date)), moment.day(place.timezone)
    if may_hold_certificate(born, today):
        raise MoveRefused("Сертификат выдаётся от 5 до 18 лет")
    number = fresh_number(place)
    return Certificate.create(
        number=number,
        number_hash=number_hash(number),
        child=child,
        municipality=place,
        holder_key=holder_key(child.id, place.region),
        issued_on=today,
        valid_until=birthday(born, 18),
        checked_on=today,
        created_at=moment.utc,
        changed_at=moment.utc,
    )


def change_certificate(
    certificate: Certificate, event: str, actor: str, moment: Moment, reason: str = "", account: int | None = None
) -> str:
    """Freeze, thaw or close a certificate by the table of moves; call inside a transaction.

    :returns: the new status.
    :raises MoveRefused: the table does not allow it, or the child attends by this certificate.
    """
    found = next(
        (
            one
            for one in REGISTER_MOVES
            if one.event == event and certificate.status in one.sources and actor in one.actors
        ),
        None,
    )
    if found is None or (found.needs and reason not in found.reasons):
        status = CERTIFICATE_STATUSES[certificate.status].lower()
        raise MoveRefused(f"Сертификат {status}: так сделать нельзя, или не указана причина")
    by_it = (Request.child == certificate.child_id) & (Request.funding == "certificate")
    if event == "freeze" and Request.select().where(by_it, Request.state == "enrolled").exists():
        raise MoveRefused("Ребёнок занимается по этому сертификату: сначала завершите обучение")
    holder = None if found.target == "closed" else certificate.holder_key
    changed = Certificate.update(
        status=found.target, holder_key=holder, closed_reason=reason, changed_at=moment.utc
    ).where(Certificate.id == certificate.id, Certificate.status == certificate.status)
    if not changed.execute():
        raise MoveRefused("Сертификат только что изменили. Откройте его заново")
    follow_status(certificate, event, moment, reason=reason, account=account)
    return found.target


def fresh_number(place: Municipality) -> str:
    """Region and municipality of the OKTMO, five random digits, a check digit."""
    oktmo = f"{place.oktmo:0<8}"
    for _ in range(TRIES):
        number = make_certificate_number(int(oktmo[:2]), int(oktmo[3:5]), secrets.randbelow(100_000))
        if not Certificate.select().where(Certificate.number_hash == number_hash(number)).exists():
            return number
    raise MoveRefused("Номера сертификатов муниципалитета кончились. Обратитесь в региональный центр")


def birthday(born: date, years: int) -> Any:
    """The day on which somebody becomes so many years old; 1 March for those born on 29 February."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:  # born on 29 February
        return date(born.year + years, 3, 1)
