"""The certificate: what a bundle says, as one JSON object. All of it follows from the evidence and the issue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median_low
from typing import Annotated, Any, Final, Literal, TypedDict, cast

from kraken_conformance.certificate.claim import CertificateLevel, in_scope
from kraken_conformance.events import (
    CallFacts,
    Event,
    FooterCounts,
    FooterEvent,
    HeaderEvent,
    Level,
    ResultEvent,
    TargetFacts,
    Tool,
    ValidCounts,
    findings_of,
    header_of,
    outcomes_of,
    results_of,
)
from kraken_conformance.judging.mutation_evidence import EvidenceKind, rarely_succeeded
from kraken_conformance.schema_types import Words

SCHEMA_VERSION: Final = 1
KIND = "kraken-conformance certificate"


@dataclass(frozen=True, slots=True)
class Issue:
    """What a certificate says beyond the evidence. Times are in UTC; `product` names what was tested, if given."""

    level: CertificateLevel
    product: str | None
    issued_at: datetime
    valid_until: datetime

    @classmethod
    def of(cls, certificate: Mapping[str, Any]) -> Issue:
        """Return the issue of a certificate. Raises `KeyError`, `TypeError` or `ValueError` where it is none."""
        level = certificate["level"]
        if level not in ("core", "full"):
            raise ValueError(f"the level {level!r} is not known")
        product = certificate["product"]
        if not isinstance(product, str | None):
            raise ValueError("the product is no text")
        times = (parse_time(certificate["issued_at"]), parse_time(certificate["valid_until"]))
        return cls(level, product, *times)


class CertifiedTarget(TargetFacts):
    """What was tested."""

    embedded: bool


class CertifiedContract(TypedDict):
    """The contract that it keeps, and the SHA-256 of it."""

    name: str
    version: str
    sha256: str


class CertifiedTool(Tool):
    """The program that tested, by the SHA-256 of its files."""

    files_sha256: str
    wheel_sha256: str | None


class CertifiedRun(TypedDict):
    """The run that the certificate rests on."""

    started_at: str
    finished_at: str
    seed: int
    configuration: CallFacts


class CertifiedMutations(TypedDict):
    """How many mutations were tested; `excluded` are those that the certificate is not about, with the reasons.

    `rarely_succeeded` are those that succeeded with few of their valid inputs alone.
    """

    tested: int
    succeeded: int
    rarely_succeeded: dict[str, ValidCounts]
    excluded: dict[str, str]
    fewest_cases: int
    median_cases: int


class CertifiedRequirement(TypedDict):
    """A MUST: on how many subjects and exchanges it was judged."""

    outcome: Annotated[str, Words(("passed", "not exercised"))]
    text: str
    subjects: int
    judged: int


class RequirementRemark(TypedDict):
    """Findings that the certificate is not about."""

    requirement: str
    level: Level
    findings: int


class Certificate(TypedDict):
    """What a bundle says. docs/certification.md explains it."""

    schema_version: Literal[1]
    kind: str
    id: str
    verdict: Literal["conformant"]
    scope: str
    level: CertificateLevel
    product: str | None
    issued_at: str
    valid_until: str
    target: CertifiedTarget
    contract: CertifiedContract
    tool: CertifiedTool
    run: CertifiedRun
    counts: FooterCounts
    mutations: CertifiedMutations
    requirements: dict[str, CertifiedRequirement]
    remarks: list[RequirementRemark]


def certificate(events: Sequence[Event], environment: Mapping[str, Any], issue: Issue) -> Certificate:
    """Return the certificate of a conformant run."""
    header, footer = header_of(events), cast(FooterEvent, events[-1])
    results = results_of(events)
    cases: Counter[str] = Counter()
    for result in results:
        if result["mutation"] is not None:
            cases[result["mutation"]] += result["cases"]
    contract = header["contract"]
    configuration = {key: value for key, value in header["configuration"].items() if key != "mutations"}
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": KIND,
        "id": header["run_id"],
        "verdict": "conformant",
        "scope": footer["scope"]["words"],
        "level": issue.level,
        "product": issue.product,
        "issued_at": format_time(issue.issued_at),
        "valid_until": format_time(issue.valid_until),
        "target": {**header["target"], "embedded": header["configuration"]["embedded"]},
        "contract": {"name": contract["name"], "version": contract["version"], "sha256": contract["sha256"]},
        "tool": environment["tool"],
        "run": {
            "started_at": header["started_at"],
            "finished_at": footer["finished_at"],
            "seed": header["seed"],
            "configuration": cast(CallFacts, configuration),
        },
        "counts": footer["counts"],
        "mutations": {
            "tested": footer["scope"]["tested"],
            "succeeded": footer["scope"]["succeeded"],
            "rarely_succeeded": {
                str(event["mutation"]): event["valid"] for event in rarely_succeeded(outcomes_of(events))
            },
            "excluded": _excluded(events),
            "fewest_cases": min(cases.values(), default=0),
            "median_cases": median_low(cases.values()) if cases else 0,
        },
        "requirements": _requirements(header, results, issue.level),
        "remarks": _remarks(events, issue.level),
    }


def _excluded(events: Sequence[Event]) -> dict[str, str]:
    """Return the mutations that the certificate is not about, each with the reason."""
    return {
        event["mutation"]: event["evidence"]["reason"]
        for event in outcomes_of(events)
        if event["mutation"] is not None and event["evidence"]["kind"] == EvidenceKind.EXCLUDED
    }


def format_time(time: datetime) -> str:
    """Return a time in UTC as text, in whole seconds."""
    return time.isoformat(timespec="seconds").replace("+00:00", "Z")


def parse_time(text: str) -> datetime:
    """Return the time that a text gives. Raises `ValueError` where it has no time zone or is none."""
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return time


def _requirements(
    header: HeaderEvent, results: Sequence[ResultEvent], level: CertificateLevel
) -> dict[str, CertifiedRequirement]:
    judged: Counter[str] = Counter()
    subjects: dict[str, set[tuple[str, str | None]]] = {}
    for result in results:
        for id_, counts in result["requirements"].items():
            judged[id_] += counts["judged"]
            if counts["judged"]:
                subjects.setdefault(id_, set()).add((result["server"], result["mutation"]))
    return {
        id_: {
            "outcome": "passed" if judged[id_] else "not exercised",
            "text": requirement["text"],
            "subjects": len(subjects.get(id_, ())),
            "judged": judged[id_],
        }
        for id_, requirement in header["requirements"].items()
        if requirement["level"] == "MUST" and in_scope(id_, level)
    }


def _remarks(events: Sequence[Event], level: CertificateLevel) -> list[RequirementRemark]:
    found = Counter(
        (event["requirement"], event["level"])
        for event in findings_of(events)
        if not (event["level"] == "MUST" and in_scope(event["requirement"], level))
    )
    return [
        {"requirement": id_, "level": how, "findings": count} for (id_, how), count in sorted(found.items())
    ]
