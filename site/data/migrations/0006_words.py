"""Words: reviews of families and experts, pages of centres with their files; a switch of reviews."""
from peewee import *


def up(migrator, db):
    class Municipality(Model):
        class Meta:
            database = db
            table_name = 'municipality'

    class Program(Model):
        class Meta:
            database = db
            table_name = 'program'

    class Request(Model):
        class Meta:
            database = db
            table_name = 'request'

    class ContentPage(Model):
        municipality = ForeignKeyField(Municipality, null=True, on_delete='RESTRICT')
        kind = CharField(max_length=12)
        slug = CharField(unique=True, max_length=80)
        title = TextField()
        body = TextField(default='')
        state = CharField(max_length=10, default='draft')
        published_on = DateField(null=True)
        position = IntegerField(default=100)
        version = IntegerField(default=1)
        account = IntegerField(null=True)
        created_at = DateTimeField()
        changed_at = DateTimeField()
        class Meta:
            database = db
            table_name = 'content_page'
            indexes = ((('state', 'kind', 'published_on'), False),)
    db.create_tables([ContentPage])

    class PageFile(Model):
        page = ForeignKeyField(ContentPage, on_delete='CASCADE')
        name = CharField(max_length=100)
        title = TextField()
        kind = CharField(max_length=4)
        size = IntegerField()
        digest = CharField(max_length=64)
        content = BlobField()
        added_at = DateTimeField()
        class Meta:
            database = db
            table_name = 'page_file'
    db.create_tables([PageFile])

    class QualityReview(Model):
        program = ForeignKeyField(Program, on_delete='CASCADE')
        kind = CharField(max_length=10)
        expert = TextField(default='')
        organization = TextField(default='')
        held_on = DateField()
        scale = SmallIntegerField(default=5)
        conclusion = TextField(default='')
        decision = CharField(max_length=20)
        is_public = BooleanField(default=True)
        account = IntegerField(null=True)
        version = IntegerField(default=1)
        changed_at = DateTimeField()
        class Meta:
            database = db
            table_name = 'quality_review'
    db.create_tables([QualityReview])

    class QualityMark(Model):
        review = ForeignKeyField(QualityReview, on_delete='CASCADE')
        ordinal = SmallIntegerField()
        name = TextField()
        mark = SmallIntegerField()
        class Meta:
            database = db
            table_name = 'quality_mark'
            indexes = ((('review', 'ordinal'), True),)
    db.create_tables([QualityMark])

    class Review(Model):
        program = ForeignKeyField(Program, on_delete='CASCADE')
        request = ForeignKeyField(Request, unique=True, null=True, on_delete='SET NULL')
        state = CharField(max_length=10, default='new')
        results = SmallIntegerField()
        staff = SmallIntegerField()
        means = SmallIntegerField()
        overall = SmallIntegerField()
        weight = SmallIntegerField(default=1)
        since = DateField(null=True)
        month = DateField()
        draft = TextField(default='')
        text = TextField(default='')
        reason = CharField(max_length=20, default='')
        reply_state = CharField(max_length=10, default='')
        reply_draft = TextField(default='')
        reply = TextField(default='')
        reply_reason = CharField(max_length=20, default='')
        version = IntegerField(default=1)
        created_at = DateTimeField()
        changed_at = DateTimeField()
        class Meta:
            database = db
            table_name = 'review'
            indexes = ((('program', 'state'), False), (('state', 'changed_at'), False))
    db.create_tables([Review])

    class ReviewMove(Model):
        review = ForeignKeyField(Review, on_delete='CASCADE')
        at = DateTimeField()
        account = IntegerField(null=True)
        event = CharField(max_length=16)
        before = CharField(max_length=10)
        after = CharField(max_length=10)
        reason = CharField(max_length=20, default='')
        class Meta:
            database = db
            table_name = 'review_move'
    db.create_tables([ReviewMove])

    # In plain SQL: the migrator of SQLite would build the table anew, and its rows are what others refer to.
    kind = 'INTEGER NOT NULL DEFAULT 1' if isinstance(db, SqliteDatabase) else 'BOOLEAN NOT NULL DEFAULT TRUE'
    db.execute_sql(f'ALTER TABLE municipality ADD COLUMN reviews_on {kind}')


def down(migrator, db):
    db.execute_sql('ALTER TABLE municipality DROP COLUMN reviews_on')
    migrator.migrate(migrator.drop_table('review_move'))
    migrator.migrate(migrator.drop_table('review'))
    migrator.migrate(migrator.drop_table('quality_mark'))
    migrator.migrate(migrator.drop_table('quality_review'))
    migrator.migrate(migrator.drop_table('page_file'))
    migrator.migrate(migrator.drop_table('content_page'))
