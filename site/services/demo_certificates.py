"""Certificates of account of the demo's register, given in bulk up to what a district reported."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from navigator.data import Certificate, Child, Municipality
from navigator.data.rows import tuples
from navigator.rules.ages import age_on
from navigator.rules.coverage import OLDEST, YOUNGEST
from navigator.rules.persons import make_certificate_number
from navigator.services.financing.register import holder_key, number_hash
from navigator.services.requests.records import Moment

_SEED, _ROWS = 2021, 200


def certify(home: Municipality, wanted: int, moment: Moment) -> None:
    """Give certificates of account to children of a district who hold none, until it has the wanted number."""
    random, today = Random(_SEED), moment.day(home.timezone)  # noqa: S311  # the same numbers each time, no secret
    living = (Certificate.type == "accounting") & (Certificate.status == "active")
    held = Certificate.select().where(Certificate.municipality == home.id, living).count()
    free = Child.select(Child.id, Child.birth_date).where(
        Child.municipality == home.id, Child.id.not_in(Certificate.select(Certificate.child))
    )
    known = [(number, date.fromisoformat(born)) for number, born in tuples(free.order_by(Child.id))]
    children = [one for one in known if YOUNGEST <= age_on(one[1], today) // 12 <= OLDEST]
    chosen = random.sample(children, max(0, min(len(children), wanted - held)))
    region, place = int(home.oktmo[:2]), int(home.oktmo[3:5])
    taken = {digest for (digest,) in tuples(Certificate.select(Certificate.number_hash))}
    fresh = (make_certificate_number(region, place, one) for one in random.sample(range(100_000), 5_000))
    numbers = (number for number in fresh if number_hash(number) not in taken)
    rows = []
    for child, born in chosen:
        number = next(numbers)
        issued = max(born.replace(year=born.year + YOUNGEST), today - timedelta(days=random.randrange(30, 900)))
        rows.append(
            {
                "number": number,
                "number_hash": number_hash(number),
                "child": child,
                "municipality": home.id,
                "holder_key": holder_key(child, home.region),
                "issued_on": min(issued, today),
                "valid_until": born.replace(year=born.year + OLDEST + 1),
                "created_at": moment.utc,
                "changed_at": moment.utc,
            }
        )
    for start in range(0, len(rows), _ROWS):
        Certificate.insert_many(rows[start : start + _ROWS]).execute()
