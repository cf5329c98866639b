"""A review round played by three who are not members: each sees their own, then what changed."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import checks
from tests.browser.steps import OWN_SITE, says, sound

pytestmark = pytest.mark.browser

THREE = "Kim Doe, Northfield District, kim@example.org\nBo Lind, Union of Principals\nCy Roe"


def opened(lead: Page, document: str, reviewers: str) -> dict[str, str]:
    """Open a round on a document; the links by name, as they are shown once."""
    lead.goto(f"{document}/reviews/new")
    lead.locator("#reviewers").fill(reviewers)
    lead.locator("#open-round-button").click()
    lead.wait_for_url(re.compile(r"/reviews/\d+/links$"))
    texts = lead.locator("textarea").all()
    told = [(each.input_value(), each.get_attribute("id")) for each in texts]
    found = [re.search(r"Hello ([^,]+),.*(/review/\S+)", text, re.DOTALL) for text, _id in told]
    return {match[1]: match[2] for match in found if match}


def posted(lead: Page, path: str, **typed: str) -> str:
    """Set-up: something saved by its form, without looking at it; the path it leads to."""
    answer = lead.request.post(path, form=typed, headers=OWN_SITE, max_redirects=0)
    assert answer.status == 303, answer.text()
    return answer.headers["location"]


def document_of(lead: Page) -> tuple[str, list[str]]:
    """A document of three sections, and the paths of these."""
    place = posted(lead, "/documents", kind="own", begin="empty", title="How we work")
    sections = []
    for title in ("Visits", "Money", "People"):
        sections.append(posted(lead, f"{place}/sections", title=title))
        written(lead, sections[-1], f"{title}: we do this once a year.")
    return place, sections


def written(lead: Page, section: str, text: str) -> None:
    """Set-up: the words of a section."""
    posted(lead, section, text=text, only="text", press="save")


def test_three_who_are_not_members_comment_and_next_time_each_reads_only_what_changed(
    server: Any, open_as: Any
) -> None:
    lead = open_as(server, "team_lead")
    document, sections = document_of(lead)
    links = opened(lead, document, THREE)
    sound(lead)
    pages = {
        "Kim Doe": open_as(server, None, javascript=False),
        "Bo Lind": open_as(server, None, width=360),
        "Cy Roe": open_as(server, None),
    }
    for name, page in pages.items():
        page.goto(links[name])
        says(page, f"For {name}.", "Visits: we do this once a year.")
    kim, bo, cy = pages.values()
    assert checks.too_wide(bo) == []
    kim.get_by_label("Your comment on “Visits”").fill("Twice, I think.")
    kim.get_by_label("Your comment on the whole").fill("Well written.")
    kim.locator("#send").click()
    says(kim, "2 comments are kept. Thank you.", "Twice, I think.")
    bo.get_by_label("Your comment on “Money”").fill("Leave this out.")
    bo.get_by_role("button", name="Send, and I am done").click()
    says(bo, "that you are done")
    assert kim.context.cookies() + bo.context.cookies() == []
    sound(bo)

    lead.goto(document + "/reviews")
    lead.get_by_role("link", name="Round 1").click()
    says(lead, "3 open · 0 resolved · 0 declined", "3 reviewers, 2 of them answered")
    sound(lead)
    remark = lead.locator("li", has_text="Twice, I think.")
    remark.get_by_label(re.compile("^Answer")).fill("Mended.")
    remark.get_by_role("button", name=re.compile("^Resolve")).click()
    expect(lead.locator("#review-counts")).to_have_text("2 open · 1 resolved · 0 declined")
    remark = lead.locator("li", has_text="Leave this out.")
    remark.get_by_role("button", name=re.compile("^Decline")).click()
    expect(lead.locator("#error-list")).to_contain_text("Say why it is declined")
    remark.get_by_label(re.compile("^Answer")).fill("The law asks for it.")
    remark.get_by_role("button", name=re.compile("^Decline")).click()
    expect(lead.locator("#review-counts")).to_have_text("1 open · 1 resolved · 1 declined")
    sound(lead)
    lead.locator("#close-round").click()
    says(lead, "Closed on")
    cy.get_by_label("Your comment on “People”").fill("I came too late.")
    cy.locator("#send").click()
    says(cy, "They were not kept")
    expect(cy.get_by_label("People")).to_have_value("I came too late.")

    written(lead, sections[0], "Visits: we do this twice a year.")
    links = opened(lead, document, THREE)
    for name, page in pages.items():
        page.goto(links[name])
        expect(page.locator("ins")).to_have_text(["Added words", "twice "])
        expect(page.locator("del")).to_have_text(["words taken out", "once "])
        expect(page.locator("form h2").first).to_have_text("Visits")
        expect(page.locator("#remarks > details summary")).to_have_text(["Money", "People"])
    says(kim, "Resolved", "Mended.")
    bo.locator("summary", has_text="Money").click()
    says(bo, "Declined", "The law asks for it.")
    expect(cy.get_by_text("Mended.")).to_have_count(0)
    sound(bo)
    assert checks.too_wide(bo) == []
