"""Pages inside other sites and on paper: their looks, their whole addresses, who may frame them."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache

from flask import g, request
from markupsafe import Markup

from navigator.assets import STATIC, minify_css
from navigator.web import house


@cache
def _sheet(name: str) -> str:
    return minify_css((STATIC / f"{name}.css").read_text(encoding="utf-8"))


def own_style(name: str) -> Markup:
    """The sheet ``embed`` or ``print`` for a ``<style>`` element, allowed by its hash."""
    text = _sheet(name)
    g.style_hash = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(text)  # noqa: S704  # our own file, no user text


@cache
def embed_script() -> str:
    """The script of other sites without comments and needless spaces; strings stay as they are."""
    text = (STATIC / "embed.js").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"^\s*//.*$", "", text, flags=re.M)
    parts = re.split(r"(\"[^\"]*\")", text)
    parts[::2] = [re.sub(r"\s*([=+{}()\[\];,<>?:|&!*-])\s*", r"\1", re.sub(r"\s+", " ", one)) for one in parts[::2]]
    return "".join(parts).strip() + "\n"


def public_url(path: str) -> str:
    """Whole address of a page for paper and for other sites; empty in a copy that names no live site."""
    named = house().settings.live_url
    if house().frozen:
        return f"{named}{path}" if named else ""
    return f"{named or request.host_url.rstrip('/')}{path}"


def may_be_framed(*, shows_frames: bool = False) -> None:
    """Let the page at hand stand in frames of the allowed sites; ``shows_frames`` lets it show our own frames."""
    allowed = house().settings.embed_allowed
    g.frame_ancestors = "*" if allowed == ("*",) else " ".join(("'self'", *allowed))
    g.frame_source = "frame-src 'self';" if shows_frames else ""
