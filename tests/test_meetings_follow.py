"""The page of members: what the meeting is at, a light poll, and nobody is disturbed."""

from typing import Any

import pytest

from sras.assessment.models import Assessment
from tests import sessions
from tests.conftest import HTMX


@pytest.fixture
def lead(client_for: Any) -> Any:
    return client_for("team_lead")


@pytest.fixture
def member(client_for: Any) -> Any:
    return client_for("team_member")


def seen_on(page: str) -> str:
    """The mark of what a page shows."""
    return page.partition('data-seen="')[2].partition('"')[0]


def test_the_page_shows_what_is_on_the_table_and_the_way_to_its_page(
    lead: Any, member: Any, make_meeting: Any, make_assessment: Any
) -> None:
    meeting, assessment = make_meeting(), make_assessment()
    address = f"/meetings/{meeting.id}"
    assert "The session is not open yet" in member.get(f"{address}/follow").text
    sessions.put(meeting, "information", "Opening")
    item = sessions.put_indicator(meeting, assessment)
    sessions.begin(lead, meeting)
    assert '<h2 id="now-title">Opening</h2>' in member.get(f"{address}/follow").text
    sessions.go_to(lead, item)
    page = member.get(f"{address}/follow").text
    assert assessment.indicator.statement in page
    assert "No level is agreed yet." in page
    assert f'href="/assessment/{assessment.id}"' in page
    lead.post(f"{address}/session/end")
    assert "The session is over" in member.get(f"{address}/follow").text


def test_a_question_is_answered_with_nothing_while_nothing_moved(
    lead: Any, member: Any, make_meeting: Any, make_assessment: Any, queries: Any
) -> None:
    meeting, assessment = make_meeting(), make_assessment()
    item = sessions.put_indicator(meeting, assessment)
    address = sessions.begin(lead, meeting)
    sessions.go_to(lead, item)
    for client, page in ((member, "follow"), (lead, "live")):
        for step in ("", "live/round", "live/views", "live/round/opening"):
            if step and page == "follow":
                typed = {"person": _seated(client), "level": "2"}
                lead.post(f"{address}/{step}", data=typed)
            seen = seen_on(client.get(f"{address}/{page}").text)
            with queries() as asked:
                answer = client.get(f"{address}/{page}/now?seen={seen}", headers=HTMX)
            assert (answer.status_code, answer.data) == (204, b""), (page, step)
            assert len(asked) <= 3
            # What the server itself adds: the first line, the day, and the end of the head.
            said = sum(len(name) + len(value) + 4 for name, value in answer.headers) + 27 + 37
            assert said <= 250, answer.headers


def _seated(_client: Any) -> int:
    from sras.accounts.models import Person

    return Person.get(Person.role == "process_manager").id


def test_a_question_hears_of_each_step_and_of_answers_alone_in_a_line(
    lead: Any, member: Any, make_meeting: Any, make_assessment: Any
) -> None:
    meeting, assessment = make_meeting(), make_assessment()
    sessions.put(meeting, "information", "Opening")
    item = sessions.put_indicator(meeting, assessment)
    address = sessions.begin(lead, meeting)
    seen = seen_on(member.get(f"{address}/follow").text)

    def ask() -> str:
        nonlocal seen
        answer = member.get(f"{address}/follow/now?seen={seen}", headers=HTMX)
        assert answer.status_code == 200
        assert answer.text.startswith('<div id="following"')
        seen = seen_on(answer.text)
        return answer.text

    sessions.go_to(lead, item)
    assert f"The meeting is at: {item.title}." in ask()
    lead.post(f"{address}/live/round")
    assert f"Give your view on {assessment.indicator.code}." in ask()
    lead.post(f"{address}/live/views", data={"person": _seated(lead), "level": "2"})
    told = ask()
    assert "1 of 3 have answered." in told
    assert 'id="now"' not in told  # so that who is choosing is not disturbed
    lead.post(f"{address}/live/round/opening")
    assert "One at level 2" in ask()
    action = f"/assessment/{assessment.id}?meeting={meeting.id}"
    lead.post(action, data={"level": "3", "only": "level"}, headers=HTMX)
    assert "Agreed" in ask()
    words = {"in_place": "A form.", "only": "in_place"}
    lead.post(action, data=words, headers=HTMX)
    still = member.get(f"{address}/follow/now?seen={seen}", headers=HTMX)
    assert still.status_code == 204  # texts are written without stirring up every phone
    lead.post(f"{address}/session/end")
    over = ask()
    assert "The session is over" in over
    assert "data-over" in over  # the page asks no more


def test_the_recorders_page_hears_of_answers_and_that_someone_else_moved_on(
    lead: Any, client_for: Any, make_meeting: Any, make_assessment: Any
) -> None:
    meeting, assessment = make_meeting(), make_assessment()
    item = sessions.put_indicator(meeting, assessment)
    other = sessions.put(meeting, "information", "Travel")
    address = sessions.begin(lead, meeting)
    sessions.go_to(lead, item)
    lead.post(f"{address}/live/round")
    seen = seen_on(lead.get(f"{address}/live").text)
    client_for("team_member").post(
        f"/assessment/{assessment.id}/views/own?meeting={meeting.id}", data={"level": "4"}
    )
    told = lead.get(f"{address}/live/now?seen={seen}", headers=HTMX).text
    assert "1 of 3 have answered" in told
    assert "moved on" not in told
    sessions.go_to(client_for("process_manager"), other)
    told = lead.get(f"{address}/live/now?seen={seen}", headers=HTMX).text
    assert "The session moved on to Travel." in told
    assert f'href="{address}/live"' in told
    assert 'id="answered"' not in told


def test_without_scripts_a_question_leads_to_the_page(member: Any, make_meeting: Any) -> None:
    address = f"/meetings/{make_meeting().id}"
    assert member.get(f"{address}/follow/now").location == f"{address}/follow"
    page = member.get(f"{address}/follow").text
    assert 'id="show"' in page


def test_a_member_who_stopped_following_stays_so_after_loading_again(
    member: Any, make_meeting: Any
) -> None:
    address = f"/meetings/{make_meeting().id}/follow"
    page = member.get(address).text
    assert "Stop following" in page
    assert "data-stopped" not in page
    stopped = member.get(f"{address}?still=").text
    assert "data-stopped" in stopped
    assert "Follow again" in stopped


def test_the_members_page_asks_as_little_whatever_the_agenda(
    lead: Any, member: Any, make_meeting: Any, make_assessment: Any, queries: Any
) -> None:
    meeting, assessment = make_meeting(), make_assessment()
    item = sessions.put_indicator(meeting, assessment)
    address = sessions.begin(lead, meeting)
    sessions.go_to(lead, item)
    lead.post(f"{address}/live/round")
    member.get(f"{address}/follow")
    with queries() as asked:
        member.get(f"{address}/follow")
    assert len(asked) <= 10
    action = f"/assessment/{assessment.id}/views/own?meeting={meeting.id}"
    with queries() as saved:
        member.post(action, data={"level": "2", "once": "a"}, headers=HTMX)
    assert len(saved) <= 10, "\n".join(saved)
    assert Assessment.get_by_id(assessment.id).level is None
