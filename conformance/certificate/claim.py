"""What can be claimed after a run, from its events alone: the same for the vendor and for those who check."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Literal

from kraken_conformance.events import (
    Event,
    findings_of,
    footer_of,
    header_of,
    outcomes_of,
    results_of,
)
from kraken_conformance.judging.client_comparison import told_apart
from kraken_conformance.judging.evidence_groups import grouped
from kraken_conformance.judging.mutation_evidence import EvidenceKind
from kraken_conformance.judging.run_facts import RunFacts
from kraken_conformance.judging.scope import scope_of
from kraken_conformance.judging.verdict import Judged, Verdict
from kraken_conformance.operations.document_limits import DEPTH, TOKENS, stated

CertificateLevel = Literal["core", "full"]

MINIMUM_EXAMPLES = 100
"""Cases drawn a probe and mutation. 100 exchanges without a failure leave a rate below 3 % open (95 % confidence)."""

MINIMUM_CASES = 5
"""Cases of a mutation, all probes together, however few inputs there are for it."""

MAY_NOT_COME_UP = frozenset(
    (
        "auth.peer-access",  # it takes a second identity, which only the user can give
        "error.extensions",
        "error.locations",
        "error.raised-when-due",
        "auth.ended-token",
        "auth.issued-token",
        "auth.token-use",
        "state.ended-refused",
        "state.given-accepted",
        "state.in-order",
        "state.one-winner",
        "schema.union-members",
        "schema.enum-value",
        "shape.boolean",
        "shape.date",
        "shape.date-time",
        "shape.enum-value",
        "shape.int-range",
        "shape.integer",
        "shape.list",
        "shape.list-items",
        "shape.non-null",
        "shape.number",
        "shape.text",
        "shape.text-encoding",  # only text beyond ASCII tells, and a target need not have any
        "shape.typename",
        "shape.uuid",
    )
)
"""Requirements on values that a target returns only where it has them, and on conditions that a contract need not
state; the certificate says which never came up."""


def in_scope(requirement: str, level: CertificateLevel) -> bool:
    """Whether a certificate of a level speaks of a requirement; `core` leaves the transport out."""
    return level == "full" or not requirement.startswith("http.")


def claim(
    events: Sequence[Event],
    level: CertificateLevel,
    probes: Collection[str],
    exercisable: Collection[str],
) -> Judged:
    """Return the verdict of a run as a certificate of a level, with the reasons.

    Stricter than the verdict of a run: waivers do not count, a MUST counts even where it has no part in the
    verdict of a run, and whatever was left out makes it inconclusive. `probes` are all there are, `exercisable` are
    the requirements that the contract gives something to show of.
    """
    scope = scope_of(events, outcomes_of(events), waived=0)
    broken = Counter(
        finding["requirement"]
        for finding in findings_of(events)
        if finding["level"] == "MUST" and in_scope(finding["requirement"], level)
    )
    if broken:
        reasons = tuple(f"{id_}: broken, {count} times" for id_, count in broken.most_common())
        return Judged(Verdict.NON_CONFORMANT, reasons, scope)
    missing = tuple(_missing(events, level, probes, exercisable))
    return Judged(Verdict.INCONCLUSIVE if missing else Verdict.CONFORMANT, missing, scope)


def _missing(
    events: Sequence[Event],
    level: CertificateLevel,
    probes: Collection[str],
    exercisable: Collection[str],
) -> Iterator[str]:
    header, footer = header_of(events), footer_of(events)
    configuration = header["configuration"]
    if footer is None or footer["interrupted"]:
        yield "the run was stopped before its end"
    elif not results_of(events):
        # All else would only follow from it.
        yield from footer["reasons"]
        return
    for name in ("dry_run", "shard", "waivers"):
        if configuration.get(name):
            yield f"the run was made with {name}, which leaves something out"
    if header["target"]["schema"] != "introspection":
        yield "the target's own schema was not read: open its introspection for the certification"
    if configuration["max_examples"] < MINIMUM_EXAMPLES:
        yield f"{configuration['max_examples']} examples a probe are too few: at least {MINIMUM_EXAMPLES}"
    for server, limits in header["target"].get("limits", {}).items():
        for kind, most in ((DEPTH, limits.get("depth")), (TOKENS, limits.get("tokens"))):
            if most is None:
                continue  # what is beyond the other limits is no field of an answer
            met = stated(kind, most, limits["words"][kind])
            yield f"{server} takes {met}: what is beyond was never asked for. Lift the limit for the certification"
    left_out = sorted(set(probes) - set(configuration["probes"]))
    if left_out:
        yield f"probes were left out: {', '.join(left_out)}"
    yield from _missing_subjects(events)
    yield from _missing_evidence(events)
    yield from _missing_cases(events)
    yield from told_apart(events)
    yield from _never_exercised(events, level, exercisable)


def _missing_subjects(events: Sequence[Event]) -> Iterator[str]:
    listed = header_of(events)["contract"]["mutations"]
    wanted: list[tuple[str, str | None]] = [(entry["server"], entry["name"]) for entry in listed]
    wanted += [(server, None) for server in dict.fromkeys(entry["server"] for entry in listed)]
    found = {(event["server"], event["mutation"]): event for event in outcomes_of(events)}
    reasons: dict[str, list[str]] = {}
    for server, mutation in wanted:
        outcome = found.get((server, mutation))
        if outcome is None:
            reasons.setdefault("not tested", []).append(mutation or f"server {server}")
            continue
        untried = mutation is None and outcome["outcome"] == "not exercised"
        own = outcome["reasons"] or (["nothing was exercised"] if untried else [])
        for reason in own:
            reasons.setdefault(reason, []).append(mutation or f"server {server}")
    for reason, names in reasons.items():
        yield f"{reason} ({_named(names)})"


def _missing_evidence(events: Sequence[Event]) -> Iterator[str]:
    """Yield why mutations did not succeed. Only what needs a secret that was not given may be left out."""
    facts = RunFacts(header_of(events))
    lacking = [
        event
        for event in outcomes_of(events)
        if event["mutation"] is not None
        and event["evidence"]["kind"] != EvidenceKind.SUCCEEDED
        and not (
            event["evidence"]["kind"] == EvidenceKind.EXCLUDED and event["mutation"] in facts.needs_secret
        )
    ]
    yield from grouped(lacking, events)


def _missing_cases(events: Sequence[Event]) -> Iterator[str]:
    cases: Counter[str] = Counter()
    for result in results_of(events):
        if result["mutation"] is not None:
            cases[result["mutation"]] += result["cases"]
    few = [name for name, count in cases.items() if count < MINIMUM_CASES]
    if few:
        yield f"fewer than {MINIMUM_CASES} exchanges ({_named(few)})"


def _never_exercised(
    events: Sequence[Event], level: CertificateLevel, exercisable: Collection[str]
) -> Iterator[str]:
    judged = {
        id_
        for result in results_of(events)
        for id_, counts in result["requirements"].items()
        if counts["judged"]
    }
    for id_, requirement in header_of(events)["requirements"].items():
        wanted = requirement["level"] == "MUST" and in_scope(id_, level) and id_ in exercisable
        if wanted and id_ not in judged | MAY_NOT_COME_UP:
            yield f"{id_}: nothing came up that it is about"


def _named(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
