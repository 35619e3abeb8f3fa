"""What a family sees by its code, what a guesser does not, and forgetting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import asking
import pytest
from asking import NOW, POLICY, answers, certificate_answers, child, group, later, row, sender
from peewee import Database

from navigator.data import Attempt, Certificate, Child, Consent, Group, Letter, Request, RequestMove
from navigator.data.sealed import KeyRing, SealBroken, ring, use
from navigator.services import limits
from navigator.services.requests.calendar import request_calendar
from navigator.services.requests.counting import counted
from navigator.services.requests.erasing import erase, purge
from navigator.services.requests.following import (
    add_pass,
    is_code_of,
    read_code,
    read_number,
    read_pass,
    request_view,
    show_code,
)
from navigator.services.requests.keeping import reseal, wrong_places
from navigator.services.requests.moving import move
from navigator.services.requests.records import Order, Sent
from navigator.services.requests.submitting import send_certificate_request, send_enrollment

ENROLL = Order(number="12-о", day=date(2026, 11, 30), start=date(2026, 12, 1), funding="budget")


@pytest.fixture(autouse=True)
def keys() -> None:
    asking.keys()


def send(database: Database, to: int, *who: Any, **values: Any) -> Sent:
    sent = send_enrollment(database, answers(to, *who, **values), sender(), NOW, POLICY)
    assert isinstance(sent, Sent), sent
    return sent


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("26-00042", "26-00042"),
        ("2600042", "26-00042"),
        (" № 26 00042 ", "26-00042"),
        ("26-123456", "26-123456"),
        ("42", ""),
        ("", ""),
        ("26-0000000042", ""),
    ],
)
def test_numbers_of_any_spelling(typed: str, number: str) -> None:
    assert read_number(typed) == number


def test_codes_of_any_spelling(database: Database) -> None:
    sent = send(database, group())
    shown = show_code(sent.code)
    cyrillic = sent.code.translate(str.maketrans("ABEKMHOPCTYX", "АВЕКМНОРСТУХ"))
    for typed in (sent.code, shown, shown.lower(), f"  {shown.replace('-', ' ')} ", cyrillic):
        assert is_code_of(sent.number, read_code(typed)), typed
    for typed in ("", sent.code[:-1], sent.code + "A", "A" * 26):
        assert not is_code_of(sent.number, read_code(typed)), typed
    assert not is_code_of("26-99999", sent.code)


def test_an_erased_code_opens_nothing(database: Database) -> None:
    sent = send(database, group())
    Request.update(code_hash="").execute()
    assert not is_code_of(sent.number, sent.code)
    assert not is_code_of(sent.number, "")


def test_a_pass_opens_for_a_day(database: Database) -> None:
    kept = ""
    for number in range(8):
        kept = add_pass(kept, f"26-0000{number}", f"CODE{number}", NOW)
    assert list(read_pass(kept, later(hours=23))) == [f"26-0000{number}" for number in range(2, 8)]
    assert read_pass(kept, later(hours=25)) == {}
    assert read_pass(kept[:-3] + "abc", NOW) == {}
    assert read_pass("nonsense", NOW) == {}
    assert read_pass("", NOW) == {}


def test_the_page_of_a_request(database: Database) -> None:
    sent = send(database, group())
    move(
        database,
        sent.number,
        "reject",
        "organization",
        NOW,
        POLICY,
        Order(reason="documents", words="Принесите справку"),
    )
    view = request_view(database, sent.number, NOW)
    assert view is not None
    assert (view.label, view.reason, view.words, view.child) == (
        *("Отклонена", "Не представлены документы"),
        *("Принесите справку", "Пётр И."),
    )
    assert [(line.at.hour, line.event) for line in view.history] == [(12, "send"), (12, "reject")]
    assert view.moves == ()
    assert request_view(database, "26-99999", NOW) is None


def test_days_for_the_calendar_name_nobody(database: Database) -> None:
    sent = send(database, group())
    view = request_view(database, sent.number, NOW)
    assert view is not None
    text = request_calendar(view, NOW).decode()
    assert text.count("BEGIN:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20261202" in text
    assert not [word for word in ("Пётр", "Иванов", "Анна") if word in text]


# ---------------------------------------------------------------- where a child is counted


def enrolled(database: Database, who: Any) -> None:
    sent = send(database, group(), who, certificate_later=True)
    move(database, sent.number, "confirm", "organization", NOW, POLICY)
    move(database, sent.number, "enroll", "organization", NOW, POLICY, ENROLL)


def test_only_who_has_the_number_learns_where_a_child_is_counted(database: Database) -> None:
    snils = "11223344595"
    enrolled(database, child())
    assert counted(database, child(snils=snils), "") == ()
    sent = send_certificate_request(database, certificate_answers(child(snils=snils)), sender(), NOW, POLICY)
    assert isinstance(sent, Sent)
    assert counted(database, child(snils=snils), "") == ()  # nobody has looked at papers yet
    move(database, sent.number, "approve", "municipal_center", NOW, POLICY)
    number = Certificate.get().number
    for found in (counted(database, child(snils=snils), ""), counted(database, child(), number)):
        assert [(one.organization, one.state, one.order_number) for one in found] == [
            ("Дом творчества", "Обучается", "12-о")
        ]
    for who, guess in ((child("Мария"), number), (child(), "1234567890"), (child(), ""), (child(snils="0" * 11), "")):
        assert counted(database, who, guess) == ()


# ---------------------------------------------------------------- forgetting


def named_values() -> list[str]:
    rows = [*Request.select(), *Child.select()]
    values = [
        getattr(one, name)
        for one in rows
        for name in (
            "guardian_name",
            "guardian_phone",
            "guardian_email",
            "last_name",
            "phone_hash",
            "certificate_number",
        )
        if hasattr(one, name)
    ]
    return [value for value in values if value]


def test_a_family_may_be_forgotten(database: Database) -> None:
    sent = send(database, group(), certificate_number="1234567890", certificate_later=True)
    assert erase(database, sent.number, later(1), POLICY) == "erased"
    request = row(sent.number)
    assert (request.state, request.reason, request.child_id) == ("cancelled", "erased", None)
    assert named_values() == []
    assert (Child.select().count(), Letter.select().count()) == (0, 0)
    assert [(one.address, one.withdrawn_at) for one in Consent.select()] == [("", later(1).utc)]
    assert [one.event for one in RequestMove.select().order_by(RequestMove.id)] == ["send", "cancel"]
    view = request_view(database, sent.number, NOW)
    assert view is not None
    assert view.is_erased


def test_papers_of_an_enrolled_child_are_kept_and_the_wish_noted(database: Database) -> None:
    enrolled(database, child())
    number = Request.get().number
    assert erase(database, number, later(1), POLICY) == "noted"
    assert erase(database, number, later(2), POLICY) == "noted"
    assert (row(number).state, row(number).erase_asked_at) == ("enrolled", later(1).utc)
    assert Child.select().count() == 1


def test_a_child_with_another_request_stays(database: Database) -> None:
    first, _second = send(database, group()), send(database, group())
    erase(database, first.number, NOW, POLICY)
    assert Child.select().count() == 1


def test_what_is_old_is_forgotten(database: Database) -> None:
    to = group()
    refused, living = send(database, to, child("Мария")), send(database, to, child("Анна"))
    enrolled(database, child())
    move(database, refused.number, "cancel", "family", NOW, POLICY)
    done = Request.get(Request.state == "enrolled").number
    move(database, done, "complete", "organization", NOW, POLICY)
    assert purge(database, later(364), POLICY).refused == 0
    planned = purge(database, later(366), POLICY, dry_run=True)
    assert (planned.refused, planned.ended, row(refused.number).guardian_name) == (1, 0, "Анна")
    assert purge(database, later(366), POLICY) == planned
    assert (row(refused.number).guardian_name, row(living.number).guardian_name) == ("", "Анна")
    assert (Letter.select().count(), purge(database, later(366), POLICY).refused) == (0, 0)
    later_on = purge(database, later(1826), POLICY)
    assert (later_on.ended, later_on.consents) == (1, 2)
    assert (row(done).guardian_name, row(living.number).guardian_name) == ("", "Анна")


# ---------------------------------------------------------------- keys and limits


def test_keys_rotate(database: Database) -> None:
    sent = send(database, group())
    old, new = asking.KEY, b"n" * 32
    use(KeyRing((new, old), "s" * 64))
    assert row(sent.number).guardian_name == "Анна"
    second = send(database, group())
    use(KeyRing((old,), "s" * 64))
    with pytest.raises(SealBroken, match="NAVIGATOR_PII_KEYS"):
        row(second.number)
    use(KeyRing((new, old), "s" * 64))
    assert [reseal(database), reseal(database)] == [4, 0]  # a request, its child, letter and consent
    use(KeyRing((new,), "s" * 64))
    assert row(second.number).guardian_name == "Анна"
    assert is_code_of(sent.number, sent.code)


def test_a_sealed_value_opens_in_its_own_place_only() -> None:
    sealed = ring().seal("Анна", "request.guardian_name")
    assert ring().open(sealed, "request.guardian_name") == "Анна"
    for place, text in (("child.last_name", sealed), ("request.guardian_name", sealed[:-4] + "AAAA")):
        with pytest.raises(SealBroken):
            ring().open(text, place)
    assert (ring().seal("", "x"), ring().open("", "x")) == ("", "")
    assert ring().seal("Анна", "x") != ring().seal("Анна", "x")


def test_limits_are_counted_by_stretches(database: Database) -> None:
    limit = limits.Limit("test", 3, 600)
    within = [limits.count(database, limit, "203.0.113.7", NOW.utc) for _ in range(5)]
    assert within == [True, True, True, False, False]
    assert limits.is_over(database, limit, "203.0.113.7", NOW.utc)
    assert not limits.is_over(database, limit, "203.0.113.8", NOW.utc)
    assert limits.count(database, limit, "203.0.113.7", NOW.utc + timedelta(minutes=10))
    assert "203.0.113" not in repr(list(Attempt.select().dicts()))
    assert limits.forget_old(NOW.utc + timedelta(hours=1)) == 2


def test_places_that_do_not_add_up_are_found(database: Database) -> None:
    to = group()
    sent = send(database, to)
    move(database, sent.number, "confirm", "organization", NOW, POLICY)
    assert wrong_places() == []
    Group.update(held=3).execute()
    assert wrong_places() == [f"группа {to}: занято мест 3, а заявок с местом 1"]
