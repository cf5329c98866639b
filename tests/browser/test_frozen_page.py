"""A page that was given out, in a real browser: its own look, and nothing runs or loads."""

from pathlib import Path
from typing import Any

import pytest

from sras.accounts.models import Person
from sras.core import db
from sras.documents.models_issues import Issue
from tests import running
from tests.conftest import BY, DAY, KEY
from tests.served import sign_in
from tests.visitor import PASSWORD, give_passwords

pytestmark = pytest.mark.browser

# More than any text could bring in: as if someone had written into the database itself.
HARMFUL = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Report - Franklin</title>
<style>h1{color:rgb(1,2,3)}</style><link rel="icon" href="data:,">
<style>h1{color:rgb(9,9,9)}</style></head>
<body><h1 style="color:red">Report</h1><script>window.ran = true</script>
<img src="http://evil.example/x.png" onerror="window.ran = true" alt="">
<svg onload="window.ran = true"></svg><iframe src="/plan"></iframe>
<form action="/sign-out" method="post"><button id="out">Out</button></form></body></html>
"""


@pytest.fixture
def report(app: Any, instance: Path) -> Path:
    """An instance in which a harmful page was frozen."""
    give_passwords(*Person.select().where(Person.email.contains("@example.org")))
    Issue.freeze(by=BY, subject="progress", title="Report", on=DAY, html=HARMFUL, facts={})
    db.database.close_all()
    return instance


def test_t22_a_frozen_page_keeps_its_look_and_runs_loads_and_sends_nothing(report, open_as):
    answered: list[str] = []
    with running.serving(report, SRAS_SECRET_KEY=KEY) as server:
        page = open_as(server, None)
        sign_in(page, "viewer@example.org", PASSWORD)
        page.on("response", lambda answer: answered.append(answer.url))
        page.goto(f"{server.url}/documents/issues/1/page")
        color = page.locator("h1").evaluate("(h) => getComputedStyle(h).color")
        with page.expect_console_message(lambda said: "/sign-out" in said.text):
            page.locator("#out").evaluate("(button) => button.click()")
        assert page.evaluate("() => window.ran") is None
        assert page.complaints
        assert all("Content Security Policy" in said for said in page.complaints)
        page.complaints.clear()
    assert color == "rgb(1, 2, 3)"
    pages = [url for url in answered if "/static/" not in url]
    assert pages == [f"{server.url}/documents/issues/1/page"]
