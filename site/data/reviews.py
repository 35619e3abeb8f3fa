"""What families and experts say of programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from navigator.data.base import BaseModel, utcnow
from navigator.data.programs import Program
from navigator.data.requests import Request
from navigator.data.sealed import SealedField


class Review(BaseModel):
    """A family's review of a program. What was typed lies sealed; ``text`` holds it once it is public."""

    if TYPE_CHECKING:
        program_id: int
        request_id: int | None

    program = ForeignKeyField(Program, backref="reviews", on_delete="CASCADE")
    request = ForeignKeyField(Request, null=True, unique=True, backref="reviews", on_delete="SET NULL")
    state = CharField(max_length=10, default="new")
    results = SmallIntegerField()  # 1–5, as the next three
    staff = SmallIntegerField()
    means = SmallIntegerField()
    overall = SmallIntegerField()
    weight = SmallIntegerField(default=1)  # 1 of those who learn, 2 of those who finished
    since = DateField(null=True)  # first day of the month from which the child learns
    month = DateField()  # first day of the month in which it was written
    draft = SealedField(default="")
    text = TextField(default="")
    reason = CharField(max_length=20, default="")
    reply_state = CharField(max_length=10, default="")
    reply_draft = SealedField(default="")
    reply = TextField(default="")
    reply_reason = CharField(max_length=20, default="")
    version = IntegerField(default=1)  # grows with each change; what a stale page would overwrite is refused
    created_at = DateTimeField(default=utcnow)
    changed_at = DateTimeField(default=utcnow)

    class Meta:
        indexes = ((("program", "state"), False), (("state", "changed_at"), False))


class ReviewMove(BaseModel):
    """Who decided what of a review or of its answer."""

    review = ForeignKeyField(Review, backref="moves", on_delete="CASCADE")
    at = DateTimeField(default=utcnow)
    account = IntegerField(null=True)
    event = CharField(max_length=16)
    before = CharField(max_length=10)
    after = CharField(max_length=10)
    reason = CharField(max_length=20, default="")


class QualityReview(BaseModel):
    """An expert's assessment of a program: НОК or общественная экспертиза."""

    if TYPE_CHECKING:
        program_id: int

    program = ForeignKeyField(Program, backref="quality_reviews", on_delete="CASCADE")
    kind = CharField(max_length=10)
    expert = TextField(default="")
    organization = TextField(default="")  # where the expert works
    held_on = DateField()
    scale = SmallIntegerField(default=5)  # the best mark
    conclusion = TextField(default="")
    decision = CharField(max_length=20)
    is_public = BooleanField(default=True)
    account = IntegerField(null=True)
    version = IntegerField(default=1)
    changed_at = DateTimeField(default=utcnow)


class QualityMark(BaseModel):
    """One criterion of an assessment with its mark."""

    review = ForeignKeyField(QualityReview, backref="marks", on_delete="CASCADE")
    ordinal = SmallIntegerField()
    name = TextField()
    mark = SmallIntegerField()

    class Meta:
        indexes = ((("review", "ordinal"), True),)
