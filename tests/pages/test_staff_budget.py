"""The budget of certificates at the desk: a picture, and changes by forms that slips do not spoil."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from pages.checking import CheckingClient
from pages.working import browser, hire

from navigator.data import (
    Balance,
    CertificateGroup,
    Contract,
    FundingPeriod,
    FundingRules,
    GroupNominal,
    Municipality,
    Nominal,
    PayerAgreement,
    PayerLimit,
)
from navigator.services.financing.checking import wrong_money

AZV, EGR = "aleksandrovo-zavodskiy-rayon", "egorlykskiy-rayon"


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


def test_the_budget_is_a_picture_and_changes_by_forms(center: CheckingClient, own: Contract) -> None:
    page = center.look("/staff/certificates/budget/")
    parts = {one.get("data-part"): page.words(one) for one in page.with_attribute("data-part")}
    assert set(parts) == {"spent", "reserved", "free"}
    assert len(page.all("svg")) == 2 or page.text.count("<svg") == 2
    period = FundingPeriod.get(FundingPeriod.municipality == own.payer_id)
    group = GroupNominal.get(GroupNominal.period == period.id)
    form = {"municipality": AZV, "period": str(period.id), "event": "set_nominal", "group": str(group.group_id)}
    for amount, words in (("", "номинал"), ("-100", "не сумма"), ("100 000 000", "не сумма"), ("1", "разницы")):
        assert center.post("/staff/certificates/budget/", data={**form, "amount": amount}).status_code == 422, amount
        assert words in center.page.words(), amount
    answer = center.post("/staff/certificates/budget/", data={**form, "amount": "7 000,00", "act": "№ 5"})
    assert answer.status_code == 303
    assert {row.balance + row.reserved + row.spent for row in Balance.select().where(Balance.period == period.id)} == {
        7_000_00
    }
    assert Nominal.get(Nominal.municipality == own.payer_id, Nominal.year == period.year).amount == 7_000_00
    keep = {"municipality": AZV, "period": str(period.id)}
    for data, status in (
        ({"event": "add_period"}, 303),
        ({"event": "add_period"}, 422),
        ({"event": "add_group", "name": "Одарённые дети"}, 303),
        ({"event": "add_group", "name": "Одарённые дети"}, 422),
        ({"event": "add_group", "name": ""}, 422),
        ({"event": "set_limit", "direction": "sport", "amount": "1"}, 422),
        ({"event": "set_limit", "direction": "sport", "amount": "5 000 000"}, 303),
        ({"event": "agree", "organization": "1", "name": "7", "signed_on": "вчера"}, 422),
        ({"event": "agree", "organization": "1", "name": "7", "signed_on": "01.09.2026"}, 303),
        ({"event": "set_rules", "idle_days": "90", "refused_days": "30"}, 303),
        ({"event": "set_rules", "idle_days": "девяносто"}, 422),
        ({"event": "set_rules", "idle_days": "9999999"}, 422),
        ({"event": "set_rules", "idle_days": "30", "refused_days": "3651"}, 422),
        ({"event": "set_rules", "price_percent": "10001"}, 422),
        ({"event": "open_period"}, 303),
        ({"event": "fly"}, 404),
    ):
        assert center.post("/staff/certificates/budget/", data={**keep, **data}).status_code == status, data
    assert (FundingPeriod.get_by_id(period.id).is_open, PayerLimit.select().count()) == (False, 1)
    assert PayerAgreement.select().where(PayerAgreement.number == "7").count() == 1
    assert center.post("/staff/certificates/budget/", data={**form, "municipality": EGR}).status_code == 404
    assert wrong_money() == []


def test_rules_that_a_form_does_not_ask_stay(center: CheckingClient, own: Contract) -> None:
    rules = {"weekly_hours": 600, "max_load": 1200, "max_load_mode": "before", "price_percent": 120}
    FundingRules.insert(municipality=own.payer_id, **rules).on_conflict(
        conflict_target=[FundingRules.municipality], update=rules
    ).execute()
    said = {"municipality": AZV, "event": "set_rules", "idle_days": "90", "refused_days": ""}
    assert center.post("/staff/certificates/budget/", data=said).status_code == 303
    kept = FundingRules.get_by_id(own.payer_id)
    assert (kept.idle_days, kept.refused_days) == (90, None)
    assert {name: getattr(kept, name) for name in rules} == rules


def test_slips_in_the_budget_are_taken_out_and_a_second_press_does_nothing(
    center: CheckingClient, own: Contract
) -> None:
    address, place = "/staff/certificates/budget/", own.payer_id
    held = GroupNominal.get(
        GroupNominal.group.in_(CertificateGroup.select().where(CertificateGroup.municipality == place))
    )

    def send(**data: str) -> int:
        return int(center.post(address, data={"municipality": AZV, **data}).status_code)

    assert send(event="add_group", name="Слип") == 303
    slip = CertificateGroup.get(CertificateGroup.name == "Слип").id
    forms = {one.get("data-form") for one in center.look(address).with_attribute("data-form")}
    assert f"drop-{slip}" in forms and f"drop-{held.group_id}" not in forms
    assert [send(event="drop_group", group=str(one)) for one in (slip, slip, held.group_id)] == [303, 422, 422]
    assert [one.id for one in CertificateGroup.select().where(CertificateGroup.municipality == place)] == [
        held.group_id
    ]
    after = center.look(address).all("input", name="after")[0].get("value")
    count = FundingPeriod.select().where(FundingPeriod.municipality == place).count()
    assert [send(event="add_period", after=after) for _ in range(2)] == [303, 422]
    assert FundingPeriod.select().where(FundingPeriod.municipality == place).count() == count + 1
    period = str(FundingPeriod.get(FundingPeriod.municipality == place).id)
    for opened in ("0", "0", "1", "1"):
        assert send(event="open_period", period=period, opened=opened) == 303
        assert FundingPeriod.get_by_id(period).is_open == (opened == "1")
    ours = PayerAgreement.get(PayerAgreement.municipality == place)
    other = PayerAgreement.get(PayerAgreement.municipality != place)
    for key, until, status in ((ours, "01.01.1999", 422), (other, "31.12.2026", 422), (ours, "31.12.2026", 303)):
        assert send(event="end_agreement", agreement=str(key.id), valid_until=until) == status
    assert PayerAgreement.get_by_id(ours.id).valid_until == date(2026, 12, 31)
    assert PayerAgreement.get_by_id(other.id).valid_until == other.valid_until
    assert send(event="end_agreement", agreement=str(ours.id), valid_until="") == 303
    assert PayerAgreement.get_by_id(ours.id).valid_until is None
