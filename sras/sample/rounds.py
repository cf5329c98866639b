"""Individual views: three rounds opened, one still collecting."""

import datetime
from typing import Any

from sras.assessment.models_rounds import Round
from sras.sample.assessments import assessment_of
from sras.sample.diary import Diary, texts
from sras.sample.people import Cast


def write(diary: Diary, cast: Cast) -> None:
    """Note every round with its views."""
    for row in texts("views")["round"]:
        _round(diary, cast, row)


def _newest(code: str) -> Any:
    return (
        Round.current()
        .where(Round.assessment == assessment_of(code))
        .order_by(Round.id.desc())
        .get()
    )


def _round(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    code = row["code"]

    def begin(day: datetime.date) -> None:
        Round.start(
            by=cast["lead"],
            verb="began",
            assessment=assessment_of(code),
            names_kept=row["names_kept"],
            begun_on=day,
        )

    diary.note(row["begun"], begin)
    for view in row["view"]:

        def give(_day: datetime.date, view: dict[str, Any] = view) -> None:
            said = {name: view[name] for name in view if name not in ("by", "when")}
            _newest(code).give(by=cast[view["by"]], **said)

        diary.note(view["when"], give)
    if opened := row.get("opened"):
        diary.note(opened, lambda day: _newest(code).open(by=cast["lead"], on=day))
