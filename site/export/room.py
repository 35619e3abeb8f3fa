"""The application as a copy prints it: links without a server, pages printed from what was planned for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, g, render_template, request
from flask_frozen import Freezer

from navigator.export.look import SCRIPTS, CopyAssets, Look, script, script_name
from navigator.export.manifest import Written, digest
from navigator.export.planned import Planned
from navigator.services.directory import municipality_view
from navigator.services.public_copy import CopyFacts
from navigator.web import house

bp = Blueprint("copy", __name__)
_KINDS = {"js": "text/javascript", "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg"}
_KINDS |= {"webp": "image/webp", "gif": "image/gif"}
#: Views that a copy prints from what was planned, by the organization or municipality that they show.
_SHOWN: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "directory.municipality": lambda context: {
        "municipality": municipality_view(context["municipality"], house().today())
    },
}


@bp.get("/copy/<name>")
def asset(name: str) -> Response:
    """A script or the logo of a copy."""
    look: Look = current_app.extensions["copy-look"]
    for one in SCRIPTS:
        if name == script_name(one):
            return Response(script(one), mimetype=_KINDS["js"])
    if not look.logo or name != look.logo_name:
        abort(404)
    return Response(look.logo, mimetype=_KINDS[name.rpartition(".")[2]])


@bp.get("/letters/<letter>/page/<int:number>/")
def letter(letter: str, number: int) -> str:
    """The second and further pages of a letter."""
    raise NotImplementedError  # printed as planned


@bp.get("/find/<path:name>")
def found(name: str) -> Response:
    """Data that the search of a copy reads; written beside the pages."""
    raise NotImplementedError


class Room:
    """An application that prints pages of one copy."""

    def __init__(self, app: Flask, facts: CopyFacts, look: Look) -> None:
        self.app = app
        self._planned: Planned | None = None
        self._paths: dict[tuple[str, tuple[tuple[str, Any], ...]], str] = {}
        mine = app.extensions["navigator"]
        mine.assets = CopyAssets(look.colour)
        app.extensions["copy-look"] = look
        app.register_blueprint(bp)
        app.jinja_env.globals.update(
            copy=replace(facts, logo=look.logo_name), copy_script=script_name, url_for=self._link
        )
        self._adapter = app.url_map.bind("")
        for endpoint, view in list(app.view_functions.items()):
            app.view_functions[endpoint] = self._printing(view)
        app.config.update(FREEZER_REMOVE_EXTRA_FILES=False, FREEZER_REDIRECT_POLICY="error")

    def path(self, endpoint: str, values: dict[str, Any]) -> str:
        """Name of the file of a page inside the copy."""
        address = self._address(endpoint, values)[1:]
        return address + "index.html" if address.endswith("/") or not address else address

    def _address(self, endpoint: str, values: dict[str, Any]) -> str:
        key = (endpoint, tuple(values.items()))
        found = self._paths.get(key)
        if found is None:
            found = self._paths[key] = str(self._adapter.build(endpoint, values))
        return found

    def _link(self, endpoint: str, **values: Any) -> str:
        """Address of a page as seen from the page that is printed: it works in any folder and from a disk."""
        return "../" * (request.path.count("/") - 1) + self.path(endpoint, values)

    def _printing(self, view: Any) -> Any:
        def printed(**values: Any) -> Any:
            planned = self._planned
            g.prepared = planned.context if planned else {}
            if planned is None or not planned.template:
                return view(**values)
            more = _SHOWN.get(planned.endpoint)
            context = planned.context if more is None else {**planned.context, **more(planned.context)}
            return render_template(planned.template, **context, dated=planned.dated)

        return printed

    def write(self, planned: Iterable[Planned], folder: Path, known: dict[str, str]) -> Iterator[tuple[Planned, Any]]:
        """Print pages with Frozen-Flask.

        :param known: digests of files that are there already: equal ones are not written.
        :returns: each page with its :class:`Written`.
        """
        self.app.config["FREEZER_DESTINATION"] = str(folder)
        freezer = _Freezer(self.app, self._environ, known)
        asked = iter(planned)

        def listed() -> Iterator[tuple[str, dict[str, Any]]]:
            for one in asked:
                self._planned = one
                yield one.endpoint, one.values

        freezer.register_generator(listed)
        for _ in freezer.freeze_yield():
            if self._planned is not None:
                yield self._planned, freezer.last
        self._planned = None

    def _environ(self) -> dict[str, Any]:
        with self.app.test_request_context("/") as context:
            return dict(context.request.environ)


class _Freezer(Freezer):  # type: ignore[misc]  # Frozen-Flask ships no types
    """Frozen-Flask that asks the application directly.

    Its own way makes a test client, a request and a look at types of files for each page: that costs as much as
    printing. What it checks is kept: a page that is not 200 stops the copy.
    """

    def __init__(self, app: Flask, environ: Any, known: dict[str, str]) -> None:
        super().__init__(app, with_static_files=False, with_no_argument_rules=False, log_url_for=False)
        self._environ, self._known = environ(), known
        self.last: Any = None

    def _build_one(self, url: str, last_modified: object = None) -> Path:
        with self.app.request_context({**self._environ, "PATH_INFO": url}):
            response = self.app.full_dispatch_request()
        if response.status_code != 200:
            raise ValueError(f"{url}: {response.status}")
        name = self.urlpath_to_filepath(url)
        body = response.get_data()
        path = Path(self.root) / name
        sign = digest(body)
        if self._known.get(name) != sign:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        self.last = Written(name, sign, len(body))
        return Path(path)

    def _check_endpoints(self, seen: object) -> None:
        """Addresses that only the live site has (filters, forms) have no file on purpose: the list is an allow-list."""
