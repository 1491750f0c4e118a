"""What is called valid always coerces, what is called invalid never does."""

from __future__ import annotations

import json
from datetime import date

import pytest
from graphql import GraphQLError, GraphQLSchema, build_schema, specified_scalar_types
from hypothesis import HealthCheck, Phase, given, settings

from kraken_conformance.spec import Contract, load_contract
from kraken_conformance.spec.export.contract_export import export
from kraken_conformance.strategies import FAULT_KINDS, VariableStrategies
from kraken_conformance.strategies.types.scalars import SCALARS
from tests.strategies.strict import is_valid

MUTATIONS = sorted(load_contract("oefr").mutations)
OPAQUE = {
    "acceptQuote",
    "checkMeterPointsEligibility",
    "checkoutQuote",
    "createSourceFundRequest",
    "reauthenticateDevice",
    "requestQuote",
    "runMeterPointPmaxAnalysis",
    "selfReading",
    "sendPmaxEmailSummary",
    "setActivationProcessSwitchReadings",
    "switchProduct",
    "updateIndustryConsentData",
}


@pytest.fixture
def target(name: str, opaque_schema: GraphQLSchema) -> GraphQLSchema | None:
    return opaque_schema if name in OPAQUE else None


@pytest.fixture
def used(
    name: str, strategies: VariableStrategies, strategies_of_target: VariableStrategies
) -> VariableStrategies:
    return strategies_of_target if name in OPAQUE else strategies


@pytest.mark.parametrize("name", MUTATIONS)
def test_generated_variables_coerce(
    name: str, contract: Contract, used: VariableStrategies, target: GraphQLSchema | None
) -> None:
    mutation = contract.mutations[name]

    @settings(max_examples=15, database=None, deadline=None, phases=[Phase.generate], derandomize=True,
              suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
    @given(used.variables(mutation))
    def coerces(variables: dict[str, object]) -> None:
        assert is_valid(contract, mutation, target, variables)
        json.dumps(variables, allow_nan=False).encode()

    coerces()


@pytest.mark.parametrize("name", MUTATIONS)
def test_enumerated_variables_coerce(
    name: str, contract: Contract, used: VariableStrategies, target: GraphQLSchema | None
) -> None:
    mutation = contract.mutations[name]
    cases = used.boundary(mutation)
    assert cases[0].variables == used.minimal(mutation)
    assert [case.label for case in cases if not is_valid(contract, mutation, target, case.variables)] == []
    assert len({case.label for case in cases}) == len(cases) <= 400


@pytest.mark.parametrize("name", MUTATIONS)
def test_single_faults_never_coerce(
    name: str, contract: Contract, used: VariableStrategies, target: GraphQLSchema | None
) -> None:
    mutation = contract.mutations[name]
    faults = used.faulty(mutation)
    assert [fault for fault in faults if is_valid(contract, mutation, target, fault.variables)] == []
    assert {fault.kind for fault in faults} <= set(FAULT_KINDS)


def test_the_opaque_mutations_are_known_only_with_a_schema(
    contract: Contract, strategies: VariableStrategies, strategies_of_target: VariableStrategies
) -> None:
    assert {name for name, mutation in contract.mutations.items() if not strategies.known(mutation)} == OPAQUE
    assert all(strategies_of_target.known(contract.mutations[name]) for name in OPAQUE)
    assert {strategies.boundary(contract.mutations[name]) for name in OPAQUE} == {()}


@pytest.mark.parametrize("name", sorted(OPAQUE))
def test_what_is_wrong_whatever_the_fields_may_be(
    name: str, contract: Contract, strategies: VariableStrategies, opaque_schema: GraphQLSchema
) -> None:
    mutation = contract.mutations[name]
    faults = strategies.faulty(mutation)
    assert {fault.kind for fault in faults} <= {"missing-required", "null-for-non-null"}
    assert [fault for fault in faults if is_valid(contract, mutation, opaque_schema, fault.variables)] == []


@pytest.mark.parametrize("name", sorted(OPAQUE))
def test_an_opaque_type_that_the_target_has_as_a_scalar_takes_any_json(name: str, contract: Contract) -> None:
    mutation = contract.mutations[name]
    schema = build_schema(export(contract, "sdl", server=mutation.server))
    used = VariableStrategies(contract, schema=schema)
    assert used.known(mutation)
    assert used.minimal(mutation) == {argument.name: {} for argument in mutation.arguments}
    values = [value for case in used.boundary(mutation) for value in case.variables.values()]
    assert {type(value) for value in values} >= {dict, list, str, bool}
    assert {fault.kind for fault in used.faulty(mutation)} <= {"missing-required", "null-for-non-null"}
    assert used.guessed_scalars(mutation) == {
        str(argument.type).strip("!") for argument in mutation.arguments
    }


@pytest.mark.parametrize(("type_", "text"), [("Int", "12"), ("Float", "1.5"), ("Boolean", "true")])
def test_text_for_a_number_has_numeric_content(type_: str, text: str) -> None:
    """GraphQL, section 3.5.1: strings with numeric content are refused. Who reads numbers from text refuses "12x"."""
    (fault,) = (one for one in SCALARS[type_](date(2026, 3, 1)).faults if isinstance(one.value, str))
    assert fault.value == text
    assert json.loads(fault.value) is not None, "a reader of numbers takes it"
    with pytest.raises(GraphQLError):
        specified_scalar_types[type_].parse_value(text)
