"""Waits for a target that is starting."""

import time

from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings

INTERVAL = 0.5
"""Seconds between two questions."""


def wait_until_up(settings: TargetSettings, seconds: float) -> None:
    """Return when every server answers, or when the time is used up: what is wrong then, the first request shows.

    An answer is anything but a failed connection, a timeout or a gateway's status, such as 502.
    """
    client = TargetClient(settings)
    until = time.monotonic() + seconds
    try:
        for server in settings.sites:
            while client.absence(server) is not None and (left := until - time.monotonic()) > 0:
                time.sleep(min(INTERVAL, left))
    finally:
        client.close()
