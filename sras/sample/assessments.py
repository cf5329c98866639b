"""Two cycles: the closed baseline typed in from paper, and the current one at 31 of 52."""

import datetime
from typing import Any

from sras.assessment.models import Assessment, Cycle
from sras.frameworks.models import Edition, Indicator
from sras.frameworks.models_sets import DEFAULT_SET, import_set
from sras.sample.calendar import talking_on
from sras.sample.diary import Diary, texts
from sras.sample.people import COMMAND, Cast

CHARGE = (
    "Look at how the Department runs Franklin Rising, practice by practice. Agree where each one "
    "stands, choose the few that matter most, and see them through."
)


def school_year(day: datetime.date) -> str:
    """The school year of a day: 2026-27."""
    first = day.year if day.month >= 7 else day.year - 1
    return f"{first}-{(first + 1) % 100:02}"


def assessment_of(code: str, previous: bool = False) -> Any:
    """The assessment of an indicator as it stands, in the current cycle or in the baseline."""
    cycle = Cycle.running()
    return (
        Assessment.current()
        .join(Indicator)
        .where(
            Indicator.code == code,
            Assessment.cycle == (cycle.previous if cycle and previous else cycle),
        )
        .get()
    )


def write(diary: Diary, cast: Cast) -> None:
    """Note both cycles and everything agreed in them."""
    diary.note("-25 mon 08:42", lambda _day: import_set(DEFAULT_SET, COMMAND))
    this_year = school_year(diary.today)
    last_year = f"{int(this_year[:4]) - 1}-{this_year[2:4]}"

    def open_baseline(_day: datetime.date) -> None:
        Cycle.start(
            by=cast["manager"],
            label=f"{last_year} baseline",
            edition=Edition.current().get(),
            starts_on=diary.day("-77 mon"),
            charge="Find out where we stand before Franklin Rising begins.",
            appointed_on=diary.day("-78 thu"),
        ).begin(by=cast["manager"])

    def open_current(_day: datetime.date) -> None:
        Cycle.start(
            by=cast["manager"],
            label=this_year,
            edition=Edition.current().get(),
            previous=Cycle.current().get(),
            starts_on=diary.day("-24 mon"),
            charge=CHARGE,
            appointed_on=diary.day("-25 mon"),
        ).begin(by=cast["lead"])

    diary.note("-25 tue 13:00", open_baseline)
    for name, weekday in (("baseline_a", "tue"), ("baseline_b", "wed"), ("baseline_c", "thu")):
        for number, row in enumerate(texts(name)["agreed"]):
            hours, minutes = divmod(13 * 60 + 12 + 9 * number, 60)
            diary.note(f"-25 {weekday} {hours}:{minutes}", _typed_in(diary, cast, row))
    diary.note(
        "-24 mon 08:50",
        lambda _day: Cycle.current().get().close(by=cast["manager"], on=diary.day("-30 fri")),
    )
    diary.note("-24 mon 09:20", open_current)
    for name in ("current_a", "current_b", "current_c"):
        for row in texts(name)["agreed"]:
            _agreed(diary, cast, row)
    for row in texts("revised")["revised"]:
        diary.note(row.pop("when"), _revised(cast, row))


def _typed_in(diary: Diary, cast: Cast, row: dict[str, Any]) -> Any:
    """One indicator of the baseline, typed from the minutes: agreed on an earlier day."""
    fields = diary.days(row, "agreed_on")
    code = fields.pop("code")

    def deed(day: datetime.date) -> None:
        assessment = assessment_of(code)
        assessment.agree(by=cast["manager"], today=day, consensus="agreed", **fields)

    return deed


def _agreed(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    """One indicator of the current cycle: agreed in a meeting, its words often completed later."""
    fields = diary.days(row, "proof_due", "agreed_on")
    code, when = fields.pop("code"), fields.pop("when")
    by, later = fields.pop("by", "raman"), fields.pop("later", None)
    owner = fields.pop("proof_owner", None)
    whole = fields.get("in_place", "").strip()
    fields["in_place"] = f"{whole.partition('. ')[0]}." if later else whole
    if not fields["in_place"].strip("."):
        fields["in_place"] = ""

    def agree(day: datetime.date) -> None:
        earlier = fields.get("agreed_on", day) != day
        more: dict[str, Any] = {"meeting": None if earlier else talking_on(day)}
        if owner:
            more["proof_owner"] = cast[owner]
        assessment_of(code).agree(by=cast[by], today=day, **fields, **more)

    diary.note(when, agree)
    if later:
        diary.note(
            later,
            lambda day: assessment_of(code).agree(by=cast["manager"], today=day, in_place=whole),
        )


def _revised(cast: Cast, row: dict[str, Any]) -> Any:
    """What changed after it had been agreed."""
    code, by = row.pop("code"), row.pop("by")

    def revise(day: datetime.date) -> None:
        agreed_in = {"meeting": talking_on(day)} if "level" in row else {}
        assessment_of(code).agree(by=cast[by], today=day, **row, **agreed_in)

    return revise
