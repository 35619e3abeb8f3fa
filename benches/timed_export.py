"""``navigator export`` that says at its end how many seconds the printing of pages took."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from navigator.cli import main
from navigator.export.steps import Export

SPENT: list[float] = []


def timed(step: Callable[..., None]) -> Callable[..., None]:
    """The same step, its seconds noted."""

    def run(*given: Any) -> None:
        started = time.perf_counter()
        step(*given)
        SPENT.append(time.perf_counter() - started)

    return run


if __name__ == "__main__":
    Export._programs = timed(Export._programs)
    Export._lists = timed(Export._lists)
    try:
        main(["export", *sys.argv[1:]])
    finally:
        print(f"{sum(SPENT):.3f}")
