"""The table of roles and rights: the same in the app, on its page and in the documentation."""

from pathlib import Path

import pytest

from sras.accounts import rules
from sras.accounts import rules_throttle as throttle

DOCS = (Path(__file__).parent.parent / "docs/roles.md").read_text("utf-8")


def test_every_role_has_rights_that_exist():
    assert set(rules.MAY) == set(rules.ROLES)
    assert frozenset().union(*rules.MAY.values()) == set(rules.RIGHTS)


@pytest.mark.parametrize("right", rules.RIGHTS)
def test_the_documentation_says_what_the_app_goes_by(right):
    cells = ("yes" if right in rules.MAY[role] else "–" for role in rules.ROLES)
    assert f"| {rules.RIGHTS[right]} | {' | '.join(cells)} |" in DOCS
    assert f"| Right | {' | '.join(rules.ROLES.values())} |" in DOCS


@pytest.mark.parametrize("role", rules.ROLES)
def test_everyone_signed_in_can_read_the_table(client_for, role):
    page = client_for(role).get("/roles")
    assert page.status_code == 200
    assert page.text.count("<td>yes</td>") == sum(map(len, rules.MAY.values()))


def test_the_documentation_says_the_counts_of_tries():
    for limit, time in (
        (throttle.ACCOUNT, "3 minutes"),
        (throttle.KNOWN, "1 minute"),
        (throttle.ADDRESS, "30 seconds"),
    ):
        assert f"| {limit.tries} | {time} |" in DOCS
        assert limit.seconds == int(time.split()[0]) * (60 if "minute" in time else 1)


@pytest.mark.parametrize(
    ("role", "right", "delegate", "may"),
    [
        ("chief", "decide", False, True),
        ("team_lead", "decide", False, False),
        ("team_lead", "decide", True, True),
        ("viewer", "decide", True, True),
        ("viewer", "assess", True, False),
        ("admin", "assess", False, False),
        ("coach", "edit_plan", False, False),
        ("team_member", "rate", False, True),
        ("reviewer", "read_history", False, False),
    ],
)
def test_who_may_what(role, right, delegate, may):
    assert rules.may(role, right, delegate) is may


def test_a_right_that_does_not_exist_is_an_error():
    with pytest.raises(KeyError):
        rules.may("admin", "fly")
