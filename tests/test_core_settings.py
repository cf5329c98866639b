"""Settings: the file, the environment, refusals in one clear line, and secrets kept."""

import dataclasses
import stat
import tomllib

import pytest

from sras.core.settings import (
    SETTINGS,
    SettingsError,
    cautions,
    describe,
    load_settings,
    write_settings,
)

SECRET = "kT4-fHq2_Zx9pLw7Rb3nYc8VmJ5sDg6A"


def load(folder, text="", **environ):
    """Settings of a folder with this file and these variables; the secret is given."""
    (folder / "settings.toml").write_text(text)
    return load_settings(folder, {"SRAS_SECRET_KEY": SECRET, **environ})


def refusal(folder, text="", **environ):
    with pytest.raises(SettingsError) as caught:
        load(folder, text, **environ)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_defaults_serve_this_machine_only(tmp_path):
    settings = load(tmp_path)
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.database_path == tmp_path / "sras.db"
    assert settings.files == tmp_path / "files"
    assert settings.smtp_url == settings.trusted_proxy == ""
    assert cautions(settings)[1:] == []  # the first is the mode of the file just written


def test_the_environment_wins_over_the_file(tmp_path):
    settings = load(tmp_path, 'port = 9001\nlog_level = "debug"', SRAS_PORT="9002")
    assert (settings.port, settings.log_level) == (9002, "debug")
    sources = {name: source for name, _, source in describe(settings)}
    assert sources["port"] == "SRAS_PORT"
    assert sources["log_level"] == str(tmp_path / "settings.toml")
    assert sources["host"] == "default"


def test_an_empty_variable_counts_as_not_set(tmp_path):
    assert load(tmp_path, "port = 9001", SRAS_PORT=" ").port == 9001


def test_the_address_follows_the_port_when_not_given(tmp_path):
    assert load(tmp_path, SRAS_PORT="9100").base_url == "http://127.0.0.1:9100"
    assert load(tmp_path, SRAS_HOST="::").base_url == "http://[::1]:8000"
    given = load(tmp_path, SRAS_BASE_URL="https://state.example.gov/sras/")
    assert given.base_url == "https://state.example.gov/sras"


def test_two_instances_have_names_of_their_own(tmp_path):
    one, other = load(tmp_path), load(tmp_path, SRAS_PORT="8001")
    assert one.instance_name != other.instance_name
    assert one.instance_name == load(tmp_path).instance_name


def test_an_absolute_database_lies_where_it_says(tmp_path):
    settings = load(tmp_path, SRAS_DATABASE_URL=f"sqlite:///{tmp_path}/my%20data/a.db")
    assert settings.database_path == tmp_path / "my data" / "a.db"


def test_other_variables_and_the_instance_itself_are_left_alone(tmp_path):
    assert load(tmp_path, SRAS_INSTANCE="/x", HOME="/root", PORT="1").port == 8000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("prot = 9", ["prot", "Is port meant?"]),
        ("port = '9000'", ["port", "whole number"]),
        ("port = true", ["port", "whole number"]),
        ("port = 70000", ["port", "65535"]),
        ("host = 5", ["host", "text"]),
        ("host = 'a:80'", ["host", "without a port"]),
        ("base_url = 'state.example.gov'", ["base_url", "full address"]),
        ("base_url = 'ftp://a.example'", ["base_url", "full address"]),
        ("base_url = 'https://a.example:port'", ["base_url"]),
        ("base_url = 'https://me:pw@a.example'", ["base_url", "user name"]),
        ("database_url = 'postgresql://db/sras'", ["database_url", "only SQLite"]),
        ("database_url = 'sqlite:///:memory:'", ["database_url", "lost"]),
        ("database_url = 'sqlite:///'", ["database_url", "name a file"]),
        ("smtp_url = 'mail.example.gov:25'", ["smtp_url", "smtp://"]),
        ("smtp_url = 'smtp://mail.example.gov'", ["mail_from is missing"]),
        ("mail_from = 'the team'", ["mail_from", "one e-mail address"]),
        ("trusted_proxy = '*'", ["trusted_proxy", "IP address"]),
        ("session_idle_minutes = 0", ["session_idle_minutes", "from 5"]),
        ("log_level = 'loud'", ["log_level", "warning"]),
        ("secret_key_fallbacks = 'x'", ["secret_key_fallbacks", "list"]),
        ("secret_key_fallbacks = ['short']", ["secret_key_fallbacks", "32 bytes"]),
        ("instance_name = 'a b'", ["instance_name"]),
        ('host = "a\\nb"', ["host", "one line"]),
        ("[mail]\nfrom = 'x'", ["mail"]),
        ("port =", ["not a settings file"]),
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path, text, words):
    message = refusal(tmp_path, text)
    for word in words:
        assert word in message
    assert str(tmp_path / "settings.toml") in message or "missing" in message


@pytest.mark.parametrize(
    ("variable", "value", "word"),
    [
        ("SRAS_PORT", "eight", "whole number"),
        ("SRAS_PORT", "-1", "whole number"),
        ("SRAS_SERCET_KEY", "x", "Is SRAS_SECRET_KEY meant?"),
        ("SRAS_COLOUR", "x", "Unknown"),
        ("SRAS_BASE_URL", "nowhere", "full address"),
    ],
)
def test_a_wrong_variable_is_refused_by_name(tmp_path, variable, value, word):
    message = refusal(tmp_path, **{variable: value})
    assert variable in message
    assert word in message


@pytest.mark.parametrize(
    ("secret", "word"),
    [
        ("", "missing"),
        ("short", "32 bytes"),
        (SECRET[:31], "32 bytes"),
        ("---" * 20, "sample"),
        ("change-me-change-me-change-me-1234567890", "sample"),
        ("This-is-an-Example-of-a-secret-of-good-length", "sample"),
    ],
)
def test_a_missing_short_or_sample_secret_stops_the_start(tmp_path, secret, word):
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path, {"SRAS_SECRET_KEY": secret})
    assert word in str(caught.value)
    assert not secret or secret not in str(caught.value)


def test_former_secrets_are_kept_for_what_they_signed(tmp_path):
    settings = load(tmp_path, SRAS_SECRET_KEY_FALLBACKS=f"{SECRET[::-1]}, {SECRET.swapcase()}")
    assert settings.secret_key_fallbacks == (SECRET[::-1], SECRET.swapcase())


def test_secrets_are_masked_wherever_settings_are_shown(tmp_path):
    settings = load(
        tmp_path,
        SRAS_SMTP_URL="smtp://team:hunter2secret@mail.example.gov:587",
        SRAS_MAIL_FROM="sras@example.gov",
        SRAS_SECRET_KEY_FALLBACKS=SECRET[::-1],
    )
    shown = repr(settings) + str(settings) + str(describe(settings))
    for secret in (SECRET, SECRET[::-1], "hunter2secret", "team:"):
        assert secret not in shown
    assert "mail.example.gov:587" in str(describe(settings))


def test_the_written_file_is_read_back_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "new" / "settings.toml"
    write_settings(path, port=9100, base_url="https://Übung.example.gov", log_level="debug")
    settings = load_settings(path.parent, {})
    assert (settings.port, settings.log_level) == (9100, "debug")
    assert settings.base_url == "https://Übung.example.gov"
    assert len(settings.secret_key) >= 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert cautions(settings) == []


def test_each_written_file_has_a_secret_of_its_own_and_explains_every_setting(tmp_path):
    write_settings(tmp_path / "a.toml")
    write_settings(tmp_path / "b.toml")
    one, other = ((tmp_path / name).read_text() for name in ("a.toml", "b.toml"))
    assert tomllib.loads(one)["secret_key"] != tomllib.loads(other)["secret_key"]
    for setting in SETTINGS:
        assert f"{setting.name} = " in one


def test_an_existing_file_is_never_overwritten(tmp_path):
    (tmp_path / "settings.toml").write_text("mine")
    with pytest.raises(SettingsError, match="left as it is"):
        write_settings(tmp_path / "settings.toml")
    assert (tmp_path / "settings.toml").read_text() == "mine"


@pytest.mark.parametrize("chosen", [{"prot": 1}, {"port": "x"}, {"secret_key": "short"}])
def test_wrong_choices_write_no_file(tmp_path, chosen):
    with pytest.raises(SettingsError):
        write_settings(tmp_path / "settings.toml", **chosen)
    assert not (tmp_path / "settings.toml").exists()


def test_unwise_settings_are_told(tmp_path):
    settings = load(tmp_path, SRAS_HOST="0.0.0.0", SRAS_BASE_URL="http://sras.example.gov")
    (tmp_path / "settings.toml").chmod(0o644)
    told = " ".join(cautions(settings))
    for word in ("chmod 600", "https", "trusted_proxy"):
        assert word in told


def test_the_table_and_the_settings_agree(tmp_path):
    fields = {field.name for field in dataclasses.fields(load(tmp_path))}
    assert fields - {"instance", "sources"} == {setting.name for setting in SETTINGS}
    for setting in SETTINGS:
        assert setting.check(setting.default) == setting.default
        assert setting.meaning.endswith(".")
