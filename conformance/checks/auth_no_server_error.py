"""The check of `auth.no-server-error`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.case import Credentials
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation


def _applies(seen: Observation) -> bool:
    return seen.exchange.response is not None and seen.case.credentials is not Credentials.TOKEN


@check("auth.no-server-error", applies=_applies)
def auth_no_server_error(seen: Observation) -> Iterator[Breach]:
    """No credentials, however malformed, lead to a server error.

    Source: RFC 9110, section 15.6 Server Error 5xx
    """
    response = seen.exchange.response
    if response is not None and response.status >= 500:
        yield Breach(path=(), expected="a status below 500", actual=str(response.status))
