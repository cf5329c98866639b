"""Direction, choice and approval: expectations, lists, asks, requests and decisions."""

import datetime
from typing import Any

from sras.accounts.models import Agency
from sras.assessment.models import Assessment, Cycle
from sras.assessment.rules import suggested_list
from sras.evidence.models import Evidence
from sras.frameworks.models import Indicator
from sras.planning.models_asks import Ask, Expectation, chief_and_delegates
from sras.planning.models_choice import ApprovalRequest, RequestItem
from sras.planning.models_lists import Selection
from sras.planning.rules_choice import letter_text
from sras.sample.assessments import assessment_of
from sras.sample.diary import Diary, texts
from sras.sample.people import Cast


def write(diary: Diary, cast: Cast) -> None:
    """Note what the Chiefs expected, what the team chose and asked, and what was decided."""
    content = texts("choice")
    for row in content["expectation"]:
        _expectation(diary, cast, row)
    for row in content["placed"]:
        _placing(diary, cast, row)
    for row in content["taken_back"]:
        _taking_back(diary, cast, row)
    for row in content["ask"]:
        _ask(diary, cast, row)
    for row in content["request"]:
        _request(diary, cast, row)


def _expectation(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    judged, baseline = row.pop("judged", None), row.pop("baseline", False)
    fields = diary.days(row, "set_on", "due")
    when = fields.pop("when")

    def expect(_day: datetime.date) -> None:
        cycles = Cycle.current().order_by(Cycle.id)
        cycle = list(cycles)[0 if baseline else -1]
        Expectation.start(by=cast["manager"], verb="set", cycle=cycle, **fields)

    def judge(day: datetime.date) -> None:
        one = Expectation.get(Expectation.text == fields["text"])
        on = diary.day(judged["on"]) if "on" in judged else day
        one.judge(
            by=cast[judged["by"]],
            judged=judged["as"],
            on=on,
            judged_by=judged["name"],
            judgement=judged["words"],
        )

    diary.note(when, expect)
    if judged:
        diary.note(judged["when"], judge)


def _placing(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    def place(day: datetime.date) -> None:
        assessment = assessment_of(row["code"])
        Selection.place(
            by=cast[row.get("by", "manager")],
            assessment=assessment,
            on_list=row["list"],
            suggested=suggested_list(assessment.priority, assessment.opportunity),
            reason=row.get("why", ""),
            on=day,
            now=Selection.of(assessment),
        )

    diary.note(row["when"], place)


def _taking_back(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    def take_back(_day: datetime.date) -> None:
        placed = Selection.of(assessment_of(row["code"]))
        if placed is not None:
            placed.archive(by=cast["manager"], verb="took back", reason=row["why"])

    diary.note(row["when"], take_back)


def _ask(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    def put(day: datetime.date) -> None:
        assessment = assessment_of(row["code"])
        barrier = row["kind"] == "barrier"
        Ask.put(
            by=cast["manager"],
            assessment=assessment,
            kind=row["kind"],
            text=row.get("text") or (assessment.barrier if barrier else assessment.constraint_note),
            on=day,
        )

    def answer(day: datetime.date) -> None:
        said = row["answer"]
        ask = Ask.get(Ask.assessment == assessment_of(row["code"]), Ask.kind == row["kind"])
        if said["as"] == "withdrawn":
            ask.withdraw(by=cast[said["by"]], on=day, reason=said["words"])
            return
        ask.decide(
            by=cast[said["by"]],
            state=said["as"],
            on=day,
            decided_by=said["name"],
            answer=said["words"],
        )

    diary.note(row["when"], put)
    if "answer" in row:
        diary.note(row["answer"]["when"], answer)


def _request(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    decided = row["decision"]

    def put_up(day: datetime.date) -> None:
        cycle = Cycle.get(Cycle.state != "closed")
        chosen = Selection.of_cycle(cycle).where(Indicator.code.in_(row["codes"]))
        ApprovalRequest.put_up(
            by=cast["lead"],
            cycle=cycle,
            number=row["number"],
            selections=list(chosen),
            on=day,
            **_letter_and_facts(cycle, list(chosen), str(cast["lead"].name), row),
        )

    def decide(_day: datetime.date) -> None:
        request = ApprovalRequest.get(ApprovalRequest.number == row["number"])
        items = list(RequestItem.of_request(request))
        said = decided.get("exceptions", {})
        facts: dict[str, Any] = {
            "decided_on": diary.day(decided["on"]),
            "decided_by": decided["name"],
            "way": decided["way"],
            "comment": decided["comment"],
        }
        if decided["way"] != "in_the_app":
            facts["recorded_by"] = cast[decided["by"]]
            facts["signed_page"] = Evidence.get(Evidence.title == decided["signed_page"])
        request.decide(
            by=cast[decided["by"]],
            items=items,
            outcomes={
                item.id: tuple(said.get(item.selection.assessment.indicator.code, ("approved", "")))
                for item in items
            },
            **facts,
        )

    diary.note(row["when"], put_up)
    diary.note(decided["when"], decide)


def _letter_and_facts(
    cycle: Cycle, chosen: list[Any], writer: str, row: dict[str, Any]
) -> dict[str, Any]:
    agency, (chief, _) = Agency.one(), chief_and_delegates()
    assessed, total = Assessment.progress(cycle)
    asks = [ask for ask in Ask.of_cycle(cycle) if ask.is_open]
    name = str(chief.name) if chief else ""
    listed = [(each.list, each.assessment.indicator) for each in chosen]
    letter = letter_text(
        chief=name,
        chief_title=str(agency.chief_title),
        agency=str(agency.agency_name),
        system=str(agency.system_name),
        cycle=str(cycle.label),
        items=[(on_list, indicator.code, indicator.title) for on_list, indicator in listed],
        assessed=assessed,
        total=total,
        asks=len(asks),
        writer=writer,
    )
    if "added" in row:
        letter = f"{letter}\n\n{row['added']}"
    facts = {
        "format": 1,
        "agency": str(agency.agency_name),
        "system": str(agency.system_name),
        "cycle": str(cycle.label),
        "chief": name,
        "assessed": assessed,
        "total": total,
        "asks": [
            {"code": ask.assessment.indicator.code, "kind": ask.kind, "text": ask.text}
            for ask in asks
        ],
    }
    return {"letter": letter, "facts": facts}
