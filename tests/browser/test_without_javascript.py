"""Without JavaScript nothing is dead; test_scenarios_*.py walk the whole road so."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a12_every_form_says_where_it_goes_and_has_a_button(shared_server, open_as):
    page = open_as(shared_server, "process_manager", javascript=False)
    for path in ("/assessment/78", "/choose", "/plan", "/objectives/1", "/tasks/5", "/people"):
        page.goto(path)
        dead = page.locator("[hx-post]:not(form), [hx-get]:not(a, form), form:not([action])")
        expect(dead).to_have_count(0)
        for form in page.locator("form").all():
            assert form.locator("button").count(), path
