"""Which passwords are refused, and the sentence that says why."""

import re
import string
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

SHORTEST = 15
LEFT = 6  # so many letters must remain once common and own words are taken away
LIST = Path(__file__).parent / "common_words.txt"
WALKS = (
    "1234567890",
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
)
LEET = str.maketrans("01345789@$!|+", "oleastbgasiit")


def fault_of(password: str, own_words: Iterable[str] = ()) -> str | None:
    """The sentence that refuses a password, None when it will do; nothing else is asked of it."""
    if len(password) < SHORTEST:
        return (
            f"A password has at least {SHORTEST} characters; this one has {len(password)}. "
            "A few words with spaces will do."
        )
    if "\0" in password:
        return "A password cannot hold a NUL character."
    own = {part for word in own_words for part in _parts(word)}
    if _is_guessable(password, own):
        return (
            "This password is among the first that others would guess. Choose a few words "
            "that are not common passwords, your name, your address or the agency's name."
        )
    return None


def _parts(words: str) -> set[str]:
    """The words of a name or an address of three letters and more, and all of them in one."""
    found = re.findall(r"[^\W\d_]+", words.lower())
    return {part for part in (*found, "".join(found)) if len(part) >= 3}


def _is_guessable(password: str, own: set[str]) -> bool:
    """Whether little is left of it without common words, own words, key walks and repeats."""
    plain = password.lower()
    return any(
        len(_left(_once("".join(c for c in text if not is_sign(c))), own)) < LEFT
        for text in (plain, plain.translate(LEET))
    )


def is_sign(character: str) -> bool:
    """Whether it only parts or decorates words: spaces and the signs of a plain keyboard."""
    return character.isspace() or character in string.punctuation


def _once(text: str) -> str:
    """The unit of a text that only repeats itself: abcabcab becomes abc."""
    for size in range(1, len(text) // 2 + 1):
        unit = text[:size]
        if (unit * (len(text) // size + 1)).startswith(text):
            return unit
    return text


def _left(text: str, own: set[str]) -> str:
    """What remains of a text; longer words are taken away first."""
    for word in sorted(own | common(), key=len, reverse=True):
        text = text.replace(word, " ")
    text = re.sub(r"\d", " ", _without_walks(text))
    text = re.sub(r"(.)\1{2,}", " ", text)
    return text.replace(" ", "")


def _without_walks(text: str) -> str:
    """Without runs of four and more keys that lie side by side or follow each other."""
    for walk in WALKS:
        for line in (walk + walk, (walk + walk)[::-1]):
            size = min(len(walk), len(text))
            while size >= 4:
                for start in range(len(walk)):
                    text = text.replace(line[start : start + size], " ")
                size -= 1
    return text


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """Words and phrases that common passwords are made of."""
    lines = LIST.read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
