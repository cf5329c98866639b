"""Roles and rights: the one table that says what each role may do."""

import datetime

ROLES: dict[str, str] = {
    "admin": "Administrator",
    "team_lead": "Team lead",
    "process_manager": "Process manager",
    "team_member": "Team member",
    "chief": "Chief State School Officer",
    "coach": "Coach",
    "reviewer": "Reviewer",
    "viewer": "Viewer",
    "guest": "Guest",
}

ORGANISATION_NAMES: dict[str, str] = {
    "sea": "State education agency",
    "rcc": "Regional comprehensive center",
    "bscp": "National content center",
    "lea": "District",
    "external": "Another organization",
}

TEAM_ROLE_NAMES: dict[str, str] = {
    "lead": "Team lead",
    "process_manager": "Process manager",
    "member": "Member",
    "recorder": "Recorder",
}

# The seat that goes with a role when an invitation names none.
SEATS: dict[str, str] = {
    "team_lead": "lead",
    "process_manager": "process_manager",
    "team_member": "member",
}
NO_SEAT = "none"

# Accounts of people from outside are made for a time.
ENDING_ROLES = ("coach", "reviewer", "guest")
WARN_DAYS = 30

RIGHTS: dict[str, str] = {
    "read": "Read the rubric, the profile and the plan",
    "read_evidence": "Open evidence and its files",
    "read_history": "Read who changed what",
    "comment": "Comment on tasks",
    "rate": "Give an individual view",
    "assess": "Record agreed levels, priority and opportunity",
    "open_views": "Open the individual views",
    "read_views": "Read opened individual views, with notes and names",
    "choose": "Place indicators on the lists",
    "submit": "Put the choice up to the Chief",
    "record_decision": "Record the Chief's decision as the Chief's",
    "decide": "Decide as the Chief or the Chief's delegate",
    "set_direction": "Write down and judge the Chief's expectations",
    "edit_plan": "Edit objectives, measures and tasks",
    "schedule_meetings": "Set up meetings and series of meetings",
    "hold_meetings": "Prepare and hold meetings, write their minutes, answer coaches",
    "approve_minutes": "Record that minutes were approved",
    "coach": "Write a coach's comments",
    "write_documents": "Write documents, hold their review rounds, keep a report's words",
    "keep_documents": "Begin documents, say what they are, put them away",
    "issue": "Issue documents and reports, record who received them",
    "manage_agreement": "Keep the agreement and its timeline",
    "run_enquiries": "Ask the field, read each answer",
    "hand_over": "Make the hand-over file and records packs",
    "edit_framework": "Edit and import indicator sets",
    "import": "Import ratings and plans",
    "export": "Download tables and reports",
    "manage_cycle": "Open, move and close cycles",
    "manage_people": "Invite people, change roles, end sessions",
    "manage_settings": "Change the agency's settings",
}

_READ = {"read", "read_evidence", "read_history", "export"}
_MEMBER = _READ | {"comment", "rate", "read_views", "assess", "choose"} | {"hold_meetings"}
_MEMBER |= {"write_documents", "keep_documents", "run_enquiries"}
_LEAD = _MEMBER | {
    "open_views",
    "submit",
    "record_decision",
    "set_direction",
    "edit_plan",
    "schedule_meetings",
    "approve_minutes",
    "issue",
    "manage_agreement",
    "hand_over",
    "edit_framework",
    "import",
    "manage_cycle",
}

MAY: dict[str, frozenset[str]] = {
    "admin": frozenset(
        {"read", "read_history", "manage_people", "manage_settings", "edit_framework", "hand_over"}
    ),
    "team_lead": frozenset(_LEAD | {"manage_people", "manage_settings"}),
    "process_manager": frozenset(_LEAD | {"manage_people", "manage_settings"}),
    "team_member": frozenset(_MEMBER | {"edit_plan"}),
    "chief": frozenset(_READ | {"comment", "decide", "set_direction"}),
    "coach": frozenset(
        _READ | {"comment", "read_views", "coach", "hold_meetings", "write_documents"}
    ),
    "reviewer": frozenset({"read", "comment"}),
    "viewer": frozenset({"read"}),
    "guest": frozenset({"read"}),
}


def may(role: str, right: str, delegate: bool = False) -> bool:
    """Whether a role holds a right; the Chief's named delegate may decide as well."""
    if right not in RIGHTS:
        raise KeyError(right)
    return right in MAY[role] or (delegate and right == "decide")


def seat_for(role: str, chosen: str) -> str:
    """The seat in an invitation: as chosen, else what fits the role; empty for none."""
    if chosen == NO_SEAT:
        return ""
    return chosen or SEATS.get(role, "")


def ending(ends_on: datetime.date | None, today: datetime.date) -> str:
    """How the end of an account stands: open, later, soon or over."""
    if ends_on is None:
        return "open"
    if ends_on < today:
        return "over"
    return "soon" if (ends_on - today).days <= WARN_DAYS else "later"


# Who may decide for the state, or manage everyone, is not for the team to say.
GUARDED = ("admin", "chief")


def may_manage(actor_role: str, role: str, is_delegate: bool = False) -> bool:
    """Whether someone who manages people may touch the access of a role or of a delegate."""
    return actor_role == "admin" or (role not in GUARDED and not is_delegate)
