"""One line about a run, for a nightly mail or a chat hook."""

from kraken_conformance.history.record import PastRun


def status_line(run: PastRun, previous: PastRun | None = None) -> str:
    """Return verdict, scope, target, findings and size of a run in one line; with the run before it, what changed."""
    open_ = {one.id: one for one in run.findings if not one.waived}
    failures = sum(one.decides for one in open_.values())
    parts = [f"{_count(failures, 'failure')}, {_count(len(open_) - failures, 'warning')}"]
    if previous is not None:
        before = {one.id for one in previous.findings if not one.waived}
        changes = [
            f"{count} {word}"
            for count, word in ((len(open_.keys() - before), "new"), (len(before - open_.keys()), "gone"))
            if count
        ]
        parts[0] += f" ({', '.join(changes) or 'as before'})"
    if waived := len(run.findings) - len(open_):
        parts.append(f"{waived} waived")
    if flaky := sum(one.flaky for one in open_.values()):
        parts.append(f"{flaky} flaky")
    if blocked := sum(
        outcome == "blocked" for (_, requirement), outcome in run.outcomes.items() if not requirement
    ):
        parts.append(f"{blocked} blocked")
    size = [] if run.scope else [_count(run.mutations, "mutation")]
    parts += [*size, _count(run.requests, "request"), f"{run.duration_s:.0f} s"]
    verdict = f"{run.verdict.upper()}, {run.scope}," if run.scope else run.verdict.upper()
    return f"{verdict} {run.target} {run.started_at}: {', '.join(parts)}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
