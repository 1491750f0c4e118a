"""A run as the reports see it: what all formats are rendered from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kraken_conformance.reports.run.code_coverage import CodeCoverage, CodeTry, coverage_of
from kraken_conformance.reports.run.requirement_history import Key, RequirementHistory, State
from kraken_conformance.reports.text.path_words import path_words

Outcome = Literal["passed", "failed", "not exercised", "blocked"]
Verdict = Literal["conformant", "non-conformant", "inconclusive"]
Seen = Literal["provoked", "observed", "never seen"]


@dataclass(frozen=True, slots=True)
class ReportedRequirement:
    """A requirement as the run knew it. `decides` is false where a violation never changes the verdict."""

    id: str
    level: str
    text: str
    citation: str
    remedy: str
    decides: bool = True

    @property
    def family(self) -> str:
        """The part of the id before the first point."""
        return self.id.partition(".")[0]

    @property
    def sampled(self) -> bool:
        """Whether exchanges are drawn for it; the schemas are compared as a whole instead."""
        return self.family != "schema"


@dataclass(frozen=True, slots=True)
class ReportedWaiver:
    """Why a known failure is let through, and until which day (ISO 8601); None is without end."""

    reason: str
    expires: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """A request or a response of a finding, as text. `first` is the request line or the status line.

    `characters` is the length of the body as it was, `cut` whether `body` is only its beginning.
    """

    first: str
    headers: Mapping[str, str]
    body: str
    characters: int
    cut: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What was sent before the request of a finding, and what came back."""

    mutation: str
    request: Message | None
    response: Message | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A requirement broken by an exchange, after the exchanges of `before`.

    `mutation` is None where the server as a whole is meant. `decides` says whether the finding makes
    the run non-conformant: it is binding enough, not waived, and its requirement counts for the verdict.
    """

    id: str
    requirement: str
    level: str
    mutation: str | None
    server: str
    probe: str
    label: str
    path: tuple[str | int, ...]
    expected: str
    actual: str
    flaky: bool
    seen: int
    confirmed: str
    waiver: ReportedWaiver | None
    before: tuple[Step, ...]
    request: Message | None
    response: Message | None
    curl: str
    replay: str
    decides: bool
    raw: Mapping[str, Any]

    @property
    def subject(self) -> str:
        """The mutation, or the server as a whole."""
        return self.mutation or f"server {self.server}"

    @property
    def place(self) -> str:
        """The path as one writes it: `errors[0].extensions.errorCode`; empty for the response as a whole."""
        return path_words(self.path)


@dataclass(frozen=True, slots=True)
class RequirementTally:
    """How a requirement came out for a subject: the outcome, and how many exchanges were judged and failed."""

    outcome: Outcome
    judged: int
    failed: int


@dataclass(frozen=True, slots=True)
class Latency:
    """How long responses took. `buckets` counts those that took at most this many milliseconds (`inf`: more).

    `p50` and `p95` are exact where they come from a single probe, else the edge of their bucket.
    """

    buckets: Mapping[float, int]
    p50: float
    p95: float
    max: float
    sum: float

    @property
    def count(self) -> int:
        """The number of responses."""
        return sum(self.buckets.values())


@dataclass(frozen=True, slots=True)
class ReportedProbe:
    """What one probe did to one subject. Times are in seconds since the run began."""

    probe: str
    state: str
    reason: str
    cases: int
    requests: int
    succeeded: int
    started: float
    duration: float


@dataclass(frozen=True, slots=True)
class SlowRequest:
    """One of the slowest requests of a run."""

    ms: float
    subject: str
    probe: str
    label: str


@dataclass(frozen=True, slots=True)
class NotReached:
    """A step of a flow before a mutation that did not give what it needs: what it did, and for how many cases."""

    step: str
    why: str
    cases: int

    def __str__(self) -> str:
        return f"{self.step} {self.why}"


@dataclass(frozen=True, slots=True)
class ReportedEvidence:
    """Whether a mutation works, as far as the run showed: succeeded, refused only, not reached or excluded.

    `reason` says why it is no success, `advice` what to do about it; `excuse` is why a refusal was expected, None
    where it was not. Of the valid inputs, `valid_sent` were sent and `valid_succeeded` succeeded.
    """

    kind: str
    reason: str = ""
    advice: str = ""
    excuse: str | None = None
    valid_sent: int = 0
    valid_succeeded: int = 0

    @property
    def share(self) -> str:
        """How many valid inputs succeeded, in words: `61 of 62`; empty where none was sent."""
        return f"{self.valid_succeeded:,} of {self.valid_sent:,}" if self.valid_sent else ""


@dataclass(frozen=True, slots=True)
class ReportedScope:
    """How much of the contract the verdict is about, in `words`: `3 of 101 mutations, 1 failure waived`.

    `complete` says whether it is the whole contract, with nothing waived or let through.
    """

    words: str
    complete: bool
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Help:
    """What may bring some mutations to success."""

    do: str
    mutations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportedSubject:
    """A mutation, or a server as a whole (`mutation` is None), and all that the run saw of it.

    `ledger` maps each declared code to how it was seen; `observed` counts every code that came, the
    undeclared ones too. `without_success` says why no request reached success, and is empty where one did;
    `lacking_pools` are then the keys of pools of known values that may help. `not_reached` are the steps
    before it that kept cases from being sent, the most frequent first. A server as a whole has no `evidence`.
    `code_tries` says of each declared code what came of the attempt to raise it.
    """

    mutation: str | None
    server: str
    outcome: Outcome
    reasons: tuple[str, ...]
    selected: bool
    requirements: Mapping[str, RequirementTally]
    families: Mapping[str, Outcome]
    probes: tuple[ReportedProbe, ...]
    cases: int
    requests: int
    succeeded: int
    declared: tuple[str, ...]
    ledger: Mapping[str, Seen]
    observed: Mapping[str, int]
    latency: Latency | None
    without_success: str
    lacking_pools: tuple[str, ...]
    not_reached: tuple[NotReached, ...] = ()
    evidence: ReportedEvidence | None = None
    code_tries: Mapping[str, CodeTry] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The mutation, or the server as a whole."""
        return self.mutation or f"server {self.server}"

    @property
    def duration(self) -> float:
        """The seconds that the probes of this subject took, added up."""
        return sum(probe.duration for probe in self.probes)


@dataclass(frozen=True, slots=True)
class RequirementSummary:
    """One requirement over all subjects."""

    requirement: ReportedRequirement
    outcomes: Mapping[Outcome, int]
    judged: int
    failed: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Code:
    """An error code over all mutations. `declared` is false for codes that only turned up."""

    code: str
    message: str
    common: bool
    declared_by: tuple[str, ...]
    provoked_in: tuple[str, ...]
    observed_in: tuple[str, ...]
    undeclared_in: tuple[str, ...]
    count: int

    @property
    def seen(self) -> Seen:
        """How the code was seen, in whichever mutation."""
        return "provoked" if self.provoked_in else "observed" if self.count else "never seen"


@dataclass(frozen=True, slots=True)
class EarlierRun:
    """An earlier run, for the trend. `states` is what it saw of each promise; it may leave out kept ones."""

    started_at: str
    verdict: str
    findings: int
    outcomes: Mapping[str, int]
    requests: int
    states: Mapping[Key, State]
    scope: str = ""

    @property
    def verdict_words(self) -> str:
        """The verdict with its scope, as far as the run said it."""
        return f"{self.verdict}, {self.scope}" if self.scope else self.verdict


@dataclass(frozen=True, slots=True)
class HttpProfileResult:
    """How a server does under a profile of GraphQL over HTTP.

    The failed audits of the one that it is `held` to are findings.
    """

    server: str
    profile: str
    held: bool
    passed: int
    failed: tuple[str, ...]

    @property
    def words(self) -> str:
        """The figures in words: `2025-10 61 of 61 audits pass`."""
        figures = f"{self.profile} {self.passed} of {self.passed + len(self.failed)} audits pass"
        return figures if self.held else f"{figures} (for comparison)"


@dataclass(frozen=True, slots=True)
class Run:
    """One run. `mutations` are all of the contract, in its order, whether they were selected or not.

    `partial` is true where the evidence is incomplete; `problems` says in which way. `requirement_histories` is how the
    promises that are broken now or were before fared over the runs, empty where no history was given.
    """

    run_id: str
    started_at: str
    finished_at: str
    duration: float
    tool: Mapping[str, Any]
    contract_name: str
    contract_version: str
    contract_sha256: str
    target: Mapping[str, Any]
    seed: int | None
    configuration: Mapping[str, Any]
    command: str
    verdict: Verdict
    exit_code: int
    reasons: tuple[str, ...]
    interrupted: bool
    partial: bool
    problems: tuple[str, ...]
    counts: Mapping[str, int]
    mutations: tuple[ReportedSubject, ...]
    servers: tuple[ReportedSubject, ...]
    requirements: tuple[RequirementSummary, ...]
    findings: tuple[Finding, ...]
    codes: tuple[Code, ...]
    latency: Latency | None
    slowest: tuple[SlowRequest, ...]
    history: tuple[EarlierRun, ...]
    requirement_histories: Mapping[Key, RequirementHistory]
    scope: ReportedScope
    helps: tuple[Help, ...]
    http_profiles: tuple[HttpProfileResult, ...] = ()

    @property
    def http_words(self) -> tuple[str, ...]:
        """How each server does under each profile of GraphQL over HTTP that was asked for, side by side."""
        return tuple(
            f"{server}: " + ", ".join(one.words for one in self.http_profiles if one.server == server)
            for server in dict.fromkeys(one.server for one in self.http_profiles)
        )

    @property
    def code_coverage(self) -> CodeCoverage:
        """How many of the declared codes were raised by requests that were due to raise them."""
        return coverage_of(subject.code_tries for subject in self.mutations)

    @property
    def verdict_words(self) -> str:
        """The verdict with its scope, as it stands wherever a verdict stands: `conformant, 3 of 101 mutations`."""
        return f"{self.verdict}, {self.scope.words}"

    @property
    def is_green(self) -> bool:
        """Whether the verdict is conformant for the whole contract, with nothing waived or let through."""
        return self.verdict == "conformant" and self.scope.complete and not self.partial

    def history_of(self, finding: Finding) -> RequirementHistory | None:
        """Return how the promise that a finding broke fared over the runs, None without a history."""
        return self.requirement_histories.get((finding.subject, finding.requirement))

    @property
    def subjects(self) -> tuple[ReportedSubject, ...]:
        """The servers as a whole, then the mutations."""
        return self.servers + self.mutations

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The findings that came back and are not waived, the most binding first."""
        return tuple(finding for finding in self.findings if not finding.flaky and not finding.waiver)

    @property
    def flaky(self) -> tuple[Finding, ...]:
        """The findings that did not come back when they were sent again."""
        return tuple(finding for finding in self.findings if finding.flaky and not finding.waiver)

    @property
    def waived(self) -> tuple[Finding, ...]:
        """The findings that somebody has let through."""
        return tuple(finding for finding in self.findings if finding.waiver)

    @property
    def families(self) -> tuple[str, ...]:
        """The families of all requirements, in the order of the catalogue."""
        return tuple(dict.fromkeys(summary.requirement.family for summary in self.requirements))

    def outcomes(self) -> Mapping[str, int]:
        """How many mutations came out which way."""
        names: tuple[Outcome, ...] = ("failed", "blocked", "not exercised", "passed")
        return {name: sum(subject.outcome == name for subject in self.mutations) for name in names}
