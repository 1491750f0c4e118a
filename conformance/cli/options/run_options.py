"""What the options of a run mean together."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kraken_conformance.cli.options.addresses import logged_in, permitted, planned_settings, target_settings
from kraken_conformance.cli.options.sites import has_address, sites_of
from kraken_conformance.exceptions import TargetUnavailable, UsageError
from kraken_conformance.run_request import RunRequest

if TYPE_CHECKING:
    from kraken_conformance.events import Configuration
    from kraken_conformance.model.subject import Subject
    from kraken_conformance.profile import TargetProfile
    from kraken_conformance.runner.request.prepared_run import PreparedRun
    from kraken_conformance.spec import Contract
    from kraken_conformance.target.settings import TargetSettings
    from kraken_conformance.waivers.expected_refusals import ExpectedRefusal
    from kraken_conformance.waivers.waiver import Waiver


ENDS_THE_TOKEN = (
    "it makes the token of the run invalid, which other processes use too, and there is no API key to get another: "
    "include it with --api-key, or in a run of one process"
)
"""Why a mutation is left out that one process executes at the end: several cannot know when the others are done."""


def prepare_run(
    given: dict[str, Any],
    stack: ExitStack,
    *,
    seed: int,
    profile: TargetProfile | None = None,
    planned: bool = False,
) -> PreparedRun:
    """Turn the effective options into those of a run.

    `seed` counts where none is given. Where there is no `--url`, the embedded server is started and
    lives as long as `stack`. A run that is only `planned` starts none, and nothing is sent for it.
    Raises `UsageError` for what makes no sense.
    """
    from kraken_conformance.cli.options.option_sources import named_production, pools_of, secret_values
    from kraken_conformance.cli.options.selection import select_mutations, select_probes
    from kraken_conformance.cli.options.workers import chosen_workers, share_of
    from kraken_conformance.model.subject import subjects
    from kraken_conformance.probes.registry import probe_facts
    from kraken_conformance.reports import report_formats
    from kraken_conformance.runner.request.prepared_run import PreparedRun
    from kraken_conformance.safety.effects import last_of_run
    from kraken_conformance.spec import load_contract, load_requirements
    from kraken_conformance.target.introspection import schema_text
    from kraken_conformance.waivers.waiver_file import load_waivers

    report_formats()  # a package that cannot be used ends the call before anything is sent
    request = RunRequest.of(given)
    _require_room(request.output)
    contract = load_contract(request.contract)
    if given["server"] is not None and given["server"] not in contract.servers:
        raise UsageError(f"--server {given['server']}: the contract has {' and '.join(contract.servers)}.")
    mutations = select_mutations(contract, given["mutations"], given["server"])
    probes = select_probes(sorted(probe_facts()), given["probes"])
    if given["dry_run"]:
        harmless = [name for name, facts in probe_facts().items() if not facts.executes]
        probes = tuple(name for name in probes if name in harmless)
        if not probes:
            raise UsageError(f"--dry-run: only {', '.join(harmless)} execute nothing. Choose among them.")
    expected = _expected(profile, contract)
    chosen = _shard(given["shard"], subjects(contract, mutations))
    if given["schema_file"] is not None:
        schema_text(Path(given["schema_file"]))
    waivers: tuple[Waiver, ...] = ()
    if given["waivers_file"] is not None:
        waivers = load_waivers(
            given["waivers_file"],
            mutations=contract.mutations,
            servers=contract.servers,
            requirements=load_requirements(),
        )
    permission = permitted(given, contract, named_production(profile), planned=planned)
    tx = chosen_workers(given, sites_of(given, contract))
    pools = pools_of(profile)
    if planned:
        target = planned_settings(given, contract, permission)
    else:
        target = target_settings(given, contract, stack, permission)
    no_token = None
    try:
        target = target if planned else logged_in(target)
    except TargetUnavailable as error:  # it is what the run has to report, with a folder of its own
        no_token = str(error)
    target = replace(target, secrets=(*target.secrets, *secret_values(pools)))
    needs_secret = _needs_secret(contract, mutations, target, pools)
    ending: dict[str, str] = {}
    last = last_of_run(contract, token=target.token, api_key=target.api_key)
    if last in mutations and (tx or given["processes"] or given["shard"]):
        ending = {str(last): ENDS_THE_TOKEN}
    elif last in mutations:
        chosen = tuple(sorted(chosen, key=lambda one: one.mutation == last))
    denied = {**({} if given["dry_run"] else ending), **_denied(given, contract, target)}
    target = replace(target, max_rps=share_of(given, len(tx) or given["processes"]))
    configuration = {
        **request.facts(),
        "selection": {
            "server": request.server,
            "mutation": list(request.mutations),
            "probe": list(request.probes),
        },
        "mutations": [subject.mutation for subject in chosen if subject.mutation],
        "embedded": not has_address(given),
        "token": target.token is not None or no_token is not None,
        "headers": [name for name, _ in target.headers],
        "profile": None if profile is None else {"file": str(profile.path), "target": profile.name},
        "pools": {key: len(values) for key, values in pools.items()},
    }
    return PreparedRun(
        request=request,
        contract=contract,
        target=target,
        subjects=chosen,
        probes=probes,
        seed=seed if request.seed is None else request.seed,
        configuration=cast("Configuration", configuration),
        waivers=waivers,
        pools=pools,
        denied=denied,
        resume=given.get("resume") is not None,
        tx=tx,
        selected=mutations,
        needs_secret={**needs_secret, **ending},
        expected_refusals={name: entry for name, entry in expected.items() if name in mutations},
        no_token=no_token,
    )


def _require_room(output: Path) -> None:
    """Raise `UsageError` where a folder stands in the place of a report: it would be found out after the run."""
    from kraken_conformance.reports import report_formats

    reports = (name for files in report_formats().values() for name in files)
    if taken := [name for name in reports if (output / name).is_dir()]:
        raise UsageError(
            f"--output {output}: {', '.join(taken)} in it is a folder, where a report belongs. Move it away."
        )


def _expected(profile: TargetProfile | None, contract: Contract) -> Mapping[str, ExpectedRefusal]:
    """Return the mutations that the profile expects to refuse. Raises `UsageError` where an entry has expired."""
    from datetime import UTC, datetime

    from kraken_conformance.waivers.expected_refusals import check_expected

    if profile is None:
        return {}
    return check_expected(profile.expected_refusals, contract.mutations, datetime.now(UTC).date())


def _needs_secret(
    contract: Contract,
    mutations: Collection[str],
    target: TargetSettings,
    pools: Mapping[str, tuple[Any, ...]],
) -> dict[str, str]:
    """Return the mutations that cannot succeed without a secret that was not given, each with the reason."""
    login = contract.platform.login
    if login is None or target.api_key is not None:
        return {}
    if login.mutation not in mutations or any(re.split(r"[.:]", key)[-1] == login.api_key for key in pools):
        return {}
    return {login.mutation: "it needs an API key, and none was given: include it with --api-key"}


def _denied(given: dict[str, Any], contract: Contract, target: TargetSettings) -> dict[str, str]:
    from kraken_conformance.safety.effects import denied_mutations
    from kraken_conformance.safety.host_policy import is_loopback
    from kraken_conformance.spec import Effect

    allow, deny = ({Effect(name) for name in given[key]} for key in ("allow_effects", "deny_effects"))
    if both := sorted(allow & deny):
        raise UsageError(f"--allow-effect and --deny-effect contradict each other: {', '.join(both)}.")
    if given["dry_run"]:
        return {}
    remote = {server for server, url in target.sites.items() if not is_loopback(url)}
    return denied_mutations(contract, remote, allow=allow, deny=deny)


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
