"""Evidence on a past day: from its own day where it has one, else from when it was recorded."""

import datetime
from typing import Any

from sras.evidence.models import Evidence, EvidenceLink
from sras.history.models_as_of import AsOf


def stood_behind(
    link: EvidenceLink,
    piece: Evidence,
    then: AsOf,
    since: datetime.datetime | None = None,
    agreed_on: datetime.date | None = None,
) -> bool:
    """Whether a piece supported a thing on a day; `since` is when the words of the thing are read.

    One typed later counts from its own day, if it was linked on the day on which it was typed. A
    piece older than the level that was `agreed_on` was owed until it was recorded.
    """
    day: Any = piece.dated
    if day is not None and day > then.day:
        return False
    if then.was_there(link, since) and then.was_there(piece, since):
        return True
    if day is None or (agreed_on is not None and day < agreed_on):
        return False
    typed = then.since("evidence", piece.id) == then.since("evidence_link", link.id)
    return typed and then.was_there(link) and then.was_there(piece)


def is_kept(piece: Evidence, then: AsOf) -> bool:
    """Whether a piece was kept by a day, whatever it supported."""
    day: Any = piece.dated
    return then.was_there(piece) and (
        day <= then.day if day is not None else then.had("evidence", piece.id)
    )
