"""The token of a run, where it may have been made invalid in its midst."""

from collections.abc import Iterator

import pytest

from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.server import RunningServer, ServerSettings, start_server
from kraken_conformance.target.auth.run_token import RunToken
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings

END = "mutation { forceReauthentication(input: {includeThirdParties: false}) { tokensInvalidated } }"
ASK = 'mutation { joinSupplierAcceptTermsAndConditions(input: {accountNumber: "A-00000001"}) { __typename } }'


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with start_server(ServerSettings(stateful=True), contract="oefr") as running:
        yield running


def client_of(server: RunningServer, **more: str | None) -> TargetClient:
    settings = TargetSettings(server.urls, api_key=server.api_key, permission=THIS_MACHINE, **more)  # type: ignore[arg-type]
    client = TargetClient(settings)
    client.login()
    return client


def codes(client: TargetClient, document: str) -> list[str]:
    response = client.post("API", document).response
    assert response is not None
    return [error["extensions"]["errorCode"] for error in response.json().get("errors", ())]


def test_a_token_that_was_made_invalid_is_renewed(server: RunningServer) -> None:
    client, other = client_of(server), client_of(server)
    try:
        first = client.token.value
        assert codes(client, ASK) == []
        assert codes(other, END) == []
        assert codes(client, ASK) == []
        assert client.token.value != first
    finally:
        client.close()
        other.close()


def test_a_token_is_doubtful_until_there_is_another() -> None:
    token = RunToken("old", lambda: "new")
    token.doubtful = True
    assert token.renew("old")
    assert (token.value, token.doubtful) == ("new", False)
