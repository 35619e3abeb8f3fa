"""Whether a child may ask for a place in a group, and why not: plain decisions without a clock or a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from navigator.rules.admission import Verdict
from navigator.rules.ages import AgeRange, age_on

#: A certificate is for children of 5 and older, up to the 18th birthday; full months.
CERTIFICATE_FROM, CERTIFICATE_UNTIL = 5 * 12, 18 * 12


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What the register says of the number that a family typed; ``known`` only when it belongs to this child."""

    given: bool = False
    known: bool = False
    frozen: bool = False
    small: bool = False  # nothing is left on it for this group
    checked_later: bool = False  # the family asks to send it all the same


@dataclass(frozen=True, slots=True)
class Eligibility:
    """``reason`` is empty when a request may be sent; otherwise a key for the page that says why and what next."""

    reason: str = ""
    age: int = 0  # full months on the day that counts
    on_day: date | None = None


def counted_day(starts: date | None, today: date) -> date:
    """The day on which a child's age is checked: the start of the group, today when nobody said."""
    return starts or today


def eligibility(
    *,
    verdict: Verdict,
    age: AgeRange | None,
    starts: date | None,
    born: date,
    today: date,
    has_living: bool,
    only_by_certificate: bool,
    certificate: CertificateFacts,
    with_certificate_request: bool,
) -> Eligibility:
    """Decide in the order in which a family can do something about it.

    :param verdict: whether the group takes requests today; a full one keeps a waiting list.
    :param has_living: a living request of this child for the same program is there.
    :param only_by_certificate: the group is paid for by certificate alone.
    """
    day = counted_day(starts, today)
    months = age_on(born, day)
    if verdict.state == "closed":
        return Eligibility(verdict.reason, months, day)
    if has_living:
        return Eligibility("living", months, day)
    if age is not None and months < age.start:
        return Eligibility("too_young", months, day)
    if (age is not None and months >= age.end) or months >= CERTIFICATE_UNTIL:
        return Eligibility("too_old", months, day)
    if certificate.given and certificate.known and certificate.frozen:
        return Eligibility("certificate_frozen", months, day)
    if certificate.given and certificate.known and certificate.small:
        return Eligibility("certificate_small", months, day)
    if certificate.given and not certificate.known and not certificate.checked_later:
        return Eligibility("certificate_unknown", months, day)
    if only_by_certificate and not certificate.given and not with_certificate_request and months >= CERTIFICATE_FROM:
        return Eligibility("certificate_needed", months, day)
    return Eligibility("", months, day)


def may_hold_certificate(born: date, today: date) -> str:
    """Empty when a child may have a certificate today, else ``too_young`` or ``too_old``."""
    months = age_on(born, today)
    if months < CERTIFICATE_FROM:
        return "too_young"
    return "too_old" if months >= CERTIFICATE_UNTIL else ""
