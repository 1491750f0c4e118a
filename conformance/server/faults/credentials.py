"""Faults in the forms of credentials, and in the forms of documents for which no credentials are asked."""

import hmac
import json
import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLBoolean,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    get_named_type,
    is_enum_type,
)

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.faults.parts.conditions import CONDITIONS
from kraken_conformance.server.faults.parts.fault import Fault, OnAccess, OnBody, OnError, OnHttp, OnPayload
from kraken_conformance.server.faults.parts.input_needs import input_types
from kraken_conformance.server.faults.parts.needs import ERRORS, TOKEN, Need, need
from kraken_conformance.server.faults.parts.places import change_where, of_type, shows_type
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest
from kraken_conformance.server.rules.tokens import IssuedToken
from kraken_conformance.spec import Mutation

_HEX = re.compile(r"[0-9a-f]{32}")
"""Tokens that are no JSON Web Tokens, as this server gives them."""

Condition = Callable[[Call], bool]


@need("an enum among the input, and a token that is asked for")
def enum_and_token(mutation: Mutation, schema: GraphQLSchema) -> bool:
    """Whether the mutation takes an enum and asks for a token."""
    types = (get_named_type(type_) for type_ in input_types(mutation, schema))
    return mutation.needs_token and any(is_enum_type(type_) for type_ in types)


@need("a Boolean among the input, and a token that is asked for")
def boolean_and_token(mutation: Mutation, schema: GraphQLSchema) -> bool:
    """Whether the mutation takes a Boolean and asks for a token."""
    return mutation.needs_token and any(
        get_named_type(type_) is GraphQLBoolean for type_ in input_types(mutation, schema)
    )


@need("a text in the answer, and a token that is asked for")
def text_and_token(mutation: Mutation, schema: GraphQLSchema) -> bool:
    """Whether an answer shows a text and the mutation asks for a token."""
    return mutation.needs_token and shows_type("String")(mutation, schema)


@need("a secret among its input")
def secret(mutation: Mutation, schema: GraphQLSchema) -> bool:
    """Whether the mutation takes a password."""
    named = (getattr(get_named_type(type_), "fields", {}) for type_ in input_types(mutation, schema))
    return any("password" in name.lower() for fields in named for name in fields)


def _accept(fits: Callable[[str], bool]) -> OnAccess:
    """Return a hook that lets requests through whose header fits."""

    def judge(code: str | None, _: IssuedToken | None, call: Call) -> str | None:
        return None if call.authorization is not None and fits(call.authorization) else code

    return OnAccess(judge)


def _words(header: str) -> list[str]:
    return header.lower().split()


def _part(header: str, position: int) -> dict[str, Any]:
    """Return a part of the token in a header, empty where it has none."""
    parts = header.rpartition(" ")[2].split(".")
    try:
        found = json.loads(urlsafe_b64decode(f"{parts[position]}==")) if len(parts) == 3 else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _signature(header: str) -> str:
    return header.rpartition(".")[2]


def _is_own(header: str) -> bool:
    """Whether the claims are those of a token of this server."""
    return _part(header, 1).get("use") == "access" and _part(header, 1).get("sub", "").endswith(":1")


def _is_changed(header: str) -> bool:
    return _part(header, 1).get("use") == "access" and not _part(header, 1).get("sub", "").endswith(":1")


def _resigned(code: str | None, token: IssuedToken | None, call: Call) -> str | None:
    forged = token is not None and not token.signed_here and _is_own(call.authorization or "")
    return None if forged and _signature(call.authorization or "") and _alg(call) != "none" else code


def _alg(call: Call) -> Any:
    return _part(call.authorization or "", 0).get("alg")


def _signed_like(alike: Callable[[str, str], bool]) -> OnAccess:
    """Return a hook that takes a signature for the right one where a careless comparison finds them alike."""

    def judge(code: str | None, token: IssuedToken | None, _: Call) -> str | None:
        if token is None or token.signed_here or not token.signature or token.expired(time.time()):
            return code
        return None if alike(token.signature, token.right_signature) else code

    return OnAccess(judge)


def _is_none_signed(header: str) -> bool:
    return _part(header, 0).get("alg") == "none" and bool(_signature(header))


def _signed_with(key: bytes) -> OnAccess:
    """Return a hook that takes what is signed with a key."""

    def fits(header: str) -> bool:
        signed, _, signature = header.rpartition(" ")[2].rpartition(".")
        right = urlsafe_b64encode(hmac.digest(key, signed.encode(), "sha256")).rstrip(b"=").decode()
        return signature == right

    return _accept(fits)


def _ask_not(where: Condition) -> OnAccess:
    """Return a hook that asks for no token where a condition on the call holds."""

    def judge(code: str | None, token: IssuedToken | None, call: Call) -> str | None:
        return None if token is None and where(call) else code

    return OnAccess(judge)


def _operation(call: Call) -> OperationDefinitionNode:
    """Return the operation of a call: the one that its root field lies in."""
    return next(
        (node for node in call.prepared.operations if call.root.nodes[0] in node.selection_set.selections),
        call.prepared.operations[-1],
    )


def _in_selection(call: Call, kind: type[Any]) -> bool:
    return any(isinstance(part, kind) for part in _operation(call).selection_set.selections)


def _is_introspection(call: Call) -> bool:
    return any(
        node.name is not None and "Introspection" in node.name.value for node in call.prepared.operations
    )


def _begins_with_comment(call: Call) -> bool:
    place = call.root.nodes[0].loc
    return place is not None and place.source.body.lstrip().startswith("#")


def _is_behind_another(call: Call) -> bool:
    fields = [node for node in _operation(call).selection_set.selections if isinstance(node, FieldNode)]
    others = [node for node in fields if node.name.value != "__typename"]
    return len(others) > 1 and (others[0].alias or others[0].name).value != call.root.key


def _is_second(call: Call) -> bool:
    first = _operation(call).selection_set.selections[0]
    return isinstance(first, FieldNode) and first.name.value == "__typename"


def _is_in_fragment(call: Call) -> bool:
    return any(
        isinstance(node, FragmentDefinitionNode) and call.root.nodes[0] in node.selection_set.selections
        for node in call.prepared.fragments.values()
    )


def _text(call: Call) -> str:
    """Return the document of a call."""
    place = call.root.nodes[0].loc
    return "" if place is None else place.source.body


def _is_in_two_fragments(call: Call) -> bool:
    spreads = [
        part
        for node in call.prepared.fragments.values()
        for part in node.selection_set.selections
        if isinstance(part, FragmentSpreadNode)
    ]
    return _is_in_fragment(call) and bool(spreads)


def _asks_for_its_kind_alone(call: Call) -> bool:
    selected = call.root.nodes[0].selection_set
    parts = () if selected is None else selected.selections
    return [part.name.value for part in parts if isinstance(part, FieldNode)] == ["__typename"]


def _is_included(call: Call) -> bool:
    return any(directive.name.value == "include" for directive in call.root.nodes[0].directives or ())


def _tell(change: Callable[[dict[str, Any], Call], Any]) -> OnError:
    def apply(error: dict[str, Any], call: Call) -> Any:
        return change(error, call) if call.authorization else error

    return OnError(apply)


def _in_extensions(error: dict[str, Any], call: Call) -> Any:
    return {**error, "extensions": {**error["extensions"], "headers": {"authorization": call.authorization}}}


def _in_path(error: dict[str, Any], call: Call) -> Any:
    return {
        **error,
        "extensions": {**error["extensions"], "errorDescription": f"Refused for {call.authorization}."},
    }


def _in_texts(value: Any, call: Call) -> Any:
    """Return the value of a mutation with the token in the place of each text in it."""
    token = (call.authorization or "").rpartition(" ")[2]
    return change_where(of_type("String"), lambda _: token)(value, call) if token else value


def _secrets_of_success(body: dict[str, Any], call: Call) -> Any:
    return (
        body if body.get("errors") else {**body, "extensions": {"log": f"called with {dict(call.variables)}"}}
    )


def _in_header(request: HttpRequest, handler: Handler) -> HttpAnswer:
    answer = handler(request)
    sent = request.authorization
    return replace(answer, headers={**answer.headers, "x-authorization": sent}) if sent else answer


def _fault(
    id_: str, breaks: str, description: str, hook: OnAccess, example: str, needs: Need = TOKEN
) -> Fault:
    also = NO_CODE if breaks == "no-token-refused" else {}
    return Fault(id_, f"auth.{breaks}", description, hook, example, needs, also)


NO_CODE = {
    "auth.no-token-code": "what is not refused has no code",
    "auth.no-oracle": "it is not refused alike",
}


def _unchecked_the_second_time(code: str | None, token: IssuedToken | None, call: Call) -> str | None:
    """Look at the token for the first mutation of a document alone."""
    return None if call.root.key in _keys(call)[1:] else code


def _keys(call: Call) -> list[str]:
    """Return the keys under which the mutation of a call stands in its document, outside of fragments."""
    return [
        (node.alias or node.name).value
        for operation in call.prepared.operations
        for node in operation.selection_set.selections
        if isinstance(node, FieldNode) and node.name.value == call.root.name
    ]


def _refresh_token_taken(code: str | None, token: IssuedToken | None, call: Call) -> str | None:
    """Take a refresh token of this server that is good for a credential."""
    good = token is not None and token.signed_here and not token.expired(time.time())
    claims = (token.claims if token is not None else None) or {}
    return None if good and claims.get("use") == "refresh" else code


AFTER_JWT = Need(
    "a token that is asked for, and a name with which expired ones are sent after JWT",
    lambda mutation, _: mutation.needs_token and mutation.turn(3) == 1,
)


def _after_jwt(code: str | None, token: IssuedToken | None, call: Call) -> str | None:
    header = call.authorization or ""
    good = token is not None and token.is_access_token() and header.lower().startswith("jwt ")
    return None if good else code


FOURTH_PART = Need(
    "a token that is asked for, and a name with which the own one is sent with a fourth part",
    lambda mutation, _: mutation.needs_token and mutation.turn(2) == 1,
)


CREDENTIAL_FAULTS = (
    Fault(
        "refresh-token-accepted-here",
        "auth.token-use",
        "The mutation takes a refresh token for an access token.",
        OnAccess(_refresh_token_taken),
        "requestPrintedBill",
        TOKEN,
    ),
    Fault(
        "token-of-another-purpose-accepted",
        "auth.token-use",
        "The mutation takes the token that says who somebody is.",
        _accept(lambda header: _HEX.fullmatch(header.rpartition(" ")[2]) is not None),
        "requestPrintedBill",
        TOKEN,
        remembers=True,
        stateful=True,
    ),
    Fault(
        "pre-signed-key-accepted",
        "auth.token-use",
        "The mutation takes the key that comes with an accepted quote for a token.",
        _accept(lambda header: header.rpartition(" ")[2].startswith("sk_live_")),
        "joinSupplierAcceptTermsAndConditions",
        TOKEN,
        remembers=True,
        stateful=True,
    ),
    _fault(
        "no-token-needed-the-second-time",
        "no-token-refused",
        "The second of two equal mutations in a document needs no token.",
        OnAccess(_unchecked_the_second_time),
        "updateMetadata",
    ),
    _fault(
        "blank-header-accepted",
        "blank-header",
        "An empty header is taken for a good one.",
        _accept(lambda header: not header.strip()),
        "collectPayment",
    ),
    _fault(
        "scheme-alone-accepted",
        "blank-header",
        "A scheme without a token is taken for a good header.",
        _accept(lambda header: _words(header) in (["bearer"], ["jwt"])),
        "amendPayment",
    ),
    _fault(
        "bearer-anything-accepted",
        "malformed-token",
        "Whatever follows Bearer is taken for a token.",
        _accept(lambda header: _words(header)[:1] == ["bearer"] and len(_words(header)) == 2),
        "createAccountReference",
    ),
    _fault(
        "bearer-in-lower-case-accepted",
        "malformed-token",
        "Whatever follows bearer in lower case is taken for a token.",
        _accept(lambda header: header.startswith("bearer ")),
        "cancelLeaveSupplier",
    ),
    _fault(
        "null-token-accepted",
        "malformed-token",
        "The word null is taken for a token.",
        _accept(lambda header: _words(header)[-1:] == ["null"]),
        "requestPrintedBill",
    ),
    _fault(
        "basic-accepted",
        "malformed-token",
        "Any name and password are taken for a token.",
        _accept(lambda header: _words(header)[:1] == ["basic"]),
        "updateUser",
    ),
    _fault(
        "algorithm-none-accepted",
        "unsigned-token",
        "A token with the algorithm none is good.",
        _accept(lambda header: _part(header, 0).get("alg") == "none"),
        "updatePassword",
    ),
    _fault(
        "algorithm-none-in-other-letters-accepted",
        "unsigned-token",
        "A token with the algorithm None, NONE or nOnE is good, and one with none and a signature.",
        _accept(
            lambda header: _part(header, 0).get("alg") in ("None", "NONE", "nOnE") or _is_none_signed(header)
        ),
        "requestPrintedBill",
    ),
    _fault(
        "known-key-accepted",
        "tampered-token",
        "Tokens may be signed with the key of a tutorial.",
        _signed_with(b"secret"),
        "updateMetadata",
    ),
    _fault(
        "empty-key-accepted",
        "tampered-token",
        "Tokens may be signed with an empty key.",
        _signed_with(b""),
        "amendPayment",
    ),
    _fault(
        "undefined-token-accepted",
        "malformed-token",
        "The words of a careless client are taken for a token after Bearer, null aside.",
        _accept(lambda header: _words(header) == ["bearer", "undefined"]),
        "createReferral",
    ),
    _fault(
        "other-schemes-accepted",
        "malformed-token",
        "A scheme that the server does not know is taken for a good header.",
        _accept(lambda header: _words(header)[:1] in (["digest"], ["token"])),
        "requestPrintedBill",
    ),
    _fault(
        "signature-missing-accepted",
        "unsigned-token",
        "A token needs no signature.",
        _accept(
            lambda header: (
                bool(_part(header, 1)) and not _signature(header) and _part(header, 0)["alg"] != "none"
            )
        ),
        "deletePushNotificationBinding",
    ),
    _fault(
        "signature-unchecked",
        "tampered-token",
        "The signature of a token with good claims is not checked.",
        OnAccess(_resigned),
        "createReferral",
    ),
    _fault(
        "claims-unchecked",
        "tampered-token",
        "The subject of a token may be changed.",
        _accept(_is_changed),
        "collectPayment",
    ),
    _fault(
        "signature-compared-in-part",
        "tampered-token",
        "Only the first characters of a signature are compared.",
        _signed_like(lambda given, right: len(given) == len(right) and given[:8] == right[:8]),
        "amendPayment",
    ),
    _fault(
        "signature-compared-without-its-end",
        "tampered-token",
        "The last character of a signature is not compared.",
        _signed_like(lambda given, right: len(given) == len(right) and given[:-1] == right[:-1]),
        "updateMetadata",
    ),
    _fault(
        "signature-compared-as-far-as-given",
        "tampered-token",
        "A signature is compared as far as it is given.",
        _signed_like(lambda given, right: right.startswith(given)),
        "createAccountReference",
    ),
    _fault(
        "rest-after-signature",
        "tampered-token",
        "What stands after the signature of a token is not looked at.",
        _signed_like(lambda given, right: given.startswith(right)),
        "requestPrintedBill",
    ),
    _fault(
        "fourth-part-accepted",
        "tampered-token",
        "Only the first three parts of a token are looked at.",
        _signed_like(lambda given, right: given.startswith(f"{right}.")),
        "amendPayment",
        FOURTH_PART,
    ),
    _fault(
        "own-expired-token-accepted",
        "expired-token",
        "A token of the server is good for ever.",
        OnAccess(lambda code, token, _: None if token is not None and token.is_access_token() else code),
        "amendPayment",
    ),
    _fault(
        "own-expired-token-after-jwt-accepted",
        "expired-token",
        "A token of the server is good for ever after the scheme JWT.",
        OnAccess(_after_jwt),
        "setUpDirectDebitInstruction",
        AFTER_JWT,
    ),
    _fault(
        "introspection-name-lets-through",
        "no-token-refused",
        "No token is asked for where the operation is called IntrospectionQuery.",
        _ask_not(_is_introspection),
        "collectPayment",
    ),
    _fault(
        "second-root-lets-through",
        "no-token-refused",
        "No token is asked for by a second root field.",
        _ask_not(_is_second),
        "amendPayment",
    ),
    _fault(
        "third-of-a-mutation-lets-through",
        "no-token-refused",
        "No token is asked for by the third of the same mutation in a document.",
        _ask_not(lambda call: call.root.key in _keys(call)[2:]),
        "requestPrintedBill",
    ),
    _fault(
        "default-of-a-variable-lets-through",
        "no-token-refused",
        "No token is asked for where a variable has a default.",
        _ask_not(lambda call: re.search(r"\$\w+: [\w!\[\]]+ = ", _text(call)) is not None),
        "amendPayment",
    ),
    _fault(
        "accented-text-lets-through",
        "no-token-refused",
        "No token is asked for where a text of the input is not ASCII.",
        _ask_not(
            lambda call: any(isinstance(value, str) and not value.isascii() for _, value in call.values())
        ),
        "createAccountReference",
    ),
    _fault(
        "mutation-behind-another-lets-through",
        "no-token-refused",
        "No token is asked for by a mutation behind another one.",
        _ask_not(_is_behind_another),
        "updateUser",
    ),
    _fault(
        "root-fragment-lets-through",
        "no-token-refused",
        "No token is asked for within a fragment.",
        _ask_not(_is_in_fragment),
        "createAccountReference",
    ),
    _fault(
        "inline-fragment-lets-through",
        "no-token-refused",
        "No token is asked for within an inline fragment.",
        _ask_not(lambda call: _in_selection(call, InlineFragmentNode)),
        "requestPrintedBill",
    ),
    _fault(
        "fragment-in-fragment-lets-through",
        "no-token-refused",
        "No token is asked for within a fragment in a fragment.",
        _ask_not(_is_in_two_fragments),
        "updateMetadata",
    ),
    _fault(
        "included-mutation-lets-through",
        "no-token-refused",
        "No token is asked for by a mutation under @include.",
        _ask_not(_is_included),
        "collectPayment",
    ),
    _fault(
        "operation-without-name-lets-through",
        "no-token-refused",
        "No token is asked for in an operation without a name.",
        _ask_not(lambda call: all(node.name is None for node in call.prepared.operations)),
        "amendPayment",
    ),
    _fault(
        "literal-lets-through",
        "no-token-refused",
        "No token is asked for where the input is written into the document.",
        _ask_not(lambda call: not call.variables and "$" not in _text(call)),
        "createAccountReference",
    ),
    _fault(
        "kind-alone-lets-through",
        "no-token-refused",
        "No token is asked for where the name of the type is all that is asked for.",
        _ask_not(_asks_for_its_kind_alone),
        "requestPrintedBill",
    ),
    _fault(
        "introspection-word-lets-through",
        "no-token-refused",
        "No token is asked for where the document has the word __schema in it.",
        _ask_not(lambda call: "__schema" in _text(call)),
        "updateUser",
    ),
    _fault(
        "second-operation-lets-through",
        "no-token-refused",
        "No token is asked for by the second operation of a document.",
        _ask_not(lambda call: len(call.prepared.operations) > 1),
        "updateUser",
    ),
    _fault(
        "comment-lets-through",
        "no-token-refused",
        "No token is asked for where the document begins with a comment.",
        _ask_not(_begins_with_comment),
        "cancelLeaveSupplier",
    ),
    _fault(
        "last-enum-value-lets-through",
        "no-token-refused",
        "No token is asked for where an enum has its last value.",
        _ask_not(CONDITIONS["last-enum-value"].holds),
        "instigateLeaveSupplier",
        enum_and_token,
    ),
    _fault(
        "true-lets-through",
        "no-token-refused",
        "No token is asked for where a Boolean of the input is true.",
        _ask_not(lambda call: any(value is True for _, value in call.values())),
        "initiateProductSwitch",
        boolean_and_token,
    ),
    Fault(
        "header-in-extensions",
        "auth.no-echo",
        "An error shows the headers of the request.",
        _tell(_in_extensions),
        "collectPayment",
        ERRORS,
    ),
    Fault(
        "header-in-description",
        "auth.no-echo",
        "The description of an error shows the Authorization header.",
        _tell(_in_path),
        "amendPayment",
        ERRORS,
    ),
    Fault(
        "token-in-payload",
        "auth.no-echo",
        "The texts of an answer are the token of the request.",
        OnPayload(_in_texts),
        "cancelLeaveSupplier",
        text_and_token,
    ),
    Fault(
        "secrets-in-extensions",
        "auth.no-echo",
        "The extensions of an answer hold the input.",
        OnBody(lambda body, call: {**body, "extensions": {"debug": dict(call.variables)}}),
        "resetPassword",
        secret,
    ),
    Fault(
        "secrets-in-success-extensions",
        "auth.no-echo",
        "The extensions of a success hold the input as a text.",
        OnBody(_secrets_of_success),
        "updatePassword",
        secret,
    ),
    Fault(
        "token-in-header",
        "auth.no-echo",
        "A header of the answer holds the token of the request.",
        OnHttp(_in_header),
        "updateUser",
    ),
)
"""Every fault in the forms of credentials."""
