"""Orders of copies on both databases: taken once, followed, failed in words, taken over, stopped."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import asking
import pytest
from ordering import LOOK, Desk, Press, open_desk
from peewee import Database

from navigator.data import CatalogCopy, JournalLine
from navigator.services.copying.copies import choices_of, copies_of
from navigator.services.copying.orders import Look, order_again, order_copy, remove_copy, stop_copy
from navigator.services.copying.places import desk_folder
from navigator.services.copying.queue import CopyQueue
from navigator.services.requests.records import Moment, MoveRefused
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine
from navigator.services.staff.journal import broken_line
from navigator.settings import Settings


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return open_desk(database, tmp_path)


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
