"""How many inputs a second are generated over all mutations: ours and hypothesis-graphql's, side by side.

    python bench/generation.py [examples per mutation and round] [rounds]

Both run in the same process, one mutation after another in turn, so that a busy machine slows both alike.
Nothing is sent. Opaque input types count as text for hypothesis-graphql, which knows no other way.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import process_time
from typing import Any

from graphql import is_scalar_type, is_specified_scalar_type
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy, just
from hypothesis_graphql import mutations as documents
from hypothesis_graphql import nodes

from kraken_conformance.spec import load_contract
from kraken_conformance.strategies import VariableStrategies


def drawn(strategy: SearchStrategy[Any], examples: int, number: int) -> tuple[int, float]:
    """Draw this many examples; return how many came and the seconds that it took."""
    count = 0

    @seed(number)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(_: Any) -> None:
        nonlocal count
        count += 1

    begun = process_time()
    draw()
    return count, process_time() - begun


def main(examples: int = 20, rounds: int = 1) -> None:
    contract = load_contract("oefr")
    ours = VariableStrategies(contract)
    scalars = {
        name: just(nodes.String("text"))
        for name, type_ in contract.schema.type_map.items()
        if is_scalar_type(type_) and not is_specified_scalar_type(type_)
    }
    made: dict[str, Callable[[str], SearchStrategy[Any]]] = {
        "ours": lambda name: ours.variables(contract.mutations[name]),
        "hypothesis-graphql": lambda name: documents(contract.schema, fields=[name], custom_scalars=scalars),
    }
    known = [name for name, mutation in contract.mutations.items() if ours.known(mutation)]
    counts, seconds = dict.fromkeys(made, 0), dict.fromkeys(made, 0.0)
    for number in range(rounds):
        for name in known:
            for who, make in made.items():
                count, spent = drawn(make(name), examples, number)
                counts[who] += count
                seconds[who] += spent
    rates = {who: counts[who] / seconds[who] for who in made}
    for who, rate in rates.items():
        print(f"{who:20} {counts[who]:7} inputs {seconds[who]:7.2f} s {rate:8.0f} inputs/s")
    print(f"{'ratio':20} {rates['ours'] / rates['hypothesis-graphql']:.1f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
