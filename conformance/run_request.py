"""The options of a run, each declared once: for the command line, profiles, the API, evidence and `--resume`.

A new option is a field of `RunRequest`, and a key of `OptionFacts` where the evidence is to hold it. What it does reads
`PreparedRun.request`, or in a worker `RunSettings.options`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NotRequired, TypedDict, cast

import click

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


def _option(flag: str, default: Any, /, *, connects: bool = False, kept: Kept = Kept.NO, **words: Any) -> Any:
    """Declare an option. `connects`: commands that send single requests have it too. `words` are those of click."""
    return field(default=default, metadata={"flag": flag, "connects": connects, "kept": kept, "words": words})


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

    url: str | None = _option(
        "--url",
        None,
        metavar="URL",
        help="The GraphQL endpoint of the API site. Default: an embedded server.",
        connects=True,
    )
    auth_url: str | None = _option(
        "--auth-url",
        None,
        metavar="URL",
        help="The GraphQL endpoint of the authentication server.",
        connects=True,
    )
    sites: tuple[str, ...] = _option(
        "--site",
        (),
        metavar="NAME=URL",
        help="The GraphQL endpoint of any server of the contract, by its name.",
        connects=True,
    )
    token: str | None = _option(
        "--token",
        None,
        envvar="KRAKEN_TOKEN",
        metavar="TOKEN",
        help="The Authorization header. Or KRAKEN_TOKEN.",
        connects=True,
    )
    api_key: str | None = _option(
        "--api-key",
        None,
        envvar="KRAKEN_API_KEY",
        metavar="KEY",
        help="Obtain the token with it, and a new one when it expires. Or KRAKEN_API_KEY.",
        connects=True,
    )
    expired_token: str | None = _option(
        "--expired-token",
        None,
        envvar="KRAKEN_EXPIRED_TOKEN",
        metavar="TOKEN",
        help="A token of the target that has expired. Or KRAKEN_EXPIRED_TOKEN.",
        connects=True,
    )
    peer_token: str | None = _option(
        "--peer-token",
        None,
        envvar="KRAKEN_PEER_TOKEN",
        metavar="TOKEN",
        help="The token of another customer, who may see nothing of the first. Or KRAKEN_PEER_TOKEN.",
        connects=True,
    )
    headers: tuple[str, ...] = _option(
        "--header", (), metavar="'NAME: VALUE'", help="A header of every request.", connects=True
    )
    ca_file: str | None = _option(
        "--ca",
        None,
        type=click.Path(),
        metavar="FILE",
        help="Certificate authorities to trust (PEM).",
        connects=True,
    )
    client_cert: str | None = _option(
        "--client-cert",
        None,
        type=click.Path(),
        metavar="FILE",
        help="The certificate to show to servers that ask for one (PEM).",
        connects=True,
    )
    client_key: str | None = _option(
        "--client-key",
        None,
        type=click.Path(),
        metavar="FILE",
        help="Its private key (PEM), where that is in another file.",
        connects=True,
    )
    timeout: float = _option(
        "--timeout",
        30.0,
        type=click.FloatRange(0.1),
        show_default=True,
        help="Seconds a request.",
        connects=True,
    )
    contract: str = _option(
        "--contract",
        "oefr",
        show_default=True,
        metavar="NAME|DIR",
        help="The contract to test.",
        connects=True,
        kept=Kept.RESUMED,
    )
    execute: bool = _option(
        "--execute", False, help="Execute mutations on a target that is not on this machine.", connects=True
    )
    dry_run: bool = _option("--dry-run", False, help="Only what executes nothing.", kept=Kept.RESUMED)
    schema_file: str | None = _option(
        "--schema", None, type=click.Path(), metavar="FILE", help="A schema: SDL or JSON.", kept=Kept.RECORDED
    )
    http_profile: str | None = _option(
        "--http-profile",
        None,
        type=click.Choice(HTTP_PROFILES),
        help="The edition of GraphQL over HTTP; else both are reported.",
        kept=Kept.RESUMED,
    )
    server: str | None = _option("--server", None, metavar="NAME", help="Only the mutations of one server.")
    mutations: tuple[str, ...] = _option(
        "--mutation", (), metavar="NAME", help="Only these mutations; * and ? work."
    )
    probes: tuple[str, ...] = _option("--probe", (), metavar="NAME", help="Only these probes.")
    max_examples: int = _option(
        "--max-examples",
        50,
        type=click.IntRange(1),
        show_default=True,
        help="Drawn cases a probe.",
        kept=Kept.RESUMED,
    )
    seed: int | None = _option(
        "--seed", None, type=click.IntRange(0), metavar="N", help="Repeat the cases of an earlier run."
    )
    processes: int = _option(
        "-n", 0, type=click.IntRange(0), show_default=True, help="Worker processes.", kept=Kept.RESUMED
    )
    tx: tuple[str, ...] = _option(
        "--tx",
        (),
        metavar="SPEC",
        help="A worker on any host: ssh=HOST//python=PATH, or 4*popen.",
        kept=Kept.RECORDED,
    )
    concurrency: int = _option(
        "--concurrency",
        8,
        type=click.IntRange(1, 512),
        show_default=True,
        help="Requests in flight a process.",
        kept=Kept.RESUMED,
    )
    max_rps: float | None = _option(
        "--max-rps",
        None,
        type=click.FloatRange(0.1),
        metavar="N",
        help="At most this many requests a second.",
        kept=Kept.RESUMED,
    )
    allow_effects: tuple[str, ...] = _option(
        "--allow-effect",
        (),
        type=click.Choice(EFFECTS, case_sensitive=False),
        help="What mutations may do on a target that is not on this machine, beyond the first three.",
        kept=Kept.RECORDED,
    )
    deny_effects: tuple[str, ...] = _option(
        "--deny-effect",
        (),
        type=click.Choice(EFFECTS, case_sensitive=False),
        help="What mutations must not do on any target.",
        kept=Kept.RESUMED,
    )
    max_requests: int | None = _option(
        "--max-requests",
        None,
        type=click.IntRange(1),
        metavar="N",
        help="At most this many requests in all.",
        kept=Kept.RESUMED,
    )
    max_minutes: float | None = _option(
        "--max-minutes",
        None,
        type=click.FloatRange(0, min_open=True),
        metavar="N",
        help="Send nothing after so long.",
        kept=Kept.RESUMED,
    )
    max_creations: int | None = _option(
        "--max-creations",
        None,
        type=click.IntRange(0),
        metavar="N",
        help="At most this many records a mutation.",
        kept=Kept.RESUMED,
    )
    wait: float = _option(
        "--wait",
        0.0,
        type=click.FloatRange(0),
        metavar="SECONDS",
        help="Wait at most this long for a target that is starting.",
    )
    patience: float = _option(
        "--patience",
        120.0,
        type=click.FloatRange(0),
        show_default=True,
        help="Seconds to wait for a target that stops answering.",
        kept=Kept.RESUMED,
    )
    waivers_file: Path | None = _option(  # noqa: RUF009 - it declares a field, which holds no state
        "--waivers",
        None,
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Known failures (TOML).",
        kept=Kept.RECORDED,
    )
    allow_unproven: bool = _option(
        "--allow-unproven",
        False,
        help="Let mutations through that answered with errors alone. The verdict says which.",
        kept=Kept.RESUMED,
    )
    min_coverage: float | None = _option(
        "--min-coverage",
        None,
        type=click.FloatRange(0, 100),
        metavar="PERCENT",
        help="Fewer declared codes raised make the run inconclusive.",
        kept=Kept.RESUMED,
    )
    shard: str | None = _option(
        "--shard",
        None,
        metavar="I/N",
        help="Only the I-th of N shares, to be merged later.",
        kept=Kept.RESUMED,
    )
    output: Path = _option(  # noqa: RUF009 - as above
        "--output",
        Path("kraken-report"),
        type=click.Path(path_type=Path),
        show_default=True,
        help="Where to write.",
    )
    fail_on: Literal["must", "should"] = _option(
        "--fail-on",
        "must",
        type=click.Choice(["must", "should"]),
        show_default=True,
        help="Which broken requirements make a target non-conformant.",
        kept=Kept.RESUMED,
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
