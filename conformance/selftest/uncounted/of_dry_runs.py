"""Exchanges that show nothing of a `dry` requirement."""

from dataclasses import replace

from kraken_conformance.judging.observation import Observation
from kraken_conformance.selftest.uncounted.changes import (
    INVALID,
    SOMEBODY_ELSE,
    answered,
    code_of,
    refused,
    with_root,
)
from kraken_conformance.selftest.uncounted.registry import not_counted
from kraken_conformance.spec import Role

DRY = "dry-run"
BY_HEADER = ("dry.lists-codes", "dry.not-executed")

for _by_somebody_else in SOMEBODY_ELSE:
    not_counted(*BY_HEADER, "dry.skip", probe=DRY)(_by_somebody_else)


@not_counted(*BY_HEADER, probe=DRY)
def header_not_honoured(observation: Observation) -> Observation:
    """The target has not observation that it knows the header of a dry run."""
    return replace(observation, target=replace(observation.target, dry_run_honoured=None))


@not_counted(*BY_HEADER, "dry.skip", probe=DRY)
def refused_for_the_credentials(observation: Observation) -> Observation:
    """The credentials are refused: there is no dry run."""
    return answered(refused(observation, code_of(observation, Role.NO_TOKEN)), {**INVALID, "data": None}, 401)


@not_counted("dry.lists-codes", probe=DRY)
def no_list_of_codes_documented(observation: Observation) -> Observation:
    """The documents list no errors of the mutation: there is no list to compare with."""
    assert observation.mutation is not None
    silent = {
        **observation.contract.mutations,
        observation.mutation.name: replace(observation.mutation, errors=()),
    }
    return replace(
        observation,
        target=replace(observation.target, contract=replace(observation.contract, mutations=silent)),
    )


@not_counted("dry.not-executed", probe=DRY)
def only_codes_asked_for(observation: Observation) -> Observation:
    """Nothing but `possibleErrors` was asked for: an execution would not show."""
    return with_root(observation, {str(observation.contract.platform.possible_errors_field): []})


@not_counted("dry.skip", probe=DRY)
def refused_for_something_else(observation: Observation) -> Observation:
    """The document is refused, and not for its directive."""
    return answered(observation, INVALID)
