"""Practice rounds: people rate in a training, and nothing of it enters the record."""

import hashlib
import re
from typing import Any

import pytest

from sras.assessment.models import AgreedLevel, Assessment, Cycle
from sras.assessment.models_rounds import Round, View
from sras.frameworks.models import Indicator
from sras.history.models import Change, ChangedField
from sras.meetings.models_practice import PracticeRating, PracticeRound
from sras.meetings.models_training import put_on
from sras.planning.models import Objective
from sras.planning.models_tasks import Task
from sras.schedule.models import Attendance, Meeting
from tests.conftest import BY
from tests.page_checks import faults

RECORD = (Assessment, AgreedLevel, Round, View, Objective, Task, Cycle, Indicator)


@pytest.fixture
def training(make_meeting: Any, make_cycle: Any, person_of: Any) -> Meeting:
    """A training of two days with a member, a coach and two guests."""
    make_cycle()
    made = make_meeting(kind="training", title="Rubric training", days=2)
    people = [person_of("team_member"), person_of("coach")]
    put_on(made, by=BY, people=people, guests=[("Jin Lo", "Region 2"), ("Ida Berg", "")])
    return made


@pytest.fixture
def practice(training: Meeting) -> PracticeRound:
    return PracticeRound.start(by=BY, meeting=training, indicator=Indicator.get())


def row_of(**who: Any) -> int:
    """The row that stands for someone: that of their first day."""
    return Attendance.get(
        Attendance.day == 1, *(Attendance._meta.fields[n] == v for n, v in who.items())
    ).id


def test_a_whole_practice_round_leaves_the_record_as_it_was(
    client_for: Any, training: Meeting, person_of: Any
) -> None:
    lead, member, coach = (client_for(role) for role in ("team_lead", "team_member", "coach"))
    assessment = Assessment.get()
    indicator = assessment.indicator
    before = record(client_for("process_manager"), assessment)
    begun = lead.post(f"/meetings/{training.id}/practice", data={"indicator": indicator.id})
    at = begun.location
    assert member.post(f"{at}/own", data={"level": "2"}).status_code == 303
    assert coach.post(f"{at}/own", data={"level": "3"}).status_code == 303
    typed = {f"level-{row_of(guest='Jin Lo')}": "2", f"level-{row_of(guest='Ida Berg')}": "4"}
    assert lead.post(f"{at}/ratings", data=typed).status_code == 303
    assert lead.post(f"{at}/opening").status_code == 303
    assert lead.post(f"{at}/agreement", data={"level": "2"}).status_code == 303
    assert PracticeRound.get().level == 2
    page = client_for("viewer").get(at).text
    assert "Two at level 2, one at level 3, one at level 4" in page
    assert "2 of 4 ratings" in page
    assert not any(word in page for word in ("Average", "average", "Jin Lo", "2.75"))
    assert record(client_for("process_manager"), assessment) == before


def record(reader: Any, assessment: Any) -> dict[str, str]:
    """The tables of the record, and the pages and exports that tell of them."""
    kept = {
        table.__name__: hashlib.sha256(repr(list(table.select().tuples())).encode()).hexdigest()
        for table in RECORD
    }
    places = [
        *(f"/assessment/{assessment.id}", f"/assessment/{assessment.id}/views", "/profile/print"),
        *("/assessment", "/assessment/to-finish", "/plan.csv", "/plan/print"),
        *(f"/history/assessment/{assessment.id}", f"/history/indicator/{assessment.indicator_id}"),
    ]
    return kept | {place: without_tokens(reader.get(place)) for place in places}


def without_tokens(answer: Any) -> str:
    """A page but for the tokens of its forms, which hang on the newest change of all."""
    assert answer.status_code == 200
    return re.sub(r'name="once" value="[^"]*"', "", answer.text)


def test_every_screen_says_practice_and_hides_the_ratings_until_the_opening(
    client_for: Any, practice: PracticeRound
) -> None:
    lead, member, at = (
        client_for("team_lead"),
        client_for("team_member"),
        f"/practice/{practice.id}",
    )
    member.post(f"{at}/own", data={"level": "4"})
    for client in (lead, client_for("coach"), client_for("viewer")):
        page = client.get(at).text
        assert "1 of 4 have rated" in page
        assert "checked" not in page
        assert "one at level" not in page
    assert "checked" in member.get(at).text  # one's own
    lead.post(f"{at}/opening")
    for address in (at, f"/meetings/{practice.meeting_id}/practice"):
        for role in ("team_lead", "team_member", "viewer"):
            page = client_for(role).get(address).text
            assert '<span class="tag draft">Practice</span>' in page
            assert not faults(page)
    assert member.post(f"{at}/own", data={"level": "1"}).status_code == 409
    assert (
        lead.post(f"{at}/ratings", data={f"level-{row_of(guest='Jin Lo')}": "1"}).status_code == 409
    )
    assert lead.post(f"{at}/opening").status_code == 409


def test_history_never_tells_what_someone_practiced(
    client_for: Any, practice: PracticeRound
) -> None:
    member, at = client_for("team_member"), f"/practice/{practice.id}"
    for level in ("4", "3"):
        assert member.post(f"{at}/own", data={"level": level}).status_code == 303
    rating = PracticeRating.get()
    assert (rating.level, PracticeRating.select().count()) == (3, 1)
    changes = Change.select(Change.id).where(Change.kind == "practice_rating")
    fields = {row.field for row in ChangedField.select().where(ChangedField.change.in_(changes))}
    assert fields == {"round"}
    shown = f"/history/practice_rating/{rating.id}"
    assert client_for("team_lead").get(shown).status_code == 404
    client_for("team_lead").post(f"{at}/opening")
    assert client_for("team_lead").get(shown).status_code == 404


def test_only_who_is_on_the_roster_rates_and_only_who_holds_the_training_enters(
    client_for: Any, practice: PracticeRound, person_of: Any
) -> None:
    at = f"/practice/{practice.id}"
    assert client_for("chief").post(f"{at}/own", data={"level": "2"}).status_code == 403
    assert client_for("viewer").post(f"{at}/own", data={"level": "2"}).status_code == 403
    for verb in ("ratings", "opening", "agreement"):
        assert client_for("coach").post(f"{at}/{verb}").status_code == 404
        assert client_for("chief").post(f"{at}/{verb}").status_code == 403
    practice.meeting.change(by=BY, run_by=person_of("coach"))
    typed = {f"level-{row_of(guest='Jin Lo')}": "2"}
    assert client_for("coach").post(f"{at}/ratings", data=typed).status_code == 303
    for row in Attendance.select().where(Attendance.person == person_of("team_member")):
        row.mark(by=BY, state="absent")
    assert client_for("team_member").post(f"{at}/own", data={"level": "2"}).status_code == 403
    assert "1 of 3 have rated" in client_for("team_lead").get(at).text


REFUSED: tuple[tuple[str, dict[str, str], int], ...] = (
    ("own", {}, 422),
    ("own", {"level": "5"}, 422),
    ("ratings", {"level-1": "9"}, 400),
    ("ratings", {"level-999": "2"}, 303),
    ("opening", {}, 409),
    ("agreement", {"level": "2"}, 409),
)


def test_what_will_not_do_is_refused(client_for: Any, practice: PracticeRound) -> None:
    for verb, typed, status in REFUSED:
        answer = client_for("team_member").post(f"/practice/{practice.id}/{verb}", data=typed)
        assert answer.status_code == status
        assert status != 422 or "Choose a level from 1 to 4." in answer.text
    assert not PracticeRating.select().exists()


def test_practice_is_for_a_training_and_on_the_running_edition(
    client_for: Any, training: Meeting, make_meeting: Any, make_edition: Any
) -> None:
    lead, regular = client_for("team_lead"), make_meeting()
    assert lead.get(f"/meetings/{regular.id}/practice").status_code == 404
    assert lead.post(f"/meetings/{regular.id}/practice").status_code == 404
    elsewhere = Indicator.of_edition(make_edition()).first()
    answer = lead.post(f"/meetings/{training.id}/practice", data={"indicator": elsewhere.id})
    assert answer.status_code == 422
    assert "Choose the indicator to practice on." in answer.text


def test_a_practice_round_asks_as_much_for_few_as_for_many(
    client_for: Any, practice: PracticeRound, queries: Any
) -> None:
    lead, member, at = (
        client_for("team_lead"),
        client_for("team_member"),
        f"/practice/{practice.id}",
    )
    lead.get(at)
    with queries() as few:
        lead.get(at)
    put_on(practice.meeting, by=BY, guests=[(f"Guest {n}", "") for n in range(20)])
    with queries() as many:
        lead.get(at)
    assert len(many) == len(few) <= 10
    with queries() as save:
        member.post(f"{at}/own", data={"level": "2"})
    assert len(save) <= 12, "\n".join(save)
