"""Meetings, coaches' comments, and in which meeting something was agreed."""

from typing import Any

from peewee import (
    BooleanField,
    CharField,
    Check,
    DateField,
    Field,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

# What was agreed, done or met may from now on say in which meeting.
AGREED_IN = (
    ("assessment_assessment", "meeting_id"),
    ("assessment_agreed_level", "meeting_id"),
    ("planning_task", "meeting_id"),
    ("planning_objective", "met_in_id"),
    ("planning_progress", "meeting_id"),
)


class Moment(Field):
    """A point in time as text."""

    field_type = "TEXT"


def up(migrator: Any, db: Any) -> None:
    """Make the new tables, then the columns that name a meeting."""

    class AccountsPerson(Model):
        """As far as the new tables name it."""

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "accounts_person"

    class AssessmentRound(Model):
        """As far as the new tables name it."""

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "assessment_round"

    class FrameworksIndicator(Model):
        """As far as the new tables name it."""

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "frameworks_indicator"

    class ScheduleSeries(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        title = CharField(max_length=160, constraints=[Check('length("title") <= 160')])
        kind = CharField(
            max_length=40,
            constraints=[
                Check(
                    "\"kind\" IN ('regular', 'training', 'center_call', 'chief', 'annual', 'stocktake')"
                )
            ],
        )
        rhythm = CharField(max_length=40, constraints=[Check("\"rhythm\" IN ('month', 'week')")])
        weekday = IntegerField(constraints=[Check('"weekday" BETWEEN 0 AND 6')])
        weeks = CharField(max_length=20, constraints=[Check('length("weeks") <= 20')])
        every = IntegerField(constraints=[Check('"every" BETWEEN 1 AND 12')])
        starts_at = CharField(max_length=5, constraints=[Check('length("starts_at") <= 5')])
        minutes = IntegerField(constraints=[Check('"minutes" BETWEEN 5 AND 1440')])
        first_on = DateField()
        last_on = DateField()
        holidays = TextField(constraints=[Check('length("holidays") <= 4000')])
        place = CharField(max_length=200, constraints=[Check('length("place") <= 200')])
        call_link = CharField(max_length=500, constraints=[Check('length("call_link") <= 500')])
        quorum = IntegerField(null=True, constraints=[Check('"quorum" BETWEEN 1 AND 50')])
        run_by = ForeignKeyField(AccountsPerson, null=True, backref="+")

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "schedule_series"

    class ScheduleMeeting(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        series = ForeignKeyField(ScheduleSeries, null=True, backref="+")
        kind = CharField(
            max_length=40,
            constraints=[
                Check(
                    "\"kind\" IN ('regular', 'training', 'center_call', 'chief', 'annual', 'stocktake')"
                )
            ],
        )
        title = CharField(max_length=160, constraints=[Check('length("title") <= 160')])
        state = CharField(
            max_length=40,
            constraints=[
                Check(
                    "\"state\" IN ('scheduled', 'agenda_sent', 'in_session', 'minutes_draft', 'approved', 'cancelled')"
                )
            ],
        )
        state_reason = TextField(constraints=[Check('length("state_reason") <= 2000')])
        held_on = DateField(index=True)
        days = IntegerField(constraints=[Check('"days" BETWEEN 1 AND 10')])
        starts_at = CharField(max_length=5, constraints=[Check('length("starts_at") <= 5')])
        minutes = IntegerField(constraints=[Check('"minutes" BETWEEN 5 AND 1440')])
        place = CharField(max_length=200, constraints=[Check('length("place") <= 200')])
        call_link = CharField(max_length=500, constraints=[Check('length("call_link") <= 500')])
        quorum = IntegerField(null=True, constraints=[Check('"quorum" BETWEEN 1 AND 50')])
        recorder = ForeignKeyField(AccountsPerson, null=True, backref="+")
        run_by = ForeignKeyField(AccountsPerson, null=True, backref="+")
        agenda_sent_on = DateField(null=True)
        opened_at = Moment(null=True)
        closed_at = Moment(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "schedule_meeting"

    class MeetingsMinutes(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        meeting = ForeignKeyField(ScheduleMeeting, unique=True, backref="+")
        text = TextField(constraints=[Check('length("text") <= 20000')])
        number = IntegerField(
            null=True, unique=True, constraints=[Check('"number" BETWEEN 1 AND 100000')]
        )
        approved_on = DateField(null=True)
        approved_in = ForeignKeyField(ScheduleMeeting, null=True, backref="+")
        frozen = TextField(constraints=[Check('length("frozen") <= 1000000')])
        sha256 = CharField(max_length=64, constraints=[Check('length("sha256") <= 64')])
        sent_on = DateField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "meetings_minutes"

    class MeetingsAddendum(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        minutes = ForeignKeyField(MeetingsMinutes, backref="+")
        added_on = DateField()
        text = TextField(constraints=[Check('length("text") <= 8000')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "meetings_addendum"

    class MeetingsAgendaItem(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        meeting = ForeignKeyField(ScheduleMeeting, backref="+")
        number = IntegerField(constraints=[Check('"number" BETWEEN 1 AND 1000')])
        kind = CharField(
            max_length=40,
            constraints=[
                Check(
                    "\"kind\" IN ('opening', 'minutes', 'task_review', 'indicator_assess', 'indicator_monitor', 'coach_comment', 'commitments', 'decision', 'information', 'parking_lot')"
                )
            ],
        )
        ref_kind = CharField(max_length=40, constraints=[Check('length("ref_kind") <= 40')])
        ref_key = IntegerField(null=True, constraints=[Check('"ref_key" BETWEEN 0 AND 1000000000')])
        title = CharField(max_length=300, constraints=[Check('length("title") <= 300')])
        note = TextField(constraints=[Check('length("note") <= 4000')])
        minutes = IntegerField(constraints=[Check('"minutes" BETWEEN 0 AND 480')])
        presenter = ForeignKeyField(AccountsPerson, null=True, backref="+")
        state = CharField(
            max_length=40,
            constraints=[Check("\"state\" IN ('open', 'done', 'carried', 'dropped')")],
        )
        carried_from = ForeignKeyField("self", null=True, backref="+")
        opened_at = Moment(null=True)
        seconds_used = IntegerField(constraints=[Check('"seconds_used" BETWEEN 0 AND 360000')])
        outcome = TextField(constraints=[Check('length("outcome") <= 20000')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "meetings_agenda_item"

    class ScheduleAttendance(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        meeting = ForeignKeyField(ScheduleMeeting, backref="+")
        person = ForeignKeyField(AccountsPerson, null=True, backref="+")
        guest = CharField(max_length=120, constraints=[Check('length("guest") <= 120')])
        organisation = CharField(
            max_length=160, constraints=[Check('length("organisation") <= 160')]
        )
        day = IntegerField(constraints=[Check('"day" BETWEEN 1 AND 10')])
        state = CharField(
            max_length=40,
            constraints=[
                Check("\"state\" IN ('expected', 'present', 'remote', 'excused', 'absent')")
            ],
        )

        class Meta:
            database = db
            indexes = ((("meeting", "person", "day"), True),)
            legacy_table_names = False
            table_name = "schedule_attendance"

    class CoachingCoachComment(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        kind = CharField(max_length=40, constraints=[Check('length("kind") <= 40')])
        key = IntegerField(null=True, constraints=[Check('"key" BETWEEN 0 AND 1000000000')])
        about = CharField(max_length=300, constraints=[Check('length("about") <= 300')])
        author = ForeignKeyField(AccountsPerson, backref="+")
        said_on = DateField()
        text = TextField(constraints=[Check('length("text") <= 4000')])
        asks_reply = BooleanField()
        state = CharField(
            max_length=40, constraints=[Check("\"state\" IN ('open', 'answered', 'closed')")]
        )
        closed_on = DateField(null=True)

        class Meta:
            database = db
            indexes = ((("kind", "key"), False),)
            legacy_table_names = False
            table_name = "coaching_coach_comment"

    class CoachingCoachReply(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        comment = ForeignKeyField(CoachingCoachComment, backref="+")
        author = ForeignKeyField(AccountsPerson, backref="+")
        said_on = DateField()
        text = TextField(constraints=[Check('length("text") <= 4000')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "coaching_coach_reply"

    class MeetingsCommitment(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        meeting = ForeignKeyField(ScheduleMeeting, backref="+")
        item = ForeignKeyField(MeetingsAgendaItem, null=True, backref="+")
        title = CharField(max_length=300, constraints=[Check('length("title") <= 300')])
        owner = ForeignKeyField(AccountsPerson, null=True, backref="+")
        outside_owner = CharField(
            max_length=200, constraints=[Check('length("outside_owner") <= 200')]
        )
        due = DateField(null=True)
        state = CharField(
            max_length=40, constraints=[Check("\"state\" IN ('open', 'done', 'dropped')")]
        )
        state_reason = TextField(constraints=[Check('length("state_reason") <= 2000')])
        done_on = DateField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "meetings_commitment"

    class MeetingsDecision(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        meeting = ForeignKeyField(ScheduleMeeting, backref="+")
        item = ForeignKeyField(MeetingsAgendaItem, null=True, backref="+")
        decided_on = DateField()
        text = TextField(constraints=[Check('length("text") <= 4000')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "meetings_decision"

    class ScheduleFeed(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        person = ForeignKeyField(AccountsPerson, backref="+")
        token_hash = CharField(
            max_length=64, unique=True, constraints=[Check('length("token_hash") <= 64')]
        )

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "schedule_feed"

    class MeetingsPracticeRound(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        meeting = ForeignKeyField(ScheduleMeeting, backref="+")
        indicator = ForeignKeyField(FrameworksIndicator, backref="+")
        state = CharField(
            max_length=40, constraints=[Check("\"state\" IN ('collecting', 'opened')")]
        )
        level = IntegerField(null=True, constraints=[Check('"level" BETWEEN 1 AND 4')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "meetings_practice_round"

    class MeetingsLive(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        meeting = ForeignKeyField(ScheduleMeeting, unique=True, backref="+")
        item = ForeignKeyField(MeetingsAgendaItem, null=True, backref="+")
        round = ForeignKeyField(AssessmentRound, null=True, backref="+")
        practice = ForeignKeyField(MeetingsPracticeRound, null=True, backref="+")
        recorder = ForeignKeyField(AccountsPerson, null=True, backref="+")

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "meetings_live"

    class MeetingsPracticeRating(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        round = ForeignKeyField(MeetingsPracticeRound, backref="+")
        participant = ForeignKeyField(ScheduleAttendance, backref="+")
        level = IntegerField(constraints=[Check('"level" BETWEEN 1 AND 4')])

        class Meta:
            database = db
            indexes = ((("round", "participant"), True),)
            legacy_table_names = False
            table_name = "meetings_practice_rating"

    db.create_tables(
        [
            ScheduleSeries,
            ScheduleMeeting,
            MeetingsMinutes,
            MeetingsAddendum,
            MeetingsAgendaItem,
            ScheduleAttendance,
            CoachingCoachComment,
            CoachingCoachReply,
            MeetingsCommitment,
            MeetingsDecision,
            ScheduleFeed,
            MeetingsPracticeRound,
            MeetingsLive,
            MeetingsPracticeRating,
        ]
    )
    meeting: Any = ScheduleMeeting
    for table, column in AGREED_IN:
        names_it = ForeignKeyField(meeting, field=meeting.id, null=True, backref="+")
        migrator.migrate(migrator.add_column(table, column, names_it))
