"""The reference server that remembers: what it takes, and what a run reaches on it with and without flows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kraken_conformance.server import PlantedFault, ServerSettings
from kraken_conformance.server.core.app import create_handler
from kraken_conformance.server.rules.memory import Memory
from kraken_conformance.spec import Contract, load_contract
from tests.server.conftest import Local

CREATE = """mutation ($input: CreateContributionAgreementInput!) {
  made: createContributionAgreement(input: $input) { given: contributionAgreement { number: id } }
}"""
END = """mutation ($input: EndContributionAgreementInput!) {
  endContributionAgreement(input: $input) { contributionAgreement { id } }
}"""
AGREEMENT = {
    "accountNumber": "A-00000001",
    "activeFrom": "2030-01-01T00:00:00Z",
    "amount": 500,
    "interval": "MONTHLY",
    "schemeCode": "a",
}
CREATE_MFA = "mutation ($input: CreateMfaDeviceInputType!) { createMfaDevice(input: $input) { totpSecret } }"
VALIDATE_MFA = (
    "mutation ($input: ValidateMfaDeviceInputType!) { validateMfaDevice(input: $input) { deviceIsValid } }"
)
DELETE_MFA = (
    "mutation ($input: DeleteMfaDeviceInputType!) { deleteMfaDevice(input: $input) { deviceDeleted } }"
)


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract("oefr")


Make = Callable[..., Local]


@pytest.fixture
def make(contract: Contract) -> Make:
    def local(**settings: Any) -> Local:
        return Local(create_handler(contract, ServerSettings(**settings)))

    return local


def created(local: Local, **changes: Any) -> str:
    """Return the id of a new agreement, asked for under aliases."""
    body = local.post(CREATE, {"input": {**AGREEMENT, **changes}})
    number: str = body["data"]["made"]["given"]["number"]
    return number


def ended(local: Local, id_: str) -> str | None:
    return local.code(END, {"input": {"contributionAgreementId": id_}})


def test_only_what_was_given_out_and_has_not_ended_is_taken(make: Make) -> None:
    local = make(stateful=True)
    assert ended(local, "123") == "KT-CT-9603"
    id_ = created(local)
    assert ended(local, id_) is None
    assert ended(local, id_) == "KT-CT-9604"
    other = created(local)
    assert other != id_
    assert ended(local, other) is None


def test_what_flows_need_is_never_null(make: Make) -> None:
    local = make(stateful=True)
    assert len({created(local) for _ in range(100)}) > 90


def test_an_ordinary_server_takes_everything_again_and_again(make: Make) -> None:
    local = make()
    assert [ended(local, "123"), ended(local, "123")] == [None, None]


def test_what_was_refused_gives_nothing(make: Make) -> None:
    local = make(stateful=True)
    assert local.code(CREATE, {"input": {**AGREEMENT, "amount": 0}}) == "KT-CT-9605"
    id_ = created(local)
    assert local.code(END, {"input": {"contributionAgreementId": id_}}, token=None) == "KT-CT-1112"
    assert ended(local, id_) is None


def test_a_dry_run_gives_and_ends_nothing(make: Make) -> None:
    local = make(stateful=True)
    dry = {"x-kraken-possible-errors": "true"}
    local.post(CREATE_MFA, {"input": {"mfaMethod": "SMS"}}, server="AUTH", headers=dry)
    assert local.code(DELETE_MFA, {"input": {"mfaMethod": "SMS"}}, server="AUTH") == "KT-CT-1150"
    local.post(CREATE_MFA, {"input": {"mfaMethod": "SMS"}}, server="AUTH")
    local.post(DELETE_MFA, {"input": {"mfaMethod": "SMS"}}, server="AUTH", headers=dry)
    assert local.code(DELETE_MFA, {"input": {"mfaMethod": "SMS"}}, server="AUTH") is None


def test_an_mfa_device_is_created_validated_and_deleted(make: Make) -> None:
    local = make(stateful=True)

    def code(document: str, **given: str) -> str | None:
        return local.code(document, {"input": given}, server="AUTH")

    assert code(VALIDATE_MFA, mfaMethod="EMAIL", token="1") == "KT-CT-1150"
    assert code(CREATE_MFA, mfaMethod="EMAIL") is None
    assert code(VALIDATE_MFA, mfaMethod="EMAIL", token="1") is None
    assert code(VALIDATE_MFA, mfaMethod="TOTP", token="1") == "KT-CT-1150"
    assert code(DELETE_MFA, mfaMethod="EMAIL") is None
    assert code(VALIDATE_MFA, mfaMethod="EMAIL", token="1") == "KT-CT-1150"


def test_every_refusal_of_the_shipped_flows_is_declared(contract: Contract) -> None:
    for flow in contract.flows.values():
        for step in flow.steps.values():
            assert step.refusal is None or step.refusal in contract.mutations[step.mutation].errors
            assert (step.refusal is None) is not bool(step.takes)


def test_memory_is_bounded(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kraken_conformance.server.rules.memory.MOST_RECORDS", 3)
    memory = Memory(contract)

    def names(numbers: Iterator[int] | range) -> list[bool]:
        return [
            memory.refusal("deletePushNotificationBinding", {"input": {"token": f"t{number}"}}, "owner")
            is None
            for number in numbers
        ]

    for number in range(5):
        memory.note("registerPushNotificationBinding", {"input": {"token": f"t{number}"}}, {}, "owner")
    assert names(range(5)) == [False, False, True, True, True]


def test_the_fault_after_the_end_shows_after_the_end_alone(make: Make) -> None:
    local = make(faults=(PlantedFault("code-undeclared-after-end", "endContributionAgreement"),))
    declared = load_contract("oefr").mutations["endContributionAgreement"].errors
    assert ended(local, "123") is None
    id_ = created(local)
    assert ended(local, id_) is None
    assert ended(local, id_) not in (None, *declared)
    created(local)
    assert ended(local, id_) is None
