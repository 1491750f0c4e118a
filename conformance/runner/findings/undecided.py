"""Holds failures back until it is known whether their answers say anything about the target.

An answer that is no GraphQL may be the target's own fault, or that of a firewall that answers everything; an error may
be that of the mutation, or what a token gets that is not accepted. Which it is shows once all probes of a subject are
done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kraken_conformance.judging.answer_origin import answer_of
from kraken_conformance.judging.mutation_evidence import (
    answers_of,
    refused_with_own_token,
    token_not_accepted,
    uninformative,
)
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.answer_words import NONE
from kraken_conformance.model.exchange import Exchange
from kraken_conformance.runner.findings.failure_grouping import Failures
from kraken_conformance.runner.findings.probe_result import ProbeResult
from kraken_conformance.runner.findings.run_checks import CheckResult
from kraken_conformance.target.view import TargetView

CREDENTIALS = "auth."
"""How the requirements about credentials begin: a refusal shows nothing where the run's own token is refused too."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """The result of a check that found something wrong, with the exchange that it was found in.

    `refusal` are the words with which it was refused before execution. What was read of the answer is not kept: it
    may take many times the memory of the answer itself.
    """

    tally: ProbeResult
    exchange: Exchange
    target: TargetView
    result: CheckResult
    fixed: bool
    refusal: str | None

    def digests(self) -> frozenset[str]:
        """Return the digests of this answer and of those before it."""
        answered = (one for one in (*self.exchange.before, self.exchange) if one.response is not None)
        return frozenset(answer_of(Observation(one, self.target)).digest for one in answered)


def decide(
    undecided: Sequence[Undecided],
    tallies: Sequence[ProbeResult],
    failures: Failures,
    before: Mapping[str, frozenset[str]],
) -> None:
    """Add what is about the target to the failures, and take the rest back.

    `before` are the digests of what its server refused before the run, by kind of credentials.
    """
    events = [tally.event() for tally in tallies]
    digests, of_everybody = uninformative(events, before), refused_with_own_token(events)
    others = {one["digest"] for one in answers_of(events, NONE)}
    if token_not_accepted(events, before) or (of_everybody and others <= of_everybody):
        for tally in tallies:
            tally.withdraw_passed(CREDENTIALS)
    of_exchange: dict[int, frozenset[str]] = {}
    for one in undecided:
        about_credentials = one.result.requirement.startswith(CREDENTIALS)
        saying_nothing = digests | of_everybody if about_credentials else digests
        if saying_nothing and id(one.exchange) not in of_exchange:
            of_exchange[id(one.exchange)] = one.digests()
        if saying_nothing and saying_nothing & of_exchange[id(one.exchange)]:
            one.tally.withdraw(one.result.requirement, 1)
        else:
            failures.add(one.tally.probe, one.exchange, one.result, fixed=one.fixed, refusal=one.refusal)
