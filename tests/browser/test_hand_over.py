"""A hand-over file is asked for, watched, fetched, and opened from disk; nothing in it runs."""

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from sras import cli_jobs
from sras.exports import handover
from tests.sample_rows import make_sample
from tests.test_security_text import HOSTILE, fill_with

pytestmark = pytest.mark.browser


def test_a_hand_over_file_is_made_while_one_watches_and_then_fetched(
    server: Any, open_as: Any
) -> None:
    page = open_as(server, "team_lead", width=360)
    page.goto("/hand-over")
    page.locator("#make").click()
    page.wait_for_url(re.compile(r"/jobs/\d+$"))
    expect(page.locator("#download")).to_be_visible(timeout=60_000)
    page.reload()
    expect(page.locator("#progress")).to_contain_text("It can be fetched until")
    with page.expect_download() as started:
        page.locator("#download").click()
    assert re.fullmatch(r"hand-over Franklin [\d-]+\.zip", started.value.suggested_filename)
    assert zipfile.ZipFile(started.value.path()).testzip() is None


@pytest.fixture
def unpacked(app: Any, make_cycle: Any, tmp_path: Path) -> Path:
    """A hand-over file of a state in which every text means harm, unpacked."""
    make_sample(make_cycle)
    fill_with(HOSTILE)
    with cli_jobs.frame(app, app.config["SETTINGS"]) as render:
        handover.export(app.config["SETTINGS"], tmp_path / "ho.zip", render)
    with zipfile.ZipFile(tmp_path / "ho.zip") as archive:
        archive.extractall(tmp_path / "ho")
    return tmp_path / "ho"


def test_t22_from_disk_it_opens_and_nothing_that_was_typed_runs_or_loads(
    unpacked: Path, browser: Browser
) -> None:
    folder, asked = f"file://{unpacked}", []
    pages = sorted(path.relative_to(unpacked) for path in unpacked.rglob("*.html"))
    assert len(pages) > 60
    for javascript in (True, False):
        with browser.new_context(java_script_enabled=javascript) as context:
            page = context.new_page()
            page.on("request", lambda request: asked.append(request.url))
            page.on("dialog", lambda dialog: asked.append(f"dialog {dialog.message}"))
            page.add_init_script("window.zz9 = () => { window.__xss = true; };")
            for name in pages if javascript else pages[::10]:
                page.goto(f"{folder}/{name}")
                if javascript:
                    assert page.evaluate("() => window.__xss") is None, name
                    assert page.locator("h1").count() == 1, name
            page.goto(f"{folder}/index.html")
            page.get_by_role("link", name="History").first.click()
            expect(page.locator("h1")).to_have_text("History")
            expect(page.locator("body")).to_have_css("max-width", "800px")  # its style came along
    assert [url for url in asked if not url.startswith(folder)] == []
