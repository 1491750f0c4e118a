"""The commands of docs/certification.md do what the page says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import kraken_conformance
from kraken_conformance.certificate import archive
from kraken_conformance.certificate.claim import MINIMUM_CASES, MINIMUM_EXAMPLES
from kraken_conformance.certificate.environment import files_digest
from kraken_conformance.certificate.verification import Trusted, verify
from tests.certificate.certified import Certified
from tests.certificate.documentation import PAGE, at, commands, run


@pytest.fixture
def operator(certified: Certified, tmp_path: Path) -> Path:
    """What an operator has: the bundle and the vendor's public key."""
    shutil.copy(certified.bundle, tmp_path / "bundle.zip")
    shutil.copy(certified.public_key, tmp_path / "vendor.pem")
    return tmp_path


def test_the_operator_accepts_the_bundle(certified: Certified, operator: Path) -> None:
    target = json.loads(certified.members[archive.CERTIFICATE])["target"]
    (command,) = commands("The operator")
    done = run(f"{at(command, target['url'], target['auth_url'])} --contract {certified.contract}", operator)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("ACCEPTED: bundle.zip\n")


def test_the_signature_can_be_checked_without_the_tool(certified: Certified, operator: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    for name in (archive.MANIFEST, archive.SIGNATURE):
        (operator / name).write_bytes(certified.members[name])
    command = commands("What is in a bundle")[1]
    assert run(command, operator).returncode == 0
    (operator / archive.MANIFEST).write_bytes(certified.members[archive.MANIFEST] + b" ")
    assert run(command, operator).returncode != 0


def test_the_hash_of_the_files_can_be_had_without_the_tool(tmp_path: Path) -> None:
    package = Path(kraken_conformance.__path__[0])
    copy = tmp_path / "kraken_conformance"
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__"))
    command = commands("What is in a bundle")[0]
    _, _, pipeline = command.partition("cd unpacked/kraken_conformance &&")
    assert run(pipeline.strip(), copy).stdout.split()[0] == files_digest(package)


def test_the_page_names_every_part_of_the_check(certified: Certified, trusted: Trusted) -> None:
    page = PAGE.read_text("utf-8")
    for part in verify(certified.bundle, trusted).parts:
        assert f"| {part.name} |" in page


def test_the_page_names_every_member_and_the_figures() -> None:
    page = PAGE.read_text("utf-8")
    for name in archive.MEMBERS:
        assert f"`{name}`" in page or f"`{Path(name).parent}/`" in page
    assert f"at least {MINIMUM_EXAMPLES} drawn cases" in page
    assert f"at least {MINIMUM_CASES} cases of each mutation" in page
