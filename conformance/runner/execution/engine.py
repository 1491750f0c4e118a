"""Runs the probes of a subject: draws the cases, sends them, judges the exchanges, minimises what broke."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from kraken_conformance.events import FindingEvent, SubjectEvent
from kraken_conformance.journal import Journal
from kraken_conformance.judging.answer_log import AnswerLog
from kraken_conformance.judging.observation import Observation
from kraken_conformance.judging.run_facts import refused_before
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.case import Case
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.model.other_clients import named_otherwise
from kraken_conformance.model.subject import Subject
from kraken_conformance.operations.document_limits import DocumentLimits
from kraken_conformance.probes.registry import mutation_probes, server_probes
from kraken_conformance.probes.schema_probe import SCHEMA, schema_case
from kraken_conformance.probes.valid_input import NAME as VALID
from kraken_conformance.runner.execution.control_cases import with_controls
from kraken_conformance.runner.execution.token_watch import TokenWatch
from kraken_conformance.runner.findings.confirmation import Confirmer
from kraken_conformance.runner.findings.controls import Controls, LimitMet, refusal_group
from kraken_conformance.runner.findings.failure_grouping import Failure, Failures
from kraken_conformance.runner.findings.finding_builder import UNSTEADY, FindingBuilder
from kraken_conformance.runner.findings.paired_comparison import PairedComparison, originals_differ
from kraken_conformance.runner.findings.probe_result import ProbeResult
from kraken_conformance.runner.findings.run_checks import judge, judge_schema, rests_on_execution
from kraken_conformance.runner.findings.undecided import Undecided, decide
from kraken_conformance.runner.generation.case_generation import seed_of
from kraken_conformance.runner.request.run_settings import RunSettings
from kraken_conformance.runner.sending.probe_batch import ProbeBatch
from kraken_conformance.runner.sending.request_pool import RequestPool
from kraken_conformance.runner.sending.stop_request import StopRequest
from kraken_conformance.safety.budget import TIME_USED_UP, Budget, Withheld
from kraken_conformance.safety.effects import executed_once, last_of_run, without_execution
from kraken_conformance.spec import Contract, Mutation
from kraken_conformance.spec.loading.http_profile import profile_of
from kraken_conformance.strategies import Pools
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.evidence_redactor import evidence_redactor
from kraken_conformance.target.introspection import read_schema
from kraken_conformance.target.view import TargetView

AHEAD = 30
"""Cases that are prepared for each request in flight: they are sent while others are drawn, or wait for one another."""

MOST_AHEAD = 24
"""At most this many subjects are prepared at most: what came back for them is kept until it is their turn."""

NOT_SELECTED = "it is not among the mutations of this run"


class Engine:
    """Works for one process. Subjects are run one after another, with the next one's cases already in flight."""

    def __init__(
        self,
        settings: RunSettings,
        contract: Contract,
        stop: StopRequest,
        tell: Callable[[str], None] = lambda line: None,
        note: Callable[[str], None] | None = None,
    ) -> None:
        self.settings = settings
        self.contract = contract
        self.pools = Pools({**_own_key(settings), **settings.pools})
        self.stop = stop
        self.budget = Budget(settings.limits, contract)
        client = TargetClient(
            settings.target,
            patient=True,
            tell=tell,
            deadline=self.budget.deadline,
            sent=settings.sent_before,
            again=self.budget.again,
        )
        journal = None if settings.journal is None else Journal(Path(settings.journal), contract, send=note)
        self.sender = RequestPool(client, settings.concurrency, self.budget, contract, journal)
        self._redactor = evidence_redactor(settings.target.secrets, contract)
        self.comparison = PairedComparison(self.sender, contract, stop)
        confirmer = Confirmer(self.sender, settings.concurrency, stop)
        self.finder = FindingBuilder(
            self.sender, self._redactor, stop, confirmer=confirmer, comparison=self.comparison
        )
        self._limits = {
            server: DocumentLimits.from_json(limits)
            for server, limits in settings.limits_of_documents.items()
        }
        self.controls = Controls(self.sender, self._limits.values())
        self._token = TokenWatch(settings.rejected)
        self._batches: dict[Subject, dict[str, ProbeBatch | Blocked]] = {}
        self._views: dict[str, TargetView] = {}

    def halt(self) -> None:
        """Stop, from another thread than the one that works: what is under way has a moment to end."""
        self.stop.requested = True
        self.sender.stop()

    def close(self) -> None:
        """Stop sending and close every connection."""
        self.sender.close()

    def view(self, server: str) -> TargetView:
        """Return what is known of a server, made once."""
        if server not in self._views:
            schema = self.settings.schemas.get(server)
            self._views[server] = TargetView(
                contract=self.contract,
                server=self.contract.servers[server],
                schema=None if schema is None else read_schema(schema),
                has_token=self.settings.target.token is not None,
                has_expired_token=self.settings.target.expired_token is not None,
                has_peer_token=self.settings.target.peer_token is not None,
                dry_run_honoured=self.settings.dry_run_honoured.get(server),
                skip_honoured=self.settings.skip_honoured.get(server),
                introspection=self.settings.introspection.get(server),
                schema_problem=self.settings.schema_problems.get(server),
                http_profiles=tuple(self.settings.http_profiles),
                pools=self.pools,
                today=None if self.settings.day is None else date.fromisoformat(self.settings.day),
                not_on_the_way=self._not_on_the_way,
                limits=self._limits.get(server, DocumentLimits()),
            )
        return self._views[server]

    @property
    def _not_on_the_way(self) -> dict[str, str]:
        """The mutations that no case may execute before another: what is not allowed, and what was not asked for."""
        selected = self.settings.selected
        foreign = {
            name: NOT_SELECTED for name in self.contract.mutations if selected and name not in selected
        }
        return {**foreign, **self.settings.denied}

    def prepare(self, subject: Subject) -> None:
        """Put the cases of a subject in flight: first those that are fixed, since drawing takes longer."""
        if subject in self._batches or self.sender.client.lost(subject.server) is not None:
            return
        planned = list(self.cases(subject))
        named = self._named(subject, planned)
        batches = self._batches[subject] = {
            name: self._begun(subject, name, made, named) for name, made in planned
        }
        for batch in batches.values():
            if isinstance(batch, ProbeBatch):
                batch.draw(self.sender)

    def _named(
        self, subject: Subject, planned: Iterable[tuple[str, Cases | Blocked]]
    ) -> Callable[[Case], Case]:
        """Return what gives a share of the cases of a subject the name of another client; not to its controls."""
        clients = self.settings.clients.get(subject.server, ())
        known = {
            made.control.key()
            for _, made in planned
            if clients and isinstance(made, Cases) and made.control is not None
        }

        def named(case: Case) -> Case:
            return case if case.key() in known else named_otherwise(case, clients)

        return named if clients else lambda case: case

    def _begun(
        self, subject: Subject, probe: str, made: Cases | Blocked, named: Callable[[Case], Case]
    ) -> ProbeBatch | Blocked:
        if not isinstance(made, Blocked):
            used_up = self.budget.used_up()
            made = self._token.permitted(made, subject.server) if used_up is None else Blocked(used_up)
        if isinstance(made, Blocked):
            return made
        seed = seed_of(made, self.settings.seed, str(subject), probe)
        return ProbeBatch.begin(
            made,
            max_examples=self.settings.max_examples,
            seed=seed,
            sender=self.sender,
            admits=self.view(subject.server).lets_through,
            named=named,
        )

    def run(self, subject: Subject, following: Iterable[Subject] = ()) -> list[SubjectEvent]:
        """Return the events of a subject: a result for each probe, then its findings.

        Before this subject's cases are waited for, those of the first of `following` are put in flight, and of
        as many more as the senders need to have work while others are drawn. A request to stop
        ends the subject early: what was judged until then is in the events, and marked. There are no events
        where the server stopped answering before it was this subject's turn.
        """
        return self._run(subject, iter(following), Counter())

    def _run(
        self, subject: Subject, later: Iterator[Subject], limits_met: Counter[tuple[str, LimitMet]]
    ) -> list[SubjectEvent]:
        """Run a subject; once more within the limits that it met, where its own document is beyond them."""
        self.prepare(subject)
        if subject not in self._batches:
            return []
        for next_one in islice(later, 0 if self.stop.requested else 1):
            if not self._ends_the_run(next_one):
                self.prepare(next_one)
        meanwhile = partial(self._prepare_ahead, later)
        meanwhile()
        failures = Failures(*self._usual(subject))
        batches = self._batches.pop(subject)
        tallies = [*self._compare(subject, failures)]
        undecided: list[Undecided] = []
        tallies += [
            self._collect(
                subject, name, batch, undecided, self._control(batch, batches, subject, meanwhile), meanwhile
            )
            for name, batch in batches.items()
        ]
        decide(undecided, tallies, failures, refused_before(self.settings.refusals, subject.server))
        if subject.mutation is not None:
            self._token.note(subject.server, [tally.event() for tally in tallies])
        # No probe may apply to a subject: it was its turn all the same.
        tallies = tallies or [ProbeResult(subject, name) for name in self.settings.probes[:1]]
        findings: list[FindingEvent] = []
        by_probe = {tally.probe: tally for tally in tallies}
        narrower = self._set_limits_aside(subject, failures, by_probe)
        if narrower is not None and not limits_met:
            met = Counter(
                {(tally.probe, limit): tally.limits[limit] for tally in tallies for limit in tally.limits}
            )
            return self._run_within(narrower, subject, met)
        for (probe, limit), times in limits_met.items():
            by_probe[probe].limits[limit] += times
        for failure in failures:
            found = self._finding(subject, failure, batches) if failure.seen else None
            if found is not None:
                findings.append(found)
                continue
            for probe, times in failure.seen_by_probe().items():
                by_probe[probe].withdraw(failure.signature.requirement, times)
                if failure.unsteady is not None:
                    by_probe[probe].block(failure.unsteady)
        self._look_for_unsteadiness(subject, batches, by_probe)
        return [*(tally.event() for tally in tallies), *findings]

    def _run_within(
        self, narrower: DocumentLimits, subject: Subject, limits_met: Counter[tuple[str, LimitMet]]
    ) -> list[SubjectEvent]:
        """Run a subject again within limits that its own document met.

        They are those of this subject alone, and no other is prepared meanwhile: what a server lets through may
        depend on more than the size, and another mutation may have larger documents.
        """
        usual = self._limits.get(subject.server, DocumentLimits())
        try:
            self._hold_to(subject.server, narrower)
            return self._run(subject, iter(()), limits_met)
        finally:
            self._hold_to(subject.server, usual)

    def _hold_to(self, server: str, limits: DocumentLimits) -> None:
        self._limits[server] = limits
        self._views.pop(server, None)

    def _look_for_unsteadiness(
        self,
        subject: Subject,
        batches: Mapping[str, ProbeBatch | Blocked],
        by_probe: Mapping[str, ProbeResult],
    ) -> None:
        """Block comparisons whose original was answered in two ways, where its answers keep changing."""
        view = self.view(subject.server)
        for probe, batch in batches.items():
            if isinstance(batch, Blocked) or by_probe[probe].state != "done" or self.stop.requested:
                continue
            differing = (one for one in batch.answered() if originals_differ(Observation(one, view)))
            exchange = next(differing, None)
            found = None if exchange is None else self.comparison.unsteady(exchange.before[0].case, view)
            if found is not None:
                by_probe[probe].block(UNSTEADY.format(found))

    def _prepare_ahead(self, later: Iterator[Subject]) -> None:
        """Put cases of further subjects in flight as long as the senders may run out of them."""
        while not self.stop.requested and len(self._batches) < MOST_AHEAD:
            if self.sender.waiting >= AHEAD * self.settings.concurrency or self.sender.client.keeps_many:
                return
            subject = next(later, None)
            if subject is None or self._ends_the_run(subject):
                return
            self.prepare(subject)

    def _set_limits_aside(
        self, subject: Subject, failures: Failures, by_probe: dict[str, ProbeResult]
    ) -> DocumentLimits | None:
        """Leave out of the failures what was refused for its size alone, and return the limits to keep to, if any."""
        narrower = None
        for failure in failures if not self.stop.requested else ():
            requirement = failure.signature.requirement
            for refusal, shown in failure.refusals() if rests_on_execution(requirement) else ():
                view = self.view(subject.server)
                limit = self.controls.limit(shown.exchange, view)
                if limit is None:
                    continue
                if subject.mutation is not None:
                    narrower = narrower or self.controls.within(limit, shown.exchange, view)
                for probe, times in failure.set_aside(refusal).items():
                    by_probe[probe].set_aside(requirement, limit, times)
        return narrower

    def _finding(
        self, subject: Subject, failure: Failure, batches: dict[str, ProbeBatch | Blocked]
    ) -> FindingEvent | None:
        if self.stop.requested:
            return self.finder.unconfirmed(subject, failure)
        return self.finder.finding(subject, failure, batches, self.view(subject.server))

    def cases(self, subject: Subject) -> Iterator[tuple[str, Cases | Blocked]]:
        """Yield what there is to send for a subject, by probe. Nothing is sent or drawn."""
        yield from with_controls(self._cases(subject))

    def _cases(self, subject: Subject) -> Iterator[tuple[str, Cases | Blocked]]:
        reachable = subject.server in self.settings.target.sites
        unreachable = Blocked(f"no address for the server {subject.server}: pass --auth-url")
        for name, make in self._probes(subject):
            cases = make() if reachable else unreachable
            permitted = None if cases is None else self._permitted(name, cases, subject)
            if permitted is not None:
                yield name, permitted

    def _probes(self, subject: Subject) -> Iterator[tuple[str, Callable[[], Cases | Blocked | None]]]:
        view = self.view(subject.server)
        if subject.mutation is None:
            found = {name: partial(probe, view) for name, probe in server_probes().items()}
        else:
            mutation = self.contract.mutations[subject.mutation]
            found = {name: partial(probe, mutation, view) for name, probe in mutation_probes().items()}
        return ((name, make) for name, make in found.items() if name in self.settings.probes)

    def _permitted(self, probe: str, cases: Cases | Blocked, subject: Subject) -> Cases | Blocked | None:
        reason = self.settings.denied.get(subject.mutation or "")
        if isinstance(cases, Blocked):
            return cases
        if reason is not None:
            return without_execution(cases, self.contract, reason)
        if self._ends_the_run(subject):
            return executed_once(cases, self.contract, here=probe == VALID)
        return cases

    def _ends_the_run(self, subject: Subject) -> bool:
        target = self.settings.target
        last = last_of_run(self.contract, token=target.token, api_key=target.api_key)
        return last is not None and subject.mutation == last

    def _compare(self, subject: Subject, failures: Failures) -> Iterator[ProbeResult]:
        chosen = subject.mutation is not None and SCHEMA in self.settings.probes
        if not chosen or subject.server not in self.settings.target.sites:
            return
        tally = ProbeResult(subject, SCHEMA)
        view = self.view(subject.server)
        if view.schema is None:
            why = view.schema_problem or "the target's schema is not known"
            tally.block(f"{why}: open its introspection or pass --schema")
            yield tally
            return
        mutation = self.contract.mutations[str(subject.mutation)]
        comparison = SchemaComparison(
            self.contract,
            mutation,
            subject.server,
            view.schema,
            elsewhere=self._elsewhere(mutation),
            today=view.today,
        )
        exchange = self.sender.client.unsent(schema_case(subject, view.introspection))
        for judgement in judge_schema(comparison):
            tally.record(judgement)
            failures.add(SCHEMA, exchange, judgement, fixed=True)
        yield tally

    def _elsewhere(self, mutation: Mutation) -> tuple[str, ...] | None:
        """Return the other sites that have a mutation too, None where there is no other with a schema of its own."""
        schemas = self.settings.schemas
        own = schemas.get(mutation.server)
        others = [server for server in schemas if schemas[server] != own]
        roots = {server: getattr(self.view(server).schema, "mutation_type", None) for server in others}
        found = tuple(
            name for name, root in roots.items() if root is not None and mutation.name in root.fields
        )
        return found if others else None

    def _usual(self, subject: Subject) -> tuple[str, Mapping[str, Any]]:
        """Return the document and the simplest input of a subject; nothing for a server as a whole."""
        mutation = self.contract.mutations.get(subject.mutation or "")
        if mutation is None:
            return "", {}
        view = self.view(subject.server)
        return view.operation(mutation).document, view.strategies.minimal(mutation)

    def _control(
        self,
        batch: ProbeBatch | Blocked,
        batches: dict[str, ProbeBatch | Blocked],
        subject: Subject,
        meanwhile: Callable[[], None],
    ) -> Observation | None:
        """Return what the control of a probe showed, None where it has none or there was no answer."""
        key = None if isinstance(batch, Blocked) else batch.control
        holders = [one for one in batches.values() if isinstance(one, ProbeBatch) and key in one.answers]
        if key is None or not holders:
            return None
        try:
            exchange = holders[0].awaited(key, self.stop, meanwhile)
        except Withheld:
            return None
        answered = exchange is not None and exchange.response is not None
        return Observation(exchange, self.view(subject.server)) if exchange is not None and answered else None

    def _collect(
        self,
        subject: Subject,
        name: str,
        batch: ProbeBatch | Blocked,
        undecided: list[Undecided],
        control: Observation | None,
        meanwhile: Callable[[], None],
    ) -> ProbeResult:
        tally = ProbeResult(subject, name, answers=AnswerLog(self._redactor.text))
        if isinstance(batch, Blocked):
            tally.block(batch.reason)
            return tally
        tally.held_to = self.settings.http_profile.get(subject.server)
        tally.note(batch.not_reached)
        tally.not_tried = batch.not_tried
        client = self.sender.client
        view = self.view(subject.server)
        overdue = False
        for key, exchange in batch.exchanges(self.stop, meanwhile):
            if exchange.failure is not None and client.lost(subject.server) is not None:
                continue
            if overdue := self.budget.is_overdue():
                break
            observation = Observation(exchange, view, control)
            own = subject.mutation is None or exchange.case.is_answered_by(subject.mutation)
            tally.count(key, observation, own=own)
            if exchange.response is None:
                continue
            for judgement in judge(observation, own=own):
                profile = profile_of(judgement.requirement)
                if profile is not None:
                    if profile in view.http_profiles:
                        tally.record_audit(profile, judgement)
                    if profile != self.settings.http_profile.get(subject.server, profile):
                        continue  # reported beside the profile that the server is held to
                tally.record(judgement)
                if not judgement.violations:
                    continue
                fixed = key in batch.fixed_keys
                refusal = refusal_group(observation)
                undecided.append(Undecided(tally, exchange, view, judgement, fixed, refusal))
        if overdue or batch.withheld is not None:
            tally.block(batch.withheld or TIME_USED_UP)
        elif tally.settled < len(batch.answers):
            tally.interrupt(client.lost(subject.server) or "the run was stopped")
        elif batch.is_emptied:
            tally.block(view.limits.why_nothing(batch.left_out))
        return tally


def _own_key(settings: RunSettings) -> dict[str, list[str]]:
    """Return the key with which the harness obtains tokens as a known value of the mutation that takes it."""
    key = settings.target.api_key
    login = settings.target.platform.login
    return {} if key is None or login is None else {login.api_key: [key]}
