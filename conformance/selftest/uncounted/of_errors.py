"""Exchanges that show nothing of an `error` requirement."""

from dataclasses import replace

from kraken_conformance.judging.observation import Observation
from kraken_conformance.selftest.uncounted.changes import (
    INVALID,
    SOMEBODY_ELSE,
    answered,
    code_key,
    code_of,
    refused,
    under,
    with_error,
    with_root,
    without_errors,
)
from kraken_conformance.selftest.uncounted.registry import not_counted
from kraken_conformance.spec import Role

RAISED = "provocation"

OF_ENTRIES = (
    "error.list",
    "error.message",
    "error.extensions",
    "error.code-present",
    "error.code-form",
    "error.code-declared",
    "error.message-documented",
    "error.type-known",
    "error.path",
    "error.locations",
    "error.data-null",
    "error.validation-errors",
    "error.no-leak",
    "error.type-present",
    "error.input-path",
    "error.null-payload",
)
REASONS = ("error.refusal-reasons", "error.refusal-reasons-given")
VALID = "valid-input"
"""Only a valid request for an account in a certain state is refused with reasons."""

for _by_somebody_else in SOMEBODY_ELSE:
    not_counted(*OF_ENTRIES, "error.present", probe=RAISED)(_by_somebody_else)
    not_counted(*REASONS, probe=VALID)(_by_somebody_else)


DUE = "error.raised-when-due"
"""Only an input that was made to meet the condition of a code shows it."""

for _by_somebody_else in SOMEBODY_ELSE:
    not_counted(DUE, probe=RAISED)(_by_somebody_else)


ONLY_WHEN_DUE = "error.raised-only-when-due"
"""Only an input that was made to be next to the condition of a code shows it."""

for _by_somebody_else in SOMEBODY_ELSE:
    not_counted(ONLY_WHEN_DUE, probe=RAISED)(_by_somebody_else)


@not_counted(ONLY_WHEN_DUE, probe=RAISED)
def another_refusal(observation: Observation) -> Observation:
    """The mutation refuses the input with another code: what else it may hold against it is its own."""
    return refused(observation, code_of(observation, Role.NOT_ALLOWED))


@not_counted(*REASONS, probe=VALID)
@not_counted(*OF_ENTRIES, "error.present", probe=RAISED)
def success(observation: Observation) -> Observation:
    """The mutation answers with a value and without errors."""
    return with_root(observation, {})


@not_counted("error.code-present", "error.code-declared", "error.path", "error.data-null", probe=RAISED)
def refused_before_execution(observation: Observation) -> Observation:
    """The document is refused: no field raised an error."""
    return answered(observation, INVALID)


@not_counted(
    "error.code-form", "error.code-declared", "error.message-documented", "error.extensions", probe=RAISED
)
def error_without_code(observation: Observation) -> Observation:
    """The error has no extensions, which `error.code-present` reports: there is no code to judge."""
    return refused(observation)


@not_counted("error.code-present", "error.code-form", probe=RAISED)
def no_codes_in_the_contract(observation: Observation) -> Observation:
    """The contract has no codes at all: none is promised."""
    return under(observation, errors={}, common_errors={}, mutations=without_errors(observation))


@not_counted("error.code-declared", "error.present", probe=RAISED)
def no_list_of_errors(observation: Observation) -> Observation:
    """The documents list no errors of the mutation: no code is outside of a list that is not there."""
    return under(observation, mutations=without_errors(observation))


@not_counted("error.code-declared", probe=RAISED)
def common_code(observation: Observation) -> Observation:
    """The code is common to all mutations: the request was stopped before it came to this one."""
    return refused(observation, next(iter(observation.contract.common_errors)))


@not_counted("error.message-documented", probe=RAISED)
def message_not_documented(observation: Observation) -> Observation:
    """The documents give no message of the code."""
    return refused(observation, next(iter(observation.contract.common_errors)))


@not_counted("error.type-known", probe=RAISED)
def no_error_types_in_the_contract(observation: Observation) -> Observation:
    """The contract names no types of errors: an error may have any."""
    return under(observation, error_types=())


@not_counted("error.path", probe=RAISED)
def stopped_at_the_gate(observation: Observation) -> Observation:
    """A common code comes without data and without a path: no field was executed."""
    code = next(iter(observation.contract.common_errors))
    return answered(
        observation, {"errors": [{"message": "No.", "extensions": {code_key(observation): code}}]}
    )


@not_counted("error.locations", probe=RAISED)
def without_locations(observation: Observation) -> Observation:
    """The error names no locations, which it need not."""
    return with_error(observation, locations=None)


@not_counted("error.data-null", probe=RAISED)
def without_path(observation: Observation) -> Observation:
    """The error has no path, which `error.path` reports: which field raised it is not known."""
    return with_error(observation, path=None)


@not_counted("error.data-null", probe=RAISED)
def path_to_nothing(observation: Observation) -> Observation:
    """The path of the error leads to a key that is not in `data`, which other requirements report."""
    return answered(observation, {**observation.body, "data": {}})


@not_counted(REASONS[0], probe=VALID)
@not_counted("error.validation-errors", probe=RAISED)
def null_in_extensions(observation: Observation) -> Observation:
    """The entries of the extensions are null: there is no list to look at."""
    extensions = observation.errors[0].extensions
    return with_error(
        observation,
        extensions={**dict.fromkeys(extensions), code_key(observation): observation.errors[0].code},
    )


@not_counted(DUE, probe=RAISED)
def stopped_before_the_condition(observation: Observation) -> Observation:
    """The credentials are refused by a common code: the server did not look for the condition."""
    return refused(observation, next(iter(observation.contract.common_errors)))


@not_counted(DUE, probe=RAISED)
def document_refused(observation: Observation) -> Observation:
    """The document is refused: the condition was not looked for."""
    return answered(observation, INVALID)


@not_counted("error.type-present", probe=RAISED)
def error_without_a_code(observation: Observation) -> Observation:
    """The error has no code, which another requirement reports: nothing says that it is the platform's."""
    return refused(observation)


@not_counted("error.input-path", probe=RAISED)
def inputs_valid_alone(observation: Observation) -> Observation:
    """The error names no input: the values are valid alone and wrong together."""
    return refused(observation, "KT-CT-1111")


@not_counted("error.null-payload", probe=RAISED)
def nothing_to_return(observation: Observation) -> Observation:
    """The input is valid and need not be refused: the mutation may have nothing to return."""
    case = replace(observation.case, provokes=None, due=None)
    return replace(observation, exchange=replace(observation.exchange, case=case))


@not_counted("error.refusal-reasons-given", probe=VALID)
def error_that_has_no_reasons(observation: Observation) -> Observation:
    """The error has another code, for which the documents know no reasons."""
    return refused(observation, "KT-CT-1111")
