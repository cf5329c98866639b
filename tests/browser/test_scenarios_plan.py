"""Scenarios 11 to 17 of a domain expert on the served sample, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import checks, rows
from tests.browser.steps import (
    agreed,
    decide,
    link_for,
    place,
    press,
    printed,
    put_up,
    refused,
    says,
    set_task,
    sound,
    taken,
)

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def person(request, server, open_as):
    """`person(role)`: a page of that role, in a browser that runs scripts or does not."""
    return lambda role, **more: open_as(server, role, javascript=request.param, **more)


def test_scenario_11_12_and_13_ranked_placed_with_a_reason_and_asked(server, person):
    page, keys = person("process_manager"), rows.unassessed(server.folder)[1:6]
    first, second, third, fourth, fifth = (rows.code_of(server.folder, key) for key in keys)
    # As in the scenario, each in another order than the ranks: ties go by priority.
    for key, scores in zip(keys, [(3, 2), (2, 3), (3, 3), (3, 1), (1, 3)], strict=True):
        agreed(page, key, 2, *scores)
    page.goto("/choose")
    listed = page.locator("table.ranked").first.locator("tbody tr")
    lines = {
        line.split(" ", 1)[0]: line
        for line in (" ".join(t.split()) for t in listed.all_inner_texts())
    }
    ours = [code for code in lines if code in (first, second, third, fourth, fifth)]
    assert ours == [third, first, second, fourth, fifth]
    suggested = {
        code: re.search("(Quick win|Longer term|Deferred)", lines[code])[1] for code in ours
    }
    assert [suggested[code] for code in (third, second)] == ["Quick win"] * 2
    assert [suggested[code] for code in (first, fourth, fifth)] == ["Longer term"] * 3
    why = "The office has the staff for it now."
    place(page, third, "Quick win")
    place(page, first, "Quick win", reason=why, not_="longer term")
    kept = "SELECT list, suggested, why FROM planning_selection WHERE assessment_id = ?"
    assert rows.ask(server.folder, kept, keys[0]) == [("quick_win", "longer_term", why)]
    page.goto("/history")
    says(page, why)
    page.goto("/asks")
    says(page, f"{fourth} ", f"Board rule {keys[3]}.")
    page.locator("#ask-all").click()
    says(page, "Waiting for an answer", f"Board rule {keys[3]}.")
    expect(page.locator("#ask-all")).to_have_count(0)
    sound(page)


def test_scenario_14_the_chief_decides_on_a_phone_and_the_plan_prints_draft_until_then(
    server, person
):
    page, keys = person("process_manager"), rows.unassessed(server.folder)[1:6]
    codes = [rows.code_of(server.folder, key) for key in keys]
    for key, code in zip(keys, codes, strict=True):
        agreed(page, key, 2, 3, 3)
        page.goto("/choose")
        place(page, code, "Quick win")
    request = put_up(page, codes)
    page.goto("/plan/print")
    expect(page.locator("body")).to_contain_text("DRAFT in part")
    decision = f"{request}/decision"
    team = page.request.post(
        decision, form={"how": "all"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert team.status == 403
    phone = person(None, width=360, has_touch=True)
    phone.goto(link_for(person("admin"), request))
    phone.get_by_role("button", name="Open the request").click()
    expect(phone.get_by_role("button", name="Approve all as listed")).to_be_visible()
    assert checks.too_wide(phone) + checks.too_small(phone) == []
    sound(phone)
    decide(phone, {codes[4]: "Say first who pays for it."})
    page.goto(request)
    says(page, "Decided, with exceptions", "by Alan Prescott", "Say first who pays for it.")
    page.goto("/choose")
    listed = page.locator(f"#row-{keys[4]}")
    expect(listed).to_contain_text("Returned")
    expect(listed).to_contain_text("Say first who pays for it.")
    page.goto("/plan")
    expect(page.locator(".tag.good", has_text="approved")).to_have_count(4)
    page.goto(f"/assessments/{keys[0]}/objective")
    page.get_by_label("Who answers for it").select_option(label="Priya Raman")
    page.get_by_label("How it will look").fill("One calendar for all.")
    page.get_by_label("Target date").fill("2099-06-30")
    page.locator("#begin-button").click()
    page.wait_for_url(re.compile(r"/objectives/\d+"))
    says(page, "approved by Alan Prescott on")


def test_scenario_15_an_objective_says_what_it_lacks_and_where_its_date_is_wrong(server, person):
    page = person("process_manager")
    page.goto("/plan")
    page.get_by_role("link", name=re.compile("^Plan for ")).first.click()
    expect(page.locator("#begin-button")).to_be_visible()  # it comes after all the names
    members = page.get_by_label("Who answers for it").locator("option").all_inner_texts()
    assert "Priya Raman" in members
    assert not {"Gloria Stenhouse", "Ellen Gaffney"} & set(members)  # no longer, and never, there
    press(page, "#begin-button")
    refused(
        page,
        "Choose the member who answers for it.",
        "Say how it will look when it is fully in place.",
        "Give the date by which it is to be met.",
    )
    page.get_by_label("Who answers for it").select_option(label="Priya Raman")
    page.get_by_label("How it will look").fill("One calendar for all.")
    page.get_by_label("Start").fill("2026-10-01")
    page.get_by_label("Target date").fill("2026-09-01")
    press(page, "#begin-button")
    refused(page, "The target date is before the start.")
    expect(page.get_by_label("How it will look")).to_have_value("One calendar for all.")
    page.get_by_label("Target date").fill("2099-06-30")
    page.locator("#begin-button").click()
    page.wait_for_url(re.compile(r"/objectives/\d+"))
    says(page, "no tasks")
    expect(page.locator("main")).not_to_contain_text("0 %")
    page.get_by_role("button", name="Make it active").click()
    expect(page.locator("#error-summary")).to_contain_text("Chief")  # not approved yet


def test_scenario_16_dropped_tasks_leave_the_count_and_a_monthly_one_comes_back(server, person):
    page, objective = person("process_manager"), 11
    page.goto(f"/objectives/{objective}")
    page.get_by_label("Add tasks, one on each line").fill("Draw it up\nSign it")
    page.locator("#add-tasks-button").click()
    says(page, "0 of 5 tasks")
    titles = [title for (title,) in rows.ask(server.folder, TITLES, objective)]
    assert len(titles) == 5
    for title in titles[:2]:
        set_task(page, title, "done")
    says(page, "2 of 5 tasks (40 %)")
    set_task(page, titles[2], "dropped")
    expect(page.locator("#error-summary")).to_contain_text("Say why it is dropped.")
    page.goto(f"/objectives/{objective}")
    set_task(page, titles[2], "dropped", "Merged with another.")
    says(page, "2 of 4 tasks (50 %)")
    page.goto(f"/tasks/{MONTHLY}")
    due = page.get_by_label("Due").input_value()
    page.locator("#complete").click()
    says(page, "Done before")
    expect(page.get_by_label("Due")).not_to_have_value(due)
    expect(page.locator("#complete")).to_be_visible()


TITLES = "SELECT title FROM planning_task WHERE objective_id = ? ORDER BY number"
MONTHLY = 3


def test_scenario_17_all_tasks_done_asks_and_only_the_team_says_that_it_is_met(server, person):
    page = person("process_manager")
    objective = rows.one(server.folder, WITHOUT_RECURRING)
    for (task,) in rows.ask(server.folder, OPEN_TASKS, objective):
        page.goto(f"/tasks/{task}")
        page.locator("#complete").click()
        expect(page.locator("#complete")).to_have_count(0)
    page.goto(f"/objectives/{objective}")
    says(page, "(100 %)", "All tasks are done. Is the objective met?")
    page.get_by_role("link", name="Answer").click()
    page.get_by_role("button", name="Not yet").click()
    says(page, "Active")
    page.get_by_role("link", name="Say that it is met").click()
    page.locator("#met-form").get_by_role("radio", name=re.compile("Level 3")).check()
    press(page, "#met-button")
    refused(
        page,
        "Name the evidence that proves it.",
        "Say how it will be kept up.",
        "Say why the level is 3 and not 4.",
    )
    page.get_by_label("Evidence that it is met").fill("Four signed minutes.")
    page.get_by_label("How it will be kept up").fill("The calendar is renewed each May.")
    page.get_by_label("Why level 3 and not 4").fill("Its effect is not measured yet.")
    page.locator("#met-button").click()
    page.wait_for_url(re.compile(rf"/objectives/{objective}$"))
    taken(page)
    says(page, "Met on", "Four signed minutes.")
    history = page.locator("section", has=page.locator("#levels-title")).locator("li")
    assert len(history.all()) >= 2
    expect(history.last).to_contain_text("when the objective was met")
    expect(history.first).to_contain_text(re.compile("agreed .* first"))
    assert "Four signed minutes." in printed(page, "/plan.pdf")


WITHOUT_RECURRING = """SELECT id FROM planning_objective WHERE state = 'active' AND id NOT IN
    (SELECT objective_id FROM planning_task WHERE frequency != 'once')"""
OPEN_TASKS = """SELECT id FROM planning_task WHERE objective_id = ?
    AND state NOT IN ('done', 'dropped') ORDER BY number"""
