"""Faults in the errors that a mutation raises."""

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
from kraken_conformance.server.faults.parts.fault import Fault, OnBody, OnError, OnHttp
from kraken_conformance.server.faults.parts.needs import ERRORS, REASONS, need
from kraken_conformance.server.faults.parts.other_codes import undeclared_code
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest, refuse
from kraken_conformance.spec import ErrorFacts, Mutation, Role

LOYALTY = "redeemLoyaltyPointsForAccountCredit"
"""A mutation that needs no token and refuses some inputs: its errors speak of nothing but themselves."""

Change = Callable[[dict[str, Any], Call], Any]
"""Returns an error, or a body, as the fault makes it of the one that is due."""


def _with(**changes: Any) -> Change:
    return lambda error, call: {**error, **changes}


def _without(key: str) -> Change:
    return lambda error, call: {name: value for name, value in error.items() if name != key}


def _extensions(**changes: Any) -> Change:
    return lambda error, call: {**error, "extensions": {**error["extensions"], **changes}}


def _named(change: Callable[[ErrorFacts, dict[str, Any], Call], dict[str, Any]]) -> Any:
    """Return a change of the extensions that goes by the platform's names of their keys."""

    def apply(error: dict[str, Any], call: Call) -> Any:
        changes = change(call.contract.platform.errors, error["extensions"], call)
        return {**error, "extensions": {**error["extensions"], **changes}}

    return apply


def _path_by_name(role: Role | None = None) -> Callable[[dict[str, Any], Call], Any]:
    """Return a change of the path: the mutation by its name. With a role, only of errors whose code has that."""

    def apply(error: dict[str, Any], call: Call) -> Any:
        code = error["extensions"][call.contract.platform.errors.code]
        concerned = role is None or code in call.contract.codes_of(role)
        return {**error, "path": [call.mutation.name]} if concerned else error

    return apply


def _without_code(error: dict[str, Any], call: Call) -> Any:
    key = call.contract.platform.errors.code
    kept = {name: value for name, value in error["extensions"].items() if name != key}
    return {**error, "extensions": kept}


def _beheaded(code: str) -> str:
    """Return a code without its first part, which is no code any more."""
    return code.partition("-")[2] or code[1:]


def _reasons(change: Callable[[list[str]], Any]) -> Change:
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


def _errors(change: Callable[[list[Any]], Any]) -> Change:
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


@need("a list of objects in what it returns")
def listed_objects(mutation: Mutation, schema: GraphQLSchema) -> bool:
    """Whether the payload has a list of objects."""
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
    description: str,
    change: Change,
    also: dict[str, str] | None = None,
    example: str = LOYALTY,
) -> Fault:
    return Fault(id_, breaks, description, OnError(change), example, ERRORS, also or {})


def _body(
    id_: str, breaks: str, description: str, change: Change, also: dict[str, str] | None = None
) -> Fault:
    return Fault(id_, breaks, description, OnBody(change), LOYALTY, ERRORS, also or {})


def _crash(request: HttpRequest, handler: Handler) -> HttpAnswer:
    found = handler(request)
    return refuse(500, "Internal server error") if b'"extensions":{"' in found.body else found


RAISED_FAULTS = (
    Fault(
        "errors-crash",
        "http.no-server-error",
        "A declared error is answered with the status 500.",
        OnHttp(_crash),
        LOYALTY,
        ERRORS,
        also={
            "auth.no-server-error": "the refusal of a bad token is an error too",
            "input.valid-accepted": "500 does not say whether the input was refused",
        },
    ),
    _body(
        "errors-object", "error.list", "`errors` is an object, no list.", _errors(lambda errors: errors[0])
    ),
    _body(
        "errors-empty",
        "error.list",
        "`errors` is an empty list although the mutation failed.",
        _errors(lambda errors: []),
    ),
    _body(
        "errors-doubled",
        "error.list",
        "An error is listed twice.",
        _errors(lambda errors: [*errors, errors[0]]),
    ),
    _body(
        "errors-as-text",
        "error.list",
        "The entries of `errors` are texts.",
        _errors(lambda errors: [error["message"] for error in errors]),
    ),
    _error("message-missing", "error.message", "An error has no message.", _without("message")),
    _error("message-number", "error.message", "The message of an error is a number.", _with(message=1111)),
    _error("message-empty", "error.message", "The message of an error is empty.", _with(message="")),
    _error("code-missing", "error.code-present", "An error has no errorCode.", _without_code),
    _error(
        "code-without-prefix",
        "error.code-form",
        "An error code lacks its first part.",
        _named(lambda keys, extensions, _: {keys.code: _beheaded(extensions[keys.code])}),
        {"error.code-declared": "a code of another form is not declared"},
    ),
    _error(
        "code-undeclared",
        "error.code-declared",
        "An error has a code that the mutation does not declare.",
        _named(lambda keys, _, call: {keys.code: undeclared_code(call)}),
        {
            "error.message-documented": "the message belongs to another code",
            "auth.no-token-code": "a mutation that needs a token says so with another code too",
        },
    ),
    _error(
        "message-reworded",
        "error.message-documented",
        "The message of an error is not the documented one.",
        _with(message="Something went wrong."),
    ),
    _error(
        "type-unknown",
        "error.type-known",
        "An error has an unknown errorType.",
        _named(lambda keys, _, __: {keys.type: "OTHER"}),
    ),
    _error("path-missing", "error.path", "An error has no path.", _without("path")),
    Fault(
        "path-without-index",
        "error.path",
        "The path of an error in a list lacks the index.",
        OnBody(_refused_in_a_list),
        "updateAccountConsents",
        listed_objects,
    ),
    _error(
        "path-without-alias",
        "error.path",
        "The path of an error has the name of the mutation, and not its alias.",
        _path_by_name(),
        {"error.data-null": "the name may be the key of another root field, which has a value"},
    ),
    _error(
        "path-without-alias-no-token",
        "error.path",
        "The path of an error about a missing token has the name of the mutation, and not its alias.",
        _path_by_name(Role.NO_TOKEN),
        example="createReferral",
    ),
    _error(
        "path-without-alias-bad-token",
        "error.path",
        "The path of an error about a malformed token has the name of the mutation, and not its alias.",
        _path_by_name(Role.BAD_TOKEN),
        example="updateUser",
    ),
    _error("path-elsewhere", "error.path", "The path of an error leads nowhere.", _with(path=["nowhere"])),
    _error(
        "path-as-text",
        "error.path",
        "The path of an error is text.",
        lambda error, call: {**error, "path": ".".join(map(str, error["path"]))},
    ),
    _error("locations-empty", "error.locations", "The locations of an error are empty.", _with(locations=[])),
    _error(
        "location-zero",
        "error.locations",
        "A location counts from 0.",
        _with(locations=[{"line": 0, "column": 0}]),
    ),
    _error(
        "location-outside",
        "error.locations",
        "A location is past the end of the document.",
        _with(locations=[{"line": 4711, "column": 1}]),
    ),
    _body(
        "error-with-data",
        "error.data-null",
        "A mutation that failed returns a value all the same.",
        _partial_data,
        {"auth.peer-access": "another customer gets it as well"},
    ),
    Fault(
        "refusal-reason-unknown",
        "error.refusal-reasons",
        "A refusal reason is not one of the documented ones.",
        OnError(_reasons(lambda _: ["TC_DEVICE_TIRED"])),
        "triggerTestCharge",
        REASONS,
    ),
    Fault(
        "refusal-reasons-as-text",
        "error.refusal-reasons",
        "The refusal reasons are one text, no list.",
        OnError(_reasons(", ".join)),
        "triggerTestCharge",
        REASONS,
    ),
    _error(
        "validation-errors-as-text",
        "error.validation-errors",
        "validationErrors is text, no list.",
        _named(lambda keys, _, __: {keys.validation_errors: "points: must be positive"}),
    ),
    _error(
        "validation-error-path-as-number",
        "error.validation-errors",
        "The inputPath of an entry of validationErrors is a number.",
        _named(
            lambda keys, _, __: {keys.validation_errors: [{"message": "must be positive", "inputPath": 1}]}
        ),
    ),
    _error(
        "validation-error-without-message",
        "error.validation-errors",
        "An entry of validationErrors has no message.",
        _named(lambda keys, _, __: {keys.validation_errors: [{"inputPath": ["input", "points"]}]}),
    ),
    _error(
        "leak-traceback",
        "error.no-leak",
        "An error shows a traceback.",
        _extensions(
            debug='Traceback (most recent call last):\n  File "/app/src/loyalty/ledgers.py", line 42, in redeem\n'
            "    raise KeyError(points)\nKeyError: 0"
        ),
    ),
    _error(
        "leak-sql",
        "error.no-leak",
        "An error shows the query of a database.",
        _extensions(detail="SELECT id, balance FROM loyalty_ledger WHERE account_id = 4711"),
    ),
    _error(
        "extensions-as-text",
        "error.extensions",
        "The extensions of an error are text.",
        lambda error, call: {**error, "extensions": error["extensions"][call.contract.platform.errors.code]},
        {"error.code-present": "text has no errorCode"},
    ),
)
"""Every fault in a raised error."""
