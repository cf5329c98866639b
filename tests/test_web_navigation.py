"""Where one is: the section of every page is marked, and its pages stand below it."""

import re

import pytest

from sras.web.navigation import MORE, SECTIONS

MARKED = re.compile(r'<nav class="nav".*?</nav>', re.DOTALL)


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/assessment", "Assess"),
        ("/evidence", "Assess"),
        ("/rubric", "Assess"),
        ("/plan", "Plan"),
        ("/choose", "Plan"),
        ("/approval/new", "Plan"),
        ("/profile", "Report"),
        ("/reports", "Report"),
    ],
)
def test_a_page_marks_the_section_that_it_belongs_to(client_for, path, section):
    text = client_for("team_lead").get(path, follow_redirects=True).text
    main = MARKED.search(text)[0]
    assert re.findall(r'aria-current="true">([^<]+)<', main) == [section]
    assert f'<nav class="section" aria-label="{section}">' in text


def test_people_and_history_are_found_under_more(client_for):
    text = client_for("team_lead").get("/people").text
    assert '<details class="current"><summary>More</summary>' in text
    assert re.search(r'aria-current="page">People<', text)


def test_nobody_is_led_to_a_page_that_refuses_them(client_for):
    lines = [line for pages in SECTIONS.values() for line in pages] + list(MORE)
    for role in ("team_member", "chief", "coach", "viewer", "guest", "admin"):
        client = client_for(role)
        text = client.get("/", follow_redirects=True).text
        for words, _endpoint, _right in lines:
            for url in re.findall(rf'<a href="([^"]+)"[^>]*>{words}</a>', text):
                assert client.get(url, follow_redirects=True).status_code == 200, (role, url)
