from __future__ import annotations

from typing import Any

import pytest

from kraken_conformance.judging.verdict import Verdict, outcomes, verdict
from kraken_conformance.model.answer_words import LARGER
from kraken_conformance.runner.findings.finding_builder import UNSTEADY

HEADER: dict[str, Any] = {
    "type": "header",
    "configuration": {"mutations": ["one", "two"], "fail_on": "must", "probes": ["valid-input"]},
    "contract": {"mutations": [{"name": "one", "server": "API"}, {"name": "two", "server": "API"}]},
}


def answer(
    origin: str,
    shown: str = "",
    *,
    count: int = 1,
    credentials: str = "own",
    about: bool = False,
    first: int = 1,
    crash: bool = False,
) -> dict[str, Any]:
    return {
        "credentials": credentials,
        "origin": origin,
        "shown": shown or origin,
        "digest": "" if origin == "success" else shown or origin,
        "about_credentials": about,
        "names_part": False,
        "crash": crash,
        "count": count,
        "first": first,
        "last": first + count - 1,
    }


SUCCESS = answer("success")
REFUSAL = answer("mutation", "KT-CT-4122 'Invalid email.'")


def result(
    mutation: str,
    *answers: dict[str, Any],
    state: str = "done",
    reason: str | None = None,
    probe: str = "valid-input",
    **counts: tuple[int, int],
) -> dict[str, Any]:
    """Return a result event; without answers, one request that succeeded, unless it is not done."""
    requirements = {id_.replace("_", "."): {"judged": j, "failed": f} for id_, (j, f) in counts.items()}
    return {
        "type": "result",
        "mutation": mutation,
        "server": "API",
        "probe": probe,
        "state": state,
        "reason": reason,
        "requests": 1,
        "requirements": requirements,
        "answers": list(answers or ([SUCCESS] if state == "done" else [])),
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


def header(**configuration: Any) -> dict[str, Any]:
    return {**HEADER, "configuration": {**HEADER["configuration"], **configuration}}


def judged(*events: dict[str, Any], fail_on: Any = "must", **configuration: Any) -> Any:
    found = [header(**configuration), *events]
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
    assert found.reasons == ("not reached: no token (two)",)


def test_a_mutation_without_any_result_is_never_passed() -> None:
    found = judged(result("one", error_path=(3, 0)))
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "two" in found.reasons[0]


def test_a_mutation_that_only_refused_is_inconclusive_and_says_with_what() -> None:
    found = judged(result("one"), result("two", REFUSAL))
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.reasons[0].startswith(
        "never succeeded: every answer was a refusal: KT-CT-4122 'Invalid email.' (two)"
    )


def test_a_refusal_that_is_expected_counts_as_shown() -> None:
    expected = {"two": {"reason": "the partner is not connected", "expires": None}}
    found = judged(result("one"), result("two", REFUSAL), expected_refusals=expected)
    assert found.verdict is Verdict.CONFORMANT
    assert found.scope.words == "2 of 2 mutations, 1 refused as expected"
    assert not found.scope.complete


def test_what_is_not_proven_can_be_let_through_for_one_run() -> None:
    found = judged(result("one"), result("two", REFUSAL), allow_unproven=True)
    assert (found.verdict, found.scope.complete) == (Verdict.CONFORMANT, False)
    assert found.scope.words == "2 of 2 mutations, 1 never succeeded"
    assert "two" in found.reasons[0]


FOREIGN = answer("elsewhere", "403 text/html, 'No'", count=62)


@pytest.mark.parametrize(
    "configuration",
    [{}, {"allow_unproven": True}, {"expected_refusals": {"two": {"reason": "known", "expires": None}}}],
)
def test_what_is_not_reached_is_never_let_through(configuration: dict[str, Any]) -> None:
    found = judged(result("one"), result("two", FOREIGN), **configuration)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "62 of 62 requests: 403 text/html, 'No'" in found.reasons[0]


def test_a_mutation_that_needs_a_secret_that_was_not_given_is_left_out() -> None:
    found = judged(result("one"), result("two", REFUSAL), needs_secret={"two": "it needs an API key"})
    assert (found.verdict, found.scope.words) == (Verdict.CONFORMANT, "1 of 2 mutations")


def test_a_mutation_that_must_not_be_executed_is_left_out_though_its_probes_are_blocked() -> None:
    reason = "its effects are not allowed here (MOVES_MONEY)"
    events = result("one"), result("two", state="blocked", reason=reason)
    found = judged(*events, excluded={"two": reason})
    assert (found.verdict, found.scope.words) == (Verdict.CONFORMANT, "1 of 2 mutations")


@pytest.mark.parametrize("configuration", [{"dry_run": True}, {"probes": ["no-token"]}])
def test_a_run_that_executes_nothing_is_inconclusive(configuration: dict[str, Any]) -> None:
    asked = answer("mutation", credentials="none")
    found = judged(result("one", asked), result("two", asked), **configuration)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.reasons[0].startswith("no mutation was executed")


@pytest.mark.parametrize(
    ("requirements", "words"),
    [
        ({"schema.mutation-present": {"judged": 1, "failed": 0}}, "only the target's schema was compared"),
        ({}, "no request was sent to one"),
    ],
)
def test_a_run_without_a_request_is_inconclusive(requirements: dict[str, Any], words: str) -> None:
    one = {"requests": 0, "answers": [], "requirements": requirements}
    events = [{**result(name, probe="schema"), **one} for name in ("one", "two")]
    found = judged(*events, probes=["schema"], allow_unproven=True)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.reasons[0].startswith("no mutation was ")
    assert words in found.reasons[0]


def test_the_whole_contract_without_anything_let_through_is_complete() -> None:
    assert judged(result("one"), result("two")).scope.complete
    waived = finding("one", waived={"reason": "known", "expires": "2030-01-01"})
    found = judged(result("one", error_path=(3, 1)), waived, result("two"))
    assert (found.scope.complete, found.scope.words) == (False, "2 of 2 mutations, 1 failure waived")


def test_outcomes_add_up_the_probes_of_a_mutation() -> None:
    events = [
        HEADER,
        result("one", error_path=(3, 0)),
        result("one", error_path=(2, 1)),
        finding("one"),
        result("two"),
    ]
    one, two = outcomes(events)
    assert one["outcome"] == "failed"
    assert one["requirements"] == {"error.path": {"outcome": "failed", "judged": 5, "failed": 1}}
    assert (two["outcome"], two["requirements"]) == ("not exercised", {})


def test_exit_codes_are_those_that_are_promised() -> None:
    assert [
        Verdict.CONFORMANT.exit_code,
        Verdict.NON_CONFORMANT.exit_code,
        Verdict.INCONCLUSIVE.exit_code,
    ] == [0, 1, 3]


def test_too_few_codes_make_a_run_inconclusive() -> None:
    def with_codes(least: float) -> Verdict:
        mutations = [{**HEADER["contract"]["mutations"][0], "errors": ["KT-1", "KT-2"]}]
        configuration = {**HEADER["configuration"], "mutations": ["one"], "min_coverage": least}
        header = {**HEADER, "configuration": configuration, "contract": {"mutations": mutations}}
        events = [header, {**result("one"), "provoked": ["KT-1"]}]
        return verdict(events, outcomes(events)).verdict

    assert with_codes(50.0) is Verdict.CONFORMANT
    assert with_codes(51.0) is Verdict.INCONCLUSIVE


NOT_YOURS = "KT-CT-1111 'Unauthorized.'"


def everybody_refused(mutation: str) -> list[dict[str, Any]]:
    """What a mutation answers that declares this refusal for an account that is not the caller's: to each the same."""
    return [
        result(mutation, answer("mutation", NOT_YOURS, about=True)),
        result(
            mutation,
            answer("mutation", NOT_YOURS, credentials="none", about=True),
            probe="no-token",
            state="done",
        ),
    ]


def test_a_refusal_of_an_account_is_none_of_a_token_that_others_show_to_be_good() -> None:
    closed = result("one", answer("before", NOT_YOURS, credentials="none", about=True), probe="no-token")
    found = [header(), result("one"), closed, *everybody_refused("two")]
    _, event = outcomes(found)
    assert event["evidence"]["kind"] == "refused only"
    assert "pool of account numbers" in event["evidence"]["advice"]
    (reason,) = verdict(found, outcomes(found)).reasons
    assert reason.startswith(f"never succeeded: every answer was a refusal: {NOT_YOURS} (two). To do: give")


@pytest.mark.parametrize(
    "other",
    [
        [],
        [result("one")],  # it may be for everybody
        [result("one", REFUSAL), *everybody_refused("one")],
    ],
)
def test_without_one_that_shows_the_token_to_be_good_it_may_not_be(other: list[dict[str, Any]]) -> None:
    found = [header(), *other, *everybody_refused("two")]
    event = next(one for one in outcomes(found) if one["mutation"] == "two")
    assert event["evidence"]["cause"] == "the token was not accepted"


def test_nothing_sent_where_the_server_takes_small_documents_alone_says_so() -> None:
    limited = {
        **header(probes=["valid-input"]),
        "target": {"limits": {"API": {"tokens": 4, "words": {"tokens": "no"}}}},
    }
    unsent = {**result("one"), "answers": []}
    for start, said in (
        (limited, "larger than the server takes: 'no'"),
        (header(probes=["valid-input"]), "schema"),
    ):
        event = next(one for one in outcomes([start, unsent]) if one["mutation"] == "one")
        assert said in event["evidence"]["reason"]


@pytest.mark.parametrize(
    ("reason", "advice"),
    [
        (f"{LARGER}: at most 14 tokens, and answers to more: 'Too many.'", "lift the limit"),
        (UNSTEADY.format("KT-CT-4359 and no refusal"), "--concurrency 1"),
    ],
)
def test_what_is_blocked_by_a_limit_or_a_mood_has_its_advice(reason: str, advice: str) -> None:
    """The mutation succeeded with other probes: it is not green all the same."""
    found = judged(
        result("one"), result("two"), result("two", state="blocked", reason=reason, probe="no-token")
    )
    assert found.verdict is Verdict.INCONCLUSIVE
    (said,) = found.reasons
    assert said.startswith(f"no-token: {reason} (two). To do: ")
    assert advice in said


def test_a_mutation_that_a_limit_keeps_from_being_executed_is_not_reached() -> None:
    reason = f"{LARGER}: at most 14 tokens, and answers to more: 'Too many.'"
    found = judged(result("one"), result("two", state="blocked", reason=reason))
    (said,) = found.reasons
    assert said == f"not reached: {reason} (two). To do: lift the limit for these requests"
