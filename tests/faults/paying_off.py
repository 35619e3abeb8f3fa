"""Run as a script: the monthly write-off in a process that is killed while it works.

``python paying_off.py URL PAYER DAY STATEMENT``: the process dies before its STATEMENT-th statement; 0 lets it live.
``python paying_off.py URL PAYER DAY random SEED``: it is killed after it began, the later the larger SEED.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from datetime import date, datetime

import asking

from navigator.data.database import open_database
from navigator.services.financing.monthly import write_off
from navigator.services.requests.records import Moment

CHUNK = 7


def main(url: str, payer: int, day: date, last: int, seed: int | None) -> None:
    database = open_database(url)
    database.connect()
    left = last

    def die_in_time(_statement: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    if last:
        database.connection().set_trace_callback(die_in_time)
    if seed is not None:
        delay = random.Random(seed).uniform(seed, seed + 1) * 0.0015

        def kill() -> None:
            time.sleep(delay)
            os.kill(os.getpid(), signal.SIGKILL)

        threading.Thread(target=kill, daemon=True).start()
    done = write_off(database, payer, Moment(datetime(day.year, day.month, day.day, 9)), day, chunk=CHUNK)
    os.write(1, f"{done}\n".encode())


if __name__ == "__main__":
    asking.keys()
    where, who, when, how = sys.argv[1], int(sys.argv[2]), date.fromisoformat(sys.argv[3]), sys.argv[4]
    if how == "random":
        main(where, who, when, 0, int(sys.argv[5]))
    else:
        main(where, who, when, int(how), None)
