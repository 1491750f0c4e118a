"""The whole way from published schemas to certificates: `python -m tests.end_to_end.published SCHEMA…`.

For each schema: import in limited time and memory, lint, diff with itself, a run against the reference server of the
contract, replay of a planted fault, a certificate, its check, planted faults. `nox -s published -- SCHEMA…` calls it.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from kraken_conformance.runner.embedded_target import embedded
from kraken_conformance.server import PlantedFault, ServerSettings
from kraken_conformance.server.faults.examples import example_in
from kraken_conformance.server.faults.registry import FAULTS
from kraken_conformance.spec import load_contract
from tests.command_line import call

MOST_SECONDS, MOST_MEGABYTES = 8.0, 150
MEASURED = """
import resource, sys
from kraken_conformance.cli.main import main
try:
    main()
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr)
"""
"""Runs the command and writes its seconds of processor time and the most memory that it held, in kilobytes."""

PLANTED = ("payload-as-text", "code-undeclared", "no-token-accepted", "int-as-text")


def main(schemas: list[Path]) -> None:
    """Check each schema, print one line per step, and end with 1 where a step fails."""
    for schema in schemas:
        print(f"{schema}:", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            check(schema, Path(folder))


def check(schema: Path, folder: Path) -> None:
    """Take one schema from the import to a certificate."""
    contract = folder / "contract"
    imported = step("spec", "import", schema, "--output", contract)
    seconds, megabytes = cost("spec", "import", schema, "--output", folder / "again")
    print(f"  import: {imported.splitlines()[-1]} {seconds:.1f} s, {megabytes} MB", flush=True)
    require(
        seconds < MOST_SECONDS and megabytes < MOST_MEGABYTES, "the import takes too long or too much memory"
    )
    require(step("spec", "lint", contract).endswith("Nothing to fix.\n"), "lint finds something")
    require(step("spec", "diff", contract, contract) == "No difference.\n", "it differs from itself")
    step("run", "--contract", contract, "--output", folder / "run", "--max-examples", "5")
    results = json.loads((folder / "run" / "results.json").read_text("utf-8"))
    require(results["verdict"] == "conformant", "its own server is not conformant")
    print(f"  run: conformant, {results['counts']['cases']} cases", flush=True)
    replay(contract, folder)
    step("certify", "keygen", folder / "keys")
    sealed = step(
        *("certify", "--contract", contract, "--key", folder / "keys" / "private.pem"),
        *("--output", folder / "bundle.zip", "--reports", folder / "reports"),
    )
    printed = re.search(r"check it: kraken-conformance (.*)", sealed)
    assert printed is not None
    require("ACCEPTED" in step(*shlex.split(printed[1])), "the certificate is refused")
    print(f"  certificate: {(folder / 'bundle.zip').stat().st_size:,} bytes", flush=True)
    faults = [word for fault in PLANTED for word in ("--fault", fault)]
    print(f"  selftest: {step('selftest', '--contract', contract, *faults).splitlines()[0]}", flush=True)


def replay(contract: Path, folder: Path) -> None:
    """Find a planted fault, and send it again as the run prints it."""
    loaded, fault = load_contract(contract), FAULTS["payload-as-text"]
    mutation = example_in(loaded, fault)
    with embedded(ServerSettings(faults=(PlantedFault(fault.id, mutation),)), contract) as server:
        sites = [word for name, url in server.sites.items() for word in ("--site", f"{name}={url}")]
        token = {"KRAKEN_TOKEN": server.token}
        found = call(
            *("run", "--contract", contract, *sites, "--mutation", str(mutation), "--max-examples", "5"),
            *("--output", folder / "faulty"),
            env=token,
        )
        command = re.search(r"kraken-conformance (replay .*)", found.stdout)
        require(found.returncode == 1 and command is not None, "a planted fault is not found")
        assert command is not None
        again = call(*shlex.split(command[1]), env=token)
    require(again.returncode == 1, f"the replay does not show it again: {again.stdout}{again.stderr}")
    print(f"  replay: {fault.id} on {mutation} again", flush=True)


def step(*words: str | Path) -> str:
    """Return what a command printed that has to succeed."""
    done = call(*words)
    require(done.returncode == 0, f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done.stdout


def cost(*words: str | Path) -> tuple[float, int]:
    """Return the seconds of processor time of a command, and the most memory that it holds, in megabytes."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *map(str, words)], capture_output=True, text=True, check=False
    )
    seconds, kilobytes = done.stderr.split()[-2:]
    return float(seconds), int(kilobytes) // 1024


def require(holds: bool, what: str) -> None:
    """End the program where something does not hold."""
    if not holds:
        sys.exit(f"  FAILED: {what}")


if __name__ == "__main__":
    main([Path(word) for word in sys.argv[1:]])
