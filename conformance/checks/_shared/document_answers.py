"""What the checks of documents share: which answers show something, and what they have to be."""

import json
from collections.abc import Callable
from typing import Any

from graphql import GraphQLError, GraphQLSchema, build_schema, execute_sync, parse, validate

from kraken_conformance.checks._shared.control import control_executed
from kraken_conformance.checks._shared.refusal import answered, refused_for_credentials, shown
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.documents.valid import BYTE_ORDER_MARK
from kraken_conformance.spec import Level

LONGEST_EXPECTED = 500
"""Characters of an expected answer that are shown."""

_ANY_SCHEMA = build_schema("type Query { a: Int } type Mutation { a: Int }")


def has_one_answer(requirement: str) -> Callable[[Observation], bool]:
    """Return the condition that a valid document for this requirement was answered, and a plain one before it."""

    def applies(observation: Observation) -> bool:
        return observation.case.about == requirement and _comparable(observation) and observation.is_graphql

    return applies


def must_be_refused(requirement: str) -> Callable[[Observation], bool]:
    """Return the condition that a document that breaks a rule was executed, or refused before that.

    A document without a plain one before it has the mutation skipped in it, and `__typename` beside that.
    """

    def applies(observation: Observation) -> bool:
        if observation.case.about != requirement or not _comparable(observation) or not answered(observation):
            return False
        if _executed(observation):
            return True
        refused = observation.is_request_error or not observation.is_graphql
        return refused and (observation.mutation is None or control_executed(observation))

    return applies


def other_answer(observation: Observation) -> Violations:
    """Yield a violation where a valid document is not answered as the specification has it.

    The order of keys weighs less: the specification asks for it in other words. So does a byte order mark, which no
    client means to send.
    """
    expected = _expected(observation)
    if expected is None:
        return
    came, wanted = _in_order_of_names(observation.data), _in_order_of_names(expected)
    if came != wanted or observation.errors:
        level = Level.SHOULD if observation.case.label == BYTE_ORDER_MARK else None
        yield Violation(("data",), _text(expected), shown(observation), level)
    elif json.dumps(came) != json.dumps(wanted):
        yield Violation(
            ("data",), f"{_text(expected)}, in this order", shown(observation), Level.SHOULD, topic="order"
        )


def _text(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_EXPECTED else f"{text[:LONGEST_EXPECTED]}…"


def _in_order_of_names(value: Any) -> Any:
    """Return a value with its lists of objects in the order of their names: introspection promises no other one."""
    if isinstance(value, dict):
        return {name: _in_order_of_names(inner) for name, inner in value.items()}
    if isinstance(value, list) and all(isinstance(each, dict) for each in value):
        return sorted(value, key=lambda each: str(each.get("name")))
    return value


def executed_all_the_same(observation: Observation) -> Violations:
    """Yield a violation where a document that breaks a rule is executed.

    Nothing is yielded where the target's own schema calls it valid: there it has what the contract has not.
    """
    if not _executed(observation):
        return
    if (
        observation.target.schema is None
        or observation.case.about in NO_VALIDATION
        or not _is_valid(observation)
    ):
        yield Violation(
            ("data",), f"errors and no data, because of {observation.case.label}", shown(observation)
        )


NO_VALIDATION = frozenset({"document.unknown-operation", "document.syntax"})
"""What is wrong with the request or its grammar, and no schema can make good."""


def _executed(observation: Observation) -> bool:
    return isinstance(observation.data, dict) and any(
        value is not None for value in observation.data.values()
    )


def _comparable(observation: Observation) -> bool:
    response = observation.exchange.response
    if response is None or response.status >= 500 or refused_for_credentials(observation):
        return False
    controls = [Observation(exchange, observation.target) for exchange in observation.exchange.before]
    if observation.mutation is None and observation.control is not None:
        controls.append(observation.control)
    return all(isinstance(control.data, dict) and not control.errors for control in controls)


def _expected(observation: Observation) -> Any:
    """Return the value of `data` by the specification, None where the document is not valid for the target."""
    operation = observation.case.operation
    assert operation is not None
    schema: GraphQLSchema = observation.target.schema or _ANY_SCHEMA
    result = execute_sync(
        schema,
        parse(operation.document),
        variable_values=dict(observation.case.variables),
        operation_name=operation.name or None,
    )
    return None if result.errors else result.data


def _is_valid(observation: Observation) -> bool:
    assert observation.case.operation is not None
    assert observation.target.schema is not None
    try:
        return not validate(
            observation.target.schema, parse(observation.case.operation.document), max_errors=1
        )
    except GraphQLError:
        return False
