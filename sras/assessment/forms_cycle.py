"""What may be typed about a cycle."""

import datetime
from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from sras.assessment import rules_cycle
from sras.assessment.forms import not_future, words
from sras.core.keys import whole
from sras.web.fields import Day
from sras.web.merging import BaseForm, options


class CycleForm(BaseForm):
    """A cycle's name, span and team."""

    label = StringField(
        "Name of the cycle",
        [
            InputRequired("Give the cycle a name, such as 2026-27."),
            Length(max=120, message="A name has at most 120 characters."),
        ],
        filters=[lambda value: (value or "").strip()],
    )
    starts_on = Day("Begins on", [InputRequired("Say on which day the cycle begins.")])
    appointed_on = Day("Team appointed on")
    charge = words("The team's charge", 4_000, "text")

    def judge(self, today: datetime.date, ends_on: datetime.date | None = None) -> bool:
        """Whether it can be saved; `ends_on` is the day on which a closed cycle ended."""
        self.validate()
        if ends_on and self.starts_on.data and self.starts_on.data > ends_on:
            self.starts_on.errors = [*self.starts_on.errors, "A cycle begins before it ends."]
        not_future(self.appointed_on, today, "The day on which the team was appointed")
        return not self.errors


class NewCycleForm(CycleForm):
    """A new cycle: also its set of indicators, and the cycle it follows."""

    edition = SelectField(
        "Set of indicators", coerce=whole, choices=options([]), validate_choice=False
    )
    previous = SelectField(
        "Compared with",
        coerce=whole,
        choices=options([("", "No earlier cycle")]),
        validate_choice=False,
    )

    def offer(self, editions: list[Any], cycles: list[Any]) -> None:
        """The sets and cycles there are."""
        self.edition.choices = options([(each.id, str(each)) for each in editions])
        self.previous.choices = options(
            [("", "No earlier cycle"), *((each.id, each.label) for each in cycles)]
        )

    def judge(self, today: datetime.date, ends_on: datetime.date | None = None) -> bool:
        """Whether it can be made; the set and the cycle must be there."""
        super().judge(today, ends_on)
        for name, sentence in (
            ("edition", "Choose a set of indicators."),
            ("previous", "Choose one of the cycles."),
        ):
            known = [choice.value for choice in self[name].choices]
            if self[name].data not in known and (name == "edition" or self[name].data):
                self[name].errors = [*self[name].errors, sentence]
        return not self.errors


class MoveForm(BaseForm):
    """Where the cycle goes."""

    state = SelectField("State", choices=options([]), validate_choice=False)
    reason = StringField("Why, when it goes back", [Length(max=300, message="At most 300.")])

    def judge(self, now: str) -> bool:
        """Whether it may go there."""
        self.validate()
        sentence = "Choose a state."
        if self.state.data in rules_cycle.ORDER:
            sentence = rules_cycle.cycle_move(now, self.state.data, self.reason.data or "")
        if sentence:
            name = "reason" if sentence.startswith("Say why") else "state"
            self[name].errors = [*self[name].errors, sentence]
        return not self.errors


class CloseForm(BaseForm):
    """The day on which a cycle ended."""

    ends_on = Day("Ended on", [InputRequired("Say on which day the cycle ended.")])

    def judge(self, starts_on: datetime.date, today: datetime.date) -> bool:
        """Whether it can end on that day."""
        self.validate()
        not_future(self.ends_on, today, "The end of a closed cycle")
        if self.ends_on.data and self.ends_on.data < starts_on:
            self.ends_on.errors = [*self.ends_on.errors, "A cycle ends after it begins."]
        return not self.errors
