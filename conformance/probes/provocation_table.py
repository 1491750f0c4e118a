"""What raises which error code: one change of a valid input for each, as its documented message suggests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kraken_conformance.case import Credentials
from kraken_conformance.spec import AUTHORIZATION_MISSING


@dataclass(frozen=True, slots=True)
class Provocation:
    """A change of a valid input that should raise a code.

    `sets` gives values to fields of one input object, `removes` leaves optional ones out, `repeats`
    doubles the only item of a list. Names are patterns with `*`, compared without regard to case, as
    in the contract. A change that does not find all its fields in an input does not apply to it.
    """

    code: str
    label: str
    sets: Mapping[str, Any] = field(default_factory=dict)
    removes: tuple[str, ...] = ()
    repeats: str | None = None
    credentials: Credentials = Credentials.TOKEN


NO_ACCOUNT = "A-00000000"
NO_LEDGER = "L-00000000"
NO_ID = "0"
NO_CODE = "no-such-code"
NO_EMAIL = "nobody.example.com"
NO_SUPPLY_POINT = "00000000000000"


def _set(code: str, label: str, value: Any, *patterns: str) -> tuple[Provocation, ...]:
    return tuple(Provocation(code, label, sets={pattern: value}) for pattern in patterns)


PROVOCATIONS: tuple[Provocation, ...] = (
    Provocation(AUTHORIZATION_MISSING, "no Authorization header", credentials=Credentials.NONE),
    # Who signs in, and with what.
    *_set("KT-CT-1129", "an unknown pre-signed token", NO_CODE, "token"),
    *_set("KT-CT-1132", "an unknown user", NO_ID, "userId"),
    *_set("KT-CT-1134", "an unknown API key", "sk_live_unknown", "APIKey"),
    *_set("KT-CT-1135", "an unknown API key", "sk_live_unknown", "APIKey"),
    *_set("KT-CT-1145", "the name of somebody else", "Nobody At All", "fullName"),
    *_set("KT-CT-1152", "a wrong one-time code", "000000", "token"),
    # Dates and numbers out of their range.
    *_set("KT-CT-1507", "a switch date long ago", "1900-01-01", "switchDate"),
    *_set("KT-CT-3927", "an amount of zero", 0, "*amount*"),
    *_set("KT-CT-3960", "payment day 32", 32, "paymentDay"),
    *_set("KT-CT-9204", "zero points", 0, "points"),
    *_set("KT-CT-9605", "an amount of zero", 0, "amount"),
    *_set("KT-FR-3814", "payment day 32", 32, "paymentDay"),
    *_set("KT-FR-4110", "born in 2020", "2020-01-01", "dateOfBirth", "*birth*"),
    *_set("KT-FR-4616", "a start of supply long ago", "1900-01-01", "*startDate", "*startAt"),
    *_set("KT-FR-4635", "a power of 37 kVA", 37, "*power*"),
    *_set("KT-FR-4713", "a reading of the year 2999", "2999-12-31", "readingDate", "*date"),
    # Texts of the wrong form.
    *_set("KT-CT-3811", "an IBAN with a wrong check digit", "FR7630006000011234567890188", "iban"),
    *_set("KT-CT-4121", "a phone number of two digits", "12", "*phone*", "mobile", "landline"),
    *_set("KT-CT-4122", "an e-mail address without @", NO_EMAIL, "*email"),
    *_set("KT-CT-4137", "a title that nobody has", "Zzz", "title"),
    *_set("KT-CT-4145", "an empty address", "", "streetAddress", "*addressLine1", "*lineOfAddress"),
    *_set("KT-CT-4410", "a postcode of letters", "ABCDE", "*postcode", "postalCode"),
    *_set("KT-CT-4632", "a recipient without @ in the address", NO_EMAIL, "email"),
    *_set("KT-FR-4113", "a name of digits", "12345", "givenName", "familyName", "*name"),
    *_set("KT-FR-4510", "a PRM of four digits", "1234", "*prm*", "*supplyPoint*", "meterPointId"),
    *_set("KT-FR-4520", "a gas meter point of four digits", "1234", "*pce*", "*gas*", "*supplyPoint*"),
    *_set("KT-FR-4522", "a meter point of four digits", "1234", "*prm*", "*electricity*", "*supplyPoint*"),
    *_set("KT-FR-4523", "an unknown market", "NO_MARKET", "*market*"),
    # Things that do not exist.
    *_set("KT-CT-3827", "an unknown ledger", NO_LEDGER, "sourceLedgerNumber", "*ledgerNumber"),
    *_set("KT-CT-3930", "an unknown repayment request", NO_ID, "requestId"),
    *_set("KT-CT-3943", "an unknown ledger", NO_LEDGER, "ledgerNumber", "ledgerId"),
    *_set("KT-CT-4178", "an unknown account", NO_ACCOUNT, "accountNumber"),
    *_set("KT-CT-4301", "an account without a device", NO_ACCOUNT, "accountNumber"),
    *_set("KT-CT-4371", "an unknown wizard", NO_ID, "wizardId"),
    *_set("KT-CT-4377", "an unknown step", NO_ID, "stepId"),
    *_set("KT-CT-4619", "an unknown quote", NO_CODE, "*quoteCode", "quotedProductId"),
    *_set("KT-CT-4624", "an unknown product", NO_CODE, "productCode", "quotedProductId"),
    *_set("KT-CT-4719", "an unknown supply point", NO_SUPPLY_POINT, "*supplyPoint*", "*prm*", "*identifier*"),
    *_set("KT-CT-5411", "an unknown push notification token", NO_CODE, "token"),
    *_set("KT-CT-5412", "an unknown account user", NO_ID, "*userId"),
    *_set("KT-CT-6712", "an unknown reference", NO_CODE, "reference"),
    *_set("KT-CT-6724", "an unknown claim code", NO_CODE, "code"),
    *_set("KT-CT-8002", "an unknown event", NO_ID, "eventId"),
    *_set("KT-CT-8201", "an unknown quote", NO_ID, "quoteId"),
    *_set("KT-CT-8203", "an unknown quote", NO_CODE, "quoteCode"),
    *_set("KT-CT-8225", "an unknown purchase", NO_ID, "purchaseId"),
    *_set("KT-CT-9017", "an unknown consent", NO_CODE, "code", "consentTypeCode"),
    *_set("KT-CT-9018", "an unknown account", NO_ACCOUNT, "accountNumber"),
    *_set("KT-CT-9603", "an unknown agreement", NO_ID, "contributionAgreementId"),
    *_set("KT-FR-4114", "an unknown account", NO_ACCOUNT, "*accountNumber"),
    *_set("KT-FR-4115", "an unknown quoted product", NO_ID, "quotedProduct*"),
    *_set("KT-FR-4624", "an unknown agreement", NO_ID, "*agreement*"),
    *_set("KT-FR-4626", "an unknown recording", NO_ID, "*audio*", "*recording*"),
    *_set("KT-FR-6912", "an unknown activation process", NO_ID, "*activationProcess*"),
    *_set("KT-FR-7712", "an unknown affiliate session", NO_ID, "*affiliate*session*"),
    *_set("KT-FR-8910", "an unknown analysis", NO_ID, "*analysis*"),
    # Too much, too little, twice.
    Provocation("KT-CT-3820", "both ledger ID and number", {"ledgerId": NO_ID, "ledgerNumber": NO_LEDGER}),
    Provocation("KT-CT-3821", "neither ledger ID nor number", removes=("ledgerId", "ledgerNumber")),
    Provocation("KT-CT-3821", "no ledger number", removes=("ledgerNumber",)),
    Provocation("KT-CT-3957", "no collection method", removes=("*collectionMethod",)),
    Provocation("KT-CT-3958", "no ledger number", removes=("ledgerNumber",)),
    Provocation("KT-CT-3962", "no new value", removes=("paymentAmount", "paymentDay", "amountStrategy")),
    Provocation("KT-CT-5511", "no feedback ID", removes=("feedbackId",)),
    Provocation("KT-CT-8007", "no parameters", removes=("params",)),
    Provocation("KT-CT-9014", "the same consent twice", repeats="consents"),
    Provocation("KT-FR-4628", "no consent data", removes=("consentData*",)),
)
"""The first change for a code that fits an input is made; the others are alternatives."""
