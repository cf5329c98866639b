"""What was answered to a form is kept for 30 days, so that the table does not grow for ever."""

import datetime

from sras.core import clock, db
from sras.core.settings import write_settings
from sras.web.models import Submission
from tests import running


def test_a_start_drops_the_answers_of_more_than_30_days_ago(instance):
    write_settings(instance / "settings.toml")
    db.open_database(instance / "sras.db")
    with db.database.connection_context():
        for days in (31, 29):
            at = clock.now() - datetime.timedelta(days=days)
            Submission.create(
                token=f"{days} days ago", body_hash="", route="", status=303, body="", at=at
            )
    db.database.close_all()
    with running.serving(instance):
        pass
    with db.database.connection_context():
        kept = [row.token for row in Submission.select()]
    db.database.close_all()
    assert kept == ["29 days ago"]
