"""Counts by whom the requests of a probe were answered, and what with: what evidence of a mutation is made of."""

from collections.abc import Callable
from dataclasses import dataclass, field

from kraken_conformance.events import AnswerKind
from kraken_conformance.judging.answer_origin import Answer, answer_of, foreign_digest
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.answer_words import BAD, NONE, OTHER, OWN, Origin
from kraken_conformance.model.case import Credentials, Expectation
from kraken_conformance.model.other_clients import named_as

MOST_KINDS = 12
"""How many kinds of answers of a probe are written down one by one; the others are added up by their origin."""

OTHERS = "other answers"


@dataclass(slots=True)
class Kind:
    """Answers that say the same: how many, and the numbers of the first and the last request so answered."""

    credentials: str
    answer: Answer
    count: int = 0
    first: int = 0
    last: int = 0

    def add(self, number: int, count: int = 1) -> None:
        """Count an answer to the request with this number."""
        self.first = min(self.first or number, number)
        self.last = max(self.last, number)
        self.count += count

    def event(self) -> AnswerKind:
        """Return the entry of a result event."""
        return {
            "credentials": self.credentials,
            "origin": str(self.answer.origin),
            "shown": self.answer.shown,
            "digest": self.answer.digest,
            "about_credentials": self.answer.about_credentials,
            "names_part": self.answer.names_part,
            "crash": self.answer.crash,
            "count": self.count,
            "first": self.first,
            "last": self.last,
        }


@dataclass(slots=True)
class AnswerLog:
    """The answers to the requests of one probe of one mutation.

    `valid` counts the valid requests that were sent to be executed, with the credentials of the run, and
    `valid_succeeded` those that succeeded; `as_others` those of them that were sent under the name of another client.
    `clean` takes secrets out of what was answered. `heard` is the number of
    the last request that GraphQL answered, whatever it was for; `foreign` holds the number of the first request that
    got each of the other answers, by its digest.
    """

    clean: Callable[[str], str] = lambda text: text
    valid: int = 0
    valid_succeeded: int = 0
    as_others: int = 0
    as_others_succeeded: int = 0
    heard: int = 0
    foreign: dict[str, int] = field(default_factory=dict)
    kinds: dict[tuple[str, str, str], Kind] = field(default_factory=dict)

    def add(self, observation: Observation, *, own: bool = True) -> None:
        """Take an answer into account: one that is not the mutation's `own` shows only what stands before it."""
        number = observation.exchange.number
        if observation.is_graphql:
            self.heard = max(self.heard, number)
        elif observation.exchange.response is not None:
            digest = foreign_digest(observation.exchange.response)
            self.foreign[digest] = min(self.foreign.get(digest, number), number)
        credentials = credentials_of(observation)
        if not own or credentials is None or observation.exchange.response is None:
            return
        if observation.succeeded and not observation.shows_success:
            return
        answer = answer_of(observation, self.clean)
        if credentials == OWN and observation.case.expectation is Expectation.ACCEPTED:
            self.valid += 1
            self.valid_succeeded += answer.origin is Origin.SUCCESS
            if named_as(observation.case) is not None:
                self.as_others += 1
                self.as_others_succeeded += answer.origin is Origin.SUCCESS
        key = credentials, str(answer.origin), answer.digest
        self.kinds.setdefault(key, Kind(credentials, answer)).add(number)

    def add_beside(self, mutation: str, observation: Observation) -> None:
        """Take a success of the mutation in the steps of a sequence, or at the same moment, into account: one of them.

        The case itself may be refused for what they did, as it is to be.
        """
        if observation.holds_a_value and observation.case.is_answered_by(mutation):
            return
        exchange = observation.exchange
        steps = (one for one in (*exchange.before, *exchange.rivals) if one.case.is_answered_by(mutation))
        for step in (Observation(one, observation.target) for one in steps):
            if step.holds_a_value and credentials_of(step) == OWN:
                answer = answer_of(step, self.clean)
                key = OWN, str(answer.origin), answer.digest
                self.kinds.setdefault(key, Kind(OWN, answer)).add(step.exchange.number or exchange.number)
                return

    def events(self) -> list[AnswerKind]:
        """Return the kinds of answers, the most frequent first; the rare ones are added up by origin."""
        ordered = sorted(self.kinds.values(), key=lambda kind: (-kind.count, kind.first))
        rest: dict[tuple[str, Origin], Kind] = {}
        for kind in ordered[MOST_KINDS:]:
            key = kind.credentials, kind.answer.origin
            together = rest.setdefault(key, Kind(kind.credentials, Answer(kind.answer.origin, OTHERS, "")))
            together.add(kind.last, 0)
            together.add(kind.first, kind.count)
        return [kind.event() for kind in (*ordered[:MOST_KINDS], *rest.values())]


def credentials_of(observation: Observation) -> str | None:
    """Return with which credentials a mutation was to be executed, `OTHER` where it was not, such as in a dry run.

    None where the request was to a server as a whole, or not sent in the usual way.
    """
    case = observation.case
    if observation.mutation is None or case.operation is None:
        return None
    if case.raw is not None and case.expectation is Expectation.REJECTED:
        return None
    dry = {name for name, _ in case.headers} & set(observation.contract.platform.headers.all_dry_run)
    if dry or case.expectation not in (Expectation.ACCEPTED, Expectation.ANY, Expectation.REFUSED):
        return OTHER
    if case.credentials is Credentials.TOKEN:
        return OWN
    return NONE if case.credentials is Credentials.NONE else BAD
