"""Reviews, assessments and pages on both databases: one transaction each, sealed until public, weighed by the state."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import asking
import pytest
from asking import NOW, POLICY, answers, group, named, sender
from peewee import Database

from navigator.data import Account, ContentPage, Group, JournalLine, Municipality, PageFile, Program, Review
from navigator.data.sealed import KeyRing, ring, use
from navigator.rules.access import Territory
from navigator.rules.reviews import smoothed
from navigator.services.content.files import add_file, kept_file
from navigator.services.content.showing import has_news, news_list, news_pages, page_view, public_files, shelf
from navigator.services.content.writing import PageText, page_draft, page_list, save_page
from navigator.services.public_copy import Scope, copy_public
from navigator.services.requests.keeping import reseal
from navigator.services.requests.moving import move
from navigator.services.requests.records import MoveRefused, Order, Sent, Stale
from navigator.services.requests.submitting import send_enrollment
from navigator.services.reviews.deciding import decide, decide_many
from navigator.services.reviews.experts import (
    Typed,
    marked_programs,
    program_marks,
    save_assessment,
    set_marks,
    usual_criteria,
)
from navigator.services.reviews.queue import has_desk, review_desk
from navigator.services.reviews.rating import count_rating, switch_reviews
from navigator.services.reviews.showing import program_words, reviewed_programs
from navigator.services.reviews.writing import review_of, withdraw_review, write_review
from navigator.services.staff.accounts import Member

FIVES = {"results": 5, "staff": 5, "means": 5, "overall": 5}
TODAY = NOW.utc.date()
ENROLL = Order(number="1", day=TODAY, start=date(2026, 9, 14), funding="budget")


@pytest.fixture(autouse=True)
def keys() -> None:
    asking.keys()


def centre(place: int | None) -> Member:
    role = "municipal_center" if place else "regional_center"
    account = Account.create(email=f"{role}@example.org", role=role, municipality=place)
    territory = Territory(role, account.id, None, place)
    return Member(account.id, account.email, "", role, "", "", territory, 0, True)


def studying(database: Database, to: int, child: int) -> str:
    sent = send_enrollment(database, answers(to, named(child)), sender(), NOW, POLICY)
    assert isinstance(sent, Sent)
    move(database, sent.number, "confirm", "organization", NOW, POLICY)
    move(database, sent.number, "enroll", "organization", NOW, POLICY, ENROLL)
    return sent.number


def test_reviews_from_draft_to_rating(database: Database) -> None:
    to = group(5)
    program = Group.get_by_id(to).program_id
    place = Program.get_by_id(program).organization.municipality_id
    member = centre(place)
    first, second = studying(database, to, 1), studying(database, to, 2)
    write_review(database, first, FIVES, "Нравится", NOW)
    write_review(database, second, {**FIVES, "overall": 1}, "Не всё нравится", NOW)
    assert has_desk(member.territory)
    desk = review_desk(database, member, "new", 1, NOW)
    assert (desk.total, desk.counts) == (2, {"new": 2, "published": 0, "refused": 0})
    done = decide_many(database, member, [(row.id, row.version) for row in desk.rows], "publish", "", NOW)
    assert [one.trouble for one in done] == ["", ""]
    assert Program.get_by_id(program).rating == pytest.approx(smoothed([(1, 5.0), (1, 4.0)]))
    words = program_words(program)
    assert words is not None
    assert (words.total, words.rating, [one.since for one in words.reviews]) == (2, 4.5, [date(2026, 9, 1)] * 2)
    move(database, second, "expel", "organization", NOW, POLICY, Order(reason="family", number="2", day=TODAY))
    count_rating(program)
    assert Program.get_by_id(program).rating == pytest.approx(smoothed([(1, 5.0), (2, 4.0)]))
    assert reviewed_programs() == []
    with pytest.raises(MoveRefused, match="уже опубликован"):
        write_review(database, first, FIVES, "Ещё раз", NOW, version=1)
    switch_reviews(database, member, place, False, NOW)
    assert (Program.get_by_id(program).rating, review_of(database, first), has_desk(member.territory)) == (
        None,
        None,
        False,
    )
    switch_reviews(database, member, place, True, NOW)
    assert withdraw_review(database, first)
    assert Program.get_by_id(program).rating == pytest.approx(smoothed([(2, 4.0)]))
    assert [line.action for line in JournalLine.select().order_by(JournalLine.id)] == [
        *("review_publish", "review_publish", "reviews_off", "reviews_on")
    ]


def test_what_waits_lies_sealed_and_moves_to_a_new_key(database: Database) -> None:
    number = studying(database, group(5), 1)
    write_review(database, number, FIVES, "Никому пока", NOW)
    (kept,) = database.execute_sql("SELECT draft FROM review").fetchone()
    assert kept.startswith(ring().prefix)
    use(KeyRing((b"n" * 32, asking.KEY), "s" * 64))
    reseal(database)
    use(KeyRing((b"n" * 32,), "s" * 64))
    assert Review.get().draft == "Никому пока"


def test_a_decision_on_a_stale_page_is_refused(database: Database) -> None:
    to = group(5)
    member = centre(None)
    number = studying(database, to, 1)
    write_review(database, number, FIVES, "Первое", NOW)
    review = Review.get()
    write_review(database, number, FIVES, "Второе", NOW, version=1)
    with pytest.raises(Stale):
        decide(database, member, review.id, "publish", "", NOW, version=1)
    decide(database, member, review.id, "publish", "", NOW, version=2)
    assert Review.get().text == "Второе"


def test_marks_and_assessments(database: Database) -> None:
    program = Group.get_by_id(group(5)).program_id
    member = centre(None)
    Program.update(marks=("своё",)).where(Program.id == program).execute()
    set_marks(database, member, program, NOW, best=True, gifted=False, network=True, partners="Школа")
    typed = Typed("nok", "", "Совет", TODAY, 10, "Заключение", "recommended", (("Содержание", 9), ("Оснащение", 6)))
    number = save_assessment(database, member, program, typed, NOW)
    assert usual_criteria(database, member) == (("Содержание", "Оснащение"), 10)
    view = program_marks(database, member, program)
    assert (view.best, view.gifted, view.network, view.partners) == (True, False, True, "Школа")
    assert [(one.score, one.marks) for one in view.assessments] == [(7.5, (("Содержание", 9), ("Оснащение", 6)))]
    assert Program.get_by_id(program).marks == ("best", "своё")
    assert [row.id for row in marked_programs(database, member, "", 1)[0]] == [program]
    Program.update(state="archived").where(Program.id == program).execute()
    assert marked_programs(database, member, "", 1)[:2] == ((), 0)
    Program.update(state="published").where(Program.id == program).execute()
    with pytest.raises(Stale):
        save_assessment(database, member, program, typed, NOW, number=number, version=7)
    rows, total, _, _ = marked_programs(database, member, view.name[:5], 1)
    assert (total, rows[0].id) == (1, program)


def test_pages_with_files_reach_a_copy(database: Database, tmp_path: Path) -> None:
    program = Group.get_by_id(group(5)).program_id
    home = Program.get_by_id(program).organization.municipality
    Municipality.update(is_shown=True).where(Municipality.id == home.id).execute()
    member = centre(home.id)

    def page(title: str, event: str, days: int = 0, kind: str = "news") -> int:
        text = PageText(kind, home.slug, title, "Текст", TODAY + timedelta(days=days), 100)
        return save_page(database, member, text, event, NOW, TODAY)

    numbers = [page("Новость", "publish"), page("Завтра", "publish", 1), page("Черновик", "save")]
    document = page("Порядок", "publish", kind="document")
    add_file(database, member, document, "Порядок.pdf", b"%PDF-1.4", NOW)
    (file,) = public_files(TODAY)
    kept = kept_file(*file, TODAY)
    assert kept is not None
    assert (kept.content, kept.media_type) == (b"%PDF-1.4", "application/pdf")
    assert [row.text.title for row in page_list(database, member).rows] == ["Порядок", "Черновик", "Завтра", "Новость"]
    assert page_draft(database, member, numbers[2]).state == "draft"
    found = news_list(TODAY, home.slug)
    assert found is not None
    assert [row.title for row in found.rows] == ["Новость"]
    assert news_pages(TODAY + timedelta(days=1)) == [("", 1), (home.slug, 1)]
    assert (has_news(TODAY), page_view("zavtra", TODAY, "")) == (True, None)
    shown = shelf(TODAY, home.slug)
    assert ([one.title for one in shown.news], [heading for heading, _ in shown.parts]) == (["Новость"], ["Документы"])
    copy_public(database, tmp_path / "public.db", Scope(municipality=home.slug))
    with closing(sqlite3.connect(tmp_path / "public.db")) as copied:
        assert copied.execute("SELECT slug, account FROM content_page ORDER BY slug").fetchall() == [
            *(("novost", None), ("poryadok", None), ("zavtra", None))
        ]
        assert copied.execute("SELECT content FROM page_file").fetchall() == [(b"%PDF-1.4",)]
    assert (ContentPage.select().count(), PageFile.select().count()) == (4, 1)
    assert reseal(database) == 0
