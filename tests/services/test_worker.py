"""The worker as a process: time passes, letters leave, SIGTERM ends it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import asking
from aiosmtpd.controller import Controller
from asking import POLICY, answers, group, named, sender
from live import environment, free_port

from navigator.data import Group, Request
from navigator.data.database import migrate, open_database
from navigator.data.sealed import KeyRing, use
from navigator.services.requests.moving import move
from navigator.services.requests.records import Moment, Sent
from navigator.services.requests.submitting import send_enrollment
from navigator.settings import Settings

SECONDS = 30


class Inbox:
    """Subjects and bodies that a server took."""

    def __init__(self) -> None:
        self.letters: dict[str, str] = {}

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        letter: Any = message_from_bytes(envelope.content, policy=policy.default)
        self.letters[letter["Subject"]] = letter.get_content()
        return "250 taken"


def test_an_offer_that_lapsed_goes_on_and_both_families_are_told(tmp_path: Path) -> None:
    port = free_port()
    env = environment(tmp_path, MAIL_URL=f"smtp://127.0.0.1:{port}?from=n@example.org")
    settings = Settings.from_env(env)
    database = open_database(settings.database_url)
    migrate(database)
    use(KeyRing(settings.pii_keys, settings.secret_key))
    now = Moment(datetime.now(UTC).replace(tzinfo=None) - timedelta(days=1))
    start = now.utc.date() + timedelta(days=30)
    to = group(1, date_start=start, date_end=start + timedelta(days=100), age_from=0, age_to=216)
    numbers = []
    for number in range(3):
        sent = send_enrollment(database, answers(to, named(number)), sender(), now, POLICY)
        assert isinstance(sent, Sent), sent
        numbers.append(sent.number)
        if number == 0:
            move(database, sent.number, "confirm", "organization", now, POLICY)
    move(database, numbers[0], "cancel", "family", now, POLICY)
    Request.update(answer_by=now.utc.date() - timedelta(days=2)).where(Request.number == numbers[1]).execute()
    database.close()
    box = Inbox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    worker = subprocess.Popen([sys.executable, "-m", "navigator", "worker"], env=env, cwd=tmp_path)
    try:
        wanted = {f"Заявка {numbers[1]}: срок ответа прошёл", f"Заявка {numbers[2]}: есть место"}
        until = time.monotonic() + SECONDS
        while not wanted <= set(box.letters) and time.monotonic() < until:
            time.sleep(0.2)
        assert wanted <= set(box.letters)
        states = {one.number: one.state for one in Request.select()}
        assert states == dict(zip(numbers, ("cancelled", "cancelled", "offered"), strict=True))
        assert (Group.get().free_places, Group.get().held) == (0, 1)
        assert not [body for body in box.letters.values() if "Имя" in body or "Фамилия" in body]
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(15) == 0
    finally:
        worker.kill()
        server.stop()
        database.close()
        asking.keys()
