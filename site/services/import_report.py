"""What an import did, row by row, and how it is shown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from navigator.exchange.records import FileProblem
from navigator.exchange.writers import Value, write_table
from navigator.rules.names import plural

WHAT = {
    "created": "создано",
    "updated": "изменено",
    "unchanged": "без изменений",
    "skipped": "пропущено",
    "archived": "в архив",
}
HEADER = ("Строка", "Итог", "Запись", "Группа", "Изменено", "Примечание")
#: Nominative, genitive singular and plural of what is counted.
NOUNS = {
    "programs": ("Программы", "программа", "программы", "программ"),
    "groups": ("Группы", "группа", "группы", "групп"),
    "certificates": ("Сертификаты", "сертификат", "сертификата", "сертификатов"),
    "organizations": ("Организации", "организация", "организации", "организаций"),
    "requests": ("Заявки", "заявка", "заявки", "заявок"),
}
#: Lines that a person is shown at most; all of them are in the file of the report.
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row. ``row`` is 0 for rows of the database that the file does not have."""

    row: int
    what: str  # a key of WHAT
    name: str = ""
    group: str = ""
    changed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Totals:
    """Counts of one kind of things."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    archived: int = 0

    def add(self, what: str) -> None:
        """Count one more."""
        setattr(self, what, getattr(self, what) + 1)

    @property
    def seen(self) -> int:
        return self.created + self.updated + self.unchanged


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The whole import. ``notes`` speak of the file, notes of a row are in ``rows``."""

    rows: tuple[RowResult, ...]
    totals: Mapping[str, Totals]
    notes: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False

    @property
    def programs(self) -> Totals:
        return self.totals.get("programs", Totals())

    @property
    def groups(self) -> Totals:
        return self.totals.get("groups", Totals())

    @property
    def organizations(self) -> Totals:
        return self.totals.get("organizations", Totals())

    @property
    def skipped(self) -> int:
        """Rows that were not taken."""
        return sum(row.what == "skipped" for row in self.rows)

    @property
    def changed(self) -> bool:
        """True when the database was changed, or would be without ``dry_run``."""
        return any(row.what in {"created", "updated", "archived"} for row in self.rows)

    @property
    def exit_code(self) -> int:
        """0 all rows taken, 1 some skipped, 2 nothing taken."""
        if not any(row.what not in {"skipped", "archived"} for row in self.rows):
            return 2
        return 1 if self.skipped else 0


def report_lines(report: ImportReport, most: int = MOST_LINES) -> Iterator[str]:
    """The report as lines for people: totals, what is to be said of the file, then rows that need a look."""
    if report.dry_run:
        yield "Проба: в базе ничего не изменено."
    for kind, totals in report.totals.items():
        if not totals.seen and not totals.archived:
            continue
        words = (
            f"{NOUNS[kind][0]}: создано {totals.created}, изменено {totals.updated}, без изменений {totals.unchanged}"
        )
        yield words + (f", в архив {totals.archived}" if totals.archived else "")
    if report.skipped:
        yield f"Пропущено: {report.skipped} {plural(report.skipped, 'строка', 'строки', 'строк')}"
    yield from report.notes
    telling = [row for row in report.rows if row.notes or row.what in {"skipped", "archived"}]
    for row in telling[:most]:
        yield _line(row)
    if len(telling) > most:
        yield f"… и ещё {len(telling) - most}; всё – в файле отчёта: --report FILE"


def shown_rows(report: ImportReport, most: int = MOST_LINES) -> tuple[list[RowResult], int]:
    """Rows that need a look, at most so many, the skipped first, and how many more there are."""
    telling = [row for row in report.rows if row.notes or row.what in {"skipped", "archived"}]
    telling.sort(key=lambda row: row.what != "skipped")
    return telling[:most], max(0, len(telling) - most)


def _line(row: RowResult) -> str:
    where = f"строка {row.row}: " if row.row else ""
    name = f"«{row.name}»" + (f", {row.group}" if row.group else "") if row.name else ""
    said = "; ".join(row.notes)
    return f"  {where}{WHAT[row.what]}" + (f" {name}" if name else "") + (f" – {said}" if said else "")


def check_place(path: Path | None) -> None:
    """Stop before the import when its report could not be written.

    :raises FileProblem: the folder is missing or the name is of a format that is not written.
    """
    if path is None:
        return
    if path.suffix.lower() not in {".csv", ".xlsx", ".txt"}:
        raise FileProblem(f"{path}: отчёт пишется как .csv, .xlsx или .txt")
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise FileProblem(f"{path}: нет такой папки для отчёта")


def write_report(report: ImportReport, path: Path) -> None:
    """Write every row of the report: XLSX, CSV, or plain text when the name ends in .txt.

    :raises FileProblem: the place cannot be written.
    """
    rows: list[tuple[Value, ...]] = [
        (row.row or None, WHAT[row.what], row.name, row.group, ", ".join(row.changed), "; ".join(row.notes))
        for row in report.rows
    ]
    rows += [(None, "", "", "", "", note) for note in report.notes]
    if path.suffix.lower() != ".txt":
        write_table(path, HEADER, rows)
        return
    lines = [*report_lines(report, most=len(report.rows))]
    try:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as problem:
        raise FileProblem(f"Не удалось записать {path}: {problem.strerror or problem}") from None


def write_json(report: ImportReport) -> str:
    """A report as JSON, to be read by :func:`read_report`."""
    return json.dumps(
        {
            "rows": [asdict(row) for row in report.rows],
            "totals": {kind: asdict(one) for kind, one in report.totals.items()},
            "notes": report.notes,
        },
        ensure_ascii=False,
    )


def read_report(text: str) -> ImportReport:
    """The report that a JSON text of :func:`write_json` holds."""
    found: dict[str, Any] = json.loads(text)
    rows = [{**row, "changed": tuple(row["changed"]), "notes": tuple(row["notes"])} for row in found["rows"]]
    return ImportReport(
        tuple(RowResult(**row) for row in rows),
        {kind: Totals(**one) for kind, one in found["totals"].items()},
        tuple(found["notes"]),
    )
