"""`kraken-conformance serve`: the reference server on a port."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import click

from kraken_conformance.quantities import MOST
from kraken_conformance.server import (
    PlantedFault,
    ServerSettings,
    ServerStartError,
    UnknownFaultError,
    create_app,
)
from kraken_conformance.server.core.app import with_cors
from kraken_conformance.server.core.editions import EDITIONS
from kraken_conformance.server.core.serving import run_server, site_urls
from kraken_conformance.server.faults.examples import can_show, example_in, why_not_shown
from kraken_conformance.server.faults.registry import FAULTS
from kraken_conformance.spec import Contract, ContractError, load_contract


def _list_faults(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    for fault in FAULTS.values():
        place = f" (on {fault.example})" if fault.example else ""
        click.echo(f"{fault.id:32} {fault.breaks:28} {fault.description}{place}")
    context.exit()


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="The port; 0 for a free one.",
)
@click.option(
    "--contract", default="oefr", show_default=True, help="The contract: a shipped one, or a folder."
)
@click.option(
    "--api-key",
    default=ServerSettings().api_key,
    show_default=True,
    help="The key that obtainKrakenToken takes.",
)
@click.option(
    "--token-lifetime",
    default=ServerSettings().token_lifetime,
    show_default=True,
    type=click.IntRange(0, MOST),
    help="How many seconds a token lives.",
)
@click.option(
    "--latency",
    default=0,
    show_default=True,
    type=click.IntRange(0, MOST),
    help="Milliseconds to add to every answer.",
)
@click.option(
    "--known-account",
    "known_accounts",
    multiple=True,
    metavar="NUMBER",
    help="An account that there is; all others are not found. Repeatable.",
)
@click.option(
    "--stateful",
    is_flag=True,
    help="Take what comes from an earlier step of a flow only where that step gave it out.",
)
@click.option(
    "--http-profile",
    type=click.Choice(list(EDITIONS)),
    default=ServerSettings().http_profile,
    show_default=True,
    help="The edition of GraphQL over HTTP that the server is made to.",
)
@click.option(
    "--fault", "faults", multiple=True, metavar="ID[:when=NAME][:rate=1/N]", help="Plant a fault. Repeatable."
)
@click.option(
    "--on",
    "mutations",
    multiple=True,
    metavar="MUTATION",
    help="Where the fault of the same position is planted.",
)
@click.option(
    "--list-faults",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_faults,
    help="List the faults.",
)
@click.option(
    "--tokens",
    is_flag=True,
    help="Print a token, one of another customer and an expired one, as KRAKEN_TOKEN, KRAKEN_PEER_TOKEN, …",
)
@click.option(
    "--cors",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="A web page's origin that may send requests, such as http://localhost:3000. Repeatable.",
)
def command(
    host: str,
    port: int,
    contract: str,
    api_key: str,
    token_lifetime: int,
    latency: int,
    known_accounts: tuple[str, ...],
    stateful: bool,
    http_profile: str,
    faults: tuple[str, ...],
    mutations: tuple[str, ...],
    tokens: bool,
    origins: tuple[str, ...],
) -> None:
    """Serve the reference implementation of the contract, until it is interrupted."""
    settings = ServerSettings(
        api_key=api_key,
        token_lifetime=token_lifetime,
        latency=latency / 1000,
        faults=(),
        known_accounts=known_accounts,
        stateful=stateful,
        http_profile=http_profile,
    )
    try:
        loaded = load_contract(contract)
        settings = replace(settings, faults=_planted(loaded, faults, mutations))
        app = create_app(loaded, settings)

        def ready(bound: int, _: Callable[[], None]) -> None:
            urls = site_urls(loaded, host, bound)
            click.echo(f"Ready: {', '.join(f'{name} {url}' for name, url in urls.items())}")
            if tokens:
                click.echo(f"KRAKEN_TOKEN={app.issue_token()}")
                click.echo(f"KRAKEN_PEER_TOKEN={app.peer_token()}")
                click.echo(f"KRAKEN_EXPIRED_TOKEN={app.expired_token()}")

        run_server(with_cors(app, origins), host=host, port=port, ready=ready)
    except (ContractError, ServerStartError, UnknownFaultError) as error:
        raise click.UsageError(str(error)) from None


def _planted(
    contract: Contract, faults: tuple[str, ...], mutations: tuple[str, ...]
) -> tuple[PlantedFault, ...]:
    """Pair faults and mutations: one --on for all, or one for each fault of a mutation, in order."""
    if mutations and not faults:
        raise click.UsageError("--on needs a --fault to plant there.")
    waiting = list(mutations)
    planted = []
    for text in faults:
        id_, when, rate = _read_fault(text)
        known = FAULTS.get(id_)
        needs_place = known is None or not known.server_wide
        place = None
        if needs_place and waiting:
            place = waiting[0] if len(mutations) == 1 else waiting.pop(0)
        elif known is not None:
            place = example_in(contract, known)
            if not can_show(contract, known):
                raise click.UsageError(f"--fault {id_}: {why_not_shown(contract, known)}.")
        planted.append(PlantedFault(id_, place, when, rate))
    if waiting and len(mutations) > 1:
        raise click.UsageError(f"There is no --fault for --on {waiting[0]}.")
    return tuple(planted)


def _read_fault(text: str) -> tuple[str, str | None, Fraction]:
    id_, *modifiers = text.split(":")
    when, rate = None, Fraction(1)
    for modifier in modifiers:
        name, _, value = modifier.partition("=")
        if name == "when":
            when = value
        elif name == "rate":
            try:
                rate = Fraction(value)
            except (ValueError, ZeroDivisionError):
                raise click.UsageError(
                    f"--fault {text}: {value!r} is no rate. Write one like 1/20."
                ) from None
        else:
            raise click.UsageError(f"--fault {text}: {modifier!r} is neither when=NAME nor rate=1/N.")
    return id_, when, rate
