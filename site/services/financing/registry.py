"""What staff do to certificates: issue, move, merge, correct. Each verb works inside a transaction that is open."""

from __future__ import annotations

from datetime import date

from peewee import Database

from navigator.data import Balance, Certificate, Child, Contract, FundingPeriod, Municipality, Request
from navigator.rules.eligibility import may_hold_certificate
from navigator.rules.financing.purse import Change, grant, withdraw
from navigator.rules.persons import Identity
from navigator.services.financing.contracts import LIVING, give_limit
from navigator.services.financing.ledger import post, purse_of
from navigator.services.financing.nominals import return_to_account
from navigator.services.financing.queue import leave_queue
from navigator.services.financing.register import holder_key, number_hash
from navigator.services.financing.status import end_contracts
from navigator.services.requests.certificates import birthday, change_certificate, fresh_number
from navigator.services.requests.children import child_of
from navigator.services.requests.moving import move_here
from navigator.services.requests.records import Moment, MoveRefused, Order, Policy

#: Requests that a frozen certificate cannot carry any more.
_WAITING = ("new", "waitlist", "offered", "confirmed")


def enter_certificate(
    child: Identity, place: Municipality, moment: Moment, *, number: str = "", issued_on: date | None = None
) -> Certificate:
    """Enter a certificate of account after the documents were looked at in person.

    :param number: an existing number of ten digits; a new one with a check digit without it.
    :raises MoveRefused: the age does not fit, the number is taken, or the child holds a living one in the region.
    """
    today = moment.day(place.timezone)
    if may_hold_certificate(child.born, today):
        raise MoveRefused("Сертификат выдаётся от 5 до 18 лет")
    if number and Certificate.select().where(Certificate.number_hash == number_hash(number)).exists():
        raise MoveRefused("Такой номер уже есть в реестре")
    row = child_of(child, place.id)
    key = holder_key(row.id, place.region)
    if Certificate.select().where(Certificate.holder_key == key).exists():
        raise MoveRefused("У ребёнка уже есть действующий сертификат в этом регионе")
    number = number or fresh_number(place)
    made: Certificate = Certificate.create(
        number=number,
        number_hash=number_hash(number),
        child=row,
        municipality=place,
        holder_key=key,
        issued_on=issued_on or today,
        valid_until=birthday(child.born, 18),
        checked_on=today,
        created_at=moment.utc,
        changed_at=moment.utc,
    )
    return made


def freeze(
    database: Database,
    certificate: Certificate,
    actor: str,
    moment: Moment,
    policy: Policy,
    account: int | None = None,
) -> None:
    """Freeze a certificate; the requests that wait for it are rejected.

    :raises MoveRefused: the child attends by it.
    """
    change_certificate(certificate, "freeze", actor, moment, account=account)
    rows = Request.select(Request.number, Request.certificate_number, Request.funding).where(
        Request.child == certificate.child_id, Request.kind == "enrollment", Request.state.in_(_WAITING)
    )
    for one in list(rows):
        if one.certificate_number == certificate.number:
            order = Order(reason="certificate_frozen", account=account)
            move_here(database, one.number, "reject", "system", moment, policy, order)


def move_home(certificate: Certificate, place: Municipality, moment: Moment, account: int | None = None) -> None:
    """A family moved: the number stays, the type becomes account, no money is carried, contracts end with the month.

    :raises MoveRefused: it is closed, lives there already, or the child holds another one in that region.
    """
    if certificate.status == "closed" or certificate.municipality_id == place.id:
        raise MoveRefused("Сертификат прекращён или уже числится в этом муниципалитете")
    day = moment.day(certificate.municipality.timezone)
    key = holder_key(certificate.child_id, place.region)
    if Certificate.select().where(Certificate.holder_key == key, Certificate.id != certificate.id).exists():
        raise MoveRefused("В том регионе у ребёнка уже есть действующий сертификат")
    end_contracts(certificate, moment, day, account)
    return_to_account(certificate, moment, day, account=account, words=f"Переезд: {place.name}")
    Certificate.update(municipality=place.id, holder_key=key, changed_at=moment.utc).where(
        Certificate.id == certificate.id
    ).execute()
    Child.update(municipality=place.id).where(Child.id == certificate.child_id).execute()


def merge(kept: Certificate, other: Certificate, actor: str, moment: Moment, account: int | None = None) -> None:
    """Two certificates of one child become one: living contracts go over, the other is closed as a duplicate.

    What the contracts book and have spent is taken from the nominal that stays: one child, one nominal.
    :raises MoveRefused: they are one, of different municipalities, or the kept one does not bear the contracts.
    """
    if kept.id == other.id or kept.municipality_id != other.municipality_id:
        raise MoveRefused("Объединить можно два разных сертификата одного муниципалитета")
    if kept.status != "active" or other.status == "closed":
        raise MoveRefused("Остаётся действующий сертификат; прекращённый объединить нельзя")
    day = moment.day(kept.municipality.timezone)
    rows = Contract.select().where(Contract.certificate == other.id, Contract.state.in_(LIVING))
    for one in list(rows.order_by(Contract.id)):
        if one.hours:
            raise MoveRefused("Сначала расторгните договоры сертификата, который прекращается")
        _carry(one, kept, moment, day, account)
    Certificate.update(merged_into=kept.id).where(Certificate.id == other.id).execute()
    change_certificate(other, "close", actor, moment, "duplicate", account=account)


def _carry(contract: Contract, kept: Certificate, moment: Moment, day: date, account: int | None) -> None:
    source: Balance = Balance.get_by_id(contract.balance_id)
    target = Balance.get_or_none(Balance.certificate == kept.id, Balance.period == source.period_id, Balance.is_held)
    whole = contract.reserved + contract.spent
    if target is None or target.balance < whole:
        raise MoveRefused("На сертификате, который остаётся, не хватает средств для договоров второго")
    there = Change(-whole, contract.reserved, contract.spent)
    gone = Change(0, -contract.reserved, -contract.spent)
    post(source, gone, "merge", moment, day, contract=contract, account=account)
    post(target, there, "merge", moment, day, contract=contract, account=account)
    Contract.update(certificate=kept.id, balance=target.id).where(Contract.id == contract.id).execute()


def correct(balance: Balance, amount: int, words: str, moment: Moment, account: int | None) -> None:
    """Correct what is free on a balance by a new line of the ledger; nothing written is changed.

    :param amount: kopecks, negative takes away.
    :param words: why; wanted, without names of people.
    :raises MoveRefused: no reason, nothing to change, or the balance does not bear it.
    """
    if not words.strip():
        raise MoveRefused("Укажите, почему исправляется остаток")
    if not amount:
        raise MoveRefused("Укажите сумму исправления: со знаком минус, если остаток уменьшается")
    period: FundingPeriod = balance.period
    day = moment.day(balance.certificate.municipality.timezone)
    if not balance.is_held or period.settled_at is not None:
        raise MoveRefused("Период закрыт или номинал возвращён: исправить нельзя")
    post(balance, grant(amount), "correction", moment, day, account=account, words=words.strip())


def correct_payment(contract: Contract, amount: int, words: str, moment: Moment, account: int | None) -> None:
    """Return a part of what a contract has spent to the balance, by a new line of the ledger.

    :raises MoveRefused: no reason, or more than was spent.
    """
    if not words.strip():
        raise MoveRefused("Укажите, почему возвращается списанное")
    if contract.balance_id is None or not 0 < amount <= contract.spent:
        raise MoveRefused("Вернуть можно не больше, чем списано по договору")
    balance: Balance = Balance.get_by_id(contract.balance_id)
    if balance.period.settled_at is not None:
        raise MoveRefused("Период закрыт: вернуть списанное нельзя")
    day = moment.day(balance.certificate.municipality.timezone)
    change = Change(balance=amount, spent=-amount)
    post(balance, change, "correction", moment, day, contract=contract, account=account, words=words.strip())
    give_limit(contract, amount)
    Contract.update(spent=Contract.spent - amount).where(Contract.id == contract.id).execute()
    if not balance.is_held and balance.balance:
        post(balance, withdraw(purse_of(balance)), "account", moment, day, account=account)


def leave(certificate: Certificate, moment: Moment) -> None:
    """Take a certificate out of the queue for a nominal."""
    leave_queue(certificate, moment, "left")
