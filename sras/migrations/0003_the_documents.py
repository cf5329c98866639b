"""Documents, their reviews and issues, the agreement, what the field says, and long work."""

from typing import Any

from peewee import (
    CharField,
    Check,
    DateField,
    Field,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


class Moment(Field):
    """A point in time as text."""

    field_type = "TEXT"


def up(_migrator: Any, db: Any) -> None:
    """Make the new tables."""

    class AccountsPerson(Model):
        """As far as the new tables name it."""

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "accounts_person"

    class EngagementAgreement(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        title = CharField(max_length=200, constraints=[Check('length("title") <= 200')])
        path = CharField(
            max_length=40, constraints=[Check("\"path\" IN ('inventory', 'rubric', 'both')")]
        )
        starts_on = DateField()
        ends_on = DateField()
        team_named_on = DateField(null=True)
        team_low = IntegerField(constraints=[Check('"team_low" BETWEEN 1 AND 50')])
        team_high = IntegerField(constraints=[Check('"team_high" BETWEEN 1 AND 50')])
        session_days = IntegerField(constraints=[Check('"session_days" BETWEEN 1 AND 365')])
        plan_days = IntegerField(constraints=[Check('"plan_days" BETWEEN 1 AND 730')])
        meetings_a_year = IntegerField(constraints=[Check('"meetings_a_year" BETWEEN 0 AND 366')])
        calls_a_year = IntegerField(constraints=[Check('"calls_a_year" BETWEEN 0 AND 366')])
        report_months = IntegerField(constraints=[Check('"report_months" BETWEEN 1 AND 12')])
        note = TextField(constraints=[Check('length("note") <= 4000')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "engagement_agreement"

    class EngagementEnquiry(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        title = CharField(max_length=200, constraints=[Check('length("title") <= 200')])
        audience = CharField(
            max_length=40,
            constraints=[
                Check(
                    "\"audience\" IN ('principal', 'superintendent', 'teacher', 'district_staff', 'agency_staff', 'partner', 'other')"
                )
            ],
        )
        letter = TextField(constraints=[Check('length("letter") <= 4000')])
        opens_on = DateField()
        closes_on = DateField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "engagement_enquiry"

    class EngagementEnquiryLink(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        enquiry = ForeignKeyField(EngagementEnquiry, backref="+")
        note = CharField(max_length=200, constraints=[Check('length("note") <= 200')])
        token_hash = CharField(
            max_length=64, unique=True, constraints=[Check('length("token_hash") <= 64')]
        )
        expires_at = Moment()
        revoked_at = Moment(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "engagement_enquiry_link"

    class EngagementRespondent(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        enquiry = ForeignKeyField(EngagementEnquiry, backref="+")
        role = CharField(
            max_length=40,
            constraints=[
                Check(
                    "\"role\" IN ('principal', 'superintendent', 'teacher', 'district_staff', 'agency_staff', 'partner', 'other')"
                )
            ],
        )
        place = CharField(max_length=200, constraints=[Check('length("place") <= 200')])
        way = CharField(max_length=40, constraints=[Check("\"way\" IN ('interview', 'form')")])
        answered_on = DateField()
        interviewer = ForeignKeyField(AccountsPerson, null=True, backref="+")
        link = ForeignKeyField(EngagementEnquiryLink, null=True, backref="+")

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "engagement_respondent"

    class EngagementQuestion(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        enquiry = ForeignKeyField(EngagementEnquiry, backref="+")
        sort = IntegerField(constraints=[Check('"sort" BETWEEN 0 AND 1000')])
        text = CharField(max_length=300, constraints=[Check('length("text") <= 300')])
        kind = CharField(max_length=40, constraints=[Check("\"kind\" IN ('words', 'scale')")])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "engagement_question"

    class EngagementAnswer(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        respondent = ForeignKeyField(EngagementRespondent, backref="+")
        question = ForeignKeyField(EngagementQuestion, backref="+")
        text = TextField(constraints=[Check('length("text") <= 4000')])
        scale = IntegerField(null=True, constraints=[Check('"scale" BETWEEN 1 AND 4')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "engagement_answer"

    class DocumentsDocument(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        kind = CharField(
            max_length=40,
            constraints=[
                Check(
                    "\"kind\" IN ('introduction_letter', 'agreement', 'appointment', 'plan_letter', 'review_invitation', 'inventory', 'self_assessment_report', 'operations_manual', 'meeting_form', 'call_form', 'coach_review', 'critique', 'own')"
                )
            ],
        )
        title = CharField(max_length=200, constraints=[Check('length("title") <= 200')])
        writer = ForeignKeyField(AccountsPerson, null=True, backref="+")
        review_due = DateField(null=True)
        period_first = DateField(null=True)
        period_last = DateField(null=True)
        letterhead = CharField(
            max_length=40, constraints=[Check("\"letterhead\" IN ('agency', 'sender', 'none')")]
        )
        sender = TextField(constraints=[Check('length("sender") <= 600')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "documents_document"

    class DocumentsIssue(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        subject = CharField(max_length=80, constraints=[Check('length("subject") <= 80')])
        number = IntegerField(constraints=[Check('"number" BETWEEN 1 AND 100000')])
        title = CharField(max_length=200, constraints=[Check('length("title") <= 200')])
        issued_on = DateField()
        first = DateField(null=True)
        last = DateField(null=True)
        recorded_to = IntegerField(constraints=[Check('"recorded_to" BETWEEN 0 AND 1000000000')])
        page_html = TextField(constraints=[Check('length("page_html") <= 4000000')])
        facts = TextField(constraints=[Check('length("facts") <= 4000000')])
        pdf_sha256 = CharField(max_length=64, constraints=[Check('length("pdf_sha256") <= 64')])
        file_sha256 = CharField(max_length=64, constraints=[Check('length("file_sha256") <= 64')])
        file_name = CharField(max_length=200, constraints=[Check('length("file_name") <= 200')])
        file_type = CharField(max_length=120, constraints=[Check('length("file_type") <= 120')])
        file_size = IntegerField(constraints=[Check('"file_size" BETWEEN 0 AND 1000000000')])
        sha256 = CharField(max_length=64, constraints=[Check('length("sha256") <= 64')])
        note = TextField(constraints=[Check('length("note") <= 2000')])

        class Meta:
            database = db
            indexes = ((("subject", "number"), True),)
            legacy_table_names = False
            table_name = "documents_issue"

    class CoreJob(Model):
        kind = CharField(max_length=40, constraints=[Check('length("kind") <= 40')])
        asked = TextField(constraints=[Check('length("asked") <= 20000')])
        asked_by = IntegerField(constraints=[Check('"asked_by" BETWEEN 0 AND 1000000000')])
        asked_at = Moment()
        state = CharField(
            max_length=40,
            constraints=[Check("\"state\" IN ('waiting', 'running', 'done', 'failed')")],
        )
        percent = IntegerField(constraints=[Check('"percent" BETWEEN 0 AND 100')])
        said = CharField(max_length=300, constraints=[Check('length("said") <= 300')])
        started_at = Moment(null=True)
        ended_at = Moment(null=True)
        file_name = CharField(max_length=200, constraints=[Check('length("file_name") <= 200')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "core_job"

    class EngagementMilestone(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        agreement = ForeignKeyField(EngagementAgreement, backref="+")
        step = CharField(
            max_length=40,
            constraints=[
                Check(
                    "\"step\" IN ('introduction', 'signed', 'team', 'training', 'session', 'report', 'review', 'assessed', 'approved', 'plan', 'manual', 'year')"
                )
            ],
        )
        due_on = DateField(null=True)
        done_on = DateField(null=True)
        note = CharField(max_length=300, constraints=[Check('length("note") <= 300')])

        class Meta:
            database = db
            indexes = ((("agreement", "step"), True),)
            legacy_table_names = False
            table_name = "engagement_milestone"

    class ReportsNarrative(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        report = CharField(max_length=40, constraints=[Check('length("report") <= 40')])
        place = CharField(max_length=40, constraints=[Check('length("place") <= 40')])
        text = TextField(constraints=[Check('length("text") <= 20000')])

        class Meta:
            database = db
            indexes = ((("report", "place"), True),)
            legacy_table_names = False
            table_name = "reports_narrative"

    class EngagementParty(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        agreement = ForeignKeyField(EngagementAgreement, backref="+")
        sort = IntegerField(constraints=[Check('"sort" BETWEEN 0 AND 1000')])
        name = CharField(max_length=200, constraints=[Check('length("name") <= 200')])
        kind = CharField(
            max_length=40,
            constraints=[
                Check(
                    "\"kind\" IN ('sea', 'rcc', 'national', 'university', 'district', 'consultant', 'other')"
                )
            ],
        )
        contact = CharField(max_length=300, constraints=[Check('length("contact") <= 300')])
        signer = CharField(max_length=200, constraints=[Check('length("signer") <= 200')])
        signed_on = DateField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "engagement_party"

    class DocumentsRecipient(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        issue = ForeignKeyField(DocumentsIssue, backref="+")
        name = CharField(max_length=200, constraints=[Check('length("name") <= 200')])
        way = CharField(
            max_length=40, constraints=[Check("\"way\" IN ('mail', 'hand', 'post', 'web')")]
        )
        received_on = DateField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "documents_recipient"

    class DocumentsReviewRound(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        document = ForeignKeyField(DocumentsDocument, backref="+")
        number = IntegerField(constraints=[Check('"number" BETWEEN 1 AND 1000')])
        opens_on = DateField()
        closes_on = DateField()
        closed_on = DateField(null=True)
        letter = TextField(constraints=[Check('length("letter") <= 4000')])
        at_change = IntegerField(constraints=[Check('"at_change" BETWEEN 0 AND 1000000000')])

        class Meta:
            database = db
            indexes = ((("document", "number"), True),)
            legacy_table_names = False
            table_name = "documents_review_round"

    class DocumentsReviewer(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        round = ForeignKeyField(DocumentsReviewRound, backref="+")
        name = CharField(max_length=120, constraints=[Check('length("name") <= 120')])
        email = CharField(max_length=254, constraints=[Check('length("email") <= 254')])
        organisation = CharField(
            max_length=200, constraints=[Check('length("organisation") <= 200')]
        )
        token_hash = CharField(
            max_length=64, unique=True, constraints=[Check('length("token_hash") <= 64')]
        )
        expires_at = Moment()
        revoked_at = Moment(null=True)
        done_on = DateField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "documents_reviewer"

    class DocumentsSection(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        document = ForeignKeyField(DocumentsDocument, backref="+")
        sort = IntegerField(constraints=[Check('"sort" BETWEEN 0 AND 10000')])
        title = CharField(max_length=200, constraints=[Check('length("title") <= 200')])
        text = TextField(constraints=[Check('length("text") <= 100000')])
        owner = ForeignKeyField(AccountsPerson, null=True, backref="+")
        reviewed_on = DateField(null=True)
        review_due = DateField(null=True)
        codes = CharField(max_length=300, constraints=[Check('length("codes") <= 300')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "documents_section"

    class DocumentsRemark(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        reviewer = ForeignKeyField(DocumentsReviewer, backref="+")
        section = ForeignKeyField(DocumentsSection, null=True, backref="+")
        said_on = DateField()
        text = TextField(constraints=[Check('length("text") <= 4000')])
        state = CharField(
            max_length=40, constraints=[Check("\"state\" IN ('open', 'resolved', 'declined')")]
        )
        answer = TextField(constraints=[Check('length("answer") <= 2000')])
        settled_on = DateField(null=True)
        settled_by = ForeignKeyField(AccountsPerson, null=True, backref="+")

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "documents_remark"

    class EngagementUndertaking(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        party = ForeignKeyField(EngagementParty, backref="+")
        sort = IntegerField(constraints=[Check('"sort" BETWEEN 0 AND 1000')])
        text = CharField(max_length=400, constraints=[Check('length("text") <= 400')])
        due_on = DateField(null=True)
        done_on = DateField(null=True)
        note = CharField(max_length=300, constraints=[Check('length("note") <= 300')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "engagement_undertaking"

    db.create_tables(
        [
            EngagementAgreement,
            EngagementEnquiry,
            EngagementEnquiryLink,
            EngagementRespondent,
            EngagementQuestion,
            EngagementAnswer,
            DocumentsDocument,
            DocumentsIssue,
            CoreJob,
            EngagementMilestone,
            ReportsNarrative,
            EngagementParty,
            DocumentsRecipient,
            DocumentsReviewRound,
            DocumentsReviewer,
            DocumentsSection,
            DocumentsRemark,
            EngagementUndertaking,
        ]
    )
