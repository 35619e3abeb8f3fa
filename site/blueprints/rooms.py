"""The public rooms of the application, which a static copy holds too; those of the server are ``live_rooms``."""

from __future__ import annotations

from navigator.blueprints import (
    assets,
    browse,
    catalog,
    content,
    directory,
    embed,
    printing,
    reviews,
)

PUBLIC_ROOMS = (
    catalog.bp,
    browse.bp,
    directory.bp,
    content.bp,
    reviews.bp,
    embed.bp,
    printing.bp,
    assets.bp,
)
