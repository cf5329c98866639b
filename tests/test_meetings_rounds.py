"""A rating round in a session: asked, answered in private, revealed, agreed, or withdrawn."""

import datetime
from typing import Any

import pytest

from sras.accounts.models import Agency, Membership, Person
from sras.assessment.models import Assessment
from sras.assessment.models_rounds import Round, View
from sras.history.models import Change, ChangedField
from sras.web.models import Submission
from tests import sessions
from tests.conftest import BY, HTMX

SEVEN = (2, 2, 2, 3, 3, 3, 4)  # scenario 8
NOTE = "Only one region does it so far."


@pytest.fixture
def lead(client_for: Any) -> Any:
    return client_for("team_lead")


@pytest.fixture
def team(person_of: Any) -> list[Person]:
    """Seven members of the team."""
    people = [person_of(role) for role in ("team_lead", "process_manager", "team_member")]
    for number in range(4):
        person = Person.start(
            by=BY, name=f"Member {number}", email=f"m{number}@example.org", role="team_member"
        )
        Membership.start(by=BY, person=person, started_on=datetime.date(2026, 7, 1))
        people.append(person)
    return people


class Talk:
    """A session with one indicator on the table."""

    def __init__(self, recorder: Any, meeting: Any, assessment: Any) -> None:
        self.recorder, self.meeting, self.assessment = recorder, meeting, assessment
        self.item = sessions.put_indicator(meeting, assessment)
        self.address = sessions.begin(recorder, meeting)
        sessions.go_to(recorder, self.item)

    @property
    def page(self) -> str:
        return self.recorder.get(f"{self.address}/live").text

    def press(self, what: str, **typed: Any) -> Any:
        return self.recorder.post(f"{self.address}/live/{what}", data=typed)

    def enter(self, person: Any, level: int) -> Any:
        typed = {"person": person.id, "level": level}
        return self.recorder.post(f"{self.address}/live/views", data=typed, headers=HTMX)

    def answer(self, client: Any, level: int, **more: str) -> Any:
        """As the form of the members' page sends it."""
        action = f"/assessment/{self.assessment.id}/views/own?meeting={self.meeting.id}"
        assert f'hx-post="{action}"' in client.get(f"{self.address}/follow").text
        return client.post(action, data={"level": level, **more}, headers=HTMX)


@pytest.fixture
def talk(lead: Any, make_meeting: Any, make_assessment: Any) -> Talk:
    return Talk(lead, make_meeting(), make_assessment())


def test_scenario_8_the_spread_is_seen_after_the_opening_only_and_the_team_states_the_level(
    team: list[Person], talk: Talk, client_of: Any
) -> None:
    talk.press("round")
    for person, level in zip(team, SEVEN, strict=True):
        client = client_of(person)
        note = {"note": NOTE} if level == 4 else {}
        answer = talk.answer(client, level, **note)
        assert "Your view is kept, and stays private until the opening." in answer.text
    for address in ("live", "follow"):
        before = talk.recorder.get(f"{talk.address}/{address}").text
        assert "7 of 7 have answered" in before
        assert "hree at level" not in before
        assert NOTE not in before
    assert NOTE not in talk.recorder.get("/history").text
    talk.press("round/opening")
    for address in ("live", "follow"):
        page = talk.recorder.get(f"{talk.address}/{address}").text
        assert "Three at level 2, three at level 3, one at level 4" in page
        assert NOTE in page
        assert "2.7" not in page
    action = f"/assessment/{talk.assessment.id}?meeting={talk.meeting.id}"
    typed = {"level": "2", "consensus": "with_reservation", "dissent_note": "Member 3 sees 4."}
    typed["only"] = "level consensus dissent_note"
    assert talk.recorder.post(action, data=typed, headers=HTMX).status_code == 200
    agreed = Assessment.get_by_id(talk.assessment.id)
    assert (agreed.level, agreed.dissent_note, agreed.meeting) == (
        2,
        "Member 3 sees 4.",
        talk.meeting,
    )
    assert "Agreed 6 Oct 2026" in talk.recorder.get(f"{talk.address}/follow").text


def test_who_has_answered_is_seen_and_what_is_hidden_even_from_the_recorder(
    talk: Talk, person_of: Any
) -> None:
    talk.press("round")
    assert "0 of 3 have answered" in talk.page
    member = person_of("team_member")
    before = talk.page
    answer = talk.enter(member, 4)
    assert answer.text.startswith('<div id="answered">')
    assert "1 of 3 have answered" in answer.text
    assert "The view of Team member One is kept." in answer.text
    assert f'id="for-{member.id}-4"' in before
    assert f'id="for-{member.id}-' not in talk.page  # no field of it is left to look into
    assert View.get().level == 4
    told = ChangedField.select().join(Change).where(Change.kind == "view")
    assert {row.field for row in told} >= {"level"}
    assert all(row.sealed for row in told)


def test_the_recorder_enters_a_view_for_someone_once_and_not_over_their_own(
    talk: Talk, client_for: Any, person_of: Any
) -> None:
    talk.press("round")
    member = person_of("team_member")
    talk.answer(client_for("team_member"), 2)
    refused = talk.enter(member, 4)
    assert refused.status_code == 422
    assert "Team member One has answered already, and alone can change it." in refused.text
    assert View.get().level == 2
    assert talk.enter(person_of("viewer"), 3).status_code == 404
    assert talk.enter(person_of("process_manager"), 5).status_code == 422
    assert talk.enter(person_of("process_manager"), 3).status_code == 200
    change = Change.select().where(Change.kind == "view").order_by(Change.id.desc()).first()
    assert (change.by_name, change.reason) == ("Team lead One", "for Process manager One")


def test_a_round_is_opened_before_all_have_answered_but_not_before_anyone_has(
    talk: Talk, person_of: Any
) -> None:
    talk.press("round")
    assert 'id="reveal"' not in talk.page
    assert talk.press("round/opening").status_code == 409
    talk.enter(person_of("team_member"), 2)
    assert "Not all have answered." in talk.page
    assert talk.press("round/opening").status_code == 303
    assert "One at level 2" in talk.page
    late = talk.enter(person_of("team_lead"), 3)
    assert late.status_code == 409


def the_next(assessment: Assessment) -> Assessment:
    """Another of the same cycle."""
    return Assessment.of_cycle(assessment.cycle).where(Assessment.id != assessment.id).first()


@pytest.mark.parametrize("step", ["views", "round/opening", "round/end"])
def test_what_a_page_says_of_one_round_never_happens_to_another(
    talk: Talk, person_of: Any, step: str
) -> None:
    talk.press("round")
    talk.enter(person_of("team_member"), 2)
    drawn = talk.page
    assert f'name="round" value="{Round.get().id}"' in drawn
    first, other = Round.get().id, sessions.put_indicator(talk.meeting, the_next(talk.assessment))
    sessions.go_to(talk.recorder, other)  # someone else who records moved on, and asked as well
    talk.press("round")
    talk.enter(person_of("team_member"), 3)
    typed = {"round": first, "person": person_of("team_lead").id, "level": 4}
    late = talk.press(step, **typed)
    assert late.status_code == 409
    assert "moved on" in late.text
    assert [found.state for found in Round.current()] == ["collecting", "collecting"]
    assert sorted(view.level for view in View.select()) == [2, 3]


def test_a_page_that_is_behind_is_told_so_and_is_never_given_the_views_of_another_indicator(
    talk: Talk, person_of: Any
) -> None:
    def heard(seen: str) -> Any:
        return talk.recorder.get(f"{talk.address}/live/now?seen={seen}", headers=HTMX)

    def mark(page: str) -> str:
        return page.partition('data-seen="')[2].partition('"')[0]

    talk.press("round")
    drawn = mark(talk.page)
    other = sessions.put_indicator(talk.meeting, the_next(talk.assessment))
    sessions.go_to(talk.recorder, other)  # in another tab
    talk.press("round")
    told = heard(drawn)
    assert "The session moved on to" in told.text
    assert heard(mark(told.text)).status_code == 204  # it was told
    talk.enter(person_of("team_member"), 3)
    assert 'id="answered"' not in heard(mark(told.text)).text
    sessions.go_to(talk.recorder, talk.item)
    back = heard(mark(told.text)).text
    assert "0 of 3 have answered" in back
    assert '<p id="moved"></p>' in back
    assert heard(mark(back)).status_code == 204


def test_a_page_is_not_behind_when_another_round_began_outside_the_session(
    talk: Talk, person_of: Any
) -> None:
    talk.press("round")
    talk.enter(person_of("team_member"), 2)
    talk.press("round/opening")
    talk.recorder.post(f"/assessment/{talk.assessment.id}/views")
    seen = talk.page.partition('data-seen="')[2].partition('"')[0]
    told = talk.recorder.get(f"{talk.address}/live/now?seen={seen}", headers=HTMX)
    assert "moved on" not in told.text


def test_views_are_asked_for_on_the_indicator_that_the_page_shows_or_not_at_all(
    talk: Talk,
) -> None:
    assert f'name="item" value="{talk.item.id}"' in talk.page.partition('id="round"')[2]
    other = sessions.put_indicator(talk.meeting, the_next(talk.assessment))
    sessions.go_to(talk.recorder, other)
    assert talk.press("round", item=talk.item.id).status_code == 409
    assert Round.select().count() == 0


@pytest.mark.parametrize("kept", [True, False])
def test_a_withdrawn_round_is_never_seen(
    talk: Talk, client_for: Any, person_of: Any, kept: bool
) -> None:
    Agency.one().change(by=BY, keep_view_names=kept)
    talk.press("round")
    talk.enter(person_of("process_manager"), 3)
    talk.answer(client_for("team_member"), 2, note=NOTE, once="o")
    assert talk.press("round/end").status_code == 303
    page = talk.page
    assert "have answered" not in page
    assert 'id="ask-round"' in page
    assert Round.current().count() == 0
    for address in ("/history", f"{talk.address}/follow", f"/assessment/{talk.assessment.id}"):
        assert NOTE not in talk.recorder.get(address).text
    if not kept:
        assert {view.__data__["person"] for view in View.select()} == {None}
        assert not Submission.select().where(Submission.route.contains("/views")).exists()
    talk.press("round")  # a new one begins empty
    assert "0 of 3 have answered" in talk.page


def test_whether_names_are_kept_is_told_before_anyone_rates(
    talk: Talk, client_for: Any, person_of: Any
) -> None:
    Agency.one().change(by=BY, keep_view_names=False)
    assert "Names are not kept." in talk.page
    talk.press("round")
    told = client_for("team_member").get(f"{talk.address}/follow").text
    assert "without your name; who gave it is not kept" in told
    talk.answer(client_for("team_member"), 2, once="o")
    talk.enter(person_of("process_manager"), 3)
    talk.press("round/opening")
    assert {view.__data__["person"] for view in View.select()} == {None}
    shown = talk.page.partition('id="spread"')[2].partition("</section>")[0]
    assert "What they wrote" in shown
    assert "One at level 2, one at level 3" in shown
    assert "Team member One" not in shown
    assert not Submission.select().where(Submission.route.contains("/views")).exists()


def test_views_entered_in_a_session_leave_no_sender_when_the_indicators_page_opens_them(
    talk: Talk, person_of: Any
) -> None:
    Agency.one().change(by=BY, keep_view_names=False)
    talk.press("round")
    typed = {"person": person_of("process_manager").id, "level": 3, "once": "o"}
    talk.recorder.post(f"{talk.address}/live/views", data=typed, headers=HTMX)
    assert Submission.select().where(Submission.route.contains("/views")).exists()
    talk.recorder.post(f"/assessment/{talk.assessment.id}/views/opening")
    assert Round.get().is_open
    assert not Submission.select().where(Submission.route.contains("/views")).exists()


def test_a_round_begun_before_the_meeting_is_taken_up(talk: Talk, client_for: Any) -> None:
    talk.recorder.post(f"/assessment/{talk.assessment.id}/views")
    talk.press("round")
    assert Round.select().count() == 1
    assert "0 of 3 have answered" in talk.page


def test_while_views_are_gathered_a_level_is_saved_by_its_button_only(talk: Talk) -> None:
    assert 'data-by-press="level"' not in talk.page
    talk.press("round")
    assert 'data-by-press="level"' in talk.page


def test_only_a_seated_member_is_asked(talk: Talk, client_for: Any) -> None:
    talk.press("round")
    for role in ("chief", "viewer", "coach", "admin"):
        page = client_for(role).get(f"{talk.address}/follow").text
        assert 'id="own"' not in page
        assert "The members of the team are rating." in page
    action = f"/assessment/{talk.assessment.id}/views/own?meeting={talk.meeting.id}"
    assert client_for("viewer").post(action, data={"level": "2"}).status_code == 403


def test_in_a_closed_cycle_no_view_is_entered_or_revealed(talk: Talk, person_of: Any) -> None:
    talk.press("round")
    talk.enter(person_of("team_member"), 2)
    talk.assessment.cycle.change(by=BY, state="closed")
    page = talk.page
    assert 'id="reveal"' not in page
    assert f'id="for-{person_of("team_lead").id}-3"' not in page
    assert talk.enter(person_of("team_lead"), 3).status_code == 409
    assert talk.press("round/opening").status_code == 409
    assert Round.get().state == "collecting"


def test_a_viewer_sees_the_spread_and_neither_notes_nor_names(
    talk: Talk, client_for: Any, person_of: Any
) -> None:
    talk.press("round")
    talk.answer(client_for("team_member"), 2, note=NOTE)
    talk.press("round/opening")
    page = client_for("viewer").get(f"{talk.address}/follow").text
    assert "One at level 2" in page
    assert NOTE not in page
    assert "Team member One" not in page


def test_scenario_22_a_member_rates_without_scripts(talk: Talk, client_for: Any) -> None:
    talk.press("round")
    member = client_for("team_member")
    action = f"/assessment/{talk.assessment.id}/views/own?meeting={talk.meeting.id}"
    answer = member.post(action, data={"level": "3", "note": ""})
    assert (answer.status_code, answer.location) == (303, f"{talk.address}/follow")
    page = member.get(answer.location).text
    assert "Your view is kept" in page
    assert (
        'value="3" aria-labelledby="level-3-name" aria-describedby="level-3-text" checked' in page
    )
