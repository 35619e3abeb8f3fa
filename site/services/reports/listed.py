"""The reports by name, and making one for a member of staff or for the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from peewee import Database, PeeweeException

from navigator.data.database import write
from navigator.exchange.report_files import Report
from navigator.rules.access import Territory
from navigator.rules.states import REGION
from navigator.services.municipalities import Municipalities
from navigator.services.problems import storing
from navigator.services.reports import (
    ages,
    certificates,
    coverage,
    directions,
    organizations,
    payments,
    quality,
    requests,
)
from navigator.services.reports.figures import keep_month
from navigator.services.reports.scope import Scope
from navigator.services.requests.records import Moment
from navigator.services.staff.accounts import Member
from navigator.services.staff.journal import note


@dataclass(frozen=True, slots=True)
class Listed:
    """A report as the list of reports names it."""

    title: str
    about: str
    make: Callable[[Scope], Report]


REPORTS = {
    "coverage": Listed(coverage.TITLE, "Дети 5–17 лет один раз, рядом число зачислений", coverage.coverage),
    "directions": Listed(directions.TITLE, "Программы, места, зачисления и дети", directions.directions),
    "ages": Listed(ages.TITLE, "Мальчики и девочки, полных лет", ages.ages),
    "organizations": Listed(
        organizations.TITLE, "Программы, заявки, срок решения, отказы", organizations.organizations
    ),
    "certificates": Listed(certificates.TITLE, "Реестр и заявки на сертификат", certificates.certificates),
    "requests": Listed(
        requests.TITLE, "Состояния, просрочка, листы ожидания, чего ищут и не находят", requests.requests
    ),
    "quality": Listed(quality.TITLE, "Чего не хватает карточкам программ", quality.quality),
    "payments": Listed(payments.TITLE, "Списано по договорам, организация и плательщик", payments.payments),
}


def reports_for(territory: Territory, today: date) -> dict[str, Listed]:
    """The reports that say something in a territory: no bills where nobody counts money."""
    hidden = set() if payments.counts_for(Scope(territory, today, today)) else {"payments"}
    return {name: one for name, one in REPORTS.items() if name not in hidden}


def report_of(
    database: Database, member: Member, name: str, day: date, today: date, moment: Moment, municipality: int | None
) -> Report:
    """A report in the territory of a member; whose names it shows goes to the journal.

    :raises KeyError: there is none of this name.
    :raises StoreFailed: the database did not take the line of the journal.
    """
    make = REPORTS[name].make
    keep_this_month(database, today)
    report = make(Scope(member.territory, day, today, municipality, named=True))
    numbers = [str(number) for table in report.tables if table.links_to == "request" for number in table.links]
    if numbers:
        with storing(database), write(database):
            note(database, member.account, "report", moment, subject=name, detail=" ".join(numbers))
    return report


def report_for_command(database: Database, name: str, day: date, today: date, municipality: str) -> Report:
    """A report of everything or of one municipality, without names of children.

    :raises Problem: no such municipality.
    """
    home = Municipalities().require(municipality).id if municipality else None
    keep_this_month(database, today)
    return REPORTS[name].make(Scope(Territory(REGION), day, today, home))


def keep_this_month(database: Database, today: date) -> None:
    """Keep the figures of the month when they are missing; a report is worth showing without them too."""
    try:
        keep_month(database, today)
    except PeeweeException:
        if not database.is_closed():
            database.close()  # the next use of this thread opens a sound connection
