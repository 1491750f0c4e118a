"""What the header of a run says, and what follows where it says nothing."""

from __future__ import annotations

from typing import Any

import pytest

from kraken_conformance.judging.run_facts import RunFacts
from tests.judging.test_verdict import HEADER, header


def facts(**configuration: Any) -> RunFacts:
    return RunFacts(header(**configuration))  # type: ignore[arg-type]


def test_what_a_header_does_not_say_was_not_asked_for() -> None:
    bare = RunFacts({"type": "header", "contract": {"mutations": []}})  # type: ignore[typeddict-item]
    assert (bare.excluded, bare.needs_secret, bare.expected_refusals) == ({}, {}, {})
    assert (bare.probes, bare.chosen_probes, bare.mutations) == ((), (), {})
    assert (bare.allows_unproven, bare.dry_run, bare.unavailable) == (False, False, None)
    assert bare.requests_in_flight == 1


@pytest.mark.parametrize(
    ("configuration", "in_flight"),
    [
        ({}, 1),
        ({"concurrency": 8}, 8),
        ({"concurrency": 0}, 1),
        ({"concurrency": 8, "processes": 0, "tx": []}, 8),
        ({"concurrency": 8, "processes": 2}, None),
        ({"concurrency": 8, "tx": ["popen"]}, None),
        ({"concurrency": 8, "merged": ["one", "two"]}, None),
    ],
)
def test_requests_are_numbered_over_the_run_only_where_one_process_sent_them(
    configuration: dict[str, Any], in_flight: int | None
) -> None:
    assert facts(**configuration).requests_in_flight == in_flight


def test_what_was_chosen_is_told_from_what_was_run() -> None:
    found = facts(selection={"probe": ["flow"]}, allow_unproven=True, dry_run=True)
    assert (found.chosen_probes, found.probes) == (["flow"], ["valid-input"])
    assert (found.allows_unproven, found.dry_run) == (True, True)


def test_refusals_before_the_run_are_those_of_the_server_by_credentials() -> None:
    asked = [
        {"server": "API", "credentials": "none", "digest": "a"},
        {"server": "API", "credentials": "bad", "digest": "b"},
        {"server": "API", "credentials": "bad", "digest": "c"},
        {"server": "AUTH", "credentials": "none", "digest": "d"},
    ]
    found = RunFacts({**HEADER, "target": {"refusals": asked, "unavailable": "it is down"}})  # type: ignore[typeddict-item]
    assert found.refusals("API") == {"none": {"a"}, "bad": {"b", "c"}}
    assert found.refusals("AUTH") == {"none": {"d"}, "bad": set()}
    assert found.unavailable == "it is down"
    assert found.mutations == {"one": "API", "two": "API"}
