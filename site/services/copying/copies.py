"""Copies of the catalog as the desk shows them: what may be copied, what was, how far the writing is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from peewee import JOIN, Database, fn

from navigator.data import Account, CatalogCopy, Municipality, Organization, Program
from navigator.data.rows import dicts, tuples
from navigator.rules.access import Territory
from navigator.rules.states import ORGANIZATION
from navigator.search.arrays import HIDDEN
from navigator.services.copying.places import desk_folder, folder_name
from navigator.services.problems import storing
from navigator.services.requests.records import Moment
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine
from navigator.services.staff.territory import own_organizations
from navigator.settings import Settings

REGION, WHOLE = "region", "Весь регион"
#: A writer that gave no sign of life for so long has died; an order that waits so long is not being taken.
SILENT, UNTAKEN = timedelta(seconds=60), timedelta(seconds=30)
#: Copies on a page.
MOST = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be copied: ``scope`` as it is stored, a name for people and, for an organization, its municipality."""

    scope: str
    name: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A copy as the desk shows it, times on local clocks.

    ``state`` is queued, running, silent (its writer died), written or failed; ``ahead`` are orders before it.
    """

    id: int
    scope: str
    name: str
    place: str
    state: str
    asked_at: datetime
    asked_by: str
    done: int  # pages
    total: int
    problem: str
    ahead: int
    is_untaken: bool
    title: str
    colour: str
    live_url: str
    has_logo: bool
    written_at: datetime | None
    written_by: str
    files: int
    size: int  # bytes of the archive
    node: str
    archive: str  # its name for whoever takes it home; empty until it was written
    path: Path

    @property
    def is_waiting(self) -> bool:
        return self.state in {"queued", "running", "silent"}

    @property
    def is_here(self) -> bool:
        """Whether the archive lies on this machine."""
        return bool(self.archive) and self.path.is_file()


# ---------------------------------------------------------------- whose


def _may(territory: Territory) -> bool:
    return bool(territory.actor) and territory.role != ORGANIZATION


def my_copies(territory: Territory) -> Any:
    """The condition that keeps a query of copies inside the territory of a centre; nobody else has any."""
    if not _may(territory):
        return CatalogCopy.id < 0
    if territory.is_everything:
        return CatalogCopy.id > 0
    homes = Organization.select(Organization.id).where(Organization.municipality == territory.municipality)
    return (CatalogCopy.municipality == territory.municipality) | CatalogCopy.organization.in_(homes)


def choices_of(territory: Territory) -> list[Choice]:
    """What a centre may copy: the region, municipalities and organizations that publish programs."""
    if not _may(territory):
        return []
    published = Program.select(Program.organization).where(Program.state == "published")
    rows = (
        Organization.select(Organization.id, Organization.public_name, Municipality.id, Municipality.name)
        .join(Municipality)
        .where(own_organizations(territory), Organization.status.not_in(HIDDEN), Organization.id.in_(published))
        .order_by(Municipality.name, Municipality.id, Organization.name_key, Organization.id)
    )
    found = tuples(rows)
    places = {number: name for _, _, number, name in found}
    whole = [Choice(REGION, WHOLE)] if territory.is_everything and places else []
    districts = [Choice(f"municipality:{number}", name) for number, name in places.items()]
    return [*whole, *districts, *(Choice(f"organization:{number}", name, place) for number, name, _, place in found)]


# ---------------------------------------------------------------- what there is


def copies_of(database: Database, member: Member, moment: Moment, settings: Settings) -> list[CopyLine]:
    """Copies of a territory: those under way, then the latest; two queries."""
    with storing(database):
        order = (CatalogCopy.asked_at.desc(), CatalogCopy.id.desc())
        rows = dicts(_rows(my_copies(member.territory)).order_by(*order).limit(MOST))
        queue = _queue(moment)
        lines = [_line(row, queue, moment, settings) for row in rows]
        return sorted(lines, key=lambda one: not one.is_waiting)


def copy_of(database: Database, member: Member, number: int, moment: Moment, settings: Settings) -> CopyLine:
    """One copy.

    :raises NotMine: it lies outside the territory, or is not there.
    """
    with storing(database):
        rows = dicts(_rows(my_copies(member.territory) & (CatalogCopy.id == number)))
        if not rows:
            raise NotMine(str(number))
        return _line(rows[0], _queue(moment), moment, settings)


def _rows(condition: Any) -> Any:
    """Rows with the names that they lead to; a logo is only said to be there."""
    fields = [one for one in CatalogCopy._meta.sorted_fields if one.name not in {"logo", "account", "writer"}]
    asker, writer = Account.alias(), Account.alias()
    return (
        CatalogCopy.select(
            *fields,
            CatalogCopy.logo.is_null(False).alias("has_logo"),
            fn.COALESCE(fn.NULLIF(asker.name, ""), asker.email, "").alias("asked_by"),
            fn.COALESCE(fn.NULLIF(writer.name, ""), writer.email, "").alias("written_by"),
            Organization.public_name.alias("organization_name"),
            *(Municipality.name.alias("place"), Municipality.slug.alias("slug")),
            Municipality.timezone.alias("zone"),
        )
        .join(asker, JOIN.LEFT_OUTER, on=(CatalogCopy.account == asker.id))
        .join(writer, JOIN.LEFT_OUTER, on=(CatalogCopy.writer == writer.id))
        .join(Organization, JOIN.LEFT_OUTER, on=(CatalogCopy.organization == Organization.id))
        .join(
            Municipality,
            JOIN.LEFT_OUTER,
            on=(Municipality.id == fn.COALESCE(CatalogCopy.municipality, Organization.municipality)),
        )
        .where(condition)
    )


@dataclass(frozen=True, slots=True)
class _Queue:
    """Orders of all territories that are not written yet, the first that came first; whether one is being written."""

    numbers: list[int]
    is_moving: bool


def _queue(moment: Moment) -> _Queue:
    rows = tuples(
        CatalogCopy.select(CatalogCopy.id, CatalogCopy.state, CatalogCopy.beat_at)
        .where(CatalogCopy.state.in_(("queued", "running")))
        .order_by(CatalogCopy.asked_at, CatalogCopy.id)
    )
    moving = any(state == "running" and not is_silent(beat, moment) for _, state, beat in rows)
    return _Queue([number for number, _, _ in rows], moving)


def is_silent(beat: datetime | None, moment: Moment) -> bool:
    """Whether a writer has died, by its last sign of life."""
    return beat is None or beat < moment.utc - SILENT


def _line(row: dict[str, Any], queue: _Queue, moment: Moment, settings: Settings) -> CopyLine:
    zone = row["zone"] or settings.timezone
    of_organization = row["organization"] is not None
    name = folder_name(row["slug"], row["organization"])
    written = Moment(row["written_at"]).local(zone) if row["written_at"] else None
    state = "silent" if row["state"] == "running" and is_silent(row["beat_at"], moment) else row["state"]
    same = ("id", "scope", "done", "total", "problem", "title", "colour", "live_url", "files", "size", "node")
    return CopyLine(
        **{key: row[key] for key in (*same, "asked_by", "written_by")},
        name=row["organization_name"] if of_organization else row["place"] or WHOLE,
        place=row["place"] if of_organization else "",
        state=state,
        asked_at=Moment(row["asked_at"]).local(zone),
        ahead=queue.numbers.index(row["id"]) if row["id"] in queue.numbers else 0,
        is_untaken=state == "queued" and not queue.is_moving and row["asked_at"] < moment.utc - UNTAKEN,
        has_logo=bool(row["has_logo"]),
        written_at=written,
        archive=f"{name}-{written:%Y-%m-%d}.zip" if written else "",
        path=desk_folder(settings) / f"{name}.zip",
    )
