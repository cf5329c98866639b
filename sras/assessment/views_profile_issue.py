"""The profile as a report that can be given out."""

import datetime

from flask import url_for

from sras.assessment import rules_profile
from sras.assessment.views import bp
from sras.assessment.views_list import cycle_asked
from sras.assessment.views_profile import KINDS, REPORT, printed
from sras.documents.reports import Asked, Report, join
from sras.documents.rules_reports import table_facts
from sras.web import here
from sras.web.filters import day as said


def read() -> Asked | None:
    """The profile that is asked for, now or of a past day."""
    cycle = cycle_asked()
    if cycle is None:
        return None
    told = printed(cycle)
    day = told["as_of"]
    return Asked(
        title=f"Profile {cycle.label}" + (f", as of {said(day)}" if day else ""),
        template="assessment/profile_print.html",
        context=told,
        facts={
            "cycle": cycle.label,
            "as_of": day or here.today(),
            "indicators": table_facts(rules_profile.rows(told["entries"], told["compared"])),
        },
        first=cycle.starts_on,
        last=day or here.today(),
        back=url_for("assessment.profile", **told["asked"]),
    )


def fresh(_first: datetime.date | None, last: datetime.date) -> str:
    """The profile of a day."""
    return url_for("assessment.profile", as_of=last)


bp.record_once(lambda _state: join(Report(REPORT, read, fresh, KINDS, ("evidence",))))
