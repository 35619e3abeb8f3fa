"""The catalog for programs of others: read-only JSON, the same filters as the pages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for

from navigator.forms.filters import read_filters
from navigator.services.catalog import Catalog
from navigator.services.directory import organization_rows, organization_view
from navigator.services.groups import groups_of
from navigator.services.listing import listing
from navigator.services.open_data import (
    group_data,
    listing_data,
    organization_data,
    organization_view_data,
    program_data,
)
from navigator.services.open_data_spec import openapi
from navigator.services.program_page import program_view
from navigator.web import house

bp = Blueprint("api", __name__, url_prefix="/api/v1")
SIZE, MOST = 20, 100
MOST_PROGRAMS = 100


@bp.after_request
def share(response: Response) -> Response:
    """Pages of other sites may read what anybody may read."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@bp.get("/programs")
def programs() -> Response:
    """A page of programs by the filters of the catalog; ``size`` up to 100."""
    catalog: Catalog = house().catalog
    filters, notices = read_filters(request.args, catalog.known())
    found = listing(catalog, filters, house().today(), notices, _size())
    return jsonify(listing_data(found))


@bp.get("/programs/<int:program_id>")
def program(program_id: int) -> Response:
    """One program with its groups."""
    view = program_view(program_id, house().today())
    return jsonify(program_data(view)) if view else _nothing()


@bp.get("/groups")
def groups() -> Response:
    """Groups of the programs that ``program`` names, at most a hundred programs at once."""
    typed = [text for text in request.args.getlist("program") if text.isascii() and text.isdigit() and len(text) < 10]
    today = house().today()
    asked = list(dict.fromkeys(int(text) for text in typed))[:MOST_PROGRAMS]
    found = groups_of([one for one in asked if program_view(one, today)], today, with_teachers=True)
    return jsonify({"items": [group_data(group) for one in asked for group in found.get(one, [])]})


@bp.get("/organizations")
def organizations() -> Response:
    """Organizations with published programs; of one ``municipality`` if it is named."""
    rows = organization_rows(request.args.get("municipality", "")[:80] or None)
    return jsonify({"items": [organization_data(row) for row in rows]})


@bp.get("/organizations/<int:organization_id>")
def organization(organization_id: int) -> Response:
    """One organization with its contacts."""
    view = organization_view(organization_id)
    return jsonify(organization_view_data(view)) if view else _nothing()


@bp.get("/openapi.json")
def description() -> Response:
    """What can be asked, in the form that tools read."""
    spec: dict[str, Any] = openapi(url_for("catalog.home"), house().settings.region_name)
    return jsonify(spec)


def _size() -> int:
    text = request.args.get("size", "")
    return max(1, min(MOST, int(text))) if text.isascii() and text.isdigit() and len(text) < 6 else SIZE


def _nothing() -> Response:
    response = jsonify({"error": "not found"})
    response.status_code = 404
    return response
