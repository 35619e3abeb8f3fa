"""Figures for those who watch over an installation, as Prometheus reads them. No names, no numbers of requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from peewee import Database, fn

from navigator.data import Letter, Program, Request
from navigator.data.database import catalog_generation
from navigator.data.rows import tuples
from navigator.rules.states import STATES
from navigator.services.catalog import Catalog
from navigator.services.requests.records import Moment

Sample = tuple[dict[str, str], float]


def gauges(database: Database, catalog: Catalog, moment: Moment, today: date) -> str:
    """All figures of this moment, one line each."""
    with database.connection_context() if database.is_closed() else database.atomic():
        lines = [line for name, words, samples in _all(catalog, moment, today) for line in _lines(name, words, samples)]
    return "\n".join(lines) + "\n"


def _all(catalog: Catalog, moment: Moment, today: date) -> Iterator[tuple[str, str, list[Sample]]]:
    yield "navigator_ready", "1 when the catalog can be searched", [({}, float(not catalog.problem()))]
    yield "navigator_catalog_generation", "Changes of the public catalog so far", [({}, catalog_generation())]
    published = Program.select().where(Program.state == "published").count()
    yield "navigator_programs_published", "Published programs", [({}, published)]
    yield "navigator_requests", "Requests by kind and state", _requests()
    late = Request.select().where(Request.state == "new", Request.decide_by < today).count()
    yield "navigator_requests_overdue", "New requests past their day of decision", [({}, late)]
    waiting = (Letter.sent_at.is_null()) & (Letter.given_up_at.is_null())
    number, oldest = tuples(Letter.select(fn.COUNT(Letter.id), fn.MIN(Letter.due_at)).where(waiting))[0]
    yield "navigator_letters_waiting", "Letters that are not sent yet", [({}, number)]
    age = max(0.0, (moment.utc - Letter.due_at.python_value(oldest)).total_seconds()) if oldest else 0.0
    yield "navigator_letters_oldest_seconds", "How long the oldest of them waits", [({}, age)]
    lost = Letter.select().where(Letter.given_up_at.is_null(False)).count()
    yield "navigator_letters_given_up", "Letters that could not be sent", [({}, lost)]


def _requests() -> list[Sample]:
    counted = {
        (kind, state): number
        for kind, state, number in tuples(
            Request.select(Request.kind, Request.state, fn.COUNT(Request.id)).group_by(Request.kind, Request.state)
        )
    }
    return [
        ({"kind": kind, "state": state}, counted.get((kind, state), 0)) for kind in STATES for state in STATES[kind]
    ]


def _lines(name: str, words: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} gauge"
    for labels, value in samples:
        said = ",".join(f'{key}="{text}"' for key, text in labels.items())
        yield f"{name}{{{said}}} {value:g}" if said else f"{name} {value:g}"
