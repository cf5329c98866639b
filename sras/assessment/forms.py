"""What a team may record about an indicator, in words."""

import datetime
from typing import Any

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import Length, StopValidation

from sras.assessment import rules
from sras.core.keys import whole
from sras.core.markdown import too_tangled
from sras.web.fields import Day
from sras.web.merging import BaseForm, options

FIRST_DAY = datetime.date(2000, 1, 1)


class Pick(RadioField):
    """One of a few, or none; what is not among them is said in a sentence."""

    data: Any

    def __init__(
        self, label: str, pairs: Any, sentence: str, number: bool = False, **bound: Any
    ) -> None:
        self.sentence = sentence
        super().__init__(
            label,
            choices=options(pairs),
            coerce=_number if number else _word,
            validate_choice=False,
            validators=[_among],
            **bound,
        )

    def process(self, *given: Any, **more: Any) -> None:
        """Nothing ticked is no number, or the empty word."""
        super().process(*given, **more)
        if self.data is None:
            self.data = self.coerce(None)


def _number(value: Any) -> Any:
    """A typed digit as a number, nothing as None, anything else as it is."""
    if value is None or value == "":
        return None
    return int(value) if str(value) in ("1", "2", "3", "4") else value


def _word(value: Any) -> str:
    return "" if value is None else str(value)


def _among(form: Any, field: Any) -> None:
    if field.data not in (None, "") and field.data not in [
        choice.value for choice in field.choices
    ]:
        raise StopValidation(field.sentence)


def words(label: str, most: int, kind: str = "") -> TextAreaField:
    """A text of several lines; `kind` names the limit of Markdown that is laid out."""

    def fits(form: Any, field: Any) -> None:
        tangled = too_tangled(field.data or "", kind) if kind else None
        if tangled:
            raise StopValidation(tangled)

    message = f"{label}: {most:,} characters are the most. Shorten it."
    return TextAreaField(label, [Length(max=most, message=message), fits], filters=[_clean])


def _clean(value: str | None) -> str:
    return (value or "").replace("\r\n", "\n").strip()


def not_future(field: Any, today: datetime.date, what: str) -> None:
    """A sentence on the field when its day is still to come, or long before anyone worked here."""
    if field.data and field.data > today:
        field.errors = [*field.errors, f"{what} cannot lie in the future."]
    elif field.data and field.data < FIRST_DAY:
        field.errors = [*field.errors, "Check the year."]


def scale(meaning: dict[int, str]) -> list[tuple[int, str]]:
    """Each point with its meaning written out, the highest first."""
    return [(point, f"{point} · {words}") for point, words in meaning.items()]


class AssessmentForm(BaseForm):
    """One indicator as the team agreed on it; checked as a whole by `judge`."""

    units = (
        ("level", "disposition", "disposition_reason"),
        ("priority", "opportunity", "constraint_kind", "constraint_note"),
        ("proof_owner", "proof_due"),
    )

    holds_the_lock = True
    incomplete: frozenset[str] = frozenset()

    level = Pick("Level", [(n, str(n)) for n in range(1, 5)], "Choose a level from 1 to 4.", True)
    agreed_on = Day("Agreed on")
    in_place = words("What is in place now", 20_000, "text")
    disposition = Pick(
        "What becomes of it", rules.DISPOSITION_NAMES.items(), "Choose one of the two."
    )
    disposition_reason = words("Why it is not a priority", 4_000)
    priority = Pick("Priority", scale(rules.PRIORITY), "A priority is 1, 2 or 3.", True)
    opportunity = Pick(
        "Opportunity", scale(rules.OPPORTUNITY), "An opportunity is 1, 2 or 3.", True
    )
    constraint_kind = Pick(
        "What stands in the way", rules.CONSTRAINT_NAMES.items(), "Choose one of the four."
    )
    constraint_note = words("What exactly would have to change", 2_000)
    barrier = words("A barrier someone else must clear", 2_000)
    sustain = words("How it will be kept up", 4_000)
    proof_owner = SelectField(
        "Who owes the proof", choices=options([("", "No one")]), coerce=whole, validate_choice=False
    )
    proof_due = Day("Proof owed by")
    consensus = Pick("Consensus", rules.CONSENSUS_NAMES.items(), "Choose one of the three.")
    dissent_note = words("Who sees it differently, and why", 4_000)

    def offer(self, members: list[tuple[int, str]], owner: Any) -> None:
        """Let one of these members owe the proof; one who left meanwhile stays selectable."""
        known = [key for key, _ in members]
        left = [(owner.id, f"{owner.name} (left)")] if owner and owner.id not in known else []
        self.proof_owner.choices = options([("", "No one"), *members, *left])

    def judge(self, assessment: Any, today: datetime.date, is_member: Any) -> bool:
        """Whether it can be saved; the errors stand on the fields, in sentences."""
        self.validate()
        not_future(self.agreed_on, today, "The day on which the team agreed")
        if self.proof_due.data and self.proof_due.data < FIRST_DAY:
            self._refuse("proof_due", "Check the year.")
        self._judge_level(assessment)
        if not self.errors:
            self._judge_what_it_asks(assessment)
        owner = self.proof_owner.data
        newly = owner is not None and owner != assessment.__data__["proof_owner"]
        if newly and not is_member(owner):
            self._refuse("proof_owner", "Choose someone who is on the team today.")
        return not self.errors

    def _judge_level(self, assessment: Any) -> None:
        before, level = assessment.level, self.level.data
        if self.holds_the_lock and level != before and assessment.lock_reason:
            self._refuse(
                "level",
                f"The level stays at {before}. {assessment.lock_reason} "
                "To change it, re-assess: open “When the judgment changes”.",
            )
        elif level is None and before is not None:
            self._refuse("level", "Choose a level; the one agreed before stays until then.")
        if before is not None and self.agreed_on.data is None and not self.agreed_on.errors:
            self._refuse("agreed_on", "Say on which day the team agreed.")
        self._judge_order(assessment)

    def _judge_order(self, assessment: Any) -> None:
        """The days of the levels follow each other."""
        fault = assessment.order_fault(
            self.agreed_on.data, self.level.data, anew=not self.holds_the_lock
        )
        if fault:
            self._refuse("agreed_on", fault)

    def _judge_what_it_asks(self, assessment: Any) -> None:
        level, disposition = self.level.data, self.disposition.data
        if level == 4:
            lacks = rules.level_4_lacks(
                assessment.evidence_count,
                self.sustain.data,
                self.proof_owner.data,
                self.proof_due.data,
            )
            if lacks and not self._lacked_before(assessment):
                self._lacks("level", lacks)
        if level == 1 and disposition == "not_a_priority" and not self.disposition_reason.data:
            self._lacks("disposition_reason", "Say why it is not a priority.")
        scored = level is None or "scores" in rules.asks(level, disposition)
        if scored and self.opportunity.data == 1:
            if not self.constraint_kind.data:
                self._lacks("constraint_kind", "Opportunity 1: say what stands in the way.")
            if not self.constraint_note.data:
                self._lacks(
                    "constraint_note", "Opportunity 1: say what exactly would have to change."
                )

    @staticmethod
    def _lacked_before(assessment: Any) -> bool:
        """Evidence taken away later must not stop other fields from being saved."""
        return assessment.level == 4 and bool(
            rules.level_4_lacks(
                assessment.evidence_count,
                assessment.sustain,
                assessment.__data__["proof_owner"],
                assessment.proof_due,
            )
        )

    def _refuse(self, name: str, sentence: str) -> None:
        self[name].errors = [*self[name].errors, sentence]

    def _lacks(self, name: str, sentence: str) -> None:
        """Refuse what is not complete yet; the rest of what was typed can be saved without it."""
        self._refuse(name, sentence)
        together = next((unit for unit in self.units if name in unit), (name,))
        self.incomplete |= frozenset(together)

    def said_errors(self) -> str:
        """All that is refused, in one line."""
        return " ".join(sentence for found in self.errors.values() for sentence in found)

    def keep_back(self, assessment: Any) -> bool:
        """Leave out what is not complete, as if it had not been typed; whether that is all."""
        if set(self.errors) - self.incomplete:
            return False
        for name in self.incomplete:
            self[name].data = assessment.__data__[name]
            self[name].errors = []
        return True

    def agree_on(self, day: datetime.date, assessment: Any) -> None:
        """A level that moves in a meeting is agreed on its day, unless another was typed."""
        moves = self.level.data != assessment.level
        if moves and self.agreed_on.data in (None, assessment.agreed_on):
            self.agreed_on.data = day

    def answers(self, assessment: Any, today: datetime.date) -> dict[str, Any]:
        """The fields to save; the day shown by default is none of them before there is a level."""
        given = dict(self.data)
        if self.level.data is None and assessment.agreed_on is None and given["agreed_on"] == today:
            given["agreed_on"] = None
        return given


class InSessionForm(AssessmentForm):
    """The same while a meeting talks: nothing stops the room, what lacks is left to finish."""

    def _lacks(self, name: str, sentence: str) -> None:
        """It is saved as it is; the pages say what is still to finish."""


class ReassessmentForm(AssessmentForm):
    """A new judgement of an indicator: its level, its day, and why."""

    holds_the_lock = False

    note = words("What has changed, and how we know", 300)

    def judge(self, assessment: Any, today: datetime.date, is_member: Any) -> bool:
        """As for an assessment; the reason is needed."""
        super().judge(assessment, today, is_member)
        if not self.note.data:
            self._refuse("note", "Say what has changed, and how we know.")
        return not self.errors
