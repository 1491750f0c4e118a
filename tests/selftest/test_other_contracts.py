"""The matrix on a contract with other names for everything, three sites and four mutations."""

from pathlib import Path

import pytest

from kraken_conformance.selftest.matrix import run_matrix
from kraken_conformance.server.faults.registry import FAULTS

THREE_SITES = Path(__file__).parents[1] / "end_to_end" / "contracts" / "three_sites"

SHOWN = (
    *("path-missing", "mutation-behind-another-lets-through", "token-in-header", "malformed-token-crashes"),
    *("description-as-object", "input-path-nowhere", "error-with-data", "variables-anywhere-here"),
    *("dry-run-executes", "dry-run-adds-code", "key-order-matters", "mojibake", "wrong-kind-accepted"),
)
NOT_SHOWN = {
    "type-unknown": "the contract lists no types of errors",
    "union-not-found-by-name": "no mutation has a union in its schema",
    "many-items-crash": "no mutation has a list in its input",
    "no-token-other-code": "no code of its own says that something is not allowed, or that a token is bad",
    "key-order-matters": "no mutation beside the login may be sent again",
}


@pytest.mark.slow
def test_faults_are_found_on_another_contract_or_it_says_what_is_missing() -> None:
    faults = [FAULTS[id_] for id_ in {*SHOWN, *NOT_SHOWN}]
    matrix = run_matrix(THREE_SITES, faults, processes=2, seed=0, max_examples=20)
    assert {row.fault.id: row.stray for row in matrix.rows if not row.killed or row.stray} == {}
    assert matrix.false_alarms == {}
    assert dict(matrix.not_shown) == NOT_SHOWN
