"""Minutes written out in full: as a draft is shown, as they are frozen once approved."""

import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup

from sras.history.models import Who
from sras.meetings.models_minutes import Minutes
from sras.meetings.rules_minutes import who_was
from sras.planning.rules import owner_words
from sras.schedule.models import Meeting
from sras.web import filters

TEMPLATES = Path(__file__).parent.parent.parent / "templates"


def written_out(
    meeting: Meeting, written: Minutes | None, kept: dict[str, list[Any]], **approval: Any
) -> Markup:
    """The minutes as they would be frozen at this moment.

    They are drawn from their own facts alone, so that no request is needed and none shows.
    """
    text = written.text if written is not None else ""
    body = _body().render(meeting=meeting, text=text, **kept, **approval)
    return Markup(body)  # noqa: S704  (a template escapes what it is given)


def approve(
    written: Minutes,
    kept: dict[str, list[Any]],
    *,
    by: Who,
    on: datetime.date,
    within: Meeting | None,
) -> None:
    """Give minutes their number and freeze them as they stand written out."""
    meeting, approval = written.meeting, {"approved_on": on, "approved_in": within}
    written.approve(
        by=by,
        on=on,
        within=within,
        freeze=lambda number: str(written_out(meeting, written, kept, number=number, **approval)),
    )


def seconds_as_minutes(seconds: int) -> str:
    """Time used on an item, in whole minutes."""
    return f"{round(seconds / 60)} min"


@cache
def _body() -> Template:
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    jinja.filters.update(
        day=filters.day,
        markdown=filters.as_markdown,
        owner_words=owner_words,
        seconds_as_minutes=seconds_as_minutes,
        who_was=who_was,
    )
    return jinja.get_template("meetings/minutes_body.html")
