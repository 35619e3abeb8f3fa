"""What goes into and comes out of the services of requests."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from navigator.rules.persons import Identity
from navigator.services.problems import Problem


@dataclass(frozen=True, slots=True)
class Policy:
    """Settings that decide how requests move; days are working days."""

    hold_on: str = "confirmed"
    decision_days: int = 7
    exam_days: int = 45
    offer_days: int = 3
    live_url: str = ""
    rate: int = 240
    keep_days: tuple[int, int, int] = (365, 1825, 1095)
    reserve_on: str = "confirmed"


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, as an instant in UTC without an offset."""

    utc: datetime

    def day(self, zone: str) -> date:
        """The date at this moment in a time zone."""
        return self.local(zone).date()

    def hour(self, zone: str) -> int:
        """The hour of the day in a time zone, 0–23."""
        return self.local(zone).hour

    def local(self, zone: str) -> datetime:
        """This moment on the clocks of a time zone."""
        return self.utc.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a request came that staff took in or a file brought.

    ``sent_at`` is the instant in UTC when the family asked; ``waived`` are refusals that staff set aside;
    ``consent_on`` is the day of the family's consent on paper or on another portal.
    """

    actor: str
    account: int | None
    sent_at: datetime
    consent_on: date
    waived: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends a form: the address it came from and the key that makes a retry harmless.

    ``arrival`` is None for the family's own form.
    """

    address: str
    key: str
    source: str = "site"
    arrival: Arrival | None = None

    @property
    def waived(self) -> frozenset[str]:
        return self.arrival.waived if self.arrival else frozenset()

    def asked(self, moment: Moment) -> Moment:
        """When the family asked: now, or when its paper arrived."""
        return Moment(min(self.arrival.sent_at, moment.utc)) if self.arrival else moment


@dataclass(frozen=True, slots=True)
class Guardian:
    """Who speaks for the child; phone in E.164, one of phone and e-mail may be empty."""

    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class EnrollmentAnswers:
    """A filled enrollment form. ``municipality`` is a slug, wanted only with a certificate."""

    group: int
    child: Identity
    guardian: Guardian
    certificate_number: str = ""
    certificate_later: bool = False  # send it although the register does not know the number
    create_certificate: bool = False
    municipality: str = ""
    special_needs: bool = False
    comment: str = ""

    def text(self) -> str:
        """All answers as one text, to tell a retry from another request."""
        return repr(sorted(asdict(self).items()))


@dataclass(frozen=True, slots=True)
class CertificateAnswers:
    """A filled request for a certificate."""

    child: Identity
    guardian: Guardian
    municipality: str
    special_needs: bool = False
    comment: str = ""

    def text(self) -> str:
        """All answers as one text, to tell a retry from another request."""
        return repr(sorted(asdict(self).items()))


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that is stored. ``code`` is shown once and kept only as a hash."""

    number: str
    code: str
    state: str
    companion: str = ""
    position: int = 0
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was stored; ``reason`` is a key of the page that says what to do next."""

    reason: str
    age: int = 0
    on_day: date | None = None
    opens: date | None = None
    closes: date | None = None


class MoveRefused(Problem):
    """A move that the table, the places or the state of things do not allow; the message says why."""


class Missing(MoveRefused):
    """Something that the move needs was not given; the message names it."""


class Stale(MoveRefused):
    """Somebody else moved the request since the page was opened."""


@dataclass(frozen=True, slots=True)
class Order:
    """What staff add to a move."""

    reason: str = ""
    words: str = ""
    number: str = ""
    day: date | None = None
    start: date | None = None
    funding: str = ""
    group: int | None = None
    account: int | None = None  # of the member of staff who moves
    agreed: bool = False  # the family agreed to what it adds to the certificate
