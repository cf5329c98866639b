"""Bringing a set in from a file: checked, shown, stored; and what that leaves alone."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from sras.assessment.models import Assessment
from sras.frameworks import models_sets
from sras.frameworks.models import Edition, Framework, Indicator, Level
from sras.frameworks.models_sets import SETS, import_set, set_of
from sras.frameworks.rules_read import read_set
from sras.frameworks.rules_sets import IndicatorSet, SetRefused
from sras.frameworks.rules_write import written
from sras.history.models import Actor, Change

BY = Actor("Set-up")
PATH = SETS / "staying-power-7.toml"


def _given() -> IndicatorSet:
    return read_set(PATH.read_bytes(), PATH.name).set


def _post(client: Any, blob: bytes, name: str) -> Any:
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + blob + b"\r\n--x--\r\n"
    return client.post("/rubric/import", data=body, content_type="multipart/form-data; boundary=x")


def _text(page: Any) -> str:
    found = re.search(r'name="text" value="([^"]*)"', page.get_data(as_text=True))
    assert found
    return html.unescape(found[1])


@pytest.fixture
def answers() -> Iterator[dict[int, int]]:
    """Answers that a feature above would count."""
    counts: dict[int, int] = {}
    models_sets.answers_of.append(lambda keys: {key: counts.get(key, 0) for key in keys})
    yield counts
    models_sets.answers_of.pop()


def test_a_file_is_shown_first_and_stored_when_confirmed(client_for: Any) -> None:
    lead = client_for("team_lead")
    shown = _post(lead, PATH.read_bytes(), PATH.name)
    assert shown.status_code == 200
    assert "Nothing is stored yet" in shown.get_data(as_text=True)
    assert Edition.select().count() == 0
    stored = lead.post("/rubric/editions", data={"text": _text(shown), "once": "a"})
    assert stored.status_code == 303
    edition = Edition.get()
    assert stored.headers["Location"] == f"/rubric/editions/{edition.id}"
    assert set_of(edition) == _given()
    assert Level.select().count() == 28
    assert Change.select().where(Change.kind == "indicator", Change.verb == "added").count() == 7


def test_the_same_confirmation_sent_twice_stores_one_edition(client_for: Any) -> None:
    lead = client_for("team_lead")
    posted = {"text": _text(_post(lead, PATH.read_bytes(), PATH.name)), "once": "same"}
    first, second = (lead.post("/rubric/editions", data=posted) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Edition.select().count() == 1


def test_a_bad_file_stores_nothing_and_tells_every_row(client_for: Any) -> None:
    blob = (
        written(_given(), "csv")
        .replace(b"A successor for every lead", b"")
        .replace(b"PK-2", b"PK-1")
    )
    page = _post(client_for("team_lead"), blob, "set.csv")
    said = page.get_data(as_text=True)
    assert page.status_code == 422
    assert "2 things to mend in set.csv" in said
    assert "Row 3" in said
    assert "This code is used 2 times (Row 4, Row 5)." in said
    assert (
        Framework.select().count()
        == Indicator.select().count()
        == Change.select().where(Change.kind == "edition").count()
        == 0
    )


@pytest.mark.parametrize(
    ("blob", "name", "status", "says"),
    [
        (b"", "", 422, "Choose a file first."),
        (b"<script>alert(1)</script>", "set.csv", 422, "set.csv"),
        (b"PK\x03\x04", "set.csv", 422, "workbook or a zip file"),
        (b"x" * 1_200_000, "set.toml", 422, "larger than 1,000 kB"),
    ],
)
def test_a_wrong_file_is_refused_in_words(
    client_for: Any, blob: bytes, name: str, status: int, says: str
) -> None:
    page = _post(client_for("team_lead"), blob, name)
    assert page.status_code == status
    assert says in page.get_data(as_text=True)
    assert "<script>alert" not in page.get_data(as_text=True)


def test_an_edition_that_is_there_is_never_overwritten(client_for: Any) -> None:
    import_set(PATH, BY)
    page = _post(client_for("team_lead"), PATH.read_bytes(), PATH.name)
    assert page.status_code == 422
    assert "has an edition “1” already" in page.get_data(as_text=True)


def test_a_tampered_confirmation_is_checked_again(client_for: Any) -> None:
    lead = client_for("team_lead")
    for text in ("{", "[]", '{"set": {"name": "x", "edition": "1"}}', ""):
        assert lead.post("/rubric/editions", data={"text": text}).status_code == 422
    assert Edition.select().count() == 0


def test_the_dry_run_says_what_becomes_of_each_and_how_many_answers_it_touches(
    client_for: Any, answers: dict[int, int]
) -> None:
    first = import_set(PATH, BY)
    rows = {row.code: row for row in Indicator.of_edition(first)}
    answers |= {rows["RM-3"].id: 4, rows["PL-1"].id: 2}
    given = _given()
    changed = replace(
        given,
        edition="2",
        indicators=(replace(given.indicators[0], guidance="Ours."), *given.indicators[1:6]),
    )
    lead = client_for("team_lead")
    page = _post(lead, written(changed, "json"), "set.json")
    said = re.sub(r"\s+", " ", page.get_data(as_text=True))
    assert '<span class="figure">5</span>kept' in said
    assert '<span class="figure">1</span>reworded<br><span class="muted">2 answers touched' in said
    assert '<span class="figure">1</span>dropped<br><span class="muted">4 answers touched' in said
    assert Edition.select().count() == 1
    lead.post("/rubric/editions", data={"text": _text(page)})
    second = Edition.get(Edition.label == "2")
    assert second.based_on == first
    links = {row.code: row.continues_id for row in Indicator.of_edition(second)}
    assert links == {code: rows[code].id for code in links}
    assert len(links) == 6
    later = lead.get(f"/rubric/editions/{second.id}/changes").get_data(as_text=True)
    assert "4 answers touched" in later


def test_a_new_edition_follows_the_one_that_a_cycle_runs_on(app: Any) -> None:
    used = import_set(PATH, BY)
    used.freeze(BY)
    given = _given()
    draft = models_sets.add_set(replace(given, edition="2"), BY)
    third = models_sets.add_set(replace(given, edition="3"), BY)
    assert draft.based_on == third.based_on == used


def test_the_lineage_of_an_indicator_leads_through_all_editions(app: Any) -> None:
    first = import_set(PATH, BY)
    second = models_sets.follow(first, "2", BY)
    third = models_sets.follow(second, "3", BY)
    ids = [Indicator.of_edition(edition)[0].id for edition in (first, second, third)]
    assert models_sets.lineage([ids[2], ids[0]]) == {ids[2]: [ids[1], ids[0]], ids[0]: []}


def test_nothing_is_stored_when_a_file_is_refused_by_the_command(app: Any) -> None:
    with pytest.raises(SetRefused, match="missing"):
        import_set(b"[set]\nname='x'\nedition='1'\n[[indicator]]\ncode='1'", BY, "x.toml")
    assert Framework.select().count() == 0


@pytest.mark.parametrize("role", ["team_member", "chief", "viewer", "coach"])
def test_who_may_not_edit_the_rubric_may_not_import(client_for: Any, role: str) -> None:
    client = client_for(role)
    assert client.get("/rubric/import").status_code == 403
    assert _post(client, PATH.read_bytes(), PATH.name).status_code == 403
    assert client.post("/rubric/editions", data={"text": "{}"}).status_code == 403


def test_a_set_that_comes_with_the_system_is_stored_without_a_file(client_for: Any) -> None:
    lead = client_for("team_lead")
    page = lead.get("/rubric/import").get_data(as_text=True)
    assert "<b>Staying power</b>, edition 1: 7 indicators" in page
    shown = lead.post("/rubric/import", data={"shipped": PATH.name})
    assert lead.post("/rubric/editions", data={"text": _text(shown)}).status_code == 303
    assert set_of(Edition.get()) == _given()
    wrong = lead.post("/rubric/import", data={"shipped": "../models.py"})
    assert wrong.status_code == 422
    assert "Choose a file first." in wrong.get_data(as_text=True)


def test_agreed_levels_are_counted_as_answers(make_cycle: Any) -> None:
    cycle = make_cycle()
    first = Assessment.of_cycle(cycle).first()
    first.change(by=BY, level=2)
    models_sets.follow(cycle.edition, "2030", BY)
    found = models_sets.changes_since(Edition.get(Edition.label == "2030"))
    assert {fate.before.id: fate.answers for fate in found if fate.answers and fate.before} == {
        first.indicator_id: 1
    }
