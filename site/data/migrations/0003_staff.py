"""Staff: accounts, sessions, notes, the journal; who took a request on."""
from peewee import *


def up(migrator, db):
    class Municipality(Model):
        class Meta:
            database = db
            table_name = 'municipality'

    class Organization(Model):
        class Meta:
            database = db
            table_name = 'organization'

    class Request(Model):
        class Meta:
            database = db
            table_name = 'request'

    class Account(Model):
        email = CharField(unique=True)
        name = TextField(default='')
        role = CharField(max_length=20)
        organization = ForeignKeyField(Organization, null=True, on_delete='RESTRICT')
        municipality = ForeignKeyField(Municipality, null=True, on_delete='RESTRICT')
        password_hash = TextField(default='')
        totp_secret = TextField(default='')
        totp_step = IntegerField(default=0)
        is_active = BooleanField(default=True)
        created_at = DateTimeField()
        signed_in_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'account'
    db.create_tables([Account])

    class Invitation(Model):
        account = ForeignKeyField(Account, on_delete='CASCADE')
        token_hash = CharField(unique=True, max_length=64)
        until = DateTimeField()
        used_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'invitation'
    db.create_tables([Invitation])

    class JournalLine(Model):
        at = DateTimeField()
        account = IntegerField(null=True)
        action = CharField(max_length=20)
        subject = CharField(max_length=40, default='')
        detail = TextField(default='')
        previous = CharField(max_length=64, default='')
        digest = CharField(max_length=64)
        class Meta:
            database = db
            table_name = 'journal_line'
            indexes = ((('subject',), False), (('account', 'at'), False))
    db.create_tables([JournalLine])

    class RecoveryCode(Model):
        account = ForeignKeyField(Account, on_delete='CASCADE')
        code_hash = CharField(max_length=64)
        used_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'recovery_code'
            indexes = ((('account', 'code_hash'), True),)
    db.create_tables([RecoveryCode])

    class RequestNote(Model):
        request = ForeignKeyField(Request, on_delete='CASCADE')
        account = ForeignKeyField(Account, null=True, on_delete='SET NULL')
        at = DateTimeField()
        words = TextField()
        class Meta:
            database = db
            table_name = 'request_note'
    db.create_tables([RequestNote])

    class StaffSession(Model):
        account = ForeignKeyField(Account, on_delete='CASCADE')
        token_hash = CharField(unique=True, max_length=64)
        created_at = DateTimeField()
        seen_at = DateTimeField()
        address = TextField(default='')
        browser = CharField(max_length=120, default='')
        ended_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'staff_session'
    db.create_tables([StaffSession])

    migrator.migrate(migrator.add_column('request', 'assignee', IntegerField(null=True)))
    migrator.migrate(migrator.add_column('request_move', 'account', IntegerField(null=True)))
    for verb in ('UPDATE', 'DELETE'):  # the journal is appended only
        name = f'journal_line_no_{verb.lower()}'
        if isinstance(db, SqliteDatabase):
            db.execute_sql(
                f"CREATE TRIGGER {name} BEFORE {verb} ON journal_line "
                "BEGIN SELECT RAISE(ABORT, 'the journal is appended only'); END"
            )
        else:
            db.execute_sql(
                "CREATE OR REPLACE FUNCTION journal_line_kept() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'the journal is appended only'; END $$"
            )
            db.execute_sql(
                f"CREATE TRIGGER {name} BEFORE {verb} ON journal_line "
                "FOR EACH ROW EXECUTE FUNCTION journal_line_kept()"
            )


def down(migrator, db):
    migrator.migrate(migrator.drop_column('request_move', 'account'))
    migrator.migrate(migrator.drop_column('request', 'assignee'))
    migrator.migrate(migrator.drop_table('staff_session'))
    migrator.migrate(migrator.drop_table('request_note'))
    migrator.migrate(migrator.drop_table('recovery_code'))
    migrator.migrate(migrator.drop_table('journal_line'))
    migrator.migrate(migrator.drop_table('invitation'))
    migrator.migrate(migrator.drop_table('account'))
