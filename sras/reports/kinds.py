"""The long work of this package: what makes it is loaded where it is made, not by the server."""

from sras.core import jobs
from sras.core.jobs import Work

YEAR = "year-report"


def _year(work: Work) -> str:
    from sras.reports.year_pdf import make

    return make(work)


jobs.register(YEAR, "One-year report", "read", _year)
