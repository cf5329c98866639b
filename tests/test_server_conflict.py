"""Two people on one thing, on the served process: nobody is laid over and nothing is lost."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.proxy import Fate, Relay
from tests.team import TEAM, Served, hidden_fields
from tests.visitor import Answer, Visitor

ANA, BEN = "Two regions meet each month.", "All regions meet in May."
BOTH = f"{ANA}\n\n---\n\n{BEN}"


def address(key: int) -> str:
    return f"/assessment/{key}"


def one_field(visitor: Visitor, key: int, text: str, version: str = "1", **more: str) -> Answer:
    """Save what is in place as the page does while one types."""
    typed = {"only": "in_place", "in_place": text, "version": version, **more}
    return visitor.post(address(key), typed, HX_Request="true")


@pytest.mark.parametrize(
    ("settle", "stands", "given_up"),
    [("mine", BEN, []), ("theirs", ANA, [BEN]), ("both", BOTH, [])],
)
def test_r12_the_second_sees_who_when_and_both_texts_and_chooses(
    team: Served, settle: str, stands: str, given_up: list[str]
) -> None:
    key = team.indicator()
    with team.seat("ana") as ana, team.seat("ben") as ben:
        read = {name: ben.get(address(key)).value(name) for name in ("version", "once")}
        assert one_field(ana, key, ANA).status == 200
        asked = ben.post(address(key), {**read, "in_place": BEN, "barrier": "No travel money."})
        assert asked.status == 409
        assert f"{TEAM['ana']} saved this while you were typing" in asked.text
        assert re.search(r'Saved <time datetime="20\d\d-', asked.text)
        words = re.sub("<[^>]+>", "", asked.text)
        assert ANA in words
        assert BEN in words
        answers = [
            ben.post(address(key), {**hidden_fields(asked), "settle": settle}) for _ in range(2)
        ]
    assert [answer.status for answer in answers] == [303, 303]
    assert team.stands(key) == stands
    assert team.stands(key, "barrier") == "No travel money."  # what only one typed is merged
    assert team.given_up(key) == given_up
    assert {ANA, *given_up} <= set(team.said(key))


def test_r12_who_chose_is_asked_again_when_a_third_saved_in_between(team: Served) -> None:
    key = team.indicator()
    with team.seat("ana") as ana, team.seat("ben") as ben:
        one_field(ana, key, ANA)
        asked = one_field(ben, key, BEN)
        one_field(ana, key, "Three regions meet.", "2")
        again = ben.post(address(key), {**hidden_fields(asked), "settle": "mine"})
        assert again.status == 409
        assert team.stands(key) == "Three regions meet."
        settled = ben.post(address(key), {**hidden_fields(again), "settle": "theirs"})
    assert settled.status == 303
    assert team.said(key) == [ANA, "Three regions meet.", BEN]


def test_r13_two_fields_of_one_record_are_both_kept_without_a_question(team: Served) -> None:
    key = team.indicator()
    with team.seat("ana") as ana, team.seat("ben") as ben:
        read = {name: ben.get(address(key)).value(name) for name in ("version", "once")}
        assert one_field(ana, key, ANA).status == 200
        # The whole form of a page without JavaScript, drawn before: only its changes count.
        whole = {**read, "in_place": "", "barrier": "No travel money."}
        assert ben.post(address(key), whole).status == 303
        told = one_field(ana, key, ANA + " Still.", "2")
    assert (team.stands(key), team.stands(key, "barrier")) == (ANA + " Still.", "No travel money.")
    assert '<span hidden data-other="barrier">No travel money.</span>' in told.text


def test_r14_what_is_typed_into_something_archived_meanwhile_is_kept_and_it_comes_back(
    team: Served,
) -> None:
    piece = {"title": "Team charter", "source": "observation", "description": "Seen."}
    typed = {**piece, "version": "1", "description": "Seen on two days in May."}
    with team.seat("ana") as ana, team.seat("ben") as ben:
        place = ana.post("/evidence", piece).headers["Location"]
        assert ben.post(f"{place}/removal", {"reason": "It is outdated."}).status == 303
        for answer in (ana.post(place, typed), ana.post(place, typed, HX_Request="true")):
            assert answer.status == 409
            assert "archived meanwhile" in answer.text
        assert typed["description"] in ana.post(place, typed).text
        assert "What you typed is still on this page." in answer.text
        assert ana.post(f"{place}/return", {}).status == 303
        assert ana.post(place, typed).status == 303
        assert typed["description"] in ana.get(place).text


def test_r19_a_save_that_comes_after_the_next_one_is_refused_by_its_version(team: Served) -> None:
    key = team.indicator()
    with Relay(team.server.port) as relay, team.seat("ana") as ana:
        relay.plan(Fate.HELD, "POST", times=1)
        with team.seat("ana", relay.port) as slow, ThreadPoolExecutor(1) as pool:
            late = pool.submit(one_field, slow, key, "Two regions meet")
            while not relay.broken:
                assert not late.done(), "it was not held"
                time.sleep(0.01)
            assert one_field(ana, key, "Two regions meet each month.").status == 200
            relay.release()
            refused = late.result(60)
    assert refused.status == 409
    assert team.stands(key) == "Two regions meet each month."
    assert team.said(key) == ["Two regions meet each month."]
