"""Each line of a request's history keeps its order and the group that a transfer left."""
from peewee import *


def up(migrator, db):
    migrator.migrate(migrator.add_column('request_move', 'order_number', CharField(max_length=40, default='')))
    migrator.migrate(migrator.add_column('request_move', 'order_date', DateField(null=True)))
    migrator.migrate(migrator.add_column('request_move', 'left_group', IntegerField(null=True)))


def down(migrator, db):
    migrator.migrate(migrator.drop_column('request_move', 'left_group'))
    migrator.migrate(migrator.drop_column('request_move', 'order_date'))
    migrator.migrate(migrator.drop_column('request_move', 'order_number'))
