"""The table of long work: what was asked, how far it is, what came of it."""

from sras.core.db import Choice, Line, Moment, Prose, Table, Whole

STATES = ("waiting", "running", "done", "failed")


class Job(Table):
    """One piece of long work, asked for by a person."""

    kind = Line(40)
    asked = Prose(20_000)  # what it is to do, as JSON
    asked_by = Whole()  # the person's key
    asked_at = Moment()
    state = Choice(STATES, default="waiting")
    percent = Whole(0, 100, default=0)
    said = Line(300, default="")  # how far it is, or why it failed
    started_at = Moment(null=True)
    ended_at = Moment(null=True)
    file_name = Line(200, default="")  # what it made, in the folder of its results
