"""Where copies lie that a desk ordered, and where an export keeps what it remembers of a copy."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path

from navigator.settings import Settings


def memory_of(home: Path, destination: Path) -> Path:
    """The folder, below that of the installation, for what an export remembers of a copy."""
    return home / sha256(str(destination).encode()).hexdigest()[:16]


def desk_folder(settings: Settings) -> Path:
    """The folder of the copies that a desk ordered, each a folder and an archive beside it."""
    return settings.instance_dir / "desk_copies"


def folder_name(municipality: str | None, organization: int | None) -> str:
    """ASCII name of a copy: by the id of its organization, else by the slug of its municipality, else of the region."""
    if organization is not None:
        return f"navigator-organization-{organization}"
    return f"navigator-{municipality}" if municipality else "navigator"


def sweep(settings: Settings, kept: Collection[str]) -> int:
    """Delete copies of this machine whose names nobody keeps any more, with what exports remember of them.

    :returns: how many were deleted.
    """
    home, gone = desk_folder(settings), set()
    for path in home.iterdir() if home.is_dir() else ():
        is_torn = path.name.endswith(".zip.new")  # an archive whose writer was cut off
        name = path.name.removeprefix(".").removesuffix(".new").removesuffix(".zip")
        if name in kept or (path.name.startswith(".") and not is_torn):
            continue
        gone.add(name)
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
            shutil.rmtree(memory_of(settings.instance_dir / "copies", path.absolute()), ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(gone)
