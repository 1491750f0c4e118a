"""Decides which servers may be sent requests: one policy for every front end.

A server on this machine is tested without asking. Any other one needs leave to execute mutations, or a dry run; a
production host is refused, unless a profile names it or nothing is executed. Nothing is looked up or sent to find
that out: a name that means this machine only by way of the resolver is a remote one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kraken_conformance.exceptions import UsageError
from kraken_conformance.safety.address import Address, AddressError, CredentialsInAddress, parse_address
from kraken_conformance.safety.known_secrets import KNOWN

if TYPE_CHECKING:
    from kraken_conformance.spec import Contract


@dataclass(frozen=True, slots=True)
class Permission:
    """The servers to which requests may be sent: those of `origins`, and any that is on this machine."""

    origins: tuple[str, ...] = ()

    def allows(self, address: Address) -> bool:
        """Whether requests may be sent to an address."""
        return address.origin in self.origins or address.is_loopback


THIS_MACHINE = Permission()
"""Allows servers on this machine alone."""


@dataclass(frozen=True, slots=True)
class HostPolicy:
    """What a user allows. `production` are the hosts whose data is not for tests.

    `execute_option` is the option that gives leave to execute mutations on other machines, and `dry_run_option`
    the one that executes nothing; empty where a front end has none.
    """

    production: frozenset[str]
    execute: bool
    dry_run: bool
    execute_option: str = "--execute"
    dry_run_option: str = "--dry-run"

    @classmethod
    def of(
        cls,
        contract: Contract,
        *,
        execute: bool,
        dry_run: bool,
        named: Collection[str] = (),
        execute_option: str = "--execute",
        dry_run_option: str = "--dry-run",
    ) -> HostPolicy:
        """Return the policy for the targets of a contract; `named` are production hosts that a profile names."""
        hosts = {host_of(server.url) for server in contract.servers.values() if server.production}
        return cls(frozenset(hosts - set(named)), execute, dry_run, execute_option, dry_run_option)

    def permit(self, urls: Mapping[str, str]) -> Permission:
        """Return the permission for addresses, by the option that names each. Raises `UsageError`."""
        self.require_consistent()
        return Permission(tuple(sorted({self._judged(option, url).origin for option, url in urls.items()})))

    def require_consistent(self) -> None:
        """Raise `UsageError` where both are asked for: to execute mutations, and to execute nothing."""
        if self.dry_run and self.execute:
            raise UsageError(
                f"{self.dry_run_option} and {self.execute_option} contradict each other: give one of them."
            )

    def _judged(self, option: str, url: str) -> Address:
        address = read_address(option, url)
        if address.host in self.production and not self.dry_run:
            instead = f": give {self.dry_run_option} to execute nothing" if self.dry_run_option else ""
            raise UsageError(
                f"{option} {url}: this is a production host. Its data is not for tests{instead}. Who has to execute "
                "mutations there all the same writes a target with this url and production = true into a profile, "
                "and gives --profile and --execute to the command kraken-conformance."
            )
        if not address.is_loopback and not (self.dry_run or self.execute):
            instead = f", or {self.dry_run_option} to execute nothing" if self.dry_run_option else ""
            raise UsageError(
                f"{option} {url}: the target is not on this machine, and the requests change data. Give "
                f"{self.execute_option} to run them{instead}."
            )
        return address


def read_address(option: str, url: str) -> Address:
    """Return the address that an option gives; what its query has as values is kept secret. Raises `UsageError`."""
    KNOWN.add_url(url)
    try:
        return parse_address(url)
    except CredentialsInAddress:
        raise UsageError(
            f"{option}: there are credentials in this address, and the address is in every report. Leave them out, "
            "and give --token, or --header for a gateway."
        ) from None
    except AddressError as error:
        raise UsageError(f"{option} {url}: {error}.") from None


def host_of(url: str) -> str:
    """Return the host of an address, empty where it is none."""
    try:
        return parse_address(url).host
    except AddressError:
        return ""


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine; what is no address is not."""
    try:
        return parse_address(url).is_loopback
    except AddressError:
        return False
