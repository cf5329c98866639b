"""Changing the texts of an edition that no cycle has started on."""

from typing import Any

import pytest

from sras.frameworks.models import Edition, Indicator, Level
from sras.history.models import Actor, Change
from tests.conftest import HTMX

BY = Actor("Set-up")


def _first(edition: Edition) -> Indicator:
    row: Indicator = Indicator.of_edition(edition)[0]
    return row


def _codes(edition: Edition) -> list[str]:
    return [row.code for row in Indicator.of_edition(edition)]


NEW = {
    "code": "1.10",
    "title": "New one",
    "statement": "The agency does it.",
    **{f"level_{n}": f"What {n} looks like." for n in (1, 2, 3, 4)},
}


def test_a_text_is_changed_and_leaves_history(client_for: Any, make_edition: Any) -> None:
    row = _first(make_edition())
    lead = client_for("team_lead")
    answer = lead.post(
        f"/rubric/indicators/{row.id}",
        data={"only": "statement", "statement": "The agency does it daily.", "version": 1},
        headers=HTMX,
    )
    assert answer.status_code == 200
    assert answer.get_data(as_text=True).startswith('<span id="saved" data-version="2">Saved')
    assert Indicator.get_by_id(row.id).statement == "The agency does it daily."
    change = Change.of("indicator", row.id).first()
    assert change.by_name == "Team lead One"
    assert [field.field for field in change.fields] == ["statement"]


def test_without_scripts_the_whole_form_is_posted_and_the_page_comes_back(
    client_for: Any, make_edition: Any
) -> None:
    row = _first(make_edition())
    lead = client_for("team_lead")
    whole = {
        name: getattr(row, name)
        for name in ("code", "title", "statement", "explanation", "guidance")
    }
    posted = {**whole, "topic": row.topic_id, "questions": "Who?\n\n  When? ", "version": 1}
    answer = lead.post(f"/rubric/indicators/{row.id}", data=posted)
    assert answer.status_code == 303
    after = Indicator.get_by_id(row.id)
    assert after.question_list == ["Who?", "When?"]
    assert after.is_key is False  # it was, and its box was not ticked
    assert lead.get(answer.headers["Location"]).status_code == 200


def test_a_save_asks_no_more_than_nine_statements(
    client_for: Any, make_edition: Any, queries: Any
) -> None:
    row = _first(make_edition())
    level = Level.get(Level.indicator == row)
    lead = client_for("team_lead")
    for address, name in (
        (f"/rubric/indicators/{row.id}", "guidance"),
        (f"/rubric/levels/{level.id}", "evidence"),
    ):
        with queries() as seen:
            posted = {"only": name, name: "Other.", "version": 1, "once": name}
            assert lead.post(address, data=posted, headers=HTMX).status_code == 200
        inside = [sql for sql in seen if "accounts_" not in sql]
        assert len(inside) <= 9, inside


def test_two_people_change_different_texts_and_both_are_kept(
    client_for: Any, make_edition: Any
) -> None:
    row = _first(make_edition())
    for role, name in (("team_lead", "statement"), ("process_manager", "explanation")):
        posted = {"only": name, name: f"By the {role}.", "version": 1}
        assert client_for(role).post(f"/rubric/indicators/{row.id}", data=posted).status_code == 303
    after = Indicator.get_by_id(row.id)
    assert (after.statement, after.explanation) == ("By the team_lead.", "By the process_manager.")


def test_two_people_change_the_same_text_and_the_second_sees_both(
    client_for: Any, make_edition: Any
) -> None:
    level = Level.get(Level.indicator == _first(make_edition()))
    for role, status in (("team_lead", 303), ("process_manager", 409)):
        posted = {"only": "description", "description": f"By the {role}.", "version": 1}
        answer = client_for(role).post(f"/rubric/levels/{level.id}", data=posted)
        assert answer.status_code == status
    said = answer.get_data(as_text=True)
    assert "Team lead One wrote" in said
    assert "team_lead." in said
    assert "process_manager." in said


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"code": ""}, "Enter a code, such as 6.2."),
        ({"code": "1.2"}, "This edition has used the code 1.2 already."),
        ({"title": " "}, "Enter a short title."),
        ({"title": "x" * 201}, "This is 201 characters long; 200 is the most."),
        ({"statement": ""}, "Enter the practice as one sentence."),
        ({"guidance": "a\x07b"}, "a character that cannot be shown"),
    ],
)
def test_what_will_not_do_is_said_and_nothing_typed_is_lost(
    client_for: Any, make_edition: Any, changes: dict[str, str], says: str
) -> None:
    row = _first(make_edition())
    posted = {"only": " ".join(changes), "version": 1, **changes}
    lead = client_for("team_lead")
    page = lead.post(f"/rubric/indicators/{row.id}", data=posted)
    assert page.status_code == 422
    assert says in page.get_data(as_text=True)
    part = lead.post(f"/rubric/indicators/{row.id}", data=posted, headers=HTMX)
    assert part.headers["HX-Retarget"] == "#errors"
    assert says in part.get_data(as_text=True)
    assert Indicator.get_by_id(row.id).version == 1


def test_a_level_needs_a_description(client_for: Any, make_edition: Any) -> None:
    level = Level.get(Level.indicator == _first(make_edition()))
    posted = {"only": "description", "description": "", "version": 1}
    page = client_for("team_lead").post(f"/rubric/levels/{level.id}", data=posted)
    assert page.status_code == 422
    said = page.get_data(as_text=True)
    assert "Say what this level looks like." in said
    assert f'<a href="#description-{level.id}">' in said
    assert f'id="description-{level.id}"' in said


def test_a_new_code_or_topic_gives_a_new_place(client_for: Any, make_edition: Any) -> None:
    edition = make_edition()
    row = _first(edition)
    topic = Indicator.of_edition(edition)[2].topic
    posted = {"only": "code topic", "code": "2.10", "topic": topic.id, "version": 1}
    assert (
        client_for("team_lead").post(f"/rubric/indicators/{row.id}", data=posted).status_code == 303
    )
    assert _codes(edition) == ["1.2", "2.1", "2.2", "2.10", "10.1", "10.2"]


def test_an_indicator_is_added_with_four_levels_in_its_place(
    client_for: Any, make_edition: Any
) -> None:
    edition = make_edition()
    lead = client_for("team_lead")
    topic = _first(edition).topic_id
    assert lead.get(f"/rubric/editions/{edition.id}/indicators/new").status_code == 200
    address = f"/rubric/editions/{edition.id}/indicators"
    refused = lead.post(address, data={**NEW, "topic": topic, "level_3": ""})
    assert refused.status_code == 422
    assert "Say what level 3 looks like." in refused.get_data(as_text=True)
    made = lead.post(address, data={**NEW, "topic": topic})
    assert made.status_code == 303
    assert _codes(edition) == ["1.1", "1.2", "1.10", "2.1", "2.2", "10.1", "10.2"]
    assert Level.select().join(Indicator).where(Indicator.code == "1.10").count() == 4


def test_an_indicator_is_left_out_and_brought_back(client_for: Any, make_edition: Any) -> None:
    edition = make_edition()
    row = _first(edition)
    lead = client_for("team_lead")
    assert lead.post(f"/rubric/indicators/{row.id}/absence").status_code == 303
    assert "1.1" not in _codes(edition)
    assert "Left out" in lead.get(f"/rubric/editions/{edition.id}").get_data(as_text=True)
    assert lead.get(f"/rubric/indicators/{row.id}").status_code == 200
    topic = {"topic": row.topic_id}
    taken = lead.post(
        f"/rubric/editions/{edition.id}/indicators", data={**NEW, **topic, "code": "1.1"}
    )
    assert "bring back the indicator" in taken.get_data(as_text=True)
    assert lead.post(f"/rubric/indicators/{row.id}/return").status_code == 303
    assert _codes(edition)[0] == "1.1"
    verbs = [change.verb for change in Change.of("indicator", row.id)]
    assert verbs == ["brought back", "left out", "added"]


def test_a_frozen_edition_keeps_every_text(client_for: Any, make_edition: Any) -> None:
    edition = make_edition()
    edition.freeze(BY)
    edition.freeze(BY)
    assert [change.verb for change in Change.of("edition", edition.id)] == ["froze", "added"]
    row, before = _first(edition), _codes(edition)
    level = Level.get(Level.indicator == row)
    lead = client_for("team_lead")
    posts = {
        f"/rubric/indicators/{row.id}": {"only": "title", "title": "Other", "version": 1},
        f"/rubric/levels/{level.id}": {"only": "evidence", "evidence": "Other", "version": 1},
        f"/rubric/editions/{edition.id}/indicators": {**NEW, "topic": row.topic_id},
        f"/rubric/indicators/{row.id}/absence": {},
        f"/rubric/indicators/{row.id}/return": {},
    }
    latest = Change.last_sequence()
    for address, posted in posts.items():
        answer = lead.post(address, data=posted, follow_redirects=True)
        assert "A cycle has started on this edition" in answer.get_data(as_text=True), address
    assert Change.last_sequence() == latest
    assert _codes(edition) == before


def test_a_new_edition_begins_with_the_same_texts_and_goes_on_from_them(
    client_for: Any, make_edition: Any
) -> None:
    edition = make_edition()
    edition.freeze(BY)
    lead = client_for("team_lead")
    address = f"/rubric/editions/{edition.id}/successor"
    assert "Name the edition" in lead.post(address, data={"label": ""}).get_data(as_text=True)
    again = lead.post(address, data={"label": edition.label})
    assert again.status_code == 422
    assert "already" in again.get_data(as_text=True)
    made = lead.post(address, data={"label": "2027"})
    assert made.status_code == 303
    successor = Edition.get(Edition.label == "2027")
    assert successor.based_on == edition
    assert not successor.is_frozen
    assert [r.continues_id for r in Indicator.of_edition(successor)] == [
        r.id for r in Indicator.of_edition(edition)
    ]
    changed = _first(successor)
    changed.reword(BY, statement="Wholly other words about it.")
    page = lead.get(f"/rubric/editions/{successor.id}/changes").get_data(as_text=True)
    assert "Reworded" in page
    assert "5 indicators kept as before" in page
    first = lead.get(f"/rubric/editions/{edition.id}/changes").get_data(as_text=True)
    assert "This is the first edition of its set." in first


@pytest.mark.parametrize("role", ["team_member", "chief", "viewer", "coach"])
def test_who_may_not_edit_the_rubric_only_reads_it(
    client_for: Any, make_edition: Any, role: str
) -> None:
    edition = make_edition()
    row = _first(edition)
    level = Level.get(Level.indicator == row)
    client = client_for(role)
    assert client.get(f"/rubric/indicators/{row.id}").status_code == 200
    assert client.get(f"/rubric/indicators/{row.id}/edit").status_code == 403
    for address in (
        f"/rubric/indicators/{row.id}",
        f"/rubric/indicators/{row.id}/absence",
        f"/rubric/indicators/{row.id}/return",
        f"/rubric/levels/{level.id}",
        f"/rubric/editions/{edition.id}/indicators",
        f"/rubric/editions/{edition.id}/successor",
    ):
        assert client.post(address, data={}).status_code == 403, address


def test_posting_to_what_there_is_not_is_not_found(client_for: Any) -> None:
    lead = client_for("team_lead")
    for address in (
        "/rubric/indicators/99",
        "/rubric/indicators/99/absence",
        "/rubric/indicators/99/return",
        "/rubric/levels/99",
        "/rubric/editions/99/indicators",
        "/rubric/editions/99/successor",
    ):
        assert lead.post(address, data={}).status_code == 404, address


def test_a_code_with_odd_numbers_is_told_beside_its_field(
    client_for: Any, make_edition: Any
) -> None:
    indicator = Indicator.of_edition(make_edition()).first()
    typed = {"code": "1.²", "topic": indicator.topic_id, "title": "t", "statement": "s"}
    answer = client_for("team_lead").post(f"/rubric/indicators/{indicator.id}", data=typed)
    assert answer.status_code == 422
    assert "Write the numbers of a code as 0 to 9, not as “²”." in answer.text
