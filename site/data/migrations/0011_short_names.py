"""Children are found by last and first name too: people on the telephone seldom say a patronymic."""
from peewee import *


def up(migrator, db):
    migrator.migrate(migrator.add_column('child', 'short_hash', CharField(max_length=64, default='')))
    migrator.migrate(migrator.add_index('child', ('short_hash',), False))


def down(migrator, db):
    migrator.migrate(migrator.drop_column('child', 'short_hash'))
