"""The first page, what is printed, search and help."""

from flask import Blueprint, Response, current_app, request, url_for
from flask_login import current_user

from sras.home import models
from sras.web import answers
from sras.web.access import requires

bp = Blueprint("home", __name__)
SHORTEST = 2

# Every paper: what it is called, what it is for, and the endpoints of its forms.
PAPERS = (
    (
        "Profile",
        "The agreed levels of all indicators at a date, with what stands behind them.",
        (
            ("Page", "assessment.profile"),
            ("PDF", "assessment.profile_pdf"),
            ("Excel", "assessment.profile_xlsx"),
            ("CSV", "assessment.profile_csv"),
        ),
    ),
    (
        "Priority list",
        "What could be strengthened, ranked by index, and what only the Chief can clear.",
        (
            ("Page", "planning.priority_list"),
            ("PDF", "planning.priority_list_pdf"),
            ("Excel", "planning.priority_list_xlsx"),
            ("CSV", "planning.priority_list_csv"),
        ),
    ),
    (
        "Plan",
        "Objectives and tasks: all, one part, one owner, a range of dates, or what is open.",
        (
            ("Page", "planning.plan"),
            ("PDF", "planning.plan_pdf"),
            ("Excel", "planning.plan_xlsx"),
            ("CSV", "planning.plan_csv"),
        ),
    ),
    (
        "Task list",
        "Every task by owner and date, the late ones first.",
        (
            ("Page", "planning.tasks"),
            ("PDF", "planning.tasks_pdf"),
            ("Excel", "planning.tasks_xlsx"),
            ("CSV", "planning.tasks_csv"),
        ),
    ),
    (
        "Asks of the Chief",
        "What only the Chief can clear, and what became of each.",
        (("Page", "planning.asks"), ("PDF", "planning.asks_pdf")),
    ),
    (
        "What the Chief expects",
        "Which results and practices the Chief looks for, and what became of each.",
        (("Page", "planning.expectations"), ("PDF", "planning.expectations_pdf")),
    ),
    (
        "Approval requests",
        "The letter, the one-page summary and every decision in order.",
        (("Page", "planning.requests"),),
    ),
    (
        "Briefing for a new Chief",
        "One page: the state of things, what was decided, what is open.",
        (("Page", "planning.briefing"), ("PDF", "planning.briefing_pdf")),
    ),
    (
        "Agreement",
        "Who undertook what with whom, and where it stands; each prints to sign or on one page.",
        (("Page", "engagement.agreements"),),
    ),
    (
        "Progress report to the Chief",
        "Two pages: counts, what moved, what is at risk, what is asked, the next 60 days.",
        (
            ("Page", "reports.progress"),
            ("PDF", "reports.progress_pdf"),
            ("Word", "reports.progress_docx"),
            ("Excel", "reports.progress_xlsx"),
            ("CSV", "reports.progress_csv"),
        ),
    ),
    (
        "One-year report and next steps",
        "Agreed against delivered, profile then and now, objectives, lessons, the next year.",
        (
            ("Page", "reports.year"),
            ("PDF", "reports.year_pdf"),
            ("Word", "reports.year_docx"),
            ("Excel", "reports.year_xlsx"),
        ),
    ),
    (
        "Activity log",
        "Who has written, what lies still, and who has not been in.",
        (
            ("Page", "reports.activity"),
            ("PDF", "reports.activity_pdf"),
            ("Excel", "reports.activity_xlsx"),
            ("CSV", "reports.activity_csv"),
        ),
    ),
    (
        "Rubric",
        "Every indicator with its questions and four levels; each edition has a print view.",
        (("Page", "frameworks.frameworks"),),
    ),
    (
        "Changes since a copy",
        "What changed since the plan or profile that you hold, and only the sheets that differ.",
        (("Page", "history.copies"),),
    ),
    (
        "Documents",
        "Letters, the Self-Assessment Report, the Operations Manual and what else is written.",
        (("Page", "documents.documents"),),
    ),
    (
        "Everything given out",
        "Documents and reports as they were given out, frozen, with who received them.",
        (("Page", "documents.issues"),),
    ),
    (
        "History",
        "Who changed what, when, from what to what.",
        (("Page", "history.changes"),),
    ),
    (
        "Hand-over file",
        "The whole work in one file that opens without a server.",
        (("Page", "exports.hand_over"),),
    ),
    (
        "Records pack",
        "What there is on a subject and a span of days, and what was withheld.",
        (("Page", "exports.records_pack"),),
    ),
)


@bp.get("/reports")
@requires("read")
def reports() -> Response:
    """Every paper there is, in each form it comes in."""
    papers = [
        {
            "title": title,
            "purpose": purpose,
            "forms": [(label, url_for(endpoint)) for label, endpoint in forms if _open(endpoint)],
        }
        for title, purpose, forms in PAPERS
    ]
    return answers.page("home/reports.html", papers=[one for one in papers if one["forms"]])


def _open(endpoint: str) -> bool:
    """Whether the reader may have this form."""
    right = getattr(current_app.view_functions[endpoint], "sras_right", None)
    return right is None or current_user.may(right)


@bp.get("/help")
@requires("read")
def help_page() -> Response:
    """How a year runs, and the words used here."""
    return answers.page("home/help.html")


@bp.get("/search")
@requires("read")
def search() -> Response:
    """Everything that holds some words and may be seen."""
    words = request.args.get("q", "").strip()[:100]
    found = models.search(words, current_user) if len(words) >= SHORTEST else {}
    return answers.page(
        "home/search.html", search_words=words, found=found, too_short=0 < len(words) < SHORTEST
    )
