"""Run the installed harness against the contract on other engines: `python tests/interop/drive.py yoga strawberry`.

Each engine is installed apart, on first use. Its server gets the folder with the exported contract as its last
argument, and prints one line of JSON with the URL of each site when it is up. A deciding finding of level MUST, or
an exit code other than 0 (with a switch that refuses requests: 0 or 3), is a false alarm, or a server that does not
honour the contract: exit code 1.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from engines import ENGINES, command
from gateway import gateway
from graphql import GraphQLInterfaceType, GraphQLSchema, build_schema, print_type
from known import is_known

TOKEN = "the-token-of-the-interop-servers"

SWITCHES = ("limits", "body", "persisted", "moods", "state", "masks", "tracing", "tls")
"""What can be switched on of a server, or of nginx before it; docs/interoperability.md says what each does."""

AUDITS = ("http.audit-", "http.2026-09-")
"""How the requirements of the profiles of HTTP begin: their figures are printed for each run."""

REFUSING = frozenset({"limits", "body", "persisted", "moods", "state"})
"""Switches by which a healthy server refuses requests, so that a mutation may not be seen to succeed."""


def main() -> int:
    """Drive the engines one after the other, print what was found, and return the exit code."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        export(Path(folder))
        alarms = [_drive(engine, options, Path(folder)) for engine in options.engines or ENGINES]
    return int(any(alarms))


def _drive(engine: str, options: argparse.Namespace, folder: Path) -> bool:
    """Run the harness against one engine, print what it found, and return whether that is an alarm."""
    started = [*command(engine, Path(options.environments)), str(folder)]
    output = Path(options.output) / "-".join([engine, *options.switch])
    output.mkdir(parents=True, exist_ok=True)
    with (
        (output / "server.log").open("w") as log,
        serving(started, options.switch, log) as urls,
        gateway(urls, options.switch, folder) as (reached, further),
    ):
        runs = [_run(options, output, reached, further, seed) for seed in range(4, 6)]
    name = " ".join([engine, *options.switch])
    refusing = bool(REFUSING.intersection(word.partition("=")[0] for word in options.switch))
    alarms = [alarm(engine, results, may_be_inconclusive=refusing) for results in runs]
    for seed, results in enumerate(runs, 1):
        counts = results["counts"]
        print(
            f"{name} seed {seed}: {results['verdict']}, exit code {results['exit_code']}, "
            f"{counts['mutations']} mutations, {counts['cases']} cases in {results['duration_s']:.0f} s"
        )
        print(f"  GraphQL over HTTP: {http_profiles(results)}")
        for reason in results["reasons"] if alarms[seed - 1] else ():
            print(f"  {reason}")
    _print_findings(engine, [finding for results in runs for finding in results["findings"]])
    return any(alarms)


def http_profiles(results: dict[str, Any]) -> str:
    """Return how the first server does under each profile of GraphQL over HTTP."""
    first = next((one["server"] for one in results["http_profiles"]), None)
    return ", ".join(
        f"{one['profile']} {one['passed']} of {one['passed'] + len(one['failed'])}"
        for one in results["http_profiles"]
        if one["server"] == first
    )


def alarm(engine: str, results: dict[str, Any], *, may_be_inconclusive: bool = False) -> bool:
    """Whether a run accuses a healthy server, or could not judge it. What is the engine's own fault is neither."""
    deciding = [f for f in results["findings"] if f["level"] == "MUST" and f.get("decides", True)]
    if results["exit_code"] == 1:
        return not deciding or not all(is_known(engine, finding) for finding in deciding)
    return bool(deciding) or results["exit_code"] not in ((0, 3) if may_be_inconclusive else (0,))


def export(folder: Path) -> None:
    """Write the contract for other engines: `contract.json`, what messages forbid, and one plain SDL file a site."""
    shutil.copy(Path(__file__).with_name("stated.json"), folder / "stated.json")
    command = ["kraken-conformance", "spec", "export", "--output"]
    subprocess.run([*command, str(folder / "contract.json"), "--format", "json"], check=True)
    for site in json.loads((folder / "contract.json").read_text())["servers"]:
        file = folder / f"{site}.graphql"
        subprocess.run([*command, str(file), "--format", "sdl", "--server", site], check=True)
        file.write_text(with_implementers(file.read_text()))


def with_implementers(sdl: str) -> str:
    """Return the SDL with a type for each interface that has none: its implementers are not documented."""
    schema = build_schema(sdl)
    bare = [type_ for type_ in schema.type_map.values() if _has_no_implementer(schema, type_)]
    return "\n".join([sdl, *(_implementer(interface) for interface in bare)])


def _has_no_implementer(schema: GraphQLSchema, type_: Any) -> bool:
    return isinstance(type_, GraphQLInterfaceType) and not schema.get_possible_types(type_)


def _implementer(interface: GraphQLInterfaceType) -> str:
    head = f"type Plain{interface.name} implements {interface.name} "
    return head + print_type(interface).partition("{")[1] + print_type(interface).partition("{")[2]


@contextmanager
def serving(started: Sequence[str], switches: Sequence[str], log: IO[str]) -> Iterator[dict[str, str]]:
    """Start a server, yield the URL of each site, and stop it. What it complains of goes to `log`."""
    own = {"INTEROP_TOKEN": TOKEN, "INTEROP_SWITCHES": ",".join(switches), "NODE_ENV": "production"}
    with subprocess.Popen(
        started, stdout=subprocess.PIPE, stderr=log, text=True, env=os.environ | own
    ) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            if not line:
                raise SystemExit(f"The server did not start: {' '.join(started)}; see {log.name}.")
            yield json.loads(line)
        finally:
            server.terminate()


def _run(
    options: argparse.Namespace, output: Path, urls: dict[str, str], further: Sequence[str], seed: int
) -> dict[str, Any]:
    output = output / str(seed)
    shutil.rmtree(output, ignore_errors=True)
    done = subprocess.run(
        [
            *("kraken-conformance", "run", "--url", urls["API"], "--auth-url", urls["AUTH"]),
            *("--token", TOKEN, "--seed", str(seed), "--max-examples", str(options.max_examples)),
            *(word for pattern in options.mutation for word in ("--mutation", pattern)),
            *(
                ("--shard", f"{(seed - 1) % options.shards + 1}/{options.shards}")
                if options.shards > 1
                else ()
            ),
            *("--output", str(output)),
            *further,
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    if not (output / "results.json").exists():
        raise SystemExit(f"The harness failed:\n{done.stdout}{done.stderr}")
    results: dict[str, Any] = json.loads((output / "results.json").read_text())
    return results


def _print_findings(engine: str, findings: list[dict[str, Any]]) -> None:
    others = [found for found in findings if not found["requirement"].startswith(AUDITS)]
    kinds = Counter((found["level"], found["requirement"]) for found in others)
    for (level, requirement), count in sorted(kinds.items()):
        same = [f for f in others if (f["level"], f["requirement"]) == (level, requirement)]
        shown = next((f for f in same if not is_known(engine, f)), same[0])
        remark = ", the engine's own fault" if is_known(engine, shown) else ""
        print(f"  {level} {requirement}: {count}{remark}")
        print(f"    {shown['mutation']}: expected {shown['expected']}; actual {shown['actual']}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("engines", nargs="*", metavar="ENGINE", help=f"all, or some of {', '.join(ENGINES)}")
    parser.add_argument("--seeds", type=int, default=5, help="how many runs, with the seeds 1, 2, …")
    parser.add_argument(
        "--shards", type=int, default=5, help="test one in this many mutations with each seed"
    )
    parser.add_argument("--max-examples", type=int, default=100)
    parser.add_argument("--mutation", action="append", default=[], help="as in kraken-conformance run")
    parser.add_argument("--switch", action="append", default=[], help=f"one of {', '.join(SWITCHES)}")
    parser.add_argument("--output", default="kraken-report/interop")
    parser.add_argument("--environments", default=".nox/interop", help="where engines are installed")
    options = parser.parse_args()
    for given, known in ((options.engines, ENGINES), (options.switch, SWITCHES)):
        if unknown := [word for word in given if word.partition("=")[0] not in known]:
            parser.error(f"{', '.join(unknown)}: it is none of {', '.join(known)}.")
    if options.mutation:
        options.shards = 1
    return options


if __name__ == "__main__":
    sys.exit(main())
