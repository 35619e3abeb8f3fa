"""What both forms of families do with what came: show again, check, store, confirm."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from navigator.blueprints.passes import keep_pass
from navigator.forms.guard import Guard
from navigator.forms.requests import FamilyForm
from navigator.services.limits import CONTACT, count, forms, is_over
from navigator.services.problems import StoreFailed
from navigator.services.requests.records import Guardian, Refusal, Sender, Sent
from navigator.services.requests.submitting import Outcome
from navigator.web import BLANK_FORM, house, private

BUSY = (
    "С этого адреса или телефона отправлено слишком много заявок. "
    "Ответы сохранены: подождите десять минут и отправьте ещё раз"
)
FAILED = "Сервис временно недоступен, ничего не потеряно. Ответы сохранены: подождите минуту и отправьте ещё раз"
USED = "Эта форма уже отправлена с другими ответами. Если нужна ещё одна заявка, отправьте её отсюда"


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of form: its templates, what they need, and what the house does with the answers."""

    template: str
    context: dict[str, Any]
    check: Callable[[], Refusal | None]
    again: Callable[[Sender], Sent | None]
    send: Callable[[Sender], Outcome]
    refused: Callable[[Refusal], Answer]


def guard() -> Guard:
    """Signs and checks the forms of this house."""
    return Guard(house().settings.secret_key, house().settings.form_seconds)


def show(form: FamilyForm, paper: Paper, status: int = 200, *, blank: bool = False, part: int = 0) -> Response:
    """The form, with what was typed and what is wrong with it.

    :param part: number of the part to show alone, 0 for the whole form on one page.
    """
    _stamp(form)
    asked = form.PARTS[part - 1] if part else tuple(name for names in form.PARTS for name in names)
    response = make_response(
        render_template(paper.template, form=form, step="fill", trouble="", part=part, asked=asked, **paper.context),
        status,
    )
    if not blank:
        return private(response)
    response.headers["Cache-Control"] = BLANK_FORM
    return response


def receive(form: FamilyForm, paper: Paper) -> Answer:
    """Do the next step with a form that came."""
    if "edit" in request.form:
        return show(form, paper)
    part = next((number for number in (1, 2, 3) if request.form.get("step") == str(number)), 0)
    valid = form.validate()
    if part and form.keep_problems(form.PARTS[part - 1]):
        return show(form, paper, 422, part=part)
    if part and part < len(form.PARTS):
        return show(form, paper, part=part + 1)
    if part:
        valid = form.validate()
    if not valid:
        return show(form, paper, 422)
    try:
        if request.form.get("step") != "send":
            refusal = paper.check()
            before = paper.again(_sender(form)) if refusal else None
            if before is not None:
                return confirm(before)
            return paper.refused(refusal) if refusal else _check_page(form, paper)
        trouble = guard().trouble(request.form)
        if trouble:
            form.token.data = None
            return _check_page(form, paper, 422, trouble)
        if _is_too_much(form.guardian()):
            return _check_page(form, paper, 429, BUSY)
        return _answer(paper.send(_sender(form)), form, paper)
    except StoreFailed:
        return _check_page(form, paper, 503, FAILED)


def _answer(outcome: Outcome, form: FamilyForm, paper: Paper) -> Answer:
    if isinstance(outcome, Refusal):
        _count(form.guardian())
        if outcome.reason != "key_used":
            return paper.refused(outcome)
        form.idempotency_key.data = None
        return _check_page(form, paper, 409, USED)
    if not outcome.repeated:
        _count(form.guardian())
    return confirm(outcome)


def confirm(sent: Sent) -> Answer:
    """Lead to the confirmation, which opens for a day in this browser."""
    return keep_pass(redirect(url_for("following.done", number=sent.number), 303), sent.number, sent.code)


def _check_page(form: FamilyForm, paper: Paper, status: int = 200, trouble: str = "") -> Response:
    _stamp(form)
    page = render_template(paper.template, form=form, step="check", trouble=trouble, part=0, asked=(), **paper.context)
    response = private(make_response(page, status))
    if status in {429, 503}:
        response.headers["Retry-After"] = "600" if status == 429 else "30"
    return response


def _stamp(form: FamilyForm) -> None:
    form.idempotency_key.data = form.idempotency_key.data or uuid.uuid4().hex
    form.token.data = form.token.data or guard().token()


def _sender(form: FamilyForm) -> Sender:
    return Sender(request.remote_addr or "", str(form.idempotency_key.data or "")[:200])


def _is_too_much(guardian: Guardian) -> bool:
    now = house().now().utc
    limit = forms(house().policy.rate)
    if is_over(house().database, limit, request.remote_addr or "", now):
        return True
    return any(is_over(house().database, CONTACT, one, now) for one in (guardian.phone, guardian.email) if one)


def _count(guardian: Guardian) -> None:
    """Count a form that was sent; a database that cannot count must not undo what it stored."""
    now = house().now().utc
    try:
        count(house().database, forms(house().policy.rate), request.remote_addr or "", now)
        for one in (guardian.phone, guardian.email):
            if one:
                count(house().database, CONTACT, one, now)
    except StoreFailed:
        return
