"""What families see of money: estimates without account, the calculator, the wallet by the code of a request."""

from __future__ import annotations

import re
from datetime import date, datetime
from types import SimpleNamespace

import pytest
from flask import Flask
from pages.checking import CheckingClient, Page, checking_client
from pages.conftest import TODAY
from pages.sending import done, send
from pages.working import browser, hire

from navigator.data import Certificate, Contract, Group, GroupFunding, GroupNominal, Municipality, Organization, Program
from navigator.services.financing.checking import wrong_money
from navigator.services.financing.monthly import run_calendar
from navigator.services.groups import groups_of
from navigator.services.requests.records import Moment

AZV = "aleksandrovo-zavodskiy-rayon"


@pytest.fixture
def visitor(money_app: Flask) -> CheckingClient:
    """A browser of a family."""
    return checking_client(money_app)


def payable(slug: str) -> tuple[int, int]:
    """A program and a group of a municipality that is paid by certificate and has places."""
    row = (
        Group.select(Group.program, Group.id)
        .join(GroupFunding)
        .switch(Group)
        .join(Program)
        .join(Organization)
        .join(Municipality)
        .where(
            Municipality.slug == slug,
            GroupFunding.source == "certificate",
            Group.free_places > 1,
            Group.date_end >= date(2027, 5, 1),
            Group.module.is_null(False),
            (Group.age_from.is_null()) | ((Group.age_from <= 120) & (Group.age_to > 132)),
        )
        .order_by(Group.id)
        .tuples()
    )
    return next((p, g) for p, g in row if any(one.id == g and one.is_taking for one in _views(p)))


def _views(program: int) -> list[SimpleNamespace]:
    views = groups_of([program], TODAY)[program]
    return [SimpleNamespace(id=one.id, is_taking=one.verdict.is_open and not one.is_free) for one in views]


def estimates(page: Page, group: int) -> list[int]:
    section = next(one for one in page.with_attribute("data-group") if one.get("data-group") == str(group))
    return [int(one.get("data-estimate")) for one in section.iter() if one.get("data-estimate")]


def test_a_program_says_what_a_certificate_covers(visitor: CheckingClient) -> None:
    for slug, parts in ((AZV, 1), ("egorlykskiy-rayon", 2)):  # a school year, two calendar years
        program, group = payable(slug)
        own = estimates(visitor.look(f"/programs/{program}/"), group)
        typed = estimates(visitor.look(f"/programs/{program}/?nominal=1 000,50"), group)
        assert len(own) == len(typed) == parts
        assert max(typed) <= 1_000_50 < max(own)
        assert estimates(visitor.look(f"/programs/{program}/?nominal=0"), group) == [0] * parts
        page = visitor.look(f"/programs/{program}/?nominal=-5")
        assert "не сумма" in page.words(page.all("p", id="error-summary")[0])
        form = visitor.look(f"/groups/{group}/enroll/")
        assert form.with_attribute("data-estimate")


def test_where_nothing_is_counted_no_trace_of_money_is_left(money_app: Flask, visitor: CheckingClient) -> None:
    program, group = payable(AZV)
    for values in ({"funding_mode": "none"}, {"funding_from": date(2027, 1, 1)}, {"funding_mode": "hours"}):
        before = Municipality.get(Municipality.slug == AZV)
        Municipality.update(values).where(Municipality.slug == AZV).execute()
        for path in (f"/programs/{program}/", f"/programs/{program}/?nominal=500", f"/groups/{group}/enroll/"):
            page = visitor.look(path)
            assert not page.with_attribute("data-estimate"), path
            assert not page.all("form", data_form="estimate")
            assert "калькулятор" not in page.text.lower() and "calculator" not in page.text
        Municipality.update(funding_mode=before.funding_mode, funding_from=before.funding_from).where(
            Municipality.id == before.id
        ).execute()
    Municipality.update(funding_mode="none").execute()
    assert visitor.look("/certificate/calculator/", 404)
    assert "calculator" not in visitor.look("/certificate/").text


def test_pages_of_money_stay_light(visitor: CheckingClient) -> None:
    for slug in (AZV, "egorlykskiy-rayon"):
        program, group = payable(slug)
        for path in (
            f"/programs/{program}/?nominal=3000",
            f"/certificate/calculator/?municipality={slug}&nominal=5000&club1=900&club2=1200&group={group}",
        ):
            answer = visitor.get(path, headers={"Accept-Encoding": "br"})
            headers = sum(len(f"{name}: {value}\r\n") for name, value in answer.headers)
            assert answer.status_code == 200
            assert len(answer.data) + headers <= 10_000, path


def test_the_calculator_counts_clubs(visitor: CheckingClient) -> None:
    path = f"/certificate/calculator/?municipality={AZV}&nominal=6900&club1=500&club2=500"
    page = visitor.look(path)
    assert page.with_attribute("data-result")[0].get("data-result") == "1"
    assert "до конца срока" in page.words()
    assert "горячая линия" in page.words()
    for bad in ("nominal=-1", "club1=ведро", "nominal=99999999999", "club2=1e9"):
        page = visitor.look(f"/certificate/calculator/?municipality={AZV}&{bad}", 422)
        assert page.all("*", id="error-summary")
        assert page.words(page.all("title")[0]).startswith("Ошибка")
    assert visitor.look("/certificate/calculator/").all("form", data_form="calculator")
    Municipality.update(funding_mode="hours").where(Municipality.slug == AZV).execute()
    page = visitor.look(f"/certificate/calculator/?municipality={AZV}&club1=8&club2=4,5&club3=2")
    assert page.with_attribute("data-result")[0].get("data-result") == "2"
    assert "₽" not in page.words()


def test_a_family_follows_its_money_by_code(money_app: Flask, visitor: CheckingClient) -> None:
    program, group = payable(AZV)
    Municipality.update(apply_how="here").execute()
    hire(money_app, "moc@example.org", "municipal_center", municipality=AZV)
    owner = Program.get_by_id(program).organization_id
    hire(money_app, "org@example.org", "organization", organization=str(owner))
    answer = send(visitor, f"/groups/{group}/enroll/", create_certificate="1", municipality=AZV)
    number, code = done(visitor, answer)
    page = visitor.look(f"/requests/{number}/")
    assert not page.with_attribute("data-wallet")
    org = browser(money_app, "org@example.org")
    companion = next(one for one in re.findall(r"\d\d-\d{5}", page.text) if one != number)
    assert org.post(f"/staff/requests/{companion}/", data={"event": "approve", "version": "1"}).status_code == 303
    certificate = Certificate.select().order_by(Certificate.id.desc()).get()
    path = f"/staff/requests/{number}/"
    assert org.post(path, data={"event": "confirm", "version": "1"}).status_code == 409  # the queue is long
    assert "место в очереди 4" in org.page.words()
    GroupNominal.update(limit_count=0).execute()
    run_calendar(money_app.extensions["navigator"].database, Moment(datetime(2026, 11, 23, 12)))
    assert org.post(path, data={"event": "confirm", "version": "1"}).status_code == 303, org.page.words()
    contract = Contract.get(Contract.certificate == certificate.id)
    page = visitor.look(f"/requests/{number}/")
    assert [one.get("data-contract") for one in page.with_attribute("data-contract")] == ["reserved"]
    assert not page.with_attribute("data-balance")  # the number was not named in this request
    assert visitor.post("/requests/", data={"number": companion, "code": code}).status_code == 303
    balance = visitor.look(f"/requests/{companion}/").with_attribute("data-balance")
    assert [int(one.get("data-balance")) for one in balance] == [contract.balance.balance]
    if contract.family_sum:
        assert page.all("form", data_form="request-agree")
        assert visitor.post(f"/requests/{number}/", data={"event": "agree"}).status_code == 303
        assert not visitor.look(f"/requests/{number}/").all("form", data_form="request-agree")
        assert visitor.post(f"/requests/{number}/", data={"event": "agree"}).status_code == 409
    assert checking_client(money_app).post(f"/requests/{number}/", data={"event": "agree"}).status_code == 404
    assert wrong_money() == []
