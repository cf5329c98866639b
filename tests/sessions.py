"""A meeting with its agenda, and its session open, for tests."""

from typing import Any

from sras.meetings.models_agenda import AgendaItem
from tests.conftest import BY


def put(meeting: Any, kind: str, title: str, **fields: Any) -> AgendaItem:
    """One more item of an agenda."""
    number = AgendaItem.select().where(AgendaItem.meeting == meeting).count() + 1
    given = {"minutes": 10, **fields}
    return AgendaItem.start(by=BY, meeting=meeting, number=number, kind=kind, title=title, **given)


def put_indicator(meeting: Any, assessment: Any) -> AgendaItem:
    """An indicator to be rated."""
    about = {"ref_kind": "assessment", "ref_key": assessment.id}
    return put(meeting, "indicator_assess", str(assessment.indicator), **about)


def begin(recorder: Any, meeting: Any) -> str:
    """Open the session; the address of its pages."""
    answer = recorder.post(f"/meetings/{meeting.id}/session")
    assert answer.status_code == 303, answer.text
    return f"/meetings/{meeting.id}"


def go_to(recorder: Any, item: AgendaItem) -> None:
    """Put an item on the table."""
    typed = {"item": str(item.id)}
    assert recorder.post(f"/meetings/{item.meeting_id}/live/item", data=typed).status_code == 303
