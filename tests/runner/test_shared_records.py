"""Which cases are sent by themselves, since others may change the record that they are about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kraken_conformance.model.case import Case, Due, Taken
from kraken_conformance.runner.sending.walk_scheduler import shares_its_record
from tests.probes.test_state import case_for

DEVICE = "mfa-device: a device that was deleted before"
AGREEMENT = "contribution-agreement: an agreement that was ended before"


def test_a_device_of_a_method_is_the_only_one_that_an_account_has() -> None:
    assert shares_its_record(case_for("validateMfaDevice", DEVICE))


def test_what_an_answer_gave_or_has_a_name_of_its_own_is_no_one_elses() -> None:
    assert not shares_its_record(case_for("endContributionAgreement", AGREEMENT))
    named = Case(
        "state", "API", "m", variables={"input": {"id": "x-17"}}, fresh=("x-17",), due=_due(after=True)
    )
    assert not shares_its_record(named)
    assert shares_its_record(replace(named, variables={"input": {"id": "A-1"}}))
    taken = Taken(0, ("id",), ("input", "id"), "ID")
    assert not shares_its_record(replace(named, variables={}, takes=(taken,)))


@pytest.mark.parametrize("due", [None, "input"])
def test_what_no_step_before_decides_shares_nothing(due: str | None) -> None:
    case = Case("state", "API", "m", variables={"input": {"id": "A-1"}})
    assert not shares_its_record(case if due is None else replace(case, due=_due(after=False)))


def _due(*, after: bool) -> Due:
    return Due(("KT-CT-1150",), "a condition", after_steps=after)
