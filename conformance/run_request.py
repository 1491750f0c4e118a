"""The options of a run, each declared once: for the command line, profiles, the API, evidence and `--resume`.

A new option is a field of `RunRequest`, and a key of `OptionFacts` where the evidence is to hold it. What it does reads
`PreparedRun.request`, or in a worker `RunSettings.options`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from enum import Enum
from functools import cache, partial
from pathlib import Path
from typing import Any, Final, Literal, NotRequired, TypedDict, cast

import click

from kraken_conformance.given_path import GivenPath
from kraken_conformance.quantities import GREATEST_SEED, MOST, MOST_WORKERS, Quantity
from kraken_conformance.schema_types import Count, Number, Text, Texts, WithDefault

EFFECTS: Final = ("IDEMPOTENT", "CREATES", "CHANGES", "DESTROYS", "MOVES_MONEY", "SENDS_MESSAGE")
"""The classes of effects, as in the contract; written out so that help does not have to import it. A test compares."""

HTTP_PROFILES: Final = ("2025-10", "2026-09")
"""The profiles of GraphQL over HTTP; written out for the same reason, and compared."""


class Kept(Enum):
    """Whether the evidence holds the value of an option, and a run that is resumed takes it from there."""

    NO = "no"
    RECORDED = "recorded"
    RESUMED = "resumed"


def _option(
    flag: str,
    default: Any,
    words: str,
    /,
    *,
    connects: bool = False,
    kept: Kept = Kept.NO,
    **click_words: Any,
) -> Any:
    """Declare an option by its flag, its default and its help."""
    click_words["help"] = words
    return field(
        default=default, metadata={"flag": flag, "connects": connects, "kept": kept, "words": click_words}
    )


_connecting = partial(_option, connects=True)
"""Declares an option that commands have which send single requests, too."""

_recorded = partial(_option, kept=Kept.RECORDED)
_resumed = partial(_option, kept=Kept.RESUMED)


class OptionFacts(TypedDict):
    """The options that the evidence holds."""

    contract: Text
    max_examples: WithDefault
    fail_on: NotRequired[Literal["must", "should"]]
    schema_file: NotRequired[str | None]
    processes: NotRequired[Count]
    tx: NotRequired[Texts]
    concurrency: NotRequired[Count]
    max_rps: NotRequired[Number | None]
    patience: NotRequired[Number]
    dry_run: NotRequired[bool]
    allow_effects: NotRequired[Texts]
    deny_effects: NotRequired[Texts]
    max_requests: NotRequired[Count | None]
    max_minutes: NotRequired[Number | None]
    max_creations: NotRequired[Count | None]
    http_profile: NotRequired[str | None]
    other_clients: NotRequired[bool]
    shard: NotRequired[str | None]
    waivers_file: NotRequired[str | None]
    allow_unproven: NotRequired[bool]
    min_coverage: NotRequired[Number | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class RunRequest:
    """What to run. Each field is the option of `kraken-conformance run` with the same meaning; all may be left out.

    Without an address, the embedded reference server is the target. `sites` are texts `NAME=URL`; `headers` are texts
    `NAME: VALUE`. `mutations` and `probes` are names, in which `*` and `?` work; empty is all. Times are in seconds,
    `max_minutes` in minutes. Nothing is read from the environment.
    """

    url: str | None = _connecting(
        "--url", None, "The GraphQL endpoint of the API site. Default: an embedded server.", metavar="URL"
    )
    auth_url: str | None = _connecting(
        "--auth-url", None, "The GraphQL endpoint of the authentication server.", metavar="URL"
    )
    sites: tuple[str, ...] = _connecting(
        "--site", (), "The GraphQL endpoint of any server of the contract, by its name.", metavar="NAME=URL"
    )
    token: str | None = _connecting(
        "--token", None, "The Authorization header. Or KRAKEN_TOKEN.", envvar="KRAKEN_TOKEN", metavar="TOKEN"
    )
    api_key: str | None = _connecting(
        "--api-key",
        None,
        "Obtain the token with it, and a new one when it expires. Or KRAKEN_API_KEY.",
        envvar="KRAKEN_API_KEY",
        metavar="KEY",
    )
    expired_token: str | None = _connecting(
        "--expired-token",
        None,
        "A token of the target that has expired. Or KRAKEN_EXPIRED_TOKEN.",
        envvar="KRAKEN_EXPIRED_TOKEN",
        metavar="TOKEN",
    )
    peer_token: str | None = _connecting(
        "--peer-token",
        None,
        "The token of another customer, who may see nothing of the first. Or KRAKEN_PEER_TOKEN.",
        envvar="KRAKEN_PEER_TOKEN",
        metavar="TOKEN",
    )
    headers: tuple[str, ...] = _connecting(
        "--header", (), "A header of every request.", metavar="'NAME: VALUE'"
    )
    ca_file: str | None = _connecting(
        "--ca", None, "Certificate authorities to trust (PEM).", type=GivenPath(), metavar="FILE"
    )
    client_cert: str | None = _connecting(
        "--client-cert",
        None,
        "The certificate to show to servers that ask for one (PEM).",
        type=GivenPath(),
        metavar="FILE",
    )
    client_key: str | None = _connecting(
        "--client-key",
        None,
        "Its private key (PEM), where that is in another file.",
        type=GivenPath(),
        metavar="FILE",
    )
    timeout: float = _connecting(
        "--timeout", 30.0, "Seconds a request.", type=Quantity(0.1), show_default=True
    )
    contract: str = _connecting(
        "--contract",
        "oefr",
        "The contract to test.",
        show_default=True,
        metavar="NAME|DIR",
        kept=Kept.RESUMED,
    )
    execute: bool = _connecting(
        "--execute", False, "Execute mutations on a target that is not on this machine."
    )
    dry_run: bool = _resumed("--dry-run", False, "Only what executes nothing.")
    schema_file: str | None = _recorded(
        "--schema", None, "A schema: SDL or JSON.", type=GivenPath(), metavar="FILE"
    )
    http_profile: str | None = _resumed(
        "--http-profile",
        None,
        "The edition of GraphQL over HTTP; else both are reported.",
        type=click.Choice(HTTP_PROFILES),
    )
    other_clients: bool = _resumed(
        "--other-clients",
        False,
        "Send one request in four as other clients do, not under this tool's name; `certify` always does.",
    )
    server: str | None = _option("--server", None, "Only the mutations of one server.", metavar="NAME")
    mutations: tuple[str, ...] = _option(
        "--mutation", (), "Only these mutations; * and ? work.", metavar="NAME"
    )
    probes: tuple[str, ...] = _option("--probe", (), "Only these probes.", metavar="NAME")
    max_examples: int = _resumed(
        "--max-examples", 50, "Drawn cases a probe.", type=click.IntRange(1, MOST), show_default=True
    )
    seed: int | None = _option(
        "--seed",
        None,
        "Repeat the cases of an earlier run.",
        type=click.IntRange(0, GREATEST_SEED),
        metavar="N",
    )
    processes: int = _resumed(
        "-n", 0, "Worker processes.", type=click.IntRange(0, MOST_WORKERS), show_default=True
    )
    tx: tuple[str, ...] = _recorded(
        "--tx", (), "A worker on any host: ssh=HOST//python=PATH, or 4*popen.", metavar="SPEC"
    )
    concurrency: int = _resumed(
        "--concurrency", 8, "Requests in flight a process.", type=click.IntRange(1, 512), show_default=True
    )
    max_rps: float | None = _resumed(
        "--max-rps", None, "At most this many requests a second.", type=Quantity(0.1), metavar="N"
    )
    allow_effects: tuple[str, ...] = _recorded(
        "--allow-effect",
        (),
        "What mutations may do on a target that is not on this machine, beyond the first three.",
        type=click.Choice(EFFECTS, case_sensitive=False),
    )
    deny_effects: tuple[str, ...] = _resumed(
        "--deny-effect",
        (),
        "What mutations must not do on any target.",
        type=click.Choice(EFFECTS, case_sensitive=False),
    )
    max_requests: int | None = _resumed(
        "--max-requests",
        None,
        "At most this many requests in all.",
        type=click.IntRange(1, MOST),
        metavar="N",
    )
    max_minutes: float | None = _resumed(
        "--max-minutes",
        None,
        "Send nothing after so long.",
        type=Quantity(0, min_open=True),
        metavar="N",
    )
    max_creations: int | None = _resumed(
        "--max-creations",
        None,
        "At most this many records a mutation.",
        type=click.IntRange(0, MOST),
        metavar="N",
    )
    wait: float = _option(
        "--wait",
        0.0,
        "Wait at most this long for a target that is starting.",
        type=Quantity(0),
        metavar="SECONDS",
    )
    patience: float = _resumed(
        "--patience",
        120.0,
        "Seconds to wait for a target that stops answering.",
        type=Quantity(0),
        show_default=True,
    )
    waivers_file: Path | None = _recorded(  # noqa: RUF009 - it declares a field, which holds no state
        "--waivers", None, "Known failures (TOML).", type=GivenPath(path_type=Path), metavar="FILE"
    )
    allow_unproven: bool = _resumed(
        "--allow-unproven",
        False,
        "Let mutations through that answered with errors alone. The verdict says which.",
    )
    min_coverage: float | None = _resumed(
        "--min-coverage",
        None,
        "Fewer declared codes raised make the run inconclusive.",
        type=Quantity(0, 100),
        metavar="PERCENT",
    )
    shard: str | None = _resumed(
        "--shard", None, "Only the I-th of N shares, to be merged later.", metavar="I/N"
    )
    output: Path = _option(  # noqa: RUF009 - it declares a field, which holds no state
        "--output",
        Path("kraken-report"),
        "Where to write.",
        type=GivenPath(path_type=Path),
        show_default=True,
    )
    fail_on: Literal["must", "should"] = _resumed(
        "--fail-on",
        "must",
        "Which broken requirements make a target non-conformant.",
        type=click.Choice(["must", "should"]),
        show_default=True,
    )

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> RunRequest:
        """Return the request of options by name; what else is among them is left out."""
        return cls(**{name: given[name] for name in declared()})

    def facts(self) -> OptionFacts:
        """Return what the evidence holds of the options."""
        found = {name: _plain(getattr(self, name)) for name in kept_options(Kept.RECORDED, Kept.RESUMED)}
        return cast(OptionFacts, found)


@cache
def declared() -> Mapping[str, Field[Any]]:
    """Return the options by name, in the order of the help."""
    return {one.name: one for one in fields(RunRequest)}


def kept_options(*kept: Kept) -> Mapping[str, str]:
    """Return the options whose values are kept so, and what each is called on the command line."""
    return {name: one.metadata["flag"] for name, one in declared().items() if one.metadata["kept"] in kept}


def resumed(configuration: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of options that a resumed run takes from the configuration of the run before."""
    found = {name: configuration[name] for name in kept_options(Kept.RESUMED) if name in configuration}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    return list(value) if isinstance(value, tuple) else value
