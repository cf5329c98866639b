"""Individual views: private until opened, then spread, with names or without."""

import datetime

import pytest

from sras.accounts.models import Agency, Membership, Person
from sras.accounts.rules import ROLES
from sras.assessment.models import Assessment
from sras.assessment.models_rounds import Round, RoundOpened, View
from sras.core import clock
from sras.history.models import Change, ChangedField
from sras.history.models_reading import changes
from sras.web.models import Submission
from tests.conftest import BY
from tests.test_web_once import once_of

D = datetime.date
SECRET_NOTE = "Only on paper, I fear"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    moment = datetime.datetime(2026, 11, 2, 15, tzinfo=datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def assessment(make_assessment):
    return make_assessment()


def begin(client_for, assessment):
    assert client_for("team_lead").post(f"/assessment/{assessment.id}/views").status_code == 303
    return Round.newest_of(assessment)


def give(client_for, assessment, role="team_member", level="2", note=SECRET_NOTE):
    url = f"/assessment/{assessment.id}/views/own"
    return client_for(role).post(url, data={"level": level, "note": note})


def keep_no_names():
    Agency.one().change(by=BY, keep_view_names=False)


def test_scenario_8_seven_views_show_their_spread_only_after_opening_and_no_mean(
    client_for, client_of, assessment
):
    """2,2,2,3,3,3,4: the record takes the level the team states, and keeps a dissent note."""
    people = list(Person.select().where(Person.role.in_(("team_lead", "team_member"))))
    for n in range(5):
        person = Person.start(
            by=BY, name=f"Member {n}", email=f"m{n}@example.org", role="team_member"
        )
        Membership.start(by=BY, person=person, program_areas="", started_on=D(2026, 7, 1))
        people.append(person)
    begin(client_for, assessment)
    url = f"/assessment/{assessment.id}"
    for person, level in zip(people, "2223334", strict=True):
        assert client_of(person).post(f"{url}/views/own", data={"level": level}).status_code == 303
    before = client_for("team_lead").get(f"{url}/views").text
    assert "7 of 8 have answered" in before
    assert "at level" not in before
    assert client_for("team_lead").post(f"{url}/views/opening").status_code == 303
    after = client_for("team_lead").get(f"{url}/views").text
    assert "Three at level 2, three at level 3, one at level 4" in after
    assert "2.7" not in after
    client = client_for("team_member")
    client.post(
        url,
        data={"version": assessment.version, "level": "3", "dissent_note": "One saw it at 4."},
    )
    now = Assessment.get_by_id(assessment.id)
    assert (now.level, now.dissent_note) == (3, "One saw it at 4.")
    assert assessment.indicator.code in client_for("viewer").get("/profile").text


PAGES = ("/assessment/{key}", "/assessment/{key}/views", "/assessment", "/profile")


def test_no_page_shows_a_view_before_the_opening(client_for, assessment):
    begin(client_for, assessment)
    give(client_for, assessment)
    for role in ("team_lead", "process_manager", "chief", "viewer"):
        client = client_for(role)
        for page in PAGES:
            answer = client.get(page.format(key=assessment.id))
            assert answer.status_code == 200
            assert SECRET_NOTE not in answer.text, (role, page)


def test_history_tells_that_a_view_was_given_and_not_which(client_for, assessment):
    begin(client_for, assessment)
    give(client_for, assessment)
    change = Change.get(Change.kind == "view")
    assert change.by_name == "Team member One"
    assert all(field.sealed for field in change.fields)
    lead = client_for("team_lead")
    for address in ("/history", f"/history/view/{View.get().id}"):
        assert SECRET_NOTE not in lead.get(address).text, address


def test_the_opening_unseals_the_history_where_names_are_kept(client_for, assessment):
    begin(client_for, assessment)
    give(client_for, assessment)
    client_for("team_lead").post(f"/assessment/{assessment.id}/views/opening")
    fields = ChangedField.select().join(Change).where(Change.kind == "view")
    assert not any(field.sealed for field in fields)
    page = client_for("coach").get(f"/assessment/{assessment.id}/views").text
    assert "Team member One" in page
    assert SECRET_NOTE in page


def test_without_names_nothing_tells_who_gave_which_view(client_for, assessment, person_of):
    keep_no_names()
    begin(client_for, assessment)
    told = client_for("team_member").get(f"/assessment/{assessment.id}/views/own").text
    assert "who gave it is not kept" in told
    give(client_for, assessment)
    lead = client_for("team_lead")
    assert "answered" in lead.get(f"/assessment/{assessment.id}/views").text
    lead.post(f"/assessment/{assessment.id}/views/opening")
    assert View.get().person is None
    page = lead.get(f"/assessment/{assessment.id}/views").text
    assert SECRET_NOTE in page
    assert "Team member One" not in page
    for change in Change.select().where(Change.kind == "view"):
        assert (change.by_name, change.by_key) == ("A team member", None)
        assert "person" not in [field.field for field in change.fields]
        assert all(field.sealed for field in change.fields)
    recorded = "".join(
        f"{f.old}{f.new}" for f in ChangedField.select().join(Change).where(Change.kind == "view")
    )
    assert "Team member One" not in recorded
    assert SECRET_NOTE not in lead.get("/history").text


def test_names_being_kept_is_told_before_anyone_rates(client_for, assessment):
    begin(client_for, assessment)
    told = client_for("team_member").get(f"/assessment/{assessment.id}/views/own").text
    assert "Your name is kept with it and shown then, to the team and its coaches." in told


def test_a_round_keeps_its_promise_when_the_setting_changes(client_for, assessment):
    keep_no_names()
    begin(client_for, assessment)
    Agency.one().change(by=BY, keep_view_names=True)
    give(client_for, assessment)
    client_for("team_lead").post(f"/assessment/{assessment.id}/views/opening")
    assert View.get().person is None


def test_a_view_can_be_changed_until_the_opening(client_for, assessment, person_of):
    begin(client_for, assessment)
    give(client_for, assessment, level="2")
    give(client_for, assessment, level="3")
    assert [view.level for view in View.select()] == [3]
    own = client_for("team_member").get(f"/assessment/{assessment.id}/views/own").text
    assert SECRET_NOTE in own
    client_for("team_lead").post(f"/assessment/{assessment.id}/views/opening")
    assert give(client_for, assessment, level="1").status_code == 409
    found = Round.newest_of(assessment)
    with pytest.raises(RoundOpened):
        found.give(by=person_of("team_member"), level=1)
    assert View.get().level == 3


def test_a_view_needs_a_level_and_keeps_what_was_typed(client_for, assessment):
    begin(client_for, assessment)
    answer = give(client_for, assessment, level="")
    assert answer.status_code == 422
    assert "Choose the level you see." in answer.text
    assert SECRET_NOTE in answer.text


def test_a_view_is_its_givers_alone_before_the_opening(client_for, assessment, person_of):
    begin(client_for, assessment)
    give(client_for, assessment)
    view = View.get()
    assert person_of("team_member").may("read", view)
    assert not person_of("team_lead").may("read", view)
    assert list(View.opened()) == []
    client_for("team_lead").post(f"/assessment/{assessment.id}/views/opening")
    assert person_of("team_lead").may("read", View.get())
    assert len(View.opened()) == 1


def test_one_round_at_a_time_and_a_second_after_the_first_is_open(client_for, assessment):
    begin(client_for, assessment)
    lead, url = client_for("team_lead"), f"/assessment/{assessment.id}/views"
    assert lead.post(url).status_code == 409
    assert lead.post(f"{url}/opening").status_code == 409
    give(client_for, assessment)
    assert lead.post(f"{url}/opening").status_code == 303
    assert lead.post(f"{url}/opening").status_code == 409
    assert lead.post(url).status_code == 303
    assert Round.newest_of(assessment).given == []


def test_the_rate_and_the_opening_have_their_own_rights(client_for, assessment):
    url = f"/assessment/{assessment.id}/views"
    for role in ("team_member", "chief", "coach", "viewer"):
        assert client_for(role).post(url).status_code == 403
    begin(client_for, assessment)
    give(client_for, assessment)
    for role in ("team_member", "chief", "coach", "viewer"):
        assert client_for(role).post(f"{url}/opening").status_code == 403
    for role in ("chief", "coach", "viewer", "admin"):
        assert give(client_for, assessment, role=role).status_code == 403
    assert client_for("team_lead").post("/assessment/999/views").status_code == 404


def test_only_who_sits_on_the_team_gives_a_view(client_of, client_for, assessment):
    begin(client_for, assessment)
    outside = Person.start(
        by=BY, name="Former member", email="former@example.org", role="team_member"
    )
    answer = client_of(outside).post(f"/assessment/{assessment.id}/views/own", data={"level": "2"})
    assert answer.status_code == 403
    assert View.select().count() == 0


def test_without_names_no_trace_ties_a_view_to_the_time_it_was_given(client_for, assessment):
    keep_no_names()
    begin(client_for, assessment)
    url = f"/assessment/{assessment.id}/views/own"
    for role, level in (("team_lead", "4"), ("process_manager", "3"), ("team_member", "2")):
        sent = {"level": level, "note": f"I see {level}", "once": f"press-{role}"}
        assert client_for(role).post(url, data=sent).status_code == 303
    assert Submission.select().where(Submission.route == f"POST {url}").count() == 3
    client_for("team_lead").post(url, data={"level": "4", "note": "I see 4", "once": "again"})
    give(client_for, assessment, level="3")
    give(client_for, assessment, level="2", note="I see 2")
    recorded = ChangedField.select().join(Change).where(Change.kind == "view")
    assert {field.field for field in recorded} == {"round"}
    assert list(changes(["view"])) == []
    client_for("team_lead").post(f"/assessment/{assessment.id}/views/opening")
    assert [(view.level, view.note) for view in View.select().order_by(View.id)] == [
        (2, "I see 2"),
        (3, "I see 3"),
        (4, "I see 4"),
    ]
    assert Submission.select().where(Submission.route == f"POST {url}").count() == 0


def test_no_view_is_given_once_the_cycle_is_closed(client_for, assessment):
    begin(client_for, assessment)
    assessment.cycle.close(by=BY, on=D(2026, 11, 1))
    assert give(client_for, assessment).status_code == 409
    assert View.select().count() == 0


@pytest.mark.parametrize("names_kept", [True, False])
def test_a_view_changed_back_without_javascript_is_kept(client_for, assessment, names_kept):
    if not names_kept:
        keep_no_names()
    begin(client_for, assessment)
    member, url = client_for("team_member"), f"/assessment/{assessment.id}/views/own"
    for level in ("1", "3", "2", "3"):
        member.post(url, data={"once": once_of(member.get(url).text, url), "level": level})
        assert str(View.get().level) == level


def test_nothing_tells_after_the_opening_who_thought_again(client_for, assessment):
    keep_no_names()
    begin(client_for, assessment)
    for level in ("1", "3"):
        give(client_for, assessment, level=level)
    give(client_for, assessment, role="team_lead")
    client_for("team_lead").post(f"/assessment/{assessment.id}/views/opening")
    assert {view.version for view in View.select()} == {1}


IN_CONFIDENCE = ("team_lead", "process_manager", "team_member", "coach")


@pytest.mark.parametrize("role", ROLES)
def test_opened_views_tell_notes_and_names_to_the_team_and_coaches_only(
    client_for, assessment, role
):
    begin(client_for, assessment)
    give(client_for, assessment)
    client_for("team_lead").post(f"/assessment/{assessment.id}/views/opening")
    client, key = client_for(role), View.get().id
    pages = [client.get(f"/assessment/{assessment.id}/views").text]
    assert "One at level 2" in pages[0]
    for address in ("/history", f"/history/view/{key}"):
        answer = client.get(address)
        pages += [answer.text] if answer.status_code == 200 else []
    told = ["Team member One" in words or SECRET_NOTE in words for words in pages[:1]]
    assert told == [role in IN_CONFIDENCE]
    assert any(SECRET_NOTE in words for words in pages) is (role in IN_CONFIDENCE)


def test_a_seat_on_the_team_opens_the_views_whatever_the_role(client_for, assessment, person_of):
    begin(client_for, assessment)
    give(client_for, assessment)
    client_for("team_lead").post(f"/assessment/{assessment.id}/views/opening")
    url = f"/assessment/{assessment.id}/views"
    assert SECRET_NOTE not in client_for("reviewer").get(url).text
    person = person_of("reviewer")
    Membership.start(by=BY, person=person, program_areas="", started_on=D(2026, 7, 1))
    assert SECRET_NOTE in client_for("reviewer").get(url).text


def test_who_has_not_answered_yet_is_named_to_the_team_and_coaches_only(client_for, assessment):
    begin(client_for, assessment)
    url = f"/assessment/{assessment.id}/views"
    assert "Team member One" in client_for("coach").get(url).text
    shown = client_for("guest").get(url).text
    assert "0 of 3 have answered" in shown
    assert "Team member One" not in shown


def test_my_work_leads_straight_to_ones_own_view(client_for, assessment):
    begin(client_for, assessment)
    page = client_for("team_member").get("/my-work").text
    assert f'href="/assessment/{assessment.id}/views/own"' in page
    assert "#views" not in page


def test_a_round_of_a_closed_cycle_waits_for_no_one(client_for, assessment):
    begin(client_for, assessment)
    assessment.cycle.close(by=BY, on=D(2026, 10, 1))
    assert "Your view on" not in client_for("team_member").get("/my-work").text


def test_while_views_are_gathered_the_indicator_asks_for_ones_own_view_first(
    client_for, assessment
):
    url = f"/assessment/{assessment.id}"
    assert 'id="your-view"' not in client_for("team_member").get(url).text
    begin(client_for, assessment)
    page = client_for("team_member").get(url).text
    assert page.index('id="your-view"') < page.index('id="assess"')
    assert 'id="your-view"' not in client_for("coach").get(url).text
    give(client_for, assessment)
    page = client_for("team_member").get(url).text
    assert 'id="your-view"' not in page
    assert 'data-by-press="level"' in page


def test_once_the_views_are_open_the_level_saves_itself_again(client_for, assessment):
    begin(client_for, assessment)
    give(client_for, assessment)
    client_for("team_lead").post(f"/assessment/{assessment.id}/views/opening")
    assert "data-by-press" not in client_for("team_member").get(f"/assessment/{assessment.id}").text
