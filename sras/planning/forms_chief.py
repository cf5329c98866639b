"""What the Chief may type: one decision on a request, with its exceptions and answers to asks."""

import datetime
from typing import Any

from wtforms import (
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired

from sras.planning import rules_choice
from sras.planning.forms_choice import NotAhead, at_most
from sras.web.fields import Day, Upload
from sras.web.merging import BaseForm, options

LATER = "later"
ANSWERS = [
    (LATER, "Not now"),
    ("granted", "Granted"),
    ("partly_granted", "Granted in part"),
    ("refused", "Refused"),
]


def decision_form(
    items: list[Any],
    asks: list[Any],
    posted: Any,
    recording: datetime.date | None = None,
) -> Any:
    """The form over the items of one request and the asks that are open with it.

    Each item has `outcome_<id>` (approved unless told otherwise) and `words_<id>`; each ask
    `ask_<id>` (not now unless told otherwise) and `answer_<id>`. `recording` is today, when the
    decision is written down as the Chief's.
    """
    fields: dict[str, Any] = {
        "comment": TextAreaField("Comment on the whole", [at_most(4_000)]),
        "how": SelectField(choices=options([("each", ""), ("all", "")]), default="each"),
    }
    for item in items:
        code = item.selection.assessment.indicator.code
        fields[f"outcome_{item.id}"] = RadioField(
            f"Decision on {code}",
            choices=options(rules_choice.OUTCOMES.items()),
            default="approved",
        )
        fields[f"words_{item.id}"] = TextAreaField(f"Words on {code}", [at_most(4_000)])
    for ask in asks:
        fields[f"ask_{ask.id}"] = RadioField("Answer", choices=options(ANSWERS), default=LATER)
        fields[f"answer_{ask.id}"] = TextAreaField("In words", [at_most(2_000)])
    if recording is not None:
        fields |= {
            "decided_by": StringField(
                "Decided by", [DataRequired("Name who decided."), at_most(120)]
            ),
            "decided_on": Day(
                "Decided on",
                [
                    InputRequired("Give the day of the decision."),
                    NotAhead(recording, "The decision cannot lie in the future."),
                ],
            ),
            "way": SelectField(
                "How",
                choices=options(
                    (k, v) for k, v in rules_choice.WAYS.items() if k not in rules_choice.HERE
                ),
            ),
            "file": Upload("The signed page"),
            "evidence": SelectField("Or a page kept already", coerce=int, default=0),
        }
    made: Any = type("DecisionForm", (_Deciding,), fields)
    form = made(posted)
    form.decided_items, form.decided_asks = items, asks
    form.is_record = recording is not None
    return form


class _Deciding(BaseForm):
    """What holds for every decision: exceptions carry words; all as listed has no exceptions."""

    decided_items: list[Any] = []
    decided_asks: list[Any] = []
    is_record = False  # of a decision that was given elsewhere
    refusal: str | None = None  # why the file that came along was not taken

    def validate_file(self, _field: Any) -> None:
        """A file that was taken in, when one was chosen."""
        if self.refusal:
            raise ValidationError(self.refusal)

    def validate(self, extra_validators: Any = None) -> bool:
        fine = super().validate(extra_validators)
        exceptions = [
            item for item in self.decided_items if self[f"outcome_{item.id}"].data != "approved"
        ]
        if self["how"].data == "all" and exceptions:
            codes = ", ".join(item.selection.assessment.indicator.code for item in exceptions)
            said = "Send the decision with its exceptions, or set it back to approved."
            self[f"outcome_{exceptions[0].id}"].errors = [
                f"You marked an exception ({codes}). {said}"
            ]
            return False
        if not exceptions and not self.is_record and self["how"].data == "each":
            said = "No exception is marked. Mark one, or press “Approve all as listed”."
            self[f"outcome_{self.decided_items[0].id}"].errors = [said]
            return False
        for item in exceptions:
            words = self[f"words_{item.id}"]
            if not (words.data or "").strip():
                code = item.selection.assessment.indicator.code
                what = (
                    f"Write the comment with which you return {code}."
                    if self[f"outcome_{item.id}"].data == "returned"
                    else f"Write {code} in the words as they should be."
                )
                words.errors = [what]
                fine = False
        for ask in self.decided_asks:
            answer = self[f"answer_{ask.id}"]
            partly = self[f"ask_{ask.id}"].data == "partly_granted"
            if partly and not (answer.data or "").strip():
                answer.errors = ["Say which part is granted."]
                fine = False
        return fine

    @property
    def answers(self) -> list[tuple[Any, str, str]]:
        """What was answered to the asks, as (ask, state, words); not those left for later."""
        return [
            (ask, self[f"ask_{ask.id}"].data, (self[f"answer_{ask.id}"].data or "").strip())
            for ask in self.decided_asks
            if self[f"ask_{ask.id}"].data != LATER
        ]

    @property
    def outcomes(self) -> dict[int, tuple[str, str]]:
        """What was decided on each item, as (outcome, words) by id."""
        return {
            item.id: (
                self[f"outcome_{item.id}"].data,
                (self[f"words_{item.id}"].data or "").strip()
                if self[f"outcome_{item.id}"].data != "approved"
                else "",
            )
            for item in self.decided_items
        }
