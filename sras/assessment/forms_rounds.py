"""What one member thinks of an indicator."""

from sras.assessment import rules
from sras.assessment.forms import Pick, scale, words
from sras.web.merging import BaseForm


class ViewForm(BaseForm):
    """One's own view: a level, and scores and a note if one likes."""

    level = Pick(
        "Level", [(n, str(n)) for n in range(1, 5)], "Choose a level from 1 to 4.", number=True
    )
    priority = Pick("Priority", scale(rules.PRIORITY), "A priority is 1, 2 or 3.", number=True)
    opportunity = Pick(
        "Opportunity", scale(rules.OPPORTUNITY), "An opportunity is 1, 2 or 3.", number=True
    )
    note = words("Why you see it so", 2_000)

    def judge(self) -> bool:
        """Whether it can be kept; a level is needed."""
        self.validate()
        if self.level.data is None:
            self.level.errors = [*self.level.errors, "Choose the level you see."]
        return not self.errors
