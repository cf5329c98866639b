"""Which passwords are refused: short ones, guessed ones, one's own words; nothing else."""

import pytest

from sras.accounts import passwords
from sras.accounts.rules_password import common, fault_of

OWN = ("Franklin Department of Education", "Franklin", "ana.ruiz@example.org", "Ana Ruiz", "sras")


@pytest.fixture
def price_of_passwords():
    """The whole price, as people pay it."""


@pytest.mark.parametrize(
    "password",
    [
        "nine grey herons",
        "               ",
        "ünïcödé wörds gälöre",
        "🦆🦢🦉🦩🦚🦜🐦🐧🐤🐣🐥🕊🦅🦃🐓",
        "nine grey herons watch the tide " * 6,
        "correct donkey battery staple",
        "tqvbhznwkdypfrm",
        "7f$Kq!2mZp@9vLx#",
    ],
)
def test_t16_a_long_password_will_do(password):
    if password.isspace():
        assert fault_of(password, OWN)
    else:
        assert fault_of(password, OWN) is None


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "Password12345678",
        "P@ssw0rdP@ssw0rd1!",
        "123456789012345",
        "1234567890123456",
        "qwertyuiopasdfghjkl",
        "1q2w3e4r5t6y7u8i9o0p",
        "1qaz2wsx3edc4rfv",
        "abcdefghijklmnop",
        "zyxwvutsrqponmlk",
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "iloveyouforever1",
        "iloveyouiloveyou",
        "welcome2026welcome",
        "Summer2026Summer2026!",
        "letmeinletmeinletmein",
        "correcthorsebatterystaple",
        "correct horse battery staple",
        "thequickbrownfox1",
        "maytheforcebewithyou",
        "administrator1234",
        "superman1superman1",
        "footballbaseball",
        "michaeljennifer1",
        "monkey.dragon.123456",
        "changemechangeme",
        "trustno1trustno1",
        "franklinsras2026",
        "Franklin Department 1",
        "ana.ruiz@example.org",
        "anaruizanaruiz2026",
        "leadershipteam2026",
        "a" * 65,
        "password" * 20,
    ],
)
def test_t16_a_password_that_is_guessed_first_is_refused(password):
    assert "first that others would guess" in fault_of(password, OWN)


# All of 15 characters and more among the 30,000 most common in the lists of zxcvbn 4.5.
LONG_AND_COMMON = """
mailcreated5240 polniypizdec0211 123456789987654321 1qaz2wsx3edc4rfv momsanaladventure
hd764nw5d7e1vb1 qazwsxedcrfvtgb 23176djivanfros 123456789qwerty 12345678900987654321
qwerty123456789 polniypizdec110211 12345678987654321 q1w2e3r4t5y6u7i8 zqjphsyf6ctifgu
lhbjkjubz2957704 1qazxsw23edcvfr4 nemvxyheqdd5oqxyxyzi 1234qwerasdfzxcv q1w2e3r4t5y6u7i8o9p0
passwordstandard 1234567890qwerty 1234567890987654321 bpgjldsgjldthnf 1qa2ws3ed4rf5tg
qwertyuiop12345 1234567887654321 111222333444555 122333444455555 zxcvbnm123456789
qwertasdfgzxcvb
"""


@pytest.mark.parametrize("password", LONG_AND_COMMON.split())
def test_t16_a_long_password_of_the_public_lists_is_refused(password):
    assert "first that others would guess" in fault_of(password, OWN)


@pytest.mark.parametrize(("length", "refused"), [(14, True), (15, False)])
def test_t16_fifteen_characters_are_enough(length, refused):
    said = fault_of("vexing quokka zebra"[:length], OWN)
    assert (said is not None) is refused
    if refused:
        assert "has at least 15 characters; this one has 14" in said


def test_the_list_of_common_words_is_there():
    assert len(common()) > 400


def test_t17_guessing_costs_as_much_as_the_papers_say_also_where_nobody_is():
    assert passwords.METHOD == "scrypt:16384:8:5"
    assert passwords.hash_of("nine grey herons").startswith(f"{passwords.METHOD}$")
    _method, salt, hashed = passwords.NOBODY.split("$")
    likeness = passwords.hash_of("nine grey herons").split("$")
    assert passwords.NOBODY.startswith(f"{passwords.METHOD}$")
    assert [len(salt), len(hashed)] == [len(part) for part in likeness[1:]]


def test_t16_a_password_is_kept_exactly_and_whole():
    long = "seventy-two bytes are where an older hash stops to look at what was typed " * 2
    hashed = passwords.hash_of(long + "a")
    assert hashed.startswith("scrypt:")
    assert passwords.is_right(hashed, long + "a")
    assert not passwords.is_right(hashed, long + "b")
    assert not passwords.is_right(hashed, (long + "a").upper())
    assert not passwords.is_right("", "")
