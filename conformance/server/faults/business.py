"""Faults in the rules of the business: inputs that are due to be refused and are not, or with another code."""

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.faults.parts.fault import Fault, OnRefusal, Refused
from kraken_conformance.server.faults.parts.needs import codes
from kraken_conformance.spec.flows import Way

DUE = "error.raised-when-due"
NULLS = {"error.null-payload": "fields that may be null are null now and then, and here all of them"}


def _forgives(code: str, when: Callable[[Any], bool]) -> OnRefusal:
    """Return the hook that lets an input pass which is to be refused with a code, where its bad value is such."""

    def judge(refused: Refused | None, call: Call) -> Refused | None:
        forgiven = refused is not None and refused[0] == code and when(_blamed(refused, call))
        return None if forgiven else refused

    return OnRefusal(judge)


def _forgives_at(code: str, when: Callable[[Way, Call], bool]) -> OnRefusal:
    """Return the hook that lets an input pass which is to be refused with a code, by the place of its bad value."""

    def judge(refused: Refused | None, call: Call) -> Refused | None:
        forgiven = refused is not None and refused[0] == code and when(refused[1] or (), call)
        return None if forgiven else refused

    return OnRefusal(judge)


def _in_a_further_item(path: Way, call: Call) -> bool:
    return any(isinstance(step, int) and step > 0 for step in path)


def _mistakes(code: str, other: str, when: Callable[[Any], bool]) -> OnRefusal:
    """Return the hook that refuses with another code what is to be refused with one, where its bad value is such."""

    def judge(refused: Refused | None, call: Call) -> Refused | None:
        mistaken = refused is not None and refused[0] == code and when(_blamed(refused, call))
        return (other, refused[1]) if refused is not None and mistaken else refused

    return OnRefusal(judge)


def _blamed(refused: Refused, call: Call) -> Any:
    value: Any = call.arguments
    for step in refused[1] or ():
        value = value[step]
    return value


def _accepted(
    id_: str,
    description: str,
    code: str,
    example: str,
    when: Callable[[Any], bool] = lambda value: True,
    also: Mapping[str, str] = MappingProxyType({}),
    *,
    stateful: bool = False,
) -> Fault:
    hook, also = _forgives(code, when), {**NULLS, **also}
    return Fault(
        id_, DUE, description, hook, example, codes(code), also, remembers=stateful, stateful=stateful
    )


def _confused(
    id_: str,
    description: str,
    code: str,
    other: str,
    example: str,
    when: Callable[[Any], bool] = lambda value: True,
    *,
    stateful: bool = False,
) -> Fault:
    hook, needs = _mistakes(code, other, when), codes(code, other)
    return Fault(id_, DUE, description, hook, example, needs, remembers=stateful, stateful=stateful)


def _accepted_at(
    id_: str, description: str, code: str, example: str, when: Callable[[Way, Call], bool]
) -> Fault:
    return Fault(id_, DUE, description, _forgives_at(code, when), example, codes(code), NULLS)


BUSINESS_FAULTS = (
    _accepted_at(
        "power-of-second-point-accepted",
        "Any power may be subscribed for all supply points but the first.",
        "KT-FR-4635",
        "requestQuote",
        _in_a_further_item,
    ),
    _accepted_at(
        "second-reading-in-future-accepted",
        "All readings but the first may be dated in the future.",
        "KT-FR-4713",
        "setActivationProcessSwitchReadings",
        _in_a_further_item,
    ),
    _accepted_at(
        "inner-reading-in-future-accepted",
        "Only the reading date of the whole input may not be in the future.",
        "KT-FR-4713",
        "setActivationProcessSwitchReadings",
        lambda path, call: len(path) > 2,
    ),
    _accepted_at(
        "second-parameter-without-key-accepted",
        "All parameters but the first need no key.",
        "KT-CT-8007",
        "backendScreenEvent",
        _in_a_further_item,
    ),
    _accepted_at(
        "family-name-of-digits-accepted",
        "A family name may consist of digits.",
        "KT-FR-4113",
        "runMeterPointPmaxAnalysis",
        lambda path, call: path[-1:] == ("familyName",),
    ),
    _accepted_at(
        "weekend-charge-accepted",
        "The charge at the weekend may be more than 100 percent.",
        "KT-CT-4353",
        "setVehicleChargePreferences",
        lambda path, call: path[-1:] == ("weekendTargetSoc",),
    ),
    _accepted_at(
        "iban-in-literal-accepted",
        "An IBAN that is written into the document is not looked at.",
        "KT-CT-3811",
        "acceptQuote",
        lambda path, call: not call.variables,
    ),
    _accepted_at(
        "email-in-literal-accepted",
        "An e-mail address that is written into the document is not looked at.",
        "KT-CT-4122",
        "updateAccountBillingEmail",
        lambda path, call: not call.variables,
    ),
    _accepted(
        "iban-accepted", "An IBAN is accepted whatever its check digits are.", "KT-CT-3811", "acceptQuote"
    ),
    _accepted(
        "iban-length-unchecked",
        "An IBAN that is too short is accepted.",
        "KT-CT-3811",
        "acceptQuote",
        lambda value: str(value).startswith("FR") and len(value) < 27,
    ),
    _accepted(
        "iban-of-other-countries-unchecked",
        "An IBAN of another country is accepted whatever its check digits are.",
        "KT-CT-3811",
        "acceptQuote",
        lambda value: str(value)[:2].isalpha() and not str(value).startswith("FR"),
    ),
    _accepted(
        "email-accepted",
        "Any text is accepted as an e-mail address.",
        "KT-CT-4122",
        "updateAccountBillingEmail",
    ),
    _accepted(
        "email-without-domain-accepted",
        "An e-mail address may end with its @.",
        "KT-CT-4122",
        "shareGoodsQuote",
        lambda value: str(value).endswith("@"),
    ),
    _accepted("phone-accepted", "Any text is accepted as a phone number.", "KT-CT-4121", "acceptQuote"),
    _accepted(
        "phone-of-letters-accepted",
        "A phone number may consist of letters.",
        "KT-CT-4121",
        "acceptQuote",
        lambda value: str(value).isalpha(),
    ),
    _accepted(
        "email-behind-a-name-accepted",
        "An e-mail address may stand in angle brackets behind a name.",
        "KT-CT-4122",
        "updateAccountBillingEmail",
        lambda value: str(value).endswith(">"),
    ),
    _accepted_at(
        "negative-points-of-a-sender-accepted",
        "A negative number of points may be transferred where the sender is named.",
        "KT-CT-9204",
        "transferLoyaltyPointsBetweenUsers",
        lambda path, call: (
            call.arguments["input"].get("sendingUserId") is not None and call.arguments["input"]["points"] < 0
        ),
    ),
    _accepted("postcode-accepted", "Any text is accepted as a postcode.", "KT-CT-4410", "acceptQuote"),
    _accepted(
        "reading-in-future-accepted", "A reading may be dated in the future.", "KT-FR-4713", "selfReading"
    ),
    _accepted(
        "reading-of-next-week-accepted",
        "A reading may be dated up to a year ahead.",
        "KT-FR-4713",
        "setActivationProcessSwitchReadings",
        lambda value: not str(value).startswith("2999"),
    ),
    _accepted(
        "reading-of-these-days-accepted",
        "A reading may be dated up to two days ahead.",
        "KT-FR-4713",
        "selfReading",
        lambda value: str(value) <= (date.today() + timedelta(days=2)).isoformat(),
    ),
    _accepted("power-accepted", "Any power may be subscribed.", "KT-FR-4635", "requestQuote"),
    _accepted(
        "power-of-zero-accepted",
        "A power of 0 kVA may be subscribed.",
        "KT-FR-4635",
        "requestQuote",
        lambda value: value == 0,
    ),
    _accepted(
        "negative-amount-accepted",
        "A contribution may be negative.",
        "KT-CT-9605",
        "createContributionAgreement",
        lambda value: value < 0,
    ),
    _accepted(
        "amount-of-zero-accepted",
        "A contribution may be nothing.",
        "KT-CT-9605",
        "createContributionAgreement",
        lambda value: value == 0,
    ),
    _accepted(
        "negative-repayment-accepted",
        "A repayment may be negative.",
        "KT-CT-3927",
        "submitRepaymentRequest",
        lambda value: value < 0,
    ),
    _accepted(
        "points-accepted", "No points may be transferred.", "KT-CT-9204", "transferLoyaltyPointsBetweenUsers"
    ),
    _accepted(
        "negative-points-accepted",
        "A negative number of points may be redeemed.",
        "KT-CT-9204",
        "redeemLoyaltyPointsForAccountCredit",
        lambda value: value < 0,
    ),
    _confused(
        "negative-points-as-negative-balance",
        "A negative number of points is refused as a negative balance.",
        "KT-CT-9204",
        "KT-CT-9209",
        "transferLoyaltyPointsBetweenUsers",
        lambda value: value < 0,
    ),
    _confused(
        "negative-points-as-exception",
        "A negative number of points is refused as an exception of another kind.",
        "KT-CT-9204",
        "KT-CT-9210",
        "transferLoyaltyPointsBetweenUsers",
        lambda value: value < 0,
    ),
    _accepted(
        "more-points-than-there-are",
        "Points need not be there.",
        "KT-CT-9205",
        "transferLoyaltyPointsBetweenUsers",
    ),
    _accepted("declined-terms-accepted", "Terms may be declined.", "KT-FR-4611", "acceptQuote"),
    _accepted("own-referral-accepted", "An account may refer itself.", "KT-CT-6711", "createReferral"),
    _accepted(
        "consent-twice-accepted",
        "The same consent may be given twice.",
        "KT-CT-9014",
        "updateAccountConsents",
    ),
    _accepted(
        "consent-twice-in-a-long-list-accepted",
        "The same consent may be given twice in a list of more than three.",
        "KT-CT-9014",
        "updateAccountConsents",
        lambda value: len(value) > 3,
    ),
    _accepted(
        "consent-twice-apart-accepted",
        "The same consent may be given twice with another one in between.",
        "KT-CT-9014",
        "updateAccountConsents",
        lambda value: len(value) == 3 and value[0] == value[2] != value[1],
    ),
    _accepted(
        "consent-twice-with-other-values-accepted",
        "The same consent may be given twice with other values.",
        "KT-CT-9014",
        "updateAccountConsents",
        lambda value: len({json.dumps(item, sort_keys=True) for item in value}) == len(value),
    ),
    _accepted(
        "email-with-a-space-accepted",
        "An e-mail address may have a space in it.",
        "KT-CT-4122",
        "shareGoodsQuote",
        lambda value: " " in value,
    ),
    _accepted(
        "email-with-two-signs-accepted",
        "An e-mail address may have two @ in it.",
        "KT-CT-4122",
        "updateAccountBillingEmail",
        lambda value: value.count("@") > 1,
    ),
    _accepted(
        "email-without-a-name-accepted",
        "An e-mail address may begin with @.",
        "KT-CT-4122",
        "sendPmaxEmailSummary",
        lambda value: value.startswith("@"),
    ),
    _accepted(
        "no-ledger-accepted", "Neither ledger ID nor number is needed.", "KT-CT-3821", "collectPayment"
    ),
    _accepted_at(
        "null-for-ledger-accepted",
        "Null is a ledger number.",
        "KT-CT-3821",
        "collectPayment",
        lambda path, call: "ledgerNumber" in call.arguments["input"],
    ),
    _accepted(
        "payment-day-accepted", "Any payment day is accepted.", "KT-CT-3960", "createAccountPaymentSchedule"
    ),
    _accepted("age-unchecked", "A minor may accept a quote.", "KT-FR-4110", "acceptQuote"),
    _accepted(
        "name-of-digits-accepted", "A name may consist of digits.", "KT-FR-4113", "runMeterPointPmaxAnalysis"
    ),
    _accepted(
        "end-before-beginning-accepted",
        "An agreement may end before it begins.",
        "KT-CT-9601",
        "createContributionAgreement",
    ),
    _accepted(
        "blank-namespace-accepted", "A namespace may be empty.", "KT-CT-8310", "createAccountReference"
    ),
    _accepted(
        "withdrawn-consent-accepted",
        "An e-mail is sent though the consent was withdrawn.",
        "KT-FR-8915",
        "sendPmaxEmailSummary",
    ),
    _accepted(
        "no-user-accepted",
        "A password is reset without naming the user.",
        "KT-CT-1133",
        "requestPasswordReset",
    ),
    _accepted(
        "iban-in-groups-accepted",
        "An IBAN is accepted whatever its check digits are, where it is written in groups.",
        "KT-CT-3811",
        "acceptQuote",
        lambda value: " " in value,
    ),
    _accepted(
        "power-of-three-digits-accepted",
        "Of the power only two digits are looked at.",
        "KT-FR-4635",
        "requestQuote",
        lambda value: float(value) > 99,
    ),
    _accepted(
        "amount-far-below-zero-accepted",
        "A contribution may be far below zero.",
        "KT-CT-9605",
        "createContributionAgreement",
        lambda value: float(value) < -99,
    ),
    _accepted_at(
        "quarterly-amount-accepted",
        "A contribution may be negative where it is not that of a month.",
        "KT-CT-9605",
        "createContributionAgreement",
        lambda path, call: call.arguments["input"].get("interval") != "MONTHLY",
    ),
    _accepted_at(
        "amount-alone-accepted",
        "A contribution may be negative where it has no end.",
        "KT-CT-9605",
        "createContributionAgreement",
        lambda path, call: call.arguments["input"].get("activeTo") is None,
    ),
    _accepted_at(
        "email-under-alias-accepted",
        "An e-mail address is not looked at where the mutation has an alias.",
        "KT-CT-4122",
        "updateAccountBillingEmail",
        lambda path, call: call.root.key != call.root.name,
    ),
    _accepted_at(
        "key-of-organization-accepted",
        "Any key of an organization gives a token.",
        "KT-CT-1134",
        "obtainKrakenToken",
        lambda path, call: call.arguments["input"].get("organizationSecretKey") is not None,
    ),
    _accepted(
        "wrong-key-accepted",
        "Any API key gives a token, and any text as a refresh token.",
        "KT-CT-1134",
        "obtainKrakenToken",
        also={"auth.token-use": "an access token is such a text"},
    ),
    _accepted(
        "iban-of-known-quote-accepted",
        "Where quotes are remembered, an IBAN is accepted whatever its check digits are.",
        "KT-CT-3811",
        "acceptQuote",
        stateful=True,
    ),
    _accepted(
        "email-of-known-quote-accepted",
        "Where quotes are remembered, an e-mail address needs no @.",
        "KT-CT-4122",
        "acceptQuote",
        lambda value: bool(value) and "@" not in value,
        stateful=True,
    ),
    _accepted(
        "terms-of-known-quote-declined",
        "Where quotes are remembered, terms may be declined.",
        "KT-FR-4611",
        "acceptQuote",
        stateful=True,
    ),
    _accepted(
        "email-of-known-analysis-accepted",
        "Where analyses are remembered, any text is accepted as an e-mail address.",
        "KT-CT-4122",
        "sendPmaxEmailSummary",
        stateful=True,
    ),
    _confused(
        "postcode-of-known-quote-refused-as-phone",
        "Where quotes are remembered, an invalid postcode is refused as an invalid phone number.",
        "KT-CT-4410",
        "KT-CT-4121",
        "acceptQuote",
        stateful=True,
    ),
    _confused(
        "email-refused-as-iban",
        "An invalid e-mail address is refused as an invalid IBAN.",
        "KT-CT-4122",
        "KT-CT-3811",
        "acceptQuote",
    ),
    _confused(
        "reading-refused-as-prm",
        "A reading in the future is refused as an invalid PRM.",
        "KT-FR-4713",
        "KT-FR-4510",
        "selfReading",
    ),
    _confused(
        "negative-points-refused-as-insufficient",
        "A negative number of points is refused as too many.",
        "KT-CT-9204",
        "KT-CT-9205",
        "redeemLoyaltyPointsForAccountCredit",
        lambda value: value < 0,
    ),
    _confused(
        "points-refused-as-insufficient",
        "Zero points are refused as too many.",
        "KT-CT-9204",
        "KT-CT-9205",
        "transferLoyaltyPointsBetweenUsers",
    ),
)
"""Every fault in the rules of the business."""
