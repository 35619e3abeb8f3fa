"""Centres that order copies, and a writer of copies that does as a test says."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import asking
import make
from peewee import Database

from navigator.data import Account, JournalLine
from navigator.rules.access import Territory
from navigator.services.copying.copies import CopyLine, copies_of
from navigator.services.copying.orders import Look, order_copy
from navigator.services.copying.queue import CopyQueue
from navigator.services.problems import Problem
from navigator.services.requests.records import Moment
from navigator.services.staff.accounts import Member
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


def open_desk(database: Database, home: Path) -> Desk:
    """Two districts with an organization each; members of every role."""
    people = {}
    for name, district in (("moc", "Егорлыкский район"), ("other", "Александрово-Заводский район")):
        place = make.municipality(district, is_shown=True)
        provider = make.organization(f"Дом творчества, {district}", municipality=place)
        make.program(f"Лепка, {district}", organization=provider, state="published")
        people[name] = member("municipal_center", municipality=place.id)
    people["rmc"] = member("regional_center")
    people["eye"] = member("observer")
    people["org"] = member("organization", organization=provider.id)
    return Desk(database, Settings.from_env({}, root=home), people)


def member(role: str, **place: int) -> Member:
    """A member with an account."""
    account = Account.create(email=f"{role}{place}@example.org", name=f"Анна {role}", role=role, **place)
    return Member(account.id, account.email, "", role, "", "", Territory(role, account.id, **place), 1, True)
