"""The forms of families: a place in a group, a certificate."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from navigator.blueprints.sending import Paper, receive, show
from navigator.forms.requests import CertificateForm, EnrollmentForm
from navigator.services.financing.families import estimate
from navigator.services.requests.checking import Place, check_certificate, check_enrollment, place_of
from navigator.services.requests.preparing import (
    advice,
    consents_for,
    municipality_choices,
    municipality_of,
    queue_of,
)
from navigator.services.requests.records import Guardian, Refusal
from navigator.services.requests.submitting import send_certificate_request, send_enrollment, sent_already
from navigator.web import house, private

bp = Blueprint("requests", __name__)


@bp.get("/groups/<int:group_id>/enroll/")
def enroll(group_id: int) -> Answer:
    """The form of a group; where one cannot ask for a place now, a page that says why and what next."""
    place = _place(group_id)
    refusal = _closed(place)
    return _refused(place, None, None, refusal) if refusal else enrollment_page(place, None, part=_part())


@bp.post("/groups/<int:group_id>/enroll/")
def send_enroll(group_id: int) -> Answer:
    """Check the answers, then store them."""
    place = _place(group_id)
    form = EnrollmentForm(request.form)
    form.read_dates(place.today)
    refusal = _closed(place)
    return _refused(place, form, None, refusal) if refusal else receive(form, _enrollment(place, form))


def enrollment_page(place: Place, guardian: Guardian | None, part: int = 0) -> Response:
    """A blank form, or one that knows the guardian already; ``part`` 1 begins it step by step."""
    form = EnrollmentForm(municipality=place.municipality.slug)
    if guardian is not None:
        form.guardian_name.data = guardian.name
        form.guardian_phone.data, form.guardian_email.data = guardian.phone, guardian.email
    return show(form, _enrollment(place, form), blank=guardian is None, part=part)


def _part() -> int:
    """1 where the form was asked for step by step."""
    return 1 if request.args.get("steps") else 0


def _place(group_id: int) -> Place:
    place = place_of(group_id, house().now())
    if place is None:
        abort(404)
    return place


def _closed(place: Place) -> Refusal | None:
    """Why nobody may ask for a place of a group now."""
    if place.how != "here":
        return Refusal("elsewhere")
    verdict = place.group.verdict
    if verdict.state != "closed":
        return None
    return Refusal(verdict.reason, opens=place.group.apply_from, closes=place.group.apply_to)


def _enrollment(place: Place, form: EnrollmentForm) -> Paper:
    form.offer(municipality_choices(place.municipality.slug))
    moment = house().now()

    def check() -> Refusal | None:
        answers = form.answers(place.group.id)
        refusal = check_enrollment(place, answers, moment)
        if refusal or not answers.create_certificate:
            return refusal
        return check_certificate(answers.child, municipality_of(answers.municipality) or place.municipality, moment)

    return Paper(
        "requests/enroll.html",
        {
            "place": place,
            "group": place.group,
            "queue": queue_of(place.group.id) if place.is_full else 0,
            "consents": consents_for(place.municipality),
            "estimate": estimate(place.municipality.slug, [place.group.id], None, place.today),
        },
        check,
        lambda sender: sent_already(house().database, form.answers(place.group.id), sender),
        lambda sender: send_enrollment(house().database, form.answers(place.group.id), sender, moment, house().policy),
        lambda refusal: _refused(place, form, form.child_birth_date.value or None, refusal),
    )


def _refused(place: Place, form: EnrollmentForm | None, born: date | None, refusal: Refusal) -> Response:
    """Why a request cannot be sent, and what to do next."""
    page = render_template(
        "requests/not_now.html",
        place=place,
        form=form,
        refusal=refusal,
        advice=advice(house().catalog, place, born, place.today),
    )
    return private(make_response(page))


# ---------------------------------------------------------------- certificate


@bp.get("/certificate/request/")
def certificate() -> Answer:
    """The form of a certificate."""
    asked = municipality_of(request.args.get("municipality", "")[:80])
    form = CertificateForm(municipality=asked.slug if asked else "")
    return show(form, _certificate(form), blank=True, part=_part())


@bp.post("/certificate/request/")
def send_certificate() -> Answer:
    """Check the answers, then store them."""
    form = CertificateForm(request.form)
    form.read_dates(house().today())
    return receive(form, _certificate(form))


def _certificate(form: CertificateForm) -> Paper:
    choices = municipality_choices()
    form.offer(choices)
    home = municipality_of(str(form.municipality.data or "")[:80]) or (
        municipality_of(choices[0][0]) if len(choices) == 1 else None
    )
    moment = house().now()

    def refused(refusal: Refusal) -> Response:
        page = render_template("requests/certificate_not_now.html", refusal=refusal, home=home, form=form)
        return private(make_response(page))

    def check() -> Refusal | None:
        return check_certificate(form.identity(form.child_snils.value), home, moment) if home else Refusal("elsewhere")

    context: dict[str, Any] = {"home": home, "consents": consents_for(home), "back": url_for("catalog.certificate")}
    return Paper(
        "requests/certificate.html",
        context,
        check,
        lambda sender: sent_already(house().database, form.answers(), sender),
        lambda sender: send_certificate_request(house().database, form.answers(), sender, moment, house().policy),
        refused,
    )
