"""The probe `provocation`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kraken_conformance.model.case import Case, Credentials
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.probes._shared.code_coverage import not_tried
from kraken_conformance.probes._shared.one_document import in_document
from kraken_conformance.probes._shared.preconditions import NO_TOKEN, fullest, offered, request, unknown_input
from kraken_conformance.probes._shared.provocation_input import provocation_due, provoking_inputs
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Mutation, Role, Trigger
from kraken_conformance.target.view import TargetView

NAME = "provocation"


@probe(NAME)
def provocation(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """Valid input that is due to raise a declared code, as the triggers of the contract say."""
    if not offered(mutation, target):
        return None
    if blocked := unknown_input(mutation, target):
        return blocked
    cases = tuple(_cases(mutation, target))
    tried = {code for case in cases if case.due is not None for code in case.due.codes}
    untried = not_tried(mutation, target, tried)
    sendable = tuple(
        case
        for case in cases
        if target.has_token or not mutation.needs_token or case.credentials is Credentials.NONE
    )
    if cases and not sendable:
        return Blocked(NO_TOKEN)
    return Cases(fixed=sendable, not_tried=untried) if sendable or untried else None


def _cases(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    """Yield a case for each input that is due to raise a declared code, in the order of the triggers."""
    for code in (code for code in mutation.errors if code in target.contract.codes_of(Role.NO_TOKEN)):
        yield request(
            NAME,
            mutation,
            target,
            fullest(mutation, target),
            credentials=Credentials.NONE,
            provokes=code,
            label=f"{code}: no Authorization header",
        )
    original = request(NAME, mutation, target, target.complete(mutation), label="the valid input")
    compared: set[str] = set()
    for triggers, variables in provoking_inputs(mutation, target):
        first = triggers[0]
        case = _case(mutation, target, triggers, variables)
        # One comparison with the valid input per code shows whether anything else is wrong with it.
        if any(trigger.stated for trigger in triggers) and first.code not in compared:
            compared.add(first.code)
            case = replace(case, before=(replace(original, credentials=case.credentials),))
            written = in_document(replace(case, before=()), target)  # some servers look at it elsewhere
            if written is not None:
                yield written
        yield case


def _case(
    mutation: Mutation, target: TargetView, triggers: tuple[Trigger, ...], variables: Mapping[str, Any]
) -> Case:
    due = provocation_due(triggers, target)
    return request(
        NAME,
        mutation,
        target,
        variables,
        provokes=due.codes[0],
        credentials=Credentials.NONE if triggers[0].anonymous else Credentials.TOKEN,
        due=due,
        label=f"{' or '.join(due.codes)}: {due.condition}",
    )
