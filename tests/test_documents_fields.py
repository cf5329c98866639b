"""Live fields: what they say, what stays as it was typed, and that no text ever runs."""

import datetime
import time
from typing import Any

import pytest
from markupsafe import Markup

from sras.accounts.models import Agency, Membership, Person
from sras.documents import rules_fields
from sras.documents.filled import filled, filled_text, known_fields, shown_on
from sras.documents.models import Document, Section
from sras.documents.rules_fields import FIELDS, Field, Shown, fault, register
from tests.conftest import BY

TODAY = datetime.date(2026, 10, 20)
LITERALS = (
    *("{{7*7}}", "${7*7}", "{0.__class__}", "%n", "{7*7}", "{{state}}", "{State}", "{state.name}"),
    *("{state!r}", "{state:>9}", "{ state }", "{}", "{_state}", "{state", "{% raw %}", "#{7*7}"),
    "{" + "a" * 41 + "}",
)


@pytest.fixture
def shown(app: Any) -> Shown:
    return shown_on(Document(kind="own", title="Manual"), TODAY, Agency.one())


def said(text: str, shown: Shown) -> str:
    return str(filled_text(text, shown))


def test_fields_say_who_and_when(shown: Shown) -> None:
    leads = Membership.select().join(Person).where(Person.role == "team_lead")
    leads.get().change(by=BY, team_role="lead")
    text = (
        "{agency} of {state}, {system}: {chief}, {chief_title}; {team_lead}, {team_size}; {today}."
    )
    assert said(text, shown) == (
        "<p>Franklin Department of Education of Franklin, System of recognition, accountability, "
        "and support: Chief State School Officer One, Chief State School Officer; Team lead One, "
        "3; 20 Oct 2026.</p>"
    )
    both = said("{chief_and_title}", shown)
    assert both == "<p>Chief State School Officer One, Chief State School Officer</p>"
    seats = said("The team:\n\n{team}\n\nIt meets.", shown)
    assert "<p>The team:</p>\n<ul>\n<li>Process manager One (member)</li>" in seats
    assert seats.endswith("</ul>\n<p>It meets.</p>")


def test_what_is_not_known_yet_is_said_so(shown: Shown) -> None:
    Person.get(Person.role == "chief").deactivate(by=BY)
    for seat in Membership.select():
        seat.end(by=BY, on=datetime.date(2026, 9, 30))
    assert said("{chief_and_title}", shown) == "<p>Chief State School Officer</p>"
    assert said("{chief} {team_lead} {period}", shown) == (
        "<p>Chief State School Officer (no team lead yet) (period not given)</p>"
    )
    assert said("{team}", shown) == "<p>Nobody sits on the team yet.</p>"


def test_the_period_is_that_of_the_document(app: Any) -> None:
    year = Document(
        title="Report",
        period_first=datetime.date(2025, 10, 1),
        period_last=datetime.date(2026, 9, 30),
    )
    told = filled(year, [Section(title="One", text="{period}")], shown_on(year, TODAY))
    assert [(section.title, html) for section, html in told] == [
        ("One", "<p>1 Oct 2025 to 30 Sep 2026</p>")
    ]
    assert filled(year, [Section(title="One", text="Plain")])[0][1] == "<p>Plain</p>"


@pytest.mark.parametrize("typed", LITERALS)
def test_t29_what_is_no_field_stands_as_it_was_typed(shown: Shown, typed: str) -> None:
    assert said(f"a {typed} b", shown) == f"<p>a {typed.replace('>', '&gt;')} b</p>"
    assert fault(f"a {typed} b") is None


def test_a_field_in_code_or_behind_a_backslash_stands_as_a_name(shown: Shown) -> None:
    assert (
        said("`{state}` \\{state} {state}", shown) == "<p><code>{state}</code> {state} Franklin</p>"
    )


@pytest.mark.parametrize(
    "name", ["<b>x</b>", "{state}", "*x* `y`", '" onclick="x', "\U0010fff00\U0010fff1", "\\1 %s"]
)
def test_t29_a_value_becomes_neither_markup_nor_another_field(shown: Shown, name: str) -> None:
    shown.agency.agency_name = name
    escaped = str(Markup.escape(name))
    assert said("{agency} {state}", shown) == f"<p>{escaped} Franklin</p>"
    assert f'="https://x.org/{escaped}"' in said("[a](https://x.org/{agency})", shown)


def test_marks_that_someone_types_fill_nothing(shown: Shown) -> None:
    assert said("\U0010fff00\U0010fff1 {state}", shown) == "<p>\ufffd0\ufffd Franklin</p>"


def test_a_block_stands_alone_or_is_only_a_name(shown: Shown) -> None:
    for text in ("In {team} we", "- {team}", "## {team}", "above\n{team}", "| {team} |\n|---|\n"):
        assert "<ul>\n<li>Process" not in said(text, shown)
        assert fault(text) == (
            "{team} draws a list or a table. "
            "Give it a paragraph of its own, with an empty line before and after it."
        )
    for text in ("{team}", "## Who\n{team}\n## Then", "One\n\n{team}\n\nTwo", "> {team}"):
        assert "<ul>\n<li>Process" in said(text, shown)
        assert fault(text) is None


def test_an_unknown_field_is_named_with_the_nearest_known_one(shown: Shown) -> None:
    assert fault("{state} and {stat}") == "There is no field {stat}. The nearest one is {state}."
    assert fault("{xqz}").startswith("There is no field {xqz}. The nearest one is {")
    assert fault("".join(f"{{x{n}}}" for n in range(99))).count("There is no field") == 3
    assert said("{stat}", shown) == "<p>{stat}</p>"


def test_higher_features_make_fields_known(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules_fields, "FIELDS", dict(FIELDS))
    asked = []
    register(
        Field("counts", "Counts", "words", lambda given: f"{len(asked.append(given) or asked)} <")
    )
    assert said("{counts} {counts}", shown) == "<p>1 &lt; 1 &lt;</p>"
    assert said("{counts}", shown) == "<p>1 &lt;</p>"  # asked once for the whole document
    register(Field("grid", "A grid", "block", lambda _given: "<b>no Markup</b>"))
    assert said("{grid}", shown) == "&lt;b&gt;no Markup&lt;/b&gt;"
    with pytest.raises(ValueError, match="code"):
        register(Field("run", "Runs", "code", str))


def test_the_help_lists_every_field_with_what_it_says_now(shown: Shown) -> None:
    known = {each.name: each for each in known_fields(shown)}
    assert set(known) == set(FIELDS)
    assert known["state"].value == "Franklin"
    assert (known["team"].is_block, known["team"].value) == (True, "")


def test_t33_a_text_full_of_fields_is_quick(shown: Shown) -> None:
    began = time.process_time()
    for text in (
        "{state}" * 12_500,
        "{" * 32_000,
        "{a" * 16_000,
        "`{state} " * 10_000,
        "{x}\n\n" * 19_000,
    ):
        filled_text(text, shown)
        fault(text)
    assert time.process_time() - began < 5 * 0.5
