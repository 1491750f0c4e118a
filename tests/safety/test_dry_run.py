"""What a dry run sends: nothing that is executed, whatever the target honours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kraken_conformance.cli.main import main
from kraken_conformance.spec import load_contract
from tests.headers import DRY_RUN_HEADERS
from tests.safety.recorder import Recorder, recording

SELECTED = ("createAccountReference", "updateAccountReference", "endContributionAgreement")


def run(recorder: Recorder, tmp_path: Path) -> tuple[int, list[dict[str, Any]]]:
    selection = [word for name in SELECTED for word in ("--mutation", name)]
    call = ["run", "--dry-run", "--url", recorder.url, "--token", "JWT abc.def.ghi", *selection]
    result = CliRunner().invoke(main, [*call, "--output", str(tmp_path / "out")])
    events = [
        json.loads(line) for line in (tmp_path / "out" / "evidence.jsonl").read_text("utf-8").splitlines()
    ]
    return result.exit_code, [event for event in events if event["type"] == "result"]


def is_dry(request: Any) -> bool:
    return any(name in request.headers for name in DRY_RUN_HEADERS)


def test_everything_that_names_a_mutation_is_skipped_or_dry(tmp_path: Path) -> None:
    with recording() as recorder:
        code, results = run(recorder, tmp_path)
    named = list(recorder.naming_mutations())
    assert named
    assert all(skipped or is_dry(request) for request, skipped in named)
    assert (code, {result["state"] for result in results}) == (3, {"done"})
    assert {result["probe"] for result in results} == {"dry-run", "http-audits", "introspection", "schema"}
    assert any(result["succeeded"] for result in results if result["probe"] == "dry-run")


def test_skip_is_proven_on_a_query_first_and_then_without_a_mutation(tmp_path: Path) -> None:
    with recording() as recorder:
        run(recorder, tmp_path)
    first_of_a_mutation = recorder.requests.index(next(recorder.naming_mutations())[0])
    before = [request.body.decode() for request in recorder.requests[:first_of_a_mutation]]
    proofs = [body for body in before if "skipped: __typename @skip(if: true)" in body]
    assert ["query" in proofs[0].split("{")[1], "mutation" in proofs[1]] == [True, True]
    assert len(proofs) == 2


def test_where_skip_is_not_honoured_nothing_is_skipped(tmp_path: Path) -> None:
    with recording(honours_skip=False) as recorder:
        code, results = run(recorder, tmp_path)
    assert all(is_dry(request) and not skipped for request, skipped in recorder.naming_mutations())
    blocked = [result for result in results if result["probe"] == "dry-run"]
    assert {result["state"] for result in blocked} == {"blocked"}
    assert all("@skip" in result["reason"] for result in blocked)
    assert code == 3


@pytest.mark.parametrize("skip", [True, False])
def test_where_the_header_is_not_honoured_the_proof_executes_nothing(tmp_path: Path, skip: bool) -> None:
    with recording(honours_header=False, honours_skip=skip) as recorder:
        code, _ = run(recorder, tmp_path)
    bare = [request for request, skipped in recorder.naming_mutations() if not skipped]
    assert bare
    contract = load_contract("oefr")
    for request in bare:
        assert "authorization" not in request.headers
        name = next(name for name in contract.mutations if f" {name}(" in request.body.decode())
        assert contract.mutations[name].needs_token
    assert code == 3  # nothing was executed, so nothing is shown to work
