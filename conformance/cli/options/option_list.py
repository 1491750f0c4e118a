"""The options of commands that talk to a target, as click knows them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

EFFECTS = ("IDEMPOTENT", "CREATES", "CHANGES", "DESTROYS", "MOVES_MONEY", "SENDS_MESSAGE")
"""The classes of effects, as in the contract; written out so that help does not have to import it. A test compares."""

HTTP_PROFILES = ("2025-10", "2026-09")
"""The profiles of GraphQL over HTTP; written out for the same reason, and compared."""

_CONNECT_OPTIONS = (
    click.option(
        "--profile",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A file of targets. Default with --target: kraken-conformance.toml.",
    ),
    click.option("--target", metavar="NAME", help="The target of the profile."),
    click.option(
        "--url", metavar="URL", help="The GraphQL endpoint of the API site. Default: an embedded server."
    ),
    click.option("--auth-url", metavar="URL", help="The GraphQL endpoint of the authentication server."),
    click.option(
        "--site",
        "sites",
        multiple=True,
        metavar="NAME=URL",
        help="The GraphQL endpoint of any server of the contract, by its name.",
    ),
    click.option(
        "--token", envvar="KRAKEN_TOKEN", metavar="TOKEN", help="The Authorization header. Or KRAKEN_TOKEN."
    ),
    click.option(
        "--api-key",
        envvar="KRAKEN_API_KEY",
        metavar="KEY",
        help="Obtain the token with it, and a new one when it expires. Or KRAKEN_API_KEY.",
    ),
    click.option(
        "--expired-token",
        envvar="KRAKEN_EXPIRED_TOKEN",
        metavar="TOKEN",
        help="A token of the target that has expired. Or KRAKEN_EXPIRED_TOKEN.",
    ),
    click.option(
        "--peer-token",
        envvar="KRAKEN_PEER_TOKEN",
        metavar="TOKEN",
        help="The token of another customer, who may see nothing of the first. Or KRAKEN_PEER_TOKEN.",
    ),
    click.option(
        "--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="A header of every request."
    ),
    click.option(
        "--ca", "ca_file", type=click.Path(), metavar="FILE", help="Certificate authorities to trust (PEM)."
    ),
    click.option(
        "--client-cert",
        type=click.Path(),
        metavar="FILE",
        help="The certificate to show to servers that ask for one (PEM).",
    ),
    click.option(
        "--client-key",
        type=click.Path(),
        metavar="FILE",
        help="Its private key (PEM), where that is in another file.",
    ),
    click.option(
        "--timeout", type=click.FloatRange(0.1), default=30.0, show_default=True, help="Seconds a request."
    ),
    click.option(
        "--contract", default="oefr", show_default=True, metavar="NAME|DIR", help="The contract to test."
    ),
    click.option(
        "--execute", is_flag=True, help="Execute mutations on a target that is not on this machine."
    ),
)

_RUN_OPTIONS = (
    *_CONNECT_OPTIONS,
    click.option(
        "--dry-run",
        is_flag=True,
        help="Only what executes nothing.",
    ),
    click.option("--schema", "schema_file", type=click.Path(), metavar="FILE", help="A schema: SDL or JSON."),
    click.option(
        "--http-profile",
        type=click.Choice(HTTP_PROFILES),
        help="The edition of GraphQL over HTTP; else both are reported.",
    ),
    click.option("--server", metavar="NAME", help="Only the mutations of one server."),
    click.option(
        "--mutation", "mutations", multiple=True, metavar="NAME", help="Only these mutations; * and ? work."
    ),
    click.option("--probe", "probes", multiple=True, metavar="NAME", help="Only these probes."),
    click.option(
        "--max-examples", type=click.IntRange(1), default=50, show_default=True, help="Drawn cases a probe."
    ),
    click.option("--seed", type=click.IntRange(0), metavar="N", help="Repeat the cases of an earlier run."),
    click.option(
        "-n", "processes", type=click.IntRange(0), default=0, show_default=True, help="Worker processes."
    ),
    click.option(
        "--tx",
        multiple=True,
        metavar="SPEC",
        help="A worker on any host: ssh=HOST//python=PATH, or 4*popen.",
    ),
    click.option(
        "--concurrency",
        type=click.IntRange(1, 512),
        default=8,
        show_default=True,
        help="Requests in flight a process.",
    ),
    click.option(
        "--max-rps", type=click.FloatRange(0.1), metavar="N", help="At most this many requests a second."
    ),
    click.option(
        "--allow-effect",
        "allow_effects",
        multiple=True,
        type=click.Choice(EFFECTS, case_sensitive=False),
        help="What mutations may do on a target that is not on this machine, beyond the first three.",
    ),
    click.option(
        "--deny-effect",
        "deny_effects",
        multiple=True,
        type=click.Choice(EFFECTS, case_sensitive=False),
        help="What mutations must not do on any target.",
    ),
    click.option(
        "--max-requests", type=click.IntRange(1), metavar="N", help="At most this many requests in all."
    ),
    click.option(
        "--max-minutes",
        type=click.FloatRange(0, min_open=True),
        metavar="N",
        help="Send nothing after so long.",
    ),
    click.option(
        "--max-creations", type=click.IntRange(0), metavar="N", help="At most this many records a mutation."
    ),
    click.option(
        "--wait",
        type=click.FloatRange(0),
        default=0.0,
        metavar="SECONDS",
        help="Wait at most this long for a target that is starting.",
    ),
    click.option(
        "--patience",
        type=click.FloatRange(0),
        default=120.0,
        show_default=True,
        help="Seconds to wait for a target that stops answering.",
    ),
    click.option(
        "--waivers",
        "waivers_file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Known failures (TOML).",
    ),
    click.option(
        "--allow-unproven",
        is_flag=True,
        help="Let mutations through that answered with errors alone. The verdict says which.",
    ),
    click.option(
        "--min-coverage",
        type=click.FloatRange(0, 100),
        metavar="PERCENT",
        help="Fewer declared codes raised make the run inconclusive.",
    ),
    click.option(
        "--history",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="A folder that remembers runs; the report shows the trend.",
    ),
    click.option("--shard", metavar="I/N", help="Only the I-th of N shares, to be merged later."),
    click.option(
        "--output",
        type=click.Path(path_type=Path),
        default="kraken-report",
        show_default=True,
        help="Where to write.",
    ),
    click.option(
        "--fail-on",
        type=click.Choice(["must", "should"]),
        default="must",
        show_default=True,
        help="Which broken requirements make a target non-conformant.",
    ),
)


def connect_options(command: Command) -> Command:
    """Add the options that say how a target is reached to a command."""
    return _with(_CONNECT_OPTIONS, command)


def run_options(command: Command) -> Command:
    """Add the options of a run to a command."""
    return _with(_RUN_OPTIONS, command)


def profile_options() -> list[click.Option]:
    """Return every option that may stand in a profile: those of a run."""

    def command() -> None: ...

    # click collects the options of stacked decorators from the last to the first.
    return list(reversed(run_options(command).__click_params__))  # type: ignore[attr-defined]


def _with(options: tuple[Callable[[Command], Command], ...], command: Command) -> Command:
    for option in reversed(options):
        command = option(command)
    return command
