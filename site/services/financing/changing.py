"""Changes of a budget: periods, groups, nominals, limits, agreements, rules. One form, one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import Database, IntegrityError, fn

from navigator.data import (
    Balance,
    Certificate,
    CertificateGroup,
    Contract,
    Direction,
    FundingPeriod,
    FundingRules,
    GroupNominal,
    Municipality,
    Nominal,
    NominalTurn,
    Organization,
    PayerAgreement,
    PayerLimit,
)
from navigator.data.database import catalog_changed, write
from navigator.rules.financing.periods import Span, span_of
from navigator.services.financing.budget import place_for
from navigator.services.financing.joining import first_group
from navigator.services.financing.nominals import serve_queue, set_nominal
from navigator.services.financing.periods import add_period, span_of_period
from navigator.services.problems import Problem, storing
from navigator.services.requests.records import Moment
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine
from navigator.services.staff.journal import note

MOST_GROUPS = 8
#: Days of idleness, and percent of the normative cost, beyond which a number is a slip of the hand.
MOST_DAYS, MOST_PERCENT = 3_650, 10_000


@dataclass(frozen=True, slots=True)
class Change:
    """What a form of the budget says; sums in kopecks, hours in hundredths, None where nothing was typed."""

    event: str
    period: int | None = None
    group: int | None = None
    name: str = ""
    type: str = "social"
    amount: int | None = None
    limit_count: int = 0
    limit_sum: int = 0
    act: str = ""
    direction: str = ""
    organization: int | None = None
    signed_on: date | None = None
    valid_until: date | None = None
    numbers: tuple[tuple[str, int | None], ...] = ()  # rules by name
    max_load_mode: str = ""
    opened: bool = False
    after: int | None = None  # the last period that the page showed, 0 for none
    agreement: int | None = None


def change(database: Database, member: Member, slug: str, asked: Change, moment: Moment) -> None:
    """Change one thing of a budget, in one transaction with its line of the journal.

    :raises NotMine: not the member's, or the member only reads.
    :raises Problem: it cannot be done; the message says why, nothing moved.
    """
    place = place_for(member.territory, slug)
    verb = VERBS.get(asked.event)
    if verb is None or not member.territory.actor:
        raise NotMine(slug)
    today = moment.day(place.timezone)
    with storing(database), write(database):
        try:
            verb(Work(database, member, place, asked, moment, today))
        except IntegrityError as trouble:
            raise Problem("Такая запись уже есть, или лимит меньше того, что уже занято") from trouble
        note(database, member.account, "budget", moment, subject=slug[:40], detail=asked.event)


@dataclass(frozen=True, slots=True)
class Work:
    """One change of a budget in the making."""

    database: Database
    member: Member
    place: Municipality
    asked: Change
    moment: Moment
    today: date

    def period(self) -> FundingPeriod:
        """The period that the form names."""
        found = FundingPeriod.get_or_none(
            FundingPeriod.id == self.asked.period, FundingPeriod.municipality == self.place.id
        )
        if found is None:
            raise Problem("Сначала заведите период")
        return found


def _add_period(work: Work) -> None:
    """The current period where there is none, else the one after the last."""
    last = (
        FundingPeriod.select()
        .where(FundingPeriod.municipality == work.place.id)
        .order_by(FundingPeriod.date_to.desc())
        .first()
    )
    kind = work.place.period_kind
    span = span_of(kind, work.today) if last is None else _after(kind, last)
    if work.asked.after is not None and work.asked.after != (0 if last is None else last.id):
        raise Problem("Период только что завели: он уже в списке")
    if span.starts.year > work.today.year + 2:
        raise Problem("Так далеко вперёд периоды не заводят")
    add_period(work.place, span)


def _after(kind: str, last: FundingPeriod) -> Span:
    stored = span_of_period(last)
    return span_of(kind, stored.following().starts if stored.kind == kind else last.date_to)


def _open_period(work: Work) -> None:
    """Let contracts begin in a period, or not: what the button said, so that a second press changes nothing."""
    FundingPeriod.update(is_open=work.asked.opened).where(FundingPeriod.id == work.period().id).execute()


def _add_group(work: Work) -> None:
    name = " ".join(work.asked.name.split())[:120]
    if not name:
        raise Problem("Назовите группу сертификатов")
    groups = CertificateGroup.select().where(CertificateGroup.municipality == work.place.id)
    if groups.count() >= MOST_GROUPS:
        raise Problem(f"Групп сертификатов не больше {MOST_GROUPS}")
    if groups.where(CertificateGroup.name == name).exists():
        raise Problem("Группа с таким названием уже есть")
    last = groups.select(fn.MAX(CertificateGroup.position)).scalar()
    kind = work.asked.type if work.asked.type in {"funded", "social"} else "social"
    CertificateGroup.create(municipality=work.place, name=name, type=kind, position=0 if last is None else last + 1)


def _group(work: Work) -> CertificateGroup | None:
    found: CertificateGroup | None = CertificateGroup.get_or_none(
        CertificateGroup.id == work.asked.group, CertificateGroup.municipality == work.place.id
    )
    return found


def _drop_group(work: Work) -> None:
    """Take out a group that never held a nominal: a slip of the hand."""
    group = _group(work)
    if group is None:
        raise Problem("Такой группы уже нет")
    for model in (GroupNominal, Balance, NominalTurn, Certificate):
        if model.select().where(model.group == group.id).exists():
            raise Problem("У группы есть номинал или сертификаты: убрать её нельзя")
    group.delete_instance()


def _set_nominal(work: Work) -> None:
    asked, group = work.asked, _group(work)
    if group is None or asked.amount is None:
        raise Problem("Напишите номинал группы")
    period = work.period()
    set_nominal(
        *(group, period, asked.amount, work.moment, work.today),
        limit_count=asked.limit_count,
        limit_sum=asked.limit_sum,
        act=asked.act[:300],
        account=work.member.account,
    )
    serve_queue(work.database, group, work.moment, work.today, work.member.account)
    if group == first_group(work.place.id):
        _publish(work.place, period, asked.amount, asked.act[:300])


def _publish(place: Municipality, period: FundingPeriod, amount: int, act: str) -> None:
    """The nominal of the usual group is the one that the pages of the municipality name."""
    same = (Nominal.municipality == place.id) & (Nominal.year == period.year)
    if not Nominal.update(amount=amount, act=act).where(same).execute():
        Nominal.create(municipality=place, year=period.year, amount=amount, act=act)
    catalog_changed()


def _set_limit(work: Work) -> None:
    asked, period = work.asked, work.period()
    if not Direction.select().where(Direction.slug == asked.direction).exists():
        raise Problem("Выберите направленность")
    same = (PayerLimit.period == period.id) & (PayerLimit.direction == asked.direction)
    if asked.amount is None:
        PayerLimit.delete().where(same).execute()
        return
    booked = int(
        Contract.select(fn.COALESCE(fn.SUM(Contract.reserved + Contract.spent), 0))
        .join(Balance)
        .where(Balance.period == period.id, Contract.direction == asked.direction)
        .scalar()
    )
    if asked.amount < booked:
        raise Problem("Лимит меньше суммы договоров, которые уже заключены")
    PayerLimit.delete().where(same).execute()
    PayerLimit.create(period=period, direction=asked.direction, amount=asked.amount, booked=booked)


def _agree(work: Work) -> None:
    asked = work.asked
    organization = Organization.get_or_none(Organization.id == asked.organization)
    if organization is None or not asked.name.strip() or asked.signed_on is None:
        raise Problem("Укажите организацию, номер и дату соглашения")
    if asked.valid_until is not None and asked.valid_until < asked.signed_on:
        raise Problem("Соглашение не может закончиться раньше, чем подписано")
    PayerAgreement.create(
        municipality=work.place,
        organization=organization,
        number=asked.name.strip()[:40],
        signed_on=asked.signed_on,
        valid_until=asked.valid_until,
    )


def _end_agreement(work: Work) -> None:
    """Say until when an agreement holds; contracts that were made go on."""
    row = PayerAgreement.get_or_none(
        PayerAgreement.id == work.asked.agreement, PayerAgreement.municipality == work.place.id
    )
    if row is None:
        raise Problem("Такого соглашения нет")
    if work.asked.valid_until is not None and work.asked.valid_until < row.signed_on:
        raise Problem("Соглашение не может закончиться раньше, чем подписано")
    PayerAgreement.update(valid_until=work.asked.valid_until).where(PayerAgreement.id == row.id).execute()


def _set_rules(work: Work) -> None:
    values: dict[str, Any] = dict(work.asked.numbers)
    for name, value in values.items():
        if value is None and name in {"weekly_hours", "extra_hours", "max_load"}:
            values[name] = 0
    if any((values.get(name) or 0) > MOST_DAYS for name in ("idle_days", "refused_days")):
        raise Problem(f"Дней без заявок – не больше {MOST_DAYS}: это десять лет")
    if values.get("price_percent") is not None and not 1 <= values["price_percent"] <= MOST_PERCENT:
        raise Problem(f"Потолок цены – от 1 до {MOST_PERCENT} %")
    if work.asked.max_load_mode in {"before", "after"}:  # a form of money has no such question
        values["max_load_mode"] = work.asked.max_load_mode
    FundingRules.insert(municipality=work.place.id, **values).on_conflict(
        conflict_target=[FundingRules.municipality], update=values
    ).execute()


VERBS: dict[str, Callable[[Work], None]] = {
    "add_period": _add_period,
    "open_period": _open_period,
    "add_group": _add_group,
    "drop_group": _drop_group,
    "set_nominal": _set_nominal,
    "set_limit": _set_limit,
    "agree": _agree,
    "end_agreement": _end_agreement,
    "set_rules": _set_rules,
}
