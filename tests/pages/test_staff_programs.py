"""Programs on the desk: cards, moderation, versions, quality, registers."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Flask
from pages.checking import CheckingClient, checking_client
from pages.editing import answers, edit, edit_group, move
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

# ---------------------------------------------------------------- saving


def test_a_form_that_is_saved_as_it_is_changes_nothing(org: CheckingClient, program_id: int, open_group: int) -> None:
    """Every group of every program: what the form shows is what it reads."""
    home = Program.get_by_id(program_id).organization_id
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
    program_id = int(re.findall(r"\d+", answer.headers["Location"])[0])
    assert move(org, program_id, "submit") == 422  # no age, no group
    assert edit(org, program_id, age="9-12 лет") == 303
    groups = f"/staff/programs/{program_id}/groups/new/"
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
    group = Group.get(Group.program == program_id)
    slots = ScheduleSlot.select().where(ScheduleSlot.group == group).order_by(ScheduleSlot.weekday)
    assert [(one.weekday, one.start_minute, one.end_minute) for one in slots] == [
        *((0, 990, 1080), (2, 900, 960), (4, 900, 960)),
    ]
    assert (group.free_places, group.stated_free, group.venue.address) == (12, 12, "ул. Лётная, 1")
    assert GroupFunding.get(GroupFunding.group == group).price_month == 120_050
    assert move(org, program_id, "submit") == 303
    assert org.get(f"/staff/programs/{program_id}/edit/").status_code == 200
    assert edit(org, program_id, name="Тайком") == 409  # it is being checked
    assert checking_client(forms_app).get(f"/programs/{program_id}/").status_code in {404, 410}
    assert f'data-program="{program_id}"' in centre.look("/staff/programs/?view=waiting").text
    assert move(centre, program_id, "return") == 422
    assert move(centre, program_id, "return", **{"remark-annotation": "Напишите, чему научатся"}) == 303
    page = org.look(f"/staff/programs/{program_id}/")
    assert [one.get("data-remark") for one in page.with_attribute("data-remark")] == ["annotation"]
    assert "Напишите, чему научатся" in org.look(f"/staff/programs/{program_id}/edit/").words()
    assert edit(org, program_id, annotation="Строим планёры") == 303
    assert org.look(f"/staff/programs/{program_id}/").with_attribute("data-remark") == []
    assert move(org, program_id, "submit") == 303
    assert move(centre, program_id, "publish") == 303
    assert Program.get_by_id(program_id).state == "published"
    public = checking_client(forms_app)
    assert public.look(f"/programs/{program_id}/").all("h1")
    assert program_id in public.look("/programs/?q=планёры").programs
    assert JournalLine.select().where(JournalLine.subject == f"program {program_id}").count() >= 6


def test_guarded_changes_wait_while_families_read_the_old_ones(
    forms_app: Flask, org: CheckingClient, centre: CheckingClient, program_id: int, open_group: int
) -> None:
    before = Program.get_by_id(program_id)
    assert edit(org, program_id, age="11–13 лет", annotation="Новые слова для семей") == 303
    now = Program.get_by_id(program_id)
    assert (now.age_from, now.annotation) == (before.age_from, "Новые слова для семей")
    public = checking_client(forms_app)
    assert "11–13" not in public.look(f"/programs/{program_id}/").words().replace("\u00a0", " ")
    assert edit_group(org, program_id, open_group, pay_paid="1", month_paid="900") == 303
    assert not GroupFunding.select().where(GroupFunding.group == open_group, GroupFunding.price_month == 90_000)
    page = centre.look(f"/staff/programs/{program_id}/")
    fields = {one.get("data-field") for one in page.with_attribute("data-field")}
    assert fields == {"age", f"group-{open_group}-price"}
    assert move(centre, program_id, "return_changes", **{f"remark-group-{open_group}-price": "Почему дороже?"}) == 303
    assert "Почему дороже?" in org.look(f"/staff/programs/{program_id}/groups/{open_group}/").words()
    assert edit_group(org, program_id, open_group, month_paid="800") == 303
    assert ProgramProposal.get().state == "waiting"
    assert move(centre, program_id, "approve") == 303
    assert (Program.get_by_id(program_id).age_from, Program.get_by_id(program_id).age_to) == (132, 168)
    assert GroupFunding.get(GroupFunding.group == open_group, GroupFunding.source == "paid").price_month == 80_000
    assert ProgramProposal.select().count() == 0
    assert "11–13" in checking_client(forms_app).look(f"/programs/{program_id}/").words()


def test_an_organization_takes_its_change_back(org: CheckingClient, program_id: int) -> None:
    before = Program.get_by_id(program_id).hours_week
    edit(org, program_id, hours_week="7")
    assert json.loads(ProgramProposal.get().changes) == {"program": {"hours_week": 7.0}}
    assert move(org, program_id, "drop_changes") == 303
    assert ProgramProposal.select().count() == 0
    assert Program.get_by_id(program_id).hours_week == before


def test_without_moderation_there_is_no_trace_of_it(
    org: CheckingClient, centre: CheckingClient, program_id: int
) -> None:
    edit(org, program_id, hours_week="7")
    assert centre.post("/staff/programs/moderation/", data={}).status_code == 303
    assert ProgramProposal.select().count() == 0
    assert Program.get_by_id(program_id).hours_week == 7  # nobody is left to look at it
    page = org.look("/staff/programs/")
    assert not {"проверк", "правк"} & {word for word in ("проверк", "правк") if word in page.words().lower()}
    assert "проверк" not in org.look(f"/staff/programs/{program_id}/edit/").words()
    assert edit(org, program_id, hours_week="5") == 303
    assert Program.get_by_id(program_id).hours_week == 5
    org.post("/staff/programs/new/", data=answers(org.look("/staff/programs/new/"), "program", name="Сразу"))
    made = Program.get(Program.name == "Сразу")
    buttons = [one.get("value") for one in org.look(f"/staff/programs/{made.id}/").all("button", name="event")]
    assert buttons == ["publish", "archive"]


def test_the_second_of_two_is_told_and_overwrites_nothing(
    forms_app: Flask, org: CheckingClient, program_id: int, open_group: int
) -> None:
    path = f"/staff/programs/{program_id}/edit/"
    stale = answers(org.look(path), "program", annotation="Второй")
    group_path = f"/staff/programs/{program_id}/groups/{open_group}/"
    stale_group = answers(org.look(group_path), "group", event="save", year_label="Второй")
    other = browser(forms_app, "org@example.org")
    assert edit(other, program_id, annotation="Первый") == 303
    assert edit_group(other, program_id, open_group, year_label="Первый") == 303
    assert org.post(path, data=stale).status_code == 409
    assert "Сейчас сохранено: Первый" in org.page.words()
    assert "Второй" in org.page.text
    again = answers(org.page, "program")
    assert org.post(group_path, data=stale_group).status_code == 409
    assert (Program.get_by_id(program_id).annotation, Group.get_by_id(open_group).year_label) == ("Первый", "Первый")
    other.look(f"/staff/programs/{program_id}/")
    assert move(other, program_id, "refresh") == 303
    assert org.post(path, data=again).status_code == 409  # and once more: somebody vouched meanwhile


# ---------------------------------------------------------------- history, registers, quality, territory


def test_history_tells_what_differs(org: CheckingClient, program_id: int) -> None:
    edit(org, program_id, annotation="Первые слова о студии")
    edit(org, program_id, annotation="Последние слова о студии")
    page = org.look(f"/staff/programs/{program_id}/versions/")
    first = page.with_attribute("data-version")[0]
    assert [page.words(one) for one in first.iter() if str(one.tag).endswith("}ins")] == ["Последние"]
    assert [page.words(one) for one in first.iter() if str(one.tag).endswith("}del")] == ["Первые"]
    assert ProgramVersion.select().where(ProgramVersion.event == "stored").count() == 1


def test_a_site_is_an_address_that_a_page_may_link_to(org: CheckingClient, program_id: int) -> None:
    for wrong in ("javascript:alert(1)", "нет адреса", "http://"):
        assert edit(org, program_id, site=wrong) == 422, wrong
        assert "не адрес сайта" in org.page.words()
    assert edit(org, program_id, site="школа.example.ru/кружки") == 303
    assert Program.get_by_id(program_id).site == "http://школа.example.ru/кружки"


def test_registers_are_for_the_region(forms_app: Flask, org: CheckingClient, program_id: int) -> None:
    secret = hire(forms_app, "rmc@example.org", "regional_center")
    region = browser(forms_app, "rmc@example.org", secret)
    Program.update(registries=()).where(Program.id == program_id).execute()
    decision = {"registry": "valued", "reason": "Приказ 12", "day": "20.11.2026"}
    assert move(org, program_id, "include", **decision) == 409
    assert move(region, program_id, "include", **{**decision, "reason": ""}) == 422
    assert move(region, program_id, "include", **decision) == 303
    assert Program.get_by_id(program_id).registries == ("valued",)
    assert move(region, program_id, "include", **decision) == 409
    assert "Приказ 12" in region.look(f"/staff/programs/{program_id}/versions/").words()


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


def test_what_lies_elsewhere_is_not_there(
    forms_app: Flask, org: CheckingClient, program_id: int, open_group: int
) -> None:
    own = Program.get_by_id(program_id).organization_id
    other = Program.get(Program.organization != own)
    group = Group.get(Group.program == other)
    for path in ("", "edit/", "versions/", "groups/new/", f"groups/{group.id}/"):
        assert org.get(f"/staff/programs/{other.id}/{path}").status_code == 404, path
    assert org.get(f"/staff/programs/{program_id}/groups/{group.id}/").status_code == 404  # of another program
    assert org.get(f"/staff/programs/lists/?organization={other.organization_id}").status_code == 404
    assert org.get(f"/staff/programs/copy/?program={other.id}").status_code == 404
    forged = {"program": str(other.id), "group": str(group.id)}
    assert org.post("/staff/programs/copy/", data=forged).status_code == 404
    org.post("/staff/programs/copy/", data={"group": str(group.id)})
    assert not Group.select().where(Group.copied_from == group.id)
    seen = org.look("/staff/programs/?view=all").with_attribute("data-program")
    owners = {Program.get_by_id(int(one.get("data-program"))).organization_id for one in seen}
    assert owners == {own}
    assert Organization.select().count() > 1
    assert Municipality.select().where(Municipality.moderation == False).count() == 0  # noqa: E712  # SQL
    assert Request.select().count() == 0
