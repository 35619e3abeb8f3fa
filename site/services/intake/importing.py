"""Requests that arrived elsewhere, from a file into the same queue: each row in its own transaction, safe to repeat."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable

from peewee import Database

from navigator.data import Request
from navigator.data.database import take_turn, write
from navigator.exchange.requests import RequestReading, RequestRecord
from navigator.rules.persons import TypedProblem
from navigator.rules.states import ENROLLMENT_STATES, ORGANIZATION
from navigator.services.import_report import ImportReport, RowResult, Totals
from navigator.services.intake.file_rows import FileRow
from navigator.services.intake.row_groups import RowGroups, Unclear
from navigator.services.municipalities import Municipalities
from navigator.services.problems import Problem
from navigator.services.requests.checking import place_of
from navigator.services.requests.moving import move_here
from navigator.services.requests.records import (
    Moment,
    MoveRefused,
    Policy,
    Refusal,
    Sender,
)
from navigator.services.requests.submitting import attempted, enroll_here
from navigator.services.staff.journal import note

Progress = Callable[[int, int], None]
#: State to reach → state at hand → the move between them.
_STEPS = {
    "confirmed": {"new": "confirm"},
    "enrolled": {"new": "confirm", "confirmed": "enroll"},
    "rejected": dict.fromkeys(("new", "waitlist", "offered", "confirmed"), "reject"),
    "cancelled": dict.fromkeys(("new", "waitlist", "offered", "confirmed"), "cancel"),
}
REFUSALS = {
    "living": "заявка этого ребёнка на эту программу уже есть",
    "too_young": "ребёнок младше, чем нужно для группы",
    "too_old": "ребёнок старше, чем нужно для группы",
    "certificate_frozen": "сертификат ребёнка приостановлен",
    "certificate_needed": "группа оплачивается только сертификатом, а номера нет",
    "not_yet": "запись в группу ещё не началась",
    "window_over": "запись в группу закончилась до подачи",
    "locked": "набор в группу закрыт",
    "ended": "занятия группы закончились",
    "adults": "группа для взрослых",
}


class _Rehearsed(Exception):
    """A row of a rehearsal went through; nothing of it is kept."""


def import_requests(
    database: Database,
    reading: RequestReading,
    *,
    organization: str | None = None,
    municipality: str | None = None,
    source: str = "epgu",
    dry_run: bool = False,
    moment: Moment,
    policy: Policy,
    progress: Progress | None = None,
) -> ImportReport:
    """Bring the requests of a file into the queue; the same file again changes nothing.

    A request is known again by its outside number, else by child and group. The report names requests and programs,
    never children: it is a file that anybody may open.

    :param source: where rows came from that do not say it: a key of ``arrivals.ARRIVALS``.
    :raises Problem: an option names nothing.
    """
    home = Municipalities().require(municipality) if municipality else None
    work = _Import(database, RowGroups(home, organization), source, moment, policy, dry_run=dry_run)
    remarks: dict[int, list[str]] = defaultdict(list)
    for said in reading.notes:
        remarks[said.row].append(said.text)
    total = len(reading.records)
    rows: list[RowResult] = []
    try:
        for at, record in enumerate(reading.records, start=1):
            rows.append(work.take(record, tuple(remarks.pop(record.row, ()))))
            if progress and (at % 50 == 0 or at == total):
                progress(at, total)
    except KeyboardInterrupt:
        kept = "ничего не изменено" if dry_run else f"строк внесено: {len(rows)}; повторите, они не удвоятся"
        raise Problem(f"Прервано, {kept}") from None
    notes = [f"строка {row}: {text}" for row, texts in sorted(remarks.items()) for text in texts]
    if extra := [name for name in reading.extra_columns if name]:
        notes.append(f"Столбцы, которые не понадобились: {', '.join(extra)}")
    totals = Totals()
    for row in rows:
        if row.what != "skipped":
            totals.add(row.what)
    return ImportReport(tuple(rows), {"requests": totals}, tuple(notes), dict(reading.columns), dry_run)


class _Import:
    """One import at work."""

    def __init__(
        self, database: Database, groups: RowGroups, source: str, moment: Moment, policy: Policy, *, dry_run: bool
    ) -> None:
        self.database, self.groups, self.source = database, groups, source
        self.moment, self.policy, self.dry_run = moment, policy, dry_run
        self._rehearsed: set[str] = set()

    def take(self, record: RequestRecord, remarks: tuple[str, ...]) -> RowResult:
        """One row, whatever becomes of it."""
        try:
            group = self.groups.find(record.text("organization"), record.text("program"), record.text("group"))
            place = place_of(group, self.moment)
            if place is None:
                raise Unclear("группа не опубликована")
            return self._in_transaction(FileRow(record, place, self.source, self.moment), remarks)
        except (Unclear, TypedProblem) as problem:
            return RowResult(record.row, "skipped", record.text("program"), notes=(str(problem), *remarks))

    def _in_transaction(self, row: FileRow, remarks: tuple[str, ...]) -> RowResult:
        if self.dry_run and row.identity in self._rehearsed:
            return RowResult(row.record.row, "unchanged", "", row.place.program_name, notes=remarks)
        found: list[RowResult] = []

        def make() -> None:
            take_turn(self.database, row.identity)
            what, number, notes = self._bring(row)
            said = (*notes, *row.notes, *remarks)
            found[:] = [RowResult(row.record.row, what, number, row.place.program_name, notes=said)]
            if self.dry_run:
                raise _Rehearsed

        try:
            attempted(self.database, make)
        except _Rehearsed:
            self._rehearsed.add(row.identity)
            if found[0].what == "created":
                found[0] = RowResult(row.record.row, "created", "", row.place.program_name, notes=found[0].notes)
        return found[0]

    def _bring(self, row: FileRow) -> tuple[str, str, tuple[str, ...]]:
        """Find or store the request of a row and bring it to its state.

        :returns: what was done, its number, remarks.
        """
        stored = row.stored()
        what = "unchanged"
        if stored is None:
            sender = Sender("", uuid.uuid4().hex, row.source, row.arrival())
            outcome = enroll_here(self.database, row.answers(), sender, self.moment, self.policy)
            if isinstance(outcome, Refusal):
                raise Unclear(REFUSALS.get(outcome.reason, "в группу сейчас не записывают"))
            number, what = outcome.number, "created"
        else:
            number = str(stored.number)
        if row.number and row.remember(number) and what == "unchanged":
            what = "updated"
        moved, notes = self._advance(row, number)
        if moved and what == "unchanged":
            what = "updated"
        if what != "unchanged":
            note(self.database, None, "take in", self.moment, subject=number, detail=f"{row.source} {what}")
        return what, number, notes

    def _advance(self, row: FileRow, number: str) -> tuple[bool, tuple[str, ...]]:
        """Make the moves that lead to the state of the row."""
        moved = False
        while True:
            state = str(Request.select(Request.state).where(Request.number == number).scalar())
            event = _STEPS.get(row.state, {}).get(state)
            if row.state in {"", "new", state} or event is None:
                behind = row.state not in {"", "new", state}
                return moved, ((f"в системе заявка в состоянии «{ENROLLMENT_STATES[state]}»",) if behind else ())
            try:
                with write(self.database):
                    move_here(self.database, number, event, ORGANIZATION, self.moment, self.policy, row.order(event))
            except MoveRefused as problem:
                return moved, (f"осталась в состоянии «{ENROLLMENT_STATES[state]}»: {problem}",)
            moved = True
