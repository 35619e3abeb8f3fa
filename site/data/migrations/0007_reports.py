"""Reports: plans of municipalities, figures of each month, words that found nothing."""
from peewee import *


def up(migrator, db):
    class Municipality(Model):
        class Meta:
            database = db
            table_name = 'municipality'

    class ReportPlan(Model):
        municipality = ForeignKeyField(Municipality, on_delete='CASCADE')
        year = IntegerField()
        population = IntegerField(null=True)
        source = TextField(default='')
        coverage = DoubleField(null=True)
        children = IntegerField(null=True)
        certificates = IntegerField(null=True)
        changed_at = DateTimeField()
        class Meta:
            database = db
            table_name = 'report_plan'
            indexes = ((('municipality', 'year'), True),)
    db.create_tables([ReportPlan])

    class MonthFigure(Model):
        municipality = ForeignKeyField(Municipality, on_delete='CASCADE')
        month = DateField()
        taken_on = DateField()
        name = CharField(max_length=60)
        value = IntegerField()
        class Meta:
            database = db
            table_name = 'month_figure'
            indexes = ((('municipality', 'month', 'name'), True), (('taken_on',), False))
    db.create_tables([MonthFigure])

    class MissedWord(Model):
        digest = CharField(max_length=64)
        on_day = DateField()
        times = IntegerField(default=0)
        words = TextField(default='')
        class Meta:
            database = db
            table_name = 'missed_word'
            indexes = ((('digest', 'on_day'), True), (('on_day',), False))
    db.create_tables([MissedWord])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('missed_word'))
    migrator.migrate(migrator.drop_table('month_figure'))
    migrator.migrate(migrator.drop_table('report_plan'))
