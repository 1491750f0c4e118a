"""The check of `dry.skip`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.case import Expectation
from kraken_conformance.checks.dry_run import asks_by_header
from kraken_conformance.checks.refusal import codes, place, refused_for_credentials, shown
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation


def _applies(seen: Observation) -> bool:
    if seen.case.expectation is not Expectation.DRY or asks_by_header(seen) or not seen.is_graphql:
        return False
    if isinstance(seen.data, dict):
        return not codes(seen) & seen.contract.common_errors.keys()
    if refused_for_credentials(seen):
        return False
    # Nothing was executed. What else may be wrong with the request is not a matter of @skip.
    return not seen.is_request_error or any(
        "skip" in str(error.entry.get("message")) for error in seen.errors
    )


@check("dry.skip", applies=_applies)
def dry_skip(seen: Observation) -> Iterator[Breach]:
    """A mutation under @skip(if true) is not executed, and its key is missing in data.

    Source: GraphQL specification, October 2021, section 3.13.1 @skip
    """
    if seen.data != {} or seen.errors:
        yield Breach(path=place(seen), expected='{"data": {}}', actual=shown(seen))
