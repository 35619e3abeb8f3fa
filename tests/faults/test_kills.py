"""Kills of writers and of the server: what a family was told is kept, and nothing is stored by half."""

from __future__ import annotations

import random
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import asking
import pytest
from faults import killing
from faults.families import Browser, Server
from faults.scripts import run, url_of
from faults.whole import broken, lost
from live import environment
from peewee import SqliteDatabase

from navigator.data import Request
from navigator.data.database import migrate, open_database
from navigator.data.sealed import KeyRing, use
from navigator.settings import Settings

LONG = pytest.param(200, marks=pytest.mark.slow)


def check_told(said: list[list[str]]) -> None:
    """Everything that families were told is so."""
    assert lost((line[1], line[2]) for line in said if line[0] == "sent") == []
    states = dict(Request.select(Request.number, Request.state).tuples())
    assert {states[line[1]] for line in said if line[0] == "cancelled"} <= {"cancelled"}


@pytest.mark.slow
def test_a_kill_before_each_statement_leaves_all_or_nothing(sqlite: SqliteDatabase) -> None:
    url, to = url_of(sqlite), asking.group(500)
    sqlite.close()
    said = run(killing, "statements", url, to, 1, seconds=100)
    kills = int(said[-1][1])
    assert kills >= 40
    assert broken(sqlite) == []
    check_told(said)
    # Every child stored both its requests or none; the later a child died the more it had done.
    kept = {
        one.idempotency_hash: (one.state, one.together_id is not None) for one in Request.select().order_by(Request.id)
    }
    assert sum(together for _, together in kept.values()) * 2 == len(kept)
    assert {state for state, together in kept.values() if together} == {"new"}
    assert Counter(line[0] for line in said[:-1])["sent"] <= len(kept) < 2 * kills


@pytest.mark.slow
def test_a_family_told_too_early_would_be_seen(sqlite: SqliteDatabase) -> None:
    """The control: words that come before the transaction ends are lost by a kill between the two."""
    url, to = url_of(sqlite), asking.group(500)
    sqlite.close()
    said = run(killing, "hasty", url, to, 40, seconds=100)
    assert lost((line[1], line[2]) for line in said if line[0] == "sent") != []
    assert broken(sqlite) == []


@pytest.mark.parametrize("kills", [8, LONG])
def test_kills_at_random_lose_nothing(sqlite: SqliteDatabase, kills: int) -> None:
    url, to = url_of(sqlite), asking.group(100)
    sqlite.close()
    said = run(killing, "random", url, to, kills, 11, seconds=60 + kills * 2)
    assert Counter(line[0] for line in said)["sent"] >= kills
    assert broken(sqlite) == []
    check_told(said)


# ---------------------------------------------------------------- the server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server that is not started yet, over a database with one group; it holds places at once."""
    env = environment(tmp_path, FORM_SECONDS="0", HOLD_PLACE_ON="new", RATE_REQUESTS="1000000")
    settings = Settings.from_env(env)
    database = open_database(settings.database_url)
    migrate(database)
    use(KeyRing(settings.pii_keys, settings.secret_key))
    today = date.today()
    asking.group(20, date_start=today + timedelta(30), date_end=today + timedelta(300))
    database.close()
    made = Server(env, tmp_path / "server.log")
    yield made
    made.end(signal.SIGKILL)


def family(number: int, life: int) -> dict[str, str]:
    """Answers of one family that is like no other."""
    who = asking.named(number)
    return {
        "child_last_name": who.last,
        "child_first_name": f"{who.first}{'абвгдежзик'[life]}",
        "child_birth_date": f"05.03.{date.today().year - 9}",
        "guardian_name": "Анна",
        "guardian_phone": f"+7912{life}{number:06}",
        "guardian_email": f"family{number}.{life}@example.org",
        "consent": "1",
    }


class Families(threading.Thread):
    """One family after another sends its form, whatever happens to the server."""

    def __init__(self, server: Server, path: str, life: int) -> None:
        super().__init__()
        self.browser, self.path, self.life = Browser(server.port), path, life
        self.stop, self.told, self.trouble = threading.Event(), list[tuple[str, str]](), ""

    def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            try:
                where = self.browser.send(self.path, family(number, self.life))
            except Exception as problem:
                self.trouble = repr(problem)
                return
            self.told.append((where, self.browser.cookies["requests"]))
            number += 1


@pytest.mark.parametrize("kills", [2, pytest.param(60, marks=pytest.mark.slow)])
def test_a_killed_server_loses_no_request_that_it_took(server: Server, kills: int) -> None:
    server.start()
    chance, threads = random.Random(5), [Families(server, "/groups/1/enroll/", life) for life in range(3)]
    for one in threads:
        one.start()
    for _ in range(kills):
        time.sleep(0.2 + chance.random() * 0.4)
        server.end(signal.SIGKILL)
        server.start()
    for one in threads:
        one.stop.set()
    for one in threads:
        one.join()
    assert [one.trouble for one in threads] == [""] * len(threads)
    told = [pair for one in threads for pair in one.told]
    assert len(told) >= kills
    opened = [_opened(server, where, cookie) for where, cookie in told[:: max(1, len(told) // 60)]]
    assert set(opened) == {True}
    server.end(signal.SIGTERM)
    database = open_database(Settings.from_env(server.env).database_url)
    assert broken(database) == []
    stored = {number for (number,) in Request.select(Request.number).tuples()}
    # Each form was sent again until it was taken, and is stored once.
    assert stored == {where.split("/")[2] for where, _ in told}
    assert len(told) == len(stored)
    database.close()


def _opened(server: Server, where: str, cookie: str) -> bool:
    """Whether a family sees its confirmation, and its request by number and code from another browser."""
    page = Browser(server.port, {"requests": cookie}).get(where).text
    number, code = (re.search(rf'data-request-{name}="([^"]+)"', page) for name in ("number", "code"))
    assert number is not None
    assert code is not None
    elsewhere = Browser(server.port)
    reply = elsewhere.post("/requests/", {"number": number[1], "code": code[1]})
    return reply.status == 303 and number[1] in elsewhere.get(reply.headers["Location"]).text
