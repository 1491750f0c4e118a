"""How a target is reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kraken_conformance.safety.host_policy import Permission
from kraken_conformance.spec import Platform, common_platform


@dataclass(frozen=True, slots=True)
class TargetSettings:
    """The address of each server of a target, by the server's name in the contract, and how to talk to it.

    `token` is sent as the Authorization header; with `api_key` a new one is obtained when it expires, from the
    site that the login of the `platform` is on, else from the first. `logged_in` says that `token` was obtained so, for
    this run. `expired_token` is one that the target
    issued and that has expired, `peer_token` a good one of another identity. `headers` go with every request.
    `timeout` is in seconds, for a request and its whole answer. `ca_file` holds the certificate authorities to trust
    instead of the usual ones, `client_cert` the certificate to show to a server that asks for one, and `client_key` its
    private key, where that is in another file. `max_rps` limits the requests a second of this process; None is no
    limit. `patience` is how many seconds a server may be gone in the middle of a run. `reuse_connections` is false for
    a target that sends more answers than it gets requests. `permission` is what the host policy allows: nothing is sent
    elsewhere. `limited` are the mutations that declare a code for too many requests themselves.
    """

    sites: Mapping[str, str]
    token: str | None = None
    api_key: str | None = None
    logged_in: bool = False
    expired_token: str | None = None
    peer_token: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    timeout: float = 30.0
    ca_file: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    max_rps: float | None = None
    patience: float = 120.0
    secrets: tuple[str, ...] = field(default=())
    platform: Platform = field(default_factory=common_platform)
    limited: tuple[str, ...] = ()
    reuse_connections: bool = True
    permission: Permission = field(kw_only=True)
