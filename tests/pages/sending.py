"""Filling forms of families as a browser does: hidden fields come back, answers are looked at, then sent."""

from __future__ import annotations

from typing import Any

from pages.checking import CheckingClient, Page

FAMILY = {
    "child_last_name": "Иванов",
    "child_first_name": "Пётр",
    "child_birth_date": "05.03.2016",
    "guardian_name": "Анна",
    "guardian_phone": "8 912 345-67-89",
    "guardian_email": "mama@example.org",
    "consent": "1",
}


def hidden(page: Page) -> dict[str, str]:
    """Hidden fields of the form of a page."""
    return {one.get("name"): one.get("value") or "" for one in page.all("input", type="hidden")}


def send(client: CheckingClient, path: str, **values: str) -> Any:
    """Fill a form, look at the page of answers and send it."""
    blank = hidden(client.look(path))
    checked = client.post(path, data={**blank, **FAMILY, **values})
    if checked.status_code != 200 or client.page.with_attribute("data-refusal"):
        return checked
    return client.post(path, data=hidden(client.page))


def number_of(page: Page) -> tuple[str, str]:
    found = page.with_attribute("data-request-number")[0]
    return found.get("data-request-number"), found.get("data-request-code")


def done(client: CheckingClient, answer: Any) -> tuple[str, str]:
    assert answer.status_code == 303, client.page.words()
    return number_of(client.look(answer.headers["Location"]))
