"""Fixtures of all floors: databases and the folder of real files."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from live import environment, navigator, serving
from peewee import Database
from werkzeug.routing import Rule

from navigator.data.database import migrate, open_database
from navigator.services import catalog, words

ROOT = Path(__file__).parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"


#: Rooms whose files take long: processes that test beside each other begin with them and end with short ones.
LONG_FIRST = ("faults", "browser", "export", "house", "services", "pages")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files of long rooms come first."""
    places = {room: place for place, room in enumerate(LONG_FIRST)}
    items.sort(key=lambda item: places.get(item.path.parent.name, len(places)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name in the last lines what was not tested, and why."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason] = reasons.get(reason, 0) + 1
    for reason, count in reasons.items():
        terminalreporter.write_line(f"NOT TESTED ({count}): {reason.removeprefix('Skipped: ')}")


class _Compiled(BytecodeCache):
    """Templates that this process has compiled: hundreds of applications share them."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._kept.get(bucket.key, ("", b""))
        if checksum == bucket.checksum:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = (bucket.checksum, bucket.bytecode_to_string())


def _remembering(make: Callable[[Rule, bool], Any]) -> Callable[[Rule, bool], Any]:
    """What writes the addresses of a rule, compiled once for equal rules: it takes the rule as an argument."""
    made: dict[object, Any] = {}

    def compiled(rule: Rule, append_unknown: bool = True) -> Any:
        defaults = tuple((rule.defaults or {}).items())
        key = (rule.rule, tuple(rule._trace), defaults, append_unknown)
        if key not in made:
            made[key] = make(rule, append_unknown)
        return made[key]

    return compiled


@pytest.fixture(scope="session", autouse=True)
def quick_applications() -> None:
    """No application of a test compiles templates and addresses anew or walks through the memory of all the others."""
    Flask.jinja_options = {"bytecode_cache": _Compiled()}
    Rule._compile_builder = _remembering(Rule._compile_builder)  # type: ignore[method-assign]  # the same for each
    for room in (catalog, words):
        room.settled = nullcontext  # type: ignore[attr-defined]  # what it gives up is of a long life


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real spreadsheets beside the checkout."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the folder of real files (../shared/data) is not here")
    return SHARED_DATA


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that tests copy: faster than migrating for each."""
    path = Path(tmp_path_factory.mktemp("template")) / "navigator.db"
    database = open_database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path


@pytest.fixture
def sqlite(tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    """An empty, migrated SQLite file."""
    shutil.copy(sqlite_template, tmp_path / "navigator.db")
    database = open_database(f"sqlite:///{tmp_path / 'navigator.db'}")
    yield database
    database.close_all() if hasattr(database, "close_all") else database.close()


def _postgres_bin(name: str) -> str | None:
    found = shutil.which(name)
    if found:
        return found
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(places[0]) if places else None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a PostgreSQL server: the one given by the environment, or one started here for the run."""
    given = os.environ.get("NAVIGATOR_TEST_POSTGRES")
    if given:
        yield given.rstrip("/")
        return
    initdb, server = _postgres_bin("initdb"), _postgres_bin("postgres")
    if not initdb or not server:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql) and NAVIGATOR_TEST_POSTGRES is not set")
    # Not in pytest's folder: each new run of pytest closes that one to other users, also to a running server.
    home = Path(tempfile.mkdtemp(prefix="navigator-postgres-"))
    as_user: list[str] = []
    if os.geteuid() == 0:  # initdb refuses root
        shutil.chown(home, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = home / "data"
    subprocess.run(
        [*as_user, initdb, "-D", str(data), "-U", "navigator", "--auth=trust", "-E", "UTF8", "--locale=C", "-N"],
        check=True,
        capture_output=True,
        cwd=home,
    )
    process = subprocess.Popen(
        [*as_user, server, "-D", str(data), "-p", str(port), "-k", str(home), "-c", "fsync=off", "-h", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=home,
    )
    import psycopg

    url = f"postgresql://navigator@127.0.0.1:{port}"
    for _ in range(100):
        try:
            psycopg.connect(f"{url}/postgres").close()
            break
        except psycopg.OperationalError:
            time.sleep(0.1)
    yield url
    process.terminate()
    process.wait(20)
    shutil.rmtree(home, ignore_errors=True)


#: Tables that rows were written to, but the list of migrations.
FILLED = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
  AND relname <> 'schema_migration' AND pg_relation_size(oid) > 0
"""
#: Empties a table; vacuumed then, the next rows lie in their order, as in a new database, and that is ten times slower.
EMPTY = """
DO $$ DECLARE name text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOREACH name IN ARRAY string_to_array('{}', ',') LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
  FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
    EXECUTE format('ALTER SEQUENCE %I RESTART', name);
  END LOOP;
END $$
"""
OTHERS_OUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
SHAPE = """
SELECT string_agg(line, ';' ORDER BY line) FROM (
  SELECT table_name || column_name || data_type FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL SELECT concat(tgrelid, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT indexname FROM pg_indexes WHERE schemaname = 'public') AS shape (line)
"""


@pytest.fixture(scope="session")
def postgres_pool() -> list[str]:
    """Names of migrated databases that are empty now; a test takes one and gives it back."""
    return []


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """Name of a migrated database that others are copied from."""
    import psycopg

    name = f"template{time.monotonic_ns()}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    database = open_database(f"{postgres_server}/{name}")
    migrate(database)
    database.close()
    return name


def _copied(server: str, template: str) -> str:
    import psycopg

    name = f"t{time.monotonic_ns()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    return name


@pytest.fixture
def postgres(postgres_server: str, postgres_template: str, postgres_pool: list[str]) -> Iterator[Database]:
    """An empty, migrated PostgreSQL database; emptied afterwards, dropped when its shape was changed."""
    import psycopg

    name = postgres_pool.pop() if postgres_pool else _copied(postgres_server, postgres_template)
    with psycopg.connect(f"{postgres_server}/{name}") as own:
        before = own.execute(SHAPE).fetchone()
    database = open_database(f"{postgres_server}/{name}")
    yield database
    database.close()
    with psycopg.connect(f"{postgres_server}/{name}", autocommit=True) as own:
        own.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [name],
        )
        if own.execute(SHAPE).fetchone() == before:
            filled = [row[0] for row in own.execute(FILLED)]
            own.execute(EMPTY.format(",".join(filled)))
            if filled:
                own.execute("VACUUM {}".format(",".join(filled)))
            postgres_pool.append(name)
            return
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """Each test that asks for ``database`` runs on SQLite and on PostgreSQL."""
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]  # fixtures are untyped


@pytest.fixture(scope="session")
def untouched_demo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The demo districts as they were made: only to be copied."""
    return environment(_first_demo(tmp_path_factory))


@pytest.fixture(scope="session")
def demo_env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An installation with the demo districts, made by the command that people use."""
    home = Path(tmp_path_factory.mktemp("demo")) / "own"
    shutil.copytree(_first_demo(tmp_path_factory), home)
    return environment(home)


def _first_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo of this run."""
    return _once(tmp_path_factory, "demo", lambda home: navigator(environment(home), "demo", "--no-serve"))


@pytest.fixture(scope="session")
def whole_copy(untouched_demo: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A static copy of both districts: only to be read."""
    options = ("--live-url", "https://live.example")
    return _once(tmp_path_factory, "copy", lambda out: navigator(untouched_demo, "export", "--out", str(out), *options))


def _once(
    tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], subprocess.CompletedProcess[str]]
) -> Path:
    """What one command of this run makes in a folder; processes that test beside each other share it."""
    base = Path(tmp_path_factory.getbasetemp())
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    home = base / f"first-{name}"
    with (base / f"first-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            made = base / f"first-{name}-in-the-making"
            done = make(made)
            assert done.returncode == 0, done.stdout + done.stderr
            made.rename(home)
    return home


@pytest.fixture(scope="session")
def demo_port(demo_env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Port of a production server over the demo districts."""
    with serving(demo_env, tmp_path_factory.mktemp("log") / "server.log") as port:
        yield port
