"""The application: opens the database, the catalog and the rooms."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Response
from jinja2 import StrictUndefined
from peewee import PeeweeException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from navigator import words
from navigator.assets import Assets
from navigator.blueprints import errors
from navigator.blueprints.rooms import PUBLIC_ROOMS
from navigator.data.database import open_database
from navigator.data.sealed import KeyRing, use
from navigator.services.catalog import Catalog
from navigator.services.facts import is_demo
from navigator.services.problems import StoreFailed
from navigator.services.requests.policy import now
from navigator.services.requests.records import Moment
from navigator.settings import Settings
from navigator.web import House, harden, inline_style, live_url, refuse_strangers, takes_requests, wants_script


class _Number(IntegerConverter):
    """Numbers of addresses that a database can hold; larger ones lead nowhere."""

    def __init__(self, rules: Map, **options: Any) -> None:
        super().__init__(rules, **{"max": LARGEST, **options})


#: The largest number that an id may be, on either database.
LARGEST = 2**31 - 1
#: The time of day where the day is fixed.
NOON = time(12)


def create_app(settings: Settings | None = None, *, public_only: bool = False, day: date | None = None) -> Flask:
    """Make an application.

    :param settings: read from the environment by default.
    :param public_only: open only the rooms that a static copy holds.
    :param day: a fixed today, for a static copy; by default the date in the region's time zone.
    """
    settings = settings or Settings.from_env()
    zone = ZoneInfo(settings.timezone)
    app = Flask("navigator", static_folder=None)
    app.config.update(SECRET_KEY=settings.secret_key, MAX_CONTENT_LENGTH=10 * 1024 * 1024, TESTING=False)
    app.url_map.converters["int"] = _Number
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # as its manual says
    database = open_database(settings.database_url)
    use(KeyRing(settings.pii_keys, settings.secret_key))
    app.extensions["navigator"] = House(
        settings=settings,
        catalog=Catalog(database, settings.search_dir, read_only=public_only),
        database=database,
        clock=lambda: day or datetime.now(zone).date(),
        instant=lambda: Moment(datetime.combine(day, NOON)) if day else now(),
        assets=Assets(),
        is_demo=is_demo(database),
        frozen=public_only,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        house=app.extensions["navigator"],
        live_url=live_url,
        inline_style=inline_style,
        takes_requests=takes_requests,
        wants_script=wants_script,
    )
    words.teach(app.jinja_env)
    for room in PUBLIC_ROOMS:
        app.register_blueprint(room)
    if not public_only:
        _add_live_rooms(app)
    errors.teach(app)

    @app.errorhandler(PeeweeException)
    def without_database(error: PeeweeException) -> Response:
        app.logger.error("the database does not answer: %s", type(error).__name__)  # its text may hold values
        if not database.is_closed():
            database.close()  # the next request of this thread opens a sound connection
        return errors.page(503)

    app.register_error_handler(StoreFailed, lambda _: errors.page(503))
    refuse_strangers(app)
    harden(app)
    return app


def _add_live_rooms(app: Flask) -> None:
    """The rooms of families' requests and of the desk; their code is read only where they are."""
    from navigator.blueprints.live_rooms import LIVE_ROOMS
    from navigator.blueprints.staff import door

    for room in LIVE_ROOMS:
        app.register_blueprint(room)
    door.teach(app)
