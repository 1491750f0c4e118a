"""Faults in the forms of credentials, and in the forms of documents for which no credentials are asked."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    get_named_type,
)

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.faults.conditions import CONDITIONS
from kraken_conformance.server.faults.fault import Fault, OnAccess, OnBody, OnError, OnHttp, OnPayload
from kraken_conformance.server.faults.inputs import input_types
from kraken_conformance.server.faults.places import change_where, of_type, shows_type
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest
from kraken_conformance.server.rules.tokens import IssuedToken
from kraken_conformance.spec import Mutation

Condition = Callable[[Call], bool]


def _needs_token(mutation: Mutation, _: GraphQLSchema) -> bool:
    return mutation.needs_token


def _has_enum(mutation: Mutation, schema: GraphQLSchema) -> bool:
    root = schema.mutation_type
    assert root is not None
    waiting = [argument.type for argument in root.fields[mutation.name].args.values()]
    known: set[str] = set()
    while waiting:
        type_: Any = waiting.pop()
        while hasattr(type_, "of_type"):
            type_ = type_.of_type
        if hasattr(type_, "values"):
            return mutation.needs_token
        if type_.name not in known:
            known.add(type_.name)
            waiting += [field.type for field in getattr(type_, "fields", {}).values()]
    return False


def _raises(mutation: Mutation, _: GraphQLSchema) -> bool:
    return bool(mutation.errors)


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


def _own_expired(code: str | None, token: IssuedToken | None, _: Call) -> str | None:
    return None if token is not None and token.is_access_token() else code


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


def _is_second(call: Call) -> bool:
    first = _operation(call).selection_set.selections[0]
    return isinstance(first, FieldNode) and first.name.value == "__typename"


def _is_in_fragment(call: Call) -> bool:
    return any(
        isinstance(node, FragmentDefinitionNode) and call.root.nodes[0] in node.selection_set.selections
        for node in call.prepared.fragments.values()
    )


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


def _takes_secret(mutation: Mutation, schema: GraphQLSchema) -> bool:
    named = (getattr(get_named_type(type_), "fields", {}) for type_ in input_types(mutation, schema))
    return any("password" in name.lower() for fields in named for name in fields)


def _in_header(request: HttpRequest, handler: Handler) -> HttpAnswer:
    answer = handler(request)
    sent = request.headers.get("authorization")
    return replace(answer, headers={**answer.headers, "x-authorization": sent}) if sent else answer


def _fault(id_: str, breaks: str, example: str, hook: OnAccess, description: str, **more: Any) -> Fault:
    return Fault(
        id=id_,
        breaks=f"auth.{breaks}",
        description=description,
        hook=hook,
        example=example,
        needs=more.pop("needs", "a token that is asked for"),
        suits=more.pop("suits", _needs_token),
        **more,
    )


NO_CODE = {
    "auth.no-token-code": "what is not refused has no code",
    "auth.no-oracle": "it is not refused alike",
}

CREDENTIAL_FAULTS = (
    _fault(
        "blank-header-accepted",
        "blank-header",
        "collectPayment",
        _accept(lambda header: not header.strip()),
        "An empty header is taken for a good one.",
    ),
    _fault(
        "scheme-alone-accepted",
        "blank-header",
        "amendPayment",
        _accept(lambda header: _words(header) in (["bearer"], ["jwt"])),
        "A scheme without a token is taken for a good header.",
    ),
    _fault(
        "bearer-anything-accepted",
        "malformed-token",
        "createAccountReference",
        _accept(lambda header: _words(header)[:1] == ["bearer"] and len(_words(header)) == 2),
        "Whatever follows Bearer is taken for a token.",
    ),
    _fault(
        "bearer-in-lower-case-accepted",
        "malformed-token",
        "cancelLeaveSupplier",
        _accept(lambda header: header.startswith("bearer ")),
        "Whatever follows bearer in lower case is taken for a token.",
    ),
    _fault(
        "null-token-accepted",
        "malformed-token",
        "requestPrintedBill",
        _accept(lambda header: _words(header)[-1:] == ["null"]),
        "The word null is taken for a token.",
    ),
    _fault(
        "basic-accepted",
        "malformed-token",
        "updateUser",
        _accept(lambda header: _words(header)[:1] == ["basic"]),
        "Any name and password are taken for a token.",
    ),
    _fault(
        "algorithm-none-accepted",
        "unsigned-token",
        "updatePassword",
        _accept(lambda header: _part(header, 0).get("alg") == "none"),
        "A token with the algorithm none is good.",
    ),
    _fault(
        "signature-missing-accepted",
        "unsigned-token",
        "deletePushNotificationBinding",
        _accept(
            lambda header: (
                bool(_part(header, 1)) and not _signature(header) and _part(header, 0)["alg"] != "none"
            )
        ),
        "A token needs no signature.",
    ),
    _fault(
        "signature-unchecked",
        "tampered-token",
        "createReferral",
        OnAccess(_resigned),
        "The signature of a token with good claims is not checked.",
    ),
    _fault(
        "claims-unchecked",
        "tampered-token",
        "collectPayment",
        _accept(_is_changed),
        "The subject of a token may be changed.",
    ),
    _fault(
        "signature-compared-in-part",
        "tampered-token",
        "amendPayment",
        _signed_like(lambda given, right: len(given) == len(right) and given[:8] == right[:8]),
        "Only the first characters of a signature are compared.",
    ),
    _fault(
        "signature-compared-as-far-as-given",
        "tampered-token",
        "createAccountReference",
        _signed_like(lambda given, right: right.startswith(given)),
        "A signature is compared as far as it is given.",
    ),
    _fault(
        "rest-after-signature",
        "tampered-token",
        "requestPrintedBill",
        _signed_like(lambda given, right: given.startswith(right)),
        "What stands after the signature of a token is not looked at.",
    ),
    _fault(
        "own-expired-token-accepted",
        "expired-token",
        "amendPayment",
        OnAccess(_own_expired),
        "A token of the server is good for ever.",
    ),
    _fault(
        "introspection-name-lets-through",
        "no-token-refused",
        "collectPayment",
        _ask_not(_is_introspection),
        "No token is asked for where the operation is called IntrospectionQuery.",
        also=NO_CODE,
    ),
    _fault(
        "second-root-lets-through",
        "no-token-refused",
        "amendPayment",
        _ask_not(_is_second),
        "No token is asked for by a second root field.",
        also=NO_CODE,
    ),
    _fault(
        "root-fragment-lets-through",
        "no-token-refused",
        "createAccountReference",
        _ask_not(_is_in_fragment),
        "No token is asked for within a fragment.",
        also=NO_CODE,
    ),
    _fault(
        "inline-fragment-lets-through",
        "no-token-refused",
        "requestPrintedBill",
        _ask_not(lambda call: _in_selection(call, InlineFragmentNode)),
        "No token is asked for within an inline fragment.",
        also=NO_CODE,
    ),
    _fault(
        "second-operation-lets-through",
        "no-token-refused",
        "updateUser",
        _ask_not(lambda call: len(call.prepared.operations) > 1),
        "No token is asked for by the second operation of a document.",
        also=NO_CODE,
    ),
    _fault(
        "comment-lets-through",
        "no-token-refused",
        "cancelLeaveSupplier",
        _ask_not(_begins_with_comment),
        "No token is asked for where the document begins with a comment.",
        also=NO_CODE,
    ),
    _fault(
        "last-enum-value-lets-through",
        "no-token-refused",
        "instigateLeaveSupplier",
        _ask_not(CONDITIONS["last-enum-value"].holds),
        "No token is asked for where an enum has its last value.",
        also=NO_CODE,
        needs="an enum among the input, and a token that is asked for",
        suits=_has_enum,
    ),
    _fault(
        "true-lets-through",
        "no-token-refused",
        "initiateProductSwitch",
        _ask_not(lambda call: any(value is True for _, value in call.values())),
        "No token is asked for where a Boolean of the input is true.",
        also=NO_CODE,
    ),
    Fault(
        id="header-in-extensions",
        breaks="auth.no-echo",
        description="An error shows the headers of the request.",
        hook=_tell(_in_extensions),
        example="collectPayment",
        needs="declared errors",
        suits=_raises,
    ),
    Fault(
        id="header-in-description",
        breaks="auth.no-echo",
        description="The description of an error shows the Authorization header.",
        hook=_tell(_in_path),
        example="amendPayment",
        needs="declared errors",
        suits=_raises,
    ),
    Fault(
        id="token-in-payload",
        breaks="auth.no-echo",
        description="The texts of an answer are the token of the request.",
        hook=OnPayload(_in_texts),
        example="cancelLeaveSupplier",
        needs="a text in the answer, and a token that is asked for",
        suits=lambda mutation, schema: mutation.needs_token and shows_type("String")(mutation, schema),
    ),
    Fault(
        id="secrets-in-extensions",
        breaks="auth.no-echo",
        description="The extensions of an answer hold the input.",
        hook=OnBody(lambda body, call: {**body, "extensions": {"debug": dict(call.variables)}}),
        example="resetPassword",
        needs="a secret among its input",
        suits=_takes_secret,
    ),
    Fault(
        id="secrets-in-success-extensions",
        breaks="auth.no-echo",
        description="The extensions of a success hold the input as a text.",
        hook=OnBody(_secrets_of_success),
        example="updatePassword",
        needs="a secret among its input",
        suits=_takes_secret,
    ),
    Fault(
        id="token-in-header",
        breaks="auth.no-echo",
        description="A header of the answer holds the token of the request.",
        hook=OnHttp(_in_header),
        example="updateUser",
    ),
)
"""Every fault in the forms of credentials."""
