"""Writing and deciding reviews as people do."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask
from pages.checking import CheckingClient
from pages.sending import done, hidden, send

from navigator.data import Review
from navigator.services.requests.moving import move
from navigator.services.requests.records import Order

MARKS = {"results": "5", "staff": "4", "means": "3", "overall": "4"}
TEXT = "Ходим с радостью, педагог внимательный."


def studying(app: Flask, client: CheckingClient, group: int, first: str = "Пётр") -> str:
    """A request whose child is enrolled, opened in the family's browser."""
    number, _ = done(client, send(client, f"/groups/{group}/enroll/", child_first_name=first))
    house = app.extensions["navigator"]
    move(house.database, number, "confirm", "organization", house.now(), house.policy)
    order = Order(number="1", day=house.today(), start=date(2026, 9, 1), funding="budget")
    move(house.database, number, "enroll", "organization", house.now(), house.policy, order)
    return number


def write(client: CheckingClient, number: str, text: str = TEXT, **values: str) -> Any:
    form = hidden(client.look(f"/requests/{number}/review/"))
    return client.post(f"/requests/{number}/review/", data={**form, **MARKS, "text": text, "event": "send", **values})


def decide(client: CheckingClient, review: Review, event: str, **values: str) -> int:
    page = client.look(f"/staff/reviews/{review.id}/")
    data = {**hidden(page), "event": event, **values}
    return int(client.post(f"/staff/reviews/{review.id}/", data=data).status_code)
