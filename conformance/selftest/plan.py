"""Which faults are planted together: as many as there are mutations to plant them on, one on each."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kraken_conformance.model.subject import Subject
from kraken_conformance.server import ServerSettings
from kraken_conformance.server.core.editions import EDITIONS
from kraken_conformance.server.faults.examples import examples_in, server_with
from kraken_conformance.server.faults.parts.fault import Fault
from kraken_conformance.spec import Contract

HEALTHY_SHARES = 4
"""The healthy server is tested in this many parts, so that the work can be shared out evenly."""


@dataclass(frozen=True, slots=True)
class Task:
    """A server with these faults planted, and what is tested of it.

    `faults` maps the subject to the fault that it shows; a subject that is not there is healthy. `http_profile` is the
    edition of GraphQL over HTTP that the server is made to.
    """

    subjects: tuple[Subject, ...]
    faults: dict[Subject, str]
    http_profile: str = ServerSettings().http_profile


MOST_EXAMPLES = 6
"""Mutations on which a fault is planted, one after the other, until it is found on one."""


def shown_on(contract: Contract, faults: Iterable[Fault]) -> dict[str, tuple[Subject, ...]]:
    """Return the subjects that may show each fault, by its id; without those that no mutation can show.

    On a contract without the fault's own example, it is not known which of those that suit it do.
    """
    found: dict[str, tuple[Subject, ...]] = {}
    taken: Counter[str] = Counter()
    for fault in faults:
        if fault.server_wide:
            server = server_with(contract, fault)
            if server is not None:
                found[fault.id] = (Subject(server, None),)
            continue
        examples = examples_in(contract, fault, taken)[:MOST_EXAMPLES]
        taken.update(examples[:1])
        if examples:
            found[fault.id] = tuple(Subject(contract.mutations[name].server, name) for name in examples)
    return found


def plan(faults: Iterable[Fault], subjects: Mapping[str, Subject]) -> Iterator[Task]:
    """Yield what has to be run: faults on different mutations share a server, so each also shows its isolation.

    `subjects` says which shows each fault. A fault that depends on earlier calls has a server of its own: these calls
    must do as they should. So has one that needs a server with memory, which refuses what others of them need.
    """
    shown = [fault for fault in faults if fault.id in subjects]
    left = [fault for fault in shown if not _has_own_server(fault)]
    for fault in filter(_has_own_server, shown):
        subject = subjects[fault.id]
        yield Task((subject,), {subject: fault.id}, fault.http_profile)
    while left:
        together: dict[Subject, Fault] = {}
        for fault in left:
            together.setdefault(subjects[fault.id], fault)
        left = [fault for fault in left if together[subjects[fault.id]] is not fault]
        yield Task(tuple(together), {subject: fault.id for subject, fault in together.items()})


def _has_own_server(fault: Fault) -> bool:
    return fault.server_wide or fault.remembers or fault.stateful


def healthy(tested: Sequence[Subject]) -> Iterator[Task]:
    """Yield what has to be run on the healthy server, on which nothing may be found."""
    servers = tuple(subject for subject in tested if subject.mutation is None)
    for version in EDITIONS.keys() - {ServerSettings().http_profile} if servers else ():
        yield Task(servers, {}, version)
    for share in range(HEALTHY_SHARES):
        if part := tuple(tested[share::HEALTHY_SHARES]):
            yield Task(part, {})
