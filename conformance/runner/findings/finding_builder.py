"""Makes a finding of a failure: the smallest case that shows it, sent again, with all that a person needs."""

import json
import shlex
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from kraken_conformance.events import FindingEvent, ReceivedResponse, SentRequest
from kraken_conformance.model.case import MADE_OF_OWN, Case, Credentials
from kraken_conformance.model.case_json import case_to_json
from kraken_conformance.model.cases import Blocked
from kraken_conformance.model.exchange import GATEWAY_STATUSES, Exchange
from kraken_conformance.model.other_clients import named_as
from kraken_conformance.model.subject import Subject
from kraken_conformance.probes.schema_probe import SCHEMA
from kraken_conformance.runner.findings.confirmation import Confirmation, Confirmer, about_state, violation_in
from kraken_conformance.runner.findings.curl import curl
from kraken_conformance.runner.findings.failure_grouping import Failure, Shown, Signature, size
from kraken_conformance.runner.findings.input_reduction import difference, reduced, reducible
from kraken_conformance.runner.findings.paired_comparison import Compared, PairedComparison, compares
from kraken_conformance.runner.generation.case_generation import minimise
from kraken_conformance.runner.sending.probe_batch import ProbeBatch
from kraken_conformance.runner.sending.request_pool import RequestPool
from kraken_conformance.runner.sending.stop_request import StopRequest
from kraken_conformance.safety.budget import Withheld
from kraken_conformance.safety.redaction import Redactor, of_target
from kraken_conformance.spec import DEFAULT_CONTRACT, Level, load_requirements
from kraken_conformance.target.view import TargetView

SHRINK_REQUESTS = 120
"""How many further requests a minimisation may cost."""

REDUCTION_REQUESTS = 40
"""How many further requests it may cost to make the input of a fixed case smaller."""

USUAL_OUTPUT = Path("kraken-report")
"""The folder of a run, where the user names no other."""

UNSTEADY = "the target is unsteady, so that nothing can be compared: {}"

PAGES = "http.no-page"
FEW = 2
"""Pages that come and go while a gateway is exchanged: no more than these are nothing to speak of."""

UNSTEADY_PAGE = (
    "a page came in the place of the answers to {} valid requests, and later: {}. Does everybody in front of the "
    "server work?"
)
UNSTEADY_GATEWAY = (
    "a gateway answered {} to a request, each time that it was sent again, and later: {}. Does every server "
    "behind it work?"
)

LONGEST_BODY = 20_000
"""At most this many characters of a request or a response are kept; more is cut off and said so."""


class FindingBuilder:
    """Minimises and confirms failures, and writes them down without secrets."""

    def __init__(
        self,
        sender: RequestPool,
        redactor: Redactor,
        stop: StopRequest,
        *,
        confirmer: Confirmer,
        comparison: PairedComparison,
    ) -> None:
        self._sender = sender
        self._stop = stop
        self._confirmer = confirmer
        self._comparison = comparison
        self._redactor = redactor

    def finding(
        self,
        subject: Subject,
        failure: Failure,
        batches: Mapping[str, ProbeBatch | Blocked],
        view: TargetView,
    ) -> FindingEvent | None:
        """Return the event of a failure after minimising it and sending the smallest case again.

        None where two requests were compared and nothing is to be reported: the difference does not come back, or
        equal requests are answered differently too, which `failure.unsteady` then says. So it does where a gateway's
        status or page does not come back: then it was not about the request. None too where records were
        used and ended, and it does not come back while nothing else is in flight: another case came between.
        """
        if failure.probe == SCHEMA:
            return self._event(subject, failure, Confirmation(0, 0, note="read from the schema"))
        if compares(failure.signature.requirement) and failure.case.before:
            return self._compared(subject, failure, view)
        tried: list[tuple[Shown, Confirmation]] = []
        for shown in failure.candidates():
            batch = batches.get(shown.probe)
            if isinstance(batch, ProbeBatch) and named_as(shown.case) is not None:
                shown = self._under_own_name(shown, failure.signature, batch, view)
            if isinstance(batch, ProbeBatch) and not shown.fixed and all(one.fixed for one, _ in tried):
                shown = self._smallest(shown, failure.signature, batch, view)
            elif isinstance(batch, ProbeBatch) and not tried and reducible(shown.case):
                shown = self._reduced(shown, failure.signature, batch, view)
            earlier = _exchanges_of(shown.case, batches)
            tried.append(self._confirmer.confirm(shown, failure.signature, view, earlier))
            if not tried[-1][1].in_vain:
                break
        failure.best, confirmation = tried[0] if tried[-1][1].in_vain else tried[-1]
        response = failure.best.exchange.response
        if confirmation.flaky and response is not None and response.status in GATEWAY_STATUSES:
            failure.unsteady = UNSTEADY_GATEWAY.format(response.status, confirmation)
            return None
        if confirmation.flaky and failure.signature.requirement == PAGES:
            failure.unsteady = (
                UNSTEADY_PAGE.format(failure.seen, confirmation) if failure.seen > FEW else None
            )
            return None
        if confirmation.weaker:
            weaker = replace(failure.best.violation, level=Level.SHOULD)
            failure.best = replace(failure.best, violation=weaker)
        if about_state(failure.signature.requirement) and not _shown_again(failure, confirmation):
            return None
        return self._event(subject, failure, confirmation)

    def _compared(self, subject: Subject, failure: Failure, view: TargetView) -> FindingEvent | None:
        found = self._comparison.compare(failure.case, view)
        if found.compared is Compared.DIFFERENT:
            return self._event(subject, failure, Confirmation(0, 0, note=found.note))
        if found.compared is Compared.UNSTEADY:
            failure.unsteady = UNSTEADY.format(found.note)
        return None

    def unconfirmed(self, subject: Subject, failure: Failure) -> FindingEvent:
        """Return the event of a failure as it was first seen, where the run was interrupted."""
        return self._event(subject, failure, Confirmation(0, 0, "the run was interrupted"))

    def _under_own_name(
        self, shown: Shown, signature: Signature, batch: ProbeBatch, view: TargetView
    ) -> Shown:
        """Return a case as the run itself sends it, where it shows the violation then too."""
        own = replace(shown.case, headers=())
        with suppress(Withheld):
            exchange, _ = batch.answer(own, self._sender)
            violation = violation_in(exchange, view, signature)
            if violation is not None:
                return replace(shown, case=own, exchange=exchange, violation=violation)
        return shown

    def _smallest(self, shown: Shown, signature: Signature, batch: ProbeBatch, view: TargetView) -> Shown:
        """Return the smallest case of a probe that shows a violation, the one given where none is smaller."""
        assert batch.drawn is not None
        found: dict[str, tuple[Case, Exchange, Any]] = {}
        left = SHRINK_REQUESTS

        def breaks(generated: Case) -> bool:
            nonlocal left
            case = (
                generated if named_as(shown.case) is None else replace(generated, headers=shown.case.headers)
            )
            if self._stop.requested or (left <= 0 and case.key() not in batch.answers):
                return False
            try:
                exchange, was_sent = batch.answer(case, self._sender)
            except Withheld:
                return False
            left -= was_sent
            violation = violation_in(exchange, view, signature)
            if violation is None:
                return False
            found[generated.key()] = (case, exchange, violation)
            return True

        smallest = minimise(batch.drawn, batch.count, batch.seed, breaks)
        if smallest is None or size(smallest) > size(shown.case):
            return shown
        case, exchange, violation = found[smallest.key()]
        return replace(shown, case=case, exchange=exchange, violation=violation)

    def _reduced(self, shown: Shown, signature: Signature, batch: ProbeBatch, view: TargetView) -> Shown:
        """Return a fixed case with as little input as shows the violation, and a label that says what is left of it."""
        case, found = shown.case, dict[str, tuple[Case, Exchange, Any]]()
        assert case.operation is not None
        mutation = view.contract.mutations.get(case.mutation or "")
        if mutation is None or not view.strategies.known(mutation):
            return shown
        simplest = view.strategies.minimal(mutation)
        left = REDUCTION_REQUESTS

        def shows(variables: Mapping[str, Any]) -> bool:
            nonlocal left
            smaller = replace(case, variables=variables, label=_label(case, variables, simplest))
            if self._stop.requested or (left <= 0 and smaller.key() not in batch.answers):
                return False
            try:
                exchange, was_sent = batch.answer(smaller, self._sender)
            except Withheld:
                return False
            left -= was_sent
            violation = violation_in(exchange, view, signature)
            if violation is not None:
                found[json.dumps(variables, sort_keys=True, default=str)] = (smaller, exchange, violation)
            return violation is not None

        smallest = reduced(case.variables, case.operation.variables, view.type_system, simplest, shows)
        key = json.dumps(smallest, sort_keys=True, default=str)
        if key not in found:
            return shown
        smaller, exchange, violation = found[key]
        return replace(shown, case=smaller, exchange=exchange, violation=violation)

    def _event(self, subject: Subject, failure: Failure, confirmation: Confirmation) -> FindingEvent:
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
            "label": _as_sent(failure.case),
            "path": list(violation.path),
            "expected": self._redactor.text(violation.expected),
            "actual": self._redactor.text(violation.actual),
            "flaky": confirmation.flaky,
            "seen": failure.seen,
            "confirmed": str(confirmation),
            "conditions": None if confirmation.conditions is None else confirmation.conditions.to_json(),
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
            of_user = self._sender.client.settings.api_key is None
            self._redactor.learn({"token": list((token,) if of_user else of_target(token))})
        if exchange.case.credentials in MADE_OF_OWN:
            name = self._sender.client.settings.platform.headers.authorization
            self._redactor.learn({"token": exchange.request.headers.get(name, "").rpartition(" ")[2]})
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

    def _request(self, exchange: Exchange) -> SentRequest:
        request = exchange.request
        return {
            "method": request.method,
            "url": request.url,
            "headers": self._redactor.value(dict(request.headers)),
            "body": self._redactor.body(request.body)[:LONGEST_BODY],
        }

    def _response(self, exchange: Exchange) -> ReceivedResponse:
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


def _label(case: Case, variables: Mapping[str, Any], simplest: Mapping[str, Any]) -> str:
    """Return what is left of a case that was made smaller, after its form where that is not the usual one."""
    left = difference(variables, simplest)
    return f"{case.label}: {left}" if case.credentials is not Credentials.TOKEN or case.about else left


def _as_sent(case: Case) -> str:
    """Return the label of a case, with the client under whose name alone it shows the violation."""
    client = named_as(case)
    return case.label if client is None else f"{case.label}, as {client} sends it"


def _shown_again(failure: Failure, confirmation: Confirmation) -> bool:
    """Whether a target shows it with no other request in flight: each time, or once where it is a matter of chance."""
    return not (confirmation.in_vain if failure.case.rivals else confirmation.flaky)


def _exchanges_of(case: Case, batches: Mapping[str, ProbeBatch | Blocked]) -> list[Exchange]:
    """Return the exchanges of a subject in which the very request of a case was sent, the first one first."""
    if case.before:
        return []
    key = case.key()
    found = [
        one
        for batch in batches.values()
        if isinstance(batch, ProbeBatch)
        for exchange in batch.answered()
        for one in (*exchange.before, exchange)
        if replace(one.case, before=()).key() == key
    ]
    return sorted(found, key=lambda exchange: exchange.started)


def replay_command(id_: str, output: Path, contract: str) -> str:
    """Return the command that sends a finding again, from the folder in which the run was started."""
    source = "" if output == USUAL_OUTPUT else f" --from {shlex.quote(str(output))}"
    other = "" if contract == DEFAULT_CONTRACT else f" --contract {shlex.quote(contract)}"
    return f"kraken-conformance replay {id_}{source}{other}"
