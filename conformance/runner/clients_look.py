"""Which other clients a server answers: looked at before requests are sent under their names."""

from kraken_conformance.model.case import Case, Operation
from kraken_conformance.model.other_clients import CLIENTS
from kraken_conformance.target.client import TargetClient

QUESTION = Operation("", "{ __typename }", "__typename")

OF_THE_CALL = "the call names a client with --header"


def look_at_clients(client: TargetClient, server: str) -> dict[str, str | None]:
    """Return the other clients, each with why no request is sent under its name; None where requests are.

    What lets only some clients in, such as a firewall of a test environment, answers the lightest request there is
    with another status; it says nothing of the server behind it.
    """
    if client.is_named_by_user:
        return dict.fromkeys(CLIENTS, OF_THE_CALL)
    usual = _status(client, server, ())
    found: dict[str, str | None] = {}
    for name, headers in CLIENTS.items():
        status = _status(client, server, headers)
        found[name] = None if status == usual else f"it gets {status or 'no answer'}, and this tool {usual}"
    return found


def _status(client: TargetClient, server: str, headers: tuple[tuple[str, str], ...]) -> int | None:
    case = Case(probe="preflight", server=server, mutation=None, operation=QUESTION, headers=headers)
    response = client.send(case).response
    return None if response is None else response.status
