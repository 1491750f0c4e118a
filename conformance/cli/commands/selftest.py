"""`kraken-conformance selftest`: every planted fault against its check."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import click

from kraken_conformance.quantities import GREATEST_SEED, MOST, MOST_WORKERS

if TYPE_CHECKING:
    from kraken_conformance.selftest import KillMatrix, Row


@click.command(name="selftest")
@click.option("--fault", "patterns", multiple=True, metavar="ID", help="Only these faults; * and ? work.")
@click.option(
    "--contract", default="oefr", show_default=True, metavar="NAME|DIR", help="The contract to serve."
)
@click.option(
    "-n",
    "processes",
    type=click.IntRange(1, MOST_WORKERS),
    default=min(os.cpu_count() or 1, MOST_WORKERS),
    help="Worker processes.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, GREATEST_SEED),
    default=0,
    show_default=True,
    help="The seed of the cases.",
)
@click.option(
    "--max-examples", type=click.IntRange(1, MOST), default=20, show_default=True, help="Drawn cases a probe."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(
    patterns: tuple[str, ...], contract: str, processes: int, seed: int, max_examples: int, form: str
) -> None:
    """Plant every fault in the reference server and see that it is found, by its own requirement and no other.

    Each finding is sent again: it has to show once more, and on a healthy server it must not. The healthy server
    is tested too, and nothing may be found there. For every requirement, exchanges that show nothing of it are
    judged: they must not count. The exit code is 0 where all of this holds.
    """
    from fnmatch import fnmatchcase

    from kraken_conformance.cli.options.suggestions import unknown
    from kraken_conformance.selftest import run_matrix, with_uncounted
    from kraken_conformance.server.faults.registry import FAULTS

    for pattern in patterns:
        if not any(fnmatchcase(id_, pattern) for id_ in FAULTS):
            raise unknown("fault", pattern, FAULTS)
    chosen = [
        fault
        for id_, fault in FAULTS.items()
        if not patterns or any(fnmatchcase(id_, pattern) for pattern in patterns)
    ]
    matrix = run_matrix(
        contract, chosen, processes=processes, seed=seed, max_examples=max_examples, each=_tell
    )
    matrix = with_uncounted(matrix)
    click.echo(_as_json(matrix) if form == "json" else _as_text(matrix))
    sys.exit(0 if matrix.green else 1)


def _tell(row: Row) -> None:
    state = "killed" if row.killed else "SURVIVED"
    stray = f", and also {', '.join(row.stray)}" if row.stray else ""
    untrue = "".join(f"; UNTRUE: {what}" for what in row.untrue)
    click.echo(f"{state:9}{row.fault.id:36} {row.fault.breaks}{stray}{untrue}", err=True)


def _as_text(matrix: KillMatrix) -> str:
    killed = sum(row.killed for row in matrix.rows)
    clean = sum(row.killed and not row.stray for row in matrix.rows)
    lines = [f"{killed} of {len(matrix.rows)} faults killed, {clean} by their own requirement alone."]
    lines += [
        f"SURVIVED {row.fault.id}: {row.fault.breaks} was not found" for row in matrix.rows if not row.killed
    ]
    lines += [f"NOT SHOWN {id_}: {why}" for id_, why in matrix.not_shown.items()]
    lines += [f"STRAY    {row.fault.id}: {', '.join(row.stray)}" for row in matrix.rows if row.stray]
    lines += [f"UNTRUE   {row.fault.id}: {what}" for row in matrix.rows for what in row.untrue]
    for subject, broken in matrix.false_alarms.items():
        lines.append(f"FALSE ALARM on {subject}: {', '.join(broken)}")
    if not matrix.false_alarms:
        lines.append("The healthy server is clean.")
    total = len({row.requirement for row in matrix.uncounted})
    lines.append(
        f"{len(matrix.judged_rightly)} of {total} requirements count their healthy exchange"
        f" and none of their must-not-count exchanges ({len(matrix.uncounted)} in all)."
    )
    for row in matrix.miscounted:
        what = "it was counted" if row.healthy else "no healthy exchange counts"
        lines.append(f"MISCOUNTED {row.requirement}, {row.name}: {what}. {row.reason}")
    return "\n".join(lines)


def _as_json(matrix: KillMatrix) -> str:
    content = {
        "schema_version": 1,
        "green": matrix.green,
        "faults": [
            {
                "id": row.fault.id,
                "breaks": row.fault.breaks,
                "mutation": row.subject.mutation,
                "killed": row.killed,
                "found": sorted(row.found),
                "consequences": dict(row.fault.also),
                "stray": list(row.stray),
                "untrue": list(row.untrue),
            }
            for row in matrix.rows
        ],
        "uncounted": {
            "requirements": len({row.requirement for row in matrix.uncounted}),
            "held": len(matrix.judged_rightly),
            "exchanges": [
                {
                    "requirement": row.requirement,
                    "name": row.name,
                    "reason": row.reason,
                    "healthy_counts": row.healthy,
                    "counted": row.counted,
                }
                for row in matrix.uncounted
            ],
        },
        "not_shown": list(matrix.not_shown),
        "false_alarms": {str(subject): dict(broken) for subject, broken in matrix.false_alarms.items()},
    }
    return json.dumps(content, indent=2)
