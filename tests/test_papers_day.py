"""Every paper says of which day it is, and the same data gives the same bytes on any day."""

import datetime
import io
from typing import Any

import pypdf
import pytest

from sras.assessment.models import Assessment
from sras.core import clock
from sras.history.models import Change
from sras.planning.models import Objective
from sras.planning.models_asks import Ask
from tests.conftest import BY

EVENING = datetime.datetime(2027, 1, 5, 3, tzinfo=datetime.UTC)  # in Chicago it is still the 4th
DAY = datetime.date(2027, 1, 4)
PAPERS = ("/plan.pdf", "/profile.pdf", "/asks.pdf", "/approval/briefing.pdf", "/tasks.pdf")


@pytest.fixture
def newest(make_assessment: Any) -> int:
    """An objective and an ask, the last of them written down that evening; its number."""
    assessment = make_assessment(level=2, agreed_on=DAY, priority=3, opportunity=1)
    Objective.begin(BY, assessment, DAY)
    Ask.put(by=BY, assessment=assessment, kind="budget", text="A line of its own.", on=DAY)
    with clock.frozen(EVENING):
        Assessment.get_by_id(assessment.id).change(by=BY, in_place="Some offices do it.")
    return Change.last_sequence()


@pytest.mark.parametrize("address", PAPERS)
def test_a_paper_says_its_day_and_stays_the_same_later(
    client_for: Any, newest: int, address: str
) -> None:
    with clock.frozen(EVENING + datetime.timedelta(hours=1)):
        paper = client_for("viewer").get(address)
    assert paper.mimetype == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(paper.data)).pages
    words = " ".join(" ".join(sheet.extract_text() for sheet in pages).split())
    assert f"As of 4 Jan 2027, copy {newest}" in words
    with clock.frozen(EVENING + datetime.timedelta(days=9)):
        assert client_for("team_lead").get(address).data == paper.data


@pytest.mark.parametrize("address", [*PAPERS, "/expectations.pdf"])
def test_a_change_that_a_paper_does_not_tell_leaves_it_as_it_was(
    client_for: Any, newest: int, person_of: Any, address: str
) -> None:
    viewer = client_for("viewer")
    before = viewer.get(address).data
    with clock.frozen(EVENING + datetime.timedelta(days=3)):
        Change.create(
            at=clock.now(), by_name="Set-up", verb="added", kind="one_time_link", key=1,
            name="A link", version=1,
        )  # fmt: skip
    assert viewer.get(address).data == before
