"""The open tasks and what the Chief expects, each as a paper of its own."""

import datetime
import io
from typing import Any

import page as pdfua
import pypdf

from sras.planning.models_asks import Expectation
from sras.planning.models_tasks import Task
from tests.conftest import BY, DAY

D = datetime.date


def pages(body: bytes) -> list[str]:
    """The words of each page of a PDF."""
    return [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(body)).pages]


def test_the_task_list_is_a_paper_by_date_or_by_owner(
    client_for: Any, objective: Any, person_of: Any
) -> None:
    lead, member = person_of("team_lead"), person_of("team_member")
    for title, owner, due in (
        ("Second", lead, D(2026, 10, 1)),
        ("First", member, D(2026, 9, 2)),
        ("Someday", member, None),
    ):
        Task.add(BY, objective, DAY, title=title, owner=owner, due=due)
    viewer = client_for("viewer")
    by_date = viewer.get("/tasks.pdf")
    assert pdfua.validate_pdf_bytes(by_date.data, profile="ua1").is_compliant
    words = " ".join(" ".join(pages(by_date.data)).split())
    assert words.index("First") < words.index("Second") < words.index("Someday")
    assert "Team member One" in words
    assert len(pages(viewer.get("/tasks.pdf?by=owner").data)) == 2
    assert 'href="/tasks.pdf?by=owner"' in viewer.get("/tasks?by=owner").text
    assert 'href="/tasks.pdf"' in viewer.get("/reports").text


def test_an_empty_task_list_and_no_expectations_print_as_well(client_for: Any) -> None:
    for address, said in (
        ("/tasks.pdf", "There are no open tasks."),
        ("/expectations.pdf", "Nothing is expected yet."),
    ):
        made = client_for("viewer").get(address)
        assert said in " ".join(pages(made.data)[0].split())
        assert pdfua.validate_pdf_bytes(made.data, profile="ua1").is_compliant


def test_what_the_chief_expects_is_a_paper(client_for: Any, make_cycle: Any) -> None:
    Expectation.start(
        by=BY,
        cycle=make_cycle(),
        text="Every identified school has one plan.",
        set_by="Maria Ortiz",
        set_on=DAY,
        due=D(2027, 6, 30),
        judged="partly_met",
        judged_on=D(2027, 7, 1),
        judged_by="Maria Ortiz",
        judgement="Eleven still have two.",
    )
    viewer = client_for("viewer")
    made = viewer.get("/expectations.pdf")
    words = " ".join(pages(made.data)[0].split())
    for said in ("Every identified school", "30 Jun 2027", "Partly met", "Eleven still have two."):
        assert said in words
    assert pdfua.validate_pdf_bytes(made.data, profile="ua1").is_compliant
    assert 'href="/expectations.pdf"' in viewer.get("/expectations").text
