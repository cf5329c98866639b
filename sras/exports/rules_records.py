"""What a records pack may hold, on which day each record happened, and how a subject reaches it."""

import datetime
from collections.abc import Iterable, Iterator, Mapping

Node = tuple[str, int]  # a table and the key of a row

# The tables that hold records, each with the column of the day on which it happened; (column,
# table) names another row whose day counts. None: the days on which something was recorded of it.
RECORDS: dict[str, str | tuple[str, str] | None] = {
    "schedule_meeting": "held_on",
    "schedule_attendance": ("meeting_id", "schedule_meeting"),
    "meetings_agenda_item": ("meeting_id", "schedule_meeting"),
    "meetings_minutes": ("meeting_id", "schedule_meeting"),
    "meetings_addendum": "added_on",
    "meetings_decision": "decided_on",
    "meetings_commitment": ("meeting_id", "schedule_meeting"),
    "assessment_assessment": None,
    "assessment_agreed_level": "agreed_on",
    "assessment_round": "begun_on",
    "assessment_view": ("round_id", "assessment_round"),
    "planning_selection": "placed_on",
    "planning_approval_request": "put_up_on",
    "planning_request_item": ("request_id", "planning_approval_request"),
    "planning_decision": "decided_on",
    "planning_ask": "raised_on",
    "planning_expectation": "set_on",
    "planning_objective": "added_on",
    "planning_task": "added_on",
    "planning_task_done": "done_on",
    "planning_task_comment": "said_on",
    "planning_progress": "said_on",
    "strategy_measure": None,
    "strategy_data_point": "dated",
    "coaching_coach_comment": "said_on",
    "coaching_coach_reply": "said_on",
    "documents_document": None,
    "documents_section": None,
    "documents_review_round": "opens_on",
    "documents_remark": "said_on",
    "documents_issue": "issued_on",
    "documents_recipient": "received_on",
    "engagement_agreement": "starts_on",
    "engagement_party": "signed_on",
    "engagement_undertaking": "done_on",
    "engagement_milestone": "done_on",
    "engagement_enquiry": "opens_on",
    "evidence_evidence": "dated",
    "evidence_evidence_link": ("evidence_id", "evidence_evidence"),
    "reports_narrative": None,
}
# What was said of a subject in a meeting brings the minutes of that meeting along.
IN_MEETINGS = (
    *("meetings_agenda_item", "meetings_decision", "meetings_commitment"),
    "assessment_agreed_level",
)
OF_MEETINGS = ("meetings_minutes", "meetings_addendum")
# How far a subject reaches: a person to what names them, a meeting to what was done in it.
REACH = {"person": 1, "meeting": 2, "indicator": 20, "document": 20}
# Told in confidence: what is given out is summed up, so that nobody is known by it.
IN_CONFIDENCE = ("engagement_respondent", "engagement_answer")
NO_NAME = "(name left out)"


def reached(seeds: Iterable[Node], below: Mapping[Node, list[Node]], far: int) -> set[Node]:
    """What hangs on the seeds, so many steps down."""
    found, edge = set(seeds), list(seeds)
    for _step in range(far):
        edge = [node for above in edge for node in below.get(above, ()) if node not in found]
        found.update(edge)
        if not edge:
            break
    return found


def within(day: str | None, first: datetime.date | None, last: datetime.date | None) -> bool:
    """Whether a stored day lies in a span that may be open at either end."""
    if not day:
        return False
    return (first is None or day >= first.isoformat()) and (last is None or day <= last.isoformat())


def read_left_out(text: str) -> Iterator[tuple[str, str]]:
    """Lines such as `12 names a pupil`, as number and reason."""
    for line in text.splitlines():
        if line.strip():
            number, _space, why = line.strip().partition(" ")
            yield number, why.strip()


def piece_named(said: str, pieces: Mapping[str, str]) -> str:
    """The number of the piece that someone chose or typed; empty when it is none or not clear.

    `pieces` are the titles by number. It is said as `12 Title`, as the title, or as the number.
    """
    meant = [
        number
        for number, title in pieces.items()
        if said in (title, number, f"{number} {title}".strip())
    ]
    return meant[0] if len(meant) == 1 else ""
