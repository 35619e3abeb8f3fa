"""Sending the letters that moves left in the outbox: each one at least once, none before its move is stored."""

from __future__ import annotations

import logging
import smtplib
import ssl
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

from peewee import Database

from navigator.data import Letter
from navigator.data.database import write
from navigator.data.rows import tuples
from navigator.data.sealed import SealBroken
from navigator.services.requests.records import Moment

log = logging.getLogger(__name__)
#: Minutes to wait after each failed try; after the last one the letter is given up.
PAUSES = (1, 5, 15, 60, 240, 720, 1440)
#: A letter that could not leave for so long tells old news.
OLDEST = timedelta(days=3)
#: How long one process keeps a letter to itself while it sends it.
CLAIM = timedelta(minutes=5)
SMTP_SECONDS = 20
BATCH = 50


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters go: ``smtp://user:password@host:port?from=navigator@example.org`` (smtps, smtp+starttls too)."""

    host: str
    port: int
    scheme: str
    user: str
    password: str
    sender: str

    @classmethod
    def from_url(cls, url: str) -> MailServer | None:
        """Read ``MAIL_URL``; None when it is empty."""
        if not url:
            return None
        parts = urlsplit(url)
        host = parts.hostname or "localhost"
        sender = parse_qs(parts.query).get("from", [""])[0] or f"navigator@{host}"
        port = parts.port or {"smtps": 465, "smtp+starttls": 587}.get(parts.scheme, 25)
        return cls(host, port, parts.scheme, unquote(parts.username or ""), unquote(parts.password or ""), sender)

    def connect(self) -> smtplib.SMTP:
        """An open connection, signed in where a user is given."""
        if self.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=SMTP_SECONDS, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SMTP_SECONDS)
            if self.scheme == "smtp+starttls":
                server.starttls(context=ssl.create_default_context())
        if self.user:
            server.login(self.user, self.password)
        return server


def send_due(database: Database, server: MailServer | None, moment: Moment) -> int:
    """Send what is due, the oldest first; a letter that cannot leave waits for its next try.

    :returns: how many left.
    """
    _give_up_old(database, moment)
    if server is None:
        return 0
    due = (
        Letter.select(Letter.id, Letter.due_at)
        .where(Letter.sent_at.is_null(), Letter.given_up_at.is_null(), Letter.due_at <= moment.utc)
        .order_by(Letter.due_at)
        .limit(BATCH)
    )
    waiting = tuples(due)
    if not waiting:
        return 0
    try:
        connection = server.connect()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("the mail server does not answer: %s", type(error).__name__)
        return 0
    with connection:
        return sum(_send(database, connection, server, number, due_at, moment) for number, due_at in waiting)


def _send(
    database: Database, connection: smtplib.SMTP, server: MailServer, number: int, due_at: object, moment: Moment
) -> bool:
    with write(database):
        claimed = (
            Letter.update(due_at=moment.utc + CLAIM, attempts=Letter.attempts + 1)
            .where(Letter.id == number, Letter.due_at == due_at, Letter.sent_at.is_null())
            .execute()
        )
    if not claimed:  # another worker has it, or the family was forgotten
        return False
    try:
        letter: Letter | None = Letter.get_or_none(Letter.id == number)
        if letter is None:
            return False
        connection.send_message(_message(letter, server, moment))
    except (OSError, smtplib.SMTPException, SealBroken, ValueError) as error:
        _failed(database, number, error, moment)
        return False
    with write(database):
        # What was said is not needed any more; the page by number and code tells the same.
        Letter.update(sent_at=moment.utc, recipient="", body="", trouble="").where(Letter.id == number).execute()
    return True


def _message(letter: Letter, server: MailServer, moment: Moment) -> EmailMessage:
    message = EmailMessage()
    message["From"] = server.sender
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = make_msgid(f"letter{letter.id}", domain=server.sender.rpartition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


def _failed(database: Database, number: int, error: Exception, moment: Moment) -> None:
    code = getattr(error, "smtp_code", "")
    log.warning("letter %s did not leave: %s %s", number, type(error).__name__, code)
    with write(database):
        attempts = Letter.select(Letter.attempts).where(Letter.id == number).scalar() or 0
        last = attempts > len(PAUSES)
        due = moment.utc + timedelta(minutes=PAUSES[min(max(attempts, 1), len(PAUSES)) - 1])
        Letter.update(
            due_at=due, given_up_at=moment.utc if last else None, trouble=f"{type(error).__name__} {code}".strip()
        ).where(Letter.id == number).execute()


def _give_up_old(database: Database, moment: Moment) -> None:
    old = (Letter.sent_at.is_null(), Letter.given_up_at.is_null(), Letter.created_at < moment.utc - OLDEST)
    if Letter.select().where(*old).exists():
        with write(database):
            Letter.update(given_up_at=moment.utc, recipient="", body="").where(*old).execute()
