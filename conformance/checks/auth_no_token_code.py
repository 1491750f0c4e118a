"""The check of `auth.no-token-code`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.checks._shared.bad_credentials import sent_with
from kraken_conformance.checks._shared.refusal import FIELD_DISABLED, codes, refused, shown
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials
from kraken_conformance.model.violation import Violation
from kraken_conformance.spec import AUTHORIZATION_MISSING

_sent_without = sent_with(Credentials.NONE)


def _applies(observation: Observation) -> bool:
    if (
        observation.case.before
        or not observation.is_graphql
        or not _sent_without(observation)
        or not refused(observation)
    ):
        return False
    found = codes(observation)
    settled_earlier = bool(found) and found <= {FIELD_DISABLED, *observation.contract.common_errors}
    return (
        observation.mutation is not None
        and observation.mutation.authorization == "declared"
        and not settled_earlier
    )


@check("auth.no-token-code", applies=_applies)
def auth_no_token_code(observation: Observation) -> Iterator[Violation]:
    """A mutation that declares KT-CT-1112 answers a request without the Authorization header with that code.

    A field that is disabled (KT-CT-1113) and what may come before every mutation (too many requests)
    are other reasons to refuse, and are not judged; nor is a refusal of other values than the first
    ones, which has to have the same codes by auth.no-oracle. An answer that GraphQL could not have made comes
    from something before the server, such as a firewall.

    Source: reference pages, "KT-CT-1112: 'Authorization' header not provided."
    """
    found = codes(observation)
    if AUTHORIZATION_MISSING not in found:
        yield Violation(
            path=("errors", 0, "extensions", "errorCode") if observation.errors else (),
            expected=AUTHORIZATION_MISSING,
            actual=", ".join(sorted(found)) or shown(observation),
        )
