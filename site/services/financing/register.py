"""Finding certificates of the register: by number, by child, by the request that names one."""

from __future__ import annotations

from navigator.data import Certificate, Child, Municipality, Request
from navigator.data.sealed import ring


def number_hash(number: str) -> str:
    """Keyed hash of a certificate's ten digits."""
    return ring().digest("certificate", number)


def holder_key(child: int, region: str) -> str:
    """What makes a second living certificate of a child in a region impossible."""
    return ring().digest("holder", str(child), region)


def certificate_of(request: Request) -> Certificate | None:
    """The living certificate by which a request is paid: of the number that it names, else the child's own.

    A number of another child is as good as none.
    """
    child: Child | None = request.child
    if child is None:
        return None
    rows = Certificate.select(Certificate).join(Child).where(Certificate.status != "closed")
    if request.certificate_number:
        found = rows.where(
            Certificate.number_hash == number_hash(str(request.certificate_number)),
            Child.person_hash == child.person_hash,
        ).first()
        if found is not None:
            return found  # type: ignore[no-any-return]  # the stubs of first know no model
    region = request.municipality.region
    own: Certificate | None = (
        rows.join_from(Certificate, Municipality)
        .where(Certificate.child == child.id, Municipality.region == region)
        .first()
    )
    return own or _merged(child)


def _merged(child: Child) -> Certificate | None:
    """The living certificate into which the child's own was merged: its contracts went over there."""
    gone = Certificate.select(Certificate.merged_into).where(
        Certificate.child == child.id, Certificate.merged_into.is_null(False)
    )
    found: Certificate | None = (
        Certificate.select()
        .where(Certificate.id.in_(gone), Certificate.status != "closed")
        .order_by(Certificate.id.desc())
        .first()
    )
    return found
