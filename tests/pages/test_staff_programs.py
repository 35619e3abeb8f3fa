"""Programs on the desk: cards, moderation, groups, versions, quality, registers."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from pages.checking import CheckingClient, Page, checking_client
from pages.test_staff_queue import asked
from pages.working import browser, hire

from navigator.data import (
    Group,
    GroupFunding,
    JournalLine,
    Municipality,
    Organization,
    Program,
    ProgramProposal,
    ProgramVersion,
    Request,
    ScheduleSlot,
)


@pytest.fixture
def number(open_group: int) -> int:
    """The program of the open group."""
    return int(Group.get_by_id(open_group).program_id)


@pytest.fixture
def org(forms_app: Flask, number: int) -> CheckingClient:
    """A browser of the program's organization."""
    hire(forms_app, "org@example.org", "organization", organization=str(Program.get_by_id(number).organization_id))
    return browser(forms_app, "org@example.org")


@pytest.fixture
def centre(forms_app: Flask, number: int) -> CheckingClient:
    """A browser of the program's municipal centre."""
    home = Program.get_by_id(number).organization.municipality.slug
    return browser(
        forms_app, "moc@example.org", hire(forms_app, "moc@example.org", "municipal_center", municipality=home)
    )


def answers(page: Page, form: str, **changes: Any) -> dict[str, Any]:
    """What a browser would send of a form as it is, with some fields typed anew."""
    found: dict[str, Any] = {}
    place = page.all("form", data_form=form)[0]
    for one in place.iter():
        if not isinstance(one.tag, str) or not one.get("name"):
            continue
        name, tag = one.get("name"), one.tag.rpartition("}")[2]
        if tag == "textarea":
            found[name] = "".join(one.itertext())
        elif tag == "select":
            offered = [o for o in one.iter() if str(o.tag).endswith("}option")]
            chosen = [o for o in offered if o.get("selected") is not None] or offered
            found[name] = chosen[0].get("value")
        elif tag == "input" and one.get("type") == "checkbox":
            if one.get("checked") is not None:
                found.setdefault(name, []).append(one.get("value"))
        elif tag == "input":
            found[name] = one.get("value") or ""
    return {**found, **changes}


def mark(page: Page) -> str:
    return str(page.all("input", name="mark")[0].get("value"))


def move(client: CheckingClient, number: int, event: str, **data: str) -> int:
    path = f"/staff/programs/{number}/"
    return client.post(path, data={"event": event, "mark": mark(client.look(path)), **data}).status_code


def edit(client: CheckingClient, number: int, **changes: Any) -> int:
    path = f"/staff/programs/{number}/edit/"
    return client.post(path, data=answers(client.look(path), "program", **changes)).status_code


def edit_group(client: CheckingClient, number: int, group: int, **changes: Any) -> int:
    path = f"/staff/programs/{number}/groups/{group}/"
    return client.post(path, data=answers(client.look(path), "group", event="save", **changes)).status_code


# ---------------------------------------------------------------- saving


def test_a_form_that_is_saved_as_it_is_changes_nothing(org: CheckingClient, number: int, open_group: int) -> None:
    """Every group of every program: what the form shows is what it reads."""
    home = Program.get_by_id(number).organization_id
    before = dict(Group.select(Group.id, Group.version).join(Program).where(Program.organization == home).tuples())
    for group, program in Group.select(Group.id, Group.program).where(Group.id.in_(list(before))).tuples():
        if org.look(f"/staff/programs/{program}/groups/{group}/").all("input", name="name")[0].get("value"):
            assert edit_group(org, program, group) == 303, org.page.words()
            assert edit(org, program) == 303
    after = dict(Group.select(Group.id, Group.version).join(Program).where(Program.organization == home).tuples())
    assert after == before
    assert ProgramVersion.select().where(ProgramVersion.event != "stored").count() == 0


def test_a_new_program_goes_to_the_centre_and_comes_back(
    forms_app: Flask, org: CheckingClient, centre: CheckingClient
) -> None:
    answer = org.post("/staff/programs/new/", data={"name": "", "annotation": "Летаем\nвысоко"})
    assert answer.status_code == 422
    assert "Летаем\nвысоко" in org.page.text  # nothing typed is lost
    assert org.page.all("a", href="#name")
    blank = answers(org.page, "program", name="Планёры «Ветер»", direction="tech", activities="Авиамоделирование")
    answer = org.post("/staff/programs/new/", data=blank)
    assert answer.status_code == 303
    number = int(re.findall(r"\d+", answer.headers["Location"])[0])
    assert move(org, number, "submit") == 422  # no age, no group
    assert edit(org, number, age="9-12 лет") == 303
    groups = f"/staff/programs/{number}/groups/new/"
    typed = answers(
        org.look(groups),
        "group",
        event="save",
        name="1 группа",
        mon="16:30–18:00",
        schedule="ср, пт с 15 до 16",
        venue_name="Ангар",
        venue_address="ул. Лётная, 1",
        new_teachers="Чкалов Валерий Павлович",
        month_paid="1 200,50",
        places="12",
        free="12",
    )
    assert org.post(groups, data=typed).status_code == 303
    group = Group.get(Group.program == number)
    slots = ScheduleSlot.select().where(ScheduleSlot.group == group).order_by(ScheduleSlot.weekday)
    assert [(one.weekday, one.start_minute, one.end_minute) for one in slots] == [
        *((0, 990, 1080), (2, 900, 960), (4, 900, 960)),
    ]
    assert (group.free_places, group.stated_free, group.venue.address) == (12, 12, "ул. Лётная, 1")
    assert GroupFunding.get(GroupFunding.group == group).price_month == 120_050
    assert move(org, number, "submit") == 303
    assert org.get(f"/staff/programs/{number}/edit/").status_code == 200
    assert edit(org, number, name="Тайком") == 409  # it is being checked
    assert checking_client(forms_app).get(f"/programs/{number}/").status_code in {404, 410}
    assert f'data-program="{number}"' in centre.look("/staff/programs/?view=waiting").text
    assert move(centre, number, "return") == 422
    assert move(centre, number, "return", **{"remark-annotation": "Напишите, чему научатся"}) == 303
    page = org.look(f"/staff/programs/{number}/")
    assert [one.get("data-remark") for one in page.with_attribute("data-remark")] == ["annotation"]
    assert "Напишите, чему научатся" in org.look(f"/staff/programs/{number}/edit/").words()
    assert edit(org, number, annotation="Строим планёры") == 303
    assert org.look(f"/staff/programs/{number}/").with_attribute("data-remark") == []
    assert move(org, number, "submit") == 303
    assert move(centre, number, "publish") == 303
    assert Program.get_by_id(number).state == "published"
    public = checking_client(forms_app)
    assert public.look(f"/programs/{number}/").all("h1")
    assert number in public.look("/programs/?q=планёры").programs
    assert JournalLine.select().where(JournalLine.subject == f"program {number}").count() >= 6


def test_guarded_changes_wait_while_families_read_the_old_ones(
    forms_app: Flask, org: CheckingClient, centre: CheckingClient, number: int, open_group: int
) -> None:
    before = Program.get_by_id(number)
    assert edit(org, number, age="11–13 лет", annotation="Новые слова для семей") == 303
    now = Program.get_by_id(number)
    assert (now.age_from, now.annotation) == (before.age_from, "Новые слова для семей")
    public = checking_client(forms_app)
    assert "11–13" not in public.look(f"/programs/{number}/").words().replace("\u00a0", " ")
    assert edit_group(org, number, open_group, pay_paid="1", month_paid="900") == 303
    assert not GroupFunding.select().where(GroupFunding.group == open_group, GroupFunding.price_month == 90_000)
    page = centre.look(f"/staff/programs/{number}/")
    fields = {one.get("data-field") for one in page.with_attribute("data-field")}
    assert fields == {"age", f"group-{open_group}-price"}
    assert move(centre, number, "return_changes", **{f"remark-group-{open_group}-price": "Почему дороже?"}) == 303
    assert "Почему дороже?" in org.look(f"/staff/programs/{number}/groups/{open_group}/").words()
    assert edit_group(org, number, open_group, month_paid="800") == 303
    assert ProgramProposal.get().state == "waiting"
    assert move(centre, number, "approve") == 303
    assert (Program.get_by_id(number).age_from, Program.get_by_id(number).age_to) == (132, 168)
    assert GroupFunding.get(GroupFunding.group == open_group, GroupFunding.source == "paid").price_month == 80_000
    assert ProgramProposal.select().count() == 0
    assert "11–13" in checking_client(forms_app).look(f"/programs/{number}/").words()


def test_an_organization_takes_its_change_back(org: CheckingClient, number: int) -> None:
    before = Program.get_by_id(number).hours_week
    edit(org, number, hours_week="7")
    assert json.loads(ProgramProposal.get().changes) == {"program": {"hours_week": 7.0}}
    assert move(org, number, "drop_changes") == 303
    assert ProgramProposal.select().count() == 0
    assert Program.get_by_id(number).hours_week == before


def test_without_moderation_there_is_no_trace_of_it(org: CheckingClient, centre: CheckingClient, number: int) -> None:
    edit(org, number, hours_week="7")
    assert centre.post("/staff/programs/moderation/", data={}).status_code == 303
    assert ProgramProposal.select().count() == 0
    assert Program.get_by_id(number).hours_week == 7  # nobody is left to look at it
    page = org.look("/staff/programs/")
    assert not {"проверк", "правк"} & {word for word in ("проверк", "правк") if word in page.words().lower()}
    assert "проверк" not in org.look(f"/staff/programs/{number}/edit/").words()
    assert edit(org, number, hours_week="5") == 303
    assert Program.get_by_id(number).hours_week == 5
    org.post("/staff/programs/new/", data=answers(org.look("/staff/programs/new/"), "program", name="Сразу"))
    made = Program.get(Program.name == "Сразу")
    buttons = [one.get("value") for one in org.look(f"/staff/programs/{made.id}/").all("button", name="event")]
    assert buttons == ["publish", "archive"]


def test_the_second_of_two_is_told_and_overwrites_nothing(
    forms_app: Flask, org: CheckingClient, number: int, open_group: int
) -> None:
    path = f"/staff/programs/{number}/edit/"
    stale = answers(org.look(path), "program", annotation="Второй")
    group_path = f"/staff/programs/{number}/groups/{open_group}/"
    stale_group = answers(org.look(group_path), "group", event="save", year_label="Второй")
    other = browser(forms_app, "org@example.org")
    assert edit(other, number, annotation="Первый") == 303
    assert edit_group(other, number, open_group, year_label="Первый") == 303
    assert org.post(path, data=stale).status_code == 409
    assert "Сейчас сохранено: Первый" in org.page.words()
    assert "Второй" in org.page.text
    again = answers(org.page, "program")
    assert org.post(group_path, data=stale_group).status_code == 409
    assert (Program.get_by_id(number).annotation, Group.get_by_id(open_group).year_label) == ("Первый", "Первый")
    other.look(f"/staff/programs/{number}/")
    assert move(other, number, "refresh") == 303
    assert org.post(path, data=again).status_code == 409  # and once more: somebody vouched meanwhile


# ---------------------------------------------------------------- groups


def test_places_that_requests_hold_are_not_overwritten(
    forms_app: Flask, org: CheckingClient, number: int, open_group: int
) -> None:
    Group.update(places=10, stated_free=6, free_places=6).where(Group.id == open_group).execute()
    path = f"/staff/programs/{number}/groups/{open_group}/"
    form = answers(org.look(path), "group", event="save", free="8")
    request = asked(forms_app, open_group)
    org.post(f"/staff/requests/{request}/", data={"event": "confirm"})
    assert (Group.get_by_id(open_group).free_places, Group.get_by_id(open_group).held) == (5, 1)
    assert org.post(path, data=form).status_code == 303
    group = Group.get_by_id(open_group)
    assert (group.stated_free, group.held, group.free_places) == (8, 1, 7)
    assert edit_group(org, number, open_group, year_label="2-й год") == 303
    assert Group.get_by_id(open_group).free_places == 7
    assert edit_group(org, number, open_group, places="0", free="0") == 409
    assert "держат заявки" in org.page.words()
    assert org.post(path, data={"event": "archive_group", "mark": mark(org.look(path))}).status_code == 409
    assert "живые заявки: 1" in org.page.words()
    assert move(org, number, "archive") == 409
    assert Program.get_by_id(number).state == "published"


def test_a_new_group_waits_only_for_new_terms(org: CheckingClient, number: int, open_group: int) -> None:
    path = f"/staff/programs/{number}/groups/new/"
    for name, month in (("Как у всех", ""), ("Дорогая", "5000")):
        terms = answers(org.look(f"/staff/programs/{number}/groups/{open_group}/"), "group", event="save", name=name)
        org.post(path, data={**terms, **({"month_paid": month} if month else {})})
        group = Group.get(Group.program == number, Group.name == name)
        assert group.status == "draft"
        form = {"event": "publish_group", "mark": f"{group.version}-{group.changed_at:%Y%m%d%H%M%S}"}
        assert org.post(f"/staff/programs/{number}/groups/{group.id}/", data=form).status_code == 303
    assert Group.get(Group.name == "Как у всех").status == "active"
    assert Group.get(Group.name == "Дорогая").status == "draft"
    assert "status" in ProgramProposal.get().changes


def test_groups_of_a_year_are_copied_once(forms_app: Flask, org: CheckingClient, number: int, open_group: int) -> None:
    page = org.look(f"/staff/programs/copy/?program={number}")
    form = answers(page, "copy-groups")
    assert str(open_group) in form["group"]
    before = Group.select().count()
    for _press in range(2):
        assert org.post("/staff/programs/copy/", data=form).status_code == 303
    assert Group.select().count() == before + len(form["group"])
    made, source = Group.get(Group.copied_from == open_group), Group.get_by_id(open_group)
    assert (made.status, made.date_start.year, made.held) == ("draft", source.date_start.year + 1, 0)
    assert made.slots.count() == source.slots.count()
    assert f'data-group="{made.id}"' not in checking_client(forms_app).look(f"/programs/{number}/").text
    assert org.post("/staff/programs/copy/", data={"program": str(number)}).status_code == 422


def test_a_room_taken_twice_is_a_warning(org: CheckingClient, number: int, open_group: int) -> None:
    path = f"/staff/programs/{number}/groups/new/"
    terms = answers(org.look(f"/staff/programs/{number}/groups/{open_group}/"), "group", event="save", name="Вторая")
    assert org.post(path, data=terms).status_code == 303
    page = org.look(f"/staff/programs/{number}/")
    assert int(page.with_attribute("data-clashes")[0].get("data-clashes")) >= 1
    assert "Вторая" in page.words(page.all("div", id="clashes")[0])


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        *(("mon", "вечером"), ("date_start", "31.31.2026"), ("places", "много"), ("month_paid", "дорого")),
        *(("age", "взрослые коты"), ("hours_week", "0"), ("name", ""), ("level", "гуру")),
    ],
)
def test_a_wrong_field_keeps_everything(
    org: CheckingClient, number: int, open_group: int, field: str, typed: str
) -> None:
    assert edit_group(org, number, open_group, **{field: typed, "year_label": "Оставить"}) == 422
    assert org.page.all("a", href=f"#{field}")
    assert org.page.all("input", id="year_label")[0].get("value") == "Оставить"
    assert typed in org.page.text or field == "level"


# ---------------------------------------------------------------- history, registers, quality, territory


def test_history_tells_what_differs(org: CheckingClient, number: int) -> None:
    edit(org, number, annotation="Первые слова о студии")
    edit(org, number, annotation="Последние слова о студии")
    page = org.look(f"/staff/programs/{number}/versions/")
    first = page.with_attribute("data-version")[0]
    assert [page.words(one) for one in first.iter() if str(one.tag).endswith("}ins")] == ["Последние"]
    assert [page.words(one) for one in first.iter() if str(one.tag).endswith("}del")] == ["Первые"]
    assert ProgramVersion.select().where(ProgramVersion.event == "stored").count() == 1


def test_registers_are_for_the_region(forms_app: Flask, org: CheckingClient, number: int) -> None:
    secret = hire(forms_app, "rmc@example.org", "regional_center")
    region = browser(forms_app, "rmc@example.org", secret)
    Program.update(registries=()).where(Program.id == number).execute()
    decision = {"registry": "valued", "reason": "Приказ 12", "day": "20.11.2026"}
    assert move(org, number, "include", **decision) == 409
    assert move(region, number, "include", **{**decision, "reason": ""}) == 422
    assert move(region, number, "include", **decision) == 303
    assert Program.get_by_id(number).registries == ("valued",)
    assert move(region, number, "include", **decision) == 409
    assert "Приказ 12" in region.look(f"/staff/programs/{number}/versions/").words()


def test_quality_counts_what_it_lists_and_points_there(org: CheckingClient) -> None:
    page = org.look("/staff/programs/?view=quality")
    for chip in page.with_attribute("data-fault-count"):
        kind, count = chip.get("data-fault-count"), int(page.words(chip).split()[-1])
        listed = org.look(f"/staff/programs/?view=quality&fault={kind}")
        assert len(listed.with_attribute("data-program")) == count > 0
        for one in listed.with_attribute("data-faults"):
            for link in one.iter():
                if str(link.tag).endswith("}a") and "#" in link.get("href"):
                    path, _, anchor = link.get("href").partition("#")
                    assert org.look(path).all("*", id=anchor), link.get("href")
                    break


def test_the_list_asks_a_constant_number_of_questions(org: CheckingClient, forms_app: Flask, monkeypatch: Any) -> None:
    database, counted = forms_app.extensions["navigator"].database, []
    execute = database.execute_sql
    monkeypatch.setattr(database, "execute_sql", lambda *args, **rest: counted.append(1) or execute(*args, **rest))
    sizes = {}
    for view in ("quality", "archive"):
        counted.clear()
        page = org.look(f"/staff/programs/?view={view}")
        sizes[view] = len(counted), len(page.with_attribute("data-program"))
    assert sizes["quality"][0] <= 12
    counted.clear()
    org.look("/staff/programs/?view=quality&q=а")
    assert len(counted) == sizes["quality"][0]


def test_what_lies_elsewhere_is_not_there(forms_app: Flask, org: CheckingClient, number: int, open_group: int) -> None:
    own = Program.get_by_id(number).organization_id
    other = Program.get(Program.organization != own)
    group = Group.get(Group.program == other)
    for path in ("", "edit/", "versions/", "groups/new/", f"groups/{group.id}/"):
        assert org.get(f"/staff/programs/{other.id}/{path}").status_code == 404, path
    assert org.get(f"/staff/programs/{number}/groups/{group.id}/").status_code == 404  # of another program
    assert org.get(f"/staff/programs/lists/?organization={other.organization_id}").status_code == 404
    plan = org.look(f"/staff/programs/copy/?program={other.id}")
    assert plan.with_attribute("data-source") == []
    org.post("/staff/programs/copy/", data={"program": str(other.id), "group": str(group.id)})
    assert not Group.select().where(Group.copied_from == group.id)
    seen = org.look("/staff/programs/?view=all").with_attribute("data-program")
    owners = {Program.get_by_id(int(one.get("data-program"))).organization_id for one in seen}
    assert owners == {own}
    assert Organization.select().count() > 1
    assert Municipality.select().where(Municipality.moderation == False).count() == 0  # noqa: E712  # SQL
    assert Request.select().count() == 0
