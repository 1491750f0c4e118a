"""The options of commands that talk to a target, and what they mean together."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import click

from kraken_conformance.exceptions import UsageError

if TYPE_CHECKING:
    from kraken_conformance.profile import TargetProfile
    from kraken_conformance.runner.options import RunOptions
    from kraken_conformance.runner.subject import Subject
    from kraken_conformance.spec import Contract
    from kraken_conformance.target.settings import TargetSettings
    from kraken_conformance.waivers import Waiver

Command = TypeVar("Command", bound=Callable[..., Any])

DRY_PROBES = ("dry-run", "http-audits", "schema")
"""What is left of a run in which nothing may be executed."""

EFFECTS = ("IDEMPOTENT", "CREATES", "CHANGES", "DESTROYS", "MOVES_MONEY", "SENDS_MESSAGE")
"""The classes of effects, as in the contract; written out so that help does not have to import it. A test compares."""

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
        "--token", envvar="KRAKEN_TOKEN", metavar="TOKEN", help="The Authorization header. Or KRAKEN_TOKEN."
    ),
    click.option(
        "--api-key",
        envvar="KRAKEN_API_KEY",
        metavar="KEY",
        help="Obtain the token with it, and a new one when it expires. Or KRAKEN_API_KEY.",
    ),
    click.option(
        "--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="A header of every request."
    ),
    click.option(
        "--ca", "ca_file", type=click.Path(), metavar="FILE", help="Certificate authorities to trust (PEM)."
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
    click.option("--server", metavar="API|AUTH", help="Only the mutations of one server."),
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
        "--concurrency",
        type=click.IntRange(1, 512),
        default=8,
        show_default=True,
        help="Requests in flight a process.",
    ),
    click.option(
        "--max-rps", type=click.FloatRange(0.1), metavar="N", help="At most so many requests a second."
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
        "--max-requests", type=click.IntRange(1), metavar="N", help="At most so many requests in all."
    ),
    click.option(
        "--max-minutes",
        type=click.FloatRange(0, min_open=True),
        metavar="N",
        help="Send nothing after so long.",
    ),
    click.option(
        "--max-creations", type=click.IntRange(0), metavar="N", help="At most so many records a mutation."
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


def build_options(
    given: dict[str, Any],
    stack: ExitStack,
    *,
    seed: int,
    profile: TargetProfile | None = None,
    planned: bool = False,
) -> RunOptions:
    """Turn the options in force into those of a run.

    `seed` counts where none is given. Where there is no `--url`, the embedded server is started and
    lives as long as `stack`. A run that is only `planned` starts none, and nothing is sent for it.
    Raises `UsageError` for what makes no sense.
    """
    from kraken_conformance.cli.in_force import named_production, pools_of, secret_values
    from kraken_conformance.cli.selection import select_mutations, select_probes
    from kraken_conformance.probes.registry import mutation_probes, server_probes
    from kraken_conformance.runner.options import RunOptions
    from kraken_conformance.runner.schema_probe import SCHEMA
    from kraken_conformance.runner.subject import subjects
    from kraken_conformance.spec import load_contract, load_requirements
    from kraken_conformance.target.introspection import schema_text
    from kraken_conformance.waiver_file import load_waivers

    contract = load_contract(given["contract"])
    if given["server"] is not None and given["server"] not in contract.servers:
        raise UsageError(f"--server {given['server']}: the contract has {' and '.join(contract.servers)}.")
    mutations = select_mutations(contract, given["mutations"], given["server"])
    probes = select_probes(sorted({SCHEMA, *mutation_probes(), *server_probes()}), given["probes"])
    if given["dry_run"]:
        probes = tuple(name for name in probes if name in DRY_PROBES)
        if not probes:
            raise UsageError(f"--dry-run: only {', '.join(DRY_PROBES)} execute nothing. Choose among them.")
    chosen = _shard(given["shard"], subjects(contract, mutations))
    schema = None if given["schema_file"] is None else Path(given["schema_file"])
    if schema is not None:
        schema_text(schema)
    waivers: tuple[Waiver, ...] = ()
    if given["waivers_file"] is not None:
        waivers = load_waivers(given["waivers_file"], contract, load_requirements())
    check_addresses(given, contract, named_production(profile))
    pools = pools_of(profile)
    target = planned_settings(given, contract) if planned else target_settings(given, contract, stack)
    target = replace(target, secrets=(*target.secrets, *secret_values(pools)))
    denied = _denied(given, contract, target)
    if target.max_rps is not None and given["processes"] > 1:
        target = replace(target, max_rps=_share(target.max_rps, given["processes"]))
    return RunOptions(
        contract=contract,
        contract_name=given["contract"],
        target=target,
        subjects=chosen,
        probes=probes,
        seed=seed if given["seed"] is None else given["seed"],
        max_examples=given["max_examples"],
        processes=given["processes"],
        concurrency=given["concurrency"],
        schema_file=schema,
        output=given["output"],
        fail_on=given["fail_on"],
        configuration={
            "contract": given["contract"],
            "selection": {
                "server": given["server"],
                "mutation": list(given["mutations"]),
                "probe": list(given["probes"]),
            },
            "schema_file": None if given["schema_file"] is None else str(given["schema_file"]),
            "embedded": given["url"] is None and given["auth_url"] is None,
            "processes": given["processes"],
            "concurrency": given["concurrency"],
            "max_rps": given["max_rps"],
            "patience": given["patience"],
            "dry_run": given["dry_run"],
            "allow_effects": list(given["allow_effects"]),
            "deny_effects": list(given["deny_effects"]),
            "max_requests": given["max_requests"],
            "max_minutes": given["max_minutes"],
            "max_creations": given["max_creations"],
            "shard": given["shard"],
            "token": target.token is not None,
            "headers": [name for name, _ in target.headers],
            "waivers_file": None if given["waivers_file"] is None else str(given["waivers_file"]),
            "profile": None if profile is None else {"file": str(profile.path), "target": profile.name},
            "pools": {key: len(values) for key, values in pools.items()},
        },
        waivers=waivers,
        pools=pools,
        dry_run=given["dry_run"],
        denied=denied,
        max_requests=given["max_requests"],
        max_minutes=given["max_minutes"],
        max_creations=given["max_creations"],
        resume=given.get("resume") is not None,
    )


def _denied(given: dict[str, Any], contract: Contract, target: TargetSettings) -> dict[str, str]:
    from kraken_conformance.effects import denied_mutations
    from kraken_conformance.spec import Effect
    from kraken_conformance.target.settings import is_loopback

    allow, deny = ({Effect(name) for name in given[key]} for key in ("allow_effects", "deny_effects"))
    if both := sorted(allow & deny):
        raise UsageError(f"--allow-effect and --deny-effect contradict each other: {', '.join(both)}.")
    if given["max_requests"] is not None and given["max_requests"] < given["processes"]:
        raise UsageError(
            f"--max-requests {given['max_requests']}: that is less than one for each of the processes."
        )
    if given["dry_run"]:
        return {}
    remote = {server for server, url in target.sites.items() if not is_loopback(url)}
    return denied_mutations(contract, remote, allow=allow, deny=deny)


def check_addresses(
    given: dict[str, Any], contract: Contract, production: Collection[str] = frozenset()
) -> None:
    """Refuse addresses that are none, or that this call must not touch. Raises `UsageError`.

    `production` are the hosts that a profile names as such, to be tested all the same. Nothing is looked up
    or sent: a name that means this machine only by way of the resolver is a remote one.
    """
    from kraken_conformance.cli.in_force import host_of
    from kraken_conformance.target.settings import is_loopback

    dry_run, execute = given.get("dry_run", False), given["execute"]
    if dry_run and execute:
        raise UsageError("--dry-run and --execute contradict each other: give one of them.")
    if (
        given["url"] is None
        and given["auth_url"] is not None
        and given.get("server") != list(contract.servers)[-1]
    ):
        raise UsageError("--auth-url without --url: give both, or restrict the run with --server.")
    forbidden = {host_of(server.url) for server in contract.servers.values() if server.production}
    for option, url in (("--url", given["url"]), ("--auth-url", given["auth_url"])):
        if url is None:
            continue
        host = _host(option, url)
        if host in forbidden - set(production) and not dry_run:
            raise UsageError(
                f"{option} {url}: this is a production host. Its data is not for tests: give --dry-run to execute "
                "nothing. Who has to execute mutations there all the same writes a target with this url and "
                "production = true into a profile, and gives --profile and --execute."
            )
        if not is_loopback(url) and not (dry_run or execute):
            raise UsageError(
                f"{option} {url}: the target is not on this machine, and the requests change data. Give --execute to "
                "run them, or --dry-run to execute nothing."
            )


def target_settings(given: dict[str, Any], contract: Contract, stack: ExitStack) -> TargetSettings:
    """Turn the options that say how a target is reached into settings.

    Where there is no address, the embedded server is started and lives as long as `stack`.
    """
    from kraken_conformance.target.client import tls_context
    from kraken_conformance.target.settings import TargetSettings

    headers = tuple(_header(text) for text in given["headers"])
    if given["ca_file"] is not None:
        tls_context(given["ca_file"])
    sites = _sites(given, contract, stack)
    settings = TargetSettings(
        sites=sites.urls,
        token=sites.token,
        api_key=sites.api_key,
        headers=headers,
        timeout=given["timeout"],
        ca_file=given["ca_file"],
        max_rps=given.get("max_rps"),
        patience=given.get("patience", 0.0),
        secrets=(
            *(secret for secret in (sites.token, sites.api_key) if secret),
            *(value for _, value in headers),
        ),
    )
    return settings if settings.token or not settings.api_key else _logged_in(settings)


def planned_settings(given: dict[str, Any], contract: Contract) -> TargetSettings:
    """Return settings that are good for a plan: nothing is started, and nothing obtained with an API key."""
    from kraken_conformance.target.settings import TargetSettings

    servers = list(contract.servers)
    urls = {name: url for name, url in zip(servers, (given["url"], given["auth_url"]), strict=False) if url}
    secrets = tuple(given[name] for name in ("token", "api_key") if given[name])
    embedded = dict.fromkeys(servers, "http://localhost/")
    return TargetSettings(
        sites=urls or embedded,
        token=next(iter(secrets), None) if urls else "embedded",
        headers=tuple(_header(text) for text in given["headers"]),
        secrets=secrets,
    )


def _logged_in(settings: TargetSettings) -> TargetSettings:
    from kraken_conformance.target.client import TargetClient

    client = TargetClient(settings)
    try:
        token = client.login()
    finally:
        client.close()
    return replace(settings, token=token, secrets=(*settings.secrets, token))


@dataclass(frozen=True, slots=True)
class _Sites:
    """Where to send requests, with which token."""

    urls: dict[str, str]
    token: str | None
    api_key: str | None


def _sites(given: dict[str, Any], contract: Contract, stack: ExitStack) -> _Sites:
    servers = list(contract.servers)
    if given["url"] is None and given["auth_url"] is None:
        from kraken_conformance.embedded import embedded
        from kraken_conformance.server import ServerSettings

        running = stack.enter_context(embedded(ServerSettings()))
        urls = dict(zip(servers, (running.url, running.auth_url), strict=False))
        return _Sites(urls, running.token, running.api_key)
    urls = {name: url for name, url in zip(servers, (given["url"], given["auth_url"]), strict=False) if url}
    api_key = given["api_key"] or None
    if api_key is not None and given["url"] is None:
        raise UsageError("--api-key: the token comes from the API site. Give its --url, or a --token.")
    return _Sites(urls, given["token"] or None, api_key)


def _host(option: str, url: str) -> str:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  # it is read for the exception that it raises
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{option} {url}: this is no address. Write it as https://host/path.")
    return parts.hostname.rstrip(".")


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if (
        not colon
        or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name.strip())
        or not value.strip().isprintable()
    ):
        raise UsageError(f"--header {text!r}: this is no header. Write it as 'Name: value'.")
    return name.strip(), value.strip()


def _share(max_rps: float, processes: int) -> float:
    """Return the requests a second of each of several processes, whole ones: no process knows of the others."""
    share = int(max_rps) // processes
    if not share:
        raise UsageError(
            f"--max-rps {max_rps:g} with -n {processes}: that is less than 1 request a second for each worker. "
            f"Use -n {max(int(max_rps), 1)} or less."
        )
    return float(share)


def _shard(text: str | None, found: tuple[Subject, ...]) -> tuple[Subject, ...]:
    if text is None:
        return found
    match = re.fullmatch(r"(\d+)/(\d+)", text)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise UsageError(f"--shard {text}: write I/N with I from 1 to N, such as 1/4.")
    share = found[int(match[1]) - 1 :: int(match[2])]
    if not share:
        raise UsageError(
            f"--shard {text}: nothing is left for it. There are {len(found)} subjects; use fewer shards."
        )
    return share
