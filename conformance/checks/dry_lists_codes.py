"""The check of `dry.lists-codes`."""

import json

from kraken_conformance.checks._shared.dry_run_answers import answers_header, payload
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.spec import PossibleErrorsFacts, Role


def _applies(observation: Observation) -> bool:
    documented = observation.mutation is not None and observation.mutation.errors_documented
    if not documented or not answers_header(observation):
        return False
    if _facts(observation).field not in payload(observation):
        return False
    listed = payload(observation)[_facts(observation).field]
    # An entry without a code was not asked for one: without the target's schema, its fields are not known.
    entries, code = [] if listed is None else listed, _facts(observation).code
    return isinstance(entries, list) and all(isinstance(entry, dict) and code in entry for entry in entries)


@check("dry.lists-codes", applies=_applies)
def dry_lists_codes(observation: Observation) -> Violations:
    """With the dry-run header, possibleErrors lists exactly the codes that the mutation declares.

    The codes that every mutation may answer with may be listed too, and that of a missing token where the text
    says that a token is needed.

    Source: platform documentation, X-Kraken-Possible-Errors; reference pages, "The possible errors that can
    be raised are"
    """
    mutation, operation = observation.mutation, observation.case.operation
    assert mutation is not None
    assert operation is not None
    facts = _facts(observation)
    path = ("data", operation.root, facts.field)
    listed = [entry[facts.code] for entry in payload(observation)[facts.field] or ()]
    no_token = observation.contract.codes_of(Role.NO_TOKEN) if mutation.needs_token else ()
    for index, code in enumerate(listed):
        if not isinstance(code, str) or not (code in no_token or observation.contract.allows(mutation, code)):
            yield Violation((*path, index, facts.code), "a code that the documents list", json.dumps(code))
    missing = [code for code in mutation.errors if code not in listed]
    if missing:
        yield Violation(path, f"also {', '.join(missing)}", json.dumps(listed))


def _facts(observation: Observation) -> PossibleErrorsFacts:
    facts = observation.contract.platform.possible_errors
    assert facts is not None
    return facts
