"""What anyone may fetch: health, the accessibility statement, whom to tell."""

from pathlib import Path
from typing import Any

import pytest

from sras.core import db


def test_the_process_says_that_it_lives_without_asking_the_database(client_for: Any) -> None:
    answer = client_for(None).get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_ready_means_that_a_save_would_work(client_for: Any) -> None:
    assert client_for(None).get("/readyz").status_code == 200


def test_r35_not_ready_when_a_table_is_missing(client_for: Any) -> None:
    db.database.execute_sql("DROP TABLE accounts_agency")
    answer = client_for(None).get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready\n")


def test_r35_not_ready_when_the_database_may_not_be_written(client_for: Any) -> None:
    db.database.execute_sql("PRAGMA query_only = 1")
    assert client_for(None).get("/readyz").status_code == 503


def test_asking_whether_it_is_ready_changes_nothing(client_for: Any, instance: Path) -> None:
    before = (instance / "sras.db").read_bytes()
    client_for(None).get("/readyz")
    assert (instance / "sras.db").read_bytes() == before


@pytest.mark.parametrize("path", ["/accessibility", "/robots.txt", "/healthz"])
def test_these_need_no_account(client_for: Any, path: str) -> None:
    assert client_for(None).get(path).status_code == 200


def test_security_txt_is_there_only_when_the_agency_set_an_address(client_for: Any) -> None:
    assert client_for(None).get("/.well-known/security.txt").status_code == 404


def test_the_reports_page_offers_only_papers_that_exist(client_for: Any) -> None:
    client = client_for("viewer")
    page = client.get("/reports")
    assert page.status_code == 200
    assert "Profile" in page.text


def test_the_words_of_the_field_are_explained(client_for: Any) -> None:
    assert "Priority × opportunity" in client_for("viewer").get("/help").text


def test_what_the_chief_expects_is_found_from_the_menu_and_among_the_papers(
    client_for: Any,
) -> None:
    viewer = client_for("viewer")
    menu, papers = viewer.get("/plan").text, viewer.get("/reports").text
    assert 'href="/expectations">What the Chief expects' in menu.partition("<main")[0]
    assert 'href="/expectations"' in papers.partition("<main")[2]
