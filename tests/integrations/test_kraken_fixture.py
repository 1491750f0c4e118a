"""The plugin in a project of its own, as a team would use it; the example of docs/pytest.md is the project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kraken_conformance.server import RunningServer, start_server

pytest_plugins = ["pytester"]

PAGE = Path(__file__).parents[2] / "docs" / "pytest.md"


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with start_server(contract="oefr") as running:
        yield running


@pytest.fixture(scope="module")
def token(server: RunningServer) -> str:
    document = "mutation ($input: ObtainJSONWebTokenInput!) { obtainKrakenToken(input: $input) { token } }"
    content = {"query": document, "variables": {"input": {"APIKey": server.api_key}}}
    answer = httpx.post(server.url, json=content).json()
    return str(answer["data"]["obtainKrakenToken"]["token"])


def run(pytester: pytest.Pytester, *words: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess("-W", "error", "-p", "no:cacheprovider", *words)


def test_the_example_of_the_documentation(
    pytester: pytest.Pytester, server: RunningServer, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = re.search(r"```python\n# test_contract\.py\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    pytester.makepyfile(test_contract=found[1])
    pytester.makeconftest(f"import pytest\n@pytest.fixture\ndef graphql_url():\n    return {server.url!r}\n")
    monkeypatch.setenv("KRAKEN_TOKEN", token)
    addresses = (f"--kraken-url={server.url}", f"--kraken-auth-url={server.auth_url}")
    options = ("-W", "error", "--strict-markers", "-v", "--kraken-max-examples=2")
    done = pytester.runpytest_subprocess(*options, *addresses)
    done.assert_outcomes(passed=5)
    done.stdout.fnmatch_lines([f"*[[]{name}[]] PASSED*" for name in ("resetPassword", "resetUserPassword")])
    assert token not in done.stdout.str()


def test_what_is_broken_is_told(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_it(kraken):
            answer = {"data": {"selfReading": None}, "errors": [{"message": "No.", "path": ["selfReading"],
                      "extensions": {"errorCode": "KT-CT-3811"}}]}
            assert kraken.judge("selfReading", kraken.variables("selfReading"), answer) == []
        """
    )
    done = run(pytester)
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*<MUST error.code-declared at *errorCode*: one of *but KT-CT-3811>*"])


def test_nothing_is_told_of_an_answer_that_keeps_the_contract(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_it(kraken):
            answer = {"data": {"selfReading": None}, "errors": [{"message": "No.", "path": ["selfReading"],
                      "extensions": {"errorCode": "KT-FR-4510"}}]}
            assert kraken.judge("selfReading", kraken.variables("selfReading"), answer) == []
        """
    )
    run(pytester).assert_outcomes(passed=1)


def test_levels_below_must_are_told_if_asked_for(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_it(kraken):
            answer = {"data": {"selfReading": None}, "errors": [{"message": "another message", "path": ["selfReading"],
                      "extensions": {"errorCode": "KT-FR-4510"}}]}
            assert kraken.judge("selfReading", kraken.variables("selfReading"), answer) == []
        """
    )
    done = run(pytester, "--kraken-fail-on=should")
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*<SHOULD error.message-documented at *"])


def test_without_a_token_a_test_is_skipped_and_not_passed(
    pytester: pytest.Pytester, server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KRAKEN_TOKEN", raising=False)
    pytester.makepyfile(
        """
        def test_it(kraken):
            assert kraken.run("updatePassword") == []
        """
    )
    done = run(pytester, f"--kraken-url={server.url}", "--kraken-max-examples=2", "-rs")
    done.assert_outcomes(skipped=1)
    done.stdout.fnmatch_lines(["*no token*"])


@pytest.mark.parametrize(
    ("words", "body", "reason"),
    [
        ((), "kraken.run('selfReading')", "*kraken.run needs a target: give pytest --kraken-url*"),
        ((), "kraken.judge('selfReadin', {}, {})", "*selfReadin: the contract oefr has no such mutation.*"),
        (
            (),
            "kraken.judge('selfReading', {}, {}, document='mutation { other }')",
            "*does not call selfReading*",
        ),
        ((), "kraken.judge('selfReading', {}, {}, document='mutation {')", "*is no GraphQL: *"),
        (("--kraken-url=https://staging.example/",), "pass", "*not on this machine*--kraken-execute*"),
        (("--kraken-url=https://api.oefr-kraken.energy/",), "pass", "*this is a production host*"),
        (("--kraken-url=somewhere",), "pass", "*somewhere: this is no address*"),
        (("--kraken-contract=nothing",), "pass", "*--kraken-contract: nothing/contract.graphql*"),
    ],
)
def test_mistakes_are_named(
    pytester: pytest.Pytester, words: tuple[str, ...], body: str, reason: str
) -> None:
    pytester.makepyfile(f"def test_it(kraken):\n    {body}\n")
    done = run(pytester, *words)
    assert done.ret != 0
    done.stdout.fnmatch_lines([reason])


def test_a_marker_that_fits_nothing_is_an_error(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.kraken("selfReadings")
        def test_it(kraken_mutation): ...
        """
    )
    done = run(pytester)
    assert done.ret != 0
    done.stdout.fnmatch_lines(["*test_it: no mutation fits 'selfReadings' of the marker kraken.*"])
