"""The fields by which documents speak of the agreement: its parties, its term, its timeline."""

from sras.documents import models
from sras.documents.drawing import drawn
from sras.documents.models_fields import agency_of
from sras.documents.rules_fields import Field, Shown, day, register
from sras.engagement.models import Agreement, Party
from sras.engagement.models_timeline import timeline_of

NOT_SET = "(no agreement yet)"


def agreement_of(shown: Shown) -> Agreement | None:
    """The agreement of the day, read once for all fields."""
    found: Agreement | None = shown.once("agreement", lambda: Agreement.on(shown.today))
    return found


def parties_of(shown: Shown) -> list[Party]:
    """Its parties with what they undertook, read once for all fields."""
    agreement = agreement_of(shown)
    return list(shown.once("parties", lambda: Party.of(agreement) if agreement else []))


def _starts(shown: Shown) -> str:
    agreement = agreement_of(shown)
    return day(agreement.starts_on) if agreement else NOT_SET  # type: ignore[arg-type]


def _ends(shown: Shown) -> str:
    agreement = agreement_of(shown)
    return day(agreement.ends_on) if agreement else NOT_SET  # type: ignore[arg-type]


def _parties(shown: Shown) -> str:
    return drawn("engagement/fields/parties.html", parties=parties_of(shown))


def _undertakings(shown: Shown) -> str:
    return drawn("engagement/fields/undertakings.html", parties=parties_of(shown))


def _timeline(shown: Shown) -> str:
    agreement, chief = agreement_of(shown), str(agency_of(shown).chief_title)
    steps = timeline_of(agreement, shown.today, chief).steps if agreement else ()
    return drawn("engagement/fields/timeline.html", steps=steps)


def senders() -> list[str]:
    """The parties from outside to any agreement, each once: its name, and its contact below."""
    found = Party.current(Party.name, Party.contact).join(Agreement)
    outside = found.where(Party.kind != "sea", Agreement.archived_at.is_null())
    newest = outside.order_by(Agreement.starts_on.desc(), Party.sort, Party.id)
    named: dict[str, str] = {}
    for each in newest:
        named.setdefault(str(each.name), str(each.contact))
    return ["\n".join(filter(None, pair)) for pair in named.items()]


models.partners.append(senders)

for known in (
    Field("parties", "The parties to the agreement, as a table", "block", _parties),
    Field("undertakings", "What each party undertook, as lists", "block", _undertakings),
    Field("timeline", "The steps of the agreement and how they stand", "block", _timeline),
    Field("starts", "The first day of the agreement", "words", _starts),
    Field("ends", "The last day of the agreement", "words", _ends),
):
    register(known)
