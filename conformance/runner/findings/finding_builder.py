"""Makes a finding of a failure: the smallest case that shows it, sent again, with all that a person needs."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case, Credentials
from kraken_conformance.model.case_json import case_to_json
from kraken_conformance.model.cases import Blocked
from kraken_conformance.model.exchange import Exchange
from kraken_conformance.model.subject import Subject
from kraken_conformance.probes.schema_probe import SCHEMA
from kraken_conformance.runner.findings.curl import curl
from kraken_conformance.runner.findings.failure_grouping import Failure, Shown, Signature, size
from kraken_conformance.runner.findings.run_checks import violations_of
from kraken_conformance.runner.generation.case_generation import minimise
from kraken_conformance.runner.sending.probe_batch import ProbeBatch
from kraken_conformance.runner.sending.request_pool import RequestPool
from kraken_conformance.runner.sending.stop_request import StopRequest
from kraken_conformance.safety.budget import Withheld
from kraken_conformance.safety.effects import executes
from kraken_conformance.safety.redaction import Redactor
from kraken_conformance.spec import DEFAULT_CONTRACT, load_requirements
from kraken_conformance.target.view import TargetView

CONFIRMATIONS = 3
"""How often the smallest case is sent again. A violation that does not come back each time is flaky."""

CONFIRMATION_ATTEMPTS = 6
"""How often it is tried: a request that got no answer tells nothing of the violation."""

SHRINK_REQUESTS = 120
"""How many further requests a minimisation may cost."""

USUAL_OUTPUT = Path("kraken-report")
"""The folder of a run, where the user names no other."""

LONGEST_BODY = 20_000
"""So many characters of a request or a response are kept; more is cut off and said so."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How often a violation came back, of how many answers; `unsent` says why there are none."""

    hits: int
    answers: int
    unsent: str | None

    @property
    def in_vain(self) -> bool:
        """Whether there were answers, and none showed the violation."""
        return self.unsent is None and not self.hits

    @property
    def flaky(self) -> bool:
        """Whether the violation did not come back each time."""
        return self.hits < self.answers

    def __str__(self) -> str:
        return f"{self.hits} of {self.answers}" if self.unsent is None else f"not sent again: {self.unsent}"


class FindingBuilder:
    """Minimises and confirms failures, and writes them down without secrets."""

    def __init__(self, sender: RequestPool, redactor: Redactor, stop: StopRequest) -> None:
        self._sender = sender
        self._stop = stop
        self._redactor = redactor

    def finding(
        self,
        subject: Subject,
        failure: Failure,
        batches: Mapping[str, ProbeBatch | Blocked],
        view: TargetView,
    ) -> dict[str, Any] | None:
        """Return the event of a failure after minimising it and sending the smallest case again.

        None where nothing is to be reported: requests were executed and compared, and the difference does not
        come back each time. Somebody else changed the target's data in between.
        """
        if failure.probe == SCHEMA:
            return self._event(subject, failure, "read from the schema", flaky=False)
        tried: list[tuple[Shown, Confirmed]] = []
        for shown in failure.candidates():
            batch = batches.get(shown.probe)
            if isinstance(batch, ProbeBatch) and not shown.fixed and all(one.fixed for one, _ in tried):
                shown = self._smallest(shown, failure.signature, batch, view)
            tried.append(self._confirmed(shown, failure.signature, view))
            if not tried[-1][1].in_vain:
                break
        failure.best, confirmed = tried[0] if tried[-1][1].in_vain else tried[-1]
        if confirmed.flaky and _compares_what_was_executed(failure, view):
            return None
        return self._event(subject, failure, str(confirmed), flaky=confirmed.flaky)

    def _confirmed(self, shown: Shown, signature: Signature, view: TargetView) -> tuple[Shown, Confirmed]:
        """Send a case again, and return it with the latest exchange that shows the violation and what came of it."""
        hits = answers = 0
        for _ in range(CONFIRMATION_ATTEMPTS):
            if self._stop.requested:
                break
            try:
                exchange = self._sender.send(shown.case)
            except Withheld as error:
                return shown, Confirmed(0, 0, str(error))
            if exchange.failure is not None:
                continue
            answers += 1
            violation = _violation(exchange, view, signature)
            if violation is not None:
                hits += 1
                shown = replace(shown, exchange=exchange, violation=violation)
            if answers == CONFIRMATIONS:
                break
        unsent = "the run was interrupted" if self._stop.requested else "the target did not answer"
        return shown, Confirmed(hits, answers, None if answers else unsent)

    def unconfirmed(self, subject: Subject, failure: Failure) -> dict[str, Any]:
        """Return the event of a failure as it was first seen, where the run was interrupted."""
        return self._event(subject, failure, "not sent again: the run was interrupted", flaky=False)

    def _smallest(self, shown: Shown, signature: Signature, batch: ProbeBatch, view: TargetView) -> Shown:
        """Return the smallest case of a probe that shows a violation, the one given where none is smaller."""
        assert batch.drawn is not None
        found: dict[str, tuple[Exchange, Any]] = {}
        left = SHRINK_REQUESTS

        def breaks(case: Case) -> bool:
            nonlocal left
            if self._stop.requested or (left <= 0 and case.key() not in batch.answers):
                return False
            try:
                exchange, anew = batch.answer(case, self._sender)
            except Withheld:
                return False
            left -= anew
            violation = _violation(exchange, view, signature)
            if violation is None:
                return False
            found[case.key()] = (exchange, violation)
            return True

        smallest = minimise(batch.drawn, batch.count, batch.seed, breaks)
        if smallest is None or size(smallest) > size(shown.case):
            return shown
        exchange, violation = found[smallest.key()]
        return replace(shown, case=smallest, exchange=exchange, violation=violation)

    def _event(self, subject: Subject, failure: Failure, confirmed: str, *, flaky: bool) -> dict[str, Any]:
        requirement = load_requirements()[failure.signature.requirement]
        exchange, violation, id_ = (
            failure.best.exchange,
            failure.best.violation,
            failure.signature.id(subject),
        )
        for one in (*exchange.before, exchange):
            self._learn(one)
        # The exchange has the case as it was sent: with the values that it took.
        case = case_to_json(failure.case if exchange.response is None else exchange.case)
        return {
            "type": "finding",
            "id": id_,
            "requirement": requirement.id,
            "level": str(violation.level or requirement.level),
            "decides": requirement.decides,
            "mutation": subject.mutation,
            "server": subject.server,
            "probe": failure.probe,
            "label": failure.case.label,
            "path": list(violation.path),
            "expected": self._redactor.text(violation.expected),
            "actual": self._redactor.text(violation.actual),
            "flaky": flaky,
            "seen": failure.seen,
            "confirmed": confirmed,
            "case": self._redactor.value(case),
            "before": [
                {
                    "mutation": one.case.mutation,
                    "request": self._request(one),
                    "response": self._response(one),
                }
                for one in exchange.before
            ],
            "request": self._request(exchange),
            "response": self._response(exchange),
            "curl": self._redactor.text(self._curl(exchange)),
            "replay": "",
        }

    def _learn(self, exchange: Exchange) -> None:
        """Learn the secrets of an exchange before anything of it is written: they may come again elsewhere."""
        if (token := self._token(exchange)) is not None:
            self._redactor.learn({"token": token})
        self._redactor.learn(dict(exchange.case.variables))
        if exchange.response is not None:
            self._redactor.learn_answer(exchange.response.json())

    def _curl(self, exchange: Exchange) -> str:
        """Return the command that sends a request again, after those for what was sent before it."""
        return "\n".join(curl(one.request, token=self._token(one)) for one in (*exchange.before, exchange))

    def _token(self, exchange: Exchange) -> str | None:
        """Return the token of the run with which a request was sent; a later one may have taken its place."""
        if exchange.case.credentials is not Credentials.TOKEN:
            return self._sender.client.token.value
        return exchange.request.headers.get(self._sender.client.settings.platform.headers.authorization)

    def _request(self, exchange: Exchange) -> dict[str, Any]:
        request = exchange.request
        return {
            "method": request.method,
            "url": request.url,
            "headers": self._redactor.value(dict(request.headers)),
            "body": self._redactor.body(request.body)[:LONGEST_BODY],
        }

    def _response(self, exchange: Exchange) -> dict[str, Any]:
        response = exchange.response
        if response is None:
            return {}
        body = self._redactor.body(response.body)
        return {
            "status": response.status,
            "headers": self._redactor.value(dict(response.headers)),
            "body": body[:LONGEST_BODY],
            "truncated": len(body) > LONGEST_BODY,
            "elapsed_ms": round(response.elapsed * 1000, 1),
        }


def _compares_what_was_executed(failure: Failure, view: TargetView) -> bool:
    case = failure.case
    if case.mutation is None or load_requirements()[failure.signature.requirement].family != "equivalent":
        return False
    return executes(case, view.contract)


def _violation(exchange: Exchange, view: TargetView, signature: Signature) -> Any:
    if exchange.response is None:
        return None
    observation = Observation(exchange, view)
    violations = violations_of(observation, signature.requirement)
    return next(
        (
            violation
            for violation in violations
            if Signature.of(signature.requirement, violation, exchange.case) == signature
        ),
        None,
    )


def replay_command(id_: str, output: Path, contract: str) -> str:
    """Return the command that sends a finding again, from the folder in which the run was started."""
    source = "" if output == USUAL_OUTPUT else f" --from {shlex.quote(str(output))}"
    other = "" if contract == DEFAULT_CONTRACT else f" --contract {shlex.quote(contract)}"
    return f"kraken-conformance replay {id_}{source}{other}"
