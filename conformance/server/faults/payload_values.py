"""Faults in what a payload shows: other values than were set, another order, another encoding."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from html import escape
from typing import Any
from unicodedata import normalize

from graphql import GraphQLSchema, get_named_type

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.faults.parts.fault import Fault, OnPayload
from kraken_conformance.server.faults.parts.input_needs import input_names
from kraken_conformance.server.faults.parts.needs import Need, need
from kraken_conformance.server.faults.parts.places import output_fields
from kraken_conformance.spec import Mutation

TWO_FIELDS = Need("two return fields", lambda mutation, _: len(mutation.fields) > 1)

UNSORTED = Need(
    "return fields that are not in alphabetical order",
    lambda mutation, _: _names(mutation) != sorted(_names(mutation)),
)


@need("a text that is taken and given back under one name")
def text_given_back(mutation: Mutation, schema: GraphQLSchema) -> bool:
    """Whether an answer may show a text of the input."""
    given = {
        name for name, type_ in output_fields(mutation, schema) if get_named_type(type_).name == "String"
    }
    return bool(given & input_names(mutation, schema))


@need("a date that is taken and given back under one name")
def date_given_back(mutation: Mutation, schema: GraphQLSchema) -> bool:
    """Whether an answer may show a date of the input."""
    given = {name for name, type_ in output_fields(mutation, schema) if get_named_type(type_).name == "Date"}
    return bool(given & input_names(mutation, schema))


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


def _for_html(value: Any, call: Call) -> Any:
    if isinstance(value, dict):
        return {key: _for_html(part, call) for key, part in value.items()}
    return escape(value) if isinstance(value, str) else value


def _a_day_early(value: Any, call: Call) -> Any:
    """Return dates as a server that keeps them as midnight in a zone east of Greenwich, and shows them as UTC."""
    if isinstance(value, dict):
        return {key: _a_day_early(part, call) for key, part in value.items()}
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return (date.fromisoformat(value) - timedelta(days=1)).isoformat()
    return value


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


PAYLOAD_VALUE_FAULTS: tuple[Fault, ...] = (
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
    Fault(
        "texts-escaped-for-html",
        "shape.echo",
        "Text comes back escaped for HTML.",
        OnPayload(_for_html),
        "updateUser",
        text_given_back,
    ),
    Fault(
        "dates-a-day-early",
        "shape.echo",
        "Dates come back as the day before.",
        OnPayload(_a_day_early),
        "initiateProductSwitch",
        date_given_back,
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
)
