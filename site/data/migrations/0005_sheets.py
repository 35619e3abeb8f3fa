"""Sheets of staff, remembered columns, numbers of requests on other portals."""
from peewee import *


def up(migrator, db):
    class Account(Model):
        class Meta:
            database = db
            table_name = 'account'

    class Organization(Model):
        class Meta:
            database = db
            table_name = 'organization'

    class Request(Model):
        class Meta:
            database = db
            table_name = 'request'

    class StaffSheet(Model):
        account = ForeignKeyField(Account, unique=True, on_delete='CASCADE')
        organization = ForeignKeyField(Organization, on_delete='CASCADE')
        key = CharField(max_length=32, unique=True)
        name = TextField(default='')
        body = TextField(default='')
        size = IntegerField(default=0)
        choices = TextField(default='')
        report = TextField(default='')
        created_at = DateTimeField()
        class Meta:
            database = db
            table_name = 'staff_sheet'
    db.create_tables([StaffSheet])

    class ColumnMapping(Model):
        organization = ForeignKeyField(Organization, on_delete='CASCADE')
        kind = CharField(max_length=12)
        headers = CharField(max_length=64)
        choices = TextField(default='')
        changed_at = DateTimeField()
        class Meta:
            database = db
            table_name = 'column_mapping'
            indexes = ((('organization', 'kind', 'headers'), True),)
    db.create_tables([ColumnMapping])

    class OutsideNumber(Model):
        request = ForeignKeyField(Request, unique=True, on_delete='CASCADE')
        source = CharField(max_length=8)
        number = TextField(default='')
        number_hash = CharField(max_length=64, unique=True)
        class Meta:
            database = db
            table_name = 'outside_number'
    db.create_tables([OutsideNumber])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('outside_number'))
    migrator.migrate(migrator.drop_table('column_mapping'))
    migrator.migrate(migrator.drop_table('staff_sheet'))
