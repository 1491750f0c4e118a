"""Servers that break nothing and do nothing: no verdict of theirs is green."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.evidence.conftest import SOME, Done, RunBehind
from tests.end_to_end.evidence.fronts import Sent, contract, data, front, refusal, root

Lazy = Callable[[Sent], bytes | None]


def first_code(sent: Sent) -> bytes | None:
    """Answer with the first code that the mutation declares, whatever is asked and whoever asks."""
    return refusal(sent, contract().mutations[str(sent.mutation)].errors[0])


def random_code(sent: Sent) -> bytes | None:
    codes = contract().mutations[str(sent.mutation)].errors
    return refusal(sent, random.Random(sent.number).choice(codes))


def valid(sent: Sent) -> bool:
    """Whether a request asks for the mutation in the usual way, so that only its input could be refused."""
    return (
        sent.mutation is not None
        and "@skip" not in sent.document
        and "possible-errors" not in str(sent.headers)
    )


def run_lazy(run_behind: RunBehind, lazy: Lazy, *words: str) -> Done:
    return run_behind(
        front(lambda sent: lazy(sent) if valid(sent) else None), "--probe", "valid-input", *words
    )


@pytest.mark.parametrize("lazy", [first_code, random_code], ids=["the first code", "a random code"])
def test_a_server_that_only_refuses_is_inconclusive(lazy: Lazy, run_behind: RunBehind) -> None:
    done = run_lazy(run_behind, lazy)
    assert done.code == 3, done.said
    assert set(done.evidence().values()) <= {"refused only", "not reached"}
    assert all(entry["evidence_reason"] for entry in done.results["mutations"])


def test_a_server_that_works_for_a_few_names_the_others(run_behind: RunBehind) -> None:
    done = run_lazy(run_behind, lambda sent: None if sent.mutation == SOME[0] else random_code(sent))
    assert (done.code, done.evidence()[SOME[0]]) == (3, "succeeded")
    assert SOME[0] not in done.reasons
    assert "never succeeded" in done.reasons


def test_null_for_everything_is_not_conformant(run_behind: RunBehind) -> None:
    done = run_lazy(run_behind, lambda sent: data({"data": {root(sent): None}}))
    assert done.code in (1, 3)
    assert "succeeded" not in done.evidence().values()


def test_success_for_few_inputs_alone_is_reported_with_its_share(run_behind: RunBehind) -> None:
    seen: set[str] = set()

    def lazy(sent: Sent) -> bytes | None:
        if sent.mutation in seen:
            return random_code(sent)
        seen.add(str(sent.mutation))
        return None

    done = run_lazy(run_behind, lazy, "--concurrency", "1", "--mutation", "acceptGoodsQuote")
    shares = {entry["name"]: entry["valid_inputs"] for entry in done.results["mutations"]}
    assert all(
        shares[name]["succeeded"] <= 1 < shares[name]["sent"] for name in SOME if shares[name]["sent"] > 9
    )
    assert "succeeded with few of the valid inputs" in done.said


def test_mutations_that_refuse_can_be_let_through_and_are_named(run_behind: RunBehind) -> None:
    done = run_lazy(run_behind, random_code, "--allow-unproven")
    assert done.code == 0, done.said
    assert "let through by --allow-unproven" in done.reasons
    assert "4 never succeeded" in done.said
    assert "1a7f37" not in (done.output / "badge.json").read_text()


def test_a_profile_names_mutations_that_are_expected_to_refuse(run_behind: RunBehind, tmp_path: Path) -> None:
    profile = tmp_path / "kraken-conformance.toml"
    entries = "\n".join(f'{name} = {{ reason = "not connected here" }}' for name in SOME[1:])
    profile.write_text(f"[targets.here]\nconcurrency = 8\n[targets.here.expected_refusals]\n{entries}\n")
    done = run_lazy(
        run_behind,
        lambda sent: None if sent.mutation == SOME[0] else random_code(sent),
        *("--profile", str(profile)),
    )
    assert done.code == 0, done.said
    assert "3 refused as expected" in done.said
    assert "1a7f37" not in (done.output / "badge.json").read_text()


def test_an_expected_refusal_that_expired_stops_the_call(run_behind: RunBehind, tmp_path: Path) -> None:
    profile = tmp_path / "kraken-conformance.toml"
    profile.write_text(
        f'[targets.here.expected_refusals]\n{SOME[0]} = {{ reason = "known", expires = 2020-01-31 }}\n'
    )
    done = run_behind(front(lambda sent: None), "--profile", str(profile))
    assert done.code == 2
    assert f"{profile}:2: the expected refusal of {SOME[0]} expired on 2020-01-31" in done.said


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('acceptQuotes = { reason = "x" }', "Did you mean acceptQuote?"),
        ('acceptQuote = { reason = " " }', "has no reason"),
        ('acceptQuote = { reason = "x", until = 2030-01-01 }', "has a reason and may have a last day"),
        ('acceptQuote = { reason = "x", expires = "soon" }', "is a day"),
        ('acceptQuote = "x"', "has a reason and may have a last day"),
    ],
)
def test_an_expected_refusal_that_makes_no_sense_is_refused(
    entry: str, message: str, run_behind: RunBehind, tmp_path: Path
) -> None:
    profile = tmp_path / "kraken-conformance.toml"
    profile.write_text(f"[targets.here.expected_refusals]\n{entry}\n")
    done = run_behind(front(lambda sent: None), "--profile", str(profile))
    assert done.code == 2
    assert message in done.said
