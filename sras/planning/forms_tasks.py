"""What may be typed about tasks."""

from typing import Any

from wtforms import SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from sras.planning import rules, rules_tasks
from sras.planning.forms import DatedForm, OwnerForm, day_field, key_or_none, pick, said
from sras.web.merging import BaseForm, options


class TaskForm(OwnerForm):
    """All that is said of a task; a line of a list posts some of it."""

    title = StringField(
        "Task",
        [
            DataRequired("Say what is to be done."),
            Length(max=300, message="At most 300 characters."),
        ],
    )
    description = said("More about it", 4_000)
    due = day_field("Due")
    frequency = pick("How often", rules_tasks.FREQUENCY_NAMES)
    state = pick("State", rules_tasks.TASK_STATE_NAMES)
    done_on = day_field("Done on")
    state_reason = said("Why it is blocked or dropped", 2_000)
    waits_for = SelectField("Waits for", coerce=key_or_none, validate_choice=False)

    units: tuple[tuple[str, ...], ...] = (
        ("state", "done_on", "state_reason"),
        ("owner", "outside_owner"),
    )

    others: dict[int, str] = {}

    def after(self, others: dict[int, str]) -> "TaskForm":
        """Offer the other tasks of the objective to wait for."""
        self.others = others
        self.waits_for.choices = options([("", "Nothing"), *others.items()])
        return self

    def validate_done_on(self, field: Any) -> None:
        """Not in the future."""
        if self.state.data == "done":
            fault = rules.happened_fault(field.data, self.today)
            if fault:
                raise ValidationError(fault)

    def validate_state_reason(self, field: Any) -> None:
        """What is blocked or dropped says why."""
        if self.state.data in ("blocked", "dropped") and not (field.data or "").strip():
            raise ValidationError(
                "Say what blocks it." if self.state.data == "blocked" else "Say why it is dropped."
            )

    def validate_waits_for(self, field: Any) -> None:
        """Only another task of the same objective."""
        if field.data is not None and field.data not in self.others:
            raise ValidationError("It can wait only for another task of this objective.")


class RecurringTaskForm(TaskForm):
    """The same of a task that comes back: done means another due date, so they merge as one."""

    units = (("state", "done_on", "state_reason", "due"), ("owner", "outside_owner"))


class CompletionForm(DatedForm):
    """On which day it was done; today when none is said."""

    done_on = day_field("Done on")

    def validate_done_on(self, field: Any) -> None:
        """Not in the future."""
        self.refuse_future(field, "A task", "be done")


class ReasonForm(BaseForm):
    """Why."""

    reason = said("Why", 2_000, DataRequired("Say why."))


class LinesForm(DatedForm):
    """Several tasks, one on each line, and the day on which they were added."""

    added_on = day_field("Added on")

    def validate_added_on(self, field: Any) -> None:
        """Not in the future."""
        self.refuse_future(field, "A task", "be added")

    lines = TextAreaField(
        "Tasks, one on each line",
        [
            DataRequired("Write at least one task."),
            Length(max=20_000, message="At most 20,000 characters."),
        ],
    )


class RemarkForm(DatedForm):
    """A remark on a task."""

    said_on = day_field("Day", DataRequired("Give the day."))
    remark = said("Remark", 2_000, DataRequired("Write the remark."))

    def validate_said_on(self, field: Any) -> None:
        """Not in the future."""
        self.refuse_future(field, "A remark", "be made")


class LinkForm(BaseForm):
    """A link for someone without an account."""

    owner = SelectField("For whom", validate_choice=False)
    days = pick("Works for", {"14": "two weeks", "30": "a month", "90": "three months"})
