"""The lines of `evidence.jsonl` as types. `evidence.schema.json` is made of them, docs/evidence-format.md says more.

A key that is not `NotRequired` is there in every line that is written. Where it has a `Default`, a report does without
it too: it may be missing in the evidence of a damaged or an older run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Final, Literal, NotRequired, TypeAlias, TypedDict, cast

from kraken_conformance.run_request import OptionFacts
from kraken_conformance.schema_types import Count, Counters, Default, Keys, Names, Number, Text, Texts, Words

OUTCOMES: Final = ("failed", "blocked", "passed", "not exercised")
"""The outcomes, in the order in which one hides another when they are rolled up."""

EVIDENCE_KINDS: Final = ("succeeded", "refused only", "not reached", "excluded")
"""What a run may have shown of whether a mutation works."""

VERDICTS: Final = ("conformant", "non-conformant", "inconclusive")
LEVELS: Final = ("MUST", "SHOULD", "MAY")
STATES: Final = ("done", "blocked", "interrupted")


Level: TypeAlias = Annotated[str, Words(LEVELS)]
OutcomeWord: TypeAlias = Annotated[Literal["failed", "blocked", "passed", "not exercised"], Words(OUTCOMES)]


class Tool(TypedDict):
    """The program that tested."""

    name: str
    version: str


class ContractMutation(TypedDict):
    """A mutation of the contract, its server, and the codes that it declares."""

    name: str
    server: str
    errors: Names


class ContractFacts(TypedDict):
    """The contract that the target was held to. `errors` are the messages by code."""

    name: str
    version: str
    sha256: Text
    mutations: list[ContractMutation]
    errors: dict[str, str | None]
    common_errors: NotRequired[dict[str, str | None]]


class RequirementFacts(TypedDict):
    """A requirement as the catalogue has it. `decides` is false where it has no part in the verdict at any level."""

    level: Level
    text: Text
    citation: Text
    remedy: Text
    decides: NotRequired[bool]


class LimitFacts(TypedDict, total=False):
    """The largest documents that a server answers, and its `words` to larger ones, by the kind of the limit."""

    depth: Count
    aliases: Count
    tokens: Count
    body: Count
    root_fields: Count
    words: dict[str, str]
    refuses_all: str


class Refusal(TypedDict):
    """What a request without a token, or with a made-up one, got before the run."""

    server: str
    credentials: str
    shown: str
    digest: str


class TargetFacts(TypedDict):
    """What was tested. `schema` says where its schema comes from, `unavailable` why it could not be tested.

    `clients` are, by server, the clients under whose names requests are sent; where none is sent so, why not.
    """

    url: Annotated[str | None, Default(None)]
    auth_url: Annotated[str | None, Default(None)]
    sites: NotRequired[dict[str, str]]
    schema: Text
    limits: NotRequired[dict[str, LimitFacts]]
    refusals: NotRequired[list[Refusal]]
    clients: NotRequired[dict[str, dict[str, str | None]]]
    unavailable: NotRequired[str]


class SelectionFacts(TypedDict, total=False):
    """What the user chose, as it was written."""

    server: str | None
    mutation: Texts
    probe: Texts


class ProfileFacts(TypedDict):
    """The target of a profile that the options came from."""

    file: str
    target: str


class WaiverFacts(TypedDict):
    """A waiver of the run."""

    requirement: str
    mutation: str | None
    server: str | None
    path: str | None
    finding: str | None
    reason: str
    expires: str


class ExpectedRefusalFacts(TypedDict):
    """Why a mutation is expected to refuse, and the last day on which it is."""

    reason: str
    expires: str | None


class CallFacts(OptionFacts):
    """How a run was called, without secrets. `merged` are the runs that a merged one is made of."""

    selection: Annotated[SelectionFacts, Default({})]
    probes: NotRequired[Texts]
    embedded: NotRequired[bool]
    token: NotRequired[bool]
    headers: NotRequired[Texts]
    profile: NotRequired[ProfileFacts | None]
    pools: NotRequired[Counters]
    excluded: NotRequired[dict[str, str]]
    needs_secret: NotRequired[dict[str, str]]
    expected_refusals: NotRequired[dict[str, ExpectedRefusalFacts]]
    waivers: NotRequired[list[WaiverFacts]]
    merged: NotRequired[Texts]


class Configuration(CallFacts):
    """How the run was called, without secrets, and the mutations that were selected."""

    mutations: Names


class HeaderEvent(TypedDict):
    """The first line: what was tested, with what, how."""

    type: Literal["header"]
    schema_version: Annotated[Count, Default(1)]
    run_id: Text
    started_at: str
    tool: Tool
    contract: ContractFacts
    requirements: dict[str, RequirementFacts]
    http_profiles: NotRequired[Texts]
    target: TargetFacts
    seed: Annotated[int, Default(0)]
    day: NotRequired[str]
    configuration: Annotated[Configuration, Default({})]
    provisional: NotRequired[bool]


class ValidCounts(TypedDict):
    """How many valid inputs were sent to be executed, and how many succeeded."""

    sent: Count
    succeeded: Count


class AnswerKind(TypedDict):
    """Answers to the requests of a probe that say the same. `first` and `last` are numbers of requests.

    With `crash` the server said that it failed, in no GraphQL.
    """

    credentials: str
    origin: str
    shown: str
    digest: str
    about_credentials: bool
    names_part: Annotated[bool, Default(False)]
    crash: Annotated[bool, Default(False)]
    count: Count
    first: Count
    last: Count


class RequirementCounts(TypedDict):
    """How many exchanges were judged by a requirement, and how many failed it."""

    judged: Count
    failed: Count


class TriedCase(TypedDict):
    """A request that was due to raise a code."""

    case: str
    label: str


class UnreachedStep(TypedDict):
    """A step that did not give what `cases` cases take from it."""

    step: str
    why: str
    cases: Count


class MetLimit(TypedDict):
    """A limit that valid requests met, and the words of the target."""

    kind: str
    words: str
    cases: Count


class ProfileAudits(TypedDict):
    """How many audits of a profile of GraphQL over HTTP pass, and which fail. `held`: the target is held to it."""

    held: Annotated[bool, Default(False)]
    passed: Count
    failed: Texts


class LatencyFacts(TypedDict, total=False):
    """Milliseconds. `buckets` count what took at most that time, and longer than the bucket before."""

    p50: Number | None
    p95: Number | None
    max: Number | None
    sum: Number | None
    buckets: Annotated[dict[str, Count], Keys(r"^(inf|[0-9]+(\.[0-9]+)?)$")]


class SlowCase(TypedDict):
    """One of the slowest requests."""

    ms: Number
    label: NotRequired[str]


class ResultEvent(TypedDict):
    """What one probe of one subject showed. `valid_as_others` are those of `valid` under the names of other clients.

    `sequences` are the cases that were judged by what the steps before them did, where the target showed that it
    remembers.
    """

    type: Literal["result"]
    mutation: str | None
    server: str
    probe: str
    state: Annotated[str, Words(STATES)]
    reason: NotRequired[str | None]
    cases: Count
    cases_sha256: NotRequired[str]
    requests: Count
    sent_twice: NotRequired[Count]
    succeeded: Count
    valid: NotRequired[ValidCounts]
    valid_as_others: NotRequired[ValidCounts]
    sequences: NotRequired[Count]
    answers: NotRequired[list[AnswerKind]]
    heard: NotRequired[Count]
    foreign: NotRequired[Counters]
    started_s: Annotated[Number, Default(0.0)]
    duration_s: Annotated[Number, Default(0.0)]
    requirements: dict[str, RequirementCounts]
    errors_observed: NotRequired[Counters]
    provoked: NotRequired[Texts]
    not_raised: NotRequired[dict[str, list[TriedCase]]]
    not_tried: NotRequired[dict[str, str]]
    not_reached: NotRequired[list[UnreachedStep]]
    limits: NotRequired[list[MetLimit]]
    http_profiles: NotRequired[dict[str, ProfileAudits]]
    latency_ms: NotRequired[LatencyFacts | None]
    slowest: NotRequired[list[SlowCase]]
    ends_subject: NotRequired[bool]


class OperationFacts(TypedDict):
    """A document with one mutation; `variables` are types as written in it, `beside` are other mutations in it."""

    name: str
    document: str
    root: str
    variables: dict[str, str]
    beside: NotRequired[list[str]]


class RawFacts(TypedDict):
    """A request that is not the usual one; `body` is in hexadecimal digits, compressed by zlib."""

    method: str
    body: str
    query: list[Texts]
    headers: list[list[str | None]]


class InputFaultFacts(TypedDict):
    """What is wrong with an input."""

    kind: str
    path: list[str | int]
    type: str
    detail: str


class TakenFacts(TypedDict):
    """A value that comes from the answer to an earlier step."""

    step: Count
    source: list[str | int]
    path: list[str | int]
    type: str
    altered: NotRequired[bool]


class DueFacts(TypedDict):
    """The error that is due, and why."""

    codes: Texts
    condition: str
    stated: bool
    after_steps: bool
    any_refusal: bool
    absent: bool
    guess: NotRequired[bool]
    until: NotRequired[str | None]


class CaseFacts(TypedDict):
    """A request as the probe wanted it: what `replay` sends again."""

    probe: Text
    server: Text
    mutation: Annotated[str | None, Default(None)]
    operation: Annotated[OperationFacts | None, Default(None)]
    variables: Annotated[dict[str, Any], Default({})]
    expectation: Text
    label: Text
    credentials: Text
    headers: Annotated[list[Texts], Default([])]
    raw: Annotated[RawFacts | None, Default(None)]
    fault: Annotated[InputFaultFacts | None, Default(None)]
    provokes: Annotated[str | None, Default(None)]
    due: NotRequired[DueFacts | None]
    before: Annotated[list[CaseFacts], Default([])]
    takes: NotRequired[list[TakenFacts]]
    about: NotRequired[str]
    rivals: NotRequired[Count]
    bearer: NotRequired[TakenFacts | None]
    fresh: NotRequired[Texts]
    differing: NotRequired[Texts]


class SentRequest(TypedDict, total=False):
    """A request as it was sent, without secrets. `truncated`: the body was cut; `characters` is how many it had."""

    method: str
    url: str
    headers: dict[str, str]
    body: Any
    truncated: bool
    characters: Count


class ReceivedResponse(TypedDict, total=False):
    """What came back; nothing where there was no answer."""

    status: Count
    headers: dict[str, str]
    body: Any
    truncated: bool
    characters: Count
    elapsed_ms: Number


class StepFacts(TypedDict):
    """An earlier step of a finding."""

    mutation: NotRequired[str | None]
    request: NotRequired[SentRequest | None]
    response: NotRequired[ReceivedResponse | None]


class ConditionFacts(TypedDict):
    """What a violation needs to come again."""

    kind: str
    number: Count


class WaivedFacts(TypedDict):
    """Why a finding is waived, and until when."""

    reason: str
    expires: NotRequired[str | None]


class FindingEvent(TypedDict):
    """A requirement that the target violates: what was expected, what came, how to see it again.

    `decides` is that of its requirement: with true, the level says whether the finding counts.
    """

    type: Literal["finding"]
    id: str
    requirement: str
    level: Level
    decides: NotRequired[bool]
    mutation: str | None
    server: str
    probe: str
    label: NotRequired[str | None]
    path: Annotated[list[str | Count], Default([])]
    expected: str
    actual: str
    flaky: NotRequired[bool]
    seen: NotRequired[Count]
    confirmed: NotRequired[str | None]
    conditions: NotRequired[ConditionFacts | None]
    case: Annotated[CaseFacts, Default({})]
    before: NotRequired[list[StepFacts]]
    request: Annotated[SentRequest | None, Default(None)]
    response: NotRequired[ReceivedResponse | None]
    curl: NotRequired[str | None]
    replay: NotRequired[str | None]
    waived: NotRequired[WaivedFacts | None]
    ends_subject: NotRequired[bool]


class EvidenceFacts(TypedDict):
    """Whether a mutation works, and why it is not shown; docs/verdict.md has the kinds."""

    kind: Annotated[str, Words(EVIDENCE_KINDS)]
    cause: NotRequired[str]
    answers: NotRequired[str]
    count: NotRequired[Count]
    requests: NotRequired[Count]
    first: NotRequired[Count]
    advice: NotRequired[str]
    excuse: NotRequired[str | None]
    reason: NotRequired[str]


class RequirementOutcome(TypedDict):
    """The outcome of a requirement on a mutation."""

    outcome: OutcomeWord
    judged: NotRequired[Count]
    failed: NotRequired[Count]


class OutcomeEvent(TypedDict):
    """The outcome of a subject: a mutation, or a server as a whole."""

    type: Literal["outcome"]
    mutation: str | None
    server: str
    outcome: OutcomeWord
    reasons: Names
    evidence: NotRequired[EvidenceFacts]
    succeeded: NotRequired[Count]
    valid: NotRequired[ValidCounts]
    requirements: dict[str, RequirementOutcome]


class ScopeFacts(TypedDict):
    """How much of the contract the verdict is about."""

    mutations: NotRequired[Count]
    tested: NotRequired[Count]
    succeeded: NotRequired[Count]
    refused_only: NotRequired[Count]
    refused_as_expected: NotRequired[Count]
    unproven: NotRequired[Count]
    not_reached: NotRequired[Count]
    excluded: NotRequired[Count]
    waived: NotRequired[Count]
    probes: NotRequired[Texts]
    dry_run: NotRequired[bool]
    complete: bool
    words: str


class ServerProfile(ProfileAudits):
    """The audits of a profile on one server."""

    server: str
    profile: str


class HelpFacts(TypedDict):
    """What to do, the mutations that it may bring to success, and what they answered."""

    do: str
    mutations: Texts
    answers: NotRequired[Texts]


class FooterCounts(TypedDict, total=False):
    """The numbers of a run."""

    mutations: Count
    cases: Count
    requests: Count
    findings: Count
    failures: Count
    warnings: Count
    waived: Count


class FooterEvent(TypedDict):
    """The last line: the verdict. It is missing in a run that was cut short."""

    type: Literal["footer"]
    finished_at: Text
    duration_s: Number
    interrupted: Annotated[bool, Default(False)]
    verdict: Annotated[str, Words(VERDICTS)]
    exit_code: Count
    reasons: Names
    waiver_remarks: NotRequired[Texts]
    remarks: NotRequired[Texts]
    lacking_pools: NotRequired[dict[str, Texts]]
    scope: NotRequired[ScopeFacts]
    http_profiles: NotRequired[list[ServerProfile]]
    helps: NotRequired[list[HelpFacts]]
    counts: FooterCounts


SubjectEvent: TypeAlias = ResultEvent | FindingEvent
Event: TypeAlias = HeaderEvent | ResultEvent | FindingEvent | OutcomeEvent | FooterEvent

EVENTS: Final[Mapping[str, type]] = {
    "header": HeaderEvent,
    "result": ResultEvent,
    "finding": FindingEvent,
    "outcome": OutcomeEvent,
    "footer": FooterEvent,
}
"""The type of each kind of line, by its `type`."""


def header_of(events: Sequence[Event]) -> HeaderEvent:
    """Return the header of a run: its first event."""
    return cast(HeaderEvent, events[0])


def footer_of(events: Sequence[Event]) -> FooterEvent | None:
    """Return the footer of a run, None where it was cut short."""
    last = events[-1]
    return last if last["type"] == "footer" else None


def results_of(events: Iterable[Event]) -> list[ResultEvent]:
    """Return the results of the probes."""
    return [event for event in events if event["type"] == "result"]


def findings_of(events: Iterable[Event]) -> list[FindingEvent]:
    """Return the findings."""
    return [event for event in events if event["type"] == "finding"]


def outcomes_of(events: Iterable[Event]) -> list[OutcomeEvent]:
    """Return the outcomes."""
    return [event for event in events if event["type"] == "outcome"]


def subject_of(event: ResultEvent | FindingEvent | OutcomeEvent) -> str:
    """Return the name of a subject for people: its mutation, or `server NAME`."""
    return event["mutation"] or f"server {event['server']}"
