"""The headers of a user take the place of those that a request has anyway."""

from __future__ import annotations

import pytest

from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings
from tests.checks.answering import request
from tests.runner.prepared import NOBODY


@pytest.mark.parametrize("name", ["User-Agent", "user-agent"])
def test_a_run_can_look_like_another_client(name: str) -> None:
    settings = TargetSettings(
        sites={"API": NOBODY}, permission=THIS_MACHINE, headers=((name, "Mozilla/5.0"),)
    )
    client = TargetClient(settings)
    headers = client.unsent(request("createReferral")).request.headers
    client.close()
    assert [value for known, value in headers.items() if known.lower() == "user-agent"] == ["Mozilla/5.0"]
