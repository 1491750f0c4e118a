"""Faults in what belongs to whom: another customer gets access."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLSchema

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.faults.parts.fault import Fault, OnBody, OnRefusal, Refused
from kraken_conformance.server.faults.parts.needs import need
from kraken_conformance.server.rules.tokens import PEER, claim
from kraken_conformance.spec import Mutation


def _is_peer(call: Call) -> bool:
    return bool(claim((call.authorization or "").rpartition(" ")[2], "sub") == PEER)


def _let_in(where: Callable[[Call], bool] = lambda call: True) -> OnRefusal:
    """Return a hook that refuses nothing to another customer, where a condition on the call holds."""

    def judge(refused: Refused | None, call: Call) -> Refused | None:
        return None if _is_peer(call) and where(call) else refused

    return OnRefusal(judge)


def _data_beside_error(body: dict[str, Any], call: Call) -> Any:
    if not body.get("errors") or not isinstance(body.get("data"), dict) or not _is_peer(call):
        return body
    return {**body, "data": {call.root.key: call.root.complete(call.seed, {})}}


@need("a token that is asked for, and something that belongs to its holder")
def owned(mutation: Mutation, _: GraphQLSchema) -> bool:
    """Whether the mutation takes something that belongs to somebody."""
    return mutation.needs_token and bool(mutation.errors) and bool(mutation.arguments)


def _fault(id_: str, description: str, example: str, hook: OnRefusal | OnBody, **more: Any) -> Fault:
    return Fault(id_, "auth.peer-access", description, hook, example, owned, **more)


IDENTITY_FAULTS = (
    _fault("peer-pays", "Another customer may pay from the account.", "collectPayment", _let_in()),
    _fault(
        "peer-changes", "Another customer may change the account.", "updateAccountBillingEmail", _let_in()
    ),
    _fault("peer-creates", "Another customer may add to the account.", "createAccountReference", _let_in()),
    _fault(
        "peer-reads",
        "Another customer may have a bill of the account printed.",
        "requestPrintedBill",
        _let_in(),
    ),
    _fault(
        "peer-let-in-with-optional-input",
        "Another customer gets access where there is more in the input than the account.",
        "createReferral",
        _let_in(lambda call: len(list(call.values())) > 1),
    ),
    _fault(
        "peer-sees-data-beside-the-error",
        "Another customer is refused, and gets the data all the same.",
        "updateCommsDeliveryPreference",
        OnBody(_data_beside_error),
        also={"error.data-null": "there is data beside the error"},
    ),
    _fault(
        "peer-ends-the-agreement",
        "Another customer may end an agreement.",
        "endContributionAgreement",
        _let_in(),
        stateful=True,
    ),
    _fault(
        "peer-takes-back-the-permission",
        "Another customer may take back a permission.",
        "terminateCreditTransferPermission",
        _let_in(),
        stateful=True,
    ),
)
"""Every fault in what belongs to whom."""
