"""`certify` behind what answers in the place of a server: never a certificate, and the reason by its name."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from graphql import FieldNode, GraphQLError, OperationDefinitionNode, parse, value_from_ast_untyped

from kraken_conformance.cli.main import main
from kraken_conformance.server import RunningServer
from kraken_conformance.target.view import TargetView
from tests.end_to_end.evidence.fronts import NOT_FOUND, Sent, contract, data, front, html, refusal
from tests.end_to_end.unreliable_target.proxy import Proxy, running
from tests.small_contract import write_contract

MUTATIONS = ("updateUser", "createMfaDevice")
"""One of each site."""

IDEMPOTENT = "selfReading"
"""Without one that may be sent again, nothing shows that requests are equivalent."""

FORBIDDEN = {"message": "Forbidden"}
PERSISTED = {"errors": [{"message": "PersistedQueryNotFound"}]}


def first_code(sent: Sent) -> bytes:
    return refusal(sent, contract().mutations[str(sent.mutation)].errors[0])


def random_code(sent: Sent) -> bytes:
    codes = contract().mutations[str(sent.mutation)].errors
    return refusal(sent, random.Random(sent.number).choice(codes))


FRONTS: dict[str, tuple[Callable[[Sent], bytes | None], str]] = {
    "a firewall": (lambda sent: html(403) if sent.mutation else None, "403 text/html"),
    "a firewall for one mutation": (
        lambda sent: html(403) if sent.mutation == "updateUser" else None,
        "403 text/html, 'ERROR: The request could not be satisfied' (updateUser)",
    ),
    "a gateway from the 61st request on": (
        lambda sent: data(FORBIDDEN, 403) if sent.number >= 60 else None,
        '403 application/json, \'{"message": "Forbidden"}\'',
    ),
    "another address from the 13th request on": (
        lambda sent: html(404, NOT_FOUND) if sent.number >= 12 else None,
        "404",
    ),
    "a rejected token": (
        lambda sent: refusal(sent, "KT-CT-1143") if sent.mutation and sent.token else None,
        "the token was not accepted",
    ),
    "persisted operations": (
        lambda sent: data(PERSISTED) if sent.mutation else None,
        "PersistedQueryNotFound",
    ),
    "the first code always": (
        lambda sent: first_code(sent) if sent.executed else None,
        "never succeeded: every answer was a refusal",
    ),
    "a random code, and success for one mutation": (
        lambda sent: random_code(sent) if sent.executed and sent.mutation != "createMfaDevice" else None,
        "never succeeded: every answer was a refusal",
    ),
}


def certified(
    decide: Callable[[Sent], bytes | None],
    server: RunningServer,
    token: str,
    tmp_path: Path,
    mutations: Sequence[str] = MUTATIONS,
) -> Result:
    """Call `certify` for a few mutations of a server behind a front."""
    small = write_contract(tmp_path / "contract", mutations)
    runner = CliRunner()
    assert runner.invoke(main, ["certify", "keygen", str(tmp_path / "keys")]).exit_code == 0
    with running(Proxy(server.url, instead=front(decide))) as proxy:
        return runner.invoke(
            main,
            [
                *("certify", "--contract", str(small), "--key", str(tmp_path / "keys" / "private.pem")),
                *("--output", str(tmp_path / "bundle.zip"), "--reports", str(tmp_path / "reports")),
                *("--url", proxy.url(server.url), "--auth-url", proxy.url(server.auth_url)),
                *("--token", token, "--seed", "1", "--concurrency", "1", "--patience", "5"),
            ],
        )


@pytest.mark.parametrize(("decide", "words"), FRONTS.values(), ids=FRONTS)
def test_no_certificate(
    decide: Callable[[Sent], bytes | None], words: str, server: RunningServer, token: str, tmp_path: Path
) -> None:
    done = certified(decide, server, token, tmp_path)
    assert done.exit_code == 3, done.output
    assert not (tmp_path / "bundle.zip").exists()
    assert "No certificate: the target is inconclusive" in done.output
    assert words in done.output


def leaves(sent: Sent) -> int:
    """Return how many values the input of a mutation has, in whatever form of document they come."""
    try:
        document = parse(sent.document)
    except GraphQLError:
        return 0
    values = [
        value_from_ast_untyped(argument.value, sent.variables or {})
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
        for field in node.selection_set.selections
        if isinstance(field, FieldNode)
        for argument in field.arguments or ()
    ]
    return named(values)


def named(values: list[Any]) -> int:
    return len(re.findall(r'"[^"]*":', json.dumps(values, default=str)))


def test_success_for_the_smallest_input_alone_is_no_certificate(
    server: RunningServer, token: str, tmp_path: Path
) -> None:
    view = TargetView(contract=contract(), server=contract().servers["API"], schema=None, has_token=True)

    def refuses_more(sent: Sent) -> bytes | None:
        if not sent.executed or not sent.token:
            return None
        smallest = view.strategies.minimal(contract().mutations[str(sent.mutation)])
        return None if leaves(sent) <= named(list(smallest.values())) else first_code(sent)

    done = certified(refuses_more, server, token, tmp_path, (*MUTATIONS, IDEMPOTENT))
    assert done.exit_code == 3, done.output
    assert not (tmp_path / "bundle.zip").exists()
    assert ": nothing came up that it is about" in done.output
