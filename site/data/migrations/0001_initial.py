"""The catalog: places, organizations, programs, groups."""
from peewee import *


def up(migrator, db):
    class Direction(Model):
        slug = CharField(primary_key=True, max_length=20)
        name = CharField()
        exchange = CharField(max_length=40, default='')
        aliases = TextField(default='')
        position = SmallIntegerField(default=0)
        class Meta:
            database = db
            table_name = 'direction'
    db.create_tables([Direction])

    class Activity(Model):
        direction = ForeignKeyField(Direction, on_delete='RESTRICT')
        slug = CharField(unique=True, max_length=80)
        name = TextField()
        name_key = TextField()
        position = SmallIntegerField(default=1000)
        class Meta:
            database = db
            table_name = 'activity'
            indexes = ((('direction', 'name_key'), True),)
    db.create_tables([Activity])

    class Counter(Model):
        name = TextField(primary_key=True)
        value = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'counter'
    db.create_tables([Counter])

    class Fact(Model):
        name = TextField(primary_key=True)
        value = TextField(default='')
        class Meta:
            database = db
            table_name = 'fact'
    db.create_tables([Fact])

    class Municipality(Model):
        slug = CharField(unique=True, max_length=80)
        oktmo = CharField(unique=True, max_length=11)
        name = CharField()
        full_name = CharField(default='')
        name_in = CharField(default='')
        kind = CharField(default='')
        region = CharField()
        timezone = CharField(default='Europe/Moscow')
        okato = CharField(max_length=11, default='')
        fias_id = CharField(max_length=36, default='')
        is_shown = BooleanField(default=False)
        population_5_17 = IntegerField(null=True)
        info_text = TextField(default='')
        center_name = CharField(default='')
        center_act = TextField(default='')
        center_head = CharField(default='')
        center_phone = CharField(default='')
        center_email = CharField(default='')
        center_address = TextField(default='')
        center_site = CharField(default='')
        hotline = CharField(default='')
        navigator_url = CharField(default='')
        funding_mode = CharField(max_length=10, default='none')
        funding_from = DateField(null=True)
        period_kind = CharField(max_length=10, default='calendar')
        certificate_rules = TextField(default='')
        apply_how = CharField(max_length=10, default='phone')
        operator_name = TextField(default='')
        operator_address = TextField(default='')
        class Meta:
            database = db
            table_name = 'municipality'
    db.create_tables([Municipality])

    class Settlement(Model):
        municipality = ForeignKeyField(Municipality, on_delete='CASCADE')
        name = CharField()
        name_key = CharField(index=True)
        slug = CharField(unique=True, max_length=120)
        class Meta:
            database = db
            table_name = 'settlement'
            indexes = ((('municipality', 'name_key'), True),)
    db.create_tables([Settlement])

    class Organization(Model):
        municipality = ForeignKeyField(Municipality, on_delete='RESTRICT')
        external_id = CharField(null=True)
        full_name = TextField()
        short_name = TextField(default='')
        public_name = TextField()
        name_key = TextField(index=True)
        type = CharField(max_length=30, default='none')
        department = CharField(max_length=20, default='none')
        ownership = CharField(max_length=20, default='public')
        inn = CharField(max_length=12, default='')
        ogrn = CharField(max_length=15, default='')
        legal_address = TextField(default='')
        address = TextField(default='')
        settlement = ForeignKeyField(Settlement, null=True, on_delete='SET NULL')
        latitude = DoubleField(null=True)
        longitude = DoubleField(null=True)
        phone = TextField(default='')
        email = TextField(default='')
        site = TextField(default='')
        director = TextField(default='')
        contact_person = TextField(default='')
        license = TextField(default='')
        about = TextField(default='')
        slogan = TextField(default='')
        max_children = IntegerField(null=True)
        can_use_certificates = BooleanField(default=False)
        show_teachers = BooleanField(default=False)
        apply_how = CharField(max_length=10, default='')
        apply_url = TextField(default='')
        status = CharField(max_length=10, default='new')
        created_at = DateTimeField()
        changed_at = DateTimeField()
        class Meta:
            database = db
            table_name = 'organization'
            indexes = ((('municipality', 'external_id'), True), (('municipality', 'name_key'), False))
    db.create_tables([Organization])

    class Program(Model):
        organization = ForeignKeyField(Organization, on_delete='RESTRICT')
        external_id = CharField(null=True)
        name = TextField()
        name_key = TextField()
        short_name = TextField(default='')
        annotation = TextField(default='')
        goals = TextField(default='')
        content = TextField(default='')
        results = TextField(default='')
        equipment = TextField(default='')
        direction = ForeignKeyField(Direction, null=True, on_delete='RESTRICT')
        kind = CharField(max_length=10, default='general')
        study_form = CharField(max_length=12, default='full_time')
        uses_distance = BooleanField(default=False)
        network = BooleanField(default=False)
        partners = TextField(default='')
        levels = TextField(default='')
        age_from = SmallIntegerField(null=True)
        age_to = SmallIntegerField(null=True)
        duration = TextField(default='')
        hours_total = DoubleField(null=True)
        hours_week = DoubleField(null=True)
        health = TextField(default='')
        medical_certificate = BooleanField(default=False)
        entry_test = BooleanField(default=False)
        registries = TextField(default='')
        project = CharField(max_length=30, default='')
        marks = TextField(default='')
        document = TextField(default='')
        keywords = TextField(default='')
        what_to_bring = TextField(default='')
        contacts = TextField(default='')
        site = TextField(default='')
        payment_note = TextField(default='')
        normative_price = BigIntegerField(null=True)
        rating = DoubleField(null=True)
        state = CharField(max_length=12, default='published')
        apply_how = CharField(max_length=10, default='')
        apply_url = TextField(default='')
        created_at = DateTimeField()
        changed_at = DateTimeField()
        refreshed_on = DateField(null=True)
        class Meta:
            database = db
            table_name = 'program'
            indexes = ((('organization', 'external_id'), True), (('organization', 'name_key'), False))
    db.create_tables([Program])

    class ProgramModule(Model):
        program = ForeignKeyField(Program, on_delete='CASCADE')
        ordinal = SmallIntegerField()
        name = TextField(default='')
        months = SmallIntegerField(null=True)
        hours_group = DoubleField(null=True)
        hours_individual = DoubleField(null=True)
        min_children = IntegerField(null=True)
        max_children = IntegerField(null=True)
        price = BigIntegerField(null=True)
        normative_price = BigIntegerField(null=True)
        results = TextField(default='')
        is_open = BooleanField(default=True)
        class Meta:
            database = db
            table_name = 'program_module'
            indexes = ((('program', 'ordinal'), True),)
    db.create_tables([ProgramModule])

    class Venue(Model):
        organization = ForeignKeyField(Organization, on_delete='CASCADE')
        name = TextField(default='')
        address = TextField(default='')
        settlement = ForeignKeyField(Settlement, null=True, on_delete='SET NULL')
        latitude = DoubleField(null=True)
        longitude = DoubleField(null=True)
        class Meta:
            database = db
            table_name = 'venue'
    db.create_tables([Venue])

    class Group(Model):
        program = ForeignKeyField(Program, on_delete='CASCADE')
        module = ForeignKeyField(ProgramModule, null=True, on_delete='SET NULL')
        external_id = CharField(null=True)
        name = TextField(default='')
        name_key = TextField(default='')
        ordinal = SmallIntegerField(default=0)
        year_label = TextField(default='')
        level = CharField(max_length=10, default='')
        kind = CharField(max_length=12, default='group')
        age_from = SmallIntegerField(null=True)
        age_to = SmallIntegerField(null=True)
        size_min = IntegerField(null=True)
        places = IntegerField(null=True)
        free_places = IntegerField(null=True)
        vacancy = CharField(max_length=10, default='')
        date_start = DateField(null=True)
        date_end = DateField(null=True)
        apply_from = DateField(null=True)
        apply_to = DateField(null=True)
        locked = BooleanField(default=False)
        locked_next_year = BooleanField(default=False)
        next_apply_from = DateField(null=True)
        next_apply_to = DateField(null=True)
        hours_year = DoubleField(null=True)
        hours_week = DoubleField(null=True)
        schedule_note = TextField(default='')
        venue = ForeignKeyField(Venue, null=True, on_delete='SET NULL')
        status = CharField(max_length=10, default='active')
        apply_how = CharField(max_length=10, default='')
        apply_url = TextField(default='')
        created_at = DateTimeField()
        changed_at = DateTimeField()
        class Meta:
            database = db
            table_name = 'study_group'
            constraints = [Check('free_places IS NULL OR free_places >= 0')]
            indexes = ((('program', 'external_id'), True), (('program', 'name_key', 'level', 'ordinal'), False))
    db.create_tables([Group])

    class GroupFunding(Model):
        group = ForeignKeyField(Group, on_delete='CASCADE')
        source = CharField(max_length=12)
        price = BigIntegerField(null=True)
        price_month = BigIntegerField(null=True)
        price_hour = BigIntegerField(null=True)
        class Meta:
            database = db
            table_name = 'group_funding'
            indexes = ((('group', 'source'), True),)
    db.create_tables([GroupFunding])

    class Teacher(Model):
        organization = ForeignKeyField(Organization, on_delete='CASCADE')
        name = TextField()
        name_key = TextField()
        position = TextField(default='')
        class Meta:
            database = db
            table_name = 'teacher'
            indexes = ((('organization', 'name_key'), True),)
    db.create_tables([Teacher])

    class GroupTeacher(Model):
        group = ForeignKeyField(Group, on_delete='CASCADE')
        teacher = ForeignKeyField(Teacher, on_delete='CASCADE')
        position = SmallIntegerField(default=0)
        class Meta:
            database = db
            table_name = 'group_teacher'
            primary_key = CompositeKey('group', 'teacher')
    db.create_tables([GroupTeacher])

    class Nominal(Model):
        municipality = ForeignKeyField(Municipality, on_delete='CASCADE')
        year = IntegerField()
        amount = BigIntegerField(null=True)
        hours = DoubleField(null=True)
        act = TextField(default='')
        class Meta:
            database = db
            table_name = 'nominal'
            indexes = ((('municipality', 'year'), True),)
    db.create_tables([Nominal])

    class ProgramActivity(Model):
        program = ForeignKeyField(Program, on_delete='CASCADE')
        activity = ForeignKeyField(Activity, on_delete='RESTRICT')
        position = SmallIntegerField(default=0)
        class Meta:
            database = db
            table_name = 'program_activity'
            primary_key = CompositeKey('program', 'activity')
    db.create_tables([ProgramActivity])

    class ScheduleSlot(Model):
        group = ForeignKeyField(Group, on_delete='CASCADE')
        weekday = SmallIntegerField(null=True)
        on_date = DateField(null=True)
        start_minute = SmallIntegerField(null=True)
        end_minute = SmallIntegerField(null=True)
        parity = CharField(max_length=4, default='')
        period_from = DateField(null=True)
        period_to = DateField(null=True)
        lesson_minutes = SmallIntegerField(null=True)
        subject = TextField(default='')
        venue = ForeignKeyField(Venue, null=True, on_delete='SET NULL')
        teacher = ForeignKeyField(Teacher, null=True, on_delete='SET NULL')
        class Meta:
            database = db
            table_name = 'schedule_slot'
            constraints = [Check('(weekday IS NULL) <> (on_date IS NULL)')]
    db.create_tables([ScheduleSlot])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('schedule_slot'))
    migrator.migrate(migrator.drop_table('program_activity'))
    migrator.migrate(migrator.drop_table('nominal'))
    migrator.migrate(migrator.drop_table('group_teacher'))
    migrator.migrate(migrator.drop_table('teacher'))
    migrator.migrate(migrator.drop_table('group_funding'))
    migrator.migrate(migrator.drop_table('study_group'))
    migrator.migrate(migrator.drop_table('venue'))
    migrator.migrate(migrator.drop_table('program_module'))
    migrator.migrate(migrator.drop_table('program'))
    migrator.migrate(migrator.drop_table('organization'))
    migrator.migrate(migrator.drop_table('settlement'))
    migrator.migrate(migrator.drop_table('municipality'))
    migrator.migrate(migrator.drop_table('fact'))
    migrator.migrate(migrator.drop_table('counter'))
    migrator.migrate(migrator.drop_table('activity'))
    migrator.migrate(migrator.drop_table('direction'))
