"""Versions of a document: after ten minutes of quiet, compared, and an earlier text put back."""

import datetime
import html
import time
from typing import Any

import pytest

from sras.core import clock
from sras.core.words import Patience, differences
from sras.documents.models import Document, Section
from sras.documents.models_versions import Written
from sras.documents.rules_versions import Kept, compare, paragraphs, versions
from sras.history.models import Actor
from tests.page_checks import faults

ANA, BEN = Actor("Ana Ruiz"), Actor("Ben Cole")
START = datetime.datetime(2026, 10, 14, 15, 0, tzinfo=datetime.UTC)


@pytest.fixture
def ticking() -> Any:
    with clock.frozen(START) as frozen:
        yield frozen


@pytest.fixture
def manual(app: Any, ticking: Any) -> Document:
    """Written by Ana, then Ben: three versions, the last a quarter of an hour old."""
    document = Document.start(by=ANA, title="Manual")
    mission = Section.start(by=ANA, document=document, sort=10, title="Mission", text="We serve.")
    ticking.move(minutes=9, seconds=59)
    roles = Section.start(
        by=BEN, document=document, sort=20, title="Roles", text="Lead and recorder."
    )
    ticking.move(minutes=10)
    mission.change(by=BEN, text="We serve *every* district.")
    ticking.move(minutes=30)
    roles.archive(by=ANA)
    Section.start(by=ANA, document=document, sort=30, title="Forms", text="One form.")
    ticking.move(minutes=15)
    return document


def found(document: Document) -> list[Any]:
    return versions(Written(document).touched(), clock.now())


def test_a_version_is_the_state_after_ten_minutes_of_quiet(manual, ticking):
    newest, second, first = found(manual)
    assert (first.people, first.sections) == (["Ana Ruiz", "Ben Cole"], ["Mission", "Roles"])
    assert (second.people, second.sections) == (["Ben Cole"], ["Mission"])
    assert newest.sections == ["Roles", "Forms"]
    assert newest.is_quiet
    Section.get(Section.title == "Forms").change(by=BEN, text="Two forms.")
    ticking.move(minutes=9)
    assert [each.is_quiet for each in found(manual)] == [False, True, True, True]
    ticking.move(minutes=1)
    assert found(manual)[0].is_quiet


def test_what_says_nothing_of_the_words_makes_no_version(manual, ticking, person_of):
    mission = Section.get(Section.title == "Mission")
    mission.change(by=BEN, owner=person_of("team_lead"), reviewed_on=START.date())
    mission.keep_aside(by=BEN, text="given up")
    other = Document.start(by=BEN, title="Another")
    Section.start(by=BEN, document=other, sort=10, title="Elsewhere", text="x")
    assert len(found(manual)) == 3


def test_each_version_reads_as_it_did(manual):
    newest, second, first = found(manual)
    titles = [
        [(kept.title, kept.text) for kept in Written(manual).at(version.number)[1]]
        for version in (first, second, newest)
    ]
    assert titles == [
        [("Mission", "We serve."), ("Roles", "Lead and recorder.")],
        [("Mission", "We serve *every* district."), ("Roles", "Lead and recorder.")],
        [("Mission", "We serve *every* district."), ("Forms", "One form.")],
    ]
    manual.change(by=BEN, title="Operations")
    assert Written(manual).at(first.number)[0] == "Manual"


def test_the_list_opens_each_version_and_compares_any_two(client_for, manual):
    reader = client_for("viewer")
    page = reader.get(f"/documents/{manual.id}/versions")
    assert faults(page.text) == []
    newest, _second, first = found(manual)
    assert "14 Oct 2026, 10:09" in page.text
    assert "Ana Ruiz, Ben Cole" in page.text
    one = reader.get(f"/documents/{manual.id}/versions/{first.number}")
    assert "Lead and recorder." in one.text
    assert "<em>every</em>" not in one.text
    asked = f"?older={newest.number}&newer={first.number}"  # the wrong way round
    both = reader.get(f"/documents/{manual.id}/versions/comparison{asked}")
    assert faults(both.text) == []
    said = html.unescape(both.text)
    assert '<ins><mark><span class="unseen">added: </span>serve *every* district.' in said
    assert "section removed, 0 words added, 3 removed" in said
    assert "new section, 2 words added, 0 removed" in said
    assert "Put “" not in said


def test_an_unknown_version_is_not_found(client_for, manual):
    reader = client_for("viewer")
    start = f"/documents/{manual.id}/versions"
    for address in ("/999", "/comparison", "/comparison?older=x", "/comparison?older=999"):
        assert reader.get(start + address).status_code == 404, address
    assert reader.get("/documents/999/versions").status_code == 404


def test_an_earlier_text_is_put_back_by_one_press_and_history_keeps_both(client_for, manual):
    first = found(manual)[-1].number
    lead = client_for("team_lead")
    mission = Section.get(Section.title == "Mission")
    page = lead.get(f"/documents/{manual.id}/versions/comparison?older={first}")
    assert f'action="/documents/sections/{mission.id}/earlier-text"' in page.text
    pressed = {"number": first, "version": mission.version}
    answer = lead.post(f"/documents/sections/{mission.id}/earlier-text", data=pressed)
    assert answer.status_code == 303
    assert Section.get_by_id(mission.id).text == "We serve."
    history = lead.get(f"/history/section/{mission.id}").text
    assert "put back an earlier text of" in history
    assert "We serve *every* district." in history
    again = lead.post(f"/documents/sections/{mission.id}/earlier-text", data=pressed)
    assert again.status_code == 409
    assert "Someone changed this section meanwhile." in again.text


def test_a_removed_section_stands_again(client_for, manual):
    first, roles = found(manual)[-1].number, Section.get(Section.title == "Roles")
    pressed = {"number": first, "version": roles.version}
    client_for("team_member").post(f"/documents/sections/{roles.id}/earlier-text", data=pressed)
    assert [each.title for each in Section.of(manual)] == ["Mission", "Roles", "Forms"]


def test_nobody_puts_back_what_is_not_theirs_or_was_never_there(client_for, manual, person_of):
    first, forms = found(manual)[-1].number, Section.get(Section.title == "Forms")
    pressed = {"number": first, "version": forms.version}
    address = f"/documents/sections/{forms.id}/earlier-text"
    assert client_for("chief").post(address, data=pressed).status_code == 403
    assert client_for("coach").post(address, data=pressed).status_code == 403
    assert client_for("team_lead").post(address, data=pressed).status_code == 404
    for number in ("", "x"):
        answer = client_for("team_lead").post(address, data={**pressed, "number": number})
        assert answer.status_code == 404
    manual.change(by=ANA, writer=person_of("coach"))
    pressed["number"] = found(manual)[0].number
    assert client_for("coach").post(address, data=pressed).status_code == 303


def test_versions_ask_the_same_for_little_as_for_much(client_for, manual, ticking, queries):
    reader = client_for("viewer")
    first = found(manual)[-1].number
    addresses = [
        f"/documents/{manual.id}/versions",
        f"/documents/{manual.id}/versions/{first}",
        f"/documents/{manual.id}/versions/comparison?older={first}",
    ]
    counts = []
    for _ in range(2):
        for address in addresses:
            reader.get(address)
            with queries() as seen:
                assert reader.get(address).status_code == 200
            counts.append(len(seen))
        for number in range(20):
            ticking.move(minutes=11)
            Section.start(
                by=BEN, document=manual, sort=40 + number, title=f"S{number}", text="x"
            ).change(by=BEN, text="y")
    assert counts[:3] == counts[3:]
    assert max(counts) <= 10


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("a b c", "a b c", [("same", "a b c")]),
        ("a b c", "a x c", [("same", "a "), ("del", "b "), ("ins", "x "), ("same", "c")]),
        ("a", "a b", [("same", "a "), ("ins", "b")]),
        ("a a a", "a", [("same", "a "), ("del", "a a")]),
    ],
)
def test_words_that_differ_are_told_apart(old, new, what):
    assert differences(old, new) == what


def test_paragraphs_that_stayed_are_not_told_word_by_word():
    old = "One.\n\nTwo.\n\nThree.\n\nThe fourth is long."
    new = "One.\n\nTwo.\n\nThree.\n\nThe fourth was long.\n\nFifth."
    same, changed = paragraphs(old, new, Patience())
    assert (same.what, same.size, same.is_long) == ("same", 3, True)
    assert changed.old == [("same", "The fourth "), ("del", "is "), ("same", "long.\n\n")]
    assert changed.new[1:] == [("ins", "was "), ("same", "long.\n\n"), ("ins", "Fifth.")]


def test_a_paragraph_of_which_little_stayed_is_told_as_a_whole():
    old, new = "Those whom the system serves help to shape it.", "Twice a year the agency asks."
    (block,) = paragraphs(old, new, Patience())
    assert (block.old, block.new) == ([("del", old)], [("ins", new)])


def test_sections_that_moved_or_changed_their_title_are_told():
    then = [Kept(1, "A", "x"), Kept(2, "B", "x"), Kept(3, "C", "x")]
    now = [Kept(2, "B", "x"), Kept(3, "See", "x"), Kept(1, "A", "x")]
    told = {each.key: (each.what, each.moved, each.was) for each in compare(then, now)}
    assert told == {
        2: ("same", False, ""),
        3: ("changed", False, "C"),
        1: ("changed", True, ""),
    }


@pytest.mark.parametrize("unit", ["a b ", "a\n\nb\n\n", "a b c d\n\n", "x"])
def test_two_hostile_texts_of_100_000_characters_are_compared_within_half_a_second(unit):
    old = (unit * 100_000)[:100_000]
    blocks = [f"{n} " + "b c a " * 60 + f"\n\nk{n}" for n in range(250)]
    other = [f"z{n} " + "a b " * 60 + f"\n\nk{n}" for n in range(250)]
    for new in (old[::-1], "y" + old + "z", "\n\n".join(blocks)):
        began = time.process_time()
        compare([Kept(1, "A", old)], [Kept(1, "A", new)])
        compare([Kept(1, "A", "\n\n".join(other))], [Kept(1, "A", new)])
        assert time.process_time() - began < 1.0
