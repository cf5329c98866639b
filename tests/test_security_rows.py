"""Rows that are another's, that do not belong together, or that are not there: one answer."""

import re
from typing import Any

import pytest

from sras.accounts.models import Person
from sras.accounts.models_doors import OneTimeLink, Session
from sras.core import clock
from tests.conftest import BY
from tests.sample_rows import UNKNOWN, address_of, make_sample
from tests.test_access import contents


@pytest.fixture
def sample(app: Any, make_cycle: Any) -> None:
    make_sample(make_cycle)


def told(answer: Any) -> tuple[int, str]:
    """What an answer tells: its status, and its words without tokens and keys."""
    shown = answer.text if answer.mimetype == "text/html" else answer.mimetype
    words = re.sub(r'value="[0-9a-f]{32}"|id="[^"]*"', "", shown)
    return answer.status_code, re.sub(r"\d+", "0", words)


def own_page(address: str) -> str:
    """The page of the row that an address is about: up to its key."""
    return re.sub(r"(/\d+).*", r"\1", address)


def test_t03_no_one_learns_which_rows_exist_that_are_not_theirs(app, sample, client_for):
    different = []
    for role in ("guest", "reviewer", "coach"):
        client, before = client_for(role), contents()
        for rule in app.url_map.iter_rules():
            if "<int:" not in rule.rule or rule.rule.startswith("/owner/"):
                continue
            there, missing = address_of(rule, app), address_of(rule, app, unknown=True)
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                answers = [told(client.open(each, method=method)) for each in (there, missing)]
                if client.get(own_page(there)).status_code == 200:
                    continue  # they see it, and are told why they may not change it
                if answers[0][0] == 403 and answers[0] != answers[1]:
                    different.append((role, method, rule.rule, answers[1][0]))
        assert contents() == before
    assert different == []


def test_t03_another_persons_session_and_a_missing_one_end_alike(client_for, person_of):
    client = client_for("viewer")
    other = Session.begin(person_of("team_lead"), clock.now())
    row = Session.select().where(Session.person == person_of("team_lead")).get()
    answers = [
        told(client.post(f"/people/{key}/sessions/closure")) for key in (row.person_id, UNKNOWN)
    ]
    assert answers[0] == answers[1]
    assert answers[0][0] == 403
    assert other
    assert Session.get_by_id(row.id).ended_at is None


@pytest.mark.parametrize(
    ("door", "purpose"),
    [
        ("welcome", "invitation"),
        ("reset", "reset"),
        ("decide-link", "decision"),
        ("owner", "invitation"),
        ("review", "invitation"),
        ("answer", "invitation"),
    ],
)
def test_t03_a_link_that_has_ended_and_one_that_never_was_look_alike(
    client_for, person_of, door, purpose
):
    person = person_of("viewer")
    link, token = OneTimeLink.make(purpose, by=BY, email=person.email, person=person, name="X")
    link.change(by=BY, revoked_at=clock.now())
    answers = [
        told(client_for(None).get(f"/{door}/{each}", follow_redirects=True))
        for each in (token, "x" * 43)
    ]
    assert answers[0] == answers[1]
    assert person.email not in answers[0][1]


NESTED = [
    "/evidence/{evidence}/files/999",
    "/history/objective/{unknown}",
    "/history/nothing/1",
    "/owner/{token}/tasks/{task}/completion",
    "/review/{token}/remarks",
    "/answer/{token}",
    "/rubric/editions/{unknown}.csv",
    "/import/nothing.csv",
]


@pytest.mark.parametrize("path", NESTED)
def test_t04_what_does_not_belong_together_is_not_found(app, sample, client_for, path):
    address = path.format(evidence=1, unknown=UNKNOWN, token="x" * 43, task=1)
    client, before = client_for("team_lead"), contents()
    for method in ("GET", "POST"):
        assert client.open(address, method=method).status_code in (404, 405), method
    assert contents() == before


def test_t02_who_was_let_go_is_a_stranger_everywhere(app, sample, client_for, person_of):
    client, astray = client_for("team_lead"), []
    Person.get_by_id(person_of("team_lead").id).change(by=BY, active=False)
    before = contents()
    for rule in app.url_map.iter_rules():
        if getattr(app.view_functions[rule.endpoint], "sras_right", None) is None:
            continue
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            answer = client.open(address_of(rule, app), method=method)
            if answer.status_code != 302 or not answer.headers["Location"].startswith("/sign-in"):
                astray.append((method, rule.rule, answer.status_code))
    assert astray == []
    assert contents() == before


def test_t02_the_delegate_may_decide_and_nothing_else_more(app, sample, client_for, person_of):
    client, wrong = client_for("viewer"), []
    person_of("viewer").change(by=BY, is_delegate=True)
    for rule in app.url_map.iter_rules():
        right = getattr(app.view_functions[rule.endpoint], "sras_right", None)
        if right is None or rule.rule.endswith((".pdf", ".docx")):
            continue
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            if method != "GET" and right == "decide":
                continue  # that one who decides may, the walk of the Chief's page shows
            status = client.open(address_of(rule, app), method=method).status_code
            if (status == 403) != (right not in ("read", "decide")):
                wrong.append((method, rule.rule, right, status))
    assert wrong == []


def test_t17_tokens_are_long_and_never_the_same_and_only_their_hash_is_kept(app, person_of):
    person, kept = person_of("viewer"), set()
    tokens = {Session.begin(person, clock.now()) for _ in range(500)}
    for _ in range(500):
        _link, token = OneTimeLink.make("reset", by=BY, email=person.email, person=person)
        tokens.add(token)
    assert len(tokens) == 1_000
    assert {len(token) for token in tokens} == {43}  # 32 random bytes: 256 bits
    for table in (Session, OneTimeLink):
        kept |= {row.token_hash for row in table.select()}
    assert len(kept) == 1_000
    assert not kept & tokens
