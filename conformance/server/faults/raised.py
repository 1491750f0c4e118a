"""Faults in the errors that a mutation raises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphql import (
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_object_type,
)

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.faults.fault import Fault, OnBody, OnError, OnHttp
from kraken_conformance.server.faults.other_codes import undeclared_code
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest, refuse
from kraken_conformance.spec import ErrorFacts, Mutation

LOYALTY = "redeemLoyaltyPointsForAccountCredit"
"""A mutation that needs no token and refuses some inputs: its errors speak of nothing but themselves."""


def _raises(mutation: Mutation, _: GraphQLSchema) -> bool:
    return bool(mutation.errors)


def _gives_reasons(mutation: Mutation, _: GraphQLSchema) -> bool:
    return mutation.gives_reasons


def _with(**changes: Any) -> Callable[[dict[str, Any], Call], Any]:
    return lambda error, call: {**error, **changes}


def _without(key: str) -> Callable[[dict[str, Any], Call], Any]:
    return lambda error, call: {name: value for name, value in error.items() if name != key}


def _extensions(**changes: Any) -> Callable[[dict[str, Any], Call], Any]:
    return lambda error, call: {**error, "extensions": {**error["extensions"], **changes}}


def _named(change: Callable[[ErrorFacts, dict[str, Any], Call], dict[str, Any]]) -> Any:
    """Return a change of the extensions that goes by the platform's names of their keys."""

    def apply(error: dict[str, Any], call: Call) -> Any:
        changes = change(call.contract.platform.errors, error["extensions"], call)
        return {**error, "extensions": {**error["extensions"], **changes}}

    return apply


def _without_code(error: dict[str, Any], call: Call) -> Any:
    key = call.contract.platform.errors.code
    kept = {name: value for name, value in error["extensions"].items() if name != key}
    return {**error, "extensions": kept}


def _beheaded(code: str) -> str:
    """Return a code without its first part, which is no code any more."""
    return code.partition("-")[2] or code[1:]


def _reasons(change: Callable[[list[str]], Any]) -> Callable[[dict[str, Any], Call], Any]:
    def apply(error: dict[str, Any], call: Call) -> Any:
        known = {
            entry.refusal_reasons.extension
            for entry in call.contract.errors.values()
            if entry.refusal_reasons
        }
        changed = {
            name: change(value) if name in known else value for name, value in error["extensions"].items()
        }
        return {**error, "extensions": changed}

    return apply


def _errors(change: Callable[[list[Any]], Any]) -> Callable[[dict[str, Any], Call], Any]:
    return lambda body, call: {**body, "errors": change(body["errors"])} if body.get("errors") else body


def _partial_data(body: dict[str, Any], call: Call) -> Any:
    if not body.get("errors") or not isinstance(body.get("data"), dict):
        return body
    return {**body, "data": {**body["data"], call.root.key: call.root.complete(call.seed, {})}}


def _refused_in_a_list(body: dict[str, Any], call: Call) -> Any:
    """Answer null for the first item of a list, with an error whose path goes on without the index."""
    value = (body.get("data") or {}).get(call.root.key)
    if body.get("errors") or not isinstance(value, dict) or (found := _first_list(value)) is None:
        return body
    key, items = found
    first = items[0]
    value[key] = [None, *items[1:]]
    code = call.mutation.errors[0]
    error = {
        "message": call.contract.errors[code].message or "No.",
        "path": [call.root.key, key, next(iter(first))],
        "extensions": {
            call.contract.platform.errors.code: code,
            call.contract.platform.errors.type: "APPLICATION",
        },
    }
    return {**body, "errors": [error]}


def _first_list(value: dict[str, Any]) -> tuple[str, list[Any]] | None:
    lists = ((key, items) for key, items in value.items() if isinstance(items, list) and items)
    return next(((key, items) for key, items in lists if isinstance(items[0], dict)), None)


def _lists_objects(mutation: Mutation, schema: GraphQLSchema) -> bool:
    root = schema.mutation_type
    payload = None if root is None else get_named_type(root.fields[mutation.name].type)
    fields = payload.fields if isinstance(payload, GraphQLObjectType) else {}
    listed = (get_nullable_type(fields[name].type) for name in fields if name != mutation.possible_errors)
    return bool(mutation.errors) and any(
        is_list_type(each) and is_object_type(each.of_type) for each in listed
    )


def _error(
    id_: str,
    breaks: str,
    change: Callable[[dict[str, Any], Call], Any],
    description: str,
    also: dict[str, str] | None = None,
    example: str = LOYALTY,
) -> Fault:
    return Fault(
        id=id_,
        breaks=breaks,
        description=description,
        hook=OnError(change),
        example=example,
        needs="declared errors",
        suits=_raises,
        also=also or {},
    )


def _body(
    id_: str,
    breaks: str,
    change: Callable[[dict[str, Any], Call], Any],
    description: str,
    also: dict[str, str] | None = None,
) -> Fault:
    return Fault(
        id=id_,
        breaks=breaks,
        description=description,
        hook=OnBody(change),
        example=LOYALTY,
        needs="declared errors",
        suits=_raises,
        also=also or {},
    )


def _crash(request: HttpRequest, handler: Handler) -> HttpAnswer:
    found = handler(request)
    return refuse(500, "Internal server error") if b'"extensions":{"' in found.body else found


RAISED_FAULTS = (
    Fault(
        id="errors-crash",
        breaks="http.no-server-error",
        description="A declared error is answered with the status 500.",
        hook=OnHttp(_crash),
        example=LOYALTY,
        needs="declared errors",
        suits=_raises,
        also={
            "auth.no-server-error": "the refusal of a bad token is an error too",
            "input.valid-accepted": "500 does not say whether the input was refused",
        },
    ),
    _body(
        "errors-object", "error.list", _errors(lambda errors: errors[0]), "`errors` is an object, no list."
    ),
    _body(
        "errors-empty",
        "error.list",
        _errors(lambda errors: []),
        "`errors` is an empty list although the mutation failed.",
    ),
    _body(
        "errors-as-text",
        "error.list",
        _errors(lambda errors: [error["message"] for error in errors]),
        "The entries of `errors` are texts.",
    ),
    _error("message-missing", "error.message", _without("message"), "An error has no message."),
    _error("message-number", "error.message", _with(message=1111), "The message of an error is a number."),
    _error("message-empty", "error.message", _with(message=""), "The message of an error is empty."),
    _error("code-missing", "error.code-present", _without_code, "An error has no errorCode."),
    _error(
        "code-without-prefix",
        "error.code-form",
        _named(lambda keys, extensions, _: {keys.code: _beheaded(extensions[keys.code])}),
        "An error code lacks its first part.",
        {"error.code-declared": "a code of another form is not declared"},
    ),
    _error(
        "code-undeclared",
        "error.code-declared",
        _named(lambda keys, _, call: {keys.code: undeclared_code(call)}),
        "An error has a code that the mutation does not declare.",
        {
            "error.message-documented": "the message belongs to another code",
            "auth.no-token-code": "a mutation that needs a token says so with another code too",
        },
    ),
    _error(
        "message-reworded",
        "error.message-documented",
        _with(message="Something went wrong."),
        "The message of an error is not the documented one.",
    ),
    _error(
        "type-unknown",
        "error.type-known",
        _named(lambda keys, _, __: {keys.type: "OTHER"}),
        "An error has an unknown errorType.",
    ),
    _error("path-missing", "error.path", _without("path"), "An error has no path."),
    Fault(
        id="path-without-index",
        breaks="error.path",
        description="The path of an error in a list lacks the index.",
        hook=OnBody(_refused_in_a_list),
        example="updateAccountConsents",
        needs="a list of objects in what it returns",
        suits=_lists_objects,
    ),
    _error("path-elsewhere", "error.path", _with(path=["nowhere"]), "The path of an error leads nowhere."),
    _error(
        "path-as-text",
        "error.path",
        lambda error, call: {**error, "path": ".".join(map(str, error["path"]))},
        "The path of an error is text.",
    ),
    _error("locations-empty", "error.locations", _with(locations=[]), "The locations of an error are empty."),
    _error(
        "location-zero",
        "error.locations",
        _with(locations=[{"line": 0, "column": 0}]),
        "A location counts from 0.",
    ),
    _error(
        "location-outside",
        "error.locations",
        _with(locations=[{"line": 4711, "column": 1}]),
        "A location is past the end of the document.",
    ),
    _body(
        "error-with-data",
        "error.data-null",
        _partial_data,
        "A mutation that failed returns a value all the same.",
    ),
    Fault(
        id="refusal-reason-unknown",
        breaks="error.refusal-reasons",
        description="A refusal reason is not one of the documented ones.",
        hook=OnError(_reasons(lambda _: ["TC_DEVICE_TIRED"])),
        example="triggerTestCharge",
        needs="an error with refusal reasons",
        suits=_gives_reasons,
    ),
    Fault(
        id="refusal-reasons-as-text",
        breaks="error.refusal-reasons",
        description="The refusal reasons are one text, no list.",
        hook=OnError(_reasons(", ".join)),
        example="triggerTestCharge",
        needs="an error with refusal reasons",
        suits=_gives_reasons,
    ),
    _error(
        "validation-errors-as-text",
        "error.validation-errors",
        _named(lambda keys, _, __: {keys.validation_errors: "points: must be positive"}),
        "validationErrors is text, no list.",
    ),
    _error(
        "validation-error-path-as-text",
        "error.validation-errors",
        _named(
            lambda keys, _, __: {
                keys.validation_errors: [{"message": "must be positive", "inputPath": "input.points"}]
            }
        ),
        "The inputPath of an entry of validationErrors is text.",
    ),
    _error(
        "validation-error-without-message",
        "error.validation-errors",
        _named(lambda keys, _, __: {keys.validation_errors: [{"inputPath": ["input", "points"]}]}),
        "An entry of validationErrors has no message.",
    ),
    _error(
        "leak-traceback",
        "error.no-leak",
        _extensions(
            debug='Traceback (most recent call last):\n  File "/app/src/loyalty/ledgers.py", line 42, in redeem\n'
            "    raise KeyError(points)\nKeyError: 0"
        ),
        "An error shows a traceback.",
    ),
    _error(
        "leak-sql",
        "error.no-leak",
        _extensions(detail="SELECT id, balance FROM loyalty_ledger WHERE account_id = 4711"),
        "An error shows the query of a database.",
    ),
    _error(
        "extensions-as-text",
        "error.extensions",
        lambda error, call: {
            **error,
            "extensions": error["extensions"][call.contract.platform.errors.code],
        },
        "The extensions of an error are text.",
        {"error.code-present": "text has no errorCode"},
    ),
)
"""Every fault in a raised error."""
