"""Exports in this process, over a database that a test may change."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from navigator.app import create_app
from navigator.data.database import open_database
from navigator.export.freeze import freeze_catalog
from navigator.export.steps import FreezeReport, Wishes
from navigator.services.public_copy import Scope, copy_public
from navigator.settings import Settings

DAY = date(2026, 11, 23)


class Place:
    """An installation of its own, made from a database."""

    def __init__(self, home: Path, source: Path) -> None:
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        self.path = home / "navigator.db"
        with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(self.path)) as here:
            there.backup(here)

    def shrink(self) -> None:
        """Leave about forty programs of both districts and their organizations: an export takes a third."""
        self.change("UPDATE program SET state = 'archived' WHERE id > 24 AND id % 12 != 0")
        self.change(
            "UPDATE organization SET status = 'blocked'"
            " WHERE id NOT IN (SELECT organization_id FROM program WHERE state = 'published')"
        )

    def change(self, statement: str, *values: object) -> None:
        """Change the database."""
        with closing(sqlite3.connect(self.path)) as database, database:
            database.execute(statement, values)

    def ask(self, statement: str, *values: object) -> list[Any]:
        """Rows of the database."""
        with closing(sqlite3.connect(self.path)) as database:
            return database.execute(statement, values).fetchall()

    def export(
        self, out: Path, *, day: date = DAY, scope: Scope | None = None, live_url: str = "", **wishes: Any
    ) -> FreezeReport:
        """Write a copy."""
        env = {"NAVIGATOR_DATABASE_URL": f"sqlite:///{self.path}", "NAVIGATOR_INSTANCE_DIR": str(self.home)}
        settings = Settings.from_env(env, root=self.home)
        database = open_database(settings.database_url)
        public = self.home / "public.db"
        facts = copy_public(database, public, scope or Scope())
        database.close()
        mine = replace(settings, database_url=f"sqlite:///{public}", search_dir=self.home / "index", live_url=live_url)
        make_app = partial(create_app, mine, public_only=True, day=day)
        return freeze_catalog(make_app, lambda: facts, out, Wishes(self.home / "copies", **wishes))


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """Files that are new or other than before."""
    return {name for name, sign in after.items() if before.get(name) != sign}


def copied(folder: Path, target: Path) -> Path:
    """A second folder with the same files."""
    return Path(shutil.copytree(folder, target))
