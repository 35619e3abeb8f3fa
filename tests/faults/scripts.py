"""Running the scripts of this folder in a Python of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import asking
from peewee import Database

TESTS = Path(asking.__file__).parent


def run(script: ModuleType, *arguments: object, seconds: int = 100, under: Sequence[str] = ()) -> list[list[str]]:
    """What a script said, as lists of words; it must end well.

    :param under: a command that runs the script, such as strace.
    """
    done = subprocess.run(
        [*under, sys.executable, str(script.__file__), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])},
        capture_output=True,
        text=True,
        timeout=seconds,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return [line.split() for line in done.stdout.splitlines()]


def url_of(database: Database) -> str:
    """Address of a database that a test has open."""
    if "sqlite" in type(database).__name__.lower():
        return f"sqlite:///{database.database}"
    info = database.connection().info
    return f"postgresql://{info.user}@{info.host}:{info.port}/{info.dbname}"
