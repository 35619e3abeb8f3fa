"""Running the application under gunicorn, with a worker beside it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.http import message
from peewee import Database

from navigator.services.problems import Problem
from navigator.services.readiness import follow_catalog

#: How the worker beside a server is started; it ends with the process that started it.
BESIDE = (sys.executable, "-m", "navigator", "worker", "--while-parent")

#: Longest first line of a request, in bytes: ten thousand pasted letters are cut by us, not refused by the server.
REQUEST_LINE = 128 * 1024


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn with our settings instead of its command line."""

    def __init__(self, load: Callable[[], Any], options: dict[str, Any]) -> None:
        self._load, self._options = load, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self._load()


def require_free(host: str, port: int) -> None:
    """Stop before a server that could not listen.

    :raises Problem: the address is taken or is none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            raise Problem(f"Адрес {host}:{port} занят или недоступен: укажите другой --port или --host") from None


def run_server(load: Callable[[], Any], host: str, port: int, *, workers: int, threads: int, with_worker: bool) -> None:
    """Serve until stopped.

    :param load: makes the WSGI application; called in each process.
    """
    options = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        "threads": threads,
        "worker_class": "gthread",
        "loglevel": "warning",
        "graceful_timeout": 10,
        "keepalive": 5,
        "limit_request_line": REQUEST_LINE,
        "proc_name": "navigator",
    }
    message.MAX_REQUEST_LINE = REQUEST_LINE + 1  # gunicorn itself allows 8,190 at most
    server = _Server(load, options)
    beside = subprocess.Popen(BESIDE) if with_worker else None  # noqa: S603  # our own command, no shell
    try:
        server.run()
    finally:
        if beside is not None:
            beside.terminate()
            beside.wait(10)


class Later(Exception):
    """A chore cannot be done just now: it is tried again at the next look, not after its whole time."""


@dataclass(slots=True)
class Chore:
    """Something that the worker does again and again; a failure is said and does not stop the others."""

    name: str
    every: float  # seconds
    run: Callable[[], object]
    _due: float = 0.0

    def run_if_due(self, say: Callable[[str], None]) -> None:
        now = time.monotonic()
        if now < self._due:
            return
        try:
            self.run()
        except Later:
            return
        except Exception as problem:  # the worker outlives a disk that is full and a database that is away
            say(f"{self.name}: {type(problem).__name__}")
        self._due = time.monotonic() + self.every


def run_worker(
    database: Database, search_dir: Path, chores: list[Chore], say: Callable[[str], None], *, while_parent: bool
) -> None:
    """Refresh the index after changes and do the chores until SIGTERM or Ctrl-C.

    :param while_parent: stop also when the process that started this one has ended.
    """
    stop, parent = threading.Event(), os.getppid()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())

    def wait(seconds: float) -> bool:
        for chore in chores:
            chore.run_if_due(say)
        if not database.is_closed():
            database.close()
        return stop.wait(seconds) or (while_parent and os.getppid() != parent)

    follow_catalog(database, search_dir, wait, say)
