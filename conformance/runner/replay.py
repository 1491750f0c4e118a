"""Sends the request of a finding again."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kraken_conformance.events import ConditionFacts, Event, FindingEvent, findings_of
from kraken_conformance.exceptions import EvidenceError, TargetUnavailable, UsageError
from kraken_conformance.judging.answer_origin import answer_of
from kraken_conformance.judging.observation import Observation
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.answer_words import Origin
from kraken_conformance.model.case import Case, Credentials
from kraken_conformance.model.case_json import case_from_json
from kraken_conformance.model.exchange import Exchange
from kraken_conformance.model.unmet_steps import unreached
from kraken_conformance.model.violation import Violation
from kraken_conformance.probes.schema_probe import SCHEMA
from kraken_conformance.runner.findings.confirmation import NTH_CALL, SENT_AT_ONCE, USED_CONNECTION
from kraken_conformance.runner.findings.run_checks import judge_schema, judged_by
from kraken_conformance.safety.known_secrets import HIDDEN, KNOWN, SHORTEST
from kraken_conformance.safety.redaction import is_secret_name
from kraken_conformance.spec import Contract, load_requirements
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.evidence_redactor import evidence_redactor
from kraken_conformance.target.first_contact import graphql_body
from kraken_conformance.target.introspection import introspect, schema_from
from kraken_conformance.target.view import TargetView

MOST_SENT = 24
"""How often a request is sent at most, whatever the evidence says."""

UNKNOWN = "hidden-value-0"
"""What stands in the place of a hidden value of any form: long enough to be known where an answer gives it back."""

MOST_NAMED = 10
"""How many findings are named where the one that is asked for is not there."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of sending a finding again: the violations of its requirement, or none.

    `shown` says whether an answer was one that the requirement is about.
    """

    violations: tuple[Violation, ...]
    status: int | None
    body: bytes
    shown: bool = True


def find(events: list[Event], id_: str, source: Path) -> FindingEvent:
    """Return the finding with an id, or whose id alone begins with it.

    `source` is where the events are from. Raises `UsageError` where there is no such finding, or several.
    """
    found = [event for event in findings_of(events) if event["id"].startswith(id_)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{id_}: several findings begin so: {_named(found)}. Give more digits.")
    raise UsageError(
        f"{id_}: {source} has no such finding. It has {_named(findings_of(events)) or 'none at all'}. "
        "Name the folder of its run with --from."
    )


def _named(findings: Sequence[FindingEvent]) -> str:
    more = f" and {len(findings) - MOST_NAMED} more" if len(findings) > MOST_NAMED else ""
    return ", ".join(event["id"] for event in findings[:MOST_NAMED]) + more


def replay(contract: Contract, finding: FindingEvent, client: TargetClient) -> Replayed:
    """Send the request of a finding, once or as it needs, and judge the answers by its requirement.

    What was hidden in the evidence is replaced by plausible values. Raises `EvidenceError` where the case
    cannot be read, `UsageError` where it is about another contract, was sent with a token and there is none now, or
    was about a day in the future that has passed,
    `TargetUnavailable` where there is no answer, or none that the requirement could be
    about: a gateway's, or a refusal of the token.
    """
    case = _case(contract, finding, client.settings.sites)
    sent = [(one.get("request") or {}).get("headers", {}) for one in (*finding.get("before", ()), finding)]
    to_send = [client.unsent(one).request.headers for one in (*case.before, case)]
    name = contract.platform.headers.authorization
    if any(_has(name, headers) for headers in sent) and not any(_has(name, headers) for headers in to_send):
        raise UsageError(
            f"The request of finding {finding['id']} was sent with a token, which is not in the evidence: "
            "pass --token, --api-key or the --profile of the run, or set KRAKEN_TOKEN or KRAKEN_API_KEY."
        )
    if case.due is not None and case.due.is_over():
        raise UsageError(
            f"The request of finding {finding['id']} was about {case.due.condition}, and that day has passed: "
            f"kraken-conformance run --mutation {case.mutation} --probe {case.probe} sends it with a new date."
        )
    if case.probe == SCHEMA:
        return _replay_schema(contract, finding, case, client)
    view = _view(contract, case, client)
    conditions = finding.get("conditions")
    sent_again = list(_sent(_revealed(case, view, _known(client)), conditions, client))
    exchange = sent_again[0]
    shown = False
    for exchange in sent_again:
        if exchange.response is None:
            continue
        violations = judged_by(Observation(exchange, view, again=True), finding["requirement"])
        shown = shown or violations is not None
        if violations:
            clean = _without_secrets(violations, exchange, client, contract)
            return Replayed(clean, exchange.response.status, exchange.response.body)
    step = unreached(exchange, contract.platform.errors)
    if step is not None:
        raise TargetUnavailable(
            f"The request could not be sent: {step.step}, which comes before it, {step.why}."
        )
    if exchange.response is None:
        raise TargetUnavailable(f"{exchange.request.url} did not answer: {exchange.failure}.")
    _require_reached(exchange, view, finding["requirement"], shown=shown)
    return Replayed((), exchange.response.status, exchange.response.body, shown)


def _without_secrets(
    violations: Sequence[Violation], exchange: Exchange, client: TargetClient, contract: Contract
) -> tuple[Violation, ...]:
    """Return violations without the secrets in them: an answer may hold tokens, and give back what it was sent."""
    redactor = evidence_redactor(client.settings.secrets, contract)
    for one in (*exchange.before, exchange):
        redactor.learn(dict(one.case.variables))
        if one.response is not None:
            redactor.learn_answer(one.response.json())
    return tuple(
        replace(one, expected=redactor.text(one.expected), actual=redactor.text(one.actual))
        for one in violations
    )


def _require_reached(exchange: Exchange, view: TargetView, requirement: str, *, shown: bool) -> None:
    """Raise `TargetUnavailable` where a gateway answered, or the token of the call is not accepted.

    A refusal of the token may well keep a requirement that is about all answers, which is `shown` then: it is not the
    answer that broke it. What other credentials and what no client means to send may lead to is for each server to
    choose.
    """
    case = exchange.case
    if case.credentials is not Credentials.TOKEN or case.operation is None or case.raw or case.fault:
        return
    answer = answer_of(Observation(exchange, view), KNOWN.text)
    came = f"{exchange.request.url} answered {answer.shown}, which shows nothing of {requirement}"
    if answer.origin is Origin.ELSEWHERE and not shown:
        raise TargetUnavailable(
            f"{came}: it is no GraphQL. Is the address right, and does a gateway let the request through?"
        )
    if answer.origin is Origin.BEFORE and answer.about_credentials:
        raise TargetUnavailable(f"{came}: the token was not accepted. Give one that is valid (--token).")


def _case(contract: Contract, finding: FindingEvent, sites: Collection[str]) -> Case:
    """Return the case of a finding, of which the contract has all that it names, and each server has an address."""
    try:
        case = case_from_json(finding["case"])
        if case.probe == SCHEMA and case.mutation is None:
            raise ValueError("a schema is compared for a mutation")
    except (KeyError, TypeError, ValueError) as error:
        raise EvidenceError(f"The case of finding {finding['id']} cannot be read: {error!r}.") from None
    for step in (*case.before, case):
        known = step.mutation is None or step.mutation in contract.mutations
        if not known or step.server not in contract.servers:
            strange = f"the server {step.server}" if known else step.mutation
            raise UsageError(
                f"Finding {finding['id']} is about {strange}, which the contract {contract.name} does not have: give "
                "the --contract of its run."
            )
        if step.server not in sites:
            raise UsageError(
                f"Finding {finding['id']} is about the server {step.server}: give its address too."
            )
    if finding["requirement"] not in load_requirements():
        raise UsageError(
            f"Finding {finding['id']} is about {finding['requirement']}, and there is no such requirement: use the "
            "version of its run, with the same packages beside it."
        )
    return case


def _sent(case: Case, conditions: ConditionFacts | None, client: TargetClient) -> Iterator[Exchange]:
    """Send a case under the conditions that its violation needs."""
    kind = "" if conditions is None else conditions["kind"]
    number = 1 if conditions is None else max(1, min(conditions["number"], MOST_SENT))
    if kind == SENT_AT_ONCE:
        with ThreadPoolExecutor(number) as pool:
            yield from pool.map(client.send, [case] * number)
        return
    times = {USED_CONNECTION: 2, NTH_CALL: number}.get(kind, 1)
    with ThreadPoolExecutor(
        1
    ) as pool:  # a thread has connections of its own: the first request is on a new one
        yield from pool.map(client.send, [case] * times)


def _has(name: str, headers: Mapping[str, str]) -> bool:
    return any(known.lower() == name.lower() for known in headers)


def _replay_schema(contract: Contract, finding: FindingEvent, case: Case, client: TargetClient) -> Replayed:
    exchange = client.send(case)
    body = graphql_body(exchange, case.server, client.settings)
    assert exchange.response is not None
    assert case.mutation is not None
    schema = schema_from(body.get("data") or {})
    elsewhere = tuple(_with_mutation(case, client))
    comparison = SchemaComparison(contract, contract.mutations[case.mutation], case.server, schema, elsewhere)
    found = [
        judgement.violations
        for judgement in judge_schema(comparison)
        if judgement.requirement == finding["requirement"]
    ]
    return Replayed(found[0] if found else (), exchange.response.status, b"")


def _with_mutation(case: Case, client: TargetClient) -> Iterator[str]:
    """Yield the other sites whose schemas have the mutation of a case."""
    for server, url in client.settings.sites.items():
        found = None if url == client.settings.sites[case.server] else introspect(client, server).data
        root = None if found is None else schema_from(found).mutation_type
        if server != case.server and root is not None and case.mutation in root.fields:
            yield server


def _view(contract: Contract, case: Case, client: TargetClient) -> TargetView:
    introspection = introspect(client, case.server).data
    return TargetView(
        contract=contract,
        server=contract.servers[case.server],
        schema=None if introspection is None else schema_from(introspection),
        has_token=client.settings.token is not None,
        dry_run_honoured=True,  # else there were no finding about a dry run
    )


def _known(client: TargetClient) -> dict[str, str]:
    """Return the hidden values that the user has given again, by the name of the field."""
    key = client.settings.api_key
    login = client.settings.platform.login
    return {} if key is None or login is None else {login.api_key: key}


def _revealed(case: Case, view: TargetView, known: Mapping[str, str]) -> Case:
    """Return a case with plausible values in the place of what was hidden, the same one under a name everywhere."""
    names = {one.mutation for one in (*case.before, case) if one.mutation is not None}
    plausible: dict[str, str] = {}
    for name in sorted(names):
        for key, text in _texts_in(view.complete(view.contract.mutations[name])):
            plausible.setdefault(key, text if len(text) >= SHORTEST else UNKNOWN)
    shown = _shown(case, {**plausible, **known})
    if HIDDEN not in case.fresh:
        return shown
    put = {text for key, text in plausible.items() if key not in known and is_secret_name(key)} | {UNKNOWN}
    return replace(shown, fresh=(*(name for name in case.fresh if name != HIDDEN), *sorted(put)))


def _shown(case: Case, values: Mapping[str, str]) -> Case:
    before = tuple(_shown(earlier, values) for earlier in case.before)
    return replace(case, before=before, variables=_filled(case.variables, values))


def _texts_in(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the texts of an input under the names of their fields."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from [(name, item)] if isinstance(item, str) else _texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts_in(item)


def _filled(value: Any, values: Mapping[str, str], name: str = "") -> Any:
    if isinstance(value, Mapping):
        return {key: _filled(item, values, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, values, name) for item in value]
    return values.get(name, UNKNOWN) if value == HIDDEN else value
