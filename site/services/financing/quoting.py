"""What a group costs and asks for, as a contract needs it: price, normative cost, hours, dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from navigator.data import Group, GroupFunding, Organization, Program
from navigator.data.groups import funding_that_counts
from navigator.data.rows import tuples
from navigator.rules.financing.contracts import Calculation, ContractProblem, Terms, calculate
from navigator.rules.financing.hours import hundredths
from navigator.rules.financing.periods import Span
from navigator.rules.years import months_touched

NO_DATES = "У группы не указаны даты начала и конца: стоимость по сертификату не рассчитать"
NO_PRICE = "Цена программы не указана: стоимость по сертификату не рассчитать"
NO_HOURS = "У программы не указаны часы в неделю: нагрузку по сертификату не рассчитать"


@dataclass(frozen=True, slots=True)
class Offer:
    """A group as a contract sees it; sums are kopecks of the whole term, hours hundredths a week."""

    group: int
    program: int
    organization: int
    direction: str | None
    starts: date | None
    ends: date | None
    price: int | None
    normative: int | None
    hours: int | None
    is_valued: bool
    by_certificate: bool
    is_free: bool
    only_by_certificate: bool
    paid_by: str  # how families pay there beside a certificate: paid, private, empty

    def terms(self, starts: date, span: Span) -> Terms:
        """The terms of a contract that begins on a day of a period.

        :raises ContractProblem: dates or price are missing.
        """
        if self.starts is None or self.ends is None:
            raise ContractProblem(NO_DATES)
        if self.price is None:
            raise ContractProblem(NO_PRICE)
        return Terms(self.starts, self.ends, self.price, self.normative, starts, span.starts, span.ends)

    def cost(self, starts: date, span: Span, balance: int) -> Calculation:
        """The cost of that contract.

        :raises ContractProblem: it cannot be made.
        """
        return calculate(self.terms(starts, span), balance)


def offer_of(group: int) -> Offer | None:
    """One group as a contract sees it, or None."""
    return offers_of([group]).get(group)


def offers_of(groups: list[int]) -> dict[int, Offer]:
    """Groups by id, in two queries."""
    rows = Group.select(Group, Program, Organization.id).join(Program).join(Organization).where(Group.id.in_(groups))
    funding: dict[int, list[tuple[str, int | None, int | None]]] = {}
    stated = (
        GroupFunding.select(GroupFunding.group, GroupFunding.source, GroupFunding.price, GroupFunding.price_month)
        .join(Group)
        .join(Program)
        .where(GroupFunding.group.in_(groups), funding_that_counts())
    )
    for number, source, price, month in tuples(stated):
        funding.setdefault(number, []).append((source, price, month))
    return {row.id: _offer(row, funding.get(row.id, [])) for row in rows}


def _offer(row: Group, funding: list[tuple[str, int | None, int | None]]) -> Offer:
    program: Program = row.program
    by_source = {source: (price, month) for source, price, month in funding}
    module = row.module
    hours = row.hours_week if row.hours_week is not None else program.hours_week
    free = "budget" in by_source or any(0 in prices for prices in by_source.values())
    return Offer(
        group=row.id,
        program=program.id,
        organization=program.organization_id,
        direction=program.direction_id,
        starts=row.date_start,
        ends=row.date_end,
        price=_price(row, module.price if module is not None else None, by_source),
        normative=(module.normative_price if module is not None else None) or program.normative_price,
        hours=hundredths(hours) if hours else None,
        is_valued="valued" in program.registries,
        by_certificate="certificate" in by_source,
        is_free=free,
        only_by_certificate=set(by_source) == {"certificate"},
        paid_by=next((source for source in ("paid", "private") if source in by_source), ""),
    )


def _price(row: Group, module: int | None, by_source: dict[str, tuple[int | None, int | None]]) -> int | None:
    """The price for the term: of the module, of the certificate as a source, of the same lessons paid by families."""
    if module is not None:
        return module
    for source in ("certificate", "paid", "private"):
        term, month = by_source.get(source, (None, None))
        if term is not None:
            return term
        if month is not None and row.date_start and row.date_end and row.date_end >= row.date_start:
            return month * months_touched(row.date_start, row.date_end)
    return None
