"""Run the benches: each file ``bench_*.py`` beside this one, over regions of the sizes asked for.

``python benches/run.py [--size 5614 --size 20000] [--only text]``. Ratios are of one run on one machine; absolute
times are not promises.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import platform
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
SIZES = (5_614, 20_000)


def main() -> int:
    """Read the options and run."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--size", type=int, action="append", help="programs of a region; may repeat")
    options.add_argument("--only", default="", help="run only files whose name holds this word")
    chosen = options.parse_args()
    sys.path.insert(0, str(HERE))
    logging.disable(logging.WARNING)
    from place import prepare

    print(f"Python {platform.python_version()}, {os.cpu_count()} cores")
    names = [path.stem for path in sorted(HERE.glob("bench_*.py")) if chosen.only in path.stem]
    for size in chosen.size or SIZES:
        started = time.perf_counter()
        place = prepare(size)
        print(f"\n{size:,} programs (region ready in {time.perf_counter() - started:.1f} s)")
        for name in names:
            bench = importlib.import_module(name)
            print(f" {(bench.__doc__ or name).splitlines()[0]}")
            bench.run(place)
    return 0


if __name__ == "__main__":
    sys.exit(main())
