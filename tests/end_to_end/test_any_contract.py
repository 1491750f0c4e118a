"""From a schema, a page or a folder to a certificate: with any number of sites, and codes of any form."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from kraken_conformance.runner.embedded_target import embedded
from kraken_conformance.selftest.matrix import run_matrix
from kraken_conformance.server import PlantedFault, ServerSettings
from kraken_conformance.server.faults.registry import FAULTS
from kraken_conformance.spec import load_contract
from tests.command_line import call

CONTRACTS = Path(__file__).parent / "contracts"
PAGE = Path(__file__).parents[1] / "spec" / "pages" / "library.txt"


@dataclass(frozen=True)
class Shape:
    """A contract: what it is made from, its sites, a code of it, and a fault that one of its mutations shows."""

    source: Path
    sites: tuple[str, ...]
    code: str
    fault: PlantedFault


SHAPES = {
    "one site, from a schema": Shape(
        CONTRACTS / "one_site.graphql", ("API",), "OE-0101", PlantedFault("list-as-single", "lendBook")
    ),
    "one site without login, whatever a schema may have": Shape(
        CONTRACTS / "odd.graphql", ("API",), "OE-0101", PlantedFault("list-as-single", "lists")
    ),
    "two sites, from a page": Shape(
        PAGE, ("DESK", "AUTH"), "KT-CT-7002", PlantedFault("payload-as-list", "lendBook")
    ),
    "three sites, codes of another form": Shape(
        CONTRACTS / "three_sites",
        ("DESK", "DOOR", "ARCHIVE"),
        "LIB-0301",
        PlantedFault("int-as-text", "shredRecords"),
    ),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_from_a_source_to_a_certificate(shape: Shape, tmp_path: Path) -> None:
    contract = tmp_path / "contract"
    if shape.source.is_dir():
        shutil.copytree(shape.source, contract)
    else:
        done("spec", "import", shape.source, "--output", contract, "--name", "library")
    assert "Nothing to fix." in done("spec", "lint", contract)
    loaded = load_contract(contract)
    assert tuple(loaded.servers) == shape.sites
    for name in loaded.mutations:
        assert name in done("spec", "show", name, "--contract", contract)
    assert shape.code in done("explain", shape.code, "--contract", contract)
    assert "No difference." in done("spec", "diff", contract, contract)

    one = ("run", "--contract", contract, "--max-examples", "1", "--seed", "1")
    assert "CONFORMANT" in done(*one, "--output", tmp_path / "embedded")
    results = json.loads((tmp_path / "embedded" / "results.json").read_text("utf-8"))
    assert results["verdict"] == "conformant"

    with embedded(ServerSettings(), contract) as server:
        sites = [word for name, url in server.sites.items() for word in ("--site", f"{name}={url}")]
        token = {"KRAKEN_TOKEN": server.token}
        certify(contract, sites, token, tmp_path)
    replay_of_a_fault(shape, contract, tmp_path)
    faults_are_found(contract)


def certify(contract: Path, sites: list[str], token: dict[str, str], folder: Path) -> None:
    done("certify", "keygen", folder / "keys")
    sealed = done(
        *("certify", "--contract", contract, *sites, "--key", folder / "keys" / "private.pem"),
        *("--output", folder / "bundle.zip", "--reports", folder / "reports", "--seed", "1"),
        env=token,
    )
    printed = re.search(r"check it: kraken-conformance (.*)", sealed)
    assert printed is not None
    assert "ACCEPTED" in done(*shlex.split(printed[1]), *sites)
    other = call(*shlex.split(printed[1]), "--site", f"{sites[1].partition('=')[0]}=http://127.0.0.1:1/")
    assert other.returncode == 1, other.stdout


def replay_of_a_fault(shape: Shape, contract: Path, folder: Path) -> None:
    """A planted fault is found, and the printed command sends it again, from another folder too."""
    with embedded(ServerSettings(faults=(shape.fault,)), contract) as server:
        sites = [word for name, url in server.sites.items() for word in ("--site", f"{name}={url}")]
        token = {"KRAKEN_TOKEN": server.token}
        found = call(
            *("run", "--contract", contract, *sites, "--mutation", shape.fault.mutation or "", "--seed", "1"),
            *("--max-examples", "1", "--output", folder / "faulty"),
            env=token,
        )
        assert found.returncode == 1, found.stdout + found.stderr
        command = re.search(r"kraken-conformance (replay .*)", found.stdout)
        assert command is not None
        again = call(*shlex.split(command[1]), env=token)
    assert again.returncode == 1, again.stdout + again.stderr


def faults_are_found(contract: Path) -> None:
    """The faults alone: the exchanges that must not count are those of the shipped contract, whichever is given."""
    faults = [FAULTS["payload-as-text"], FAULTS["code-undeclared"]]
    found = run_matrix(contract, faults, processes=1, seed=0, max_examples=1)
    assert found.green, found
    shown = {row.fault.id for row in found.rows}
    assert "payload-as-text" in shown
    assert shown | found.not_shown.keys() == {fault.id for fault in faults}


def done(*words: str | Path, env: dict[str, str] | None = None) -> str:
    """Return what a command printed that has to succeed."""
    called = call(*words, env=env)
    assert called.returncode == 0, f"{words}\n{called.stdout}{called.stderr}"
    return called.stdout
