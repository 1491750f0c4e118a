"""Evidence of a mutation: it succeeded, it refused only, it was not reached, or it was left out.

Pure, from the events of a run alone, so that a merged, a continued and a certified run come to the same.

- succeeded: an answer of its own held a value. A dry run is no success, and neither is a payload of nulls.
- refused only: it was executed, and every answer of its own was an error, or null.
- not reached: no answer came from the mutation itself.
- excluded: the user left it out, or did not give what only the user can give.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import cast

from kraken_conformance.events import AnswerKind, EvidenceFacts, OutcomeEvent, ResultEvent
from kraken_conformance.judging.answer_origin import BARE, NULLS, UNAUTHORIZED
from kraken_conformance.judging.run_facts import RunFacts
from kraken_conformance.model.answer_words import BAD, LARGER, NONE, OTHER, OWN, Origin
from kraken_conformance.model.cases import SCHEMA

EXECUTING_PROBE = "valid-input"
"""The probe that executes every mutation; without it, some or all are not executed at all."""

MINIMUM_ALIKE = 3
"""At least this many requests of other kinds have to be refused in the same words as the valid ones."""

ALIKE = 0.9
"""This share of all requests to a mutation has to be refused in the same words; a few may be read differently."""

MINIMUM_TAIL = 3
"""At least this many requests at the end of a probe are answered by somebody else where its rest counts as lost."""

RARELY = 0.1
"""A smaller share of valid inputs that succeeded is named: the mutation may work for the simplest input alone."""

NOTHING_BEFORE: Mapping[str, frozenset[str]] = MappingProxyType({})
"""Nothing was refused before the run."""

NOT_ACCEPTED = "the token was not accepted"
REFUSED = "every answer was a refusal"
NOT_THE_CALLERS = (
    "give the caller's own account as a pool of account numbers in a profile: other mutations show that the token is "
    "accepted, so that the refusal may be about the account"
)
LIFT = "lift the limit for these requests"
NO_TURN = "the run ended before it was this one's turn"


class EvidenceKind(StrEnum):
    """What a run showed of whether a mutation works."""

    SUCCEEDED = "succeeded"
    REFUSED_ONLY = "refused only"
    NOT_REACHED = "not reached"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class MutationEvidence:
    """The evidence of a mutation: why it is not better, and what to do about it.

    `cause` says why in words, and `answers` quotes what came: `count` of `requests` requests were answered so,
    the first of them having the number `first`. `excuse` says why a refusal was expected, None where it was not.
    """

    kind: EvidenceKind
    cause: str = ""
    answers: str = ""
    count: int = 0
    requests: int = 0
    first: int = 0
    advice: str = ""
    excuse: str | None = None

    @property
    def reason(self) -> str:
        """The reason in one line: `62 of 62 requests: 403 text/html, 'Not allowed'`; empty for a success."""
        share = f"{self.count:,} of {self.requests:,} requests" if self.requests else ""
        came = ": ".join(part for part in (share, self.answers) if part)
        return ": ".join(part for part in (self.cause, came) if part)

    def event(self) -> EvidenceFacts:
        """Return what an outcome event says about it."""
        return cast(EvidenceFacts, {**asdict(self), "kind": str(self.kind), "reason": self.reason})


def evidence_of(
    server: str, mutation: str, results: Sequence[ResultEvent], facts: RunFacts, *, token_good: bool = False
) -> MutationEvidence:
    """Return the evidence of a mutation out of its result events.

    `token_good` says that other mutations of the server show that the token of the run is accepted: what the mutation
    itself refuses to everybody alike is then about what is asked for, such as the account of somebody else.
    """
    answers = answers_of(results, OWN)
    if _succeeded(answers):
        return MutationEvidence(EvidenceKind.SUCCEEDED)
    if mutation in facts.excluded:
        return MutationEvidence(EvidenceKind.EXCLUDED, facts.excluded[mutation])
    if not answers:
        return _nothing_executed(server, results, facts)
    not_accepted = _not_accepted(answers, results, facts.refusals(server))
    if not_accepted and not (token_good and count_of(answers, Origin.MUTATION) == _total(answers)):
        advice = "give a token that is valid and may use it (--token), or --api-key to obtain one"
        return _from(answers, NOT_ACCEPTED, advice)
    if not count_of(answers, Origin.MUTATION):
        return _elsewhere(answers)
    if mutation in facts.needs_secret:
        return MutationEvidence(EvidenceKind.EXCLUDED, facts.needs_secret[mutation])
    expected = facts.expected_refusals.get(mutation)
    return MutationEvidence(
        EvidenceKind.REFUSED_ONLY,
        REFUSED,
        quotes(one for one in answers if one["origin"] == Origin.MUTATION),
        advice=NOT_THE_CALLERS if not_accepted else "see what helps to get there",
        excuse=None if expected is None else str(expected["reason"]),
    )


def _succeeded(answers: Sequence[AnswerKind]) -> bool:
    """Whether an answer held a value; where limits let no field be asked for, whether payloads of nulls are fewer."""
    found = [one for one in answers if one["origin"] == Origin.SUCCESS]
    nulls = [one for one in answers if one["digest"] == NULLS]
    held = any(one["digest"] != BARE for one in found)
    return held or _total(found) > _total(nulls)


def shows_good_token(results: Sequence[ResultEvent]) -> bool:
    """Whether a mutation succeeded with the token of the run, and refused none or a made-up one for who asks."""
    refused = (one for one in answers_of(results, NONE, BAD) if one["origin"] != Origin.SUCCESS)
    return bool(successes(results)) and any(one["about_credentials"] for one in refused)


def token_not_accepted(
    results: Sequence[ResultEvent], before: Mapping[str, frozenset[str]] = NOTHING_BEFORE
) -> bool:
    """Whether what a mutation answered means that the token of the run is not accepted.

    `before` are the digests of what its server refused before the run, by kind of credentials.
    """
    own = answers_of(results, OWN)
    return bool(own) and not count_of(own, Origin.SUCCESS) and _not_accepted(own, results, before)


def refused_with_own_token(results: Sequence[ResultEvent]) -> frozenset[str]:
    """Return the digests of what the token of the run was refused with, where the mutation never succeeded.

    What others get as well then is no refusal of their credentials: a server may answer everybody so.
    """
    own = answers_of(results, OWN)
    return frozenset() if count_of(own, Origin.SUCCESS) else frozenset(one["digest"] for one in own)


def uninformative(
    results: Sequence[ResultEvent], before: Mapping[str, frozenset[str]] = NOTHING_BEFORE
) -> frozenset[str]:
    """Return the digests of answers that say nothing about the target, so that no finding may rest on them.

    They are those of somebody else that answers all, those that a token gets which is not accepted, and the one that
    every request gets alike. `before` is as for `token_not_accepted`.
    """
    found = {one["digest"] for _, foreign in _foreign(results) for one in foreign}
    if token_not_accepted(results, before):
        found |= {one["digest"] for one in answers_of(results, OWN)}
    if not answers_of(results, OWN):
        found |= _refused_as_before(results, before)
    return frozenset(found - {""}) | _refused_alike(results)


def _refused_as_before(results: Sequence[ResultEvent], before: Mapping[str, frozenset[str]]) -> set[str]:
    """Return the digests of what is about who asks, and was the refusal of others before the run.

    The token of the run was refused then as well. Without a request that was to execute the mutation, nothing else
    tells the refusal of a token from that of what is wrong with a request.
    """
    refused = frozenset().union(*before.values())
    others = answers_of(results, OTHER)
    return {one["digest"] for one in others if one["about_credentials"] and one["digest"] in refused}


def _refused_alike(results: Sequence[ResultEvent]) -> frozenset[str]:
    """Return the digest of the one refusal that every request got, whatever was right or wrong with it.

    Such a server has a limit that the smallest document is beyond, or takes known documents alone. What names the
    mutation or an argument is about the request after all.
    """
    own, every = answers_of(results, OWN), answers_of(results, OWN, NONE, BAD, OTHER)
    digests = {one["digest"] for one in own}
    if len(digests) != 1 or count_of(own, Origin.BEFORE) != _total(own):
        return frozenset()
    same = [one for one in every if one["digest"] in digests]
    alike = _total(same) >= ALIKE * _total(every) and _total(same) - _total(own) >= MINIMUM_ALIKE
    return frozenset(digests) if alike and not any(one["names_part"] for one in own) else frozenset()


def lost_requests(results: Sequence[ResultEvent]) -> list[str]:
    """Return in words, for each probe that was answered by somebody else from some request on, by whom."""
    return [
        f"{result['probe']}: the requests were answered by somebody else: {quotes(foreign)}"
        for result, foreign in _foreign(results)
    ]


def _foreign(results: Sequence[ResultEvent]) -> Iterator[tuple[ResultEvent, list[AnswerKind]]]:
    """Yield the probes of a mutation that somebody else answered, each with what he answered."""
    heard = max((result.get("heard", 0) for result in results), default=0)
    closed = _closed_doors(results)
    for result in results:
        if foreign := _foreign_answers(result.get("answers", ()), heard, closed):
            yield result, foreign


def _closed_doors(results: Sequence[ResultEvent]) -> frozenset[str]:
    """Return the digests of a status 401 without a code that some requests with the own token got, and others not.

    A missing or a made-up token got it too. It says nothing of the mutation: another server behind the same address,
    which does not know the token, or a token that has ended.
    """
    own = answers_of(results, OWN)
    if not count_of(own, Origin.SUCCESS):
        return frozenset()  # the token is not accepted at all, which has words of its own
    others = {one["digest"] for one in answers_of(results, NONE, BAD)}
    refused = (one for one in own if one["origin"] == Origin.BEFORE and one["about_credentials"])
    return frozenset(one["digest"] for one in refused if one["shown"].startswith(f"{UNAUTHORIZED} ")) & others


def _foreign_answers(answers: Sequence[AnswerKind], heard: int, closed: frozenset[str]) -> list[AnswerKind]:
    """Return the answers that are no GraphQL, where they are most of a probe's, or all from some request on.

    A few among others may be what the target itself makes of an unusual input. So is, however often it comes, the
    failure of a server that speaks GraphQL again after it: `heard` is the number of the last request so answered.
    The refusals in `closed` are no answers of the target either.
    """
    own = [one for one in answers if one["credentials"] == OWN]
    foreign = [
        one
        for one in own
        if (one["origin"] == Origin.ELSEWHERE and not (one["crash"] and one["first"] < heard))
        or (one["origin"] == Origin.BEFORE and one["digest"] in closed)
    ]
    lost, total = _total(foreign), _total(own)
    if not lost:
        return []
    elsewhere = [one for one in own if one["origin"] == Origin.ELSEWHERE]
    last_heard = max((one["last"] for one in own if one not in (*elsewhere, *foreign)), default=0)
    tail = lost >= MINIMUM_TAIL and min(one["first"] for one in foreign) > last_heard
    return foreign if lost * 2 >= total or tail else []


def successes(results: Iterable[ResultEvent]) -> int:
    """Return how many requests succeeded that were to execute the mutation: a dry run is no success."""
    return count_of(answers_of(results, OWN), Origin.SUCCESS)


def rarely_succeeded(outcomes: Iterable[OutcomeEvent]) -> list[OutcomeEvent]:
    """Return the outcomes of mutations that succeeded with few of their valid inputs alone, the fewest first."""

    def share(event: OutcomeEvent) -> float:
        return event["valid"]["succeeded"] / (event["valid"]["sent"] or 1)

    rare = [
        event
        for event in outcomes
        if event["mutation"] is not None
        and event["succeeded"]
        and event["valid"]["sent"]
        and share(event) < RARELY
    ]
    return sorted(rare, key=share)


def quotes(answers: Iterable[AnswerKind]) -> str:
    """Return the most frequent answer in words: `KT-CT-4122 'Invalid email.' and 3 others`."""
    counts: Counter[str] = Counter()
    for one in answers:
        counts[one["shown"]] += one["count"]
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if not ordered:
        return ""
    others = len(ordered) - 1
    return ordered[0][0] + (f" and {others} other{'s' * (others > 1)}" if others else "")


def answers_of(results: Iterable[ResultEvent], *credentials: str) -> list[AnswerKind]:
    """Return what result events say about the answers to requests with these credentials."""
    return [
        one for result in results for one in result.get("answers", ()) if one["credentials"] in credentials
    ]


def _total(answers: Iterable[AnswerKind]) -> int:
    return sum(one["count"] for one in answers)


def count_of(answers: Iterable[AnswerKind], *origins: Origin) -> int:
    """Return how many answers came from one of these origins."""
    return sum(one["count"] for one in answers if one["origin"] in origins)


def _nothing_executed(server: str, results: Sequence[ResultEvent], facts: RunFacts) -> MutationEvidence:
    if facts.dry_run:
        return MutationEvidence(EvidenceKind.EXCLUDED, "a dry run executes nothing")
    if not results:
        return MutationEvidence(EvidenceKind.NOT_REACHED, facts.unavailable or NO_TURN)
    unfinished = [one["reason"] for one in results if one["state"] != "done" and one["probe"] != SCHEMA]
    if unfinished:
        cause = str(unfinished[0])
        return MutationEvidence(
            EvidenceKind.NOT_REACHED, cause, advice=LIFT if cause.startswith(LARGER) else ""
        )
    if EXECUTING_PROBE not in facts.probes:
        return MutationEvidence(
            EvidenceKind.EXCLUDED, f"no probe of this run executes it; {EXECUTING_PROBE} does"
        )
    if said := facts.limits(server).get("words"):
        return MutationEvidence(
            EvidenceKind.NOT_REACHED,
            "nothing was sent: the target's schema does not offer it, or its documents are larger than the server "
            "takes",
            answers=" and ".join(f"'{words}'" for words in dict.fromkeys(said.values())),
            advice=LIFT,
        )
    return MutationEvidence(
        EvidenceKind.NOT_REACHED, "nothing was sent: the target's schema does not offer it"
    )


def _elsewhere(answers: Sequence[AnswerKind]) -> MutationEvidence:
    foreign = count_of(answers, Origin.ELSEWHERE)
    if sum(one["count"] for one in answers if one["crash"]) * 2 >= _total(answers):
        return _from(answers, "the server failed", "look at its log for what it answers 500 to")
    if foreign * 2 >= _total(answers):
        return _from(
            answers,
            "somebody else answered in its place",
            "let the requests through the gateway, firewall or web server in front, or fix the address",
        )
    return _from(
        answers,
        "the requests were refused before it was executed",
        "lift the limit for these requests, or register their documents (kraken-conformance run --plan --verbose "
        "prints them)",
    )


def _from(answers: Sequence[AnswerKind], cause: str, advice: str) -> MutationEvidence:
    total = _total(answers)
    first = min(one["first"] for one in answers)
    return MutationEvidence(
        EvidenceKind.NOT_REACHED,
        cause,
        quotes(answers),
        count=total,
        requests=total,
        first=first,
        advice=advice,
    )


def _not_accepted(
    answers: Sequence[AnswerKind], results: Sequence[ResultEvent], before: Mapping[str, frozenset[str]]
) -> bool:
    """Whether the credentials of the run were not accepted, by comparison with what none and made-up ones get.

    What a made-up token gets and a missing one does not is about the token. What both get too may be about the
    document, or come from a firewall: then it has to say that it is about who asks. An error that the mutation
    declares may be about the input, for every caller.
    """
    about = all(one["about_credentials"] for one in answers)
    executed = count_of(answers, Origin.MUTATION)
    if about and not executed:
        return True
    refused = {
        kind: before.get(kind, frozenset())
        | {one["digest"] for one in answers_of(results, kind) if one["origin"] != Origin.SUCCESS}
        for kind in (NONE, BAD)
    }
    digests = {one["digest"] for one in answers}
    if not digests <= refused[NONE] | refused[BAD]:
        return False
    return about or (not executed and not digests <= refused[NONE])
