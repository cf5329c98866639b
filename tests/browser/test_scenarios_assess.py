"""Scenarios 3 to 10 of a domain expert on the served sample, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import rows
from tests.browser.steps import agreed, press, refused, says, score, taken

pytestmark = pytest.mark.browser

# What a rating of the state would look like; people themselves may write of grades and averages.
SCORE = re.compile(
    r"(?i)\b(?:(?:average|mean) (?:level|index|score)|total score|score of|grade:? [A-F]\b"
    r"|rank(?:ed)? \d+)|\d ?%"
)


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def person(request, server, open_as):
    """`person(role)`: a page of that role, in a browser that runs scripts or does not."""
    return lambda role, **more: open_as(server, role, javascript=request.param, **more)


def test_scenario_03_the_index_follows_the_scores_and_reorders_the_list(server, person):
    page, (key, other) = person("team_member"), rows.unassessed(server.folder)[1:3]
    agreed(page, other, 2, 2, 3)
    page.goto(f"/assessment/{key}")
    page.locator("#level-2").check()
    page.get_by_label("What is in place now").fill("Plain words.")
    score(page, "Priority", 3)
    score(page, "Opportunity", 3)
    press(page, "#save")
    expect(page.locator("[data-shows=index]")).to_have_text("9 = priority 3 × opportunity 3")
    assert rows.in_place(server.folder, key) == "Plain words."
    expect(page.locator("[name=index], [name=priority_index]")).to_have_count(0)
    assert order(page, key, other) == [key, other]
    page.goto(f"/assessment/{key}")
    score(page, "Opportunity", 1)
    press(page, "#save")
    refused(page, "Opportunity 1: say what exactly would have to change.")
    page.get_by_role("radiogroup", name="What stands in the way").get_by_role("radio").first.check()
    page.get_by_label("What exactly would have to change").fill("Board rule 4.2.")
    press(page, "#save")
    expect(page.locator("[data-shows=index]")).to_have_text("3 = priority 3 × opportunity 1")
    assert order(page, key, other) == [other, key]


def order(page, *keys: int) -> list[int]:
    """The keys in the order in which their rows stand in the ranked list."""
    page.goto("/choose")
    ids = (
        page.locator("table.ranked")
        .first.locator("tbody tr")
        .evaluate_all("(r) => r.map(e => e.id)")
    )
    return sorted(keys, key=lambda key: ids.index(f"row-{key}"))


def test_scenario_04_level_four_needs_proof_and_nothing_typed_is_lost(server, person):
    page, key = person("team_member"), rows.unassessed(server.folder)[1]
    page.goto(f"/assessment/{key}")
    page.get_by_label("What is in place now").fill("All of it.")
    page.locator("#level-4").check()
    press(page, "#save")
    refused(page, "Level 4 needs evidence and a note on how it will be kept up, or say who owes")
    expect(page.get_by_label("What is in place now")).to_have_value("All of it.")
    expect(page.locator("#level-4")).to_be_checked()
    level = "SELECT level FROM assessment_assessment WHERE id = ?"
    assert rows.one(server.folder, level, key) is None


def test_scenario_05_not_a_priority_asks_why_and_stays_in_print_alone(server, person):
    page, key = person("team_member"), rows.unassessed(server.folder)[1]
    page.goto(f"/assessment/{key}")
    page.locator("#level-1").check()
    page.get_by_role("radio", name=re.compile("^Not a priority")).check()
    press(page, "#save")
    refused(page, "Say why it is not a priority.")
    page.get_by_label("Why it is not a priority").fill("The law is being rewritten.")
    press(page, "#save")
    taken(page)
    page.goto("/choose")
    expect(page.locator(f"#row-{key}")).to_have_count(0)
    page.goto("/profile/print")
    expect(page.locator("body")).to_contain_text("The law is being rewritten.")


def test_scenario_06_and_07_one_without_an_objective_is_idle_one_with_it_is_held(server, person):
    page = person("team_member")
    page.goto("/choose")
    row = page.locator("table.ranked").first.locator("tbody tr").filter(has_text="12.1 ")
    expect(row).to_contain_text("3 × 2 = 6")
    expect(row).not_to_contain_text(re.compile("late|overdue"))
    page.goto("/plan")
    expect(page.locator("#plan")).not_to_contain_text("12.1 ")
    held = rows.one(
        server.folder, "SELECT assessment_id FROM planning_objective WHERE state='active'"
    )
    page.goto(f"/assessment/{held}")
    expect(page.locator("#locked")).to_contain_text("is held. The plan has an objective")
    expect(page.locator("#locked")).to_contain_text("re-assess")
    expect(page.locator("#assess [type=radio][name=level]:enabled")).to_have_count(0)
    score(page, "Priority", 2)
    page.get_by_label("What is in place now").fill("Words beside a held level.")
    press(page, "#save")
    taken(page)
    kept = "SELECT priority, in_place FROM assessment_assessment WHERE id = ?"
    assert rows.ask(server.folder, kept, held) == [(2, "Words beside a held level.")]


def test_scenario_08_seven_views_are_shown_at_the_opening_and_never_averaged(server, person):
    key, page = rows.unassessed(server.folder)[3], person("process_manager")
    page.goto(f"/assessment/{key}/views")
    page.locator("#begin-round").click()
    says(page, "0 of 7 have answered")
    member = person("team_member")
    member.goto(f"/assessment/{key}/views/own")
    member.locator("#level-4").check()
    member.get_by_label("Why you see it so").fill("Seen in two offices.")
    member.locator("#keep-view").click()
    says(member, "1 of 7 have answered")
    rows.give_views(server.folder, key, [2, 2, 2, 3, 3, 3])
    page.goto(f"/assessment/{key}/views")
    says(page, "7 of 7 have answered")
    expect(page.locator("main")).not_to_contain_text("Seen in two offices.")
    page.locator("#open-views").click()
    says(page, "Seen in two offices.", "never averaged")
    counts = page.locator("table tbody tr td").all_inner_texts()
    assert [re.search(r"\d+", text)[0] for text in counts] == ["0", "3", "3", "1"]
    expect(page.locator("main")).not_to_contain_text("2.7")
    page.goto(f"/assessment/{key}")
    page.locator("#level-3").check()
    page.get_by_label("What is in place now").fill("Most offices.")
    page.locator("#differently > summary").click()
    page.get_by_role("radio", name=re.compile("reservation")).check()
    page.get_by_label("Who sees it differently, and why").fill("Lucia sees level 2 in the west.")
    press(page, "#save")
    taken(page)
    kept = "SELECT level, dissent_note FROM assessment_assessment WHERE id = ?"
    assert rows.ask(server.folder, kept, key) == [(3, "Lucia sees level 2 in the west.")]


def test_scenario_09_who_comes_back_lands_on_the_next_indicator(server, person, sample):
    page, key = person("team_member"), rows.unassessed(server.folder)[0]
    page.goto("/")
    expect(page.locator("#where")).to_contain_text("31 of 52")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(sample[1]["team_member"][0])
    page.get_by_label("Password", exact=True).fill(sample[1]["team_member"][1])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/assessment/{key}")
    expect(page.locator("#where")).to_contain_text("31 of 52")


def test_scenario_10_no_page_has_a_score_and_the_counts_sum_to_all(person):
    page = person("viewer")
    for path in ("/", "/assessment", "/profile", "/profile/print", "/reports"):
        page.goto(path)
        found = SCORE.findall(page.locator("body").inner_text())
        assert not found, (path, found)
    page.goto("/profile")
    says(page, re.compile("not a rating", re.IGNORECASE))
    counts = page.locator("table").filter(has_text="Not assessed").last.locator("tbody tr")
    lines = [[int(n) for n in line.locator("td.num").all_text_contents()] for line in counts.all()]
    assert len(lines) == 5  # four parts and all of them
    assert all(sum(line[:-1]) == line[-1] for line in lines)
    assert lines[-1][-1] == 52
