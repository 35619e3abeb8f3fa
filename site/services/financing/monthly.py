"""What the calendar does to money: monthly write-offs, ended contracts, periods that are over. Run by the worker.

The write-off works in short transactions over ranges of contracts. Each line of the ledger has a key of its contract
and month, so that whatever was written before a crash is not written again.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from peewee import Case, Database, Value, fn

from navigator.data import (
    Balance,
    Certificate,
    CertificateGroup,
    Contract,
    FundingPeriod,
    GroupNominal,
    LedgerLine,
    Municipality,
    NominalTurn,
    Request,
)
from navigator.data.database import for_update, write
from navigator.data.rows import tuples
from navigator.rules.financing.contracts import first_after, next_contract_starts
from navigator.services.financing.contracts import activate, end
from navigator.services.financing.ledger import count_total, lock_balances
from navigator.services.financing.making import make_contract
from navigator.services.financing.nominals import return_to_account, serve_queue
from navigator.services.financing.periods import ensure_periods, payer_of, rules_of
from navigator.services.financing.quoting import offer_of
from navigator.services.requests.records import Moment, MoveRefused

#: Contracts of one transaction: short enough that families do not wait for it.
CHUNK = 2_000


def run_calendar(database: Database, moment: Moment) -> Counter[str]:
    """Everything of money that is due now; safe to repeat, to kill and to run on several nodes.

    :returns: how often each thing was done, by name.
    """
    done: Counter[str] = Counter()
    done["periods"] += ensure_periods(database, moment)
    for place in Municipality.select().where(Municipality.funding_mode.in_(("money", "hours"))):
        today = moment.day(place.timezone)
        done["payments"] += write_off(database, place.id, moment, today)
        done["ended"] += close_over(database, place.id, today)
        done["settled"] += settle_periods(database, place.id, moment, today)
        done["continued"] += continue_contracts(database, place, moment, today)
        done["account"] += return_idle(database, place, moment, today)
        done["issued"] += serve_queues(database, place, moment, today)
    return +done


# ---------------------------------------------------------------- write-offs


def write_off(database: Database, payer: int, moment: Moment, today: date, chunk: int = CHUNK) -> int:
    """Write off what contracts of a payer owe by today, month after month.

    :returns: how many payments were written off.
    """
    done = 0
    while True:
        due = (
            Contract.select(fn.MIN(Contract.next_due))
            .where(Contract.payer == payer, Contract.state == "active", Contract.next_due <= today)
            .scalar()
        )
        if due is None:
            return done
        done += _write_off_month(database, payer, due, moment, today, chunk)


def _write_off_month(database: Database, payer: int, due: date, moment: Moment, today: date, chunk: int) -> int:
    done, last = 0, 0
    wanted = (Contract.payer == payer) & (Contract.state == "active") & (Contract.next_due == due)
    while True:
        with write(database):
            query = Contract.select(Contract.id).where(wanted, Contract.id > last).order_by(Contract.id).limit(chunk)
            numbers = [number for (number,) in tuples(for_update(database, query))]
            if not numbers:
                return done
            mine = wanted & (Contract.id >= numbers[0]) & (Contract.id <= numbers[-1])
            done += _write_off_chunk(mine, due, moment, today)
            last = numbers[-1]


def _write_off_chunk(mine: Any, due: date, moment: Moment, today: date) -> int:
    """Four statements for thousands of contracts: lines, balances, contracts, in one transaction."""
    other = Contract.certificate_other
    line = Contract.select(
        *(Contract.balance, Contract.id, Value(moment.utc), Value(today), Value("payment"), Value(0), Value(0)),
        *(0 - other, other, Value(""), _once(due)),
    ).where(mine)
    LedgerLine.insert_from(
        line,
        (
            *(LedgerLine.balance, LedgerLine.contract, LedgerLine.at, LedgerLine.day, LedgerLine.kind),
            *(LedgerLine.nominal, LedgerLine.free, LedgerLine.reserved, LedgerLine.spent),
            *(LedgerLine.words, LedgerLine.once),
        ),
    ).execute()
    owed = Contract.select(fn.SUM(other)).where(mine, Contract.balance == Balance.id)
    Balance.update(reserved=Balance.reserved - owed, spent=Balance.spent + owed).where(
        Balance.id.in_(Contract.select(Contract.balance).where(mine))
    ).execute()
    following = first_after(due)
    return int(
        Contract.update(
            reserved=Contract.reserved - other,
            spent=Contract.spent + other,
            paid=Contract.paid + 1,
            next_due=Case(None, [(Contract.ends >= following, following)], None),
        )
        .where(mine)
        .execute()
    )


def _once(due: date) -> Any:
    """The key of a contract's month, made by the database as :func:`contracts.once` makes it."""
    return Contract.id.cast("TEXT").concat(":").concat(Contract.round.cast("TEXT")).concat(f":{due.isoformat()}")


def close_over(database: Database, payer: int, today: date) -> int:
    """End contracts whose last day is past; all their payments are written off by then."""
    with write(database):
        return int(
            Contract.update(state="ended", living_key=None, ended_on=Contract.ends)
            .where(
                Contract.payer == payer,
                Contract.state == "active",
                Contract.ends < today,
                Contract.next_due.is_null(),
                Contract.hours == 0,
            )
            .execute()
        )


# ---------------------------------------------------------------- periods


def settle_periods(database: Database, payer: int, moment: Moment, today: date) -> int:
    """Return what is left of a period that is over to the budget: it is neither cashed nor carried over."""
    over = FundingPeriod.select().where(
        FundingPeriod.municipality == payer, FundingPeriod.date_to < today, FundingPeriod.settled_at.is_null()
    )
    settled = 0
    for period in list(over):
        with write(database):
            taken = FundingPeriod.update(settled_at=moment.utc).where(
                FundingPeriod.id == period.id, FundingPeriod.settled_at.is_null()
            )
            if not taken.execute():
                continue
            _release_booked(period, moment, today)
            _lapse(period, moment, today)
            settled += 1
    return settled


def _release_booked(period: FundingPeriod, moment: Moment, today: date) -> None:
    """Contracts of the period that never came into force are released."""
    rows = Contract.select(Contract).join(Balance).where(Balance.period == period.id, Contract.state == "reserved")
    for one in list(rows):
        end(one, moment, today)


def _lapse(period: FundingPeriod, moment: Moment, today: date) -> None:
    lock_balances(Balance.period == period.id)
    left = (Balance.period == period.id) & (Balance.balance > 0)
    sums = tuples(Balance.select(Balance.group, fn.SUM(Balance.balance)).where(left).group_by(Balance.group))
    LedgerLine.insert_from(
        Balance.select(
            *(Balance.id, Value(moment.utc), Value(today), Value("lapse"), 0 - Balance.balance, 0 - Balance.balance),
            *(Value(0), Value(0), Value("")),
        ).where(left),
        (
            *(LedgerLine.balance, LedgerLine.at, LedgerLine.day, LedgerLine.kind, LedgerLine.nominal),
            *(LedgerLine.free, LedgerLine.reserved, LedgerLine.spent, LedgerLine.words),
        ),
    ).execute()
    Balance.update(nominal=Balance.nominal - Balance.balance, balance=0).where(left).execute()
    for group, amount in sums:
        count_total(group, period.id, -int(amount))


def continue_contracts(database: Database, place: Municipality, moment: Moment, today: date) -> int:
    """Make the next contract of those that a period cut while the child goes on attending.

    Where the family adds something it is asked first; until then the contract only books.
    """
    followers = Contract.alias()
    bearing = (
        Balance.select(Balance.id)
        .join(FundingPeriod)
        .where(
            Balance.certificate == Contract.certificate,
            Balance.is_held,
            Balance.balance > 0,
            FundingPeriod.date_from > Contract.ends,
            FundingPeriod.date_from <= today,
        )
    )
    rows = (
        Contract.select(Contract)
        .join(Request)
        .where(
            Contract.payer == place.id,
            Contract.is_cut,
            Contract.ends < today,
            Contract.state == "ended",
            Contract.ended_on == Contract.ends,
            Request.state == "enrolled",
            Request.funding == "certificate",
        )
        .where(fn.EXISTS(bearing))
        .where(~fn.EXISTS(followers.select(followers.id).where(followers.follows == Contract.id)))
        .order_by(Contract.id)
    )
    made = 0
    for one in list(rows):
        offer = offer_of(one.study_group_id)
        certificate = Certificate.get_by_id(one.certificate_id)
        if offer is None or certificate.type == "accounting":
            continue
        starts = next_contract_starts(one.ends)
        try:
            with write(database):
                fresh = make_contract(one.request, certificate, offer, starts, moment, follows=one)
                if not fresh.family_sum:
                    activate(fresh, moment, today)
                made += 1
        except MoveRefused:  # no nominal yet, or nothing is left: the next round looks again
            continue
    return made


# ---------------------------------------------------------------- idle certificates, queues


def return_idle(database: Database, place: Municipality, moment: Moment, today: date) -> int:
    """Make certificates of account again whose family has asked for nothing for the days that the rules name."""
    rules = rules_of(place.id)
    if rules.idle_days is None:
        return 0
    soonest = rules.idle_days if rules.refused_days is None else min(rules.idle_days, rules.refused_days)
    living = Request.select(Request.id).where(
        Request.child == Certificate.child, Request.kind == "enrollment", Request.living_key.is_null(False)
    )
    rows = Certificate.select().where(
        Certificate.municipality == place.id,
        Certificate.type != "accounting",
        Certificate.status == "active",
        fn.COALESCE(Certificate.type_changed_at, Certificate.created_at) < moment.utc - timedelta(days=soonest),
        ~fn.EXISTS(living),
    )
    returned = 0
    for one in list(rows):
        last = Request.select(fn.MAX(Request.closed_at)).where(
            Request.child == one.child_id, Request.kind == "enrollment"
        )
        closed, issued = last.scalar(), one.type_changed_at or one.created_at
        days = rules.idle_days
        if closed is not None and closed > issued:
            issued, days = closed, rules.refused_days if rules.refused_days is not None else rules.idle_days
        if (today - Moment(issued).day(place.timezone)).days <= days:
            continue
        try:
            with write(database):
                return_to_account(one, moment, today, words=f"Нет заявок {days} дней")
            returned += 1
        except MoveRefused:  # a contract is alive: nothing idle
            continue
    return returned


def serve_queues(database: Database, place: Municipality, moment: Moment, today: date) -> int:
    """Issue nominals to those who wait, where limits allow it now."""
    if not payer_of(place, moment).mode:
        return 0
    issued = 0
    groups = CertificateGroup.select().where(
        CertificateGroup.municipality == place.id,
        CertificateGroup.id.in_(NominalTurn.select(NominalTurn.group).where(NominalTurn.state == "waiting")),
        CertificateGroup.id.in_(GroupNominal.select(GroupNominal.group)),
    )
    for group in list(groups):
        with write(database):
            issued += serve_queue(database, group, moment, today)
    return issued
