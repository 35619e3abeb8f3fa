"""Words that families searched for and found nothing by, counted without knowing who typed them.

Nothing is written while somebody searches: a process counts in memory and a thread of its own writes now and then, and
at the end. What looks like personal data is never counted; of what was seen less than three times only a keyed hash is
kept, so that no word of a single person stays. Trouble with the database costs the counts of a minute, never a search.
"""

from __future__ import annotations

import atexit
import logging
import re
from collections import Counter
from contextlib import nullcontext
from datetime import date, timedelta
from threading import Lock, Timer

from peewee import Database, PeeweeException, fn

from navigator.data import MissedWord
from navigator.data.database import write
from navigator.data.rows import tuples
from navigator.data.sealed import ring
from navigator.exchange.report_files import Column, Table

log = logging.getLogger(__name__)
FLUSH_SECONDS = 60.0
#: Distinct words that a process holds between two writings, rows of the table, and days for which they are kept.
MOST_HELD, MOST_ROWS, KEPT_DAYS = 500, 5_000, 365
SHORTEST, LONGEST = 3, 60
#: Seen less often, words stay a hash.
SEEN_ENOUGH = 3
#: How many the report shows.
SHOWN, SHOWN_DAYS = 50, 90
_DIGITS = re.compile(r"\d(?:[\s()+.\-]*\d){4}")
_NAME = re.compile(r"(?:^|\s)[А-ЯЁA-Z][\w-]*\s+[А-ЯЁA-Z][\w-]*\s+[А-ЯЁA-Z][\w-]*", re.U)
_PATRONYMIC = re.compile(r"(?:[оеё]вич|ьич|[оеё]вна|ична|инична)\b", re.I)


def countable(text: str) -> str:
    """The folded words when they may be counted, else empty.

    Left out: what is too short or long, has five digits in a row, an e-mail, three capitalised words or a patronymic.
    """
    plain = " ".join(text.split())
    if not SHORTEST <= len(plain) <= LONGEST or "@" in plain:
        return ""
    if _DIGITS.search(plain) or _NAME.search(plain) or _PATRONYMIC.search(plain):
        return ""
    return plain.casefold().replace("ё", "е")


class Missed:
    """What one process counted and has not written yet."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: Counter[tuple[str, date]] = Counter()
        self._lock = Lock()
        self._timer: Timer | None = None

    def note(self, text: str, day: date) -> None:
        """Count words that found nothing; costs microseconds and never fails."""
        words = countable(text)
        if not words:
            return
        with self._lock:
            if len(self._held) < MOST_HELD or (words, day) in self._held:
                self._held[words, day] += 1
            if self._timer is None:
                self._timer = Timer(FLUSH_SECONDS, self.flush)
                self._timer.daemon = True
                self._timer.start()
                atexit.register(self.flush)

    def flush(self) -> int:
        """Write what was counted; what cannot be written now is tried again with the next.

        :returns: how many words were written.
        """
        with self._lock:
            held, self._held, self._timer = self._held, Counter(), None
        atexit.unregister(self.flush)
        if not held or MissedWord._meta.database is not self._database:  # another database took the models over
            return 0
        try:
            with self._database.connection_context() if self._database.is_closed() else nullcontext():
                keep(self._database, held)
        except PeeweeException as trouble:
            log.warning("words without results were not kept: %s", type(trouble).__name__)
            with self._lock:
                for key in list(held)[: MOST_HELD - len(self._held)]:
                    self._held[key] += held[key]
            return 0
        return len(held)


def keep(database: Database, held: Counter[tuple[str, date]]) -> None:
    """Add counts to the table; words seen often enough become readable, old and surplus rows go."""
    with write(database):
        for (words, day), times in held.items():
            digest = ring().digest("missed", words)
            changed = MissedWord.update(times=MissedWord.times + times).where(
                MissedWord.digest == digest, MissedWord.on_day == day
            )
            if not changed.execute():
                MissedWord.insert(digest=digest, on_day=day, times=times).on_conflict(
                    conflict_target=(MissedWord.digest, MissedWord.on_day),
                    update={MissedWord.times: MissedWord.times + times},
                ).execute()
            seen = MissedWord.select(fn.SUM(MissedWord.times)).where(MissedWord.digest == digest).scalar()
            if seen >= SEEN_ENOUGH:
                MissedWord.update(words=words).where(MissedWord.digest == digest, MissedWord.words == "").execute()
        latest = max(day for _, day in held)
        MissedWord.delete().where(MissedWord.on_day < latest - timedelta(days=KEPT_DAYS)).execute()
        surplus = MissedWord.select(MissedWord.id).order_by(MissedWord.id.desc()).offset(MOST_ROWS).limit(MOST_ROWS)
        MissedWord.delete().where(MissedWord.id.in_([row for (row,) in tuples(surplus)])).execute()


def missed_words(today: date) -> Table:
    """What was searched for most in the last months and not found."""
    times = fn.SUM(MissedWord.times)
    rows = (
        MissedWord.select(MissedWord.words, times, fn.MAX(MissedWord.on_day))
        .where(MissedWord.words != "", MissedWord.on_day > today - timedelta(days=SHOWN_DAYS))
        .group_by(MissedWord.words)
        .order_by(times.desc(), MissedWord.words)
        .limit(SHOWN)
    )
    return Table(
        "Искали и не нашли",
        (Column("Слова", "text"), Column("Раз"), Column("Последний раз", "day")),
        tuple((words, int(number), _day(last)) for words, number, last in tuples(rows)),
        notes=(
            f"За {SHOWN_DAYS} дней, по всему каталогу; слова, которые встретились реже {SEEN_ENOUGH} раз, "
            "и всё похожее на личные данные не хранится.",
        ),
        empty="Таких слов пока нет.",
    )


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
