"""Versions of a program: each save is kept, and what differs between two can be read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from peewee import fn

from navigator.data import Account, Group, Program, ProgramVersion
from navigator.data.rows import tuples
from navigator.rules.access import Territory
from navigator.rules.differences import Piece, compare, marked
from navigator.rules.vocabulary import REGISTRIES
from navigator.services.programs.card import card, label_of, named, place_names, teacher_names
from navigator.services.programs.territory import locate
from navigator.services.requests.records import Moment

PAGE = 30
EVENTS = {
    "stored": "было до первой правки здесь",
    "import": "изменено вне этой страницы: файлом или другой службой",
    "create": "программа заведена",
    "save": "карточка изменена",
    "propose": "изменения отправлены на проверку",
    "group": "группа изменена",
    "new_group": "группа добавлена",
    "publish_group": "группа опубликована",
    "archive_group": "группа убрана в архив",
    "restore_group": "группа возвращена из архива",
    "copy": "группы скопированы на следующий год",
    "refresh": "сведения подтверждены",
    "submit": "отправлена на проверку",
    "recall": "возвращена в черновики",
    "publish": "опубликована",
    "return": "возвращена с замечаниями",
    "withdraw": "снята с публикации с замечаниями",
    "archive": "убрана в архив",
    "restore": "возвращена из архива",
    "approve": "изменения одобрены",
    "return_changes": "изменения возвращены с замечаниями",
    "drop_changes": "изменения отозваны",
    "include": "включена в реестр",
    "exclude": "исключена из реестра",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that changed, by its label."""

    key: str
    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One line of the history; ``at`` is local, ``who`` empty for what came from outside."""

    number: int
    at: datetime
    who: str
    event: str
    words: str
    decided_on: date | None
    differences: tuple[Difference, ...]


def remember(program: Program, moment: Moment) -> None:
    """Before a change: keep how the card stands, where the last version does not say it."""
    now = json.dumps(card(program), ensure_ascii=False)
    last = _last_card(program.id)
    if last is None:
        _insert(program, None, "stored", moment, now)
    elif last != now:
        _insert(program, None, "import", moment, now)


def keep(
    program: Program,
    account: int,
    event: str,
    moment: Moment,
    *,
    words: str = "",
    decided_on: date | None = None,
) -> None:
    """After a change: keep who did what and the card as it stands."""
    now = json.dumps(card(program), ensure_ascii=False)
    _insert(program, account, event, moment, now, words=words, decided_on=decided_on)


def _last_card(program: int) -> str | None:
    row: ProgramVersion | None = (
        ProgramVersion.select(ProgramVersion.card)
        .where(ProgramVersion.program == program)
        .order_by(ProgramVersion.number.desc())
        .first()
    )
    return str(row.card) if row is not None else None


def _insert(
    program: Program,
    account: int | None,
    event: str,
    moment: Moment,
    text: str,
    *,
    words: str = "",
    decided_on: date | None = None,
) -> None:
    last = ProgramVersion.select(fn.MAX(ProgramVersion.number)).where(ProgramVersion.program == program.id).scalar()
    ProgramVersion.create(
        program=program.id,
        number=(last or 0) + 1,
        at=moment.utc,
        account=account,
        event=event,
        card=text,
        words=words,
        decided_on=decided_on,
    )


# ---------------------------------------------------------------- reading


def history(program: Program, page: int = 1) -> tuple[list[VersionLine], int]:
    """A page of versions, the latest first, each with what differs from the one before; and how many pages."""
    mine = ProgramVersion.program == program.id
    pages = max(1, -(-ProgramVersion.select().where(mine).count() // PAGE))
    page = page if 1 <= page <= pages else 1
    rows = list(
        ProgramVersion.select()
        .where(mine)
        .order_by(ProgramVersion.number.desc())
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    )
    names = _Names(program)
    zone = program.organization.municipality.timezone
    before = [*rows[1:], None] if len(rows) <= PAGE else rows[1:]
    return [
        VersionLine(
            number=row.number,
            at=Moment(row.at).local(zone),
            who=names.account(row.account),
            event=EVENTS.get(row.event, row.event),
            words=row.words,
            decided_on=row.decided_on,
            differences=names.differences(older.card if older is not None else None, row.card),
        )
        for row, older in zip(rows[:PAGE], before, strict=False)
    ], pages


def history_of(territory: Territory, number: int, page: int) -> tuple[str, list[VersionLine], int, int]:
    """Name of a program of a territory, a page of its versions, how many pages there are, and which this is.

    :raises NotMine: the program is elsewhere.
    """
    program = locate(territory, number)
    lines, pages = history(program, page)
    return program.name, lines, pages, page if 1 <= page <= pages else 1


def waiting_differences(program: Program) -> tuple[Difference, ...]:
    """What the changes that wait would change for families."""
    before, after = card(program, with_proposal=False), card(program)
    return _Names(program).differences(json.dumps(before), json.dumps(after))


def registry_words(code: str, words: str) -> str:
    """«Реестр сертифицированных программ. Приказ 12»: what a line of the history says of a decision."""
    return f"{REGISTRIES[code]}. {words}" if words else REGISTRIES[code]


class _Names:
    """Names that numbers in cards stand for now."""

    def __init__(self, program: Program) -> None:
        organization = program.organization_id
        self._venues, self._teachers = place_names(organization), teacher_names(organization)
        rows = Group.select(Group.id, Group.name).where(Group.program == program.id)
        self._groups: dict[int, str] = dict(tuples(rows))
        self._accounts = {
            number: name or email
            for number, name, email in tuples(
                Account.select(Account.id, Account.name, Account.email).where(
                    Account.id.in_(
                        ProgramVersion.select(ProgramVersion.account).where(
                            ProgramVersion.program == program.id, ProgramVersion.account.is_null(False)
                        )
                    )
                )
            )
        }

    def account(self, number: int | None) -> str:
        return "" if number is None else self._accounts.get(number, "сотрудник")

    def differences(self, before: str | None, after: str) -> tuple[Difference, ...]:
        """What differs between two kept cards; nothing for the first of all."""
        if before is None:
            return ()
        found = []
        for change in compare(json.loads(before), json.loads(after)):
            pieces = change.pieces
            known = {"venue": self._venues, "teachers": self._teachers}.get(change.key.rpartition("-")[2])
            if change.key.startswith("group-") and known is not None:
                pieces = marked(named(change.before, known), named(change.after, known))
            found.append(Difference(change.key, label_of(change.key, self._groups), pieces))
        return tuple(found)
