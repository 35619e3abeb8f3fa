"""Reads the same rows from a file of each kind."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from exchange.sheets import Read, Rows, write_xlsx

from navigator.exchange.programs import read_programs
from navigator.exchange.records import Reading


@pytest.fixture(params=["csv", "xlsx"])
def read(request: pytest.FixtureRequest, tmp_path: Path) -> Read:
    """Writes rows as a file of each kind and reads them as programs."""

    def read_rows(rows: Rows, **options: Any) -> Reading:
        file = tmp_path / f"sheet.{request.param}"
        if request.param == "csv":
            out = io.StringIO(newline="")
            csv.writer(out, delimiter=";").writerows(
                [f"{cell:%Y-%m-%d} 00:00:00" if isinstance(cell, date) else cell for cell in row] for row in rows
            )
            file.write_bytes(out.getvalue().encode("cp1251"))
        else:
            write_xlsx(file, rows)
        return read_programs(file, **options)

    return read_rows
