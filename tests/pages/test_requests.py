"""Forms of families: three pages, nothing typed is lost, what cannot be sent is a page that says why."""

from __future__ import annotations

import pytest
from pages.checking import CheckingClient, checking_client
from pages.sending import FAMILY, done, hidden, send

from navigator.data import Group, Municipality, Request


def test_a_request_in_three_pages(family: CheckingClient, open_group: int) -> None:
    number, code = done(family, send(family, f"/groups/{open_group}/enroll/"))
    assert Request.get().number == number
    page = family.look(f"/requests/{number}/")
    assert page.with_attribute("data-state")[0].get("data-state") == "new"
    other = checking_client(family.application)
    assert other.look(f"/requests/{number}/done/").all("form")[0].get("data-form") == "follow-request"
    opened = other.post("/requests/", data={"number": number, "code": code.lower()})
    assert (opened.status_code, opened.headers["Location"]) == (303, f"/requests/{number}/")
    assert "Пётр И." in other.look(f"/requests/{number}/").words()


def test_every_page_with_personal_data_is_kept_nowhere(family: CheckingClient, open_group: int) -> None:
    path = f"/groups/{open_group}/enroll/"
    blank = family.get(path)
    assert blank.headers["Cache-Control"] == "private, no-cache"
    answers = [family.post(path, data={**hidden(family.page), **FAMILY, "consent": ""})]
    answers.append(family.post(path, data={**hidden(family.page), **FAMILY}))
    answers.append(family.post(path, data=hidden(family.page)))
    answers += [
        family.get(answers[-1].headers["Location"]),
        family.get("/requests/"),
        family.get("/enrollments/check/"),
    ]
    assert {one.headers.get("Cache-Control") for one in answers if one.status_code != 303} == {"no-store"}
    cookie = answers[2].headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/requests/" in cookie
    assert not [word for word in ("Иванов", "Анна", "912") if word in cookie]


def test_errors_come_first_and_nothing_typed_is_lost(family: CheckingClient, open_group: int) -> None:
    path = f"/groups/{open_group}/enroll/"
    wrong = {
        **FAMILY,
        "child_first_name": "Пётр2",
        "child_birth_date": "31.02.2016",
        "guardian_phone": "12",
        "consent": "",
    }
    answer = family.post(path, data={**hidden(family.look(path)), **wrong})
    page = family.page
    assert answer.status_code == 422
    assert page.words(page.all("title")[0]).startswith("Ошибка: ")
    summary = page.all("div", id="error-summary")[0]
    assert [one.get("href") for one in summary.iter() if one.get("href")] == [
        *("#child_first_name", "#child_birth_date", "#guardian_phone", "#consent")
    ]
    typed = {one.get("name"): one.get("value") for one in page.all("input") if one.get("type") != "checkbox"}
    assert {name: typed[name] for name in wrong if name != "consent"} == {
        name: value for name, value in wrong.items() if name != "consent"
    }
    assert Request.select().count() == 0


def test_answers_may_be_changed_before_sending(family: CheckingClient, open_group: int) -> None:
    path = f"/groups/{open_group}/enroll/"
    family.post(path, data={**hidden(family.look(path)), **FAMILY})
    answer = family.post(path, data={**hidden(family.page), "edit": "1"})
    assert answer.status_code == 200
    assert family.page.all("input", id="child_last_name")[0].get("value") == "Иванов"


def test_the_same_form_step_by_step(family: CheckingClient, open_group: int) -> None:
    path = f"/groups/{open_group}/enroll/"
    page = family.look(f"{path}?steps=1")
    parts = (
        ("child_last_name", "child_first_name", "child_birth_date"),
        ("guardian_name", "guardian_phone"),
        ("consent",),
    )
    for number, names in enumerate(parts, 1):
        assert f"Шаг {number} из 3" in page.words()
        asked = hidden(page)
        assert family.post(path, data=asked).status_code == 422
        assert f"Шаг {number} из 3" in family.page.words()
        assert family.post(path, data={**asked, **{name: FAMILY[name] for name in names}}).status_code == 200
        page = family.page
    assert "Проверьте ответы" in page.words()
    number, _ = done(family, family.post(path, data=hidden(page)))
    assert Request.get().number == number


def test_a_retry_gives_the_same_confirmation(family: CheckingClient, open_group: int) -> None:
    path = f"/groups/{open_group}/enroll/"
    family.post(path, data={**hidden(family.look(path)), **FAMILY})
    final = hidden(family.page)
    first, second = (family.post(path, data=final).headers["Location"] for _ in range(2))
    assert first == second
    answer = family.post(path, data={**final, "child_first_name": "Мария"})
    assert answer.status_code == 409
    assert "уже отправлена" in family.page.words()
    assert family.post(path, data=hidden(family.page)).status_code == 303
    assert Request.select().count() == 2


def test_going_back_and_on_again_leads_to_the_same_request(family: CheckingClient, open_group: int) -> None:
    path = f"/groups/{open_group}/enroll/"
    filled = {**hidden(family.look(path)), **FAMILY}
    family.post(path, data=filled)
    number, code = done(family, family.post(path, data=hidden(family.page)))
    assert done(family, family.post(path, data=filled)) == (number, code)  # Back, then «Дальше» once more
    other = family.post(path, data={**filled, "idempotency_key": "of another form"})
    assert (other.status_code, family.page.with_attribute("data-refusal") != []) == (200, True)
    assert Request.select().count() == 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 422),
        ({"Origin": "http://localhost"}, 422),
        ({"Origin": "null"}, 422),
        ({}, 422),
    ],
)
def test_forms_of_other_sites_are_refused(family: CheckingClient, headers: dict[str, str], status: int) -> None:
    assert family.post("/requests/", data={}, headers=headers).status_code == status


def test_cancelling_asks_once_more(family: CheckingClient, open_group: int) -> None:
    number, _ = done(family, send(family, f"/groups/{open_group}/enroll/"))
    assert family.post(f"/requests/{number}/", data={"event": "cancel"}).status_code == 200
    assert family.page.all("form", data_form="request-cancel")
    assert Request.get().state == "new"
    assert family.post(f"/requests/{number}/", data=dict(hidden(family.page), event="cancel")).status_code == 303
    assert Request.get().state == "cancelled"
    assert family.post(f"/requests/{number}/", data={"event": "cancel", "sure": "1"}).status_code == 409
    assert "так сделать нельзя" in family.page.words()


def test_another_child_without_retyping(family: CheckingClient, open_group: int) -> None:
    number, _ = done(family, send(family, f"/groups/{open_group}/enroll/"))
    page = family.look(f"/requests/{number}/again/")
    assert page.all("input", id="guardian_name")[0].get("value") == "Анна"
    assert page.all("input", id="guardian_phone")[0].get("value") == "+79123456789"
    assert page.all("input", id="child_first_name")[0].get("value") == ""


@pytest.mark.parametrize(
    ("born", "reason"), [("05.03.2025", "too_young"), ("05.03.2000", "too_old"), ("05.03.2016", "living")]
)
def test_eligibility_is_a_page(family: CheckingClient, open_group: int, born: str, reason: str) -> None:
    path = f"/groups/{open_group}/enroll/"
    if reason == "living":
        assert send(family, path).status_code == 303
    answer = send(family, path, child_birth_date=born)
    assert answer.status_code == 200
    assert [one.get("data-refusal") for one in family.page.with_attribute("data-refusal")] == [reason]
    assert "Кому позвонить" in family.page.words()
    assert hidden(family.page)["child_last_name"] == "Иванов"


def test_a_closed_group_says_why_at_once(family: CheckingClient, open_group: int) -> None:
    Group.update(locked=True).where(Group.id == open_group).execute()
    try:
        page = family.look(f"/groups/{open_group}/enroll/")
        assert page.with_attribute("data-refusal")[0].get("data-refusal") == "locked"
        assert page.all("form") == []
        assert family.post(f"/groups/{open_group}/enroll/", data=FAMILY).status_code == 200
    finally:
        Group.update(locked=False).where(Group.id == open_group).execute()
    assert family.get("/groups/999999/enroll/").status_code == 404


def test_a_municipality_without_requests_here_names_the_phone(family: CheckingClient, open_group: int) -> None:
    Municipality.update(apply_how="phone").execute()
    try:
        page = family.look(f"/groups/{open_group}/enroll/")
        assert page.with_attribute("data-refusal")[0].get("data-refusal") == "elsewhere"
    finally:
        Municipality.update(apply_how="here").execute()


def test_a_certificate_is_asked_for_in_the_same_way(family: CheckingClient) -> None:
    path = "/certificate/request/"
    values = {"municipality": "egorlykskiy-rayon", "child_snils": "112-233-445 95"}
    number, _ = done(family, send(family, path, **values))
    assert Request.get().kind == "certificate"
    answer = send(family, path, **values)
    assert family.page.with_attribute("data-refusal")[0].get("data-refusal") == "certificate_asked"
    assert answer.status_code == 200
    assert family.post(path, data={**FAMILY, "child_snils": "112-233-445 96"}).status_code == 422
    assert number in family.look(f"/requests/{number}/").words()


def test_special_needs_want_a_consent_of_their_own(family: CheckingClient, open_group: int) -> None:
    path = f"/groups/{open_group}/enroll/"
    assert send(family, path, special_needs="1").status_code == 422
    assert "#consent_special" in family.page.text
    assert send(family, path, special_needs="1", consent_special="1").status_code == 303


def test_errors_stand_in_the_order_of_the_page(family: CheckingClient) -> None:
    path = "/certificate/request/"
    family.post(path, data=hidden(family.look(path)))
    linked = [one.get("href")[1:] for one in family.page.all("a") if (one.get("href") or "").startswith("#")]
    asked = [one.get("id") for one in family.page.with_attribute("id")]
    fields = [name for name in linked if name in asked and name not in {"main", "error-summary"}]
    assert len(fields) >= 5
    assert fields == sorted(fields, key=asked.index)
