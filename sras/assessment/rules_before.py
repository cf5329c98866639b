"""What an indicator takes over from the cycle before, and what of its own stays."""

from typing import Any

# Who owes a proof belongs to a cycle; so does how far the team agreed.
WORDS: dict[str, str] = {
    "level": "level",
    "in_place": "what is in place now",
    "disposition": "what becomes of it",
    "disposition_reason": "why it is not a priority",
    "priority": "priority",
    "opportunity": "opportunity",
    "constraint_kind": "what stands in the way",
    "constraint_note": "what would have to change",
    "barrier": "barrier",
    "sustain": "how it will be kept up",
}
# These are true only beside what they explain.
EXPLAINS = {
    "disposition_reason": "disposition",
    "constraint_kind": "opportunity",
    "constraint_note": "opportunity",
}


def taken_over(before: dict[str, Any], now: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What to copy into fields that are empty now, and which fields stay, in words."""
    staying = [name for name in WORDS if now[name] not in (None, "")]
    copied = {
        name: before[name]
        for name in WORDS
        if name not in staying and EXPLAINS.get(name) not in staying
    }
    return copied, [WORDS[name] for name in staying]
