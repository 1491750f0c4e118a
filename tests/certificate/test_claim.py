"""What a run lets one claim: changes to the events of a real run, each with what is then missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kraken_conformance.certificate.claim import CertificateLevel, claim
from kraken_conformance.judging.verdict import Verdict
from kraken_conformance.spec import load_requirements
from tests.certificate.certified import Certified, Events

EVERYTHING = load_requirements().keys() - {"error.raised-only-when-due"}
"""No code of the mutations of this run says what it allows."""


def judge(events: Events, level: CertificateLevel = "core") -> tuple[Verdict, str]:
    probes = [*events[0]["configuration"]["probes"]]
    judged = claim(events, level, probes, EVERYTHING)
    return judged.verdict, "; ".join(judged.reasons)


def finding(requirement: str, level: str, **more: Any) -> dict[str, Any]:
    return {"type": "finding", "requirement": requirement, "level": level, **more}


def test_a_real_run_is_conformant_at_both_levels(certified: Certified) -> None:
    assert judge(certified.events, "core") == (Verdict.CONFORMANT, "")
    assert judge(certified.events, "full") == (Verdict.CONFORMANT, "")


@pytest.mark.parametrize(
    ("found", "core", "full"),
    [
        (finding("error.path", "MUST"), False, False),
        (finding("error.path", "MUST", waived={"reason": "known"}), False, False),
        (finding("error.path", "MUST", flaky=True), False, False),
        (finding("error.path", "SHOULD"), True, True),
        (finding("http.mutation-by-get", "MUST"), True, False),
        (finding("http.audit-2c94", "MUST", decides=False), True, False),
    ],
)
def test_what_counts_at_which_level(
    certified: Certified, found: dict[str, Any], core: bool, full: bool
) -> None:
    events = certified.events
    events.insert(-1, found)
    assert (judge(events, "core")[0] is Verdict.CONFORMANT) is core
    assert (judge(events, "full")[0] is Verdict.CONFORMANT) is full


def _block(events: Events) -> None:
    for event in events:
        if event["type"] == "outcome" and event["mutation"] == "selfReading":
            event["reasons"] = ["valid-input: no token: pass --token or set KRAKEN_TOKEN"]


def _drop_a_server(events: Events) -> None:
    events[:] = [event for event in events if event.get("server") != "AUTH" or event["mutation"] is not None]


def _few(events: Events) -> None:
    for event in events:
        if event["type"] == "result" and event["mutation"] == "selfReading":
            event["cases"] = 0


def _never(events: Events) -> None:
    for event in events:
        if event["type"] == "result":
            event["requirements"].pop("auth.expired-token", None)


def _no_probe(events: Events) -> None:
    events[0]["configuration"]["probes"].remove("no-token")


@pytest.mark.parametrize("kind", ["depth", "tokens"])
def test_a_limit_beyond_which_fields_were_never_asked_for(certified: Certified, kind: str) -> None:
    events = certified.events
    events[0]["target"]["limits"] = {"API": {kind: 2, "words": {kind: "Too much."}}}
    verdict, reasons = judge(events)
    assert verdict is Verdict.INCONCLUSIVE
    assert reasons.startswith("API takes at most 2 ")
    assert reasons.endswith("what is beyond was never asked for. Lift the limit for the certification")


def test_a_limit_of_root_fields_keeps_nothing_from_being_asked_for(certified: Certified) -> None:
    events = certified.events
    events[0]["target"]["limits"] = {"API": {"root_fields": 1, "words": {"root_fields": "One at a time."}}}
    assert judge(events) == (Verdict.CONFORMANT, "")


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        (_block, "valid-input: no token: pass --token or set KRAKEN_TOKEN (selfReading)"),
        (_drop_a_server, "not tested (server AUTH)"),
        (_few, "fewer than 5 exchanges (selfReading)"),
        (_never, "auth.expired-token: nothing came up that it is about"),
    ],
)
def test_what_is_missing_is_said(
    certified: Certified, change: Callable[[Events], None], missing: str
) -> None:
    events = certified.events
    change(events)
    assert judge(events) == (Verdict.INCONCLUSIVE, missing)


def _evidence(events: Events, **evidence: Any) -> None:
    for event in events:
        if event["type"] == "outcome" and event["mutation"] == "selfReading":
            event["evidence"] |= evidence


@pytest.mark.parametrize(
    ("evidence", "missing"),
    [
        (
            {"kind": "refused only", "cause": "every answer was a refusal", "answers": "KT-FR-4713 'No.'"},
            "never succeeded: every answer was a refusal: KT-FR-4713 'No.' (selfReading)",
        ),
        (
            {"kind": "refused only", "cause": "every answer was a refusal", "excuse": "as the profile says"},
            "never succeeded: every answer was a refusal",
        ),
        (
            {
                "kind": "not reached",
                "cause": "somebody else answered",
                "answers": "403 text/html, 'No'",
                "requests": 9,
            },
            "not reached: somebody else answered: 0 of 9 requests: 403 text/html, 'No'",
        ),
        (
            {"kind": "excluded", "cause": "its effects are not allowed"},
            "left out: its effects are not allowed",
        ),
    ],
)
def test_a_mutation_that_never_succeeded_is_not_certified(
    certified: Certified, evidence: dict[str, Any], missing: str
) -> None:
    events = certified.events
    _evidence(events, **evidence)
    verdict, reasons = judge(events)
    assert verdict is Verdict.INCONCLUSIVE
    assert reasons.startswith(missing)


def test_what_needs_a_secret_that_was_not_given_may_be_left_out(certified: Certified) -> None:
    events = certified.events
    events[0]["configuration"]["needs_secret"] = {"selfReading": "it needs an API key"}
    _evidence(events, kind="excluded", cause="it needs an API key")
    assert judge(events)[0] is Verdict.CONFORMANT


def test_a_probe_that_was_left_out_is_named(certified: Certified) -> None:
    events = certified.events
    probes = [*events[0]["configuration"]["probes"]]
    _no_probe(events)
    assert claim(events, "core", probes, EVERYTHING).reasons == ("probes were left out: no-token",)
