"""Faults in who may call a mutation."""

from __future__ import annotations

import time

from graphql import GraphQLSchema

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.faults.fault import Fault, OnAccess, OnHttp
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest, answer
from kraken_conformance.server.rules.access import said_by
from kraken_conformance.server.rules.input_checks import checks_for, first_broken
from kraken_conformance.server.rules.tokens import IssuedToken
from kraken_conformance.spec import Mutation, Role


def _needs_token(mutation: Mutation, _: GraphQLSchema) -> bool:
    return mutation.needs_token


def _may_say_not_allowed(mutation: Mutation, _: GraphQLSchema) -> bool:
    return mutation.authorization == "declared" and len(mutation.errors) > 1


def _checks_input(mutation: Mutation, _: GraphQLSchema) -> bool:
    return mutation.needs_token and bool(checks_for(mutation))


def _accept_none(code: str | None, token: IssuedToken | None, _: Call) -> str | None:
    return None if token is None else code


def _accept_malformed(code: str | None, token: IssuedToken | None, _: Call) -> str | None:
    return None if token is not None and token.claims is None else code


def _accept_expired(code: str | None, token: IssuedToken | None, _: Call) -> str | None:
    return None if token is not None and token.expired(time.time()) else code


def _accept_foreign(code: str | None, token: IssuedToken | None, _: Call) -> str | None:
    foreign = token is not None and token.claims is not None and not token.signed_here
    return None if foreign and token is not None and not token.expired(time.time()) else code


def _say_not_allowed(code: str | None, _: IssuedToken | None, call: Call) -> str | None:
    if code is None or code not in call.contract.codes_of(Role.NO_TOKEN):
        return code
    return said_by(call.contract, call.mutation, Role.NOT_ALLOWED, Role.BAD_TOKEN)


def _check_input_first(code: str | None, token: IssuedToken | None, call: Call) -> str | None:
    broken = first_broken(checks_for(call.mutation), call.arguments) if token is None else None
    return broken[0] if broken else code


def _crash_on_malformed(request: HttpRequest, handler: Handler) -> HttpAnswer:
    header = request.headers.get("authorization")
    if header is not None and header.count(".") != 2:
        return answer(500, {"errors": [{"message": "Internal Server Error"}]})
    return handler(request)


TOKEN = "a token that is asked for"

ACCESS_FAULTS = (
    Fault(
        id="no-token-accepted",
        breaks="auth.no-token-refused",
        description="The mutation is executed without a token.",
        hook=OnAccess(_accept_none),
        example="collectPayment",
        needs=TOKEN,
        suits=_needs_token,
        also={
            "auth.no-token-code": "what is not refused has no code",
            "auth.blank-header": "an empty header is a missing one",
            "auth.no-oracle": "the answer says what is wrong with other values",
        },
    ),
    Fault(
        id="no-token-other-code",
        breaks="auth.no-token-code",
        description="A missing token is answered with the code of what is not allowed.",
        hook=OnAccess(_say_not_allowed),
        example="amendPayment",
        needs="the code of a missing token among its errors",
        suits=_may_say_not_allowed,
    ),
    Fault(
        id="malformed-token-accepted",
        breaks="auth.malformed-token",
        description="The mutation is executed with text that is no token.",
        hook=OnAccess(_accept_malformed),
        example="createAccountReference",
        needs=TOKEN,
        suits=_needs_token,
        also={"auth.blank-header": "a scheme alone is such a text"},
    ),
    Fault(
        id="expired-token-accepted",
        breaks="auth.expired-token",
        description="The mutation is executed with a token that has expired; its signature is not checked either.",
        hook=OnAccess(_accept_expired),
        example="requestPrintedBill",
        needs=TOKEN,
        suits=_needs_token,
    ),
    Fault(
        id="foreign-token-accepted",
        breaks="auth.foreign-token",
        description="The mutation is executed with a token that somebody else has signed.",
        hook=OnAccess(_accept_foreign),
        example="updateUser",
        needs=TOKEN,
        suits=_needs_token,
        also={
            "auth.unsigned-token": "signatures are not checked",
            "auth.tampered-token": "signatures are not checked",
        },
    ),
    Fault(
        id="malformed-token-crashes",
        breaks="auth.no-server-error",
        description="Text that is no token is answered with 500.",
        hook=OnHttp(_crash_on_malformed),
        example="updatePassword",
        also={"http.no-server-error": "the request is one of those that were made"},
    ),
    Fault(
        id="input-checked-before-token",
        breaks="auth.no-oracle",
        description="Without a token the values of the input are checked first.",
        hook=OnAccess(_check_input_first),
        example="deletePushNotificationBinding",
        needs="a token that is asked for, and a declared error that an input provokes",
        suits=_checks_input,
        also={"auth.no-token-code": "a bad value is answered with the error of that value"},
    ),
)
"""Every fault of access."""
