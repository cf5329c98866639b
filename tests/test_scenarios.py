"""Scenarios of a domain expert on the whole default set: 1 to 5, 7, 9, 10 and 30."""

import io
import re
from html import unescape
from pathlib import Path
from typing import Any

import pypdf
import pytest

from sras.accounts.models import Person
from sras.assessment.models import Assessment
from sras.core.settings import load_settings
from sras.exports import backups
from sras.frameworks.models import Indicator, Level, Part, Topic
from sras.frameworks.models_sets import DEFAULT_SET, import_set
from sras.planning.models import Objective
from tests.conftest import BY, DAY, HTMX, KEY

TRADEMARKS = re.compile("indistar|indisea|wise ways", re.IGNORECASE)


@pytest.fixture
def whole(make_cycle: Any, app: Any) -> Any:
    """A running cycle on the default set, nothing assessed."""
    return make_cycle(edition=import_set(DEFAULT_SET, BY))


def of_code(cycle: Any, code: str) -> Assessment:
    return (
        Assessment.current(Assessment, Indicator)
        .join(Indicator)
        .where(Assessment.cycle == cycle, Indicator.code == code)
        .get()
    )


def posted(row: Assessment, **fields: Any) -> dict[str, Any]:
    return {"version": Assessment.get_by_id(row.id).version, "in_place": "It is so.", **fields}


def test_scenario_1_a_fresh_instance_holds_the_whole_rubric(client_for: Any, whole: Any) -> None:
    assert [table.current().count() for table in (Part, Topic, Indicator, Level)] == [
        4,
        15,
        52,
        208,
    ]
    codes = [row.code for row in Indicator.current()]
    assert len(set(codes)) == 52
    lead = client_for("team_lead")
    sets = unescape(lead.get("/rubric").text)
    assert whole.edition.framework.licence_note[:40] in sets
    seen = [sets, lead.get(f"/rubric/editions/{whole.edition.id}").text]
    seen += [lead.get(f"/rubric/indicators/{row.id}").text for row in Indicator.current()]
    assert not [page for page in seen if TRADEMARKS.search(page)]


def test_scenario_2_the_scale_reads_from_easy_to_needing_policy_or_budget(
    client_for: Any, whole: Any
) -> None:
    row = of_code(whole, "6.2")
    row.agree(by=BY, today=DAY, level=2, priority=3, opportunity=3)
    lead = client_for("team_lead")
    screen = lead.get(f"/assessment/{row.id}").text
    choices = screen[screen.index('name="opportunity"') :]
    assert choices.index("Fairly easy") < choices.index("Needs a change of policy or budget")
    for paper in ("/profile/print", "/plan/print"):
        text = " ".join(lead.get(paper).text.split())
        assert re.search(r"3 (=|fairly) ?(fairly )?easy", text), paper
        assert re.search(r"1 (=|needs) ?(needs )?a change of policy or budget", text), paper


@pytest.mark.parametrize(("p", "o", "index"), [(3, 2, 6), (3, 3, 9), (1, 1, 1)])
def test_scenario_3_the_index_is_computed_and_cannot_be_typed(
    client_for: Any, whole: Any, p: int, o: int, index: int
) -> None:
    row = of_code(whole, "6.2")
    blocked = {"constraint_kind": "budget", "constraint_note": "A post."} if o == 1 else {}
    member = client_for("team_member")
    typed = posted(row, level=2, priority=p, opportunity=o, index=7, **blocked)
    assert member.post(f"/assessment/{row.id}", data=typed).status_code == 303
    assert Assessment.get_by_id(row.id).priority_index == index
    page = member.get(f"/assessment/{row.id}").text
    assert f"{index} = priority {p} × opportunity {o}" in page
    assert 'name="index"' not in page


def test_scenario_3_a_harder_opportunity_changes_index_and_order_at_once(
    client_for: Any, whole: Any
) -> None:
    first, second = of_code(whole, "6.2"), of_code(whole, "1.1")
    first.agree(by=BY, today=DAY, level=2, priority=3, opportunity=3)
    second.agree(by=BY, today=DAY, level=2, priority=2, opportunity=3)
    member = client_for("team_member")
    order = member.get("/choose").text
    assert order.index("Assessment data used") < order.index("System designed")
    answer = member.post(
        f"/assessment/{first.id}",
        data={
            "only": "opportunity constraint_kind constraint_note",
            "opportunity": 1,
            "constraint_kind": "policy",
            "constraint_note": "Board rule 4.2.",
            "version": first.version,
        },
        headers=HTMX,
    )
    assert "3 = priority 3 × opportunity 1" in answer.text
    order = member.get("/choose").text
    assert order.index("System designed") < order.index("Assessment data used")


def test_scenario_4_level_4_needs_proof_and_nothing_typed_is_lost(
    client_for: Any, whole: Any
) -> None:
    row = of_code(whole, "6.2")
    answer = client_for("team_member").post(
        f"/assessment/{row.id}", data=posted(row, level=4, in_place="Every district does it.")
    )
    assert answer.status_code == 422
    told = unescape(answer.text)
    assert "evidence" in told[told.index("There is a problem") : told.index("</main>")], told
    assert "Every district does it." in answer.text
    assert Assessment.get_by_id(row.id).level is None


def test_scenario_5_not_a_priority_needs_a_reason_leaves_the_list_and_stays_in_print(
    client_for: Any, whole: Any
) -> None:
    row, member = of_code(whole, "6.2"), client_for("team_member")
    typed = {"level": 1, "disposition": "not_a_priority"}
    assert member.post(f"/assessment/{row.id}", data=posted(row, **typed)).status_code == 422
    typed["disposition_reason"] = "The testing law is being rewritten."
    assert member.post(f"/assessment/{row.id}", data=posted(row, **typed)).status_code == 303
    assert "Assessment data used" not in member.get("/choose").text
    assert "The testing law is being rewritten." in member.get("/profile/print").text


def test_scenario_7_an_objective_holds_the_level_and_nothing_else(
    client_for: Any, whole: Any, person_of: Any
) -> None:
    row, lead = of_code(whole, "12.1"), person_of("team_lead")
    row.agree(by=BY, today=DAY, level=2, priority=3, opportunity=2)
    Objective.begin(
        by=lead,
        assessment=row,
        added_on=DAY,
        owner=lead,
        done_description="Every plan has a coach.",
        target_on=DAY,
    )
    member = client_for("team_member")
    typed = {"priority": 2, "opportunity": 3, "agreed_on": DAY.isoformat()}
    held = member.post(f"/assessment/{row.id}", data=posted(row, level=3, **typed))
    assert held.status_code == 422
    assert "re-assess" in held.text.lower()
    free = posted(row, level=2, **typed)
    answer = member.post(f"/assessment/{row.id}", data=free)
    assert answer.status_code == 303, re.findall(r'class="error"[^>]*>([^<]+)', answer.text)
    now = Assessment.get_by_id(row.id)
    assert (now.level, now.priority, now.opportunity, now.in_place) == (2, 2, 3, "It is so.")


def test_scenario_9_after_31_of_52_the_team_lands_on_the_next_one(
    client_for: Any, whole: Any
) -> None:
    rows = list(Assessment.of_cycle(whole))
    for row in rows[:31]:
        row.agree(by=BY, today=DAY, level=2)
    member = client_for("team_member")
    landed = member.get("/assessment/next")
    assert landed.headers["Location"] == f"/assessment/{rows[31].id}"
    assert "31 of 52" in member.get(landed.headers["Location"]).text


def test_scenario_10_there_is_no_score_and_the_counts_sum_to_all(
    client_for: Any, whole: Any
) -> None:
    for level, row in zip((1, 2, 2, 3, 3, 3), Assessment.of_cycle(whole), strict=False):
        row.agree(by=BY, today=DAY, level=level)
    client = client_for("viewer")
    for address in ("/", "/assessment", "/profile", "/profile/print", "/plan", "/reports"):
        text = re.sub(r"<[^>]+>", " ", client.get(address).text).lower()
        assert not re.search(
            r"\b(average|mean score|total score|grade|rank(ed)? \d|score of)\b", text
        )
        assert not re.search(r"\d ?%", text), address
    profile = client.get("/profile").text
    assert "not a rating" in profile.lower()
    table = profile[profile.index("Counts by part and level") :]
    rows = re.findall(r"<tr>(.*?)</tr>", table[: table.index("</table>")], re.DOTALL)
    counts = [[int(n) for n in re.findall(r"<td[^>]*>\s*(\d+)\s*</td>", line)] for line in rows]
    counts = [line for line in counts if line]
    assert len(counts) == 5  # four parts and all of them
    assert all(sum(line[:-1]) == line[-1] for line in counts)
    assert counts[-1][-1] == 52


def test_scenario_30_a_backup_restores_equal_and_a_guest_ends(
    client_for: Any, whole: Any, instance: Path, tmp_path: Path, client_of: Any, person_of: Any
) -> None:
    of_code(whole, "1.1").agree(by=BY, today=DAY, level=2, priority=3, opportunity=2)
    settings = load_settings(instance, {"SRAS_SECRET_KEY": KEY})
    path = backups.backup(settings)
    empty = load_settings(tmp_path / "empty", {"SRAS_SECRET_KEY": KEY})
    backups.restore(empty, path)
    assert backups.content_hash(empty.database_path) == backups.content_hash(settings.database_path)
    assert backups.row_counts(empty.database_path) == backups.row_counts(settings.database_path)
    assert "KEY" in client_for("viewer").get("/profile/print").text  # a word, not a color alone
    fields = {"owner": person_of("team_lead"), "done_description": "One form.", "target_on": DAY}
    Objective.begin(BY, of_code(whole, "1.1"), DAY, **fields)
    paper = pypdf.PdfReader(io.BytesIO(client_for("viewer").get("/plan.pdf").data))
    text = " ".join(" ".join(leaf.extract_text() for leaf in paper.pages).split())
    title = of_code(whole, "1.1").indicator.title
    assert re.search(rf"1\.1 {re.escape(title)} KEY", text), text
    guest = Person.get(Person.role == "guest")
    client = client_of(guest)
    assert client.get("/plan").status_code == 200
    assert client.post("/assessment/1", data={"level": 1}).status_code == 403
    guest.change(by=BY, ends_on=DAY)
    assert client.get("/plan").status_code == 302
