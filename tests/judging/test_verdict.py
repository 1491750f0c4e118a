from __future__ import annotations

from typing import Any

import pytest

from kraken_conformance.judging.verdict import Outcome, Verdict, outcomes, verdict

HEADER = {
    "type": "header",
    "configuration": {"mutations": ["one", "two"]},
    "contract": {"mutations": [{"name": "one", "server": "API"}, {"name": "two", "server": "API"}]},
}


def result(
    mutation: str, *, state: str = "done", reason: str | None = None, **counts: tuple[int, int]
) -> dict[str, Any]:
    requirements = {id_.replace("_", "."): {"judged": j, "failed": f} for id_, (j, f) in counts.items()}
    return {
        "type": "result",
        "mutation": mutation,
        "server": "API",
        "probe": "valid-input",
        "state": state,
        "reason": reason,
        "requirements": requirements,
    }


def finding(mutation: str, level: str = "MUST", **more: Any) -> dict[str, Any]:
    return {
        "type": "finding",
        "mutation": mutation,
        "server": "API",
        "level": level,
        "requirement": "error.path",
        **more,
    }


def judged(*events: dict[str, Any], fail_on: Any = "must") -> Any:
    found = [HEADER, *events]
    return verdict(found, outcomes(found, fail_on), fail_on)


def test_all_passed_is_conformant() -> None:
    assert (
        judged(result("one", error_path=(3, 0)), result("two", error_path=(1, 0))).verdict
        is Verdict.CONFORMANT
    )


def test_a_finding_is_non_conformant_even_where_something_is_blocked() -> None:
    found = judged(
        result("one", error_path=(3, 1)), finding("one"), result("two", state="blocked", reason="no token")
    )
    assert found.verdict is Verdict.NON_CONFORMANT
    assert found.reasons == ("error.path: 1 finding",)


@pytest.mark.parametrize(
    "more",
    [
        {"level": "SHOULD"},
        {"level": "MAY"},
        {"decides": False},
        {"waived": {"reason": "known", "expires": "2030-01-01"}},
    ],
)
def test_a_finding_that_does_not_bind_decides_nothing(more: dict[str, Any]) -> None:
    events = result("one", error_path=(3, 1)), finding("one", **more), result("two", error_path=(1, 0))
    assert judged(*events).verdict is Verdict.CONFORMANT


def test_should_counts_where_it_is_asked_to() -> None:
    events = (
        result("one", error_path=(3, 1)),
        finding("one", level="SHOULD"),
        result("two", error_path=(1, 0)),
    )
    assert judged(*events, fail_on="should").verdict is Verdict.NON_CONFORMANT


def test_blocked_is_inconclusive_and_says_who_lacks_what() -> None:
    found = judged(result("one", error_path=(3, 0)), result("two", state="blocked", reason="no token"))
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.reasons == ("valid-input: no token (two)",)


def test_a_mutation_without_any_result_is_never_passed() -> None:
    found = judged(result("one", error_path=(3, 0)))
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "two" in found.reasons[0]


def test_nothing_exercised_is_inconclusive() -> None:
    assert judged(result("one"), result("two")).verdict is Verdict.INCONCLUSIVE


def test_outcomes_add_up_the_probes_of_a_mutation() -> None:
    events = [
        HEADER,
        result("one", error_path=(3, 0)),
        result("one", error_path=(2, 1)),
        finding("one"),
        result("two"),
    ]
    one, two = outcomes(events)
    assert one["outcome"] == Outcome.FAILED
    assert one["requirements"] == {"error.path": {"outcome": "failed", "judged": 5, "failed": 1}}
    assert (two["outcome"], two["requirements"]) == (Outcome.NOT_EXERCISED, {})


def test_exit_codes_are_those_that_are_promised() -> None:
    assert [
        Verdict.CONFORMANT.exit_code,
        Verdict.NON_CONFORMANT.exit_code,
        Verdict.INCONCLUSIVE.exit_code,
    ] == [0, 1, 3]
