"""The worker writes the copy anew after changes, and not without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from peewee import Database

from navigator.data.database import catalog_changed, open_database
from navigator.services.copying.running import copy_chores, write_copy
from navigator.services.demo import load_demo
from navigator.services.problems import Problem
from navigator.services.public_copy import Scope, copy_public
from navigator.services.reference import load_reference
from navigator.settings import Settings


def test_the_copy_follows_changes(database: Database, tmp_path: Path) -> None:
    settings = Settings.from_env({}, root=tmp_path)
    assert copy_chores(settings, database) == []
    asked: list[Sequence[str]] = []
    mine = replace(settings, export_minutes=5, export_options="--out '/srv/the copy' --jobs 2")
    chore = copy_chores(mine, database, asked.append)[0]
    chore.run()
    chore.run()
    assert asked == [["--out", "/srv/the copy", "--jobs", "2"]]
    catalog_changed()
    chore.run()
    assert len(asked) == 2


def test_a_copy_from_another_process_says_how_it_went(
    demo_env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in demo_env.items():
        if name.startswith("NAVIGATOR_"):
            monkeypatch.setenv(name, value)
    out = tmp_path / "copy"
    assert "Архив: " in write_copy(("--organization", "1", "--out", str(out), "--zip"))
    assert (tmp_path / "copy.zip").is_file()
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "photo.jpg").touch()
    with pytest.raises(Problem, match="чужие файлы"):
        write_copy(("--out", str(tmp_path / "others")))


def test_public_facts_of_both_databases_are_the_same(database: Database, tmp_path: Path) -> None:
    load_reference(database)
    load_demo(database, date(2026, 9, 1))
    copy_public(database, tmp_path / "public.db", Scope(municipality="egorlykskiy-rayon"))
    copy = open_database(f"sqlite:///{tmp_path / 'public.db'}")
    names = ("organization", "program", "study_group", "schedule_slot", "group_funding", "venue", "settlement")
    counts = {name: copy.execute_sql(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}  # noqa: S608  # names of this test
    assert counts["program"] == 153
    assert all(counts.values()), counts
    assert copy.execute_sql("SELECT count(*) FROM account").fetchone()[0] == 0
    copy.close()
