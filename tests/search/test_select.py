"""Filters, facets and order over sets against plain loops, on random catalogs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from peewee import Database
from search import reference
from search.invented import ACTIVITIES, DIRECTIONS, PLACES, TODAY, P, a_catalog, write_catalog

from navigator.data import Group
from navigator.data.database import places_changed
from navigator.rules import vocabulary
from navigator.search.arrays import load, read_places
from navigator.search.catalog import FACETS, CatalogSnapshot
from navigator.search.filters import Filters

VALUES = {
    "direction": DIRECTIONS,
    "activity": tuple(ACTIVITIES),
    "age": tuple(range(18)),
    "municipality": ("m1", "m2"),
    "place": tuple(PLACES),
    "organization": (1, 2, 3, 4, 5),
    "day": vocabulary.WEEKDAYS,
    "time": tuple(vocabulary.DAY_PARTS),
    "form": tuple(vocabulary.STUDY_FORMS),
    "level": tuple(vocabulary.LEVELS),
    "payment": tuple(vocabulary.PAYMENTS),
    "health": tuple(vocabulary.HEALTH_CATEGORIES),
    "distance": (True,),
    "open": (True,),
    "year": tuple(vocabulary.YEARS),
    "project": tuple(vocabulary.PROJECTS),
    "mark": tuple(vocabulary.MARKS),
}


def some_filters(random: Random) -> Filters:
    found = Filters(sort=random.choice(list(vocabulary.SORTS)))
    for key in random.sample(list(VALUES), random.choice((0, 1, 1, 2, 3, 4))):
        values = VALUES[key]
        chosen = (
            True if values == (True,) else tuple(random.sample(values, min(len(values), random.choice((1, 1, 2, 3)))))
        )
        found = replace(found, **{key: chosen})
    if random.random() < 0.3:
        found = replace(found, max_price=random.choice((0, 100, 499, 500, 1000, 1500, 9000)))
    return found


def compare(snapshot: CatalogSnapshot, catalog: list[P], filters: Filters, today: date) -> None:
    found = snapshot.select(filters, today, size=7)
    expected = reference.ranked(catalog, filters, today)
    assert found.total == len(expected), filters
    assert found.ids == tuple(one.id for one in expected[:7]), filters
    assert found.pages == max(1, (len(expected) + 6) // 7)
    assert found.open_total == sum(reference.is_open_now(one, filters, today) for one in expected)
    assert found.open_ids == {one.id for one in expected[:7] if reference.is_open_now(one, filters, today)}
    assert found.matched_groups == {
        one.id: {group.id for group in reference.fitting(one, filters, today)} for one in expected[:7]
    }
    assert found.unknown_price == reference.unknown_price(catalog, filters, today), filters
    for key in FACETS:
        counts = {value.value: value.count for value in found.facets[key]}
        for value in VALUES[key]:
            name = "1" if value is True else str(value)
            count = reference.facet_count(catalog, filters, today, key, value)
            assert counts.get(name, 0) == count, (key, value, filters)
        chosen = getattr(filters, key)
        names = {"1"} if chosen is True else {str(one) for one in chosen or ()}
        assert {value.value for value in found.facets[key] if value.chosen} == names & set(snapshot.labels.values[key])


@pytest.mark.parametrize("seed", range(6))
def test_sets_and_loops_agree(sqlite: Database, seed: int) -> None:
    random = Random(seed)
    catalog = a_catalog(random, random.choice((0, 5, 30, 60)) if seed else 60)
    write_catalog(sqlite, catalog)
    snapshot = CatalogSnapshot(load(sqlite))
    for _ in range(50):
        compare(snapshot, catalog, some_filters(random), TODAY)


@pytest.mark.parametrize("days", [-60, 1, 400])
def test_other_days_open_and_close_groups(sqlite: Database, days: int) -> None:
    random = Random(days)
    catalog = a_catalog(random, 40)
    write_catalog(sqlite, catalog)
    snapshot = CatalogSnapshot(load(sqlite))
    compare(snapshot, catalog, Filters(), TODAY)
    for _ in range(12):
        compare(snapshot, catalog, some_filters(random), TODAY + timedelta(days=days))


def test_both_databases_give_the_same_catalog(database: Database) -> None:
    catalog = a_catalog(Random(77), 40)
    write_catalog(database, catalog)
    snapshot = CatalogSnapshot(load(database))
    random = Random(78)
    for _ in range(15):
        compare(snapshot, catalog, some_filters(random), TODAY)


def test_places_that_were_taken_and_given_back(sqlite: Database) -> None:
    random = Random(21)
    catalog = a_catalog(random, 60)
    write_catalog(sqlite, catalog)
    snapshot = CatalogSnapshot(load(sqlite))
    generation = snapshot.generation
    for turn in range(4):
        groups = [group for one in catalog for group in one.groups]
        for group in random.sample(groups, len(groups) // 3):
            group.free_places, group.vacancy = random.choice((None, 0, 1, 7)), random.choice(("", "some", "none"))
            values = {"free_places": group.free_places, "vacancy": group.vacancy}
            Group.update(**values).where(Group.id == group.id).execute()
        places_changed()
        snapshot = snapshot.with_places(*read_places(sqlite))
        whole = CatalogSnapshot(load(sqlite))
        assert snapshot.stamp == (generation, turn + 1) == whole.stamp
        for _ in range(15):
            filters = some_filters(random)
            compare(snapshot, catalog, filters, TODAY)
            hits = {one.id: 1.0 for one in random.sample(catalog, 25)}
            assert snapshot.select(filters, TODAY, hits) == whole.select(filters, TODAY, hits)


def test_text_hits_narrow_and_order(sqlite: Database) -> None:
    random = Random(5)
    catalog = a_catalog(random, 60)
    write_catalog(sqlite, catalog)
    snapshot = CatalogSnapshot(load(sqlite))
    for _ in range(40):
        filters = some_filters(random)
        hits = {one.id: random.choice((1.0, 2.0, 2.001, 3.5)) for one in random.sample(catalog, 25)}
        hits[9999] = 8.0  # the index still names a program that is gone
        expected = reference.ranked(catalog, filters, TODAY, hits)
        found = snapshot.select(filters, TODAY, hits, size=9)
        assert found.ids == tuple(one.id for one in expected[:9])
        assert found.total == len(expected)
        directions = {value.value: value.count for value in found.facets["direction"]}
        for slug in DIRECTIONS:
            assert directions[slug] == len(reference.ranked(catalog, replace(filters, direction=(slug,)), TODAY, hits))


def test_pages_walk_through_everything_once(sqlite: Database) -> None:
    catalog = a_catalog(Random(9), 60)
    write_catalog(sqlite, catalog)
    snapshot = CatalogSnapshot(load(sqlite))
    for sort in vocabulary.SORTS:
        filters = Filters(sort=sort)
        expected = [one.id for one in reference.ranked(catalog, filters, TODAY)]
        pages = snapshot.select(filters, TODAY, size=7).pages
        walked = [
            number
            for page in range(1, pages + 1)
            for number in snapshot.select(replace(filters, page=page), TODAY, size=7).ids
        ]
        assert walked == expected
        beyond = snapshot.select(replace(filters, page=pages + 1), TODAY, size=7)
        assert (beyond.page, beyond.ids) == (1, tuple(expected[:7]))


def test_unknown_values_match_nothing(sqlite: Database) -> None:
    write_catalog(sqlite, a_catalog(Random(3), 30))
    snapshot = CatalogSnapshot(load(sqlite))
    for key in VALUES:
        if key in {"distance", "open"}:
            continue
        value = 9_999 if key in {"age", "organization"} else "no-such"
        found = snapshot.select(replace(Filters(), **{key: (value,)}), TODAY)
        assert (found.total, found.ids, found.page, found.pages) == (0, (), 1, 1), key


def test_labels_and_order_of_facet_values(sqlite: Database) -> None:
    catalog = a_catalog(Random(21), 60)
    write_catalog(sqlite, catalog)
    facets = CatalogSnapshot(load(sqlite)).select(Filters(place=("bohto",), project=("new_places",)), TODAY).facets
    assert tuple(facets) == FACETS
    assert [(value.value, value.label) for value in facets["day"]] == list(
        zip(vocabulary.WEEKDAYS, vocabulary.WEEKDAY_FULL, strict=True)
    )
    assert [value.value for value in facets["age"]][-13:] == [str(age) for age in range(5, 18)]
    assert all(value.count for value in facets["place"] if not value.chosen)
    counts = [(-value.count, value.label) for value in facets["place"]]
    assert counts == sorted(counts)
    assert [(value.label, value.count) for value in facets["project"] if value.chosen] == [
        ("Новые места", facets["project"][-1].count)
    ]


def test_an_empty_catalog_answers(sqlite: Database) -> None:
    found = CatalogSnapshot(load(sqlite)).select(Filters(age=(7,), sort="price"), TODAY, {})
    assert (found.total, found.ids, found.pages, found.unknown_price) == (0, (), 1, 0)
