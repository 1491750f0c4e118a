"""A report of Acme: the error codes that came, one a line, with how often."""

from __future__ import annotations

from kraken_conformance.reports import Run


def render(run: Run) -> str:
    """Return one line per code: the code, a tab, a count."""
    counts: dict[str, int] = {}
    for subject in run.subjects:
        for code, count in subject.observed.items():
            counts[code] = counts.get(code, 0) + count
    return "".join(f"{code}\t{count}\n" for code, count in sorted(counts.items()))


FILES = {"codes.tsv": render}
