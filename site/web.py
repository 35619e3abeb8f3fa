"""What every page shares: one function for page and fragment, headers, compression, assets."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Any, cast
from urllib.parse import urlsplit

import brotli
from flask import Flask, Response, abort, current_app, g, make_response, render_template, request
from markupsafe import Markup

from navigator.assets import Assets
from navigator.services.catalog import Catalog
from navigator.services.reports.missed import Missed
from navigator.services.requests.policy import policy_of
from navigator.services.requests.records import Moment, Policy
from navigator.settings import Settings

IMMUTABLE = "public, max-age=31536000, immutable"
#: Smaller bodies do not gain from compression.
MIN_COMPRESSED = 300
#: A form that nobody filled: each is another one, and coming back to it brings back what was typed.
BLANK_FORM = "private, no-cache"
#: Who may frame a page, where it does not say otherwise.
NOBODY = "'none'"
LIVE_QUALITY, FORM_QUALITY, KEPT_QUALITY = 5, 10, 11
KEPT_BODIES = 512
#: Pages that are asked for most: compressed as well as can be, once for each change.
OFTEN = ("/", "/programs/")
#: Line breaks between tags are for people who read templates.
_LINE_BREAKS = re.compile(rb">\n\s*<")


@dataclass
class House:
    """What an application was opened with; one per application."""

    settings: Settings
    catalog: Catalog
    database: Any
    clock: Callable[[], date]
    instant: Callable[[], Moment]
    assets: Assets
    is_demo: bool = False
    frozen: bool = False

    def today(self) -> date:
        """Today where the region is."""
        return self.clock()

    def now(self) -> Moment:
        """This moment."""
        return self.instant()

    @cached_property
    def missed(self) -> Missed:
        """Words that found nothing, counted out of the way of requests."""
        return Missed(self.database)

    @cached_property
    def policy(self) -> Policy:
        """How requests move here."""
        return policy_of(self.settings)


def house() -> House:
    """The house of the current application."""
    return cast(House, current_app.extensions["navigator"])


def wants_fragment() -> bool:
    """True for htmx's own requests; boosted and history-restore requests get the whole page."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def page_or_fragment(page: str, fragment: str, *, push_url: str = "", **context: Any) -> Response:
    """Answer with the whole page, or with its fragment when htmx asks.

    :param push_url: canonical address that htmx puts into the address bar.
    """
    is_fragment = wants_fragment()
    response = make_response(render_template(fragment if is_fragment else page, is_fragment=is_fragment, **context))
    response.vary.add("HX-Request")
    if is_fragment and push_url:
        response.headers["HX-Push-Url"] = push_url
    return response


def live_url(path: str) -> str:
    """Address of something that needs the server: as it is when live, on the live site from a static copy."""
    return f"{house().settings.live_url}{path}" if house().frozen else path


def prepared(name: str) -> Any:
    """What a static copy read beforehand for this page, many pages at a time; None where the view asks by itself."""
    return g.get("prepared", {}).get(name)


def takes_requests() -> bool:
    """True where a request can be sent: here, or from a static copy on the live site that it names."""
    return not house().frozen or bool(house().settings.live_url)


def inline_style(sheet: str = "") -> Markup:
    """The whole style sheet for a ``<style>`` element; ``forms`` and ``desk`` are those of such pages."""
    css, g.style_hash = house().assets.sheets[sheet]
    return Markup(css)  # noqa: S704  # our own file, no user text


def refuse_strangers(app: Flask) -> None:
    """Take forms only from our own pages, by what the browser says of the page that sent them."""

    @app.before_request
    def check_origin() -> None:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return
        site, origin = request.headers.get("Sec-Fetch-Site", ""), request.headers.get("Origin", "null")
        if site not in {"", "same-origin", "none"}:
            abort(403)
        # Pages with «no-referrer» send «null» for themselves too.
        if not site and origin != "null" and urlsplit(origin).netloc != request.host:
            abort(403)


def private(response: Response) -> Response:
    """A page with personal data: kept nowhere."""
    response.headers["Cache-Control"] = "no-store"
    return response


def knows_token(token: str) -> bool:
    """Whether a request brought a token that there is, as ``Authorization: Bearer …``."""
    given = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


def wants_script() -> bool:
    """Scripts are left out of the static copy and for readers who save data."""
    return not house().frozen and request.headers.get("Save-Data", "").lower() != "on"


def harden(app: Flask) -> None:
    """Give every response its security headers, an ETag, and a compressed body."""
    kept = _Kept()

    @app.after_request
    def finish(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.set_data(_LINE_BREAKS.sub(b"><", response.get_data()))
        if house().frozen:
            return response
        headers = response.headers
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        if request.is_secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if response.mimetype == "text/html":
            style = g.get("style_hash", house().assets.css_hash)
            headers["Content-Security-Policy"] = (
                f"default-src 'none';style-src 'sha256-{style}';script-src 'self';connect-src 'self';"
                f"img-src 'self' data:;form-action 'self';base-uri 'none';{g.get('frame_source', '')}"
                f"frame-ancestors {g.get('frame_ancestors', NOBODY)}"
            )
            if "Save-Data" not in response.vary:
                response.vary.add("Save-Data")
        is_plain = request.method in {"GET", "HEAD"} and response.status_code == 200 and not response.is_streamed
        if is_plain and headers.get("Cache-Control") not in {"no-store", BLANK_FORM}:
            if "Cache-Control" not in headers:
                headers["Cache-Control"] = "no-cache"
            _encode(response, kept)
            response.make_conditional(request)
        elif response.mimetype == "text/html" and response.content_length:
            # Answers to forms repeat what was typed, but no other site can send one (see refuse_strangers).
            _compress_private(response)
        return response


class _Kept:
    """Compressed bodies by content and encoding, the least used thrown away first."""

    def __init__(self) -> None:
        self._bodies: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, str], make: Callable[[], bytes]) -> bytes:
        with self._lock:
            if key in self._bodies:
                self._bodies.move_to_end(key)
                return self._bodies[key]
        body = make()
        with self._lock:
            self._bodies[key] = body
            while len(self._bodies) > KEPT_BODIES:
                self._bodies.popitem(last=False)
        return body


def _encode(response: Response, kept: _Kept) -> None:
    body = response.get_data()
    etag = hashlib.blake2b(body, digest_size=9).hexdigest()
    encoding = _encoding()
    if encoding and len(body) >= MIN_COMPRESSED and (response.mimetype or "").split("/")[0] in {"text", "application"}:
        best = response.headers["Cache-Control"] == IMMUTABLE or request.full_path.rstrip("?") in OFTEN
        response.set_data(
            kept.get((etag, encoding), lambda: _compress(body, encoding, KEPT_QUALITY if best else LIVE_QUALITY))
        )
        response.headers["Content-Encoding"] = encoding
        etag = f"{etag}-{encoding}"
    if encoding or "Accept-Encoding" in request.headers:
        response.vary.add("Accept-Encoding")
    response.set_etag(etag)


def _compress_private(response: Response) -> None:
    """Compress a page that is kept nowhere."""
    encoding, body = _encoding(), response.get_data()
    response.vary.add("Accept-Encoding")
    if encoding and len(body) >= MIN_COMPRESSED:
        response.set_data(_compress(body, encoding, FORM_QUALITY))
        response.headers["Content-Encoding"] = encoding


def _encoding() -> str:
    accepted = request.accept_encodings
    best = max(("br", "gzip"), key=accepted.quality)  # brotli when both are as welcome
    return best if accepted.quality(best) > 0 else ""


def _compress(body: bytes, encoding: str, quality: int) -> bytes:
    """A body packed with brotli of a quality, or with gzip as near to it as gzip goes."""
    if encoding == "br":
        return cast(bytes, brotli.compress(body, quality=quality))
    return gzip.compress(body, 6 if quality == LIVE_QUALITY else 9, mtime=0)
