"""Faults in the outcome: requests that mean the same and are not answered the same, and dry runs."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote

from graphql import FragmentSpreadNode, GraphQLSchema, InlineFragmentNode, VariableNode, get_named_type

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.faults.parts.fault import Fault, OnDryRun, OnHttp, OnRefusal, Refused
from kraken_conformance.server.faults.parts.input_needs import input_types
from kraken_conformance.server.faults.parts.needs import need
from kraken_conformance.server.faults.parts.other_codes import undeclared_code
from kraken_conformance.server.http.web import HttpRequest, encode
from kraken_conformance.spec import Effect, Mutation

SKIP = re.compile(r"@skip\s*\(")


@need("an argument and a declared error, and may be sent again")
def repeatable(mutation: Mutation, _: GraphQLSchema) -> bool:
    """Whether the mutation takes something, may refuse it, and does no more when it is sent again."""
    return bool(mutation.errors and mutation.arguments) and Effect.IDEMPOTENT in mutation.effects


@need("an input object of two fields and a declared error, and may be sent again")
def repeatable_with_keys(mutation: Mutation, schema: GraphQLSchema) -> bool:
    """Whether what the mutation takes has keys that have an order."""
    objects = (getattr(get_named_type(type_), "fields", {}) for type_ in input_types(mutation, schema))
    return repeatable.met(mutation, schema) and any(len(fields) > 1 for fields in objects)


@need("declared errors and a return field possibleErrors")
def possible_errors(mutation: Mutation, _: GraphQLSchema) -> bool:
    """Whether a dry run lists errors."""
    return bool(mutation.errors) and mutation.possible_errors is not None


def _refuse_where(condition: Callable[[Call], bool]) -> OnRefusal:
    def judge(refused: Refused | None, call: Call) -> Refused | None:
        return (call.mutation.errors[0], None) if condition(call) else refused

    return OnRefusal(judge)


def _has_literal(call: Call) -> bool:
    arguments = call.root.nodes[0].arguments or ()
    return any(not isinstance(argument.value, VariableNode) for argument in arguments)


def _has_alias(call: Call) -> bool:
    selected = [node.selection_set.selections for node in call.root.nodes if node.selection_set]
    fields = [*call.root.nodes, *(field for fields in selected for field in fields)]
    return any(getattr(field, "alias", None) is not None for field in fields)


def _has_fragment(call: Call) -> bool:
    if call.prepared.fragments:
        return True
    sets = [node.selection_set for node in call.root.nodes if node.selection_set]
    selected = [selection for selection_set in sets for selection in selection_set.selections]
    return any(isinstance(selection, (FragmentSpreadNode, InlineFragmentNode)) for selection in selected)


def _keys_descend(call: Call) -> bool:
    """Whether the first key of an input object comes after its last: true of an order or of its reverse."""
    orders = [list(value) for value in call.variables.values() if isinstance(value, dict) and len(value) > 1]
    return any(keys[0] > keys[-1] for keys in orders)


def _change_list(change: Callable[[list[Any], Call], list[Any]]) -> OnDryRun:
    def apply(value: Any, call: Call) -> Any:
        changed = {
            key: change(part, call) if isinstance(part, list) else part for key, part in (value or {}).items()
        }
        return changed if value else value

    return OnDryRun(apply)


def _add_entry(entries: list[Any], call: Call) -> list[Any]:
    keys = call.contract.platform.possible_errors
    assert keys is not None
    added = {**entries[-1], keys.code: undeclared_code(call), keys.message: "Unforeseen."} if entries else {}
    return [*entries, {key: added.get(key) for key in entries[-1]}] if entries else entries


def _execute(value: Any, call: Call) -> Any:
    executed = call.root.complete(call.seed, {})
    return (
        {key: executed[key] if part is None else part for key, part in value.items()} if value else executed
    )


def _without_skip(request: HttpRequest) -> HttpRequest:
    """Return the request with every `@skip` turned into the `@include` of the same condition."""
    query = quote(SKIP.sub("@include(", unquote(request.query)), safe="=&")
    try:
        found = json.loads(request.body)
    except ValueError:
        return replace(request, query=query) if request.query else request
    if isinstance(found, dict) and isinstance(found.get("query"), str):
        found["query"] = SKIP.sub("@include(", found["query"])
    return replace(request, body=encode(found))


OUTCOME_FAULTS = (
    Fault(
        "literal-refused",
        "equivalent.literal",
        "Input written into the document is refused, as variables it is not.",
        _refuse_where(_has_literal),
        "setLoyaltyPointsUser",
        repeatable,
    ),
    Fault(
        "alias-refused",
        "equivalent.alias",
        "A document with an alias is refused.",
        _refuse_where(_has_alias),
        "updateAccountReference",
        repeatable,
    ),
    Fault(
        "fragment-refused",
        "equivalent.fragment",
        "A document with a fragment is refused.",
        _refuse_where(_has_fragment),
        "updateMetadata",
        repeatable,
    ),
    Fault(
        "key-order-matters",
        "equivalent.key-order",
        "The order of the keys of the input decides whether it is refused.",
        _refuse_where(_keys_descend),
        "updateActivePurchase",
        repeatable_with_keys,
    ),
    Fault(
        "dry-run-forgets-code",
        "dry.lists-codes",
        "A dry run does not list the last of the declared codes.",
        _change_list(lambda entries, call: entries[:-1]),
        "createReferral",
        possible_errors,
    ),
    Fault(
        "dry-run-adds-code",
        "dry.lists-codes",
        "A dry run lists a code that is not declared.",
        _change_list(_add_entry),
        "createReferral",
        possible_errors,
        also={"shape.possible-errors": "the code is not declared for the mutation"},
    ),
    Fault(
        "dry-run-executes",
        "dry.not-executed",
        "A dry run executes the mutation.",
        OnDryRun(_execute),
        "createGoodsQuote",
        possible_errors,
    ),
    Fault(
        "skip-ignored",
        "dry.skip",
        "`@skip(if: true)` on the mutation does not keep it from being executed.",
        OnHttp(lambda request, handler: handler(_without_skip(request))),
        "submitCustomerFeedback",
        also={
            "shape.no-extra-key": "the mutation was not to come at all",
            "shape.field-present": "what is to be skipped within is there, and the other way round",
            "input.valid-accepted": "a field with both directives has one of them twice then",
        },
    ),
)
"""Every fault in the outcome of a request."""
