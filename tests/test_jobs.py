"""Long work: asked for in a request, done beside it, told plainly however it ends."""

import datetime
import os
import re
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from sras import cli_jobs
from sras.accounts.models import Person
from sras.core import clock, db, jobs
from sras.core.locks import Busy
from sras.core.models_jobs import CUT_SHORT, Job
from sras.core.settings import load_settings
from sras.exports import backups, locks
from tests import running
from tests.conftest import KEY
from tests.visitor import Visitor, give_passwords


@pytest.fixture
def register(monkeypatch):
    """Register a kind of work for one test."""
    monkeypatch.setattr(jobs, "KINDS", dict(jobs.KINDS))
    return lambda make, right="read": jobs.register("sums", "Sums", right, make)


@pytest.fixture
def settings(app):
    return app.config["SETTINGS"]


@pytest.fixture
def work_off(app, settings):
    """Do what waits, in this process."""
    return lambda: jobs.work_off(settings, lambda: cli_jobs.frame(app, settings))


@pytest.fixture
def ask(person_of):
    def make(role: str = "team_lead", **asked: Any) -> Job:
        return Job.ask("sums", asked, person_of(role).id)

    return make


def add_up(work: jobs.Work) -> str:
    work.say(50, "Adding up.")
    work.path.write_text(str(sum(work.asked["numbers"])))
    return "sum of 3.txt"


def test_work_that_was_asked_for_is_done_in_turn_and_its_result_is_kept(
    register, ask, work_off, settings, client_for
):
    register(add_up)
    first, second = ask(numbers=[1, 2]), ask(numbers=[4])
    assert Job.under_way("sums", {"numbers": [1, 2]}, by=first.asked_by) == first
    assert work_off() == 2
    done = Job.get_by_id(first.id)
    assert (done.state, done.percent, done.file_name) == ("done", 100, "sum of 3.txt")
    assert jobs.result(settings, done).read_text() == "3"
    assert jobs.result(settings, done).stat().st_mode & 0o777 == 0o600
    ready = client_for("team_lead").get(f"/jobs/{second.id}").text
    assert "It is ready." in ready
    assert "Look again" not in ready
    assert "come back" not in ready
    answer = client_for("team_lead").get(f"/jobs/{second.id}/file", buffered=True)
    assert answer.data == b"4"
    said = answer.headers
    assert "attachment" in said["Content-Disposition"]
    assert said["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in said["Content-Security-Policy"]
    assert "no-store" in said["Cache-Control"]


def test_only_who_asked_and_who_may_hand_over_sees_it(register, ask, work_off, client_for):
    register(add_up)
    job = ask("viewer", numbers=[1])
    work_off()
    part = {"HX-Request": "true"}
    for path in ("", "/progress", "/file"):
        for role, status in (("viewer", 200), ("admin", 200), ("team_member", 404), ("guest", 404)):
            answer = client_for(role).get(f"/jobs/{job.id}{path}", headers=part, buffered=True)
            assert answer.status_code == status
    by_hand = client_for("viewer").get(f"/jobs/{job.id}/progress")
    assert by_hand.headers["Location"] == f"/jobs/{job.id}"
    assert "Sums" in client_for("viewer").get("/jobs").text
    assert "Sums" not in client_for("team_member").get("/jobs").text


def test_who_lost_the_right_meanwhile_no_longer_gets_the_file(register, ask, work_off, client_for):
    register(add_up, right="rate")
    job = ask("team_member", numbers=[1])
    work_off()
    member = client_for("team_member")
    assert member.get(f"/jobs/{job.id}/file", buffered=True).status_code == 200
    Person.update(role="viewer").where(Person.role == "team_member").execute()
    assert member.get(f"/jobs/{job.id}/file").status_code == 404


def fail_with(fault: BaseException) -> Any:
    def make(work: jobs.Work) -> str:
        work.path.write_text("half")
        raise fault

    return make


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (jobs.JobRefused("There is no plan yet."), "There is no plan yet."),
        (MemoryError(), "It needed more than 600 MB of memory. Ask for a part of it."),
        (OSError(28, "No space left on device"), "The server could not write the file: No space"),
        (ValueError("secret <b>words</b>"), "Something went wrong."),
    ],
)
def test_a_fault_is_told_plainly_and_leaves_nothing_behind(
    register, ask, work_off, client_for, settings, fault, said
):
    register(fail_with(fault))
    job = ask()
    work_off()
    shown = client_for("team_lead").get(f"/jobs/{job.id}").text
    assert "It was not made." in shown
    assert said in shown
    assert "secret" not in shown
    assert "Traceback" not in shown
    assert list(jobs.folder(settings).iterdir()) == []


def test_work_that_takes_too_long_is_stopped(register, ask, work_off, monkeypatch, settings):
    def slow(_work: jobs.Work) -> str:
        while True:
            time.sleep(0.01)

    register(slow)
    object.__setattr__(settings, "job_seconds", 0.1)
    job = ask()
    try:
        work_off()
    finally:
        object.__setattr__(settings, "job_seconds", 900)
    assert Job.get_by_id(job.id).said.startswith("It took longer than")


def test_what_a_killed_process_was_at_has_failed_and_the_rest_goes_on(
    register, ask, work_off, settings
):
    register(add_up)
    cut, waits = ask(numbers=[1]), ask(numbers=[2])
    cut.move("running")
    jobs.folder(settings).mkdir()
    (jobs.folder(settings) / f"{cut.stem}.part").write_text("half")
    jobs.tend(settings)
    assert (Job.get_by_id(cut.id).state, Job.get_by_id(cut.id).said) == ("failed", CUT_SHORT)
    assert list(jobs.folder(settings).iterdir()) == []
    work_off()
    assert Job.get_by_id(waits.id).state == "done"


def test_a_page_tells_of_work_that_nobody_does_and_lets_one_go_on(ask, register, client_for):
    register(add_up)
    job = ask(numbers=[1])
    lead = client_for("team_lead")
    assert "It waits for its turn." in lead.get(f"/jobs/{job.id}").text
    with clock.frozen(clock.now() + datetime.timedelta(minutes=2)):
        assert "nobody works on it" in lead.get(f"/jobs/{job.id}").text
        assert lead.post(f"/jobs/{job.id}/start").status_code == 303
        assert "It waits for its turn." in lead.get(f"/jobs/{job.id}").text
    job.move("running")
    assert "It was not made." in lead.get(f"/jobs/{job.id}").text
    assert Job.get_by_id(job.id).state == "running"  # looking changes nothing


def test_how_far_it_is_shows_by_itself_and_by_a_link(register, ask, client_for, settings):
    register(add_up)
    job = ask(numbers=[1])
    job.move("running")
    job.percent, job.said = 40, "The pages are being written."
    job.save()
    lead = client_for("team_lead")
    with locks.working(settings.instance):
        shown = lead.get(f"/jobs/{job.id}").text
        part = lead.get(f"/jobs/{job.id}/progress", headers={"HX-Request": "true"}).text
    for text in (shown, part):
        assert "40 % done. The pages are being written." in text
        assert 'hx-trigger="every 2s"' in text
    assert "Look again" in shown
    assert "You may leave this page" in shown


def test_what_was_said_meanwhile_goes_when_it_is_ready(register, ask, client_for, work_off):
    register(add_up)
    job = ask(numbers=[1])
    lead = client_for("team_lead")
    place = f"/jobs/{job.id}/progress"
    under_way = lead.get(place, headers={"HX-Request": "true"}).text
    assert "#meanwhile" not in under_way
    work_off()
    part = lead.get(place, headers={"HX-Request": "true"}).text
    assert '<span id="over" hx-swap-oob="innerHTML:#meanwhile"></span>' in part
    assert 'hx-swap-oob="innerHTML:#status">It is ready.</span>' in part
    whole = lead.get(f"/jobs/{job.id}").text
    assert "meanwhile" not in whole
    assert "Look again" not in whole
    assert "hx-swap-oob" not in whole


def test_results_are_removed_after_their_days(register, ask, work_off, settings, client_for):
    register(add_up)
    job = ask(numbers=[1])
    work_off()
    path = jobs.result(settings, Job.get_by_id(job.id))
    old = (clock.now() - datetime.timedelta(days=jobs.KEPT_DAYS, minutes=1)).timestamp()
    os.utime(path, (old, old))
    lead = client_for("team_lead")
    assert lead.get(f"/jobs/{job.id}/file").status_code == 404
    assert "not kept any more" in lead.get(f"/jobs/{job.id}").text
    lead.get("/jobs")
    assert not path.exists()


def test_the_database_is_not_put_aside_while_long_work_goes_on(settings, tmp_path):
    path = backups.backup(settings, tmp_path / "kept.zip")
    with locks.working(settings.instance), pytest.raises(Busy, match="Long work"):
        backups.restore(settings, path)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "etc-passwd"),
        ('a"b\r\nSet-Cookie: x.zip', "a-b-Set-Cookie- x.zip"),
        ("{{7*7}}.zip", "7-7-.zip"),
        ("Year report Hawaiʻi – 2026.pdf", "Year report Hawaiʻi - 2026.pdf"),
        ("", "file"),
    ],
)
def test_t29_t34_a_result_has_a_name_that_every_system_takes(name, plain):
    assert jobs.plain_name(name) == plain


def wait_for(visitor: Visitor, path: str, *words: str) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        text = visitor.get(path).text
        if any(word in text for word in words):
            return text
        time.sleep(0.2)
    raise AssertionError(text)


def test_a_served_instance_picks_up_what_waits_and_does_it_by_a_child(instance: Path):
    settings = load_settings(instance, {"SRAS_SECRET_KEY": KEY})
    db.open_database(settings.database_path)
    with db.database.connection_context():
        someone = Person.get(Person.role == "admin")
        give_passwords(someone)
        waiting = Job.ask("hand-over", {}, someone.id)
    db.database.close_all()
    with running.serving(instance, SRAS_SECRET_KEY=KEY) as server, Visitor(server.port) as admin:
        admin.sign_in("admin@example.org")
        wait_for(admin, f"/jobs/{waiting.id}", "Download")
        begun = admin.post("/hand-over", {"once": admin.get("/hand-over").value("once")})
        text = wait_for(admin, begun.headers["Location"], "Download")
        answer = admin.get(re.search(r'id="download" href="([^"]+)"', text)[1])
    assert answer.body.startswith(b"PK")
    assert "attachment; filename*=" in answer.headers["Content-Disposition"].replace(
        "filename=", "filename*="
    )


def test_a_killed_child_is_told_of_without_a_restart(register, ask, settings, monkeypatch):
    class Killed:
        returncode = -signal.SIGKILL

        def wait(self) -> int:
            return self.returncode

    register(add_up)
    job = ask(numbers=[1])
    job.move("running")
    jobs._see_out(Killed(), settings)
    assert Job.get_by_id(job.id).said == CUT_SHORT
