"""How a copy looks: its title, logo and colour, its scripts and style sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from navigator.assets import STATIC, Assets, minify_css
from navigator.rules.look import CONTRAST, LOGO_WORDS, contrast, is_colour, logo_kind

SCRIPTS = ("copy.js", "find.js")


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
    if found and not is_colour(found):
        raise LookRefusedError(f"Цвет «{colour}» не понят: напишите, например, --colour '#0a5c5c'.")
    if found and (ratio := contrast(found)) < CONTRAST:
        raise LookRefusedError(
            f"Цвет {found} бледный, белые буквы не прочесть: контраст {ratio:.1f}, нужен {CONTRAST}. Возьмите темнее."
        )
    if logo is None:
        return Look(found)
    picture = logo.read_bytes()
    kind = logo_kind(picture)
    if not kind:
        raise LookRefusedError(f"{logo}: нужен логотип {LOGO_WORDS}.")
    return Look(found, f"logo-{sha256(picture).hexdigest()[:10]}.{kind}", picture)


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
