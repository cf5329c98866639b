"""Each role does in a browser what it may, and is shown nothing of what it may not."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import checks, rows
from tests.browser.steps import agreed, link_for, place, put_up, says, sound

pytestmark = pytest.mark.browser

CHANGES = "main form:not([action*=remarks]):not([method=get])"


def put_up_by_the_lead(server, lead: Page, count: int) -> tuple[str, list[str]]:
    """The lead scores, places and puts up some indicators."""
    keys = rows.unassessed(server.folder)[1 : count + 1]
    codes = [rows.code_of(server.folder, key) for key in keys]
    for key in keys:
        agreed(lead, key, 2, 3, 3)
    lead.goto("/choose")
    for code in codes:
        place(lead, code, "Quick win")
    return put_up(lead, codes), codes


def test_the_delegate_decides_on_a_phone_by_a_link_of_the_administrator(server, open_as):
    lead = open_as(server, "team_lead")
    request, codes = put_up_by_the_lead(server, lead, 2)
    phone = open_as(server, None, width=360, has_touch=True)
    phone.goto(link_for(open_as(server, "admin"), request, "Anita Broussard (delegate)"))
    phone.get_by_role("button", name="Open the request").tap()
    says(phone, "What is asked of you", *codes)
    sound(phone)
    assert checks.too_wide(phone) + checks.too_small(phone) == []
    phone.get_by_label("Comment on the whole (may stay empty)").fill("Begin in the west.")
    phone.get_by_role("button", name="Approve all as listed").tap()
    says(phone, "Approved as listed", "Begin in the west.")
    sound(phone)
    lead.goto(request)
    says(lead, "by Anita Broussard, for the Chief, Alan Prescott.", "Begin in the west.")
    lead.goto("/plan")
    expect(lead.locator(".tag.good", has_text="approved")).to_have_count(2)


def test_the_lead_records_a_decision_as_the_chiefs_and_writes_down_what_is_expected(
    server, open_as
):
    lead = open_as(server, "team_lead")
    request, _codes = put_up_by_the_lead(server, lead, 1)
    lead.get_by_role("link", name="Record the Chief's decision").click()
    expect(lead.get_by_label("Decided by")).to_have_value("Alan Prescott")
    lead.get_by_label("How", exact=True).select_option(index=1)
    lead.locator("#record-all").click()
    lead.wait_for_url(request)
    says(lead, "Approved as listed", "Recorded by Renata Oyelaran as the Chief's.")
    sound(lead)
    lead.goto("/expectations")
    lead.get_by_label("What the Chief expects", exact=True).fill("One calendar by June.")
    lead.locator("#add-expectation").click()
    says(lead, "One calendar by June.")


@pytest.mark.parametrize("role", ["coach", "reviewer"])
def test_who_advises_remarks_on_a_task_and_changes_nothing(server, open_as, role):
    page = open_as(server, role)
    page.goto("/tasks/5")
    page.locator("#remark").fill(f"Said by the {role}.")
    page.locator("#add-remark").click()
    expect(page.locator("#remark-list")).to_contain_text(f"Said by the {role}.")
    sound(page)
    for path in ("/tasks/5", "/objectives/1", "/assessment/53", "/choose", "/plan"):
        page.goto(path)
        expect(page.locator(CHANGES)).to_have_count(0)
        expect(page.locator("main input[type=radio]:enabled")).to_have_count(0)
    level = {"level": "1", "only": "level"}
    own = {"Sec-Fetch-Site": "same-origin"}
    for path, typed in (("/assessment/53", level), ("/tasks/5", {"state": "done"})):
        assert page.request.post(path, form=typed, headers=own).status == 403
    assert page.request.get("/evidence").status == (200 if role == "coach" else 403)


@pytest.mark.parametrize("role", ["viewer", "guest"])
def test_who_only_reads_finds_no_form(shared_server, open_as, role):
    page = open_as(shared_server, role)
    for path in ("/tasks/5", "/objectives/1", "/assessment/53", "/choose", "/plan", "/profile"):
        assert page.goto(path).status == 200
        expect(page.locator("main form:not([method=get])")).to_have_count(0)


def test_the_administrator_invites_and_the_newcomer_arrives(server, open_as):
    admin, newcomer = open_as(server, "admin"), open_as(server, None)
    admin.goto("/people")
    admin.get_by_role("link", name="Invite someone").click()
    admin.get_by_role("button", name="Make the link").click()
    expect(admin).to_have_title(checks.REFUSED)
    sound(admin)
    admin.get_by_label("E-mail address").fill("iris.novak@doe.franklin.example")
    admin.get_by_label("Name", exact=True).fill("Iris Novak")
    admin.get_by_label("Role").select_option("team_member")
    admin.get_by_role("button", name="Make the link").click()
    expect(admin.get_by_label("Address", exact=True)).to_be_visible()
    sound(admin)
    newcomer.goto(admin.get_by_label("Address").input_value())
    sound(newcomer)
    for field in newcomer.locator("main input[type=password]").all():
        field.fill("seven slow herons at dusk")
    newcomer.locator("main form .primary").click()
    expect(newcomer.get_by_role("button", name="Sign out")).to_be_visible()
    newcomer.goto("/assessment/54")
    expect(newcomer.locator("#save")).to_be_visible()
    admin.goto("/assessment/54")
    expect(admin.locator("#save")).to_have_count(0)  # who manages accounts assesses nothing
