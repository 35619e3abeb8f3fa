"""Filling forms of programs as a browser does: the form as it is, with some fields typed anew."""

from __future__ import annotations

from typing import Any

from pages.checking import CheckingClient, Page


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


def move(client: CheckingClient, program_id: int, event: str, **data: str) -> int:
    path = f"/staff/programs/{program_id}/"
    return client.post(path, data={"event": event, "mark": mark(client.look(path)), **data}).status_code


def edit(client: CheckingClient, program_id: int, **changes: Any) -> int:
    path = f"/staff/programs/{program_id}/edit/"
    return client.post(path, data=answers(client.look(path), "program", **changes)).status_code


def edit_group(client: CheckingClient, program_id: int, group: int, **changes: Any) -> int:
    path = f"/staff/programs/{program_id}/groups/{group}/"
    return client.post(path, data=answers(client.look(path), "group", event="save", **changes)).status_code
