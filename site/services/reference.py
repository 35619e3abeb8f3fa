"""Reference lists: directions, activities, municipalities."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from peewee import Database

from navigator.data import Activity, Direction, Municipality
from navigator.data.database import write
from navigator.data.rows import tuples
from navigator.exchange.records import FileProblem
from navigator.exchange.tables import read_table
from navigator.rules.names import fold_name, slugify

REFERENCE = Path(__file__).parents[1] / "data" / "reference"
MUNICIPALITY_COLUMNS = ("region", "oktmo", "name", "name_in", "kind", "slug", "timezone")
#: Columns of a municipality that the reference gives; the others belong to staff.
_NEEDED = ("region", "oktmo", "name")


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows were new."""

    activities: int
    municipalities: int


def load_reference(database: Database, extra_municipalities: Path | None = None) -> Loaded:
    """Load directions, activities and municipalities; safe to repeat, what staff changed stays.

    :param extra_municipalities: a table of another region with the columns of ``MUNICIPALITY_COLUMNS``
        (region, oktmo and name are enough).
    :raises FileProblem: that table cannot be read; nothing is loaded then.
    """
    rows = list(_municipalities(REFERENCE / "municipalities.csv"))
    if extra_municipalities is not None:
        rows += _municipalities(extra_municipalities)
    with write(database):
        return Loaded(_load_directions(), _load_municipalities(rows))


def _load_directions() -> int:
    lists = tomllib.loads((REFERENCE / "directions.toml").read_text(encoding="utf-8"))["direction"]
    known: dict[str, Direction] = {row.slug: row for row in Direction.select()}
    slugs = {slug for (slug,) in tuples(Activity.select(Activity.slug))}
    names = set(tuples(Activity.select(Activity.direction, Activity.name_key)))
    new: list[dict[str, Any]] = []
    for position, direction in enumerate(lists):
        values = {
            "name": direction["name"],
            "exchange": direction["exchange"],
            "aliases": "; ".join(direction["aliases"]),
            "position": position,
        }
        if direction["slug"] not in known:
            Direction.insert(slug=direction["slug"], **values).execute()
        elif any(getattr(known[direction["slug"]], key) != value for key, value in values.items()):
            Direction.update(**values).where(Direction.slug == direction["slug"]).execute()
        for place, (slug, name) in enumerate(direction["activities"]):
            if slug not in slugs and (direction["slug"], fold_name(name)) not in names:
                row = {"slug": slug, "name": name, "name_key": fold_name(name), "position": place}
                new.append({"direction": direction["slug"], **row})
    if new:
        Activity.insert_many(new).execute()
    return len(new)


def _load_municipalities(rows: list[dict[str, str]]) -> int:
    """New municipalities are added; of stored ones only empty columns are filled."""
    stored: dict[str, Municipality] = {row.oktmo: row for row in Municipality.select()}
    slugs = {row.slug for row in stored.values()}
    new: list[dict[str, str]] = []
    for row in rows:
        known = stored.get(row["oktmo"])
        if known is None:
            row["slug"] = _free_slug(row, slugs)
            slugs.add(row["slug"])
            new.append(row)
            stored[row["oktmo"]] = Municipality(**row)
        elif known.id:
            missing = {key: value for key, value in row.items() if value and not getattr(known, key)}
            if missing:
                Municipality.update(**missing).where(Municipality.id == known.id).execute()
    for start in range(0, len(new), 200):
        Municipality.insert_many(new[start : start + 200]).execute()
    return len(new)


def _free_slug(row: dict[str, str], taken: set[str]) -> str:
    slug = row["slug"] or slugify(row["name"])
    candidates = (slug, f"{slug}-{slugify(row['region'])}"[:80], f"{slug[:60]}-{row['oktmo']}")
    return next(one for one in candidates if one and one not in taken)


def _municipalities(path: Path) -> Iterator[dict[str, str]]:
    table = read_table(path)
    header = [fold_name(str(cell)) for cell in table.rows[0]]
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        raise FileProblem(f"{path}: нет столбцов {', '.join(missing)}. Первая строка: {';'.join(MUNICIPALITY_COLUMNS)}")
    for number, cells in enumerate(table.rows[1:], start=2):
        row = {name: _text(cells[header.index(name)]) for name in header if name in MUNICIPALITY_COLUMNS}
        if not any(row.values()):
            continue
        yield _checked(path, number, row)


def _checked(path: Path, number: int, row: dict[str, str]) -> dict[str, str]:
    oktmo = row["oktmo"].replace(" ", "")
    if not (oktmo.isascii() and oktmo.isdigit() and len(oktmo) in {8, 11}):
        raise FileProblem(f"{path}, строка {number}: ОКТМО «{row['oktmo']}» – нужно 8 цифр")
    if not row["name"] or not row["region"]:
        raise FileProblem(f"{path}, строка {number}: заполните region и name")
    kind = row.get("kind") or "муниципальный район"
    zone = row.get("timezone") or "Europe/Moscow"
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise FileProblem(f"{path}, строка {number}: «{zone}» – не часовой пояс. Пример: Asia/Chita") from None
    return {
        "region": row["region"],
        "oktmo": oktmo,
        "name": row["name"],
        "full_name": _full_name(row["name"], kind),
        "name_in": row.get("name_in", ""),
        "kind": kind,
        "slug": slugify(row.get("slug", "")),
        "timezone": zone,
    }


def _full_name(name: str, kind: str) -> str:
    """«Егорлыкский район» → «Егорлыкский муниципальный район»; a city is called «Городской округ г. Чита»."""
    if name.endswith(" район"):
        return f"{name.removesuffix(' район')} {kind}"
    return f"{kind[:1].upper()}{kind[1:]} {name}"


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())
