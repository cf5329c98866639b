"""The kinds of documents that the process yields, and how their sections stand."""

import datetime
import re

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

# Printed as letters, without the frame of a report.
LETTERS = ("introduction_letter", "appointment", "plan_letter", "review_invitation")
# Printed with a cover and a list of contents.
BOOKS = ("self_assessment_report", "operations_manual")
FORMS = ("meeting_form", "call_form")  # printed without a list of contents
# Printed with room to write in: all tables, or those of the last section.
WRITTEN_ON = {**dict.fromkeys((*FORMS, "inventory"), "form"), "agreement": "to-sign"}

# Whose paper a letter is printed on: the first line of its sender is the name.
LETTERHEADS: dict[str, str] = {
    "agency": "The agency's",
    "sender": "The one written below",
    "none": "None, plain paper",
}
FROM_A_PARTNER = ("introduction_letter",)

MOST_SECTIONS = 200
REVIEW_DAYS = 365  # between two reviews of a section where no day is set
SOON_DAYS = 30
CODE = re.compile(r"[^\s,;]{1,20}")
SIGNED = re.compile(r"\b(sincerely|yours|regards|signature|signed)\b", re.IGNORECASE)
MINUTES_OF_A_DAY = 24 * 60


def review_standing(due: datetime.date | None, today: datetime.date) -> str:
    """How the review of a section stands: none, late, soon or later."""
    if due is None:
        return "none"
    if due < today:
        return "late"
    return "soon" if (due - today).days <= SOON_DAYS else "later"


def next_review(due: datetime.date | None, today: datetime.date) -> datetime.date:
    """When a section that was just reviewed is due again; a day that is far enough stays."""
    if due is not None and review_standing(due, today) == "later":
        return due
    return today + datetime.timedelta(days=REVIEW_DAYS)


def codes_in(text: str) -> list[str]:
    """The codes of indicators that someone wrote: `1.1, 12.3`."""
    return list(dict.fromkeys(CODE.findall(text)))


def first_letterhead(kind: str, partners: list[str]) -> dict[str, str]:
    """On whose paper a new document begins: a partner's letter on the first one's, if any is known.

    `partners` are their names, each with its address on the lines below.
    """
    if kind not in FROM_A_PARTNER:
        return {}
    return {"letterhead": "sender", "sender": partners[0]} if partners else {"letterhead": "none"}


def is_signed(texts: list[str]) -> bool:
    """Whether a letter closes by itself, so that no line to sign on is added."""
    return any(SIGNED.search(text) for text in texts)


def ago(moment: datetime.datetime, now: datetime.datetime) -> str:
    """How long ago something was, as people say it."""
    minutes = max(0, int((now - moment).total_seconds() // 60))
    if minutes < 1:
        return "just now"
    for size, word in ((MINUTES_OF_A_DAY, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {word}{'' if count == 1 else 's'} ago"
    return "just now"
