"""Staff take requests in: one by one and as a pasted list, by the rules of the families' own form."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from pages.checking import CheckingClient, Page, checking_client
from pages.sending import hidden
from pages.test_staff_queue import asked
from pages.working import browser, hire

from navigator.data import Child, Consent, Group, JournalLine, Organization, Request, RequestMove, RequestNote
from navigator.services.staff.journal import broken_line

ONE = {
    "child_last_name": "Петрова",
    "child_first_name": "Вера",
    "child_birth_date": "01.02.2016",
    "guardian_name": "Ольга",
    "guardian_phone": "8 912 345-67-00",
    "source": "epgu",
    "arrived": "20.11.2026",
    "consent_date": "19.11.2026",
}
LIST = (
    "Сидорова Мария Петровна 12.03.2016\nКузнецов Илья\t5 марта 2016 г.\t8 912 000-11-22\n"
    "Белов Лев; 2016-04-01; lev@example.org\n"
)


@pytest.fixture
def owner(open_group: int) -> Organization:
    """The organization of the open group."""
    found: Organization = Group.get_by_id(open_group).program.organization
    return found


@pytest.fixture
def org(forms_app: Flask, owner: Organization) -> CheckingClient:
    """A browser of the organization."""
    hire(forms_app, "org@example.org", "organization", organization=str(owner.id))
    return browser(forms_app, "org@example.org")


def take(client: CheckingClient, group: int, **values: str) -> Any:
    path = f"/staff/groups/{group}/request/"
    return client.post(path, data={**hidden(client.look(path)), **ONE, **values})


def fields(page: Page, **values: Any) -> dict[str, Any]:
    """What a browser would send of the page of a list."""
    sent: dict[str, Any] = {"row": [one.get("value") for one in page.all("input", name="row")]}
    sent["take"] = [one.get("value") for one in page.all("input", name="take") if one.get("checked") is not None]
    for one in page.all("input", type="text"):
        sent[one.get("name")] = one.get("value") or ""
    sent["idempotency_key"] = page.all("input", name="idempotency_key")[0].get("value")
    return {**sent, "source": "paper", "consent": "1", "go": "1", **values}


def states(page: Page) -> list[str]:
    return [one.get("data-state") for one in page.with_attribute("data-row")]


# ---------------------------------------------------------------- which group


def test_groups_are_found_by_letters_and_only_ones_own(
    forms_app: Flask, org: CheckingClient, open_group: int, owner: Organization
) -> None:
    name = Group.get_by_id(open_group).program.name
    page = org.look("/staff/requests/new/", query_string={"q": name.upper()[:12]})
    assert str(open_group) in [one.get("data-choice") for one in page.with_attribute("data-choice")]
    other = Group.select().where(Group.program.in_(Organization.get(Organization.id != owner.id).programs)).first()
    hire(forms_app, "other@example.org", "organization", organization=str(other.program.organization.id))
    stranger = browser(forms_app, "other@example.org")
    for kind in ("request", "list"):
        assert stranger.get(f"/staff/groups/{open_group}/{kind}/").status_code == 404
        assert stranger.post(f"/staff/groups/{open_group}/{kind}/", data={**ONE, "text": LIST}).status_code == 404
    seen = stranger.look("/staff/requests/paste/").with_attribute("data-choice")
    assert seen and str(open_group) not in [one.get("data-choice") for one in seen]
    assert Request.select().count() == 0


# ---------------------------------------------------------------- one


def test_a_request_is_typed_in_with_its_source_day_and_consent(org: CheckingClient, open_group: int) -> None:
    answer = take(org, open_group)
    assert answer.status_code == 303, org.page.words()
    page = org.look(answer.headers["Location"])
    number = page.with_attribute("data-request-number")[0].get("data-request-number")
    code = page.with_attribute("data-request-code")[0].get("data-request-code")
    request = Request.get()
    assert (request.number, request.source, request.state) == (number, "epgu", "new")
    assert (str(request.created_at), str(request.decide_by)) == ("2026-11-20 03:00:00", "2026-12-01")
    consent = Consent.get()
    assert (str(consent.given_at)[:10], consent.address) == ("2026-11-19", "")
    assert "другом портале" in consent.text.text
    assert [(one.event, one.actor, one.account is not None) for one in RequestMove.select()] == [
        ("send", "organization", True)
    ]
    assert ("take in", number, "epgu") in [(one.action, one.subject, one.detail) for one in JournalLine.select()]
    assert "с Госуслуг" in org.look(f"/staff/requests/{number}/").words()
    family = checking_client(org.application)
    assert family.post("/requests/", data={"number": number, "code": code}).status_code == 303


def test_pressing_twice_takes_one(org: CheckingClient, open_group: int) -> None:
    path = f"/staff/groups/{open_group}/request/"
    data = {**hidden(org.look(path)), **ONE}
    first, second = org.post(path, data=data), org.post(path, data=data)
    assert first.headers["Location"] == second.headers["Location"]
    assert Request.select().count() == 1
    assert org.post(path, data={**data, "child_first_name": "Анна"}).status_code == 409
    assert Request.select().count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"child_last_name": ""}, "child_last_name"),
        ({"consent_date": ""}, "consent_date"),
        ({"consent_date": "01.01.2030"}, "consent_date"),
        ({"arrived": "вчера"}, "arrived"),
        ({"arrived": "01.01.2020"}, "arrived"),
        ({"source": "site"}, "source"),
        ({"guardian_phone": "12"}, "guardian_phone"),
    ],
)
def test_mistakes_are_named_and_nothing_typed_is_lost(
    org: CheckingClient, open_group: int, values: dict[str, str], field: str
) -> None:
    assert take(org, open_group, **values).status_code == 422
    links = [one.get("href") for one in org.page.all("a")]
    assert f"#{field}" in links
    assert org.page.all("input", id="guardian_name")[0].get("value") == "Ольга"
    assert Request.select().count() == 0


def test_an_age_that_does_not_fit_is_set_aside_with_a_reason(org: CheckingClient, open_group: int) -> None:
    assert take(org, open_group, child_birth_date="01.02.2023").status_code == 422
    assert org.page.with_attribute("data-refusal")[0].get("data-refusal") == "too_young"
    why = "Решение педсовета № 3"
    assert take(org, open_group, child_birth_date="01.02.2023", waive_reason=why).status_code == 303
    assert why in RequestNote.get().words
    assert take(org, open_group, child_birth_date="01.02.2023", waive_reason=why).status_code == 422
    assert org.page.with_attribute("data-refusal")[0].get("data-refusal") == "living"
    assert take(org, open_group, child_birth_date="01.02.1990", waive_reason=why).status_code == 422  # an adult never
    assert Request.select().count() == 1


def test_a_group_whose_window_is_closed_takes_with_a_reason(org: CheckingClient, open_group: int) -> None:
    Group.update(locked=True).where(Group.id == open_group).execute()
    assert take(org, open_group).status_code == 422
    assert org.page.with_attribute("data-refusal")[0].get("data-refusal") == "locked"
    assert take(org, open_group, waive_reason="Доприём").status_code == 303


# ---------------------------------------------------------------- a list


def test_a_list_is_read_looked_at_and_taken_once(org: CheckingClient, open_group: int) -> None:
    path = f"/staff/groups/{open_group}/list/"
    assert org.post(path, data={"text": LIST}).status_code == 200
    assert states(org.page) == ["ready"] * 3
    assert "Сидорова Мария Петровна, 12 марта 2016" in org.page.words()
    data = fields(org.page)
    assert Request.select().count() == 0
    before = Group.get_by_id(open_group).free_places
    first, second = org.post(path, data=data), org.post(path, data=data)
    assert first.status_code == second.status_code == 303, org.page.words()
    assert first.headers["Location"] == second.headers["Location"]
    assert org.look(first.headers["Location"]).with_attribute("data-taken")[0].get("data-taken") == "3"
    rows = [(one.child.last_name, one.state, one.source) for one in Request.select().order_by(Request.id)]
    assert rows == [("Сидорова", "new", "paper"), ("Кузнецов", "new", "paper"), ("Белов", "new", "paper")]
    assert Group.get_by_id(open_group).free_places == before
    numbers = " ".join(one.number for one in Request.select().order_by(Request.id))
    assert [line.detail for line in JournalLine.select() if line.action == "take in"] == [numbers]
    assert broken_line() == 0
    assert Request.select().where(Request.guardian_phone != "").count() == 1
    home = org.application.extensions["navigator"].settings.instance_dir.parent
    files = [path for path in home.rglob("*") if path.is_file() and path.stat().st_size]
    assert any(path.name == "navigator.db" for path in files)
    assert [
        path for path in files if "Сидорова".encode() in path.read_bytes() or b"lev@example" in path.read_bytes()
    ] == []


def test_the_bare_number_of_a_spreadsheet_is_a_day_and_says_so(org: CheckingClient, open_group: int) -> None:
    path = f"/staff/groups/{open_group}/list/"
    text = "ФИО\tДата рождения\nСидорова Мария\t42434\nБелов Лев\t20000\nКнязев Пётр\t47000\n"
    org.post(path, data={"text": text})
    assert states(org.page) == ["ready", "problem", "problem"]
    assert "дата рождения прочитана из числа 42434" in org.page.words()
    assert len(org.page.with_attribute("data-serial")) == 1
    assert org.post(path, data=fields(org.page, take=["0"])).status_code == 303
    assert [str(one.birth_date) for one in Child.select()] == ["2016-03-05"]


def test_problems_are_mended_in_place(org: CheckingClient, open_group: int) -> None:
    path = f"/staff/groups/{open_group}/list/"
    org.post(path, data={"text": "Иванов 12.03.2016\nПетров Лев 32.13.2016\nБелов Лев 01.04.2016"})
    assert states(org.page) == ["problem", "problem", "ready"]
    assert org.page.all("input", id="name-0")[0].get("value") == "Иванов"
    answer = org.post(path, data=fields(org.page))
    assert (answer.status_code, Request.select().count()) == (422, 0)
    assert {"#name-0", "#born-1"} <= {one.get("href") for one in org.page.all("a")}
    answer = org.post(path, data=fields(org.page, **{"name-0": "Иванов Пётр", "born-1": "3.04.2016"}))
    assert answer.status_code == 303, org.page.words()
    assert Request.select().count() == 3


def test_known_alike_living_repeated_and_too_young_are_marked(
    forms_app: Flask, org: CheckingClient, open_group: int
) -> None:
    number = asked(forms_app, open_group)  # Иванов Пётр 05.03.2016
    path = f"/staff/groups/{open_group}/list/"
    text = "Иванов Пётр 05.03.2016\nИваноф Пётр 05.03.2016\nБелов Лев 01.04.2016\nБелов Лев 1.4.2016\n"
    text += "Малышев Ян 01.04.2023"
    org.post(path, data={"text": text})
    assert states(org.page) == ["living", "ready", "ready", "repeats", "too_young"]
    assert [org.page.words(one) for one in org.page.all("mark")] == ["в"]
    assert f"/staff/requests/{number}/" in org.page.text
    data = fields(org.page)
    assert data["take"] == ["1", "2"]
    data["take"] = ["0", "1", "2", "3", "4"]  # forged: what cannot go does not
    assert org.post(path, data=data).status_code == 422
    assert "#waive_reason" in {one.get("href") for one in org.page.all("a")}
    assert org.post(path, data={**data, "waive_reason": "Педсовет"}).status_code == 303
    assert Request.select().count() == 4
    assert [note.request.child.last_name for note in RequestNote.select()] == ["Малышев"]


def test_a_list_is_enrolled_by_one_order_while_places_last(org: CheckingClient, open_group: int) -> None:
    Group.update(free_places=2, stated_free=2).where(Group.id == open_group).execute()
    path = f"/staff/groups/{open_group}/list/"
    org.post(path, data={"text": LIST})
    order = {"enroll": "1", "order_number": "7-о", "order_date": "23.11.2026", "start_date": "1.12.2026"}
    assert org.post(path, data=fields(org.page, **{**order, "order_number": ""})).status_code == 422
    answer = org.post(path, data=fields(org.page, **order))
    assert answer.status_code == 303, org.page.words()
    found = [(one.state, one.order_number) for one in Request.select().order_by(Request.id)]
    assert found == [("enrolled", "7-о"), ("enrolled", "7-о"), ("waitlist", "")]
    assert Group.get_by_id(open_group).free_places == 0


def test_a_centre_takes_lists_but_enrolls_nobody(forms_app: Flask, open_group: int, owner: Organization) -> None:
    secret = hire(forms_app, "moc@example.org", "municipal_center", municipality=owner.municipality.slug)
    moc = browser(forms_app, "moc@example.org", secret)
    path = f"/staff/groups/{open_group}/list/"
    moc.post(path, data={"text": LIST})
    assert moc.page.all("input", name="enroll") == []
    order = {"enroll": "1", "order_number": "7-о", "order_date": "23.11.2026", "start_date": "1.12.2026"}
    assert moc.post(path, data=fields(moc.page, **order)).status_code == 422
    assert Request.select().count() == 0
    assert moc.post(path, data=fields(moc.page)).status_code == 303
    assert Request.select().count() == 3


@pytest.mark.slow
def test_five_hundred_rows_go_in_one_go(org: CheckingClient, open_group: int) -> None:
    letters = "абвгдежзик"
    names = [f"Фам{a}{b}{c} Имя" for a in letters for b in letters for c in letters[:5]]
    path = f"/staff/groups/{open_group}/list/"
    lines = [f"{name}\t{at % 28 + 1:02}.{at % 12 + 1:02}.201{at % 2 + 5}" for at, name in enumerate(names)]
    assert org.post(path, data={"text": "\n".join(lines)}).status_code == 200
    assert org.page.with_attribute("data-rows")[0].get("data-ready") == "500"
    assert org.post(path, data=fields(org.page)).status_code == 303
    assert (Request.select().count(), Child.select().count()) == (500, 500)


@pytest.mark.parametrize(
    ("text", "words", "status"),
    [
        ("", "Вставьте список", 422),
        ("\n".join(["Белов Лев 01.04.2016"] * 600), "до 500", 422),
        ("Я" * 300_000, "300 тысяч знаков", 422),
        ("Я" * 5_000_000, "слишком много", 413),
    ],
)
def test_too_much_or_nothing_is_said_plainly(
    org: CheckingClient, open_group: int, text: str, words: str, status: int
) -> None:
    assert org.post(f"/staff/groups/{open_group}/list/", data={"text": text}).status_code == status
    assert words in org.page.words(org.page.all("*", id="error-summary")[0])
    assert Request.select().count() == 0


def test_strange_words_are_only_words(org: CheckingClient, open_group: int) -> None:
    org.typed = True
    path = f"/staff/groups/{open_group}/list/"
    text = "<script>alert(1)</script> Иванов\t12.03.2016\n=cmd|' /C calc'!A0\t\x00\t\u202e\nNone None 1.1.2016\n\t\t;;;"
    org.post(path, data={"text": text})
    assert "<script>alert" not in org.page.text
    forged = {"row": ["x", "\t\t\t", "9" * 50 + "\tА Б\t1.1.2016"], "take": ["0", "99", "-1", "x"], "go": "1"}
    assert org.post(path, data=forged).status_code == 422
    assert Request.select().count() == 0
