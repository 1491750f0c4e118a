"""The public API: a run as a function call, with the options of `kraken-conformance run` under their own names."""

import secrets
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from kraken_conformance.cli.options.request_options import options_of
from kraken_conformance.cli.options.run_options import prepare_run
from kraken_conformance.events import FindingEvent, SubjectEvent, findings_of
from kraken_conformance.judging.scope import Scope
from kraken_conformance.judging.verdict import Verdict, counts_against
from kraken_conformance.reports import write_reports
from kraken_conformance.run_request import RunRequest
from kraken_conformance.runner.sending.stop_request import stopped_by_signals
from kraken_conformance.runner.session import Listener
from kraken_conformance.runner.session import run as run_session


@dataclass(frozen=True, slots=True)
class RunVerdict:
    """The verdict of a run, with its scope and its reasons in words, the most weighty first.

    `failures` are the findings that decide the verdict, `warnings` the others that are not waived, as
    in `results.json`. `evidence` is the path of `evidence.jsonl`.
    """

    verdict: Verdict
    scope: Scope
    reasons: tuple[str, ...]
    failures: tuple[FindingEvent, ...]
    warnings: tuple[FindingEvent, ...]
    evidence: Path

    @property
    def conformant(self) -> bool:
        """Whether the target is conformant within the scope."""
        return self.verdict is Verdict.CONFORMANT


def run(request: RunRequest, listener: Listener | None = None) -> RunVerdict:
    """Run the probes, write the evidence and all reports into `request.output`, and return the verdict.

    `listener` hears of each subject that is done. Raises `UsageError` for a request that makes no sense,
    `InternalError` where the tool itself fails. No answer of the target raises: one that cannot be tested, or gives no
    token for the API key, gives an inconclusive verdict.
    """
    with ExitStack() as stack:
        prepared = prepare_run(options_of(request), stack, seed=secrets.randbits(32))
        result = run_session(prepared, listener or _Silent(), stack.enter_context(stopped_by_signals()))
        write_reports(result.events, prepared.request.output)
    findings = findings_of(result.events)
    failures = [finding for finding in findings if counts_against(finding, prepared.request.fail_on)]
    return RunVerdict(
        verdict=result.judged.verdict,
        scope=result.judged.scope,
        reasons=result.judged.reasons,
        failures=tuple(failures),
        warnings=tuple(one for one in findings if one not in failures and not one.get("waived")),
        evidence=result.evidence,
    )


class _Silent:
    """Hears of a run and does nothing."""

    def begin(self, subjects: int) -> None:
        """The run begins."""

    def subject(self, events: list[SubjectEvent]) -> None:
        """A subject is done."""

    def end(self) -> None:
        """The run ends."""
