"""Faults in the envelope of errors, in the text of answers, and in what the schema says beside its types."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any
from unicodedata import normalize

from graphql import (
    GraphQLSchema,
    NamedTypeNode,
    NameNode,
    ObjectTypeDefinitionNode,
    StringValueNode,
    UnionTypeDefinitionNode,
    get_named_type,
    is_non_null_type,
)

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.execution.schema_draft import SchemaDraft, describe, named
from kraken_conformance.server.faults.parts.fault import Fault, OnBody, OnError, OnHttp, OnPayload, OnSchema
from kraken_conformance.server.faults.parts.input_needs import LIST, input_names
from kraken_conformance.server.faults.parts.needs import ERRORS, REASONS, TWO_ERRORS, UNION, Need, need
from kraken_conformance.server.faults.parts.places import output_fields
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest, encode, refuse
from kraken_conformance.spec import Contract, ErrorFacts, Mutation

LOYALTY = "redeemLoyaltyPointsForAccountCredit"
"""A mutation that needs no token and refuses some inputs: its errors speak of nothing but themselves."""

TEST_CHARGE = "triggerTestCharge"
REASON_KEYS = ("testChargeRefusalReasons", "boostChargeRefusalReasons")
NULL_CHARACTER = "\u0000"
LONG = 10_000
MANY = 20

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


TWO_FIELDS = Need("two return fields", lambda mutation, _: len(mutation.fields) > 1)
UNSORTED = Need(
    "return fields that are not in alphabetical order",
    lambda mutation, _: _names(mutation) != sorted(_names(mutation)),
)


def _names(mutation: Mutation) -> list[str]:
    return [field.name for field in mutation.fields]


def _reversed(value: Any) -> Any:
    return dict(reversed(value.items())) if isinstance(value, dict) else value


def _sorted(value: Any) -> Any:
    return dict(sorted(value.items())) if isinstance(value, dict) else value


def _inner_reversed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: _reversed(part) if isinstance(part, dict) else part for key, part in value.items()}


def _texts(change: Callable[[str], str]) -> OnPayload:
    """Return a hook that changes every text of a payload that is not ASCII."""

    def apply(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: apply(part) for key, part in value.items()}
        if isinstance(value, list):
            return [apply(item) for item in value]
        return change(value) if isinstance(value, str) and not value.isascii() else value

    return OnPayload(lambda value, call: apply(value))


def _as(encoding: str) -> Callable[[str], str]:
    return lambda text: text.encode().decode(encoding, "replace")


def _as_number(text: str) -> str:
    return f"{float(text):g}" if text.replace(".", "", 1).isdecimal() and text.isascii() else text


def _shown(change: Callable[[str], Any]) -> OnPayload:
    """Return a hook that changes what shows the value of an account reference."""

    def apply(value: Any, _: Call) -> Any:
        shown = value.get("accountReference") if isinstance(value, dict) else None
        if isinstance(shown, dict) and isinstance(shown.get("value"), str):
            shown["value"] = change(shown["value"])
        return value

    return OnPayload(apply)


@need("a number or an id that is taken and given back under one name")
def gives_back(mutation: Mutation, schema: GraphQLSchema) -> bool:
    """Whether an answer shows a telling part of the input."""
    given = {name for name, _ in output_fields(mutation, schema)}
    return any(name.endswith(("Number", "Id")) for name in given & input_names(mutation, schema))


@need("consents that are sent, and shown")
def shows_consents(mutation: Mutation, schema: GraphQLSchema) -> bool:
    """Whether an answer shows a list of consents that is among the input."""
    given = {name for name, _ in output_fields(mutation, schema)}
    return "consents" in given & {argument.name for argument in mutation.arguments}


def _echo(change: Callable[[str], str]) -> OnPayload:
    """Return a hook that changes what gives back an account number or a supply point of the input."""

    def apply(value: Any, call: Call) -> Any:
        sent = {
            part for name, part in call.values() if name.endswith(("Number", "Id")) and isinstance(part, str)
        }
        if isinstance(value, dict):
            return {
                key: change(part)
                if isinstance(part, str) and part in sent and len(part) > 5
                else apply(part, call)
                for key, part in value.items()
            }
        return value

    return OnPayload(apply)


def _shown_value(record: str, field: str, change: Callable[[Any], Any]) -> OnPayload:
    """Return the hook that changes one field of a record in the payload."""

    def apply(value: Any, call: Call) -> Any:
        place = value.get(record) if isinstance(value, dict) else None
        if isinstance(place, dict) and place.get(field) is not None:
            place[field] = change(place[field])
        return value

    return OnPayload(apply)


def _opted_in(value: Any, call: Call) -> Any:
    if isinstance(value, dict) and call.arguments["input"].get("isOptedInToSmsMessages") is False:
        value["isOptedInToSmsMessages"] = True
    return value


def _no_false(value: Any, call: Call) -> Any:
    refuses = call.arguments["input"].get("isOptedInToSmsMessages") is False
    if refuses and isinstance(value, dict) and "isOptedInToSmsMessages" in value:
        value["isOptedInToSmsMessages"] = None
    return value


def _like_the_first(value: Any, call: Call) -> Any:
    """Show the amount of the first mutation of a document in the second one."""
    first = call.variables.get("beforeInput")
    agreement = value.get("contributionAgreement") if isinstance(value, dict) else None
    if isinstance(first, dict) and isinstance(agreement, dict) and agreement.get("amount") is not None:
        agreement["amount"] = first.get("amount")
    return value


def _next(text: str) -> str:
    return text[:-1] + ("2" if text[-1] != "2" else "3")


def _crash_where(holds: Callable[[Any], bool]) -> OnHttp:
    """Return a hook that fails where a variable holds a certain value, at any depth."""

    def around(request: HttpRequest, handler: Handler) -> HttpAnswer:
        try:
            found = json.loads(request.body)
        except (ValueError, RecursionError):
            return handler(request)
        waiting = [found.get("variables")] if isinstance(found, dict) else []
        while waiting:
            value = waiting.pop()
            if holds(value):
                return refuse(500, "Internal server error")
            waiting += value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return handler(request)

    return OnHttp(around)


def _on_the_other_site(draft: SchemaDraft, mutation: Mutation, contract: Contract) -> None:
    root = contract.schema.mutation_type
    assert root is not None
    node = root.fields[mutation.name].ast_node
    assert node is not None
    arguments = tuple(replace(argument, directives=()) for argument in node.arguments or ())
    draft.mutations[mutation.name] = replace(node, directives=(), arguments=arguments)


def _describe(change: Callable[[str], str]) -> OnSchema:
    """Return a hook that changes the description of a mutation."""

    def edit(draft: SchemaDraft, mutation: Mutation, contract: Contract) -> None:
        text = change(describe(contract, mutation))
        node = draft.mutations[mutation.name]
        draft.mutations[mutation.name] = replace(node, description=StringValueNode(value=text, block=True))

    return OnSchema(edit)


def _reworded(text: str) -> str:
    head, _, last = text.rpartition(": ")
    return f"{head}: Something else is wrong." if last else text


def _swapped(text: str) -> str:
    """Return the description with the messages of its first two errors exchanged."""
    lines = text.splitlines()
    places = [number for number, line in enumerate(lines) if line.startswith("- ")][:2]
    (first, one), (second, other) = (lines[number].split(": ", 1) for number in places)
    lines[places[0]], lines[places[1]] = f"{first}: {other}", f"{second}: {one}"
    return "\n".join(lines)


def _further_member(draft: SchemaDraft, union: str) -> None:
    node = draft.types[union]
    assert isinstance(node, UnionTypeDefinitionNode)
    first = draft.types[(node.types or ())[0].name.value]
    assert isinstance(first, ObjectTypeDefinitionNode)
    name = f"Further{union}"
    draft.types[name] = replace(first, name=NameNode(value=name))
    member = NamedTypeNode(name=NameNode(value=name))
    draft.types[union] = replace(node, types=(*(node.types or ()), member))


def _further_in_return(draft: SchemaDraft, mutation: Mutation, _: Contract) -> None:
    _further_member(draft, named(draft.mutations[mutation.name].type))


def _further_in_field(draft: SchemaDraft, mutation: Mutation, _: Contract) -> None:
    payload: Any = draft.types[named(draft.mutations[mutation.name].type)]
    wanted = next(field.name for field in mutation.fields if field.members)
    _further_member(draft, named(next(f for f in payload.fields if f.name.value == wanted).type))


def _error(id_: str, breaks: str, description: str, hook: OnError) -> Fault:
    return Fault(id_, f"error.{breaks}", description, hook, LOYALTY, ERRORS)


def _nothing_after_an_error(body: dict[str, Any], _: Call) -> dict[str, Any]:
    data, errors = body.get("data"), body.get("errors")
    if not errors or not isinstance(data, dict):
        return body
    failed = list(data).index(errors[0]["path"][0])
    kept = {key: value if place < failed else None for place, (key, value) in enumerate(data.items())}
    return {"errors": errors[:1], "data": kept}


def _with_consents(change: Callable[[list[Any]], list[Any]]) -> Callable[[Any, Call], Any]:
    def apply(value: Any, _: Call) -> Any:
        if isinstance(value, dict) and isinstance(value.get("consents"), list):
            value["consents"] = change(value["consents"])
        return value

    return apply


def _last_like_the_first(items: list[Any]) -> list[Any]:
    if len(items) < 2 or not all(isinstance(item, dict) and "value" in item for item in items):
        return items
    return [*items[:-1], {**items[-1], "value": items[0]["value"]}]


def _leak(id_: str, description: str, text: str, key: str = "errorDescription") -> Fault:
    return _error(f"leak-{id_}", "no-leak", description, _extensions(lambda found, _: {**found, key: text}))


def _reason(
    id_: str, description: str, change: Callable[[str, list[str]], dict[str, Any]], **more: Any
) -> Fault:
    hook = _extensions(_reasons(change))
    return Fault(id_, "error.refusal-reasons-given", description, hook, TEST_CHARGE, REASONS, **more)


CLIENTS = {
    "input.valid-accepted": "500 does not say whether the input was refused",
    "auth.no-server-error": "such an input is sent without a good token too",
}
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


ENVELOPE_FAULTS = (
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
    Fault(
        "mutation-on-auth-too",
        "schema.one-site",
        "The mutation is on the other site too.",
        OnSchema(_on_the_other_site, elsewhere=True),
        REFERRAL,
    ),
    Fault(
        "mutation-on-api-too",
        "schema.one-site",
        "The mutation is on the other site too.",
        OnSchema(_on_the_other_site, elsewhere=True),
        "linkUserToLine",
    ),
    Fault(
        "description-message-reworded",
        "schema.message-in-description",
        "The description gives another message to the last error.",
        _describe(_reworded),
        "selfReading",
        ERRORS,
    ),
    Fault(
        "description-messages-swapped",
        "schema.message-in-description",
        "The description exchanges the messages of two errors.",
        _describe(_swapped),
        "checkoutQuote",
        TWO_ERRORS,
    ),
    Fault(
        "union-member-further",
        "shape.documented-member",
        "The returned union has a further member, which is given.",
        OnSchema(_further_in_return),
        "linkUserToLine",
        UNION,
    ),
    Fault(
        "union-member-further-in-field",
        "shape.documented-member",
        "A union in the payload has a further member, which is given.",
        OnSchema(_further_in_field),
        "backendScreenEvent",
        Need(
            "a return field that is a documented union",
            lambda mutation, _: any(field.members for field in mutation.fields),
        ),
    ),
    Fault(
        "keys-reversed",
        "shape.key-order",
        "The keys of the payload come in reverse order.",
        OnPayload(lambda value, call: _reversed(value)),
        "acceptQuote",
        TWO_FIELDS,
    ),
    Fault(
        "keys-sorted",
        "shape.key-order",
        "The keys of the payload come in alphabetical order.",
        OnPayload(lambda value, call: _sorted(value)),
        "checkoutQuote",
        UNSORTED,
    ),
    Fault(
        "inner-keys-reversed",
        "shape.key-order",
        "The keys of objects in the payload come in reverse order.",
        OnPayload(lambda value, call: _inner_reversed(value)),
        "updateUser",
    ),
    Fault(
        "echo-of-the-next",
        "shape.echo",
        "The answer names the account after the one that was sent.",
        _echo(_next),
        "acceptQuote",
        gives_back,
    ),
    Fault(
        "amount-shown-in-hundreds",
        "shape.echo",
        "The amount of an agreement is shown in hundreds.",
        _shown_value("contributionAgreement", "amount", lambda amount: amount // 100),
        "createContributionAgreement",
    ),
    Fault(
        "interval-always-monthly",
        "shape.echo",
        "The interval of an agreement is shown as a month, whatever it is.",
        _shown_value("contributionAgreement", "interval", lambda interval: "MONTHLY"),
        "createContributionAgreement",
    ),
    Fault(
        "opted-out-shown-as-in",
        "shape.echo",
        "Who does not want messages by SMS is shown as wanting them.",
        OnPayload(_opted_in),
        "updateCommsPreferences",
    ),
    Fault(
        "opted-out-shown-as-null",
        "shape.echo",
        "It is not shown that somebody does not want messages by SMS: null is.",
        OnPayload(_no_false),
        "updateCommsPreferences",
    ),
    Fault(
        "delivery-always-by-post",
        "shape.echo",
        "An account is shown as written to by post, whatever was set.",
        _shown_value("account", "commsDeliveryPreference", lambda value: "POSTAL_MAIL"),
        "updateCommsDeliveryPreference",
    ),
    Fault(
        "list-cut-short",
        "shape.echo",
        "Of the consents that were sent, three are shown.",
        OnPayload(_with_consents(lambda items: items[:3])),
        "updateAccountConsents",
        shows_consents,
    ),
    Fault(
        "last-item-shown-like-the-first",
        "shape.echo",
        "The last of several consents is shown with the value of the first one.",
        OnPayload(_with_consents(_last_like_the_first)),
        "updateAccountConsents",
        shows_consents,
    ),
    Fault(
        "second-answered-like-the-first",
        "shape.echo",
        "The second of two equal mutations in a document shows what the first one was sent.",
        OnPayload(_like_the_first),
        "createContributionAgreement",
    ),
    Fault(
        "echo-of-zeros",
        "shape.echo",
        "The answer names a supply point of zeros.",
        _echo(lambda text: text[:2] + "0" * (len(text) - 3) + "9"),
        "updateIndustryConsentData",
        gives_back,
    ),
    *(
        Fault(f"shown-{how}", "shape.echo", f"What was set is shown {words}.", _shown(change), example)
        for how, change, words, example in (
            ("in-lower-case", str.lower, "in lower case", "updateAccountReference"),
            ("normalized", partial(normalize, "NFC"), "in another normal form", "createAccountReference"),
            ("cut", lambda text: text[:100], "as far as its 100th character", "updateAccountReference"),
            ("as-number", _as_number, "as a number where it looks like one", "createAccountReference"),
        )
    ),
    Fault("mojibake", "shape.text-encoding", "Text is encoded twice.", _texts(_as("latin-1")), "updateUser"),
    Fault(
        "mojibake-of-windows",
        "shape.text-encoding",
        "Text is encoded twice, by way of Windows-1252.",
        _texts(_as("cp1252")),
        "storePaymentInstruction",
    ),
    Fault(
        "emoji-as-question-marks",
        "shape.text-encoding",
        "Characters beyond the basic plane come back as question marks.",
        _texts(partial(re.sub, "[\U00010000-\U0010ffff]", "?")),
        "updateUser",
    ),
    Fault(
        "half-characters",
        "shape.text-encoding",
        "Text ends in half of a character.",
        _texts(lambda text: f"{text[:-1]}\ud83d"),
        "updateAccountBillingEmail",
    ),
    Fault(
        "percent-sign-crashes",
        "http.no-server-error",
        "A percent sign in a text is answered with the status 500.",
        _crash_where(lambda value: isinstance(value, str) and "%" in value),
        REFERRAL,
        also=CLIENTS,
    ),
    Fault(
        "line-separator-crashes",
        "http.no-server-error",
        "U+2028 in a text is answered with the status 500.",
        _crash_where(lambda value: isinstance(value, str) and "\u2028" in value),
        REFERRAL,
        also=CLIENTS,
    ),
    Fault(
        "null-character-crashes",
        "http.no-server-error",
        "U+0000 in a text is answered with the status 500.",
        _crash_where(lambda value: isinstance(value, str) and NULL_CHARACTER in value),
        REFERRAL,
        also=CLIENTS,
    ),
    Fault(
        "long-text-crashes",
        "http.no-server-error",
        f"A text of more than {LONG:,} characters is answered with the status 500.",
        _crash_where(lambda value: isinstance(value, str) and len(value) > LONG),
        "updateMetadata",
        also=CLIENTS,
    ),
    Fault(
        "many-items-crash",
        "http.no-server-error",
        f"A list of more than {MANY} items is answered with the status 500.",
        _crash_where(lambda value: isinstance(value, list) and len(value) > MANY),
        "createGoodsPurchase",
        LIST,
        also=CLIENTS,
    ),
)
"""Every fault in the envelope of errors, in texts, and in what the schema says beside its types."""
