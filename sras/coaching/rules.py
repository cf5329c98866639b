"""Words of coaches' comments: what they can be about, how one stands, who may close it."""

import datetime

# The kinds of things that can be commented, each as a person calls it.
ABOUT: dict[str, str] = {
    "assessment": "indicator",
    "objective": "objective",
    "task": "task",
    "meeting": "meeting",
}
WHOLE = "the whole work"
SHORT = 280  # characters of a comment on the page of its thing; the rest is one press away


class NotSo(Exception):
    """The comment is not in a state for this; the text says why."""


def standing(state: str, asks_reply: bool, closed_on: datetime.date | None = None) -> str:
    """How a comment stands, in words."""
    if state == "closed":
        return f"closed {closed_on.day} {closed_on:%b %Y}" if closed_on else "closed"
    if state == "answered":
        return "answered"
    return "waits for an answer" if asks_reply else "no answer asked for"


def why_not_closed(is_author: bool, leads: bool, waits: bool) -> str:
    """Why someone may not close a comment, in a sentence; empty when they may."""
    if is_author:
        return ""
    if not leads:
        return "The coach who wrote it closes it, or the team lead."
    return "It asks for an answer. Answer it first; then it can be closed." if waits else ""
