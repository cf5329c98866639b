"""The first tables, frozen as they were: nothing here imports a feature."""

from typing import Any

from peewee import (
    BooleanField,
    CharField,
    Check,
    CompositeKey,
    DateField,
    Field,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


class Moment(Field):
    """A point in time as text."""

    field_type = "TEXT"


def up(migrator: Any, db: Any) -> None:
    """Make every table."""

    class AccountsAgency(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        state_name = CharField(max_length=80, constraints=[Check('length("state_name") <= 80')])
        usps = CharField(max_length=2, constraints=[Check('length("usps") <= 2')])
        agency_name = CharField(max_length=200, constraints=[Check('length("agency_name") <= 200')])
        system_name = CharField(max_length=120, constraints=[Check('length("system_name") <= 120')])
        chief_title = CharField(max_length=120, constraints=[Check('length("chief_title") <= 120')])
        zone = CharField(max_length=60, constraints=[Check('length("zone") <= 60')])
        accent = CharField(
            max_length=40,
            constraints=[
                Check(
                    "\"accent\" IN ('blue', 'teal', 'green', 'plum', 'brick', 'gold', 'navy', 'slate')"
                )
            ],
        )
        fiscal_year_month = IntegerField(
            constraints=[Check('"fiscal_year_month" BETWEEN 1 AND 12')]
        )
        reassess_years = IntegerField(constraints=[Check('"reassess_years" BETWEEN 1 AND 20')])
        reassess_years_key = IntegerField(
            constraints=[Check('"reassess_years_key" BETWEEN 1 AND 20')]
        )
        team_low = IntegerField(constraints=[Check('"team_low" BETWEEN 1 AND 50')])
        team_high = IntegerField(constraints=[Check('"team_high" BETWEEN 1 AND 50')])
        approval_gate = BooleanField()
        keep_view_names = BooleanField()
        many_objectives = IntegerField(constraints=[Check('"many_objectives" BETWEEN 1 AND 100')])
        program_areas = TextField(constraints=[Check('length("program_areas") <= 2000')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "accounts_agency"

    class FrameworksFramework(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        name = CharField(max_length=200, constraints=[Check('length("name") <= 200')])
        source = CharField(max_length=400, constraints=[Check('length("source") <= 400')])
        licence_note = TextField(constraints=[Check('length("licence_note") <= 2000')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "frameworks_framework"

    class FrameworksEdition(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        framework = ForeignKeyField(FrameworksFramework)
        label = CharField(max_length=60, constraints=[Check('length("label") <= 60')])
        level_labels = TextField(constraints=[Check('length("level_labels") <= 600')])
        based_on = ForeignKeyField("self", null=True)
        frozen_at = Moment(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "frameworks_edition"

    class AssessmentCycle(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        label = CharField(max_length=120, constraints=[Check('length("label") <= 120')])
        edition = ForeignKeyField(FrameworksEdition)
        previous = ForeignKeyField("self", null=True)
        state = CharField(
            max_length=40,
            constraints=[
                Check(
                    "\"state\" IN ('setup', 'assessing', 'prioritising', 'awaiting_chief', 'planning', 'implementing', 'annual_review', 'closed')"
                )
            ],
        )
        starts_on = DateField()
        ends_on = DateField(null=True)
        charge = TextField(constraints=[Check('length("charge") <= 4000')])
        appointed_on = DateField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "assessment_cycle"

    class FrameworksPart(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        edition = ForeignKeyField(FrameworksEdition)
        code = CharField(max_length=20, constraints=[Check('length("code") <= 20')])
        title = CharField(max_length=200, constraints=[Check('length("title") <= 200')])
        sort = IntegerField(constraints=[Check('"sort" BETWEEN 0 AND 1000000000')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "frameworks_part"

    class FrameworksTopic(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        part = ForeignKeyField(FrameworksPart)
        code = CharField(max_length=20, constraints=[Check('length("code") <= 20')])
        title = CharField(max_length=200, constraints=[Check('length("title") <= 200')])
        sort = IntegerField(constraints=[Check('"sort" BETWEEN 0 AND 1000000000')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "frameworks_topic"

    class FrameworksIndicator(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        edition = ForeignKeyField(FrameworksEdition)
        topic = ForeignKeyField(FrameworksTopic)
        code = CharField(max_length=20, constraints=[Check('length("code") <= 20')])
        title = CharField(max_length=200, constraints=[Check('length("title") <= 200')])
        statement = TextField(constraints=[Check('length("statement") <= 1000')])
        explanation = TextField(constraints=[Check('length("explanation") <= 4000')])
        questions = TextField(constraints=[Check('length("questions") <= 4000')])
        guidance = TextField(constraints=[Check('length("guidance") <= 20000')])
        is_key = BooleanField()
        sort = IntegerField(constraints=[Check('"sort" BETWEEN 0 AND 1000000000')])
        continues = ForeignKeyField("self", null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "frameworks_indicator"
            indexes = ((("edition", "code"), True),)

    class AccountsPerson(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        name = CharField(max_length=120, constraints=[Check('length("name") <= 120')])
        email = CharField(
            max_length=254, unique=True, constraints=[Check('length("email") <= 254')]
        )
        position = CharField(max_length=160, constraints=[Check('length("position") <= 160')])
        organisation = CharField(
            max_length=40,
            constraints=[Check("\"organisation\" IN ('sea', 'rcc', 'bscp', 'lea', 'external')")],
        )
        role = CharField(
            max_length=40,
            constraints=[
                Check(
                    "\"role\" IN ('admin', 'team_lead', 'process_manager', 'team_member', 'chief', 'coach', 'reviewer', 'viewer', 'guest')"
                )
            ],
        )
        is_delegate = BooleanField()
        active = BooleanField()
        ends_on = DateField(null=True)
        password_hash = CharField(
            max_length=300, constraints=[Check('length("password_hash") <= 300')]
        )

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "accounts_person"

    class AssessmentAssessment(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        cycle = ForeignKeyField(AssessmentCycle)
        indicator = ForeignKeyField(FrameworksIndicator)
        level = IntegerField(null=True, constraints=[Check('"level" BETWEEN 1 AND 4')])
        agreed_on = DateField(null=True)
        in_place = TextField(constraints=[Check('length("in_place") <= 20000')])
        disposition = CharField(
            max_length=40,
            constraints=[Check("\"disposition\" IN ('', 'will_include', 'not_a_priority')")],
        )
        disposition_reason = TextField(constraints=[Check('length("disposition_reason") <= 4000')])
        priority = IntegerField(null=True, constraints=[Check('"priority" BETWEEN 1 AND 3')])
        opportunity = IntegerField(null=True, constraints=[Check('"opportunity" BETWEEN 1 AND 3')])
        constraint_kind = CharField(
            max_length=40,
            constraints=[
                Check(
                    "\"constraint_kind\" IN ('', 'policy', 'statute', 'budget', 'policy_and_budget')"
                )
            ],
        )
        constraint_note = TextField(constraints=[Check('length("constraint_note") <= 2000')])
        barrier = TextField(constraints=[Check('length("barrier") <= 2000')])
        sustain = TextField(constraints=[Check('length("sustain") <= 4000')])
        proof_owner = ForeignKeyField(AccountsPerson, null=True)
        proof_due = DateField(null=True)
        consensus = CharField(
            max_length=40,
            constraints=[
                Check("\"consensus\" IN ('', 'agreed', 'with_reservation', 'unresolved')")
            ],
        )
        dissent_note = TextField(constraints=[Check('length("dissent_note") <= 4000')])
        lock_reason = CharField(max_length=300, constraints=[Check('length("lock_reason") <= 300')])
        look_again = BooleanField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "assessment_assessment"
            indexes = ((("cycle", "indicator"), True),)

    class AssessmentAgreedLevel(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        assessment = ForeignKeyField(AssessmentAssessment)
        level = IntegerField(constraints=[Check('"level" BETWEEN 1 AND 4')])
        agreed_on = DateField()
        recorded_on = DateField()
        why = CharField(
            max_length=40, constraints=[Check("\"why\" IN ('assessed', 'reassessed', 'met')")]
        )
        note = CharField(max_length=300, constraints=[Check('length("note") <= 300')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "assessment_agreed_level"

    class PlanningApprovalRequest(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        cycle = ForeignKeyField(AssessmentCycle)
        number = IntegerField(constraints=[Check('"number" BETWEEN 1 AND 10000')])
        letter = TextField(constraints=[Check('length("letter") <= 20000')])
        put_up_on = DateField()
        put_up_by = ForeignKeyField(AccountsPerson)
        state = CharField(
            max_length=40, constraints=[Check("\"state\" IN ('open', 'decided', 'withdrawn')")]
        )
        snapshot = TextField(constraints=[Check('length("snapshot") <= 2000000')])
        sha256 = CharField(max_length=64, constraints=[Check('length("sha256") <= 64')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "planning_approval_request"
            indexes = ((("cycle", "number"), True),)

    class PlanningAsk(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        assessment = ForeignKeyField(AssessmentAssessment)
        kind = CharField(
            max_length=40,
            constraints=[
                Check("\"kind\" IN ('policy', 'statute', 'budget', 'policy_and_budget', 'barrier')")
            ],
        )
        text = TextField(constraints=[Check('length("text") <= 2000')])
        state = CharField(
            max_length=40,
            constraints=[
                Check("\"state\" IN ('open', 'granted', 'partly_granted', 'refused', 'withdrawn')")
            ],
        )
        raised_on = DateField()
        decided_on = DateField(null=True)
        decided_by = CharField(max_length=120, constraints=[Check('length("decided_by") <= 120')])
        answer = TextField(constraints=[Check('length("answer") <= 2000')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "planning_ask"

    class AccountsBucket(Model):
        name = CharField(max_length=120, unique=True, constraints=[Check('length("name") <= 120')])
        level = IntegerField(constraints=[Check('"level" BETWEEN 0 AND 1000000')])
        at = Moment()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "accounts_bucket"

    class HistoryChange(Model):
        at = Moment(index=True)
        by_key = IntegerField(null=True, index=True)
        by_name = CharField(max_length=200, constraints=[Check('length("by_name") <= 200')])
        verb = CharField(max_length=60, constraints=[Check('length("verb") <= 60')])
        kind = CharField(max_length=40, constraints=[Check('length("kind") <= 40')])
        key = IntegerField()
        name = CharField(max_length=300, constraints=[Check('length("name") <= 300')])
        version = IntegerField()
        reason = TextField(constraints=[Check('length("reason") <= 2000')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "history_change"
            indexes = ((("kind", "key", "version"), False),)

    class HistoryChangedField(Model):
        change = ForeignKeyField(HistoryChange)
        field = CharField(max_length=60, constraints=[Check('length("field") <= 60')])
        old = TextField(null=True)
        new = TextField(null=True)
        sealed = BooleanField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "history_changed_field"

    class EvidenceEvidence(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        title = CharField(max_length=200, constraints=[Check('length("title") <= 200')])
        source = CharField(
            max_length=40,
            constraints=[
                Check(
                    "\"source\" IN ('document', 'link', 'data', 'interview', 'observation', 'survey')"
                )
            ],
        )
        url = CharField(max_length=1000, constraints=[Check('length("url") <= 1000')])
        description = TextField(constraints=[Check('length("description") <= 4000')])
        dated = DateField(null=True)
        slot = CharField(
            max_length=40,
            constraints=[
                Check(
                    "\"slot\" IN ('', 'goals', 'organisation_chart', 'role_descriptions', 'distinguished_educators', 'support_teams', 'consultants', 'criteria_served', 'criteria_intensity', 'criteria_type', 'websites')"
                )
            ],
        )
        file_sha256 = CharField(max_length=64, constraints=[Check('length("file_sha256") <= 64')])
        file_name = CharField(max_length=200, constraints=[Check('length("file_name") <= 200')])
        file_type = CharField(max_length=120, constraints=[Check('length("file_type") <= 120')])
        file_size = IntegerField(constraints=[Check('"file_size" BETWEEN 0 AND 1000000000')])
        retention_note = CharField(
            max_length=300, constraints=[Check('length("retention_note") <= 300')]
        )

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "evidence_evidence"

    class PlanningDecision(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        request = ForeignKeyField(PlanningApprovalRequest, unique=True)
        outcome = CharField(
            max_length=40,
            constraints=[Check("\"outcome\" IN ('approved', 'approved_with_changes', 'returned')")],
        )
        decided_on = DateField()
        decided_by = CharField(max_length=120, constraints=[Check('length("decided_by") <= 120')])
        as_delegate = BooleanField()
        for_chief = CharField(max_length=120, constraints=[Check('length("for_chief") <= 120')])
        handed_over_by = CharField(
            max_length=120, constraints=[Check('length("handed_over_by") <= 120')]
        )
        way = CharField(
            max_length=40,
            constraints=[
                Check(
                    "\"way\" IN ('in_the_app', 'by_link', 'on_paper', 'in_person', 'by_telephone', 'by_email')"
                )
            ],
        )
        recorded_by = ForeignKeyField(AccountsPerson, null=True)
        comment = TextField(constraints=[Check('length("comment") <= 4000')])
        signed_page = ForeignKeyField(EvidenceEvidence, null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "planning_decision"

    class EvidenceEvidenceLink(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        evidence = ForeignKeyField(EvidenceEvidence)
        kind = CharField(max_length=40, constraints=[Check('length("kind") <= 40')])
        key = IntegerField()
        supports = CharField(max_length=300, constraints=[Check('length("supports") <= 300')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "evidence_evidence_link"
            indexes = ((("kind", "key"), False),)

    class PlanningExpectation(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        cycle = ForeignKeyField(AssessmentCycle)
        text = TextField(constraints=[Check('length("text") <= 2000')])
        set_by = CharField(max_length=120, constraints=[Check('length("set_by") <= 120')])
        set_on = DateField()
        due = DateField(null=True)
        judged = CharField(
            max_length=40, constraints=[Check("\"judged\" IN ('', 'met', 'partly_met', 'not_met')")]
        )
        judged_by = CharField(max_length=120, constraints=[Check('length("judged_by") <= 120')])
        judged_on = DateField(null=True)
        judgement = TextField(constraints=[Check('length("judgement") <= 2000')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "planning_expectation"

    class FrameworksLevel(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        indicator = ForeignKeyField(FrameworksIndicator)
        level = IntegerField(constraints=[Check('"level" BETWEEN 1 AND 4')])
        description = TextField(constraints=[Check('length("description") <= 4000')])
        evidence = TextField(constraints=[Check('length("evidence") <= 4000')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "frameworks_level"
            indexes = ((("indicator", "level"), True),)

    class AccountsMembership(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        person = ForeignKeyField(AccountsPerson)
        team_role = CharField(
            max_length=40,
            constraints=[
                Check("\"team_role\" IN ('lead', 'process_manager', 'member', 'recorder')")
            ],
        )
        program_areas = TextField(constraints=[Check('length("program_areas") <= 1000')])
        started_on = DateField()
        ended_on = DateField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "accounts_membership"

    class PlanningObjective(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        assessment = ForeignKeyField(AssessmentAssessment)
        state = CharField(
            max_length=40,
            constraints=[Check("\"state\" IN ('draft', 'active', 'paused', 'met', 'dropped')")],
        )
        list = CharField(
            max_length=40, constraints=[Check("\"list\" IN ('quick_win', 'longer_term')")]
        )
        owner = ForeignKeyField(AccountsPerson, null=True)
        outside_owner = CharField(
            max_length=200, constraints=[Check('length("outside_owner") <= 200')]
        )
        done_description = TextField(constraints=[Check('length("done_description") <= 4000')])
        starts_on = DateField(null=True)
        target_on = DateField(null=True)
        lever = CharField(
            max_length=40,
            constraints=[
                Check(
                    "\"lever\" IN ('', 'incentive', 'systemic_capacity', 'local_capacity', 'opportunity', 'evaluation')"
                )
            ],
        )
        resources = TextField(constraints=[Check('length("resources") <= 2000')])
        staff_days = IntegerField(
            null=True, constraints=[Check('"staff_days" BETWEEN 0 AND 100000')]
        )
        money = TextField(constraints=[Check('length("money") <= 2000')])
        barriers = TextField(constraints=[Check('length("barriers") <= 2000')])
        added_on = DateField()
        met_on = DateField(null=True)
        proof = TextField(constraints=[Check('length("proof") <= 4000')])
        experience = TextField(constraints=[Check('length("experience") <= 4000')])
        sustain = TextField(constraints=[Check('length("sustain") <= 4000')])
        not_yet_on = DateField(null=True)
        ended_on = DateField(null=True)
        end_reason = TextField(constraints=[Check('length("end_reason") <= 2000')])
        chief_informed_on = DateField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "planning_objective"

    class AccountsOneTimeLink(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        purpose = CharField(
            max_length=40, constraints=[Check("\"purpose\" IN ('invitation', 'reset', 'decision')")]
        )
        email = CharField(max_length=254, constraints=[Check('length("email") <= 254')])
        name = CharField(max_length=120, constraints=[Check('length("name") <= 120')])
        role = CharField(
            max_length=40,
            constraints=[
                Check(
                    "\"role\" IN ('admin', 'team_lead', 'process_manager', 'team_member', 'chief', 'coach', 'reviewer', 'viewer', 'guest')"
                )
            ],
        )
        organisation = CharField(
            max_length=40,
            constraints=[Check("\"organisation\" IN ('sea', 'rcc', 'bscp', 'lea', 'external')")],
        )
        team_role = CharField(
            max_length=40,
            constraints=[
                Check("\"team_role\" IN ('', 'lead', 'process_manager', 'member', 'recorder')")
            ],
        )
        ends_on = DateField(null=True)
        person = ForeignKeyField(AccountsPerson, null=True)
        about = IntegerField(null=True)
        token_hash = CharField(
            max_length=64, unique=True, constraints=[Check('length("token_hash") <= 64')]
        )
        expires_at = Moment()
        used_at = Moment(null=True)
        revoked_at = Moment(null=True)
        handed_over_by = CharField(
            max_length=120, constraints=[Check('length("handed_over_by") <= 120')]
        )

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "accounts_one_time_link"

    class PlanningOwnerLink(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        outside_owner = CharField(
            max_length=200, constraints=[Check('length("outside_owner") <= 200')]
        )
        answers = ForeignKeyField(AccountsPerson)
        token_hash = CharField(
            max_length=64, unique=True, constraints=[Check('length("token_hash") <= 64')]
        )
        expires_at = Moment()
        revoked_at = Moment(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "planning_owner_link"

    class PlanningProgress(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        objective = ForeignKeyField(PlanningObjective)
        said_on = DateField()
        standing = CharField(
            max_length=40,
            constraints=[
                Check("\"standing\" IN ('on_track', 'at_risk', 'off_track', 'no_update')")
            ],
        )
        text = TextField(constraints=[Check('length("text") <= 4000')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "planning_progress"

    class PlanningSelection(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        assessment = ForeignKeyField(AssessmentAssessment)
        list = CharField(
            max_length=40,
            constraints=[Check("\"list\" IN ('quick_win', 'longer_term', 'deferred')")],
        )
        suggested = CharField(
            max_length=40,
            constraints=[Check("\"suggested\" IN ('', 'quick_win', 'longer_term', 'deferred')")],
        )
        why = TextField(constraints=[Check('length("why") <= 2000')])
        placed_on = DateField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "planning_selection"

    class PlanningRequestItem(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        request = ForeignKeyField(PlanningApprovalRequest)
        selection = ForeignKeyField(PlanningSelection)
        list = CharField(
            max_length=40, constraints=[Check("\"list\" IN ('quick_win', 'longer_term')")]
        )
        outcome = CharField(
            max_length=40,
            constraints=[
                Check("\"outcome\" IN ('', 'approved', 'approved_with_changes', 'returned')")
            ],
        )
        words = TextField(constraints=[Check('length("words") <= 4000')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "planning_request_item"

    class AssessmentRound(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        assessment = ForeignKeyField(AssessmentAssessment)
        names_kept = BooleanField()
        state = CharField(
            max_length=40, constraints=[Check("\"state\" IN ('collecting', 'opened')")]
        )
        begun_on = DateField()
        opened_on = DateField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "assessment_round"

    class AccountsSession(Model):
        token_hash = CharField(
            max_length=64, unique=True, constraints=[Check('length("token_hash") <= 64')]
        )
        person = ForeignKeyField(AccountsPerson)
        started_at = Moment()
        seen_at = Moment()
        ended_at = Moment(null=True)
        address = CharField(max_length=60, constraints=[Check('length("address") <= 60')])
        agent = CharField(max_length=200, constraints=[Check('length("agent") <= 200')])
        limited_to = IntegerField(null=True)
        handed_over_by = CharField(
            max_length=120, constraints=[Check('length("handed_over_by") <= 120')]
        )

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "accounts_session"

    class WebSubmission(Model):
        token = CharField(max_length=100, constraints=[Check('length("token") <= 100')])
        body_hash = CharField(max_length=64, constraints=[Check('length("body_hash") <= 64')])
        person_key = IntegerField(null=True)
        route = CharField(max_length=400, constraints=[Check('length("route") <= 400')])
        status = IntegerField()
        place = CharField(max_length=1000, constraints=[Check('length("place") <= 1000')])
        body = TextField(constraints=[Check('length("body") <= 20000')])
        at = Moment(index=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "web_submission"
            primary_key = CompositeKey("token", "body_hash")

    class PlanningTask(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        objective = ForeignKeyField(PlanningObjective)
        number = IntegerField(constraints=[Check('"number" BETWEEN 1 AND 10000')])
        title = CharField(max_length=300, constraints=[Check('length("title") <= 300')])
        description = TextField(constraints=[Check('length("description") <= 4000')])
        owner = ForeignKeyField(AccountsPerson, null=True)
        outside_owner = CharField(
            max_length=200, constraints=[Check('length("outside_owner") <= 200')]
        )
        added_on = DateField()
        due = DateField(null=True)
        frequency = CharField(
            max_length=40,
            constraints=[
                Check(
                    "\"frequency\" IN ('once', 'weekly', 'monthly', 'quarterly', 'twice_a_year', 'yearly')"
                )
            ],
        )
        state = CharField(
            max_length=40,
            constraints=[
                Check("\"state\" IN ('not_started', 'in_progress', 'done', 'blocked', 'dropped')")
            ],
        )
        done_on = DateField(null=True)
        state_reason = TextField(constraints=[Check('length("state_reason") <= 2000')])
        waits_for = ForeignKeyField("self", null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "planning_task"

    class PlanningTaskComment(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        task = ForeignKeyField(PlanningTask)
        said_on = DateField()
        text = TextField(constraints=[Check('length("text") <= 2000')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "planning_task_comment"

    class PlanningTaskDone(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        task = ForeignKeyField(PlanningTask)
        due = DateField(null=True)
        done_on = DateField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "planning_task_done"

    class AssessmentView(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        round = ForeignKeyField(AssessmentRound)
        person = ForeignKeyField(AccountsPerson, null=True)
        level = IntegerField(constraints=[Check('"level" BETWEEN 1 AND 4')])
        priority = IntegerField(null=True, constraints=[Check('"priority" BETWEEN 1 AND 3')])
        opportunity = IntegerField(null=True, constraints=[Check('"opportunity" BETWEEN 1 AND 3')])
        note = TextField(constraints=[Check('length("note") <= 2000')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "assessment_view"

    class StrategyMeasure(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        kind = CharField(max_length=40, constraints=[Check('length("kind") <= 40')])
        key = IntegerField()
        name = CharField(max_length=200, constraints=[Check('length("name") <= 200')])
        what = CharField(
            max_length=40,
            constraints=[Check("\"what\" IN ('output', 'implementation', 'outcome', 'cost')")],
        )
        unit = CharField(max_length=40, constraints=[Check('length("unit") <= 40')])
        direction = CharField(max_length=40, constraints=[Check("\"direction\" IN ('up', 'down')")])
        baseline = FloatField(
            null=True,
            constraints=[Check('"baseline" BETWEEN -1000000000000 AND 1000000000000')],
        )
        baseline_on = DateField(null=True)
        source = CharField(max_length=300, constraints=[Check('length("source") <= 300')])

        class Meta:
            database = db
            indexes = ((("kind", "key"), False),)
            legacy_table_names = False
            table_name = "strategy_measure"

    class StrategyDataPoint(Model):
        version = IntegerField()
        archived_at = Moment(null=True)
        measure = ForeignKeyField(StrategyMeasure)
        sort = CharField(max_length=40, constraints=[Check("\"sort\" IN ('value', 'target')")])
        dated = DateField()
        value = FloatField(constraints=[Check('"value" BETWEEN -1000000000000 AND 1000000000000')])
        note = CharField(max_length=300, constraints=[Check('length("note") <= 300')])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "strategy_data_point"

    db.create_tables(
        [
            AccountsAgency,
            FrameworksFramework,
            FrameworksEdition,
            AssessmentCycle,
            FrameworksPart,
            FrameworksTopic,
            FrameworksIndicator,
            AccountsPerson,
            AssessmentAssessment,
            AssessmentAgreedLevel,
            PlanningApprovalRequest,
            PlanningAsk,
            AccountsBucket,
            HistoryChange,
            HistoryChangedField,
            EvidenceEvidence,
            PlanningDecision,
            EvidenceEvidenceLink,
            PlanningExpectation,
            FrameworksLevel,
            AccountsMembership,
            PlanningObjective,
            AccountsOneTimeLink,
            PlanningOwnerLink,
            PlanningProgress,
            PlanningSelection,
            PlanningRequestItem,
            AssessmentRound,
            AccountsSession,
            WebSubmission,
            PlanningTask,
            PlanningTaskComment,
            PlanningTaskDone,
            AssessmentView,
            StrategyMeasure,
            StrategyDataPoint,
        ]
    )
