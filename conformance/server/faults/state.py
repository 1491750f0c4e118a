"""Faults in what a server remembers: what has ended is taken again, what was given is unknown, two win at once."""

import json
import re
from collections.abc import Callable, Mapping
from itertools import count
from types import MappingProxyType
from typing import Any

from graphql import FieldNode

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.faults.parts.fault import (
    Fault,
    Hook,
    OnHttp,
    OnOrder,
    OnPayload,
    OnRefusal,
    OnRefused,
    OnTokensEnd,
    Refused,
)
from kraken_conformance.server.faults.parts.needs import Need, codes
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest
from kraken_conformance.server.rules.tokens import IssuedToken, claim

ENDED, GIVEN, WINNER = "state.ended-refused", "state.given-accepted", "state.one-winner"
IN_ORDER = "state.in-order"
SENT_AGAIN, TOKEN, USE = "state.sent-again", "auth.issued-token", "auth.token-use"

WINDOW = 0.5
"""Seconds for which a server with a race does not see what another request has just done."""


def _stands_beside_another(call: Call) -> bool:
    return any(len(found.selection_set.selections) > 1 for found in call.prepared.operations)


def _stands_behind_another(call: Call) -> bool:
    return call.root.name in _mutations(call)[1:]


def _mutations(call: Call) -> list[str]:
    """Return the names of the mutations that stand in the document itself."""
    return [
        node.name.value
        for found in call.prepared.operations
        for node in found.selection_set.selections
        if isinstance(node, FieldNode) and not node.name.value.startswith("__")
    ]


def _has(name: str) -> Callable[[Call], bool]:
    return lambda call: (call.arguments.get("input") or {}).get(name) is not None


def _forgives(code: str, when: Callable[[Call], bool] = lambda call: True) -> OnRefusal:
    def judge(refused: Refused | None, call: Call) -> Refused | None:
        return None if refused is not None and refused[0] == code and when(call) else refused

    return OnRefusal(judge)


def _never_again(code: str) -> OnRefusal:
    """Return the hook that refuses with a code what was accepted before, whatever came in between."""
    accepted: set[str] = set()

    def judge(refused: Refused | None, call: Call) -> Refused | None:
        key = str(call.arguments)
        if refused is None and key in accepted:
            return code, None
        if refused is None:
            accepted.add(key)
        return refused

    return OnRefusal(judge)


def _forgives_older_keys(code: str) -> OnRefusal:
    """Return the hook that knows the last idempotency key alone."""
    last: list[object] = [None]

    def judge(refused: Refused | None, call: Call) -> Refused | None:
        key = (call.arguments.get("input") or {}).get("idempotencyKey")
        if refused is not None and refused[0] == code and key != last[0]:
            refused = None
        if refused is None:
            last[0] = key
        return refused

    return OnRefusal(judge)


def _uses_up_refused_keys(code: str) -> OnRefusal:
    """Return the hook that takes the idempotency key of a request whose input was refused for used."""
    used: set[object] = set()

    def judge(refused: Refused | None, call: Call) -> Refused | None:
        key = (call.arguments.get("input") or {}).get("idempotencyKey")
        if refused is None and key in used:
            return code, None
        if refused is not None and refused[0] != code:
            used.add(key)
        return refused

    return OnRefusal(judge)


def _just_done(call: Call) -> bool:
    return call.age is not None and call.age < WINDOW


def _answers_other_ledgers_alike() -> OnHttp:
    """Return the hook that does not look at the ledger, where it remembers what was answered to an idempotency key."""
    known: dict[str, HttpAnswer] = {}

    def around(request: HttpRequest, handler: Handler) -> HttpAnswer:
        try:
            body = json.loads(request.body)
            ledger = body["variables"]["input"].pop("ledgerNumber")
        except (ValueError, KeyError, TypeError, AttributeError):
            return handler(request)
        if not isinstance(ledger, str):
            return handler(request)
        same = str((sorted(request.headers.items()), request.authorization, body))
        found = known.get(same)
        if found is None:
            found = handler(request)
            if b'"errors":' not in found.body:
                known[same] = found
        return found

    return OnHttp(around)


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


def _names_a_purchase(call: Call) -> bool:
    """Whether a purchase is meant that this server made, by the form of its codes."""
    return re.fullmatch("[0-9A-F]{6}", str(call.arguments["input"]["purchaseId"])) is not None


FEWEST = 5
"""Different characters of a signature that was made, and not made up."""


def _refreshed_by_signature_alone(refused: Refused | None, call: Call) -> Refused | None:
    """Take a refresh token whose claims were changed for the one that it was."""
    text = str((call.arguments.get("input") or {}).get("refreshToken"))
    parts = text.split(".")
    own = len(parts) == 3 and len(set(parts[2])) > FEWEST and claim(text, "use") != "access"
    return None if refused is not None and own else refused


def _fault(
    id_: str,
    breaks: str,
    description: str,
    hook: Hook,
    example: str,
    code: str | None = None,
    also: Mapping[str, str] = MappingProxyType({}),
) -> Fault:
    needs = codes(code, beside=", and a server that remembers") if code else REMEMBERS
    return Fault(id_, breaks, description, hook, example, needs, also, remembers=True, stateful=True)


def _again(
    id_: str, description: str, code: str, example: str, also: Mapping[str, str] = MappingProxyType({})
) -> Fault:
    return _fault(id_, ENDED, description, _forgives(code), example, code, also)


def _unknown(
    id_: str, description: str, code: str, example: str, also: Mapping[str, str] = MappingProxyType({})
) -> Fault:
    hook = OnRefusal(lambda refused, call: refused or (code, None))
    return _fault(id_, GIVEN, description, hook, example, code, also)


def _never_given(
    id_: str, description: str, example: str, also: Mapping[str, str] = MappingProxyType({})
) -> Fault:
    """Return the fault that what no step gave is accepted; what has ended is refused."""

    def judge(refused: Refused | None, call: Call) -> Refused | None:
        codes = {step.refusal for _, step in call.contract.steps_of(call.mutation.name)}
        return None if refused is not None and refused[0] in codes and not call.ended else refused

    return _fault(id_, ENDED, description, OnRefusal(judge), example, also=also)


def _outlives(id_: str, description: str, spares: Callable[[IssuedToken, IssuedToken], bool]) -> Fault:
    return _fault(id_, "auth.ended-token", description, OnTokensEnd(spares), "forceReauthentication")


def _by_two(id_: str, description: str, code: str, example: str) -> Fault:
    fast = "one request after the other is as fast as two at once"
    also = {ENDED: fast, IN_ORDER: fast}
    return _fault(id_, WINNER, description, _forgives(code, _just_done), example, code, also)


def _done_in_a_dry_run(id_: str, description: str, code: str, example: str) -> Fault:
    return _fault(id_, GIVEN, description, OnRefused(lambda refused, call: refused is None), example, code)


def _done_though_refused(id_: str, description: str, code: str, example: str) -> Fault:
    hook = OnRefused(lambda refused, call: refused == code)
    return _fault(id_, GIVEN, description, hook, example, code)


REMEMBERS = Need("a server that remembers", lambda mutation, _: True)
BOTH_WIN = {WINNER: "two at once are both accepted", IN_ORDER: "two in one document are both accepted"}
_numbers = count(1)

STATE_FAULTS = (
    _again(
        "ended-twice",
        "An agreement can be ended twice.",
        "KT-CT-9604",
        "endContributionAgreement",
        {
            **BOTH_WIN,
            "error.raised-when-due": "an end long ago has the same code",
            "error.null-payload": "fields that may be null are null now and then, and here all of them",
        },
    ),
    _again(
        "cancelled-twice",
        "A repayment request can be cancelled twice.",
        "KT-CT-3931",
        "cancelRepaymentRequest",
        BOTH_WIN,
    ),
    _again("left-twice", "A process can be cancelled twice.", "KT-CT-10311", "cancelLeaveSupplier", BOTH_WIN),
    _again(
        "wizard-cancelled-twice",
        "A wizard can be cancelled twice.",
        "KT-CT-4371",
        "cancelSmartFlexOnboarding",
        BOTH_WIN,
    ),
    _again(
        "wizard-goes-on",
        "A cancelled wizard goes on.",
        "KT-CT-4371",
        "selectDeviceTypeForSmartFlexOnboarding",
    ),
    _again(
        "permission-twice",
        "A permission can be given twice.",
        "KT-CT-3829",
        "createCreditTransferPermission",
        BOTH_WIN,
    ),
    _again(
        "permission-taken-back-twice",
        "A permission can be taken back twice.",
        "KT-CT-3825",
        "terminateCreditTransferPermission",
        BOTH_WIN,
    ),
    _again(
        "key-for-another-amount",
        "An idempotency key can be used for another amount.",
        "KT-CT-3928",
        "submitRepaymentRequest",
        {WINNER: "at the same moment too"},
    ),
    _fault(
        "key-of-a-refused-request-used",
        GIVEN,
        "The idempotency key of a request whose input was refused counts as used.",
        _uses_up_refused_keys("KT-CT-3928"),
        "submitRepaymentRequest",
        "KT-CT-3928",
    ),
    _fault(
        "last-key-alone-remembered",
        ENDED,
        "The last idempotency key is remembered, and no earlier one.",
        _forgives_older_keys("KT-CT-3928"),
        "submitRepaymentRequest",
        "KT-CT-3928",
    ),
    _fault(
        "key-for-another-ledger",
        ENDED,
        "An idempotency key can be used for another ledger.",
        _forgives("KT-CT-3928", lambda call: call.arguments["input"].get("ledgerNumber") is not None),
        "submitRepaymentRequest",
        "KT-CT-3928",
    ),
    _fault(
        "old-repayment-for-another-ledger",
        ENDED,
        "A request for another ledger is answered with the repayment that has its key.",
        _answers_other_ledgers_alike(),
        "submitRepaymentRequest",
        "KT-CT-3928",
    ),
    _again("quote-accepted-twice", "A quote can be accepted twice.", "KT-FR-4618", "acceptQuote", BOTH_WIN),
    _again(
        "code-redeemed-twice",
        "A claim code can be redeemed twice.",
        "KT-CT-6726",
        "redeemReferralClaimCode",
        BOTH_WIN,
    ),
    _again(
        "summary-sent-twice",
        "A summary is sent as often as it is asked for.",
        "KT-FR-8911",
        "sendPmaxEmailSummary",
        BOTH_WIN,
    ),
    _again("readings-twice", "Readings can be given twice on a day.", "KT-FR-4518", "selfReading", BOTH_WIN),
    _again(
        "device-registered-twice",
        "A device can be registered twice.",
        "KT-CT-4324",
        "deviceRegistration",
        BOTH_WIN,
    ),
    _again(
        "suspended-device-charges", "A suspended device can be boosted.", "KT-CT-4357", "triggerBoostCharge"
    ),
    _again(
        "suspended-device-is-tested", "A suspended device can be tested.", "KT-CT-4355", "triggerTestCharge"
    ),
    _again(
        "binding-deleted-twice",
        "A binding can be deleted twice.",
        "KT-CT-5411",
        "deletePushNotificationBinding",
        BOTH_WIN,
    ),
    _again(
        "instruction-invalidated-twice",
        "An instruction can be invalidated twice.",
        "KT-CT-3926",
        "invalidatePaymentInstruction",
        {"error.raised-when-due": "an account of somebody else has the same code", **BOTH_WIN},
    ),
    _again(
        "pre-signed-token-invalidated-twice",
        "A pre-signed token can be invalidated twice.",
        "KT-CT-1129",
        "invalidatePreSignedToken",
        BOTH_WIN,
    ),
    _again(
        "mfa-device-deleted-twice",
        "A deleted MFA device can be deleted again.",
        "KT-CT-1150",
        "deleteMfaDevice",
        BOTH_WIN,
    ),
    _again(
        "deleted-mfa-device-validates", "A deleted MFA device validates.", "KT-CT-1150", "validateMfaDevice"
    ),
    _fault(
        "one-deleted-mfa-device-validates",
        ENDED,
        "A deleted MFA device of one method validates.",
        _forgives("KT-CT-1150", lambda call: call.ended and call.arguments["input"]["mfaMethod"] == "TOTP"),
        "validateMfaDevice",
        "KT-CT-1150",
    ),
    _fault(
        "purchase-of-another-account",
        ENDED,
        "A purchase can be changed with the number of another account.",
        _forgives("KT-CT-8225", _names_a_purchase),
        "updateActivePurchase",
        "KT-CT-8225",
    ),
    _fault(
        "any-mfa-code",
        "error.raised-when-due",
        "Any one-time code is valid.",
        _forgives("KT-CT-1152"),
        "validateMfaDevice",
        "KT-CT-1152",
    ),
    _again(
        "refused-reference-is-there",
        "A reference that was refused can be changed.",
        "KT-CT-8310",
        "updateAccountReference",
        {"error.raised-when-due": "an empty namespace has the same code"},
    ),
    _done_though_refused(
        "refused-acceptance-counts",
        "A quote counts as accepted though the terms were declined, which is refused.",
        "KT-FR-4611",
        "acceptQuote",
    ),
    _done_in_a_dry_run(
        "dry-run-redeems",
        "A dry run redeems a claim code.",
        "KT-CT-6726",
        "redeemReferralClaimCode",
    ),
    _done_in_a_dry_run(
        "dry-run-accepts-quote",
        "A quote counts as accepted after a dry run.",
        "KT-FR-4618",
        "acceptQuote",
    ),
    _done_though_refused(
        "refused-permission-is-there",
        "A permission is given by a request without a token, which is refused.",
        "KT-CT-1112",
        "createCreditTransferPermission",
    ),
    _done_though_refused(
        "refused-deletion-deletes",
        "A binding is deleted by a request without a token, which is refused.",
        "KT-CT-1112",
        "deletePushNotificationBinding",
    ),
    _again(
        "unknown-agreement-ended",
        "An agreement that was never made can be ended.",
        "KT-CT-9603",
        "endContributionAgreement",
    ),
    _again(
        "unknown-repayment-cancelled",
        "A repayment request that was never made can be cancelled.",
        "KT-CT-3930",
        "cancelRepaymentRequest",
    ),
    _again(
        "unknown-quote-shared", "A quote that was never made can be shared.", "KT-CT-8203", "shareGoodsQuote"
    ),
    _fault(
        "permission-not-given-again",
        GIVEN,
        "A permission that was taken back cannot be given again.",
        _never_again("KT-CT-3829"),
        "createCreditTransferPermission",
        "KT-CT-3829",
    ),
    _unknown(
        "device-always-suspended",
        "A device is refused as suspended, also when it was resumed.",
        "KT-CT-4355",
        "triggerTestCharge",
    ),
    _never_given(
        "unknown-quote-accepted", "A quote that was never requested can be accepted.", "acceptQuote"
    ),
    _never_given(
        "unknown-process-cancelled",
        "A process that was never instigated can be cancelled.",
        "cancelLeaveSupplier",
        {"error.raised-when-due": "an empty reason has the same code"},
    ),
    _never_given(
        "unknown-instruction-invalidated",
        "A payment instruction that was never stored can be invalidated.",
        "invalidatePaymentInstruction",
        {"error.raised-when-due": "an account of somebody else has the same code"},
    ),
    _never_given(
        "unknown-device-set",
        "The preferences of a device that there is not can be set.",
        "setDevicePreferences",
    ),
    _unknown(
        "agreement-unknown", "No agreement that was made is known.", "KT-CT-9603", "endContributionAgreement"
    ),
    _unknown(
        "wizard-unknown",
        "No wizard that was started is known.",
        "KT-CT-4371",
        "selectDeviceTypeForSmartFlexOnboarding",
    ),
    _unknown("quote-unknown", "No quote that was made is known.", "KT-CT-8203", "shareGoodsQuote"),
    _unknown(
        "mfa-device-unknown",
        "No MFA device that was created is known.",
        "KT-CT-1150",
        "deleteMfaDevice",
        {WINNER: "of several at once none succeeds"},
    ),
    _fault(
        "new-token-refused",
        TOKEN,
        "The signature of a new token is wrong.",
        _with_leaf(lambda value: value[:-4] + "AAAA", "token"),
        "obtainKrakenToken",
    ),
    _fault(
        "refreshed-token-refused",
        TOKEN,
        "The signature of a token that was refreshed is wrong.",
        _with_leaf(lambda value: value[:-4] + "AAAA", "token", when=_refreshes),
        "obtainKrakenToken",
    ),
    _outlives("tokens-outlive-the-end", "No token is made invalid.", lambda token, caller: True),
    _outlives(
        "other-tokens-outlive-the-end",
        "Only the token of the caller is made invalid.",
        lambda token, caller: token.signature != caller.signature,
    ),
    _outlives(
        "refresh-tokens-outlive-the-end",
        "Refresh tokens stay valid.",
        lambda token, caller: not token.is_access_token(),
    ),
    _fault(
        "changed-refresh-token-taken",
        "error.raised-when-due",
        "Only the signature of a refresh token has a meaning: its claims may be others.",
        OnRefusal(_refreshed_by_signature_alone),
        "obtainKrakenToken",
        "KT-CT-1134",
    ),
    _fault(
        "access-token-refreshes",
        USE,
        "A new token is obtained with an access token.",
        OnRefusal(_refreshed_by_any_token),
        "obtainKrakenToken",
        "KT-CT-1134",
    ),
    _fault(
        "key-stays-the-same",
        "state.renewed",
        "A secret key that is regenerated is the same each time.",
        _with_leaf(lambda value: "sk_live_the_same", "key"),
        "regenerateSecretKey",
    ),
    _fault(
        "payment-made-twice",
        SENT_AGAIN,
        "A request that comes again with its key makes a second repayment.",
        _with_leaf(lambda value: f"{value}-{next(_numbers)}", "repaymentRequest", "requestId"),
        "submitRepaymentRequest",
        "KT-CT-3928",
    ),
    _fault(
        "quote-accepted-twice-in-a-document",
        IN_ORDER,
        "A quote can be accepted twice in one document.",
        _forgives("KT-FR-4618", _stands_beside_another),
        "acceptQuote",
        "KT-FR-4618",
    ),
    _fault(
        "last-mutation-first",
        IN_ORDER,
        "The mutations of a document are executed from the last to the first.",
        OnOrder(lambda roots: roots[::-1]),
        "cancelLeaveSupplier",
        "KT-CT-10311",
    ),
    _fault(
        "three-mutations-in-reverse",
        IN_ORDER,
        "The mutations of a document are executed from the last to the first, where there are three or more.",
        OnOrder(lambda roots: roots[::-1] if len(roots) > 2 else roots),
        "acceptQuote",
        "KT-FR-4618",
    ),
    _fault(
        "redeemed-code-not-found",
        ENDED,
        "A code that was redeemed before is answered as one that does not exist.",
        OnRefusal(
            lambda refused, _: (
                ("KT-CT-6724", refused[1]) if refused and refused[0] == "KT-CT-6726" else refused
            )
        ),
        "redeemReferralClaimCode",
        "KT-CT-6726",
    ),
    _fault(
        "last-of-other-mutations-first",
        IN_ORDER,
        "Of the mutations of a document, the last one is executed first.",
        OnOrder(lambda roots: [roots[-1], *roots[:-1]]),
        "updateAccountReference",
    ),
    _fault(
        "mutations-in-order-of-keys",
        IN_ORDER,
        "The mutations of a document are executed in the alphabetical order of their keys.",
        OnOrder(lambda roots: sorted(roots, key=lambda root: root.key)),
        "terminateCreditTransferPermission",
    ),
    _fault(
        "given-beside-it-is-unknown",
        IN_ORDER,
        "What a mutation gives is not there for the next one of the document.",
        OnRefusal(
            lambda refused, call: refused or (("KT-CT-5411", None) if _stands_behind_another(call) else None)
        ),
        "deletePushNotificationBinding",
        "KT-CT-5411",
    ),
    _fault(
        "quote-accepted-again-with-other-details",
        ENDED,
        "A quote can be accepted twice if the details of the customer differ.",
        _forgives("KT-FR-4618", _has("bankDetails")),
        "acceptQuote",
        "KT-FR-4618",
    ),
    _fault(
        "summary-sent-again-with-consent",
        ENDED,
        "A summary is sent twice if the consent is given with the second request.",
        _forgives("KT-FR-8911", _has("consentWithdrawn")),
        "sendPmaxEmailSummary",
        "KT-FR-8911",
    ),
    _by_two(
        "quote-accepted-by-two", "Two can accept a quote at the same moment.", "KT-FR-4618", "acceptQuote"
    ),
    _fault(
        "key-for-two-at-once",
        WINNER,
        "An idempotency key can be used for several requests at the same moment.",
        _forgives("KT-CT-3928", lambda call: call.arguments["input"].get("reason") is not None),
        "submitRepaymentRequest",
        "KT-CT-3928",
    ),
    _by_two(
        "code-redeemed-by-two",
        "Two can redeem a code at the same moment.",
        "KT-CT-6726",
        "redeemReferralClaimCode",
    ),
    _by_two(
        "device-registered-by-two",
        "Two can register a device at the same moment.",
        "KT-CT-4324",
        "deviceRegistration",
    ),
    _by_two(
        "permission-given-by-two",
        "Two can give the same permission at the same moment.",
        "KT-CT-3829",
        "createCreditTransferPermission",
    ),
    _by_two(
        "summary-sent-by-two",
        "Two can send a summary at the same moment.",
        "KT-FR-8911",
        "sendPmaxEmailSummary",
    ),
)
"""Every fault in what a server remembers."""
