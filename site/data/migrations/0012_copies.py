"""Static copies that centres order on the desk."""
from peewee import *


def up(migrator, db):
    class Account(Model):
        class Meta:
            database = db
            table_name = 'account'

    class Municipality(Model):
        class Meta:
            database = db
            table_name = 'municipality'

    class Organization(Model):
        class Meta:
            database = db
            table_name = 'organization'

    class CatalogCopy(Model):
        scope = CharField(max_length=24, unique=True)
        municipality = ForeignKeyField(Municipality, null=True, on_delete='CASCADE')
        organization = ForeignKeyField(Organization, null=True, on_delete='CASCADE')
        title = TextField(default='')
        colour = CharField(max_length=7, default='')
        live_url = TextField(default='')
        logo = BlobField(null=True)
        state = CharField(max_length=8, default='queued')
        account = ForeignKeyField(Account, null=True, backref='copies', on_delete='SET NULL')
        asked_at = DateTimeField()
        runner = CharField(max_length=32, default='')
        beat_at = DateTimeField(null=True)
        attempts = IntegerField(default=0)
        done = IntegerField(default=0)
        total = IntegerField(default=0)
        problem = TextField(default='')
        written_at = DateTimeField(null=True)
        writer = ForeignKeyField(Account, null=True, backref='written_copies', on_delete='SET NULL')
        files = IntegerField(default=0)
        size = IntegerField(default=0)
        node = TextField(default='')
        class Meta:
            database = db
            table_name = 'catalog_copy'
    db.create_tables([CatalogCopy])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('catalog_copy'))
