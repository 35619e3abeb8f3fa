"""Filters with all facets: against the same without facets, and against one GROUP BY for each facet in SQLite."""

from __future__ import annotations

from peewee import Database
from place import Place, measured, ratio, say
from questions import filters

from navigator.search.filters import Filters, Selection
from navigator.services.catalog import read_catalog

ROUNDS = 300
SQL_ROUNDS = 5
AGE, DAY = 10, 5  # the filters of the comparison: age 10, Saturday
FILTERS = Filters(age=(AGE,), day=("sat",))
_FROM = """
FROM program p JOIN organization o ON o.id = p.organization_id JOIN municipality m ON m.id = o.municipality_id
JOIN study_group g ON g.program_id = p.id LEFT JOIN venue v ON v.id = g.venue_id
LEFT JOIN settlement s ON s.id = COALESCE(v.settlement_id, o.settlement_id) {more}
WHERE p.state = 'published' AND o.status NOT IN ('refused', 'blocked') AND g.status = 'active' AND {where}
"""
_AGE = "COALESCE(g.age_from, p.age_from) < 132 AND COALESCE(g.age_to, p.age_to) > 120"
_DAY = "EXISTS (SELECT 1 FROM schedule_slot t WHERE t.group_id = g.id AND t.weekday = 5)"
#: Facet → column, join, condition without the facet's own selection.
_FACETS = {
    "direction": ("p.direction_id", "", f"{_AGE} AND {_DAY}"),
    "municipality": ("m.slug", "", f"{_AGE} AND {_DAY}"),
    "organization": ("o.id", "", f"{_AGE} AND {_DAY}"),
    "form": ("p.study_form", "", f"{_AGE} AND {_DAY}"),
    "project": ("p.project", "", f"{_AGE} AND {_DAY} AND p.project <> ''"),
    "place": ("s.slug", "", f"{_AGE} AND {_DAY}"),
    "activity": (
        "a.slug",
        "JOIN program_activity l ON l.program_id = p.id JOIN activity a ON a.id = l.activity_id",
        f"{_AGE} AND {_DAY}",
    ),
    "day": ("d.weekday", "JOIN schedule_slot d ON d.group_id = g.id", f"{_AGE} AND d.weekday IS NOT NULL"),
    "age": (
        "y.value",
        f"JOIN json_each('{list(range(18))}') y",
        "COALESCE(g.age_from, p.age_from) < y.value * 12 + 12 AND COALESCE(g.age_to, p.age_to) > y.value * 12 "
        f"AND {_DAY}",
    ),
}


def run(place: Place) -> None:
    """Print times, ratios, and whether both ways count the same."""
    database = place.database()
    snapshot = read_catalog(database)
    asked = filters(ROUNDS)
    snapshot.select(Filters(), place.today)
    facets = measured(lambda one: snapshot.select(one, place.today), asked)
    plain = measured(lambda one: snapshot.select(one, place.today, facets=False), asked)
    say("filters + 16 facets + a page of 20", facets)
    say("the same without facets", plain, f"facets cost {ratio(facets, plain)}")
    nothing = measured(lambda one: snapshot.select(one, place.today), [Filters()] * ROUNDS)
    say("nothing selected, counts kept", nothing)
    ours = measured(lambda _: snapshot.select(FILTERS, place.today), range(ROUNDS))

    def in_sql(_: int) -> dict[str, dict[str, int]]:
        return {key: _counted(database, *parts) for key, parts in _FACETS.items()}

    theirs = measured(in_sql, range(SQL_ROUNDS))
    say(f"age 10 on Saturday, {len(_FACETS)} facets by GROUP BY in SQLite", theirs)
    say("age 10 on Saturday, 16 facets here", ours, f"SQLite is {ratio(theirs, ours)} slower")
    different = _different(snapshot.select(FILTERS, place.today), in_sql(0))
    say("counts that differ between both", len(different), ", ".join(different[:3]))


def _counted(database: Database, column: str, more: str, where: str) -> dict[str, int]:
    query = _FROM.format(more=more, where=where)
    rows = database.execute_sql(f"SELECT {column}, COUNT(DISTINCT p.id) {query} GROUP BY 1").fetchall()
    return {str(value): number for value, number in rows}


def _different(found: Selection, counted: dict[str, dict[str, int]]) -> list[str]:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    counted["day"] = {days[int(value)]: number for value, number in counted["day"].items()}
    return [
        f"{key} {value.value}: {value.count} and {counts.get(value.value, 0)}"
        for key, counts in counted.items()
        for value in found.facets[key]
        if value.count != counts.get(value.value, 0)
    ]
