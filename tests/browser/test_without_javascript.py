"""The main road in a browser without JavaScript: plain forms, whole pages, nothing dead."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import checks, rows

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(server, open_as):
    """`plain(role)`: a page of that role whose browser runs no script."""
    return lambda role, **more: open_as(server, role, javascript=False, **more)


def save(page: Page) -> None:
    page.locator("#save").click()


def score(page: Page, question: str, number: int) -> None:
    group = page.get_by_role("radiogroup", name=question, exact=True)
    group.get_by_role("radio", name=re.compile(rf"^{number} ")).check()


def refused(page: Page, sentence: str) -> None:
    """The page again, its title saying so, with the sentence in the summary and by the field."""
    expect(page).to_have_title(checks.REFUSED)
    expect(page.locator("#error-summary")).to_contain_text(sentence)
    expect(page.locator("main .error").first).to_be_visible()


def test_level_scores_and_text_are_saved_by_one_button(server, plain):
    page, key = plain("team_member"), rows.unassessed(server.folder)[0]
    page.goto("/")
    page.get_by_role("link", name="Assess the next indicator").click()
    page.locator("#level-2").check()
    page.get_by_label("What is in place now").fill("Plain words.")
    score(page, "Priority", 3)
    score(page, "Opportunity", 3)
    save(page)
    expect(page.locator("[data-shows=index]")).to_have_text("9 = priority 3 × opportunity 3")
    assert rows.in_place(server.folder, key) == "Plain words."
    score(page, "Opportunity", 1)
    save(page)
    expect(page).to_have_title(checks.REFUSED)  # what stands in the way is asked for
    page.get_by_role("radiogroup", name="What stands in the way").get_by_role("radio").first.check()
    page.get_by_label("What exactly would have to change").fill("Board rule 4.2.")
    save(page)
    expect(page.locator("[data-shows=index]")).to_have_text("3 = priority 3 × opportunity 1")
    page.goto("/asks")
    expect(page.locator("main")).to_contain_text("Board rule 4.2.")


def test_level_four_without_proof_is_refused_and_nothing_typed_is_lost(server, plain):
    page = plain("team_member")
    page.goto(f"/assessment/{rows.unassessed(server.folder)[0]}")
    page.locator("#level-4").check()
    page.get_by_label("What is in place now").fill("All of it.")
    save(page)
    expect(page).to_have_title(checks.REFUSED)
    expect(page.get_by_label("What is in place now")).to_have_value("All of it.")
    expect(page.locator("#level-4")).to_be_checked()
    expect(page.locator("#error-summary")).to_be_visible()


def test_not_a_priority_needs_a_reason(server, plain):
    page, key = plain("team_member"), rows.unassessed(server.folder)[0]
    page.goto(f"/assessment/{key}")
    page.locator("#level-1").check()
    page.get_by_role("radio", name=re.compile("^Not a priority")).check()
    save(page)
    expect(page).to_have_title(checks.REFUSED)
    page.get_by_label("Why it is not a priority").fill("The law is being rewritten.")
    save(page)
    expect(page).not_to_have_title(checks.REFUSED)
    page.goto("/profile")
    expect(page.locator("main")).to_contain_text("The law is being rewritten.")


def test_an_idle_one_is_on_the_list_a_planned_one_is_held(server, plain):
    page = plain("team_member")
    page.goto("/choose")
    expect(page.locator("tbody").first).to_contain_text("12.1 ")
    page.goto("/plan")
    expect(page.locator("#plan")).not_to_contain_text("12.1 ")
    held = rows.one(
        server.folder, "SELECT assessment_id FROM planning_objective WHERE state='active'"
    )
    page.goto(f"/assessment/{held}")
    expect(page.locator("#locked")).to_contain_text("is held")
    expect(page.locator("#locked")).to_contain_text("re-assess")


def test_views_are_given_and_opened(server, plain):
    key = rows.unassessed(server.folder)[3]
    manager, member = plain("process_manager"), plain("team_member")
    manager.goto(f"/assessment/{key}/views")
    manager.locator("#begin-round").click()
    member.goto(f"/assessment/{key}/views/own")
    member.locator("#level-3").check()
    member.get_by_label("Why you see it so").fill("Seen in two offices.")
    member.locator("#keep-view").click()
    manager.goto(f"/assessment/{key}/views")
    expect(manager.locator("main")).not_to_contain_text("Seen in two offices.")
    manager.locator("#open-views").click()
    expect(manager.locator("main")).to_contain_text("Seen in two offices.")


def test_who_comes_back_lands_on_the_next_indicator(server, plain, sample):
    page, key = plain("team_member"), rows.unassessed(server.folder)[0]
    expect(page.locator("#where")).to_contain_text("31 of 52")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(sample[1]["team_member"][0])
    page.get_by_label("Password", exact=True).fill(sample[1]["team_member"][1])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/assessment/{key}")


def test_the_list_is_ranked_and_another_place_asks_for_a_reason(plain):
    page = plain("team_member")
    page.goto("/choose")
    listed = page.locator("table").first.locator("tbody .index b").all_inner_texts()
    assert listed == sorted(listed, key=int, reverse=True)
    page.get_by_role("button", name="Quick win for 12.1", exact=True).click()
    why = page.get_by_label("Why quick win and not longer term?")
    expect(why).to_be_focused()
    why.fill("Staff is there.")
    page.get_by_role("button", name="Place as quick win for 12.1", exact=True).click()
    expect(page.locator("main")).to_contain_text("Staff is there.")


def test_the_chief_decides_by_the_link_on_a_phone(plain):
    manager, admin = plain("process_manager"), plain("admin")
    phone = plain(None, width=360)
    manager.goto("/choose")
    manager.get_by_role("link", name="Put the choice up to the Chief").click()
    manager.get_by_role("checkbox").first.check()
    manager.locator("#put-up").click()
    expect(manager.locator("main")).to_contain_text("ask an administrator to hand over the link")
    admin.goto(manager.url)
    admin.locator("#make-link").click()
    phone.goto(admin.get_by_label("Address").input_value())
    phone.get_by_role("button", name="Open the request").click()
    approve = phone.get_by_role("button", name="Approve all as listed")
    expect(approve).to_be_visible()
    assert checks.too_wide(phone) == []
    approve.click()
    expect(phone.locator("main")).to_contain_text("Approved")
    manager.reload()
    expect(manager.locator("main")).to_contain_text("Approved")


def test_an_objective_says_what_it_lacks_and_where_its_date_is_wrong(server, plain):
    page = plain("process_manager")
    page.goto("/plan")
    page.get_by_role("link", name=re.compile("^Plan for ")).first.click()
    page.locator("#begin-button").click()
    refused(page, "")
    page.get_by_label("Who answers for it").select_option(index=1)
    page.get_by_label("How it will look").fill("One calendar for all.")
    page.get_by_label("Start").fill("2026-10-01")
    page.get_by_label("Target date").fill("2026-09-01")
    page.locator("#begin-button").click()
    refused(page, "")
    expect(page.get_by_label("How it will look")).to_have_value("One calendar for all.")
    page.get_by_label("Target date").fill("2099-06-30")
    page.locator("#begin-button").click()
    expect(page.locator("main")).to_contain_text("no tasks")
    page.get_by_label("Add tasks, one on each line").fill("Draw it up\nSign it")
    page.locator("#add-tasks-button").click()
    expect(page.locator("main")).to_contain_text("0 of 2 tasks")
    page.get_by_role("button", name="Make it active").click()
    expect(page.locator("#error-summary")).to_contain_text("Chief")  # not approved yet


def test_the_last_task_asks_whether_the_objective_is_met(server, plain):
    page = plain("process_manager")
    choose = """SELECT id FROM planning_objective WHERE state = 'active' AND id NOT IN
        (SELECT objective_id FROM planning_task WHERE frequency != 'once')"""
    objective = rows.one(server.folder, choose)
    find = """SELECT id FROM planning_task WHERE objective_id = ? AND frequency = 'once'
        AND state NOT IN ('done', 'dropped') ORDER BY number"""
    for (task,) in rows.ask(server.folder, find, objective):
        page.goto(f"/tasks/{task}")
        page.locator("#complete").click()
        expect(page.locator("#complete")).to_have_count(0)
    page.goto(f"/objectives/{objective}")
    expect(page.locator("main")).to_contain_text("(100 %)")
    expect(page.locator("main")).to_contain_text("Is the objective met?")
    page.get_by_role("link", name="Answer").click()
    page.get_by_role("button", name="Not yet").click()
    expect(page.locator("main")).to_contain_text("Active")


def test_every_form_says_where_it_goes_and_has_a_button(plain):
    page = plain("process_manager")
    for path in ("/assessment/78", "/choose", "/plan", "/objectives/1", "/tasks/5", "/people"):
        page.goto(path)
        dead = page.locator("[hx-post]:not(form), [hx-get]:not(a, form), form:not([action])")
        expect(dead).to_have_count(0)
        for form in page.locator("form").all():
            assert form.locator("button").count(), path
