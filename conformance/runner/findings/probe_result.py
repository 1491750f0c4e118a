"""Counts what the exchanges of one probe of one subject showed."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from kraken_conformance.events import LatencyFacts, ResultEvent, TriedCase
from kraken_conformance.judging.answer_log import AnswerLog
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case, Credentials, Expectation
from kraken_conformance.model.exchange import Exchange
from kraken_conformance.model.subject import Subject
from kraken_conformance.model.unmet_steps import UnmetStep, unreached
from kraken_conformance.runner.findings.controls import LimitMet
from kraken_conformance.runner.findings.run_checks import CheckResult
from kraken_conformance.spec import Effect, Role

BUCKETS_MS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
SLOWEST = 3
MOST_FOREIGN = 5
"""At most this many kinds of answers that are no GraphQL are written down with their first request."""

LONGEST_CODE = 100
"""Characters of a code that are written down."""

MOST_CODES = 200
"""At most this many different codes of a probe are counted one by one, several times what a contract declares."""

OTHER_CODES = "other codes"

MOST_REQUESTS = 3
"""At most this many requests are named for a code that none of them raised."""

PEER_REFUSED = (
    "the token of the other customer was not accepted ({}): give one that is valid (--peer-token), or look at what "
    "ended it"
)


def _bad_token(observation: Observation) -> str | None:
    """Return the code that says the token is not valid, None where there is none."""
    bad = observation.contract.codes_of(Role.BAD_TOKEN, Role.TOKEN_EXPIRED)
    return next((error.code_text for error in observation.errors if error.code_text in bad), None)


@dataclass
class ProbeResult:
    """What is known of a probe so far. `state` is done, blocked or interrupted; `reason` says why.

    `cases` are those that were sent; `not_reached` counts those for which an earlier step did not give what
    they take. `requests` counts every attempt. `answers` says who answered the requests that were to execute the
    mutation. `sent_twice` counts the cases that were sent again though it is not known whether they had arrived, and
    that may change something. `audits` says of each audit of a profile of GraphQL over HTTP whether it passed, by the
    profile's version; `held_to` is the one whose failed audits are findings. `peer_refused` says that the token of the
    other customer was not accepted, so that its refusals show nothing.
    """

    subject: Subject
    probe: str
    state: str = "done"
    reason: str | None = None
    cases: int = 0
    requests: int = 0
    unanswered: int = 0
    sent_twice: int = 0
    succeeded: int = 0
    sequences: int = 0
    answers: AnswerLog = field(default_factory=AnswerLog)
    judged: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    errors_observed: Counter[str] = field(default_factory=Counter)
    provoked: set[str] = field(default_factory=set)
    tried: dict[str, list[TriedCase]] = field(default_factory=dict)
    not_tried: Mapping[str, str] = field(default_factory=dict)
    started: float | None = None
    ended: float = 0.0
    latencies_ms: list[tuple[float, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    not_reached: Counter[UnmetStep] = field(default_factory=Counter)
    limits: Counter[LimitMet] = field(default_factory=Counter)
    audits: dict[str, dict[str, bool]] = field(default_factory=dict)
    held_to: str | None = None
    peer_refused: str = ""

    def block(self, reason: str) -> None:
        """Note that the probe could not run, and why."""
        self.state, self.reason = "blocked", reason

    def interrupt(self, reason: str) -> None:
        """Note that the probe did not come to its end, and why."""
        self.state, self.reason = "interrupted", reason

    def count(self, key: str, observation: Observation, *, own: bool = True) -> None:
        """Count the exchange of the case that has this key. Only its `own` answers show what the mutation does."""
        self.keys.append(key)
        self._clock(observation.exchange)
        step = unreached(observation.exchange, observation.contract.platform.errors)
        if step is not None:
            self.not_reached[step] += 1
            return
        self.cases += 1
        self.sent_twice += _maybe_twice(observation)
        if observation.exchange.response is None:
            fault = observation.case.fault
            if fault is not None and fault.is_excessive:
                return  # to be cut off is milder than a server error, which would decide nothing
            self.unanswered += 1
            self.reason = f"{self.unanswered} of the requests got no answer: {observation.exchange.failure}"
            return
        if observation.case.credentials is Credentials.PEER and (bad := _bad_token(observation)):
            self.peer_refused = PEER_REFUSED.format(bad)
        self.sequences += observation.case.due is not None and observation.case.due.after_steps
        self.answers.add(observation, own=own)
        if self.subject.mutation is not None:
            self.answers.add_beside(self.subject.mutation, observation)
        if not own:
            return
        self.succeeded += observation.shows_success
        codes = [error.code for error in observation.errors if isinstance(error.code, str)]
        self._observe(codes)
        for code in due_codes(observation.case):
            self.tried.setdefault(code, []).append({"case": key, "label": observation.case.label})
            if code in codes:
                self.provoked.add(code)

    def _observe(self, codes: Iterable[str]) -> None:
        """Count codes; what is none of the platform's may be of any length, and another one each time."""
        for code in codes:
            shown = code if len(code) <= LONGEST_CODE else f"{code[:LONGEST_CODE]}…"
            is_new = shown not in self.errors_observed and len(self.errors_observed) >= MOST_CODES
            self.errors_observed[OTHER_CODES if is_new else shown] += 1

    def record(self, judgement: CheckResult) -> None:
        """Count the judgement of one exchange by one check."""
        self.judged[judgement.requirement] += 1
        self.failed[judgement.requirement] += bool(judgement.violations)

    def record_audit(self, profile: str, judgement: CheckResult) -> None:
        """Note whether an audit of a profile of GraphQL over HTTP passed."""
        found = self.audits.setdefault(profile, {})
        found[judgement.requirement] = found.get(judgement.requirement, True) and not judgement.violations

    def note(self, steps: Iterable[UnmetStep]) -> None:
        """Note steps that are known not to be made before anything is sent."""
        self.not_reached.update(dict.fromkeys(steps, 0))

    def withdraw(self, requirement: str, times: int) -> None:
        """Take back `times` judgements that turned out to say nothing of the target."""
        self.judged[requirement] -= times
        self.failed[requirement] -= times

    def withdraw_passed(self, family: str) -> None:
        """Take back what passed of the requirements whose ids begin so."""
        for requirement in [id_ for id_ in self.judged if id_.startswith(family)]:
            self.judged[requirement] = self.failed[requirement]

    def set_aside(self, requirement: str, limit: LimitMet, times: int) -> None:
        """Take back the judgements of requests that met a limit."""
        self.withdraw(requirement, times)
        self.limits[limit] += times

    @property
    def settled(self) -> int:
        """How many cases are done with, sent or not."""
        return self.cases + self.not_reached.total()

    def event(self) -> ResultEvent:
        """Return the event of this probe."""
        if self.unanswered and self.state == "done":
            self.state = "blocked"
        elif self.peer_refused and self.state == "done":
            self.block(self.peer_refused)
        event: ResultEvent = {
            "type": "result",
            "mutation": self.subject.mutation,
            "server": self.subject.server,
            "probe": self.probe,
            "state": self.state,
            "reason": self.reason,
            "cases": self.cases,
            "cases_sha256": sha256("".join(sorted(self.keys)).encode()).hexdigest(),
            "requests": self.requests,
            "sent_twice": self.sent_twice,
            "succeeded": self.succeeded,
            "valid": {"sent": self.answers.valid, "succeeded": self.answers.valid_succeeded},
            "answers": self.answers.events(),
            "heard": self.answers.heard,
            "foreign": dict(list(self.answers.foreign.items())[:MOST_FOREIGN]),
            "started_s": round(self.started or 0.0, 3),
            "duration_s": round(max(0.0, self.ended - (self.started or 0.0)), 3),
            "requirements": {
                id_: {"judged": judged, "failed": self.failed[id_]}
                for id_, judged in sorted(self.judged.items())
                if judged
            },
            "errors_observed": dict(sorted(self.errors_observed.items())),
            "provoked": sorted(self.provoked),
            "not_raised": {
                code: requests[:MOST_REQUESTS]
                for code, requests in sorted(self.tried.items())
                if code not in self.provoked
            },
            "not_tried": dict(sorted(self.not_tried.items())),
            "not_reached": [
                {"step": step.step, "why": step.why, "cases": cases}
                for step, cases in sorted(
                    self.not_reached.items(), key=lambda item: (-item[1], item[0].step, item[0].why)
                )
            ],
            "limits": [
                {"kind": limit.kind, "words": limit.words, "cases": cases}
                for limit, cases in sorted(
                    self.limits.items(), key=lambda item: (item[0].kind, item[0].words)
                )
            ],
            "http_profiles": {
                version: {
                    "held": version == self.held_to,
                    "passed": sum(audits.values()),
                    "failed": [id_ for id_, passed in audits.items() if not passed],
                }
                for version, audits in sorted(self.audits.items())
            },
            "latency_ms": self._latency(),
            "slowest": [
                {"ms": round(ms, 1), "label": label}
                for ms, label in sorted(self.latencies_ms, reverse=True)[:SLOWEST]
            ],
        }
        if self.sequences:
            event["sequences"] = self.sequences
        if self.answers.as_others:
            event["valid_as_others"] = {
                "sent": self.answers.as_others,
                "succeeded": self.answers.as_others_succeeded,
            }
        return event

    def _clock(self, exchange: Exchange) -> None:
        for earlier in exchange.before:
            self._clock(earlier)
        self.requests += exchange.attempts
        if exchange.response is not None:
            elapsed = exchange.response.elapsed
            self.latencies_ms.append((elapsed * 1000, exchange.case.label))
            self.ended = max(self.ended, exchange.started + elapsed)
        self.started = exchange.started if self.started is None else min(self.started, exchange.started)

    def _latency(self) -> LatencyFacts | None:
        if not self.latencies_ms:
            return None
        ordered = sorted(ms for ms, _ in self.latencies_ms)
        counts = Counter(bisect_left(BUCKETS_MS, ms) for ms in ordered)
        names = [*map(str, BUCKETS_MS), "inf"]
        return {
            "p50": round(ordered[len(ordered) // 2], 2),
            "p95": round(ordered[int(len(ordered) * 0.95)], 2),
            "max": round(ordered[-1], 2),
            "sum": round(sum(ordered), 1),
            "buckets": {name: counts[index] for index, name in enumerate(names) if counts[index]},
        }


def _maybe_twice(observation: Observation) -> bool:
    """Whether a case may have been executed more than once, where that may make a difference to the target."""
    if not observation.exchange.uncertain or observation.case.expectation not in (
        Expectation.ANY,
        Expectation.ACCEPTED,
    ):
        return False
    return observation.mutation is not None and not observation.mutation.effects <= {Effect.IDEMPOTENT}


def due_codes(case: Case) -> tuple[str, ...]:
    """Return the codes that a case was made to raise."""
    if case.due is not None:
        none = case.due.absent or case.due.any_refusal or case.due.is_over()
        return () if none else case.due.codes
    return () if case.provokes is None else (case.provokes,)
