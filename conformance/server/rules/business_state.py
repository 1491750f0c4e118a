"""What a server that remembers knows beyond the flows: what was done once, idempotency keys, suspended devices."""

import json
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST_RECORDS = 50_000
"""How many records of each kind are kept; the oldest are forgotten."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Once:
    """A mutation that succeeds once for the same values of some input fields, until another one undoes it."""

    mutation: str
    code: str
    fields: tuple[str, ...]
    undone_by: str | None = None


ONCE = (
    Once("acceptQuote", "KT-FR-4618", ("quoteRequestCode",)),
    Once(
        "createCreditTransferPermission",
        "KT-CT-3829",
        ("sourceLedgerNumber", "targetLedgerNumber"),
        undone_by="terminateCreditTransferPermission",
    ),
    Once("redeemReferralClaimCode", "KT-CT-6726", ("code",)),
    Once("deviceRegistration", "KT-CT-4324", ("accountNumber", "authentication.providerDeviceId")),
    Once("sendPmaxEmailSummary", "KT-FR-8911", ("analysisId",)),
    Once("selfReading", "KT-FR-4518", ("accountNumber", "prm", "readingDate")),
)

SUSPENDING, RESUMING = "suspendControl", ("resumeControl", "deviceRegistration")
REFUSED_WHILE_SUSPENDED = {"triggerTestCharge": "KT-CT-4355", "triggerBoostCharge": "KT-CT-4357"}

KEY_USED = "KT-CT-3928"
"""The code of an idempotency key that belongs to another request."""


class BusinessState:
    """The state of one server process."""

    def __init__(self) -> None:
        self._done: OrderedDict[tuple[str, Key], float] = OrderedDict()
        self._keys: OrderedDict[Key, tuple[str, int]] = OrderedDict()
        self._suspended: set[str] = set()

    def refusal(self, mutation: str, arguments: Mapping[str, Any], declared: tuple[str, ...]) -> str | None:
        """Return the code with which a call is refused for what was done before, None where it is not."""
        values = _input(arguments)
        for rule in ONCE:
            key = _key(rule, values)
            if rule.mutation == mutation and key is not None and (rule.code, key) in self._done:
                return rule.code
        if mutation in REFUSED_WHILE_SUSPENDED and str(values.get("accountNumber")) in self._suspended:
            return REFUSED_WHILE_SUSPENDED[mutation]
        known = self._keys.get(_idempotency_key(mutation, values))
        if known is not None and known[0] != _fingerprint(values) and KEY_USED in declared:
            return KEY_USED
        return None

    def seed_of(self, mutation: str, arguments: Mapping[str, Any]) -> int | None:
        """Return the seed of the answer to the same request with the same idempotency key, None where it is new."""
        values = _input(arguments)
        known = self._keys.get(_idempotency_key(mutation, values))
        return known[1] if known is not None and known[0] == _fingerprint(values) else None

    def age(self, mutation: str, arguments: Mapping[str, Any]) -> float | None:
        """Return how many seconds ago a call of the same was done that may be done once, None where it was not."""
        for rule in ONCE:
            key = _key(rule, _input(arguments))
            if rule.mutation == mutation and key is not None and (rule.code, key) in self._done:
                return time.monotonic() - self._done[rule.code, key]
        return None

    def note(self, mutation: str, arguments: Mapping[str, Any], seed: int) -> None:
        """Note what a call did that succeeded. `seed` is what its answer was made from."""
        values = _input(arguments)
        for rule in ONCE:
            key = _key(rule, values)
            if key is None:
                continue
            if rule.mutation == mutation:
                self._done[rule.code, key] = time.monotonic()
            elif rule.undone_by == mutation:
                self._done.pop((rule.code, key), None)
        if values.get("idempotencyKey") is not None:
            self._keys.setdefault(_idempotency_key(mutation, values), (_fingerprint(values), seed))
        if mutation == SUSPENDING:
            self._suspended.add(str(values.get("accountNumber")))
        elif mutation in RESUMING:
            self._suspended.discard(str(values.get("accountNumber")))
        for records in (self._done, self._keys):
            while len(records) > MOST_RECORDS:
                records.popitem(last=False)


def _input(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    found = arguments.get("input")
    return found if isinstance(found, Mapping) else arguments


def _key(rule: Once, values: Mapping[str, Any]) -> Key | None:
    """Return the values that say what is done once, None where one of them is missing."""
    found = []
    for path in rule.fields:
        value: Any = values
        for step in path.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        if value is None:
            return None
        found.append(str(value))
    return tuple(found)


def _idempotency_key(mutation: str, values: Mapping[str, Any]) -> Key:
    return mutation, str(values.get("idempotencyKey"))


def _fingerprint(values: Mapping[str, Any]) -> str:
    return json.dumps(values, sort_keys=True, default=str)
