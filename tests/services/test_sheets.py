"""Kept sheets on both databases: room is made, columns are remembered, loading twice at once loads once."""

from __future__ import annotations

from threading import Thread

import asking
import pytest
from peewee import Database

from navigator.data import Account, ColumnMapping, JournalLine, Municipality, Organization, Program, StaffSheet
from navigator.rules.access import Territory
from navigator.services.staff import sheets
from navigator.services.staff.accounts import Member
from navigator.services.staff.loading import load
from navigator.services.staff.sheets import choose_columns, columns_of, keep, sheet_of

SHEET = "Кружок;Группа\nЛепка;1\nТанец;1\n".encode()
TODAY = asking.NOW.day("Europe/Moscow")


@pytest.fixture(autouse=True)
def keys() -> None:
    asking.keys()


@pytest.fixture
def owner(ready: Database) -> Organization:
    """The one organization of a database with its reference lists."""
    found: Organization = Organization.get()
    return found


def member(owner: Organization, email: str = "org@example.org") -> Member:
    account = Account.create(email=email, role="organization", organization=owner)
    place = Territory("organization", account.id, owner.id, Municipality.get().id)
    return Member(account.id, email, "", "organization", "", "", place, 1, False)


def test_columns_are_remembered_and_two_presses_load_once(database: Database, owner: Organization) -> None:
    who = member(owner)
    key = keep(database, who, owner.id, "а.csv", SHEET, asking.NOW)
    sheet = sheet_of(who, key, asking.NOW)
    for _ in range(2):
        assert choose_columns(database, sheet, columns_of(sheet), {"Группа": ""}, asking.NOW) == {}
    assert ColumnMapping.select().count() == 1
    sheet = sheet_of(who, keep(database, who, owner.id, "б.csv", SHEET, asking.NOW), asking.NOW)
    assert (sheet.choices.columns, sheet.choices.ignored) == ({"name": "Кружок"}, ["Группа"])
    found: list[int] = []

    def press() -> None:
        found.append(load(database, who, sheet, TODAY, asking.NOW).programs.created)
        database.close()

    presses = [Thread(target=press) for _ in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join(30)
    assert found == [2] * 4  # each is told of the one loading
    assert (Program.select().count(), JournalLine.select().count(), StaffSheet.get().body) == (2, 1, "")


def test_the_oldest_files_make_room(database: Database, owner: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_BYTES", 2 * len(SHEET))
    people = [member(owner, f"{name}@example.org") for name in "abc"]
    kept = [keep(database, who, owner.id, "а.csv", SHEET, asking.NOW) for who in people]
    assert [one.key for one in StaffSheet.select().order_by(StaffSheet.id)] == kept[1:]
