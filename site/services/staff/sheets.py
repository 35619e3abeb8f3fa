"""A file of programs that staff load in steps: kept sealed in the database for a day, its columns remembered."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from peewee import Database, fn

from navigator.data import ColumnMapping, Organization, StaffSheet
from navigator.data.database import write
from navigator.data.rows import tuples
from navigator.exchange.column_titles import PROGRAM_TITLES
from navigator.exchange.peeking import Peek, peek_programs
from navigator.exchange.records import FileProblem
from navigator.services.import_report import ImportReport, read_report
from navigator.services.problems import storing
from navigator.services.requests.records import Moment
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine
from navigator.services.staff.territory import own_organizations

MAX_BYTES = 10 * 1024 * 1024
#: How long a file is kept, and how many bytes of files at most.
KEPT, MOST_BYTES = timedelta(days=1), 200 * 1024 * 1024
KIND = "programs"


@dataclass(slots=True)
class Choices:
    """What was said of a file: its sheet, our column → header, headers that are not read."""

    sheet: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> Choices:
        """The choices that a JSON text holds; those of an older form of ours are dropped."""
        found = json.loads(text) if text else {}
        columns = {key: title for key, title in found.get("columns", {}).items() if key in PROGRAM_TITLES}
        return cls(found.get("sheet", ""), columns, list(found.get("ignored", [])))

    def text(self) -> str:
        """The choices as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file between its steps."""

    key: str
    name: str
    organization: int
    organization_name: str
    choices: Choices
    body: bytes = field(repr=False)
    report: ImportReport | None


def organizations_of(member: Member) -> list[tuple[int, str]]:
    """Organizations into which a member may load, by name."""
    rows = (
        Organization.select(Organization.id, Organization.public_name)
        .where(own_organizations(member.territory))
        .order_by(Organization.name_key, Organization.id)
    )
    return [(number, name) for number, name in tuples(rows)]


# ---------------------------------------------------------------- keeping


def keep(database: Database, member: Member, organization: int, name: str, data: bytes, moment: Moment) -> str:
    """Keep a file that came; an earlier one of the same account makes room for it.

    :returns: the key of its address.
    :raises NotMine: the organization is not of the territory.
    :raises FileProblem: too large, or no table.
    """
    if not member.territory.actor or organization not in dict(organizations_of(member)):
        raise NotMine(str(organization))
    if len(data) > MAX_BYTES:
        raise FileProblem("Файл больше 10 МБ. Разделите таблицу на части")
    with on_disk(data) as path:
        peek = peek_programs(path)
    known = ColumnMapping.get_or_none(
        ColumnMapping.organization == organization,
        ColumnMapping.kind == KIND,
        ColumnMapping.headers == _digest(peek),
    )
    key = secrets.token_hex(16)
    with storing(database), write(database):
        StaffSheet.delete().where(StaffSheet.account == member.account).execute()
        forget_sheets(moment.utc)
        _make_room(len(data))
        StaffSheet.create(
            account=member.account,
            organization=organization,
            key=key,
            name=name[-200:],
            body=base64.b64encode(zlib.compress(data, 6)).decode(),
            size=len(data),
            choices=known.choices if known is not None else "",
            created_at=moment.utc,
        )
    return key


def forget_sheets(now: datetime) -> int:
    """Delete files that are older than a day; call inside a transaction."""
    return int(StaffSheet.delete().where(StaffSheet.created_at < now - KEPT).execute())


def drop_old_sheets(database: Database, moment: Moment) -> int:
    """The same in a transaction of its own, for the worker."""
    with storing(database), write(database):
        return forget_sheets(moment.utc)


def _make_room(size: int) -> None:
    """Delete the oldest files until one more fits."""
    held = int(StaffSheet.select(fn.SUM(StaffSheet.size)).scalar() or 0)
    for number, bytes_ in tuples(StaffSheet.select(StaffSheet.id, StaffSheet.size).order_by(StaffSheet.id)):
        if held + size <= MOST_BYTES:
            return
        StaffSheet.delete().where(StaffSheet.id == number).execute()
        held -= bytes_


def sheet_of(member: Member, key: str, moment: Moment) -> Sheet:
    """A kept file of a member.

    :raises NotMine: there is none of this key, it is another member's, or its day is over.
    """
    row: StaffSheet | None = StaffSheet.get_or_none(
        StaffSheet.key == key, StaffSheet.account == member.account, StaffSheet.created_at >= moment.utc - KEPT
    )
    if row is None or not member.territory.actor or row.organization_id not in dict(organizations_of(member)):
        raise NotMine(key)
    return Sheet(
        row.key,
        row.name,
        row.organization_id,
        row.organization.public_name,
        Choices.of(row.choices),
        zlib.decompress(base64.b64decode(row.body)) if row.body else b"",
        read_report(row.report) if row.report else None,
    )


@contextmanager
def on_disk(data: bytes) -> Iterator[Path]:
    """Bytes as a file that only this user may read, for as long as it is read."""
    with tempfile.TemporaryDirectory(prefix="navigator-") as folder:
        path = Path(folder) / "sheet"
        path.write_bytes(data)
        yield path


def _digest(peek: Peek) -> str:
    return hashlib.sha256("\n".join(peek.headers).encode()).hexdigest()


# ---------------------------------------------------------------- columns


def columns_of(sheet: Sheet) -> Peek:
    """The columns of a file as they are understood now."""
    choices = sheet.choices
    with on_disk(sheet.body) as path:
        return peek_programs(path, sheet=choices.sheet or None, mapping=choices.columns, ignored=choices.ignored)


def choose_sheet(database: Database, sheet: Sheet, name: str) -> None:
    """Take another sheet of the workbook; its columns are guessed anew."""
    with storing(database), write(database):
        StaffSheet.update(choices=Choices(name[:200]).text()).where(StaffSheet.key == sheet.key).execute()


def choose_columns(
    database: Database, sheet: Sheet, peek: Peek, chosen: Mapping[str, str], moment: Moment
) -> dict[str, str]:
    """Say what each column is, and remember it for the next file of the organization with the same headers.

    :param chosen: header → our column, empty for one that is not read.
    :returns: header → what is wrong with it; empty when all is well and stored.
    """
    wrong: dict[str, str] = {}
    columns: dict[str, str] = {}
    for column in peek.columns:
        key = chosen.get(column.title, column.key)
        if not key:
            continue
        if key not in PROGRAM_TITLES:
            wrong[column.title] = "Выберите из списка"
        elif key in columns:
            wrong[column.title] = f"«{label(key)}» уже выбрано для столбца «{columns[key]}»"
        else:
            columns[key] = column.title
    if peek.columns and "name" not in columns and not wrong:
        wrong[peek.columns[0].title] = "Укажите, в каком столбце название программы"
    if wrong:
        return wrong
    ignored = [column.title for column in peek.columns if column.title not in columns.values()]
    choices = Choices(sheet.choices.sheet, columns, ignored).text()
    with storing(database), write(database):
        StaffSheet.update(choices=choices).where(StaffSheet.key == sheet.key).execute()
        ColumnMapping.insert(
            organization=sheet.organization, kind=KIND, headers=_digest(peek), choices=choices, changed_at=moment.utc
        ).on_conflict(
            conflict_target=[ColumnMapping.organization, ColumnMapping.kind, ColumnMapping.headers],
            update={ColumnMapping.choices: choices, ColumnMapping.changed_at: moment.utc},
        ).execute()
    return {}


def label(key: str) -> str:
    """What people call one of our columns."""
    own = {"external_id": "Код программы", "group_external_id": "Код группы", "health": "Здоровье (ОВЗ)"}
    name = own.get(key) or PROGRAM_TITLES[key][0]
    return name[:1].upper() + name[1:]


def labels() -> list[tuple[str, str]]:
    """Our columns with their names, as the select shows them."""
    return [(key, label(key)) for key in PROGRAM_TITLES]
