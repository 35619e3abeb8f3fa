"""Changes of the public catalog for other systems, in the shape of the clubs' service of Госуслуги."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, jsonify, make_response, request

from navigator.services.financing.exchange import Changes, changes
from navigator.services.financing.exchange_balances import told_balances
from navigator.services.financing.exchange_records import EPOCH
from navigator.services.problems import StoreFailed
from navigator.web import house, knows_token, private

bp = Blueprint("changes", __name__, url_prefix="/api/v1")


@bp.after_request
def share(response: Response) -> Response:
    """Pages of other sites may read what anybody may read; balances are for systems only."""
    if "records" in request.args:
        return private(response)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@bp.get("/changes")
def since() -> Response:
    """What changed since an instant; ``after`` is the cursor that the page before named.

    ``records=certificates`` asks for balances instead, with the token of the exchange.
    """
    moment, cursor = _instant(request.args.get("since", "")), request.args.get("after", "0")
    if moment is None or not cursor.isascii() or not cursor.isdigit() or len(cursor) > 9:
        return make_response(jsonify(error="since: 2026-09-01T00:00:00Z; after: число из предыдущего ответа"), 400)
    kind = request.args.get("records", "")
    if kind not in {"", "certificates"}:
        return make_response(jsonify(error="records: certificates или ничего"), 400)
    until = house().now().utc.replace(microsecond=0).isoformat() + "Z"
    if kind:
        return _balances(moment, int(cursor), until)
    return jsonify(_answer(changes(moment, house().settings.region_name, after=int(cursor)), until))


def _balances(since: datetime, after: int, until: str) -> Response:
    here = house()
    if not knows_token(here.settings.exchange_token):
        refused = make_response(jsonify(error="Authorization: Bearer и ключ обмена"), 401)
        refused.headers["WWW-Authenticate"] = "Bearer"
        return refused
    try:
        page = told_balances(here.database, since, here.now(), here.settings.region_name, after)
    except StoreFailed:
        return make_response(jsonify(error="Попробуйте через минуту"), 503)
    return jsonify(until=until, after=page.after or None, certificates=page.certificates)


def _answer(found: Changes, until: str) -> dict[str, object]:
    return {
        "until": until,
        "after": found.after or None,
        "programs": found.programs,
        "groups": found.groups,
        "schedules": found.schedules,
    }


def _instant(text: str) -> datetime | None:
    """An instant in UTC without an offset; nothing typed is the beginning of time, None what cannot be read."""
    if not text:
        return EPOCH
    try:
        found = datetime.fromisoformat(text[:40].replace(" ", "+"))
    except ValueError:
        return None
    try:
        return (found.astimezone(UTC) if found.tzinfo else found).replace(tzinfo=None)
    except OverflowError:
        return None
