"""The check of `auth.no-oracle`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.case import Credentials, Expectation
from kraken_conformance.checks.outcome import outcome, outcomes_before
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation


def _applies(seen: Observation) -> bool:
    if seen.case.credentials is not Credentials.NONE or seen.case.expectation is not Expectation.REFUSED:
        return False
    compared = (outcome(seen), *outcomes_before(seen))
    return len(compared) > 1 and all(one is not None and one.executed and one.refused for one in compared)


@check("auth.no-oracle", applies=_applies)
def auth_no_oracle(seen: Observation) -> Iterator[Breach]:
    """A request without a token is refused in the same way whatever its input refers to.

    Source: OWASP API Security Top 10 2023, API1 Broken Object Level Authorization
    """
    here, reference = outcome(seen), outcomes_before(seen)[0]
    if here != reference:
        yield Breach(path=("errors",), expected=f"{reference}, as for other values", actual=str(here))
