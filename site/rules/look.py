"""How a copy may look: colours that can be read on white, pictures that are logos."""

from __future__ import annotations

import re

#: A logo is a small picture of one of these kinds, known by its first bytes.
LOGO_BYTES = 60_000
LOGO_WORDS = f"PNG, JPEG, WebP, GIF или SVG до {LOGO_BYTES // 1000}\u00a0КБ"
_KINDS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"RIFF": "webp", b"<svg": "svg", b"<?xm": "svg", b"GIF8": "gif"}
#: Least contrast of a colour to white, for text on buttons and links.
CONTRAST = 4.5


def is_colour(text: str) -> bool:
    """Whether a text is a colour as «#0a5c5c», in small letters."""
    return re.fullmatch(r"#[0-9a-f]{6}", text) is not None


def contrast(colour: str) -> float:
    """Contrast of a colour («#0a5c5c») to white, from 1 to 21, as WCAG counts it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def logo_kind(picture: bytes) -> str:
    """«png», «jpg», …: what a picture is; empty where it is none or too large for a logo."""
    if len(picture) > LOGO_BYTES:
        return ""
    return next((kind for start, kind in _KINDS.items() if picture.lstrip().startswith(start)), "")
