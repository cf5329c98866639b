"""What is keyed from one sheet of paper; what is left empty stays as it is."""

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import StringField

from sras.assessment import rules, rules_sheets
from sras.web.fields import trimmed
from sras.web.merging import BaseForm

# The fields of an assessment, in the order of the sheet.
ON_THE_SHEET = (
    *("level", "in_place", "priority", "opportunity", "constraint_kind", "constraint_note"),
    *("disposition", "disposition_reason", "sustain", "proof_owner", "proof_due"),
    *("consensus", "dissent_note", "barrier"),
)
LETTERS = {
    "constraint_kind": (rules_sheets.CONSTRAINT_KEYS, rules.CONSTRAINT_NAMES),
    "disposition": (rules_sheets.DISPOSITION_KEYS, rules.DISPOSITION_NAMES),
    "consensus": (rules_sheets.CONSENSUS_KEYS, rules.CONSENSUS_NAMES),
}
# Goes along to the conflict screen and back, so that the stack goes on from there.
CARRIED = ("code", "shown", "on")


def line(label: str, **attributes: Any) -> StringField:
    """A sentence in one line, in which Enter saves."""
    return StringField(label, filters=[trimmed], render_kw={"autocomplete": "off", **attributes})


def digit(label: str) -> StringField:
    """One digit."""
    return line(label, size="3", maxlength="1", inputmode="numeric")


def letter(label: str) -> StringField:
    """One letter."""
    return line(label, size="3", maxlength="20", autocapitalize="none")


class KeyingForm(BaseForm):
    """One sheet; the rules of an assessment judge it, in `AssessmentForm`."""

    code = line("Code", size="8", maxlength="20", autocapitalize="none")
    agreed_on = line("Agreed on")
    level = digit("Level")
    in_place = line("What is in place now")
    priority = digit("Priority")
    opportunity = digit("Opportunity")
    constraint_kind = letter("What stands in the way")
    constraint_note = line("What exactly would have to change")
    disposition = letter("What becomes of it")
    disposition_reason = line("Why it is not a priority")
    sustain = line("How it will be kept up")
    proof_owner = line("Who owes the proof", size="20")
    proof_due = line("Proof owed by")
    consensus = letter("Consensus")
    dissent_note = line("Who sees it differently, and why")
    barrier = line("A barrier someone else must clear")

    @property
    def is_blank(self) -> bool:
        """Whether nothing of a sheet is typed."""
        return not any(self[name].data for name in ON_THE_SHEET)

    def judge(self, members: Any) -> bool:
        """Whether letters and names are known; `members()` gives those on the team by key."""
        self.validate()
        for name, (keys, names) in LETTERS.items():
            value = rules_sheets.meant(self[name].data, keys)
            if value and value not in names:
                self.refuse(name, f"Type one letter: {rules_sheets.spelled(keys, names)}.")
        self.owner = ""
        if self.proof_owner.data:
            self._name_owner(self.proof_owner.data, members())
        return not self.errors

    def _name_owner(self, typed: str, members: dict[int, str]) -> None:
        if typed.isdecimal():  # a key, as the conflict screen sends it back
            self.owner = typed
            return
        found = rules_sheets.owner_named(typed, members)
        if len(found) == 1:
            self.owner = str(found[0])
        elif found:
            several = ", ".join(members[key] for key in found)
            self.refuse("proof_owner", f"Several are called so: {several}. Type more of the name.")
        else:
            everyone = ", ".join(members.values()) or "no one"
            self.refuse("proof_owner", f"No one of this name is on the team: {everyone}.")

    def typed(self) -> MultiDict:
        """What was typed, as the fields of an assessment take it.

        The day counts where a level was agreed on that day.
        """
        found = {name: self[name].data for name in ON_THE_SHEET if self[name].data}
        for name, (keys, _names) in LETTERS.items():
            if name in found:
                found[name] = rules_sheets.meant(found[name], keys)
        if self.owner:
            found["proof_owner"] = self.owner
        if self.level.data:
            found["agreed_on"] = self.agreed_on.data
        return MultiDict(found)

    def take_errors(self, judged: Any) -> None:
        """What the rules of an assessment say, beside the field that was keyed."""
        for name, sentences in judged.errors.items():
            for sentence in sentences:
                self.refuse(name if name in self._fields else "level", sentence)

    def refuse(self, name: str, sentence: str) -> None:
        """A sentence beside a field."""
        self[name].errors = [*self[name].errors, sentence]
