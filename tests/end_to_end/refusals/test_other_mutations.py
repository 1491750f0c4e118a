"""What is wrong with one mutation is no finding about another that stands beside it in a document."""

from __future__ import annotations

from pathlib import Path

from kraken_conformance.server import PlantedFault
from tests.end_to_end.refusals.gateway import Asked, gateway, run

PUBLIC = "redeemLoyaltyPointsForAccountCredit"
"""A mutation that needs no token, which stands before others in a document without a token."""

FAULTS = ("path-missing", "type-unknown", "location-zero", "validation-errors-as-text")


def test_errors_of_the_mutation_beside_it_are_not_its_own(tmp_path: Path) -> None:
    beside: list[str] = []

    def before(asked: Asked) -> None:
        if "public: redeem" in asked.document:
            beside.append(asked.document)

    chosen = ("--mutation", PUBLIC, "--mutation", "createReferral", "--mutation", "switchProduct")
    with gateway(before, faults=tuple(PlantedFault(fault, PUBLIC) for fault in FAULTS)) as target:
        ran = run(target, tmp_path, *chosen, "--probe", "no-token", "--probe", "provocation")
    assert any("createReferral(" in document for document in beside)
    found = [one for one in ran.events if one["type"] == "finding"]
    assert {one["requirement"] for one in found} >= {"error.path", "error.type-known"}
    assert {one["mutation"] for one in found} == {PUBLIC}
