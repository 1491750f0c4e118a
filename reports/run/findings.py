"""Findings of the evidence as values."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from http import HTTPStatus

from kraken_conformance.events import (
    LEVELS,
    Event,
    FindingEvent,
    ReceivedResponse,
    SentRequest,
    StepFacts,
    WaivedFacts,
    findings_of,
)
from kraken_conformance.reports.run.run import Finding, Message, ReportedWaiver, Step
from kraken_conformance.reports.text.readable_message import readable_request, readable_response


def make_findings(
    events: Iterable[Event],
    fail_on: str,
    order: Mapping[str, int],
) -> tuple[Finding, ...]:
    """Return the findings, each id once, the most binding and most frequent requirement first.

    `fail_on` is the least binding level that makes a run non-conformant; `order` is the place of each
    mutation in the contract.
    """
    found: dict[str, Finding] = {}
    for event in findings_of(events):
        found.setdefault(event["id"], _finding(event, fail_on))
    spread: dict[str, set[str]] = {}
    for finding in found.values():
        spread.setdefault(finding.requirement, set()).add(finding.subject)
    gravest: dict[str, int] = {}
    for finding in found.values():
        level = LEVELS.index(finding.level) + (0 if finding.decides else len(LEVELS))
        gravest[finding.requirement] = min(level, gravest.get(finding.requirement, level))
    return tuple(
        sorted(
            found.values(),
            key=lambda finding: (
                gravest[finding.requirement],
                -len(spread[finding.requirement]),
                finding.requirement,
                LEVELS.index(finding.level),
                order.get(finding.mutation or "", -1),
                finding.id,
            ),
        )
    )


def _finding(event: FindingEvent, fail_on: str) -> Finding:
    waiver = _waiver(event.get("waived"))
    binding = LEVELS.index(event["level"]) <= LEVELS.index(fail_on)
    return Finding(
        id=event["id"],
        requirement=event["requirement"],
        level=event["level"],
        mutation=event["mutation"],
        server=event["server"],
        probe=event["probe"],
        label=event.get("label") or "",
        path=tuple(event.get("path", ())),
        expected=event["expected"],
        actual=event["actual"],
        flaky=event.get("flaky", False),
        seen=event.get("seen", 1),
        confirmed=event.get("confirmed") or "",
        waiver=waiver,
        before=tuple(map(_step, event.get("before", ()))),
        request=_request(event.get("request")),
        response=_response(event.get("response"), tuple(event.get("path", ()))),
        curl=event.get("curl") or "",
        replay=event.get("replay") or "",
        decides=binding and waiver is None and event.get("decides", True),
        raw={key: value for key, value in event.items() if key != "type"},
    )


def _waiver(waived: WaivedFacts | None) -> ReportedWaiver | None:
    return ReportedWaiver(waived["reason"], waived.get("expires")) if waived else None


def expired(waiver: ReportedWaiver, today: str) -> bool:
    """Whether the last day of a waiver is before another day (both ISO 8601)."""
    try:
        return waiver.expires is not None and date.fromisoformat(waiver.expires[:10]) < date.fromisoformat(
            today[:10]
        )
    except ValueError:
        return False


def _step(step: StepFacts) -> Step:
    return Step(step.get("mutation") or "", _request(step.get("request")), _response(step.get("response")))


def _request(request: SentRequest | None) -> Message | None:
    if not request:
        return None
    first = f"{request.get('method', '')} {request.get('url', '')}".strip()
    return _message(first, request, readable_request)


def _response(response: ReceivedResponse | None, path: tuple[str | int, ...] = ()) -> Message | None:
    if not response:
        return None
    status = response.get("status")
    words = [str(status) if status is not None else "no status"]
    if isinstance(status, int) and status in HTTPStatus._value2member_map_:
        words.append(HTTPStatus(status).phrase)
    if isinstance(response.get("elapsed_ms"), int | float):
        words.append(f"after {response['elapsed_ms']:,.1f} ms")
    return _message(" ".join(words), response, partial(readable_response, path=path))


def _message(first: str, message: SentRequest | ReceivedResponse, readable: Callable[[str], str]) -> Message:
    body = message.get("body")
    text = body if isinstance(body, str) else "" if body is None else json.dumps(body, ensure_ascii=False)
    headers = message.get("headers")
    return Message(
        first=first,
        headers={str(name): str(value) for name, value in headers.items()}
        if isinstance(headers, dict)
        else {},
        body=readable(text),
        characters=message.get("characters", len(text)),
        cut=bool(message.get("truncated")),
    )
