"""The variables of a mutation stay few and small, however large its input may be by a target's own schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from kraken_conformance.strategies import VariableStrategies
from tests.strategies.made_up import contract_with, do_it


def _levels(count: int, field: str) -> str:
    """Return inputs that hold ten of the next one each."""
    inner = "".join(f"f{number}: {field} " for number in range(10))
    levels = "".join(f"input Level{n} {{ {inner.replace('NEXT', f'Level{n + 1}')} }} " for n in range(count))
    return (
        f"input DoItInput {{ {inner.replace('NEXT', 'Level0')} }} {levels} input Level{count} {{ end: Int }}"
    )


ALL = "".join(f"f{number}: Level{number} " for number in range(60))

LARGE = {
    "levels of ten": _levels(9, "NEXT"),
    "levels of lists of ten": _levels(6, "[NEXT!]!"),
    "each holds all others": f"input DoItInput {{ {ALL} }} "
    + "".join(f"input Level{number} {{ {ALL} }} " for number in range(60)),
    "one within the other": "input DoItInput { own: Level0 } "
    + "".join(f"input Level{number} {{ own: Level{number + 1} }} " for number in range(800))
    + "input Level800 { end: Int }",
    "an enum of many values": "input DoItInput { own: Many } enum Many {"
    + " ".join(f"NO_SUCH_VALUE{'_' * number}" for number in range(1_500))
    + "}",
}


@pytest.mark.parametrize("types", LARGE.values(), ids=LARGE)
def test_the_cases_stay_few_and_small(types: str, tmp_path: Path) -> None:
    contract = contract_with(tmp_path, types=types)
    strategies = VariableStrategies(contract)
    cases = [
        *strategies.boundary(do_it(contract)),
        *strategies.choices(do_it(contract)),
        *strategies.faulty(do_it(contract)),
    ]
    assert 0 < len(cases) < 4_000
    assert max(len(json.dumps(case.variables)) for case in cases) < 200_000

    @settings(
        max_examples=5,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategies.variables(do_it(contract)))
    def drawn(variables: object) -> None:
        assert len(json.dumps(variables)) < 200_000

    drawn()
