"""Documents written together: begun, put in order, saved section by section, given to a coach."""

import datetime
import time
from typing import Any

import pytest

from sras.core import clock
from sras.documents.models import Document, Section, TooMany
from sras.documents.rules_templates import templates
from sras.history.models import Change
from tests.conftest import BY, HTMX

D = datetime.date
TODAY = D(2026, 10, 20)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime.datetime(2026, 10, 20, 15, tzinfo=datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def lead(client_for: Any) -> Any:
    return client_for("team_lead")


@pytest.fixture
def manual(app: Any) -> Document:
    """A document of three sections."""
    made = Document.start(by=BY, kind="operations_manual", title="Manual")
    for place, name in enumerate(("Mission", "Roles", "Glossary"), 1):
        text = f"All about {name.lower()} in {{state}}."
        Section.start(by=BY, document=made, sort=10 * place, title=name, text=text)
    return made


def section(title: str) -> Section:
    return Section.get(Section.title == title)


def titles(document: Document) -> list[str]:
    return [each.title for each in Section.of(document)]


def address(title: str) -> str:
    return f"/documents/sections/{section(title).id}"


def test_a_text_that_speaks_of_its_period_asks_for_it_first(lead: Any) -> None:
    typed = {"kind": "coach_review", "begin": "text"}
    refused = lead.post("/documents", data=typed)
    assert refused.status_code == 422
    assert "This text says which days it covers: give the first and the last." in refused.text
    own = {"kind": "coach_review", "begin": "empty", "title": "A word"}
    assert lead.post("/documents", data=own).status_code == 303
    days = {"period_first": "2026-09-01", "period_last": "2026-11-27"}
    made = lead.post("/documents", data=typed | days)
    assert made.status_code == 303
    assert "It covers 1 Sep 2026 to 27 Nov 2026." in lead.get(made.location).text
    told = "speaks of a period, and none is given."
    assert told not in lead.get(f"{made.location}/issue").text
    Document.get(Document.period_first.is_null(False)).change(
        by=BY, period_first=None, period_last=None
    )
    to_do = lead.get(f"{made.location}/issue").text
    assert f'“What this review looks at” {told} <a href="{made.location}/facts">' in to_do


def test_a_document_begins_with_the_text_that_comes_along(lead: Any) -> None:
    page = lead.get("/documents/new").text
    assert templates()["agreement"].purpose in page
    typed = {"kind": "operations_manual", "begin": "text", "review_due": "2027-01-15"}
    answer = lead.post("/documents", data=typed)
    made = Document.get()
    assert answer.location == f"/documents/{made.id}"
    assert made.title == "Operations Manual of System of recognition, accountability, and support"
    assert made.review_due == D(2027, 1, 15)
    came = templates()["operations_manual"].sections
    assert titles(made) == [each.title for each in came]
    assert [each.text for each in Section.of(made)] == [each.text for each in came]
    shown = lead.get(answer.location).text
    assert "Franklin Department of Education" in shown
    assert "{agency}" not in shown


def test_a_document_of_ones_own_begins_empty_and_needs_a_title(lead: Any) -> None:
    refused = lead.post("/documents", data={"kind": "own", "begin": "text"})
    assert refused.status_code == 422
    assert "Give the document a title." in refused.text
    period = {"period_first": "2026-10-01", "period_last": "2026-09-01"}
    for typed, words in (
        ({"kind": "cupboard"}, "Choose one of those offered."),
        ({"kind": ""}, "Choose what it is."),
        (period, "The period ends before it begins."),
        ({"period_first": "2026-10-01"}, "Give both days of the period, or neither."),
    ):
        again = lead.post("/documents", data={"kind": "own", "title": "Kept", **typed})
        assert again.status_code == 422
        assert words in again.text
        assert 'value="Kept"' in again.text
    lead.post("/documents", data={"kind": "own", "title": "Charter", "begin": "empty"})
    assert [(each.title, titles(each)) for each in Document.select()] == [("Charter", [])]
    assert "No sections yet" in lead.get(f"/documents/{Document.get().id}").text


def test_the_list_says_who_writes_what_changed_and_what_is_due(
    lead: Any, manual: Document, person_of: Any
) -> None:
    late, soon = section("Roles"), section("Glossary")
    late.change(by=BY, owner=person_of("team_member"), review_due=D(2026, 10, 1))
    soon.change(by=BY, review_due=D(2026, 11, 1))
    section("Mission").change(by=BY, review_due=D(2027, 8, 1))
    page = lead.get("/documents").text
    assert page.index("late, due 1 Oct 2026") < page.index("due 1 Nov 2026")
    assert "1 Aug 2027" not in page
    told = "3 sections, written by Team member One. Last changed on 20 Oct 2026 by Set-up."
    assert told in page
    assert "DRAFT" in page


def test_lists_and_pages_cost_the_same_however_much_they_show(
    lead: Any, manual: Document, queries: Any
) -> None:
    for each in ("/documents", f"/documents/{manual.id}", address("Roles")):
        lead.get(each)
        with queries() as few:
            assert lead.get(each).status_code == 200
        assert len(few) <= 10, (each, few)
    with queries() as few:
        lead.get("/documents")
    for n in range(20):
        other = Document.start(by=BY, kind="own", title=f"Other {n}")
        Section.start(by=BY, document=other, sort=1, title="One", text="{state} {chief} {team}")
        Section.start(
            by=BY, document=manual, sort=100 + n, title=f"M{n}", text="{agency}", codes="1.1"
        )
    with queries() as many:
        lead.get("/documents")
    assert len(many) == len(few)
    with queries() as whole:
        lead.get(f"/documents/{manual.id}")
    assert len(whole) <= 10


def test_a_document_reads_like_one(
    lead: Any, manual: Document, person_of: Any, make_assessment: Any
) -> None:
    indicator = make_assessment().indicator
    section("Mission").change(
        by=BY,
        owner=person_of("coach"),
        codes=f"{indicator.code}; 99.9",
        reviewed_on=D(2026, 1, 5),
        review_due=D(2026, 9, 1),
    )
    page = lead.get(f"/documents/{manual.id}").text
    for told in (
        f'<a href="#section-{section("Glossary").id}">Glossary</a>',
        "All about mission in Franklin.",
        "Coach One · reviewed 5 Jan 2026",
        "late: review due 1 Sep 2026",
        f'<a href="/rubric/indicators/{indicator.id}">{indicator.code}',
        ", 99.9",
        "Nobody looks after it yet",
        '<a href="#end">Give it out, PDF, Word, versions, reviews: at the end</a>',
        '<p class="actions" id="end" tabindex="-1">',
    ):
        assert told in page, told
    assert "Edit<" in page


def test_without_scripts_a_button_stands_below_the_last_field_too(
    lead: Any, manual: Document
) -> None:
    page = lead.get(address("Roles")).text
    last, button = page.index('name="codes"'), page.index('id="save-all"')
    assert last < button < page.index("</form>", last)
    assert "<noscript>" in page[last:button]


def test_a_section_is_saved_by_itself_and_leaves_its_history(
    lead: Any, manual: Document, person_of: Any, queries: Any
) -> None:
    roles = section("Roles")
    typed = {
        "version": roles.version,
        "title": "Roles and seats",
        "text": "Who **does** what.\n\n{team}",
        "owner": person_of("team_member").id,
        "review_due": "2027-03-01",
        "reviewed_on": "2026-10-19",
        "codes": "1.1, 2.3",
    }
    with queries() as asked:
        answer = lead.post(address("Roles"), data=typed, headers=HTMX)
    assert answer.status_code == 200
    assert len(asked) <= 9, asked
    assert 'data-version="2"' in answer.text
    now = Section.get_by_id(roles.id)
    assert (now.title, now.owner.name, now.codes) == (
        "Roles and seats",
        "Team member One",
        "1.1, 2.3",
    )
    assert (now.review_due, now.reviewed_on) == (D(2027, 3, 1), D(2026, 10, 19))
    plain = lead.post(
        f"/documents/sections/{roles.id}", data={**typed, "version": 2, "title": "Seats"}
    )
    assert plain.location == f"/documents/sections/{roles.id}"
    assert Change.of("section", roles.id).first().verb == "changed"
    assert "Who <strong>does</strong> what." in lead.get(f"/documents/{manual.id}").text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"title": " "}, "Give the section a title."),
        ({"text": "In {stat} we"}, "There is no field {stat}. The nearest one is {state}."),
        ({"text": "In {team} we"}, "{team} draws a list or a table."),
        (
            {"text": "x" * 100_001},
            "This is 100,001 characters long; 100,000 is the most. Shorten it.",
        ),
        ({"text": "*" * 32_000}, "This holds too many of the marks"),
        ({"owner": "999"}, "Choose one of those offered."),
        ({"reviewed_on": "2026-10-21"}, "A section cannot have been reviewed in the future."),
        ({"codes": "1" * 301}, "At most 300 characters."),
    ],
)
def test_what_will_not_do_is_said_beside_the_field_and_kept(
    lead: Any, manual: Document, typed: dict[str, str], words: str
) -> None:
    roles = section("Roles")
    whole = {"version": "1", "title": "Roles", "text": "Kept words", **typed}
    refused = lead.post(address("Roles"), data=whole)
    assert refused.status_code == 422
    assert words in refused.text
    assert typed.get("owner") or next(iter(typed.values())).strip() in refused.text
    by_itself = {**typed, "version": "1", "only": next(iter(typed))}
    typing = lead.post(f"/documents/sections/{roles.id}", data=by_itself, headers=HTMX)
    assert (typing.status_code, typing.headers["HX-Retarget"]) == (422, "#status")
    assert words in typing.text
    pressed = lead.post(
        f"/documents/sections/{roles.id}", data={**by_itself, "press": "save"}, headers=HTMX
    )
    assert pressed.headers["HX-Retarget"] == "#errors"
    assert Section.get_by_id(roles.id).version == 1


def test_t33_a_hostile_text_of_32_kb_is_refused_or_quick(lead: Any, manual: Document) -> None:
    for piece in (
        "[a](",
        "[",
        "<a ",
        "*a",
        "`a",
        "_a_",
        "> ",
        "- ",
        "|a",
        "{a",
        "{state}",
        "&#",
        "![",
        "\\",
        "# a\n",
    ):
        text = (piece * 32_768)[:32_768]
        lead.post(
            address("Roles"),
            data={"version": section("Roles").version, "title": "Roles", "text": text},
        )
        for ask in (
            lambda: lead.get(f"/documents/{manual.id}"),
            lambda text=text: lead.post(
                f"{address('Roles')}/preview", data={"text": text}, headers=HTMX
            ),
        ):
            began = time.process_time()
            assert ask().status_code == 200
            assert time.process_time() - began < 0.5, piece


def test_two_people_write_two_sections_and_one_section_at_once(
    lead: Any, client_for: Any, manual: Document
) -> None:
    ben = client_for("team_member")
    lead.post(address("Mission"), data={"version": 1, "only": "text", "text": "Mine"}, headers=HTMX)
    both = ben.post(
        address("Roles"), data={"version": 1, "only": "text", "text": "His"}, headers=HTMX
    )
    assert both.status_code == 200
    merged = ben.post(
        address("Mission"), data={"version": 1, "only": "codes", "codes": "1.1"}, headers=HTMX
    )
    assert merged.status_code == 200
    assert "Mine" in merged.text  # the other's words come along
    late = {"version": 1, "title": "Mission", "text": "His", "codes": "1.1"}
    clash = ben.post(address("Mission"), data=late)
    assert clash.status_code == 409
    assert "Team lead One saved this while you were typing" in clash.text
    assert "Mine" in clash.text
    assert "His" in clash.text
    chosen = {**late, "seen": section("Mission").version, "settle": "both"}
    assert ben.post(address("Mission"), data=chosen).status_code == 303
    assert section("Mission").text == "Mine\n\n---\n\nHis"


def test_the_preview_shows_what_is_typed_and_saves_nothing(lead: Any, manual: Document) -> None:
    section("Roles").change(by=BY, title="Roles")
    typed = {"version": "1", "title": "Roles", "text": "New **words** of {state}", "codes": "7.7"}
    page = lead.post(f"{address('Roles')}/preview", data=typed)
    assert page.status_code == 200
    assert "<p>New <strong>words</strong> of Franklin</p>" in page.text
    assert "New **words** of {state}</textarea>" in page.text
    assert 'value="7.7"' in page.text
    assert 'name="version" value="1"' in page.text
    part = lead.post(f"{address('Roles')}/preview", data={"text": "{stat}"}, headers=HTMX)
    assert part.text.startswith('<section id="preview"')
    assert "There is no field {stat}. The nearest one is {state}." in part.text
    assert section("Roles").version == 1


def test_what_someone_else_saved_is_told_and_ones_own_is_not(
    lead: Any, client_for: Any, manual: Document, person_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = Change.last_sequence()
    roles, ask = section("Roles"), f"/documents/{manual.id}/now?seen={seen}"
    roles.change(by=person_of("team_lead"), text="Mine")
    lead.get("/documents")
    nothing = lead.get(ask, headers=HTMX)
    assert (nothing.status_code, nothing.data) == (204, b"")
    # What the server itself adds: the first line, the day, and the end of the head.
    assert sum(len(name) + len(value) + 4 for name, value in nothing.headers) + 27 + 37 <= 250
    ben = client_for("team_member")
    later = datetime.datetime(2026, 10, 20, 15, 2, tzinfo=datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: later)
    told = ben.get(ask, headers=HTMX).text
    assert "Team lead One saved “Roles” of Manual 2 minutes ago." in told
    assert f"#section-{roles.id}" in told
    own = ben.get(f"{ask}&section={roles.id}", headers=HTMX).text
    assert "Team lead One saved this section 2 minutes ago." in own
    assert ben.get(f"{ask}&section={section('Mission').id}", headers=HTMX).status_code == 204
    assert ben.get(f"/documents/{manual.id}/now").location == f"/documents/{manual.id}"


def test_sections_are_added_and_put_in_order(lead: Any, manual: Document) -> None:
    lead.post(f"/documents/{manual.id}/sections", data={"title": "Forms"})
    assert titles(manual) == ["Mission", "Roles", "Glossary", "Forms"]
    assert (
        "Give the section a title." in lead.post(f"/documents/{manual.id}/sections", data={}).text
    )
    place = f"{address('Forms')}/place"
    assert lead.post(place, data={"to": "up"}).location.endswith(f"/order#up-{section('Forms').id}")
    assert titles(manual) == ["Mission", "Roles", "Forms", "Glossary"]
    moved = lead.post(place, data={"place": "1"}, headers=HTMX)
    assert moved.text.startswith('<ol class="lines" id="order">')
    assert "“Forms” is now number 1 of 4." in moved.text
    assert titles(manual) == ["Forms", "Mission", "Roles", "Glossary"]
    lead.post(place, data={"to": "down"})
    assert titles(manual) == ["Mission", "Forms", "Roles", "Glossary"]
    refused = lead.post(place, data={"place": "last"})
    assert (refused.status_code, "Write a number from 1 to 4." in refused.text) == (422, True)
    assert 'value="last"' in refused.text


def test_a_document_takes_no_more_sections_than_it_can_show(lead: Any, manual: Document) -> None:
    rows = [{"document": manual, "sort": 40 + n, "title": f"S{n}"} for n in range(197)]
    Section.start_many(rows, by=BY)
    full = lead.post(f"/documents/{manual.id}/sections", data={"title": "One more"})
    assert full.status_code == 422
    assert "A document holds at most 200 sections." in full.text
    with pytest.raises(TooMany):
        Section.add(manual, "One more", by=BY)


def test_a_section_is_archived_and_brought_back_to_its_place(lead: Any, manual: Document) -> None:
    key = section("Roles").id
    lead.post(f"/documents/sections/{key}/removal")
    assert titles(manual) == ["Mission", "Glossary"]
    page = lead.get(f"/documents/{manual.id}").text
    assert "1 archived section" in page
    late = lead.post(
        f"/documents/sections/{key}", data={"version": 1, "title": "Roles", "text": "Late"}
    )
    assert late.status_code == 409
    assert "Late" in late.text  # to copy
    assert '<span class="tag">archived</span>' in lead.get(f"/documents/sections/{key}").text
    lead.post(f"/documents/sections/{key}/return")
    assert titles(manual) == ["Mission", "Roles", "Glossary"]


def test_a_section_reviewed_today_is_due_again_a_year_later(lead: Any, manual: Document) -> None:
    roles = section("Roles")
    roles.change(by=BY, review_due=D(2026, 10, 1))
    lead.post(f"{address('Roles')}/review")
    now = section("Roles")
    assert (now.reviewed_on, now.review_due) == (TODAY, D(2027, 10, 20))
    now.change(by=BY, review_due=D(2027, 6, 1))
    lead.post(f"{address('Roles')}/review")
    assert section("Roles").review_due == D(2027, 6, 1)  # a day that is far enough stays


def test_a_document_is_archived_and_brought_back(lead: Any, manual: Document) -> None:
    lead.post(f"/documents/{manual.id}/removal")
    assert f"/documents/{manual.id}" not in lead.get("/documents").text
    assert f"/documents/{manual.id}" in lead.get("/documents?show=archived").text
    page = lead.get(f"/documents/{manual.id}").text
    assert "Bring this document back" in page
    assert "Edit<" not in page
    late = lead.post(address("Roles"), data={"version": 1, "title": "Roles", "text": "Late"})
    assert late.status_code == 409
    lead.post(f"/documents/{manual.id}/return")
    assert f"/documents/{manual.id}" in lead.get("/documents").text


def test_a_document_is_renamed_and_its_days_moved(lead: Any, manual: Document) -> None:
    facts = {"version": 1, "title": "Handbook", "kind": "own", "review_due": "2027-01-01"}
    assert lead.post(f"/documents/{manual.id}", data=facts).status_code == 303
    now = Document.get_by_id(manual.id)
    assert (now.title, now.kind, now.review_due) == ("Handbook", "own", D(2027, 1, 1))
    refused = lead.post(f"/documents/{manual.id}", data={**facts, "version": 2, "title": ""})
    assert (refused.status_code, "Give the document a title." in refused.text) == (422, True)


def test_a_coach_writes_only_the_document_that_was_given_to_them(
    client_for: Any, manual: Document, person_of: Any
) -> None:
    coach, lead, member = client_for("coach"), client_for("team_lead"), client_for("team_member")
    typed = {"version": 1, "title": "Roles", "text": "By the coach"}
    assert "Edit<" not in coach.get(f"/documents/{manual.id}").text
    assert coach.post(address("Roles"), data=typed).status_code == 403
    given = {"version": 1, "writer": person_of("coach").id}
    assert member.post(f"/documents/{manual.id}/writer", data=given).status_code == 403
    assert lead.post(f"/documents/{manual.id}/writer", data=given).status_code == 303
    assert coach.post(address("Roles"), data=typed).status_code == 303
    assert section("Roles").text == "By the coach"
    page = coach.get(f"/documents/{manual.id}").text
    assert "given to Coach One" in page
    assert "Edit<" in page
    other = Document.start(by=BY, kind="own", title="Other")
    elsewhere = Section.start(by=BY, document=other, sort=1, title="Else", text="")
    for post in (
        f"/documents/sections/{elsewhere.id}",
        f"/documents/sections/{elsewhere.id}/preview",
        f"/documents/sections/{elsewhere.id}/review",
        f"/documents/{other.id}/sections",
        f"/documents/{manual.id}",
        f"/documents/{manual.id}/removal",
        f"/documents/{manual.id}/writer",
    ):
        assert coach.post(post, data=typed).status_code == 403, post
    for made in ("/documents/new", f"/documents/{manual.id}/facts"):
        assert coach.get(made).status_code == 403
    assert coach.post("/documents", data={"kind": "own", "title": "Mine"}).status_code == 403
    lead.post(f"/documents/{manual.id}/writer", data={"version": 2, "writer": ""})
    assert coach.post(address("Roles"), data={**typed, "version": 2}).status_code == 403
    wrong = lead.post(
        f"/documents/{manual.id}/writer", data={"version": 3, "writer": person_of("chief").id}
    )
    assert (wrong.status_code, "Choose one of the coaches offered." in wrong.text) == (422, True)


@pytest.mark.parametrize("role", ["viewer", "chief", "reviewer", "guest"])
def test_who_only_reads_sees_no_way_to_write(client_for: Any, manual: Document, role: str) -> None:
    reader = client_for(role)
    page = reader.get(f"/documents/{manual.id}")
    assert page.status_code == 200
    assert "Edit<" not in page.text
    assert "Add a section" not in page.text
    assert '<a href="#end">PDF, Word, versions: at the end</a>' in page.text
    alone = reader.get(address("Roles")).text
    assert "All about roles in Franklin." in alone
    assert "<textarea" not in alone
    assert reader.post(address("Roles"), data={"text": "x"}).status_code == 403
    assert "Begin a document" not in reader.get("/documents").text


@pytest.mark.parametrize("typed", ["{{7*7}}", "${7*7}", "{0.__class__}", "%n%s"])
def test_t29_no_template_in_a_section_is_run(lead: Any, manual: Document, typed: str) -> None:
    lead.post(address("Roles"), data={"version": 1, "title": typed, "text": typed})
    assert section(typed).text == typed
    for page in (f"/documents/{manual.id}", f"/documents/{manual.id}/print"):
        assert lead.get(page).text.count(typed) >= 2


def test_every_field_is_listed_beside_the_text_with_what_it_says_now(
    lead: Any, manual: Document
) -> None:
    page = lead.get(address("Roles")).text
    assert "<code data-insert>{state}</code> The state" in page
    assert "<code data-insert>{team}</code>" in page
    assert ", version 0." in page  # of the program, not of the row
    now = lead.get(f"/documents/{manual.id}/fields").text
    row = now[now.index("<code>{state}</code>") :].partition("</tr>")[0]
    assert "Franklin" in row


def test_a_field_that_nobody_knows_any_more_hinders_nothing_but_its_own_text(
    lead: Any, manual: Document, person_of: Any
) -> None:
    section("Roles").change(by=BY, text="As told in\n{gone}.")
    typed = {"version": 2, "title": "Roles", "text": "As told in\r\n{gone}.", "codes": "1.1"}
    assert lead.post(address("Roles"), data=typed).status_code == 303
    assert section("Roles").codes == "1.1"
    part = {"version": 3, "only": "owner", "owner": person_of("team_member").id}
    assert lead.post(address("Roles"), data=part, headers=HTMX).status_code == 200
    again = {**typed, "version": 4, "text": "As told in {gone} and elsewhere."}
    assert "There is no field {gone}." in lead.post(address("Roles"), data=again).text
