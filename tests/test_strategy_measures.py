"""Measures of an objective: baseline, targets, values, and how far it is, in words."""

import csv
import datetime
import io
from typing import Any

import page as pdfua
import pypdf
import pytest

from sras.core import clock
from sras.history.models import Change
from sras.strategy import rules
from sras.strategy.models import DataPoint, Measure
from sras.strategy.rules_picture import picture
from tests.conftest import BY, DAY, HTMX

D = datetime.date
START = (D(2026, 9, 1), 54.0)
SOON, LATER = (D(2026, 12, 31), 60.0), (D(2027, 6, 30), 80.0)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime.datetime(2027, 2, 2, 15, tzinfo=datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def measure(objective: Any) -> Measure:
    """A measure of an objective that began at 54 % and should be at 80 % in June."""
    return Measure.set_up(
        by=BY,
        about=("objective", objective.id),
        name="Plans with two early results",
        unit="%",
        baseline=54,
        baseline_on=DAY,
        target=80,
        target_on=D(2027, 6, 30),
    )


@pytest.mark.parametrize(
    ("direction", "start", "targets", "latest", "word", "words"),
    [
        ("up", START, [LATER], None, "no value yet", "No value yet."),
        (
            *("up", START, [LATER], (D(2027, 1, 5), 61.0), "on the way"),
            "61 % on 5 Jan 2027: 19 points to go to 80 % by 30 Jun 2027.",
        ),
        (
            *("up", START, [LATER], (D(2027, 1, 5), 50.0), "moving away"),
            "50 % on 5 Jan 2027: 30 points to go to 80 % by 30 Jun 2027.",
        ),
        (
            *("up", START, [LATER], (D(2027, 1, 5), 54.0), "no change yet"),
            "54 % on 5 Jan 2027: 26 points to go to 80 % by 30 Jun 2027.",
        ),
        (
            *("up", START, [SOON, LATER], (D(2027, 1, 5), 59.0), "short of the target"),
            "59 % on 5 Jan 2027: 1 point short of the target of 60 % for 31 Dec 2026.",
        ),
        (
            *("up", START, [SOON, LATER], (D(2026, 12, 31), 60.0), "target reached"),
            "60 % on 31 Dec 2026: the target of 60 % for 31 Dec 2026 is reached.",
        ),
        (
            *("up", START, [LATER], (D(2027, 1, 5), 81.5), "target reached"),
            "81.5 % on 5 Jan 2027: the target of 80 % for 30 Jun 2027 is reached.",
        ),
        (
            *("down", (DAY, 90.0), [(D(2027, 6, 30), 45.0)], (D(2027, 1, 5), 70.0), "on the way"),
            "70 % on 5 Jan 2027: 25 points to go to 45 % by 30 Jun 2027.",
        ),
        (
            *("up", None, [LATER], (D(2027, 1, 5), 61.0), "not there yet"),
            "61 % on 5 Jan 2027: 19 points to go to 80 % by 30 Jun 2027.",
        ),
        (
            *("up", START, [], (D(2027, 1, 5), 61.0), "no target"),
            "61 % on 5 Jan 2027: up 7 points.",
        ),
        ("up", None, [], (D(2027, 1, 5), 61.0), "no target", "61 % on 5 Jan 2027."),
    ],
)
def test_how_far_a_measure_is_stands_in_words(
    direction: str, start: Any, targets: Any, latest: Any, word: str, words: str
) -> None:
    found = rules.how_far(direction, "%", start, targets, latest)
    assert (found.word, found.words) == (word, words)


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (61.0, "%", "61 %"),
        (61.25, "%", "61.25 %"),
        (1250.0, "$", "$1,250"),
        (-3.0, "$", "-$3"),
        (12.0, "days", "12 days"),
        (0.0, "", "0"),
        (100.0, "", "100"),
    ],
)
def test_a_number_is_said_with_its_unit(value: float, unit: str, said: str) -> None:
    assert rules.amount(value, unit) == said


def test_a_picture_needs_two_points_and_labels_the_last_value_beside_its_target() -> None:
    assert picture(None, [], [(DAY, 3.0)]) is None
    assert picture(START, [], []) is None
    behind, ahead = (picture(START, [LATER], [(D(2027, 1, 5), value)]) for value in (61.0, 75.0))
    assert behind
    assert ahead
    assert behind.label > behind.values[-1][1]
    assert ahead.label < ahead.values[-1][1]
    flat = picture(START, [], [(D(2026, 10, 1), 54.0)])
    assert flat
    assert [y for _, y in flat.values] == [36.0, 36.0]


def test_a_measure_is_begun_from_the_page_of_its_objective(client_for: Any, objective: Any) -> None:
    member = client_for("team_member")
    address = f"/measures/new?kind=objective&amp;key={objective.id}"
    assert address in member.get(f"/objectives/{objective.id}").text
    typed = {
        "kind": "objective",
        "key": objective.id,
        "name": "Days until a school hears from us",
        "what": "output",
        "unit": "days",
        "direction": "down",
        "baseline": "21",
        "baseline_on": "2026-09-01",
        "target": "5",
        "target_on": "2027-06-30",
    }
    answer = member.post("/measures", data=typed)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/objectives/{objective.id}#measures"
    shown = member.get(f"/objectives/{objective.id}").text
    assert "Baseline 21 days on 1 Sep 2026. Target 5 days by 30 Jun 2027." in shown
    assert Change.get(Change.kind == "measure").by_name == "Team member One"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Say what is measured."),
        ("what", "luck", "Choose one of those offered."),
        ("baseline", "many", "Write a number, such as 61.5."),
        ("baseline", "nan", "Write a number, such as 61.5."),
        ("baseline_on", "", "Say the day of the baseline."),
        ("baseline_on", "2027-09-01", "The day of the baseline cannot lie in the future."),
        ("target_on", "", "Say the day of the target."),
        ("target_on", "2026-08-01", "The target lies before the baseline."),
    ],
)
def test_what_will_not_do_for_a_measure_is_said_beside_it(
    client_for: Any, objective: Any, field: str, typed: str, said: str
) -> None:
    whole = {
        "kind": "objective",
        "key": objective.id,
        "name": "Visits",
        "what": "output",
        "direction": "up",
        "baseline": "21",
        "baseline_on": "2026-09-01",
        "target": "50",
        "target_on": "2027-06-30",
        "source": "The visit log",
    }
    answer = client_for("team_lead").post("/measures", data=whole | {field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert "The visit log" in answer.text
    assert not Measure.select().exists()


@pytest.mark.parametrize(("kind", "key"), [("person", "1"), ("objective", "999"), ("", "")])
def test_only_what_is_there_and_can_be_measured_gets_a_measure(
    client_for: Any, objective: Any, kind: str, key: str
) -> None:
    lead = client_for("team_lead")
    assert lead.get(f"/measures/new?kind={kind}&key={key}").status_code == 404
    assert lead.post("/measures", data={"kind": kind, "key": key}).status_code == 404


def test_a_value_may_lie_in_the_past_and_shows_how_far_it_is(
    client_for: Any, measure: Measure
) -> None:
    lead = client_for("team_lead")
    typed = {"value": "61", "dated": "2027-01-05", "note": "From the sheet"}
    answer = lead.post(f"/measures/{measure.id}/values", data=typed)
    assert answer.status_code == 303
    shown = lead.get(f"/measures/{measure.id}").text
    assert "19 points to go to 80 % by 30 Jun 2027" in shown
    assert "From the sheet" in shown
    assert shown.index('<title id="picture-') < shown.index("<polyline")


def test_a_second_value_of_a_day_corrects_the_first(client_for: Any, measure: Measure) -> None:
    lead = client_for("team_lead")
    for value in ("61", "62"):
        lead.post(f"/measures/{measure.id}/values", data={"value": value, "dated": "2027-01-05"})
    found = DataPoint.get(DataPoint.sort == "value")
    assert (found.value, found.version) == (62, 2)
    assert Change.get(Change.verb == "corrected").kind == "data_point"


def test_history_tells_a_value_as_people_write_it(client_for: Any, measure: Measure) -> None:
    point = measure.record(by=BY, on=D(2027, 1, 5), value=61)
    words = client_for("team_lead").get(f"/history/data_point/{point.id}").text
    assert "Value of “Plans with two early results”" in words
    assert "61.0" not in words


def test_a_value_typed_in_the_line_redraws_the_line_only(client_for: Any, measure: Measure) -> None:
    typed = {"once": "1", "value": "61", "dated": "2027-01-05"}
    url = f"/measures/{measure.id}/values"
    part = client_for("team_lead").post(url, data=typed, headers=HTMX).text
    assert part.startswith(f'<div id="measure-{measure.id}-now"')
    assert "on the way" in part
    assert "<form" not in part


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"value": "", "dated": "2027-01-05"}, "Give the number."),
        ({"value": "61", "dated": ""}, "Give the day."),
        ({"value": "61", "dated": "2027-03-01"}, "The day of a value cannot lie in the future."),
    ],
)
def test_a_value_that_will_not_do_is_refused_with_what_was_typed(
    client_for: Any, measure: Measure, typed: dict[str, str], said: str
) -> None:
    lead, url = client_for("team_lead"), f"/measures/{measure.id}/values"
    page = lead.post(url, data=typed | {"note": "A remark"})
    assert page.status_code == 422
    assert said in page.text
    assert "A remark" in page.text
    part = lead.post(url, data=typed, headers=HTMX)
    assert part.status_code == 422
    assert f"-{measure.id}" in part.text


def test_a_target_names_a_day_to_come_and_can_be_taken_out(
    client_for: Any, measure: Measure
) -> None:
    lead = client_for("team_lead")
    typed = {"target-value": "90", "target-dated": "2028-06-30"}
    assert lead.post(f"/measures/{measure.id}/targets", data=typed).status_code == 303
    assert [value for _, value in Measure.whole(measure.id).targets] == [80, 90]
    point = DataPoint.get(DataPoint.value == 90)
    assert lead.post(f"/measures/points/{point.id}/removal").status_code == 303
    assert [value for _, value in Measure.whole(measure.id).targets] == [80]
    assert DataPoint.get_by_id(point.id).archived_at


def test_a_measure_is_changed_and_two_people_keep_different_fields(
    client_for: Any, measure: Measure
) -> None:
    whole = {
        "version": 1,
        "name": measure.name,
        "what": "outcome",
        "unit": "%",
        "direction": "up",
        "baseline": "54",
        "baseline_on": "2026-09-01",
    }
    url = f"/measures/{measure.id}"
    assert client_for("team_lead").post(url, data=whole | {"source": "Sheet"}).status_code == 303
    member = client_for("team_member")
    assert member.post(url, data=whole | {"name": "Plans checked"}).status_code == 303
    now = Measure.get_by_id(measure.id)
    assert (now.name, now.source, now.baseline, now.version) == ("Plans checked", "Sheet", 54, 3)
    clash = member.post(url, data=whole | {"source": "Portal"})
    assert clash.status_code == 409


def test_an_archived_measure_leaves_the_plan_and_can_come_back(
    client_for: Any, measure: Measure, objective: Any
) -> None:
    lead, url = client_for("team_lead"), f"/measures/{measure.id}"
    assert lead.post(f"{url}/removal").status_code == 303
    assert f'href="{url}"' not in lead.get(f"/objectives/{objective.id}").text
    assert "archived" in lead.get(url).text
    late = lead.post(f"{url}/values", data={"value": "61", "dated": "2027-01-05"})
    assert late.status_code == 409
    assert lead.post(f"{url}/return").status_code == 303
    assert measure.name in lead.get(f"/objectives/{objective.id}").text


def test_who_only_reads_sees_measures_and_changes_none(
    client_for: Any, measure: Measure, objective: Any
) -> None:
    viewer = client_for("viewer")
    for address in (f"/objectives/{objective.id}", f"/measures/{measure.id}"):
        words = viewer.get(address).text
        assert measure.name in words
        assert "Add a" not in words
    assert viewer.post(f"/measures/{measure.id}/values", data={}).status_code == 403


def test_paper_and_tables_tell_each_measure_in_one_line(
    client_for: Any, measure: Measure, objective: Any
) -> None:
    measure.record(by=BY, on=D(2027, 1, 5), value=61)
    objective.change(by=BY, staff_days=24, money="Title I, 1003: 18,000\nState: $2,500")
    told = (
        "Plans with two early results: baseline 54 % (1 Sep 2026); target 80 % by 30 Jun 2027; "
        "61 % on 5 Jan 2027: 19 points to go to 80 % by 30 Jun 2027."
    )
    means = "24 staff days; Title I, 1003 $18,000, State $2,500 (together $20,500)"
    lead = client_for("team_lead")
    words = lead.get("/plan/print").text
    assert f"<li>{told}</li>" in words
    assert means in words
    row = next(csv.DictReader(io.StringIO(lead.get("/plan.csv").data.decode("utf-8-sig"))))
    assert (row["Measures"], row["Staff days"]) == (told, "24")
    assert row["Money"] == "Title I, 1003 $18,000, State $2,500 (together $20,500)"
    made = lead.get("/plan.pdf").data
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(made)).pages)
    assert told in " ".join(text.split())
    assert pdfua.validate_pdf_bytes(made, profile="ua1").is_compliant


def test_a_new_value_gives_the_plan_another_copy_number(client_for: Any, measure: Measure) -> None:
    viewer = client_for("viewer")
    before = viewer.get("/plan/print").text
    measure.record(by=BY, on=D(2027, 1, 5), value=61)
    assert f"copy {Change.last_sequence()}<" in viewer.get("/plan/print").text
    assert f"copy {Change.last_sequence()}<" not in before


@pytest.mark.parametrize(
    "address", ["/objectives/{objective}", "/measures/{measure}", "/plan/print"]
)
def test_many_measures_ask_the_database_no_more_than_one(
    client_for: Any, measure: Measure, objective: Any, queries: Any, address: str
) -> None:
    lead = client_for("team_lead")
    address = address.format(objective=objective.id, measure=measure.id)
    counts = []
    for _round in range(2):
        lead.get(address)
        with queries() as seen:
            assert lead.get(address).status_code == 200
        counts.append(len(seen))
        for number in range(20):
            more = Measure.set_up(by=BY, about=("objective", objective.id), name=f"No. {number}")
            for months in (1, 2):
                more.record(by=BY, on=D(2026, 9 + months, 1), value=months)
                measure.record(by=BY, on=D(2026, 9 + months, number + 1), value=months)
    assert counts[0] == counts[1]
    assert address == "/plan/print" or counts[0] <= 10


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("staff_days", "two", "Write a whole number of days, such as 24."),
        ("money", "Title I", "Line 1: say source and dollars, such as Title I: 18,000."),
        ("money", "Title I: 5\nState: lots", "Line 2: say source and dollars"),
    ],
)
def test_staff_days_and_money_are_checked_in_words(
    client_for: Any, objective: Any, field: str, typed: str, said: str
) -> None:
    sent = {"version": objective.version, "only": field, field: typed}
    answer = client_for("team_lead").post(f"/objectives/{objective.id}", data=sent)
    assert answer.status_code == 422
    assert said in answer.text


def test_staff_days_and_money_stand_on_the_objective_and_can_be_emptied(
    client_for: Any, objective: Any
) -> None:
    lead, url = client_for("team_lead"), f"/objectives/{objective.id}"
    typed = {"only": "staff_days money", "staff_days": " 24 ", "money": "Title I: $18,000"}
    assert lead.post(url, data=typed).status_code == 303
    assert "24 staff days; Title I $18,000" in client_for("viewer").get(url).text
    assert 'value="24"' in lead.get(url).text
    assert lead.post(url, data={"only": "staff_days", "staff_days": ""}).status_code == 303
    assert type(objective).get_by_id(objective.id).staff_days is None
