"""One indicator on one screen: what is saved, what is refused, what the history keeps."""

import datetime
import json
import re

import pytest

from sras.accounts.models import Person
from sras.assessment.models import AgreedLevel, Assessment, Cycle, LevelLocked
from sras.core import clock
from sras.evidence.models import Evidence, EvidenceLink
from sras.history.models import Change, ChangedField
from tests.conftest import BY, HTMX

D = datetime.date


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    moment = datetime.datetime(2026, 11, 2, 15, tzinfo=datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    return moment


def post(client, assessment, headers=None, **fields):
    fields = {"version": assessment.version, **fields}
    return client.post(f"/assessment/{assessment.id}", data=fields, headers=headers)


def choose(client, assessment, **fields):
    """What htmx sends: only what changed."""
    return post(client, assessment, HTMX, only=" ".join(fields), **fields)


def fresh(assessment):
    return Assessment.get_by_id(assessment.id)


def give_evidence(assessment):
    piece = Evidence.start(by=BY, title="Survey 2026", source="survey")
    return EvidenceLink.start(by=BY, evidence=piece, kind="assessment", key=assessment.id)


def test_a_level_is_saved_at_once_and_only_the_status_comes_back(client_for, make_assessment):
    assessment = make_assessment()
    answer = choose(client_for("team_member"), assessment, level="2")
    assert answer.status_code == 200
    assert len(answer.data) < 900
    assert 'data-version="2"' in answer.text or f'data-version="{fresh(assessment).version}"' in (
        answer.text
    )
    assert "1 of 6" in answer.text
    assert "<textarea" not in answer.text
    now = fresh(assessment)
    assert (now.level, now.agreed_on) == (2, D(2026, 11, 2))


def test_without_javascript_the_whole_form_saves_and_comes_back(client_for, make_assessment):
    assessment = make_assessment()
    client = client_for("team_member")
    answer = post(
        client,
        assessment,
        level="3",
        agreed_on="2026-10-14",
        in_place="A list.",
        priority="3",
        opportunity="2",
    )
    assert (answer.status_code, answer.location) == (303, f"/assessment/{assessment.id}")
    page = client.get(answer.location).text
    assert "6 = priority 3 × opportunity 2" in page
    assert fresh(assessment).agreed_on == D(2026, 10, 14)


def test_a_save_leaves_who_what_old_and_new_in_history(client_for, make_assessment):
    assessment = make_assessment(level=2, agreed_on=D(2026, 10, 1))
    choose(client_for("team_member"), assessment, level="3")
    change = Change.of("assessment", assessment.id).first()
    assert (change.by_name, change.verb) == ("Team member One", "agreed")
    fields = {f.field: (f.old, f.new) for f in change.fields}
    assert fields["level"] == ("2", "3")


def test_the_index_is_computed_and_cannot_be_typed(client_for, make_assessment):
    assessment = make_assessment(level=2, agreed_on=D(2026, 10, 1), opportunity=3)
    client = client_for("team_member")
    answer = choose(client, assessment, priority="3", index="8", priority_index="8")
    assert "9 = priority 3 × opportunity 3" in answer.text
    page = client.get(f"/assessment/{assessment.id}").text
    assert 'name="index"' not in page
    now = fresh(assessment)
    answer = choose(
        client, now, opportunity="1", constraint_kind="policy", constraint_note="The rule."
    )
    assert "3 = priority 3 × opportunity 1" in answer.text


def test_the_scale_says_what_each_point_means(client_for, make_assessment):
    page = client_for("team_member").get(f"/assessment/{make_assessment().id}").text
    assert "3 · Fairly easy to address" in page
    assert "1 · Needs a change of policy or budget" in page


REFUSED = [
    ({"level": "9"}, "Choose a level from 1 to 4."),
    ({"level": "2", "priority": "4"}, "A priority is 1, 2 or 3."),
    ({"level": "2", "opportunity": "0"}, "An opportunity is 1, 2 or 3."),
    ({"level": "2", "agreed_on": "2026-11-03"}, "cannot lie in the future."),
    ({"level": "2", "agreed_on": "soon"}, "Write the day as year-month-day, such as 2026-10-14."),
    ({"level": "2", "agreed_on": "0203-01-01"}, "Check the year."),
    ({"level": "2", "proof_due": "0203-01-01"}, "Check the year."),
    ({"level": "4"}, "Level 4 needs evidence and a note on how it will be kept up"),
    ({"level": "4", "proof_due": "2026-12-01"}, "or who owes the proof."),
    ({"level": "1", "disposition": "not_a_priority"}, "Say why it is not a priority."),
    ({"level": "2", "opportunity": "1"}, "Opportunity 1: say what stands in the way."),
    (
        {"level": "2", "opportunity": "1", "constraint_kind": "budget"},
        "Opportunity 1: say what exactly would have to change.",
    ),
    ({"level": "2", "in_place": "x" * 20_001}, "20,000"),
    ({"level": "2", "barrier": "x" * 2_001}, "2,000 characters are the most"),
    ({"level": "2", "consensus": "perhaps"}, "Choose one of the three."),
]


@pytest.mark.parametrize(("fields", "sentence"), REFUSED)
def test_what_will_not_do_is_refused_in_words_and_nothing_typed_is_lost(
    client_for, make_assessment, fields, sentence
):
    assessment = make_assessment()
    typed = {"dissent_note": "Ben saw it otherwise.", **fields}
    answer = post(client_for("team_member"), assessment, **typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<title>Error: " in answer.text
    assert "Ben saw it otherwise." in answer.text
    assert fresh(assessment).level is None


def test_someone_who_no_longer_sits_on_the_team_cannot_owe_the_proof(
    client_for, make_assessment, person_of
):
    assessment = make_assessment()
    answer = post(
        client_for("team_member"),
        assessment,
        level="4",
        proof_due="2026-12-01",
        proof_owner=str(person_of("viewer").id),
    )
    assert answer.status_code == 422
    assert "Choose someone who is on the team today." in answer.text


def test_full_needs_proof_and_is_saved_with_evidence_and_how_it_is_kept(
    client_for, make_assessment
):
    """Level 4 without evidence or sustain note is refused; with both it counts as 4."""
    assessment = make_assessment()
    client = client_for("team_member")
    assert post(client, assessment, level="4", sustain="In the handbook.").status_code == 422
    give_evidence(assessment)
    answer = post(client, assessment, level="4", sustain="In the handbook.")
    assert answer.status_code == 303
    assert fresh(assessment).counted == "4"


def test_level_4_may_be_agreed_with_proof_owed_and_does_not_count_as_4(
    client_for, make_assessment, person_of
):
    assessment = make_assessment()
    owner = person_of("team_lead")
    client = client_for("team_member")
    answer = post(client, assessment, level="4", proof_owner=str(owner.id), proof_due="2026-12-01")
    assert answer.status_code == 303
    assert fresh(assessment).counted == "owed"
    assert (
        "Proof is owed by Team lead One by 1 Dec 2026."
        in client.get(f"/assessment/{assessment.id}").text
    )
    choose(client, fresh(assessment), sustain="In the handbook.")
    give_evidence(assessment)
    assert fresh(assessment).counted == "4"


def test_evidence_taken_away_later_does_not_stop_other_fields(client_for, make_assessment):
    assessment = make_assessment(level=4, agreed_on=D(2026, 10, 1), sustain="In the handbook.")
    answer = choose(client_for("team_member"), assessment, in_place="Seen in all districts.")
    assert answer.status_code == 200
    assert fresh(assessment).counted == "owed"


def test_one_still_choosing_is_told_in_the_status_line_and_not_thrown_to_the_top(
    client_for, make_assessment
):
    assessment = make_assessment(level=2, agreed_on=D(2026, 10, 1))
    answer = choose(client_for("team_member"), assessment, level="4")
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#status"
    assert "Not saved yet: Level 4 needs evidence" in answer.text
    assert fresh(assessment).level == 2


PRESSED_TOO_EARLY = [
    ({"level": "4"}, "#level-1"),
    ({"level": "1", "disposition": "not_a_priority"}, "#disposition_reason"),
    ({"level": "2", "opportunity": "1"}, "#constraint_kind-1"),
]


@pytest.mark.parametrize(("fields", "place"), PRESSED_TOO_EARLY)
def test_who_presses_save_with_something_missing_gets_the_whole_refusal(
    client_for, make_assessment, fields, place
):
    assessment = make_assessment()
    answer = choose(client_for("team_member"), assessment, **fields, press="save")
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#errors"
    assert f'href="{place}"' in answer.text
    assert fresh(assessment).level is None


def test_save_and_next_goes_on_to_the_next_one_not_assessed(client_for, make_cycle):
    rows = list(Assessment.of_cycle(make_cycle()))
    client = client_for("team_member")
    answer = choose(client, rows[2], level="2", press="next")
    assert answer.headers["HX-Redirect"] == f"/assessment/next?after={rows[2].id}"
    answer = post(client, rows[1], level="2", press="next")
    assert answer.status_code == 303
    assert client.get(answer.location).location == f"/assessment/{rows[3].id}"


def test_a_choice_that_waits_shows_its_index_already(client_for, make_assessment):
    assessment = make_assessment(level=2, agreed_on=D(2026, 10, 1), priority=3)
    answer = choose(client_for("team_member"), assessment, opportunity="1")
    assert answer.status_code == 422
    assert 'data-computed="index">3 = priority 3 × opportunity 1<' in answer.text
    assert fresh(assessment).opportunity is None


def test_what_follows_from_a_choice_is_told_with_it(client_for, make_assessment):
    answer = choose(client_for("team_member"), make_assessment(), level="2")
    assert 'data-computed="to-finish">Say what is in place now.' in answer.text
    assert re.search('data-computed="stands">2 [^<]+, agreed 2 Nov 2026<', answer.text)


def test_the_level_history_says_that_proof_is_owed(client_for, make_assessment, person_of):
    assessment = make_assessment()
    owner = person_of("team_lead")
    owing = {"proof_owner": owner, "proof_due": D(2026, 12, 1)}
    assessment.agree(by=BY, today=D(2026, 9, 10), level=4, **owing)
    client = client_for("team_member")
    assert "proof owed, agreed 10 Sep 2026" in client.get(f"/assessment/{assessment.id}").text
    fresh(assessment).reassess(by=BY, today=D(2026, 10, 1), level=3, on=D(2026, 10, 1), note="No.")
    page = client.get(f"/assessment/{assessment.id}").text
    assert re.search(r'l4 owed">4 [^<]+, proof owed</span>, assessed', page)
    assert ", re-assessed. No." in page


def test_what_is_complete_is_saved_while_the_rest_waits(client_for, make_assessment):
    assessment = make_assessment(level=2, agreed_on=D(2026, 10, 1))
    answer = choose(client_for("team_member"), assessment, level="4", in_place="A long text.")
    assert answer.status_code == 200
    assert 'data-waiting="disposition disposition_reason level"' in answer.text
    assert "Level 4 needs evidence" in answer.text
    assert (fresh(assessment).level, fresh(assessment).in_place) == (2, "A long text.")


def test_an_error_of_another_kind_saves_nothing(client_for, make_assessment):
    assessment = make_assessment(level=2, agreed_on=D(2026, 10, 1))
    client = client_for("team_member")
    answer = choose(client, assessment, level="4", in_place="Text.", agreed_on="2027-01-01")
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#errors"
    assert 'href="#agreed_on"' in answer.text
    assert fresh(assessment).in_place == ""


def test_not_a_priority_leaves_the_scores_out_and_keeps_its_reason(client_for, make_assessment):
    assessment = make_assessment()
    reason = "The two schools concerned close in June."
    post(
        client_for("team_member"),
        assessment,
        level="1",
        disposition="not_a_priority",
        disposition_reason=reason,
        priority="3",
        opportunity="3",
    )
    now = fresh(assessment)
    assert (now.development, now.priority_index) == ("none-not-priority", None)
    assert reason in client_for("viewer").get("/profile").text


def test_with_an_objective_the_level_is_locked_and_scores_and_description_are_not(
    client_for, make_assessment
):
    """The message says how to re-assess."""
    assessment = make_assessment(level=2, agreed_on=D(2026, 10, 1))
    assessment.lock(by=BY, why="An objective builds on it.")
    client = client_for("team_member")
    answer = choose(client, assessment, level="3")
    assert answer.status_code == 422
    assert "The level stays at 2. An objective builds on it." in answer.text
    assert "re-assess" in answer.text
    answer = choose(client, assessment, priority="3", opportunity="2", in_place="More.")
    assert answer.status_code == 200
    assert (fresh(assessment).level, fresh(assessment).priority) == (2, 3)
    assert "Level 2 is held." in client.get(f"/assessment/{assessment.id}").text
    with pytest.raises(LevelLocked):
        fresh(assessment).agree(by=BY, today=D(2026, 11, 2), level=3)
    fresh(assessment).unlock(by=BY)
    assert choose(client, fresh(assessment), level="3").status_code == 200


def test_reassessing_adds_to_the_level_history_and_keeps_the_old_level(client_for, make_assessment):
    assessment = make_assessment()
    assessment.agree(by=BY, today=D(2026, 9, 10), level=2)
    assessment.lock(by=BY, why="An objective builds on it.")
    client = client_for("team_member")
    page = client.get(f"/assessment/{assessment.id}/reassessment")
    assert page.status_code == 200
    only = "level agreed_on note"
    url = f"/assessment/{assessment.id}/reassessment"
    fields = {"only": only, "version": assessment.version, "level": "3", "agreed_on": "2026-11-02"}
    answer = client.post(url, data=fields)
    assert answer.status_code == 422
    assert "Say what has changed, and how we know." in answer.text
    early = client.post(url, data=fields | {"note": "Logs show it.", "agreed_on": "2026-09-01"})
    assert "what is agreed anew comes after it" in early.text
    assert client.post(url, data=fields | {"note": "Logs show it."}).status_code == 303
    levels = AgreedLevel.select().order_by(AgreedLevel.id)
    assert [(each.level, each.why, each.agreed_on) for each in levels] == [
        (2, "assessed", D(2026, 9, 10)),
        (3, "reassessed", D(2026, 11, 2)),
    ]
    assert Change.of("assessment", assessment.id).first().reason == "Logs show it."


def test_the_same_level_of_the_same_day_once_more_stands_in_history(client_for, make_assessment):
    assessment = make_assessment()
    assessment.agree(by=BY, today=D(2026, 11, 2), level=2, agreed_on=D(2026, 11, 2))
    sent = {"version": assessment.version, "level": "2", "agreed_on": "2026-11-02", "note": "Again"}
    url = f"/assessment/{assessment.id}/reassessment"
    assert client_for("team_member").post(url, data=sent).status_code == 303
    change = Change.of("assessment", assessment.id).first()
    assert (change.verb, change.by_name, change.reason) == (
        "reassessed",
        "Team member One",
        "Again",
    )
    assert AgreedLevel.select().where(AgreedLevel.why == "reassessed").count() == 1


def test_a_new_level_asks_again_for_scores_until_they_are_looked_at(client_for, make_assessment):
    assessment = make_assessment()
    assessment.agree(by=BY, today=D(2026, 9, 10), level=2, priority=3, opportunity=2)
    client = client_for("team_member")
    answer = choose(client, assessment, level="3")
    assert "look again at the scores" in answer.text
    assert client.post(f"/assessment/{assessment.id}/second-look").status_code == 303
    assert not fresh(assessment).look_again
    assert Change.of("assessment", assessment.id).first().verb == "looked again at"


def test_a_level_changed_on_a_later_day_gets_that_day_and_the_page_is_told(
    client_for, make_assessment
):
    assessment = make_assessment()
    assessment.agree(by=BY, today=D(2026, 9, 10), level=2)
    answer = choose(client_for("team_member"), assessment, level="3")
    assert 'data-other="agreed_on">2026-11-02' in answer.text
    assert [each.level for each in AgreedLevel.select().order_by(AgreedLevel.agreed_on)] == [2, 3]


def test_a_day_set_before_the_level_is_meant_for_it(client_for, make_assessment):
    assessment = make_assessment()
    client = client_for("team_member")
    choose(client, assessment, agreed_on="2026-10-14")
    choose(client, fresh(assessment), level="2")
    assert fresh(assessment).agreed_on == D(2026, 10, 14)
    choose(client, fresh(assessment), level="3")
    only = AgreedLevel.get()
    assert (only.level, only.agreed_on) == (3, D(2026, 10, 14))


def test_a_level_recorded_by_mistake_is_taken_back_with_a_reason(client_for, make_assessment):
    assessment = make_assessment()
    assessment.agree(by=BY, today=D(2026, 9, 10), level=2, in_place="A list.")
    client = client_for("team_member")
    url = f"/assessment/{assessment.id}/withdrawal"
    assert client.post(url, data={"reason": " "}).status_code == 422
    assert client.post(url, data={"reason": "Wrong line."}).status_code == 303
    now = fresh(assessment)
    assert (now.level, now.in_place) == (None, "A list.")
    assert AgreedLevel.current().count() == 0
    assert Change.of("assessment", assessment.id).first().reason == "Wrong line."


def test_two_people_on_different_fields_keep_both(client_for, make_assessment):
    assessment = make_assessment(level=2, agreed_on=D(2026, 10, 1))
    read = assessment.version
    choose(client_for("team_lead"), assessment, priority="3", opportunity="2")
    answer = client_for("team_member").post(
        f"/assessment/{assessment.id}",
        data={"only": "in_place", "in_place": "A list.", "version": read},
        headers=HTMX,
    )
    assert answer.status_code == 200
    assert (fresh(assessment).priority, fresh(assessment).in_place) == (3, "A list.")


def test_two_people_on_the_same_unit_meet_in_the_conflict_screen(client_for, make_assessment):
    assessment = make_assessment(level=2, agreed_on=D(2026, 10, 1))
    read = assessment.version
    choose(client_for("team_lead"), assessment, level="3")
    answer = client_for("team_member").post(
        f"/assessment/{assessment.id}",
        data={"only": "level", "level": "1", "version": read},
        headers=HTMX,
    )
    assert answer.status_code == 409
    assert "Team lead One" in answer.text
    assert fresh(assessment).level == 3


def test_the_same_form_twice_is_one_change(client_for, make_assessment):
    assessment = make_assessment()
    client = client_for("team_member")
    fields = {"only": "level", "level": "2", "version": assessment.version, "once": "a1"}
    for _ in range(2):
        answer = client.post(f"/assessment/{assessment.id}", data=fields, headers=HTMX)
        assert answer.status_code == 200
    assert AgreedLevel.select().count() == 1
    assert fresh(assessment).version == assessment.version + 1


def test_a_closed_cycle_keeps_its_answers(client_for, make_assessment):
    assessment = make_assessment()
    assessment.cycle.close(by=BY, on=D(2026, 10, 1))
    answer = choose(client_for("team_member"), assessment, level="2")
    assert answer.status_code == 409
    assert "closed" in answer.text
    page = client_for("team_member").get(f"/assessment/{assessment.id}").text
    assert "is closed" in page
    assert 'id="assess"' not in page


def test_it_can_be_kept_as_it_was_in_the_cycle_before(client_for, make_cycle):
    old = make_cycle(label="2025-26", starts_on=D(2025, 9, 1))
    before = Assessment.of_cycle(old).first()
    before.agree(
        by=BY, today=D(2025, 10, 1), level=2, in_place="A list.", priority=3, opportunity=2
    )
    old.close(by=BY, on=D(2026, 6, 30))
    new = make_cycle(edition=old.edition, previous=old)
    assessment = Assessment.of_cycle(new).first()
    client = client_for("team_member")
    page = client.get(f"/assessment/{assessment.id}").text
    assert "Last cycle: 2025-26" in page
    assert "A list." in page
    assert client.post(f"/assessment/{assessment.id}/kept").status_code == 303
    now = fresh(assessment)
    assert (now.level, now.in_place, now.priority) == (2, "A list.", 3)
    assert now.agreed_on == D(2026, 11, 2)
    assert client.post(f"/assessment/{assessment.id}/kept").status_code == 409


def test_a_level_4_kept_as_it_was_brings_its_evidence_along(client_for, make_cycle):
    old = make_cycle(label="2025-26", starts_on=D(2025, 9, 1))
    before = Assessment.of_cycle(old).first()
    give_evidence(before)
    before.agree(by=BY, today=D(2025, 10, 1), level=4, sustain="In the handbook.")
    old.close(by=BY, on=D(2026, 6, 30))
    new = make_cycle(edition=old.edition, previous=old)
    assessment = Assessment.of_cycle(new).first()
    assert client_for("team_member").post(f"/assessment/{assessment.id}/kept").status_code == 303
    assert fresh(assessment).counted == "4"


def test_a_level_4_with_proof_owed_is_not_simply_kept(client_for, make_cycle):
    old = make_cycle(label="2025-26", starts_on=D(2025, 9, 1))
    before = Assessment.of_cycle(old).first()
    before.agree(by=BY, today=D(2025, 10, 1), level=4)
    old.close(by=BY, on=D(2026, 6, 30))
    assessment = Assessment.of_cycle(make_cycle(edition=old.edition, previous=old)).first()
    answer = client_for("team_member").post(f"/assessment/{assessment.id}/kept")
    assert answer.status_code == 409
    assert fresh(assessment).level is None


CHANGING = ("", "/reassessment", "/withdrawal", "/kept", "/second-look")


@pytest.mark.parametrize("role", ["chief", "coach", "reviewer", "viewer", "guest", "admin"])
def test_who_may_not_assess_is_refused_everywhere(client_for, make_assessment, role):
    assessment = make_assessment()
    client = client_for(role)
    for way in CHANGING:
        answer = client.post(f"/assessment/{assessment.id}{way}", data={"level": "2"})
        assert answer.status_code == 403, way
    assert fresh(assessment).level is None


def test_an_unknown_indicator_is_404(client_for, make_assessment):
    make_assessment()
    client = client_for("team_member")
    for way in CHANGING:
        assert client.post(f"/assessment/999{way}").status_code == 404, way
    assert client.get("/assessment/999").status_code == 404


def test_a_reader_sees_the_record_and_no_form(client_for, make_assessment):
    assessment = make_assessment(level=2, agreed_on=D(2026, 10, 1), in_place="A **list**.")
    give_evidence(assessment)
    page = client_for("viewer").get(f"/assessment/{assessment.id}").text
    assert 'id="assess"' not in page
    assert "<strong>list</strong>" in page
    assert "Survey 2026" not in page
    assert "Survey 2026" in client_for("chief").get(f"/assessment/{assessment.id}").text


def test_text_is_shown_as_safe_markdown(client_for, make_assessment):
    assessment = make_assessment(level=2, in_place="<script>alert(1)</script>")
    for role in ("viewer", "team_member"):
        assert "<script>alert" not in client_for(role).get(f"/assessment/{assessment.id}").text


def test_the_way_leads_through_all_indicators(client_for, make_cycle):
    rows = list(Assessment.of_cycle(make_cycle()))
    rows[0].agree(by=BY, today=D(2026, 9, 10), level=2)
    client = client_for("team_member")
    assert client.get("/assessment/next").location == f"/assessment/{rows[1].id}"
    page = client.get(f"/assessment/{rows[1].id}").text
    assert 'rel="prev"' in page
    assert 'rel="next"' in page
    assert f"Next not assessed: {rows[2].indicator.code}" in page


@pytest.mark.parametrize("is_set_up", [False, True])
def test_where_nothing_can_be_assessed_yet_the_first_page_says_how_to_begin(
    client_for, make_cycle, is_set_up
):
    if is_set_up:
        make_cycle(per_topic=0, state="setup")
    assert client_for("team_lead").get("/assessment/next").location == "/"


def test_a_held_level_is_shown_but_cannot_be_chosen(client_for, make_assessment):
    assessment = make_assessment(level=2, agreed_on=D(2026, 10, 1))
    assessment.lock(by=BY, why="An objective builds on it.")
    client = client_for("team_member")
    page = client.get(f"/assessment/{assessment.id}").text
    cards, _, after = page.partition('class="field cards held"')[2].partition("</fieldset>")
    assert " disabled" in cards.partition(">")[0]
    assert re.findall(r'value="(\d)"[^>]* checked', cards) == ["2"]
    assert after.startswith('<input type="hidden" name="level" value="2">')


def test_beside_a_held_level_the_whole_form_saves_without_javascript(client_for, make_assessment):
    assessment = make_assessment(level=2, agreed_on=D(2026, 10, 1))
    assessment.lock(by=BY, why="An objective builds on it.")
    client = client_for("team_member")
    whole = {"level": "2", "agreed_on": "2026-10-01", "in_place": "A list."}
    assert post(client, assessment, **whole).status_code == 303
    assert (fresh(assessment).level, fresh(assessment).in_place) == (2, "A list.")


def test_a_team_that_comes_back_weeks_later_lands_on_the_next_one(client_for, make_cycle):
    """After 31 of 52 the team lands on indicator 32 and sees "31 of 52"."""
    rows = list(Assessment.of_cycle(make_cycle(per_topic=18)))[:54]
    for row in rows[:31]:
        row.change(by=BY, level=2, agreed_on=D(2026, 9, 10))
    client = client_for("team_member")
    assert client.get("/assessment/next").location == f"/assessment/{rows[31].id}"
    assert "31 of 54" in client.get(f"/assessment/{rows[31].id}").text


def test_a_save_asks_the_database_little(client_for, make_assessment, queries):
    assessment = make_assessment(level=2, agreed_on=D(2026, 10, 1))
    client = client_for("team_member")
    with queries() as seen:
        choose(client, assessment, in_place="A list.", once="x1")
    assert len([sql for sql in seen if sql.startswith(("SELECT", "INSERT", "UPDATE"))]) <= 9


def test_the_first_level_asks_no_more_than_any_other_save(client_for, make_assessment, queries):
    assessment = make_assessment()
    client = client_for("team_member")
    for level in ("2", "3"):
        now = fresh(assessment)
        with queries() as seen:
            assert choose(client, now, level=level, once=level).status_code == 200
        assert len(seen) <= 9, level
    assert AgreedLevel.get().level == 3


def test_a_page_asks_as_little_with_many_indicators_as_with_few(client_for, make_cycle, queries):
    counts = []
    for per_topic in (1, 7):
        cycle = make_cycle(per_topic, starts_on=D(2026, 9, per_topic))
        key = Assessment.of_cycle(cycle).first().id
        client = client_for("team_lead")
        with queries() as seen:
            assert client.get(f"/assessment/{key}").status_code == 200
        counts.append(len([sql for sql in seen if sql.startswith("SELECT")]))
    assert counts[0] == counts[1] <= 10


def test_names_in_history_stay_when_the_owner_of_a_proof_leaves(make_assessment, person_of):
    owner = person_of("team_lead")
    assessment = make_assessment()
    assessment.agree(
        by=BY, today=D(2026, 9, 10), level=4, proof_owner=owner.id, proof_due=D(2026, 12, 1)
    )
    Person.update(name="Someone else").where(Person.id == owner.id).execute()
    recorded = ChangedField.get(
        ChangedField.field == "proof_owner", ChangedField.new.is_null(False)
    )
    assert json.loads(recorded.new)["name"] == "Team lead One"


def test_the_same_code_in_another_set_is_not_the_same_practice(client_for, make_cycle):
    old = make_cycle(label="2025-26", starts_on=D(2025, 9, 1))
    for each in Assessment.of_cycle(old):
        each.agree(by=BY, today=D(2025, 10, 1), level=2, in_place="Of the other set.")
    old.close(by=BY, on=D(2026, 6, 30))
    new = make_cycle(previous=old)
    assert new.edition.framework != old.edition.framework
    key = Assessment.of_cycle(new).first().id
    assert "Of the other set." not in client_for("team_member").get(f"/assessment/{key}").text
    assert Cycle.running().id == new.id


def owing(assessment, owner, **more):
    """A post that says who owes the proof, on the page as it was first drawn."""
    read = {"version": 2, "level": "4", "agreed_on": "2026-10-01", "proof_due": "2026-12-01"}
    return {**read, "proof_owner": owner, **more}


def test_two_names_for_one_proof_are_shown_as_names(client_for, make_assessment, person_of):
    lead, manager, member = map(person_of, ("team_lead", "process_manager", "team_member"))
    assessment = make_assessment(
        level=4, agreed_on=D(2026, 10, 1), proof_owner=lead, proof_due=D(2026, 12, 1)
    )
    url = f"/assessment/{assessment.id}"
    first = client_for("team_lead").post(url, data=owing(assessment, manager.id))
    assert first.status_code == 303
    answer = client_for("team_member").post(url, data=owing(assessment, member.id))
    assert answer.status_code == 409
    assert "Process manager </mark>One" in answer.text
    assert "Team member </mark>One" in answer.text
    odd = client_for("team_member").post(url, data=owing(assessment, "no one"))
    assert odd.status_code == 409
    given_up = owing(assessment, "no one", seen=3, settle="theirs")
    assert client_for("team_member").post(url, data=given_up).status_code == 303
    assert fresh(assessment).proof_owner == manager


def test_the_level_that_stands_is_not_dated_before_the_one_it_followed(client_for, make_assessment):
    assessment = make_assessment()
    for level, day in ((1, D(2026, 9, 10)), (2, D(2026, 10, 20))):
        assessment.reassess(by=BY, today=day, level=level, on=day, note="Agreed in the meeting.")
    client = client_for("team_member")
    answer = choose(client, fresh(assessment), agreed_on="2026-09-01")
    assert answer.status_code == 422
    assert "An earlier level was agreed on 10 Sep 2026; this one came after it." in answer.text
    assert choose(client, fresh(assessment), agreed_on="2026-10-19").status_code == 200
    assert [(line.level, line.agreed_on) for line in AgreedLevel.newest_first(assessment)] == [
        (2, D(2026, 10, 19)),
        (1, D(2026, 9, 10)),
    ]


def test_on_the_last_one_without_a_level_nobody_is_told_that_all_have_one(
    client_for, make_assessment
):
    assessment, client = make_assessment(), client_for("team_member")
    others = Assessment.select().where(Assessment.id != assessment.id)
    for row in others:
        row.change(by=BY, level=2, agreed_on=D(2026, 11, 1))
    page = client.get(f"/assessment/{assessment.id}").text
    assert "All have a level" not in page
    assert "All indicators: to the list" in page
    assessment.change(by=BY, level=2, agreed_on=D(2026, 11, 1))
    assert "All have a level" in client.get(f"/assessment/{assessment.id}").text


def test_a_refused_page_shows_the_index_of_what_was_typed(client_for, make_assessment):
    assessment = make_assessment(level=2, agreed_on=D(2026, 11, 1), priority=1, opportunity=2)
    answer = post(
        client_for("team_member"),
        assessment,
        level="3",
        agreed_on="2027-01-01",
        priority="3",
        opportunity="3",
    )
    assert answer.status_code == 422
    assert "9 = priority 3 × opportunity 3" in answer.text
    assert fresh(assessment).priority == 1
