"""The journal as staff read it: a page of lines, and who looked at the data of one child."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peewee import JOIN, OP, Database, Expression, Value, fn

from navigator.data import Account, Certificate, Contract, Fact, JournalLine, Organization, Request
from navigator.data.database import write
from navigator.data.rows import tuples
from navigator.rules.access import ROLES, Territory
from navigator.rules.states import ORGANIZATION
from navigator.services.problems import storing
from navigator.services.requests.records import Moment
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine
from navigator.services.staff.journal import note
from navigator.services.staff.territory import mine

PAGE = 50
#: Actions that read personal data of several children: their lines name the requests in ``detail``.
LISTS = ("list", "report", "take in")
CHECKED = "journal_checked"
MOST_PEOPLE, MOST_SEEN = 300, 1_000
NUMBER = re.compile(r"\d\d-\d{5,}")
#: What other lines are about: a kind and a number.
THING = re.compile(r"([a-z]+)[ :](\d{1,9})")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the journal; ``before`` is the id of the last line of the page before."""

    person: int | None = None
    action: str = ""
    number: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line in local time; ``listed`` are the requests that a list or a report showed."""

    id: int
    at: datetime
    who: str
    role: str
    action: str
    subject: str  # number of a request, empty where the line is about something else
    listed: tuple[str, ...]
    thing: tuple[str, int] | None  # kind and number of what else it is about


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A page of lines, the newest first; ``older`` is where the next page begins, None on the last."""

    lines: tuple[Entry, ...]
    older: int | None
    people: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """When the chain was found whole last, and how many lines were written since."""

    at: datetime
    since: int


def journal_page(member: Member, asked: Asked, zone: str) -> JournalPage:
    """Lines of a territory; two queries whatever the size of the journal.

    An organization sees what its own members did; a centre what members of its municipality did and whatever was done
    with requests of it; a regional centre everything.
    """
    rows = _lines(_inside(member.territory), *_conditions(asked, zone)).limit(PAGE + 1)
    found = [_entry(row, zone) for row in tuples(rows)]
    people = (
        Account.select(Account.id, Account.name, Account.email)
        .where(_members(member.territory))
        .order_by(Account.email)
        .limit(MOST_PEOPLE)
    )
    return JournalPage(
        tuple(found[:PAGE]),
        found[PAGE - 1].id if len(found) > PAGE else None,
        tuple((number, f"{name}, {email}" if name else email) for number, name, email in tuples(people)),
    )


def who_saw_child(database: Database, member: Member, number: str, moment: Moment, zone: str) -> list[Entry]:
    """Who opened a request, a certificate or a contract of a child, or had it in a list, the latest first; one query.

    Requests of the territory only; an organization sees its own members alone.

    That somebody asked is a line of the journal itself.
    :raises NotMine: the request is not in the territory.
    :raises StoreFailed: the database did not take that line.
    """
    with storing(database):
        one: Request | None = Request.get_or_none(Request.number == number, mine(member.territory))
        if one is None:
            raise NotMine(number)
        with write(database):
            note(database, member.account, "who_saw", moment, subject=number)
        rows = _lines(_about_child(one, member.territory)).limit(MOST_SEEN)
        return [_entry(row, zone) for row in tuples(rows)]


def _about_child(one: Request, territory: Territory) -> Any:
    """Lines that name a request, a certificate or a contract of the child of a request, inside a territory."""
    theirs, papers = Request.alias(), Contract.alias()
    same = theirs.child == one.child_id if one.child_id is not None else theirs.id == one.id
    named = (JournalLine.subject == theirs.number) | _holds(theirs.number)
    found = fn.EXISTS(theirs.select(theirs.id).where(same, named, *_of(territory, theirs)))
    by_contract = papers.select(_thing("contract", papers.id)).join(theirs, on=papers.request == theirs.id).where(same)
    if territory.role == ORGANIZATION:
        by_contract = by_contract.where(papers.organization == territory.organization)
        return found | (JournalLine.subject.in_(by_contract) & _inside(territory))
    cards = Certificate.alias()
    held = [cards.child == one.child_id]
    if not territory.is_everything:
        held.append(cards.municipality == territory.municipality)
        by_contract = by_contract.where(papers.payer == territory.municipality)
    card = _thing("certificate", cards.id)
    by_card = fn.EXISTS(cards.select(cards.id).where(*held, (JournalLine.subject == card) | _holds(card)))
    return found | by_card | JournalLine.subject.in_(by_contract)


def _thing(kind: str, number: Any) -> Any:
    """What lines call a thing: «certificate 12»."""
    return Value(f"{kind} ").concat(number.cast("TEXT"))


def _lines(*conditions: Any) -> Any:
    """Lines with who wrote them, the newest first."""
    return (
        JournalLine.select(
            *(JournalLine.id, JournalLine.at, Account.name, Account.email, Account.role),
            *(JournalLine.action, JournalLine.subject, JournalLine.detail),
        )
        .join(Account, JOIN.LEFT_OUTER, on=(Account.id == JournalLine.account))
        .where(*conditions)
        .order_by(JournalLine.id.desc())
        .switch(JournalLine)
    )


def _entry(row: tuple[Any, ...], zone: str) -> Entry:
    number, at, name, email, role, action, subject, detail = row
    listed = tuple(one for one in detail.split() if NUMBER.fullmatch(one)) if action in LISTS else ()
    about = THING.fullmatch(subject)
    return Entry(
        id=number,
        at=Moment(at).local(zone),
        who=name or email or "",
        role=ROLES.get(role, "") if email else "",
        action=action,
        subject=subject if NUMBER.fullmatch(subject) else "",
        listed=listed,
        thing=(about[1], int(about[2])) if about else None,
    )


def _of(territory: Territory, theirs: Any) -> list[Any]:
    """Lines about requests inside a territory; to an organization those of its own members."""
    if territory.is_everything:
        return []
    if territory.role == ORGANIZATION:
        return [theirs.organization == territory.organization, _inside(territory)]
    return [theirs.municipality == territory.municipality]


def _holds(number: Any) -> Any:
    """Whether the line of a list names a request: one whole word of its detail."""
    words = Value(" ").concat(JournalLine.detail).concat(" ")
    wanted = Value("% ").concat(number).concat(" %")
    return JournalLine.action.in_(LISTS) & Expression(words, OP.ILIKE, wanted)


def _inside(territory: Territory) -> Any:
    if territory.is_everything:
        return JournalLine.id > 0
    members = Account.select(Account.id).where(_members(territory))
    if territory.role == ORGANIZATION:
        return JournalLine.account.in_(members)
    theirs = Request.select(Request.number).where(mine(territory))
    # Without an index on the account the newest lines are read first and no more: of 300,000 in 2 ms, not in 1,900.
    return fn.COALESCE(JournalLine.account, 0).in_(members) | JournalLine.subject.in_(theirs)


def _members(territory: Territory) -> Any:
    """The condition of accounts that work in a territory."""
    if territory.is_everything:
        return Account.id > 0
    if territory.role == ORGANIZATION:
        return Account.organization == territory.organization
    home = Organization.select(Organization.id).where(Organization.municipality == territory.municipality)
    return (Account.municipality == territory.municipality) | Account.organization.in_(home)


def _conditions(asked: Asked, zone: str) -> list[Any]:
    found: list[Any] = []
    if asked.person is not None:
        found.append(JournalLine.account == asked.person)
    if asked.action:
        found.append(JournalLine.action == asked.action)
    if asked.number:
        found.append((JournalLine.subject == asked.number) | _holds(Value(asked.number)))
    if asked.since is not None:
        found.append(JournalLine.at >= _midnight(asked.since, zone))
    if asked.until is not None:
        found.append(JournalLine.at < _midnight(asked.until + timedelta(days=1), zone))
    if asked.before is not None:
        found.append(JournalLine.id < asked.before)
    return found


def _midnight(day: date, zone: str) -> datetime:
    """The beginning of a day in a time zone, in UTC without an offset."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


# ---------------------------------------------------------------- the chain


def write_checked(database: Database, moment: Moment) -> None:
    """Remember that the chain was found whole now; call after a check."""
    last = JournalLine.select(fn.MAX(JournalLine.id)).scalar() or 0
    value = f"{moment.utc.isoformat()} {last}"
    with write(database):
        Fact.insert(name=CHECKED, value=value).on_conflict(
            conflict_target=(Fact.name,), update={Fact.value: value}
        ).execute()


def last_check(zone: str) -> Checked | None:
    """When the chain was found whole last, if ever, with the lines that were written since; one query."""
    newest = JournalLine.select(fn.MAX(JournalLine.id))
    row = Fact.select(Fact.value, newest.alias("newest")).where(Fact.name == CHECKED).tuples().first()
    if row is None:
        return None
    at, _, line = str(row[0]).partition(" ")
    return Checked(Moment(datetime.fromisoformat(at)).local(zone), max(0, int(row[1] or 0) - int(line)))
