"""The agreement: drawn up, its parties, what they undertook, its steps, on screen and on paper."""

import datetime
import io
from typing import Any

import page as pdfua
import pypdf
import pytest

from sras.assessment.models import AgreedLevel, Assessment
from sras.core import clock
from sras.documents.filled import filled_text
from sras.documents.models import Document
from sras.documents.models_issues import Issue
from sras.documents.models_reviews import ReviewRound
from sras.documents.rules_fields import Shown
from sras.engagement.models import Agreement, Party, Undertaking
from sras.engagement.models_timeline import facts_of, standing_on, timeline_of
from sras.engagement.rules_undertakings import READY
from sras.history.models import Change
from sras.planning.models_choice import ApprovalRequest, Decision
from tests.conftest import BY, DAY, HTMX

D = datetime.date
TODAY = D(2027, 1, 15)
TERMS = {
    "title": "Agreement with Plains",
    "path": "both",
    "starts_on": "2026-09-01",
    "ends_on": "2027-08-31",
    "team_low": "3",
    "team_high": "5",
    "session_days": "21",
    "plan_days": "60",
    "meetings_a_year": "24",
    "calls_a_year": "12",
    "report_months": "3",
}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime.datetime(2027, 1, 15, 18, tzinfo=datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def agreement(app: Any) -> Agreement:
    """An agreement that runs from September to August, on both paths."""
    given = {"path": "both", "starts_on": DAY, "ends_on": D(2027, 8, 31)}
    return Agreement.start(by=BY, title="Agreement with Plains", **given)


@pytest.fixture
def party(agreement: Agreement) -> Party:
    """The center that is its only party."""
    return Party.join_in(by=BY, agreement=agreement, name="Plains Center", kind="rcc")


def add(party: Party, *texts: str, due_on: datetime.date | None = None) -> list[Undertaking]:
    party.undertake(by=BY, texts=list(texts), due_on=due_on)
    return list(Undertaking.of_party(party))


def test_a_lead_draws_up_an_agreement_with_the_settings_on_which_sources_differ(
    client_for: Any,
) -> None:
    lead = client_for("team_lead")
    begun = lead.get("/agreements/new").text
    assert 'value="2028-01-14"' in begun
    assert 'value="21"' in begun
    answer = lead.post("/agreements", data=TERMS)
    made = Agreement.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/agreements/{made.id}")
    assert (made.team_low, made.team_high, made.plan_days, made.path) == (3, 5, 60, "both")
    page = lead.get(f"/agreements/{made.id}").text
    assert "Both: the inventory, and a year of the 52 indicators." in page
    assert "3 to 5 members" in page
    assert "within 60 days of naming the team" in page
    assert "No party yet" in page
    assert Change.get(Change.kind == "agreement").verb == "drew up"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": " "}, "Give the agreement a title."),
        ({"path": "third"}, "Not a valid choice"),
        ({"ends_on": "2026-08-31"}, "It ends before it starts."),
        ({"team_high": "2"}, "The largest team is below the smallest."),
        ({"plan_days": "20"}, "The plan would be due before the first session."),
        ({"report_months": "13"}, "Enter a whole number from 1 to 12."),
        ({"team_named_on": "2027-01-16"}, "The team was named on a day that has not come yet."),
        ({"note": "*" * 4_000 + "x"}, "At most 4,000 characters."),
    ],
)
def test_what_does_not_fit_together_is_told_beside_the_field(
    client_for: Any, typed: dict[str, str], said: str
) -> None:
    refused = client_for("team_lead").post("/agreements", data={**TERMS, **typed})
    assert refused.status_code == 422
    assert said in refused.text
    assert Agreement.select().count() == 0


def test_settings_are_changed_and_everyone_reads_but_only_the_lead_writes(
    client_for: Any, agreement: Agreement
) -> None:
    manager = client_for("process_manager")
    form = manager.get(f"/agreements/{agreement.id}/settings")
    assert 'value="90"' in form.text
    answer = manager.post(f"/agreements/{agreement.id}", data={**TERMS, "version": 1})
    assert answer.status_code == 303
    assert Agreement.get().plan_days == 60
    for role in ("team_member", "chief", "coach", "viewer"):
        page = client_for(role).get(f"/agreements/{agreement.id}")
        assert page.status_code == 200
        assert "<form" not in page.text.partition("<main")[2].partition("</main")[0]
        assert client_for(role).post(f"/agreements/{agreement.id}", data=TERMS).status_code == 403


def test_two_who_change_other_settings_both_keep_theirs(
    client_for: Any, agreement: Agreement
) -> None:
    page = {**TERMS, "team_low": "5", "team_high": "9", "plan_days": "90", "version": 1}
    lead, manager = client_for("team_lead"), client_for("process_manager")
    assert lead.post(f"/agreements/{agreement.id}", data={**page, "calls_a_year": "6"})
    assert manager.post(f"/agreements/{agreement.id}", data={**page, "report_months": "1"})
    now = Agreement.get()
    assert (now.calls_a_year, now.report_months) == (6, 1)
    clash = manager.post(f"/agreements/{agreement.id}", data={**page, "calls_a_year": "4"})
    assert clash.status_code == 409


def test_a_party_joins_signs_and_leaves_with_what_it_undertook(
    client_for: Any, agreement: Agreement
) -> None:
    lead = client_for("team_lead")
    place = f"/agreements/{agreement.id}"
    given = {"name": "Plains Center", "kind": "university", "contact": "D. Lang, 555-0100"}
    joined = lead.post(f"{place}/parties", data=given)
    party = Party.get()
    assert joined.headers["Location"] == f"/agreements/parties/{party.id}"
    assert "not signed yet" in lead.get(place).text
    lead.post(
        f"/agreements/parties/{party.id}/signature",
        data={"version": 1, "signer": "Deborah Lang, Director", "signed_on": "2026-09-04"},
    )
    assert "signed: Deborah Lang, Director, 4 Sep 2026" in lead.get(place).text
    assert (
        Change.select()
        .where(Change.kind == "party", Change.verb == "recorded the signature of")
        .exists()
    )
    lead.post(f"/agreements/parties/{party.id}", data={**given, "kind": "rcc", "version": 2})
    assert Party.get().kind_name == "Regional comprehensive center"
    add(party, "Call each month")
    assert lead.post(f"/agreements/parties/{party.id}/removal").status_code == 303
    assert "Plains Center" not in lead.get(place).text.partition("</h1>")[2].partition("</main>")[0]
    assert Undertaking.get().archived_at is not None
    assert lead.post(f"/agreements/parties/{party.id}", data=given).status_code == 409


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"signed_on": "2027-01-16", "signer": "A"}, "It was signed on a day that has not come"),
        ({"signed_on": "2027-01-15"}, "Name who signed."),
        ({"signed_on": "soon", "signer": "A"}, "Write the day as year-month-day"),
    ],
)
def test_a_signature_has_a_name_and_a_day_that_came(
    client_for: Any, party: Party, typed: dict[str, str], said: str
) -> None:
    place = f"/agreements/parties/{party.id}/signature"
    refused = client_for("team_lead").post(place, data={"version": 1, **typed})
    assert refused.status_code == 422
    assert said in refused.text
    part = client_for("team_lead").post(place, data={"version": 1, **typed}, headers=HTMX)
    assert said in part.text
    assert "<html" not in part.text


def test_several_undertakings_are_added_at_once_ticked_or_one_a_line(
    client_for: Any, party: Party
) -> None:
    lead = client_for("team_lead")
    place = f"/agreements/parties/{party.id}"
    assert READY["rcc"][0] in lead.get(place).text
    typed = "- Send a summary\n\n* Visit twice\nSend a summary\n"
    data = {"ready": ["0", "3"], "texts": typed, "due_on": "2027-02-01"}
    assert lead.post(f"{place}/undertakings", data=data).status_code == 303
    rows = [(row.text, row.due_on) for row in Undertaking.of_party(party)]
    texts = [READY["rcc"][0], READY["rcc"][3], "Send a summary", "Visit twice"]
    assert rows == [(text, D(2027, 2, 1)) for text in texts]
    offered = lead.get(place).text.partition("Usual for this kind of party")[2]
    assert READY["rcc"][0] not in offered
    assert READY["rcc"][1] in offered
    again = lead.post(f"{place}/undertakings", data={"texts": "Visit twice"})
    assert again.status_code == 422
    assert "Tick an undertaking or write one that is not there yet." in again.text
    long = lead.post(f"{place}/undertakings", data={"texts": "Long " + "x" * 400})
    assert "A line has 405 characters; 400 are the most." in long.text
    many = lead.post(f"{place}/undertakings", data={"texts": "\n".join(map(str, range(41)))})
    assert "These are 41 lines; add 40 at a time." in many.text


def test_an_undertaking_is_ticked_with_its_day_and_can_be_taken_back(
    client_for: Any, party: Party
) -> None:
    lead = client_for("team_lead")
    one, two = add(party, "Visit twice", "Send a summary", due_on=D(2027, 1, 10))
    place = f"/agreements/{party.agreement.id}"
    assert lead.get(place).text.count(">late<") == 2
    ticked = lead.post(
        f"/agreements/undertakings/{one.id}/completion",
        data={"version": 1, "done_on": "2027-01-08"},
    )
    assert ticked.headers["Location"] == f"{place}#party-{party.id}"
    own = f"/agreements/parties/{party.id}"
    assert '<input type="hidden" name="at" value="party"' in lead.get(own).text
    there = lead.post(
        f"/agreements/undertakings/{two.id}/completion", data={"version": 1, "at": "party"}
    )
    assert there.headers["Location"] == f"{own}#undertaking-{two.id}"
    assert f'id="undertaking-{two.id}" tabindex="-1"' in lead.get(own).text
    assert [row.done_on for row in Undertaking.of_party(party)] == [D(2027, 1, 8), D(2027, 1, 15)]
    early = lead.post(
        f"/agreements/undertakings/{two.id}/completion",
        data={"version": 2, "done_on": "2027-02-01"},
    )
    assert early.status_code == 422
    assert "It was done on a day that has not come yet." in early.text
    assert 'value="2027-02-01"' in early.text
    changed = {
        "version": 2,
        "text": "Visit three times",
        "due_on": "",
        "done_on": "",
        "note": "Two so far",
    }
    lead.post(f"/agreements/undertakings/{one.id}", data=changed)
    page = lead.get(place).text
    assert "Visit three times" in page
    assert "Two so far" in page
    lead.post(f"/agreements/undertakings/{one.id}/removal")
    assert "Visit three times" not in lead.get(place).text
    verbs = [
        c.verb for c in Change.select().where(Change.kind == "undertaking", Change.key == one.id)
    ]
    assert verbs == ["added", "ticked", "changed", "archived"]


def test_a_step_gets_another_day_or_the_day_it_was_done(
    client_for: Any, agreement: Agreement
) -> None:
    lead = client_for("team_lead")
    place = f"/agreements/{agreement.id}/steps/plan"
    assert "as the settings imply" in lead.get(place).text
    data = {"due_on": "2027-02-01", "done_on": "", "note": "The Chief was abroad."}
    answer = lead.post(place, data=data)
    assert answer.headers["Location"] == f"/agreements/{agreement.id}#timeline"
    page = lead.get(f"/agreements/{agreement.id}").text
    assert '1\xa0Feb\xa02027 <span class="small">(moved)</span>' in page
    assert "The Chief was abroad." in page
    assert "due in 17 days" in page
    assert lead.post(place, data={**data, "due_on": "2027-03-01"}).status_code == 409
    done = lead.post(place, data={**data, "version": 1, "done_on": "2027-01-14"})
    assert done.status_code == 303
    assert (
        '14\xa0Jan\xa02027 <span class="small">(typed)'
        in lead.get(f"/agreements/{agreement.id}").text
    )
    future = lead.post(place, data={**data, "version": 2, "done_on": "2027-01-16"})
    assert future.status_code == 422
    assert lead.get(f"/agreements/{agreement.id}/steps/lunch").status_code == 404
    assert lead.post(f"/agreements/{agreement.id}/steps/lunch").status_code == 404
    assert client_for("team_member").get(place).status_code == 403


def test_steps_are_done_by_what_is_recorded_elsewhere_on_the_day_it_happened(
    agreement: Agreement, party: Party, make_cycle: Any, make_meeting: Any, person_of: Any
) -> None:
    cycle = make_cycle(appointed_on=D(2026, 9, 10))
    make_meeting(kind="training", held_on=D(2026, 9, 24), days=2, state="approved")
    make_meeting(kind="center_call", held_on=D(2026, 10, 9), state="minutes_draft")
    make_meeting(kind="center_call", held_on=D(2027, 2, 9))
    make_meeting(kind="regular", held_on=D(2026, 11, 9), state="cancelled")
    party.change(by=BY, signer="D. Lang", signed_on=D(2026, 9, 3))
    issued("introduction_letter", D(2026, 8, 25))
    report = issued("self_assessment_report", D(2026, 11, 2))
    ReviewRound.start(
        by=BY,
        document=report,
        number=1,
        opens_on=D(2026, 11, 3),
        closes_on=D(2026, 11, 20),
        closed_on=D(2026, 11, 21),
        at_change=1,
    )
    Issue.freeze(by=BY, subject="progress", title="Progress", on=D(2026, 12, 2), html="x")
    request = ApprovalRequest.start(
        by=BY,
        cycle=cycle,
        number=1,
        put_up_on=D(2026, 12, 20),
        put_up_by=person_of("team_lead"),
        state="decided",
        snapshot="{}",
        sha256="0" * 64,
    )
    Decision.start(
        by=BY, request=request, outcome="approved", decided_on=D(2027, 1, 5), decided_by="The Chief"
    )
    rows = list(Assessment.of_cycle(cycle))
    for n, row in enumerate(rows):
        row.change(by=BY, level=2, agreed_on=D(2026, 10, 1))
        day = D(2026, 10, 1) + datetime.timedelta(n)
        AgreedLevel.start(by=BY, assessment=row, level=2, agreed_on=day, recorded_on=TODAY)
    found = timeline_of(agreement, TODAY, "Chief")
    done = {step.key: step.done.day for step in found.steps if step.done}
    assert done == {
        "introduction": D(2026, 8, 25),
        "signed": D(2026, 9, 3),
        "team": D(2026, 9, 10),
        "training": D(2026, 9, 24),
        "report": D(2026, 11, 2),
        "review": D(2026, 11, 21),
        "assessed": D(2026, 10, 1) + datetime.timedelta(len(rows) - 1),
        "approved": D(2027, 1, 5),
    }
    counts = {each.key: (each.done, each.next_on) for each in found.rhythms}
    assert counts["meetings"] == (0, None)
    assert counts["calls"] == (1, D(2027, 2, 9))
    assert counts["reports"][0] == 1
    rows[0].change(by=BY, level=None)
    assert not [fact for fact in facts_of(agreement) if fact.source == "assessed"]


def issued(kind: str, on: datetime.date) -> Document:
    document = Document.start(by=BY, kind=kind, title=kind)
    Issue.freeze(by=BY, subject=f"document:{document.id}", title=kind, on=on, html="x")
    return document


def test_the_page_says_what_is_late_and_who_must_move(client_for: Any, party: Party) -> None:
    page = client_for("chief").get(f"/agreements/{party.agreement.id}").text
    standing = page.partition('id="standing"')[2].partition("</p>")[0]
    assert "steps late" in standing
    assert "<b>Agreement signed</b> is late by 136 days; Plains Center must move." in standing
    assert (
        "<b>Team named</b> is late by 115 days; Chief State School Officer must move." in standing
    )
    assert '<svg class="picture steps"' in page


def test_the_page_of_an_agreement_asks_the_same_of_few_and_many_rows(
    client_for: Any, agreement: Agreement, party: Party, make_meeting: Any, queries: Any
) -> None:
    client, place = client_for("team_lead"), f"/agreements/{agreement.id}"
    with queries() as few:
        client.get(place)
    for n in range(12):
        more = Party.join_in(by=BY, agreement=agreement, name=f"Party {n}", kind="other")
        add(more, "One thing", "Another thing")
        make_meeting(kind="regular", held_on=D(2026, 10, 1 + n), state="approved")
    with queries() as many:
        page = client.get(place)
    assert "Party 11" in page.text
    assert len(few) == len(many) <= 10
    with queries() as seen:
        client.get(f"/agreements/parties/{party.id}")
    assert len(seen) <= 10
    row = add(party, "A third thing")[0]
    with queries() as saving:
        client.post(f"/agreements/undertakings/{row.id}/completion", data={"version": 1})
    assert len(saving) <= 9


def test_an_archived_agreement_leaves_the_list_and_comes_back(
    client_for: Any, agreement: Agreement, party: Party
) -> None:
    lead, place = client_for("team_lead"), f"/agreements/{agreement.id}"
    lead.post(f"{place}/removal")
    assert (
        agreement.title
        not in lead.get("/agreements").text.partition("<main")[2].partition("status")[0]
    )
    assert lead.post(f"{place}/parties", data={"name": "A", "kind": "rcc"}).status_code == 409
    assert "This agreement is archived." in lead.get(place).text
    assert lead.post(f"{place}/return").status_code == 303
    assert agreement.title in lead.get("/agreements").text


def test_both_papers_are_tagged_letter_pages_and_the_standing_fits_on_one(
    client_for: Any, agreement: Agreement, party: Party
) -> None:
    add(party, *READY["rcc"], due_on=D(2027, 1, 10))
    for name in ("National center", "Franklin Department of Education"):
        other = Party.join_in(by=BY, agreement=agreement, name=name, kind="national")
        add(other, *READY["national"])
    for address, words in (
        (
            f"/agreements/{agreement.id}.pdf",
            ("Signatures", "Name and title, date", READY["rcc"][0]),
        ),
        (f"/agreements/{agreement.id}/standing.pdf", ("Who must move", "0 of 7")),
    ):
        answer = client_for("viewer").get(address)
        assert answer.mimetype == "application/pdf"
        assert [str(f) for f in pdfua.validate_pdf_bytes(answer.data, profile="ua1").failures] == []
        told = pypdf.PdfReader(io.BytesIO(answer.data))
        text = " ".join("".join(sheet.extract_text() for sheet in told.pages).split())
        assert all(each in text for each in words)
        assert tuple(told.pages[0].mediabox)[2:] == (612, 792)
        if "standing" in address:
            assert len(told.pages) == 1


def test_documents_speak_of_the_agreement_by_its_fields(agreement: Agreement, party: Party) -> None:
    def said(text: str, day: datetime.date) -> str:
        return str(filled_text(text, Shown(Document(kind="own", title="Letter"), day)))

    add(party, "Visit <b>twice</b>", due_on=D(2027, 2, 1))
    add(party, "Say {state}")[-1].complete(by=BY, on=D(2026, 12, 1))
    assert said("From {starts} to {ends}.", TODAY) == "<p>From 1 Sep 2026 to 31 Aug 2027.</p>"
    table = said("{parties}", TODAY)
    assert '<th scope="row">Plains Center</th><td>Regional comprehensive center</td>' in table
    lists = said("{undertakings}", TODAY)
    assert "<li>Visit &lt;b&gt;twice&lt;/b&gt; (by 1 Feb 2027)</li>" in lists
    assert "<li>Say {state} (done 1 Dec 2026)</li>" in lists
    steps = said("{timeline}", TODAY)
    assert "<td>1 Sep 2026</td><td>late</td>" in steps
    assert "<td>31 Aug 2027</td><td>to come</td>" in steps
    agreement.archive(by=BY)
    assert "No agreement is recorded yet." in said("{timeline}", TODAY)
    assert said("{starts}", TODAY) == "<p>(no agreement yet)</p>"


def test_the_first_page_says_in_one_more_question_where_the_agreement_stands(
    client_for: Any, agreement: Agreement, make_cycle: Any, queries: Any
) -> None:
    make_cycle(appointed_on=D(2026, 9, 10))
    facts = timeline_of(agreement, TODAY, "Chief")
    found = standing_on(TODAY, "Chief")
    assert found == (agreement.id, facts)
    assert not facts.team_is_named or facts.counted_from == D(2026, 9, 10)
    lead = client_for("team_lead")
    words = f'<a href="/agreements/{agreement.id}">Where the agreement stands</a>: {facts.words}.'
    with queries() as with_it:
        assert words in lead.get("/").text
    Agreement.get().archive(by=BY)
    with queries() as without:
        assert "Where the agreement stands" not in lead.get("/").text
    assert len(with_it) == len(without) <= 11
    assert standing_on(TODAY, "Chief") is None
    assert "Where the agreement" not in client_for("viewer").get("/").text


def test_the_agreement_of_a_day_is_the_one_that_runs(agreement: Agreement) -> None:
    years = ((D(2025, 9, 1), D(2026, 8, 31)), (D(2027, 9, 1), D(2028, 8, 31)))
    before, after = (
        Agreement.start(by=BY, title="Other", starts_on=first, ends_on=last)
        for first, last in years
    )
    assert Agreement.on(TODAY) == agreement
    assert Agreement.on(D(2026, 1, 1)) == before
    assert Agreement.on(D(2030, 1, 1)) == after
    assert Agreement.on(D(2020, 1, 1)) is not None
