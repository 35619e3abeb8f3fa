"""A real server over the demo districts, and a reader that counts bytes on the socket."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import brotli
from commands import run_command


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it came over the wire; ``wire`` counts the status line, headers and body."""

    status: int
    headers: dict[str, str]
    body: bytes
    wire: int

    @property
    def text(self) -> str:
        """The body, decompressed."""
        body = brotli.decompress(self.body) if self.headers.get("content-encoding") == "br" else self.body
        return body.decode()


def environment(home: Path, **settings: str) -> dict[str, str]:
    """Environment of an installation that lives in a folder of its own."""
    mine = {
        "NAVIGATOR_INSTANCE_DIR": str(home / "instance"),
        "NAVIGATOR_SEARCH_DIR": str(home / "index"),
        "NAVIGATOR_EXPORT_DIR": str(home / "copy"),
    }
    kept = {key: value for key, value in os.environ.items() if not key.startswith("NAVIGATOR_")}
    return {**kept, **mine, **{f"NAVIGATOR_{key}": value for key, value in settings.items()}}


def copied(env: Mapping[str, str], home: Path) -> dict[str, str]:
    """Environment of a copy of an installation."""
    mine = environment(home)
    for name in ("NAVIGATOR_INSTANCE_DIR", "NAVIGATOR_SEARCH_DIR"):
        shutil.copytree(env[name], mine[name])
    return mine


def navigator(
    env: Mapping[str, str], *arguments: str, cwd: Path | None = None, anew: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run a command of the command line in a process of its own and wait for it.

    :param anew: from its first line, as a shell does, and not with the program loaded: with other hashes of words.
    """
    command = [sys.executable, "-m", "navigator", *arguments]
    if anew:
        return subprocess.run(command, env=dict(env), cwd=cwd, capture_output=True, text=True, timeout=300)
    return subprocess.CompletedProcess(command, *run_command(env, arguments, cwd))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(env: Mapping[str, str], log: Path) -> Iterator[int]:
    """A production server on loopback; gives its port."""
    port = free_port()
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "navigator", "serve", "--port", str(port), "--workers", "1"],
            env=dict(env),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        for _ in range(600):  # a busy machine takes its time
            if process.poll() is not None:
                raise RuntimeError(log.read_text())
            try:
                if fetch(port, "/readyz").status == 200:
                    break
            except OSError:
                pass
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def fetch(port: int, path: str, headers: Mapping[str, str] | None = None) -> Answer:
    """One GET over a fresh connection, every byte of the answer counted."""
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close"]
    lines += [f"{key}: {value}" for key, value in (headers or {}).items()]
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    named = {key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in rest)}
    return Answer(int(first.split()[1]), named, body, len(received))


#: Headers that a browser sends with each request, so that what a family sends is counted too.
BROWSER = (
    "User-Agent: Mozilla/5.0 (Linux; Android 7.0; SM-J330F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/80.0 "
    "Mobile Safari/537.36\r\nAccept: text/html\r\nAccept-Language: ru\r\nAccept-Encoding: gzip, deflate, br\r\n"
)


def exchange(port: int, method: str, path: str, body: str, cookie: str = "") -> tuple[int, Answer]:
    """One request with a form's body; bytes of both directions and the answer."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{BROWSER}"
    if body:
        head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    if cookie:
        head += f"Cookie: {cookie}\r\n"
    sent = (head + "\r\n" + body).encode()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(sent)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    answered, _, content = received.partition(b"\r\n\r\n")
    first, *rest = answered.decode("latin-1").split("\r\n")
    named = {key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in rest)}
    return len(sent) + len(received), Answer(int(first.split()[1]), named, content, len(received))
