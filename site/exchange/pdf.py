"""HTML to PDF by WeasyPrint, which is an extra: the catalog serves and exports without it."""

from __future__ import annotations

import ctypes
import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from navigator.exchange.records import FileProblem

HOW = (
    "Для PDF нужен WeasyPrint: pip install 'navigator[pdf]' и библиотека Pango "
    "(Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; macOS: brew install pango). "
    "Печатная страница работает и без него"
)
#: Names of the library on Linux, macOS and Windows.
PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0", "pango-1.0")
#: Name of the family in the sheets, and its files: the PDF looks alike on every machine, Cyrillic included.
FAMILY = "Roboto"
#: What stands where page numbers are not known is left out of a PDF.
PAGED = ".unpaged{display:none}"
WEIGHTS = (("Regular", 400, "normal"), ("Medium", 500, "normal"), ("Bold", 700, "normal"), ("Italic", 400, "italic"))


@cache
def _installed() -> bool:
    """True where the package and the library are; asked without loading the package, which is large."""
    if find_spec("weasyprint") is None:
        return False
    for name in PANGO:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def can_make_pdf() -> bool:
    """True where WeasyPrint and its libraries are installed."""
    return _installed()


def _weasyprint() -> Any:
    if not _installed():
        raise FileProblem(HOW)
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):  # it explains itself in ten lines
            import weasyprint
    except (ImportError, OSError) as problem:
        raise FileProblem(HOW) from problem
    return weasyprint


def _fonts() -> Path | None:
    try:
        import font_roboto
    except ImportError:
        return None
    return Path(font_roboto.font_directory)


def pdf_of(page: str) -> bytes:
    """A page as PDF: tagged, with its fonts inside; the same page gives the same bytes.

    Nothing is fetched but the font: no address in a text can reach a file or the net.
    :param page: a whole HTML document with its style inside.
    :raises FileProblem: WeasyPrint is missing; the message says how to install it.
    """
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    folder = _fonts()

    class OnlyFonts(URLFetcher):  # type: ignore[misc]  # an extra without types
        def fetch(self, url: str, headers: Any = None) -> Any:
            path = Path(unquote(urlsplit(url).path))
            if folder is None or not url.startswith("file:") or path.parent != folder:
                raise ValueError(f"nothing is fetched: {url}")
            return super().fetch(url, headers)

    fetcher, fonts = OnlyFonts(), FontConfiguration()
    own = PAGED + (_faces(folder) if folder else "")
    sheets = [weasyprint.CSS(string=own, font_config=fonts, url_fetcher=fetcher)]
    document = weasyprint.HTML(string=page, url_fetcher=fetcher)
    made: bytes = document.write_pdf(stylesheets=sheets, font_config=fonts, pdf_tags=True)
    return made


def pdf_apart(page: str, seconds: float) -> bytes:
    """The same in a process of its own that gives way to others: a PDF takes seconds and hundreds of megabytes.

    :param seconds: how long it may take.
    :raises TimeoutError: it took longer.
    :raises FileProblem: it was not made.
    """
    command = (sys.executable, "-m", "navigator.exchange.pdf")
    try:
        done = subprocess.run(command, input=page.encode(), capture_output=True, timeout=seconds, check=False)  # noqa: S603  # our own command, no shell
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise FileProblem(HOW)
    return done.stdout


def _faces(folder: Path) -> str:
    return "".join(
        f"@font-face{{font-family:{FAMILY};font-weight:{weight};font-style:{style};"
        f'src:url("{(folder / f"Roboto-{name}.ttf").as_uri()}")}}'
        for name, weight, style in WEIGHTS
    )


if __name__ == "__main__":
    os.nice(10)
    sys.stdout.buffer.write(pdf_of(sys.stdin.buffer.read().decode()))
