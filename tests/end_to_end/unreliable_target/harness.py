"""Runs the harness as a user does and reads what it leaves behind."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kraken_conformance.server import RunningServer
from tests.command_line import begin, call
from tests.end_to_end.unreliable_target.proxy import Proxy
from tests.forked_process import ForkedProcess

Event = dict[str, Any]

FEW = ("selfReading", "suspendControl", "forceReauthentication")
"""Mutations of all sorts, few enough for a test."""

SMALL = ("--max-examples", "4")


def few(names: Iterable[str] = FEW) -> list[str]:
    return [word for name in names for word in ("--mutation", name)]


def target(proxy: Proxy, server: RunningServer, *, key: bool = True) -> list[str]:
    words = ["--url", proxy.url(server.url), "--auth-url", proxy.url(server.auth_url)]
    return [*words, "--api-key", server.api_key] if key else words


def run(output: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return call("run", "--output", output, "--seed", "1", *words)


def started(output: Path, *words: str | Path) -> ForkedProcess:
    """Start a run that the test will disturb."""
    return begin("run", "--output", output, "--seed", "1", *words)


def events(output: Path) -> list[Event]:
    return [json.loads(line) for line in (output / "evidence.jsonl").read_text("utf-8").splitlines()]


def of(found: list[Event], kind: str) -> list[Event]:
    return [event for event in found if event["type"] == kind]


BY_CHANCE = frozenset({"state"})
"""Probes whose requests have other names each time, which the reference server answers with other values."""


def told(found: list[Event]) -> Any:
    """Return all that has to be the same in two runs with the same seed, in an order of its own."""
    same = ("state", "reason", "cases")
    answers = ("succeeded", "requirements", "errors_observed", "provoked")
    results = {
        (event["server"], event["mutation"], event["probe"]): {
            key: event[key] for key in (same if event["probe"] in BY_CHANCE else same + answers)
        }
        for event in of(found, "result")
    }
    findings = {
        event["id"]: (event["requirement"], event["label"], event["actual"], event["seen"])
        for event in of(found, "finding")
    }
    outcomes = {
        (event["server"], event["mutation"]): (
            event["outcome"],
            {id_: facts["outcome"] for id_, facts in event["requirements"].items()},
        )
        for event in of(found, "outcome")
    }
    footer = found[-1]
    return results, findings, outcomes, footer["verdict"], footer["reasons"], footer["counts"]["cases"]
