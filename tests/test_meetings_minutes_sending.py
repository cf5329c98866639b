"""Minutes go out: the draft and the approved ones, by mail, or as link and text to hand over."""

import datetime
from typing import Any

import pytest

from sras.assessment.models import Assessment
from sras.core import clock
from sras.history.models import Change
from sras.meetings import rules_letter, rules_minutes
from sras.meetings.models_agenda import AgendaItem
from sras.meetings.models_minutes import Addendum, Minutes
from sras.meetings.models_record import Commitment, Decision
from sras.planning.models_tasks import Task
from sras.schedule.models import Attendance, Meeting
from tests.conftest import BY, HTMX

D = datetime.date
TEAM = {f"{role}@example.org" for role in ("team_lead", "process_manager", "team_member")}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime.datetime(2026, 10, 20, 15, tzinfo=datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def held(make_meeting: Any, person_of: Any) -> Meeting:
    """A meeting that is over, run by the coach, with the Chief and a guest on its roster."""
    meeting: Meeting = make_meeting(state="minutes_draft", run_by=person_of("coach"))
    Attendance.start(by=BY, meeting=meeting, person=person_of("team_lead"), state="present")
    Attendance.start(by=BY, meeting=meeting, person=person_of("chief"), state="excused")
    Attendance.start(by=BY, meeting=meeting, guest="Bo Lind", state="remote")
    item = AgendaItem.start(
        by=BY, meeting=meeting, number=1, kind="decision", title="Where to pilot", state="done"
    )
    Decision.start(
        by=BY, meeting=meeting, item=item, decided_on=meeting.held_on, text="Pilot in <Northfield>."
    )
    Commitment.start(
        by=BY,
        meeting=meeting,
        title="Call Northfield",
        owner=person_of("team_member"),
        due=D(2026, 10, 16),
    )
    return meeting


def send(client: Any, meeting: Meeting, on: str = "2026-10-20", once: str = "", **more: Any) -> Any:
    data = {"sent_on": on, "once": once}
    return client.post(f"/meetings/{meeting.id}/minutes/sending", data=data, **more)


def approve(client: Any, meeting: Meeting) -> None:
    data = {"approved_on": "2026-10-20", "approved_in": "0"}
    assert client.post(f"/meetings/{meeting.id}/approval", data=data).status_code == 303


def text_of(letter: Any) -> str:
    return str(letter.get_payload(decode=True).decode())


def test_a_draft_and_then_the_approved_minutes_are_mailed_to_all_whom_they_concern(
    client_for: Any, held: Meeting, post_office: Any, person_of: Any
) -> None:
    lead, address = client_for("team_lead"), f"/meetings/{held.id}/minutes"
    person_of("process_manager").change(by=BY, ends_on=D(2026, 10, 19))
    assert "/minutes/send" in lead.get(address).text
    chief = person_of("chief").name
    assert chief in lead.get(f"{address}/send").text
    assert send(lead, held, "2026-10-07").location == address
    to = {letter["To"] for letter in post_office.letters}
    assert to == TEAM - {"process_manager@example.org"} | {"coach@example.org", "chief@example.org"}
    draft = post_office.letters[0]
    assert draft["Subject"] == "DRAFT minutes: Leadership team, 6 Oct 2026"
    lines = text_of(draft).splitlines()
    for line in (
        "DRAFT, not approved yet",
        "When: 6 Oct 2026, 10:00 to 11:00",
        "Present: Team lead One",
        "From afar: Bo Lind",
        f"Excused: {chief}",
        "Decided: Pilot in <Northfield>.",
        "Team member One | Call Northfield | 16 Oct 2026",
        f"On screen: http://127.0.0.1:8000/meetings/{held.id}/minutes",
        f"To print:  http://127.0.0.1:8000/meetings/{held.id}/minutes.pdf",
    ):
        assert line in lines
    assert Minutes.get().sent_on == D(2026, 10, 7)
    page = lead.get(address).text
    assert "The minutes went to" in page
    assert "This draft was sent on 7 Oct 2026." in page
    approve(lead, held)
    assert Minutes.get().sent_on is None
    kept = Minutes.get()
    Addendum.start(by=BY, minutes=kept, added_on=D(2026, 10, 20), text="It was Southfield.")
    Commitment.get().change(by=BY, title="Something else")
    post_office.letters.clear()
    send(lead, held)
    assert post_office.letters[0]["Subject"] == "Minutes no. 1: Leadership team, 6 Oct 2026"
    text = text_of(post_office.letters[0])
    assert "Approved as no. 1 on 20 Oct 2026" in text.splitlines()
    assert "Team member One | Call Northfield | 16 Oct 2026" in text
    assert "20 Oct 2026: It was Southfield." in text
    sent = Minutes.get()
    assert (sent.sent_on, sent.frozen, sent.sha256) == (D(2026, 10, 20), kept.frozen, kept.sha256)
    assert rules_minutes.fingerprint(sent.frozen) == sent.sha256
    assert Change.of("minutes", sent.id).first().verb == "sent"
    assert "They were sent on 20 Oct 2026." in lead.get(address).text


def test_without_mail_the_minutes_are_handed_over_and_who_types_meanwhile_loses_nothing(
    client_for: Any, held: Meeting
) -> None:
    lead, address = client_for("team_lead"), f"/meetings/{held.id}/minutes"
    answer = send(lead, held)
    page = lead.get(answer.location).text
    assert "Hand over the link or the text below." in page
    assert f'value="http://127.0.0.1:8000{address}"' in page
    assert "Decided: Pilot in &lt;Northfield&gt;." in page
    # The page of one who types was drawn before there were any minutes.
    first = {"text": "We met.", "version": ""}
    assert lead.post(address, data=first).status_code == 303
    assert Minutes.get().text == "We met."
    version = str(Minutes.get().version)
    send(lead, held, "2026-10-19")
    later = {"text": "We met again.", "version": version}
    assert lead.post(address, data=later).status_code == 303
    assert Minutes.get().text == "We met again."
    assert Minutes.get().sent_on == D(2026, 10, 19)


def test_when_no_minutes_can_be_mailed_it_is_said_and_nothing_is_lost(
    client_for: Any, held: Meeting, post_office: Any, person_of: Any
) -> None:
    post_office.shutdown()
    post_office.server_close()
    lead = client_for("team_lead")
    answer = send(lead, held, headers=HTMX)
    assert answer.headers["HX-Redirect"] == f"/meetings/{held.id}/minutes/send"
    page = lead.get(f"/meetings/{held.id}/minutes/send").text
    assert "could not be sent" in page
    assert person_of("chief").name in page
    assert Minutes.get().sent_on == D(2026, 10, 20)


@pytest.mark.parametrize(
    ("approved", "on", "told"),
    [
        (False, "", "Say the day."),
        (False, "2026-10-21", "The minutes cannot have been sent in the future."),
        (False, "2026-10-05", "Minutes are sent after the meeting, not before it."),
        (True, "2026-10-19", "These were approved on 20 Oct 2026, so they were sent no earlier."),
    ],
)
def test_a_day_on_which_minutes_cannot_have_been_sent_is_told_in_words(
    client_for: Any, held: Meeting, approved: bool, on: str, told: str
) -> None:
    lead = client_for("team_lead")
    if approved:
        approve(lead, held)
    answer = send(lead, held, on)
    assert answer.status_code == 422
    assert told in answer.text


def test_only_who_keeps_the_record_sends_minutes_and_only_once_the_meeting_is_over(
    client_for: Any, held: Meeting, make_meeting: Any
) -> None:
    assert send(client_for("viewer"), held).status_code == 403
    assert send(client_for("coach"), held).status_code == 303
    held.change(by=BY, run_by=None)
    assert send(client_for("coach"), held).status_code == 404
    lead = client_for("team_lead")
    assert send(lead, make_meeting()).status_code == 404
    assert send(lead, make_meeting(state="cancelled")).status_code == 404
    in_session = make_meeting(state="in_session")
    assert send(lead, in_session).status_code == 409
    assert "/minutes/send" not in lead.get(f"/meetings/{in_session.id}/minutes").text
    assert lead.get("/meetings/999/minutes/send").status_code == 404


def add(meeting: Meeting, objective: Any, many: int) -> None:
    """Guests, promises, levels, tasks new and followed up, as many of each."""
    _in_the_plan, *rated = Assessment.of_cycle(objective.assessment.cycle)
    for n, assessment in enumerate(rated[:many]):
        when = {"today": meeting.held_on, "agreed_on": meeting.held_on}
        assessment.agree(by=BY, level=3, meeting=meeting, **when)
        Attendance.start(by=BY, meeting=meeting, guest=f"Guest {many} {n}", state="present")
        Commitment.start(by=BY, meeting=meeting, title=f"Promise {n}")
        Task.add(BY, objective, meeting.held_on, title=f"Step {n}", meeting=meeting)
        former = Task.add(BY, objective, meeting.held_on, title=f"Former step {many} {n}")
        former.complete(BY, meeting.held_on)


def test_minutes_ask_as_much_for_many_things_as_for_few_and_no_more_than_they_may(
    client_for: Any, held: Meeting, objective: Any, person_of: Any, post_office: Any, queries: Any
) -> None:
    now, recorder = clock.now(), person_of("process_manager")
    held.change(by=BY, opened_at=now, closed_at=now, recorder=recorder)
    lead, address, counts = client_for("team_lead"), f"/meetings/{held.id}/minutes", []
    lead.post(address, data={"text": "We met."})
    for many in (1, 5):
        add(held, objective, many)
        for page in (address, f"{address}/send"):
            with queries() as seen:
                shown = lead.get(page).text
            assert f"Former step {many} {many - 1}: completed" in shown
            counts.append(len(seen))
    assert counts == [10, 10, 10, 10]
    with queries() as seen:
        assert send(lead, held, once="1").status_code == 303
    assert len(seen) <= 14, "a save, and the draft once more for the mail"
    data = {"approved_on": "2026-10-20", "approved_in": "0", "once": "2"}
    with queries() as seen:
        assert lead.post(f"/meetings/{held.id}/approval", data=data).status_code == 303
    assert len(seen) <= 18, "the draft, and two changes: of the minutes and of the meeting"


def test_without_mail_sending_minutes_is_a_save_like_any_other(
    client_for: Any, held: Meeting, queries: Any
) -> None:
    lead = client_for("team_lead")
    Minutes.write(by=BY, meeting=held, text="We met.")
    with queries() as seen:
        assert send(lead, held, once="1").status_code == 303
    assert len(seen) <= 9


def test_a_page_becomes_plain_text_that_keeps_its_order_and_its_lists() -> None:
    page = (
        '<div><dl class="facts"><dt>When</dt>\n<dd>6 Oct</dd><dt>Who</dt><dd>Ana</dd></dl>'
        "<h2>What was said</h2>\n<p>It was <em>cold</em>,\n &amp; <b>late</b>.<br>So it was.</p>"
        "<ul><li>One<ul><li>Deep</li></ul></li><li><p>Two</p></li></ul>"
        "<ol><li>First</li><li>Second</li></ol>"
        '<p><a href="https://example.org/x">the form</a> <a href="https://a.org">https://a.org</a>'
        '</p><table><caption class="unseen">Taken on</caption><thead><tr><th>Who</th><th>What</th>'
        "</tr></thead><tbody><tr><td>Ana</td><th>Call <span>(1.1)</span></th></tr></tbody></table>"
        "<pre><code>a\n  b</code></pre></div>"
    )
    assert rules_letter.as_text(page) == (
        "When: 6 Oct\nWho: Ana\n\nWHAT WAS SAID\n\nIt was cold, & late.\nSo it was.\n\n"
        "- One\n  - Deep\n- Two\n\n1. First\n2. Second\n\n"
        "the form (https://example.org/x) https://a.org\n\n"
        "Who | What\nAna | Call (1.1)\n\na\n  b"
    )
