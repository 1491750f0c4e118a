from __future__ import annotations

from pathlib import Path

import pytest

from kraken_conformance.cli.options.option_list import profile_options
from kraken_conformance.cli.options.option_sources import keys_of
from kraken_conformance.exceptions import UsageError
from kraken_conformance.profile import FromEnvironment, Profile, load_profile

GOOD = """\
default_target = "staging"

[defaults]
max_examples = 100
timeout = 5

[targets.staging]
url = "https://staging.invalid/graphql/"
token = { env = "STAGING_TOKEN" }
headers = { X-Tenant = "oefr", X-Key = { env = "STAGING_KEY" } }
mutations = ["create*", "deviceRegistration"]
execute = true
max_examples = 20

[targets.staging.pools]
accountNumber = ["A-00000001"]
input.deviceId = [1, 2]
"type:Date" = [2026-11-23]

[targets.local]
url = "http://127.0.0.1:8000/v1/graphql/"
"""


def read(tmp_path: Path, text: str) -> Profile:
    path = tmp_path / "kraken-conformance.toml"
    path.write_text(text, "utf-8")
    return load_profile(path, keys_of(profile_options()))


def problems(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, text)
    return [
        line.removeprefix(f"{tmp_path}/kraken-conformance.toml") for line in str(caught.value).split("\n")
    ]


def test_each_setting_knows_its_line(tmp_path: Path) -> None:
    target = read(tmp_path, GOOD).target("staging")
    where = {name: int(setting.where.rpartition(":")[2]) for name, setting in target.settings.items()}
    lines = GOOD.split("\n")
    assert {name: lines[number - 1].partition(" =")[0] for name, number in where.items()} == {
        name: name for name in where
    }
    assert where["timeout"] == 5
    assert where["max_examples"] == 13


def test_a_target_overrules_the_defaults(tmp_path: Path) -> None:
    profile = read(tmp_path, GOOD)
    assert profile.target("staging").settings["max_examples"].value == 20
    assert profile.target("local").settings["max_examples"].value == 100
    assert profile.target(None).name == "staging"


@pytest.mark.parametrize(
    ("first", "second"), [('"a.b"', "a.b"), ("a.b", '"a.b"'), ("a.b.c", 'a."b.c"'), ('"a.b".c', "a.b.c")]
)
def test_a_pool_that_is_written_in_two_ways_is_refused(tmp_path: Path, first: str, second: str) -> None:
    name = first.replace('"', "")
    written = f"[targets.staging]\nurl = 'https://x.invalid/'\npools.{first} = [1]\npools.{second} = [2]\n"
    (said,) = problems(tmp_path, written)
    assert f"the pool {name!r} is given as {first} and as {second}: leave one out." in said


def test_pools_are_keyed_as_the_strategies_take_them(tmp_path: Path) -> None:
    pools = read(tmp_path, GOOD).target("staging").pools
    assert {key: setting.value for key, setting in pools.items()} == {
        "accountNumber": ("A-00000001",),
        "input.deviceId": (1, 2),
        "type:Date": ("2026-11-23",),
    }


def test_secrets_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(tmp_path, GOOD).target("staging").settings
    assert settings["token"].value == FromEnvironment("STAGING_TOKEN")
    monkeypatch.setenv("STAGING_TOKEN", "JWT abc")
    monkeypatch.setenv("STAGING_KEY", "key")
    assert settings["token"].resolved() == "JWT abc"
    assert settings["headers"].resolved() == {"X-Tenant": "oefr", "X-Key": "key"}
    monkeypatch.delenv("STAGING_TOKEN")
    with pytest.raises(UsageError, match=r"toml:9: the environment variable STAGING_TOKEN is not set"):
        settings["token"].resolved()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("max-examples = 3", "there is no setting 'max-examples'. Did you mean 'max_examples'?"),
        ("concurency = 3", "there is no setting 'concurency'. Did you mean 'concurrency'?"),
        ("xyzzy = 3", "there is no setting 'xyzzy'."),
        ("profile = 'x'", "there is no setting 'profile'."),
        ('max_examples = "3"', "max_examples is a whole number: write max_examples = 50."),
        ("max_examples = 2.5", "max_examples is a whole number: write max_examples = 50."),
        ("max_examples = true", "max_examples is a whole number: write max_examples = 50."),
        ("max_examples = 0", "max_examples: 0 is not in the range 1<=x<=10000000."),
        ('timeout = "1 s"', "timeout is a number: write timeout = 2.5."),
        ("execute = 1", "execute is true or false: write execute = true."),
        ("token = 7", 'token is a text: write token = "…".'),
        ("token = { environment = 'X' }", 'token is a text: write token = "…".'),
        ("mutations = 'x'", 'mutations is a list: write mutations = ["…"].'),
        ("mutations = [1]", 'mutations is a list of texts: write mutations = ["…"].'),
        ("fail_on = 'may'", "fail_on: 'may' is not one of 'must', 'should'."),
        ("headers = ['A: b']", "headers is a table"),
        ("headers.X = 3", "headers is a table"),
        ("nope.x = 1", "there is no setting 'nope'."),
        ("'nope' . x.y = 1", "there is no setting 'nope'."),
        ("timeout = nan", "timeout: nan is no number"),
        ("pools.a.b = 3", "the pool 'a.b' is a list of values"),
        ("[targets.staging.nope.x]", "there is no setting 'nope'."),
        ("production = 'yes'", "production is true or false: write production = true."),
        ("pools = { accountNumber = 'A-1' }", "the pool 'accountNumber' is a list of values"),
        ("pools = 7", "pools is a table: write [targets.staging.pools]."),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    (said,) = problems(tmp_path, f"[targets.staging]\nurl = 'https://x.invalid/'\n{line}\n")
    assert said.startswith(f":3: {message}")


def test_everything_is_told_at_once(tmp_path: Path) -> None:
    said = problems(tmp_path, "[default]\na = 1\n\n[targets.a]\nb = 1\n[targets.c]\nd = 1\n")
    assert [text.split(" ")[0] for text in said] == [":1:", ":5:", ":7:"]


def test_dotted_keys_are_told_with_the_line_of_the_first(tmp_path: Path) -> None:
    text = "[targets.b]\nnope.x = 1\nnope.y = 2\n[targets.a]\n\nnope.x = 1\n"
    assert [said.split(" ")[0] for said in problems(tmp_path, text)] == [":2:", ":6:"]


def test_a_line_within_a_long_text_is_no_key(tmp_path: Path) -> None:
    text = '[targets.a]\ntoken = """\nurl = 3\n[targets.b]\n"""\nurl = 3\n'
    assert problems(tmp_path, text) == [':6: url is a text: write url = "…".']


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[targets.a]\nurl = \n", ":2: this is no TOML"),
        ("", ":1: a profile needs a target"),
        ("default_target = 'stagin'\n[targets.staging]\n", ":1: there is no target 'stagin'. Did you mean"),
        ("[targets.a]\nproduction = true\n", ":2: production needs the url"),
    ],
)
def test_a_file_without_sense(tmp_path: Path, text: str, message: str) -> None:
    assert problems(tmp_path, text)[0].startswith(message)


def test_which_target(tmp_path: Path) -> None:
    profile = read(tmp_path, "[targets.a]\n[targets.b]\n")
    with pytest.raises(UsageError, match=r"Give --target with one of a, b"):
        profile.target(None)
    with pytest.raises(UsageError, match=r"--target c: .* It has a, b"):
        profile.target("c")
    assert read(tmp_path, "[targets.a]\n").target(None).name == "a"


def test_every_option_of_a_run_may_stand_in_a_file() -> None:
    names = {option.name for option in profile_options()}
    in_a_file = {key.removesuffix("_file") for key in keys_of(profile_options())}
    assert {str(name).removesuffix("_file") for name in names} - in_a_file == {"profile", "target"}
