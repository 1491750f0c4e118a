from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kraken_conformance.model.subject import Subject
from kraken_conformance.runner.distributed.settings_transfer import packed, unpacked
from kraken_conformance.runner.request.run_settings import RunSettings
from kraken_conformance.safety.budget import Limits
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.spec import load_contract
from kraken_conformance.spec.loading.contract_files import DIRECTIVES
from kraken_conformance.target.settings import TargetSettings

SETTINGS = RunSettings(
    contract="oefr",
    target=TargetSettings(
        {"API": "http://10.0.0.1/"}, token="secret", headers=(("X-Key", "1"),), permission=THIS_MACHINE
    ),
    subjects=(Subject("API", "selfReading"), Subject("API", None)),
    probes=("valid-input",),
    schemas={},
    dry_run_honoured={"API": True},
    seed=1,
    max_examples=4,
    concurrency=2,
    day="2026-11-23",
)


def test_settings_arrive_as_they_were() -> None:
    with unpacked(packed(SETTINGS)) as arrived:
        assert arrived == SETTINGS


def test_files_travel_with_the_settings(tmp_path: Path) -> None:
    own, authorities, key = tmp_path / "own", tmp_path / "ca.pem", tmp_path / "own.key"
    shutil.copytree(DIRECTIVES.parent / "oefr", own)
    (own / "errors.yaml").write_bytes((own / "errors.yaml").read_bytes() + "\n# Zähler\r\n".encode())
    authorities.write_bytes(b"-----BEGIN CERTIFICATE-----\r\n")
    digest = load_contract(own).sha256
    key.write_bytes(b"-----BEGIN PRIVATE KEY-----\n")
    target = replace(SETTINGS.target, ca_file=str(authorities), client_key=str(key))
    text = packed(replace(SETTINGS, contract=str(own), target=target))
    shutil.rmtree(own)
    authorities.unlink()
    key.unlink()
    with unpacked(text) as arrived:
        assert load_contract(arrived.contract).sha256 == digest != load_contract("oefr").sha256
        assert arrived.target.ca_file is not None
        assert Path(arrived.target.ca_file).read_bytes() == b"-----BEGIN CERTIFICATE-----\r\n"
        assert arrived.target.client_key is not None
        assert Path(arrived.target.client_key).read_bytes() == b"-----BEGIN PRIVATE KEY-----\n"
        assert replace(arrived, contract="oefr", target=SETTINGS.target) == SETTINGS
    assert not Path(arrived.contract).exists()
    assert not Path(arrived.target.ca_file).exists()


@pytest.mark.parametrize("ahead", [0.0, 600.0, -3600.0])
def test_the_time_that_is_left_is_the_same_by_any_clock(ahead: float) -> None:
    settings = replace(SETTINGS, limits=Limits(requests=7, deadline=1_000_000.0))
    with unpacked(packed(settings, ahead=ahead)) as arrived:
        assert arrived.limits == Limits(requests=7, deadline=1_000_000.0 + ahead)
