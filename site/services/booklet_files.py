"""PDF files made on request: kept by the hash of their text, one made at a time."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from threading import Lock

from navigator.exchange.pdf import can_make_pdf, pdf_apart

#: A PDF takes seconds of a processor: others wait for it and do not begin one of their own.
_making = Lock()
#: Programs of the largest booklet that is made on request; a larger one by the command.
MOST = 400
#: Seconds after which a PDF is given up.
LONGEST = 180.0


def offers_pdf(programs: int) -> bool:
    """True where the booklet of so many programs can be made as PDF on request."""
    return 0 < programs <= MOST and can_make_pdf()


class BusyError(RuntimeError):
    """Another booklet is being made; ask again in a minute."""


def kept_pdf(folder: Path, name: str, page: str) -> bytes:
    """The PDF of a page: the one made before of the same text, or a new one that takes its place.

    :param name: letters, digits and dashes; what the booklet is of.
    :raises BusyError: another one is being made.
    """
    path = folder / f"{name}-{hashlib.sha256(page.encode()).hexdigest()[:16]}.pdf"
    if path.is_file():
        return path.read_bytes()
    if not _making.acquire(timeout=1):
        raise BusyError
    try:
        if path.is_file():
            return path.read_bytes()
        try:
            made = pdf_apart(page, LONGEST)
        except TimeoutError:
            raise BusyError from None
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f".{path.name}-{os.getpid()}"
        fresh.write_bytes(made)
        fresh.replace(path)
        for old in folder.glob(f"{name}-{'?' * 16}.pdf"):
            if old != path:
                old.unlink(missing_ok=True)
        return made
    finally:
        _making.release()
