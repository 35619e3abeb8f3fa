"""Opens one spreadsheet in a process of its own and prints its cells as JSON.

Run by file name from ``tables.py``: a sheet that claims a cell in the last column of the last row makes the reader ask
for hundreds of gigabytes and abort. Here it takes nobody with it. Standard library and python-calamine only.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

#: Limits of this process: bytes of address space and seconds of processor time.
MEMORY = 1_500_000_000
SECONDS = 90


def main(path: str, sheet: str, max_rows: int, max_cells: int) -> dict[str, Any]:
    """Read a sheet: ``{"sheets", "sheet", "rows", "merges"}`` or ``{"error": code}``."""
    try:
        book = CalamineWorkbook.from_path(path)
    except PasswordError:
        return {"error": "password"}
    except (CalamineError, OSError, ValueError) as problem:
        return {"error": "damaged", "detail": str(problem)[:200]}
    names = [one.name for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    visible = {one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible}
    if sheet and sheet not in names:
        return {"error": "no_sheet", "sheets": names}
    try:
        return _read(
            book, names, [sheet] if sheet else [name for name in names if name in visible], max_rows, max_cells
        )
    except (CalamineError, ValueError) as problem:
        return {"error": "damaged", "detail": str(problem)[:200]}


def _read(book: CalamineWorkbook, names: list[str], wanted: list[str], max_rows: int, max_cells: int) -> dict[str, Any]:
    for name in wanted:
        sheet = book.get_sheet_by_name(name)
        if sheet.end is None:
            continue
        height, width = sheet.end[0] + 1, sheet.end[1] + 1
        if height > max_rows or height * width > max_cells:
            return {"error": "too_large", "height": height, "width": width}
        rows = sheet.to_python(skip_empty_area=False)
        return {"sheets": names, "sheet": name, "rows": rows, "merges": sheet.merged_cell_ranges or []}
    return {"error": "empty", "sheets": names}


def plain(value: object) -> object:
    """Dates and times as JSON: ``{"d": "2022-10-09T00:00:00"}`` and ``{"t": minutes}``."""
    if isinstance(value, (date, datetime)):
        return {"d": value.isoformat()}
    if isinstance(value, time):
        return {"t": value.hour * 60 + value.minute}
    if isinstance(value, timedelta):
        return {"t": int(value.total_seconds() // 60)}
    return str(value)


def limit() -> None:
    """Bound memory and time where the system can."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        return  # no such limits here: the parent still waits only so long


if __name__ == "__main__":
    limit()
    answer = main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    json.dump(answer, sys.stdout, default=plain)
