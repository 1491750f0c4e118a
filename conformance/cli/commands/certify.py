"""`kraken-conformance certify`: a run with nothing left out, sealed; `certify keygen`: the keys for it."""

from __future__ import annotations

import os
import re
import secrets
import shlex
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from kraken_conformance.cli.options.option_list import profile_options, run_options
from kraken_conformance.cli.options.option_sources import effective_options
from kraken_conformance.cli.options.run_options import prepare_run
from kraken_conformance.cli.options.sites import named_addresses, option_for
from kraken_conformance.exceptions import InternalError, UsageError
from kraken_conformance.given_path import GivenPath

if TYPE_CHECKING:
    from kraken_conformance.certificate.claim import CertificateLevel
    from kraken_conformance.cli.output.run_history import RunHistory
    from kraken_conformance.runner.request.prepared_run import PreparedRun

PASSWORD = "KRAKEN_KEY_PASSWORD"
"""The environment variable with the password of a private key."""

LEAVING_OUT = {
    "dry_run": "--dry-run executes nothing",
    "server": "--server leaves mutations out",
    "mutations": "--mutation leaves mutations out",
    "probes": "--probe leaves probes out",
    "shard": "--shard leaves mutations out",
    "waivers_file": "--waivers lets failures through",
    "allow_unproven": "--allow-unproven lets mutations through that never succeeded",
    "schema_file": "--schema replaces the target's own schema, which has to be tested: open its introspection",
}
"""Options of `run` that a certification cannot have, and why."""


@click.group(
    name="certify",
    invoke_without_command=True,
    context_settings={"default_map": {"max_examples": 100, "output": "bundle.zip"}},
)
@run_options
@click.option("--key", type=GivenPath(path_type=Path), metavar="FILE", help="The private key to sign with.")
@click.option(
    "--level",
    type=click.Choice(["core", "full"]),
    default="core",
    show_default=True,
    help="core leaves HTTP itself out.",
)
@click.option("--product", metavar="TEXT", help="What is tested: its name and version, for the certificate.")
@click.option(
    "--valid-days", type=click.IntRange(1, 3660), default=365, show_default=True, help="How long it is valid."
)
@click.option(
    "--reports",
    type=GivenPath(path_type=Path),
    default="kraken-report",
    show_default=True,
    help="Where evidence and reports go, whatever comes out.",
)
@click.pass_context
def command(context: click.Context, /, **given: Any) -> None:
    """Run everything with nothing waived or left out, and seal the result in a signed bundle.

    The bundle is only written where the target is conformant. The exit code is 0 where it is, 1 for a broken
    MUST, 3 where something is missing, 2 for a mistake in the call, 4 for a failure of the harness.
    """
    if context.invoked_subcommand is not None:
        return
    with ExitStack() as stack:
        from kraken_conformance.certificate.signing_keys import is_encrypted, load_private
        from kraken_conformance.cli.output.run_history import RunHistory

        effective = effective_options(given, profile_options(), skip=("output",))
        given = effective.given
        bundle, reports = given["output"], given.pop("reports")
        _refuse(given, bundle)
        key_file = given["key"]
        password = _password(confirm=False) if is_encrypted(key_file) else None
        key = load_private(key_file, password)
        given |= {"output": reports, "other_clients": True, "refused": tuple(LEAVING_OUT)}
        options = prepare_run(given, stack, seed=secrets.randbits(32), profile=effective.profile)
        sys.exit(_certify(options, given, bundle, key, RunHistory(given["history"], stack)))


@command.command(name="keygen")
@click.argument("folder", type=GivenPath(path_type=Path), metavar="DIR")
@click.option("--encrypt", is_flag=True, help=f"Ask for a password for the private key, or take {PASSWORD}.")
def keygen(folder: Path, encrypt: bool) -> None:
    """Write a new pair of keys, private.pem and public.pem, into DIR.

    The private key signs certificates and stays with you. The public one goes to those who check them.
    """
    from kraken_conformance.certificate.signing_keys import fingerprint, generate, load_public

    private, public = generate(folder, _password(confirm=True) if encrypt else None)
    click.echo(f"{private}: keep it secret\n{public}: give it to those who check your certificates")
    click.echo(f"fingerprint {fingerprint(load_public(public))}")


def _certify(
    options: PreparedRun, given: dict[str, Any], bundle: Path, key: Any, run_history: RunHistory
) -> int:
    from kraken_conformance.certificate.claim import claim
    from kraken_conformance.certificate.exercisable import exercisable
    from kraken_conformance.certificate.seal import issue, seal
    from kraken_conformance.cli.output.progress import listener
    from kraken_conformance.judging.verdict import Verdict
    from kraken_conformance.runner.sending.stop_request import stopped_by_signals
    from kraken_conformance.runner.session import run
    from kraken_conformance.spec import DEFAULT_CONTRACT

    level: CertificateLevel = given["level"]
    with stopped_by_signals(until_exit=True) as stop:
        result = run(options, listener(), stop)
        written = run_history.write_reports(result.events, result.evidence.parent)
    if result.trouble is not None:
        raise InternalError(f"{result.trouble}. There is no certificate for what is not all in the evidence.")
    judged = claim(result.events, level, options.probes, exercisable(options.contract))
    if judged.verdict is not Verdict.CONFORMANT:
        click.echo(f"No certificate: the target is {judged.verdict} at level {level}, {judged.scope.words}.")
        for reason in (*judged.reasons, *_of_no_use(judged.reasons)):
            click.echo(f"  {reason}")
        click.echo(f"See {next(file for file in written.files if file.suffix == '.html')}")
        return judged.verdict.exit_code
    document, sealed = seal(
        evidence=result.evidence.read_bytes(),
        contract=options.request.contract,
        issue=issue(level, given["product"], given["valid_days"]),
        key=key,
        secrets=options.target.secrets,
    )
    _write(bundle, sealed)
    click.echo(
        f"CONFORMANT at level {level}, {document['scope']}: "
        f"{document['counts']['cases']} cases. Valid until {document['valid_until']}."
    )
    public = Path(given["key"]).with_name("public.pem")
    other = (
        ""
        if options.request.contract == DEFAULT_CONTRACT
        else f" --contract {shlex.quote(options.request.contract)}"
    )
    click.echo(f"  {bundle}\n  check it: kraken-conformance verify {bundle} --key {public}{other}")
    return 0


def _of_no_use(reasons: Iterable[str]) -> Iterator[str]:
    """Yield why options that reasons name, which are those of any run, are of no use to a certificate."""
    named = {flag for reason in reasons for flag in re.findall(r"(?<![\w-])--[a-z-]+", reason)}
    for why in LEAVING_OUT.values():
        if why.partition(" ")[0] in named:
            yield f"not here: {why}"


def _refuse(given: dict[str, Any], bundle: Path) -> None:
    from kraken_conformance.certificate.claim import MINIMUM_EXAMPLES
    from kraken_conformance.spec import load_contract

    for name, why in LEAVING_OUT.items():
        if given[name]:
            raise UsageError(f"{why}: a certificate is about everything. Use `run` for a part.")
    if given["fail_on"] != "must":
        raise UsageError("--fail-on: a certificate is about every MUST. Use `run` to fail on others.")
    if given["max_examples"] < MINIMUM_EXAMPLES:
        raise UsageError(
            f"--max-examples {given['max_examples']}: a certificate takes at least {MINIMUM_EXAMPLES}."
        )
    if given["key"] is None:
        raise UsageError("--key is missing: the private key to sign with. `certify keygen DIR` makes one.")
    contract = load_contract(given["contract"])
    addresses = named_addresses(given, contract)
    missing = [name for name in contract.servers if name not in addresses and any(contract.on_server(name))]
    if addresses and missing:
        option = option_for(contract, missing[0])
        raise UsageError(f"{option} is missing: a certificate is about the mutations of all servers.")
    needs_token = any(mutation.needs_token for mutation in contract.mutations.values())
    if addresses and needs_token and not (given["token"] or given["api_key"]):
        raise UsageError(
            "--token is missing: without it most mutations cannot be reached. Or set KRAKEN_TOKEN, or give --api-key."
        )
    for option, url in addresses.values():
        if "@" in urlsplit(url).netloc:
            raise UsageError(f"{option}: it has a password in it, which would be published.")
    if bundle.exists():
        raise UsageError(f"--output {bundle}: the file exists already. Move it away, or choose another name.")
    if not bundle.absolute().parent.is_dir():
        raise UsageError(f"--output {bundle}: there is no such folder.")


def _password(*, confirm: bool) -> bytes:
    password = os.environ.get(PASSWORD) or click.prompt(
        "Password of the private key", hide_input=True, confirmation_prompt=confirm, err=True
    )
    return str(password).encode()


def _write(bundle: Path, content: bytes) -> None:
    part = bundle.with_name(f".{bundle.name}.part")
    try:
        part.write_bytes(content)
        part.replace(bundle)
    except OSError as error:
        raise UsageError(f"--output {bundle}: it cannot be written ({error.strerror}).") from None
