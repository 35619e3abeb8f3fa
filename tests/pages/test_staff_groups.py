"""Groups on the desk: places that requests hold, new terms, copies of a year, rooms taken twice."""

from __future__ import annotations

import pytest
from flask import Flask
from pages.checking import CheckingClient, checking_client
from pages.editing import answers, edit_group, mark, move
from pages.test_staff_queue import asked

from navigator.data import (
    Group,
    Program,
    ProgramProposal,
)


def test_places_that_requests_hold_are_not_overwritten(
    forms_app: Flask, org: CheckingClient, program_id: int, open_group: int
) -> None:
    Group.update(places=10, stated_free=6, free_places=6).where(Group.id == open_group).execute()
    path = f"/staff/programs/{program_id}/groups/{open_group}/"
    form = answers(org.look(path), "group", event="save", free="8")
    request = asked(forms_app, open_group)
    org.post(f"/staff/requests/{request}/", data={"event": "confirm"})
    assert (Group.get_by_id(open_group).free_places, Group.get_by_id(open_group).held) == (5, 1)
    assert org.post(path, data=form).status_code == 303
    group = Group.get_by_id(open_group)
    assert (group.stated_free, group.held, group.free_places) == (8, 1, 7)
    assert edit_group(org, program_id, open_group, year_label="2-й год") == 303
    assert Group.get_by_id(open_group).free_places == 7
    assert edit_group(org, program_id, open_group, places="0", free="0") == 409
    assert "держат заявки" in org.page.words()
    assert org.post(path, data={"event": "archive_group", "mark": mark(org.look(path))}).status_code == 409
    assert "живые заявки: 1" in org.page.words()
    assert move(org, program_id, "archive") == 409
    assert Program.get_by_id(program_id).state == "published"


def test_a_new_group_waits_only_for_new_terms(org: CheckingClient, program_id: int, open_group: int) -> None:
    path = f"/staff/programs/{program_id}/groups/new/"
    for name, month in (("Как у всех", ""), ("Дорогая", "5000")):
        terms = answers(
            org.look(f"/staff/programs/{program_id}/groups/{open_group}/"), "group", event="save", name=name
        )
        org.post(path, data={**terms, **({"month_paid": month} if month else {})})
        group = Group.get(Group.program == program_id, Group.name == name)
        assert group.status == "draft"
        form = {"event": "publish_group", "mark": f"{group.version}-{group.changed_at:%Y%m%d%H%M%S}"}
        assert org.post(f"/staff/programs/{program_id}/groups/{group.id}/", data=form).status_code == 303
    assert Group.get(Group.name == "Как у всех").status == "active"
    assert Group.get(Group.name == "Дорогая").status == "draft"
    assert "status" in ProgramProposal.get().changes


def test_groups_of_a_year_are_copied_once(
    forms_app: Flask, org: CheckingClient, program_id: int, open_group: int
) -> None:
    page = org.look(f"/staff/programs/copy/?program={program_id}")
    form = answers(page, "copy-groups")
    assert str(open_group) in form["group"]
    before = Group.select().count()
    for _press in range(2):
        assert org.post("/staff/programs/copy/", data=form).status_code == 303
    assert Group.select().count() == before + len(form["group"])
    made, source = Group.get(Group.copied_from == open_group), Group.get_by_id(open_group)
    assert (made.status, made.date_start.year, made.held) == ("draft", source.date_start.year + 1, 0)
    assert made.slots.count() == source.slots.count()
    assert f'data-group="{made.id}"' not in checking_client(forms_app).look(f"/programs/{program_id}/").text
    assert org.post("/staff/programs/copy/", data={"program": str(program_id)}).status_code == 422
    assert move(org, program_id, "publish_groups") == 303
    assert Group.get_by_id(made.id).status == "active"  # its terms are those of the year before
    assert not Group.select().where(Group.program == program_id, Group.status == "draft").exists()


def test_a_room_taken_twice_is_a_warning(org: CheckingClient, program_id: int, open_group: int) -> None:
    path = f"/staff/programs/{program_id}/groups/new/"
    terms = answers(
        org.look(f"/staff/programs/{program_id}/groups/{open_group}/"), "group", event="save", name="Вторая"
    )
    assert org.post(path, data=terms).status_code == 303
    page = org.look(f"/staff/programs/{program_id}/")
    assert int(page.with_attribute("data-clashes")[0].get("data-clashes")) >= 1
    assert "Вторая" in page.words(page.all("div", id="clashes")[0])


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        *(("mon", "вечером"), ("date_start", "31.31.2026"), ("places", "много"), ("month_paid", "дорого")),
        *(("month_paid", "69 00"), ("price_paid", "12 34"), ("price_paid", "-5")),
        *(("age", "взрослые коты"), ("hours_week", "0"), ("name", ""), ("level", "гуру")),
    ],
)
def test_a_wrong_field_keeps_everything(
    org: CheckingClient, program_id: int, open_group: int, field: str, typed: str
) -> None:
    assert edit_group(org, program_id, open_group, **{field: typed, "year_label": "Оставить"}) == 422
    assert org.page.all("a", href=f"#{field}")
    assert org.page.all("input", id="year_label")[0].get("value") == "Оставить"
    assert typed in org.page.text or field == "level"


def test_words_of_a_schedule_that_are_no_lessons_are_not_swallowed(
    org: CheckingClient, program_id: int, open_group: int
) -> None:
    note = Group.get_by_id(open_group).schedule_note
    assert edit_group(org, program_id, open_group, schedule="пн 16.30-18; по согласованию") == 422
    assert "Не понято «согласованию»" in org.page.words()
    assert 'value="пн 16.30-18; по согласованию"' in org.page.text
    assert Group.get_by_id(open_group).schedule_note == note
    assert edit_group(org, program_id, open_group, schedule="пн 16.30-18", schedule_note="по согласованию") == 303
    assert Group.get_by_id(open_group).schedule_note == "по согласованию"
