"""Nominals: set by act, issued within limits, queued for by date and time, taken back by every honest reason."""

from __future__ import annotations

from datetime import date

from peewee import Database

from navigator.data import Balance, Certificate, CertificateGroup, Contract, FundingPeriod, GroupNominal, NominalTurn
from navigator.data.database import for_update
from navigator.data.rows import tuples
from navigator.rules.financing.purse import grant, withdraw
from navigator.services.financing.ledger import (
    LimitReached,
    count_certificate,
    count_total,
    post,
    post_to_many,
    purse_of,
)
from navigator.services.financing.periods import periods_from
from navigator.services.financing.queue import leave_queue
from navigator.services.problems import Problem
from navigator.services.requests.records import Moment, MoveRefused

LIVING = ("reserved", "active")
#: The largest nominal that is believed, kopecks: a million roubles.
LARGEST = 10**8
NO_NOMINAL = "Номинал на текущий период не установлен: задайте его в разделе «Бюджет»"
ATTENDS = "По сертификату идут занятия: сначала завершите или расторгните договоры"


def check_amount(amount: int) -> int:
    """A nominal or a limit that can be believed.

    :raises Problem: negative or absurd.
    """
    if not 0 <= amount <= LARGEST:
        raise Problem("Номинал должен быть от 0 до 1 000 000 ₽")
    return amount


def set_nominal(
    group: CertificateGroup,
    period: FundingPeriod,
    amount: int,
    moment: Moment,
    day: date,
    *,
    limit_count: int = 0,
    limit_sum: int = 0,
    act: str = "",
    account: int | None = None,
) -> GroupNominal:
    """Set or change the nominal of a group in a period; its certificates follow in the same transaction.

    :raises Problem: the amount is absurd, the period is over, somebody's balance does not bear it, or a limit does not.
    """
    check_amount(amount)
    if limit_count < 0 or limit_sum < 0:
        raise Problem("Лимит не может быть отрицательным; 0 – без лимита")
    if period.date_to < day:
        raise Problem("Период уже закончился: номинал не меняется")
    row: GroupNominal | None = GroupNominal.get_or_none(
        GroupNominal.group == group.id, GroupNominal.period == period.id
    )
    if row is None:
        row = GroupNominal.create(group=group, period=period, amount=amount, act=act)
        _limits(row, limit_count, limit_sum)
        _issue_to_group(row, group, period, moment, day, account)
        return row
    held = (Balance.group == group.id) & (Balance.period == period.id) & Balance.is_held
    delta, count = amount - row.amount, Balance.select().where(held).count()
    if delta < 0 and count and Balance.select().where(held, Balance.balance < -delta).exists():
        raise Problem("Номинал нельзя уменьшить: у части сертификатов остаток меньше этой разницы")
    if limit_count and limit_count < row.count:
        raise Problem(f"Лимит меньше числа выданных номиналов: их уже {row.count}")
    if limit_sum and limit_sum < row.total + delta * count:
        raise Problem("Лимит средств меньше суммы номиналов, которые уже выданы")
    _limits(row, limit_count, 0)
    if delta and count:
        done = post_to_many(held, delta, "resize", moment.utc, day, words=act, account=account)
        if done != count:
            raise Problem("Остатки только что изменились. Попробуйте ещё раз")
        count_total(group.id, period.id, delta * count)
    GroupNominal.update(amount=amount, act=act, limit_sum=limit_sum).where(GroupNominal.id == row.id).execute()
    row.amount, row.act, row.limit_count, row.limit_sum = amount, act, limit_count, limit_sum
    return row


def _limits(row: GroupNominal, count: int, total: int) -> None:
    GroupNominal.update(limit_count=count, limit_sum=total).where(GroupNominal.id == row.id).execute()
    row.limit_count, row.limit_sum = count, total


def _issue_to_group(
    row: GroupNominal, group: CertificateGroup, period: FundingPeriod, moment: Moment, day: date, account: int | None
) -> None:
    """A period comes: every certificate of the group that holds a nominal gets the new one."""
    holders = Certificate.select(Certificate.id).where(
        Certificate.group == group.id, Certificate.status == "active", Certificate.type != "accounting"
    )
    fresh = holders.where(Certificate.id.not_in(Balance.select(Balance.certificate).where(Balance.period == period.id)))
    numbers = [number for (number,) in tuples(fresh)]
    if row.limit_count and row.limit_count < len(numbers):
        raise Problem(f"Лимит меньше числа сертификатов группы: их {len(numbers)}")
    if row.limit_sum and row.limit_sum < len(numbers) * row.amount:
        raise Problem("Лимит средств меньше суммы номиналов группы")
    for at in range(0, len(numbers), 500):
        Balance.insert_many(
            [{"certificate": one, "period": period.id, "group": group.id} for one in numbers[at : at + 500]]
        ).execute()
    new = (Balance.period == period.id) & (Balance.group == group.id)
    post_to_many(new, row.amount, "issue", moment.utc, day, words=row.act, account=account)
    GroupNominal.update(count=len(numbers), total=len(numbers) * row.amount).where(GroupNominal.id == row.id).execute()


# ---------------------------------------------------------------- issuing


def issue_nominal(
    certificate: Certificate, group: CertificateGroup, moment: Moment, day: date, *, account: int | None = None
) -> None:
    """Turn a certificate of account into one with a nominal, in the current period and those already set after it.

    :raises MoveRefused: it is not active, holds one already, or no nominal is set.
    :raises LimitReached: the limits of the group are used up.
    """
    if certificate.status != "active":
        raise MoveRefused("Сертификат не действует: номинал не выдаётся")
    if certificate.type != "accounting":
        raise MoveRefused("Номинал на этот сертификат уже выдан")
    if group.municipality_id != certificate.municipality_id:
        raise MoveRefused("Группа сертификатов другого муниципалитета")
    periods = {one.id: one for one in periods_from(certificate.municipality_id, day)}
    rows = list(GroupNominal.select().where(GroupNominal.group == group.id, GroupNominal.period.in_(list(periods))))
    if not any(periods[row.period_id].date_from <= day for row in rows):
        raise MoveRefused(NO_NOMINAL)
    changed = Certificate.update(
        type=group.type, group=group.id, type_changed_at=moment.utc, changed_at=moment.utc
    ).where(Certificate.id == certificate.id, Certificate.type == "accounting", Certificate.status == "active")
    if not changed.execute():
        raise MoveRefused("Сертификат только что изменили. Откройте его заново")
    for row in sorted(rows, key=lambda one: one.period_id):
        _fill(certificate, row, group, moment, day, account)
    certificate.type, certificate.group = group.type, group
    leave_queue(certificate, moment, "granted")


def _fill(
    certificate: Certificate,
    row: GroupNominal,
    group: CertificateGroup,
    moment: Moment,
    day: date,
    account: int | None,
) -> None:
    """The nominal of a period; what was spent in it before stays spent and counts."""
    count_certificate(group.id, row.period_id, 1)
    found = Balance.get_or_none(Balance.certificate == certificate.id, Balance.period == row.period_id)
    if found is not None and found.group_id != group.id and found.nominal:
        raise MoveRefused("В этом периоде сертификат уже тратил деньги другой группы: номинал – со следующего периода")
    if found is None:
        found = Balance.create(certificate=certificate, period=row.period_id, group=group)
    elif found.group_id != group.id:
        Balance.update(group=group.id).where(Balance.id == found.id).execute()
        found.group = group
    amount = max(0, row.amount - found.nominal)
    post(found, grant(amount), "issue", moment, day, account=account, is_held=True, frozen_balance=0)


def ask_nominal(
    database: Database,
    certificate: Certificate,
    group: CertificateGroup,
    moment: Moment,
    day: date,
    account: int | None = None,
) -> str:
    """Issue a nominal, or queue for one by date and time; one turn a certificate.

    :returns: ``granted`` or ``waiting``.
    """
    for_update(database, CertificateGroup.select(CertificateGroup.id).where(CertificateGroup.id == group.id)).execute()
    waiting = NominalTurn.select().where(NominalTurn.group == group.id, NominalTurn.state == "waiting")
    if not waiting.where(NominalTurn.certificate != certificate.id).exists():
        try:
            with database.atomic():
                issue_nominal(certificate, group, moment, day, account=account)
            return "granted"
        except LimitReached:
            pass
    NominalTurn.insert(
        certificate=certificate.id, group=group.id, asked_at=moment.utc, waits_for=certificate.id
    ).on_conflict_ignore().execute()
    return "waiting"


def serve_queue(
    database: Database, group: CertificateGroup, moment: Moment, day: date, account: int | None = None
) -> int:
    """Issue nominals to those who wait, the first who asked first, while limits allow.

    :returns: how many were issued.
    """
    for_update(database, CertificateGroup.select(CertificateGroup.id).where(CertificateGroup.id == group.id)).execute()
    rows = NominalTurn.select().where(NominalTurn.group == group.id, NominalTurn.state == "waiting")
    issued = 0
    for turn in list(rows.order_by(NominalTurn.asked_at, NominalTurn.id)):
        try:
            with database.atomic():
                issue_nominal(turn.certificate, group, moment, day, account=account)
            issued += 1
        except LimitReached:
            break
        except MoveRefused:
            leave_queue(turn.certificate, moment, "left")
    return issued


# ---------------------------------------------------------------- taking back


def has_living_contracts(certificate: int, states: tuple[str, ...] = LIVING) -> bool:
    """Whether a certificate has contracts that book or pay."""
    return Contract.select().where(Contract.certificate == certificate, Contract.state.in_(states)).exists()


def take_back(
    certificate: Certificate, kind: str, moment: Moment, day: date, *, account: int | None = None, words: str = ""
) -> int:
    """``nominal := spent, balance := 0`` in every period that is not over; what was free is kept for the record.

    :returns: kopecks that went back.
    :raises MoveRefused: contracts still book from it.
    """
    if has_living_contracts(certificate.id):
        raise MoveRefused(ATTENDS)
    freed = 0
    rows = (
        Balance.select()
        .join(FundingPeriod)
        .where(Balance.certificate == certificate.id, FundingPeriod.date_to >= day, Balance.is_held)
    )
    for one in list(rows.order_by(Balance.id)):
        freed += one.balance
        count_certificate(one.group_id, one.period_id, -1)
        post(
            *(one, withdraw(purse_of(one)), kind, moment, day),
            account=account,
            words=words,
            is_held=False,
            frozen_balance=one.balance,
        )
    leave_queue(certificate, moment, "left")
    return freed


def return_to_account(
    certificate: Certificate, moment: Moment, day: date, *, account: int | None = None, words: str = ""
) -> int:
    """Make a certificate one of account again; what it had free goes back to its group.

    :returns: kopecks that went back.
    """
    freed = take_back(certificate, "account", moment, day, account=account, words=words)
    Certificate.update(type="accounting", group=None, type_changed_at=moment.utc, changed_at=moment.utc).where(
        Certificate.id == certificate.id
    ).execute()
    certificate.type, certificate.group = "accounting", None
    return freed


def refill(certificate: Certificate, moment: Moment, day: date, account: int | None = None) -> None:
    """The nominals of a thawed certificate, if its group has room for it.

    :raises LimitReached: it has not.
    """
    group: CertificateGroup | None = certificate.group
    if group is None:
        return
    for period in periods_from(certificate.municipality_id, day):
        row = GroupNominal.get_or_none(GroupNominal.group == group.id, GroupNominal.period == period.id)
        if row is not None:
            _fill(certificate, row, group, moment, day, account)
