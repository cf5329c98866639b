"""Review rounds: reviewers comment by link, the team settles, and nothing typed is lost."""

import datetime
import re
import time
from pathlib import Path
from typing import Any

import pytest

from sras.core import clock, db
from sras.documents import rules_reviews
from sras.documents.models import Document, Section
from sras.documents.models_reviews import Remark, Reviewer, ReviewRound
from sras.history.models import Change
from tests.conftest import BY, HTMX

D = datetime.date
TODAY = D(2026, 10, 20)
THREE = "Kim Doe, Northfield District, kim@example.org\nBo Lind; Union of Principals\nCy Roe"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    go_to(monkeypatch, TODAY)


def go_to(monkeypatch: pytest.MonkeyPatch, day: D) -> None:
    moment = datetime.datetime(day.year, day.month, day.day, 15, tzinfo=datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def document(app: Any) -> Document:
    made = Document.start(by=BY, kind="self_assessment_report", title="Our report")
    for sort, (title, text) in enumerate(
        [
            ("Introduction", "Who took part in {state}."),
            ("The system", "We visit schools once a year.\n\nAll of them."),
            ("Lessons", "We learned much."),
        ]
    ):
        Section.start(by=BY, document=made, sort=sort, title=title, text=text)
    return made


def section(title: str) -> Section:
    return Section.get(Section.title == title)


def opened(client: Any, document: Document, reviewers: str = THREE, **more: str) -> Any:
    given = {"opens_on": "2026-10-20", "closes_on": "2026-11-03", "letter": "Dear *all*"}
    data = {**given, "reviewers": reviewers, **more}
    return client.post(f"/documents/{document.id}/reviews", data=data)


def tokens(client: Any, answer: Any) -> dict[str, str]:
    """Name → token, as the page shows them once."""
    page = client.get(answer.location).text
    return dict(re.findall(r"Hello ([^,<]+),.*?/review/([\w-]{43})", page, re.DOTALL))


def test_each_link_stands_in_a_field_of_its_own_to_be_copied(
    client_for: Any, document: Document
) -> None:
    lead = client_for("team_lead")
    page = lead.get(opened(lead, document).location).text
    field = (
        r">The link of ([^<,]+)[^<]*</label><input [^>]*readonly value=\"\S+/review/([\w-]{43})\""
    )
    found = re.findall(field, page)
    texts = re.findall(r"Hello ([^,<]+),.*?/review/([\w-]{43})", page, re.DOTALL)
    assert dict(found) == dict(texts)
    assert len(found) == 3


def said(page: str) -> str:
    return re.sub(r"<[^>]+>", "", page)


def test_three_reviewers_comment_are_answered_and_next_time_read_only_what_changed(
    client_for: Any, document: Document, instance: Path
) -> None:
    lead, stranger = client_for("team_lead"), client_for(None)
    form = lead.get(f"/documents/{document.id}/reviews/new").text
    assert "You are invited to review “Our report”." in form
    first = tokens(lead, opened(lead, document))
    assert sorted(first) == ["Bo Lind", "Cy Roe", "Kim Doe"]
    again = lead.get("/reviews/1/links").text
    assert first["Kim Doe"] not in again
    assert "shown once" in again

    # What the team writes now waits for the next round.
    section("The system").change(by=BY, text="We visit schools twice a year.\n\nAll of them.")
    kim, bo = (f"/review/{first[name]}" for name in ("Kim Doe", "Bo Lind"))
    page = stranger.get(kim)
    assert "<em>all</em>" in page.text
    assert "Who took part in Franklin." in page.text
    assert "once a year" in page.text
    assert "twice" not in page.text
    assert "Set-Cookie" not in page.headers
    assert "<script" not in page.text
    texts = {f"on-{section('The system').id}": "Twice, I think.", "on-whole": "Well done."}
    sent = stranger.post(f"{kim}/remarks", data={**texts, "once": "one press"})
    assert sent.location == f"{kim}?kept=2"
    assert stranger.post(f"{kim}/remarks", data={**texts, "once": "one press"}).status_code == 303
    assert "Set-Cookie" not in sent.headers
    assert Remark.select().count() == 2
    told = said(stranger.get(sent.location).text)
    assert "2 comments are kept. Thank you." in told
    stranger.post(f"{bo}/remarks", data={"on-whole": "Too long.", "done": "y"})
    assert "You said on 20 Oct 2026 that you are done" in stranger.get(bo).text
    assert Change.get(Change.kind == "remark").by_name == "Kim Doe (by link)"

    page = said(lead.get("/reviews/1").text)
    assert "3 open · 0 resolved · 0 declined" in page
    assert "3 reviewers, 2 of them answered" in page
    on_whole, on_system = Remark.select().order_by(Remark.id).limit(2)
    resolved = lead.post(
        f"/remarks/{on_system.id}/settlement",
        data={"state": "resolved", "answer": "Mended.", "version": "1"},
    )
    assert resolved.location == f"/reviews/1#remark-{on_system.id}"
    part = lead.post(
        f"/remarks/{on_whole.id}/settlement",
        data={"state": "declined", "answer": "We keep it short.", "version": "1"},
        headers=HTMX,
    ).text
    assert "1 open · 1 resolved · 1 declined" in said(part)
    assert "Declined by Team lead One, 20 Oct 2026: We keep it short." in said(part)

    early = opened(lead, document)
    assert "Round 1 is not closed yet. Close it first." in early.text
    assert "Dear *all*" in early.text
    lead.post("/reviews/1/closing")
    page = said(stranger.get(kim).text)
    assert "This round closed on 20 Oct 2026." in page
    assert "We keep it short." in page
    assert "<textarea" not in stranger.get(kim).text

    section("Lessons").archive(by=BY)
    Section.start(by=BY, document=document, sort=9, title="Next steps", text="A new one.")
    form = lead.get(f"/documents/{document.id}/reviews/new").text
    assert "Kim Doe, Northfield District, kim@example.org" in form
    second = tokens(lead, opened(lead, document, "Kim Roe-Doe, , kim@example.org\nEve New"))
    page = stranger.get(f"/review/{second['Kim Roe-Doe']}").text
    assert "visit schools <del>once </del><ins>twice </ins>a year." in page
    assert "<del>Lessons</del>" in page
    order = [page.index(f">{t}<") for t in ("The system", "Next steps", "Introduction")]
    assert order == sorted(order)
    assert page.index("Not changed since your last round") < order[2]
    assert "Mended." in said(page)
    fresh = stranger.get(f"/review/{second['Eve New']}").text
    assert "since your last round" not in fresh
    assert "Twice, I think." not in fresh
    listed = said(lead.get(f"/documents/{document.id}/reviews").text)
    assert "2 of 3 comments settled" in listed
    db.database.close_all()
    kept = (instance / "sras.db").read_bytes()
    assert not [t for t in (*first.values(), *second.values()) if t.encode() in kept]


@pytest.mark.parametrize(
    ("then", "next_time", "knows"),
    [
        ("Kim Doe, Union, kim@example.org", "Kim Doe, Board, kim@example.org", True),
        ("Kim Doe, Union", "kim doe, Union", True),
        ("Kim Doe, Union, kim@example.org", "Kim Doe, Union", False),
        ("Kim Doe, Union", "Kim Doe, Board", False),
    ],
)
def test_another_of_the_same_name_reads_no_remark_of_the_first(
    client_for: Any, document: Document, then: str, next_time: str, knows: bool
) -> None:
    lead, stranger = client_for("team_lead"), client_for(None)
    [first] = tokens(lead, opened(lead, document, then)).values()
    stranger.post(f"/review/{first}/remarks", data={"on-whole": "Between us."})
    lead.post("/reviews/1/closing")
    [second] = tokens(lead, opened(lead, document, next_time)).values()
    assert ("Between us." in stranger.get(f"/review/{second}").text) is knows


def test_what_a_reviewer_typed_is_never_lost(client_for: Any, document: Document) -> None:
    lead, stranger = client_for("team_lead"), client_for(None)
    token = tokens(lead, opened(lead, document, "Kim Doe"))["Kim Doe"]
    address, place = f"/review/{token}/remarks", f"on-{section('Lessons').id}"
    long = stranger.post(address, data={place: "x" * 4_001, "on-whole": "Good <work>."})
    assert long.status_code == 422
    assert "This is 4,001 characters long; 4,000 is the most. Shorten it." in long.text
    assert "x" * 4_001 in long.text
    assert "Good &lt;work&gt;." in long.text
    lines = stranger.post(address, data={place: "a\r\n" * 1_999})
    assert lines.status_code == 303
    nothing = stranger.post(address, data={place: " "})
    assert "Write at least one comment, or say that you are done." in nothing.text
    reviewer = Reviewer.get()
    reviewer.say({None: "One of many"}, TODAY)
    many = [{"reviewer": reviewer, "said_on": TODAY, "text": "More"} for _ in range(198)]
    Remark.start_many(many, by=BY)
    over = stranger.post(address, data={"on-whole": "One too many"})
    assert over.status_code == 422
    assert "You have made 200 comments; 200 is the most" in over.text
    assert "One too many" in over.text

    lead.post("/reviews/1/closing")
    late = stranger.post(address, data={place: "My late words", "on-whole": "and more"})
    assert late.status_code == 409
    for words in ("My late words", "and more", "Lessons", "They were not kept"):
        assert words in late.text
    Reviewer.get().revoke(BY, clock.now())
    gone = stranger.post(address, data={"on-whole": "Words after the end"})
    assert gone.status_code == 404
    assert "expired or was taken back" in gone.text
    assert "Words after the end" in gone.text
    assert Remark.select().count() == 200


def test_a_round_opens_and_ends_by_its_days(
    client_for: Any, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, stranger = client_for("team_lead"), client_for(None)
    made = opened(lead, document, "Kim Doe", opens_on="2026-10-22", closes_on="2026-10-25")
    address = f"/review/{tokens(lead, made)['Kim Doe']}"
    assert "This round opens on 22 Oct 2026." in stranger.get(address).text
    early = stranger.post(f"{address}/remarks", data={"on-whole": "Early"})
    assert (early.status_code, "Early" in early.text) == (409, True)
    go_to(monkeypatch, D(2026, 10, 25))
    assert stranger.post(f"{address}/remarks", data={"on-whole": "Today"}).status_code == 303
    go_to(monkeypatch, D(2026, 10, 26))
    assert "This round closed on 25 Oct 2026." in stranger.get(address).text
    go_to(monkeypatch, D(2026, 11, 25))
    assert stranger.get(address).status_code == 404
    lead = client_for("team_lead")
    assert "is closed. Open the next one." in lead.post("/reviews/1/reminders").text
    assert opened(lead, document, "Kim Doe", closes_on="2026-12-24").status_code == 303


def test_declining_needs_a_reason_and_two_who_settle_are_asked(
    client_for: Any, document: Document
) -> None:
    lead, member = client_for("team_lead"), client_for("team_member")
    tokens(lead, opened(lead, document, "Kim Doe"))
    Reviewer.get().say({None: "Too long."}, TODAY)
    bare = lead.post("/remarks/1/settlement", data={"state": "declined", "answer": " "})
    assert bare.status_code == 422
    assert "Say why it is declined; the reviewer reads it." in bare.text
    odd = lead.post("/remarks/1/settlement", data={"state": "lost", "answer": "Kept words"})
    assert odd.status_code == 422
    assert "Kept words" in odd.text
    assert Remark.get().state == "open"
    yes = {"state": "resolved", "answer": "Cut.", "version": "1"}
    assert member.post("/remarks/1/settlement", data=yes).status_code == 303
    no = {"state": "declined", "answer": "It is short.", "version": "1"}
    clash = lead.post("/remarks/1/settlement", data=no)
    assert clash.status_code == 409
    assert "It is short." in clash.text


def test_links_are_mailed_and_a_reminder_brings_a_new_one(
    client_for: Any, document: Document, post_office: Any
) -> None:
    lead, stranger = client_for("team_lead"), client_for(None)
    by_hand = tokens(lead, opened(lead, document))
    assert sorted(by_hand) == ["Bo Lind", "Cy Roe"]
    (letter,) = post_office.letters
    text = letter.get_payload(decode=True).decode()
    assert (letter["To"], letter["Subject"]) == ("kim@example.org", "Review of Our report")
    assert "Dear *all*" in text
    first = re.search(r"http://127.0.0.1:8000(/review/[\w-]+)", text)[1]
    assert stranger.get(first).status_code == 200
    stranger.post(f"/review/{by_hand['Bo Lind']}/remarks", data={"on-whole": "Fine."})
    reminded = tokens(lead, lead.post("/reviews/1/reminders"))
    assert list(reminded) == ["Cy Roe"]
    assert post_office.letters[1]["Subject"] == "Reminder: Review of Our report"
    text = post_office.letters[1].get_payload(decode=True).decode()
    second = re.search(r"http://127.0.0.1:8000(/review/[\w-]+)", text)[1]
    assert stranger.get(first).status_code == 404
    assert stranger.get(second).status_code == 200
    renewed = tokens(lead, lead.post(f"/reviewers/{Reviewer.get(name='Bo Lind').id}/link"))
    assert "Fine." in stranger.get(f"/review/{renewed['Bo Lind']}").text
    key = Reviewer.get(name="Kim Doe").id
    lead.post(f"/reviewers/{key}/revocation")
    assert stranger.get(second).status_code == 404
    assert "Taken back" in lead.get("/reviews/1").text
    more = lead.post("/reviews/1/reviewers", data={"reviewers": "Kim Doe\nDee Poe"})
    assert "Kim Doe is invited already. Give a new link." in more.text
    assert "Dee Poe" in more.text
    assert list(tokens(lead, lead.post("/reviews/1/reviewers", data={"reviewers": "Dee Poe"}))) == [
        "Dee Poe"
    ]


def test_two_reviewers_of_one_name_are_each_mailed_their_own_link(
    client_for: Any, document: Document, post_office: Any
) -> None:
    lead, stranger = client_for("team_lead"), client_for(None)
    opened(lead, document, "Kim Doe, Northfield, kim@example.org")
    more = {"reviewers": "Kim Doe, Southfield, doe@example.org"}
    assert lead.post("/reviews/1/reviewers", data=more).status_code == 303
    lead.post("/reviews/1/reminders")
    found = {}
    for letter in post_office.letters[2:]:
        text = letter.get_payload(decode=True).decode()
        found[letter["To"]] = re.search(r"http://127.0.0.1:8000(/review/[\w-]+)", text)[1]
    assert len(set(found.values())) == 2
    for address, place in (("kim@example.org", "Northfield"), ("doe@example.org", "Southfield")):
        said = {"on-whole": f"From {place}."}
        assert stranger.post(f"{found[address]}/remarks", data=said).status_code == 303
        assert Reviewer.get(email=address).remarks.get().text == f"From {place}."


def test_a_mail_that_is_not_taken_is_said_and_its_link_can_be_handed_over(
    client_for: Any, document: Document, post_office: Any
) -> None:
    post_office.shutdown()
    post_office.server_close()
    lead = client_for("team_lead")
    answer = opened(lead, document, "Kim Doe, , kim@example.org")
    assert answer.location == "/reviews/1/links"
    assert list(tokens(lead, answer)) == ["Kim Doe"]


def test_only_who_may_write_a_document_holds_its_rounds(
    client_for: Any, document: Document, person_of: Any
) -> None:
    opened(client_for("team_member"), document, "Kim Doe")
    Reviewer.get().say({None: "Too long."}, TODAY)
    coach, places = client_for("coach"), (f"/documents/{document.id}/reviews", "/reviews/1")
    assert [coach.get(place).status_code for place in places] == [404, 404]
    answer = {"state": "resolved", "version": "1"}
    assert coach.post("/remarks/1/settlement", data=answer).status_code == 404
    document.change(by=BY, writer=person_of("coach"))
    assert [coach.get(place).status_code for place in places] == [200, 200]
    assert coach.post("/remarks/1/settlement", data=answer).status_code == 303
    for role in ("viewer", "chief", "guest"):
        assert client_for(role).get("/reviews/1").status_code == 403


def test_a_page_of_a_round_asks_as_many_questions_however_long_it_is(
    client_for: Any, document: Document, queries: Any
) -> None:
    lead, stranger = client_for("team_lead"), client_for(None)
    address = f"/review/{tokens(lead, opened(lead, document, 'Kim Doe'))['Kim Doe']}"
    Reviewer.get().say({None: "One", section("Lessons"): "Two"}, TODAY)
    counted = []
    for _ in range(2):
        for client, page in ((stranger, address), (lead, "/reviews/1")):
            client.get(page)
            with queries() as seen:
                assert client.get(page).status_code == 200
            counted.append(len(seen))
        held, ten = ReviewRound.get(), range(10)
        names = "\n".join(f"Person {n}" for n in ten)
        held.invite(BY, rules_reviews.read_invited(names)[0], "UTC")
        for reviewer in Reviewer.select():
            reviewer.say(dict.fromkeys(Section.select(), "More"), TODAY)
    assert counted[:2] == counted[2:]
    assert max(counted) <= 10, counted


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("kim@example.org", "Line 1: begin with the name"),
        ("Kim\nBo, x@y", "Line 2: “x@y” is no e-mail address."),
        ("Kim, a@example.org\nKIM, b@example.org", "KIM stands there twice."),
        ("x" * 121, "Line 1: the name is longer"),
        ("\n".join(f"P{n}" for n in range(31)), "Name at most 30 at once"),
    ],
)
def test_a_line_that_names_nobody_is_told_in_words(typed: str, fault: str) -> None:
    assert rules_reviews.read_invited(typed)[1][0].startswith(fault)


def test_a_line_may_hold_commas_in_the_organization() -> None:
    assert rules_reviews.read_invited("Kim Doe, Unions, AFT, K@Example.org")[0] == [
        ("Kim Doe", "Unions, AFT", "k@example.org")
    ]


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        (("A", "x"), ("A", "x"), None),
        (None, ("A", "x"), ("new", [("same", "A")], [[("ins", "x")]])),
        (("A", "x"), None, ("taken out", [("del", "A")], [[("del", "x")]])),
        (("A", "x"), ("B", "x"), ("changed", [("del", "A"), ("ins", "B")], [])),
        (
            ("A", "one two\n\nstays\n\nend"),
            ("A", "one three\n\nstays\n\nend\n\nmore"),
            (
                "changed",
                [("same", "A")],
                [[("same", "one "), ("del", "two"), ("ins", "three")], [("ins", "more")]],
            ),
        ),
    ],
)
def test_what_changed_is_told_by_words_and_the_rest_left_out(
    old: Any, new: Any, change: Any
) -> None:
    assert rules_reviews.change_of(old, new) == change


def test_a_text_of_any_length_is_compared_in_no_time() -> None:
    old, new = ("\n\n".join(f"{mark} " * 299 + str(n) for n in range(160)) for mark in "ab")
    begun = time.process_time()
    assert rules_reviews.marked(old, new)
    assert time.process_time() - begun < 5


def test_a_section_written_anew_is_told_as_a_whole_here_as_among_its_versions() -> None:
    old, new = "We visit schools once a year.", "Nobody was asked for a word before this."
    assert rules_reviews.marked(old, new) == [[("del", old), ("ins", new)]]


def test_an_edit_in_a_long_paragraph_is_told_by_its_words() -> None:
    old = " ".join(f"word{n}" for n in range(900))
    (pieces,) = rules_reviews.marked(old, old.replace("word450 ", "other "))
    assert [piece for piece in pieces if piece[0] != "same"] == [
        ("del", "word450 "),
        ("ins", "other "),
    ]


def test_fresh_links_wait_while_those_of_another_round_are_looked_at(
    client_for: Any, document: Document
) -> None:
    lead = client_for("team_lead")
    opened(lead, document, "Kim Doe")
    lead.post("/reviews/1/closing")
    answer = opened(lead, document, "Bo Lind")
    assert "/review/" not in lead.get("/reviews/1/links").text
    assert list(tokens(lead, answer)) == ["Bo Lind"]
    assert tokens(lead, answer) == {}
