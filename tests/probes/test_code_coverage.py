"""Why nothing is sent that is due to raise a code."""

from __future__ import annotations

from kraken_conformance.model.cases import Cases
from kraken_conformance.probes._shared.code_coverage import IN_A_FLOW, NO_FIELD
from kraken_conformance.strategies import Pools
from kraken_conformance.target.view import TargetView
from tests.probes.listing import everything, given, own_schema, shipped

PROBE = "provocation"


def reasons(mutation: str, view: TargetView | None = None) -> dict[str, str]:
    made = given(PROBE, mutation, view)
    assert isinstance(made, Cases)
    return dict(made.not_tried)


def test_every_declared_code_is_tried_or_there_is_a_reason() -> None:
    for mutation, made in everything(PROBE):
        if not isinstance(made, Cases):
            assert not mutation.errors
            continue
        tried = {code for case in made.fixed if case.due for code in case.due.codes}
        assert set(mutation.errors) - tried - set(made.not_tried) <= {"KT-CT-1112"}


def test_the_reasons() -> None:
    assert reasons("redeemReferralClaimCode")["KT-CT-1113"] == "the operator has switched the field off"
    assert reasons("collectPayment")["KT-CT-3820"] == NO_FIELD
    assert reasons("submitRepaymentRequest")["KT-CT-3928"] == IN_A_FLOW
    assert reasons("updateAutoTopUpAmount")["KT-CT-3815"].endswith("give one in the pool KT-CT-3815")


def test_a_value_in_the_pool_is_tried() -> None:
    contract = shipped()
    pools = Pools({"KT-CT-3815": ["A-F0003815"]})
    view = TargetView(contract, contract.servers["API"], own_schema("API"), True, pools=pools)
    assert "KT-CT-3815" not in reasons("updateAutoTopUpAmount", view)
