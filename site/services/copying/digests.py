"""Digests of public rows: a page is written again only when a row under it changed."""

from __future__ import annotations

import marshal
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

from peewee import Database

from navigator.data import Counter, Group, Municipality, Organization, Program
from navigator.services.copying.owned_rows import Table, owned, owned_aside
from navigator.services.public_copy import PUBLIC

PACKAGE = Path(__file__).parent.parent.parent
_SIZE = 12
#: Organizations with the municipalities of the settlements where they are or have a venue: not always their own one.
_SETTLED = """
SELECT organization.id, settlement.municipality_id
  FROM organization JOIN settlement ON settlement.id = organization.settlement_id
UNION
SELECT venue.organization_id, settlement.municipality_id
  FROM venue JOIN settlement ON settlement.id = venue.settlement_id
"""


@dataclass(frozen=True, slots=True)
class Digests:
    """One digest for each program, organization (by id) and municipality (by slug), each with all rows below it, and
    of the rest; ``changed`` are the days on which organizations changed."""

    programs: dict[int, str]
    organizations: dict[int, str]
    places: dict[str, str]
    rest: str
    changed: dict[int, date]


def read_digests(database: Database) -> Digests:
    """Digests of a database of public facts.

    A table belongs to the nearest of group, program, organization and municipality that it names, so that a table
    that joins the public ones is watched without a word here. What belongs to none of them counts for every page.
    """
    path = str(database.database)  # of SQLite: its file
    models = [model for model in PUBLIC if model is not Counter]
    of_groups = [model for model in models if model is Group or _owner(model)[0] == "group"]
    others = [model for model in models if model not in of_groups]
    with owned_aside(path, [_table(model) for model in of_groups]) as wait:
        found = list(zip(others, owned(path, [_table(model) for model in others]), strict=True))
        groups = dict(_ids(database, Group, "program_id"))
        homes = dict(_ids(database, Program, "organization_id"))
        found += zip(of_groups, wait(), strict=True)
    owners: dict[str, dict[int, list[bytes]]] = {name: defaultdict(list) for name in ("program", "home", "place")}
    rest: list[bytes] = []
    for model, digests in found:
        level, _ = _owner(model)
        if level == "rest":
            rest += digests.values()
        elif level == "group":
            for group, sign in digests.items():
                owners["program"][groups.get(group, 0)].append(sign)
        else:
            for owner, sign in digests.items():
                owners[level][owner].append(sign)
    places: dict[int, set[int]] = defaultdict(set)
    for number, place in [*_ids(database, Organization, "municipality_id"), *database.execute_sql(_SETTLED)]:
        places[number].add(place)
    everywhere = _digest(rest)
    municipalities = {number: _digest(rows) for number, rows in owners["place"].items()}
    organizations = {
        number: _digest([*rows, *(municipalities.get(place, "").encode() for place in sorted(places[number]))])
        for number, rows in owners["home"].items()
    }
    programs = {
        number: _digest([*rows, organizations.get(homes[number], "").encode(), everywhere.encode()])
        for number, rows in owners["program"].items()
        if number in homes
    }
    slugs = {slug: municipalities.get(number, "") for number, slug in _ids(database, Municipality, "slug")}
    moments = _ids(database, Organization, "changed_at")
    changed = {number: date.fromisoformat(str(moment)[:10]) for number, moment in moments}
    return Digests(programs, organizations, slugs, everywhere, changed)


def code_digest() -> str:
    """Digest of the program itself: templates, styles and code."""
    found = blake2b(digest_size=_SIZE)
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in {".py", ".html", ".css", ".js", ".txt", ".json", ".csv"} and "__pycache__" not in path.parts:
            found.update(path.relative_to(PACKAGE).as_posix().encode())
            found.update(path.read_bytes())
    return found.hexdigest()


def digest_of(*values: Any) -> str:
    """Digest of plain values: texts, numbers, None, lists and tuples of them."""
    return blake2b(marshal.dumps(values, 2), digest_size=_SIZE).hexdigest()


def _digest(rows: list[bytes]) -> str:
    return blake2b(b"".join(rows), digest_size=_SIZE).hexdigest()


def _owner(model: Any) -> tuple[str, str]:
    """To what a table belongs, and the column that says so."""
    if model in {Program, Organization, Municipality}:
        return {Program: "program", Organization: "home", Municipality: "place"}[model], "id"
    if model is Group:
        return "program", "program_id"
    named = {field.rel_model: field.column_name for field in model._meta.sorted_fields if hasattr(field, "rel_model")}
    for owner, level in ((Group, "group"), (Program, "program"), (Organization, "home"), (Municipality, "place")):
        if owner in named:
            return level, named[owner]
    return "rest", ""


def _table(model: Any) -> Table:
    """A table with its keys and the column of its owner."""
    keys = ", ".join(f'"{field.column_name}"' for field in model._meta.get_primary_keys())
    return str(model._meta.table_name), keys, _owner(model)[1]


def _ids(database: Database, model: Any, column: str) -> list[tuple[int, Any]]:
    rows = database.execute_sql(f'SELECT id, {column} FROM "{model._meta.table_name}"')  # noqa: S608  # names of our own tables
    return list(rows.fetchall())
