"""Evidence of runs that never took place, as a runner would write it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kraken_conformance.spec import Contract, load_contract

Event = dict[str, Any]

EDGES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)

REQUIREMENTS: Mapping[str, tuple[str, str]] = {
    "schema.mutation-present": ("MUST", "The mutation is a field of the Mutation type of its server."),
    "schema.argument-type": ("MUST", "Each documented argument has the documented type."),
    "schema.field-present": ("MUST", "Each documented return field exists."),
    "schema.deprecation": ("SHOULD", "What is documented as deprecated is deprecated."),
    "shape.top-level": ("MUST", "A response has data, errors and extensions at the top, and nothing else."),
    "shape.field-present": ("MUST", "Every selected field is in the response."),
    "shape.text": ("MUST", "A text is a JSON string."),
    "shape.enum-value": ("MUST", "The value of an enum is a name that the enum has."),
    "shape.non-null": ("MUST", "There is no null where the schema says non-null."),
    "shape.date": ("SHOULD", "A date is a date of ISO 8601."),
    "error.list": ("MUST", "errors is a non-empty list of objects."),
    "error.code-present": ("MUST", "An error that a mutation raises carries extensions.errorCode."),
    "error.code-declared": ("MUST", "An error code is one that the mutation declares, or common to all."),
    "error.message-documented": ("SHOULD", "The message of an error is the documented one."),
    "error.path": ("MUST", "The path of an error leads to what was selected."),
    "error.no-leak": ("SHOULD", "An error tells nothing of the inside of the server."),
    "auth.no-token-refused": ("MUST", "Without a token there is never data."),
    "auth.no-token-code": ("MUST", "Without a token the answer is KT-CT-1112."),
    "auth.expired-token": ("MUST", "With an expired token there is never data."),
    "input.valid-accepted": ("MUST", "A valid input is never refused before the mutation is executed."),
    "input.missing-required": ("MUST", "An input without a required field is refused."),
    "input.unknown-field": ("MUST", "An input with an unknown field is refused."),
    "input.malformed-scalar": ("SHOULD", "A malformed custom scalar is refused."),
    "equivalent.literal": ("MUST", "A literal and a variable of the same value have the same outcome."),
    "equivalent.alias": ("MUST", "An alias changes nothing but the key."),
    "http.json": ("MUST", "The body of a response is JSON."),
    "http.status": ("SHOULD", "A response with data has the status 200."),
    "http.no-server-error": ("MUST", "No request is answered with a server error."),
    "dry.lists-codes": ("SHOULD", "A dry run lists the codes of the contract."),
    "dry.skip": ("MUST", "With @skip(if: true) nothing is executed."),
}

SERVER_REQUIREMENTS: Mapping[str, tuple[str, str]] = {
    "http.mutation-by-get": ("MUST", "A mutation by GET is refused."),
    "http.malformed-json": ("SHOULD", "A body that is not JSON is answered with a client error."),
    "http.audit-2c94": ("MUST", "A server accepts POST."),
    "http.audit-22eb": ("SHOULD", "A server accepts application/graphql-response+json."),
}

PROBES: Mapping[str, tuple[str, ...]] = {
    "schema": ("schema.",),
    "valid-input": ("shape.", "error.", "http.", "input.valid-accepted"),
    "rejected-input": ("error.list", "http.", "input."),
    "no-token": ("auth.no-token", "error.list", "http."),
    "expired-token": ("auth.expired", "http."),
    "equivalent": ("equivalent.", "http."),
    "dry-run": ("dry.", "http."),
}

BROKEN: Mapping[str, tuple[str, str, tuple[str | int, ...]]] = {
    "error.code-declared": (
        "one of the codes that {name} declares: KT-CT-1111, KT-CT-1112, KT-CT-1132",
        "KT-CT-9999, which no mutation declares",
        ("errors", 0, "extensions", "errorCode"),
    ),
    "shape.enum-value": ("one of ACTIVE, PENDING, CLOSED", "Active", ("data", "{name}", "status")),
    "auth.no-token-refused": ("no data, and an error", "data of the mutation", ("data", "{name}")),
    "error.message-documented": ("Unauthorized.", "You are not authorized.", ("errors", 0, "message")),
    "shape.non-null": ("a value, as the schema says String!", "null", ("data", "{name}", "id")),
    "input.unknown-field": ("a refusal before execution", "a response with data", ()),
}


@cache
def contract() -> Contract:
    return load_contract("oefr")


@dataclass(frozen=True)
class Plan:
    """What the run is to look like."""

    cases: int = 5_000
    findings: int = 40
    seed: int = 1
    started_at: str = "2026-11-23T10:00:00Z"
    blocked: tuple[str, ...] = ("auth.",)
    target: str = "http://127.0.0.1:8000/graphql/"


def run_events(plan: Plan = Plan()) -> list[Event]:
    """Return the events of a run, from header to footer."""
    return list(_events(plan))


def few_events(count: int = 4, **plan: Any) -> list[Event]:
    """Return the events of a run that selected only the first mutations."""
    names = [mutation.name for mutation in contract().mutations.values()][:count]
    events = run_events(Plan(**plan))
    events[0]["configuration"]["mutations"] = names
    return [event for event in events if event.get("mutation") is None or event["mutation"] in names]


def write(events: list[Event], path: Path) -> Path:
    path.write_text("".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events), "utf-8")
    return path


def finding(**changes: Any) -> Event:
    """Return one finding of a run, with some keys changed."""
    chance = random.Random(1)
    return {**_finding(chance, "error.code-declared", "acceptQuote", "API", 0), **changes}


def _events(plan: Plan) -> Iterator[Event]:
    chance = random.Random(plan.seed)
    mutations = list(contract().mutations.values())
    yield _header(plan)
    findings = list(_findings(plan, chance))
    broken: dict[tuple[str, str], int] = {}
    for event in findings:
        if not event["flaky"] and "waived" not in event:
            key = (event["mutation"], event["requirement"])
            broken[key] = broken.get(key, 0) + event["seen"]
    share = max(1, plan.cases // (len(mutations) * (len(PROBES) - 1)))
    clock = 0.4
    for server in sorted({mutation.server for mutation in mutations}):
        tallies = {id_: {"judged": 1, "failed": 0} for id_ in SERVER_REQUIREMENTS}
        yield _result(chance, None, server, "http-audits", len(tallies), clock, tallies, {}, [])
        yield _outcome(None, server, tallies, [])
    for place, mutation in enumerate(mutations):
        judged: dict[str, dict[str, int]] = {}
        reasons: list[str] = []
        for probe, prefixes in PROBES.items():
            if probe == "expired-token" and place % 9 == 0:
                reasons.append("expired-token: the run has no expired token: pass --expired-token TOKEN")
                yield _blocked(mutation.name, mutation.server, probe, reasons[-1].partition(": ")[2], clock)
                continue
            cases = 1 if probe == "schema" else share
            tallies = {
                id_: {"judged": cases if chance.random() < 0.97 else 0, "failed": 0}
                for id_ in REQUIREMENTS
                if id_.startswith(prefixes)
            }
            for id_, tally in tallies.items():
                tally["failed"] = min(tally["judged"], broken.get((mutation.name, id_), 0))
            errors, provoked = _codes(chance, mutation.errors, cases) if probe != "schema" else ({}, [])
            yield _result(
                chance, mutation.name, mutation.server, probe, cases, clock, tallies, errors, provoked
            )
            clock += cases * 0.004
            for id_, tally in tallies.items():
                total = judged.setdefault(id_, {"judged": 0, "failed": 0})
                total["judged"] += tally["judged"]
                total["failed"] += tally["failed"]
        for (name, id_), seen in broken.items():
            if name == mutation.name:
                total = judged.setdefault(id_, {"judged": 0, "failed": 0})
                total["failed"] = max(total["failed"], seen)
                total["judged"] = max(total["judged"], total["failed"])
        yield from (event for event in findings if event["mutation"] == mutation.name)
        yield _outcome(mutation.name, mutation.server, judged, reasons)
    failed = any(event["level"] == "MUST" for event in findings)
    yield {
        "type": "footer",
        "finished_at": "2026-11-23T10:01:01Z",
        "duration_s": round(clock, 2),
        "interrupted": False,
        "verdict": "non-conformant" if failed else "inconclusive",
        "exit_code": 1 if failed else 3,
        "reasons": ["12 probes were blocked"],
        "counts": {
            "mutations": len(mutations),
            "cases": plan.cases,
            "requests": plan.cases + 204,
            "findings": len(findings),
        },
    }


def _header(plan: Plan) -> Event:
    known = contract()
    return {
        "type": "header",
        "schema_version": 1,
        "run_id": f"2f6c{plan.seed:04x}",
        "started_at": plan.started_at,
        "tool": {"name": "kraken-conformance", "version": "0.1.0"},
        "contract": {
            "name": known.name,
            "version": known.version,
            "sha256": known.sha256,
            "mutations": [
                {"name": mutation.name, "server": mutation.server, "errors": list(mutation.errors)}
                for mutation in known.mutations.values()
            ],
            "errors": {code: entry.message for code, entry in known.errors.items()},
            "common_errors": {
                code: entry.message or entry.meaning for code, entry in known.common_errors.items()
            },
        },
        "requirements": {
            id_: {
                "level": level,
                "text": text,
                "citation": "GraphQL specification, September 2025, section 7.1.6"
                if id_.startswith(("shape", "http"))
                else "Reference pages, the errors of the mutation",
                "remedy": "Answer as documented, or change the documents first.",
            }
            for id_, (level, text) in {**REQUIREMENTS, **SERVER_REQUIREMENTS}.items()
        },
        "target": {
            "url": plan.target,
            "auth_url": "http://127.0.0.1:8001/graphql/",
            "schema": "introspection",
        },
        "seed": plan.seed,
        "configuration": {
            "max_examples": 50,
            "probes": list(PROBES),
            "mutations": [mutation.name for mutation in known.mutations.values()],
            "fail_on": "must",
        },
    }


def _findings(plan: Plan, chance: random.Random) -> Iterator[Event]:
    mutations = list(contract().mutations.values())
    kinds = list(BROKEN)
    for number in range(plan.findings):
        requirement = kinds[min(int(chance.expovariate(0.6)), len(kinds) - 1)]
        mutation = mutations[chance.randrange(len(mutations))]
        event = _finding(chance, requirement, mutation.name, mutation.server, number)
        if number % 13 == 7:
            event |= {"flaky": True, "confirmed": "1 of 3"}
        elif number % 17 == 11:
            event["waived"] = {"reason": "Mended in release 26.12, see TECH-4411", "expires": "2026-12-31"}
        yield event


def _finding(chance: random.Random, requirement: str, mutation: str, server: str, number: int) -> Event:
    expected, actual, path = BROKEN[requirement]
    value = {"accountNumber": "A-1234ABCD", "quoteCode": "9f3c", "amount": chance.randrange(10_000)}
    document = f"mutation Case($input: Input!) {{ {mutation}(input: $input) {{ id status }} }}"
    body = json.dumps({"query": document, "variables": {"input": value}})
    answer = json.dumps(
        {
            "errors": [
                {
                    "message": "You are not authorized.",
                    "path": [mutation],
                    "extensions": {"errorCode": "KT-CT-9999", "errorType": "AUTHORIZATION"},
                }
            ],
            "data": {mutation: None},
        }
    )
    url = "http://127.0.0.1:8000/graphql/"
    id_ = f"{number:04x}{chance.randrange(16**4):04x}"
    return {
        "type": "finding",
        "id": id_,
        "requirement": requirement,
        "level": REQUIREMENTS[requirement][0],
        "mutation": mutation,
        "server": server,
        "probe": "valid-input" if requirement.startswith(("shape", "error")) else "rejected-input",
        "label": f"drawn input {number}",
        "path": [part.format(name=mutation) if isinstance(part, str) else part for part in path],
        "expected": expected.format(name=mutation),
        "actual": actual,
        "flaky": False,
        "seen": chance.randrange(1, 20),
        "confirmed": "3 of 3",
        "case": {"variables": {"input": value}},
        "request": {
            "method": "POST",
            "url": url,
            "headers": {"Content-Type": "application/json", "Authorization": "[hidden]"},
            "body": body,
        },
        "response": {
            "status": 200,
            "headers": {"content-type": "application/json", "x-request-id": f"req-{number}"},
            "body": answer,
            "truncated": False,
            "elapsed_ms": round(chance.uniform(2, 30), 1),
        },
        "curl": f"curl -sS {url} -H 'Content-Type: application/json' "
        f"-H \"Authorization: $KRAKEN_TOKEN\" --data-raw '{body}'",
        "replay": f"kraken-conformance replay evidence.jsonl --finding {id_}",
    }


def _codes(chance: random.Random, declared: tuple[str, ...], cases: int) -> tuple[dict[str, int], list[str]]:
    observed = {code: chance.randrange(1, cases + 1) for code in declared if chance.random() < 0.3}
    return observed, [code for code in observed if chance.random() < 0.5]


def _result(
    chance: random.Random,
    mutation: str | None,
    server: str,
    probe: str,
    cases: int,
    clock: float,
    tallies: dict[str, dict[str, int]],
    errors: dict[str, int],
    provoked: list[str],
) -> Event:
    times = [round(chance.lognormvariate(1.6, 0.8), 2) for _ in range(cases)]
    buckets: dict[str, int] = {}
    for time in times:
        edge = next((str(edge) for edge in EDGES if time <= edge), "inf")
        buckets[edge] = buckets.get(edge, 0) + 1
    times.sort()
    reaches = probe in ("valid-input", "equivalent", "dry-run") and chance.random() < 0.8
    return {
        "type": "result",
        "mutation": mutation,
        "server": server,
        "probe": probe,
        "state": "done",
        "reason": None,
        "cases": cases,
        "requests": cases,
        "succeeded": chance.randrange(cases + 1) if reaches else 0,
        "started_s": round(clock, 3),
        "duration_s": round(cases * chance.uniform(0.002, 0.004), 4),
        "requirements": tallies,
        "errors_observed": errors,
        "provoked": provoked,
        "latency_ms": {
            "p50": times[len(times) // 2],
            "p95": times[int(len(times) * 0.95)],
            "max": times[-1],
            "sum": round(sum(times), 2),
            "buckets": buckets,
        },
        "slowest": [{"ms": times[-1], "label": f"{probe} {mutation or server}"}],
    }


def _blocked(mutation: str, server: str, probe: str, reason: str, clock: float) -> Event:
    return {
        "type": "result",
        "mutation": mutation,
        "server": server,
        "probe": probe,
        "state": "blocked",
        "reason": reason,
        "cases": 0,
        "requests": 0,
        "succeeded": 0,
        "started_s": round(clock, 3),
        "duration_s": 0.0,
        "requirements": {},
        "errors_observed": {},
        "provoked": [],
        "latency_ms": {},
        "slowest": [],
    }


def _outcome(
    mutation: str | None, server: str, tallies: Mapping[str, Mapping[str, int]], reasons: list[str]
) -> Event:
    requirements: dict[str, dict[str, Any]] = {
        id_: {
            "outcome": "failed" if tally["failed"] else "passed" if tally["judged"] else "not exercised",
            **tally,
        }
        for id_, tally in tallies.items()
    }
    if reasons:
        requirements["auth.expired-token"] = {"outcome": "blocked", "judged": 0, "failed": 0}
    seen = {entry["outcome"] for entry in requirements.values()}
    order = ("failed", "blocked", "passed", "not exercised")
    return {
        "type": "outcome",
        "mutation": mutation,
        "server": server,
        "outcome": next(outcome for outcome in order if outcome in seen),
        "reasons": reasons,
        "requirements": requirements,
    }
