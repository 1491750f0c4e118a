"""What is refused before anything is looked up or sent."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner, Result

from kraken_conformance.cli.main import main
from kraken_conformance.cli.options.addresses import permitted
from kraken_conformance.exceptions import UsageError
from kraken_conformance.spec import load_contract

REMOTE = "https://staging.does-not-resolve.invalid/v1/graphql/"
PRODUCTION = load_contract("oefr").servers["API"].url
PRODUCTION_AUTH = load_contract("oefr").servers["AUTH"].url


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def touched(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("the network was touched before the refusal")

    monkeypatch.delenv("KRAKEN_TOKEN", raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", touched)
    monkeypatch.setattr(socket.socket, "connect", touched)


def call(tmp_path: Path, *words: str | Path) -> Result:
    output = ("--output", str(tmp_path / "out")) if words[0] == "run" else ()
    return CliRunner().invoke(main, [*map(str, words), *output])


def refusal(tmp_path: Path, *words: str | Path) -> str:
    result = call(tmp_path, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert not (tmp_path / "out").exists()
    return result.stderr


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "kraken-conformance.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    "url",
    [
        REMOTE,
        "http://localhost.example.invalid/",
        "http://127.0.0.1.example.invalid/",
        "http://192.0.2.7/graphql/",
        "http://0.0.0.0/",
        "http://[2001:db8::1]/graphql/",
    ],
)
def test_a_remote_host_needs_to_be_told_what_is_allowed(tmp_path: Path, url: str) -> None:
    said = refusal(tmp_path, "run", "--url", url)
    assert f"--url {url}: the target is not on this machine" in said
    assert "--execute" in said
    assert "--dry-run" in said


@pytest.mark.parametrize("permission", [(), ("--execute",)])
@pytest.mark.parametrize(
    "url", ["http://127.0.0.1@example.invalid/", "https://nightly:hunter2@localhost/graphql/"]
)
def test_credentials_in_an_address_are_refused_and_not_repeated(
    tmp_path: Path, url: str, permission: tuple[str, ...]
) -> None:
    said = refusal(tmp_path, "run", "--url", url, *permission)
    assert "--url: there are credentials in this address" in said
    assert "--header" in said
    assert "hunter2" not in said


def test_either_address_is_looked_at(tmp_path: Path) -> None:
    said = refusal(tmp_path, "run", "--url", "http://127.0.0.1:9/", "--auth-url", REMOTE)
    assert f"--auth-url {REMOTE}: the target is not on this machine" in said


@pytest.mark.parametrize("permission", [(), ("--execute",)])
@pytest.mark.parametrize(
    "url",
    [
        PRODUCTION,
        PRODUCTION.replace("api.", "API."),
        PRODUCTION.replace(".energy/", ".energy./"),
        PRODUCTION.replace(".energy/", ".energy:8443/other/"),
        PRODUCTION.replace("https", "http"),
        PRODUCTION_AUTH,
    ],
)
def test_production_is_refused(tmp_path: Path, url: str, permission: tuple[str, ...]) -> None:
    said = refusal(tmp_path, "run", "--url", url, *permission)
    assert f"--url {url}: this is a production host" in said
    assert "--dry-run" in said
    assert "production = true" in said


@pytest.mark.parametrize("url", [PRODUCTION, REMOTE])
def test_a_command_that_has_no_dry_run_does_not_advise_it(url: str) -> None:
    given = {"url": url, "auth_url": None, "sites": (), "execute": False}
    with pytest.raises(UsageError) as refused:
        permitted(given, load_contract("oefr"))
    assert "--dry-run" not in str(refused.value)


def test_a_profile_that_does_not_name_production_opens_nothing(tmp_path: Path) -> None:
    profile = written(tmp_path, f'[targets.live]\nurl = "{PRODUCTION}"\nexecute = true\n')
    assert "this is a production host" in refusal(tmp_path, "run", "--profile", profile)


def test_naming_one_production_host_does_not_open_another(tmp_path: Path) -> None:
    profile = written(
        tmp_path,
        f'[targets.live]\nurl = "{PRODUCTION}"\nproduction = true\nexecute = true\n'
        f'[targets.auth]\nurl = "{PRODUCTION_AUTH}"\nexecute = true\n',
    )
    said = refusal(tmp_path, "run", "--profile", profile, "--target", "auth")
    assert f"--url {PRODUCTION_AUTH}: this is a production host" in said


def test_production_that_is_named_still_needs_leave_to_execute(tmp_path: Path) -> None:
    profile = written(tmp_path, f'[targets.live]\nurl = "{PRODUCTION}"\nproduction = true\n')
    assert "the target is not on this machine" in refusal(tmp_path, "run", "--profile", profile)


def test_production_that_is_named_may_be_executed(tmp_path: Path) -> None:
    profile = written(tmp_path, f'[targets.live]\nurl = "{PRODUCTION}"\nproduction = true\n')
    result = call(tmp_path, "run", "--profile", profile, "--execute")
    # It went past the rules, to the first request: that is what the test stops.
    assert isinstance(result.exception, AssertionError) or "touched before" in result.stderr


def test_the_command_line_does_not_take_a_profile_elsewhere(tmp_path: Path) -> None:
    profile = written(tmp_path, f'[targets.s]\nurl = "{REMOTE}"\ntoken = "JWT 1234567"\nexecute = true\n')
    other = "https://other.invalid/graphql/"
    said = refusal(tmp_path, "run", "--profile", profile, "--url", other)
    assert f"--url {other}: the target s of {profile} is at {REMOTE}" in said
    assert "1234567" not in said


def test_both_permissions_together_are_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, "run", "--url", REMOTE, "--execute", "--dry-run")
    assert "contradict each other" in said
