"""A request as a command that a person can paste into a shell."""

import base64
import gzip
import shlex

from kraken_conformance.model.exchange import Request

_LEFT_TO_CURL = frozenset({"host", "connection", "content-length", "accept-encoding"})

_OWN_NAME = "kraken-conformance/"

_LONGEST_ARGUMENT = 60_000
"""Bytes of a body that one argument can surely hold: Linux takes 128 KiB, quotes included."""


def curl(request: Request, *, token: str | None) -> str:
    """Return the curl command that sends a request again.

    The token of the run is not in it: the command takes it from the variable KRAKEN_TOKEN.
    """
    parts = ["curl", "--silent", "--show-error"]
    if request.method != "POST" or not request.body:
        parts += ["--request", request.method]
    parts.append(shlex.quote(request.url))
    for name, value in request.headers.items():
        own_name = name.lower() == "user-agent" and value.startswith(_OWN_NAME)
        if own_name or name.lower() in _LEFT_TO_CURL:
            continue
        if token is not None and value == token:
            parts += ["--header", f'"{name}: $KRAKEN_TOKEN"']
        elif not value:
            parts += ["--header", shlex.quote(f"{name};")]  # with a colon, curl would leave it out
        else:
            parts += ["--header", shlex.quote(f"{name}: {value}")]
    for name in ("Accept", "Content-Type"):  # what curl would add of its own
        if not any(known.lower() == name.lower() for known in request.headers):
            parts += ["--header", shlex.quote(f"{name}:")]
    if not request.body:
        return " ".join(parts)
    piped = " ".join([*parts, "--data-binary", "@-"])
    if len(request.body) > _LONGEST_ARGUMENT:
        packed = base64.b64encode(gzip.compress(request.body, mtime=0)).decode()
        return f"echo {packed} | base64 --decode | gzip --decompress | {piped}"
    try:
        return " ".join([*parts, "--data-raw", shlex.quote(request.body.decode("utf-8"))])
    except UnicodeDecodeError:
        return f"echo {base64.b64encode(request.body).decode()} | base64 --decode | {piped}"
