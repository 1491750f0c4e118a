"""A server that knows a single account, with and without a pool that holds it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kraken_conformance.cli.main import main
from kraken_conformance.runner.embedded_target import Embedded, embedded
from kraken_conformance.server import ServerSettings

KNOWN = "A-0000AAA1"


@pytest.fixture(scope="module")
def server() -> Iterator[Embedded]:
    with embedded(ServerSettings(known_accounts=(KNOWN,)), "oefr") as running:
        yield running


def run(server: Embedded, tmp_path: Path, pools: str, *words: str, code: int = 0) -> dict[str, Any]:
    profile = tmp_path / "kraken-conformance.toml"
    profile.write_text(
        f'[targets.one]\nurl = "{server.url}"\nauth_url = "{server.auth_url}"\ntoken = "{server.token}"\n'
        f"[targets.one.pools]\n{pools}\n",
        "utf-8",
    )
    call = ["run", "--profile", str(profile), "--output", str(tmp_path / "out"), "--seed", "1"]
    result = CliRunner().invoke(main, [*call, "--probe", "valid-input", *words])
    assert result.exit_code == code, result.output
    read: dict[str, Any] = json.loads((tmp_path / "out" / "results.json").read_text("utf-8"))
    return read | {"said": result.stdout}


def test_one_account_in_a_pool_reaches_success_everywhere(server: Embedded, tmp_path: Path) -> None:
    pools = f'accountNumber = ["{KNOWN}"]\nAPIKey = ["{server.api_key}"]'
    found = run(server, tmp_path, pools, "--max-examples", "1")
    assert [entry["name"] for entry in found["mutations"] if not entry["succeeded"]] == []
    assert "never succeeded" not in found["said"]
    written = "".join(file.read_text("utf-8") for file in (tmp_path / "out").iterdir())
    assert KNOWN not in found["said"]
    assert server.api_key not in written
    assert found["configuration"]["pools"] == {"accountNumber": 1, "APIKey": 1}


def test_without_it_the_report_says_what_was_lacking(server: Embedded, tmp_path: Path) -> None:
    name = "createAccountReference"
    found = run(
        server, tmp_path, 'accountNumber = ["A-0000AAA2"]', "--mutation", name, "--max-examples", "3", code=3
    )
    (entry,) = [entry for entry in found["mutations"] if entry["name"] == name]
    assert entry["succeeded"] == 0
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    code = max(entry["errors_observed"], key=lambda code: entry["errors_observed"][code])
    assert f"<code>{code}</code>" in page[page.index('id="success"') : page.index('id="requirements"')]
    assert entry["without_success"].startswith(f"every answer was an error, most often {code}")
    assert entry["lacking_pools"] == []
    assert f"1 mutation never succeeded: see why it answers {code}" in found["said"]


def test_the_pools_that_may_help_are_named(server: Embedded, tmp_path: Path) -> None:
    words = ("--mutation", "collectPayment", "--mutation", "acceptGoodsQuote", "--max-examples", "3")
    found = run(server, tmp_path, 'ledgerNumber = ["L-1"]', *words, code=3)
    lacking = {
        entry["name"]: entry["lacking_pools"] for entry in found["mutations"] if entry["lacking_pools"]
    }
    assert lacking == {"acceptGoodsQuote": ["accountNumber", "quoteId"], "collectPayment": ["accountNumber"]}
    assert (
        "2 mutations never succeeded: give known values: the pool accountNumber of a profile" in found["said"]
    )
    summary = (tmp_path / "out" / "summary.md").read_text("utf-8")
    assert (
        "2 mutations; what helps: give known values: the pool accountNumber of a profile (2 mutations)"
        in summary
    )


def test_a_token_that_the_target_does_not_take_is_no_pass(server: Embedded, tmp_path: Path) -> None:
    words = ["--url", server.url, "--auth-url", server.auth_url, "--token", "no-such-token", "--seed", "1"]
    chosen = ["--mutation", "collectPayment", "--probe", "valid-input", "--max-examples", "3"]
    result = CliRunner().invoke(main, ["run", *words, *chosen, "--output", str(tmp_path)])
    assert result.exit_code == 3, result.output
    assert "the token was not accepted" in result.stdout
    assert "give known values" not in result.stdout


def test_a_pool_that_fits_nothing_is_named(server: Embedded, tmp_path: Path) -> None:
    found = run(
        server,
        tmp_path,
        f'acountNumber = ["{KNOWN}"]\naccountNumber = ["{KNOWN}"]',
        "--mutation",
        "selfReading",
    )
    assert "the pool 'acountNumber' fits no field" in found["said"]
    assert "'accountNumber'" not in found["said"]
    assert any("acountNumber" in reason for reason in found["reasons"])
