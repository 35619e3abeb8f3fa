"""What staff may do to a certificate: one verb, one transaction, one line of the journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from peewee import Database

from navigator.data import (
    Balance,
    Certificate,
    CertificateGroup,
    Contract,
    LedgerLine,
    Municipality,
)
from navigator.data.database import write
from navigator.data.rows import tuples
from navigator.rules.access import Territory
from navigator.rules.persons import Identity, differences, fold_person
from navigator.rules.states import ORGANIZATION
from navigator.services.financing import registry
from navigator.services.financing.desk import mine_one
from navigator.services.financing.joining import first_group
from navigator.services.financing.ledger import lock_balances
from navigator.services.financing.listing import PAGE, mine
from navigator.services.financing.nominals import ask_nominal, return_to_account
from navigator.services.financing.periods import payer_of
from navigator.services.financing.register import number_hash
from navigator.services.problems import Problem, storing
from navigator.services.requests.certificates import change_certificate
from navigator.services.requests.children import identity_of
from navigator.services.requests.records import Moment, MoveRefused, Policy, Stale
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine
from navigator.services.staff.journal import note


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form of one certificate says; ``amount`` in kopecks."""

    event: str
    reason: str = ""
    words: str = ""
    group: int | None = None
    number: str = ""  # of the other certificate
    place: str = ""  # slug
    amount: int = 0
    balance: int | None = None
    contract: int | None = None
    seen: int | None = None  # lines of the ledger that the page showed


def act(database: Database, member: Member, number: int, asked: Asked, moment: Moment, policy: Policy) -> None:
    """Do one thing to a certificate, in one transaction with its line of the journal.

    :raises NotMine: it lies outside the territory, or the member only reads.
    :raises MoveRefused: it cannot be done; the message says why.
    """
    if not member.territory.actor:
        raise NotMine(str(number))
    with storing(database), write(database):
        one = mine_one(member, number)
        verb = VERBS.get(asked.event)
        if verb is None:
            raise NotMine(asked.event)
        verb(Work(database, member, one, asked, moment, policy))
        note(database, member.account, asked.event, moment, subject=f"certificate {number}", detail=asked.reason)


@dataclass(frozen=True, slots=True)
class Work:
    """One thing being done to a certificate."""

    database: Database
    member: Member
    certificate: Certificate
    asked: Asked
    moment: Moment
    policy: Policy

    @property
    def today(self) -> date:
        return self.moment.day(self.certificate.municipality.timezone)


def _grant(work: Work) -> None:
    one, asked = work.certificate, work.asked
    if payer_of(one.municipality, work.moment).mode != "money":
        raise MoveRefused("Муниципалитет не считает деньги сертификатов")
    group = (
        CertificateGroup.get_or_none(
            CertificateGroup.id == asked.group, CertificateGroup.municipality == one.municipality_id
        )
        if asked.group
        else first_group(one.municipality_id)
    )
    if group is None:
        raise MoveRefused("Групп сертификатов ещё нет: заведите их в разделе «Бюджет»")
    if one.type != "accounting":
        raise MoveRefused("Номинал на этот сертификат уже выдан")
    ask_nominal(work.database, one, group, work.moment, work.today, account=work.member.account)


def _status(work: Work) -> None:
    one, asked, member = work.certificate, work.asked, work.member
    actor = member.territory.actor
    if asked.event == "freeze":
        registry.freeze(work.database, one, actor, work.moment, work.policy, member.account)
    else:
        change_certificate(one, asked.event, actor, work.moment, asked.reason, account=member.account)


def _account(work: Work) -> None:
    if work.certificate.type == "accounting":
        raise MoveRefused("Это уже сертификат учёта")
    return_to_account(work.certificate, work.moment, work.today, account=work.member.account, words=work.asked.words)


def _leave(work: Work) -> None:
    registry.leave(work.certificate, work.moment)


def _move(work: Work) -> None:
    place = Municipality.get_or_none(Municipality.slug == work.asked.place, Municipality.is_shown)
    if place is None:
        raise MoveRefused("Выберите, куда переехала семья")
    registry.move_home(work.certificate, place, work.moment, work.member.account)


def _require_fresh(work: Work) -> None:
    """A second press of the same button corrects nothing a second time.

    :raises Stale: the ledger of the certificate has other lines than the page showed.
    """
    if work.asked.seen is None:
        return
    lock_balances(Balance.certificate == work.certificate.id)
    mine_ = Balance.select(Balance.id).where(Balance.certificate == work.certificate.id)
    if LedgerLine.select().where(LedgerLine.balance.in_(mine_)).count() != work.asked.seen:
        raise Stale("Остаток только что изменился. Проверьте строки журнала внизу, не записано ли это уже")


def _may_be_one(one: Identity, other: Identity) -> bool:
    """Whether two entries may be one child: alike, or the same names, or the same birth date with a name in common."""
    names, others = (fold_person(who.last, who.first, "").split("|") for who in (one, other))
    shared = sum(name == same for name, same in zip(names[:2], others[:2], strict=True))
    return differences(one, other) is not None or shared == 2 or (shared == 1 and one.born == other.born)


def _merge(work: Work) -> None:
    digits = "".join(sign for sign in work.asked.number if sign.isdigit())
    other = Certificate.get_or_none(Certificate.number_hash == number_hash(digits), mine(work.member.territory))
    if other is None:
        raise MoveRefused("Второго сертификата с таким номером в вашем реестре нет")
    if not _may_be_one(identity_of(work.certificate.child), identity_of(other.child)):
        raise MoveRefused("Этот номер – сертификат другого ребёнка: не совпадают ни имя, ни дата рождения")
    registry.merge(work.certificate, other, work.member.territory.actor, work.moment, work.member.account)


def _correct(work: Work) -> None:
    _require_fresh(work)
    one, asked = work.certificate, work.asked
    balance = Balance.get_or_none(Balance.id == asked.balance, Balance.certificate == one.id)
    if balance is None:
        raise MoveRefused("Выберите период, в котором исправляется остаток")
    registry.correct(balance, asked.amount, asked.words, work.moment, work.member.account)


def _refund(work: Work) -> None:
    _require_fresh(work)
    one, asked = work.certificate, work.asked
    contract = Contract.get_or_none(Contract.id == asked.contract, Contract.certificate == one.id)
    if contract is None:
        raise MoveRefused("Выберите договор, по которому возвращается списанное")
    registry.correct_payment(contract, asked.amount, asked.words, work.moment, work.member.account)


VERBS: dict[str, Callable[[Work], None]] = {
    "grant": _grant,
    "freeze": _status,
    "thaw": _status,
    "close": _status,
    "account": _account,
    "leave_queue": _leave,
    "move": _move,
    "merge": _merge,
    "correct": _correct,
    "refund": _refund,
}


def grant_many(
    database: Database, member: Member, numbers: Sequence[int], moment: Moment, policy: Policy
) -> dict[int, str]:
    """Issue nominals to many, one transaction each; what could not be done is said by certificate.

    :returns: trouble by certificate, empty words where it was done.
    """
    done: dict[int, str] = {}
    for number in numbers[:PAGE]:
        try:
            act(database, member, number, Asked("grant"), moment, policy)
            done[number] = ""
        except Problem as trouble:
            done[number] = str(trouble)
        except NotMine:
            continue
    return done


def enter(database: Database, member: Member, child: Identity, place: str, moment: Moment) -> int:
    """Issue a certificate of account to a child whose documents were looked at in person.

    :raises NotMine: the municipality is not the member's.
    :raises MoveRefused: the age, or the child holds one already.
    """
    home: Municipality | None = Municipality.get_or_none(Municipality.slug == place)
    territory = member.territory
    if home is None or not territory.actor or territory.role == ORGANIZATION:
        raise NotMine(place)
    if not territory.is_everything and territory.municipality != home.id:
        raise NotMine(place)
    with storing(database), write(database):
        made = registry.enter_certificate(child, home, moment)
        note(database, member.account, "issue", moment, subject=f"certificate {made.id}")
        return int(made.id)


def places_of(territory: Territory) -> list[tuple[str, str]]:
    """Slug and name of municipalities that a member works for."""
    rows = Municipality.select(Municipality.slug, Municipality.name).where(Municipality.is_shown)
    if not territory.is_everything:
        rows = rows.where(Municipality.id == territory.municipality)
    return list(tuples(rows.order_by(Municipality.name)))
