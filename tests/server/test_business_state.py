"""What a server that remembers refuses beyond its flows."""

from __future__ import annotations

from typing import Any

import pytest

from kraken_conformance.server.rules.business_state import ONCE, BusinessState
from kraken_conformance.spec import Contract

QUOTE = {"input": {"quoteRequestCode": "c"}}
PAIR = {"input": {"sourceLedgerNumber": "L-1", "targetLedgerNumber": "L-2"}}
ACCOUNT = {"input": {"accountNumber": "A-1"}}


def repayment(amount: int) -> dict[str, Any]:
    return {"input": {"idempotencyKey": "k", "amountInMinorUnit": amount}}


def test_what_was_done_once_is_refused() -> None:
    state = BusinessState()
    assert state.refusal("acceptQuote", QUOTE, ()) is None
    state.note("acceptQuote", QUOTE, 1)
    assert state.refusal("acceptQuote", QUOTE, ()) == "KT-FR-4618"
    assert state.refusal("acceptQuote", {"input": {"quoteRequestCode": "d"}}, ()) is None
    assert state.age("acceptQuote", QUOTE) is not None


def test_what_was_undone_can_be_done_again() -> None:
    state = BusinessState()
    state.note("createCreditTransferPermission", PAIR, 1)
    assert state.refusal("createCreditTransferPermission", PAIR, ()) == "KT-CT-3829"
    state.note("terminateCreditTransferPermission", PAIR, 2)
    assert state.refusal("createCreditTransferPermission", PAIR, ()) is None


def test_a_key_belongs_to_one_request() -> None:
    state = BusinessState()
    state.note("submitRepaymentRequest", repayment(1), 7)
    assert state.seed_of("submitRepaymentRequest", repayment(1)) == 7
    assert state.seed_of("submitRepaymentRequest", repayment(2)) is None
    assert state.refusal("submitRepaymentRequest", repayment(2), ("KT-CT-3928",)) == "KT-CT-3928"
    assert state.refusal("submitRepaymentRequest", repayment(2), ()) is None


@pytest.mark.parametrize("end", ["resumeControl", "deviceRegistration"])
def test_a_suspended_device_does_not_charge(end: str) -> None:
    state = BusinessState()
    state.note("suspendControl", ACCOUNT, 1)
    assert state.refusal("triggerBoostCharge", ACCOUNT, ()) == "KT-CT-4357"
    assert state.refusal("triggerTestCharge", ACCOUNT, ()) == "KT-CT-4355"
    state.note(end, ACCOUNT, 2)
    assert state.refusal("triggerBoostCharge", ACCOUNT, ()) is None


def test_each_rule_speaks_of_a_code_that_the_mutation_declares(contract: Contract) -> None:
    for rule in ONCE:
        assert rule.code in contract.mutations[rule.mutation].errors
        assert rule.undone_by is None or rule.undone_by in contract.mutations
