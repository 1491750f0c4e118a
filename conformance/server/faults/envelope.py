"""Faults in the envelope of errors, in the text of answers, and in what the schema says beside its types."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from graphql import (
    GraphQLSchema,
    get_named_type,
    is_non_null_type,
)

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.faults.parts.fault import Fault, OnBody, OnError, OnHttp
from kraken_conformance.server.faults.parts.needs import ERRORS, REASONS, need
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest, encode
from kraken_conformance.spec import ErrorFacts, Mutation

LOYALTY = "redeemLoyaltyPointsForAccountCredit"
"""A mutation that needs no token and refuses some inputs: its errors speak of nothing but themselves."""


TEST_CHARGE = "triggerTestCharge"
REASON_KEYS = ("testChargeRefusalReasons", "boostChargeRefusalReasons")


Change = Callable[[dict[str, Any], ErrorFacts], dict[str, Any]]
"""A change of the extensions of an error, with the platform's names of their keys."""


def _extensions(change: Change) -> OnError:
    return OnError(
        lambda error, call: {
            **error,
            "extensions": change(error["extensions"], call.contract.platform.errors),
        }
    )


def _without(extensions: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in extensions.items() if name != key}


def _untyped_with_validation(extensions: dict[str, Any], keys: ErrorFacts) -> dict[str, Any]:
    return _without(extensions, keys.type) if keys.validation_errors in extensions else extensions


def _paths(path: list[str | int]) -> Change:
    """Return a change of every inputPath, and one where there is none."""

    def apply(extensions: dict[str, Any], keys: ErrorFacts) -> dict[str, Any]:
        entries = extensions.get(keys.validation_errors) or [{"message": "is not right"}]
        return {**extensions, keys.validation_errors: [{**entry, "inputPath": path} for entry in entries]}

    return apply


def _each_path(change: Callable[[list[str | int]], list[str | int]]) -> Change:
    """Return a change of the inputPaths that there are."""

    def apply(extensions: dict[str, Any], keys: ErrorFacts) -> dict[str, Any]:
        entries = extensions.get(keys.validation_errors)
        if not entries:
            return extensions
        changed = [{**entry, "inputPath": change(list(entry["inputPath"]))} for entry in entries]
        return {**extensions, keys.validation_errors: changed}

    return apply


def _reasons(change: Callable[[str, list[str]], dict[str, Any]]) -> Change:
    """Return a change of the reasons of a refusal, given their key and the list."""

    def apply(extensions: dict[str, Any], _: ErrorFacts) -> dict[str, Any]:
        key = next((key for key in REASON_KEYS if key in extensions), None)
        return extensions if key is None else {**_without(extensions, key), **change(key, extensions[key])}

    return apply


def _other(key: str) -> str:
    return REASON_KEYS[1 - REASON_KEYS.index(key)]


def _payload_of_nulls(body: dict[str, Any], call: Call) -> Any:
    """Return a success whose fields are all null in the place of a refusal."""
    value = call.root.complete(call.seed, {})
    if not body.get("errors") or not isinstance(value, dict):
        return body
    nulls = {key: part if key == "__typename" else None for key, part in value.items()}
    of_others = [error for error in body["errors"] if (error.get("path") or [None])[0] != call.root.key]
    errors = {"errors": of_others} if (body.get("data") or {}).keys() - {call.root.key} and of_others else {}
    return {"data": {**(body.get("data") or {}), call.root.key: nulls}, **errors}


@need("declared errors and a payload whose fields may all be null")
def all_nullable(mutation: Mutation, schema: GraphQLSchema) -> bool:
    """Whether nothing in the payload is always there."""
    root = schema.mutation_type
    assert root is not None
    fields = getattr(get_named_type(root.fields[mutation.name].type), "fields", {})
    shown = [field for name, field in fields.items() if name != "possibleErrors"]
    return bool(mutation.errors) and bool(shown) and not any(is_non_null_type(field.type) for field in shown)


def _error(id_: str, breaks: str, description: str, hook: OnError) -> Fault:
    return Fault(id_, f"error.{breaks}", description, hook, LOYALTY, ERRORS)


def _nothing_after_an_error(body: dict[str, Any], _: Call) -> dict[str, Any]:
    data, errors = body.get("data"), body.get("errors")
    if not errors or not isinstance(data, dict):
        return body
    failed = list(data).index(errors[0]["path"][0])
    kept = {key: value if place < failed else None for place, (key, value) in enumerate(data.items())}
    return {"errors": errors[:1], "data": kept}


def _leak(id_: str, description: str, text: str, key: str = "errorDescription") -> Fault:
    return _error(f"leak-{id_}", "no-leak", description, _extensions(lambda found, _: {**found, key: text}))


def _reason(
    id_: str, description: str, change: Callable[[str, list[str]], dict[str, Any]], **more: Any
) -> Fault:
    hook = _extensions(_reasons(change))
    return Fault(id_, "error.refusal-reasons-given", description, hook, TEST_CHARGE, REASONS, **more)


REFERRAL = "createReferral"


def _of_request_errors(where: bytes = b"") -> OnHttp:
    """Return a hook that puts null under data where nothing was executed; `where` stands in the request."""

    def around(request: HttpRequest, handler: Handler) -> HttpAnswer:
        answer = handler(request)
        if (
            not answer.body.startswith(b'{"errors":')
            or b'"data":' in answer.body
            or where not in request.body
        ):
            return answer
        return replace(answer, body=encode({**json.loads(answer.body), "data": None}))

    return OnHttp(around)


ENVELOPE_FAULTS: tuple[Fault, ...] = (
    Fault(
        "null-data-for-request-errors",
        "error.no-data",
        "What is not executed is answered with null under data.",
        _of_request_errors(),
        also={f"http.audit-{audit}": "it asks for an answer without data" for audit in ("5e5b", "d586")},
    ),
    Fault(
        "null-data-for-request-errors-here",
        "error.no-data",
        "A document with the mutation that is not executed is answered with null under data.",
        _of_request_errors(),
        REFERRAL,
    ),
    Fault(
        "null-data-for-unknown-directives-here",
        "error.no-data",
        "A document with a directive that does not exist is answered with null under data.",
        _of_request_errors(b"@noSuchDirective"),
        "requestPrintedBill",
    ),
    _error(
        "description-as-object",
        "extensions",
        "The errorDescription of an error is an object.",
        _extensions(lambda found, keys: {**found, keys.description: {"text": "No."}}),
    ),
    _leak(
        "go-panic",
        "An error holds the text of a panic of Go.",
        "runtime error: invalid memory address or nil pointer dereference",
    ),
    _error(
        "type-absent",
        "type-present",
        "An error has no errorType.",
        _extensions(lambda found, keys: _without(found, keys.type)),
    ),
    _error(
        "type-null",
        "type-present",
        "The errorType of an error is null.",
        _extensions(lambda found, keys: {**found, keys.type: None}),
    ),
    _error(
        "type-absent-with-validation",
        "type-present",
        "An error with validationErrors has no errorType.",
        _extensions(_untyped_with_validation),
    ),
    _reason("refusal-reasons-absent", "A refusal gives no reasons.", lambda key, reasons: {}),
    _reason("refusal-reasons-empty", "The list of refusal reasons is empty.", lambda key, reasons: {key: []}),
    _reason(
        "refusal-reasons-under-other-key",
        "The refusal reasons are under the key of another error.",
        lambda key, reasons: {_other(key): reasons},
        also={"error.refusal-reasons": "they are none of that other error"},
    ),
    _error(
        "input-path-nowhere",
        "input-path",
        "The inputPath of a validation error names no input.",
        _extensions(_paths(["input", "fieldThatIsNotThere"])),
    ),
    _error(
        "input-path-of-the-inside",
        "input-path",
        "The inputPath of a validation error names a column of a database.",
        _extensions(_paths(["loyalty_ledger", "entries", 0, "balance_cents"])),
    ),
    _error(
        "input-path-within-the-input",
        "input-path",
        "The inputPath of a validation error begins within the argument.",
        _extensions(_each_path(lambda path: path[1:])),
    ),
    Fault(
        "input-path-wrong-index",
        "error.input-path",
        "The inputPath of a validation error counts the items of a list from 1.",
        _extensions(_each_path(lambda path: [step + 1 if isinstance(step, int) else step for step in path])),
        "updateAccountConsents",
        ERRORS,
    ),
    _error(
        "input-path-of-another",
        "input-path",
        "The inputPath of a validation error names the account, whatever is wrong.",
        _extensions(_each_path(lambda path: [path[0], "accountNumber"] if len(path) > 1 else path)),
    ),
    _leak(
        "internal-host",
        "An error names a host of the inside.",
        "POST http://ledger.prod.svc.cluster.local/redeem gave 409.",
    ),
    _leak("host-not-found", "An error names a host that was not found.", "getaddrinfo ENOTFOUND payments-db"),
    _leak("exception-class", "An error names a class of exceptions.", "FunctionClauseError in credit/2"),
    _leak("private-address", "An error names a private address.", "No answer from 10.24.3.17:5432 in time."),
    _leak("python-exception", "An error holds the text of an exception of Python.", "KeyError: 'points'"),
    _leak(
        "none-type",
        "An error holds the text of an exception about None.",
        "'NoneType' object has no attribute 'balance'",
    ),
    _leak(
        "java-exception",
        "An error holds the name of an exception of Java.",
        "java.lang.NullPointerException",
        "cause",
    ),
    _leak(
        "javascript-exception",
        "An error holds the text of an exception of JavaScript.",
        "Cannot read properties of undefined (reading 'balance')",
    ),
    _leak(
        "connection-refused",
        "An error says that a connection of the inside was refused.",
        "connect ECONNREFUSED ledger:8080",
    ),
    Fault(
        "rest-lost-after-an-error",
        "document.root-fields",
        "Root fields after one that failed are not executed.",
        OnBody(_nothing_after_an_error),
        "createContributionAgreement",
        ERRORS,
        {"error.present": "what is not executed is null, without an error"},
    ),
    Fault(
        "first-error-alone",
        "error.present",
        "Of several errors the first one alone is listed.",
        OnBody(lambda body, call: {**body, "errors": body["errors"][:1]} if body.get("errors") else body),
        "requestPrintedBill",
        ERRORS,
    ),
    Fault(
        "refusal-as-nulls",
        "error.null-payload",
        "A refusal is a payload whose fields are all null.",
        OnBody(_payload_of_nulls),
        "updateIndustryConsentData",
        all_nullable,
        also={"error.raised-when-due": "the error that is due is not raised"},
    ),
)
