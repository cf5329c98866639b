"""The days of the levels follow each other, whichever way a level is recorded."""

import datetime
import io
from typing import Any

import pytest

from sras.assessment.models import AgreedLevel, Assessment, OutOfOrder
from sras.planning.models import Objective
from tests.conftest import BY

D = datetime.date
SEPT, OCT = D(2026, 9, 10), D(2026, 10, 20)


@pytest.fixture
def risen(make_assessment: Any) -> Assessment:
    """At level 1 in September, at level 2 in October."""
    assessment = make_assessment()
    for level, day in ((1, SEPT), (2, OCT)):
        assessment.reassess(by=BY, today=day, level=level, on=day, note="Agreed in the meeting.")
    return assessment


def history(assessment: Assessment) -> list[tuple[int, D]]:
    return [(line.level, line.agreed_on) for line in AgreedLevel.newest_first(assessment)]


@pytest.mark.parametrize(
    ("level", "day", "why"),
    [
        (3, D(2026, 10, 1), "assessed"),
        (3, D(2026, 10, 1), "reassessed"),
        (2, D(2026, 10, 1), "met"),
        (2, D(2026, 9, 1), "assessed"),
    ],
)
def test_a_level_does_not_come_before_the_one_it_follows(risen, level, day, why):
    with pytest.raises(OutOfOrder):
        risen.agree(by=BY, today=D(2026, 11, 2), level=level, agreed_on=day, why=why)
    assert history(risen) == [(2, OCT), (1, SEPT)]
    assert Assessment.get_by_id(risen.id).level == 2


def test_the_day_of_the_level_that_stands_may_be_put_right(risen):
    risen.agree(by=BY, today=D(2026, 11, 2), level=2, agreed_on=D(2026, 10, 1))
    assert history(risen) == [(2, D(2026, 10, 1)), (1, SEPT)]


def test_a_table_with_an_older_day_is_refused_in_words(client_for, risen):
    lead = client_for("team_lead")
    table = "Code,Level,Agreed on\n1.1,1,2026-10-01\n"
    for path in ("/import/preview", "/import"):
        answer = lead.post(
            path,
            data={"kind": "ratings", "file": (io.BytesIO(table.encode()), "old.csv")},
            content_type="multipart/form-data",
        )
        assert "Row 2: Level 2 was agreed on 20 Oct 2026" in answer.text
    assert history(risen) == [(2, OCT), (1, SEPT)]


def test_an_objective_is_not_met_before_its_level_was_agreed(client_for, risen, person_of):
    objective = Objective.begin(
        BY,
        risen,
        SEPT,
        state="active",
        owner=person_of("team_lead"),
        done_description="One form.",
        target_on=D(2027, 6, 30),
    )
    typed = {"met_on": "2020-01-01", "proof": "Seen.", "sustain": "Kept up.", "level": "4"}
    answer = client_for("team_lead").post(f"/objectives/{objective.id}/completion", data=typed)
    assert answer.status_code == 422
    assert "Level 2 was agreed on 20 Oct 2026; what is agreed anew comes after it." in answer.text
    assert "Seen." in answer.text
    assert Objective.get_by_id(objective.id).state == "active"
    assert history(risen) == [(2, OCT), (1, SEPT)]
