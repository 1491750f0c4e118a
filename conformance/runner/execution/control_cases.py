"""Adds the controls of probes to what is sent for a subject, each once."""

from collections.abc import Iterable
from dataclasses import replace

from kraken_conformance.model.case import Case
from kraken_conformance.model.cases import Blocked, Cases


def with_controls(made: Iterable[tuple[str, Cases | Blocked]]) -> list[tuple[str, Cases | Blocked]]:
    """Return the cases of the probes of a subject, with each control among them.

    A control that a probe sends anyway is not sent again; of the others, the first probe that has one sends it.
    """
    probes = list(made)
    planned = [cases for _, cases in probes if isinstance(cases, Cases)]
    sent: set[str] = set()
    complete: list[tuple[str, Cases | Blocked]] = []
    for name, cases in probes:
        control = None if isinstance(cases, Blocked) else cases.control
        if isinstance(cases, Cases) and control is not None and control.key() not in sent:
            sent.add(control.key())
            if not any(_sends(other, control) for other in planned):
                cases = replace(cases, fixed=(control, *cases.fixed))
        complete.append((name, cases))
    return complete


def _sends(cases: Cases, control: Case) -> bool:
    """Whether a control is among the fixed cases. Keys are costly, and few cases have the document of a control."""
    return any(case.operation == control.operation and case.key() == control.key() for case in cases.fixed)
