"""How far long work is: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm

#: Seconds between two plain lines.
SAY_EVERY = 5.0
#: Told how much is done and how much there is.
Progress = Callable[[int, int], None]


@contextmanager
def progress_of(what: str) -> Iterator[Progress]:
    """Show progress on stderr while the block runs.

    :param what: what is counted, a word for people.
    """
    terminal = sys.stderr.isatty()
    bar: Any = tqdm(desc=what, leave=False, disable=not terminal, unit="")
    said = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal said
        if terminal:
            bar.total = total
            bar.update(done - bar.n)
        elif time.monotonic() - said > SAY_EVERY:
            said = time.monotonic()
            print(f"{what}: {done} из {total}", file=sys.stderr, flush=True)

    try:
        yield tell
    finally:
        bar.close()
