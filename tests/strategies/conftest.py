from __future__ import annotations

from datetime import date

import pytest
from graphql import GraphQLSchema

from kraken_conformance.spec import Contract, load_contract
from kraken_conformance.strategies import VariableStrategies
from tests.strategies.strict import make_strict, schema_of_opaque_types

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def contract() -> Contract:
    contract = load_contract("oefr")
    make_strict(contract.schema)
    return contract


@pytest.fixture(scope="session")
def opaque_schema(contract: Contract) -> GraphQLSchema:
    return schema_of_opaque_types(contract)


@pytest.fixture(scope="session")
def strategies(contract: Contract) -> VariableStrategies:
    return VariableStrategies(contract, today=TODAY)


@pytest.fixture(scope="session")
def strategies_of_target(contract: Contract, opaque_schema: GraphQLSchema) -> VariableStrategies:
    return VariableStrategies(contract, schema=opaque_schema, today=TODAY)
