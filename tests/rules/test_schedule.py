"""Lessons read from people's words and written back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from navigator.rules.schedule import Slot, format_schedule, parse_schedule, parse_times, slot_order

READ = {
    "Пн, Ср 16:30–18:00; Сб 10.00-11.30": "пн, ср 16:30–18:00; сб 10:00–11:30",
    "понедельник 15.00-16.30, среда 15.00": "пн 15:00–16:30; ср 15:00",
    "вт-пт 17:00": "вт, ср, чт, пт 17:00",
    "по субботам с 10 до 12": "сб 10:00–12:00",
    "Пн. 16-30 – 18-00": "пн 16:30–18:00",
    "Пн,Ср: 16:30 - 17:15, 17:25-18:10": "пн, ср 16:30–17:15, 17:25–18:10",
    "Пн 16:30\nСр 17:30": "пн 16:30; ср 17:30",
    "Пн\nСр\n17:00": "пн, ср 17:00",
    "Пн-Ср-Пт 16:00": "пн, ср, пт 16:00",
    "Вт/Чт 18:00-19:30": "вт, чт 18:00–19:30",
    "с понедельника по пятницу с 16 до 18": "пн, вт, ср, чт, пт 16:00–18:00",
    "ежедневно 10:00": "пн, вт, ср, чт, пт, сб, вс 10:00",
    "по будням 15.00–16.00": "пн, вт, ср, чт, пт 15:00–16:00",
    "вых. 10-12": "сб, вс 10:00–12:00",
    "16:30 пн, 17:00 ср": "пн 16:30; ср 17:00",
    "17:00-18:00 понедельник, среда; 10:00-11:00 суббота": "пн, ср 17:00–18:00; сб 10:00–11:00",
    "чт 16 ч 30 мин": "чт 16:30",
    "вт 15-20": "вт 15:20",
    "Mon, Wed 16:30-18:00": "пн, ср 16:30–18:00",
    "среда, пятница": "ср, пт",
    "по чётным неделям: пн 16:00, по нечётным: вт 17:00": "пн 16:00 (чётные недели); вт 17:00 (нечётные недели)",
    "03.11.2025 10:00–12:00": "3 ноября 2025 10:00–12:00",
}


@pytest.mark.parametrize("text", READ)
def test_texts(text: str) -> None:
    slots, left = parse_schedule(text)
    assert (format_schedule(slots), left) == (READ[text], "")


@pytest.mark.parametrize(
    ("text", "shown", "left"),
    [
        ("пн 25:70", "пн", "25:70"),
        ("пн 18:00-16:30", "пн", "18:00-16:30"),
        ("Пн 16:00-17:00 каб. 12, Ср 16:00", "пн 16:00–17:00; ср 16:00", "каб. 12"),
        ("вт, чт 14:00 – 15:30 (1 группа)", "вт, чт 14:00–15:30", "1 группа"),
        ("расписание уточняется", "", "расписание уточняется"),
        ("2 раза в неделю", "", "2 раза в неделю"),
        ("17:00–18:00", "", "17:00–18:00"),
        ("", "", ""),
        ("пн " * 2000, "", ("пн " * 2000).strip()),
    ],
)
def test_what_is_no_lesson_is_left_over(text: str, shown: str, left: str) -> None:
    slots, words = parse_schedule(text)
    assert (format_schedule(slots), words) == (shown, left)


def test_dates_without_a_year_belong_to_the_academic_year() -> None:
    slot = Slot(None, 600, 720, date(2026, 2, 3))
    assert parse_schedule("3 февраля 10:00–12:00", 2025) == ([slot], "")
    assert parse_schedule("3 февраля 10:00–12:00") == ([], "3 февраля 10:00–12:00")
    assert format_schedule([slot], 2025) == "3 февраля 10:00–12:00"
    assert format_schedule([slot], 2026) == "3 февраля 2026 10:00–12:00"


def test_times_of_a_weekday_column() -> None:
    assert parse_times("16:30 – 17:40") == (((990, 1060),), "")
    assert parse_times("18:00-19:00\n16:30, 19.10-20") == (((990, None), (1080, 1140), (1150, 1200)), "")
    assert parse_times("каб. 5 10-12") == (((600, 720),), "каб. 5")
    assert parse_times("25:00") == ((), "25:00")


times = st.one_of(
    st.just((None, None)),
    st.integers(0, 1438).flatmap(
        lambda start: st.tuples(st.just(start), st.none() | st.integers(start + 1, 1439)),
    ),
)
parity = st.sampled_from(["", "odd", "even"])
weekly = st.builds(lambda day, time, week: Slot(day, *time, None, week), st.integers(0, 6), times, parity)
dated = st.builds(
    lambda day, time, week: Slot(None, *time, day, week), st.dates(date(1990, 1, 1), date(2060, 1, 1)), times, parity
)


@settings(max_examples=300)
@given(st.lists(weekly | dated, max_size=8))
def test_what_is_written_is_read_back(slots: list[Slot]) -> None:
    wanted = sorted(set(slots), key=slot_order)
    assert parse_schedule(format_schedule(wanted)) == (wanted, "")


@given(st.text(alphabet="пнвтсрчптб0123456789:.–- ,;\nсдо()", max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    slots, _left = parse_schedule(text)
    assert all(slot.start is None or 0 <= slot.start < 1440 for slot in slots)
    assert all(slot.end is None or (slot.start or 0) < slot.end < 1440 for slot in slots)
