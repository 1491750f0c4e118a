from __future__ import annotations

import kraken_conformance.spec


def test_what_is_public() -> None:
    assert kraken_conformance.spec.__all__ == [
        "AUTHORIZATION_MISSING",
        "Argument",
        "Contract",
        "ContractError",
        "ContractNotFound",
        "Effect",
        "ErrorCode",
        "Flow",
        "FlowStep",
        "FormatRule",
        "Given",
        "ImportFailure",
        "InputFormat",
        "InvalidContract",
        "Level",
        "Mutation",
        "Problem",
        "RefusalReasons",
        "Requirement",
        "ReturnField",
        "Role",
        "Server",
        "Source",
        "load_contract",
        "load_requirements",
    ]
    assert all(hasattr(kraken_conformance.spec, name) for name in kraken_conformance.spec.__all__)
