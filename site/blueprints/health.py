"""Whether the server lives and is ready."""

from __future__ import annotations

from flask import Blueprint, Response

from navigator.web import house

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
def ready() -> Response:
    """The database answers and the catalog can be searched."""
    problem = house().catalog.problem()
    return Response(f"{problem or 'ok'}\n", status=503 if problem else 200, mimetype="text/plain")
