from __future__ import annotations

import kraken_conformance.spec


def test_what_is_public() -> None:
    assert kraken_conformance.spec.__all__ == [
        "DEFAULT_CONTRACT",
        "Argument",
        "Change",
        "Contract",
        "ContractError",
        "ContractNotFound",
        "Effect",
        "ErrorCode",
        "ErrorFacts",
        "Flow",
        "FlowStep",
        "FormatRule",
        "Given",
        "HeaderFacts",
        "ImportFailure",
        "InputFormat",
        "InvalidContract",
        "Level",
        "LoginFacts",
        "Mutation",
        "Platform",
        "PossibleErrorsFacts",
        "Problem",
        "RefusalReasons",
        "Requirement",
        "ReturnField",
        "Role",
        "Server",
        "Source",
        "Trigger",
        "TriggerStep",
        "Triggers",
        "common_platform",
        "load_contract",
        "load_requirements",
    ]
    assert all(hasattr(kraken_conformance.spec, name) for name in kraken_conformance.spec.__all__)
