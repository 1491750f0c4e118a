"""A request as a command that a person can paste into a shell."""

from __future__ import annotations

import base64
import shlex

from kraken_conformance.exchange import Request

_LEFT_TO_CURL = frozenset({"host", "connection", "content-length", "accept-encoding", "user-agent"})


def curl(request: Request, *, token: str | None) -> str:
    """Return the curl command that sends a request again.

    The token of the run is not in it: the command takes it from the variable KRAKEN_TOKEN.
    """
    parts = ["curl", "--silent", "--show-error"]
    if request.method != "POST" or not request.body:
        parts += ["--request", request.method]
    parts.append(shlex.quote(request.url))
    for name, value in request.headers.items():
        if name.lower() in _LEFT_TO_CURL:
            continue
        if token is not None and value == token:
            parts += ["--header", f'"{name}: $KRAKEN_TOKEN"']
        else:
            parts += ["--header", shlex.quote(f"{name}: {value}")]
    if not any(name.lower() == "content-type" for name in request.headers):
        parts += ["--header", shlex.quote("Content-Type:")]
    if not request.body:
        return " ".join(parts)
    try:
        return " ".join([*parts, "--data-raw", shlex.quote(request.body.decode("utf-8"))])
    except UnicodeDecodeError:
        encoded = base64.b64encode(request.body).decode()
        return f"echo {encoded} | base64 --decode | {' '.join([*parts, '--data-binary', '@-'])}"
