"""What the options say of how a target is reached, and which targets are not touched."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from kraken_conformance.cli.options.secret_values import headers, secret, secrets_in
from kraken_conformance.cli.options.sites import named_addresses, sites_of
from kraken_conformance.exceptions import UsageError
from kraken_conformance.safety.host_policy import Permission
from kraken_conformance.safety.redaction import of_target

if TYPE_CHECKING:
    from kraken_conformance.spec import Contract
    from kraken_conformance.target.settings import TargetSettings


def permitted(
    given: dict[str, Any],
    contract: Contract,
    production: Collection[str] = frozenset(),
    *,
    planned: bool = False,
) -> Permission:
    """Return the permission to send requests to the addresses of a call. Raises `UsageError`.

    `production` are the hosts that a profile names as such, to be tested all the same. Where the call is only
    `planned`, nothing is sent, and an address need only be one.
    """
    from kraken_conformance.safety.host_policy import HostPolicy, read_address

    if (
        given["url"] is None
        and not given["sites"]
        and given["auth_url"] is not None
        and given.get("server") != list(contract.servers)[1]
    ):
        instead = ", or restrict the run with --server" if "server" in _offered(given) else ""
        raise UsageError(f"--auth-url without --url: give both{instead}.")
    urls = dict(named_addresses(given, contract).values())
    policy = HostPolicy.of(
        contract,
        execute=given["execute"],
        dry_run=given.get("dry_run", False),
        named=production,
        dry_run_option="--dry-run" if "dry_run" in _offered(given) else "",
    )
    if planned:
        policy.require_consistent()
        return Permission(tuple(read_address(option, url).origin for option, url in urls.items()))
    return policy.permit(urls)


def _offered(given: Mapping[str, Any]) -> set[str]:
    """Return the names of the options that the command at hand has, and does not refuse."""
    return {*given} - {*given.get("refused", ())}


def target_settings(
    given: dict[str, Any], contract: Contract, stack: ExitStack, permission: Permission
) -> TargetSettings:
    """Turn the options that say how a target is reached into settings. `permission` is that of its addresses.

    Where there is no address, the embedded server is started and lives as long as `stack`. No token is obtained with
    an API key yet: `logged_in` does that.
    """
    from kraken_conformance.target.settings import TargetSettings
    from kraken_conformance.target.transport.tls import tls_context

    own_headers = headers(given["headers"])
    tls_files = {name: given[name] for name in ("ca_file", "client_cert", "client_key")}
    if any(tls_files.values()):
        tls_context(**tls_files)
    sites = _sites(given, contract, stack)
    settings = TargetSettings(
        sites=sites.urls,
        permission=permission,
        token=sites.token,
        api_key=sites.api_key,
        expired_token=sites.expired_token,
        peer_token=sites.peer_token,
        headers=own_headers,
        timeout=given["timeout"],
        **tls_files,
        max_rps=given.get("max_rps"),
        patience=given.get("patience", 0.0),
        secrets=(
            *(
                secret
                for secret in (sites.token, sites.api_key, sites.expired_token, sites.peer_token)
                if secret
            ),
            *secrets_in(own_headers),
        ),
        platform=contract.platform,
        limited=contract.limited_mutations,
    )
    if given.get("wait") and sites_of(given, contract):
        from kraken_conformance.target.start_up import wait_until_up

        wait_until_up(settings, given["wait"])
    return settings


def planned_settings(given: dict[str, Any], contract: Contract, permission: Permission) -> TargetSettings:
    """Return settings that are good for a plan: nothing is started, and nothing obtained with an API key."""
    from kraken_conformance.target.settings import TargetSettings

    urls = sites_of(given, contract)
    found = (secret("--token", given["token"]), secret("--api-key", given["api_key"]))
    secrets = tuple(value for value in found if value)
    embedded = dict.fromkeys(contract.servers, "http://localhost/")
    placeholder = token_hex(
        16
    )  # the embedded server will give tokens; no word of a plan may be hidden as one
    return TargetSettings(
        sites=urls or embedded,
        permission=permission,
        token=next(iter(secrets), None) if urls else placeholder,
        api_key=found[1] if urls else placeholder,
        expired_token=given.get("expired_token") if urls else placeholder,
        peer_token=given.get("peer_token") if urls else placeholder,
        headers=headers(given["headers"]),
        secrets=secrets,
        platform=contract.platform,
        limited=contract.limited_mutations,
    )


def logged_in(settings: TargetSettings) -> TargetSettings:
    """Return settings with a token, obtained with the API key where there is none. Raises `TargetUnavailable`."""
    from kraken_conformance.target.client import TargetClient

    if settings.token or not settings.api_key:
        return settings
    client = TargetClient(settings)
    try:
        token = client.login()
    finally:
        client.close()
    return replace(settings, token=token, logged_in=True, secrets=(*settings.secrets, *of_target(token)))


@dataclass(frozen=True, slots=True)
class _Sites:
    """Where to send requests, with which token."""

    urls: dict[str, str]
    token: str | None
    api_key: str | None
    expired_token: str | None
    peer_token: str | None


def _sites(given: dict[str, Any], contract: Contract, stack: ExitStack) -> _Sites:
    urls = sites_of(given, contract)
    if not urls:
        from kraken_conformance.runner.embedded_target import embedded
        from kraken_conformance.server import ServerSettings, ServerStartError

        try:
            running = stack.enter_context(embedded(ServerSettings(), given["contract"]))
        except ServerStartError as error:
            raise UsageError(f"--contract {given['contract']}: {error}") from None
        return _Sites(
            dict(running.sites), running.token, running.api_key, running.expired_token, running.peer_token
        )
    api_key = secret("--api-key", given["api_key"])
    login = contract.platform.login
    if api_key is not None and login is None:
        raise UsageError("--api-key: the contract has no login that takes one. Give a --token.")
    home = next(iter(contract.servers)) if login is None or login.site is None else login.site
    if api_key is not None and home not in urls:
        raise UsageError(f"--api-key: the token comes from {home}. Give its address, or a --token.")
    expired = secret("--expired-token", given.get("expired_token"))
    peer = secret("--peer-token", given.get("peer_token"))
    return _Sites(urls, secret("--token", given["token"]), api_key, expired, peer)
