"""The pages over the demo districts, on a fixed day."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from flask import Flask
from pages.checking import CheckingClient, checking_client
from pages.reviewing import studying
from pages.working import browser, hire

from navigator.app import create_app
from navigator.data import Group, Program
from navigator.data.database import migrate, open_database
from navigator.data.sealed import KeyRing, use
from navigator.rules.ages import AgeRange
from navigator.services.demo import load_demo
from navigator.services.financing.checking import wrong_money
from navigator.services.financing.demo import load_demo_money
from navigator.services.groups import groups_of
from navigator.services.index import refresh_index
from navigator.services.reference import load_reference
from navigator.services.requests.records import Moment
from navigator.settings import Settings

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo database and its index."""
    home = Path(tmp_path_factory.mktemp("pages"))
    settings = Settings.from_env({}, root=home)
    database = open_database(settings.database_url)
    migrate(database)
    load_reference(database)
    load_demo(database, TODAY)
    refresh_index(database, settings.search_dir)
    database.close()
    return home


@pytest.fixture
def app(demo_home: Path) -> Iterator[Flask]:
    """The application over the demo districts."""
    opened = create_app(Settings.from_env({}, root=demo_home), day=TODAY)
    yield opened
    opened.extensions["navigator"].catalog.close()


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """A client that checks each page it fetches."""
    return checking_client(app)


@pytest.fixture
def forms_app(demo_home: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application over a copy of the demo, so that requests of a test stay its own; forms need no waiting."""
    home = tmp_path / "home"
    shutil.copytree(demo_home, home)
    opened = create_app(replace(Settings.from_env({}, root=home), form_seconds=0), day=TODAY)
    yield opened
    opened.extensions["navigator"].catalog.close()


@pytest.fixture
def open_group(forms_app: Flask) -> int:
    """A group with free places that takes a child of ten."""
    with forms_app.app_context():
        for program, number in Group.select(Group.program, Group.id).where(Group.free_places > 2).tuples():
            for one in groups_of([program], TODAY)[program]:
                fits = (one.age or AgeRange(0, 1)).start <= 120 < (one.age or AgeRange(0, 1)).end
                if one.id == number and one.verdict.is_open and fits and one.is_free:
                    return int(number)
    raise AssertionError("the demo has no such group")


@pytest.fixture
def family(forms_app: Flask) -> CheckingClient:
    """A browser of a family."""
    return checking_client(forms_app)


@pytest.fixture
def program_id(open_group: int) -> int:
    """The program of the open group."""
    return int(Group.get_by_id(open_group).program_id)


@pytest.fixture
def owner(open_group: int) -> tuple[int, str]:
    """The organization of the open group and the slug of its municipality."""
    organization = Group.get_by_id(open_group).program.organization
    return organization.id, organization.municipality.slug


@pytest.fixture
def org(forms_app: Flask, owner: tuple[int, str]) -> CheckingClient:
    """A browser of the organization."""
    hire(forms_app, "org@example.org", "organization", organization=str(owner[0]))
    return browser(forms_app, "org@example.org")


@pytest.fixture
def program(open_group: int) -> Program:
    """The program of the open group."""
    found: Program = Group.get_by_id(open_group).program
    return found


@pytest.fixture
def number(forms_app: Flask, family: CheckingClient, open_group: int) -> str:
    """An enrolled request of a family."""
    return studying(forms_app, family, open_group)


@pytest.fixture
def centre(forms_app: Flask, program: Program) -> CheckingClient:
    """A browser of the municipal centre of the program."""
    slug = program.organization.municipality.slug
    secret = hire(forms_app, "moc@example.org", "municipal_center", municipality=slug)
    return browser(forms_app, "moc@example.org", secret)


@pytest.fixture(scope="session")
def money_home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with its money."""
    home = Path(tmp_path_factory.mktemp("money")) / "home"
    shutil.copytree(demo_home, home)
    settings = Settings.from_env({}, root=home)
    use(KeyRing(settings.pii_keys, settings.secret_key))
    database = open_database(settings.database_url)
    assert load_demo_money(database, Moment(datetime(2026, 11, 23, 12))) > 10
    assert load_demo_money(database, Moment(datetime(2026, 11, 23, 12))) == 0
    assert wrong_money() == []
    refresh_index(database, settings.search_dir)
    database.close()
    return home


@pytest.fixture
def money_app(money_home: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application over a copy of the demo with its money."""
    home = tmp_path / "money"
    shutil.copytree(money_home, home)
    opened = create_app(replace(Settings.from_env({}, root=home), form_seconds=0), day=TODAY)
    yield opened
    opened.extensions["navigator"].catalog.close()
