"""A list of children before it is taken in: what each row means, whom it looks like, what stands in the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peewee import Database

from navigator.data import Child, Request
from navigator.data.database import write
from navigator.data.rows import tuples
from navigator.data.sealed import ring
from navigator.exchange.children_list import ListedChild
from navigator.rules.access import Territory
from navigator.rules.arrivals import ALWAYS_WAIVED, WAIVABLE
from navigator.rules.contacts import read_email, read_phone
from navigator.rules.dates import serial_birth_date
from navigator.rules.full_names import split_full_name
from navigator.rules.persons import Identity, TypedProblem, differences, fold_person, read_birth_date, read_name
from navigator.rules.states import LIVING
from navigator.services.municipalities import Municipalities
from navigator.services.problems import storing
from navigator.services.requests.checking import Place, check_enrollment
from navigator.services.requests.children import MOST_COMPARED, identity_of, person_hash
from navigator.services.requests.records import EnrollmentAnswers, Guardian, Moment
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import marked
from navigator.services.staff.journal import note
from navigator.services.staff.territory import mine

#: Look-alikes that one row shows, and children that a list is compared with.
MOST_ALIKE, CHUNK = 3, 200


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A known child of the territory who differs by a letter or a digit."""

    pieces: tuple[tuple[str, bool], ...]
    born: date
    born_differs: bool
    requests: tuple[str, ...]


@dataclass(slots=True)
class ListRow:
    """One row of the preview; ``problems`` go by field and are to be mended, ``refusal`` is a key of the rules."""

    place: int
    listed: ListedChild
    child: Identity | None = None
    guardian: Guardian = field(default_factory=lambda: Guardian(""))
    home: str = ""  # slug
    problems: dict[str, str] = field(default_factory=dict)
    known: bool = False
    alike: tuple[Lookalike, ...] = ()
    living: tuple[str, ...] = ()
    repeats: int = 0  # line of the same child above, 0 for none
    refusal: str = ""
    age: int = 0  # full months on the day that counts
    serial: bool = False  # the birth date was the bare number of a spreadsheet's day

    @property
    def can_go(self) -> bool:
        return not self.problems and not self.repeats and (not self.refusal or self.refusal in WAIVABLE)

    @property
    def goes(self) -> bool:
        """Ticked at first: nothing stands in the way."""
        return self.can_go and not self.refusal

    def answers(self, group: int) -> EnrollmentAnswers:
        """What the row asks for.

        :raises ValueError: the row has problems.
        """
        if self.child is None:
            raise ValueError("a row with problems asks for nothing")
        return EnrollmentAnswers(group, self.child, self.guardian, municipality=self.home)


def homes() -> Municipalities:
    """Municipalities by any of their names."""
    return Municipalities()


def look(
    database: Database, member: Member, place: Place, listed: Sequence[ListedChild], moment: Moment
) -> list[ListRow]:
    """Every row with what the house knows of it. Whose names were shown as look-alikes goes to the journal."""
    municipalities = homes()
    rows = [_read(at, one, place.today, municipalities) for at, one in enumerate(listed)]
    seen: dict[str, int] = {}
    for row in rows:
        if row.child is None:
            continue
        key = person_hash(row.child)
        if key in seen:
            row.repeats = seen[key]
        else:
            seen[key] = row.listed.line
            _check(row, place, moment)
    _compare([row for row in rows if row.child is not None and not row.repeats], member.territory, place)
    numbers = sorted({number for row in rows for one in row.alike for number in one.requests})
    if numbers:
        with storing(database), write(database):
            note(database, member.account, "list", moment, detail=" ".join(numbers))
    return rows


def _read(at: int, one: ListedChild, today: date, municipalities: Municipalities) -> ListRow:
    row = ListRow(at, one)

    def part(name: str, text: str, read: Callable[[str], Any]) -> Any:
        try:
            return read(text) if text.strip() else ""
        except TypedProblem as problem:
            row.problems[name] = str(problem)
            return ""

    names = part("name", one.name or "-", split_full_name)
    row.serial = serial_birth_date(one.born, today) is not None
    born = part("born", one.born, lambda text: serial_birth_date(text, today) or read_birth_date(text, today))
    if not one.born.strip():
        row.problems["born"] = "Напишите дату рождения, например 05.03.2016"
    phone, email = part("phone", one.phone, read_phone), part("email", one.email, read_email)
    guardian = part("guardian", one.guardian, lambda text: read_name(text, "имя"))
    if one.home.strip():
        home = municipalities.find(one.home)
        if home is None:
            row.problems["home"] = f"Муниципалитет «{one.home[:40]}» неизвестен: исправьте или сотрите"
        else:
            row.home = str(home.slug)
    if names and born:
        last, first, patronymic = names
        row.child = Identity(last, first, patronymic, born)
    row.guardian = Guardian(guardian, phone, email)
    return row


def _check(row: ListRow, place: Place, moment: Moment) -> None:
    if row.child is None:
        return
    refusal = check_enrollment(place, row.answers(place.group.id), moment, ALWAYS_WAIVED)
    if refusal is not None:
        row.refusal, row.age = refusal.reason, refusal.age


# ---------------------------------------------------------------- who is known already


def _compare(rows: Sequence[ListRow], territory: Territory, place: Place) -> None:
    """Find the children of many rows among those who are known, in a few questions."""
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        children = [row.child for row in part if row.child is not None]
        near = _near(children)
        requests = _requests(list(near.found), territory)
        for row in part:
            if row.child is not None:
                _compare_one(row, row.child, near, requests, place)


class _Near:
    """Known children by birth date and by names."""

    def __init__(self, found: Sequence[tuple[int, Identity]]) -> None:
        self.found = dict(found)
        self._by: dict[object, list[int]] = defaultdict(list)
        for number, one in found:
            for key in (one.born, _folded(one)):
                self._by[key].append(number)

    def of(self, child: Identity) -> list[tuple[int, Identity]]:
        """Those who share a birth date or names with a child."""
        numbers = {*self._by.get(child.born, ()), *self._by.get(_folded(child), ())}
        return [(number, self.found[number]) for number in sorted(numbers)[:MOST_COMPARED]]


def _folded(one: Identity) -> str:
    return fold_person(one.last, one.first, one.patronymic)


def _near(children: Sequence[Identity]) -> _Near:
    """Known children who share a birth date or names with some of these."""
    born = {ring().digest("born", one.born.isoformat()) for one in children}
    names = {ring().digest("names", _folded(one)) for one in children}
    found = Child.select().where(Child.birth_hash.in_(sorted(born)) | Child.names_hash.in_(sorted(names)))
    return _Near([(one.id, identity_of(one)) for one in found.order_by(Child.id)])


def _requests(children: Sequence[int], territory: Territory) -> dict[int, list[tuple[str, str, int | None]]]:
    """Number, state and program of the requests of some children inside a territory."""
    found: dict[int, list[tuple[str, str, int | None]]] = {}
    for start in range(0, len(children), CHUNK):
        some = list(children[start : start + CHUNK])
        rows = tuples(
            Request.select(Request.child, Request.number, Request.state, Request.program)
            .where(Request.child.in_(some), mine(territory))
            .order_by(Request.id)
        )
        for child, number, state, program in rows:
            found.setdefault(child, []).append((number, state, program))
    return found


def _compare_one(
    row: ListRow,
    child: Identity,
    near: _Near,
    requests: dict[int, list[tuple[str, str, int | None]]],
    place: Place,
) -> None:
    alike = []
    for number, other in near.of(child):
        differs = differences(child, other)
        if differs is None:
            continue
        if not set(differs) - {"snils"}:
            row.known = True
            row.living += tuple(
                one for one, state, program in requests.get(number, ()) if program == place.program and state in LIVING
            )
        elif number in requests:
            alike.append(
                Lookalike(
                    marked(_full(child), _full(other)),
                    other.born,
                    "born" in differs,
                    tuple(one for one, _, _ in requests[number]),
                )
            )
    row.alike = tuple(alike[:MOST_ALIKE])


def _full(one: Identity) -> str:
    return f"{one.last} {one.first} {one.patronymic}".strip()
