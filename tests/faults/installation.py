"""An installation through which planted values go: requests, moves, letters, pages, mistakes, breakages, commands."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import asking
from aiosmtpd.controller import Controller
from faults.canaries import Canary, Watch
from faults.families import Browser, Reply, Server
from live import environment, navigator
from pages.sending import hidden
from peewee import Database

from navigator.data import Letter, Request
from navigator.data.database import migrate, open_database
from navigator.data.sealed import KeyRing, use
from navigator.services.outbox import MailServer, send_due
from navigator.services.requests.duties import run_duties
from navigator.services.requests.moving import move
from navigator.services.requests.policy import now, policy_of
from navigator.services.requests.records import CertificateAnswers, EnrollmentAnswers, Order, Sender, Sent
from navigator.services.requests.submitting import send_certificate_request, send_enrollment
from navigator.settings import Settings

#: Families whose requests go through the services, and through the pages of a real server.
BY_SERVICE, BY_PAGES = 110, 6
#: Commands whose files and words are searched too.
COMMANDS = (
    ("reindex",),
    ("check",),
    ("export", "--zip"),
    ("dump", "groups", "{home}/groups.csv"),
    ("dump", "organizations", "{home}/organizations.xlsx"),
)


class Post:
    """A mail server that takes letters, and refuses some with words that name the family."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address.endswith("2@example.org"):
            return f"451 {address} is away"
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope.content)
        return "250 taken"


@dataclass
class House:
    """An installation through which everything has gone."""

    home: Path
    env: dict[str, str]
    settings: Settings
    database: Database
    post: Post
    group: int = 0
    watch: Watch = field(default_factory=Watch)
    planted: list[str] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    while_serving: dict[str, set[str]] = field(default_factory=dict)

    def plant(self, canary: Canary, *more: str) -> Canary:
        self.watch.plant(canary)
        self.planted += (*canary.values, *more)
        return canary


@contextmanager
def lived_in(home: Path) -> Iterator[House]:
    """An installation in a folder, after everything that happens to one."""
    post = Post()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    mail = f"smtp://127.0.0.1:{port}?from=navigator@example.com"
    env = environment(home, FORM_SECONDS="0", RATE_REQUESTS="1000000", MAIL_URL=mail, HOLD_PLACE_ON="new")
    settings = Settings.from_env(env)
    use(KeyRing(settings.pii_keys, settings.secret_key))
    database = open_database(settings.database_url)
    migrate(database)
    opened = House(home, env, settings, database, post)
    opened.group = asking.group(60, date_start=date.today() + timedelta(30), date_end=date.today() + timedelta(300))
    assert navigator(env, "reindex").returncode == 0
    _by_service(opened)
    _by_pages(opened)
    _commands(opened)
    yield opened
    database.close()
    controller.stop()


def _by_service(house: House) -> None:
    database, policy = house.database, policy_of(house.settings)
    for number in range(BY_SERVICE):
        one = Canary(number)
        sender = Sender(one.address, f"canary {number}")
        if number % 4:
            filled = EnrollmentAnswers(
                *(house.group, one.child, one.guardian),
                certificate_number=one.certificate,
                certificate_later=True,
                special_needs=True,
                comment=one.comment,
            )
            sent = send_enrollment(database, filled, sender, now(), policy)
            more = (one.certificate, one.comment, one.address)
        else:
            asked = CertificateAnswers(one.child, one.guardian, "rayon", comment=one.comment)
            sent = send_certificate_request(database, asked, sender, now(), policy)
            more = (one.comment, one.address)
        assert isinstance(sent, Sent), sent
        house.plant(one, *more)
        house.watch.codes.add(sent.code)
        _move(house, sent, one)
    run_duties(database, now(), policy)
    server = MailServer.from_url(house.settings.mail_url)
    while send_due(database, server, now()):
        pass


def _move(house: House, sent: Sent, one: Canary) -> None:
    """Staff and families move some requests; what staff write is planted too."""
    policy, kind = policy_of(house.settings), Request.get(Request.number == sent.number).kind
    if kind == "certificate":
        steps = [("approve", "municipal_center", Order(words=one.words))]
    elif sent.state == "waitlist":
        steps = [("reject", "organization", Order(reason="no_places", words=one.words))] if one.number % 2 else []
    else:
        order = Order(number="12-о", day=date.today(), start=date.today(), funding="budget", words=one.words)
        steps = [("confirm", "organization", Order()), ("enroll", "organization", order)]
    for event, actor, order in steps:
        move(house.database, sent.number, event, actor, now(), policy, order)
    if any(order.words for _, _, order in steps):
        house.planted.append(one.words)


def _by_pages(house: House) -> None:
    """Families send both forms, make mistakes, look at their requests; some pages break on the way."""
    server = Server(house.env, house.home / "server.log")
    server.start()
    try:
        for number in range(BY_SERVICE, BY_SERVICE + BY_PAGES):
            _one_family(house, Browser(server.port), house.plant(Canary(number)))
        _breakages(house, Browser(server.port))
        _worker(house)
        house.while_serving = house.watch.files_with_traces(house.home)
    finally:
        server.end(signal.SIGTERM)


def _one_family(house: House, browser: Browser, one: Canary) -> None:
    path = f"/groups/{house.group}/enroll/" if one.number % 2 else "/certificate/request/"
    blank = hidden(browser.get(path).page)
    wrong = browser.post(path, {**blank, **one.typed, "consent": "", "child_snils": one.child.snils[::-1]})
    checked = browser.post(path, {**blank, **one.typed})
    sent = browser.post(path, hidden(checked.page))
    assert [reply.status for reply in (wrong, checked, sent)] == [422, 200, 303]
    shown = browser.get(sent.headers["Location"]).text
    found = re.search(r'data-request-code="([^"]+)"', shown)
    assert found is not None
    code, number = found[1].replace("-", ""), sent.headers["Location"].split("/")[2]
    house.watch.codes.add(code)
    elsewhere = Browser(browser.port)
    right, bad = (elsewhere.post("/requests/", {"number": number, "code": one}) for one in (code, code[::-1]))
    twice = browser.post(path, {**hidden(checked.page), "idempotency_key": "another one"})
    counted = browser.post("/enrollments/check/", {**hidden(browser.get("/enrollments/check/").page), **one.typed})
    pages = (browser.get(f"/requests/{number}/"), browser.get(f"/requests/{number}/again/"))
    assert [one.status for one in (right, bad, twice, counted, *pages)] == [303, 422, 200, 200, 200, 200]
    house.replies += [wrong, checked, sent, right, bad, twice, counted, *pages]


def _breakages(house: House, browser: Browser) -> None:
    """Pages of errors that answer to forms: unknown, torn, and a database that is broken for a while."""
    one, path = Canary(BY_SERVICE + BY_PAGES), f"/groups/{house.group}/enroll/"
    house.watch.plant(one)
    filled = {**hidden(browser.get(path).page), **one.typed, "step": "send"}
    said = [browser.post("/groups/999999/enroll/", filled), browser.post(path, {**filled, "token": "torn"})]
    for table in ("letter", "study_group"):
        house.database.execute_sql(f'ALTER TABLE "{table}" RENAME TO away')
        said.append(browser.post(path, filled))
        house.database.execute_sql(f'ALTER TABLE away RENAME TO "{table}"')
    assert [reply.status for reply in said] == [404, 422, 503, 503]
    house.replies += said


def _worker(house: House) -> None:
    """The worker sends what is left."""
    with (house.home / "worker.log").open("wb") as log:
        command = [sys.executable, "-m", "navigator", "worker"]
        worker = subprocess.Popen(command, env=house.env, stdout=log, stderr=subprocess.STDOUT)
        until = time.monotonic() + 30
        due = Letter.select().where(Letter.sent_at.is_null(), Letter.attempts == 0)
        while time.monotonic() < until and due.count():
            time.sleep(0.1)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    assert due.count() == 0


def _commands(house: House) -> None:
    for number, words in enumerate(COMMANDS):
        done = navigator(house.env, *(word.format(home=house.home) for word in words))
        assert done.returncode == 0, (words, done.stderr)
        (house.home / f"command{number}.log").write_text(done.stdout + done.stderr)
