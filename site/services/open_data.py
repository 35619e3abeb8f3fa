"""The public catalog as plain values for programs of others: what a page shows, with English names.

Ages are months, half-open; prices whole kopecks; days ISO 8601; times minutes since midnight; weekday 0 is Monday.
Nothing of families or staff is here.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from navigator.rules.ages import AgeRange
from navigator.services.cards import Card
from navigator.services.directory import OrganizationRow, OrganizationView
from navigator.services.groups import GroupView
from navigator.services.listing import Listing
from navigator.services.program_page import ProgramView

Plain = dict[str, Any]


def listing_data(found: Listing) -> Plain:
    """A page of programs with the counts of every filter value."""
    selection = found.selection
    return {
        "total": selection.total,
        "page": selection.page,
        "pages": selection.pages,
        "items": [card_data(card) for card in found.cards],
        "facets": {key: {str(one.value): one.count for one in values} for key, values in selection.facets.items()},
        "notices": list(found.notices),
    }


def card_data(card: Card) -> Plain:
    """A program in short, with the groups that fit what was asked."""
    return {
        "id": card.id,
        "name": card.name,
        "direction": card.direction,
        "organization_id": card.organization_id,
        "organization": card.organization,
        "municipality": card.municipality,
        "settlement": card.settlement,
        **_age(card.age),
        "for_adults": card.for_adults,
        "state": card.state,
        "price_month": card.month_price,
        "by_certificate": card.by_certificate,
        "free_places": card.free_places,
        "distance": card.uses_distance,
        "group_ids": [group.id for group in card.groups],
    }


def program_data(view: ProgramView) -> Plain:
    """Everything of one program, with its groups."""
    return {
        "id": view.id,
        "name": view.name,
        "annotation": view.annotation,
        "sections": dict(view.sections),
        "direction": view.direction_slug,
        "activities": [slug for slug, _ in view.activities],
        "kind": view.kind,
        "form": view.study_form,
        "distance": view.uses_distance,
        "network": view.network,
        "levels": list(view.levels),
        **_age(view.age),
        "for_adults": view.for_adults,
        "duration": view.duration,
        "hours_week": view.hours_week,
        "health": list(view.health),
        "medical_certificate": view.medical_certificate,
        "entry_test": view.entry_test,
        "registries": list(view.registries),
        "project": view.project,
        "keywords": list(view.keywords),
        "site": view.site,
        "state": view.state,
        "refreshed_on": _day(view.refreshed_on),
        "organization_id": view.organization_id,
        "organization": view.organization,
        "municipality": view.municipality_slug,
        "groups": [group_data(group) for group in view.groups],
    }


def group_data(group: GroupView) -> Plain:
    """One group: whom, when, where, for how much, whether one may ask for a place."""
    return {
        "id": group.id,
        "program_id": group.program_id,
        "name": group.name,
        "level": group.level,
        **_age(group.age),
        "state": group.verdict.state,
        "places": group.places,
        "free_places": group.free_places,
        "start": _day(group.date_start),
        "end": _day(group.date_end),
        "apply_from": _day(group.apply_from),
        "apply_to": _day(group.apply_to),
        "hours_week": group.hours_week,
        "address": group.address,
        "settlement": group.settlement,
        "teachers": list(group.teachers),
        "funding": [
            {"source": price.source, "price_term": price.term, "price_month": price.month} for price in group.prices
        ],
        "schedule": [
            {
                "weekday": slot.weekday,
                "date": _day(slot.on_date),
                "start": slot.start,
                "end": slot.end,
                "parity": slot.parity,
            }
            for slot in group.slots
        ],
    }


def organization_data(row: OrganizationRow) -> Plain:
    """One line of the list of organizations."""
    return {
        "id": row.id,
        "name": row.name,
        "type": row.type,
        "settlement": row.settlement,
        "municipality": row.municipality,
        "programs": row.programs,
    }


def organization_view_data(view: OrganizationView) -> Plain:
    """One organization with its contacts."""
    names = ("id", "name", "full_name", "type", "department", "address", "settlement", "phone", "email", "site")
    return {
        **{name: getattr(view, name) for name in (*names, "license", "about")},
        "municipality": view.municipality_slug,
        "venues": [{"name": name, "address": address} for name, address in view.venues],
    }


def _age(age: AgeRange | None) -> Plain:
    return {"age_from": age.start if age else None, "age_to": age.end if age else None}


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
