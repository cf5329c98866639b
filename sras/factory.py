"""Put the app together: settings, database, features in their order, and what every page shows."""

from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, g, request, url_for
from flask_login import LoginManager, current_user
from flask_login.utils import _create_identifier as identifier
from werkzeug.local import LocalProxy

import sras
from sras.accounts.models import Agency
from sras.accounts.models_doors import Session
from sras.assessment.models import Cycle
from sras.core import clock, memory, pdf
from sras.core.db import database, open_database
from sras.core.settings import Settings
from sras.history.models import Change
from sras.web import (
    access,
    compiled,
    crossorigin,
    errors,
    filters,
    headers,
    here,
    submissions,
)
from sras.web.navigation import navigation
from sras.web.routes import App

ROOT = Path(__file__).parent.parent
VIEWS = (
    "history.views",
    "history.views_copies",
    "accounts.views",
    "accounts.views_door",
    "accounts.views_own",
    "accounts.views_links",
    "accounts.views_people",
    "accounts.views_access",
    "evidence.views",
    "evidence.views_files",
    "documents.views",
    "documents.views_sections",
    "documents.views_papers",
    "documents.views_issues",
    "documents.views_recipients",
    "documents.views_versions",
    "documents.views_reviews",
    "documents.views_reviewer",
    "documents.views_reports",
    "coaching.views",
    "frameworks.views",
    "frameworks.views_edit",
    "frameworks.views_import",
    "frameworks.views_files",
    "assessment.views",
    "assessment.views_list",
    "assessment.views_again",
    "assessment.views_cycle",
    "assessment.views_rounds",
    "assessment.views_profile",
    "assessment.views_profile_issue",
    "assessment.views_sheets",
    "assessment.views_keying",
    "assessment.views_copies",
    "strategy.views",
    "planning.views",
    "planning.views_asks",
    "planning.views_expectations",
    "planning.views_requests",
    "planning.views_chief",
    "planning.views_objectives",
    "planning.views_endings",
    "planning.views_tasks",
    "planning.views_owners",
    "planning.views_plan",
    "planning.views_copies",
    "planning.views_lines",
    "planning.views_priorities",
    "planning.views_task_lists",
    "planning.views_task_papers",
    "planning.views_issues",
    "planning.views_import",
    "meetings.views",
    "meetings.views_series",
    "meetings.views_calendar",
    "meetings.views_minutes",
    "meetings.views_attendance",
    "meetings.views_roster",
    "meetings.views_practice",
    "meetings.views_calls",
    "meetings.views_agenda",
    "meetings.views_items",
    "meetings.views_sending",
    "meetings.views_copies",
    "meetings.views_table",
    "meetings.views_live",
    "meetings.views_live_rounds",
    "meetings.views_room",
    "meetings.views_record",
    "meetings.views_follow",
    "engagement.views",
    "engagement.views_parties",
    "engagement.views_timeline",
    "engagement.views_voice",
    "engagement.views_questions",
    "engagement.views_answers",
    "engagement.views_field",
    "reports.views",
    "reports.views_year",
    "reports.views_activity",
    "reports.views_words",
    "reports.views_issues",
    "work.views",
    "home.views",
    "home.views_first",
    "home.views_open",
    "exports.views",
    "exports.views_jobs",
)


def create_app(settings: Settings) -> Flask:
    """The app over the database that the settings name; DatabaseRefused when it will not do."""
    open_database(settings.database_path)
    app = App("sras", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.url_map.converters["int"] = access.KeyInAddress
    _configure(app, settings)
    pdf.configure(settings.cache, settings.pdf_seconds, settings.pdf_megabytes)
    compiled.read_from(app, settings.cache)
    errors.install(app)
    crossorigin.install(app)
    headers.install(app)
    filters.install(app)
    here.install(app, Agency.one, Cycle.running_with_progress, Change.last_sequence)
    _connect(app)
    _sign_in(app, settings)
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    submissions.install(app)
    _shell(app)
    return app


def features() -> list[Any]:
    """The modules of all features, imported: from then on every table is known."""
    return [import_module(f"sras.{name}") for name in VIEWS]


def _blueprints() -> list[Blueprint]:
    """The features' blueprints; all modules are imported first, as several may share one."""
    return list({module.bp.name: module.bp for module in features()}.values())


def _configure(app: Flask, settings: Settings) -> None:
    base = urlsplit(settings.base_url)
    secure = base.scheme == "https"
    # The cookie says whose it is, so that two instances on one host never read each other's.
    mark = settings.instance_name
    plain_path = base.path.rstrip("/") or "/"
    prefix = "__Host-" if secure and plain_path == "/" else ""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        SETTINGS=settings,
        SESSION_COOKIE_NAME=f"{prefix}sras-{mark}",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH=plain_path,
        SESSION_REFRESH_EACH_REQUEST=False,
        # Twice what is taken, so that the form itself can refuse a file with all that was typed.
        MAX_CONTENT_LENGTH=2 * settings.upload_limit_mb * 1_048_576 + 65_536,
        MAX_FORM_MEMORY_SIZE=2_000_000,
        MAX_FORM_PARTS=5_000,
        TRUSTED_HOSTS=_hosts(settings),
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _hosts(settings: Settings) -> list[str]:
    own = urlsplit(settings.base_url).hostname
    return [host for host in (own, "localhost", "127.0.0.1", "[::1]") if host]


def _connect(app: Flask) -> None:
    """One pooled connection a request; given back, not closed, when it ends."""

    @app.before_request
    def open_connection() -> None:
        if request.endpoint != "static":
            database.connect(reuse_if_open=True)

    @app.teardown_request
    def give_back(_error: BaseException | None) -> None:
        if not database.is_closed():
            database.close()
        memory.worked()


def _sign_in(app: Flask, settings: Settings) -> None:
    manager = LoginManager(app)
    manager.session_protection = "basic"
    # The cookie goes up with every request: 22 characters tell one browser from another as well.
    manager._session_identifier_generator = lambda: identifier()[:22]
    manager.unauthorized_handler(access.to_sign_in)

    @manager.user_loader
    def person_of(token: str) -> Any:
        """The person behind a session token, None when the session has ended."""
        session = Session.alive(
            token,
            clock.now(),
            idle_minutes=settings.session_idle_minutes,
            absolute_hours=settings.session_absolute_hours,
        )
        if session is None:
            return None
        g.sras_session = session.token_hash
        here.know(session.agency, session.newest_change)
        person = session.person
        person.session = session
        person.session_token = token
        return person


def _shell(app: Flask) -> None:
    """What base.html shows round every page; at most four queries, the session's included."""

    @app.context_processor
    def shell() -> dict[str, Any]:
        if g.get("sras_plain") or database.is_closed():
            return {"bare": True, "agency": None}
        if not g.get("sras_framed"):
            # A part of a page, a paper, a letter: what they show is asked for only then.
            return {
                "agency": LocalProxy(here.agency),
                "cycle": LocalProxy(here.cycle),
                "today": LocalProxy(here.today),
            }
        agency = here.agency()
        given: dict[str, Any] = {
            "agency": agency,
            "version": sras.__version__,
            "accessibility_url": url_for("home.accessibility"),
        }
        if agency is None or not current_user.is_authenticated:
            return given
        cycle = here.cycle()
        given |= {
            "home_url": url_for("home.page"),
            "help_url": url_for("home.help_page"),
            "nav": navigation(),
            "search_url": url_for("home.search"),
            "cycle": cycle,
            "today": here.today(),
            "account": {"url": url_for("accounts.me"), "name": current_user.name},
            "sign_out_url": url_for("accounts.sign_out"),
            "may": current_user.may,
            "who": access.mark_of(current_user),
            "idle": app.config["SETTINGS"].session_idle_minutes,
        }
        if cycle is not None:
            rated, total = cycle.progress
            counted = f" · {rated} of {total}" if total else ""
            given["where"] = f"{cycle.label} · {cycle.state_name}{counted}"
            given["where_url"] = url_for("assessment.indicators")
        mine = app.extensions["sras_my_work"]
        given["my_work"] = {"url": url_for("work.mine"), "count": mine(current_user, here.today())}
        return given

    jinja = app.jinja_env
    jinja.globals.update(
        may=lambda right, thing=None: current_user.may(right, thing),
        once_token=submissions.page_token,
    )
    # Plain macros as globals cost a page half of what an import in each part would.
    for name in ("inputs", "marks"):
        macros = vars(jinja.get_template(f"shared/{name}.html").module)
        jinja.globals.update((k, v) for k, v in macros.items() if not k.startswith("_"))
