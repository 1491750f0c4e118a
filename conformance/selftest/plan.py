"""Which faults are planted together: as many as there are mutations to plant them on, one on each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kraken_conformance.model.subject import Subject
from kraken_conformance.server.faults.fault import Fault
from kraken_conformance.spec import Contract

HEALTHY_SHARES = 4
"""The healthy server is tested in so many parts, so that the work can be shared out evenly."""


@dataclass(frozen=True, slots=True)
class Task:
    """A server with these faults planted, and what is tested of it.

    `faults` maps the subject to the fault that it shows; a subject that is not there is healthy.
    """

    subjects: tuple[Subject, ...]
    faults: dict[Subject, str]


def plan(contract: Contract, faults: Iterable[Fault]) -> Iterator[Task]:
    """Yield what has to be run: faults on different mutations share a server, so each also shows its isolation.

    A fault that depends on earlier calls has a server of its own: these calls must do as they should.
    """
    left = list(faults)
    for fault in (fault for fault in left if fault.server_wide or fault.remembers):
        subject = _shown_on(fault, contract)
        yield Task((subject,), {subject: fault.id})
    left = [fault for fault in left if not (fault.server_wide or fault.remembers)]
    while left:
        together: dict[str, Fault] = {}
        for fault in left:
            together.setdefault(str(fault.example), fault)
        left = [fault for fault in left if together[str(fault.example)] is not fault]
        planted = {_shown_on(fault, contract): fault.id for fault in together.values()}
        yield Task(tuple(planted), planted)


def _shown_on(fault: Fault, contract: Contract) -> Subject:
    if fault.example is None:
        return Subject(next(iter(contract.servers)), None)
    return Subject(contract.mutations[fault.example].server, fault.example)


def healthy(tested: Sequence[Subject]) -> Iterator[Task]:
    """Yield what has to be run on the healthy server, on which nothing may be found."""
    for share in range(HEALTHY_SHARES):
        if part := tuple(tested[share::HEALTHY_SHARES]):
            yield Task(part, {})
