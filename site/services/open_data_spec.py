"""The description of the read-only interface in OpenAPI 3.1, made of the same names that the answers have."""

from __future__ import annotations

from typing import Any

_INT, _TEXT, _TRUTH, _NUMBER = ({"type": kind} for kind in ("integer", "string", "boolean", "number"))
_MAYBE_INT, _MAYBE_DAY = {"type": ["integer", "null"]}, {"type": ["string", "null"], "format": "date"}
_MAYBE_NUMBER = {"type": ["number", "null"]}
_AGES = {"age_from": _MAYBE_INT, "age_to": _MAYBE_INT}
_STATE = {"type": "string", "enum": ["open", "waitlist", "closed"]}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _record(about: str, links: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """A record of the exchange: a deleted one has its head and its links only."""
    head = {
        "uuid": {"type": "string", "format": "uuid"},
        "lastmodifiedTs": {"type": "string", "format": "date-time", "description": "UTC"},
        "datasource": _TEXT,
        "localId": _INT,
        "isDeleted": _TRUTH,
    }
    return {
        "type": "object",
        "description": about,
        "properties": {**head, **links, **properties},
        "required": [*head, *links],
        "additionalProperties": False,
        "if": {"properties": {"isDeleted": {"const": False}}},
        "then": {"required": list(properties)},
        "else": {"propertyNames": {"enum": [*head, *links]}},
    }


_UUID, _MAYBE_TEXT = {"type": "string", "format": "uuid"}, {"type": ["string", "null"]}
SCHEMAS: dict[str, dict[str, Any]] = {
    "Card": _object(
        id=_INT,
        name=_TEXT,
        direction=_TEXT,
        organization_id=_INT,
        organization=_TEXT,
        **{"municipality": _TEXT, "settlement": _TEXT, **_AGES, "for_adults": _TRUTH, "state": _STATE},
        price_month=_MAYBE_INT,
        by_certificate=_TRUTH,
        free_places=_MAYBE_INT,
        distance=_TRUTH,
        group_ids=_list(_INT),
    ),
    "Programs": _object(
        total=_INT,
        page=_INT,
        pages=_INT,
        items=_list(_ref("Card")),
        facets={"type": "object", "additionalProperties": {"type": "object", "additionalProperties": _INT}},
        notices=_list(_TEXT),
    ),
    "Slot": _object(weekday=_MAYBE_INT, date=_MAYBE_DAY, start=_MAYBE_INT, end=_MAYBE_INT, parity=_TEXT),
    "Funding": _object(source=_TEXT, price_term=_MAYBE_INT, price_month=_MAYBE_INT),
    "Group": _object(
        **{"id": _INT, "program_id": _INT, "name": _TEXT, "level": _TEXT, **_AGES, "state": _STATE},
        places=_MAYBE_INT,
        free_places=_MAYBE_INT,
        start=_MAYBE_DAY,
        end=_MAYBE_DAY,
        apply_from=_MAYBE_DAY,
        apply_to=_MAYBE_DAY,
        hours_week=_MAYBE_NUMBER,
        address=_TEXT,
        settlement=_TEXT,
        teachers=_list(_TEXT),
        funding=_list(_ref("Funding")),
        schedule=_list(_ref("Slot")),
    ),
    "Program": _object(
        id=_INT,
        name=_TEXT,
        annotation=_TEXT,
        direction=_TEXT,
        kind=_TEXT,
        form=_TEXT,
        **{"distance": _TRUTH, "network": _TRUTH, **_AGES, "for_adults": _TRUTH, "duration": _TEXT},
        hours_week=_MAYBE_NUMBER,
        medical_certificate=_TRUTH,
        entry_test=_TRUTH,
        project=_TEXT,
        site=_TEXT,
        state=_STATE,
        refreshed_on=_MAYBE_DAY,
        organization_id=_INT,
        organization=_TEXT,
        municipality=_TEXT,
        activities=_list(_TEXT),
        levels=_list(_TEXT),
        health=_list(_TEXT),
        registries=_list(_TEXT),
        keywords=_list(_TEXT),
        sections={"type": "object", "additionalProperties": _TEXT},
        groups=_list(_ref("Group")),
    ),
    "OrganizationLine": _object(id=_INT, name=_TEXT, type=_TEXT, settlement=_TEXT, municipality=_TEXT, programs=_INT),
    "Venue": _object(name=_TEXT, address=_TEXT),
    "Organization": _object(
        id=_INT,
        name=_TEXT,
        full_name=_TEXT,
        type=_TEXT,
        department=_TEXT,
        address=_TEXT,
        settlement=_TEXT,
        phone=_TEXT,
        email=_TEXT,
        site=_TEXT,
        license=_TEXT,
        about=_TEXT,
        municipality=_TEXT,
        venues=_list(_ref("Venue")),
    ),
    "Groups": _object(items=_list(_ref("Group"))),
    "Organizations": _object(items=_list(_ref("OrganizationLine"))),
    "Error": _object(error=_TEXT),
    "Financing": _object(source=_TEXT, cost=_MAYBE_INT, monthlyCost=_MAYBE_INT),
    "Lesson": _object(
        type={"type": "string", "enum": ["BY_WEEK", "DATES"]},
        weekDay=_MAYBE_TEXT,
        date=_MAYBE_DAY,
        timeStart=_MAYBE_TEXT,
        timeEnd=_MAYBE_TEXT,
    ),
    "ProgramRecord": _record(
        "A program as the clubs' service of Госуслуги takes it; ages in months",
        {},
        partner=_UUID,
        partnerName=_TEXT,
        municipality={"type": "string", "description": "OKTMO"},
        shortName={"type": "string", "maxLength": 64},
        fullName=_TEXT,
        announce=_TEXT,
        focus=_MAYBE_TEXT,
        levelSet=_list(_TEXT),
        kind=_TEXT,
        studyForm=_TEXT,
        isDistance=_TRUTH,
        minAge=_MAYBE_INT,
        maxAge=_MAYBE_INT,
        registries=_list(_TEXT),
        healthCategories=_list(_TEXT),
        needMedicalCertificate=_TRUTH,
        state={"type": "string", "enum": ["published"]},
    ),
    "GroupRecord": _record(
        "A group; prices in kopecks, ages in months",
        {"program": _UUID},
        name=_TEXT,
        ageFrom=_MAYBE_INT,
        ageTo=_MAYBE_INT,
        size=_MAYBE_INT,
        dateStart=_MAYBE_DAY,
        dateEnd=_MAYBE_DAY,
        orderFrom=_MAYBE_DAY,
        orderTo=_MAYBE_DAY,
        isLocked=_TRUTH,
        hoursPerWeek=_MAYBE_NUMBER,
        financing=_list(_ref("Financing")),
    ),
    "ScheduleRecord": _record("All lessons of a group in one record", {"group": _UUID}, lessons=_list(_ref("Lesson"))),
    "Changes": _object(
        until={"type": "string", "format": "date-time", "description": "What to ask next time as since"},
        after={"type": ["integer", "null"], "description": "The cursor of the next page; null on the last one"},
        programs=_list(_ref("ProgramRecord")),
        groups=_list(_ref("GroupRecord")),
        schedules=_list(_ref("ScheduleRecord")),
    ),
    "Registry": _object(balance={"type": "number"}, booked={"type": "number"}),
    "CertificateRecord": _record(
        "What is left and booked on a certificate by registry, in kopecks or hours a week; of no public use",
        {},
        number=_TEXT,
        municipality=_TEXT,
        category=_TEXT,
        unit={"enum": ["kopecks", "hours"]},
        registries=_object(**dict.fromkeys(("pf", "preprof", "valued", "other"), _ref("Registry"))),
    ),
    "Balances": _object(
        until={"type": "string", "format": "date-time"},
        after={"type": ["integer", "null"]},
        certificates=_list(_ref("CertificateRecord")),
    ),
}
#: Filters of the catalog: key → values, whether it may repeat.
_FILTERS: dict[str, tuple[dict[str, Any], bool]] = {
    "q": (_TEXT, False),
    **dict.fromkeys(("direction", "activity", "municipality", "place", "street", "organization"), (_TEXT, True)),
    "age": ({"type": "integer", "minimum": 0, "maximum": 17}, True),
    "day": ({"type": "string", "enum": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}, True),
    "time": ({"type": "string", "enum": ["morning", "afternoon", "evening"]}, True),
    "payment": ({"type": "string", "enum": ["free", "certificate", "paid"]}, True),
    **dict.fromkeys(("form", "level", "health", "year", "project"), (_TEXT, True)),
    "max_price": ({"type": "integer", "minimum": 0}, False),
    "distance": ({"type": "string", "enum": ["1"]}, False),
    "open": ({"type": "string", "enum": ["1"]}, False),
    "sort": (_TEXT, False),
    "page": ({"type": "integer", "minimum": 1}, False),
    "size": ({"type": "integer", "minimum": 1, "maximum": 100}, False),
}
PATHS: dict[str, tuple[str, str, list[dict[str, Any]]]] = {
    "/api/v1/programs": (
        "Programs by the filters of the catalog; unknown keys are ignored, bad values give a notice",
        "Programs",
        [
            {"name": key, "in": "query", "schema": _list(schema) if many else schema}
            for key, (schema, many) in _FILTERS.items()
        ],
    ),
    "/api/v1/programs/{program_id}": (
        "One published program with its groups",
        "Program",
        [{"name": "program_id", "in": "path", "required": True, "schema": _INT}],
    ),
    "/api/v1/groups": (
        "Groups of the programs named",
        "Groups",
        [{"name": "program", "in": "query", "schema": _list(_INT)}],
    ),
    "/api/v1/organizations": (
        "Organizations with published programs",
        "Organizations",
        [{"name": "municipality", "in": "query", "schema": _TEXT}],
    ),
    "/api/v1/organizations/{organization_id}": (
        "One organization with its contacts",
        "Organization",
        [{"name": "organization_id", "in": "path", "required": True, "schema": _INT}],
    ),
    "/api/v1/changes": (
        "What of the public catalog changed since an instant, by pages; what vanished comes once more as deleted",
        "Changes",
        [
            {
                "name": "since",
                "in": "query",
                "schema": {"type": "string", "format": "date-time"},
                "description": "UTC without an offset; everything without it",
            },
            {"name": "after", "in": "query", "schema": {"type": "integer", "minimum": 0}},
            {
                "name": "records",
                "in": "query",
                "schema": {"enum": ["certificates"]},
                "description": "Balances instead, of the schema Balances, for who knows the token of the exchange",
            },
        ],
    ),
}
#: Addresses that refuse a parameter that they cannot read.
_STRICT = {"/api/v1/changes"}


def openapi(server: str, title: str) -> dict[str, Any]:
    """The whole description.

    :param server: address that the paths start from.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": "1",
            "description": "Ages in months, half-open; prices in kopecks; minutes since midnight; weekday 0 is Monday.",
        },
        "servers": [{"url": server}],
        "paths": {path: {"get": _operation(path, *said)} for path, said in PATHS.items()},
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"exchange": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(path: str, words: str, answer: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    answers = {"200": _answer("what was asked", answer)}
    if path in _STRICT:
        answers["401"] = {"description": "balances are asked for without the token"}
    if "{" in path:
        answers["404"] = _answer("there is none", "Error")
    if path in _STRICT:
        answers["400"] = _answer("a parameter cannot be read", "Error")
    return {"summary": words, "parameters": parameters, "responses": answers}


def _answer(words: str, schema: str) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": _ref(schema)}}}
