"""What is said of known values at the end of a run: those that were of no use, and those that would have been."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kraken_conformance.runner.pool_advice import lacking_pools, unused_pools
from kraken_conformance.runner.request.prepared_run import PreparedRun
from tests.judging.test_verdict import REFUSAL, answer, result
from tests.runner.prepared import prepared

NAME = "updateAccountBillingEmail"


def run(*names: str, pools: dict[str, Any] | None = None, **more: Any) -> PreparedRun:
    options = prepared(mutations=names or (NAME,), **more)
    return replace(options, pools={key: (value,) for key, value in (pools or {}).items()})


def test_without_pools_none_is_unused() -> None:
    assert unused_pools(run(), {}) == []


def test_a_pool_that_fits_no_field_is_named() -> None:
    pools = {"accountNumber": "A-1", "licencePlate": "AB-123"}
    (said,) = unused_pools(run(pools=pools), {})
    assert said.startswith("the pool 'licencePlate' fits no field of the selected mutations")


def test_a_pool_whose_values_are_not_of_the_type_of_its_field_is_named_with_it() -> None:
    (said,) = unused_pools(run(pools={"accountNumber": 5}), {})
    assert "by no name" not in said
    assert said == (
        "the pool 'accountNumber' fits no field of the selected mutations, as none of its values is of the type of "
        "`input.accountNumber`, String; see docs/profiles.md"
    )


def test_a_pool_of_a_mutation_that_was_not_selected_is_named_too() -> None:
    assert len(unused_pools(run("obtainKrakenToken", pools={"accountNumber": "A-1"}), {})) == 1


def test_a_pool_that_a_trigger_asks_for_is_of_use() -> None:
    options = run()
    asked = sorted(options.contract.triggers.pools)
    assert asked
    assert unused_pools(replace(options, pools=dict.fromkeys(asked, ("1",))), {}) == []


def valid(*answers: dict[str, Any], codes: int = 1, **more: Any) -> Any:
    return {**result(NAME, *answers, **more), "errors_observed": {"KT-CT-4122": codes} if codes else {}}


def test_a_mutation_that_met_errors_alone_lacks_what_its_input_refers_to() -> None:
    found = lacking_pools(run(), {}, [valid(REFUSAL)])
    assert list(found) == [NAME]
    assert "accountNumber" in found[NAME]


@pytest.mark.parametrize(
    "events",
    [
        [],
        [valid(REFUSAL), valid(answer("success"))],
        [valid(REFUSAL, codes=0)],
        [valid(REFUSAL, probe="flow")],
        [valid(REFUSAL, state="interrupted")],
    ],
)
def test_what_succeeded_or_was_not_refused_lacks_nothing(events: list[Any]) -> None:
    assert lacking_pools(run(), {}, events) == {}


def test_nothing_is_lacking_in_a_dry_run_or_where_the_pool_is_given() -> None:
    assert lacking_pools(run(dry_run=True), {}, [valid(REFUSAL)]) == {}
    assert "accountNumber" not in lacking_pools(
        run(pools={"accountNumber": "A-1"}), {}, [valid(REFUSAL)]
    ).get(NAME, [])
