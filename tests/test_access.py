"""Who gets where: every route says its right, strangers sign in, roles get what is theirs."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from sras import factory
from sras.accounts import rules
from sras.core import db
from sras.core.kinds import KINDS
from sras.home.views import PAPERS
from sras.web import errors, navigation
from tests.sample_rows import address_of, make_sample

SAFE = {"GET", "HEAD", "OPTIONS"}
OWN_ROUTES = ("static",)


def routes(app: Any) -> list[Any]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in OWN_ROUTES]


def methods(rule: Any) -> list[str]:
    return sorted(rule.methods - {"HEAD", "OPTIONS"})


def slow(rule: Any, role: str) -> bool:
    """Whether it draws a PDF, which one role may wait for on behalf of all."""
    return rule.rule.endswith((".pdf", ".docx")) and role != "team_lead"


def right_of(app: Any, rule: Any) -> str | None:
    return app.view_functions[rule.endpoint].sras_right


@pytest.fixture
def sample(app: Any, make_cycle: Any) -> None:
    make_sample(make_cycle)


def test_t02_every_route_says_its_right_or_that_it_is_public(app):
    silent = [
        r.endpoint for r in routes(app) if not hasattr(app.view_functions[r.endpoint], "sras_right")
    ]
    assert silent == []
    rights = {right_of(app, rule) for rule in routes(app)} - {None}
    assert rights <= set(rules.RIGHTS)


PUBLIC = {
    *("accounts.sign_in", "accounts.begin_session", "accounts.sign_out"),
    "accounts.sign_in_with_typed",
    *("accounts.welcome", "accounts.accept_invitation"),
    *("accounts.reset", "accounts.choose_password"),
    *("accounts.decide_link", "accounts.open_decision"),
    *("home.accessibility", "home.security", "home.robots", "home.alive", "home.ready"),
    *("documents.review_page", "documents.review_say"),
    *("engagement.field_form", "engagement.field_answer"),
    *("planning.owner_page", "planning.complete_as_owner", "meetings.feed"),
}


def test_t01_only_the_doors_and_a_few_plain_pages_are_public(app):
    public = {rule.endpoint for rule in routes(app) if right_of(app, rule) is None}
    assert public - PUBLIC == set()


def test_t01_a_stranger_is_sent_to_sign_in_from_everywhere(app, sample, client_for):
    stranger, astray = client_for(None), []
    for rule in routes(app):
        if right_of(app, rule) is None:
            continue
        for method in methods(rule):
            address = address_of(rule, app)
            page = stranger.open(address, method=method)
            if page.status_code != 302 or not page.headers["Location"].startswith("/sign-in"):
                astray.append((method, address, page.status_code))
            part = stranger.open(address, method=method, headers={"HX-Request": "true"})
            if part.status_code != 401 or "HX-Redirect" not in part.headers or part.data:
                astray.append((method, address, "htmx", part.status_code))
    assert astray == []


@pytest.mark.parametrize("role", rules.ROLES)
def test_t02_a_role_gets_what_the_table_says_and_nothing_else(app, sample, client_for, role):
    wrong = []
    for rule in routes(app):
        right = right_of(app, rule)
        if right is None:
            continue
        for method in methods(rule):
            client = client_for(role)
            for unknown in (False, True):
                if not rules.may(role, right):
                    status = client.open(address_of(rule, app, unknown), method=method).status_code
                    if status != 403:
                        wrong.append((method, rule.rule, right, "not allowed, yet", status))
                elif unknown or (method == "GET" and not slow(rule, role)):
                    status = client.open(address_of(rule, app, unknown), method=method).status_code
                    if status in (401, 403, 405) or status >= 500:
                        wrong.append((method, rule.rule, right, "allowed, yet", status))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "rubbish"},
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:9"},
        {"Origin": "https://localhost"},
        {"Origin": "null"},
        {"Origin": "http://[::1"},
    ],
)
def test_t06_t07_nothing_is_changed_by_another_site(app, sample, client_for, headers):
    client = client_for("team_lead")
    del client.environ_base["HTTP_SEC_FETCH_SITE"]
    before, let_in = contents(), []
    for rule in routes(app):
        for method in set(rule.methods) - SAFE:
            response = client.open(address_of(rule, app), method=method, headers=headers)
            if response.status_code != 403:
                let_in.append((method, rule.rule, response.status_code))
    assert let_in == []
    assert contents() == before


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "none"}, {"Origin": "http://localhost"}])
def test_t07_ones_own_site_is_let_in(client_for, headers):
    client = client_for("viewer")
    del client.environ_base["HTTP_SEC_FETCH_SITE"]
    assert client.post("/sign-out", headers=headers).status_code == 303


@pytest.mark.parametrize("role", ["team_lead", "admin"])
def test_t08_looking_changes_nothing(app, sample, client_for, role):
    client = client_for(role)
    before = contents()
    for rule in routes(app):
        if "GET" in rule.methods and not rule.rule.endswith((".pdf", ".docx")):
            client.get(address_of(rule, app))
    assert contents() == before


def contents() -> str:
    """A hash of all that the database holds, but when people were last seen and tries at doors."""
    digest = hashlib.sha256()
    for table in db.tables():
        if table.__name__ not in ("Session", "Bucket"):
            for row in table.select().tuples().iterator():
                digest.update(repr(row).encode())
    return digest.hexdigest()


def test_every_module_of_views_is_part_of_the_app_and_none_is_missed_in_silence(app, monkeypatch):
    root = Path(factory.__file__).parent
    there = {f"{path.parent.name}.{path.stem}" for path in root.glob("*/views*.py")}
    assert set(factory.VIEWS) == there
    monkeypatch.setattr(factory, "VIEWS", (*factory.VIEWS, "home.vews"))
    with pytest.raises(ModuleNotFoundError, match="vews"):
        factory._blueprints()


def test_whatever_leads_to_a_page_leads_to_one_that_is_there(app):
    pages = {kind.page for kind in KINDS.values() if kind.page}
    lines = (*navigation.MORE, *(line for part in navigation.SECTIONS.values() for line in part))
    pages |= {endpoint for _label, endpoint, _right in lines}
    pages |= {endpoint for _title, _purpose, forms in PAPERS for _label, endpoint in forms}
    assert pages <= set(app.view_functions)


def test_every_error_page_is_shown_for_some_error(app):
    folder = factory.ROOT / "templates" / "errors"
    made = {path.stem for path in folder.glob("[0-9]*.html")}
    assert made == {str(code) for code in (*errors.SHOWN, 500)}
