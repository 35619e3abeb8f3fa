"""Files that pages load: the script and, in the static copy, the style sheet."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from navigator.web import IMMUTABLE, house

bp = Blueprint("assets", __name__)


@bp.get("/assets/<name>")
def asset(name: str) -> Response:
    """A file under a name made of its content, cached for good."""
    assets = house().assets
    if name == assets.css_name:
        response = Response(assets.css, mimetype="text/css")
    elif name == assets.print_name:
        response = Response(assets.print_css, mimetype="text/css")
    elif name == assets.script_name and not house().frozen:
        response = Response(assets.script, mimetype="text/javascript")
    elif name == assets.draft_name and not house().frozen:
        response = Response(assets.draft, mimetype="text/javascript")
    elif name == assets.desk_name and not house().frozen:
        response = Response(assets.desk, mimetype="text/javascript")
    else:
        abort(404)
    response.headers["Cache-Control"] = IMMUTABLE
    return response


@bp.get("/robots.txt")
def robots() -> Response:
    """Everything may be indexed but the endless combinations of filters."""
    return Response(
        "User-agent: *\nDisallow: /programs/?\nDisallow: /saved/\nDisallow: /groups/\nDisallow: /requests/\n"
        "Disallow: /*/booklet.pdf\n"
        f"Sitemap: {house().settings.live_url or request.url_root.rstrip('/')}/sitemap.xml\n",
        mimetype="text/plain",
    )
