"""Files of ordered copies: swept when nobody keeps them, written by real processes one at a time."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from live import copied
from ordering import LOOK, Desk, Press, member, open_desk
from peewee import Database

from navigator.data import CatalogCopy
from navigator.data.database import open_database
from navigator.services.copying.copies import choices_of, copies_of
from navigator.services.copying.orders import order_copy, remove_copy
from navigator.services.copying.places import desk_folder, memory_of
from navigator.services.copying.running import copy_chores, write_copy
from navigator.services.problems import Problem
from navigator.services.requests.policy import now
from navigator.settings import Settings


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return open_desk(database, tmp_path)


def test_removed_copies_leave_the_disk_and_others_stay(desk: Desk) -> None:
    numbers = [desk.order("rmc", one.scope) for one in choices_of(desk.people["rmc"].territory)]
    press = Press()
    press.let.set()
    queue = desk.queue(press)
    for _ in numbers:
        desk.write(press)
    home = desk_folder(desk.settings)
    assert (len(list(home.iterdir())), queue.sweep()) == (10, 0)
    gone = home / "navigator-egorlykskiy-rayon"
    memory = memory_of(desk.settings.instance_dir / "copies", gone)
    memory.mkdir(parents=True)
    remove_copy(desk.database, desk.people["moc"], CatalogCopy.get(scope=desk.district).id, desk.moment)
    assert (queue.sweep(), queue.sweep()) == (1, 0)
    assert not any(path.exists() for path in (gone, gone.with_name(f"{gone.name}.zip"), memory))
    assert len(list(home.iterdir())) == 8
    assert desk.journal()[-1] == "copy_remove"


def test_the_copy_of_the_worker_waits_for_the_one_of_the_desk(desk: Desk) -> None:
    desk.order()
    press, asked, said = Press(), [], []
    queue = desk.queue(press)
    mine = replace(desk.settings, export_minutes=60)
    chore = copy_chores(mine, desk.database, asked.append, queue.is_busy)[0]
    queue.look()
    for _ in range(2):
        chore.run_if_due(said.append)
    assert asked == []
    press.let.set()
    desk.end(queue)
    for _ in range(2):
        chore.run_if_due(said.append)
    assert (len(asked), said) == (1, [])


@pytest.mark.slow
def test_a_real_writer_takes_any_title_and_is_stopped(
    demo_env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in demo_env.items():
        if name.startswith("NAVIGATOR_"):
            monkeypatch.setenv(name, value)
    out = tmp_path / "copy"
    write_copy((f"--out={out}", "--organization=1", "--title=--zip «наш» каталог", "--zip"))
    assert "--zip «наш» каталог" in (out / "index.html").read_text()
    before = (tmp_path / "copy.zip").read_bytes()

    def stop(end: Callable[[], object]) -> None:
        time.sleep(0.3)
        end()

    with pytest.raises(Problem):
        write_copy((f"--out={out}", "--organization=1", "--title=Другой", "--zip"), None, stop)
    assert (tmp_path / "copy.zip").read_bytes() == before
    with pytest.raises(Problem, match="прежняя цела"):
        write_copy((f"--out={out}", "--organization=1", "--full"), None, lambda end: (end(), end()))


@pytest.mark.slow
def test_the_worker_writes_what_was_ordered_and_gives_back_what_it_cannot_end(
    demo_env: dict[str, str], tmp_path: Path
) -> None:
    env = copied(demo_env, tmp_path)
    settings = Settings.from_env(env)
    database = open_database(settings.database_url)
    who = member("regional_center")
    number = order_copy(database, who, "organization:1", LOOK, now())
    running = subprocess.Popen([sys.executable, "-m", "navigator", "worker"], env=env)
    try:
        _until(lambda: CatalogCopy.get_by_id(number).state == "written")
        assert copies_of(database, who, now(), settings)[0].is_here
        region = order_copy(database, who, "region", LOOK, now())
        _until(lambda: CatalogCopy.get_by_id(region).state == "running")
        running.terminate()
        assert running.wait(15) == 0
        assert CatalogCopy.get_by_id(region).state == "queued"
    finally:
        running.kill()
        database.close()


def _until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not is_so() and time.monotonic() < until:
        time.sleep(0.1)
    assert is_so()
