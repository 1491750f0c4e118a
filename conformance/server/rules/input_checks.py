"""The inputs that the reference server refuses, and the declared error code it answers.

Each entry of `INPUT_CHECKS` looks at the input fields of one name, at any depth. It applies to the
mutations that declare its code, or for those it names.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kraken_conformance.server.rules import value_rules as rules
from kraken_conformance.server.rules.value_rules import Holder, Lacks
from kraken_conformance.spec import Contract, Mutation, Role

UNAUTHORIZED = "KT-CT-1111"
"""The code of what the holder of the token may not see or do."""


@dataclass(frozen=True, slots=True)
class InputCheck:
    """One reason to refuse an input.

    `field` is the name of the input field, `refuses` says in words which values are refused, `broken`
    tells it of a value that is not null and the object that holds it. `only` names the mutations,
    empty for all that declare the code.
    """

    code: str
    field: str
    refuses: str
    broken: Callable[[Any, Holder], bool]
    only: tuple[str, ...] = ()

    def concerns(self, mutation: Mutation) -> bool:
        """Whether the check applies to a mutation."""
        if self.code not in mutation.errors or (self.only and mutation.name not in self.only):
            return False
        if not isinstance(self.broken, Lacks):
            return True
        arguments = (argument for argument in mutation.arguments if argument.name == self.field)
        return all(self.broken.can_be_met(argument.type) for argument in arguments)

    def catches(self, value: Any, holder: Holder) -> bool:
        """Whether the check refuses a value. In another contract the field may be of another kind: then it does not."""
        try:
            return self.broken(value, holder)
        except (AttributeError, KeyError, TypeError, ValueError):
            return False


def checks_for(mutation: Mutation) -> dict[str, tuple[InputCheck, ...]]:
    """Return the checks that apply to a mutation, by the name of the field they look at."""
    found: dict[str, tuple[InputCheck, ...]] = {}
    for check in INPUT_CHECKS:
        if check.concerns(mutation):
            found[check.field] = (*found.get(check.field, ()), check)
    return found


def first_broken(
    checks: Mapping[str, tuple[InputCheck, ...]], arguments: Mapping[str, Any]
) -> tuple[str, tuple[str | int, ...]] | None:
    """Return the code of the first check that refuses the arguments and the path to the value, else None."""
    for path, name, value, holder in _fields(arguments, ()):
        for check in checks.get(name, ()):
            if check.catches(value, holder):
                return check.code, path
    return None


def no_such_account(contract: Contract, mutation: Mutation) -> str | None:
    """Return the code with which a mutation refuses an account that is not there, None where it declares none.

    Where no code speaks of accounts, it is the one of what somebody may not see.
    """
    checks = checks_for(mutation).get("accountNumber", ())
    codes = (
        *(check.code for check in checks if check.broken is rules.unknown),
        *contract.codes_of(Role.NOT_ALLOWED),
    )
    return next((code for code in codes if code in mutation.errors), None)


def _fields(
    holder: Holder, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str, Any, Holder]]:
    for name, value in holder.items():
        if value is None:
            continue
        here = (*path, name)
        yield here, name, value, holder
        if isinstance(value, dict):
            yield from _fields(value, here)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, dict):
                    yield from _fields(item, (*here, index))


NO_ACCOUNT = "anything but `A-` and eight upper-case hexadecimal digits"
NO_EMAIL = "no address with one `@` and a domain"
NO_PHONE = "no phone number"
NO_PRM = "anything but 14 digits"
NO_POSTCODE = "what is no postcode: anything but four or five digits, or two groups as in Britain or Japan"
NO_MENTION = "an id that does not exist"

ACCOUNT_CODES = (
    *("KT-CT-4178", "KT-FR-4114", "KT-CT-9018", "KT-CT-4301", "KT-CT-4123", "KT-CT-4177", "KT-CT-4501"),
    *("KT-CT-4922", "KT-CT-6723", "KT-CT-7123", "KT-CT-8223", "KT-CT-1128", "KT-CT-1131", "KT-CT-3824"),
    *("KT-CT-3923", "KT-CT-3924", "KT-CT-3926", "KT-CT-3822", "KT-CT-3823"),
)
"""The codes of an account that the caller may not use, the more special ones first."""

INPUT_CHECKS = (
    InputCheck("KT-CT-3811", "iban", "an IBAN whose check digits are wrong", rules.bad_iban),
    InputCheck("KT-CT-4122", "email", NO_EMAIL, rules.unlike(rules.EMAIL)),
    InputCheck("KT-CT-4122", "billingEmail", NO_EMAIL, rules.unlike(rules.EMAIL)),
    InputCheck("KT-CT-4121", "phoneNumber", NO_PHONE, rules.unlike(rules.PHONE)),
    InputCheck("KT-CT-4410", "postalCode", NO_POSTCODE, rules.unlike(rules.POSTCODE)),
    InputCheck("KT-CT-4137", "title", "what is no title", rules.unlike(rules.TITLE)),
    InputCheck("KT-FR-4113", "givenName", "a name that is blank or has a digit", rules.no_name),
    InputCheck("KT-FR-4113", "familyName", "a name that is blank or has a digit", rules.no_name),
    InputCheck("KT-FR-4110", "dateOfBirth", "an age under 18 or over 120", rules.no_adult),
    InputCheck("KT-FR-3814", "paymentDay", "a day outside 1 to 31", rules.outside(1, 31)),
    InputCheck("KT-CT-3960", "paymentDay", "a day outside 1 to 31", rules.outside(1, 31)),
    InputCheck("KT-CT-3941", "paymentAmount", "less than 1", rules.below(1)),
    InputCheck(
        "KT-CT-3962",
        "input",
        "nothing to set: no strategy, amount, day or trigger",
        rules.lacks("amountStrategy", "paymentAmount", "paymentDay", "trigger"),
    ),
    InputCheck("KT-FR-4713", "readingDate", "a date in the future", rules.future),
    InputCheck("KT-FR-4712", "readings", "a negative value", rules.negative_value),
    InputCheck("KT-FR-4712", "meterReadings", "a negative value", rules.negative_value),
    InputCheck("KT-FR-4514", "readingDate", "a date before 2000", rules.long_before),
    InputCheck("KT-FR-4515", "value", "an index of 0", rules.zero),
    InputCheck("KT-FR-4510", "prm", NO_PRM, rules.unlike(rules.PRM)),
    InputCheck("KT-FR-4635", "subscribedMaxPower", "a power outside 1 to 36", rules.outside(1, 36)),
    InputCheck("KT-CT-4719", "prm", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-4719", "supplyPointId", NO_MENTION, rules.unknown),
    InputCheck(
        "KT-FR-4522",
        "supplyPointId",
        "an electricity meter point that is not 14 digits",
        rules.no_meter_of("FRA_ELECTRICITY"),
    ),
    InputCheck(
        "KT-FR-4520", "supplyPointId", "a gas meter point that is not 14 digits", rules.no_meter_of("FRA_GAS")
    ),
    InputCheck("KT-FR-4524", "consents", "the same code twice", rules.repeated("code")),
    InputCheck("KT-FR-4624", "agreementId", NO_MENTION, rules.unknown),
    InputCheck("KT-FR-4626", "audioRecordingId", NO_MENTION, rules.unknown),
    InputCheck(
        "KT-FR-7712", "affiliateSessionId", "`00000000-0000-4000-8000-000000000000`", rules.no_session
    ),
    InputCheck(
        "KT-FR-4623",
        "soldAtHome",
        "true without withdrawalPeriodInDays",
        rules.true_without("withdrawalPeriodInDays"),
    ),
    InputCheck("KT-FR-6915", "consentDataPerSupplyPointId", "an empty list", rules.empty_list),
    InputCheck("KT-FR-4629", "supplyPoints", "an empty list", rules.empty_list),
    InputCheck("KT-FR-4611", "declinesTerms", "true", rules.true),
    InputCheck("KT-FR-4616", "supplyStartDate", "a date in the past", rules.past),
    InputCheck(
        "KT-FR-4628",
        "input",
        "neither consentData nor consentDataPerSupplyPointId",
        rules.lacks("consentData", "consentDataPerSupplyPointId"),
    ),
    InputCheck("KT-FR-6912", "activationProcessId", NO_MENTION, rules.unknown),
    InputCheck("KT-FR-3912", "amountInCents", "less than 1", rules.below(1)),
    InputCheck("KT-FR-8910", "analysisId", NO_MENTION, rules.unknown),
    InputCheck("KT-FR-8914", "consentWithdrawn", "true", rules.true),
    InputCheck("KT-FR-8915", "consentWithdrawn", "true", rules.true),
    InputCheck("KT-FR-4115", "quotedProductId", NO_MENTION, rules.unknown),
    *(
        InputCheck(code, "accountNumber", NO_ACCOUNT, rules.unlike(rules.ACCOUNT_NUMBER))
        for code in ("KT-CT-4178", "KT-FR-4114", "KT-CT-9018")
    ),
    *(
        InputCheck(code, "accountNumber", "an account of somebody else", rules.of_somebody_else)
        for code in (UNAUTHORIZED, *ACCOUNT_CODES)
    ),
    *(
        InputCheck(code, "accountNumber", NO_MENTION, rules.unknown)
        for code in (*ACCOUNT_CODES, UNAUTHORIZED)
    ),
    InputCheck(
        "KT-CT-9014",
        "consents",
        "the same code twice",
        rules.repeated("code"),
        only=("updateAccountConsents",),
    ),
    InputCheck(
        "KT-CT-9014",
        "consents",
        "the same code twice",
        rules.repeated("consentTypeCode"),
        only=("updateAccountUserConsents",),
    ),
    InputCheck("KT-CT-9017", "code", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-9017", "consentTypeCode", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-9204", "points", "less than 1", rules.below(1)),
    InputCheck("KT-CT-9205", "points", "more than a million", rules.above(1_000_000)),
    InputCheck("KT-CT-9206", "points", "what 5 does not divide", rules.not_divisible_by(5)),
    InputCheck("KT-CT-9201", "accountUserId", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-5412", "accountUserId", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-3927", "amountInMinorUnit", "less than 1", rules.below(1)),
    InputCheck("KT-CT-9605", "amount", "less than 1", rules.below(1)),
    InputCheck("KT-CT-9601", "activeTo", "a time before activeFrom", rules.before("activeFrom")),
    InputCheck("KT-CT-9602", "schemeCode", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-9604", "endAt", "a time before 2000", rules.long_before),
    InputCheck("KT-CT-9705", "billingDocumentId", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-8205", "productId", NO_MENTION, rules.unknown),
    InputCheck("KT-JP-8801", "supplyPointIdentifier", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-9603", "contributionAgreementId", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-3932", "amount", "less than 1", rules.below(1)),
    InputCheck("KT-CT-3821", "input", "no ledger number, or a blank one", rules.lacks("ledgerNumber")),
    InputCheck("KT-CT-3958", "input", "no ledger number, or a blank one", rules.lacks("ledgerNumber")),
    InputCheck("KT-CT-1133", "input", "neither email nor userNumber", rules.lacks("email", "userNumber")),
    InputCheck("KT-CT-3940", "iban", "an IBAN whose check digits are wrong", rules.bad_iban),
    InputCheck("KT-CT-3943", "ledgerNumber", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-3827", "sourceLedgerNumber", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-3827", "targetLedgerNumber", NO_MENTION, rules.unknown),
    InputCheck(
        "KT-CT-3825",
        "targetLedgerNumber",
        "`L-00000002` where the source is `L-00000001`: a permission that was never given",
        lambda value, holder: (holder.get("sourceLedgerNumber"), value) == ("L-00000001", "L-00000002"),
    ),
    InputCheck("KT-CT-3930", "requestId", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-1129", "token", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-1132", "token", NO_MENTION, rules.unknown, only=("resetUserPassword",)),
    InputCheck("KT-CT-1132", "userId", NO_MENTION, rules.unknown, only=("resetUserPassword",)),
    InputCheck("KT-CT-1152", "token", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-5411", "token", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-6711", "reference", "the account's own number", rules.same_as("accountNumber")),
    InputCheck("KT-CT-6712", "reference", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-6724", "code", NO_MENTION, rules.unknown),
    InputCheck(
        "KT-CT-1145",
        "fullName",
        "a name that is blank or has a digit, and `No Such Person`",
        lambda value, holder: rules.no_name(value, holder) or value == "No Such Person",
    ),
    InputCheck("KT-CT-1507", "switchDate", "a date in the past", rules.past),
    InputCheck("KT-CT-4619", "quoteCode", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-4626", "quotedProductId", "0", rules.zero),
    InputCheck("KT-CT-4619", "quotedProductId", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-8203", "quoteCode", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-4632", "email", NO_EMAIL, rules.unlike(rules.EMAIL)),
    InputCheck("KT-CT-4632", "mobile", NO_PHONE, rules.unlike(rules.PHONE)),
    InputCheck("KT-CT-8201", "quoteId", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-8202", "productsToQuote", "less than one unit of a product", rules.no_units),
    InputCheck("KT-CT-8206", "saleItems", "less than one unit of a product", rules.no_units),
    InputCheck("KT-CT-8225", "purchaseId", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-8310", "namespace", "a blank namespace", rules.blank),
    InputCheck("KT-CT-8311", "value", "a blank value", rules.blank),
    InputCheck("KT-CT-8413", "key", "a blank key", rules.blank),
    InputCheck("KT-CT-5414", "namespace", "a blank namespace", rules.blank),
    InputCheck("KT-CT-5413", "dateOfBirth", "a date in the future", rules.future),
    InputCheck("KT-CT-8002", "eventId", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-8007", "key", "a blank key", rules.blank),
    InputCheck("KT-CT-4145", "streetAddress", "a blank address", rules.blank),
    InputCheck(
        "KT-CT-4145",
        "billingAddress",
        "neither streetAddress nor structuredStreetAddress",
        rules.lacks("streetAddress", "structuredStreetAddress"),
    ),
    InputCheck("KT-CT-4353", "weekdayTargetSoc", "a charge outside 0 to 100", rules.outside(0, 100)),
    InputCheck("KT-CT-4353", "weekendTargetSoc", "a charge outside 0 to 100", rules.outside(0, 100)),
    InputCheck("KT-CT-4321", "weekdayTargetTime", "what is no time of day", rules.no_time_of_day),
    InputCheck("KT-CT-4321", "weekendTargetTime", "what is no time of day", rules.no_time_of_day),
    InputCheck("KT-CT-4321", "propertyId", "less than 1", rules.below(1)),
    InputCheck("KT-CT-4374", "schedules", "a maximum below its minimum", rules.max_below_min),
    InputCheck("KT-CT-4310", "details", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-4312", "accessToken", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-4315", "accessToken", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-4313", "deviceId", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-4314", "deviceId", NO_MENTION, rules.unknown, only=("setDevicePreferences",)),
    InputCheck(
        "KT-CT-4358", "deviceId", f"{NO_MENTION}, to be suspended", rules.unknown_with("action", "SUSPEND")
    ),
    InputCheck(
        "KT-CT-4359", "deviceId", f"{NO_MENTION}, to be resumed", rules.unknown_with("action", "UNSUSPEND")
    ),
    InputCheck("KT-CT-4371", "wizardId", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-4377", "stepId", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-4375", "selectedOption", NO_MENTION, rules.unknown),
    InputCheck("KT-CT-4375", "continuationUri", "a blank address", rules.blank),
    InputCheck("KT-CT-5511", "feedbackId", "less than 1", rules.below(1)),
    InputCheck("KT-CT-5514", "formId", "less than 1", rules.below(1)),
    InputCheck("KT-CT-10302", "reason", "a blank reason", rules.blank),
)
"""Every check. The first that refuses a value of the input, in the order of the input, decides."""
