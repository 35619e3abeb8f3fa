"""Importing certificates of another system: numbers are kept, the same file again changes nothing."""

from __future__ import annotations

from peewee import Database

from navigator.data import Certificate, Child, Municipality
from navigator.data.database import write
from navigator.exchange.certificates import CertificateReading, CertificateRecord
from navigator.rules.eligibility import may_hold_certificate
from navigator.services.financing.joining import first_group
from navigator.services.financing.nominals import ask_nominal
from navigator.services.financing.periods import payer_of
from navigator.services.financing.register import holder_key, number_hash
from navigator.services.financing.registry import enter_certificate
from navigator.services.import_report import ImportReport, RowResult, Totals
from navigator.services.importing.batch import lock_imports
from navigator.services.importing.rows import RowBook
from navigator.services.municipalities import Municipalities
from navigator.services.problems import Problem
from navigator.services.progress import Progress
from navigator.services.requests.children import find_child, person_hash
from navigator.services.requests.records import Moment, MoveRefused

#: Rows of one transaction: a file of a region does not hold the writer for minutes.
CHUNK = 200


class _Rehearsal(Exception):
    """Ends a transaction of a trial, so that nothing of it stays."""


def import_certificates(
    database: Database,
    reading: CertificateReading,
    moment: Moment,
    *,
    municipality: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Bring the certificates of a file into the register.

    A number that is there already is left alone when it is of the same child, and refused when it is of another one.
    :param municipality: where rows go that name none.
    :raises Problem: nothing could be taken; the message names what to do.
    """
    places = Municipalities()
    chosen = places.require(municipality) if municipality else None
    rows, totals = RowBook(reading), Totals()
    records = reading.certificates
    for at in range(0, len(records), CHUNK):
        try:
            with write(database):
                lock_imports(database)
                for record in records[at : at + CHUNK]:
                    what, words = _take(database, record, places, chosen, moment)
                    if what != "skipped":
                        totals.add(what)
                    rows.add(RowResult(record.row, what, f"…{record.number[-4:]}", notes=(words,) if words else ()))
                if dry_run:
                    raise _Rehearsal
        except _Rehearsal:
            pass
        if progress:
            progress(min(at + CHUNK, len(records)), len(records))
    if records and chosen is None and not totals.seen and not any(one.municipality for one in records):
        raise Problem("Не назван муниципалитет: укажите его параметром --municipality")
    return rows.report({"certificates": totals}, [], dry_run=dry_run)


def _take(
    database: Database, record: CertificateRecord, places: Municipalities, chosen: Municipality | None, moment: Moment
) -> tuple[str, str]:
    """What became of one certificate, and why."""
    home = places.find(record.municipality) if record.municipality else chosen
    if home is None and record.municipality:
        return "skipped", f"муниципалитет «{record.municipality}» неизвестен: исправьте его в файле или сотрите"
    if home is None:
        return "skipped", "муниципалитет не назван: укажите --municipality"
    if record.status == "closed":
        return "skipped", "сертификат прекращён в прежней системе"
    known = Certificate.get_or_none(Certificate.number_hash == number_hash(record.number))
    if known is not None:
        return _known(known, record)
    if (held := _held(record, home)) is not None:
        return "skipped", f"у ребёнка уже есть действующий сертификат …{str(held.number)[-4:]}"
    if may_hold_certificate(record.child.born, moment.day(home.timezone)):
        return "skipped", "возраст не подходит: сертификат действует от 5 до 18 лет"
    try:
        with database.atomic():
            made = enter_certificate(record.child, home, moment, number=record.number, issued_on=record.issued_on)
    except MoveRefused as trouble:
        return "skipped", str(trouble)
    if record.status == "frozen":
        Certificate.update(status="frozen", frozen_on=moment.day(home.timezone)).where(
            Certificate.id == made.id
        ).execute()
        return "created", "приостановлен, как в прежней системе"
    return "created", _nominal(database, record, made, home, moment)


def _known(known: Certificate, record: CertificateRecord) -> tuple[str, str]:
    same = Child.select().where(Child.id == known.child_id, Child.person_hash == person_hash(record.child)).exists()
    if same:
        return "unchanged", ""
    return "skipped", "такой номер в реестре у другого ребёнка: сверьте документы"


def _held(record: CertificateRecord, home: Municipality) -> Certificate | None:
    child = find_child(record.child)
    if child is None:
        return None
    found: Certificate | None = Certificate.get_or_none(Certificate.holder_key == holder_key(child.id, home.region))
    return found


def _nominal(
    database: Database, record: CertificateRecord, made: Certificate, home: Municipality, moment: Moment
) -> str:
    """A certificate that held a nominal elsewhere asks for one here; money of the other system is not carried."""
    if not record.wants_nominal or payer_of(home, moment).mode != "money":
        return ""
    group, today = first_group(home.id), moment.day(home.timezone)
    if group is None:
        return "групп сертификатов ещё нет, номинал не выдан"
    try:
        with database.atomic():
            said = ask_nominal(database, made, group, moment, today)
    except MoveRefused as trouble:
        return str(trouble)
    return "" if said == "granted" else "в очереди на номинал"
