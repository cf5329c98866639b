"""The pages of the work itself: profile, plan, meetings, documents, agreement."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import nh3
from markupsafe import Markup

from sras.documents.filled import filled
from sras.documents.models import Document, Section
from sras.exports import rules_carried
from sras.meetings.models_kept import kept_of
from sras.meetings.models_minutes import Minutes
from sras.meetings.written import written_out
from sras.schedule.models import Meeting

BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)
ON_SCREEN = re.compile(r'<(nav|p)\s[^>]*class="screen".*?</\1>', re.DOTALL | re.IGNORECASE)
OF_NO_USE = ("subject", "title", "recorded_to", "file_size", "archived_at")
H1 = re.compile(r"(</?)h1\b")
DRAWN = {"svg", "g", "rect", "path", "line", "circle", "polyline", "polygon", "text", "tspan"}
TAGS = (nh3.ALLOWED_TAGS | DRAWN | {"title", "section", "dl", "dt", "dd"}) - {"img"}
SHAPES = "viewBox width height x y x1 y1 x2 y2 r rx ry cx cy d points fill stroke stroke-width"
ATTRIBUTES = {
    "*": {"class", "id", "role", "aria-label", "aria-labelledby", "aria-hidden", *SHAPES.split()}
    | {"transform", "text-anchor", "font-size", "font-weight", "opacity"},
    "a": {"href"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}


def as_kept(html: str) -> Markup:
    """What was frozen as HTML, without whatever would load, run or send anything."""
    found = BODY.search(html)
    inner = ON_SCREEN.sub("", found[1] if found else html)
    kept = nh3.clean(
        inner,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
        attribute_filter=_without_links_home,
    )
    below = H1.sub(r"\1h2", kept)  # the page it stands on has a first heading of its own
    return Markup(below)  # noqa: S704  (cleaned by the allow-list above)


def _without_links_home(_tag: str, name: str, value: str) -> str | None:
    """Links to pages of the app lead nowhere on a disk: their words stay."""
    leads = name != "href" or value.startswith(("http:", "https:", "mailto:", "#"))
    return value if leads else None


def current(pages: Any, table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table that were not put away, without their frozen texts."""
    for row in pages.state.rows(table, but=rules_carried.FROZEN):
        if row["archived_at"] is None:
            yield row


def grouped(pages: Any, table: str, column: str) -> dict[Any, list[dict[str, Any]]]:
    """The same by what a column holds."""
    found: dict[Any, list[dict[str, Any]]] = {}
    for row in current(pages, table):
        found.setdefault(row[column], []).append(row)
    return found


def listed(pages: Any, table: str, rows: list[Any], *but: str) -> list[dict[str, Any]]:
    """Rows with their names and facts, for a page that shows them one below the other."""
    return [
        {
            "name": pages.state.name_of(table, row["id"]),
            "facts": pages.facts(table, row, but=("archived_at", *but)),
        }
        for row in rows
    ]


def profile_and_indicators(pages: Any) -> None:
    """A profile for each cycle, and a page for each indicator in it."""
    indicators = {row["id"]: row for row in pages.state.rows("frameworks_indicator")}
    levels = grouped(pages, "frameworks_level", "indicator_id")
    topics = {row["id"]: row for row in pages.state.rows("frameworks_topic")}
    assessments = grouped(pages, "assessment_assessment", "cycle_id")
    around = _around_assessments(pages)
    for cycle in current(pages, "assessment_cycle"):
        lines = [
            (indicators[each["indicator_id"]], each) for each in assessments.get(cycle["id"], [])
        ]
        lines.sort(key=lambda pair: pair[0]["sort"])
        by_topic = [
            (topics[key], list(pairs))
            for key, pairs in groupby(lines, key=lambda pair: pair[0]["topic_id"])
        ]
        pages.section(
            f"profile-{cycle['id']}",
            "profile",
            f"Profile, {cycle['label']}",
            "The agreed level of every indicator, each with a page of its own.",
            cycle=cycle,
            facts=pages.facts("assessment_cycle", cycle),
            by_topic=by_topic,
        )
        for indicator, each in lines:
            _indicator(pages, cycle, indicator, each, levels, around)


def _around_assessments(pages: Any) -> dict[str, dict[Any, list[Any]]]:
    """What belongs to assessments, by their key: agreed levels, views, evidence."""
    rounds = {row["id"]: row["assessment_id"] for row in current(pages, "assessment_round")}
    views: dict[Any, list[Any]] = {}
    for view in current(pages, "assessment_view"):
        views.setdefault(rounds.get(view["round_id"]), []).append(view)
    evidence = {row["id"]: row for row in current(pages, "evidence_evidence")}
    links: dict[Any, list[Any]] = {}
    for link in current(pages, "evidence_evidence_link"):
        if link["kind"] == "assessment" and link["evidence_id"] in evidence:
            links.setdefault(link["key"], []).append(evidence[link["evidence_id"]])
    agreed = grouped(pages, "assessment_agreed_level", "assessment_id")
    return {"agreed": agreed, "views": views, "evidence": links}


def _indicator(pages: Any, cycle: Any, indicator: Any, each: Any, levels: Any, around: Any) -> None:
    key = each["id"]
    agreed = around["agreed"].get(key, [])
    pages.put(
        f"indicator-{key}",
        "indicator",
        title=f"{indicator['code']} {indicator['title']}, {cycle['label']}",
        cycle=cycle,
        indicator=indicator,
        assessment=each,
        levels=levels.get(indicator["id"], []),
        facts=pages.facts("assessment_assessment", each, but=("cycle", "indicator")),
        agreed=listed(pages, "assessment_agreed_level", agreed, "assessment"),
        views=listed(pages, "assessment_view", around["views"].get(key, []), "round"),
        evidence=around["evidence"].get(key, []),
        files=pages.files,
    )


def plan_and_tasks(pages: Any) -> None:
    """The objectives of each cycle with their tasks, and all tasks in one table."""
    assessments = {row["id"]: row for row in current(pages, "assessment_assessment")}
    tasks = grouped(pages, "planning_task", "objective_id")
    progress = grouped(pages, "planning_progress", "objective_id")
    objectives: dict[Any, list[Any]] = {}
    for row in current(pages, "planning_objective"):
        cycle = assessments.get(row["assessment_id"], {}).get("cycle_id")
        line = listed(pages, "planning_objective", [row], "assessment")[0]
        line["tasks"] = [_task(pages, each) for each in tasks.get(row["id"], [])]
        line["progress"] = listed(
            pages, "planning_progress", progress.get(row["id"], []), "objective"
        )
        objectives.setdefault(cycle, []).append(line)
    for cycle in current(pages, "assessment_cycle"):
        pages.section(
            f"plan-{cycle['id']}",
            "plan",
            f"Plan, {cycle['label']}",
            "Objectives with their owners, dates, tasks and progress.",
            objectives=objectives.get(cycle["id"], []),
        )
    every = [_task(pages, each) for rows in tasks.values() for each in rows]
    every.sort(key=lambda task: (task["due"] or "9999", task["title"]))
    says = "Every task with its owner and state, by due date."
    pages.section("tasks", "tasks", "Tasks", says, tasks=every)


def _task(pages: Any, row: dict[str, Any]) -> dict[str, Any]:
    owner = row["owner_id"] and pages.state.name_of("accounts_person", row["owner_id"])
    of = pages.state.name_of("planning_objective", row["objective_id"])
    return {**row, "owner_said": owner or row["outside_owner"], "of": of}


def meetings(pages: Any) -> None:
    """Every meeting with its minutes as they stand or as they were approved."""
    parts = {
        title: (table, grouped(pages, table, "meeting_id"))
        for title, table in (
            ("Attendance", "schedule_attendance"),
            ("Agenda", "meetings_agenda_item"),
            ("Decisions", "meetings_decision"),
            ("Commitments", "meetings_commitment"),
        )
    }
    rows = sorted(current(pages, "schedule_meeting"), key=lambda row: row["held_on"], reverse=True)
    for row in rows:
        found = [
            (title, listed(pages, table, lines.get(row["id"], []), "meeting"))
            for title, (table, lines) in parts.items()
        ]
        minutes = _minutes(row)
        pages.put(
            f"meeting-{row['id']}",
            "meeting",
            title=pages.state.name_of("schedule_meeting", row["id"]),
            facts=pages.facts("schedule_meeting", row),
            parts=[part for part in found if part[1]],
            **minutes,
        )
    says = "Agendas, attendance, decisions, commitments, and the minutes."
    pages.section("meetings", "meetings", "Meetings and minutes", says, meetings=rows)


def _minutes(row: dict[str, Any]) -> dict[str, Any]:
    meeting = Meeting.get_by_id(row["id"])
    written = Minutes.of(meeting)
    if written is not None and meeting.is_frozen:
        return {"minutes": written, "text": as_kept(written.frozen)}
    if meeting.is_ahead or meeting.state == "cancelled":
        return {"minutes": None, "text": ""}
    return {"minutes": written, "text": written_out(meeting, written, kept_of(meeting))}


def documents(pages: Any) -> None:
    """Every document with its sections, every issue as it was given out."""
    rows = list(current(pages, "documents_document"))
    chosen = {row["id"] for row in pages.state.rows("documents_section")}
    for row in rows:
        document = Document.get_by_id(row["id"])
        own = [each for each in Section.of(document) if each.id in chosen]
        pages.put(
            f"document-{row['id']}",
            "document",
            title=f"{row['title']}, number {row['id']}",
            facts=pages.facts("documents_document", row),
            sections=[(section.title, as_kept(text)) for section, text in filled(document, own)],
        )
    recipients = grouped(pages, "documents_recipient", "issue_id")
    issues = list(current(pages, "documents_issue"))
    for row in issues:
        received = listed(pages, "documents_recipient", recipients.get(row["id"], []), "issue")
        frozen = pages.state.text("documents_issue", "page_html", row["id"])
        pages.put(
            f"issue-{row['id']}",
            "issue",
            title=f"{row['title']}, issue {row['number']}, number {row['id']}",
            facts=pages.facts("documents_issue", row, but=OF_NO_USE),
            text=as_kept(frozen) if frozen else "",
            received=received,
            files=[
                (words, pages.files[row[column]])
                for words, column in (("PDF", "pdf_sha256"), ("File", "file_sha256"))
                if row[column] in pages.files
            ],
        )
    says = "Documents section by section, and what was issued, as it was."
    pages.section("documents", "documents", "Documents and issues", says, rows=rows, issues=issues)


def agreements(pages: Any) -> None:
    """Agreements with their parties, what each undertook, and the timeline."""
    parties = grouped(pages, "engagement_party", "agreement_id")
    undertakings = grouped(pages, "engagement_undertaking", "party_id")
    steps = grouped(pages, "engagement_milestone", "agreement_id")
    lines = []
    for row in current(pages, "engagement_agreement"):
        own = []
        for party in parties.get(row["id"], []):
            line = listed(pages, "engagement_party", [party], "agreement")[0]
            owed = undertakings.get(party["id"], [])
            line["undertakings"] = listed(pages, "engagement_undertaking", owed, "party")
            own.append(line)
        line = listed(pages, "engagement_agreement", [row])[0]
        line["parties"] = own
        line["steps"] = listed(pages, "engagement_milestone", steps.get(row["id"], []), "agreement")
        lines.append(line)
    says = "Who agreed to do what, and by when."
    pages.section("agreements", "agreements", "Agreements", says, agreements=lines)


STEPS = (profile_and_indicators, plan_and_tasks, meetings, documents, agreements)
