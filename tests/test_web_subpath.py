"""An instance served below a path, such as https://www.example.gov/sras, never leads out of it."""

import re
from pathlib import Path

import pytest

from sras.assessment.models import Assessment

ROOT = Path(__file__).parent.parent
BELOW = "http://localhost/sras"
ADDRESS = re.compile(r'(?:href|src|action|hx-get|hx-post|value)="(/[^"]*)"')


def test_a_stranger_comes_back_to_the_page_below_the_path(client_for):
    answer = client_for(None).get("/plan?only=open", base_url=BELOW)
    assert answer.location == "/sras/sign-in?next=/sras/plan?only%3Dopen"


@pytest.mark.parametrize("path", ["/", "/plan", "/tasks", "/assessment", "/people", "/evidence"])
def test_every_address_in_a_page_is_below_the_path(client_for, make_assessment, path):
    make_assessment(level=2, in_place="A sentence.")
    page = client_for("team_lead").get(path, base_url=BELOW, follow_redirects=True)
    assert page.status_code == 200
    found = ADDRESS.findall(page.text)
    assert len(found) > 10
    assert [address for address in found if not address.startswith("/sras/")] == []


def test_the_conflict_screen_posts_below_the_path(client_for, make_assessment, person_of):
    row = make_assessment(level=2, in_place="As it was.")
    read = row.version
    row.change(by=person_of("team_lead"), in_place="Theirs.")
    answer = client_for("team_member").post(
        f"/assessment/{row.id}",
        base_url=BELOW,
        data={"in_place": "Mine.", "only": "in_place", "version": read, "once": "a"},
    )
    assert answer.status_code == 409
    assert f'action="/sras/assessment/{row.id}"' in answer.text
    assert Assessment.get_by_id(row.id).in_place == "Theirs."


def test_no_template_writes_an_address_from_the_root():
    wrong = [
        f"{path.relative_to(ROOT)}: {address}"
        for path in (ROOT / "templates").rglob("*.html")
        for address in ADDRESS.findall(path.read_text("utf-8"))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/assessment/", "/sras/assessment"),
        ("/plan/?open=1", "/sras/plan?open=1"),
        ("/assessment//", "/sras/assessment"),
    ],
)
def test_a_slash_too_many_at_the_end_leads_to_the_page(client_for, typed, meant):
    answer = client_for("viewer").get(typed, base_url=BELOW)
    assert (answer.status_code, answer.location) == (308, meant)


@pytest.mark.parametrize("typed", ["/nothing-here/", "/tasks/999/x/"])
def test_a_slash_at_the_end_of_what_does_not_exist_leads_nowhere(client_for, typed):
    assert client_for("viewer").get(typed).status_code == 404


def test_what_is_posted_to_a_wrong_address_is_not_sent_on(client_for):
    assert client_for("team_lead").post("/approval/", data={"letter": "x"}).status_code == 404


def test_t27_slashes_at_the_front_lead_to_no_other_site(client_for):
    client = client_for("viewer")
    there = client.get("/", environ_overrides={"PATH_INFO": "//assessment/"})
    assert there.headers.get("Location", "").startswith(("/assessment", "http://localhost/"))
    gone = client.get("/", environ_overrides={"PATH_INFO": "//elsewhere.example/"})
    assert gone.status_code == 404
