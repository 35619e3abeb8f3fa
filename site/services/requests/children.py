"""Finding the child of a request among those who are known, and noticing look-alikes."""

from __future__ import annotations

from datetime import date

from peewee import Database

from navigator.data import Child, LookAlike
from navigator.data.database import write
from navigator.data.sealed import ring
from navigator.rules.persons import Identity, differences, fold_person

#: Children whom one new child is compared with, at most: those who share a birth date, names or a SNILS with it.
MOST_COMPARED = 300
#: Children whose hashes are counted in one transaction.
AT_ONCE = 200


def person_hash(child: Identity) -> str:
    """Keyed hash of a child's folded names and birth date."""
    return ring().digest("person", _names(child), child.born.isoformat())


def snils_hash(snils: str) -> str | None:
    """Keyed hash of a SNILS, or None without one."""
    return ring().digest("snils", snils) if snils else None


def short_hash(last: str, first: str) -> str:
    """Keyed hash of a folded last and first name, whatever the patronymic."""
    return ring().digest("short", fold_person(last, first, ""))


def count_short_hashes(database: Database) -> int:
    """Give short hashes to children who were stored before there were any; repeating changes nothing.

    :returns: how many children got theirs now.
    """
    done = 0
    while rows := list(Child.select().where(Child.short_hash == "").order_by(Child.id).limit(AT_ONCE)):
        with write(database):
            for row in rows:
                counted = short_hash(row.last_name, row.first_name)
                Child.update(short_hash=counted).where(Child.id == row.id).execute()
        done += len(rows)
    return done


def identity_of(row: Child) -> Identity:
    """The open names, birth date and SNILS of a stored child."""
    return Identity(row.last_name, row.first_name, row.patronymic, date.fromisoformat(str(row.birth_date)), row.snils)


def find_child(child: Identity) -> Child | None:
    """The stored child that this is: the same SNILS, else the same names and birth date without another SNILS."""
    if child.snils:
        same = Child.get_or_none(Child.snils_hash == snils_hash(child.snils))
        if same is not None:
            return same
    for one in Child.select().where(Child.person_hash == person_hash(child)).order_by(Child.id):
        if not child.snils or not one.snils_hash:
            return one
    return None


def child_of(child: Identity, municipality: int) -> Child:
    """The stored child, made when there is none; a SNILS that was missing joins it. Call inside a transaction."""
    row = find_child(child)
    if row is None:
        return _make(child, municipality)
    if child.snils and not row.snils_hash:
        row.snils, row.snils_hash = child.snils, snils_hash(child.snils)
        row.save()
    return row


def _make(child: Identity, municipality: int) -> Child:
    row = Child.create(
        last_name=child.last,
        first_name=child.first,
        patronymic=child.patronymic,
        birth_date=child.born.isoformat(),
        snils=child.snils,
        municipality=municipality,
        person_hash=person_hash(child),
        names_hash=ring().digest("names", _names(child)),
        short_hash=short_hash(child.last, child.first),
        birth_hash=ring().digest("born", child.born.isoformat()),
        snils_hash=snils_hash(child.snils),
    )
    for other, differs in _look_alikes(row, child):
        LookAlike.insert(child=row.id, other=other, differs=differs).on_conflict_ignore().execute()
    return row


def _look_alikes(row: Child, child: Identity) -> list[tuple[int, tuple[str, ...]]]:
    near = (
        Child.select()
        .where(
            Child.id != row.id,
            (Child.birth_hash == row.birth_hash) | (Child.names_hash == row.names_hash),
        )
        .order_by(Child.id.desc())
        .limit(MOST_COMPARED)
    )
    found = [(one.id, differences(child, identity_of(one))) for one in near]
    return [(number, differs) for number, differs in found if differs is not None]


def _names(child: Identity) -> str:
    return fold_person(child.last, child.first, child.patronymic)
