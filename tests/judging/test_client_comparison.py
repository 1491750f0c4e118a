"""Whether a target tells clients apart is a question of counts, and of chance."""

from __future__ import annotations

import pytest

from kraken_conformance.events import Event
from kraken_conformance.judging.client_comparison import told_apart


def result(mutation: str, own: tuple[int, int], others: tuple[int, int]) -> Event:
    """Return the result of a probe: of valid inputs, those that succeeded and all, by who sent them."""
    counted = {
        "valid": {"succeeded": own[0] + others[0], "sent": own[1] + others[1]},
        "valid_as_others": {"succeeded": others[0], "sent": others[1]},
    }
    return {"type": "result", "mutation": mutation, "server": "API", "probe": "valid-input", **counted}  # type: ignore[return-value,typeddict-item]


def test_a_mutation_that_succeeds_for_this_tool_alone_is_named() -> None:
    said = list(told_apart([result("a", (60, 60), (0, 20)), result("b", (60, 60), (20, 20))]))
    assert said == [
        "a: valid input succeeded 60 of 60 times under the name of this tool, and 0 of 20 times as other clients "
        "send it"
    ]


def test_many_mutations_with_few_inputs_show_it_together() -> None:
    said = list(told_apart([result(f"m{number}", (3, 3), (0, 1)) for number in range(60)]))
    assert said == [
        "all mutations together: valid input succeeded 180 of 180 times under the name of this tool, and 0 of 60 times "
        "as other clients send it"
    ]


@pytest.mark.parametrize(
    ("own", "others"),
    [
        ((60, 60), (20, 20)),
        ((0, 60), (0, 20)),
        ((30, 60), (5, 20)),
        ((1, 1), (0, 1)),
        ((3, 60), (0, 20)),
        ((0, 0), (0, 20)),
        ((40, 60), (20, 20)),
    ],
)
def test_what_chance_explains_is_not_reported(own: tuple[int, int], others: tuple[int, int]) -> None:
    assert not list(told_apart([result("a", own, others)]))
