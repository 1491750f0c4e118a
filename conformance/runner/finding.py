"""Makes a finding of a failure: the smallest case that shows it, sent again, with all that a person needs."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from kraken_conformance.case import Case, Credentials
from kraken_conformance.case_json import case_to_json
from kraken_conformance.curl import curl
from kraken_conformance.effects import executes
from kraken_conformance.exchange import Exchange
from kraken_conformance.observation import Observation
from kraken_conformance.probes.registry import Blocked
from kraken_conformance.redaction import Redactor
from kraken_conformance.runner.batch import Batch
from kraken_conformance.runner.budget import Withheld
from kraken_conformance.runner.drawing import minimise
from kraken_conformance.runner.failures import Failure, Signature, size
from kraken_conformance.runner.judge import breaches_of
from kraken_conformance.runner.schema_probe import SCHEMA
from kraken_conformance.runner.sending import Sender
from kraken_conformance.runner.subject import Subject
from kraken_conformance.spec import load_requirements
from kraken_conformance.target.view import TargetView

CONFIRMATIONS = 3
"""How often the smallest case is sent again. A breach that does not come back each time is flaky."""

CONFIRMATION_ATTEMPTS = 6
"""How often it is tried: a request that got no answer tells nothing of the breach."""

SHRINK_REQUESTS = 120
"""How many further requests a minimisation may cost."""

USUAL_OUTPUT = Path("kraken-report")
"""The folder of a run, where the user names no other."""

LONGEST_BODY = 20_000
"""So many characters of a request or a response are kept; more is cut off and said so."""


class Finder:
    """Minimises and confirms failures, and writes them down without secrets."""

    def __init__(self, sender: Sender, redactor: Redactor) -> None:
        self._sender = sender
        self._redactor = redactor

    def finding(
        self, subject: Subject, failure: Failure, batch: Batch | Blocked | None, view: TargetView
    ) -> dict[str, Any] | None:
        """Return the event of a failure after minimising it and sending the smallest case again.

        None where nothing is to be reported: requests were executed and compared, and the difference does not
        come back each time. Somebody else changed the target's data in between.
        """
        if failure.probe == SCHEMA:
            return self._event(subject, failure, "read from the schema", flaky=False)
        if isinstance(batch, Batch) and not failure.fixed:
            self._minimise(failure, batch, view)
        hits = answers = 0
        for _ in range(CONFIRMATION_ATTEMPTS):
            try:
                exchange = self._sender.send(failure.case)
            except Withheld as error:
                return self._event(subject, failure, f"not sent again: {error}", flaky=False)
            if exchange.failure is not None:
                continue
            answers += 1
            breach = _breach(exchange, view, failure.signature)
            if breach is not None:
                hits += 1
                failure.exchange, failure.breach = exchange, breach
            if answers == CONFIRMATIONS:
                break
        if not answers:
            return self._event(subject, failure, "not sent again: the target did not answer", flaky=False)
        if hits < answers and _compares_what_was_executed(failure, view):
            return None
        return self._event(subject, failure, f"{hits} of {answers}", flaky=hits < answers)

    def unconfirmed(self, subject: Subject, failure: Failure) -> dict[str, Any]:
        """Return the event of a failure as it was first seen, where the run was interrupted."""
        return self._event(subject, failure, "not sent again: the run was interrupted", flaky=False)

    def _minimise(self, failure: Failure, batch: Batch, view: TargetView) -> None:
        assert batch.drawn is not None
        found: dict[str, tuple[Exchange, Any]] = {}
        left = SHRINK_REQUESTS

        def breaks(case: Case) -> bool:
            nonlocal left
            if left <= 0 and case.key() not in batch.answers:
                return False
            try:
                exchange, anew = batch.answer(case, self._sender)
            except Withheld:
                return False
            left -= anew
            if exchange.response is None:
                return False
            breach = _breach(exchange, view, failure.signature)
            if breach is None:
                return False
            found[case.key()] = (exchange, breach)
            return True

        smallest = minimise(batch.drawn, batch.count, batch.seed, breaks)
        if smallest is not None and size(smallest) <= size(failure.case):
            failure.case = smallest
            failure.exchange, failure.breach = found[smallest.key()]

    def _event(self, subject: Subject, failure: Failure, confirmed: str, *, flaky: bool) -> dict[str, Any]:
        requirement = load_requirements()[failure.signature.requirement]
        exchange, breach, id_ = failure.exchange, failure.breach, failure.signature.id(subject)
        for one in (*exchange.before, exchange):
            self._learn(one)
        # The exchange has the case as it was sent: with the values that it took.
        case = case_to_json(failure.case if exchange.response is None else exchange.case)
        return {
            "type": "finding",
            "id": id_,
            "requirement": requirement.id,
            "level": str(breach.level or requirement.level),
            "decides": requirement.decides,
            "mutation": subject.mutation,
            "server": subject.server,
            "probe": failure.probe,
            "label": failure.case.label,
            "path": list(breach.path),
            "expected": self._redactor.text(breach.expected),
            "actual": self._redactor.text(breach.actual),
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
            "replay": replay_command(id_, USUAL_OUTPUT),
        }

    def _learn(self, exchange: Exchange) -> None:
        """Learn the secrets of an exchange before anything of it is written: they may come again elsewhere."""
        if (token := self._token(exchange)) is not None:
            self._redactor.learn({"token": token})
        self._redactor.learn(dict(exchange.case.variables))
        if exchange.response is not None:
            self._redactor.learn(exchange.response.json())

    def _curl(self, exchange: Exchange) -> str:
        """Return the command that sends a request again, after those for what was sent before it."""
        steps = [curl(one.request, token=self._token(one)) for one in (*exchange.before, exchange)]
        return "\n".join(dict.fromkeys(steps))

    def _token(self, exchange: Exchange) -> str | None:
        """Return the token of the run with which a request was sent; a later one may have taken its place."""
        if exchange.case.credentials is not Credentials.TOKEN:
            return self._sender.client.token.value
        return exchange.request.headers.get("authorization")

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
    return executes(case, view.contract.mutations[case.mutation])


def _breach(exchange: Exchange, view: TargetView, signature: Signature) -> Any:
    if exchange.response is None:
        return None
    seen = Observation(exchange, view)
    breaches = breaches_of(seen, signature.requirement)
    return next(
        (
            breach
            for breach in breaches
            if Signature.of(signature.requirement, breach, exchange.case) == signature
        ),
        None,
    )


def replay_command(id_: str, output: Path) -> str:
    """Return the command that sends a finding again, from the folder in which the run was started."""
    source = "" if output == USUAL_OUTPUT else f" --from {shlex.quote(str(output))}"
    return f"kraken-conformance replay {id_}{source}"
