"""`kraken-conformance verify`: check a bundle of `certify`, offline."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kraken_conformance.cli.options.sites import named_addresses
from kraken_conformance.given_path import GivenPath

if TYPE_CHECKING:
    from kraken_conformance.certificate.verification import Verification

LONGEST_NOTE = 20_000
"""A note names all that a bundle of another version lacks."""


@click.command(name="verify")
@click.argument("bundle", type=GivenPath(path_type=Path))
@click.option(
    "--key",
    type=GivenPath(path_type=Path),
    metavar="FILE",
    help="The public key that you have from the vendor.",
)
@click.option("--url", metavar="URL", help="The target that the certificate has to be about.")
@click.option("--auth-url", metavar="URL", help="Its authentication server.")
@click.option(
    "--site",
    "sites",
    multiple=True,
    metavar="NAME=URL",
    help="Any of its servers, by the name in the contract.",
)
@click.option(
    "--contract", default="oefr", show_default=True, metavar="NAME|DIR", help="The contract that you trust."
)
@click.option(
    "--made-with",
    metavar="VERSION",
    help="Let bundles of this other version lack what this one has, and name it.",
)
def command(
    bundle: Path,
    key: Path | None,
    url: str | None,
    auth_url: str | None,
    sites: tuple[str, ...],
    contract: str,
    made_with: str | None,
) -> None:
    """Check BUNDLE: its signature and hashes, and that its verdict follows from its evidence.

    Nothing is sent anywhere. The exit code is 0 where everything is in order, 1 where the bundle is refused, 2 for
    a mistake in the call. Without --key the signer of the bundle is not known: it is checked, and refused for that.
    A bundle that lacks a requirement or a probe of this version is refused: --made-with lets an older one through.
    """
    from kraken_conformance.certificate.signing_keys import load_public
    from kraken_conformance.certificate.verification import Trusted, verify
    from kraken_conformance.probes.registry import probe_facts
    from kraken_conformance.spec import load_contract
    from kraken_conformance.spec.loading.contract_files import ContractFolder

    trusted_contract = load_contract(contract)
    addresses = {"url": url, "auth_url": auth_url, "sites": sites}
    trusted = Trusted(
        key=None if key is None else load_public(key),
        contract=trusted_contract,
        contract_files=ContractFolder(contract).contents(),
        probes=set(probe_facts()),
        version=metadata.version("kraken-conformance"),
        made_with=made_with,
        now=datetime.now(UTC),
        sites=named_addresses(addresses, trusted_contract),
    )
    done = verify(bundle, trusted)
    _show(done)
    click.echo(f"{'ACCEPTED' if done.accepted else 'REFUSED'}: {bundle}")
    sys.exit(0 if done.accepted else 1)


def _show(done: Verification) -> None:
    certificate = done.certificate
    if certificate is not None:
        target, contract = _part(certificate, "target"), _part(certificate, "contract")
        click.echo("It says:")
        rows = {
            "product": certificate.get("product"),
            "target": _addresses(target),
            "scope": certificate.get("scope"),
            "level": certificate.get("level"),
            "valid": f"{certificate.get('issued_at')} to {certificate.get('valid_until')}",
            "contract": f"{contract.get('name')} {contract.get('version')}, {contract.get('sha256')}",
            "run": certificate.get("id"),
            "made with": _part(certificate, "tool").get("version"),
            "sent as": _clients(target),
        }
        for name, value in rows.items():
            if value is not None:
                click.echo(f"  {name:<10}{_harmless(value)}")
    if done.signer is not None:
        click.echo(f"  {'signed by':<10}{done.signer}")
    for part in done.parts:
        click.echo(f"{'refused' if part.problems else 'in order'}  {part.name}")
        for problem in part.problems[:10]:
            click.echo(f"            {_harmless(problem)}")
        if len(part.problems) > 10:
            click.echo(f"            and {len(part.problems) - 10} more")
    for note in done.notes:
        click.echo(f"note: {_harmless(note, LONGEST_NOTE)}")


def _addresses(target: Mapping[str, object]) -> str:
    sites = target.get("sites")
    named = (
        sites.values() if isinstance(sites, dict) and sites else (target.get("url"), target.get("auth_url"))
    )
    return " and ".join(str(url) for url in named if url)


def _clients(target: Mapping[str, object]) -> str:
    """Return under whose names requests were sent beside that of the tool."""
    found = target.get("clients")
    used = [
        name
        for clients in (found.values() if isinstance(found, dict) else ())
        for name, why in (clients.items() if isinstance(clients, dict) else ())
        if why is None
    ]
    return ", ".join(("this tool", *dict.fromkeys(map(str, used)))) if used else "one client alone"


def _part(certificate: object, name: str) -> dict[str, object]:
    found = certificate.get(name) if isinstance(certificate, dict) else None
    return found if isinstance(found, dict) else {}


def _harmless(value: object, longest: int = 500) -> str:
    """Return a text of a bundle, which anybody may have written, without what moves a terminal's cursor."""
    return "".join(letter if letter.isprintable() else "�" for letter in str(value)[:longest])
