"""Tracked rows: the one way to change, what is recorded, what is undone."""

import json
from typing import Any

import pytest

from sras.accounts.models import Agency, Person
from sras.core.db import Stale
from sras.history.models import Change, ChangedField
from sras.planning.models import Objective
from sras.planning.models_tasks import Task
from tests.conftest import BY, DAY


def recorded(row: Any, version: int) -> dict[str, Any]:
    """What history holds of one version: field → (old, new) as plain values."""
    change = Change.get(Change.key == row.id, Change.version == version, Change.kind == "person")
    return {
        field.field: tuple(json.loads(v) if v is not None else None for v in (field.old, field.new))
        for field in change.fields
    }


@pytest.fixture
def person(app: Any) -> Person:
    return Person.start(by=BY, name="Ana Ruiz", email="ana@example.org", password_hash="scrypt")


def test_making_a_row_records_every_field_also_those_left_at_their_default(
    person: Person,
) -> None:
    made = recorded(person, 1)
    assert made["name"] == (None, "Ana Ruiz")
    assert made["role"] == (None, "viewer")
    assert made["active"] == (None, True)
    assert "position" not in made


def test_a_secret_is_never_recorded(person: Person) -> None:
    person.change(by=BY, password_hash="other", name="Ana R.")
    assert "password_hash" not in recorded(person, 1) | recorded(person, 2)
    assert ChangedField.select().where(ChangedField.new.contains("scrypt")).count() == 0


def test_a_change_records_what_differs_and_nothing_else(person: Person) -> None:
    person.change(by=BY, verb="renamed", reason="Married", name="Ana Lee", role="viewer")
    assert recorded(person, 2) == {"name": ("Ana Ruiz", "Ana Lee")}
    change = person.latest_change()
    assert change is not None
    assert (change.verb, change.reason, change.by_name) == ("renamed", "Married", "Set-up")


def test_saving_what_is_there_already_leaves_no_trace(person: Person) -> None:
    assert person.change(by=BY, name="Ana Ruiz") is None
    assert person.version == 1
    assert Change.of("person", person.id).count() == 1


def test_a_row_that_moved_on_is_not_overwritten(person: Person) -> None:
    same = Person.get_by_id(person.id)
    person.change(by=BY, name="Ana Lee")
    with pytest.raises(Stale):
        same.change(by=BY, name="Ana Park")
    assert Person.get_by_id(person.id).name == "Ana Lee"
    assert Change.of("person", person.id).count() == 2


def test_an_earlier_version_can_be_told_by_undoing(person: Person) -> None:
    person.change(by=BY, name="Ana Lee")
    person.change(by=BY, position="Director")
    person.change(by=BY, name="Ana Park")
    assert person.at_version(1) == {"name": "Ana Ruiz", "position": ""}
    assert person.at_version(2) == {"name": "Ana Lee", "position": ""}
    assert person.at_version(4) == {}


def test_nothing_is_deleted_only_put_out_of_the_current_ones(person: Person) -> None:
    person.archive(by=BY, reason="Left")
    assert Person.select().where(Person.id == person.id).exists()
    assert not Person.current().where(Person.id == person.id).exists()


def test_the_name_of_who_did_it_stays_when_the_person_is_renamed(person: Person) -> None:
    Agency.one().change(by=person, usps="ZZ")
    person.change(by=BY, name="Ana Lee")
    change = Change.select().where(Change.kind == "agency").order_by(Change.id.desc()).first()
    assert (change.by_key, change.by_name) == (person.id, "Ana Ruiz")


def test_many_rows_started_together_leave_the_record_of_each(objective: Objective) -> None:
    def told(task: Task) -> list[tuple[str, str | None]]:
        change = Change.of("task", task.id).get()
        assert (change.by_name, change.verb, change.version) == (BY.name, "added", 1)
        lines = change.fields.order_by(ChangedField.field)
        return [(line.field, line.new) for line in lines if line.field != "number"]

    fields = {"title": "One", "due": DAY, "owner": objective.owner}
    many = Task.add_many(BY, objective, DAY, [dict(fields), dict(fields)])
    alone = Task.start(by=BY, objective=objective, number=3, added_on=DAY, **fields)
    assert told(many[0]) == told(many[1]) == told(alone)
    assert [Task.get_by_id(task.id).number for task in many] == [1, 2]
