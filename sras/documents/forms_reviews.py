"""What may be typed about review rounds: by the team, and by reviewers through their link."""

import datetime
from typing import Any

from wtforms import SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from sras.core.markdown import too_tangled
from sras.documents import rules_reviews
from sras.documents.rules_reviews import LONGEST_REMARK, STATE_NAMES
from sras.web.fields import Day
from sras.web.merging import BaseForm, options


def plain_enough(_form: Any, field: Any) -> None:
    """Refuse a text that would take the server too long to lay out."""
    fault = too_tangled(field.data or "")
    if fault:
        raise ValidationError(fault)


class InvitationForm(BaseForm):
    """Who is invited, one a line."""

    reviewers = TextAreaField("Reviewers", [DataRequired("Name at least one reviewer.")])

    invited: list[rules_reviews.Invited] = []

    def validate_reviewers(self, field: Any) -> None:
        """Each line is a person; none stands there twice."""
        self.invited, faults = rules_reviews.read_invited(field.data or "")
        if faults:
            raise ValidationError(" ".join(faults[:3]))

    def beside(self, there: list[Any]) -> bool:
        """Whether they can join those who were invited before; the fault stands on the field."""
        again = [
            one.name
            for one in self.invited
            if any(rules_reviews.is_same(one, other) for other in there)
        ]
        if again:
            self.reviewers.errors = [f"{', '.join(again)} is invited already. Give a new link."]
        elif len(there) + len(self.invited) > rules_reviews.MOST_REVIEWERS:
            self.reviewers.errors = [
                f"A round has at most {rules_reviews.MOST_REVIEWERS} reviewers. Open another one."
            ]
        return not self.reviewers.errors


class RoundForm(InvitationForm):
    """A new round: its days, its letter, and who is invited."""

    opens_on = Day("Opens", [DataRequired("Give the day on which it opens.")])
    closes_on = Day("Closes", [DataRequired("Give the day on which it closes.")])
    letter = TextAreaField(
        "Letter to the reviewers",
        [
            DataRequired("Write a few words: what it is and what you ask of them."),
            Length(max=4_000, message="At most 4,000 characters."),
            plain_enough,
        ],
    )

    today: datetime.date

    def on(self, today: datetime.date) -> "RoundForm":
        """Say which day it is."""
        self.today = today
        return self

    def validate_closes_on(self, field: Any) -> None:
        """Not before it opens, nor in the past."""
        if field.data and self.opens_on.data:
            fault = rules_reviews.days_fault(self.opens_on.data, field.data, self.today)
            if fault:
                raise ValidationError(fault)


class SettlingForm(BaseForm):
    """What becomes of a remark."""

    state = SelectField(
        "What becomes of it", choices=options(STATE_NAMES.items()), validate_choice=False
    )
    answer = TextAreaField("Answer", [Length(max=2_000, message="At most 2,000 characters.")])

    units = (("state", "answer"),)

    def validate_state(self, field: Any) -> None:
        """One of the two ways."""
        if field.data not in ("resolved", "declined"):
            raise ValidationError("Resolve it or decline it.")

    def validate_answer(self, field: Any) -> None:
        """Whoever declines says why."""
        fault = rules_reviews.settling_fault(self.state.data or "", field.data or "")
        if fault:
            raise ValidationError(fault)


class OneRemark(StringField):
    """A remark: many lines of plain text, at most so long."""

    def pre_validate(self, form: Any) -> None:
        """Refuse one that is too long, with how long it is."""
        length = len((self.data or "").replace("\r\n", "\n"))
        if length > LONGEST_REMARK:
            raise ValidationError(
                f"This is {length:,} characters long; {LONGEST_REMARK:,} is the most. Shorten it."
            )
        plain_enough(form, self)


def remarks_form(keys: list[int]) -> type[BaseForm]:
    """A form with a field for the whole document and one for each of these sections."""
    fields = {f"on-{key}": OneRemark("Your comment on this section") for key in keys}
    whole = {"on-whole": OneRemark("Your comment on the whole")}
    return type("RemarksForm", (BaseForm,), {**whole, **fields})
