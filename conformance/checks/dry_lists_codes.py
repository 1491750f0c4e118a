"""The check of `dry.lists-codes`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kraken_conformance.checks._shared.dry_run_answers import POSSIBLE_ERRORS, answers_header, payload
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation
from kraken_conformance.spec import AUTHORIZATION_MISSING


def _applies(observation: Observation) -> bool:
    if not answers_header(observation) or POSSIBLE_ERRORS not in payload(observation):
        return False
    listed = payload(observation)[POSSIBLE_ERRORS]
    # An entry without a code was not asked for one: without the target's schema, nobody knows its fields.
    entries = [] if listed is None else listed
    return isinstance(entries, list) and all(isinstance(entry, dict) and "code" in entry for entry in entries)


@check("dry.lists-codes", applies=_applies)
def dry_lists_codes(observation: Observation) -> Iterator[Violation]:
    """With the dry-run header, possibleErrors lists exactly the codes that the mutation declares.

    The codes that every mutation may answer with may be listed too, and KT-CT-1112 where the text
    says that a token is needed.

    Source: platform documentation, X-Kraken-Possible-Errors; reference pages, "The possible errors that can
    be raised are"
    """
    mutation, operation = observation.mutation, observation.case.operation
    assert mutation is not None
    assert operation is not None
    path = ("data", operation.root, POSSIBLE_ERRORS)
    listed = [entry["code"] for entry in payload(observation)[POSSIBLE_ERRORS] or ()]
    for index, code in enumerate(listed):
        stated = code == AUTHORIZATION_MISSING and mutation.needs_token
        if not stated and not (isinstance(code, str) and observation.contract.allows(mutation, code)):
            yield Violation((*path, index, "code"), "a code that the documents list", json.dumps(code))
    missing = [code for code in mutation.errors if code not in listed]
    if missing:
        yield Violation(path, f"also {', '.join(missing)}", json.dumps(listed))
