"""Reviews: written behind a code, moderated within a territory, public without a trace of the family."""

from __future__ import annotations

import pytest
from flask import Flask
from pages.checking import CheckingClient, checking_client
from pages.conftest import TODAY
from pages.reviewing import MARKS, TEXT, decide, studying, write
from pages.sending import done, send

from navigator.data import Program, Request, Review
from navigator.services.requests.erasing import erase, forget


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
        public.look(f"/programs/{many}/reviews/{at}").with_attribute("data-review") for at in ("", "page/2/", "page/6/")
    ]
    assert [len(page) for page in pages] == [5, 5, 5]
    for wrong in (0, 7):
        assert public.get(f"/programs/{many}/reviews/page/{wrong}/").status_code == 404


def test_the_longest_reviews_stay_light(forms_app: Flask) -> None:
    program = Program.get(Program.state == "published").id
    rows = Program.select(Program.annotation).where(Program.annotation != "").order_by(Program.id)
    words = "\n".join(one.annotation for one in rows)
    for at in range(5):
        add(program, (5, 5, 5, 5))
        said, reply = words[at * 2000 : at * 2000 + 1000], words[at * 2000 + 1000 : at * 2000 + 2000]
        Review.update(text=said, reply=reply, reply_state="published").where(Review.text == "Отзыв").execute()
    client = checking_client(forms_app)
    for path in (f"/programs/{program}/reviews/", f"/programs/{program}/"):
        answer = client.get(path, headers={"Accept-Encoding": "br"})
        assert answer.headers["Content-Encoding"] == "br"
        assert len(answer.data) + len(str(answer.headers)) <= 10_000, path
