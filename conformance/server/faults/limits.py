"""Faults in the limits of values: what a message allows is refused all the same."""

from collections.abc import Callable, Iterator
from typing import Any

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.faults.parts.fault import Fault, OnRefusal, Refused
from kraken_conformance.server.faults.parts.needs import codes
from kraken_conformance.spec.flows import Way
from kraken_conformance.spec.triggers import fits

ONLY_WHEN_DUE = "error.raised-only-when-due"


def _refused(
    id_: str, description: str, code: str, example: str, field: str, when: Callable[[Any], bool]
) -> Fault:
    """Return the fault that refuses with a code what is allowed in the fields of a name, where a value is such."""

    def judge(refused: Refused | None, call: Call) -> Refused | None:
        if refused is not None:
            return refused
        return next(((code, way) for way, value in _values(call.arguments, field) if when(value)), None)

    return Fault(id_, ONLY_WHEN_DUE, description, OnRefusal(judge), example, codes(code))


def _values(value: Any, field: str, way: Way = ()) -> Iterator[tuple[Way, Any]]:
    """Yield the values in all fields of a name, with the way to each."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if fits(name, field) and not isinstance(inner, (dict, list)):
                yield (*way, name), inner
            yield from _values(inner, field, (*way, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _values(inner, field, (*way, number))


def _refused_without_the_first(refused: Refused | None, call: Call) -> Refused | None:
    """Refuse the input without the first of two fields of which one is enough."""
    given = call.arguments.get("input") or {}
    lacks = given.get("consentData") is None
    return refused or (("KT-FR-4628", None) if lacks else None)


LIMIT_FAULTS = (
    _refused(
        "power-of-36-refused",
        "The greatest power that may be subscribed is refused.",
        "KT-FR-4635",
        "requestQuote",
        "*power*",
        lambda value: value == 36,
    ),
    _refused(
        "power-of-1-refused",
        "The least power that may be subscribed is refused.",
        "KT-FR-4635",
        "requestQuote",
        "*power*",
        lambda value: value == 1,
    ),
    _refused(
        "single-point-refused",
        "One point is refused as zero points are.",
        "KT-CT-9204",
        "transferLoyaltyPointsBetweenUsers",
        "points",
        lambda value: value == 1,
    ),
    _refused(
        "amount-of-1-refused",
        "An amount of 1 is refused as zero is.",
        "KT-CT-9605",
        "createContributionAgreement",
        "amount",
        lambda value: value == 1,
    ),
    _refused(
        "email-with-plus-refused",
        "An e-mail address with a plus sign is refused.",
        "KT-CT-4122",
        "acceptQuote",
        "*email",
        lambda value: "+" in str(value),
    ),
    _refused(
        "reading-of-yesterday-refused",
        "A reading of the days before today is refused as one in the future.",
        "KT-FR-4713",
        "setActivationProcessSwitchReadings",
        "readingDate|*reading*date",
        lambda value: value is not None,
    ),
    _refused(
        "iban-of-another-country-refused",
        "An IBAN of another country is refused, whatever its check digits are.",
        "KT-CT-3811",
        "acceptQuote",
        "*iban*",
        lambda value: value is not None and not str(value).startswith("FR"),
    ),
    Fault(
        "second-of-two-fields-refused",
        ONLY_WHEN_DUE,
        "Of two fields of which one is enough, the second is refused as if there was none.",
        OnRefusal(_refused_without_the_first),
        "checkoutQuote",
        codes("KT-FR-4628"),
    ),
)
"""Every fault in the limits of values."""
