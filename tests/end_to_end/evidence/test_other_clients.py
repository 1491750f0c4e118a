"""A server that knows this tool by its headers, and keeps no contract for anybody else, gets no certificate."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from kraken_conformance.model.other_clients import CLIENTS
from kraken_conformance.server import RunningServer
from tests.end_to_end.evidence.fronts import Sent, data, html, refusal, root
from tests.end_to_end.evidence.test_no_certificate import IDEMPOTENT, certified, contract

MUTATIONS = ("updateUser", "createMfaDevice", IDEMPOTENT)


def is_known(sent: Sent) -> bool:
    return sent.headers["user-agent"].startswith("kraken-conformance/")


def to_others(answer: Callable[[Sent], bytes]) -> Callable[[Sent], bytes | None]:
    return lambda sent: answer(sent) if sent.mutation and not is_known(sent) else None


def first_declared_code(sent: Sent) -> bytes:
    return refusal(sent, contract().mutations[str(sent.mutation)].errors[0])


@pytest.mark.parametrize(
    "answer",
    [
        lambda sent: data({"data": {root(sent): {}}}),
        pytest.param(lambda sent: refusal(sent, "KT-XX-1"), marks=pytest.mark.slow),
        pytest.param(first_declared_code, marks=pytest.mark.slow),
    ],
    ids=["no fields", "an undeclared code", "a declared code"],
)
def test_no_certificate_for_what_keeps_the_contract_for_this_tool_alone(
    answer: Callable[[Sent], bytes], server: RunningServer, token: str, tmp_path: Path
) -> None:
    done = certified(to_others(answer), server, token, tmp_path, MUTATIONS)
    assert done.exit_code == 1, done.output
    assert not (tmp_path / "bundle.zip").exists()
    summary = (tmp_path / "reports" / "summary.md").read_text()
    assert "came up only for requests as Apollo Kotlin sends them" in summary, summary
    assert ", as Apollo Kotlin sends it" in (tmp_path / "reports" / "evidence.jsonl").read_text()


def test_a_certificate_names_the_clients_that_a_gateway_keeps_out(
    server: RunningServer, token: str, tmp_path: Path
) -> None:
    kept_out = "okhttp/4.12.0"
    decide: Callable[[Sent], bytes | None] = lambda sent: (  # noqa: E731 - as the others
        html(403) if sent.headers["user-agent"] == kept_out else None
    )
    done = certified(decide, server, token, tmp_path, MUTATIONS)
    assert done.exit_code == 0, done.output
    with ZipFile(tmp_path / "bundle.zip") as bundle:
        clients = json.loads(bundle.read("certificate.json"))["target"]["clients"]
        page = bundle.read("certificate.html").decode()
    assert clients["API"] == {
        name: "it gets 403, and this tool 200" if ("User-Agent", kept_out) in headers else None
        for name, headers in CLIENTS.items()
    }
    assert "none as Apollo Kotlin (it gets 403" in page
