"""Records packs: what there is on a subject and a span of days, and what was withheld."""

from typing import Any

from sras.accounts.models import Person
from sras.core import clock, jobs
from sras.core.jobs import Work
from sras.exports import pages, pages_work, rules_carried, snapshot
from sras.exports.archive import Archive
from sras.exports.chosen import Chosen
from sras.exports.handover import put_csv, put_files
from sras.exports.pages import Pages

ANSWERS = "They were given in confidence; what the field says is summed up in the enquiry."
UNNAMED = "Names of those who gave individual views: the agency's settings keep them from others."


def make(work: Work) -> str:
    """Write the pack for the person who asked; returns what it is called."""
    made_at = clock.now()
    asked_by = Person.get_or_none(Person.id == work.asked_by)
    with snapshot.taken(work.settings) as state, Archive(work.path, made_at) as archive:
        work.say(10, "The records are being looked for.")
        chosen = Chosen(state, work.asked)
        for name in chosen.carried:
            put_csv(archive, chosen, name)
        work.say(30, "The files are being copied.")
        files, missing = put_files(archive, chosen, work.settings)
        writer = Pages(chosen, archive, work.render, files, missing)
        steps = (pages_work.meetings, pages_work.documents, pages.tables, pages.history)
        writer.write(
            lambda done: work.say(40 + int(55 * done), "The pages are being written."),
            (*steps, pages.files),
        )
        writer.first(
            "records",
            asked=work.asked,
            made_at=made_at,
            made_by=str(asked_by or "the server"),
            changes=sum(1 for _row in chosen.rows("history_change")),
            withheld=withheld(state, chosen),
        )
        archive.seal()
    day = clock.local(made_at, writer.agency["zone"])
    return jobs.plain_name(f"records {work.asked.get('said', '')[:60]} {day:%Y-%m-%d}.zip")


def withheld(state: snapshot.Snapshot, chosen: Chosen) -> list[tuple[str, str, Any]]:
    """What is not in the pack, why, and how much of it there is; on any subject."""
    names = {row["id"]: row["title"] for row in state.rows("evidence_evidence")}
    lines: list[tuple[str, str, Any]] = [
        (f"Evidence {key}: {names.get(key, '')}", why, 1) for key, why in chosen.left_out.items()
    ]
    sealed = state.withheld.get("assessment_view", 0)
    if sealed:
        lines.append(("Individual views", f"{rules_carried.SEALED} They are private.", sealed))
    if not chosen.names_shown:
        lines.append(("Individual views", UNNAMED, ""))
    answers = sum(1 for _row in state.rows("engagement_answer"))
    if answers:
        lines.append(("Single answers from the field", ANSWERS, answers))
    lines.append(("Accounts", "Passwords, sessions, and links that open a door.", ""))
    lines.append(("Trainings", rules_carried.WITHHELD["meetings_practice_rating"], ""))
    return lines
