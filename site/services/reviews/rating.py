"""The rating of a program, counted anew whenever a public review comes or goes."""

from __future__ import annotations

from peewee import Database

from navigator.data import Municipality, Organization, Program, Request, Review
from navigator.data.database import catalog_changed, write
from navigator.data.rows import tuples
from navigator.rules.reviews import MARKS, WEIGHTS, smoothed
from navigator.services.problems import storing
from navigator.services.requests.records import Moment
from navigator.services.staff.accounts import Member
from navigator.services.staff.journal import note


def count_rating(program: int) -> None:
    """Store the rating by which a program is sorted; none where reviews are off. Call inside a transaction."""
    _weigh(program)
    marks = tuples(
        Review.select(Review.weight, *(getattr(Review, key) for key in MARKS))
        .join(Program)
        .join(Organization)
        .join(Municipality)
        .where(Review.program == program, Review.state == "published", Municipality.reviews_on)
    )
    rating = smoothed((weight, sum(given) / len(given)) for weight, *given in marks)
    if Program.select(Program.rating).where(Program.id == program).scalar() != rating:
        Program.update(rating=rating).where(Program.id == program).execute()
        catalog_changed()


def _weigh(program: int) -> None:
    """Reviews of those who have finished since weigh as of those who finished."""
    for state, weight in WEIGHTS.items():
        there = Request.select(Request.id).where(Request.program == program, Request.state == state)
        Review.update(weight=weight).where(Review.request.in_(there), Review.weight != weight).execute()


def reviews_are_on(municipality: int) -> bool:
    """Whether families may review the programs of a municipality."""
    return Municipality.select().where(Municipality.id == municipality, Municipality.reviews_on).exists()


def switch_reviews(database: Database, member: Member, municipality: int, on: bool, moment: Moment) -> None:
    """Let families review the programs of a municipality, or hide all reviews there; nothing is deleted."""
    with storing(database), write(database):
        changed = Municipality.update(reviews_on=on).where(
            Municipality.id == municipality, Municipality.reviews_on != on
        )
        if not changed.execute():
            return
        reviewed = (
            Review.select(Review.program)
            .join(Program)
            .join(Organization)
            .where(Organization.municipality == municipality)
            .distinct()
        )
        for (program,) in tuples(reviewed):
            count_rating(program)
        catalog_changed()
        note(database, member.account, "reviews_on" if on else "reviews_off", moment, subject=f"place:{municipality}")
