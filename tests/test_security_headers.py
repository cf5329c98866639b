"""What every answer carries, and where it may lead: this site alone."""

import re
from typing import Any

import pytest

from sras.accounts.models import Person
from sras.core import db
from sras.core.settings import load_settings
from sras.factory import create_app
from sras.web.headers import POLICY
from tests.conftest import KEY, SAME_SITE
from tests.sample_rows import make_sample
from tests.visitor import PASSWORD, give_passwords


@pytest.fixture
def sample(app: Any, make_cycle: Any) -> None:
    make_sample(make_cycle)


def test_t25_every_answer_carries_the_guarding_headers(app, sample, client_for):
    lead, stranger = client_for("team_lead"), client_for(None)
    answers = {
        "page": lead.get("/plan"),
        "unchanged": lead.get(
            "/plan", headers={"If-None-Match": lead.get("/plan").headers["ETag"]}
        ),
        "redirect": lead.get("/assessment/next"),
        "stranger": stranger.get("/plan"),
        "part": stranger.get("/plan", headers={"HX-Request": "true"}),
        "unknown": lead.get("/nowhere"),
        "wrong method": lead.delete("/plan"),
        "refused": lead.post("/settings", data={"state_name": ""}),
        "forbidden": client_for("viewer").get("/settings"),
        "cross-site": lead.post("/settings", headers={"Sec-Fetch-Site": "cross-site"}),
        "wrong host": lead.get("/plan", headers={"Host": "evil.example"}),
        "too large": stranger.post(
            "/sign-in", data={"email": "x"}, environ_overrides={"CONTENT_LENGTH": str(10**9)}
        ),
        "paper": lead.get("/plan.pdf"),
        "table": lead.get("/plan.csv"),
        "static": lead.get("/static/sras.css"),
        "no static": lead.get("/static/nothing.css"),
        "health": stranger.get("/healthz"),
    }
    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert list(statuses.values()) == [
        *(200, 304, 302, 302, 401, 404, 405, 422, 403, 403, 400, 413, 200, 200, 200, 404, 200)
    ]
    for name, answer in answers.items():
        headers = answer.headers
        answer.close()
        if answer.status_code == 304:  # the browser keeps the headers of the page it has
            assert "Cookie" in headers["Vary"], name
            continue
        assert headers["Content-Security-Policy"] == POLICY, name
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert headers["Referrer-Policy"] == "same-origin", name
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert "camera=()" in headers["Permissions-Policy"], name
        if name not in ("static", "no static", "health"):
            assert headers["Cache-Control"] in ("private, no-cache", "no-store"), name
            assert "Cookie" in headers["Vary"], name
        if headers.get("Content-Type", "").startswith("text/"):
            assert "charset=utf-8" in headers["Content-Type"], name


def test_t25_the_policy_lets_nothing_in_from_elsewhere_and_nothing_inline():
    assert "default-src 'self'" in POLICY
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    for part in ("object-src", "base-uri", "frame-ancestors"):
        assert f"{part} 'none'" in POLICY


@pytest.mark.parametrize(
    ("base", "prefix", "path"),
    [
        ("https://sras.example", "__Host-", "/"),
        ("https://agency.example/sras", "", "/sras"),
    ],
)
def test_t09_the_cookie_is_kept_from_scripts_other_sites_and_other_paths(
    instance, app, base, prefix, path
):
    lead = Person.get(Person.role == "team_lead")
    give_passwords(lead)
    guarded = create_app(load_settings(instance, {"SRAS_SECRET_KEY": KEY, "SRAS_BASE_URL": base}))
    client = guarded.test_client()
    answer = client.post(
        "/sign-in",
        data={"email": lead.email, "password": PASSWORD},
        base_url=base.removesuffix("/sras"),
        headers=SAME_SITE,
    )
    db.database.connect(reuse_if_open=True)
    assert answer.status_code == 303
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 1
    name, _, rest = cookies[0].partition("=")
    assert re.fullmatch(rf"{prefix}sras-[0-9a-z]+", name)
    said = {word.strip() for word in rest.split(";")[1:]}
    assert said == {"Secure", "HttpOnly", f"Path={path}", "SameSite=Lax"}
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "/\t/evil.example",
    "/%0d%0aLocation:%20//evil.example",
    "/x\r\nSet-Cookie: a=b",
    "javascript:alert(1)",
    " //evil.example",
    "/ /evil.example",
    "evil.example",
    "@evil.example",
    "/\u2028//evil.example",
    "http://localhost@evil.example/",
    "/.//evil.example",
    "/..//evil.example",
]


def test_t27_no_way_leads_off_the_site(app, sample, client_for):
    lead = Person.get(Person.role == "team_lead")
    give_passwords(lead)
    for place in ELSEWHERE:
        answers = sent_with(place, lead, client_for)
        ways = [
            a.headers[n] for a in answers for n in ("Location", "HX-Redirect") if n in a.headers
        ]
        assert len(ways) >= 2, place
        for way in ways:
            assert way.startswith("/"), (place, way)
            assert way[1:2] not in ("/", "\\"), (place, way)
            assert way.isascii(), (place, way)
            assert way.isprintable(), (place, way)
        assert "a=b" not in str([answer.headers.getlist("Set-Cookie") for answer in answers])


def sent_with(place, lead, client_for):
    """The answers to whatever takes a place to go to."""
    plain = place.isascii() and place.isprintable()
    signed_in, stranger = client_for("team_lead"), client_for(None)
    answers = [signed_in.get("/sign-in", query_string={"next": place})]
    answers.append(
        stranger.post("/sign-in", data={"email": lead.email, "password": PASSWORD, "next": place})
    )
    answers.append(signed_in.post("/tasks/1/completion", data={"back": place}))
    if plain:  # nothing else fits into a header
        astray = client_for(None)
        answers.append(astray.post("/settings", headers={"Referer": place}))
        htmx = {"HX-Request": "true", "HX-Current-URL": place}
        answers.append(astray.get("/plan", headers=htmx))
    return answers


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "a b", "[::1"])
def test_t28_another_host_is_refused(client_for, host):
    answer = client_for("team_lead").get("/plan", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_t28_links_that_are_handed_over_lead_to_the_base_address(instance, app, person_of):
    base = "https://sras.example"
    guarded = create_app(load_settings(instance, {"SRAS_SECRET_KEY": KEY, "SRAS_BASE_URL": base}))
    db.database.connect(reuse_if_open=True)
    admin = person_of("admin")
    give_passwords(admin)
    client = guarded.test_client()
    sent = {"base_url": "https://localhost", "headers": SAME_SITE}
    client.post("/sign-in", data={"email": admin.email, "password": PASSWORD}, **sent)
    key = person_of("viewer").id
    made = client.post(f"/people/{key}/reset-link", data={"reset-own_password": PASSWORD}, **sent)
    page = client.get(f"/people/{key}", **sent).text
    db.database.connect(reuse_if_open=True)
    assert made.status_code == 303, made.text
    assert f"{base}/reset/" in page
    assert "https://localhost/reset/" not in page
