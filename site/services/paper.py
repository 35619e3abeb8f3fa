"""Requests on paper: which groups take them, and what a sheet says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from navigator.services.groups import GroupView
from navigator.services.program_page import ProgramView
from navigator.services.requests.checking import Place


@dataclass(frozen=True, slots=True)
class Sheet:
    """A request for one group, to be filled by hand; ``is_taken_here`` when the site takes the same request."""

    group: GroupView
    program: int
    program_name: str
    organization: str
    phone: str
    address: str
    municipality: str  # slug
    is_taken_here: bool


def takes_paper(group: GroupView, how: str, *, for_adults: bool) -> bool:
    """True where a filled sheet is of use: the group is not closed, is for children, and asks nobody to another site.

    :param how: of the program, where the group does not say its own.
    """
    return group.verdict.state != "closed" and not for_adults and (group.apply_how or how) != "link"


def sheet_of(place: Place) -> Sheet:
    """The sheet of a group where a request goes."""
    return Sheet(
        group=place.group,
        program=place.program,
        program_name=place.program_name,
        organization=place.organization_name,
        phone=place.organization_phone,
        address=place.organization_address,
        municipality=place.municipality.slug,
        is_taken_here=place.how == "here",
    )


def sheets_of(program: ProgramView) -> Iterator[Sheet]:
    """The sheets of the groups of a program that take some."""
    for group in program.groups:
        if takes_paper(group, program.apply_how, for_adults=program.for_adults):
            yield Sheet(
                group=group,
                program=program.id,
                program_name=program.name,
                organization=program.organization,
                phone=program.organization_phone,
                address=program.organization_address,
                municipality=program.municipality_slug,
                is_taken_here=(group.apply_how or program.apply_how) == "here",
            )
