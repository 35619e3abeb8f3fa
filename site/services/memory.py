"""Memory of a process that holds a large catalog."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def settled() -> Iterator[None]:
    """Read much that will stay long.

    The garbage collector waits meanwhile, for it would walk through the rows again and again, and afterwards leaves out
    what was read: a full walk over 20,000 programs costs 40–60 ms in the middle of somebody's request. What was read is
    freed by its references when the next catalog takes its place.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.unfreeze()
        gc.collect()
        gc.freeze()
    finally:
        if was_on:
            gc.enable()
