"""Children who may be one child."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navigator.rules.persons import (
    Identity,
    differences,
)

ANNA = Identity("Иванова", "Анна", "Сергеевна", date(2015, 3, 5))
SNILS, OTHER_SNILS = "11223344595", "08765430300"


def anna(**changes: str | date) -> Identity:
    """Anna with something else in her."""
    fields = {"last": ANNA.last, "first": ANNA.first, "patronymic": ANNA.patronymic, "born": ANNA.born}
    return Identity(**{**fields, **changes})  # type: ignore[arg-type]  # the names of fields are checked when called


@pytest.mark.parametrize(
    ("one", "other", "fields"),
    [
        (ANNA, ANNA, ()),
        (ANNA, anna(last="ИВАНОВА", first="Aннa"), ()),
        (ANNA, anna(snils=SNILS), ("snils",)),
        (anna(snils=OTHER_SNILS), anna(snils=SNILS), ("snils",)),
        (anna(snils=SNILS), anna(snils=SNILS), ()),
        # the name within one edit
        (ANNA, anna(last="Ивонова"), ("last",)),
        (ANNA, anna(last="Иваннова"), ("last",)),
        (ANNA, anna(last="Ианова"), ("last",)),
        (ANNA, anna(last="Иавнова"), ("last",)),
        (ANNA, anna(first="Инна"), ("first",)),
        (ANNA, anna(patronymic="Сергевна", snils=SNILS), ("patronymic", "snils")),
        (ANNA, anna(last="Ивоновна"), None),
        (ANNA, anna(last="Ивонова", first="Инна"), None),
        (anna(snils=OTHER_SNILS), anna(first="Инна", snils=SNILS), None),  # twins
        # the date
        (ANNA, anna(born=date(2015, 3, 6)), ("born",)),
        (ANNA, anna(born=date(2005, 3, 5)), ("born",)),
        (ANNA, anna(born=date(2015, 5, 3)), ("born",)),
        (anna(born=date(2015, 10, 12)), anna(born=date(2015, 12, 10)), ("born",)),
        (anna(snils=SNILS), anna(born=date(2015, 5, 3), snils=SNILS), ("born",)),
        (ANNA, anna(born=date(2015, 3, 16)), None),  # namesakes
        (ANNA, anna(born=date(2016, 5, 3)), None),
        (ANNA, anna(born=date(2015, 3, 6), last="Ивонова"), None),
        (anna(snils=SNILS), anna(born=date(2015, 3, 6), snils=OTHER_SNILS), None),
        # no patronymic
        (ANNA, anna(patronymic=""), ("patronymic",)),
        (ANNA, anna(patronymic="", snils=SNILS), ("patronymic", "snils")),
        (anna(snils=SNILS), anna(patronymic="", snils=OTHER_SNILS), None),
        (ANNA, anna(patronymic="", first="Инна"), None),
        (ANNA, anna(patronymic="", born=date(2015, 3, 6)), None),
        (ANNA, anna(patronymic="Ивановна"), None),
        # one SNILS
        (anna(snils=SNILS), anna(last="Ивоновна", snils=SNILS), ("last",)),
        (anna(snils=SNILS), anna(last="Ивонова", first="Инна", snils=SNILS), ("last", "first")),
        (
            anna(snils=SNILS),
            anna(last="Ивонова", born=date(2015, 3, 6), snils="11223344596"),
            ("last", "born", "snils"),
        ),
        (anna(snils=SNILS), anna(last="Ивонова", born=date(2015, 3, 6), snils="11223344606"), None),
        (anna(snils=SNILS), anna(last="Ывоновна", snils=SNILS), None),
        (anna(snils=SNILS), anna(last="Ивонова", born=date(2015, 3, 16), snils=SNILS), None),
        (anna(snils=SNILS), anna(born=date(2015, 4, 16), snils=SNILS), None),
    ],
)
def test_look_alikes(one: Identity, other: Identity, fields: tuple[str, ...] | None) -> None:
    assert differences(one, other) == fields
    assert differences(other, one) == fields


short = st.text("абв", max_size=4)
near_days = st.integers(-40, 40).map(lambda days: ANNA.born + timedelta(days=days))
identities = st.builds(
    Identity, short, short, short, near_days, st.sampled_from(["", SNILS, "11223344596", OTHER_SNILS])
)


@given(identities, identities)
def test_look_alikes_are_mutual(one: Identity, other: Identity) -> None:
    fields = differences(one, other)
    assert differences(other, one) == fields
    assert (fields == ()) == (one == other)
    assert differences(one, one) == ()


def distance(one: str, other: str) -> int:
    """Insertions, deletions, replacements and swaps of neighbours between two texts, by the whole table."""
    rows = [[at + column if not at * column else 0 for column in range(len(other) + 1)] for at in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            replaced = rows[i - 1][j - 1] + (one[i - 1] != other[j - 1])
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, replaced)
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


words = st.text("абв", min_size=1, max_size=7)


@given(words, words)
def test_edits_of_a_name_are_counted(one: str, other: str) -> None:
    edits = distance(one, other)
    assert (differences(anna(last=one), anna(last=other)) is not None) == (edits <= 1)
    with_snils = differences(anna(last=one, snils=SNILS), anna(last=other, snils=SNILS))
    assert (with_snils is not None) == (edits <= 2)
