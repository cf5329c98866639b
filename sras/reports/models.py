"""Narratives: the words that a report keeps from one time to the next."""

from typing import Any

from sras.core import kinds
from sras.core.db import Line, Prose
from sras.history.models import Tracked
from sras.reports.rules import PLACES


class Narrative(Tracked):
    """The Markdown of one place of a report, such as `lessons` of `year`."""

    report = Line(40)
    place = Line(40)
    text = Prose(20_000)

    class Meta:
        indexes = ((("report", "place"), True),)

    def __str__(self) -> str:
        places = PLACES.get(str(self.report), {})
        place = str(self.place)
        title = places[place].title if place in places else place.replace("_", " ")
        return f"“{title}” of the {REPORT_NAMES.get(str(self.report), 'report')}"

    def allows(self, person: Any, right: str) -> bool:
        """A coach writes the documents that are given to them; a report's words are the team's."""
        return right != "write_documents" or person.role != "coach"

    @classmethod
    def at(cls, report: str, place: str) -> "Narrative":
        """The words of a place; a row that is not saved yet where nobody has written."""
        found = cls.current().where(cls.report == report, cls.place == place).first()
        return found or cls(report=report, place=place, text="", version=0)

    def write(self, *, by: Any, text: str) -> None:
        """Say it in these words from now on."""
        if self.id is None:
            Narrative.start(by=by, verb="wrote", report=self.report, place=self.place, text=text)
        else:
            self.change(by=by, verb="reworded", text=text)


REPORT_NAMES = {"progress": "progress report", "year": "one-year report"}
kinds.register("narrative", Narrative, label="Words of a report", tells=True)
