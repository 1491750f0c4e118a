"""The process of an embedded server: takes its order on stdin, reports on stdout, ends with its parent."""

import json
import sys
import threading
from collections.abc import Callable

from kraken_conformance.server.core.app import create_app
from kraken_conformance.server.core.handler import site_paths
from kraken_conformance.server.core.process import ServerStartError, read_settings
from kraken_conformance.server.core.serving import run_server
from kraken_conformance.server.settings import UnknownFaultError
from kraken_conformance.spec import ContractError, load_contract


def main() -> None:
    """Serve as the order says until stdin ends: the parent has closed it, or is no more."""
    order = json.loads(sys.stdin.readline())
    try:
        contract = load_contract(order["contract"])
        app = create_app(contract, read_settings(order["settings"]))

        def ready(port: int, stop: Callable[[], None]) -> None:
            tokens = {
                "token": app.issue_token(),
                "expired_token": app.expired_token(),
                "peer_token": app.peer_token(),
            }
            _report({"port": port, "paths": site_paths(contract), **tokens})
            threading.Thread(target=_wait_for_end, args=(stop,), daemon=True).start()

        run_server(app, port=order["port"], ready=ready)
    except (ContractError, ServerStartError, UnknownFaultError) as error:
        _report({"error": str(error).rstrip(".")})


def _report(content: object) -> None:
    print(json.dumps(content), flush=True)


def _wait_for_end(stop: Callable[[], None]) -> None:
    sys.stdin.read()
    stop()


if __name__ == "__main__":
    main()
