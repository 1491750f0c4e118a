from __future__ import annotations

from dataclasses import replace

import pytest

from kraken_conformance.model.case import Case, Credentials, Expectation
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.probes.registry import mutation_probes
from kraken_conformance.run_request import EFFECTS
from kraken_conformance.safety.effects import (
    USUALLY_ALLOWED,
    denied_mutations,
    ends_tokens,
    executed_once,
    executes,
    without_execution,
)
from kraken_conformance.spec import Effect, load_contract
from kraken_conformance.target.view import TargetView
from tests.headers import DRY_RUN_HEADER

CONTRACT = load_contract("oefr")
ALL = frozenset(CONTRACT.servers)


def names(*effects: Effect) -> set[str]:
    return {name for name, mutation in CONTRACT.mutations.items() if mutation.effects & set(effects)}


def denied(
    remote: frozenset[str] = ALL,
    *,
    allow: frozenset[Effect] = frozenset(),
    deny: frozenset[Effect] = frozenset(),
) -> dict[str, str]:
    return denied_mutations(CONTRACT, remote, allow=allow, deny=deny)


def test_the_option_knows_every_effect() -> None:
    assert tuple(Effect) == EFFECTS


def test_everything_is_allowed_on_this_machine() -> None:
    assert denied(frozenset()) == {}


def test_elsewhere_only_the_first_three_are_allowed() -> None:
    assert set(denied()) == names(Effect.DESTROYS, Effect.MOVES_MONEY, Effect.SENDS_MESSAGE)
    assert set(denied(frozenset({"AUTH"}))) == {
        name
        for name in names(Effect.DESTROYS, Effect.MOVES_MONEY, Effect.SENDS_MESSAGE)
        if CONTRACT.mutations[name].server == "AUTH"
    }


def test_what_is_allowed_is_added_and_the_rest_stays_denied() -> None:
    assert set(denied(allow=frozenset({Effect.DESTROYS}))) == names(Effect.MOVES_MONEY, Effect.SENDS_MESSAGE)
    assert denied(allow=frozenset(Effect)) == {}


def test_what_is_denied_is_denied_here_too() -> None:
    assert set(denied(frozenset(), deny=frozenset({Effect.CREATES}))) == names(Effect.CREATES)


def test_the_reason_says_what_to_do() -> None:
    reason = denied()["endContributionAgreement"]
    assert "DESTROYS" in reason
    assert "--allow-effect DESTROYS" in reason


@pytest.mark.parametrize("probe", sorted(mutation_probes()))
def test_what_is_left_of_a_probe_executes_nothing(probe: str) -> None:
    views = {
        name: TargetView(CONTRACT, server, CONTRACT.schema, has_token=True, dry_run_honoured=True)
        for name, server in CONTRACT.servers.items()
    }
    for mutation in CONTRACT.mutations.values():
        made = mutation_probes()[probe](mutation, views[mutation.server])
        if not isinstance(made, Cases):
            continue
        left = without_execution(made, CONTRACT, "not here")
        if isinstance(left, Blocked):
            assert left.reason == "not here"
            continue
        assert left.drawn is None
        assert not any(executes(case, CONTRACT) for case in left.fixed)
        assert left == made or left.withheld == "not here"


def test_probes_that_execute_nothing_are_left_whole() -> None:
    mutation = CONTRACT.mutations["endContributionAgreement"]
    view = TargetView(
        CONTRACT, CONTRACT.servers[mutation.server], CONTRACT.schema, True, dry_run_honoured=True
    )
    whole = {
        name
        for name, probe in mutation_probes().items()
        if isinstance(made := probe(mutation, view), Cases)
        and without_execution(made, CONTRACT, "not here") == made
    }
    assert whole >= {"rejected-input", "no-token", "bad-token", "dry-run", "mutation-by-get"}
    assert not whole & {"valid-input", "fuzz"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"expectation": Expectation.ACCEPTED}, True),
        ({"expectation": Expectation.REJECTED}, False),
        ({"expectation": Expectation.REFUSED}, False),
        ({"expectation": Expectation.DRY}, False),
        ({"headers": (DRY_RUN_HEADER,)}, True),
        ({"headers": (DRY_RUN_HEADER,), "expectation": Expectation.DRY}, False),
        ({"credentials": Credentials.NONE}, False),
    ],
)
def test_which_cases_execute(changes: dict[str, object], expected: bool) -> None:
    case = Case(probe="p", server="API", mutation="endContributionAgreement", **changes)  # type: ignore[arg-type]
    assert CONTRACT.mutations["endContributionAgreement"].needs_token
    assert executes(case, CONTRACT) is expected


def test_without_need_of_a_token_a_request_without_one_executes() -> None:
    mutation = next(m for m in CONTRACT.mutations.values() if not m.needs_token)
    case = Case(probe="p", server=mutation.server, mutation=mutation.name, credentials=Credentials.NONE)
    assert executes(case, CONTRACT)


def test_the_usual_permissions_are_the_first_three() -> None:
    assert set(USUALLY_ALLOWED) == {Effect(name) for name in EFFECTS[:3]}


def test_what_ends_the_token_of_a_run_is_executed_once() -> None:
    valid = Case("valid-input", "API", "forceReauthentication", expectation=Expectation.ACCEPTED)
    refused = replace(valid, expectation=Expectation.REJECTED)
    after = replace(refused, before=(valid,))
    cases = Cases(fixed=(after, valid, refused, replace(valid, label="another")), control=valid)
    assert executed_once(cases, CONTRACT, here=True) == Cases(fixed=(valid, refused))
    assert executed_once(cases, CONTRACT, here=False) == Cases(fixed=(refused,))
    assert executed_once(Cases(fixed=(valid, after)), CONTRACT, here=False) is None


def test_what_ends_the_tokens_of_a_run_is_known() -> None:
    ending = Case("valid-input", "API", "forceReauthentication")
    assert ends_tokens(ending, CONTRACT)
    assert ends_tokens(replace(ending, mutation="updateUser", before=(ending,)), CONTRACT)
    assert not ends_tokens(replace(ending, expectation=Expectation.REJECTED), CONTRACT)
    assert not ends_tokens(replace(ending, mutation="updateUser"), CONTRACT)
