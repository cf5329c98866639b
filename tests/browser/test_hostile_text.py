"""Hostile text in every field of every table, opened in a real browser: nothing runs or loads."""

from pathlib import Path
from typing import Any

import pytest

from sras.accounts.models import Person
from sras.core import db
from tests import running
from tests.browser.test_every_page import crawl
from tests.conftest import KEY
from tests.sample_rows import make_sample
from tests.served import sign_in
from tests.test_security_text import HOSTILE, fill_with
from tests.visitor import PASSWORD, give_passwords

pytestmark = pytest.mark.browser


@pytest.fixture
def hostile(app: Any, instance: Path, make_cycle: Any) -> Path:
    """An instance in which every text that people type means harm."""
    make_sample(make_cycle)
    give_passwords(*Person.select().where(Person.email.contains("@example.org")))
    assert fill_with(HOSTILE) > 50
    db.database.close_all()
    return instance


def test_t22_t26_no_page_runs_or_asks_for_what_people_typed(hostile, open_as):
    asked, pages, seen = [], 0, set()
    with running.serving(hostile, SRAS_SECRET_KEY=KEY) as server:
        for role in ("team_lead", "admin"):
            page = open_as(server, None)
            page.add_init_script("window.zz9 = () => { window.__xss = true; };")
            page.on("request", lambda request: asked.append(of(request)))
            page.on("dialog", lambda dialog: asked.append(f"dialog {dialog.message}"))
            sign_in(page, f"{role}@example.org", PASSWORD)
            for address, _answer in crawl(page, server.url, seen):
                pages += 1
                assert page.evaluate("() => window.__xss") is None, address
                assert page.evaluate("() => typeof window.zz9") == "function", address
        outside = [url for url in asked if not url.startswith(server.url) or "zz9" in url]
        log = (server.folder / "serve.log").read_text()
    assert outside == []
    assert "zz9" not in log
    assert pages > 60


def of(request: Any) -> str:
    """What a request asks for; a page that was opened may be asked for by a filter."""
    url: str = request.url
    return url.partition("?")[0] if request.is_navigation_request() else url
