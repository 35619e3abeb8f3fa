"""What is to be said of each row of a file, gathered while an import goes on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from navigator.exchange.records import GroupRecord, OrganizationRecord, ProgramRecord, Reading
from navigator.services.import_report import ImportReport, RowResult, Totals
from navigator.services.importing.merging import Incoming, Merged


class RowBook:
    """Rows of the report, with the remarks of the reader beside them."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._rows: list[RowResult] = []
        self._remarks: dict[int, list[str]] = defaultdict(list)
        for note in reading.notes:
            if note.is_error:
                self._rows.append(RowResult(note.row, "skipped", notes=(note.text,)))
            else:
                self._remarks[note.row].append(note.text)

    @property
    def skipped(self) -> int:
        """Rows skipped so far."""
        return sum(row.what == "skipped" for row in self._rows)

    def add(self, row: RowResult) -> None:
        """One more row."""
        self._rows.append(row)

    def skip(self, record: ProgramRecord, reason: str) -> None:
        """All rows of a program are not taken."""
        name = str(record.values.get("name", ""))
        groups = [(group.row, str(group.values.get("name", ""))) for group in record.groups]
        for row, group in groups or [(record.row, "")]:
            self.add(RowResult(row, "skipped", name, group, notes=(reason,)))

    def skip_group(self, record: ProgramRecord, group: GroupRecord, reason: str) -> None:
        """One group is not taken, its program is."""
        names = str(record.values.get("name", "")), str(group.values.get("name", ""))
        self.add(RowResult(group.row, "skipped", *names, notes=(reason,)))

    def skip_organization(self, record: OrganizationRecord, reason: str) -> None:
        """A row of a file of organizations is not taken."""
        name = record.values.get("public_name") or record.values.get("full_name") or ""
        self.add(RowResult(record.row, "skipped", str(name), notes=(reason,)))

    def done(self, one: Incoming, merged: Merged) -> None:
        """A program with its groups is taken; what is said of the program stands at its first row."""
        name, notes, changed = one.values["name"], tuple(one.notes), merged.changed
        if not merged.groups:
            self.add(RowResult(one.record.row, merged.what, name, changed=changed, notes=notes))
        for record, what, fields in merged.groups:
            if what == "unchanged" and changed:
                what = "updated"
            label = str(record.values.get("name", ""))
            self.add(RowResult(record.row, what, name, label, (*changed, *fields), notes))
            notes, changed = (), ()

    def report(self, totals: Mapping[str, Totals], notes: Sequence[str], *, dry_run: bool) -> ImportReport:
        """The finished report, rows in the order of the file."""
        rows = []
        for row in sorted(self._rows, key=lambda one: (one.row == 0, one.row)):
            remarks = self._remarks.pop(row.row, []) if row.row else []
            rows.append(replace(row, notes=(*row.notes, *remarks)) if remarks else row)
        lost = [f"строка {number}: {text}" for number, texts in sorted(self._remarks.items()) for text in texts]
        extra = [name for name in self._reading.extra_columns if name]
        if extra:
            lost.append(f"Столбцы, которые не понадобились: {', '.join(extra)}")
        return ImportReport(tuple(rows), totals, (*notes, *lost), dict(self._reading.columns), dry_run)
