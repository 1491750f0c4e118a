"""One request in four is sent as another client sends it: always the same ones, and only what is usual otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kraken_conformance.model.case import Case, RawRequest
from kraken_conformance.model.other_clients import CLIENTS, SHARE, named_as, named_otherwise

USUAL = Case(probe="valid-input", server="API", mutation="updateUser")
CASES = [replace(USUAL, variables={"input": number}) for number in range(400)]


def test_a_share_is_sent_under_each_of_the_names() -> None:
    named = [named_as(named_otherwise(case, [*CLIENTS])) for case in CASES]
    assert named == [named_as(named_otherwise(case, [*CLIENTS])) for case in CASES]
    for client in CLIENTS:
        assert 0.5 < named.count(client) * SHARE * len(CLIENTS) / len(CASES) < 1.5


@pytest.mark.parametrize(
    "changed",
    [
        {"headers": (("x-dry-run", "1"),)},
        {"raw": RawRequest()},
        {"before": (USUAL,)},
        {"rivals": 2},
        {"mutation": None},
    ],
)
def test_what_is_special_is_sent_as_it_is(changed: dict[str, object]) -> None:
    special = [replace(case, **changed) for case in CASES[:40]]  # type: ignore[arg-type]
    assert [named_otherwise(case, [*CLIENTS]) for case in special] == special


def test_where_no_client_is_let_in_nothing_changes() -> None:
    assert [named_otherwise(case, ()) for case in CASES] == CASES


def test_every_client_takes_what_this_tool_takes() -> None:
    for headers in CLIENTS.values():
        sent = {name.lower(): value for name, value in headers}
        assert sent["content-type"] == "application/json"
        assert "application/graphql-response+json" in sent["accept"]
        assert set(sent["accept-encoding"].split(", ")) <= {"gzip", "deflate"}
