"""One row of a file of requests: what it says, who it is already, how it came."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from navigator.data import Child, OutsideNumber, Request
from navigator.data.sealed import ring
from navigator.exchange.requests import RequestRecord
from navigator.rules.arrivals import ALWAYS_WAIVED, read_source
from navigator.rules.contacts import read_email, read_phone
from navigator.rules.dates import parse_date, serial_birth_date
from navigator.rules.full_names import split_full_name
from navigator.rules.persons import Identity, TypedProblem, read_birth_date, read_certificate_number, read_name
from navigator.rules.states import SYSTEM
from navigator.services.requests.checking import Place
from navigator.services.requests.children import person_hash
from navigator.services.requests.records import Arrival, EnrollmentAnswers, Guardian, Moment, Order

#: Beginnings of words of a state → where the request is brought.
_STATES = (
    *(("нов", "new"), ("initial", "new"), ("ожид", "new"), ("резерв", "new"), ("подан", "new"), ("на рассмотр", "new")),
    *(("подтвержд", "confirmed"), ("принят", "confirmed"), ("одобр", "confirmed"), ("approve", "confirmed")),
    *(("зачисл", "enrolled"), ("обуча", "enrolled"), ("действующ", "enrolled"), ("study", "enrolled")),
    *(("отклон", "rejected"), ("отказ", "rejected"), ("отмен", "cancelled"), ("отозв", "cancelled")),
    *(("cancel", "cancelled"), ("reject", "rejected"), ("confirm", "confirmed"), ("enroll", "enrolled")),
)
_CLOCK = re.compile(r"[ T]+\d{1,2}:\d{2}.*$")


class FileRow:
    """A row that was understood.

    :raises TypedProblem: something in it cannot be read; the message names it.
    """

    def __init__(self, record: RequestRecord, place: Place, source: str, moment: Moment) -> None:
        self.record, self.place, self.moment = record, place, moment
        text = record.text
        self.notes: list[str] = []
        born = self._born(text("born"), place.today)
        self.child = Identity(*split_full_name(record.child), born)
        self.guardian = Guardian(
            self._soft("guardian", lambda typed: read_name(typed, "имя")),
            self._soft("phone", read_phone),
            self._soft("email", read_email),
        )
        self.certificate = self._soft("certificate", read_certificate_number)
        self.source = read_source(text("source")) or source
        self.number = text("number")
        self.submitted = self._day("submitted")
        low = text("state").lower()
        self.state = next((state for word, state in _STATES if low.startswith(word)), "") if low else ""
        if low and not self.state:
            raise TypedProblem(f"состояние «{text('state')[:40]}» неизвестно")

    def _born(self, typed: str, today: date) -> date:
        if not typed:
            raise TypedProblem("нет даты рождения ребёнка")
        serial = serial_birth_date(typed, today)
        if serial is not None:
            self.notes.append("дата рождения стояла числом, как её хранит таблица: проверьте её в заявке")
        return serial or read_birth_date(_CLOCK.sub("", typed), today)

    def _soft(self, key: str, read: Callable[[str], Any]) -> str:
        typed = self.record.text(key)
        return str(read(typed)) if typed else ""

    def _day(self, key: str) -> date | None:
        typed = self.record.text(key)
        found = parse_date(typed) if typed else None
        if typed and found is None:
            raise TypedProblem(f"дату «{typed[:40]}» прочитать не удалось")
        return found

    @property
    def identity(self) -> str:
        """Digest of what makes the row the same in every file."""
        if self.number:
            return ring().digest("outside", self.source, self.number)
        return ring().digest("arrived", person_hash(self.child), str(self.place.group.id))

    def stored(self) -> Request | None:
        """The request that this row is already."""
        if self.number:
            known = OutsideNumber.get_or_none(OutsideNumber.number_hash == self.identity)
            if known is not None:
                return Request.get_by_id(known.request_id)
        same = Child.select(Child.id).where(Child.person_hash == person_hash(self.child))
        found: Request | None = (
            Request.select()
            .where(Request.group == self.place.group.id, Request.child.in_(same))
            .order_by(Request.living_key.is_null(), Request.id.desc())
            .first()
        )
        taken = found is not None and OutsideNumber.select().where(OutsideNumber.request == found.id).exists()
        return None if self.number and taken else found

    def remember(self, number: str) -> bool:
        """Keep the outside number beside the request; False when it stands there already."""
        if OutsideNumber.select().where(OutsideNumber.number_hash == self.identity).exists():
            return False
        request = Request.get(Request.number == number)
        OutsideNumber.create(request=request, source=self.source, number=self.number, number_hash=self.identity)
        return True

    def answers(self) -> EnrollmentAnswers:
        """What the row asks for."""
        return EnrollmentAnswers(
            self.place.group.id,
            self.child,
            self.guardian,
            certificate_number=self.certificate,
            certificate_later=True,
        )

    def arrival(self) -> Arrival:
        """When and how it came; who asked in time elsewhere is not late here."""
        group, day = self.place.group, self.submitted or self.place.today
        in_time = self.submitted is not None and (group.apply_to is None or day <= group.apply_to)
        waived = ALWAYS_WAIVED | ({"window_over", "locked"} if in_time else set())
        noon = datetime.combine(day, time(12), ZoneInfo(self.place.municipality.timezone))
        sent_at = noon.astimezone(UTC).replace(tzinfo=None) if day < self.place.today else self.moment.utc
        return Arrival(SYSTEM, None, sent_at, day, frozenset(waived))

    def order(self, event: str) -> Order:
        """What a move needs, from the row."""
        if event != "enroll":
            return Order(reason="other" if event == "reject" else "")
        group = self.place.group
        sources = [price.source for price in group.prices]
        paid = next((one for one in sources if one != "certificate"), "")
        funding = "budget" if group.is_free or not sources else paid
        day = self._day("order_date")
        return Order(
            number=self.record.text("order_number")[:40],
            day=day,
            start=self._day("start_date") or group.date_start or day,
            funding=funding,
        )
