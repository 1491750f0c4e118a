"""What is said of a target that keeps nothing of what it was told."""

from __future__ import annotations

from typing import Any

import pytest

from kraken_conformance.runner.evidence.memory_remarks import memory_remarks


def result(sequences: int | None, server: str = "API", **judged: int) -> dict[str, Any]:
    requirements = {f"state.{id_.replace('_', '-')}": {"judged": n, "failed": 0} for id_, n in judged.items()}
    event: dict[str, Any] = {
        "type": "result",
        "server": server,
        "mutation": "m",
        "requirements": requirements,
    }
    return event if sequences is None else {**event, "sequences": sequences}


def test_hardly_any_sequence_was_judged() -> None:
    (said,) = memory_remarks([result(100), result(56, ended_refused=3)])
    assert "API did not show that it remembers" in said
    assert "3 of 156 sequences" in said
    (said,) = memory_remarks([result(20, server="AUTH"), result(100, ended_refused=90)])
    assert "AUTH" in said
    assert "None of 20" in said


@pytest.mark.parametrize(
    "events",
    [
        [result(100, ended_refused=60, given_accepted=30)],
        [result(100, one_winner=10)],
        [result(9)],  # too few to say anything
        [result(None), result(None, sent_again=4)],  # no sequence was sent
    ],
)
def test_nothing_is_said(events: list[Any]) -> None:
    assert list(memory_remarks(events)) == []
