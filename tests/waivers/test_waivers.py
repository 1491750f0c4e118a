from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from kraken_conformance.model.violation import MOST_PER_REQUIREMENT
from kraken_conformance.waivers.waiver import Waiver, Waivers

TODAY = date(2026, 11, 23)
WAIVER = Waiver(
    requirement="error.code-declared",
    mutation="selfReading",
    server=None,
    place="errors[*].extensions.errorCode",
    finding=None,
    reason="known",
    expires=TODAY,
    where="w.toml:1",
)
EXPIRED = Waiver("error.code-form", "selfReading", None, None, None, "old", date(2026, 11, 22), "w.toml:8")


def finding(**changes: Any) -> dict[str, Any]:
    return {
        "type": "finding",
        "id": "00000001",
        "requirement": "error.code-declared",
        "mutation": "selfReading",
        "server": "API",
        "path": ["errors", 3, "extensions", "errorCode"],
        **changes,
    }


def result(requirement: str, judged: int = 1) -> dict[str, Any]:
    return {
        "type": "result",
        "mutation": "selfReading",
        "server": "API",
        "requirements": {requirement: {"judged": judged, "failed": 0}},
    }


def marked(*events: dict[str, Any]) -> list[Any]:
    Waivers((WAIVER, EXPIRED), TODAY).mark(events)
    return [event.get("waived") for event in events]


def test_only_what_fits_is_waived() -> None:
    assert marked(
        finding(),
        finding(mutation="acceptQuote"),
        finding(requirement="error.code-present"),
        finding(path=["errors", 3]),
        finding(mutation=None),
    ) == [{"reason": "known", "expires": "2026-11-23"}, None, None, None, None]


def test_an_expired_one_waives_nothing_and_is_named() -> None:
    events = [finding(requirement="error.code-form")]
    assert marked(*events) == [None]
    assert Waivers((EXPIRED,), TODAY).remarks(events) == [
        "w.toml:8: error.code-form on selfReading: expired on 2026-11-22, so it lets nothing through. "
        "Fix what it is about, or decide again."
    ]


def test_one_that_fits_nothing_is_named_where_its_requirement_was_judged() -> None:
    waivers = Waivers((WAIVER,), TODAY)
    assert waivers.remarks([result("error.code-declared")]) == [
        "w.toml:1: error.code-declared on selfReading, errors[*].extensions.errorCode: no finding fits it any more. "
        "Remove it."
    ]
    assert waivers.remarks([result("error.code-declared", judged=0), result("error.code-form")]) == []
    assert waivers.remarks([result("error.code-declared"), finding()]) == []


def test_as_many_waived_findings_as_are_reported_at_all_are_named() -> None:
    events = [finding(id=f"0000000{number}") for number in range(MOST_PER_REQUIREMENT)]
    waivers = Waivers((WAIVER,), TODAY)
    waivers.mark(events)
    assert waivers.remarks(events) == [
        f"error.code-declared on selfReading: {MOST_PER_REQUIREMENT} findings are waived, and no more than "
        f"{MOST_PER_REQUIREMENT} are reported. There may be others behind them."
    ]
    assert waivers.remarks(events[1:]) == []
    assert Waivers((replace(WAIVER, place=None),), TODAY).remarks(events) == []
