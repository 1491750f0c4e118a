"""Private parts of execnet: the commands that start a worker, and how one is ended at once."""

from typing import Any, Final

from execnet import XSpec

from kraken_conformance.library_parts import private_part

_WITHOUT: Final = "hosts of --tx are not asked beforehand whether their workers fit"

_popen_args = private_part("execnet", "execnet.gateway_io:popen_args", _WITHOUT)
_ssh_args = private_part("execnet", "execnet.gateway_io:ssh_args", _WITHOUT)


def start_command(spec: str, *, local: bool) -> list[str] | None:
    """Return the command that starts a worker, None where this execnet does not say."""
    make = _popen_args if local else _ssh_args
    return None if make is None else list(make(XSpec(spec)))


def end_at_once(gateway: Any) -> None:
    """End the connection to a worker that does not answer, without asking it."""
    link = getattr(gateway, "_io", None)
    (link.kill if link is not None else gateway.exit)()
