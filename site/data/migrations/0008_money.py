"""Money of certificates: periods, groups and nominals, balances, contracts, the ledger that is appended only."""
from peewee import *


def up(migrator, db):
    class Certificate(Model):
        class Meta:
            database = db
            table_name = 'certificate'

    class Direction(Model):
        slug = CharField(primary_key=True, max_length=20)
        class Meta:
            database = db
            table_name = 'direction'

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

    class Request(Model):
        class Meta:
            database = db
            table_name = 'request'

    class CertificateGroup(Model):
        municipality = ForeignKeyField(Municipality, on_delete='RESTRICT')
        name = CharField(max_length=120)
        type = CharField(max_length=12, default='funded')
        position = SmallIntegerField(default=0)
        class Meta:
            database = db
            table_name = 'certificate_group'
            indexes = ((('municipality', 'name'), True),)
    db.create_tables([CertificateGroup])

    class FundingPeriod(Model):
        municipality = ForeignKeyField(Municipality, on_delete='RESTRICT')
        kind = CharField(max_length=10)
        year = IntegerField()
        date_from = DateField()
        date_to = DateField()
        is_open = BooleanField(default=True)
        settled_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'funding_period'
            constraints = [Check('date_from <= date_to')]
            indexes = ((('municipality', 'date_from'), True),)
    db.create_tables([FundingPeriod])

    class Balance(Model):
        certificate = ForeignKeyField(Certificate, on_delete='RESTRICT')
        period = ForeignKeyField(FundingPeriod, on_delete='RESTRICT')
        group = ForeignKeyField(CertificateGroup, on_delete='RESTRICT')
        nominal = BigIntegerField(default=0)
        balance = BigIntegerField(default=0)
        reserved = BigIntegerField(default=0)
        spent = BigIntegerField(default=0)
        frozen_balance = BigIntegerField(default=0)
        is_held = BooleanField(default=True)
        warned_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'balance'
            constraints = [Check('nominal = balance + reserved + spent'), Check('balance >= 0 AND reserved >= 0 AND spent >= 0')]
            indexes = ((('certificate', 'period'), True), (('period', 'group'), False))
    db.create_tables([Balance])

    class Contract(Model):
        number = CharField(unique=True, max_length=16)
        request = ForeignKeyField(Request, on_delete='RESTRICT')
        certificate = ForeignKeyField(Certificate, on_delete='RESTRICT')
        balance = ForeignKeyField(Balance, null=True, on_delete='RESTRICT')
        payer = ForeignKeyField(Municipality, on_delete='RESTRICT')
        organization = ForeignKeyField(Organization, on_delete='RESTRICT')
        study_group = ForeignKeyField(Group, on_delete='RESTRICT')
        direction = ForeignKeyField(Direction, null=True, on_delete='RESTRICT')
        state = CharField(max_length=10, default='reserved')
        living_key = CharField(unique=True, null=True, max_length=40)
        starts = DateField()
        ends = DateField()
        months = SmallIntegerField(default=1)
        price = BigIntegerField(default=0)
        normative = BigIntegerField(default=0)
        certificate_sum = BigIntegerField(default=0)
        family_sum = BigIntegerField(default=0)
        certificate_first = BigIntegerField(default=0)
        certificate_other = BigIntegerField(default=0)
        family_first = BigIntegerField(default=0)
        family_other = BigIntegerField(default=0)
        reserved = BigIntegerField(default=0)
        spent = BigIntegerField(default=0)
        paid = SmallIntegerField(default=0)
        round = SmallIntegerField(default=0)
        next_due = DateField(null=True)
        hours = IntegerField(default=0)
        is_valued = BooleanField(default=False)
        is_social = BooleanField(default=True)
        agreed_at = DateTimeField(null=True)
        follows = ForeignKeyField('self', null=True, on_delete='RESTRICT')
        is_cut = BooleanField(default=False)
        made_at = DateTimeField()
        ended_on = DateField(null=True)
        class Meta:
            database = db
            table_name = 'contract'
            constraints = [Check('reserved >= 0 AND spent >= 0 AND reserved + spent <= certificate_sum'), Check('price = certificate_sum + family_sum'), Check('certificate_sum = certificate_first + certificate_other * (months - 1)'), Check('family_sum = family_first + family_other * (months - 1)')]
            indexes = ((('payer', 'state', 'next_due'), False), (('certificate', 'state'), False))
    db.create_tables([Contract])

    class FundingRules(Model):
        municipality = ForeignKeyField(Municipality, primary_key=True, on_delete='CASCADE')
        weekly_hours = IntegerField(default=1200)
        extra_hours = IntegerField(default=0)
        max_load = IntegerField(default=0)
        max_load_mode = CharField(max_length=6, default='after')
        idle_days = IntegerField(null=True)
        refused_days = IntegerField(null=True)
        price_percent = IntegerField(null=True)
        class Meta:
            database = db
            table_name = 'funding_rules'
    db.create_tables([FundingRules])

    class GroupNominal(Model):
        group = ForeignKeyField(CertificateGroup, on_delete='RESTRICT')
        period = ForeignKeyField(FundingPeriod, on_delete='RESTRICT')
        amount = BigIntegerField()
        limit_count = IntegerField(default=0)
        limit_sum = BigIntegerField(default=0)
        count = IntegerField(default=0)
        total = BigIntegerField(default=0)
        act = TextField(default='')
        class Meta:
            database = db
            table_name = 'group_nominal'
            constraints = [Check('amount >= 0 AND count >= 0 AND total >= 0'), Check('limit_count = 0 OR count <= limit_count'), Check('limit_sum = 0 OR total <= limit_sum')]
            indexes = ((('group', 'period'), True),)
    db.create_tables([GroupNominal])

    class HoursLoad(Model):
        certificate = ForeignKeyField(Certificate, primary_key=True, on_delete='RESTRICT')
        used = IntegerField(default=0)
        valued = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'hours_load'
            constraints = [Check('used >= 0 AND valued >= 0')]
    db.create_tables([HoursLoad])

    class LedgerLine(Model):
        balance = ForeignKeyField(Balance, on_delete='RESTRICT')
        contract = ForeignKeyField(Contract, null=True, on_delete='RESTRICT')
        at = DateTimeField()
        day = DateField()
        kind = CharField(max_length=12)
        nominal = BigIntegerField(default=0)
        free = BigIntegerField(default=0)
        reserved = BigIntegerField(default=0)
        spent = BigIntegerField(default=0)
        account = IntegerField(null=True)
        words = TextField(default='')
        once = CharField(unique=True, null=True, max_length=40)
        class Meta:
            database = db
            table_name = 'ledger_line'
            constraints = [Check('nominal = free + reserved + spent')]
    db.create_tables([LedgerLine])

    class NominalTurn(Model):
        certificate = ForeignKeyField(Certificate, on_delete='RESTRICT')
        group = ForeignKeyField(CertificateGroup, on_delete='RESTRICT')
        asked_at = DateTimeField()
        state = CharField(max_length=10, default='waiting')
        ended_at = DateTimeField(null=True)
        waits_for = IntegerField(unique=True, null=True)
        class Meta:
            database = db
            table_name = 'nominal_turn'
            indexes = ((('group', 'state', 'asked_at'), False),)
    db.create_tables([NominalTurn])

    class PayerAgreement(Model):
        municipality = ForeignKeyField(Municipality, on_delete='RESTRICT')
        organization = ForeignKeyField(Organization, on_delete='RESTRICT')
        number = CharField(max_length=40)
        signed_on = DateField()
        valid_until = DateField(null=True)
        class Meta:
            database = db
            table_name = 'payer_agreement'
            indexes = ((('municipality', 'organization'), False),)
    db.create_tables([PayerAgreement])

    class PayerLimit(Model):
        period = ForeignKeyField(FundingPeriod, on_delete='RESTRICT')
        direction = ForeignKeyField(Direction, on_delete='RESTRICT')
        amount = BigIntegerField()
        booked = BigIntegerField(default=0)
        class Meta:
            database = db
            table_name = 'payer_limit'
            constraints = [Check('booked >= 0 AND booked <= amount')]
            indexes = ((('period', 'direction'), True),)
    db.create_tables([PayerLimit])

    migrator.migrate(migrator.add_column('certificate', 'group_id', ForeignKeyField(CertificateGroup, field=CertificateGroup.id, null=True, on_delete='RESTRICT')))
    migrator.migrate(migrator.add_column('certificate', 'checked_on', DateField(null=True)))
    migrator.migrate(migrator.add_column('certificate', 'type_changed_at', DateTimeField(null=True)))
    migrator.migrate(migrator.add_column('certificate', 'frozen_on', DateField(null=True)))
    migrator.migrate(migrator.add_column('certificate', 'merged_into_id', ForeignKeyField(Certificate, field=Certificate.id, null=True, on_delete='RESTRICT')))
    for verb in ('UPDATE', 'DELETE'):  # the ledger is appended only
        name = f'ledger_line_no_{verb.lower()}'
        if isinstance(db, SqliteDatabase):
            db.execute_sql(
                f"CREATE TRIGGER {name} BEFORE {verb} ON ledger_line "
                "BEGIN SELECT RAISE(ABORT, 'the ledger is appended only'); END"
            )
        else:
            db.execute_sql(
                "CREATE OR REPLACE FUNCTION ledger_line_kept() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'the ledger is appended only'; END $$"
            )
            db.execute_sql(
                f"CREATE TRIGGER {name} BEFORE {verb} ON ledger_line "
                "FOR EACH ROW EXECUTE FUNCTION ledger_line_kept()"
            )


def down(migrator, db):
    migrator.migrate(migrator.drop_index('certificate', 'certificate_merged_into_id'))
    migrator.migrate(migrator.drop_index('certificate', 'certificate_group_id'))
    migrator.migrate(migrator.drop_column('certificate', 'merged_into_id'))
    migrator.migrate(migrator.drop_column('certificate', 'frozen_on'))
    migrator.migrate(migrator.drop_column('certificate', 'type_changed_at'))
    migrator.migrate(migrator.drop_column('certificate', 'checked_on'))
    migrator.migrate(migrator.drop_column('certificate', 'group_id'))
    migrator.migrate(migrator.drop_table('payer_limit'))
    migrator.migrate(migrator.drop_table('payer_agreement'))
    migrator.migrate(migrator.drop_table('nominal_turn'))
    migrator.migrate(migrator.drop_table('ledger_line'))
    migrator.migrate(migrator.drop_table('hours_load'))
    migrator.migrate(migrator.drop_table('group_nominal'))
    migrator.migrate(migrator.drop_table('funding_rules'))
    migrator.migrate(migrator.drop_table('contract'))
    migrator.migrate(migrator.drop_table('balance'))
    migrator.migrate(migrator.drop_table('funding_period'))
    migrator.migrate(migrator.drop_table('certificate_group'))
