"""Runs under the profiles of GraphQL over HTTP, against servers that are made to one of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kraken_conformance.cli.main import main
from kraken_conformance.server import ServerSettings, start_server
from kraken_conformance.spec.loading.http_profile import VERSIONS

OF_OTHERS = {"2025-10": "http.2026-09-", "2026-09": "http.audit-"}
OWN = {"2025-10": "http.audit-", "2026-09": "http.2026-09-"}


def results(made_to: str, output: Path, *words: str) -> dict[str, Any]:
    """Return the results of a run of the audits against a server made to a profile."""
    with start_server(ServerSettings(http_profile=made_to), contract="oefr") as server:
        given = ["--url", server.url, "--token", server.token, "--output", str(output)]
        chosen = ["--mutation", "createReferral", "--probe", "http-audits", *words]
        CliRunner().invoke(main, ["run", *given, *chosen])
    found: dict[str, Any] = json.loads((output / "results.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("made_to", VERSIONS)
def test_a_server_is_held_to_the_profile_that_it_is_made_to(tmp_path: Path, made_to: str) -> None:
    found = results(made_to, tmp_path)
    assert found["findings"] == []
    profiles = {one["profile"]: one for one in found["http_profiles"]}
    assert [name for name, one in profiles.items() if one["held"]] == [made_to]
    assert profiles[made_to]["failed"] == []
    (other,) = profiles.keys() - {made_to}
    assert profiles[other]["failed"]
    assert profiles[other]["passed"]
    assert not any(id_.startswith(OF_OTHERS[made_to]) for id_ in found["requirements"])


@pytest.mark.parametrize(("made_to", "asked"), [("2025-10", "2026-09"), ("2026-09", "2025-10")])
def test_a_profile_that_is_asked_for_is_the_one_that_counts(tmp_path: Path, made_to: str, asked: str) -> None:
    found = results(made_to, tmp_path, "--http-profile", asked)
    assert [(one["profile"], one["held"]) for one in found["http_profiles"]] == [(asked, True)]
    assert {finding["requirement"] for finding in found["findings"]} == set(
        found["http_profiles"][0]["failed"]
    )
    assert all(finding["requirement"].startswith(OWN[asked]) for finding in found["findings"])
    assert not any(finding["decides"] for finding in found["findings"])


def test_a_profile_that_does_not_exist_is_refused() -> None:
    done = CliRunner().invoke(main, ["run", "--http-profile", "2027-01"])
    assert done.exit_code == 2
    assert "2026-09" in done.output
