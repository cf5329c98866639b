"""One press, one entry, on the served process: sent twice, ten at once, or answered in vain."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.proxy import Fate, Relay
from tests.team import Served
from tests.visitor import LOST

TASK = "SELECT count(*) FROM planning_task WHERE title = ?"


def token_of(page: str, action: str) -> str:
    """The token of the form that posts to an address."""
    form = page[page.index(f'action="{action}"') :]
    found = re.search(r'name="once" value="([^"]+)"', form)
    assert found
    return found[1]


def test_r15_the_same_press_twice_and_ten_times_at_once_is_one_entry(team: Served) -> None:
    page = f"/objectives/{team.objective}"
    tasks, title = f"{page}/tasks", "Ask the districts once"
    with team.seat("ana") as ana:
        press = {"once": token_of(ana.get(page).text, tasks), "lines": title}
        answers = [ana.post(tasks, press) for _ in range(2)]
        seats = [team.seat("ana") for _ in range(10)]
        at_once = {"once": "pressed-ten-times", "lines": f"{title} more"}
        with ThreadPoolExecutor(10) as pool:
            answers += pool.map(lambda seat: seat.post(tasks, at_once), seats)
        for seat in seats:
            seat.close()
    assert {answer.status for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert team.ask(TASK, title) == team.ask(TASK, f"{title} more") == [(1,)]


def test_r16_the_same_press_with_other_words_is_saved_as_new(team: Served) -> None:
    tasks = f"/objectives/{team.objective}/tasks"
    typed = ["Hold the monthly call", "Hold the yearly call"]  # restored from history, typed over
    key = team.indicator()
    with team.seat("ana") as ana:
        answers = [ana.post(tasks, {"once": "restored", "lines": line}) for line in typed]
        whole = {"once": "restored", "version": "1"}
        answers.append(ana.post(f"/assessment/{key}", {**whole, "in_place": typed[0]}))
        asked = ana.post(f"/assessment/{key}", {**whole, "in_place": typed[1]})
    assert [answer.status for answer in answers] == [303, 303, 303]
    assert [team.ask(TASK, line) for line in typed] == [[(1,)], [(1,)]]
    # What would lie over words that the page never showed is asked about, with both in sight.
    assert asked.status == 409
    assert typed[1] in re.sub("<[^>]+>", "", asked.text)
    assert team.stands(key) == typed[0]


@pytest.mark.parametrize("fate", [Fate.CUT, Fate.LOST])
def test_r17_an_answer_that_is_lost_comes_again_and_there_is_one_entry(
    team: Served, fate: Fate
) -> None:
    title, key = f"Call once although {fate.value}", team.indicator()
    presses = [
        (f"/objectives/{team.objective}/tasks", {"once": title, "lines": title}),
        (
            f"/assessment/{key}",
            {"once": title, "only": "in_place", "in_place": title, "version": "1"},
        ),
    ]
    with Relay(team.server.port) as relay, team.seat("ana", relay.port) as ana:
        for address, typed in presses:
            relay.plan(fate, "POST", times=1)
            with pytest.raises(LOST):
                ana.post(address, typed, HX_Request="true")
            again = ana.post(address, typed, HX_Request="true")
            assert again.status == 200
            assert 'id="saved"' in again.text or title in again.text
    assert team.ask(TASK, title) == [(1,)]
    assert team.said(key) == [title]
    assert team.stands(key, "version") == 2
