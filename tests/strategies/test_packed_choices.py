"""Small choices packed into the bytes of one: every value is reached, and each shrinks by itself."""

from __future__ import annotations

from itertools import product

import pytest

from kraken_conformance.spec import Contract
from kraken_conformance.strategies import Pools, VariableStrategies
from kraken_conformance.strategies.build.packed_choices import (
    ABSENT,
    BASE,
    FEW,
    HERE,
    OPTIONAL_OR_NULL,
    Table,
    digits_for,
    stops_of,
)
from tests.strategies.conftest import TODAY
from tests.strategies.test_variables import drawn, found


@pytest.mark.parametrize("size", [1, 2, 3, 100, 255, 256, 257, 793, 5000])
def test_every_value_of_a_table_has_digits_and_none_far_more_than_others(size: int) -> None:
    table = Table.of(tuple(range(size)))
    stops = table.stops
    counts = dict.fromkeys(range(size), 0)
    for digits in product(range(BASE), repeat=len(stops)):
        counts[table.read(digits, 0)] += 1
    assert min(counts.values()) >= 1
    assert max(counts.values()) <= 2 * min(counts.values()) + BASE
    assert table.read((0, 0), 0) == 0


@pytest.mark.parametrize("size", [1, 3, 100, 256])
def test_the_stops_of_a_table_reach_each_value_once(size: int) -> None:
    table = Table.of(tuple(range(size)))
    assert [table.read((stop,), 0) for stop in table.stops[0]] == list(range(size))


def test_the_stops_of_what_is_said_of_a_field() -> None:
    stops = stops_of(OPTIONAL_OR_NULL)
    assert [OPTIONAL_OR_NULL[stop] for stop in stops] == [ABSENT, HERE, None]
    assert len(OPTIONAL_OR_NULL) == BASE


def test_few_combinations_are_drawn_once_each() -> None:
    strategy = digits_for([(0, 100), (0, 50, 200)])
    assert sorted(drawn(strategy, 1, examples=50)) == sorted(product((0, 100), (0, 50, 200)))


def test_each_digit_shrinks_whatever_its_neighbours_are() -> None:
    strategy = digits_for([tuple(range(BASE))] * 12)
    assert BASE**12 > FEW
    smallest = found(strategy, lambda digits: digits[3] >= 40 and digits[9] >= 200)
    assert list(smallest) == [0, 0, 0, 40, 0, 0, 0, 0, 0, 200, 0, 0]


def test_a_value_of_a_long_table_shrinks_to_the_first(contract: Contract) -> None:
    known = [f"A-{number:08X}" for number in range(1, 900)]
    strategies = VariableStrategies(contract, pools=Pools({"accountNumber": known}), today=TODAY)
    variables = strategies.variables(contract.mutations["createReferral"])
    smallest = found(variables, lambda value: value["input"]["accountNumber"] in known)
    assert smallest["input"]["accountNumber"] == known[0]
    assert (
        len({value["input"]["accountNumber"] for value in drawn(variables, 1, examples=400)} & set(known))
        > 200
    )
