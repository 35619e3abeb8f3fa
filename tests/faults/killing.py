"""Run as a script: writes requests in child processes and kills them, again and again, on one database.

What a family was told is printed: ``sent NUMBER CODE`` and ``cancelled NUMBER``, each after the service returned.

``python killing.py statements URL GROUP FIRST``: each next child dies one SQL statement later, until one lives.
``python killing.py hasty URL GROUP FIRST``: the same, but a family is told before the transaction ends (the control).
``python killing.py random URL GROUP COUNT SEED``: so many children, four threads each, die at random moments.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from itertools import count

import asking
from asking import NOW, answers, child, named, sender
from peewee import Database, SqliteDatabase

from navigator.data.database import open_database, write
from navigator.services.requests.moving import move
from navigator.services.requests.records import Policy, Sent
from navigator.services.requests.submitting import send_enrollment

POLICY = Policy(hold_on="new")
THREADS = 4
SNILS = "11223344595"


def tell(*words: str) -> None:
    """One line in one write, so that a kill cannot cut it."""
    os.write(1, (" ".join(words) + "\n").encode())


def in_child(work: Callable[[], None]) -> int:
    """Do something in a process of its own; its id."""
    number = os.fork()
    if number == 0:
        try:
            work()
        finally:
            os._exit(0)
    return number


def killed_at_statements(url: str, group: int, first: int, *, hasty: bool) -> None:
    """One child after another stores one request, cancels it, and is killed one statement later than the last one."""
    for last in count(first):
        process = in_child(partial(_one_request, open_database(url), group, last, hasty))
        _, status = os.waitpid(process, 0)
        if os.WIFEXITED(status):
            tell("lived", str(last - 1))
            return


def _one_request(database: Database, group: int, last: int, hasty: bool) -> None:
    assert isinstance(database, SqliteDatabase)
    left = last

    def die_in_time(_statement: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    database.connect()
    database.connection().set_trace_callback(die_in_time)
    filled = answers(group, named(last), create_certificate=True, municipality="rayon", special_needs=True)
    with write(database) if hasty else nullcontext():
        sent = send_enrollment(database, filled, sender(f"statement {last}"), NOW, POLICY)
        assert isinstance(sent, Sent), sent
        tell("sent", sent.number, sent.code)
        tell("sent", sent.companion, sent.code)
    move(database, sent.number, "cancel", "family", NOW, POLICY)
    tell("cancelled", sent.number)


def killed_at_random(url: str, group: int, times: int, seed: int) -> None:
    """Children with several threads write until they are killed, some time after the first thing that they stored."""
    chance = random.Random(seed)
    for number in range(times):
        heard, say = os.pipe()
        process = in_child(partial(_many_requests, url, group, number, say))
        os.close(say)
        os.read(heard, 1)
        time.sleep(chance.random() * 0.2)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(heard)


def _many_requests(url: str, group: int, life: int, say: int) -> None:
    database = open_database(url)

    def work(thread: int) -> None:
        for number in count():
            who = child(first=f"Имя{_letters(number)}", last=f"Фамилия{_letters(life)}{_letters(thread)}")
            sent = send_enrollment(database, answers(group, who), sender(f"{life} {thread} {number}"), NOW, POLICY)
            assert isinstance(sent, Sent), sent
            tell("sent", sent.number, sent.code)
            os.write(say, b".")
            if number % 2:
                move(database, sent.number, "cancel", "family", NOW, POLICY)
                tell("cancelled", sent.number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _letters(number: int) -> str:
    return "".join("абвгдежзик"[int(digit)] for digit in str(number))


if __name__ == "__main__":
    asking.keys()
    how, where, numbers = sys.argv[1], sys.argv[2], [int(one) for one in sys.argv[3:]]
    if how == "random":
        killed_at_random(where, *numbers)
    else:
        killed_at_statements(where, *numbers, hasty=how == "hasty")
