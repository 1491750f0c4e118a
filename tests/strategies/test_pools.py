from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kraken_conformance.spec import load_contract
from kraken_conformance.strategies import InvalidPools, Pools, VariableStrategies
from tests.strategies.made_up import contract_with, do_it
from tests.strategies.test_variables import drawn

TYPES = """
input DoItInput { deviceId: ID!, inner: Inner!, kind: Kind!, count: Int! }
input Inner { deviceId: ID!, colour: Colour!, tags: [ID!]! }
enum Kind { ONE TWO }
scalar Colour
"""


def minimal_with(tmp_path: Path, **pools: list[Any]) -> dict[str, Any]:
    contract = contract_with(tmp_path, types=TYPES)
    values = {key.replace("__", ".").replace("type_", "type:"): value for key, value in pools.items()}
    minimal: dict[str, Any] = VariableStrategies(contract, pools=Pools(values)).minimal(do_it(contract))[
        "input"
    ]
    return minimal


def test_a_pool_by_name_goes_to_every_field_of_that_name(tmp_path: Path) -> None:
    minimal = minimal_with(tmp_path, deviceId=["D-1"])
    assert (minimal["deviceId"], minimal["inner"]["deviceId"]) == ("D-1", "D-1")


def test_a_pool_by_path_goes_to_that_place_alone_and_before_the_name(tmp_path: Path) -> None:
    minimal = minimal_with(tmp_path, deviceId=["D-1"], input__inner__deviceId=["D-2"])
    assert (minimal["deviceId"], minimal["inner"]["deviceId"]) == ("D-1", "D-2")


def test_a_pool_by_type_goes_to_every_field_of_the_type(tmp_path: Path) -> None:
    minimal = minimal_with(tmp_path, type_Colour=["#fff"], type_Kind=["TWO"])
    assert (minimal["inner"]["colour"], minimal["kind"]) == ("#fff", "TWO")


def test_values_of_another_type_are_left_out(tmp_path: Path) -> None:
    minimal = minimal_with(tmp_path, count=["many", True, 7], kind=["THREE"])
    assert (minimal["count"], minimal["kind"]) == (7, "ONE")


def test_known_values_come_most_of_the_time_but_not_always(tmp_path: Path) -> None:
    contract = contract_with(tmp_path, types=TYPES)
    pools = Pools({"input.deviceId": ["D-1", "D-2"], "tags": ["T"]})
    strategies = VariableStrategies(contract, pools=pools)
    values = [value["input"] for value in drawn(strategies.variables(do_it(contract)), 1, 300)]
    known = [value["deviceId"] in ("D-1", "D-2") for value in values]
    assert 0.6 < sum(known) / len(known) < 1
    assert any("T" in value["inner"]["tags"] for value in values)
    assert not any(value["inner"]["deviceId"] == "D-1" for value in values)


def test_boundary_cases_start_from_known_values_and_try_each(tmp_path: Path) -> None:
    contract = contract_with(tmp_path, types=TYPES)
    cases = VariableStrategies(contract, pools=Pools({"deviceId": ["D-1", "D-2"]})).boundary(do_it(contract))
    by_label = {case.label: case.variables["input"] for case in cases}
    assert by_label["input.kind: TWO"]["deviceId"] == "D-1"
    assert by_label["input.deviceId: known value 2"]["deviceId"] == "D-2"


@pytest.mark.parametrize("values", [[], "A-00000001", {"a": 1}, 7])
def test_a_pool_that_is_no_list_is_refused_by_name(values: Any) -> None:
    with pytest.raises(InvalidPools, match="accountNumber"):
        Pools({"accountNumber": values})


def test_a_key_that_fits_no_field_is_told(tmp_path: Path) -> None:
    contract = contract_with(tmp_path, types=TYPES)
    pools = {
        "deviceId": ["D-1"],
        "input.inner.deviceId": ["D-2"],
        "tags": ["T"],
        "type:Colour": ["#fff"],
        "deviceID": ["D-3"],
        "input.inner.count": [1],
        "type:Color": ["#fff"],
        "count": ["many"],
    }
    strategies = VariableStrategies(contract, pools=Pools(pools))
    unused = strategies.unused_pools([do_it(contract)])
    assert unused == ("deviceID", "input.inner.count", "type:Color", "count")
    assert strategies.misfits([do_it(contract)])["count"][1] == "Int"
    assert set(strategies.misfits([do_it(contract)])) == {"count"}


def test_fields_that_name_something_are_told_unless_their_values_are_known(tmp_path: Path) -> None:
    types = """
    input DoItInput {
      accountNumber: String!, id: ID, name: String, userId: ID, kindCode: Kind, clientMutationId: String
      bornCode: Date, owners: [Owner!]
    }
    input Owner { key: String, userId: ID }
    enum Kind { ONE TWO }
    scalar Date
    """
    contract = contract_with(tmp_path, types=types)

    def told(**pools: list[Any]) -> tuple[str, ...]:
        strategies = VariableStrategies(contract, pools=Pools(pools) if pools else None)
        return strategies.unknown_references(do_it(contract))

    assert told() == ("accountNumber", "input.id", "userId", "input.owners.key")
    assert told(userId=["U-1"]) == ("accountNumber", "input.id", "input.owners.key")


def test_what_has_a_format_of_its_own_names_nothing() -> None:
    contract = load_contract("oefr")
    strategies = VariableStrategies(contract)
    told = {key for one in contract.mutations.values() for key in strategies.unknown_references(one)}
    assert {"accountNumber", "ledgerNumber", "supplyPointIdentifier"} <= told
    assert told.isdisjoint({"contactTelephoneNumber", "phoneNumber", "idempotencyKey", "iban"})
