"""What a hand-over file carries, what is left out of it, and why."""

import re

FORMAT = 1
WHAT = "SRAS hand-over"

# Every table that is carried, in words. A table that stands in neither list is left out, and a
# test says so before anyone misses it.
CARRIED: dict[str, str] = {
    "accounts_agency": "The agency and its settings",
    "accounts_person": "People",
    "accounts_membership": "Seats on the leadership team",
    "frameworks_framework": "Indicator sets",
    "frameworks_edition": "Editions of indicator sets",
    "frameworks_part": "Parts of an edition",
    "frameworks_topic": "Topics of an edition",
    "frameworks_indicator": "Indicators",
    "frameworks_level": "Levels of indicators",
    "assessment_cycle": "Cycles",
    "assessment_assessment": "Assessments",
    "assessment_agreed_level": "Agreed levels, one after another",
    "assessment_round": "Rounds of individual views",
    "assessment_view": "Individual views, once opened",
    "strategy_measure": "Measures",
    "strategy_data_point": "Values of measures",
    "planning_selection": "Indicators on the lists",
    "planning_approval_request": "Approval requests",
    "planning_request_item": "Indicators in approval requests",
    "planning_decision": "Decisions of the Chief",
    "planning_ask": "Asks of the Chief",
    "planning_expectation": "What the Chief expects",
    "planning_objective": "Objectives",
    "planning_task": "Tasks",
    "planning_task_done": "Turns of tasks that come again",
    "planning_task_comment": "Comments on tasks",
    "planning_progress": "Progress of objectives",
    "schedule_series": "Series of meetings",
    "schedule_meeting": "Meetings",
    "schedule_attendance": "Attendance",
    "meetings_agenda_item": "Agenda items",
    "meetings_live": "Sessions",
    "meetings_decision": "Decisions of meetings",
    "meetings_commitment": "Commitments made in meetings",
    "meetings_minutes": "Minutes",
    "meetings_addendum": "Addenda to minutes",
    "meetings_practice_round": "Practice rounds of trainings",
    "coaching_coach_comment": "Comments of coaches",
    "coaching_coach_reply": "Answers to coaches",
    "evidence_evidence": "Evidence",
    "evidence_evidence_link": "What evidence supports",
    "documents_document": "Documents",
    "documents_section": "Sections of documents",
    "documents_review_round": "Review rounds of documents",
    "documents_reviewer": "Reviewers of documents",
    "documents_remark": "Reviewers' remarks",
    "documents_issue": "Issues",
    "documents_recipient": "Recipients of issues",
    "engagement_agreement": "Agreements",
    "engagement_party": "Parties to agreements",
    "engagement_undertaking": "Undertakings of parties",
    "engagement_milestone": "Steps of timelines",
    "engagement_enquiry": "Enquiries in the field",
    "engagement_enquiry_link": "Links to enquiries, without what opens them",
    "engagement_question": "Questions of enquiries",
    "engagement_respondent": "Respondents",
    "engagement_answer": "Answers from the field",
    "reports_narrative": "Words of reports",
    "history_change": "Changes",
    "history_changed_field": "Fields of changes",
}
WITHHELD: dict[str, str] = {
    "accounts_session": "Sessions: who is signed in, and from where.",
    "accounts_one_time_link": "One-time links: invitations, password links, links to decide; "
    "their lines in the history as well. Invite people again.",
    "accounts_bucket": "Counts of tries at the door.",
    "planning_owner_link": "Links by which owners without an account see their tasks; their "
    "lines in the history as well. Make new ones.",
    "schedule_feed": "Secret calendar addresses; their lines in the history as well.",
    "web_submission": "Answers kept so that the same press makes one entry.",
    "core_job": "Long work and its results, which belong to one server.",
    "meetings_practice_rating": "Ratings for practice in trainings: they are their givers' own "
    "and never enter the record; their lines in the history as well.",
}
# Columns that are left out of tables that are carried, and why.
COLUMNS: dict[tuple[str, str], str] = {
    ("accounts_person", "password_hash"): "Passwords: nobody's can be carried. Everyone chooses "
    "a new one by a link that the administrator makes.",
    ("documents_reviewer", "token_hash"): "What opens a reviewer's link.",
    ("engagement_enquiry_link", "token_hash"): "What opens a link to an enquiry.",
}
SEALED = "Individual views of rounds that were not opened, with their lines in the history."
# Long frozen texts: whole in the JSON, left out of the CSV.
FROZEN = ("page_html", "facts", "frozen", "snapshot")
# Columns that name a file of the folder of files by its SHA-256.
FILE_COLUMNS = ("file_sha256", "pdf_sha256")

SHA256 = re.compile(r"[0-9a-f]{64}")
ENDING = re.compile(r"[a-z0-9]{1,5}")
NEVER_OPENED = ("html", "htm", "svg", "xml", "js", "mjs", "xhtml")


def stand_in(table: str, column: str, key: int) -> str:
    """What stands in a column that was left out, once an instance is made of the rest."""
    return "" if column == "password_hash" else f"left-out-{key}"


def file_member(sha256: str, name: str) -> str:
    """Where a file lies in a hand-over file: by its hash, with the ending that opens it."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    opens = ENDING.fullmatch(ending) and ending not in NEVER_OPENED
    return f"files/{sha256}.{ending}" if opens else f"files/{sha256}"


def sha256_of(member: str) -> str:
    """The hash that a file of a hand-over file is named by."""
    return member.removeprefix("files/")[:64]
