"""What a run would send, found out without sending anything."""

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis.strategies import SearchStrategy

from kraken_conformance.model.case import Case
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.model.subject import Subject
from kraken_conformance.model.unmet_steps import UnmetStep
from kraken_conformance.runner.execution.engine import Engine
from kraken_conformance.runner.generation.case_generation import draw, seed_of
from kraken_conformance.runner.request.prepared_run import PreparedRun
from kraken_conformance.runner.request.run_settings import RunSettings
from kraken_conformance.runner.sending.probe_batch import drawn_count
from kraken_conformance.runner.sending.stop_request import StopRequest
from kraken_conformance.runner.session import limits
from kraken_conformance.target.introspection import schema_text

SAMPLES = 2
"""How many cases of a probe are shown."""


@dataclass(frozen=True, slots=True)
class PlannedProbe:
    """The cases of a probe: `cases` at most, since drawn ones that come twice are sent once.

    `requests` counts what is sent before a case too. `blocked` says why nothing, or not everything, is sent;
    `not_reached` are earlier steps that are not made.
    """

    name: str
    cases: int
    requests: int
    blocked: str | None
    samples: tuple[Case, ...] = ()
    not_reached: tuple[UnmetStep, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedSubject:
    """A subject with its effects, in the order of their classes, and what would be sent for it."""

    subject: Subject
    effects: tuple[str, ...]
    probes: tuple[PlannedProbe, ...]


def plan(options: PreparedRun, *, samples: bool = False) -> Iterator[PlannedSubject]:
    """Yield what a run with these options would send, subject by subject.

    What only the target can tell is not known: without a schema file the contract's own counts, and the
    dry-run header is not relied on. With `samples`, the first cases of each probe come along.
    """
    text = None if options.schema_file is None else schema_text(options.schema_file)
    settings = RunSettings(
        contract=options.request.contract,
        target=options.target,
        subjects=options.subjects,
        probes=options.probes,
        schemas={} if text is None else dict.fromkeys(options.contract.servers, text),
        dry_run_honoured={},
        seed=options.seed,
        max_examples=options.request.max_examples,
        concurrency=options.request.concurrency,
        pools=options.pools,
        denied=options.denied,
        selected=options.selected,
        limits=limits(options),
    )
    engine = Engine(settings, options.contract, StopRequest())
    try:
        for subject in options.subjects:
            mutation = None if subject.mutation is None else options.contract.mutations[subject.mutation]
            probes = (
                _planned(settings, subject, name, made, samples) for name, made in engine.cases(subject)
            )
            yield PlannedSubject(subject, tuple(sorted(mutation.effects)) if mutation else (), tuple(probes))
    finally:
        engine.close()


def _planned(
    settings: RunSettings, subject: Subject, name: str, made: Cases | Blocked, samples: bool
) -> PlannedProbe:
    if isinstance(made, Blocked):
        return PlannedProbe(name, 0, 0, made.reason)
    count = drawn_count(made, settings.max_examples)
    shown = made.fixed[:SAMPLES]
    seed = seed_of(made, settings.seed, str(subject), name)
    one_by_one = made.drawn is None or isinstance(made.drawn, SearchStrategy)
    generated = (
        draw(made.drawn, count, seed) if made.drawn is not None and (samples or not one_by_one) else []
    )
    shown = (*shown, *generated[:SAMPLES])
    known = {case.key(): case for case in (*made.fixed, *(() if one_by_one else generated))}
    left = count if one_by_one else 0
    return PlannedProbe(
        name,
        len(known) + left,
        sum(map(_requests, known.values())) + left,
        made.withheld,
        shown if samples else (),
        made.not_reached,
    )


def _requests(case: Case) -> int:
    return 1 + sum(map(_requests, case.before))
