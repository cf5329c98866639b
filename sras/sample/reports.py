"""The words of the reports, and a progress report that was given to the Chief."""

import datetime
from typing import Any

from sras.accounts.models import Agency
from sras.assessment.models import Cycle
from sras.documents.drawing import drawn
from sras.documents.models_issues import Issue, Recipient
from sras.documents.rules_issues import Issued, facts_text, own_style, sha256_of
from sras.reports.models import Narrative
from sras.reports.models_progress import report_of
from sras.reports.models_told import told
from sras.reports.rules import DAY, Span
from sras.reports.rules_pictures import bars
from sras.reports.rules_progress import facts
from sras.sample.diary import Diary, texts
from sras.sample.people import Cast
from sras.web.papers import own_css


def write(diary: Diary, cast: Cast) -> None:
    """Note who wrote which words when, and when the report was given out."""
    content = texts("reports")
    for row in content["words"]:
        diary.note(row["when"], _wording(cast, row))
    issue = content["issue"]
    diary.note(issue["when"], lambda day: _give_out(cast, issue, day))


def _wording(cast: Cast, row: dict[str, Any]) -> Any:
    by = row["by"]
    return lambda _day: Narrative.at(row["report"], row["place"]).write(
        by=cast[by], text=row["text"].strip()
    )


def _give_out(cast: Cast, row: dict[str, Any], day: datetime.date) -> None:
    """Freeze the report of the cycle so far as its page; no PDF is drawn for the sample."""
    by, agency = cast[row["by"]], Agency.one()
    cycle: Any = Cycle.running_with_progress()
    known = told("progress", cycle, day)
    report = report_of(cycle, Span(cycle.starts_on, day - DAY), known, day, agency)
    said = facts(report)
    html = drawn(
        "reports/progress_print.html",
        agency=agency,
        report=report,
        known=known,
        bars=bars([(c.name, c.before, c.now) for c in report.counts], len(report.marks)),
        issued=Issued(1, day, sha256_of(facts_text(said)), own_style(own_css())),
    )
    issue = Issue.freeze(
        by=by,
        subject="progress",
        title=row["title"],
        on=day,
        html=str(html),
        facts=said,
        period=(report.span.first, report.span.last),
        note=row["note"],
    )
    names = [row["received"]["name"]]
    Recipient.add(by=by, issue=issue, names=names, way=row["received"]["way"], received_on=day)
