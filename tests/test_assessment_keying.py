"""The keying screen: a stack of sheets entered one by one, by the rules of an indicator."""

import datetime
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from sras.assessment import rules_sheets
from sras.assessment.models import AgreedLevel, Assessment
from sras.core import clock
from sras.history.models import Change
from sras.meetings.models_kept import kept_of
from sras.schedule.models import Meeting
from tests.conftest import BY, HTMX

D = datetime.date
ADDRESS = "/assessment/keying"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    moment = datetime.datetime(2026, 11, 2, 15, tzinfo=datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def sheets(make_cycle):
    """The six assessments of a running cycle, by code."""
    return {row.indicator.code: row for row in Assessment.of_cycle(make_cycle())}


@pytest.fixture
def client(client_for):
    return client_for("process_manager")


def fresh(row):
    return Assessment.get_by_id(row.id)


def key(client, shown=None, headers=None, stack="", **typed):
    """One sheet as the form sends it; `shown` is the assessment whose record stands beside it."""
    marks = {"shown": shown.id, "version": fresh(shown).version} if shown else {}
    typed = {"agreed_on": "2026-10-28", **marks, **typed}
    return client.post(ADDRESS + stack, data=typed, headers=headers)


def follow(client, answer):
    """The page to which a save leads."""
    assert answer.status_code == 303, answer.text
    return client.get(answer.location).text


def focused(page):
    """The field in which one types first."""
    return re.findall(r'<input id="(\w+)"[^>]* autofocus', page)


def beside(page, name):
    """What is said about a field, beside it."""
    found = re.search(rf'<p class="error" id="{name}-error">([^<]*)</p>', page)
    return found[1] if found else ""


def test_a_sheet_is_saved_in_order_and_the_next_one_waits_with_the_same_day(client, sheets):
    page = client.get(ADDRESS).text
    assert "0 of 6 assessed" in page
    assert "1.1 Practice 1.1" in page
    assert focused(page) == ["level"]
    answer = key(
        client, sheets["1.1"], level="2", in_place="A list.", priority="3", opportunity="2"
    )
    page = follow(client, answer)
    now = fresh(sheets["1.1"])
    assert (now.level, now.in_place, now.priority_index) == (2, "A list.", 6)
    assert now.agreed_on == D(2026, 10, 28)
    assert "1 of 6 assessed" in page
    assert "1 saved by you today, the last 1.1" in page
    assert "<b>1.2 Practice 1.2</b>" in page
    assert 'value="2026-10-28"' in page
    assert focused(page) == ["level"]
    change = Change.of("assessment", now.id).first()
    assert (change.by_name, change.verb) == ("Process manager One", "agreed")


def test_with_scripts_one_small_answer_saves_and_brings_the_next_sheet(client, sheets):
    answer = key(client, sheets["1.1"], HTMX, level="3", in_place="A list.", once="abc")
    assert answer.status_code == 200
    assert answer.text.startswith('<form id="keying"')
    assert "1.1 saved. Score the priority. Score the opportunity. Next: 1.2 Practice 1.2." in (
        answer.text
    )
    assert focused(answer.text) == ["level"]
    assert "<h1" not in answer.text
    packed = key(
        client, sheets["1.2"], {**HTMX, "Accept-Encoding": "gzip"}, level="2", in_place="Some."
    )
    assert len(packed.data) < 2_500
    again = key(client, sheets["1.1"], HTMX, level="3", in_place="A list.", once="abc")
    assert again.status_code == 200
    assert AgreedLevel.select().where(AgreedLevel.assessment == sheets["1.1"]).count() == 1


def test_letters_stand_for_their_words_and_all_of_a_sheet_is_kept(client, sheets):
    one, two, three = sheets["1.1"], sheets["1.2"], sheets["2.1"]
    scores = {"level": "2", "in_place": "One.", "priority": "1", "opportunity": "1"}
    key(client, one, **scores, constraint_kind="S", constraint_note="Section 12.")
    key(
        client,
        two,
        level="1",
        in_place="Nil.",
        disposition="n",
        disposition_reason="Closed.",
        consensus="r",
        dissent_note="Ben: 2.",
        barrier="The board.",
    )
    key(client, three, level="4", in_place="All.", proof_owner="team m", proof_due="2027-01-31")
    one, two, three = (fresh(row) for row in (one, two, three))
    assert (one.constraint_kind, one.constraint_note) == ("statute", "Section 12.")
    assert (two.disposition, two.disposition_reason) == ("not_a_priority", "Closed.")
    assert (two.consensus, two.dissent_note, two.barrier) == (
        "with_reservation",
        "Ben: 2.",
        "The board.",
    )
    assert (three.counted, three.proof_owner.name) == ("owed", "Team member One")


REFUSED = [
    ({"level": "9"}, "level", "Choose a level from 1 to 4."),
    ({"level": "2", "priority": "4"}, "priority", "A priority is 1, 2 or 3."),
    ({"level": "2", "opportunity": "x"}, "opportunity", "An opportunity is 1, 2 or 3."),
    ({"level": "2", "agreed_on": "2026-11-03"}, "agreed_on", "The day on which the team agreed"),
    ({"level": "2", "opportunity": "1"}, "constraint_kind", "Opportunity 1: say what stands in"),
    ({"constraint_kind": "z"}, "constraint_kind", "Type one letter: p Policy, s Statute, b"),
    ({"level": "1", "disposition": "x"}, "disposition", "Type one letter: w Will include in"),
    ({"level": "1", "disposition": "n"}, "disposition_reason", "Say why it is not a priority."),
    ({"level": "4", "sustain": "Yearly."}, "level", "Level 4 needs evidence, or say who owes"),
    ({"level": "4", "proof_owner": "Zoe"}, "proof_owner", "No one of this name is on the team: "),
    ({"level": "4", "proof_owner": "one"}, "proof_owner", "Several are called so: "),
    ({"code": "9.9", "level": "2"}, "code", "No indicator has the code 9.9."),
    ({}, "level", "Nothing is typed yet. To pass over a sheet, type another code."),
]


@pytest.mark.parametrize(("typed", "name", "sentence"), REFUSED)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(
    client, sheets, typed, name, sentence
):
    typed = {**typed, "barrier": "The board."} if typed else {}
    answer = key(client, sheets["1.1"], **typed)
    assert answer.status_code == 422
    assert sentence in beside(answer.text, name).replace("&#39;", "'")
    for value in typed.values():
        assert f'value="{value}"' in answer.text
    assert "1.1 Practice 1.1" in answer.text
    part = key(client, sheets["1.1"], HTMX, **typed)
    assert (part.status_code, part.headers["HX-Retarget"]) == (422, "#errors")
    assert f'<a href="#{name}">' in part.text
    assert fresh(sheets["1.1"]).version == 1


def test_a_code_alone_shows_what_it_means_and_what_is_recorded(client, sheets):
    sheets["2.2"].agree(by=BY, today=D(2026, 10, 1), level=3, in_place="Then.", priority=2)
    page = follow(client, key(client, sheets["1.1"], code="2,2"))
    assert "<b>2.2 Practice 2.2</b>" in page
    assert "3 Usual" in page
    assert "agreed 1 Oct 2026" in page
    assert "In place: Then." in page
    looked_up = client.get(f"{ADDRESS}?code=10.1", headers=HTMX).text
    assert "10.1 Practice 10.1" in looked_up
    assert "<form" not in looked_up
    assert "No indicator has the code 77." in client.get(f"{ADDRESS}?code=77", headers=HTMX).text
    assert f'name="shown" value="{sheets["10.1"].id}"' in looked_up


def test_a_sheet_found_by_its_code_is_saved_and_the_next_code_is_typed_first(client, sheets):
    answer = key(client, sheets["1.1"], code="2.1", level="2", in_place="Some.")
    page = follow(client, answer)
    assert fresh(sheets["2.1"]).level == 2
    assert fresh(sheets["1.1"]).level is None
    assert "<b>2.2 Practice 2.2</b>" in page
    assert focused(page) == ["code"]


def test_what_is_left_empty_stays_and_the_day_counts_for_a_level_only(client, sheets):
    row = sheets["1.1"]
    row.agree(by=BY, today=D(2026, 9, 9), level=3, in_place="Long ago.\nTwo lines.", priority=3)
    key(client, row, opportunity="2")
    now = fresh(row)
    assert (now.level, now.agreed_on, now.in_place) == (3, D(2026, 9, 9), "Long ago.\nTwo lines.")
    assert now.priority_index == 6
    key(client, row, level="2")
    now = fresh(row)
    assert (now.level, now.agreed_on, now.in_place) == (2, D(2026, 10, 28), "Long ago.\nTwo lines.")


def test_a_record_that_was_not_looked_at_is_asked_about_before_it_changes(client, sheets):
    row = sheets["2.1"]
    row.agree(by=BY, today=D(2026, 9, 9), level=3, in_place="Long ago.")
    answer = key(client, sheets["1.1"], code="2.1", level="2", in_place="Less.", priority="2")
    assert answer.status_code == 409
    assert "Long ago." in answer.text
    assert fresh(row).level == 3
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', answer.text))
    page = follow(client, client.post(ADDRESS, data={**sent, "settle": "mine"}))
    now = fresh(row)
    assert (now.level, now.in_place, now.priority) == (2, "Less.", 2)
    assert "<b>2.2 Practice 2.2</b>" in page
    assert 'value="2026-10-28"' in page


def test_two_who_key_the_same_sheet_both_see_it_and_other_fields_are_both_kept(client, sheets):
    row = sheets["1.1"]
    version = row.version
    fresh(row).agree(by=BY, today=D(2026, 10, 28), level=3, in_place="Theirs.")
    answer = key(client, row, level="2", version=version)
    assert answer.status_code == 409
    part = key(client, row, HTMX, level="2", version=version)
    assert (part.status_code, part.headers["HX-Retarget"]) == (409, "#conflict")
    assert key(client, row, priority="3", version=version).status_code == 303
    now = fresh(row)
    assert (now.level, now.in_place, now.priority) == (3, "Theirs.", 3)


def test_a_level_that_the_plan_holds_stays_and_the_screen_says_why(client, sheets):
    row = sheets["1.1"]
    row.agree(by=BY, today=D(2026, 10, 1), level=2, in_place="Some.")
    row.lock(by=BY, why="An objective builds on it.")
    assert "<b>The level is held.</b> An objective builds on it." in (
        client.get(f"{ADDRESS}?code=1.1").text
    )
    answer = key(client, row, level="3")
    assert answer.status_code == 422
    assert "The level stays at 2. An objective builds on it." in beside(answer.text, "level")
    assert key(client, row, in_place="More.").status_code == 303
    assert fresh(row).in_place == "More."


def test_a_picked_stack_is_keyed_in_its_own_order_and_has_an_end(client, sheets):
    stack = "?codes=10.2,1.1&filled=1"
    page = client.get(ADDRESS + stack).text
    assert "<b>10.2 Practice 10.2</b>" in page
    assert "sheet 1 of 2 in this stack" in page
    answer = key(client, sheets["10.2"], stack=stack, level="2")
    asked = parse_qs(urlsplit(answer.location).query)
    assert (asked["codes"], asked["filled"]) == (["10.2,1.1"], ["1"])
    assert "<b>1.1 Practice 1.1</b>" in follow(client, answer)
    page = follow(client, key(client, sheets["1.1"], stack=stack, level="2"))
    assert "That was the last sheet of this stack." in page
    assert focused(page) == ["code"]
    answer = key(client, None, stack=stack, level="2")
    assert answer.status_code == 422
    assert beside(answer.text, "code") == "Type the code of the sheet."
    page = client.get(f"{ADDRESS}?codes=10.2,1.1&code=10.2").text
    assert "2 saved by you today" in page
    assert re.findall(r'href="[^"]*code=([\d.]+)', page) == ["1.1", "10.2"]


def kept_in(met):
    """The indicators whose levels stand in the minutes of a meeting."""
    return [f"{line.code} {line.title}" for line in kept_of(met)["levels"]]


def test_levels_keyed_after_a_meeting_say_in_which_they_were_agreed(client, sheets):
    met = Meeting.start(by=BY, title="Team", held_on=D(2026, 10, 20), starts_at="10:00")
    stack = f"?meeting={met.id}"
    assert 'value="2026-10-20"' in client.get(ADDRESS + stack).text
    typed = {"level": "2", "in_place": "Some.", "agreed_on": "2026-10-20"}
    answer = key(client, sheets["1.1"], stack=stack, **typed)
    assert f"meeting={met.id}" in answer.location
    key(client, sheets["1.2"], stack=stack, in_place="No level yet.")
    assert fresh(sheets["1.1"]).meeting == met
    assert "1.1 Practice 1.1" in kept_in(met)
    assert fresh(sheets["1.2"]).meeting is None
    assert key(client, sheets["2.1"], stack="?meeting=999", level="2").status_code == 404


def test_a_level_agreed_on_another_day_is_not_of_the_meeting(client, sheets):
    meeting = {"by": BY, "title": "Team", "starts_at": "10:00"}
    met = Meeting.start(held_on=D(2026, 10, 20), days=2, **meeting)
    ahead = Meeting.start(held_on=D(2027, 1, 5), **meeting)
    for code, of, day in (
        ("1.1", met, "2026-10-21"),
        ("1.2", met, "2026-10-22"),
        ("2.1", ahead, "2026-10-22"),
    ):
        typed = {"level": "2", "in_place": "Some.", "agreed_on": day}
        assert key(client, sheets[code], stack=f"?meeting={of.id}", **typed).status_code == 303
    assert [fresh(sheets[code]).meeting for code in ("1.1", "1.2", "2.1")] == [met, None, None]


def test_a_sheet_of_a_cycle_that_is_over_is_not_keyed(client, sheets, make_cycle):
    row = sheets["1.1"]
    row.cycle.close(by=BY, on=D(2026, 10, 30))
    make_cycle(label="2027-28")
    assert key(client, row, level="2").status_code == 409
    assert fresh(row).level is None


def test_whoever_may_not_assess_keys_nothing_and_no_cycle_says_how_to_begin(
    client_for, client, make_cycle
):
    assert "No cycle is running" in client.get(ADDRESS).text
    assert key(client, level="2").status_code == 409
    make_cycle(state="setup", edition=None)
    for role in ("coach", "viewer", "chief"):
        assert client_for(role).get(ADDRESS).status_code == 403


@pytest.mark.parametrize(("headers", "most"), [(None, 9), (HTMX, 11)], ids=["plain", "script"])
def test_a_sheet_costs_little_whatever_the_set_holds(client, make_cycle, queries, headers, most):
    counts = []
    for per_topic in (1, 7):
        cycle = make_cycle(per_topic, starts_on=D(2026, 9, per_topic))
        first = Assessment.of_cycle(cycle).first()
        with queries() as page:
            assert client.get(ADDRESS).status_code == 200
        with queries() as save:
            answer = key(client, first, headers, level="2", in_place="Some.", once=str(per_topic))
            assert answer.status_code in (200, 303)
        counts.append((len(page), len(save) - 1))  # the test itself reads the version
    assert counts[0] == counts[1]
    assert counts[0][0] <= 10
    assert counts[0][1] <= most  # with scripts the same answer brings the next sheet


class Row:
    def __init__(self, key, code, level=None, part_code="A"):
        self.id, self.code, self.level, self.part_code = key, code, level, part_code


ROWS = [Row(1, "1.1", 2), Row(2, "1.2"), Row(3, "2.1"), Row(4, "10.1", None, "B")]


@pytest.mark.parametrize(
    ("which", "codes", "after", "again", "wanted"),
    [
        ("open", [], 1, True, 2),
        ("open", [], 4, True, 2),
        ("all", [], 4, False, None),
        ("all", [], 1, False, 2),
        ("B", [], 4, False, None),
        ("B", [], 2, False, 4),
        ("open", ["2.1", "1.1"], 3, False, 1),
        ("open", ["2.1", "1.1"], 1, False, None),
        ("open", ["2.1", "1.1"], 2, False, 3),
    ],
)
def test_the_next_sheet_is_the_one_behind(which, codes, after, again, wanted):
    sheets = rules_sheets.stack(ROWS, which, codes)
    found = rules_sheets.following(ROWS, sheets, after, again)
    assert (found.id if found else None) == wanted


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("ana ruiz", [1]), ("Ruiz", [1]), ("an", [1, 2]), ("ana r", [1]), ("nn", []), ("Ann", [2])],
)
def test_a_member_is_found_by_the_beginning_of_a_name(typed, wanted):
    assert rules_sheets.owner_named(typed, {1: "Ana Ruiz", 2: "Ann"}) == wanted
