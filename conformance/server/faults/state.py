"""Faults in what a server remembers: what has ended is taken again, what was given is unknown, two win at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from graphql import GraphQLSchema

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.faults.fault import Fault, Hook, OnPayload, OnRefusal, Refused
from kraken_conformance.server.rules.tokens import claim
from kraken_conformance.spec import Mutation

ENDED, GIVEN, WINNER = "state.ended-refused", "state.given-accepted", "state.one-winner"
SENT_AGAIN, TOKEN, USE = "state.sent-again", "auth.issued-token", "auth.token-use"

WINDOW = 0.5
"""Seconds for which a server with a race does not see what another request has just done."""

BOTH = {ENDED: "one request after the other is as fast as two at once"}


def _forgives(code: str, when: Callable[[Call], bool] = lambda call: True) -> OnRefusal:
    def judge(refused: Refused | None, call: Call) -> Refused | None:
        return None if refused is not None and refused[0] == code and when(call) else refused

    return OnRefusal(judge)


def _just_done(call: Call) -> bool:
    return call.age is not None and call.age < WINDOW


def _refuses(code: str) -> OnRefusal:
    return OnRefusal(lambda refused, call: refused or (code, None))


def _with_leaf(
    change: Callable[[Any], Any], *path: str, when: Callable[[Call], bool] = lambda call: True
) -> OnPayload:
    """Return the hook that changes one value of the answer, by the names of its fields."""

    def apply(value: Any, call: Call) -> Any:
        if not when(call):
            return value
        place = value
        for name in path[:-1]:
            place = place.get(name) if isinstance(place, dict) else None
        if isinstance(place, dict) and place.get(path[-1]) is not None:
            place[path[-1]] = change(place[path[-1]])
        return value

    return OnPayload(apply)


def _refreshes(call: Call) -> bool:
    return bool((call.arguments.get("input") or {}).get("refreshToken"))


def _refreshed_by_any_token(refused: Refused | None, call: Call) -> Refused | None:
    """Take an access token of this server for a refresh token."""
    text = str((call.arguments.get("input") or {}).get("refreshToken"))
    return None if refused is not None and claim(text, "use") == "access" else refused


def _declares(code: str) -> Callable[[Mutation, GraphQLSchema], bool]:
    return lambda mutation, _: code in mutation.errors


def _any(mutation: Mutation, _: GraphQLSchema) -> bool:
    return True


def _fault(
    id_: str,
    breaks: str,
    example: str,
    description: str,
    hook: Hook,
    code: str | None = None,
    also: Mapping[str, str] | None = None,
) -> Fault:
    return Fault(
        id=id_,
        breaks=breaks,
        description=description,
        hook=hook,
        example=example,
        needs="a server that remembers"
        if code is None
        else f"{code} among its errors, and a server that remembers",
        suits=_any if code is None else _declares(code),
        also=also or {},
        remembers=True,
        stateful=True,
    )


def _again(
    id_: str, code: str, example: str, description: str, also: Mapping[str, str] | None = None
) -> Fault:
    return _fault(id_, ENDED, example, description, _forgives(code), code, also)


_numbers = count(1)

STATE_FAULTS = (
    _again(
        "ended-twice",
        "KT-CT-9604",
        "endContributionAgreement",
        "An agreement can be ended twice.",
        {
            WINNER: "two at once are both accepted",
            "error.raised-when-due": "an end long ago has the same code",
            "error.null-payload": "fields that may be null are null now and then, and here all of them",
        },
    ),
    _again(
        "cancelled-twice",
        "KT-CT-3931",
        "cancelRepaymentRequest",
        "A repayment request can be cancelled twice.",
        {WINNER: "two at once are both accepted"},
    ),
    _again(
        "left-twice",
        "KT-CT-10311",
        "cancelLeaveSupplier",
        "A process can be cancelled twice.",
        {WINNER: "two at once are both accepted"},
    ),
    _again(
        "wizard-cancelled-twice",
        "KT-CT-4371",
        "cancelSmartFlexOnboarding",
        "A wizard can be cancelled twice.",
        {
            WINNER: "two at once are both accepted",
        },
    ),
    _again(
        "wizard-goes-on",
        "KT-CT-4371",
        "selectDeviceTypeForSmartFlexOnboarding",
        "A cancelled wizard goes on.",
    ),
    _again(
        "permission-twice",
        "KT-CT-3829",
        "createCreditTransferPermission",
        "A permission can be given twice.",
        {WINNER: "two at once are both accepted"},
    ),
    _again(
        "permission-taken-back-twice",
        "KT-CT-3825",
        "terminateCreditTransferPermission",
        "A permission can be taken back twice.",
        {WINNER: "two at once are both accepted"},
    ),
    _again(
        "key-for-another-amount",
        "KT-CT-3928",
        "submitRepaymentRequest",
        "An idempotency key can be used for another amount.",
    ),
    _again(
        "quote-accepted-twice",
        "KT-FR-4618",
        "acceptQuote",
        "A quote can be accepted twice.",
        {WINNER: "two at once are both accepted"},
    ),
    _again(
        "code-redeemed-twice",
        "KT-CT-6726",
        "redeemReferralClaimCode",
        "A claim code can be redeemed twice.",
        {WINNER: "two at once are both accepted"},
    ),
    _again(
        "summary-sent-twice",
        "KT-FR-8911",
        "sendPmaxEmailSummary",
        "A summary is sent as often as it is asked for.",
        {WINNER: "two at once are both accepted"},
    ),
    _again(
        "readings-twice",
        "KT-FR-4518",
        "selfReading",
        "Readings can be given twice on a day.",
        {WINNER: "two at once are both accepted"},
    ),
    _again(
        "device-registered-twice", "KT-CT-4324", "deviceRegistration", "A device can be registered twice."
    ),
    _again(
        "suspended-device-charges", "KT-CT-4357", "triggerBoostCharge", "A suspended device can be boosted."
    ),
    _again(
        "suspended-device-is-tested", "KT-CT-4355", "triggerTestCharge", "A suspended device can be tested."
    ),
    _again(
        "binding-deleted-twice",
        "KT-CT-5411",
        "deletePushNotificationBinding",
        "A binding can be deleted twice.",
        {
            WINNER: "two at once are both accepted",
        },
    ),
    _again(
        "instruction-invalidated-twice",
        "KT-CT-3926",
        "invalidatePaymentInstruction",
        "An instruction can be invalidated twice.",
        {
            "error.raised-when-due": "an account of somebody else has the same code",
            WINNER: "two at once are both accepted",
        },
    ),
    _again(
        "pre-signed-token-invalidated-twice",
        "KT-CT-1129",
        "invalidatePreSignedToken",
        "A pre-signed token can be invalidated twice.",
        {
            WINNER: "two at once are both accepted",
        },
    ),
    _again(
        "mfa-device-deleted-twice",
        "KT-CT-1150",
        "deleteMfaDevice",
        "A deleted MFA device can be deleted again.",
        {WINNER: "two at once are both accepted"},
    ),
    _again(
        "deleted-mfa-device-validates",
        "KT-CT-1150",
        "validateMfaDevice",
        "A deleted MFA device validates.",
    ),
    _fault(
        "any-mfa-code",
        "error.raised-when-due",
        "validateMfaDevice",
        "Any one-time code is valid.",
        _forgives("KT-CT-1152"),
        "KT-CT-1152",
    ),
    _again(
        "refused-reference-is-there",
        "KT-CT-8310",
        "updateAccountReference",
        "A reference that was refused can be changed.",
        {"error.raised-when-due": "an empty namespace has the same code"},
    ),
    _again(
        "unknown-agreement-ended",
        "KT-CT-9603",
        "endContributionAgreement",
        "An agreement that was never made can be ended.",
    ),
    _again(
        "unknown-repayment-cancelled",
        "KT-CT-3930",
        "cancelRepaymentRequest",
        "A repayment request that was never made can be cancelled.",
    ),
    _again(
        "unknown-quote-shared",
        "KT-CT-8203",
        "shareGoodsQuote",
        "A quote that was never made can be shared.",
    ),
    _fault(
        "agreement-unknown",
        GIVEN,
        "endContributionAgreement",
        "No agreement that was made is known.",
        _refuses("KT-CT-9603"),
        "KT-CT-9603",
    ),
    _fault(
        "wizard-unknown",
        GIVEN,
        "selectDeviceTypeForSmartFlexOnboarding",
        "No wizard that was started is known.",
        _refuses("KT-CT-4371"),
        "KT-CT-4371",
    ),
    _fault(
        "quote-unknown",
        GIVEN,
        "shareGoodsQuote",
        "No quote that was made is known.",
        _refuses("KT-CT-8203"),
        "KT-CT-8203",
    ),
    _fault(
        "mfa-device-unknown",
        GIVEN,
        "deleteMfaDevice",
        "No MFA device that was created is known.",
        _refuses("KT-CT-1150"),
        "KT-CT-1150",
        {WINNER: "of several at once none succeeds"},
    ),
    _fault(
        "new-token-refused",
        TOKEN,
        "obtainKrakenToken",
        "The signature of a new token is wrong.",
        _with_leaf(lambda value: value[:-4] + "AAAA", "token"),
    ),
    _fault(
        "refreshed-token-refused",
        TOKEN,
        "obtainKrakenToken",
        "The signature of a token that was refreshed is wrong.",
        _with_leaf(lambda value: value[:-4] + "AAAA", "token", when=_refreshes),
    ),
    _fault(
        "access-token-refreshes",
        USE,
        "obtainKrakenToken",
        "A new token is obtained with an access token.",
        OnRefusal(_refreshed_by_any_token),
        "KT-CT-1134",
    ),
    _fault(
        "payment-made-twice",
        SENT_AGAIN,
        "submitRepaymentRequest",
        "A request that comes again with its key makes a second repayment.",
        _with_leaf(lambda value: f"{value}-{next(_numbers)}", "repaymentRequest", "requestId"),
        "KT-CT-3928",
    ),
    _fault(
        "quote-accepted-by-two",
        WINNER,
        "acceptQuote",
        "Two can accept a quote at the same moment.",
        _forgives("KT-FR-4618", _just_done),
        "KT-FR-4618",
        BOTH,
    ),
    _fault(
        "code-redeemed-by-two",
        WINNER,
        "redeemReferralClaimCode",
        "Two can redeem a code at the same moment.",
        _forgives("KT-CT-6726", _just_done),
        "KT-CT-6726",
        BOTH,
    ),
    _fault(
        "permission-given-by-two",
        WINNER,
        "createCreditTransferPermission",
        "Two can give the same permission at the same moment.",
        _forgives("KT-CT-3829", _just_done),
        "KT-CT-3829",
        BOTH,
    ),
    _fault(
        "summary-sent-by-two",
        WINNER,
        "sendPmaxEmailSummary",
        "Two can send a summary at the same moment.",
        _forgives("KT-FR-8911", _just_done),
        "KT-FR-8911",
        BOTH,
    ),
)
"""Every fault in what a server remembers."""
