"""How a group is paid for: from one column of ours, or from the several that people use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from navigator.exchange import cells, choices
from navigator.exchange.cells import CellProblem
from navigator.exchange.records import Funding
from navigator.exchange.tables import Cell
from navigator.rules.money import ParsedPrice, format_plain, parse_price, parse_roubles

#: Columns that tell of payment.
COLUMNS = ("funding", "free", "payment", "price_month", "price", "price_hour", "certificate")

_PRICES = ("price", "price_month", "price_hour")
#: What a sum is for, as its words say it → the column of ours.
_PER = {"month": "price_month", "hour": "price_hour", "term": "price"}
_ENTRY = re.compile(r"^(?P<source>[^:=\d]+?)\s*(?:[:=]\s*(?P<price>.*))?$")
Problem = Callable[[str, CellProblem], None]


def parse_funding(text: str) -> list[Funding]:
    """Read «budget:0; paid:1200/мес; paid:150/час; certificate:9000»; a source repeated is one source.

    :raises CellProblem: an unknown source or a price that is no sum.
    """
    found: dict[str, Funding] = {}
    for part in re.split(r"[;\n]", text):
        if not part.strip():
            continue
        entry = _ENTRY.match(part.strip())
        source = choices.choice(entry["source"][:200], "FUNDING_SOURCES", choices.SOURCES) if entry else None
        if entry is None or source is None:
            raise CellProblem(f"источник финансирования «{part.strip()[:40]}» не понят, нужно как «paid:1200/мес»")
        one = found.setdefault(source, Funding(source))
        if entry["price"]:
            _set_price(one, entry["price"])
    return list(found.values())


def _set_price(one: Funding, words: str) -> None:
    sum_ = parse_roubles(words)
    if sum_ is None:
        raise CellProblem(f"«{words[:40]}» – не сумма в рублях")
    if "мес" in words or "month" in words:
        one.price_month = sum_
    elif "час" in words or "hour" in words or "заняти" in words:
        one.price_hour = sum_
    else:
        one.price = sum_


def format_funding(funding: Iterable[Funding]) -> str:
    """Sources as :func:`parse_funding` reads them back."""
    parts = []
    for one in funding:
        prices = ((one.price, ""), (one.price_month, "/мес"), (one.price_hour, "/час"))
        stated = [f"{one.source}:{format_plain(sum_)}{per}" for sum_, per in prices if sum_ is not None]
        parts += stated or [one.source]
    return "; ".join(parts)


def read_funding(row: Mapping[str, Cell], problem: Problem) -> tuple[list[Funding] | None, str]:
    """Sources of financing of a row and the words about payment worth keeping.

    :param row: the columns of :data:`COLUMNS` that the file has.
    :param problem: told of each cell that cannot be read, by column.
    :returns: None when the file has no such column.
    """
    if not any(key in row for key in COLUMNS):
        return None, ""
    if "funding" in row and not cells.is_blank(row["funding"]):
        try:
            return parse_funding(cells.text(row["funding"])), ""
        except CellProblem as trouble:
            problem("funding", trouble)
    said, note = _said(row, problem)
    sums: dict[str, int | None] = dict.fromkeys(_PRICES)
    for key in _PRICES:
        column, sum_, words = _sum(key, row, problem)
        sums[column] = sum_ if sums[column] is None else sums[column]
        said = _joined(said, words)
    if said.kopecks is not None:
        key = _PER.get(said.per, "price")
        sums[key] = said.kopecks if sums[key] is None else sums[key]
    return _sources(said, sums, by_certificate=_certificate(row, problem)), note


def _said(row: Mapping[str, Cell], problem: Problem) -> tuple[ParsedPrice, str]:
    """What the columns «Бесплатно» and «Оплата» say, and their words when they are a sentence."""
    said, note = ParsedPrice(), ""
    for key in ("free", "payment"):
        cell = row.get(key, "")
        words = cells.text(cell)
        low = cells.folded(words)
        if low in choices.YES | choices.NO and not (key == "payment" and low == "0"):
            yes = (low in choices.YES) == (key == "free")
            said = ParsedPrice(said.kopecks, said.per, yes, not yes, said.certificate)
        elif low not in choices.NOTHING:
            said = parse_price(words[:500])
            note = words if len(words) > 12 or not said.known else note
            if not said.known:
                problem(key, CellProblem(f"«{words[:40]}» – не понято, платно ли обучение"))
    return said, note


def _sum(key: str, row: Mapping[str, Cell], problem: Problem) -> tuple[str, int | None, ParsedPrice]:
    """The column of a sum, the sum, and what the cell says in words: «1 500 руб./мес», «беспл.», «по ПФ»."""
    cell = row.get(key, "")
    said = parse_price(cells.text(cell)[:500]) if isinstance(cell, str) else ParsedPrice()
    if said.kopecks is None and said.known:
        return key, None, said
    if said.per:
        return _PER.get(said.per, key), said.kopecks, ParsedPrice()
    try:
        return key, cells.kopecks(cell), ParsedPrice()
    except CellProblem as trouble:
        problem(key, trouble)
        return key, None, ParsedPrice()


def _joined(one: ParsedPrice, other: ParsedPrice) -> ParsedPrice:
    return ParsedPrice(
        one.kopecks, one.per, one.free or other.free, one.paid or other.paid, one.certificate or other.certificate
    )


def _certificate(row: Mapping[str, Cell], problem: Problem) -> bool:
    try:
        return "certificate" in row and cells.yes_no(row["certificate"])
    except CellProblem as trouble:
        problem("certificate", trouble)
        return False


def _sources(said: ParsedPrice, sums: Mapping[str, int | None], *, by_certificate: bool) -> list[Funding]:
    costs = any(sums.values())
    certificate = said.certificate or by_certificate
    stated_free = not costs and any(sum_ == 0 for sum_ in sums.values())
    found = []
    if said.free or (stated_free and not said.paid and not certificate):
        found.append(Funding("budget", 0))
    if certificate:
        found.append(Funding("certificate", sums["price"], sums["price_month"], sums["price_hour"]))
    if said.paid or (costs and not certificate):
        found.append(Funding("paid", sums["price"], sums["price_month"], sums["price_hour"]))
    return found
