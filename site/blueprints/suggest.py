"""Suggestions while somebody types."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from navigator.forms.filters import clean
from navigator.services.suggesting import NAMES, Suggestion, suggest
from navigator.web import house

bp = Blueprint("suggest", __name__)


@bp.get("/suggest")
def suggestions() -> Response:
    """Names that begin as typed: a list of links, or JSON to who prefers it."""
    typed = clean(request.args.get("q", ""))
    found = [(NAMES[one.kind], one.label, _address(one)) for one in suggest(house().catalog, typed)]
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        response = jsonify({"items": [{"kind": kind, "label": label, "url": url} for kind, label, url in found]})
    else:
        response = make_response(render_template("catalog/_suggest.html", found=found))
    response.vary.add("Accept")
    return response


def _address(one: Suggestion) -> str:
    if one.kind == "program":
        return url_for("catalog.program", program_id=int(one.value))
    if one.kind == "organization":
        return url_for("directory.organization", organization_id=int(one.value))
    if one.kind == "municipality":
        return url_for("directory.municipality", slug=one.value)
    return url_for("catalog.programs") + f"?{one.kind}={one.value}"
