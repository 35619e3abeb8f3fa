"""Orders of copies on both databases: taken once, followed, failed in words, taken over, stopped, swept."""

from __future__ import annotations

import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import Any

import asking
import make
import pytest
from live import copied
from peewee import Database

from navigator.data import Account, CatalogCopy, JournalLine
from navigator.data.database import open_database
from navigator.rules.access import Territory
from navigator.services.copying.copies import CopyLine, choices_of, copies_of
from navigator.services.copying.orders import Look, order_again, order_copy, remove_copy, stop_copy
from navigator.services.copying.places import desk_folder, memory_of
from navigator.services.copying.queue import CopyQueue
from navigator.services.copying.running import copy_chores, write_copy
from navigator.services.problems import Problem
from navigator.services.requests.policy import now
from navigator.services.requests.records import Moment, MoveRefused
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine
from navigator.services.staff.journal import broken_line
from navigator.settings import Settings

LOOK = Look("Кружки района", "#7a1f2b", "https://navigator.example")


@dataclass
class Press:
    """A writer of copies that writes when it is let, stops when it is told, and fails with given words."""

    let: Event = field(default_factory=Event)
    told: list[Sequence[str]] = field(default_factory=list)
    stopped: int = 0
    fails: str = ""
    pages: tuple[int, int] = (120, 1400)

    def __call__(self, options: Sequence[str], tell: Callable[[int, int], None], begun: Callable[[Any], object]) -> str:
        self.told.append(options)
        begun(self._stop)
        tell(*self.pages)
        assert self.let.wait(20)
        if self.fails == "!":
            raise RuntimeError("секрет")
        if self.fails or self.stopped:
            raise Problem(self.fails or "Прервано, ничего не изменено")
        target = Path(next(one for one in options if one.startswith("--out="))[6:])
        target.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(target.with_name(f"{target.name}.zip"), "w") as archive:
            for name in ("index.html", "programs.html"):
                archive.writestr(name, "…")
        return "Копия: …"

    def _stop(self) -> None:
        self.stopped += 1
        self.let.set()


@dataclass
class Desk:
    """Two districts with an organization each, their centres, and a clock."""

    database: Database
    settings: Settings
    people: dict[str, Member]
    moment: Moment = asking.NOW

    def queue(self, press: Press) -> CopyQueue:
        return CopyQueue(self.settings, self.database, lambda: self.moment, press)

    def order(self, who: str = "moc", scope: str = "", look: Look = LOOK) -> int:
        return order_copy(self.database, self.people[who], scope or self.district, look, self.moment)

    def line(self, who: str = "moc") -> CopyLine:
        return copies_of(self.database, self.people[who], self.moment, self.settings)[0]

    def end(self, queue: CopyQueue) -> None:
        """Look until the copy that is being written is over."""
        until = time.monotonic() + 20
        while queue.is_busy() and time.monotonic() < until:
            queue.look()
            time.sleep(0.005)
        assert not queue.is_busy()

    def write(self, press: Press) -> CopyQueue:
        """Take the next order and write it."""
        queue = self.queue(press)
        queue.look()
        press.let.set()
        self.end(queue)
        return queue

    @property
    def district(self) -> str:
        return f"municipality:{self.people['moc'].territory.municipality}"

    def journal(self) -> list[str]:
        return [line.action for line in JournalLine.select().order_by(JournalLine.id)]


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    people = {}
    for name, home in (("moc", "Егорлыкский район"), ("other", "Александрово-Заводский район")):
        place = make.municipality(home, is_shown=True)
        provider = make.organization(f"Дом творчества, {home}", municipality=place)
        make.program(f"Лепка, {home}", organization=provider, state="published")
        people[name] = member("municipal_center", municipality=place.id)
    people["rmc"] = member("regional_center")
    people["eye"] = member("observer")
    people["org"] = member("organization", organization=provider.id)
    yield Desk(database, Settings.from_env({}, root=tmp_path), people)


def member(role: str, **place: int) -> Member:
    account = Account.create(email=f"{role}{place}@example.org", name=f"Анна {role}", role=role, **place)
    return Member(account.id, account.email, "", role, "", "", Territory(role, account.id, **place), 1, True)


# ---------------------------------------------------------------- whose


def test_a_centre_copies_its_own_place_and_a_region_everything(desk: Desk) -> None:
    names = {who: [one.name for one in choices_of(one.territory)] for who, one in desk.people.items()}
    assert names["moc"] == ["Егорлыкский район", "Дом творчества, Егорлыкский район"]
    assert names["rmc"][0] == "Весь регион"
    assert len(names["rmc"]) == 5
    assert (names["eye"], names["org"]) == ([], [])
    mine = [one.scope for one in choices_of(desk.people["moc"].territory)]
    theirs = [one.scope for one in choices_of(desk.people["other"].territory)]
    for who, scopes in {"moc": [*theirs, "region", "", "x:1", "organization:999"], "eye": mine, "org": mine}.items():
        for scope in scopes:
            with pytest.raises(NotMine):
                order_copy(desk.database, desk.people[who], scope, LOOK, desk.moment)
    assert (CatalogCopy.select().count(), desk.journal()) == (0, [])
    number = desk.order("rmc", mine[1])
    assert [one.id for one in copies_of(desk.database, desk.people["moc"], desk.moment, desk.settings)] == [number]
    for who in ("other", "eye", "org"):
        assert copies_of(desk.database, desk.people[who], desk.moment, desk.settings) == []
        for verb in (order_again, stop_copy, remove_copy):
            with pytest.raises(NotMine):
                verb(desk.database, desk.people[who], number, desk.moment)
    assert CatalogCopy.get().state == "queued"


# ---------------------------------------------------------------- states


def test_an_order_is_taken_followed_and_written(desk: Desk) -> None:
    number = desk.order()
    assert (desk.line().state, desk.line().is_untaken, desk.line().archive) == ("queued", False, "")
    press = Press()
    queue = desk.queue(press)
    queue.look()
    until = time.monotonic() + 20
    while desk.line().total == 0 and time.monotonic() < until:
        queue.look()
    assert (desk.line().state, desk.line().done, desk.line().total) == ("running", 120, 1400)
    other = desk.queue(Press())
    other.look()
    assert not other.is_busy()  # nobody takes what another one writes
    press.let.set()
    desk.end(queue)
    line = desk.line()
    assert (line.id, line.state, line.files, line.written_by) == (number, "written", 2, "Анна municipal_center")
    assert line.archive == "navigator-egorlykskiy-rayon-2026-11-23.zip"
    assert (line.is_here, line.size) == (True, line.path.stat().st_size)
    home = str(desk_folder(desk.settings) / "navigator-egorlykskiy-rayon")
    look = ["--title=Кружки района", "--colour=#7a1f2b", "--live-url=https://navigator.example"]
    assert press.told == [[f"--out={home}", "--zip", "--municipality=egorlykskiy-rayon", *look]]
    queue.look()
    assert not queue.is_busy()
    assert desk.journal() == ["copy_write"]
    assert (broken_line(), JournalLine.get().subject) == (0, f"copy:{number}")


def test_the_second_time_is_one_press_and_two_presses_are_one(desk: Desk) -> None:
    number = desk.order(look=Look("Наш каталог", "", "https://a.example", b"\x89PNG logo"))
    assert desk.order() == number  # before it was begun: another look
    desk.write(Press())
    for _ in range(2):
        order_again(desk.database, desk.people["moc"], number, desk.moment)
    assert desk.journal() == ["copy_write"] * 2
    press = Press()
    press.let.set()
    logos = []

    def look_at(options: Sequence[str], tell: Any, begun: Any) -> str:
        logos.append(Path(next(one for one in options if one.startswith("--logo="))[7:]).read_bytes())
        return press(options, tell, begun)

    queue = CopyQueue(desk.settings, desk.database, lambda: desk.moment, look_at)
    queue.look()
    desk.end(queue)
    assert "--title=Кружки района" in press.told[0]
    assert (logos, desk.line().has_logo) == ([b"\x89PNG logo"], True)
    desk.order(look=Look("", "", "https://a.example", b""))
    assert not desk.line().has_logo
    assert CatalogCopy.select().count() == 1


@pytest.mark.parametrize(
    ("fails", "said"),
    [
        ("Копия не записана: /srv: на диске нет места. Прежняя цела.", "/srv: на диске нет места."),
        ("Копия не записана, прежняя цела.", "сбой на сервере"),
        ("!", "сбой на сервере"),
    ],
)
def test_a_failure_is_told_and_the_former_copy_stays(desk: Desk, fails: str, said: str) -> None:
    number = desk.order()
    desk.write(Press())
    before = desk.line()
    order_again(desk.database, desk.people["moc"], number, desk.moment)
    desk.write(Press(fails=fails))
    after = desk.line()
    assert (after.state, after.is_here, after.written_at) == ("failed", True, before.written_at)
    assert after.problem.startswith(said)
    assert "секрет" not in after.problem
    order_again(desk.database, desk.people["moc"], number, desk.moment)
    assert (desk.line().state, desk.line().problem) == ("queued", "")


def test_a_writer_that_died_is_followed_by_another_and_its_word_counts_no_more(desk: Desk) -> None:
    desk.order()
    dead, press = Press(), Press()
    first = desk.queue(dead)
    first.look()
    with pytest.raises(MoveRefused, match="сейчас пишется"):
        desk.order()
    desk.moment = asking.later(seconds=59)
    second = desk.queue(press)
    second.look()
    assert (second.is_busy(), desk.line().state) == (False, "running")
    desk.moment = asking.later(seconds=61)
    assert desk.line().state == "silent"
    second.look()
    assert (second.is_busy(), desk.line().state) == (True, "running")
    first.look()
    assert dead.stopped == 1
    desk.end(first)
    assert desk.line().state == "running"
    press.let.set()
    desk.end(second)
    assert desk.line().state == "written"


def test_what_kills_each_writer_is_given_up(desk: Desk) -> None:
    desk.order()
    presses = [Press() for _ in range(4)]
    queues = [desk.queue(press) for press in presses]
    for at, queue in enumerate(queues):
        desk.moment = asking.later(minutes=2 * at)
        queue.look()
    assert [queue.is_busy() for queue in queues] == [True, True, True, False]
    assert (desk.line().state, "три раза" in desk.line().problem) == ("failed", True)
    for press in presses:
        press.let.set()
    for queue in queues:
        desk.end(queue)
    assert desk.line().state == "failed"


def test_a_worker_that_is_stopped_gives_its_order_back(desk: Desk) -> None:
    desk.order()
    press = Press()
    queue = desk.queue(press)
    queue.look()
    queue.stop()
    assert (press.stopped, queue.is_busy(), desk.line().state) == (1, False, "queued")
    desk.write(Press())
    assert desk.line().state == "written"


def test_an_order_is_taken_back(desk: Desk) -> None:
    number, press = desk.order(), Press()
    queue = desk.queue(press)
    queue.look()
    stop_copy(desk.database, desk.people["moc"], number, desk.moment)
    queue.look()
    assert press.stopped == 1
    desk.end(queue)
    assert CatalogCopy.select().count() == 0  # there was no former copy
    number = desk.order()
    desk.write(Press())
    order_again(desk.database, desk.people["moc"], number, desk.moment)
    for _ in range(2):
        stop_copy(desk.database, desk.people["moc"], number, desk.moment)
    assert (desk.line().state, desk.line().is_here) == ("written", True)
    assert desk.journal() == ["copy_write", "copy_stop", "copy_write", "copy_write", "copy_stop"]


def test_an_order_that_nobody_takes_is_said_to_wait(desk: Desk) -> None:
    first, second = desk.order(), desk.order("rmc", "region")
    assert [(one.ahead, one.is_untaken) for one in copies_of(*_asked(desk))] == [(1, False), (0, False)]
    desk.moment = asking.later(seconds=31)
    assert {one.id: one.is_untaken for one in copies_of(*_asked(desk))} == {first: True, second: True}
    press = Press()
    queue = desk.queue(press)
    queue.look()
    assert {one.id: one.is_untaken for one in copies_of(*_asked(desk))} == {first: False, second: False}
    press.let.set()
    desk.end(queue)
    assert [one.state for one in copies_of(*_asked(desk))] == ["written"] * 2
    scopes = [[one for one in told if one.startswith(("--municipality", "--organization"))] for told in press.told]
    assert scopes == [["--municipality=egorlykskiy-rayon"], []]


def _asked(desk: Desk) -> tuple[Database, Member, Moment, Settings]:
    return desk.database, desk.people["rmc"], desk.moment, desk.settings


# ---------------------------------------------------------------- files


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
