"""The long work of this package: what makes it is loaded where it is made, not by the server."""

from sras.core import jobs
from sras.core.jobs import Work

HAND_OVER, RECORDS = "hand-over", "records"


def _hand_over(work: Work) -> str:
    from sras.exports.handover import make

    return make(work)


def _records(work: Work) -> str:
    from sras.exports.records import make

    return make(work)


jobs.register(HAND_OVER, "Hand-over file", "hand_over", _hand_over)
jobs.register(RECORDS, "Records pack", "hand_over", _records)
