"""The desk of reviews and of experts: territories, many at once, answers, the switch, marks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from pages.checking import CheckingClient, checking_client
from pages.reviewing import TEXT, decide, studying, write
from pages.sending import hidden
from pages.working import browser, hire

from navigator.data import JournalLine, Municipality, Organization, Program, QualityReview, Review
from navigator.services.staff.journal import broken_line

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


def test_marks_of_two_centres_do_not_write_over_each_other(centre: CheckingClient, program: Program) -> None:
    path = f"/staff/programs/{program.id}/marks/"
    first = {"event": "save", **hidden(centre.look(path))}
    assert centre.post(path, data={**first, "best": "1"}).status_code == 303
    assert centre.post(path, data={**first, "gifted": "1"}).status_code == 409
    assert "изменил кто-то другой" in centre.page.words()
    assert Program.get_by_id(program.id).marks == ("best",)
    assert [one.get("name") for one in centre.page.all("input", type="checkbox") if one.get("checked") is not None] == [
        "gifted"
    ]
    again = {"event": "save", "seen": centre.page.all("input", name="seen")[0].get("value"), "gifted": "1"}
    assert centre.post(path, data=again).status_code == 303
    assert Program.get_by_id(program.id).marks == ("gifted",)


def test_the_centre_that_pays_says_the_normative_cost(centre: CheckingClient, program: Program) -> None:
    path = f"/staff/programs/{program.id}/marks/"
    home = program.organization.municipality_id
    Municipality.update(funding_mode="none").where(Municipality.id == home).execute()
    assert centre.look(path).all("input", name="normative") == []
    assert centre.post(path, data={"event": "save", "normative": "12000"}).status_code == 303
    assert Program.get_by_id(program.id).normative_price is None
    Municipality.update(funding_mode="money").where(Municipality.id == home).execute()
    for typed, status in (("69 00", 422), ("-1", 422), ("12 000,50", 303)):
        form = hidden(centre.look(path))
        assert centre.post(path, data={"event": "save", **form, "normative": typed}).status_code == status
    assert Program.get_by_id(program.id).normative_price == 12_000_50
    assert centre.look(path).all("input", name="normative")[0].get("value") == "12000,50"
    assert centre.post(path, data={"event": "save", "best": "1"}).status_code == 303  # a form without the field
    assert Program.get_by_id(program.id).normative_price == 12_000_50
    assert centre.post(path, data={"event": "save", "normative": ""}).status_code == 303
    assert Program.get_by_id(program.id).normative_price is None


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
    assert "· для одарённых · сетевая форма" in found.words()
    assert public.look("/programs/?mark=best").total == 0
    assert "отметка «чудо»" in public.look("/programs/?mark=чудо").words()
    assert public.page.total > 100
    assert centre.look("/staff/marks/?q=школа 5 неттакой").with_attribute("data-program") == []
