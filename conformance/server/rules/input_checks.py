"""The inputs that the reference server refuses, and the declared error code it answers.

Each entry of `INPUT_CHECKS` looks at the input fields of one name, at any depth. It is in force for the
mutations that declare its code, or for those it names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from stdnum import iban

from kraken_conformance.spec import Contract, Mutation, Role

Holder = Mapping[str, Any]
"""The object in which a checked field is found."""

ACCOUNT_NUMBER = re.compile(r"A-[0-9A-F]{8}", re.ASCII)
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
PHONE = re.compile(r"\+?[0-9][0-9 .()-]{5,19}", re.ASCII)
POSTCODE = re.compile(r"[0-9]{5}", re.ASCII)
PRM = re.compile(r"[0-9]{14}", re.ASCII)
UNKNOWN = re.compile(r"\s*|[A-Z]-0+|0+|no-such-.*")
"""What names nothing: blank text, a number of zeros, with or without the letter of its kind, `no-such-…`."""

TITLE = re.compile(
    r"(dr|lady|m|madame|mlle|mme|monsieur|me|miss|mr|mrs|ms|mx|pr|sir)\.?|m\. et mme", re.IGNORECASE
)


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
        """Whether the check is in force for a mutation."""
        return self.code in mutation.errors and (not self.only or mutation.name in self.only)


def checks_for(mutation: Mutation) -> dict[str, tuple[InputCheck, ...]]:
    """Return the checks in force for a mutation, by the name of the field they look at."""
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
            if check.broken(value, holder):
                return check.code, path
    return None


def no_such_account(contract: Contract, mutation: Mutation) -> str | None:
    """Return the code with which a mutation refuses an account that is not there, None where it declares none.

    Where no code speaks of accounts, it is the one of what somebody may not see.
    """
    checks = checks_for(mutation).get("accountNumber", ())
    codes = (
        *(check.code for check in checks if check.broken is _unknown),
        *contract.codes_of(Role.NOT_ALLOWED),
    )
    return next((code for code in codes if code in mutation.errors), None)


def provocable(contract: Contract) -> dict[str, tuple[str, ...]]:
    """Return the codes that an input alone provokes, each with the mutations where it does."""
    found: dict[str, tuple[str, ...]] = {}
    for mutation in contract.mutations.values():
        for code in {check.code for checks in checks_for(mutation).values() for check in checks}:
            found[code] = (*found.get(code, ()), mutation.name)
    return found


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


def _unlike(form: re.Pattern[str]) -> Callable[[Any, Holder], bool]:
    return lambda value, _: not form.fullmatch(value)


def _bad_iban(value: Any, _: Holder) -> bool:
    return not value.isascii() or not iban.is_valid(value)


def _unknown(value: Any, _: Holder) -> bool:
    return UNKNOWN.fullmatch(str(value)) is not None


def _blank(value: Any, _: Holder) -> bool:
    return not str(value).strip()


def _no_name(value: Any, _: Holder) -> bool:
    return not value.strip() or any(character.isdigit() for character in value)


def _true(value: Any, _: Holder) -> bool:
    return value is True


def _below(least: int) -> Callable[[Any, Holder], bool]:
    return lambda value, _: float(value) < least


def _outside(least: int, greatest: int) -> Callable[[Any, Holder], bool]:
    return lambda value, _: not least <= float(value) <= greatest


def _future(value: Any, _: Holder) -> bool:
    return date.fromisoformat(value) > date.today() + timedelta(days=1)


def _past(value: Any, _: Holder) -> bool:
    return date.fromisoformat(value) < date.today() - timedelta(days=1)


def _no_adult(value: Any, _: Holder) -> bool:
    years = (date.today() - date.fromisoformat(value)).days / 365.2425
    return not 18 <= years <= 120


def _negative_value(value: Any, _: Holder) -> bool:
    return any(float(entry["value"]) < 0 for entry in value)


def _no_units(value: Any, _: Holder) -> bool:
    return any(entry is not None and entry["numberOfUnits"] < 1 for entry in value)


def _repeated(key: str) -> Callable[[Any, Holder], bool]:
    def broken(value: Any, _: Holder) -> bool:
        codes = [entry[key] for entry in value if entry]
        return len(codes) != len(set(codes))

    return broken


def _same_as(other: str) -> Callable[[Any, Holder], bool]:
    return lambda value, holder: bool(value == holder.get(other))


def _before(other: str) -> Callable[[Any, Holder], bool]:
    def broken(value: Any, holder: Holder) -> bool:
        start = holder.get(other)
        return start is not None and _moment(value) < _moment(start)

    return broken


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text.upper())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _lacks(*names: str) -> Callable[[Any, Holder], bool]:
    return lambda value, _: all(value.get(name) in (None, "") for name in names)


def _no_meter_of(market: str) -> Callable[[Any, Holder], bool]:
    return lambda value, holder: holder["marketName"] == market and not PRM.fullmatch(value)


def _max_below_min(value: Any, _: Holder) -> bool:
    slots = [slot for slot in value if slot and slot.get("min") is not None]
    return any(float(slot["max"]) < float(slot["min"]) for slot in slots)


NO_ACCOUNT = "anything but `A-` and eight upper-case hexadecimal digits"
NO_EMAIL = "no address with one `@` and a domain"
NO_PHONE = "no phone number"
NO_PRM = "anything but 14 digits"
NO_POSTCODE = "anything but five digits"
NO_MENTION = "what names nothing"

INPUT_CHECKS = (
    InputCheck("KT-CT-3811", "iban", "an IBAN whose check digits are wrong", _bad_iban),
    InputCheck("KT-CT-4122", "email", NO_EMAIL, _unlike(EMAIL)),
    InputCheck("KT-CT-4122", "billingEmail", NO_EMAIL, _unlike(EMAIL)),
    InputCheck("KT-CT-4121", "phoneNumber", NO_PHONE, _unlike(PHONE)),
    InputCheck("KT-CT-4410", "postalCode", NO_POSTCODE, _unlike(POSTCODE)),
    InputCheck("KT-CT-4137", "title", "what is no title", _unlike(TITLE)),
    InputCheck("KT-FR-4113", "givenName", "a name that is blank or has a digit", _no_name),
    InputCheck("KT-FR-4113", "familyName", "a name that is blank or has a digit", _no_name),
    InputCheck("KT-FR-4110", "dateOfBirth", "an age under 18 or over 120", _no_adult),
    InputCheck("KT-FR-3814", "paymentDay", "a day outside 1 to 31", _outside(1, 31)),
    InputCheck("KT-CT-3960", "paymentDay", "a day outside 1 to 31", _outside(1, 31)),
    InputCheck("KT-CT-3941", "paymentAmount", "less than 1", _below(1)),
    InputCheck(
        "KT-CT-3962",
        "input",
        "nothing to set: no strategy, amount, day or trigger",
        _lacks("amountStrategy", "paymentAmount", "paymentDay", "trigger"),
    ),
    InputCheck("KT-FR-4713", "readingDate", "a date in the future", _future),
    InputCheck("KT-FR-4712", "readings", "a negative value", _negative_value),
    InputCheck("KT-FR-4712", "meterReadings", "a negative value", _negative_value),
    InputCheck("KT-FR-4510", "prm", NO_PRM, _unlike(PRM)),
    InputCheck("KT-FR-4635", "subscribedMaxPower", "a power outside 1 to 36", _outside(1, 36)),
    InputCheck("KT-CT-4719", "prm", NO_MENTION, _unknown),
    InputCheck("KT-CT-4719", "supplyPointId", NO_MENTION, _unknown),
    InputCheck(
        "KT-FR-4522",
        "supplyPointId",
        "an electricity meter point that is not 14 digits",
        _no_meter_of("FRA_ELECTRICITY"),
    ),
    InputCheck(
        "KT-FR-4520", "supplyPointId", "a gas meter point that is not 14 digits", _no_meter_of("FRA_GAS")
    ),
    InputCheck("KT-FR-4524", "consents", "the same code twice", _repeated("code")),
    InputCheck("KT-FR-4611", "declinesTerms", "true", _true),
    InputCheck("KT-FR-4616", "supplyStartDate", "a date in the past", _past),
    InputCheck(
        "KT-FR-4628",
        "input",
        "neither consentData nor consentDataPerSupplyPointId",
        _lacks("consentData", "consentDataPerSupplyPointId"),
    ),
    InputCheck("KT-FR-6912", "activationProcessId", NO_MENTION, _unknown),
    InputCheck("KT-FR-3912", "amountInCents", "less than 1", _below(1)),
    InputCheck("KT-FR-8910", "analysisId", NO_MENTION, _unknown),
    InputCheck("KT-FR-8914", "consentWithdrawn", "true", _true),
    InputCheck("KT-FR-8915", "consentWithdrawn", "true", _true),
    InputCheck("KT-FR-4115", "quotedProductId", NO_MENTION, _unknown),
    InputCheck("KT-CT-4178", "accountNumber", NO_ACCOUNT, _unlike(ACCOUNT_NUMBER)),
    InputCheck("KT-CT-4178", "accountNumber", NO_MENTION, _unknown),
    InputCheck("KT-FR-4114", "accountNumber", NO_ACCOUNT, _unlike(ACCOUNT_NUMBER)),
    InputCheck("KT-FR-4114", "accountNumber", NO_MENTION, _unknown),
    InputCheck("KT-CT-9018", "accountNumber", NO_ACCOUNT, _unlike(ACCOUNT_NUMBER)),
    InputCheck("KT-CT-9018", "accountNumber", NO_MENTION, _unknown),
    InputCheck("KT-CT-4301", "accountNumber", NO_MENTION, _unknown),
    InputCheck(
        "KT-CT-9014", "consents", "the same code twice", _repeated("code"), only=("updateAccountConsents",)
    ),
    InputCheck(
        "KT-CT-9014",
        "consents",
        "the same code twice",
        _repeated("consentTypeCode"),
        only=("updateAccountUserConsents",),
    ),
    InputCheck("KT-CT-9017", "code", NO_MENTION, _unknown),
    InputCheck("KT-CT-9017", "consentTypeCode", NO_MENTION, _unknown),
    InputCheck("KT-CT-9204", "points", "less than 1", _below(1)),
    InputCheck("KT-CT-3927", "amountInMinorUnit", "less than 1", _below(1)),
    InputCheck("KT-CT-9605", "amount", "less than 1", _below(1)),
    InputCheck("KT-CT-9601", "activeTo", "a time before activeFrom", _before("activeFrom")),
    InputCheck("KT-CT-9603", "contributionAgreementId", NO_MENTION, _unknown),
    InputCheck("KT-CT-3932", "amount", "less than 1", _below(1)),
    InputCheck("KT-CT-3821", "ledgerNumber", "a blank number", _blank),
    InputCheck("KT-CT-3943", "ledgerNumber", NO_MENTION, _unknown),
    InputCheck("KT-CT-3827", "sourceLedgerNumber", NO_MENTION, _unknown),
    InputCheck("KT-CT-3827", "targetLedgerNumber", NO_MENTION, _unknown),
    InputCheck("KT-CT-3930", "requestId", NO_MENTION, _unknown),
    InputCheck("KT-CT-1129", "token", NO_MENTION, _unknown),
    InputCheck("KT-CT-1132", "userId", NO_MENTION, _unknown, only=("resetUserPassword",)),
    InputCheck("KT-CT-1152", "token", NO_MENTION, _unknown),
    InputCheck("KT-CT-5411", "token", NO_MENTION, _unknown),
    InputCheck("KT-CT-6711", "reference", "the account's own number", _same_as("accountNumber")),
    InputCheck("KT-CT-6712", "reference", NO_MENTION, _unknown),
    InputCheck("KT-CT-6724", "code", NO_MENTION, _unknown),
    InputCheck(
        "KT-CT-1145",
        "fullName",
        "a name that is blank or has a digit, and `Nobody At All`",
        lambda value, holder: _no_name(value, holder) or value == "Nobody At All",
    ),
    InputCheck("KT-CT-1507", "switchDate", "a date in the past", _past),
    InputCheck("KT-CT-4619", "quoteCode", NO_MENTION, _unknown),
    InputCheck("KT-CT-4619", "quotedProductId", NO_MENTION, _unknown),
    InputCheck("KT-CT-8203", "quoteCode", NO_MENTION, _unknown),
    InputCheck("KT-CT-4632", "email", NO_EMAIL, _unlike(EMAIL)),
    InputCheck("KT-CT-4632", "mobile", NO_PHONE, _unlike(PHONE)),
    InputCheck("KT-CT-8201", "quoteId", NO_MENTION, _unknown),
    InputCheck("KT-CT-8202", "productsToQuote", "less than one unit of a product", _no_units),
    InputCheck("KT-CT-8206", "saleItems", "less than one unit of a product", _no_units),
    InputCheck("KT-CT-8225", "purchaseId", NO_MENTION, _unknown),
    InputCheck("KT-CT-8310", "namespace", "a blank namespace", _blank),
    InputCheck("KT-CT-8311", "value", "a blank value", _blank),
    InputCheck("KT-CT-8413", "key", "a blank key", _blank),
    InputCheck("KT-CT-5414", "namespace", "a blank namespace", _blank),
    InputCheck("KT-CT-5413", "dateOfBirth", "a date in the future", _future),
    InputCheck("KT-CT-8002", "eventId", NO_MENTION, _unknown),
    InputCheck("KT-CT-8007", "key", "a blank key", _blank),
    InputCheck("KT-CT-4145", "streetAddress", "a blank address", _blank),
    InputCheck("KT-CT-4353", "weekdayTargetSoc", "a charge outside 0 to 100", _outside(0, 100)),
    InputCheck("KT-CT-4353", "weekendTargetSoc", "a charge outside 0 to 100", _outside(0, 100)),
    InputCheck("KT-CT-4321", "weekdayTargetTime", "a blank time", _blank),
    InputCheck("KT-CT-4321", "weekendTargetTime", "a blank time", _blank),
    InputCheck("KT-CT-4321", "propertyId", "less than 1", _below(1)),
    InputCheck("KT-CT-4374", "schedules", "a maximum below its minimum", _max_below_min),
    InputCheck("KT-CT-4310", "details", NO_MENTION, _unknown),
    InputCheck("KT-CT-4313", "deviceId", NO_MENTION, _unknown),
    InputCheck("KT-CT-4371", "wizardId", NO_MENTION, _unknown),
    InputCheck("KT-CT-4377", "stepId", NO_MENTION, _unknown),
    InputCheck("KT-CT-4375", "selectedOption", NO_MENTION, _unknown),
    InputCheck("KT-CT-4375", "continuationUri", "a blank address", _blank),
    InputCheck("KT-CT-5511", "feedbackId", "less than 1", _below(1)),
    InputCheck("KT-CT-5514", "formId", "less than 1", _below(1)),
    InputCheck("KT-CT-10302", "reason", "a blank reason", _blank),
)
"""Every check. The first that refuses a value of the input, in the order of the input, decides."""


def checks_table() -> str:
    """Return the checks as a table in Markdown, one row a code and reason; docs/reference-server.md shows it."""
    rows: dict[tuple[str, str], list[str]] = {}
    for check in INPUT_CHECKS:
        fields = rows.setdefault((check.code, check.refuses), [])
        if check.field not in fields:
            fields.append(check.field)
    lines = ["| code | field | refused |", "| --- | --- | --- |"]
    for (code, refuses), fields in sorted(rows.items()):
        shown = ", ".join(f"`{field}`" for field in fields)
        lines.append(f"| {code} | {shown} | {refuses} |")
    return "\n".join(lines)
