"""Faults in the rules of the business: inputs that are due to be refused and are not, or with another code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graphql import GraphQLSchema

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.faults.fault import Fault, OnRefusal, Refused
from kraken_conformance.spec import Mutation

DUE = "error.raised-when-due"
NULLS = {"error.null-payload": "fields that may be null are null now and then, and here all of them"}

Suits = Callable[[Mutation, GraphQLSchema], bool]


def _any_value(_: Any) -> bool:
    return True


def _declares(*codes: str) -> Suits:
    return lambda mutation, _: set(codes) <= set(mutation.errors)


def _forgives(code: str, when: Callable[[Any], bool]) -> OnRefusal:
    """Return the hook that lets an input pass which is to be refused with a code, where its bad value is such."""

    def judge(refused: Refused | None, call: Call) -> Refused | None:
        forgiven = refused is not None and refused[0] == code and when(_blamed(refused, call))
        return None if forgiven else refused

    return OnRefusal(judge)


def _mistakes(code: str, other: str) -> OnRefusal:
    """Return the hook that refuses with another code what is to be refused with one."""

    def judge(refused: Refused | None, call: Call) -> Refused | None:
        return (other, refused[1]) if refused is not None and refused[0] == code else refused

    return OnRefusal(judge)


def _blamed(refused: Refused, call: Call) -> Any:
    value: Any = call.arguments
    for step in refused[1] or ():
        value = value[step]
    return value


def _accepted(
    id_: str,
    code: str,
    example: str,
    description: str,
    when: Callable[[Any], bool] = _any_value,
    also: Mapping[str, str] | None = None,
    *,
    stateful: bool = False,
) -> Fault:
    return Fault(
        id=id_,
        breaks=DUE,
        description=description,
        hook=_forgives(code, when),
        example=example,
        needs=f"{code} among its errors",
        suits=_declares(code),
        also={**NULLS, **(also or {})},
        remembers=stateful,
        stateful=stateful,
    )


def _confused(
    id_: str, code: str, other: str, example: str, description: str, *, stateful: bool = False
) -> Fault:
    return Fault(
        id=id_,
        breaks=DUE,
        description=description,
        hook=_mistakes(code, other),
        example=example,
        needs=f"{code} and {other} among its errors",
        suits=_declares(code, other),
        remembers=stateful,
        stateful=stateful,
    )


BUSINESS_FAULTS = (
    _accepted(
        "iban-accepted", "KT-CT-3811", "acceptQuote", "An IBAN is accepted whatever its check digits are."
    ),
    _accepted(
        "iban-length-unchecked",
        "KT-CT-3811",
        "acceptQuote",
        "An IBAN that is too short is accepted.",
        lambda value: str(value).startswith("FR") and len(value) < 27,
    ),
    _accepted(
        "email-accepted",
        "KT-CT-4122",
        "updateAccountBillingEmail",
        "Any text is accepted as an e-mail address.",
    ),
    _accepted(
        "email-without-domain-accepted",
        "KT-CT-4122",
        "shareGoodsQuote",
        "An e-mail address may end with its @.",
        lambda value: str(value).endswith("@"),
    ),
    _accepted("phone-accepted", "KT-CT-4121", "acceptQuote", "Any text is accepted as a phone number."),
    _accepted(
        "phone-of-letters-accepted",
        "KT-CT-4121",
        "acceptQuote",
        "A phone number may consist of letters.",
        lambda value: str(value).isalpha(),
    ),
    _accepted("postcode-accepted", "KT-CT-4410", "acceptQuote", "Any text is accepted as a postcode."),
    _accepted(
        "reading-in-future-accepted", "KT-FR-4713", "selfReading", "A reading may be dated in the future."
    ),
    _accepted(
        "reading-of-next-week-accepted",
        "KT-FR-4713",
        "setActivationProcessSwitchReadings",
        "A reading may be dated up to a year ahead.",
        lambda value: not str(value).startswith("2999"),
    ),
    _accepted("power-accepted", "KT-FR-4635", "requestQuote", "Any power may be subscribed."),
    _accepted(
        "power-of-zero-accepted",
        "KT-FR-4635",
        "requestQuote",
        "A power of 0 kVA may be subscribed.",
        lambda value: value == 0,
    ),
    _accepted(
        "negative-amount-accepted",
        "KT-CT-9605",
        "createContributionAgreement",
        "A contribution may be negative.",
        lambda value: value < 0,
    ),
    _accepted(
        "amount-of-zero-accepted",
        "KT-CT-9605",
        "createContributionAgreement",
        "A contribution may be nothing.",
        lambda value: value == 0,
    ),
    _accepted(
        "negative-repayment-accepted",
        "KT-CT-3927",
        "submitRepaymentRequest",
        "A repayment may be negative.",
        lambda value: value < 0,
    ),
    _accepted(
        "points-accepted", "KT-CT-9204", "transferLoyaltyPointsBetweenUsers", "No points may be transferred."
    ),
    _accepted(
        "negative-points-accepted",
        "KT-CT-9204",
        "redeemLoyaltyPointsForAccountCredit",
        "A negative number of points may be redeemed.",
        lambda value: value < 0,
    ),
    _accepted(
        "more-points-than-there-are",
        "KT-CT-9205",
        "transferLoyaltyPointsBetweenUsers",
        "Points need not be there.",
    ),
    _accepted("declined-terms-accepted", "KT-FR-4611", "acceptQuote", "Terms may be declined."),
    _accepted("own-referral-accepted", "KT-CT-6711", "createReferral", "An account may refer itself."),
    _accepted(
        "consent-twice-accepted",
        "KT-CT-9014",
        "updateAccountConsents",
        "The same consent may be given twice.",
    ),
    _accepted(
        "no-ledger-accepted", "KT-CT-3821", "collectPayment", "Neither ledger ID nor number is needed."
    ),
    _accepted(
        "payment-day-accepted", "KT-CT-3960", "createAccountPaymentSchedule", "Any payment day is accepted."
    ),
    _accepted("age-unchecked", "KT-FR-4110", "acceptQuote", "A minor may accept a quote."),
    _accepted(
        "name-of-digits-accepted", "KT-FR-4113", "runMeterPointPmaxAnalysis", "A name may consist of digits."
    ),
    _accepted(
        "end-before-beginning-accepted",
        "KT-CT-9601",
        "createContributionAgreement",
        "An agreement may end before it begins.",
    ),
    _accepted(
        "blank-namespace-accepted", "KT-CT-8310", "createAccountReference", "A namespace may be empty."
    ),
    _accepted(
        "withdrawn-consent-accepted",
        "KT-FR-8915",
        "sendPmaxEmailSummary",
        "An e-mail is sent though the consent was withdrawn.",
    ),
    _accepted(
        "no-user-accepted",
        "KT-CT-1133",
        "requestPasswordReset",
        "A password is reset without naming the user.",
    ),
    _accepted(
        "wrong-key-accepted",
        "KT-CT-1134",
        "obtainKrakenToken",
        "Any API key gives a token, and any text as a refresh token.",
        also={"auth.token-use": "an access token is such a text"},
    ),
    _accepted(
        "iban-of-known-quote-accepted",
        "KT-CT-3811",
        "acceptQuote",
        "Where quotes are remembered, an IBAN is accepted whatever its check digits are.",
        stateful=True,
    ),
    _accepted(
        "email-of-known-quote-accepted",
        "KT-CT-4122",
        "acceptQuote",
        "Where quotes are remembered, an e-mail address needs no @.",
        lambda value: bool(value) and "@" not in value,
        stateful=True,
    ),
    _accepted(
        "terms-of-known-quote-declined",
        "KT-FR-4611",
        "acceptQuote",
        "Where quotes are remembered, terms may be declined.",
        stateful=True,
    ),
    _accepted(
        "email-of-known-analysis-accepted",
        "KT-CT-4122",
        "sendPmaxEmailSummary",
        "Where analyses are remembered, any text is accepted as an e-mail address.",
        stateful=True,
    ),
    _confused(
        "postcode-of-known-quote-refused-as-phone",
        "KT-CT-4410",
        "KT-CT-4121",
        "acceptQuote",
        "Where quotes are remembered, an invalid postcode is refused as an invalid phone number.",
        stateful=True,
    ),
    _confused(
        "email-refused-as-iban",
        "KT-CT-4122",
        "KT-CT-3811",
        "acceptQuote",
        "An invalid e-mail address is refused as an invalid IBAN.",
    ),
    _confused(
        "reading-refused-as-prm",
        "KT-FR-4713",
        "KT-FR-4510",
        "selfReading",
        "A reading in the future is refused as an invalid PRM.",
    ),
    _confused(
        "points-refused-as-insufficient",
        "KT-CT-9204",
        "KT-CT-9205",
        "transferLoyaltyPointsBetweenUsers",
        "Zero points are refused as too many.",
    ),
)
"""Every fault in the rules of the business."""
