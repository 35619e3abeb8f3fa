"""Programs under staff: versions, remarks, proposals; copied groups; whether a municipality checks programs."""
from peewee import *


def up(migrator, db):
    class Program(Model):
        class Meta:
            database = db
            table_name = 'program'

    class ProgramProposal(Model):
        program = ForeignKeyField(Program, unique=True, on_delete='CASCADE')
        state = CharField(max_length=12)
        changes = TextField()
        at = DateTimeField()
        account = IntegerField(null=True)
        class Meta:
            database = db
            table_name = 'program_proposal'
    db.create_tables([ProgramProposal])

    class ProgramRemark(Model):
        program = ForeignKeyField(Program, on_delete='CASCADE')
        field = CharField(max_length=60)
        words = TextField()
        at = DateTimeField()
        account = IntegerField(null=True)
        resolved_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'program_remark'
            indexes = ((('program', 'resolved_at'), False),)
    db.create_tables([ProgramRemark])

    class ProgramVersion(Model):
        program = ForeignKeyField(Program, on_delete='CASCADE')
        number = IntegerField()
        at = DateTimeField()
        account = IntegerField(null=True)
        event = CharField(max_length=20)
        card = TextField(default='')
        words = TextField(default='')
        decided_on = DateField(null=True)
        class Meta:
            database = db
            table_name = 'program_version'
            indexes = ((('program', 'number'), True),)
    db.create_tables([ProgramVersion])

    migrator.migrate(migrator.add_column('program', 'version', IntegerField(default=0)))
    migrator.migrate(migrator.add_column('study_group', 'version', IntegerField(default=0)))
    migrator.migrate(migrator.add_column('study_group', 'copied_from', IntegerField(null=True)))
    migrator.migrate(migrator.add_index('study_group', ('copied_from',), True))
    migrator.migrate(migrator.add_column('municipality', 'moderation', BooleanField(default=True)))


def down(migrator, db):
    migrator.migrate(migrator.drop_column('municipality', 'moderation'))
    migrator.migrate(migrator.drop_index('study_group', 'study_group_copied_from'))
    migrator.migrate(migrator.drop_column('study_group', 'copied_from'))
    migrator.migrate(migrator.drop_column('study_group', 'version'))
    migrator.migrate(migrator.drop_column('program', 'version'))
    migrator.migrate(migrator.drop_table('program_version'))
    migrator.migrate(migrator.drop_table('program_remark'))
    migrator.migrate(migrator.drop_table('program_proposal'))
