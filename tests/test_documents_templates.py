"""The texts that come along: every kind has one, and each is complete enough to send."""

import io
import re

import pypdf
import pytest

from sras.core.markdown import render, too_tangled
from sras.documents.models import Document
from sras.documents.rules import KINDS
from sras.documents.rules_templates import templates
from sras.frameworks.models_sets import DEFAULT_SET
from sras.frameworks.rules_read import read_set

WORDS = {
    *("state", "agency", "system", "chief_title", "chief", "period", "today", "team_lead"),
    *("team_size", "starts", "ends", "chief_and_title"),
}
BLOCKS = {
    *(
        "team",
        "parties",
        "undertakings",
        "timeline",
        "field_voice",
        "level_chart",
        "indicator_counts",
    ),
    *("profile_grid", "strengths", "priority_list", "plan_progress"),
}
LETTERS = ("introduction_letter", "agreement", "appointment", "plan_letter", "review_invitation")
SIGNATURE = re.compile(r"name|title|signature|partner|telephone", re.IGNORECASE)
FIELD = re.compile(r"\{([a-z][a-z0-9_]*)\}")

every_kind = pytest.mark.parametrize("kind", sorted(templates()))


def whole(kind):
    template = templates()[kind]
    return "\n\n".join([template.title, *(part.text for part in template.sections)])


def test_every_kind_but_a_states_own_has_a_template():
    assert set(templates()) == set(KINDS) - {"own"}


@every_kind
def test_a_template_says_what_it_is_for_and_fits_its_table(kind):
    template = templates()[kind]
    assert len(template.title) <= 200
    assert template.purpose.endswith(".")
    assert len(template.purpose) <= 100
    for part in template.sections:
        assert 0 < len(part.title) <= 200
        assert len(part.codes) <= 300
        assert too_tangled(part.text, "document") is None


@every_kind
def test_a_template_uses_known_fields_only(kind):
    assert set(FIELD.findall(whole(kind))) <= WORDS | BLOCKS
    assert "{" not in FIELD.sub("", whole(kind))


@every_kind
def test_a_table_or_chart_stands_alone_in_its_paragraph(kind):
    for part in templates()[kind].sections:
        for paragraph in re.split(r"\n\s*\n", part.text):
            if set(FIELD.findall(paragraph)) & BLOCKS:
                assert FIELD.fullmatch(paragraph.strip()), paragraph
    assert not set(FIELD.findall(templates()[kind].title)) & BLOCKS


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_can_be_sent_when_the_signature_is_filled_in(kind):
    gaps = re.findall(r"\[([^\]]+)\]", whole(kind))
    assert [gap for gap in gaps if not SIGNATURE.search(gap)] == []


@every_kind
def test_the_markdown_of_a_template_is_laid_out_whole(kind):
    for part in templates()[kind].sections:
        html = str(render(part.text))
        assert "|" not in re.sub(r"<[^>]+>", "", html), part.title
        assert "**" not in html


def test_review_rounds_are_meant_for_the_report_and_the_manual():
    assert {kind for kind, template in templates().items() if template.review} == {
        "self_assessment_report",
        "operations_manual",
    }


@every_kind
def test_the_indicators_named_are_those_of_the_set_that_comes_along(kind):
    shipped = read_set(DEFAULT_SET.read_bytes(), DEFAULT_SET.name).set
    known = {indicator.code for indicator in shipped.indicators}
    for part in templates()[kind].sections:
        assert {code.strip() for code in part.codes.split(",") if code} <= known


@every_kind
def test_no_trademark_is_used(kind):
    assert not re.search(r"indi\s?star|indi\s?sea|wise\s?ways", whole(kind), re.IGNORECASE)


def test_a_form_has_no_contents_and_a_letter_begins_without_a_heading(client_for, person_of):
    lead, said = person_of("team_lead"), {}
    for kind in ("meeting_form", "appointment"):
        parts = templates()[kind].sections
        made = Document.begin(parts, by=lead, kind=kind, title=f"The {kind}")
        told = pypdf.PdfReader(
            io.BytesIO(client_for("viewer").get(f"/documents/{made.id}.pdf").data)
        )
        said[kind] = [
            line.strip() for sheet in told.pages for line in sheet.extract_text().split("\n")
        ]
    assert "Who is here" in said["meeting_form"]
    assert "Contents" not in said["meeting_form"]
    assert "Your charge" in said["appointment"]
    assert "Letter" not in said["appointment"]
