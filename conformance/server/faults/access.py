"""Faults in who may call a mutation."""

import time
from collections.abc import Callable

from graphql import GraphQLSchema

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.faults.parts.fault import Fault, OnAccess, OnHttp
from kraken_conformance.server.faults.parts.needs import TOKEN, need
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest, answer
from kraken_conformance.server.rules.access import said_by
from kraken_conformance.server.rules.input_checks import checks_for, first_broken
from kraken_conformance.server.rules.tokens import IssuedToken
from kraken_conformance.spec import Mutation, Role


@need("the code of a missing token among its errors")
def code_of_no_token(mutation: Mutation, _: GraphQLSchema) -> bool:
    """Whether the mutation can say that a token is missing, and something else."""
    return mutation.authorization == "declared" and len(mutation.errors) > 1


@need("a token that is asked for, and a declared error that an input provokes")
def checked_input(mutation: Mutation, _: GraphQLSchema) -> bool:
    """Whether the mutation refuses some input, and asks for a token."""
    return mutation.needs_token and bool(checks_for(mutation))


def _accept(test: Callable[[IssuedToken], bool]) -> OnAccess:
    """Return a hook that lets the requests through whose token passes a test."""
    return OnAccess(lambda code, token, _: None if token is not None and test(token) else code)


def _foreign(token: IssuedToken) -> bool:
    return token.claims is not None and not token.signed_here and not token.expired(time.time())


def _say_not_allowed(code: str | None, _: IssuedToken | None, call: Call) -> str | None:
    if code is None or code not in call.contract.codes_of(Role.NO_TOKEN):
        return code
    return said_by(call.contract, call.mutation, Role.NOT_ALLOWED, Role.BAD_TOKEN)


def _check_input_first(code: str | None, token: IssuedToken | None, call: Call) -> str | None:
    broken = first_broken(checks_for(call.mutation), call.arguments) if token is None else None
    return broken[0] if broken else code


def _crash_on_malformed(request: HttpRequest, handler: Handler) -> HttpAnswer:
    header = request.authorization
    if header is not None and header.count(".") != 2:
        return answer(500, {"errors": [{"message": "Internal Server Error"}]})
    return handler(request)


ACCESS_FAULTS = (
    Fault(
        "no-token-accepted",
        "auth.no-token-refused",
        "The mutation is executed without a token.",
        OnAccess(lambda code, token, _: None if token is None else code),
        "collectPayment",
        TOKEN,
        also={
            "auth.no-token-code": "what is not refused has no code",
            "auth.blank-header": "an empty header is a missing one",
            "auth.no-oracle": "the answer says what is wrong with other values",
        },
    ),
    Fault(
        "no-token-other-code",
        "auth.no-token-code",
        "A missing token is answered with the code of what is not allowed.",
        OnAccess(_say_not_allowed),
        "amendPayment",
        code_of_no_token,
    ),
    Fault(
        "malformed-token-accepted",
        "auth.malformed-token",
        "The mutation is executed with text that is no token.",
        _accept(lambda token: token.claims is None),
        "createAccountReference",
        TOKEN,
        also={
            "auth.blank-header": "a scheme alone is such a text",
            "auth.token-use": "a token for another purpose is such a text",
        },
    ),
    Fault(
        "expired-token-accepted",
        "auth.expired-token",
        "The mutation is executed with a token that has expired; its signature is not checked either.",
        _accept(lambda token: token.expired(time.time())),
        "requestPrintedBill",
        TOKEN,
    ),
    Fault(
        "foreign-token-accepted",
        "auth.foreign-token",
        "The mutation is executed with a token that somebody else has signed.",
        _accept(_foreign),
        "updateUser",
        TOKEN,
        also={
            "auth.unsigned-token": "signatures are not checked",
            "auth.tampered-token": "signatures are not checked",
        },
    ),
    Fault(
        "malformed-token-crashes",
        "auth.no-server-error",
        "Text that is no token is answered with 500.",
        OnHttp(_crash_on_malformed),
        "updatePassword",
        also={"http.no-server-error": "the request is one of those that were made"},
    ),
    Fault(
        "input-checked-before-token",
        "auth.no-oracle",
        "Without a token the values of the input are checked first.",
        OnAccess(_check_input_first),
        "deletePushNotificationBinding",
        checked_input,
        also={"auth.no-token-code": "a bad value is answered with the error of that value"},
    ),
)
"""Every fault of access."""
