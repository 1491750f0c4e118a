"""What the contract says to the servers, from the files that `drive.py` has exported."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graphql import GraphQLError

TOKEN = os.environ["INTEROP_TOKEN"]
SWITCHES: Mapping[str, str] = dict(
    (*word.partition("=")[::2],) for word in os.environ.get("INTEROP_SWITCHES", "").split(",") if word
)
"""What is switched on of a server; see docs/interoperability.md."""

MAX_DEPTH, MAX_ALIASES, MAX_TOKENS = 5, 10, 500
"""The limits of a document with the switch `limits`."""

HEADER_MISSING = "KT-CT-1112"
AUTHENTICATION_FAILED = "KT-CT-1139"
NOT_OF_THE_STATE = {"KT-CT-1111", HEADER_MISSING, "KT-CT-1113"}
REFUSED = 5
"""One input in this many meets an account whose state refuses it."""

REFUSED_WITHIN = 20
"""One field of payloads in this many raises an error of its own, beside data."""

SCALARS: Mapping[str, Any] = {
    "BigInt": 12,
    "Boolean": True,
    "Date": "2026-11-23",
    "DateTime": "2026-11-23T10:00:00+00:00",
    "Decimal": "12.50",
    "Float": 12.5,
    "ID": "1",
    "Int": 3,
    "JSONString": '{"key": "value"}',
    "NonEmptyID": "1",
    "String": "text",
    "Time": "10:00:00",
    "UUID": "00000000-0000-4000-8000-000000000001",
}
"""What the scalars hold in an answer; any other holds an object."""


class Facts:
    """The contract as a server needs it."""

    def __init__(self, folder: Path) -> None:
        contract = json.loads((folder / "contract.json").read_text("utf-8"))
        self.sites: tuple[str, ...] = tuple(contract["servers"])
        self._folder = folder
        self._mutations = {mutation["name"]: mutation for mutation in contract["mutations"]}
        self._errors = contract["common_errors"] | contract["errors"]
        self._stated = json.loads((folder / "stated.json").read_text("utf-8"))
        self._done: set[str] = set()

    def sdl(self, site: str) -> str:
        """Return the schema of a site."""
        return (self._folder / f"{site}.graphql").read_text("utf-8")

    def refuse(self, name: str, authorization: str | None, arguments: Mapping[str, Any]) -> None:
        """Raise the error with which a mutation answers to a header and arguments it does not accept."""
        code = self._credentials(name, authorization) or self._input(name, arguments)
        if code is not None:
            raise self.raised(code)

    def raised(self, code: str) -> GraphQLError:
        """Return the error of a code, in the platform's envelope."""
        entry = self._errors[code]
        message = entry["message"] or entry["meaning"]
        refused = re.search("authori[sz]|authentication", message, re.IGNORECASE)
        extensions = {
            "errorCode": code,
            "errorType": "AUTHORIZATION" if refused else "VALIDATION",
            "errorDescription": message,
        }
        return GraphQLError(message, extensions=extensions)

    def _credentials(self, name: str, authorization: str | None) -> str | None:
        if name == "obtainKrakenToken":
            return None
        if authorization is None or not authorization.strip():
            return HEADER_MISSING if self._mutations[name]["authorization"] != "none" else None
        return None if authorization.rpartition(" ")[2] == TOKEN else AUTHENTICATION_FAILED

    def _input(self, name: str, arguments: Mapping[str, Any]) -> str | None:
        declared = self._mutations[name]["errors"]
        return stated_code(self._stated, declared, arguments) or self._trouble(name, arguments, REFUSED)

    def trouble_within(self, name: str, path: list[str | int]) -> str | None:
        """Return the code that a field of a mutation's payload always raises, None where it raises none."""
        return self._trouble(name, path[1:], REFUSED_WITHIN) if len(path) == 2 else None

    def _trouble(self, name: str, subject: Any, one_in: int) -> str | None:
        codes = [code for code in self._mutations[name]["errors"] if code not in NOT_OF_THE_STATE]
        text = name + json.dumps(subject, sort_keys=True, default=str)
        number = int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:4])
        if not codes:
            return None
        if number % one_in == 0 or (one_in == REFUSED and self._changes_its_mind(text)):
            return codes[number % len(codes)]
        return None

    def _changes_its_mind(self, text: str) -> bool:
        """Whether a switch has an input refused: `moods` by chance, `state` what was done before."""
        if "moods" in SWITCHES and random.random() < float(SWITCHES["moods"] or 0.3):
            return True
        if "state" in SWITCHES and text in self._done:
            return True
        self._done.add(text)
        return False


def stated_code(rules: list[dict[str, Any]], declared: list[str], value: Any) -> str | None:
    """Return the first declared code whose message forbids a value among the arguments, None where none does."""
    for name, inner, holder in _fields(value):
        for rule in rules:
            applies = rule["code"] in declared and re.search(rule["field"], name, re.IGNORECASE)
            if applies and _forbidden(rule, inner, holder):
                return str(rule["code"])
    return None


def _forbidden(rule: Mapping[str, Any], value: Any, holder: Mapping[str, Any]) -> bool:
    if "pattern" in rule:
        return isinstance(value, str) and re.search(rule["pattern"], value) is None
    if "least" in rule:
        return isinstance(value, int | float) and value < rule["least"]
    if "same" in rule:
        return bool(value == holder.get(rule["same"]))
    if "unique" in rule:
        items = [json.dumps(item, sort_keys=True, default=str) for item in value or () if item]
        return len(items) != len(set(items))
    names = rule.get("any") or rule["several"]
    given = sum(value.get(name) not in (None, "") for name in names) if isinstance(value, Mapping) else 2
    return given == 0 if "any" in rule else given == 1


def _fields(value: Any) -> Iterator[tuple[str, Any, Mapping[str, Any]]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield name, inner, value
            yield from _fields(inner)
    elif isinstance(value, list):
        for item in value:
            yield from _fields(item)
