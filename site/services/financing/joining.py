"""What moves of requests do to money: one table, read by whoever moves a request, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from peewee import Database

from navigator.data import Certificate, CertificateGroup, Child, Contract, Group, Municipality, Request
from navigator.rules.ages import age_on
from navigator.rules.eligibility import CERTIFICATE_FROM
from navigator.services.financing.contracts import (
    LIVING,
    activate,
    end,
    living_contracts,
    pay_due,
    unactivate,
)
from navigator.services.financing.making import make_contract
from navigator.services.financing.nominals import ask_nominal
from navigator.services.financing.periods import payer_of
from navigator.services.financing.queue import place_in_queue
from navigator.services.financing.quoting import Offer, offer_of
from navigator.services.financing.register import certificate_of
from navigator.services.requests.records import Moment, MoveRefused, Order, Policy

BY_CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class Joint:
    """One move of a request, with what money needs to know of it."""

    database: Database
    request: Request
    moment: Moment
    policy: Policy
    order: Order

    @property
    def account(self) -> int | None:
        return self.order.account

    def today(self, place: Municipality) -> date:
        """Today where a payer is."""
        return self.moment.day(place.timezone)


def follow(database: Database, request: Request, event: str, moment: Moment, policy: Policy, order: Order) -> None:
    """Do with money what a move asks for; call inside the transaction of the move, after it.

    :raises MoveRefused: money does not allow the move; the whole transaction goes back.
    """
    effect = EFFECTS.get(event)
    if event == "approve":
        _approve(Joint(database, request, moment, policy, order))
    elif effect is not None and request.kind == "enrollment":
        effect(Joint(database, request, moment, policy, order))


def follow_undo(
    database: Database, request: Request, event: str, moment: Moment, policy: Policy, account: int | None
) -> None:
    """Take back what a move did to money.

    :raises MoveRefused: it cannot be taken back.
    """
    if request.kind != "enrollment":
        return
    joint = Joint(database, request, moment, policy, Order(account=account))
    if event == "confirm" and policy.reserve_on != "new":
        _release(joint)
    elif event == "enroll":
        for one in living_contracts(database, request.id):
            if one.state == "active":
                unactivate(one, moment, joint.today(one.payer), account=account)
        if not living_contracts(database, request.id):
            _confirm(joint)
    elif event == "transfer":
        for one in living_contracts(database, request.id):
            Contract.update(study_group=request.group_id).where(Contract.id == one.id).execute()
    elif event == "expel" and Contract.select().where(Contract.request == request.id).exists():
        raise MoveRefused(
            "Договор по сертификату расторгнут вместе с отчислением. Вернуть его нельзя: зачислите заново"
        )
    elif event == "reject" and (request.state == "confirmed" or policy.reserve_on == "new"):
        _confirm(joint)


# ---------------------------------------------------------------- who pays


def pays_by_certificate(request: Request, offer: Offer, certificate: Certificate | None, funding: str) -> bool:
    """Whether a request is paid for by a certificate: told so, or nothing else fits.

    A place that is free of charge stays free, whatever certificate the family named.
    """
    if not offer.by_certificate:
        if funding == BY_CERTIFICATE:
            raise MoveRefused("Эта группа по сертификату не оплачивается")
        return False
    if funding:
        return funding == BY_CERTIFICATE
    if offer.is_free:
        return False
    return bool(request.certificate_number) or offer.only_by_certificate or certificate is not None


def usual_funding(request: Request) -> str:
    """How a place is paid where one order stands over many: as it was booked, else as the group says."""
    if Contract.select().where(Contract.request == request.id, Contract.state.in_(LIVING)).exists():
        return BY_CERTIFICATE
    offer = offer_of(request.group_id) if request.group_id is not None else None
    if offer is None or offer.is_free:
        return "budget"
    if offer.by_certificate and (request.certificate_number or not offer.paid_by):
        return BY_CERTIFICATE
    return offer.paid_by or "budget"


def _payer(joint: Joint, funding: str) -> tuple[Offer, Certificate] | None:
    """The offer and the certificate that pays for it; None where no money is counted."""
    request = joint.request
    offer = offer_of(request.group_id) if request.group_id is not None else None
    if offer is None:
        return None
    certificate = certificate_of(request)
    home: Municipality = certificate.municipality if certificate is not None else request.municipality
    if not payer_of(home, joint.moment).mode:
        return None
    if not pays_by_certificate(request, offer, certificate, funding):
        return None
    if certificate is not None:
        return offer, certificate
    if funding != BY_CERTIFICATE and (not offer.only_by_certificate or _too_young(request.child, offer, joint)):
        return None
    raise MoveRefused("Действующего сертификата ребёнка в реестре нет: проверьте номер или сначала выдайте сертификат")


def _too_young(child: Child | None, offer: Offer, joint: Joint) -> bool:
    """Children under five take such places without a certificate."""
    day = offer.starts or joint.today(joint.request.municipality)
    return child is not None and age_on(date.fromisoformat(str(child.birth_date)), day) < CERTIFICATE_FROM


def start_of(offer: Offer, wanted: date | None, today: date) -> date:
    """The day on which a contract begins: as ordered, else the group's start, not before today."""
    return wanted or max(offer.starts or today, today)


# ---------------------------------------------------------------- events


def _send(joint: Joint) -> None:
    """A request was sent: a nominal is issued or queued for; with «new» it is booked at once."""
    found = _payer(joint, "") if certificate_of(joint.request) is not None else None
    if found is None:
        return
    _ensure_nominal(joint, found[1])
    if joint.policy.reserve_on == "new" and joint.request.state == "new":
        try:
            with joint.database.atomic():
                _book(joint, *found, None)
        except MoveRefused:  # sent all the same: the organization sees why when it confirms
            return


def _approve(joint: Joint) -> None:
    """A certificate came into being: what its child has asked for already counts from now on."""
    living = Request.select().where(
        Request.child == joint.request.child_id, Request.kind == "enrollment", Request.living_key.is_null(False)
    )
    for one in list(living.order_by(Request.id)):
        _send(replace(joint, request=one))


def _ensure_nominal(joint: Joint, certificate: Certificate) -> None:
    if certificate.type != "accounting" or payer_of(certificate.municipality, joint.moment).mode != "money":
        return
    group = first_group(certificate.municipality_id)
    if group is None:
        return
    try:
        ask_nominal(joint.database, certificate, group, joint.moment, joint.today(certificate.municipality))
    except MoveRefused:  # no nominal is set yet: the family may ask all the same
        return


def first_group(place: int) -> CertificateGroup | None:
    """The usual group of a municipality: the first one."""
    found: CertificateGroup | None = (
        CertificateGroup.select()
        .where(CertificateGroup.municipality == place)
        .order_by(CertificateGroup.position, CertificateGroup.id)
        .first()
    )
    return found


def _confirm(joint: Joint) -> None:
    if living_contracts(joint.database, joint.request.id):
        return
    found = _payer(joint, joint.order.funding)
    if found is not None:
        _book(joint, *found, joint.order.start)


def _book(joint: Joint, offer: Offer, certificate: Certificate, wanted: date | None) -> Contract:
    place: Municipality = certificate.municipality
    _ensure_nominal(joint, certificate)
    turn, _since = place_in_queue(certificate.id)
    if turn:
        raise MoveRefused(f"Номинал на сертификат ещё не выдан: место в очереди {turn}")
    starts = start_of(offer, wanted, joint.today(place))
    return make_contract(joint.request, certificate, offer, starts, joint.moment, account=joint.account)


def _release(joint: Joint) -> None:
    """A living request ended, or is to be paid otherwise: what is booked comes back, what is paid stays."""
    for one in living_contracts(joint.database, joint.request.id):
        end(one, joint.moment, joint.today(one.payer), account=joint.account)


def _enroll(joint: Joint) -> None:
    """The contract comes into force; one booked for another day is made anew for the real start."""
    order, kept = joint.order, living_contracts(joint.database, joint.request.id)
    if order.funding != BY_CERTIFICATE:
        _release(joint)
        return
    found = _payer(joint, BY_CERTIFICATE)
    if found is None:
        return
    starts = start_of(found[0], order.start, joint.today(found[1].municipality))
    agreed = max((one.family_sum for one in kept if one.agreed_at), default=0)
    if not any(one.starts == starts for one in kept):
        _release(joint)
        _book(joint, *found, starts)
    for one in living_contracts(joint.database, joint.request.id):
        if one.state == "reserved":
            said = order.agreed or 0 < one.family_sum <= agreed  # a larger addition than was agreed to is asked again
            activate(one, joint.moment, joint.today(one.payer), agreed=said, account=joint.account)


def _transfer(joint: Joint) -> None:
    """The contract goes along with its price and plan: what was agreed does not change."""
    target: Group = Group.get_by_id(joint.order.group)
    for one in living_contracts(joint.database, joint.request.id):
        if target.date_end is not None and target.date_end < one.ends:
            raise MoveRefused("Новая группа заканчивается раньше договора по сертификату: сначала расторгните его")
        pay_due(one, joint.moment, joint.today(one.payer), account=joint.account) if one.state == "active" else None
        Contract.update(study_group=target.id).where(Contract.id == one.id).execute()


EFFECTS: dict[str, Callable[[Joint], None]] = {
    "send": _send,
    "accept": _send,
    "confirm": _confirm,
    "enroll": _enroll,
    "cancel": _release,
    "reject": _release,
    "lapse": _release,
    "expel": _release,
    "complete": _release,
    "transfer": _transfer,
}
