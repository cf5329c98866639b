"""Addresses typed with harm in mind: each is a question, and none is more than that."""

import itertools
import re
from typing import Any

import pytest
from werkzeug.datastructures import ImmutableMultiDict

from sras.accounts.models import Person
from sras.accounts.models_doors import Session
from tests.conftest import BY
from tests.sample_rows import address_of, make_sample
from tests.test_access import contents


@pytest.fixture
def sample(app: Any, make_cycle: Any) -> None:
    make_sample(make_cycle)


def gets(app: Any) -> list[Any]:
    """Every route that can be looked at, but the papers."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods
        and rule.endpoint != "static"
        and not rule.rule.endswith((".pdf", ".docx"))
    ]


class Noticed(ImmutableMultiDict):
    """A query string that notes what is asked of it."""

    asked: set[str] = set()

    def __contains__(self, name: object) -> bool:
        self.asked.add(str(name))
        return super().__contains__(name)

    def __getitem__(self, name: str) -> Any:
        self.asked.add(name)
        return super().__getitem__(name)

    def get(self, name: str, *more: Any, **named: Any) -> Any:
        self.asked.add(name)
        return super().get(name, *more, **named)

    def getlist(self, name: str, *more: Any, **named: Any) -> Any:
        self.asked.add(name)
        return super().getlist(name, *more, **named)


QUERIES = [
    "'",
    "' OR '1'='1",
    '1; DROP TABLE planning_task; --") OR ("x',
    "1 UNION SELECT name, password_hash FROM accounts_person",
    "%' ESCAPE '\\",
    "((((((((((a+)+)+)+$",
    "\x00",
    "-1",
    "99999999999999999999999999999999",
    "٣",
    "1e309",
    "0000-00-00",
    "9999-12-31",
    "0001-01-01",
    "x" * 5_000,
    "\ud7ff\U0010ffff\u202e",
    "%s%n{0}",
]


def test_t30_no_query_string_is_more_than_a_question(app, sample, client_for, monkeypatch):
    monkeypatch.setattr(app.request_class, "parameter_storage_class", Noticed)
    client, before, names = client_for("team_lead"), contents(), {}
    for rule in gets(app):
        Noticed.asked = set()
        client.get(address_of(rule, app))
        names[address_of(rule, app)] = Noticed.asked - {"v"}
    assert {"q", "page", "kind", "owner", "from", "next"} <= set().union(*names.values())
    wrong, people = [], {person.name: person.password_hash for person in Person.select()}
    assert people
    for address, asked in names.items():
        for text in QUERIES if asked else ():
            answer = client.get(address, query_string=dict.fromkeys(asked, text))
            if answer.status_code not in (200, 302, 404, 422):
                wrong.append((address, sorted(asked), text[:40], answer.status_code))
            if answer.mimetype != "text/html":
                continue
            if "scrypt:" in answer.text or "sqlite" in answer.text.lower():
                wrong.append((address, sorted(asked), text[:40], "tells"))
    assert wrong == []
    assert contents() == before


def test_t30_each_parameter_alone_never_breaks_a_page(app, sample, client_for, monkeypatch):
    monkeypatch.setattr(app.request_class, "parameter_storage_class", Noticed)
    client, wrong = client_for("team_lead"), []
    for rule in gets(app):
        Noticed.asked = set()
        address = address_of(rule, app)
        client.get(address)
        for name in sorted(Noticed.asked - {"v"}):
            for text in ("'", "-1", "99999999999999999999", "9999-12-31", "x\x00y"):
                answer = client.get(address, query_string={name: text})
                if answer.status_code not in (200, 302, 404, 422):
                    wrong.append((address, name, text, answer.status_code))
    assert wrong == []


def test_t30_an_apostrophe_is_found_as_one(client_for):
    Person.start(by=BY, name="Aoife O'Brien", email="aoife@example.org", role="viewer")
    found = client_for("team_lead").get("/search", query_string={"q": "O'Brien"}).text
    assert "O&#39;Brien" in found
    everyone = client_for("team_lead").get("/search", query_string={"q": "' OR '1'='1"}).text
    assert "Aoife" not in everyone
    wild = client_for("team_lead").get("/search", query_string={"q": "%"}).text
    assert "Aoife" not in wild


CLIMBS = [
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "....//....//etc/passwd",
    "%2e%2e/%2e%2e/etc/passwd",
    "..%5c..%5cetc%5cpasswd",
    "/etc/passwd",
    "//etc/passwd",
    "file:///etc/passwd",
    "..%252f..%252fetc/passwd",
    "%00/etc/passwd",
    "..;/..;/etc/passwd",
    "../instance/settings.toml",
    "../sras/factory.py",
    "../pyproject.toml",
    "vendor/../../app.py",
    ".",
    "vendor",
    "vendor/",
]


STARTS = [
    *("/static/", "/evidence/1/files/", "/history/", "/rubric/editions/1.", "/import/"),
    *("/owner/", "/reset/", "/welcome/", "/"),
]


def test_t36_no_address_climbs_out_of_its_folder(app, sample, client_for):
    client = client_for("team_lead")
    for start, climb in itertools.product(STARTS, CLIMBS):
        answer = client.get(
            start + climb.lstrip("/" if start == "/" else ""), follow_redirects=True
        )
        assert answer.status_code in (200, 400, 404), start + climb
        assert "root:" not in answer.text
        assert "secret_key" not in answer.text
        assert "create_app" not in answer.text
        assert start == "/" or answer.status_code != 200, start + climb


def test_t30_a_key_larger_than_any_finds_nothing(app, sample, client_for):
    client = client_for("team_lead")
    for rule in app.url_map.iter_rules():
        if "<int:" in rule.rule:
            address = re.sub("<int:[a-z]+>", "9" * 30, rule.rule)
            address = re.sub("<[a-z]+>", "plan", address)
            for method in rule.methods & {"GET", "POST"}:
                assert client.open(address, method=method).status_code in (404, 405), address


def test_t30_a_number_larger_than_any_is_refused_in_words(app, sample, client_for):
    client = client_for("team_lead")
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods:
            typed = dict.fromkeys(NUMBERS, "9" * 30)
            answer = client.post(address_of(rule, app), data=typed)
            assert answer.status_code < 500, rule.rule


NUMBERS = (
    *("version", "owner", "key", "cycle", "previous", "edition", "person", "waits_for", "level"),
    *("successor", "proof_owner", "seen", "priority", "opportunity", "indicator", "objective"),
    *("task", "put_up_by", "kind", "days", "part", "sort", "topic", "team_low"),
)


def test_t08_looking_changes_nothing_by_get_head_or_options(app, sample, client_for):
    clients = [client_for("chief"), client_for(None)]
    before = contents()
    for rule in app.url_map.iter_rules():
        address = address_of(rule, app)
        for client in clients:
            if not rule.rule.endswith((".pdf", ".docx")):
                client.head(address)
            client.options(address)
            client.open(address, method="TRACE")
    assert contents() == before
    alive = Session.select().where(Session.ended_at.is_null()).count()
    clients[0].get("/sign-out")
    assert Session.select().where(Session.ended_at.is_null()).count() == alive
