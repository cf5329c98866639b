"""Evidence on a past day: from its own day where it has one, else from when it was recorded."""

import datetime
from typing import Any

import pytest

from sras.assessment.models import Assessment
from sras.assessment.models_as_of import as_of, counted_on, told_on
from sras.evidence.models import Evidence
from tests.conftest import BY
from tests.test_as_of_levels import agree, at, four
from tests.test_reports_progress import plain

__all__ = ["four"]

D = datetime.date
MARCH, APRIL = D(2027, 3, 31), D(2027, 4, 26)


def add(typed: D, row: Any = None, **fields: Any) -> Evidence:
    """A piece typed on a day, for an indicator or for none."""
    about = ("assessment", row.id) if row is not None else None
    with at(typed.year, typed.month, typed.day):
        return Evidence.add(by=BY, about=about, **{"source": "document", **fields})


def shown_on(row: Assessment, day: D) -> list[str]:
    told = told_on(row.cycle, as_of(day))
    return [str(piece.title) for piece in told.evidence[row.id]]


def test_a_piece_counts_from_its_own_day_however_late_it_was_typed(four: list[Assessment]) -> None:
    row = four[0]
    with at(2027, 3, 2):
        agree(row, D(2027, 3, 2), level=2)
    add(APRIL, row, title="Interview", dated=D(2027, 3, 9))
    add(APRIL, row, title="Undated")
    add(APRIL, row, title="Survey", dated=D(2027, 4, 1))
    assert shown_on(row, D(2027, 3, 8)) == []
    assert shown_on(row, D(2027, 3, 9)) == shown_on(row, MARCH) == ["Interview"]
    assert shown_on(row, APRIL) == ["Interview", "Undated", "Survey"]


def test_a_day_put_right_later_counts_as_it_is_known_now(four: list[Assessment]) -> None:
    row = four[0]
    piece = add(D(2027, 3, 2), row, title="Survey", dated=D(2027, 3, 1))
    with at(2027, 4, 26):
        Evidence.get_by_id(piece.id).change(by=BY, dated=D(2027, 4, 1))
    assert (shown_on(row, MARCH), shown_on(row, APRIL)) == ([], ["Survey"])


def test_proof_typed_late_was_given_on_its_day_unless_it_is_older_than_the_level(
    four: list[Assessment],
) -> None:
    given, older, linked, _rest = four
    guide = add(D(2027, 1, 5), None, title="Guide", dated=D(2027, 3, 5))
    with at(2027, 2, 10):
        for row in (given, older, linked):
            agree(row, D(2027, 2, 10), level=4, sustain="We look each May.")
    add(APRIL, given, title="Visit", dated=D(2027, 3, 9))
    add(APRIL, older, title="Policy", dated=D(2021, 5, 1))
    with at(2027, 4, 26):
        Evidence.get_by_id(guide.id).link(by=BY, about=("assessment", linked.id))
    rows = (given, older, linked)
    for day, expected in (
        (D(2027, 3, 8), ["owed", "owed", "owed"]),
        (MARCH, ["4", "owed", "owed"]),
        (APRIL, ["4", "4", "4"]),
    ):
        counted = counted_on(given.cycle, day)
        assert [counted[row.id] for row in rows] == expected, day


def test_a_late_piece_that_counts_no_longer_still_stood_then(four: list[Assessment]) -> None:
    row = four[0]
    piece = add(APRIL, row, title="Interview", dated=D(2027, 3, 9))
    with at(2027, 5, 10):
        Evidence.get_by_id(piece.id).archive(by=BY)
    assert (shown_on(row, MARCH), shown_on(row, D(2027, 5, 10))) == (["Interview"], [])


@pytest.mark.parametrize("report", ["profile", "progress", "year"])
def test_a_fresh_report_names_what_stood_before_its_days_too(
    client_for: Any, four: list[Assessment], report: str
) -> None:
    with at(2027, 2, 10):
        agree(four[0], D(2027, 2, 10), level=4, sustain="We look each May.")
    known = add(D(2027, 2, 11), four[1], title="Known", dated=D(2027, 2, 1))
    days = "as_of=2027-03-31" if report == "profile" else "first=2027-01-01&last=2027-03-31"
    with at(2027, 4, 8):
        lead = client_for("team_lead")
        form = {"title": "Given out", "issued_on": "2027-04-08", "note": ""}
        assert lead.post(f"/reports/{report}/issue?{days}", data=form).status_code == 303
    add(APRIL, four[0], title="Visit", dated=D(2027, 3, 9))
    add(APRIL, four[1], title="Old policy", dated=D(2021, 5, 1))
    add(APRIL, four[1], title="Undated")
    add(APRIL, four[1], title="Outside", dated=D(2027, 4, 2))
    with at(2027, 4, 26):
        agree(four[2], APRIL, level=2, agreed_on=D(2026, 12, 20))
        Evidence.get_by_id(known.id).archive(by=BY)  # as of then it was there
        address = "/profile/print" if report == "profile" else f"/reports/{report}/print"
        said = plain(client_for("viewer").get(f"{address}?{days}").text)
    who = ", recorded on 26 Apr 2027 by Set-up"
    assert f"Evidence: dated 9 Mar 2027{who}" in said
    assert f"Evidence: dated 1 May 2021{who}" in said
    assert f"level 2, agreed on 20 Dec 2026{who}" in said
    assert said.count("Evidence: dated ") == 2  # not what was known, lies outside or has no date
    assert "Visit" not in said  # a viewer may read no evidence, and a paper is the same for all
