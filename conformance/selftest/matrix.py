"""Runs the kill matrix and says of each fault whether it was found, and whether anything else was."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from kraken_conformance.model.subject import Subject, subjects
from kraken_conformance.runner.embedded_target import Embedded, embedded
from kraken_conformance.selftest.plan import Task, healthy, plan, shown_on
from kraken_conformance.selftest.uncounted import UncountedRow, run_uncounted
from kraken_conformance.selftest.work import SubjectResult, served, work
from kraken_conformance.server import ServerSettings
from kraken_conformance.server.faults.examples import why_not_shown
from kraken_conformance.server.faults.parts.fault import Fault
from kraken_conformance.server.faults.registry import FAULTS
from kraken_conformance.spec import DEFAULT_CONTRACT, load_contract


@dataclass(frozen=True, slots=True)
class Row:
    """One fault, and the requirements that the harness says are broken by the server that has it.

    `untrue` says of which findings that does not hold when they are sent again.
    """

    fault: Fault
    subject: Subject
    found: frozenset[str]
    untrue: tuple[str, ...] = ()

    @property
    def killed(self) -> bool:
        """Whether the requirement that the fault breaks was found broken."""
        return self.fault.breaks in self.found

    @property
    def stray(self) -> tuple[str, ...]:
        """The requirements found broken that the fault neither breaks nor lists as a consequence.

        Consequences are listed for the fault's own example. On another mutation, which may need a token, a fault in
        all errors is one in the refusals of bad credentials too.
        """
        stray = set(self.found) - {self.fault.breaks, *self.fault.also}
        if self.fault.breaks.startswith("error.") and self.subject.mutation != self.fault.example:
            stray = {requirement for requirement in stray if not requirement.startswith("auth.")}
        return tuple(sorted(stray))


@dataclass(frozen=True, slots=True)
class KillMatrix:
    """All rows, and what was found on the healthy server: nothing, or the harness cries wolf.

    `uncounted` are the must-not-count exchanges, of every requirement whichever faults are run.
    `not_shown` are the ids of the faults that no mutation of the contract can show, each with what it lacks.
    """

    rows: tuple[Row, ...]
    false_alarms: Mapping[Subject, Mapping[str, int]]
    uncounted: tuple[UncountedRow, ...]
    not_shown: Mapping[str, str]

    @property
    def green(self) -> bool:
        """Whether every fault was killed by its own requirement alone, with findings that hold, the healthy server
        is clean, and no check counts an exchange that shows nothing.
        """
        killed = all(row.killed and not row.stray and not row.untrue for row in self.rows)
        return killed and not self.false_alarms and not self.miscounted

    @property
    def judged_rightly(self) -> frozenset[str]:
        """The requirements whose checks count their healthy exchanges and leave the must-not-count ones uncounted."""
        return frozenset(row.requirement for row in self.uncounted) - {
            row.requirement for row in self.miscounted
        }

    @property
    def miscounted(self) -> tuple[UncountedRow, ...]:
        """The must-not-count exchanges that a check counts, or of which the healthy exchange does not count."""
        return tuple(row for row in self.uncounted if not row.holds)


def with_uncounted(matrix: KillMatrix) -> KillMatrix:
    """Return a matrix with the must-not-count exchanges of the shipped contract, judged now."""
    return replace(matrix, uncounted=run_uncounted(load_contract(DEFAULT_CONTRACT)))


def run_matrix(
    contract: str | Path,
    faults: Iterable[Fault],
    *,
    processes: int,
    seed: int,
    max_examples: int,
    each: Callable[[Row], None] = lambda row: None,
) -> KillMatrix:
    """Run the faults, and the healthy server on the same subjects, or on all where every fault is run.

    The matrix has no must-not-count exchanges: `with_uncounted` adds them. `contract` is the name of a shipped one or a
    folder. A fault that is not found by its requirement alone on the first mutation that suits it is planted on others.
    `each` is called with each row as it becomes known.
    """
    loaded = load_contract(contract)
    known = {fault.id: fault for fault in faults}
    shown = shown_on(loaded, known.values())
    left = {id_: list(subjects_) for id_, subjects_ in shown.items()}
    faulty = list(plan(known.values(), {id_: first for id_, (first, *_) in shown.items()}))
    everything = subjects(loaded, loaded.mutations)
    touched = {subject for task in faulty for subject in task.subjects}
    tested = [subject for subject in everything if subject in touched or len(known) == len(FAULTS)]
    tasks = [*faulty, *healthy(tested)]
    rows: dict[str, Row] = {}
    tried: dict[str, Row] = {}
    false_alarms: dict[Subject, Mapping[str, int]] = {}
    # Fresh processes, not forks: the parent has threads.
    with (
        _healthy_servers(contract) as well,
        ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool,
    ):
        while tasks:
            running = {
                pool.submit(work, task, contract, well(task), seed=seed, max_examples=max_examples): task
                for task in tasks
            }
            for done in as_completed(running):
                found, task = done.result(), running[done]
                for row in _rows(task, found, known):
                    others, best = left[row.fault.id], tried.get(row.fault.id, row)
                    others.remove(row.subject)
                    tried[row.fault.id] = best = max(row, best, key=_worth)
                    if _worth(best) == CLEAN or not others:
                        rows[row.fault.id] = best
                        each(best)
                if not task.faults:
                    false_alarms |= {
                        subject: result.findings for subject, result in found.items() if result.findings
                    }
            again = {id_: left[id_][0] for id_ in tried.keys() - rows.keys()}
            tasks = list(plan(known.values(), again))
    not_shown = {id_: why_not_shown(loaded, fault) for id_, fault in known.items() if id_ not in shown}
    return KillMatrix(
        tuple(rows[id_] for id_ in known if id_ in rows),
        false_alarms,
        (),
        not_shown,
    )


@contextmanager
def _healthy_servers(contract: str | Path) -> Iterator[Callable[[Task], Embedded | None]]:
    """Give what returns the server of a task without its faults, and starts it where there is none yet.

    A task without faults has none: its own server is healthy.
    """
    running: dict[ServerSettings, Embedded] = {}
    with ExitStack() as stack:

        def without_faults(task: Task) -> Embedded | None:
            if not task.faults:
                return None
            settings = replace(served(task), faults=())
            if settings not in running:
                running[settings] = stack.enter_context(embedded(settings, contract))
            return running[settings]

        yield without_faults


CLEAN = (True, 0)


def _worth(row: Row) -> tuple[bool, int]:
    """Return how good it is what came of a fault, `CLEAN` where it was found by its own requirement alone."""
    return row.killed, -len(row.stray)


def _rows(task: Task, found: Mapping[Subject, SubjectResult], known: Mapping[str, Fault]) -> list[Row]:
    return [
        Row(known[fault], subject, frozenset(found[subject].findings), found[subject].untrue)
        for subject, fault in task.faults.items()
    ]
