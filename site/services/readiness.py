"""Whether an installation is in order: database, migrations, index."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from peewee import Database, PeeweeException
from playhouse.migrations import Runner

from navigator.data import Counter
from navigator.data.database import MIGRATIONS, catalog_generation
from navigator.search.manifest import IndexDamaged, IndexMissing, read_manifest
from navigator.services.financing.checking import wrong_money
from navigator.services.index import refresh_index
from navigator.services.problems import Problem
from navigator.services.requests.keeping import wrong_places
from navigator.services.staff.journal import broken_line

NOT_READY = "База не готова. Выполните: navigator init"
#: Seconds between two looks at the catalog, and looks between two full checks of the index.
LOOK_EVERY, VERIFY_EVERY = 2.0, 150


def require_ready(database: Database) -> None:
    """Stop before a verb that needs tables.

    :raises Problem: there are none yet, or newer ones are needed.
    """
    with database.connection_context():
        if not database.table_exists(Counter._meta.table_name) or pending_migrations(database):
            raise Problem(NOT_READY)


def pending_migrations(database: Database) -> list[str]:
    """Names of migrations that are still to be applied."""
    return [one.name for one in Runner(database, str(MIGRATIONS)).status() if not one.applied]


def find_problems(database: Database, search_dir: Path) -> list[str]:
    """What is out of order, as lines for people; empty when all is well."""
    try:
        with database.connection_context():
            pending = pending_migrations(database)
            generation = 0 if pending else catalog_generation()
            uneven = [] if pending else wrong_places()
            broken = 0 if pending else broken_line()
            wrong = [] if pending else wrong_money()
    except PeeweeException as problem:
        return [f"База не отвечает: {problem}".strip()]
    if pending:
        return [f"{NOT_READY} (не применены: {', '.join(pending)})"]
    if broken:
        return [f"Журнал изменён: строка {broken} не следует из предыдущей. Сравните базу с резервной копией"]
    if wrong:
        return [f"Деньги сертификатов не сходятся: {'; '.join(wrong[:10])}"]
    if uneven:
        return [f"Места не сходятся: {'; '.join(uneven[:10])}"]
    try:
        stated = read_manifest(search_dir)["generation"]
    except (IndexMissing, IndexDamaged) as problem:
        return [f"Индекс негоден: {problem}. Выполните: navigator reindex"]
    if stated != generation:
        return [f"Индекс отстал от базы ({stated} из {generation}). Выполните: navigator reindex"]
    return []


def follow_catalog(
    database: Database, search_dir: Path, wait: Callable[[float], bool], say: Callable[[str], None]
) -> None:
    """Refresh the index whenever the catalog changes, until ``wait`` says to stop.

    :param wait: sleeps so many seconds and returns True when it is time to stop.
    :param say: told when the index was built and when the database did not answer.
    """
    seen, looks = -1, 0
    while True:
        try:
            with database.connection_context():
                generation = catalog_generation()
                if generation != seen or looks % VERIFY_EVERY == 0:
                    done = refresh_index(database, search_dir)
                    if done == "built":
                        say(f"Индекс построен, состояние каталога {generation}")
                    seen = generation if done != "busy" else -1
        except (PeeweeException, OSError) as problem:
            say(f"Индекс не обновлён: {problem}")
            seen = -1
        looks += 1
        if wait(LOOK_EVERY):
            return
