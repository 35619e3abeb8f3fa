"""Whether the server lives and is ready, and figures for those who watch over it."""

from __future__ import annotations

from ipaddress import ip_address

from flask import Blueprint, Response, abort, request

from navigator.services.gauges import gauges
from navigator.web import house, knows_token

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


@bp.get("/metrics")
def metrics() -> Response:
    """Figures for Prometheus: to this machine itself, or to who knows the token; others are told of no such page."""
    if not _may_watch():
        abort(404)
    here = house()
    text = gauges(here.database, here.catalog, here.now(), here.today())
    response = Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def _may_watch() -> bool:
    if knows_token(house().settings.metrics_token):
        return True
    try:
        is_here = ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    # A proxy on this machine speaks for others.
    return is_here and not any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"))
