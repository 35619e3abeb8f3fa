"""QR codes (ISO/IEC 18004) as SVG: what a telephone reads from paper."""

from __future__ import annotations

import io

import segno

#: Modules of white around a code, as the standard wants them.
QUIET = 4


def qr_inline(text: str) -> str:
    """A code as an ``<svg>`` element for a page: it takes the size that the page gives it."""
    made = segno.make(text, error="m", micro=False)
    drawn: str = made.svg_inline(border=QUIET, omitsize=True, svgclass=None, lineclass=None)
    return drawn.replace("<svg ", '<svg role="img" aria-label="Код для телефона" ', 1)


def qr_pixels(text: str) -> str:
    """A code as an address of its picture, one pixel a module: a fifth of the drawing, for pages that are many."""
    address: str = segno.make(text, error="l", micro=False).png_data_uri(scale=1, border=QUIET)
    return address


def qr_file(text: str) -> bytes:
    """A code as an SVG file, black on white, 4 pixels a module."""
    out = io.BytesIO()
    made = segno.make(text, error="m", micro=False)
    made.save(out, kind="svg", border=QUIET, scale=4, light="#fff", svgclass=None, lineclass=None)
    return out.getvalue()
