"""Where: municipalities with their centres and nominals, settlements."""

from __future__ import annotations

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from navigator.data.base import BaseModel


class Municipality(BaseModel):
    """A municipal district, okrug or city of a region, found by OKTMO."""

    slug = CharField(max_length=80, unique=True)
    oktmo = CharField(max_length=11, unique=True)
    name = CharField()  # «Егорлыкский район»
    full_name = CharField(default="")
    name_in = CharField(default="")  # «в Егорлыкском районе»
    kind = CharField(default="")
    region = CharField()
    timezone = CharField(default="Europe/Moscow")
    okato = CharField(max_length=11, default="")
    fias_id = CharField(max_length=36, default="")
    is_shown = BooleanField(default=False)  # takes part in the catalog, so that menus stay short
    population_5_17 = IntegerField(null=True)
    info_text = TextField(default="")
    center_name = CharField(default="")  # the municipal centre (МОЦ)
    center_act = TextField(default="")
    center_head = CharField(default="")
    center_phone = CharField(default="")
    center_email = CharField(default="")
    center_address = TextField(default="")
    center_site = CharField(default="")
    hotline = CharField(default="")
    navigator_url = CharField(default="")
    funding_mode = CharField(max_length=10, default="none")
    funding_from = DateField(null=True)
    period_kind = CharField(max_length=10, default="calendar")  # calendar | academic
    certificate_rules = TextField(default="")
    apply_how = CharField(max_length=10, default="here")
    certificate_how = CharField(max_length=10, default="here")
    operator_name = TextField(default="")  # operator of personal data
    operator_address = TextField(default="")
    reviews_on = BooleanField(default=True)  # families may review programs here
    moderation = BooleanField(default=True)  # programs are checked by the centre before families see them


class Nominal(BaseModel):
    """Nominal of a certificate for one year of one municipality, with the act that set it."""

    municipality = ForeignKeyField(Municipality, backref="nominals", on_delete="CASCADE")
    year = IntegerField()
    amount = BigIntegerField(null=True)  # kopecks a year
    hours = DoubleField(null=True)  # weekly hours, in the mode «hours»
    act = TextField(default="")

    class Meta:
        indexes = ((("municipality", "year"), True),)


class Settlement(BaseModel):
    """A village or town: what «в моём селе» means."""

    municipality = ForeignKeyField(Municipality, backref="settlements", on_delete="CASCADE")
    name = CharField()  # «с. Бохто»
    name_key = CharField(index=True)
    slug = CharField(max_length=120, unique=True)

    class Meta:
        indexes = ((("municipality", "name_key"), True),)
