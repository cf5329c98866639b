"""What may be typed of the parties to an agreement and of what they undertake."""

import datetime

from wtforms import SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, Optional

from sras.engagement import rules
from sras.engagement.forms import DueForm, line, not_ahead
from sras.engagement.rules_undertakings import LONGEST, MOST_LINES, lines_of
from sras.web.fields import Day
from sras.web.merging import BaseForm, options


class PartyForm(BaseForm):
    """Who takes part, and whom one calls there."""

    name = line("Name", 200, DataRequired("Name the party."))
    kind = SelectField("Kind", choices=options(rules.PARTY_KINDS.items()))
    contact = line("Contact", 300)


class SignatureForm(BaseForm):
    """Who signed for a party, and when; without a day nobody has."""

    signer = line("Signed by", 200)
    signed_on = Day("Signed on", [Optional()])

    units = (("signer", "signed_on"),)

    def judge(self, today: datetime.date) -> bool:
        """Whether it can be saved; a signature has a name and a day by today."""
        self.validate()
        not_ahead(self.signed_on, today, "It was signed")
        if self.signed_on.data and not self.signer.data and not self.signer.errors:
            self.signer.errors = ["Name who signed."]
        return not self.errors


class UndertakingsForm(BaseForm):
    """Several undertakings at once: those offered that are ticked, and one typed a line."""

    ready = SelectMultipleField("Usual undertakings", coerce=int, validate_choice=False)
    texts = TextAreaField("Others, one a line")
    due_on = Day("Due on", [Optional()])

    lines: "list[str]"

    def judge(self, offered: list[tuple[int, str]], there: list[str]) -> bool:
        """Whether it can be saved; what is undertaken stands in `lines` then."""
        self.validate()
        ticked = set(self.ready.data or ())
        typed = lines_of(self.texts.data or "")
        both = [*(text for n, text in offered if n in ticked), *typed]
        self.lines = [text for text in dict.fromkeys(both) if text not in there]
        self._judge_lines(typed)
        return not self.errors

    def _judge_lines(self, typed: list[str]) -> None:
        long = [text for text in typed if len(text) > LONGEST]
        if long:
            said = f"A line has {len(long[0])} characters; {LONGEST} are the most."
            self.texts.errors = [f"{said} It begins “{long[0][:40]}”."]
        elif len(typed) > MOST_LINES:
            self.texts.errors = [f"These are {len(typed)} lines; add {MOST_LINES} at a time."]
        elif not self.lines:
            self.texts.errors = ["Tick an undertaking or write one that is not there yet."]


class UndertakingForm(DueForm):
    """All of one undertaking."""

    text = line("What is undertaken", LONGEST, DataRequired("Say what is undertaken."))
