"""Requests of families: children, certificates, moves, consents, letters; places that requests hold."""
from peewee import *


def up(migrator, db):
    class Group(Model):
        class Meta:
            database = db
            table_name = 'study_group'

    class Municipality(Model):
        class Meta:
            database = db
            table_name = 'municipality'

    class Organization(Model):
        class Meta:
            database = db
            table_name = 'organization'

    class Program(Model):
        class Meta:
            database = db
            table_name = 'program'

    class Attempt(Model):
        key = CharField(primary_key=True, max_length=64)
        count = IntegerField(default=0)
        until = DateTimeField(index=True)
        class Meta:
            database = db
            table_name = 'attempt'
    db.create_tables([Attempt])

    class Child(Model):
        last_name = TextField()
        first_name = TextField()
        patronymic = TextField(default='')
        birth_date = TextField()
        snils = TextField(default='')
        municipality = ForeignKeyField(Municipality, null=True, on_delete='RESTRICT')
        person_hash = CharField(index=True, max_length=64)
        names_hash = CharField(index=True, max_length=64)
        birth_hash = CharField(index=True, max_length=64)
        snils_hash = CharField(unique=True, null=True, max_length=64)
        created_at = DateTimeField()
        class Meta:
            database = db
            table_name = 'child'
    db.create_tables([Child])

    class Certificate(Model):
        number = TextField()
        number_hash = CharField(unique=True, max_length=64)
        child = ForeignKeyField(Child, on_delete='RESTRICT')
        municipality = ForeignKeyField(Municipality, on_delete='RESTRICT')
        type = CharField(max_length=12, default='accounting')
        status = CharField(max_length=10, default='active')
        holder_key = CharField(unique=True, null=True, max_length=64)
        issued_on = DateField()
        valid_until = DateField()
        closed_reason = CharField(max_length=20, default='')
        created_at = DateTimeField()
        changed_at = DateTimeField()
        class Meta:
            database = db
            table_name = 'certificate'
    db.create_tables([Certificate])

    class Request(Model):
        number = CharField(unique=True, max_length=12)
        kind = CharField(max_length=12)
        state = CharField(max_length=10)
        source = CharField(max_length=8, default='site')
        child = ForeignKeyField(Child, null=True, on_delete='SET NULL')
        municipality = ForeignKeyField(Municipality, on_delete='RESTRICT')
        organization = ForeignKeyField(Organization, null=True, on_delete='RESTRICT')
        program = ForeignKeyField(Program, null=True, on_delete='RESTRICT')
        group = ForeignKeyField(Group, null=True, on_delete='RESTRICT')
        together = ForeignKeyField('self', null=True, on_delete='SET NULL')
        parent = ForeignKeyField('self', null=True, on_delete='SET NULL')
        guardian_name = TextField(default='')
        guardian_phone = TextField(default='')
        guardian_email = TextField(default='')
        phone_hash = CharField(index=True, max_length=64, default='')
        email_hash = CharField(index=True, max_length=64, default='')
        certificate_number = TextField(default='')
        certificate_checked = BooleanField(default=False)
        special_needs = TextField(default='')
        comment = TextField(default='')
        idempotency_hash = CharField(unique=True, max_length=64)
        answers_hash = CharField(max_length=64)
        code_hash = CharField(max_length=64, default='')
        living_key = CharField(unique=True, null=True, max_length=64)
        holds_place = BooleanField(default=False)
        waits_since = DateTimeField(null=True)
        decide_by = DateField(null=True)
        told_at = DateTimeField(null=True)
        answer_by = DateField(null=True)
        reminded_at = DateTimeField(null=True)
        reason = CharField(max_length=20, default='')
        order_number = CharField(max_length=40, default='')
        order_date = DateField(null=True)
        start_date = DateField(null=True)
        funding = CharField(max_length=12, default='')
        leave_asked_at = DateTimeField(null=True)
        erase_asked_at = DateTimeField(null=True)
        created_at = DateTimeField()
        changed_at = DateTimeField()
        closed_at = DateTimeField(null=True)
        version = IntegerField(default=1)
        class Meta:
            database = db
            table_name = 'request'
            indexes = ((('group', 'state'), False), (('organization', 'state'), False), (('municipality', 'kind', 'state'), False), (('state', 'changed_at'), False))
    db.create_tables([Request])

    class ConsentText(Model):
        kind = CharField(max_length=10)
        digest = CharField(max_length=64)
        text = TextField()
        since = DateTimeField()
        class Meta:
            database = db
            table_name = 'consent_text'
            indexes = ((('kind', 'digest'), True),)
    db.create_tables([ConsentText])

    class Consent(Model):
        request = ForeignKeyField(Request, on_delete='CASCADE')
        text = ForeignKeyField(ConsentText, on_delete='RESTRICT')
        given_at = DateTimeField()
        address = TextField(default='')
        withdrawn_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'consent'
    db.create_tables([Consent])

    class Letter(Model):
        request = ForeignKeyField(Request, null=True, on_delete='CASCADE')
        kind = CharField(max_length=20)
        recipient = TextField()
        subject = TextField()
        body = TextField()
        created_at = DateTimeField()
        due_at = DateTimeField(index=True)
        attempts = IntegerField(default=0)
        sent_at = DateTimeField(index=True, null=True)
        given_up_at = DateTimeField(null=True)
        trouble = TextField(default='')
        class Meta:
            database = db
            table_name = 'letter'
    db.create_tables([Letter])

    class LookAlike(Model):
        child = ForeignKeyField(Child, on_delete='CASCADE')
        other = ForeignKeyField(Child, on_delete='CASCADE')
        differs = TextField(default='')
        created_at = DateTimeField()
        class Meta:
            database = db
            table_name = 'look_alike'
            indexes = ((('child', 'other'), True),)
    db.create_tables([LookAlike])

    class RequestMove(Model):
        request = ForeignKeyField(Request, on_delete='CASCADE')
        at = DateTimeField()
        actor = CharField(max_length=20)
        event = CharField(max_length=12)
        before = CharField(max_length=10, default='')
        after = CharField(max_length=10)
        reason = CharField(max_length=20, default='')
        words = TextField(default='')
        class Meta:
            database = db
            table_name = 'request_move'
            indexes = ((('request', 'at'), False),)
    db.create_tables([RequestMove])

    migrator.migrate(migrator.add_column('municipality', 'certificate_how', CharField(max_length=10, default='here')))
    migrator.migrate(migrator.add_column('study_group', 'stated_free', IntegerField(null=True)))
    migrator.migrate(migrator.add_column('study_group', 'held', IntegerField(default=0, constraints=[Check('held >= 0')])))
    db.execute_sql('UPDATE study_group SET stated_free = free_places')
    db.execute_sql("UPDATE municipality SET apply_how = 'here' WHERE apply_how = 'phone'")


def down(migrator, db):
    migrator.migrate(migrator.drop_column('study_group', 'held'))
    migrator.migrate(migrator.drop_column('study_group', 'stated_free'))
    migrator.migrate(migrator.drop_column('municipality', 'certificate_how'))
    migrator.migrate(migrator.drop_table('request_move'))
    migrator.migrate(migrator.drop_table('look_alike'))
    migrator.migrate(migrator.drop_table('letter'))
    migrator.migrate(migrator.drop_table('consent'))
    migrator.migrate(migrator.drop_table('consent_text'))
    migrator.migrate(migrator.drop_table('request'))
    migrator.migrate(migrator.drop_table('certificate'))
    migrator.migrate(migrator.drop_table('child'))
    migrator.migrate(migrator.drop_table('attempt'))
