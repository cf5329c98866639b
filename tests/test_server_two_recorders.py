"""Two recorders in one description over a bad link: nothing saved is missing, both always know."""

from concurrent.futures import ThreadPoolExecutor

from tests.recorders import Recorder, Told, minute
from tests.team import Served

RUNS = 200
AT_ONCE = 4


class Past:
    """What history says of one description."""

    def __init__(self, team: Served, key: int) -> None:
        rows = team.ask(
            """SELECT c.version, json_extract(f.new, '$') FROM history_change c
            JOIN history_changed_field f ON f.change_id = c.id WHERE c.kind = 'assessment'
            AND f.field = 'in_place' AND c.verb = 'changed' AND c.key = ? ORDER BY c.id""",
            key,
        )
        self.versions = dict(rows)
        self.given_up = [text.strip() for text in team.given_up(key)]
        self.stands = team.stands(key)

    def at(self, version: int) -> str:
        """The description as it was at a version."""
        before = [number for number in self.versions if number <= version]
        return self.versions[max(before)] if before else ""

    def keeps(self, told: Told) -> bool:
        """Whether a text that was told to be saved is there, word for word."""
        text = told.sent.texts["in_place"].strip()
        whole = list(self.versions.values())
        if told.sent.settle == "theirs":
            whole += self.given_up
        return text in whole or (told.sent.settle == "both" and any(text in w for w in whole))


def knew(past: Past, told: Told) -> bool:
    """Whether who was told “saved” knew what stood there: their words, or the other's shown."""
    stood, read = past.at(told.version - 1), past.at(told.sent.version)
    mine = told.sent.texts.get("in_place")
    if mine is not None:
        return past.at(told.version) == mine.strip() and stood in (read, mine.strip())
    now = past.at(told.version)
    return told.others.get("in_place", read) == now


def check(team: Served, seed: int) -> tuple[int, int]:
    """One run: how often they were told “saved”, and how often asked."""
    key, both = minute(team, seed)
    past = Past(team, key)
    for recorder in both:
        for told in recorder.told:
            if "in_place" in told.sent.texts:
                assert past.keeps(told), (seed, recorder.name, told)
            if not told.sent.settle:
                assert knew(past, told), (seed, recorder.name, told)
        for version, text in recorder.shown:
            assert past.at(version) == text, (seed, recorder.name, version)
        assert recorder.held["in_place"] == past.stands, (seed, recorder.name)
        assert not lost_words(team, key, recorder), (seed, recorder.name)
    return sum(len(r.told) for r in both), sum(r.asked for r in both)


def lost_words(team: Served, key: int, recorder: Recorder) -> set[str]:
    """What was typed and is nowhere in history."""
    said = " ".join(team.said(key) + team.said(key, "barrier")).split()
    return set(recorder.words) - set(said)


def test_two_recorders_for_a_minute_lose_no_word_and_always_know(team: Served) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        seen = list(pool.map(lambda seed: check(team, seed), range(RUNS)))
    # The runs would prove little if the two had hardly met.
    assert sum(told for told, _asked in seen) > RUNS * 6
    assert sum(asked for _told, asked in seen) > RUNS
