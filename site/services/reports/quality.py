"""Report 7: what cards of the catalog lack, by organization, and the cards themselves."""

from __future__ import annotations

from collections import Counter, defaultdict

from navigator.data import Municipality, Organization
from navigator.data.rows import tuples
from navigator.exchange.report_files import Column, Plot, Report, Table, Value
from navigator.services.reports.coverage import without_empty
from navigator.services.reports.figures import figures, figures_words
from navigator.services.reports.flaws import FLAWS, Card, flaws
from navigator.services.reports.scope import Scope

TITLE = "Качество каталога"
_COUNTS = (Column("Программ"), *(Column(words) for words in FLAWS.values()), Column("Без замечаний"))


def quality(scope: Scope) -> Report:
    """Counts of today by organization; of a past day by municipality, from what was kept."""
    if scope.is_past:
        return _of_past(scope)
    cards = flaws(scope)
    by_organization: dict[int, list[Card]] = defaultdict(list)
    for card in cards:
        by_organization[card.organization].append(card)
    several, everybody = len(scope.places) > 1, _organizations(scope)
    rows = tuple(
        (name, home if several else None, *_line(by_organization[number]))
        for number, name, home in everybody
        if by_organization[number]
    )
    total = ("Всего", None, *_line(cards))
    columns = (Column("Организация", "text"), Column("Муниципалитет", "text"), *_COUNTS)
    names = {number: name for number, name, _ in everybody}
    worst = sorted((card for card in cards if card.flaws), key=lambda card: -len(card.flaws))
    listed = Table(
        "Карточки с замечаниями",
        (Column("Программа", "text"), Column("Организация", "text"), Column("Что поправить", "text")),
        tuple((card.name, names[card.organization], _words(card)) for card in worst),
        empty="Замечаний нет.",
        links=tuple(card.id for card in worst),
        links_to="program",
    )
    main = without_empty(Table(TITLE, columns, rows, total if len(rows) > 1 else None, empty="Программ нет."))
    counts = Counter(key for card in cards for key in card.flaws)
    plot = Plot("Программ с замечанием", "bars", tuple(FLAWS.values()), tuple(float(counts[key]) for key in FLAWS))
    notes = ("Считаются опубликованные программы. «Нет цены», «расписания», «адреса» – хотя бы у одной группы.",)
    return Report("quality", TITLE, scope.title, scope.day, (main, listed), notes, (plot,) if cards else ())


def _organizations(scope: Scope) -> list[tuple[int, str, str]]:
    rows = (
        Organization.select(Organization.id, Organization.public_name, Municipality.name)
        .join(Municipality)
        .where(scope.organizations())
        .order_by(Municipality.name, Organization.public_name)
    )
    return [(number, name, home) for number, name, home in tuples(rows)]


def _line(cards: list[Card]) -> tuple[Value, ...]:
    counts = Counter(key for card in cards for key in card.flaws)
    return len(cards), *(counts[key] for key in FLAWS), sum(1 for card in cards if not card.flaws)


def _words(card: Card) -> str:
    return "; ".join(words[:1].lower() + words[1:] for key, words in FLAWS.items() if key in card.flaws)


def _of_past(scope: Scope) -> Report:
    kept = figures(scope)
    names = ("programs", *FLAWS)
    columns = (Column("Муниципалитет", "text"), *_COUNTS[:-1])
    rows: list[tuple[Value, ...]] = []
    if not scope.is_organization and kept.taken_on:
        rows = [(one.name, *(kept.sum([one], f"flaw.{name}") for name in names)) for one in scope.places]
    total = ("Всего", *(kept.sum(scope.places, f"flaw.{name}") for name in names)) if len(rows) > 1 else None
    table = Table(TITLE, columns, tuple(rows), total, empty="На этот день данных нет.")
    return Report("quality", TITLE, scope.title, scope.day, (table,), (figures_words(kept, "качество карточек"),))
