"""What a records pack may be about, and the pieces that may be left out of it."""

from sras.accounts.models import Person
from sras.documents.models import Document
from sras.evidence.models import Evidence
from sras.frameworks.models import Indicator
from sras.schedule.models import Meeting


def choices() -> dict[str, list[tuple[str, str]]]:
    """The people, meetings and documents that a pack may be about."""
    rows = {"person": Person.listed(), "meeting": Meeting.listed(), "document": Document.listed()}
    return {name: [(str(r.id), str(r)) for r in found] for name, found in rows.items()}


def pieces() -> dict[str, str]:
    """The title of every piece of evidence by its number."""
    found = Evidence.select(Evidence.id, Evidence.title).order_by(Evidence.id)
    return {str(piece.id): str(piece.title) for piece in found}


def codes() -> set[str]:
    """The number of every indicator, of earlier sets as well."""
    return {str(row.code) for row in Indicator.select(Indicator.code).distinct()}
