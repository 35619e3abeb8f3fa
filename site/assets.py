"""Style sheets and scripts of pages: made small, named by their content."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cached_property
from pathlib import Path

STATIC = Path(__file__).parent / "static"
SCRIPTS = ("vendor/htmx-2.0.11.min.js", "app.js")
_CATALOG_RULES = re.compile(r"/\* catalog: \*/.*?(?:/\* all: \*/|\Z)", re.S)


class Assets:
    """The style sheet, inlined and allowed by its hash, and the script under a name made of its content."""

    @cached_property
    def css(self) -> str:
        return minify_css((STATIC / "site.css").read_text(encoding="utf-8"))

    @cached_property
    def css_hash(self) -> str:
        return _sha256(self.css)

    @cached_property
    def css_name(self) -> str:
        return f"site-{hashlib.sha256(self.css.encode()).hexdigest()[:10]}.css"

    @cached_property
    def forms_css(self) -> str:
        """The sheet without what only the catalog needs, with what pages of forms need besides."""
        shared = _CATALOG_RULES.sub("", (STATIC / "site.css").read_text(encoding="utf-8"))
        return minify_css(shared) + minify_css((STATIC / "forms.css").read_text(encoding="utf-8"))

    @cached_property
    def sheets(self) -> dict[str, tuple[str, str]]:
        """Sheets by name with their hashes; that of the desk is the one of forms with what reports need besides."""
        desk = self.forms_css + minify_css((STATIC / "desk.css").read_text(encoding="utf-8"))
        found = {"": self.css, "forms": self.forms_css, "desk": desk}
        return {name: (css, _sha256(css)) for name, css in found.items()}

    @cached_property
    def print_css(self) -> str:
        """The sheet of what is printed."""
        return minify_css((STATIC / "print.css").read_text(encoding="utf-8"))

    @cached_property
    def print_name(self) -> str:
        return f"print-{hashlib.sha256(self.print_css.encode()).hexdigest()[:10]}.css"

    @cached_property
    def draft(self) -> bytes:
        """The script that keeps a form that was not sent."""
        return (STATIC / "draft.js").read_bytes()

    @cached_property
    def draft_name(self) -> str:
        return f"draft-{hashlib.sha256(self.draft).hexdigest()[:10]}.js"

    @cached_property
    def desk(self) -> bytes:
        """The script of the desk: keys and the bar of many."""
        return (STATIC / "desk.js").read_bytes()

    @cached_property
    def desk_name(self) -> str:
        return f"desk-{hashlib.sha256(self.desk).hexdigest()[:10]}.js"

    @cached_property
    def script(self) -> bytes:
        return b"\n".join(minify_script((STATIC / name).read_bytes()) for name in SCRIPTS)

    @cached_property
    def script_name(self) -> str:
        return f"nav-{hashlib.sha256(self.script).hexdigest()[:10]}.js"


def _sha256(text: str) -> str:
    """As the Content-Security-Policy names a sheet."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def minify_css(text: str) -> str:
    """Style sheet without comments and needless spaces."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,>]) ?", r"\1", text)
    return re.sub(r":\s+", ":", text).replace(";}", "}").strip()


def minify_script(text: bytes) -> bytes:
    """A script without comments of its own lines and without indents; what a library packed stays as it is."""
    return re.sub(rb"^\s*(?:/\*.*?\*/)?[ \t]*", b"", text, flags=re.S | re.M) if text.startswith(b"/* ") else text
