"""A real server that can be killed, and families that send their forms to it over the wire."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from live import free_port
from pages.checking import Page
from pages.sending import hidden

#: Seconds that a family goes on trying to send one form.
PATIENCE = 30.0


@dataclass
class Server:
    """A production server on a port of its own, in a process group of its own."""

    env: Mapping[str, str]
    log: Path
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "navigator", "serve", "--port", str(self.port), "--workers", "1"],
                env=dict(self.env),
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                if Browser(self.port).get("/healthz").status == 200:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        raise RuntimeError(self.log.read_text())

    def end(self, number: signal.Signals) -> None:
        """Send a signal to the server and all its processes, and wait for the first of them."""
        if self._process is not None:
            os.killpg(self._process.pid, number)
            self._process.wait(20)
            self._process = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the server."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def page(self) -> Page:
        return Page(self.text)


@dataclass
class Browser:
    """One family's browser: keeps cookies, opens a connection for each request."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Reply:
        return self._ask("GET", path, None)

    def post(self, path: str, values: Mapping[str, str]) -> Reply:
        return self._ask("POST", path, urlencode(values))

    def _ask(self, method: str, path: str, body: str | None) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers if self.cookies else {**headers, "Cookie": ""})
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: kept.value for name, kept in SimpleCookie(line).items()}
        return Reply(answer.status, dict(answer.headers), text)

    def send(self, path: str, values: Mapping[str, str]) -> str:
        """Send a form until the server says that it took it; where it leads."""
        key, until = uuid.uuid4().hex, time.monotonic() + PATIENCE
        stamped: dict[str, str] = {}
        while time.monotonic() < until:
            try:
                stamped = stamped or hidden(self.get(path).page)
                filled = {**stamped, **values, "idempotency_key": key, "step": "send"}
                reply = self.post(path, filled)
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
                continue
            if reply.status == 303:
                return reply.headers["Location"]
            if reply.status < 500:
                raise RuntimeError(f"{reply.status}: {reply.page.words()}")
            time.sleep(0.02)
        raise TimeoutError("the server took nothing for long")
