"""The register of certificates at the desk: the list and the queue, one certificate, issuing, contracts in print."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from navigator.blueprints.staff.door import desk, may_move, member
from navigator.forms.certificates import IssueForm
from navigator.forms.filters import clean
from navigator.rules.financing.amounts import read_amount
from navigator.rules.persons import TypedProblem
from navigator.rules.states import ORGANIZATION, REASONS
from navigator.services.financing.acting import Asked, act, enter, grant_many, places_of
from navigator.services.financing.budget import counting_for
from navigator.services.financing.desk import details
from navigator.services.financing.listing import TYPES, VIEWS, certificates
from navigator.services.financing.printing import contract_paper
from navigator.services.problems import Problem, StoreFailed
from navigator.services.requests.records import Stale
from navigator.services.staff.acting import look_at_list
from navigator.services.staff.desk import NotMine
from navigator.web import house, private

bp = Blueprint("staff_certificates", __name__, url_prefix="/staff")
FAILED = "Сервис временно недоступен, ничего не изменилось. Попробуйте через минуту"
#: Views of a register that counts no money.
PLAIN_VIEWS = ("all", "frozen")


def _keepers() -> None:
    """Organizations have no register of certificates."""
    if member().role == ORGANIZATION:
        abort(404)


@bp.get("/certificates/")
@desk
def listing() -> Answer:
    """The register: by number, by names, by view; the queue is one of them."""
    _keepers()
    return _list()


def _list(*, status: int = 200, trouble: str = "", done: dict[int, str] | None = None) -> Response:
    values = request.values
    counting = counting_for(member().territory)
    views = VIEWS if counting else {key: VIEWS[key] for key in PLAIN_VIEWS}
    view, q = values.get("view", ""), clean(values.get("q", ""))
    view = view if view in views else "all"
    found = certificates(member().territory, view, q, whole(values.get("page", "")) or 1, house().now())
    seen = [f"certificate {row.id}" for row in found.rows]
    look_at_list(house().database, member(), seen, house().now())
    page = render_template(
        "staff/certificates.html",
        found=found,
        view=view,
        views=views,
        q=q,
        counting=counting,
        types=TYPES,
        trouble=trouble,
        done=done or {},
    )
    return private(make_response(page, status))


def whole(text: str) -> int | None:
    """A whole number of a form, None when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@bp.post("/certificates/")
@desk
def issue_many() -> Answer:
    """Issue nominals to the ticked certificates, or queue them."""
    _keepers()
    may_move()
    numbers = [number for text in request.form.getlist("certificate")[:50] if (number := whole(text)) is not None]
    if not numbers:
        return _list(status=422, trouble="Отметьте сертификаты, на которые выдать номинал")
    try:
        done = grant_many(house().database, member(), numbers, house().now(), house().policy)
    except StoreFailed:
        return _list(status=503, trouble=FAILED)
    return _list(done=done)


@bp.get("/certificates/new/")
@desk
def blank() -> Answer:
    """Issue a certificate after one check of documents in person."""
    _keepers()
    may_move()
    return _form(IssueForm())


def _form(form: IssueForm, status: int = 200, trouble: str = "") -> Response:
    form.offer(places_of(member().territory))
    return private(make_response(render_template("staff/certificate_new.html", form=form, trouble=trouble), status))


@bp.post("/certificates/new/")
@desk
def issue() -> Answer:
    """Enter the certificate and show it."""
    _keepers()
    may_move()
    form = IssueForm(request.form)
    form.offer(places_of(member().territory))
    form.read_dates(house().today())
    if not form.validate():
        return _form(form, 422)
    try:
        made = enter(house().database, member(), form.identity(), str(form.municipality.data), house().now())
    except NotMine:
        abort(404)
    except Problem as problem:
        return _form(form, 422, str(problem))
    except StoreFailed:
        return _form(form, 503, FAILED)
    return redirect(url_for("staff_certificates.one", certificate_id=made), 303)


@bp.get("/certificates/<int:certificate_id>/")
@desk
def one(certificate_id: int) -> Answer:
    """One certificate with its contracts and ledger."""
    _keepers()
    return _one(certificate_id)


def _one(number: int, status: int = 200, trouble: str = "") -> Response:
    try:
        view = details(house().database, member(), number, house().now())
    except NotMine:
        abort(404)
    page = render_template(
        "staff/certificate.html", view=view, types=TYPES, reasons=REASONS, trouble=trouble, typed=request.form
    )
    return private(make_response(page, status))


@bp.post("/certificates/<int:certificate_id>/")
@desk
def act_on_one(certificate_id: int) -> Answer:
    """Issue, freeze, close, move, merge, correct."""
    _keepers()
    may_move()
    form = request.form
    try:
        asked = _asked(form)
        act(house().database, member(), certificate_id, asked, house().now(), house().policy)
    except NotMine:
        abort(404)
    except Stale as problem:
        return _one(certificate_id, 409, str(problem))
    except (Problem, TypedProblem) as problem:
        return _one(certificate_id, 422, str(problem))
    except StoreFailed:
        return _one(certificate_id, 503, FAILED)
    return redirect(url_for("staff_certificates.one", certificate_id=certificate_id), 303)


def _asked(form: Any) -> Asked:
    event = form.get("event", "")
    money = event in {"correct", "refund"}
    return Asked(
        event=event,
        reason=form.get("reason", "") if form.get("reason", "") in REASONS else "",
        words=clean(form.get("words", ""))[:200],
        group=whole(form.get("group", "")),
        number=form.get("number", "")[:40],
        place=form.get("place", "")[:80],
        amount=read_amount(form.get("amount", "")[:40], signed=event == "correct") if money else 0,
        balance=whole(form.get("balance", "")),
        contract=whole(form.get("contract", "")),
        seen=whole(form.get("seen", "")),
    )


@bp.get("/contracts/<int:contract_id>/")
@desk
def contract(contract_id: int) -> Answer:
    """A contract as a paper: for its organization, its payer and the region."""
    try:
        paper = contract_paper(house().database, member(), contract_id, house().now())
    except NotMine:
        abort(404)
    return private(make_response(render_template("staff/contract.html", paper=paper)))
