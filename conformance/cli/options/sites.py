"""The addresses of the sites that the options name: any number, by the names of the contract's servers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kraken_conformance.exceptions import UsageError
from kraken_conformance.safety.host_policy import is_loopback

if TYPE_CHECKING:
    from kraken_conformance.spec import Contract

POSITIONAL = (("url", "--url"), ("auth_url", "--auth-url"))
"""The options for the first sites of a contract, in its order."""


def named_addresses(given: Mapping[str, Any], contract: Contract) -> dict[str, tuple[str, str]]:
    """Return the option and the address for each site that has one, by the name of the site.

    `--url` and `--auth-url` are for the first two sites, `--site NAME=URL` is for any. Raises `UsageError` for a
    site that the contract does not have, or that is given twice.
    """
    found: dict[str, tuple[str, str]] = {}
    for name, option, url in _given(given, contract):
        if name not in contract.servers:
            raise UsageError(f"{option}: the contract has {' and '.join(contract.servers)}.")
        if name in found:
            raise UsageError(f"{option} {url}: {found[name][0]} gives an address for {name} already.")
        found[name] = (option, url)
    return {name: found[name] for name in contract.servers if name in found}


def sites_of(given: Mapping[str, Any], contract: Contract) -> dict[str, str]:
    """Return the address of each site that has one, by name, in the order of the contract."""
    return {name: url for name, (_, url) in named_addresses(given, contract).items()}


def has_address(given: Mapping[str, Any]) -> bool:
    """Whether any option names an address; without one, the embedded server is the target."""
    return bool(given["sites"]) or any(given[key] is not None for key, _ in POSITIONAL)


def option_for(contract: Contract, site: str) -> str:
    """Return the option that gives the address of a site: the shortest one."""
    position = list(contract.servers).index(site)
    return POSITIONAL[position][1] if position < len(POSITIONAL) else f"--site {site}=URL"


def with_sites(given: Mapping[str, Any], sites: Mapping[str, str]) -> dict[str, Any]:
    """Return options in which these sites have these addresses, and no others have one."""
    return {**given, "url": None, "auth_url": None, "sites": tuple(f"{n}={u}" for n, u in sites.items())}


def addresses_of(header: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that name the target of a run again, from the header of its evidence."""
    target, embedded = header["target"], header["configuration"].get("embedded")
    first = {key: None if embedded else target[key] for key, _ in POSITIONAL}
    named = {} if embedded else target.get("sites") or {}
    left, further = [url for url in first.values() if url], []
    for name, url in named.items():
        if url in left:
            left.remove(url)
        else:
            further.append(f"{name}={url}")
    return {**first, "sites": tuple(further)}


def local_addresses(header: Mapping[str, Any], what: str) -> dict[str, Any]:
    """Return the options that name the target of a run again, as `addresses_of`, where it is on this machine.

    Evidence is data, which somebody else may have written: it does not say to which other machine a token is sent.
    Raises `UsageError`, beginning with `what`, where it would.
    """
    found = addresses_of(header)
    urls = [url for url in (found["url"], found["auth_url"]) if url is not None]
    require_local([*urls, *(site.partition("=")[2] for site in found["sites"])], what)
    return found


def require_local(urls: Iterable[str], what: str) -> None:
    """Raise `UsageError`, beginning with `what`, where an address that evidence names is not on this machine."""
    for url in urls:
        if not is_loopback(url):
            raise UsageError(
                f"{what}: the target was {url}, which is not on this machine. Evidence is not asked where to send "
                "requests: give the addresses again, with --url, --auth-url or --site, or a --profile, and --execute."
            )


def _given(given: Mapping[str, Any], contract: Contract) -> Iterator[tuple[str, str, str]]:
    names = list(contract.servers)
    for position, (key, option) in enumerate(POSITIONAL):
        if given[key] is None:
            continue
        if position >= len(names):
            raise UsageError(f"{option}: the contract has one server, {names[0]}. Give --url alone.")
        yield names[position], option, given[key]
    for text in given["sites"]:
        name, equals, url = text.partition("=")
        if not equals or not name or not url:
            raise UsageError(f"--site {text}: write NAME=URL, with a name of {' or '.join(names)}.")
        yield name, f"--site {name}", url
