"""Narratives: the words that a report keeps from one time to the next."""

from sras.core import kinds
from sras.core.db import Line, Prose
from sras.history.models import Tracked


class Narrative(Tracked):
    """The Markdown of one place of a report, such as `lessons` of `year`."""

    report = Line(40)
    place = Line(40)
    text = Prose(20_000)

    class Meta:
        indexes = ((("report", "place"), True),)

    def __str__(self) -> str:
        return f"Words of the report: {self.place.replace('_', ' ')}"


kinds.register("narrative", Narrative, label="Words of a report", tells=True)
