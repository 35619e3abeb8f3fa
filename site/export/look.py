"""How a copy looks: its title, logo and colour, its scripts and style sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from navigator.assets import STATIC, Assets, minify_css

SCRIPTS = ("copy.js", "find.js")
#: A logo is a small picture of one of these kinds, known by its first bytes.
LOGO_BYTES = 60_000
_KINDS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"RIFF": "webp", b"<svg": "svg", b"<?xm": "svg", b"GIF8": "gif"}
#: Least contrast of a colour to white, for text on buttons and links.
CONTRAST = 4.5


class LookRefusedError(ValueError):
    """A logo or colour that cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Look:
    """The theme of a copy: colour «#0a5c5c» or nothing, logo as a name of a file with its bytes."""

    colour: str = ""
    logo_name: str = ""
    logo: bytes = b""


def look_of(colour: str = "", logo: Path | None = None) -> Look:
    """Read and check a theme.

    :raises LookRefusedError: a colour too pale to read, a logo that is no picture or too large.
    """
    found = colour.strip().lower()
    if found and not re.fullmatch(r"#[0-9a-f]{6}", found):
        raise LookRefusedError(f"Цвет «{colour}» не понят: напишите, например, --colour '#0a5c5c'.")
    if found and (ratio := _contrast(found)) < CONTRAST:
        raise LookRefusedError(
            f"Цвет {found} бледный, белые буквы не прочесть: контраст {ratio:.1f}, нужен {CONTRAST}. Возьмите темнее."
        )
    if logo is None:
        return Look(found)
    picture = logo.read_bytes()
    kind = next((kind for start, kind in _KINDS.items() if picture.lstrip().startswith(start)), "")
    if not kind or len(picture) > LOGO_BYTES:
        limit = f"до {LOGO_BYTES // 1000} КБ"
        raise LookRefusedError(f"{logo}: нужен логотип PNG, JPEG, WebP, GIF или SVG {limit}.")
    return Look(found, f"logo-{sha256(picture).hexdigest()[:10]}.{kind}", picture)


def _contrast(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


class CopyAssets(Assets):
    """The style sheet of a copy: the common one, what only copies need, and the colour of its theme."""

    def __init__(self, colour: str) -> None:
        own = minify_css((STATIC / "copy" / "copy.css").read_text(encoding="utf-8"))
        self.__dict__["css"] = Assets().css + own + (f":root{{--a:{colour}}}" if colour else "")


@cache
def script(name: str) -> bytes:
    """A script of copies, without comments and indents."""
    text = (STATIC / "copy" / name).read_text(encoding="utf-8")
    return re.sub(r"^\s+", "", re.sub(r"/\*.*?\*/", "", text, flags=re.S), flags=re.M).encode()


def script_name(name: str) -> str:
    """Name of a script made of its content, so that an old one is never taken for the new one."""
    stem, _, ending = name.partition(".")
    return f"{stem}-{sha256(script(name)).hexdigest()[:10]}.{ending}"
