"""The agenda on one page of paper."""

import io
from typing import Any

import page as pdfua
import pypdf

from sras.meetings import rules_paper
from sras.meetings.models_agenda import AgendaItem
from tests.conftest import BY


def test_a_heavy_agenda_fits_on_one_page_and_counts_what_it_leaves_out(
    client_for: Any, make_meeting: Any, person_of: Any
) -> None:
    place = "Large conference room on the fourth floor, Department of Education, 100 Main Street"
    meeting = make_meeting(place=place, call_link=f"https://meet.example.org/{'x' * 90}")
    names = "\n".join(
        f"1.{n} task 1, {'Agree with the centers on it ' * 2}: Ana" for n in range(20)
    )
    heavy = {"kind": "task_review", "title": "20 overdue tasks, " * 4, "note": names}
    lead = person_of("team_lead")
    AgendaItem.add_many(meeting, [{**heavy, "presenter": lead}] * 13, by=BY)
    made = client_for("viewer").get(f"/meetings/{meeting.id}/agenda.pdf")
    sheets = pypdf.PdfReader(io.BytesIO(made.data)).pages
    assert len(sheets) == 1
    words = " ".join(sheets[0].extract_text().split())
    assert "and 19 more" in words or "20 lines, on its page" in words
    assert "https://meet.example.org/" in words
    assert pdfua.validate_pdf_bytes(made.data, profile="ua1").is_compliant


def test_a_full_agenda_names_something_under_each_item_that_it_can() -> None:
    tasks = "\n".join(f"1.{n} task 1, Agree with the centers: Ana, due 3 Nov" for n in range(19))
    comment = f"Deborah Lang on 5.1: {'the same signature is missing, ' * 9}"
    plain = [(f"Item {n}", "") for n in range(10)]
    heavy = [("7 overdue tasks", tasks), ("19 tasks due", tasks), ("Comments", f"{comment}\n" * 2)]
    first, second, comments, *_rest = rules_paper.fitted([*heavy, *plain], [])
    assert first.lines
    assert second.lines
    assert (comments.lines, comments.more) == ([], 2)  # longer than what is left
    assert all(each.blanks >= 1 for each in (first, second, comments))


def test_an_empty_agenda_prints_as_well(client_for: Any, make_meeting: Any) -> None:
    made = client_for("viewer").get(f"/meetings/{make_meeting().id}/agenda.pdf")
    (sheet,) = pypdf.PdfReader(io.BytesIO(made.data)).pages
    assert "Nothing is on the agenda yet." in " ".join(sheet.extract_text().split())
    assert pdfua.validate_pdf_bytes(made.data, profile="ua1").is_compliant
