"""The check of `auth.no-token-code`."""

from kraken_conformance.checks._shared.bad_credentials import sent_with
from kraken_conformance.checks._shared.conditions_met import meets_a_condition
from kraken_conformance.checks._shared.refusal import codes, refused, shown
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.spec import Level, Role

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
    settled_earlier = bool(found) and found <= {
        *observation.contract.codes_of(Role.FIELD_DISABLED),
        *observation.contract.common_errors,
    }
    return (
        observation.mutation is not None
        and observation.mutation.authorization == "declared"
        and not settled_earlier
        and not (found and all(meets_a_condition(observation, code) for code in found))
    )


@check("auth.no-token-code", applies=_applies)
def auth_no_token_code(observation: Observation) -> Violations:
    """A mutation that declares the code of a missing token answers a request without one with that code.

    A field that is disabled and what may come before every mutation (too many requests)
    are other reasons to refuse, and are not judged; nor is a refusal of other values than the first
    ones, which has to have the same codes by auth.no-oracle. Nor is a declared code whose condition the input meets.
    An answer that GraphQL could not have made comes from something before the server, such as a firewall. That who
    asks may not is nearly the same: such a code weighs less, where the mutation declares it.

    Source: reference pages, "KT-CT-1112: 'Authorization' header not provided."
    """
    found = codes(observation)
    assert observation.mutation is not None
    declared = [
        code for code in observation.mutation.errors if code in observation.contract.codes_of(Role.NO_TOKEN)
    ]
    if not found & set(declared):
        not_allowed = observation.contract.codes_of(Role.NOT_ALLOWED) & set(observation.mutation.errors)
        yield Violation(
            path=("errors", 0, "extensions", observation.contract.platform.errors.code)
            if observation.errors
            else (),
            expected=" or ".join(declared),
            actual=", ".join(sorted(found)) or shown(observation),
            level=Level.SHOULD if found and found <= not_allowed else None,
        )
