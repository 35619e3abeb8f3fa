"""Reviews: written behind a code, moderated within a territory, public without a trace of the family."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from pages.checking import CheckingClient, checking_client
from pages.conftest import TODAY
from pages.sending import done, hidden, send
from pages.working import browser, hire

from navigator.data import Group, JournalLine, Municipality, Organization, Program, QualityReview, Request, Review
from navigator.services.requests.erasing import erase, forget
from navigator.services.requests.moving import move
from navigator.services.requests.records import Order
from navigator.services.staff.journal import broken_line

MARKS = {"results": "5", "staff": "4", "means": "3", "overall": "4"}
TEXT = "Ходим с радостью, педагог внимательный."


def studying(app: Flask, client: CheckingClient, group: int, first: str = "Пётр") -> str:
    """A request whose child is enrolled, opened in the family's browser."""
    number, _ = done(client, send(client, f"/groups/{group}/enroll/", child_first_name=first))
    house = app.extensions["navigator"]
    move(house.database, number, "confirm", "organization", house.now(), house.policy)
    order = Order(number="1", day=TODAY, start=date(2026, 9, 1), funding="budget")
    move(house.database, number, "enroll", "organization", house.now(), house.policy, order)
    return number


def write(client: CheckingClient, number: str, text: str = TEXT, **values: str) -> Any:
    form = hidden(client.look(f"/requests/{number}/review/"))
    return client.post(f"/requests/{number}/review/", data={**form, **MARKS, "text": text, "event": "send", **values})


@pytest.fixture
def program(open_group: int) -> Program:
    """The program of the open group."""
    found: Program = Group.get_by_id(open_group).program
    return found


@pytest.fixture
def number(forms_app: Flask, family: CheckingClient, open_group: int) -> str:
    """An enrolled request of a family."""
    return studying(forms_app, family, open_group)


@pytest.fixture
def centre(forms_app: Flask, program: Program) -> CheckingClient:
    """A browser of the municipal centre of the program."""
    slug = program.organization.municipality.slug
    secret = hire(forms_app, "moc@example.org", "municipal_center", municipality=slug)
    return browser(forms_app, "moc@example.org", secret)


def decide(client: CheckingClient, review: Review, event: str, **values: str) -> int:
    page = client.look(f"/staff/reviews/{review.id}/")
    data = {**hidden(page), "event": event, **values}
    return int(client.post(f"/staff/reviews/{review.id}/", data=data).status_code)


# ---------------------------------------------------------------- the family


def test_a_review_goes_from_the_family_to_the_program_page(
    forms_app: Flask, family: CheckingClient, number: str, centre: CheckingClient, program: Program
) -> None:
    public = checking_client(forms_app)
    assert "Оставить отзыв" in family.look(f"/requests/{number}/").words()
    assert write(family, number).status_code == 303
    review = Review.get()
    assert (review.state, review.text, review.draft) == ("new", "", TEXT)
    raw = repr(forms_app.extensions["navigator"].database.execute_sql("SELECT * FROM review").fetchall())
    assert TEXT not in raw
    assert TEXT not in public.look(f"/programs/{program.id}/").text
    assert public.page.with_attribute("data-rating") == []
    assert decide(centre, review, "publish") == 303
    page = public.look(f"/programs/{program.id}/")
    shown = page.with_attribute("data-rating")[0]
    assert (shown.get("data-rating"), shown.get("data-reviews")) == ("4.00", "1")
    words = page.words(page.with_attribute("data-review")[0])
    assert words == f"4 из 5 · ноябрь 2026{TEXT}Семья, ребёнок занимается с сентября 2026"
    for secret in ("Иванов", "Пётр", "Анна", number, "mama@"):
        assert secret not in page.words()
    assert Program.get_by_id(program.id).rating == pytest.approx(4.0)
    assert "Мой отзыв" in family.look(f"/requests/{number}/").words()
    assert (
        family.post(f"/requests/{number}/review/", data={**MARKS, "text": "Другое", "version": "9"}).status_code == 409
    )
    assert Review.get().text == TEXT


def test_an_empty_form_says_what_is_missing_and_keeps_what_is_typed(family: CheckingClient, number: str) -> None:
    assert write(family, number, text="Без одной оценки", means="").status_code == 422
    page = family.page
    assert [one.get("href") for one in page.all("div", id="error-summary")[0].iter() if one.get("href")] == ["#means"]
    assert page.all("textarea", id="text")[0].text.strip() == "Без одной оценки"
    assert page.all("input", name="results", value="5")[0].get("checked") is not None
    for wrong in ("0", "6", "пять", "5.5", "-1"):
        assert write(family, number, staff=wrong).status_code == 422
    assert write(family, number, text="а" * 1001).status_code == 422
    assert "сейчас 1001" in family.page.words()
    assert Review.select().count() == 0


@pytest.mark.parametrize(
    "text", ["Петру нравится", "семья Ивановых довольна", "Спасибо от Анны!", "Звоните 8 912 345-67-89", "www.sekta.ru"]
)
def test_a_text_that_names_the_family_is_not_taken(family: CheckingClient, number: str, text: str) -> None:
    assert write(family, number, text=text, no_name="1").status_code == 422
    assert "уберите личное" in family.page.words()
    assert text in family.page.text
    assert Review.select().count() == 0


def test_what_may_be_a_name_is_asked_about_once(family: CheckingClient, number: str, centre: CheckingClient) -> None:
    assert write(family, number, text="Петя доволен").status_code == 422
    assert family.page.all("input", name="no_name") != []
    assert write(family, number, text="Петя доволен", no_name="1").status_code == 303
    page = centre.look("/staff/reviews/")
    assert [one.get("data-findings") for one in page.with_attribute("data-findings")] == ["1"]


def test_a_review_may_be_changed_until_it_is_published_and_withdrawn_any_time(
    family: CheckingClient, number: str, centre: CheckingClient, program: Program
) -> None:
    write(family, number)
    assert write(family, number, text="Передумали: всё отлично").status_code == 303
    assert write(family, number, text="Со старой страницы", version="1").status_code == 409
    assert "Со старой страницы" in family.page.text
    review = Review.get()
    assert (review.draft, review.version, Review.select().count()) == ("Передумали: всё отлично", 2, 1)
    assert decide(centre, review, "refuse", reason="off_topic") == 303
    assert "не о занятиях" in family.look(f"/requests/{number}/review/").words()
    assert write(family, number, text="О занятиях: нравится").status_code == 303
    assert decide(centre, Review.get(), "publish") == 303
    assert family.post(f"/requests/{number}/review/", data={"event": "withdraw"}).status_code == 200
    assert Review.select().count() == 1
    assert family.post(f"/requests/{number}/review/", data={"event": "withdraw", "sure": "1"}).status_code == 303
    assert Review.select().count() == 0
    assert Program.get_by_id(program.id).rating is None


def test_only_who_was_enrolled_may_write_and_only_with_the_code(
    forms_app: Flask, family: CheckingClient, open_group: int
) -> None:
    number, _ = done(family, send(family, f"/groups/{open_group}/enroll/"))
    assert "Оставить отзыв" not in family.look(f"/requests/{number}/").words()
    assert family.get(f"/requests/{number}/review/").status_code == 404
    other = checking_client(forms_app)
    enrolled = studying(forms_app, family, open_group, "Фёкла")
    assert other.look(f"/requests/{enrolled}/review/").all("form", data_form="follow-request") != []
    assert other.post(f"/requests/{enrolled}/review/", data={**MARKS, "text": TEXT}).status_code == 404
    assert Review.select().count() == 0


def test_a_family_that_is_forgotten_leaves_no_words_that_wait(
    forms_app: Flask, family: CheckingClient, number: str, centre: CheckingClient, open_group: int
) -> None:
    house = forms_app.extensions["navigator"]
    neighbours = checking_client(forms_app)
    second = studying(forms_app, neighbours, open_group, "Фёкла")
    write(family, number)
    write(neighbours, second, text="Второй отзыв")
    assert decide(centre, Review.get(Review.request == Request.get(Request.number == number)), "publish") == 303
    assert erase(house.database, number, house.now(), house.policy) == "noted"
    assert Review.select().count() == 2
    for one in Request.select():
        forget(one, house.now().utc)
    left = list(Review.select())
    assert [(one.text, one.draft, one.request_id) for one in left] == [(TEXT, "", None)]


# ---------------------------------------------------------------- the desk


def test_the_desk_of_reviews_for_every_role(
    forms_app: Flask, family: CheckingClient, number: str, program: Program
) -> None:
    write(family, number)
    review, organization = Review.get(), program.organization
    other_org = Organization.get(Organization.id != organization.id).id
    home = organization.municipality.slug
    elsewhere = Municipality.get((Municipality.slug != home) & Municipality.is_shown).slug
    people = (
        ("organization", {"organization": str(organization.id)}, "owner"),
        ("organization", {"organization": str(other_org)}, ""),
        ("municipal_center", {"municipality": home}, "decides"),
        ("municipal_center", {"municipality": elsewhere}, ""),
        ("regional_center", {}, "decides"),
        ("observer", {"municipality": home}, "reads"),
        ("observer", {"municipality": elsewhere}, ""),
    )
    marks = f"/staff/programs/{program.id}/marks/"
    for at, (role, place, may) in enumerate(people):
        email = f"p{at}@example.org"
        client = browser(forms_app, email, hire(forms_app, email, role, **place))
        Review.update(state="new").execute()
        sees_new = client.get(f"/staff/reviews/{review.id}/").status_code
        assert sees_new == (200 if may in {"decides", "reads"} else 404), role
        stale = client.post(f"/staff/reviews/{review.id}/", data={"event": "publish", "version": "77"}).status_code
        assert stale == (409 if may == "decides" else 404), role
        listed = client.post("/staff/reviews/", data={"event": "publish", "review": f"{review.id}:77"}).status_code
        assert listed == (200 if role in {"municipal_center", "regional_center"} else 404), role
        Review.update(state="published", text=TEXT).execute()
        assert client.get(f"/staff/reviews/{review.id}/").status_code == (200 if may else 404), role
        answered = client.post(f"/staff/reviews/{review.id}/", data={"event": "reply", "words": ""}).status_code
        assert answered == (422 if may == "owner" else 404), role
        for path in (marks, f"/staff/programs/{program.id}/assessments/new/"):
            assert client.get(path).status_code == (200 if may == "decides" else 404), (role, path)
            assert client.post(path, data={}).status_code == (422 if may == "decides" else 404), (role, path)
        assert client.get("/staff/marks/").status_code == (200 if role[-6:] == "center" else 404)
    assert Review.get().version == 1
    stranger = checking_client(forms_app)
    for path in (marks, f"/staff/reviews/{review.id}/", f"/staff/programs/{program.id}/assessments/1/"):
        assert (stranger.get(path).status_code, stranger.post(path).status_code) == (303, 401)


def test_ticked_reviews_are_decided_together_and_taken_back_the_same_day(
    forms_app: Flask, family: CheckingClient, number: str, centre: CheckingClient, open_group: int
) -> None:
    neighbours = checking_client(forms_app)
    second = studying(forms_app, neighbours, open_group, "Фёкла")
    write(family, number)
    write(neighbours, second, text="Тоже нравится")
    page = centre.look("/staff/reviews/")
    ticks = [one.get("value") for one in page.all("input", name="review")]
    assert len(ticks) == 2
    assert centre.post("/staff/reviews/", data={"event": "publish"}).status_code == 422
    assert centre.post("/staff/reviews/", data={"event": "refuse", "review": ticks}).status_code == 422
    write(neighbours, second, text="Семья передумала")
    assert centre.post("/staff/reviews/", data={"event": "publish", "review": ticks}).status_code == 200
    assert centre.page.with_attribute("data-done")[0].get("data-done") == "1"
    assert "изменился, пока вы читали" in centre.page.words()
    first = Review.get(Review.state == "published")
    again = centre.post("/staff/reviews/", data={"event": "undo", "review": str(first.id)})
    assert again.status_code == 200
    assert (Review.get_by_id(first.id).state, Review.get_by_id(first.id).text) == ("new", "")
    assert decide(centre, Review.get_by_id(first.id), "publish") == 303
    house = forms_app.extensions["navigator"]
    late = replace(house.now(), utc=house.now().utc + timedelta(hours=20))
    house.instant = lambda: late
    secret = hire(forms_app, "rmc@example.org", "regional_center")
    other = browser(forms_app, "rmc@example.org", secret)
    assert decide(other, Review.get_by_id(first.id), "undo") == 409
    assert Review.get_by_id(first.id).state == "published"
    actions = [line.action for line in JournalLine.select() if line.subject == f"review:{first.id}"]
    assert actions == ["review_publish", "review_undo", "review_publish"]
    assert broken_line() == 0


def test_a_moderator_cannot_publish_a_name(family: CheckingClient, number: str, centre: CheckingClient) -> None:
    write(family, number)
    review = Review.get()
    review.draft = "Пётр Иванов доволен"  # as if it had come before the check knew the name
    review.save()
    assert decide(centre, review, "publish") == 409
    assert Review.get().state == "new"


def test_an_organization_answers_once_and_the_answer_is_moderated_too(
    forms_app: Flask, family: CheckingClient, number: str, centre: CheckingClient, program: Program
) -> None:
    write(family, number)
    decide(centre, Review.get(), "publish")
    hire(forms_app, "org@example.org", "organization", organization=str(program.organization_id))
    org, public = browser(forms_app, "org@example.org"), checking_client(forms_app)
    path = f"/staff/reviews/{Review.get().id}/"
    assert "Отзывы" in org.look("/staff/").words()
    assert org.post(path, data={"event": "reply", "words": "Спасибо, Пётр у нас лучший"}).status_code == 422
    assert "Спасибо, Пётр у нас лучший" in org.page.text
    assert org.post(path, data={"event": "reply", "words": "Спасибо за добрые слова"}).status_code == 303
    assert org.post(path, data={"event": "reply", "words": "И ещё"}).status_code == 409
    assert "Спасибо за добрые" not in public.look(f"/programs/{program.id}/").text
    assert decide(centre, Review.get(), "publish_reply") == 303
    assert "Ответ организацииСпасибо за добрые слова" in public.look(f"/programs/{program.id}/").words()
    assert org.post(path, data={"event": "hide", "reason": "rude"}).status_code == 404


def test_where_reviews_are_off_there_is_no_trace_of_them(
    forms_app: Flask, family: CheckingClient, number: str, centre: CheckingClient, program: Program
) -> None:
    write(family, number)
    decide(centre, Review.get(), "publish")
    public = checking_client(forms_app)
    assert public.look("/programs/").all("option", value="rating") != []
    assert centre.post("/staff/pages/", data={"event": "reviews_off"}).status_code == 303
    assert public.look(f"/programs/{program.id}/").with_attribute("data-rating") == []
    assert public.get(f"/programs/{program.id}/reviews/").status_code == 404
    assert public.look("/programs/").all("option", value="rating") == []
    assert Program.get_by_id(program.id).rating is None
    assert "отзыв" not in family.look(f"/requests/{number}/").words().lower()
    assert family.get(f"/requests/{number}/review/").status_code == 404
    assert "Отзывы" not in centre.look("/staff/").words()
    assert centre.post("/staff/pages/", data={"event": "reviews_on"}).status_code == 303
    assert Program.get_by_id(program.id).rating == pytest.approx(4.0)


# ---------------------------------------------------------------- the order


def add(program: int, marks: tuple[int, ...], times: int = 1) -> None:
    for _ in range(times):
        Review.create(
            program=program,
            state="published",
            text="Отзыв",
            month=TODAY.replace(day=1),
            **dict(zip(MARKS, marks, strict=True)),
        )


def test_programs_are_sorted_by_reviews(forms_app: Flask) -> None:
    from navigator.data.database import catalog_changed
    from navigator.data.database import write as writing
    from navigator.services.reviews.rating import count_rating

    public, house = checking_client(forms_app), forms_app.extensions["navigator"]
    assert public.look("/programs/").all("option", value="rating") == []
    one, many, poor = public.look("/programs/?open=1&sort=name").programs[2:5]
    add(one, (5, 5, 5, 5))
    add(many, (5, 5, 4, 5), 30)
    add(poor, (1, 2, 1, 1), 3)
    with writing(house.database):
        for number in (one, many, poor):
            count_rating(number)
        catalog_changed()
    listed = public.look("/programs/?open=1&sort=rating").programs
    assert listed[:3] == [many, one, poor]
    assert len(listed) == 20
    label = public.page.all("option", value="rating")[0]
    assert (label.text, label.get("selected") is not None) == ("По отзывам", True)
    assert len(public.look(f"/programs/{many}/").with_attribute("data-review")) == 3
    pages = [
        public.look(f"/programs/{many}/reviews/{at}").with_attribute("data-review") for at in ("", "page/2/", "page/3/")
    ]
    assert [len(page) for page in pages] == [10, 10, 10]
    for wrong in (0, 4):
        assert public.get(f"/programs/{many}/reviews/page/{wrong}/").status_code == 404


# ---------------------------------------------------------------- experts and marks


ASSESSED = {
    "event": "save",
    "kind": "nok",
    "organization": "Экспертный совет",
    "expert": "Методист",
    "held_on": "1 октября 2026",
    "scale": "10",
    "conclusion": "Программа <b>крепкая</b>.",
    "decision": "recommended",
    "criterion": ["Содержание", "Оснащение", ""],
    "mark": ["9", "6", ""],
}


def test_an_assessment_is_on_the_program_page(forms_app: Flask, centre: CheckingClient, program: Program) -> None:
    public, path = checking_client(forms_app), f"/staff/programs/{program.id}/assessments/new/"
    for wrong in ({"mark": ["11", "6", ""]}, {"mark": ["", "6", ""]}, {"organization": ""}, {"decision": "maybe"}):
        assert centre.post(path, data={**ASSESSED, **wrong, "version": "0"}).status_code == 422, wrong
        assert "крепкая" in centre.page.text
    assert centre.post(path, data={**ASSESSED, "version": "0"}).status_code == 303
    page = public.look(f"/programs/{program.id}/")
    shown = page.words(page.with_attribute("data-assessment")[0])
    said = "Независимая оценка качества, 1 октября 2026, Экспертный совет. Эксперт: Методист."
    assert shown == f"Рекомендована, 7,5 из 10. {said}"
    assert "Программа <b>крепкая</b>." in page.words()
    edit = f"/staff/programs/{program.id}/assessments/{QualityReview.get().id}/"
    form = hidden(centre.look(edit))
    assert [one.get("value") for one in centre.page.all("input", name="criterion")][:2] == ["Содержание", "Оснащение"]
    assert centre.post(edit, data={**ASSESSED, **form, "decision": "conditional"}).status_code == 303
    assert centre.post(edit, data={**ASSESSED, **form, "conclusion": "Второй редактор"}).status_code == 409
    assert "Второй редактор" in centre.page.text
    assert QualityReview.get().decision == "conditional"
    blank = centre.look(path)
    assert [one.get("value") for one in blank.all("input", name="criterion")][:2] == ["Содержание", "Оснащение"]
    data = {"event": "hide", "assessment": str(QualityReview.get().id)}
    assert centre.post(f"/staff/programs/{program.id}/marks/", data=data).status_code == 303
    assert public.look(f"/programs/{program.id}/").with_attribute("data-assessment") == []


def test_marks_are_badges_and_a_filter(forms_app: Flask, centre: CheckingClient, program: Program) -> None:
    public = checking_client(forms_app)
    Program.update(marks=("best", "отметка из файла")).where(Program.id == program.id).execute()
    data = {"event": "save", "gifted": "1", "network": "1", "partners": "Школа № 5"}
    assert centre.post(f"/staff/programs/{program.id}/marks/", data=data).status_code == 303
    row = Program.get_by_id(program.id)
    assert (row.marks, row.network, row.partners) == (("gifted", "отметка из файла"), True, "Школа № 5")
    page = public.look(f"/programs/{program.id}/")
    assert "Занятия идут в двух организациях: Школа № 5" in page.words()
    assert page.with_attribute("data-marks")[0].get("data-marks") == "gifted"
    assert public.look("/programs/filters/").facet("mark") == {"gifted": 1, "network": 1}
    for mark in ("gifted", "network"):
        found = public.look(f"/programs/?mark={mark}")
        assert found.programs == [program.id]
        assert found.facet("mark") == {mark: 1}
    assert "для одарённых" in found.words()
    assert public.look("/programs/?mark=best").total == 0
    assert "отметка «чудо»" in public.look("/programs/?mark=чудо").words()
    assert public.page.total > 100
    assert centre.look("/staff/marks/?q=школа 5 неттакой").with_attribute("data-program") == []
