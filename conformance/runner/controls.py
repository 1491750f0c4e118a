"""Control experiments: was a request refused for what it asks for, or for how large it is?

Where the same input is executed in the smallest operation, a refusal of a larger document is a limit of the
server. So is a refusal of a request that was let through and has only been made larger, without any other meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kraken_conformance.checks._shared.refusal import (
    refusal_form,
    refused_by_limit,
    refused_like_everything,
    words,
)
from kraken_conformance.document_limits import ALIASES, BODY, TOKENS, extent_of
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case, Expectation, Operation, RawRequest
from kraken_conformance.model.exchange import Exchange
from kraken_conformance.request_body import request_body
from kraken_conformance.runner.sending.request_pool import RequestPool
from kraken_conformance.safety.budget import Withheld
from kraken_conformance.smaller_operations import leaves_alone, padded, reduced, smallest
from kraken_conformance.target.view import TargetView

DOCUMENT = "document"
"""The kind of a limit of which only is known that a smaller document is executed."""

ALL = "all"
"""The kind of a refusal that every document meets."""

LABEL = "a control experiment"


@dataclass(frozen=True, slots=True)
class Limit:
    """Why a request was refused that says nothing of what it asks for: a kind, and the server's words."""

    kind: str
    words: str


def refusal_key(observation: Observation) -> str | None:
    """Return what tells refusals before execution apart, None for any other answer."""
    return refusal_form(words(observation)) if observation.is_request_error else None


class Controls:
    """Sends control experiments. They execute what the refused request asked to execute, and nothing else."""

    def __init__(self, sender: RequestPool) -> None:
        self._sender = sender

    def limit(self, refused: Exchange, view: TargetView) -> Limit | None:
        """Return the limit that a valid request met, None where it was refused for what it asks for."""
        case = replace(refused.case, before=(), takes=(), label=LABEL)
        if case.operation is None or case.mutation is None or case.raw is not None:
            return None
        observation = Observation(refused, view)
        told = words(observation)
        if refused_like_everything(observation):
            return Limit(ALL, told)
        small = reduced(case.operation)
        if small.document != case.operation.document and self._lets_through(case, small, view):
            alone = leaves_alone(case.operation)
            blamed = any(not self._lets_through(case, leaf, view) for leaf in alone)
            return None if blamed else Limit(DOCUMENT, told)
        mutation = view.contract.mutations[case.mutation]
        base = replace(
            case, operation=smallest(view.operation(mutation)), variables=view.strategies.minimal(mutation)
        )
        if self._executed(self._answer(base, view)):
            return self._limit_of_size(refused, base, view, told)
        everything = Operation("Smallest", "mutation Smallest { __typename }", "__typename")
        answer = self._answer(replace(base, operation=everything, variables={}), view)
        return Limit(ALL, told) if _says(told, answer) else None

    def _limit_of_size(self, refused: Exchange, base: Case, view: TargetView, told: str) -> Limit | None:
        """Return the limit that the base meets when it is made as large as what was refused."""
        assert base.operation is not None
        size, own = extent_of(refused.case), extent_of(base)
        if size.aliases > own.aliases:
            larger = padded(base.operation, aliases=size.aliases)
            if _says(told, self._answer(replace(base, operation=larger), view)):
                return Limit(ALIASES, told)
        if size.tokens > own.tokens:
            larger = padded(base.operation, tokens=size.tokens)
            if _says(told, self._answer(replace(base, operation=larger), view)):
                return Limit(TOKENS, told)
        if size.body > own.body:
            body = request_body(base)
            raw = RawRequest(body=body + b" " * (size.body - len(body)))
            if _says(told, self._answer(replace(base, raw=raw), view)):
                return Limit(BODY, told)
        return None

    def _lets_through(self, case: Case, operation: Operation, view: TargetView) -> bool:
        return self._executed(self._answer(replace(case, operation=operation), view))

    def _answer(self, case: Case, view: TargetView) -> Observation | None:
        try:
            return Observation(self._sender.send(replace(case, expectation=Expectation.ANY)), view)
        except Withheld:
            return None

    @staticmethod
    def _executed(observation: Observation | None) -> bool:
        """Whether an answer comes from the execution of the request."""
        if observation is None or observation.exchange.response is None or not observation.is_graphql:
            return False
        return not observation.is_request_error and not refused_by_limit(observation)


def _says(told: str, observation: Observation | None) -> bool:
    """Whether an answer refuses in the same words."""
    return (
        observation is not None
        and not observation.executed
        and refusal_form(words(observation)) == refusal_form(told)
    )
