"""Saving, on the real app: one press one entry, nothing overwritten, nothing lost."""

import concurrent.futures
import datetime
from typing import Any

import pytest

from sras.accounts.models import Agency
from sras.core import clock, db
from sras.history.models import Change, ChangedField
from sras.web.models import Submission
from tests.conftest import HTMX
from tests.visitor import PASSWORD, give_passwords


def typed(agency: Agency, **changed: Any) -> dict[str, Any]:
    """What a browser posts for the settings page, with some fields changed."""
    names = [
        "state_name",
        "usps",
        "agency_name",
        "system_name",
        "chief_title",
        "zone",
        "accent",
        "fiscal_year_month",
        "reassess_years",
        "reassess_years_key",
        "team_low",
        "team_high",
        "many_objectives",
        "program_areas",
    ]
    whole = {name: getattr(agency, name) for name in names}
    ticks = {n: "y" for n in ("approval_gate", "keep_view_names") if getattr(agency, n)}
    return {**whole, **ticks, "version": agency.version, **changed}


def test_a_save_is_kept_with_its_history(client_for: Any) -> None:
    lead = client_for("team_lead")
    answer = lead.post("/settings", data=typed(Agency.one(), system_name="Rising Together"))
    assert answer.status_code == 303
    assert Agency.one().system_name == "Rising Together"
    change = Change.select().order_by(Change.id.desc()).first()
    assert (change.by_name, change.kind, change.version) == ("Team lead One", "agency", 2)
    field = ChangedField.get(ChangedField.change == change)
    assert (field.field, field.new) == ("system_name", '"Rising Together"')


def test_htmx_gets_only_the_status_and_the_new_version(client_for: Any) -> None:
    lead = client_for("team_lead")
    answer = lead.post(
        "/settings",
        data={"only": "usps", "usps": "ZZ", "version": 1, "once": "a"},
        headers=HTMX,
    )
    assert answer.status_code == 200
    assert 'data-version="2"' in answer.text
    assert len(answer.data) < 200


def test_r15_the_same_press_twice_makes_one_change(client_for: Any) -> None:
    lead = client_for("team_lead")
    body = typed(Agency.one(), usps="AA", once="press-1")
    first, second = (lead.post("/settings", data=body) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert Agency.one().version == 2


def test_r15_ten_equal_presses_at_once_make_one_change(
    app: Any, client_of: Any, person_of: Any
) -> None:
    clients = [client_of(person_of("team_lead")) for _ in range(10)]
    body = typed(Agency.one(), usps="AA", once="press-1")
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda c: c.post("/settings", data=body).status_code, clients))
    assert answers == [303] * 10
    assert Agency.one().version == 2
    assert Submission.select().count() == 1


def test_r16_the_same_token_with_other_words_is_a_new_save(client_for: Any) -> None:
    lead = client_for("team_lead")
    lead.post("/settings", data=typed(Agency.one(), usps="AA", once="press-1"))
    lead.post("/settings", data=typed(Agency.one(), usps="BB", once="press-1"))
    assert Agency.one().usps == "BB"
    assert Agency.one().version == 3


def test_a_refusal_frees_the_token(client_for: Any) -> None:
    lead = client_for("team_lead")
    body = typed(Agency.one(), state_name="", once="press-1")
    assert lead.post("/settings", data=body).status_code == 422
    assert Submission.select().count() == 0
    body["state_name"] = "Lincoln"
    assert lead.post("/settings", data=body).status_code == 303


def test_r13_different_fields_are_both_kept(client_for: Any) -> None:
    one, two = client_for("team_lead"), client_for("process_manager")
    read = Agency.one()
    assert one.post("/settings", data=typed(read, chief_title="Commissioner")).status_code == 303
    assert two.post("/settings", data=typed(read, usps="ZZ")).status_code == 303
    now = Agency.one()
    assert (now.chief_title, now.usps) == ("Commissioner", "ZZ")


def test_what_another_saved_meanwhile_comes_back_with_the_answer(client_for: Any) -> None:
    one, two = client_for("team_lead"), client_for("process_manager")
    one.post("/settings", data=typed(Agency.one(), chief_title="Commissioner"))
    answer = two.post("/settings", data={"only": "usps", "usps": "ZZ", "version": 1}, headers=HTMX)
    assert '<span hidden data-other="chief_title">Commissioner</span>' in answer.text


def test_r12_the_same_field_shows_both_texts_and_three_ways_on(client_for: Any) -> None:
    one, two = client_for("team_lead"), client_for("process_manager")
    read = Agency.one()
    one.post("/settings", data=typed(read, program_areas="Title I\nFinance"))
    answer = two.post("/settings", data=typed(read, program_areas="Special education"))
    assert answer.status_code == 409
    for words in ("Team lead One", "Finance", "Special education", "mine", "theirs", "both"):
        assert words in answer.text
    assert Agency.one().program_areas == "Title I\nFinance"


@pytest.mark.parametrize(
    ("settle", "kept"),
    [
        ("mine", "Special education"),
        ("theirs", "Title I\nFinance"),
        ("both", "Title I\nFinance\n\n---\n\nSpecial education"),
    ],
)
def test_r12_a_conflict_is_settled_and_other_fields_of_both_stay(
    client_for: Any, settle: str, kept: str
) -> None:
    one, two = client_for("team_lead"), client_for("process_manager")
    read = Agency.one()
    one.post("/settings", data=typed(read, program_areas="Title I\nFinance", usps="AA"))
    mine = typed(read, program_areas="Special education", chief_title="Commissioner")
    settled = two.post("/settings", data={**mine, "seen": 2, "settle": settle})
    assert settled.status_code == 303
    now = Agency.one()
    assert now.program_areas.replace("\r\n", "\n") == kept
    assert (now.usps, now.chief_title) == ("AA", "Commissioner")


def test_a_settled_conflict_asks_again_when_someone_saved_in_between(client_for: Any) -> None:
    one, two = client_for("team_lead"), client_for("process_manager")
    read = Agency.one()
    one.post("/settings", data=typed(read, chief_title="Commissioner"))
    one.post("/settings", data=typed(Agency.one(), chief_title="Secretary"))
    answer = two.post(
        "/settings", data={**typed(read, chief_title="Chief"), "seen": 2, "settle": "mine"}
    )
    assert answer.status_code == 409
    assert Agency.one().chief_title == "Secretary"


def test_a_save_costs_at_most_six_statements_and_three_guards(
    client_for: Any, queries: Any
) -> None:
    lead = client_for("team_lead")
    with queries() as seen:
        lead.post(
            "/settings",
            data={"only": "usps", "usps": "ZZ", "version": 1, "once": "a"},
            headers=HTMX,
        )
    assert len(seen) <= 9, seen


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_r07_what_is_typed_while_the_database_may_only_be_read_is_told_and_kept(
    client_for: Any, headers: dict[str, str]
) -> None:
    lead = client_for("team_lead")
    whole = typed(Agency.one(), program_areas="Do not lose <this>.")
    db.database.execute_sql("PRAGMA query_only = 1")
    answer = lead.post("/settings", data=whole, headers=headers)
    assert answer.status_code == 503
    assert "can be read but not written" in answer.text
    assert "Do not lose &lt;this&gt;." in answer.text
    assert lead.get("/settings").status_code == 200
    db.database.execute_sql("PRAGMA query_only = 0")
    assert lead.post("/settings", data=whole, headers=headers).status_code in (200, 303)


def test_a_missing_right_is_told_before_anything_is_looked_up(client_for: Any) -> None:
    assert client_for("viewer").post("/settings", data={"usps": "ZZ"}).status_code == 403
    assert Agency.one().version == 1


def test_what_was_answered_is_forgotten_when_someone_comes_in_after_thirty_days(
    client_for: Any, person_of: Any
) -> None:
    give_passwords(person_of("viewer"))
    client_for("team_lead").post("/settings", data=typed(Agency.one(), usps="AA", once="press-1"))
    for days, kept in ((29, 1), (31, 0)):
        with clock.frozen(clock.now() + datetime.timedelta(days=days)):
            body = {"email": "viewer@example.org", "password": PASSWORD}
            assert client_for(None).post("/sign-in", data=body).status_code == 303
        assert Submission.select().count() == kept
