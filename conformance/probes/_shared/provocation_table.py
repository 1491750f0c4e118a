"""What raises which error code: one change of a valid input for each, as its documented message suggests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Provocation:
    """A change of a valid input that should raise a code.

    `sets` gives values to fields of one input object, `copies` the value of another field of it,
    `removes` leaves optional fields out, `repeats` doubles the first item of a list. Names are
    patterns with `*`, compared without regard to case, as in the contract. A change that does not find
    all its fields in an input object does not apply to it.
    """

    code: str
    label: str
    sets: Mapping[str, Any] = field(default_factory=dict)
    copies: Mapping[str, str] = field(default_factory=dict)
    removes: tuple[str, ...] = ()
    repeats: str | None = None


NO_ACCOUNT = "A-00000000"
NO_LEDGER = "L-00000000"
NO_ID = "0"
NO_CODE = "no-such-code"
NO_UUID = "00000000-0000-4000-8000-000000000000"
NO_EMAIL = "nobody.example.com"
NO_NUMBER = "1234"


def _set(code: str, label: str, value: Any, *patterns: str) -> tuple[Provocation, ...]:
    return tuple(Provocation(code, label, sets={pattern: value}) for pattern in patterns)


def _unknown(code: str, what: str, value: str, *patterns: str) -> tuple[Provocation, ...]:
    """A text that names nothing, and the empty text: a server without data may know only the second."""
    return (
        *_set(code, f"an unknown {what}", value, *patterns),
        *_set(code, f"an empty {what}", "", *patterns),
    )


def _account(code: str) -> tuple[Provocation, ...]:
    return (
        *_set(code, "an unknown account", NO_ACCOUNT, "accountNumber"),
        *_set(code, "a text that is no account number", NO_CODE, "accountNumber"),
    )


PROVOCATIONS: tuple[Provocation, ...] = (
    # Who signs in, and with what.
    *_unknown("KT-CT-1129", "pre-signed token", NO_CODE, "token"),
    *_unknown("KT-CT-1132", "token", NO_CODE, "token"),
    *_set("KT-CT-1134", "an unknown API key", "sk_live_unknown", "APIKey"),
    *_set("KT-CT-1135", "an unknown API key", "sk_live_unknown", "APIKey"),
    *_unknown("KT-CT-1145", "name", "Nobody At All", "fullName"),
    *_unknown("KT-CT-1152", "one-time code", "000000", "token"),
    # Dates and numbers out of their range.
    *_set("KT-CT-1507", "a switch date long ago", "1900-01-01", "switchDate"),
    *_set("KT-CT-3927", "an amount of zero", 0, "*amount*"),
    *_set("KT-CT-3932", "an amount of zero", 0, "amount"),
    *_set("KT-CT-3941", "an amount of zero", 0, "paymentAmount"),
    *_set("KT-CT-3960", "payment day 32", 32, "paymentDay"),
    *_set("KT-CT-4321", "no time of day", "25:99", "*targetTime"),
    *_set("KT-CT-4321", "a property of number zero", 0, "propertyId"),
    *_set("KT-CT-4353", "a charge of 101 percent", 101, "*soc"),
    *_set("KT-CT-5413", "born in the year 2999", "2999-12-31", "dateOfBirth"),
    *_set("KT-CT-5511", "feedback of number zero", 0, "feedbackId"),
    *_set("KT-CT-5514", "a form of number zero", 0, "formId"),
    *_set("KT-CT-9204", "zero points", 0, "points"),
    *_set("KT-CT-9601", "an end before the beginning", "1900-01-01T00:00:00Z", "activeTo"),
    *_set("KT-CT-9605", "an amount of zero", 0, "amount"),
    *_set("KT-FR-3814", "payment day 32", 32, "paymentDay"),
    *_set("KT-FR-3912", "an amount of zero", 0, "*amount*"),
    *_set("KT-FR-4110", "born in 2020", "2020-01-01", "dateOfBirth", "*birth*"),
    *_set("KT-FR-4616", "a start of supply long ago", "1900-01-01", "*startDate", "*startAt"),
    *_set("KT-FR-4635", "a power of 37 kVA", 37, "*power*"),
    *_set("KT-FR-4713", "a reading of the year 2999", "2999-12-31", "readingDate", "*date"),
    # Texts of the wrong form.
    *_set("KT-CT-3811", "an IBAN with a wrong check digit", "FR7630006000011234567890188", "iban"),
    *_set("KT-CT-4121", "a phone number of two digits", "12", "*phone*", "mobile", "landline"),
    *_set("KT-CT-4122", "an e-mail address without @", NO_EMAIL, "*email"),
    *_set("KT-CT-4137", "a title of digits", "12345", "title"),
    *_set("KT-CT-4145", "an empty address", "", "streetAddress", "*addressLine1", "*lineOfAddress"),
    *_set("KT-CT-4410", "a postcode of letters", "ABCDE", "*postcode", "postalCode"),
    *_set("KT-CT-4632", "a recipient without @ in the address", NO_EMAIL, "email"),
    *_set("KT-FR-4113", "a name of digits", "12345", "givenName", "familyName", "*name"),
    *_set("KT-FR-4113", "an empty name", "", "givenName", "familyName", "*name"),
    *_set("KT-FR-4510", "a PRM of four digits", NO_NUMBER, "*prm*", "*supplyPoint*", "meterPointId"),
    *_set("KT-FR-4520", "a gas meter point of four digits", NO_NUMBER, "*gas*", "*pce*", "*supplyPoint*"),
    *_set("KT-FR-4522", "a meter point of four digits", NO_NUMBER, "*electricity*", "*prm*", "*supplyPoint*"),
    *_set("KT-FR-4523", "an unknown market", "NO_MARKET", "*market*"),
    # Things that do not exist.
    *_unknown("KT-CT-3827", "ledger", NO_LEDGER, "sourceLedgerNumber", "*ledgerNumber"),
    *_unknown("KT-CT-3930", "repayment request", NO_ID, "requestId"),
    *_unknown("KT-CT-3943", "ledger", NO_LEDGER, "ledgerNumber", "ledgerId"),
    *_account("KT-CT-4178"),
    *_account("KT-CT-4301"),
    *_unknown("KT-CT-4310", "detail", NO_CODE, "details"),
    *_unknown("KT-CT-4313", "device", NO_ID, "deviceId"),
    *_unknown("KT-CT-4371", "wizard", NO_ID, "wizardId"),
    *_unknown("KT-CT-4375", "option", NO_ID, "selectedOption", "continuationUri"),
    *_unknown("KT-CT-4377", "step", NO_ID, "stepId"),
    *_unknown("KT-CT-4619", "quote", NO_CODE, "*quoteCode", "quotedProductId"),
    *_unknown("KT-CT-4624", "product", NO_CODE, "productCode", "quotedProductId"),
    *_set(
        "KT-CT-4719", "an unknown supply point", "00000000000000", "*supplyPoint*", "*prm*", "*identifier*"
    ),
    *_set("KT-CT-4719", "a supply point of four digits", NO_NUMBER, "*supplyPoint*", "*prm*", "*identifier*"),
    *_unknown("KT-CT-5411", "push notification token", NO_CODE, "token"),
    *_unknown("KT-CT-5412", "account user", NO_ID, "*userId"),
    *_unknown("KT-CT-6712", "reference", NO_CODE, "reference"),
    *_unknown("KT-CT-6724", "claim code", NO_CODE, "code"),
    *_unknown("KT-CT-8002", "event", NO_ID, "eventId"),
    *_unknown("KT-CT-8201", "quote", NO_ID, "quoteId"),
    *_unknown("KT-CT-8203", "quote", NO_CODE, "quoteCode"),
    *_unknown("KT-CT-8225", "purchase", NO_ID, "purchaseId"),
    *_unknown("KT-CT-9017", "consent", NO_CODE, "code", "consentTypeCode"),
    *_account("KT-CT-9018"),
    *_unknown("KT-CT-9603", "agreement", NO_ID, "contributionAgreementId"),
    *_account("KT-FR-4114"),
    *_unknown("KT-FR-4115", "quoted product", NO_ID, "quotedProduct*"),
    *_unknown("KT-FR-4624", "agreement", NO_ID, "*agreement*"),
    *_unknown("KT-FR-4626", "recording", NO_ID, "*audio*", "*recording*"),
    *_unknown("KT-FR-6912", "activation process", NO_ID, "*activationProcess*"),
    *_set("KT-FR-7712", "an unknown affiliate session", NO_UUID, "*affiliate*session*"),
    *_unknown("KT-FR-8910", "analysis", NO_ID, "*analysis*"),
    # Too much, too little, twice, the same.
    Provocation("KT-CT-3820", "both ledger ID and number", {"ledgerId": NO_ID, "ledgerNumber": NO_LEDGER}),
    Provocation("KT-CT-3821", "neither ledger ID nor number", removes=("ledgerId", "ledgerNumber")),
    Provocation("KT-CT-3821", "no ledger number", removes=("ledgerNumber",)),
    *_set("KT-CT-3821", "an empty ledger number", "", "ledgerNumber"),
    Provocation("KT-CT-3827", "a ledger and itself", copies={"targetLedgerNumber": "sourceLedgerNumber"}),
    Provocation("KT-CT-3957", "no collection method", removes=("*collectionMethod",)),
    Provocation("KT-CT-3958", "no ledger number", removes=("ledgerNumber",)),
    Provocation(
        "KT-CT-3962", "no new value", removes=("amountStrategy", "paymentAmount", "paymentDay", "trigger")
    ),
    Provocation("KT-CT-4145", "no address", removes=("streetAddress", "structuredStreetAddress")),
    *_set("KT-CT-4374", "no schedule", [], "schedules"),
    Provocation("KT-CT-6711", "the account's own number", copies={"reference": "accountNumber"}),
    Provocation("KT-CT-8007", "no parameters", removes=("params",)),
    Provocation("KT-CT-8007", "the same parameter twice", repeats="params"),
    *_set("KT-CT-8202", "no products", [], "productsToQuote"),
    *_set("KT-CT-8206", "no items", [], "saleItems"),
    Provocation("KT-CT-9014", "the same consent twice", repeats="consents"),
    *_set("KT-FR-4524", "no consents", [], "consents", "*consentData*"),
    *_set("KT-FR-4611", "terms that are not accepted", False, "*terms*"),
    Provocation("KT-FR-4628", "no consent data", removes=("consentData*",)),
    *_set("KT-FR-4629", "no supply points", [], "*supplyPoints*"),
    *_set("KT-FR-4712", "no readings", [], "*readings*"),
    *_set("KT-FR-8914", "no consent", False, "*consent*"),
    *_set("KT-FR-8915", "no consent", False, "*consent*"),
)
"""Of the changes for a code with the same label, the first that fits an input is made."""
