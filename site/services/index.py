"""Keeping the text index in step with the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from peewee import Database

from navigator.data import (
    Activity,
    Direction,
    Group,
    GroupTeacher,
    Municipality,
    Organization,
    Program,
    ProgramActivity,
    Settlement,
    Teacher,
    Venue,
)
from navigator.data.fields import unpack
from navigator.rules.vocabulary import PROJECTS
from navigator.search.arrays import HIDDEN, read_generation, reading
from navigator.search.index import (
    IndexDocument,
    Progress,
    Stamp,
    build,
    build_lock,
    programs_digest,
    restamp,
    texts_digest,
)
from navigator.search.manifest import IndexDamaged, IndexMissing, read_manifest, read_verified

#: What was done to the index.
BUILT, RESTAMPED, FRESH, BUSY = "built", "restamped", "fresh", "busy"


def refresh_index(
    database: Database, search_dir: Path, *, force: bool = False, progress: Progress | None = None
) -> str:
    """Build the text index when the catalog changed since, or when what is there cannot be trusted.

    Equal texts are not indexed again: the index then only learns the new generation.
    :param force: build in any case.
    :param progress: told (done, all) while documents are written.
    :returns: built, restamped, fresh (nothing to do) or busy (another process builds).
    """
    with build_lock(search_dir) as mine:
        if not mine:
            return BUSY
        stated = {} if force else _stated(search_dir)
        if stated and stated["generation"] == read_generation(database) and _same_programs(database, stated):
            return FRESH
        stamp, documents = read_documents(database)
        if stated and stated["texts"] == texts_digest(documents):
            restamp(search_dir, stamp)
            return RESTAMPED
        build(search_dir, documents, stamp, progress)
        return BUILT


def _stated(search_dir: Path) -> dict[str, Any]:
    """Manifest of the index in use; empty when it is missing or any of its files is damaged."""
    try:
        manifest, _ = read_verified(search_dir)
    except (IndexMissing, IndexDamaged):
        return {}
    return manifest


def index_problem(search_dir: Path) -> str:
    """Why the index cannot be used, or an empty string."""
    try:
        read_manifest(search_dir)
    except (IndexMissing, IndexDamaged) as error:
        return str(error)
    return ""


def _same_programs(database: Database, stated: dict[str, Any]) -> bool:
    query = _visible(Program.select(Program.id, Program.name).join(Organization))
    return programs_digest(_rows(database, query)) == str(stated["programs"])


def read_documents(database: Database, ids: Collection[int] | None = None) -> tuple[Stamp, list[IndexDocument]]:
    """What of each visible program is searched, by id, as one state of the database.

    Names of teachers are read only where their organization shows them; nothing else personal is.
    :param ids: only these programs; all by default.
    """
    with reading(database):
        generation = read_generation(database)
        told = _told(database, ids)
        documents = list(_documents(database, told, ids))
    return Stamp(generation, programs_digest((one.id, one.title) for one in documents)), documents


def _documents(database: Database, told: dict[int, list[str]], ids: Collection[int] | None) -> Iterator[IndexDocument]:
    query = (
        Program.select(
            Program.id,
            Program.name,
            Program.short_name,
            Program.keywords,
            Program.project,
            Direction.name,
            Organization.public_name,
            Organization.short_name,
            Settlement.name,
            Municipality.name,
            Program.annotation,
            Program.goals,
            Program.content,
            Program.results,
            Program.equipment,
        )
        .join(Organization)
        .join(Municipality)
        .switch(Organization)
        .left_outer_join(Settlement)
        .switch(Program)
        .left_outer_join(Direction)
        .order_by(Program.id)
    )
    for row in _rows(database, _visible(query, ids)):
        number, name, short, keywords, project, *rest = row
        tags = [short, *unpack(keywords), PROJECTS.get(project, ""), *(one or "" for one in rest[:5])]
        yield IndexDocument(
            id=number,
            title=name,
            tags=". ".join(filter(None, (*tags, *told.get(number, ())))),
            body="\n".join(filter(None, rest[5:])),
        )


def _told(database: Database, ids: Collection[int] | None) -> dict[int, list[str]]:
    """Labels of programs from other tables: activities, groups, places of lessons, teachers who are shown."""
    activities = (
        ProgramActivity.select(ProgramActivity.program, Activity.name)
        .join(Program)
        .join(Organization)
        .switch(ProgramActivity)
        .join(Activity)
        .order_by(ProgramActivity.program, ProgramActivity.position, Activity.name)
    )
    groups = (
        Group.select(Group.program, Group.name, Venue.name, Venue.address, Settlement.name)
        .join(Program)
        .join(Organization)
        .switch(Group)
        .left_outer_join(Venue)
        .left_outer_join(Settlement)
        .where(Group.status == "active")
        .order_by(Group.program, Group.id)
    )
    teachers = (
        GroupTeacher.select(Group.program, Teacher.name)
        .join(Group)
        .join(Program)
        .join(Organization)
        .switch(GroupTeacher)
        .join(Teacher)
        .where(Group.status == "active", Organization.show_teachers)
        .order_by(Group.program, Teacher.id)
    )
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for query in (activities, groups, teachers):
        for number, *texts in _rows(database, _visible(query, ids)):
            found[number].update(dict.fromkeys(text for text in texts if text))
    return {number: list(texts) for number, texts in found.items()}


def _visible(query: Any, ids: Collection[int] | None = None) -> Any:
    query = query.where(Program.state == "published", Organization.status.not_in(HIDDEN))
    return query if ids is None else query.where(Program.id.in_(list(ids)))


def _rows(database: Database, query: Any) -> list[Any]:
    return list(database.execute(query).fetchall())
