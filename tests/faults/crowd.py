"""Run as a script: many processes ask for places of one group at once; prints the state that each family was told.

``python crowd.py URL GROUP PROCESSES FAMILIES``, FAMILIES in each process.
"""

from __future__ import annotations

import os
import sys

import asking
from asking import NOW, answers, named, sender

from navigator.data.database import open_database
from navigator.services.requests.records import Policy, Sent
from navigator.services.requests.submitting import send_enrollment


def ask(url: str, group: int, first: int, families: int, start: int) -> None:
    """Wait for the start, then send one form after another."""
    database = open_database(url)
    database.connect()
    os.read(start, 1)  # ends when the parent closes its side
    for number in range(first, first + families):
        to = answers(group, named(number))
        sent = send_enrollment(database, to, sender(f"crowd {number}"), NOW, Policy(hold_on="new"))
        os.write(1, f"{sent.state if isinstance(sent, Sent) else sent.reason}\n".encode())
    database.close()


def main(url: str, group: int, processes: int, families: int) -> None:
    start, go = os.pipe()
    children = []
    for number in range(processes):
        child = os.fork()
        if child == 0:
            os.close(go)
            try:
                ask(url, group, number * families, families, start)
            finally:
                os._exit(0)
        children.append(child)
    os.close(go)
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    asking.keys()
    main(sys.argv[1], *map(int, sys.argv[2:5]))
