"""Run the installed harness against the contract on another engine: `python drive.py ENGINE -- COMMAND…`.

COMMAND starts the server; it gets the folder with the exported contract as its last argument, and prints
one line of JSON with the URL of each site when it is up. A finding of level MUST, or an exit code other
than 0, is a false alarm or a server that does not honour the contract: exit code 1.
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

from graphql import GraphQLInterfaceType, GraphQLSchema, build_schema, print_type

TOKEN = "the-token-of-the-interop-servers"


def main() -> int:
    """Drive one engine, print what was found, and return the exit code."""
    options = _options()
    output = Path(options.output) / options.engine
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, (output / "server.log").open("w") as log:
        export(Path(folder))
        with serving([*options.command, folder], log) as urls:
            runs = [_run(options, urls, seed) for seed in range(1, options.seeds + 1)]
    for seed, results in enumerate(runs, 1):
        counts = results["counts"]
        print(
            f"{options.engine} seed {seed}: {results['verdict']}, exit code {results['exit_code']}, "
            f"{counts['mutations']} mutations, {counts['cases']} cases in {results['duration_s']:.0f} s"
        )
        for reason in results["reasons"] if alarm(results) else ():
            print(f"  {reason}")
    _print_findings([finding for results in runs for finding in results["findings"]])
    return int(any(alarm(results) for results in runs))


def alarm(results: dict[str, Any]) -> bool:
    """Whether a run accuses a healthy server, or could not judge it."""
    return results["exit_code"] != 0 or any(finding["level"] == "MUST" for finding in results["findings"])


def export(folder: Path) -> None:
    """Write the contract for other engines: `contract.json`, and one plain SDL file a site."""
    command = ["kraken-conformance", "spec", "export", "--output"]
    subprocess.run([*command, str(folder / "contract.json"), "--format", "json"], check=True)
    for site in json.loads((folder / "contract.json").read_text())["servers"]:
        file = folder / f"{site}.graphql"
        subprocess.run([*command, str(file), "--format", "sdl", "--server", site], check=True)
        file.write_text(with_implementers(file.read_text()))


def with_implementers(sdl: str) -> str:
    """Return the SDL with a type for each interface that has none: nobody documents its implementers."""
    schema = build_schema(sdl)
    bare = [type_ for type_ in schema.type_map.values() if _has_no_implementer(schema, type_)]
    return "\n".join([sdl, *(_implementer(interface) for interface in bare)])


def _has_no_implementer(schema: GraphQLSchema, type_: Any) -> bool:
    return isinstance(type_, GraphQLInterfaceType) and not schema.get_possible_types(type_)


def _implementer(interface: GraphQLInterfaceType) -> str:
    head = f"type Plain{interface.name} implements {interface.name} "
    return head + print_type(interface).partition("{")[1] + print_type(interface).partition("{")[2]


@contextmanager
def serving(command: Sequence[str], log: IO[str]) -> Iterator[dict[str, str]]:
    """Start a server, yield the URL of each site, and stop it. What it complains of goes to `log`."""
    environment = os.environ | {"INTEROP_TOKEN": TOKEN, "NODE_ENV": "production"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            if not line:
                raise SystemExit(f"The server did not start: {' '.join(command)}; see {log.name}.")
            yield json.loads(line)
        finally:
            server.terminate()


def _run(options: argparse.Namespace, urls: dict[str, str], seed: int) -> dict[str, Any]:
    output = Path(options.output) / options.engine / str(seed)
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
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    if not (output / "results.json").exists():
        raise SystemExit(f"The harness failed:\n{done.stdout}{done.stderr}")
    results: dict[str, Any] = json.loads((output / "results.json").read_text())
    return results


def _print_findings(findings: list[dict[str, Any]]) -> None:
    kinds = Counter((found["level"], found["requirement"]) for found in findings)
    for (level, requirement), count in sorted(kinds.items()):
        print(f"  {level} {requirement}: {count}")
        shown = next(f for f in findings if (f["level"], f["requirement"]) == (level, requirement))
        print(f"    {shown['mutation']}: expected {shown['expected']}; actual {shown['actual']}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("engine", help="the name of the engine, for the output")
    parser.add_argument("--seeds", type=int, default=5, help="how many runs, with the seeds 1, 2, …")
    parser.add_argument("--shards", type=int, default=5, help="test one in so many mutations with each seed")
    parser.add_argument("--max-examples", type=int, default=100)
    parser.add_argument("--mutation", action="append", default=[], help="as in kraken-conformance run")
    parser.add_argument("--output", default="kraken-report/interop")
    parser.add_argument("command", nargs="+", help="what starts the server, after --")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
