"""The kinds of documents that the process yields."""

KINDS: dict[str, str] = {
    "introduction_letter": "Introduction letter",
    "agreement": "Letter of agreement",
    "appointment": "Appointment of the team",
    "plan_letter": "Plan letter to the Chief",
    "review_invitation": "Invitation to a review",
    "inventory": "Self-Assessment Inventory",
    "self_assessment_report": "Self-Assessment Report",
    "operations_manual": "Operations Manual",
    "meeting_form": "Meeting form",
    "call_form": "Center-call form",
    "coach_review": "Coach's review",
    "critique": "Coach's critique",
    "own": "Own document",
}
