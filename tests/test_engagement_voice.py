"""The field's voice: asked by link and in interviews, summed up so that nobody is told by it."""

import datetime
import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import page as pdfua
import pypdf
import pytest

from sras.core import clock, db
from sras.documents import rules_fields
from sras.documents.filled import filled_text, shown_on
from sras.documents.models import Document
from sras.engagement import rules_voice
from sras.engagement.models_voice import Answer, Enquiry, EnquiryLink, Question, Respondent
from sras.engagement.rules_questions import READY
from sras.history.models import Change, ChangedField
from tests.conftest import BY

D = datetime.date
TODAY = D(2026, 10, 20)
FACTS = {
    "title": "What principals say",
    "audience": "principal",
    "letter": "It takes *ten* minutes.",
    "opens_on": "2026-10-20",
    "closes_on": "2026-11-03",
    "ready": "principals",
}


def go_to(monkeypatch: pytest.MonkeyPatch, day: D) -> None:
    moment = datetime.datetime(day.year, day.month, day.day, 15, tzinfo=datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    go_to(monkeypatch, TODAY)


@pytest.fixture
def enquiry(app: Any) -> Enquiry:
    """An enquiry with a question on the scale and one in words."""
    days = {"opens_on": TODAY, "closes_on": D(2026, 11, 3)}
    made = Enquiry.start(by=BY, title="What they say", audience="principal", **days)
    made.ask(BY, [("scale", "Help fits."), ("words", "What would help most?")])
    return made


def hear(enquiry: Enquiry, role: str, scale: int, text: str, **facts: Any) -> Respondent:
    fits, most = list(Question.of(enquiry))[:2]
    facts = {"way": "form", "answered_on": TODAY, "role": role, **facts}
    given = [pair for pair in ((fits, scale), (most, text)) if pair[1]]
    return Respondent.answer(BY, enquiry, given, **facts)


def link_to(client: Any, enquiry: Enquiry, note: str = "Northfield") -> str:
    data = {"note": note, "until": "2026-11-03"}
    made = client.post(f"/enquiries/{enquiry.id}/links", data=data)
    return re.search(r"http://127.0.0.1:8000(/answer/[\w-]{43})", client.get(made.location).text)[1]


def once(page: Any) -> str:
    return re.search(r'name="once" value="([^"]+)"', page.text)[1]


def said(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_questions_are_put_changed_and_ordered(client_for: Any) -> None:
    lead, member = client_for("team_lead"), client_for("team_member")
    bad = lead.post("/enquiries", data=FACTS | {"closes_on": "2026-10-01", "title": ""})
    assert bad.status_code == 422
    assert "It cannot close before it opens." in bad.text
    assert "It takes *ten* minutes." in bad.text
    place = member.post("/enquiries", data=FACTS).location
    rows = list(Question.of(Enquiry.get()))
    assert [(row.kind, row.text) for row in rows] == list(READY["principals"].questions)
    page = member.get(place).text
    assert "Add “Questions for superintendents”" in page
    assert "Add “Questions for principals”" not in page
    data = {}
    for number, row in enumerate(rows, 1):
        data |= {f"place-{row.id}": str(number), f"was-{row.id}": "1"}
        data |= {f"text-{row.id}": row.text, f"kind-{row.id}": row.kind}
    for name in ("new-1", "new-2", "new-3"):
        data |= {f"place-{name}": "", f"text-{name}": "", f"kind-{name}": "words"}
    data |= {f"place-{rows[7].id}": "1", f"place-{rows[0].id}": "9", f"drop-{rows[1].id}": "y"}
    data |= {"text-new-2": "And what\r\n else?\n", "kind-new-2": "words"}
    assert f'<textarea id="text-{rows[0].id}" name="text-{rows[0].id}" rows="2"' in page
    long = member.post(place, data=data | {"text-new-1": "x" * 301})
    assert long.status_code == 422
    assert "At most 300 characters." in long.text
    rows[2].change(by=BY, text="Changed by another.")
    clash = member.post(place, data=data | {f"text-{rows[2].id}": "Mine."})
    assert clash.status_code == 422
    assert "It reads “Changed by another.” now." in clash.text
    assert "And what else?" in clash.text
    data |= {f"text-{rows[2].id}": "Ours.", f"was-{rows[2].id}": "2"}
    assert member.post(place, data=data).status_code == 303
    texts = [row.text for row in Question.of(Enquiry.get())]
    assert texts[0] == rows[7].text
    assert texts[-2:] == [rows[0].text, "And what else?"]
    assert "Ours." in texts
    assert rows[1].text not in texts
    more = member.post("/enquiries/1/ready-questions", data={"ready": "staff"})
    assert more.status_code == 303
    assert Question.of(Enquiry.get()).count() == 8 + len(READY["staff"].questions)
    assert client_for("viewer").get(place).status_code == 403
    moved = {"title": "Said", "audience": "teacher", "version": "1", "closes_on": "2026-12-01"}
    member.post("/enquiries/1", data=FACTS | moved)
    assert (Enquiry.get().title, Enquiry.get().closes_on) == ("Said", D(2026, 12, 1))


def test_several_people_answer_by_one_link_and_a_double_press_counts_once(
    client_for: Any, enquiry: Enquiry, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, stranger = client_for("team_lead"), client_for(None)
    address = link_to(lead, enquiry)
    assert address not in lead.get(f"/enquiries/{enquiry.id}/links").text
    fits, most = list(Question.of(enquiry))[:2]
    pages = [stranger.get(address) for _ in range(2)]
    assert rules_voice.NO_NAMES in pages[0].text
    assert "Set-Cookie" not in pages[0].headers
    assert "<script" not in pages[0].text
    alike = {"role": "principal", f"q-{fits.id}": "3"}
    for page in pages:  # two people who answer alike
        for _ in range(2):  # and each presses twice
            sent = stranger.post(address, data=alike | {"once": once(page)})
            assert sent.location == f"{address}?thanks=1"
            assert "Set-Cookie" not in sent.headers
    assert Respondent.select().count() == 2
    assert "Thank you. Your answers are kept." in stranger.get(sent.location).text
    told = {"role": "teacher", "place": "Small town", f"q-{most.id}": "One\r\nvisit."}
    assert stranger.post(address, data=told).status_code == 303
    heard = Respondent.select().order_by(Respondent.id.desc()).get()
    assert (heard.way, heard.place, heard.answered_on) == ("form", "Small town", TODAY)
    assert [answer.text for answer in heard.answers] == ["One\nvisit."]
    assert Change.get(Change.kind == "respondent").by_name == "The field (by link)"

    nothing = stranger.post(address, data={"role": "teacher", "place": "Kept place"})
    assert nothing.status_code == 422
    assert "Answer at least one question." in nothing.text
    assert "Kept place" in nothing.text
    odd = stranger.post(
        address, data={"role": "chief", f"q-{fits.id}": "7", f"q-{most.id}": "Kept"}
    )
    assert odd.status_code == 422
    assert "Kept" in odd.text
    monkeypatch.setattr(rules_voice, "BY_ADDRESS", rules_voice.Limit(tries=1, seconds=60))
    crowd = [stranger.post(address, data=told | {"place": str(n)}) for n in range(3)]
    assert crowd[-1].status_code == 429
    assert "Many answers came just now. Send yours again in" in crowd[-1].text
    assert "visit." in crowd[-1].text
    go_to(monkeypatch, D(2026, 10, 21))
    monkeypatch.setattr(rules_voice, "MOST_BY_LINK", 1)
    assert "answered by as many as it takes" in stranger.post(address, data=told).text

    enquiry.change(by=BY, closes_on=D(2026, 10, 20))
    assert "This enquiry closed on 20 Oct 2026." in stranger.get(address).text
    late = stranger.post(address, data=told)
    assert (late.status_code, "visit." in late.text) == (409, True)
    lead = client_for("team_lead")
    lead.post(f"/enquiry-links/{EnquiryLink.get().id}/revocation")
    gone = stranger.post(address, data=told)
    assert gone.status_code == 404
    assert "visit." in gone.text
    assert "taken back" in lead.get(f"/enquiries/{enquiry.id}/links").text
    db.database.close_all()
    assert address.split("/")[-1].encode() not in (instance / "sras.db").read_bytes()


def test_no_link_is_made_to_a_form_without_a_question(client_for: Any, enquiry: Enquiry) -> None:
    lead = client_for("team_lead")
    for question in Question.of(enquiry):
        question.archive(by=BY)
    assert "There is no question yet" in said(lead.get(f"/enquiries/{enquiry.id}/links"))
    refused = lead.post(
        f"/enquiries/{enquiry.id}/links", data={"note": "All", "until": "2026-11-03"}
    )
    assert refused.status_code == 422
    assert "Put a question first" in refused.text
    assert "All" in refused.text
    assert not EnquiryLink.select().exists()


def test_who_gives_out_a_link_is_told_that_the_form_is_closed(
    client_for: Any, enquiry: Enquiry, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/enquiries/{enquiry.id}/links"
    assert "Answers are not taken" not in said(client_for("team_lead").get(address))
    go_to(monkeypatch, enquiry.closes_on + datetime.timedelta(1))
    shown = client_for("team_lead").get(address)
    assert "Answers are not taken: the enquiry closed on" in said(shown)
    assert f'href="/enquiries/{enquiry.id}/change"' in shown.text


def test_an_interview_is_typed_in_with_its_day_and_who_asked(
    client_for: Any, enquiry: Enquiry, person_of: Any
) -> None:
    member, me = client_for("team_member"), person_of("team_member")
    place, (fits, most) = f"/enquiries/{enquiry.id}/interviews", Question.of(enquiry)
    assert f'<option value="{me.id}" selected>' in member.get(f"{place}/new").text
    heard = {"role": "superintendent", "way": "interview", "interviewer": str(me.id)}
    heard |= {"answered_on": "2026-10-06", f"q-{fits.id}": "2", f"q-{most.id}": "More visits."}
    for wrong, fault in (
        ({"answered_on": "2026-10-21"}, "Nobody can have answered in the future."),
        ({"interviewer": ""}, "Say who asked."),
        ({"interviewer": str(person_of("chief").id)}, "Choose one of those offered."),
    ):
        refused = member.post(place, data=heard | wrong)
        assert refused.status_code == 422
        assert fault in refused.text
        assert "More visits." in refused.text
    assert member.post(place, data=heard).status_code == 303
    on_paper = heard | {"way": "form", "interviewer": "", "answered_on": "2026-10-05"}
    assert member.post(place, data=on_paper).status_code == 303
    asked = Respondent.get(Respondent.way == "interview")
    assert (asked.interviewer, asked.answered_on) == (me, D(2026, 10, 6))
    hear(enquiry, "partner", 1, "")
    page = said(member.get(f"/enquiries/{enquiry.id}/answers"))
    assert f"interview by {me.name}" in page
    assert "on a paper form" in page
    assert client_for("chief").get(f"/enquiries/{enquiry.id}/answers").status_code == 403


def test_the_summary_tells_spreads_and_never_who_said_it_where_few_did(
    client_for: Any, enquiry: Enquiry
) -> None:
    for number in range(5):
        hear(enquiry, "principal", 3 if number else 1, f"Words {number}")
    hear(enquiry, "superintendent", 4, "Alone in my role", place="Only here")
    viewer, page = client_for("viewer"), f"/enquiries/{enquiry.id}"
    told = said(viewer.get(page))
    assert "6 answered: 5 principals, 1 superintendent." in told
    assert "5 of 6 say 3 or 4 (83%)." in told
    assert "1 say 1, 0 say 2, 4 say 3, 1 say 4" in told
    assert rules_voice.RULE in told
    assert "Only here" not in told
    # Five principals named beside one who is not would tell who that one is.
    assert "Words 0 Principal" not in told
    for number in range(4):
        hear(enquiry, "teacher", 2, f"Others {number}")
    most = list(Question.of(enquiry))[1]
    every = said(viewer.get(f"/questions/{most.id}"))
    assert "Words 0 Principal Words 1 Principal" in every
    assert "Others 3" in every
    assert "Others 0 Teacher" not in every
    assert "Superintendent" not in every
    assert "All 10 answers" in said(viewer.get(page))
    paper = viewer.get(f"{page}.pdf")
    assert paper.mimetype == "application/pdf"
    assert pdfua.validate_pdf_bytes(paper.data, profile="ua1").is_compliant


def test_whom_it_was_asked_of_counts_those_who_answered_in_another_role(
    client_for: Any, enquiry: Enquiry
) -> None:
    viewer, address = client_for("viewer"), f"/enquiries/{enquiry.id}"
    assert "Asked of principals from 20 Oct 2026" in said(viewer.get(address))
    for role in ("superintendent", "teacher", "superintendent"):
        hear(enquiry, role, 3, "Fewer forms.")
    asked = "Asked of principals, superintendents and teachers"
    assert f"{asked} from 20 Oct 2026" in said(viewer.get(address))
    paper = pypdf.PdfReader(io.BytesIO(viewer.get(f"{address}.pdf").data)).pages[0].extract_text()
    assert f"{asked}, 20 Oct 2026 to 3 Nov 2026" in " ".join(paper.split())


def test_a_document_tells_what_the_field_answered_by_its_day(
    app: Any, enquiry: Enquiry, queries: Any
) -> None:
    hear(enquiry, "principal", 3, "A")
    hear(enquiry, "principal", 2, "B")
    hear(enquiry, "teacher", 4, "C", answered_on=D(2026, 10, 21))
    Enquiry.start(
        by=BY, title="Asked, not answered", audience="other", opens_on=TODAY, closes_on=TODAY
    )
    document = Document.start(by=BY, kind="self_assessment_report", title="Our report")
    text = "Heard:\n\n{field_voice}"
    with queries() as seen:
        page = filled_text(text, shown_on(document, TODAY))
    assert "What they say, 20 Oct 2026 to 3 Nov 2026: 2 principals answered" in page
    assert "<td>0</td><td>1</td><td>1</td><td>0</td><td>1 of 2 say 3 or 4 (50%).</td>" in page
    assert "not answered" not in page
    assert len(seen) <= 4
    assert "1 teacher" in filled_text(text, shown_on(document, D(2026, 10, 21)))
    document.change(by=BY, period_first=D(2025, 7, 1), period_last=D(2026, 6, 30))
    assert "The field has not answered yet." in filled_text(text, shown_on(document, TODAY))
    assert rules_fields.fault(text) is None


def test_a_name_is_taken_out_and_kept_nowhere(
    client_for: Any, enquiry: Enquiry, instance: Path
) -> None:
    hear(enquiry, "principal", 3, "Zebediah Quux in grade 4 had no help.")
    other = hear(enquiry, "teacher", 1, "Zebediah Quux again.")
    member = client_for("team_member")
    first, second = Answer.select().where(Answer.text != "").order_by(Answer.id)
    assert client_for("chief").get(f"/answers/{first.id}").status_code == 403
    assert "Zebediah" in member.get(f"/answers/{first.id}").text
    long = member.post(f"/answers/{first.id}", data={"text": "x" * 4_001})
    assert long.status_code == 422
    member.post(f"/answers/{first.id}", data={"text": "[name] in grade 4 had no help."})
    member.post(f"/answers/{second.id}", data={"text": "ignored", "out": "y"})
    assert Answer.get_by_id(first.id).text == "[name] in grade 4 had no help."
    assert Answer.get_by_id(second.id).archived_at is not None
    page = said(client_for("viewer").get(f"/enquiries/{enquiry.id}"))
    assert "[name] in grade 4" in page
    assert "2 answered" in page
    assert not [row for row in ChangedField.select() if "Zebediah" in f"{row.old}{row.new}"]
    member.post(f"/respondents/{other.id}/removal")
    assert "1 answered" in said(client_for("viewer").get(f"/enquiries/{enquiry.id}"))


def test_answers_go_into_tables_that_nothing_runs_in(client_for: Any, enquiry: Enquiry) -> None:
    hear(enquiry, "principal", 3, '=HYPERLINK("http://evil.example","x")', place="@town")
    member, place = client_for("team_member"), f"/enquiries/{enquiry.id}/answers"
    lines = member.get(f"{place}.csv").data.decode("utf-8-sig").splitlines()
    assert lines[0].endswith("Help fits.,What would help most?")
    assert lines[1].startswith("Principal,'@town,Form,2026-10-20,,3,\"'=HYPERLINK")
    book = openpyxl.load_workbook(io.BytesIO(member.get(f"{place}.xlsx").data))
    cell = book.active["G2"]
    assert (cell.data_type, cell.value[:11]) == ("s", "=HYPERLINK(")
    assert client_for("viewer").get(f"{place}.csv").status_code == 403


def test_pages_ask_as_many_questions_for_one_answer_as_for_thirty(
    client_for: Any, enquiry: Enquiry, queries: Any
) -> None:
    member, stranger = client_for("team_member"), client_for(None)
    address, base = link_to(member, enquiry), f"/enquiries/{enquiry.id}"
    hear(enquiry, "principal", 3, "Words")
    pages = [(member, base), (member, f"{base}/answers"), (member, f"{base}/questions")]
    pages += [(member, f"{base}/links"), (stranger, address), (member, "/enquiries")]
    counted = []
    for _ in range(2):
        for client, place in pages:
            client.get(place)
            with queries() as seen:
                assert client.get(place).status_code == 200
            counted.append(len(seen))
        for number in range(30):
            hear(enquiry, "teacher", 2, f"Words {number}")
        enquiry.ask(BY, [("words", f"Question {number}") for number in range(20)])
    assert counted[:6] == counted[6:]
    assert max(counted) <= 10, counted
    with queries() as seen:
        stranger.post(
            address, data={"role": "teacher", f"q-{next(iter(Question.of(enquiry))).id}": "2"}
        )
    assert len(seen) <= 16, seen


@pytest.mark.parametrize(
    ("counts", "named"),
    [
        ({}, set()),
        ({"principal": 4}, set()),
        ({"principal": 5}, {"principal"}),
        ({"principal": 5, "teacher": 1}, set()),
        ({"principal": 5, "teacher": 4}, set()),
        ({"principal": 5, "teacher": 4, "partner": 1}, {"principal"}),
        ({"principal": 5, "teacher": 9}, {"principal", "teacher"}),
    ],
)
def test_a_role_is_named_only_where_nobody_is_told_by_it(
    counts: dict[str, int], named: set[str]
) -> None:
    assert rules_voice.named_roles(counts) == named


def test_questions_without_a_place_keep_to_the_end_in_their_order() -> None:
    assert rules_voice.numbered([(7, "2"), (8, ""), (9, "1"), (6, "x")]) == [9, 7, 8, 6]


def test_a_fresh_link_waits_while_those_of_another_enquiry_are_looked_at(
    client_for: Any, enquiry: Enquiry
) -> None:
    other = Enquiry.start(by=BY, title="More", audience="other", opens_on=TODAY, closes_on=TODAY)
    lead = client_for("team_lead")
    lead.post(f"/enquiries/{enquiry.id}/links", data={"until": "2026-11-03", "note": "All"})
    assert "/answer/" not in lead.get(f"/enquiries/{other.id}/links").text
    assert "/answer/" in lead.get(f"/enquiries/{enquiry.id}/links").text
    assert "/answer/" not in lead.get(f"/enquiries/{enquiry.id}/links").text


def test_who_holds_a_dead_link_is_told_so_and_not_sent_to_sign_in(
    app: Any, client_for: Any, enquiry: Enquiry
) -> None:
    lead = client_for("team_lead")
    address = link_to(lead, enquiry)
    lead.post(f"/enquiry-links/{EnquiryLink.get().id}/revocation")
    dead = app.test_client().get(address)
    assert dead.status_code == 404
    words = said(dead)
    assert "This link does not work" in words
    assert "Ask the agency for a new one." in words
    assert "whole address" in words
    assert "search" not in words.lower()
    assert "first page" not in words
    assert "archived" not in words


def test_a_link_names_the_last_day_on_which_it_works(
    monkeypatch: pytest.MonkeyPatch, client_for: Any, enquiry: Enquiry
) -> None:
    lead = client_for("team_lead")
    link_to(lead, enquiry)
    assert "until 3 Nov 2026 " in said(lead.get(f"/enquiries/{enquiry.id}/links"))
    go_to(monkeypatch, D(2026, 11, 4))
    over = client_for("team_lead").get(f"/enquiries/{enquiry.id}/links")
    assert "ended 3 Nov 2026" in said(over)
