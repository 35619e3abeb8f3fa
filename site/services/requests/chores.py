"""What the worker does for requests, with the settings of an installation."""

from __future__ import annotations

from collections.abc import Callable

from peewee import Database

from navigator.services.financing.monthly import run_calendar
from navigator.services.financing.warning import warn_families
from navigator.services.outbox import MailServer, send_due
from navigator.services.reports.figures import keep_month
from navigator.services.requests.children import count_short_hashes
from navigator.services.requests.duties import run_duties
from navigator.services.requests.policy import now, policy_of
from navigator.services.requests.records import Moment
from navigator.services.serving import Chore
from navigator.services.staff.sheets import drop_old_sheets
from navigator.settings import Settings

#: Seconds between two looks at what time did to requests, and at the outbox.
DUTIES_EVERY, MAIL_EVERY = 30.0, 5.0
#: Seconds between two looks for files of staff whose day is over.
SHEETS_EVERY = 600.0
#: Between two looks whether the figures of the month are kept, and at periods that end.
FIGURES_EVERY = WARN_EVERY = 3600.0


def chores_of(settings: Settings, database: Database, clock: Callable[[], Moment] = now) -> list[Chore]:
    """Duties, money of certificates, files of staff whose day is over, figures of the month, names, letters."""
    policy, server = policy_of(settings), MailServer.from_url(settings.mail_url)
    return [
        Chore("Сроки заявок", DUTIES_EVERY, lambda: run_duties(database, clock(), policy)),
        Chore("Деньги сертификатов", DUTIES_EVERY, lambda: run_calendar(database, clock())),
        Chore("Остатки сертификатов", WARN_EVERY, lambda: warn_families(database, clock(), policy)),
        Chore("Файлы сотрудников", SHEETS_EVERY, lambda: drop_old_sheets(database, clock())),
        Chore("Цифры месяца", FIGURES_EVERY, lambda: keep_month(database, clock().day(settings.timezone))),
        Chore("Имена для поиска", SHEETS_EVERY, lambda: count_short_hashes(database)),
        Chore("Письма", MAIL_EVERY, lambda: send_due(database, server, clock())),
    ]
