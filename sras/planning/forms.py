"""What may be typed about objectives, their progress and their end."""

import datetime
import re
from typing import Any

from wtforms import (
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, Optional

from sras.core.keys import whole
from sras.core.markdown import too_tangled
from sras.planning import rules, rules_means
from sras.web.fields import Day
from sras.web.merging import BaseForm, options


def key_or_none(value: Any) -> int | None:
    """A posted key as a number; nothing chosen is None, what is no key is nobody's."""
    if value is None or value == "":
        return None
    return whole(getattr(value, "id", value)) or 0


def said(label: str, limit: int, *more: Any, **options: Any) -> TextAreaField:
    """A text of several lines with its length limit in words."""
    return TextAreaField(
        label,
        [*more, Length(max=limit, message=f"At most {limit:,} characters."), plain_enough],
        **options,
    )


def plain_enough(_form: Any, field: Any) -> None:
    """Refuse a text that would take the server too long to lay out."""
    fault = too_tangled(field.data or "")
    if fault:
        raise ValidationError(fault)


def day_field(label: str, *more: Any) -> Day:
    """A date that may be left empty unless `more` says otherwise."""
    return Day(label, [*(more or (Optional(),))])


def pick(label: str, names: dict[str, str], kind: Any = SelectField) -> Any:
    """One of a few words; anything else is refused in a sentence."""

    def known(_form: Any, field: Any) -> None:
        if field.data not in names:
            raise ValidationError("Choose one of those offered.")

    return kind(label, [known], choices=options(names.items()), validate_choice=False)


class OwnerForm(BaseForm):
    """Who answers: a current member, for themselves or for someone without an account."""

    owner = SelectField("Owner", coerce=key_or_none, validate_choice=False)
    outside_owner = StringField(
        "Someone without an account",
        [Optional(), Length(max=200, message="At most 200 characters.")],
    )

    members: dict[int, str] = {}
    kept: int | None = None
    today: datetime.date

    def among(self, members: dict[int, str], kept: Any, today: datetime.date) -> "OwnerForm":
        """Offer the current members; `kept`, the owner until now, stays possible though gone."""
        self.members, self.today = members, today
        self.kept = kept.id if kept else None
        pairs = [("", "Nobody yet"), *members.items()]
        if self.kept and self.kept not in members:
            pairs.append((self.kept, f"{kept.name} (not on the team now)"))
        self.owner.choices = options(pairs)
        return self

    def validate_owner(self, field: Any) -> None:
        """Only members of today, or whoever it was already."""
        if field.data is not None and field.data not in self.members and field.data != self.kept:
            raise ValidationError("The owner must be a current member of the team.")
        if field.data is None and (self.outside_owner.data or "").strip():
            raise ValidationError(
                "Choose the member who answers for them; the owner has no account."
            )


class ObjectiveForm(OwnerForm):
    """All that is said of an objective while it is open."""

    list = pick("List", rules.LIST_NAMES, RadioField)
    done_description = said(
        "How it will look when it is fully in place",
        4_000,
        DataRequired("Say how it will look when it is fully in place."),
    )
    starts_on = day_field("Start")
    target_on = day_field("Target date", DataRequired("Give the date by which it is to be met."))
    lever = pick("What it works through", rules.LEVER_NAMES)
    staff_days = StringField("Staff days", [Optional()])
    money = said("Money by fund source", 2_000)
    resources = said("What else it takes", 2_000)
    barriers = said("Barriers", 2_000)

    units = (("owner", "outside_owner"), ("starts_on", "target_on"))

    def validate_owner(self, field: Any) -> None:
        """An objective always has someone who answers for it."""
        super().validate_owner(field)
        if field.data is None:
            raise ValidationError("Choose the member who answers for it.")

    def validate_staff_days(self, field: Any) -> None:
        """A whole number, or nothing."""
        if not re.fullmatch(r"\s*[0-9]{1,6}\s*", field.data) or int(field.data) > 100_000:
            raise ValidationError("Write a whole number of days, such as 24.")

    def validate_money(self, field: Any) -> None:
        """One line for each source, with its dollars."""
        _found, faults = rules_means.read_money(field.data or "")
        if faults:
            raise ValidationError(" ".join(faults[:3]))

    def validate_target_on(self, field: Any) -> None:
        """Not before the start."""
        fault = rules.date_fault(self.starts_on.data, field.data)
        if fault:
            raise ValidationError(fault)


class NewObjectiveForm(ObjectiveForm):
    """The same, with the day on which it came into the plan; today when none is said."""

    added_on = day_field("Added on")

    def validate_added_on(self, field: Any) -> None:
        """Not in the future."""
        fault = rules.happened_fault(field.data, self.today, "An objective", "be added")
        if fault:
            raise ValidationError(fault)


class ObjectiveLineForm(OwnerForm):
    """What of an objective is changed in its line: who answers, by when, its state."""

    target_on = Day("Target date")
    state = pick("State", {name: name for name in rules.OPEN_STATES})
    end_reason = said("Why it is paused", 2_000)

    units = (("state", "end_reason"), ("owner", "outside_owner"))

    before: Any  # the objective as it is stored

    def validate_owner(self, field: Any) -> None:
        """Someone answers for it once someone did."""
        super().validate_owner(field)
        if field.data is None and self.before.owner_id:
            raise ValidationError("Choose the member who answers for it.")

    def validate_target_on(self, field: Any) -> None:
        """Not before the start, and not taken away."""
        if field.data is None and self.before.target_on and not field.errors:
            raise ValidationError("Give the date by which it is to be met.")
        fault = rules.date_fault(self.before.starts_on, field.data)
        if fault:
            raise ValidationError(fault)

    def validate_end_reason(self, field: Any) -> None:
        """What is paused says why."""
        if self.state.data == "paused" and not (field.data or "").strip():
            raise ValidationError("Say why it is paused.")


class DatedForm(BaseForm):
    """Something that happened on a day, which may lie in the past."""

    today: datetime.date

    def on(self, today: datetime.date) -> Any:
        """Say which day is today."""
        self.today = today
        return self

    def refuse_future(self, field: Any, what: str, verb: str) -> None:
        """A day that has not come yet will not do."""
        fault = rules.happened_fault(field.data, self.today, what, verb)
        if fault:
            raise ValidationError(fault)


class ProgressForm(DatedForm):
    """How an objective stands."""

    said_on = day_field("Day", DataRequired("Give the day."))
    standing = pick("How it stands", rules.STANDING_NAMES)
    text = said("What happened", 4_000, DataRequired("Say in a sentence how it stands."))

    def validate_said_on(self, field: Any) -> None:
        """Not in the future."""
        self.refuse_future(field, "Progress", "be told from a day")


class PauseForm(DatedForm):
    """Letting an objective rest."""

    ended_on = day_field("Paused on", DataRequired("Give the day."))
    reason = said("Why", 2_000, DataRequired("Say why it is paused."))

    def validate_ended_on(self, field: Any) -> None:
        """Not in the future."""
        self.refuse_future(field, "An objective", "be paused")


class DropForm(DatedForm):
    """Taking an objective out of the plan."""

    ended_on = day_field("Dropped on", DataRequired("Give the day."))
    reason = said("Why", 2_000, DataRequired("Say why it is dropped."))
    chief_informed_on = day_field("The Chief was told on")

    def validate_ended_on(self, field: Any) -> None:
        """Not in the future."""
        self.refuse_future(field, "An objective", "be dropped")

    def validate_chief_informed_on(self, field: Any) -> None:
        """Not in the future."""
        self.refuse_future(field, "The Chief", "have been told")


OPEN_TASKS = {
    "drop": "Drop them: the objective is met without them",
    "keep": "Keep them, to be finished",
}


class MetForm(DatedForm):
    """That an objective is met: when, what proves it, how it is kept up."""

    met_on = day_field("Met on", DataRequired("Give the day on which the team agreed."))
    proof = said(
        "Evidence that it is met", 4_000, DataRequired("Name the evidence that proves it.")
    )
    sustain = said("How it will be kept up", 4_000, DataRequired("Say how it will be kept up."))
    experience = said("How the team got there", 4_000)
    level = pick(
        "The level it is at now", {"4": "Level 4", "3": "Level 3, with the reason"}, RadioField
    )
    level_reason = StringField(
        "Why level 3 and not 4",
        [Optional(), Length(max=300, message="At most 300 characters.")],
    )

    open_tasks = RadioField(
        "What becomes of the open tasks",
        choices=options(OPEN_TASKS.items()),
        validate_choice=False,
    )

    left = 0  # how many tasks are open

    def validate_open_tasks(self, field: Any) -> None:
        """Asked only while tasks are open."""
        if self.left and field.data not in OPEN_TASKS:
            raise ValidationError("Say what becomes of the tasks that are open.")

    @property
    def note(self) -> str:
        """The answer as history keeps it; empty when no task is open."""
        tasks = f"{self.left} open {'task' if self.left == 1 else 'tasks'}"
        ends = {"drop": "dropped", "keep": "kept to be finished"}
        return f"{tasks} {ends[self.open_tasks.data]}" if self.left else ""

    def validate_met_on(self, field: Any) -> None:
        """Not in the future."""
        self.refuse_future(field, "An objective", "be met")

    def validate_level(self, field: Any) -> None:
        """Level 3 needs its reason."""
        if field.data == "3" and not (self.level_reason.data or "").strip():
            raise ValidationError("Say why the level is 3 and not 4.")


class ActForm(BaseForm):
    """A button alone; carries what stands in the way, if anything does."""

    def refuse(self, fault: str) -> Any:
        """Say why it cannot be done now."""
        self.form_errors.append(fault)
        return self
