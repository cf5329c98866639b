"""The rubric's pages: browse, find, read, print, take along."""

from typing import Any

import page as pdfua
import pytest

from sras.frameworks.models import Edition, Indicator
from sras.frameworks.models_sets import DEFAULT_SET, import_set, set_of
from sras.frameworks.rules_read import read_set
from sras.history.models import Actor

BY = Actor("Set-up")


def _default() -> Edition:
    return import_set(DEFAULT_SET, BY)


def test_a_fresh_instance_shows_the_whole_default_set_and_its_licence_note(client_for: Any) -> None:
    edition = _default()
    viewer = client_for("viewer")
    sets = viewer.get("/rubric").get_data(as_text=True)
    assert "SRAS indicators, edition 2026" in sets
    assert "free to use" in sets
    page = viewer.get(f"/rubric/editions/{edition.id}").get_data(as_text=True)
    assert page.count('id="part-') == 4
    assert page.count('id="topic-') == 15
    assert page.count('<li id="indicator-') == 52
    assert "free to use" in page


def test_an_indicator_shows_its_four_levels_and_leads_to_its_neighbours(client_for: Any) -> None:
    edition = _default()
    rows = list(Indicator.list_of_edition(edition.id))
    page = client_for("viewer").get(f"/rubric/indicators/{rows[1].id}").get_data(as_text=True)
    for label in edition.labels:
        assert label in page
    assert f'href="/rubric/indicators/{rows[0].id}" rel="prev"' in page
    assert "Next indicator: 1.3" in page


def test_words_are_found_in_questions_and_levels_too(client_for: Any) -> None:
    edition = _default()
    viewer = client_for("viewer")
    page = viewer.get(f"/rubric/editions/{edition.id}?words=LICENSING+overlooked")
    assert page.status_code == 200
    found = viewer.get(f"/rubric/editions/{edition.id}?words=licensing").get_data(as_text=True)
    assert "1.5 Woven into the whole agency" in found
    assert "9.1 State rules" in found
    assert "2.2 English learners" not in found
    nothing = viewer.get(f"/rubric/editions/{edition.id}?words=zebra").get_data(as_text=True)
    assert "No indicator of this edition holds all of these words." in nothing


def test_the_words_looked_for_are_shown_as_text(client_for: Any) -> None:
    edition = _default()
    page = client_for("viewer").get(f'/rubric/editions/{edition.id}?words="><script>x')
    assert "<script>x" not in page.get_data(as_text=True)


@pytest.mark.parametrize("kind", ["toml", "csv", "json"])
def test_an_edition_is_taken_along_as_a_file_that_can_be_imported(
    client_for: Any, kind: str
) -> None:
    edition = _default()
    answer = client_for("viewer").get(f"/rubric/editions/{edition.id}.{kind}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert f"edition 2026.{kind}" in answer.headers["Content-Disposition"]
    assert read_set(answer.data, f"x.{kind}").set == set_of(edition)


def test_a_kind_of_file_that_there_is_not_is_not_found(client_for: Any) -> None:
    edition = _default()
    assert client_for("viewer").get(f"/rubric/editions/{edition.id}.exe").status_code == 404


def test_the_edition_prints_with_every_level(client_for: Any, make_edition: Any) -> None:
    edition = make_edition(1)
    page = client_for("viewer").get(f"/rubric/editions/{edition.id}/print").get_data(as_text=True)
    assert page.count("What level 4 of") == 3
    pdf = client_for("viewer").get(f"/rubric/editions/{edition.id}.pdf")
    assert pdfua.validate_pdf_bytes(pdf.data, profile="ua1").is_compliant
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    "address",
    [
        "/rubric",
        "/rubric/editions/{e}",
        "/rubric/editions/{e}?words=practice",
        "/rubric/indicators/{i}",
    ],
)
def test_a_page_asks_as_much_for_3_indicators_as_for_30(
    client_for: Any, make_edition: Any, queries: Any, address: str
) -> None:
    counts = []
    viewer = client_for("viewer")
    for per_topic in (1, 10):
        edition = make_edition(per_topic)
        first = Indicator.of_edition(edition)[0].id
        with queries() as seen:
            assert viewer.get(address.format(e=edition.id, i=first)).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 10


@pytest.mark.parametrize(
    "address",
    [
        "/rubric/sets/99",
        "/rubric/editions/99",
        "/rubric/editions/99/changes",
        "/rubric/indicators/99",
    ],
)
def test_what_there_is_not_is_not_found(client_for: Any, address: str) -> None:
    assert client_for("viewer").get(address).status_code == 404
