"""Letters leave through a real SMTP server, each once, and wait where there is none."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import asking
import pytest
from aiosmtpd.controller import Controller
from asking import NOW, POLICY, answers, group, later, sender
from peewee import Database

from navigator.data import Letter
from navigator.services.outbox import PAUSES, MailServer, send_due
from navigator.services.requests.submitting import send_enrollment


class Inbox:
    """What a server took; ``refuse`` is what it says instead."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.refuse = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuse:
            return self.refuse
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, MailServer]]:
    box = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    server = MailServer.from_url(f"smtp://127.0.0.1:{port}?from=navigator@example.org")
    assert server is not None
    yield box, server
    controller.stop()


@pytest.fixture(autouse=True)
def keys() -> None:
    asking.keys()


def write_one(database: Database) -> Letter:
    send_enrollment(database, answers(group(program_name="Хор")), sender(), NOW, POLICY)
    letter: Letter = Letter.get()
    return letter


def test_a_letter_leaves_once(database: Database, inbox: tuple[Inbox, MailServer]) -> None:
    box, server = inbox
    write_one(database)
    assert [send_due(database, server, NOW), send_due(database, server, NOW)] == [1, 0]
    (letter,) = box.letters
    assert (letter["To"], letter["From"]) == ("mama@example.org", "navigator@example.org")
    assert letter["Subject"].startswith("Заявка 26-")
    assert "на программу «Хор»" in letter.get_content()
    kept = Letter.get()
    assert (kept.sent_at, kept.recipient, kept.body) == (NOW.utc, "", "")


def test_without_a_server_letters_wait_and_old_ones_are_given_up(database: Database) -> None:
    write_one(database)
    gone = MailServer.from_url("smtp://127.0.0.1:1")
    assert send_due(database, None, NOW) == send_due(database, gone, NOW) == 0
    assert (Letter.get().sent_at, Letter.get().attempts) == (None, 0)
    send_due(database, None, later(4))
    assert (Letter.get().given_up_at, Letter.get().body) == (later(4).utc, "")


def test_a_refused_letter_is_tried_again_later(database: Database, inbox: tuple[Inbox, MailServer]) -> None:
    box, server = inbox
    write_one(database)
    box.refuse = "451 mama@example.org is busy"
    assert send_due(database, server, NOW) == 0
    letter = Letter.get()
    assert (letter.attempts, letter.due_at) == (1, NOW.utc + timedelta(minutes=PAUSES[0]))
    assert "mama" not in letter.trouble
    assert send_due(database, server, NOW) == 0
    box.refuse = ""
    assert send_due(database, server, later(minutes=2)) == 1


def test_a_letter_that_nobody_takes_is_given_up(database: Database, inbox: tuple[Inbox, MailServer]) -> None:
    box, server = inbox
    write_one(database)
    box.refuse = "550 no such user"
    moment = NOW
    for pause in (*PAUSES, PAUSES[-1]):
        Letter.update(created_at=moment.utc).execute()
        send_due(database, server, moment)
        moment = asking.Moment(moment.utc + timedelta(minutes=pause))
    assert Letter.get().given_up_at is not None
    box.refuse = ""
    assert (send_due(database, server, moment), box.letters) == (0, [])


def test_letters_of_a_forgotten_family_are_not_sent(database: Database, inbox: tuple[Inbox, MailServer]) -> None:
    box, server = inbox
    write_one(database)
    Letter.delete().execute()
    assert (send_due(database, server, NOW), box.letters) == (0, [])


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 25, "", "navigator@mail.example.org")),
        ("smtps://u%40x:p%3Aw@mail.example.org?from=n@x.ru", ("mail.example.org", 465, "u@x", "n@x.ru")),
        ("smtp+starttls://mail.example.org:2525", ("mail.example.org", 2525, "", "navigator@mail.example.org")),
    ],
)
def test_the_address_of_a_server(url: str, expected: tuple[str, int, str, str]) -> None:
    server = MailServer.from_url(url)
    assert server is not None
    assert (server.host, server.port, server.user, server.sender) == expected


def test_no_address_no_server() -> None:
    assert MailServer.from_url("") is None
