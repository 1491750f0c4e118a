from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kraken_conformance.cli.main import main

PROFILE = """\
[targets.staging]
url = "https://user:hunter2@staging.invalid/graphql/"
token = { env = "STAGING_TOKEN" }
headers = { X-Key = "hunter3" }
execute = true
waivers = "known.toml"
[targets.staging.pools]
accountNumber = ["A-00000001"]
newPassword = ["hunter4"]
"""


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "kraken-conformance.toml"
    path.write_text(PROFILE, "utf-8")
    monkeypatch.setenv("STAGING_TOKEN", "hunter5")
    monkeypatch.setenv("KRAKEN_TOKEN", "hunter6")
    return path


def shown(*words: str | Path) -> dict[str, tuple[str, str]]:
    result = CliRunner().invoke(main, ["config", "show", *map(str, words)])
    assert result.exit_code == 0, result.output
    assert "hunter" not in result.output
    rows = (line.rpartition("  # ") for line in result.output.splitlines() if " = " in line)
    return {left.partition(" = ")[0]: (left.partition(" = ")[2].strip(), source) for left, _, source in rows}


def test_each_value_has_its_source(profile: Path) -> None:
    rows = shown("--profile", profile, "--max-examples", "7")
    assert rows["max_examples"] == ("7", "command line")
    assert rows["execute"] == ("true", f"{profile}:5")
    assert rows["concurrency"] == ("8", "default")
    assert rows["pools.accountNumber"] == ('["A-00000001"]', f"{profile}:8")


def test_secrets_are_masked(profile: Path) -> None:
    rows = shown("--profile", profile)
    assert rows["token"] == ('"[hidden]"', f"{profile}:3")
    assert rows["headers"] == ('["X-Key: [hidden]"]', f"{profile}:4")
    assert rows["url"] == ('"https://[hidden]@staging.invalid/graphql/"', f"{profile}:2")
    assert rows["pools.newPassword"] == ('["[hidden]"]', f"{profile}:9")


def test_a_token_of_the_environment_is_told(profile: Path) -> None:
    assert shown()["token"] == ('"[hidden]"', "environment")


def test_dry_run_on_the_command_line_takes_the_permission_of_the_profile_back(profile: Path) -> None:
    rows = shown("--profile", profile, "--dry-run")
    assert (rows["dry_run"], rows["execute"]) == (("true", "command line"), ("false", "default"))


def test_files_are_looked_for_beside_the_profile(profile: Path) -> None:
    assert shown("--profile", profile)["waivers"][0] == f'"{profile.parent}/known.toml"'


def test_the_usual_file_is_found_by_the_name_of_a_target(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(profile.parent)
    assert shown("--target", "staging")["execute"] == ("true", "kraken-conformance.toml:5")
    assert shown()["execute"] == ("false", "default")
