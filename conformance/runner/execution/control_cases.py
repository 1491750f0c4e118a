"""Adds the controls of probes to what is sent for a subject, each once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kraken_conformance.model.cases import Blocked, Cases


def with_controls(made: Iterable[tuple[str, Cases | Blocked]]) -> list[tuple[str, Cases | Blocked]]:
    """Return the cases of the probes of a subject, with each control among them.

    A control that a probe sends anyway is not sent again; of the others, the first probe that has one sends it.
    """
    probes = list(made)
    sent = {case.key() for _, cases in probes if isinstance(cases, Cases) for case in cases.fixed}
    complete: list[tuple[str, Cases | Blocked]] = []
    for name, cases in probes:
        control = None if isinstance(cases, Blocked) else cases.control
        if isinstance(cases, Cases) and control is not None and control.key() not in sent:
            sent.add(control.key())
            cases = replace(cases, fixed=(control, *cases.fixed))
        complete.append((name, cases))
    return complete
