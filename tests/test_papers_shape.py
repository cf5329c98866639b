"""Papers keep their shape: a letter and a summary are two pages, a small table stays on one."""

import io
import re
from collections import Counter
from typing import Any

import page as pdfua
import pypdf
import pytest

from sras.assessment.models import Assessment
from sras.core import pdf_child
from sras.core.pdf import STATIC
from sras.planning.models import Objective
from sras.planning.models_asks import Ask
from sras.planning.models_choice import ApprovalRequest
from sras.planning.models_lists import Selection
from sras.planning.models_tasks import Task
from tests.conftest import BY, DAY

LETTER = """Dear Maria Ortiz,

The leadership team has looked at how the Department runs its system of support. In this \
cycle we agreed where 24 of 52 practices stand, each with a description of what is in place. \
It is a picture of our own work for choosing what to strengthen, not a rating of anyone.

From what could be stronger we chose ten objectives. We kept the list short, so that what is \
begun can be finished.

We ask four things of you.

1. **Approve the list as it stands**, or mark the exceptions: change the words of an item, \
or return it.
2. **Decide the open asks.** Each names the policy, statute or budget that stands in the way.
3. **Protect the time.** Members of the team need two hours a month for this work.
4. **Set the day on which you want to hear how it stands**, and what you expect to see by then.

Renata Oyelaran
for the leadership team"""
NOTE = (
    "Nine positions are paid from a federal balance that ends next September. Keeping them needs "
    "$1.1 million in the state appropriation."
)
COMMENT = "Say “each identified school with more than twenty learners”, so that it can be counted."


def pages(body: bytes) -> list[str]:
    """The words of each page of a PDF."""
    return [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(body)).pages]


@pytest.fixture
def ten_put_up(client_for: Any, make_cycle: Any) -> ApprovalRequest:
    """Ten indicators with long names before the Chief, six asks beside them."""
    cycle = make_cycle(per_topic=4)
    for number, row in enumerate(list(Assessment.of_cycle(cycle))[:10]):
        row.indicator.change(by=BY, title="State rules that block improvement found and removed")
        row.change(by=BY, level=2, agreed_on=DAY, priority=3, opportunity=1 if number < 2 else 3)
        if number < 2:
            row.change(by=BY, constraint_kind="budget", constraint_note=NOTE)
        on_list = "longer_term" if number % 2 else "quick_win"
        Selection.start(by=BY, assessment=row, list=on_list, suggested=on_list, placed_on=DAY)
        if number < 6:
            text = "Take rules 6.41 and 8.12 to the State Board for review, with half a position."
            Ask.put(by=BY, assessment=row, kind="policy", text=text, on=DAY)
    keys = [row.id for row in Selection.of_cycle(cycle)]
    answer = client_for("team_lead").post("/approval", data={"letter": LETTER, "items": keys})
    assert answer.status_code == 303, answer.text
    return ApprovalRequest.get()


def test_a_letter_of_ten_items_and_its_summary_are_two_pages(
    client_for: Any, ten_put_up: ApprovalRequest
) -> None:
    address = f"/approval/{ten_put_up.id}.pdf"
    assert len(pages(client_for("chief").get(address).data)) == 2
    items = re.findall(r'name="outcome_(\d+)"', client_for("chief").get(address[:-4]).text)
    told: dict[str, str] = {"how": "each", "comment": "A list that I can defend before the board."}
    for key in list(dict.fromkeys(items))[:2]:
        told |= {f"outcome_{key}": "returned", f"words_{key}": COMMENT}
    chief = client_for("chief")
    assert chief.post(f"/approval/{ten_put_up.id}/decision", data=told).status_code == 303
    decided = pages(chief.get(address).data)
    assert len(decided) == 2
    assert "Letter" in decided[0]
    assert "A list that I can defend" in decided[1]


@pytest.fixture
def many_objectives(make_cycle: Any, person_of: Any) -> int:
    """Objectives whose tables of a few tasks fall on every place of a page."""
    lead = person_of("team_lead")
    made = 0
    for made, row in enumerate(Assessment.of_cycle(make_cycle(per_topic=7)), 1):
        row.agree(by=BY, today=DAY, level=2, agreed_on=DAY, in_place="Some offices do it. " * made)
        objective = Objective.begin(BY, row, DAY, owner=lead, done_description="All do it.")
        code = row.indicator.code
        tasks = [{"title": f"Mark {code}: step {n}", "owner": lead, "due": DAY} for n in range(6)]
        Task.add_many(BY, objective, DAY, tasks)
    return made


def test_a_small_table_of_tasks_stays_on_one_page(client_for: Any, many_objectives: int) -> None:
    made = client_for("viewer").get("/plan.pdf")
    found: dict[str, Counter[int]] = {}
    for number, words in enumerate(pages(made.data)):
        for code in re.findall(r"Mark ([\d.]+): step", words):
            found.setdefault(code, Counter())[number] += 1
    assert len(found) == many_objectives
    assert {code: places for code, places in found.items() if len(places) > 1} == {}
    assert pdfua.validate_pdf_bytes(made.data, profile="ua1").is_compliant


def test_a_long_table_of_tasks_may_break(client_for: Any, objective: Any) -> None:
    Task.add_many(BY, objective, DAY, [{"title": f"Step {n}"} for n in range(24)])
    words = client_for("viewer").get("/plan/print").text
    assert '<table class="tasks">' in words
    assert '<table class="tasks together">' not in words


def test_each_loose_sheet_says_of_which_paper_and_day_it_is(
    client_for: Any, objective: Any, person_of: Any
) -> None:
    lead, member = person_of("team_lead"), person_of("team_member")
    each = [{"title": f"Step of {who.name}", "owner": who, "due": DAY} for who in (lead, member)]
    Task.add_many(BY, objective, DAY, each)
    viewer = client_for("viewer")
    for day, said in ((None, r"As of \d+ \w+ \d+, copy \d+"), (DAY, "As of 1 Sep 2026")):
        asked = f"&as_of={day}" if day else ""
        made = pages(viewer.get(f"/tasks.pdf?by=owner{asked}").data)
        assert len(made) == 2
        assert "· Open tasks by owner" in made[1]
        assert re.search(said, made[1])
    sheet = pages(viewer.get(f"/plan.pdf?as_of={DAY}").data)[1]
    assert "1.1 · as of 1 Sep 2026" in sheet


def test_signatures_and_last_rows_never_stand_alone_on_their_page(
    client_for: Any, make_cycle: Any
) -> None:
    make_cycle()
    printed = client_for("viewer").get("/reports/year/print").text
    start, signed = printed.index("<section aria"), printed.index('<table class="signing')
    rows = "<tr><th>1.1 Stakeholders</th><td>Score it.</td></tr>" * 6
    owed = f"<table><caption>Owed</caption><tbody>{rows}</tbody></table>"
    brought: set[int] = set()
    for filled in range(26, 38):  # so that they fall on every place of a page
        before = f"{printed[:start]}{'<p>One more.</p>' * filled}{owed}"
        last = pages(pdf_child.make(before + printed[signed:], STATIC))[-1]
        brought.add(last.partition("Signatures")[0].count("Score it."))
    assert {2, 3, 4} < brought
    assert not brought & {0, 1}


def test_the_name_of_an_indicator_stays_with_its_text_in_the_profile(
    client_for: Any, make_cycle: Any
) -> None:
    for number, row in enumerate(Assessment.of_cycle(make_cycle(per_topic=9))):
        text = f"Words of {row.indicator.code}. " + "Some offices do it. " * (3 + number % 7)
        row.agree(by=BY, today=DAY, level=2, agreed_on=DAY, in_place=text)
    parted = [
        code
        for words in pages(client_for("viewer").get("/profile.pdf").data)
        for code in re.findall(r"^([\d.]+) Practice [\d.]+(?: KEY)?$", words, re.MULTILINE)
        if f"Words of {code}." not in words and "agreed 1 Sep 2026" in words.split(code, 1)[1]
    ]
    assert [code for code in parted if code] == []


def test_the_head_of_the_counts_is_one_word_and_a_number(client_for: Any, make_cycle: Any) -> None:
    make_cycle()
    for address in ("/profile", "/profile/print"):
        words = client_for("viewer").get(address).text
        assert '<th scope="col" class="num">Level 4</th>' in words
        assert "1 Absent, 2 Begun, 3 Usual, 4 Usual and proven" in words
