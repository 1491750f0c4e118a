"""The probe `peer-access`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from kraken_conformance.model.case import Case, Credentials, Expectation
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.model.json_path import Path, with_value
from kraken_conformance.probes._shared.preconditions import obstacle, offered, request
from kraken_conformance.probes.flows.flow_route import routes_through
from kraken_conformance.probes.flows.named_cases import named_case, with_own_key
from kraken_conformance.probes.flows.walk_cases import extended
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Contract, Mutation, Role
from kraken_conformance.target.view import TargetView

NAME: Final = "peer-access"

ACCOUNT: Final = "the account of another customer"
RECORD: Final = "what another customer was given"

ACCOUNT_FORMAT: Final = "account-number"
"""The format of the numbers of accounts, in a contract."""

STRANGE: Final = {
    "Int": 2_147_480_000,
    "BigInt": 2_147_480_000,
    "UUID": "9b2f6c1e-5d0a-4c3b-8e7f-1a2b3c4d5e6f",
}
"""Values that name nothing, by type; a text for all others."""

STRANGE_TEXT: Final = "904217635"

STRANGE_LABEL: Final = "an id that does not exist"


@probe(NAME, needs_peer=True)
def peer_access(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """What belongs to the holder of the token, asked for with the token of another customer.

    The account of a request that has just succeeded, and what earlier steps of a flow gave. Before the latter
    goes the same request with an id that does not exist: where that is accepted, ids are not checked.
    """
    owned = mutation.needs_token or bool(target.contract.codes_like(Role.NOT_ALLOWED) & set(mutation.errors))
    wanted = target.has_peer_token and owned and mutation.errors_documented
    if not wanted or not offered(mutation, target) or mutation.name in target.not_on_the_way:
        return None
    return obstacle(mutation, target) or Cases(fixed=tuple(_cases(mutation, target)))


def _cases(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    variables = target.complete(mutation)
    if _names_account(variables, target.contract):
        own = request(
            NAME, mutation, target, variables, expectation=Expectation.ACCEPTED, label="the owner's request"
        )
        own = with_own_key(own, target)
        yield _by_peer(replace(own, before=(replace(own, fresh=()),)), ACCOUNT)
    for route in routes_through(mutation, target):
        for step in route.steps:
            if step.mutation == mutation.name and step.takes:
                walked = named_case(route, extended(route, (), step), NAME, f"{route.flow.name}: {RECORD}")
                strange = _strange(walked, step.takes.values(), target.input_leaves(mutation))
                yield _by_peer(replace(walked, before=(*walked.before, strange)), walked.label)


def _by_peer(case: Case, label: str) -> Case:
    asked = replace(case, credentials=Credentials.PEER, expectation=Expectation.REFUSED)
    return replace(asked, label=label, about=f"auth.{NAME}")


def _strange(case: Case, paths: Iterable[Path], types: Mapping[Path, str]) -> Case:
    """Return a request of the owner's own that takes an id that was never given."""
    variables: Any = case.variables
    for path in paths:
        variables = with_value(variables, path, STRANGE.get(types.get(path, ""), STRANGE_TEXT))
    return replace(case, variables=variables, takes=(), before=(), fresh=(), label=STRANGE_LABEL)


def _names_account(value: Any, contract: Contract) -> bool:
    """Whether an account is named anywhere in the input."""
    if isinstance(value, list):
        return any(_names_account(item, contract) for item in value)
    if not isinstance(value, dict):
        return False
    formats = (contract.input_format("", name) for name, part in value.items() if isinstance(part, str))
    named = any(found is not None and found.name == ACCOUNT_FORMAT for found in formats)
    return named or any(_names_account(part, contract) for part in value.values())
