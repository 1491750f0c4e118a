"""What can be set on a reference server."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class PlantedFault:
    """A fault of the registry, planted in a server.

    `mutation` is None for the faults of a server as a whole. `when` names the requests that show the
    fault, None for all; `rate` is the share of those that do: 1/20 is every twentieth, counted.
    """

    id: str
    mutation: str | None = None
    when: str | None = None
    rate: Fraction = Fraction(1)


class UnknownFaultError(ValueError):
    """A fault that does not exist, or that cannot be planted there. The message says what can be done."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The settings of a reference server.

    `api_key` is what `obtainKrakenToken` accepts. Lifetimes are in seconds, `latency` is in seconds
    and added to every GraphQL answer, `max_body` is in bytes. `known_accounts` are the numbers of
    the only accounts that there are; empty for every number that is well-formed. A `stateful` server
    takes what a flow of the contract says comes from an earlier step only where one gave it out.
    `http_profile` is the edition of GraphQL over HTTP that it is made to, one of `editions.EDITIONS`.
    """

    api_key: str = "sk_live_reference"
    token_lifetime: int = 3600
    refresh_lifetime: int = 7 * 24 * 3600
    latency: float = 0.0
    max_body: int = 1 << 20
    faults: tuple[PlantedFault, ...] = ()
    known_accounts: tuple[str, ...] = ()
    stateful: bool = False
    http_profile: str = "2025-10"
