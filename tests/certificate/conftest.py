"""Real bundles, made by the command against the embedded server."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import pytest

from kraken_conformance.certificate.signing_keys import load_public
from kraken_conformance.certificate.verification import Trusted
from kraken_conformance.probes.registry import mutation_probes, server_probes
from kraken_conformance.probes.schema_probe import SCHEMA
from kraken_conformance.runner.embedded_target import embedded
from kraken_conformance.server import ServerSettings
from kraken_conformance.spec import load_contract
from kraken_conformance.spec.loading.contract_files import ContractFolder
from tests.certificate.certified import Certified
from tests.certificate.documentation import at, commands, run
from tests.command_line import call
from tests.small_contract import write_contract

MUTATIONS = ("createGoodsQuote", "selfReading", "updateUser", "createMfaDevice")
"""One of them may be sent again and answers with data: without it nothing shows that requests are equivalent."""


@pytest.fixture(scope="session")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Certified:
    """A target that was certified by the commands of docs/certification.md."""
    folder = tmp_path_factory.mktemp("certified")
    contract = write_contract(folder / "contract", MUTATIONS)
    with embedded(ServerSettings(), "oefr") as target:
        keygen, certify = commands("The vendor")
        assert run(keygen, folder).returncode == 0
        command = (
            f"{at(certify, target.url, target.auth_url)} --contract {contract} --seed 1 --reports reports"
        )
        made = run(command, folder, env={"KRAKEN_TOKEN": target.token})
    assert made.returncode == 0, made.stdout + made.stderr
    return Certified(folder, contract, folder / "bundle.zip", made.stdout)


@pytest.fixture(scope="session")
def refused(tmp_path_factory: pytest.TempPathFactory, certified: Certified) -> Certified:
    """A target that was refused: it raises a code that its contract does not declare."""
    folder = tmp_path_factory.mktemp("refused")
    contract = write_contract(folder / "contract", MUTATIONS, {"selfReading": ["KT-FR-4713"]})
    with embedded(ServerSettings(), "oefr") as target:
        made = call(
            *("certify", "--contract", contract, "--key", certified.private_key, "--seed", "1"),
            *("--output", folder / "bundle.zip", "--reports", folder / "reports"),
            *("--url", target.url, "--auth-url", target.auth_url),
            env={"KRAKEN_TOKEN": target.token},
        )
    assert made.returncode == 1, made.stdout + made.stderr
    return Certified(folder, contract, folder / "bundle.zip", made.stdout)


@pytest.fixture(scope="session")
def trusted(certified: Certified) -> Trusted:
    """What an operator trusts who has the vendor's public key and the contract."""
    return trust(certified.contract, certified.folder / "keys" / "public.pem")


def trust(contract: Path, key: Path) -> Trusted:
    return Trusted(
        key=load_public(key),
        contract=load_contract(contract),
        contract_files=ContractFolder(contract).contents(),
        probes={SCHEMA, *mutation_probes(), *server_probes()},
        version=metadata.version("kraken-conformance"),
        made_with=None,
        now=datetime.now(UTC),
    )
