"""The desk of certificates: the register, one certificate, the budget, contracts; and the walls between territories."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from pages.checking import CheckingClient, checking_client
from pages.working import browser, hire

from navigator.data import (
    Balance,
    Certificate,
    Child,
    Contract,
    GroupNominal,
    JournalLine,
    LedgerLine,
    Municipality,
    Organization,
    Request,
)
from navigator.services.financing.checking import wrong_money
from navigator.services.financing.wallets import wallet_of

AZV, EGR = "aleksandrovo-zavodskiy-rayon", "egorlykskiy-rayon"
ROUTES = Path(__file__).parents[1] / "house" / "routes.txt"


@pytest.fixture
def center(money_app: Flask) -> CheckingClient:
    """A browser of the municipal centre of the first district."""
    secret = hire(money_app, "moc-a@example.org", "municipal_center", municipality=AZV)
    return browser(money_app, "moc-a@example.org", secret)


@pytest.fixture
def own(money_app: Flask) -> Contract:
    """A contract in force of the first district."""
    found: Contract = (
        Contract.select().join(Municipality).where(Municipality.slug == AZV, Contract.state == "active").get()
    )
    return found


def test_every_address_keeps_its_readers(money_app: Flask, own: Contract) -> None:
    other = Organization.get(Organization.id != own.organization_id).id
    people = {
        ("organization", True): {"organization": str(own.organization_id)},
        ("organization", False): {"organization": str(other)},
        ("municipal_center", True): {"municipality": AZV},
        ("municipal_center", False): {"municipality": EGR},
        ("regional_center", True): {},
        ("observer", True): {"municipality": AZV},
        ("observer", False): {"municipality": EGR},
    }
    rules = [line.split() for line in ROUTES.read_text().splitlines()]
    rules = [one for one in rules if one[1].startswith(("/staff/certificates/", "/staff/contracts/"))]
    assert len(rules) == 9
    stranger = checking_client(money_app)
    for (role, mine), place in people.items():
        email = f"{role}-{mine}@example.org".lower()
        client = browser(money_app, email, hire(money_app, email, role, **place))
        for method, rule, readers in rules:
            path = rule.replace("<int:certificate_id>", str(own.certificate_id))
            path = path.replace("<int:contract_id>", str(own.id))
            assert stranger.open(path, method=method).status_code in {303, 401}
            data = {"event": "leave_queue", "municipality": AZV} if "<int" in rule else {"municipality": AZV}
            status = client.open(path, method=method, data=data if method == "POST" else None).status_code
            allowed = role in readers.split(",") and (mine or "<int" not in rule)
            expected = {200, 303, 404, 422} if method == "POST" else {200}
            assert status in (expected if allowed else {404}), (role, mine, method, rule, status)
    assert wrong_money() == []


def test_the_register_finds_by_number_and_name(center: CheckingClient, own: Contract) -> None:
    page = center.look("/staff/certificates/?view=money")
    assert len(page.with_attribute("data-certificate")) == 24
    number, child = str(own.certificate.number), own.certificate.child
    for q in (number, f"{number[:4]} {number[4:]}", f"{child.last_name} {child.first_name} {child.patronymic}"):
        found = center.look(f"/staff/certificates/?q={q}").with_attribute("data-certificate")
        assert str(own.certificate_id) in [one.get("data-certificate") for one in found], q
    other = Certificate.select().join(Municipality).where(Municipality.slug == EGR).first()
    assert not center.look(f"/staff/certificates/?q={other.number}").with_attribute("data-certificate")
    queue = center.look("/staff/certificates/?view=queue")
    assert [
        one.itertext.__self__.find(".//{*}b").text.split()[0] for one in queue.with_attribute("data-certificate")
    ] == ["1-й", "2-й", "3-й"]
    read = JournalLine.select().where(JournalLine.action == "list").order_by(JournalLine.id.desc()).first()
    assert "certificate" in read.detail


def test_issuing_in_person_then_a_nominal_or_a_turn(center: CheckingClient) -> None:
    path, form = (
        "/staff/certificates/new/",
        {
            "child_last_name": "Новосёлова",
            "child_first_name": "Вера",
            "child_birth_date": "05.03.2016",
        },
    )
    assert center.post(path, data=form).status_code == 422
    assert "Без проверки документов" in center.page.words()
    assert center.page.all("input", id="child_last_name")[0].get("value") == "Новосёлова"
    assert center.post(path, data={**form, "checked": "1", "child_birth_date": "05.03.2023"}).status_code == 422
    assert center.post(path, data={**form, "checked": "1", "municipality": EGR}).status_code in {303, 422}
    Certificate.delete().where(Certificate.checked_on == date(2026, 11, 23)).execute()
    answer = center.post(path, data={**form, "checked": "1", "municipality": AZV})
    assert answer.status_code == 303
    address = answer.headers["Location"]
    assert center.post(path, data={**form, "checked": "1", "municipality": AZV}).status_code == 422
    assert "уже есть действующий сертификат" in center.page.words()
    page = center.look(address)
    number = int(page.with_attribute("data-certificate")[0].get("data-certificate"))
    row = Certificate.get_by_id(number)
    assert (row.municipality.slug, row.type, row.checked_on) == (AZV, "accounting", date(2026, 11, 23))
    assert center.post(address, data={"event": "grant"}).status_code == 303
    assert "4-й в очереди" in center.look(address).words()
    GroupNominal.update(limit_count=0).execute()
    assert center.post(address, data={"event": "leave_queue"}).status_code == 303
    assert center.post("/staff/certificates/", data={"certificate": str(number)}).status_code == 200
    assert center.page.with_attribute("data-done")[0].get("data-done") == "1"
    assert wrong_money() == []


def test_corrections_are_new_lines_with_a_reason(center: CheckingClient, own: Contract) -> None:
    address, before = f"/staff/certificates/{own.certificate_id}/", LedgerLine.select().count()
    balance = Balance.get_by_id(own.balance_id)
    form = {"event": "correct", "balance": str(balance.id), "amount": "10,50"}
    assert center.post(address, data=form).status_code == 422
    assert "почему" in center.page.words(center.page.all("*", id="error-summary")[0])
    assert center.post(address, data={**form, "amount": "много"}).status_code == 422
    assert center.post(address, data={**form, "amount": "-1 000 000", "words": "ошибка"}).status_code == 422
    other = Balance.select().where(Balance.certificate != own.certificate_id).first()
    assert center.post(address, data={**form, "balance": str(other.id), "words": "x"}).status_code == 422
    assert LedgerLine.select().count() == before
    assert center.post(address, data={**form, "words": "Акт сверки № 3"}).status_code == 303
    assert Balance.get_by_id(balance.id).balance == balance.balance + 10_50
    line = LedgerLine.select().order_by(LedgerLine.id.desc()).get()
    assert (line.kind, line.free, line.words, line.account is not None) == ("correction", 10_50, "Акт сверки № 3", True)
    refund = {"event": "refund", "contract": str(own.id), "amount": "1", "words": "Не приходил"}
    assert center.post(address, data=refund).status_code == 303
    assert Contract.get_by_id(own.id).spent == own.spent - 1_00
    assert "Акт сверки № 3" in center.look(address).words()
    assert wrong_money() == []


def test_a_request_with_a_contract_is_enrolled_by_it_unless_told_otherwise(money_app: Flask, own: Contract) -> None:
    Contract.update(state="reserved").where(Contract.id == own.id).execute()
    Request.update(state="confirmed").where(Request.id == own.request_id).execute()
    hire(money_app, "own@example.org", "organization", organization=str(own.organization_id))
    page = browser(money_app, "own@example.org").look(f"/staff/requests/{own.request.number}/")
    chosen = [one.get("value") for one in page.all("option") if one.get("selected") is not None]
    assert "certificate" in chosen


def test_a_second_press_corrects_nothing_again(center: CheckingClient, own: Contract) -> None:
    address = f"/staff/certificates/{own.certificate_id}/"
    seen = {one.get("value") for one in center.look(address).all("input", name="seen")}
    assert len(seen) == 1
    before, spent = Balance.get_by_id(own.balance_id).balance, Contract.get_by_id(own.id).spent
    sent = {"event": "correct", "amount": "100", "words": "Акт", "balance": str(own.balance_id), "seen": seen.pop()}
    answers = [center.post(address, data=sent).status_code for _ in range(2)]
    assert (answers, Balance.get_by_id(own.balance_id).balance) == ([303, 409], before + 100_00)
    assert "не записано ли это уже" in center.page.words()
    refund = {**sent, "event": "refund", "amount": "1", "contract": str(own.id)}
    assert center.post(address, data=refund).status_code == 409
    assert Contract.get_by_id(own.id).spent == spent


def test_who_saw_a_child_names_readers_of_its_certificate_and_contract(
    money_app: Flask, center: CheckingClient, own: Contract
) -> None:
    center.look(f"/staff/certificates/{own.certificate_id}/")
    center.look("/staff/certificates/")
    center.look(f"/staff/contracts/{own.id}/")
    other = Certificate.get(Certificate.child != own.certificate.child_id, Certificate.municipality == own.payer_id)
    center.look(f"/staff/certificates/{other.id}/")
    page = center.look(f"/staff/journal/{own.request.number}/")
    seen = [(one.get("data-action"), page.words(one)) for one in page.with_attribute("data-line")]
    assert [action for action, _ in seen] == ["who_saw", "read", "list", "read"]
    assert f"договор № {own.id}" in seen[1][1] and f"сертификат № {own.certificate_id}" in seen[3][1]
    hire(money_app, "own@example.org", "organization", organization=str(own.organization_id))
    page = browser(money_app, "own@example.org").look(f"/staff/journal/{own.request.number}/")
    assert [one.get("data-action") for one in page.with_attribute("data-line")] == ["who_saw"]


def test_freezing_moving_and_merging(money_app: Flask, center: CheckingClient, own: Contract) -> None:
    address = f"/staff/certificates/{own.certificate_id}/"
    for form, words in (
        ({"event": "freeze"}, "занимается"),
        ({"event": "close"}, "причина"),
        ({"event": "move"}, "куда переехала"),
        ({"event": "merge", "number": "0000000000"}, "нет"),
        ({"event": "account"}, "идут занятия"),
    ):
        assert center.post(address, data=form).status_code == 422, form
        assert words in center.page.words(), form
    idle = Certificate.get(
        Certificate.type == "social",
        Certificate.municipality == own.payer_id,
        Certificate.id.not_in(Contract.select(Contract.certificate)),
    )
    merge = {"event": "merge", "number": own.certificate.number}
    assert center.post(f"/staff/certificates/{idle.id}/", data=merge).status_code == 422
    assert "другого ребёнка" in center.page.words()
    same = {name: getattr(own.certificate.child, name) for name in ("last_name", "birth_date")}
    Child.update(first_name="Иное", **same).where(Child.id == idle.child_id).execute()
    assert center.post(f"/staff/certificates/{idle.id}/", data=merge).status_code == 303
    carried = Contract.get_by_id(own.id)
    assert (carried.certificate_id, Certificate.get_by_id(own.certificate_id).status) == (idle.id, "closed")
    assert Balance.get_by_id(own.balance_id).nominal == 0
    wallet = wallet_of(own.request.number, money_app.extensions["navigator"].now())
    assert wallet is not None and [one.number for one in wallet.contracts if one.is_mine] == [own.number]
    assert center.post(f"/staff/certificates/{idle.id}/", data={"event": "move", "place": EGR}).status_code == 303
    moved = Certificate.get_by_id(idle.id)
    assert (moved.municipality.slug, moved.type) == (EGR, "accounting")
    assert Contract.get_by_id(own.id).ended_on == date(2026, 11, 30)
    assert center.get(f"/staff/certificates/{idle.id}/").status_code == 404
    assert wrong_money() == []


def test_a_contract_prints_with_its_plan(money_app: Flask, own: Contract) -> None:
    hire(money_app, "org@example.org", "organization", organization=str(own.organization_id))
    org = browser(money_app, "org@example.org")
    page = org.look(f"/staff/contracts/{own.id}/")
    assert len(page.all("tr")) == own.months + 1
    assert own.number in page.words(page.all("h1")[0])
    assert "/staff/certificates/" not in page.text  # organizations have no register
    assert "списано" in page.words()
    Contract.update(ended_on=own.starts, state="ended").where(Contract.id == own.id).execute()
    assert len(org.look(f"/staff/contracts/{own.id}/").all("tr")) == 1 + 1  # of a contract that ended early
    Contract.update(ended_on=None, state="active").where(Contract.id == own.id).execute()


def test_the_bill_of_a_month_is_for_its_organization_and_payer(
    money_app: Flask, center: CheckingClient, own: Contract
) -> None:
    hire(money_app, "org@example.org", "organization", organization=str(own.organization_id))
    path = "/staff/reports/payments/"
    for reader in (center, browser(money_app, "org@example.org")):
        assert path in [one.get("href") for one in reader.look("/staff/reports/").all("a")]
        page = reader.look(path)
        assert own.number in page.words() and len(page.with_attribute("data-table")) == 2
        text = reader.get(f"{path}?format=csv").get_data().decode("utf-8-sig")
        assert (
            text.startswith("Договор;К оплате за месяц, ₽;Сумма договора, ₽;Программа;Группа;Занятия с;по;")
            and own.number in text
        )
        assert own.request.child.last_name not in text
        assert reader.get(f"{path}?format=xlsx").get_data()[:2] == b"PK"
    far = browser(
        money_app, "far@example.org", hire(money_app, "far@example.org", "municipal_center", municipality=EGR)
    )
    assert own.number not in far.look(path).words()
    Municipality.update(funding_mode="none").execute()
    assert path not in center.look("/staff/reports/").text and center.get(path).status_code == 404


def test_a_contract_of_another_payer_is_named_but_does_not_open(center: CheckingClient, own: Contract) -> None:
    request, paper = f"/staff/requests/{own.request.number}/", f"/staff/contracts/{own.id}/"

    def links() -> list[str | None]:
        return [one.get("href") for one in center.look(request).all("a") if "/contracts/" in (one.get("href") or "")]

    assert links() == [paper] and center.get(paper).status_code == 200
    Contract.update(payer=Municipality.get(Municipality.slug == EGR).id).where(Contract.id == own.id).execute()
    assert links() == [] and own.number in center.page.words()
    assert center.get(paper).status_code == 404


def test_a_district_without_money_has_a_register_without_it(money_app: Flask, center: CheckingClient) -> None:
    Municipality.update(funding_mode="none").where(Municipality.slug == AZV).execute()
    page = center.look("/staff/certificates/")
    assert "Бюджет" not in page.words() and "Очередь" not in page.words()
    assert center.get("/staff/certificates/budget/").status_code == 404
